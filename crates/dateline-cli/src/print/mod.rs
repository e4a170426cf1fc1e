//! What a person sees.

mod brief;
mod chains;
mod read;
mod report;
mod style;
#[cfg(test)]
mod tests;

pub(crate) use brief::{articles, claims, dossier, problems, timeline};
pub(crate) use chains::section as chains;
pub(crate) use read::{ReadPage, article};
pub(crate) use report::Report;
pub(crate) use style::{ColorChoice, Style, Tone};

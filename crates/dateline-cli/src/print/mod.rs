//! What a person sees.

mod brief;
mod chains;
mod ledger;
mod read;
mod report;
mod style;
#[cfg(test)]
mod tests;
mod timeline;

pub(crate) use brief::{articles, dossier, problems};
pub(crate) use chains::section as chains;
pub(crate) use ledger::section as claims;
pub(crate) use read::{ReadPage, article};
pub(crate) use report::Report;
pub(crate) use style::{ColorChoice, Style, Tone};
pub(crate) use timeline::section as timeline;

//! What a person sees.

mod brief;
mod chains;
mod copies;
pub(crate) mod digest;
mod ledger;
mod proof;
mod read;
mod report;
pub(crate) mod style;
#[cfg(test)]
mod tests;
mod timeline;

pub(crate) use brief::{articles, dossier, problems};
pub(crate) use chains::section as chains;
pub(crate) use copies::section as copies;
pub(crate) use ledger::section as claims;
pub(crate) use proof::{document as proof_of, proof};
pub(crate) use read::{ReadPage, article};
pub(crate) use report::{Report, heading as heading_of};
pub(crate) use style::{ColorChoice, Style, Tone, count, one_line, printable, wrap};
pub(crate) use timeline::{section as timeline, sign as sign_of};

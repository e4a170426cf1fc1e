//! The one data contract: how engine values are written for other programs.
//!
//! [`annotation`] is every layer of one document, [`dossier()`] what many articles say
//! together, [`copies()`] which of them carry one text, [`conllu()`] the trees. Positions are Unicode **code points**, half-open; the
//! engine's bytes end here. This is the only crate that knows serialisation.

mod annotate;
pub mod brief_bytes;
mod conllu;
mod copies;
mod dossier;

pub use annotate::{Annotation, Layer, Layers, annotation};
pub use conllu::conllu;
pub use copies::{CopiesRow, Family, Member, copies, excerpts, families};
pub use dossier::{DossierRow, Problem, Told, dossier};

/// The schema number of everything written here. Fields may be added under one number; none
/// changes its meaning or goes away.
pub const SCHEMA: &str = "dateline/1";

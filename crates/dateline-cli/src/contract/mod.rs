//! The machine interface: JSON with positions in code points. The only place that knows how
//! engine types are written.

mod annotate;
mod conllu;
mod dossier;

pub(crate) use annotate::{Layer, Layers, annotation};
pub(crate) use conllu::conllu;
pub(crate) use dossier::{Problem, Told, dossier};

/// The schema number of everything written here.
pub(crate) const SCHEMA: &str = "dateline/1";

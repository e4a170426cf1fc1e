//! The one data contract: how engine values are written for other programs.
//!
//! [`annotation`] is every layer of one document, [`dossier()`] what many articles say
//! together, [`copies()`] which of them carry one text, [`conllu()`] the trees. [`tables()`]
//! gives the same as rows, and [`write()`] writes an [`Export`] in any [`Format`]. Positions
//! are Unicode **code points**, half-open; the
//! engine's bytes end here. This is the only crate that knows serialisation.

mod annotate;
pub mod brief_bytes;
mod check;
mod codes;
mod compare;
mod conllu;
mod copies;
mod csv;
mod dossier;
mod escape;
mod foreign;
mod formats;
mod output;
mod rows;
mod tables;
mod view;

pub use annotate::{Annotation, Layer, Layers, annotation};
pub use compare::{Compared, Comparison, compare};
pub use conllu::conllu;
pub use copies::{CopiesRow, Family, Member, copies, excerpts, families};
pub use dossier::{DossierRow, Problem, Told, dossier};
pub use foreign::{
    Foreign, ForeignActor, ForeignEvent, ForeignTable, RowProblem, read_foreign,
};
pub use formats::Format;
pub use output::{Error, Written, write, write_to};
pub use rows::{
    ArticleRow, AttributionRow, Cell, CellKind, ClaimRow, ClaimTurnRow, Column, CopyRow,
    EventActorRow, EventRow, EvidenceRow, MentionRow, OriginRow, ProblemRow, QuoteRow,
    Sheet, StoryEventRow, StoryRow, Tables, VariantRow,
};
pub use tables::tables;
pub use view::Export;

/// The schema number of everything written here. Fields may be added under one number; none
/// changes its meaning or goes away.
pub const SCHEMA: &str = "dateline/1";

//! One SQLite file that keeps everything Dateline has read: sources as they were given,
//! articles, zones, mentions, attributions, events, claims with their history, origins,
//! stories, what was odd, and what people have corrected. What each table and view means
//! stands in `docs/store.md`.
//!
//! [`Store`] is all there is: documents that were read go in as [`Entry`]s, a [`Filter`]
//! asks for rows, and every row has its evidence as article and code points.
//!
//! ```no_run
//! use dateline_store::{Filter, Store};
//!
//! let store = Store::open("news.db")?;
//! let filter = Filter { actor: Some("PRK".into()), ..Filter::default() };
//! for event in store.events(&filter)?.rows {
//!     println!("{:?} {} {}", event.date, event.status, event.summary);
//! }
//! # Ok::<(), dateline_store::Error>(())
//! ```

mod add;
mod collate;
mod correct;
mod document;
mod error;
mod export;
mod filter;
mod gold;
mod ids;
mod query;
mod reading;
mod rows;
mod schema;
mod store;
mod terms;
mod verify;

pub use add::{Added, Refused};
pub use collate::Collated;
pub use correct::{
    ARTICLE_FIELDS, Action, CLAIM_FIELDS, CorrectionRow, EVENT_FIELDS, NewCorrection,
};
pub use document::{Document, Entry, Given, kind_name};
pub use error::{Error, Result};
pub use export::Held;
pub use filter::{Filter, LIMIT};
pub use gold::{Gold, GoldDocument, GoldRow, GoldSpan};
pub use ids::What;
pub use query::layers::MarkRow;
pub use query::overview::{
    ActivityRow, FacetRow, HolderRow, PairRow, PlaceCount, SourceRow, TellingRow,
};
pub use query::page::{CopyLinkRow, EventCell};
pub use rows::{
    ActorCell, ActorRow, ArticlePage, ArticleRow, Bounds, CellRow, ClaimRow, CopyRow,
    Due, EventRow, EvidenceRow, HitRow, PlaceCell, ProblemRow, QuoteRow, Rows, StoryRow,
    Totals, TurnRow, VariantRow, ZoneRow,
};
pub use schema::SCHEMA;
pub use store::{Run, Store};
pub use verify::{Fault, Verified};

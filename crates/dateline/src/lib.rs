//! Dateline's engine: a page goes in as bytes, and every value that comes out points back
//! into its text.
//!
//! [`read()`] is the way of one document, [`collate()`] the way of many. Both are pure
//! functions: no I/O, no clock, no threads, no randomness, and they cannot fail. Odd input
//! gives a value and [`Note`]s.
//!
//! Positions inside the engine are **bytes** of the canonical text ([`Span`]); code points
//! are computed only at the border ([`CodePoints`]).

mod actors;
mod article;
mod attested;
mod attribution;
mod brief;
mod claims;
mod collate;
mod copies;
mod day;
mod entities;
mod events;
mod id;
mod kit;
mod language;
mod merge;
mod notes;
mod page;
pub mod parts;
mod places;
mod read;
mod rules;
mod source;
mod span;
mod stories;
mod times;
mod topics;

pub use actors::{Actor, Actors, WrongLine};
pub use article::{Article, Stamp, Zone, ZoneKind};
#[doc(hidden)]
pub use article::{BlockTable, block_table};
pub use attested::{Attested, Evidence, RuleId};
pub use attribution::{
    Attribution, AttributionIdx, Attributions, Link, LinkKind, Stance,
};
pub use brief::{
    Brief, BriefActor, BriefAttribution, BriefClaim, BriefEvent, BriefPlace, BriefQuote,
    Citation, Standing,
};
pub use claims::{Claim, ClaimKind, Ledger, Outcome, Turn};
pub use collate::{Archive, Dossier, collate};
pub use copies::{
    CopyGroup, CopyKind, CopyLink, Difference, Origin, Origins, Strength, differences,
    fingerprints,
};
pub use day::{DayRange, Precision};
pub use entities::{
    Entities, Entity, EntityIdx, Mention, MentionIdx, MentionKind, NameClass,
};
pub use events::{
    Certainty, EventActor, EventMention, EventMentions, EventPlace, EventType, Polarity,
    Reason, Role, Status, why,
};
pub use id::Id;
pub use kit::Kit;
pub use language::{
    NameSpan, Sentence, SentenceIdx, Signals, Text, Token, TokenIdx, Upos,
};
pub use merge::{Event, EventVariants, Events, clusters_of_mentions};
pub use notes::{Note, Notes};
pub use page::{Kind, Page};
pub use places::{Place, PlacePrecision, Places};
pub use read::{Depth, Reading, read, read_to};
pub use source::{Source, SourceMap};
pub use span::{CodePoints, Span};
pub use stories::{Stories, Story};
pub use times::{Anchor, Time, TimeType, Times};

/// The version of all that decides what is read: sixteen digits, a hash of this engine's
/// code and of the knowledge inside it.
pub const RULES: &str = env!("DATELINE_RULES");

//! The claims ledger: each forecast, promise, denial, allegation, assessment, demand and
//! threat, followed until a later report confirms or contradicts it, or it lapses.

mod kind;

pub(crate) use kind::kind_of;

use jiff::civil::Date;

use crate::{Brief, Citation, DayRange, Events, Id, Kit, Origins};

/// What kind of claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are the definitions of the contract")]
pub enum ClaimKind {
    Forecast,
    Promise,
    Denial,
    Allegation,
    Assessment,
    Demand,
    Threat,
}

impl ClaimKind {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            ClaimKind::Forecast => "forecast",
            ClaimKind::Promise => "promise",
            ClaimKind::Denial => "denial",
            ClaimKind::Allegation => "allegation",
            ClaimKind::Assessment => "assessment",
            ClaimKind::Demand => "demand",
            ClaimKind::Threat => "threat",
        }
    }
}

/// What became of a claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are the definitions of the contract")]
pub enum Outcome {
    Confirmed,
    PartlyConfirmed,
    Contradicted,
    Lapsed,
    Open,
}

impl Outcome {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Confirmed => "confirmed",
            Outcome::PartlyConfirmed => "partly_confirmed",
            Outcome::Contradicted => "contradicted",
            Outcome::Lapsed => "lapsed",
            Outcome::Open => "open",
        }
    }
}

/// One step of a claim's history.
#[derive(Clone, Debug)]
pub struct Turn {
    /// The day of the report that settles it (or on which it lapsed).
    pub on: Option<Date>,
    /// What it turned into.
    pub outcome: Outcome,
    /// In words: why.
    pub because: String,
    /// The words that settle it.
    pub evidence: Option<Citation>,
}

/// One claim of one holder.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Hash of holder and evidence.
    pub id: Id,
    /// What kind.
    pub kind: ClaimKind,
    /// What would make it true, in the words of the text.
    pub statement: String,
    /// When it was made.
    pub made_on: Option<DayRange>,
    /// Publisher, agency, then everyone it passed through; ends with its holder.
    pub by: Vec<String>,
    /// Index of the event it is about in [`crate::Events::events`].
    pub about_event: Option<u32>,
    /// When it must come true.
    pub due: Option<DayRange>,
    /// What became of it.
    pub outcome: Outcome,
    /// The words that settle it.
    pub outcome_evidence: Vec<Citation>,
    /// How it got there.
    pub history: Vec<Turn>,
    /// The words that make it; repetitions included.
    pub evidence: Vec<Citation>,
    /// Calibrated confidence.
    pub confidence: Option<f32>,
}

/// All claims, by day made, then identifier.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The claims.
    pub claims: Vec<Claim>,
}

/// Follows every claim of the briefs.
pub(crate) fn follow(
    _briefs: &[Brief],
    _origins: &Origins,
    _events: &Events,
    _kit: &Kit,
) -> Ledger {
    Ledger::default()
}

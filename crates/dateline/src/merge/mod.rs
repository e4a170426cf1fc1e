//! One event, many reports: mentions that tell one event become one event.

pub(crate) mod clues;
pub(crate) mod cluster;
mod given;
mod score;
mod values;

pub use given::clusters_of_mentions;

use crate::topics::Neighbours;
use crate::{
    Brief, BriefActor, BriefPlace, Citation, DayRange, EventType, Id, Origins, Status,
};

/// An event as all its reports tell it.
#[derive(Clone, Debug)]
pub struct Event {
    /// Hash of its mentions.
    pub id: Id,
    /// When: the best supported value.
    pub date: Option<DayRange>,
    /// Where the date is only bounded: not before, not after.
    pub bounds: Option<(Option<jiff::civil::Date>, Option<jiff::civil::Date>)>,
    /// What kind of act.
    pub kind: EventType,
    /// CAMEO code.
    pub cameo: Option<&'static str>,
    /// The latest report decides.
    pub status: Status,
    /// Only if every article tells it as history.
    pub background: bool,
    /// One line, the words of one report.
    pub summary: String,
    /// Who.
    pub actors: Vec<BriefActor>,
    /// Where.
    pub place: Option<BriefPlace>,
    /// The clauses that tell it, by article and position.
    pub evidence: Vec<Citation>,
    /// The mentions: (article, index in its brief's events).
    pub mentions: Vec<(u32, u32)>,
    /// Number of articles that tell it.
    pub n_articles: u32,
    /// Number of origins that tell it.
    pub n_origins: u32,
    /// Other values of date, place and status, with who says which.
    pub variants: EventVariants,
    /// Calibrated confidence.
    pub confidence: Option<f32>,
}

/// Values that reports disagree on, each with the citation that says so.
#[derive(Clone, Debug, Default)]
pub struct EventVariants {
    /// Dates.
    pub dates: Vec<(DayRange, Citation)>,
    /// Place names.
    pub places: Vec<(String, Citation)>,
    /// Statuses.
    pub statuses: Vec<(Status, Citation)>,
}

/// All events, by date, then identifier.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// The events.
    pub events: Vec<Event>,
}

/// Merges the event mentions of all briefs.
pub(crate) fn events(
    briefs: &[Brief],
    origins: &Origins,
    neighbours: &Neighbours,
) -> Events {
    let found = cluster::cluster(briefs, origins, neighbours);
    let mut events: Vec<Event> = found
        .groups
        .iter()
        .filter_map(|group| {
            let told: Vec<&clues::Clues<'_>> =
                group.iter().map(|&i| &found.clues[i as usize]).collect();
            values::merged(briefs, &told)
        })
        .collect();
    events.sort_by_key(|e| (e.date.map(|d| (d.start, d.end)), e.id));
    Events { events }
}

//! What became of a claim: only a later, independent report of the fact decides.

use jiff::civil::Date;

use super::gather::Made;
use super::kind::is_about_place;
use super::{ClaimKind, Outcome, Turn};
use crate::merge::clues::name_words;
use crate::{Brief, BriefEvent, Citation, DayRange, Event, Events, Origins, Status};

/// A fact told by another report later than the claim.
struct Report<'b> {
    article: u32,
    day: Option<Date>,
    told: &'b BriefEvent,
}

/// What a claim is followed through.
pub(super) struct Followed<'a> {
    pub(super) briefs: &'a [Brief],
    pub(super) origins: &'a Origins,
    pub(super) events: &'a Events,
    /// For each article, the last day that an article of its story was published.
    pub(super) last_day: &'a [Option<Date>],
    /// For each article, the articles of its story.
    pub(super) story_of: &'a [Vec<u32>],
}

/// How a claim's outcome came about, in order of days; empty while it is open.
pub(super) fn history(followed: &Followed<'_>, claim: &[&Made]) -> Vec<Turn> {
    let first = claim[0];
    let mut turns: Vec<Turn> = Vec::new();
    if let Some(&(event, mention)) = first.events.first() {
        let event = &followed.events.events[event as usize];
        let own = &followed.briefs[first.article as usize].events[mention as usize];
        for report in reports(followed, claim, event) {
            if let Some((outcome, because)) = judge(first, own, &report) {
                turns.push(Turn {
                    on: report.day,
                    outcome,
                    because,
                    evidence: Some(Citation {
                        article: report.article,
                        span: report.told.clause,
                    }),
                });
            }
        }
    }
    turns.extend(admitted(followed, claim));
    turns.sort_by_key(|t| (t.on, t.evidence));
    if turns.is_empty() {
        turns.extend(lapsed(followed, claim));
    }
    turns
}

/// Mentions of the event in later articles of other origins, as fact.
fn reports<'a>(
    followed: &Followed<'a>,
    claim: &[&Made],
    event: &Event,
) -> Vec<Report<'a>> {
    let first = claim[0];
    let said = first.made_on.map(|d| d.start);
    let published = |a: u32| followed.briefs[a as usize].published.map(|p| p.date);
    let own_origin = followed.origins.of_article[first.article as usize];
    let repeats = |article: u32, told: &BriefEvent| {
        claim.iter().any(|c| c.article == article && c.sentence == told.sentence)
    };
    event
        .mentions
        .iter()
        .map(|&(article, mention)| {
            let told = &followed.briefs[article as usize].events[mention as usize];
            Report { article, day: published(article), told }
        })
        .filter(|r| followed.origins.of_article[r.article as usize] != own_origin)
        .filter(|r| r.told.in_body && !repeats(r.article, r.told))
        .filter(|r| {
            let later = match (published(first.article), r.day) {
                (Some(claimed), Some(told)) => told > claimed,
                _ => false,
            };
            // What was over before the claim was made cannot fulfil it.
            let after = match (said, r.told.date) {
                (Some(said), Some(date)) if looks_ahead(first.kind) => date.end >= said,
                _ => true,
            };
            later && after
        })
        .collect()
}

/// A denial ends where the one who denied admits, in the same report or a later one.
fn admitted(followed: &Followed<'_>, claim: &[&Made]) -> Vec<Turn> {
    const ADMITS: &[&str] = &["acknowledge", "admit", "concede", "confess", "own"];
    let first = claim[0];
    let Some(holder) = first.chain.last().filter(|_| first.kind == ClaimKind::Denial)
    else {
        return Vec::new();
    };
    let holder = name_words(holder);
    let day = |a: u32| followed.briefs[a as usize].published.map(|p| p.date);
    let mut out = Vec::new();
    for &article in &followed.story_of[first.article as usize] {
        if day(article) < day(first.article) {
            continue;
        }
        for a in &followed.briefs[article as usize].attributions {
            let by = a.chain.last().map(|name| name_words(name)).unwrap_or_default();
            let same = !holder.is_empty() && holder.iter().all(|w| by.contains(w));
            let Some(span) = super::kind::cover(&a.content) else { continue };
            if same && a.in_body && ADMITS.contains(&&*a.cue) {
                out.push(Turn {
                    on: a.said_on.map(|d| d.start),
                    outcome: Outcome::Contradicted,
                    because: "the one who denied it admits it".into(),
                    evidence: Some(Citation { article, span }),
                });
            }
        }
    }
    out
}

fn looks_ahead(kind: ClaimKind) -> bool {
    matches!(
        kind,
        ClaimKind::Forecast | ClaimKind::Promise | ClaimKind::Demand | ClaimKind::Threat
    )
}

/// What one report makes of a claim.
fn judge(
    claim: &Made,
    own: &BriefEvent,
    report: &Report<'_>,
) -> Option<(Outcome, String)> {
    let told = report.told;
    let done = told.status == Status::Happened;
    let off = told.status == Status::NotHappened;
    if !done && !off {
        return None;
    }
    let negative = own.status == Status::NotHappened;
    match claim.kind {
        ClaimKind::Denial => (done && !negative)
            .then(|| (Outcome::Contradicted, "a later report tells it as done".into())),
        // What a threat threatens is seldom the event its words name.
        ClaimKind::Assessment | ClaimKind::Threat => None,
        ClaimKind::Allegation => (done && told.attribution.is_none() && !negative)
            .then(|| (Outcome::Confirmed, "a later report tells it as fact".into())),
        _ if negative || !names_bodies(claim, told) => None,
        _ if off => {
            Some((Outcome::Contradicted, "a later report says it did not happen".into()))
        }
        _ => Some(fulfilled(claim, told)),
    }
}

/// Whether a report speaks of the organisations that the claim is about: to leave a party is
/// not to leave an office.
fn names_bodies(claim: &Made, told: &BriefEvent) -> bool {
    claim.bodies.iter().all(|body| {
        let holder = claim.chain.iter().any(|name| name == body);
        let words = name_words(body);
        let found = words.iter().filter(|w| told.words.binary_search(w).is_ok()).count();
        holder || 2 * found >= words.len()
    })
}

/// The thing took place; whether at the place and in the time claimed.
fn fulfilled(claim: &Made, told: &BriefEvent) -> (Outcome, String) {
    let other_place = told.place.as_ref().filter(|place| {
        let there = name_words(&place.name);
        let exact = matches!(
            place.precision,
            Some(crate::PlacePrecision::City | crate::PlacePrecision::Point)
        );
        exact
            && !claim.places.is_empty()
            && claim
                .places
                .iter()
                .all(|p| name_words(p).iter().all(|w| !there.contains(w)))
    });
    if let Some(place) = other_place {
        if is_about_place(&claim.statement) {
            return (Outcome::Contradicted, format!("it took place at {}", place.name));
        }
    } else if is_about_place(&claim.statement) && told.place.is_none() {
        return (Outcome::Open, "it took place, the report does not say where".into());
    }
    let late = |due: DayRange, date: DayRange| date.start > due.end;
    match (claim.due, told.date) {
        (Some(due), Some(date)) if told.dated && late(due, date) => {
            (Outcome::PartlyConfirmed, format!("it took place later, on {}", date.start))
        }
        _ => (Outcome::Confirmed, "a later report tells it as done".into()),
    }
}

/// A claim whose day has passed without a report.
fn lapsed(followed: &Followed<'_>, claim: &[&Made]) -> Option<Turn> {
    let first = claim[0];
    let due = first.due?;
    let last = followed.last_day[first.article as usize]?;
    let later_article =
        followed.briefs[first.article as usize].published.is_some_and(|p| p.date < last);
    (looks_ahead(first.kind) && later_article && last > due.end).then(|| Turn {
        on: due.end.tomorrow().ok(),
        outcome: Outcome::Lapsed,
        because: "its day passed and no later report tells of it".into(),
        evidence: None,
    })
}

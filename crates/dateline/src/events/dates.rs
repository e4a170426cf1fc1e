//! Dates and background of events whose own clause states none: the date of the same
//! sentence, of the act told again, of the story just told.

use crate::{DayRange, EventMention, EventType, SentenceIdx, Status};

use super::args::View;
use super::when;

/// Gives undated events the date that the text plainly means, and history its neighbours.
pub(super) fn carry(view: &View<'_>, events: &mut [EventMention]) {
    let places: Vec<Option<SentenceIdx>> =
        events.iter().map(|e| view.text().sentence_at(e.trigger.start)).collect();
    for i in 0..events.len() {
        if events[i].date.is_some() || !may_carry(&events[i]) {
            continue;
        }
        if !events[i].background && in_history(view, events, &places, i) {
            events[i].background = true;
        }
        if events[i].background {
            continue;
        }
        let from = same_sentence(events, &places, i)
            .or_else(|| told_again(events, i))
            .or_else(|| just_told(view, events, &places, i));
        events[i].date = from.and_then(|j| events[j].date);
        events[i].date_from = from.map(|j| j as u32);
    }
}

/// Only what is told as done takes a date from elsewhere: a plan has its own.
fn may_carry(event: &EventMention) -> bool {
    matches!(event.status, Status::Happened | Status::Alleged | Status::NotHappened)
}

/// What breaks in on a day: fires, deaths, attacks. One report tells one such affair.
fn is_incident(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Disaster | EventType::Casualty | EventType::Assault | EventType::Crime
    )
}

fn news(event: &EventMention) -> Option<DayRange> {
    event.date.filter(|d| !event.background && when::is_exact(*d) && may_carry(event))
}

fn is_news(event: &EventMention) -> bool {
    news(event).is_some()
}

/// The nearest dated event of the same sentence.
fn same_sentence(
    events: &[EventMention],
    places: &[Option<SentenceIdx>],
    i: usize,
) -> Option<usize> {
    (0..events.len())
        .filter(|&j| j != i && places[j].is_some() && places[j] == places[i])
        .filter(|&j| is_news(&events[j]))
        .min_by_key(|j| i.abs_diff(*j))
}

/// The same act by the same word, or another part of the affair that the report opened with.
fn told_again(events: &[EventMention], i: usize) -> Option<usize> {
    let event = &events[i];
    let before = || (0..i).filter(|&j| is_news(&events[j]));
    let same = before()
        .rev()
        .find(|&j| events[j].lemma == event.lemma && events[j].kind == event.kind);
    let affair = || {
        before()
            .find(|&j| is_incident(events[j].kind))
            .filter(|_| is_incident(event.kind))
    };
    let theme = || {
        // the report's first dated act, and others of its kind
        before()
            .next()
            .filter(|&j| events[j].kind == event.kind && event.status == Status::Happened)
    };
    same.or_else(affair).or_else(theme)
}

/// The event of the sentence before, within a paragraph that tells one course of events.
fn just_told(
    view: &View<'_>,
    events: &[EventMention],
    places: &[Option<SentenceIdx>],
    i: usize,
) -> Option<usize> {
    let here = places[i]?;
    let paragraph = view.text().sentence(here).paragraph;
    for j in (0..i).rev() {
        let there = places[j]?;
        if view.text().sentence(there).paragraph != paragraph || here.0 - there.0 > REACH
        {
            return None;
        }
        if let Some(days) = events[j].date {
            return (!events[j].background && when::is_exact(days)).then_some(j);
        }
    }
    None
}

/// Sentences back that a date reaches.
const REACH: u32 = 2;

/// Whether the event stands among history: what was told last in this paragraph, or later
/// in this sentence, is.
fn in_history(
    view: &View<'_>,
    events: &[EventMention],
    places: &[Option<SentenceIdx>],
    i: usize,
) -> bool {
    let Some(here) = places[i] else { return false };
    let mut same = (0..events.len()).filter(|&j| j != i && places[j] == Some(here));
    let dated = same.clone().any(|j| news(&events[j]).is_some());
    if dated {
        return false;
    }
    if same.any(|j| events[j].background) {
        return true;
    }
    let paragraph = view.text().sentence(here).paragraph;
    (0..i)
        .rev()
        .take_while(|&j| {
            places[j].is_some_and(|p| {
                view.text().sentence(p).paragraph == paragraph && here.0 - p.0 <= REACH
            })
        })
        .find(|&j| may_carry(&events[j]))
        .is_some_and(|j| events[j].background)
}

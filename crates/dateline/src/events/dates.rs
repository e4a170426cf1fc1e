//! Dates and background of events whose own clause states none: the date of the same
//! sentence, of the act told again, of the story just told.

use crate::{EventMention, EventType, SentenceIdx, Status, Text};

use super::args::View;
use super::lexicon::WordClass;
use super::nouns::indefinite;
use super::triggers::Trigger;
use super::when;

/// What carrying asks of an event's word.
pub(super) struct Told {
    sentence: Option<SentenceIdx>,
    /// A noun under "the", "this", "their": it means what the reader knows already.
    definite: bool,
    noun: bool,
    /// The relation of the word, without its subtype.
    rel: &'static str,
}

impl Told {
    pub(super) fn of(view: &View<'_>, trigger: &Trigger<'_>) -> Self {
        let noun = trigger.class == WordClass::Noun;
        Self {
            sentence: view.text().sentence_at(trigger.span.start),
            definite: noun && !indefinite(view, trigger.at),
            noun,
            rel: view.base_rel(trigger.at),
        }
    }
}

/// The events with what is known of their words.
struct Tale<'a> {
    text: &'a Text,
    events: &'a mut [EventMention],
    told: &'a [Told],
}

/// Gives undated events the date that the text plainly means, and history its neighbours.
/// `told` runs beside `events`.
pub(super) fn carry(view: &View<'_>, events: &mut [EventMention], told: &[Told]) {
    let mut tale = Tale { text: view.text(), events, told };
    for i in 0..tale.events.len() {
        if tale.events[i].date.is_none() {
            tale.date(i);
        }
    }
}

impl Tale<'_> {
    fn date(&mut self, i: usize) {
        if let Some(j) = self.known(i) {
            // "the raid" is the raid told before, whatever else its sentence dates
            self.take(i, Some(j));
            self.events[i].background |= self.events[j].background;
            return;
        }
        if !may_carry(&self.events[i]) {
            return;
        }
        if !self.events[i].background && self.in_history(i) {
            self.events[i].background = true;
        }
        if self.events[i].background {
            return;
        }
        let from = self
            .same_sentence(i)
            .or_else(|| self.told_again(i))
            .or_else(|| self.just_told(i))
            .or_else(|| self.told_later(i));
        self.take(i, from);
    }

    fn take(&mut self, i: usize, from: Option<usize>) {
        self.events[i].date = from.and_then(|j| self.events[j].date);
        self.events[i].date_from = from.map(|j| j as u32);
    }

    /// What a definite noun means, where it was dated: the last mention by the same word
    /// and of the same type, of the report's own time before history.
    fn known(&self, i: usize) -> Option<usize> {
        let same = |j: &usize| {
            let (a, b) = (&self.events[i], &self.events[*j]);
            a.kind == b.kind && a.lemma == b.lemma
        };
        let told = || (0..i).rev().filter(same).filter(|_| self.told[i].definite);
        told()
            .find(|&j| !self.events[j].background)
            .or_else(|| told().next())
            .filter(|&j| self.events[j].date.is_some())
    }

    /// The nearest dated event of the same sentence. What a participle or an infinitive
    /// under a noun tells may be of any time.
    fn same_sentence(&self, i: usize) -> Option<usize> {
        let here = self.told[i].sentence?;
        if matches!(self.told[i].rel, "acl" | "xcomp" | "amod") {
            return None;
        }
        (0..self.events.len())
            .filter(|&j| j != i && self.told[j].sentence == Some(here))
            .filter(|&j| is_news(&self.events[j]))
            .min_by_key(|j| i.abs_diff(*j))
    }

    /// The same act by the same word, or another part of the affair that the report opened
    /// with, or of its theme.
    fn told_again(&self, i: usize) -> Option<usize> {
        let event = &self.events[i];
        let before = || (0..i).filter(|&j| is_news(&self.events[j]));
        let alike = |j: &usize| {
            self.events[*j].lemma == event.lemma && self.events[*j].kind == event.kind
        };
        let affair = || {
            before()
                .find(|&j| is_incident(self.events[j].kind))
                .filter(|_| is_incident(event.kind))
        };
        let theme = || {
            // the report's first dated act, and others of its kind in its own voice
            let main = matches!(self.told[i].rel, "root" | "conj")
                && event.attribution.is_none();
            before().next().filter(|&j| {
                self.events[j].kind == event.kind
                    && event.status == Status::Happened
                    && (self.told[i].definite || main && !self.told[i].noun)
            })
        };
        before().rev().find(alike).or_else(affair).or_else(theme)
    }

    /// The event of the sentence before, within a paragraph that tells one course of
    /// events. Nouns name things of any time; verbs tell on.
    fn just_told(&self, i: usize) -> Option<usize> {
        if self.told[i].noun || self.told[i].rel == "acl" {
            return None;
        }
        let here = self.told[i].sentence?;
        let paragraph = self.text.sentence(here).paragraph;
        for j in (0..i).rev() {
            let there = self.told[j].sentence?;
            if self.text.sentence(there).paragraph != paragraph
                || here.0 - there.0 > REACH
            {
                return None;
            }
            if let Some(days) = self.events[j].date {
                let news = !self.events[j].background && when::is_exact(days);
                return news.then_some(j);
            }
        }
        None
    }

    /// An incident told before its report says when: the first that it dates.
    fn told_later(&self, i: usize) -> Option<usize> {
        let incident = |j: usize| is_incident(self.events[j].kind);
        (i + 1..self.events.len())
            .filter(|_| incident(i))
            .find(|&j| incident(j) && is_news(&self.events[j]))
    }

    /// Whether the event stands among history: what was told last in this paragraph, or
    /// later in this sentence, is.
    fn in_history(&self, i: usize) -> bool {
        let Some(here) = self.told[i].sentence else { return false };
        let mut same = (0..self.events.len())
            .filter(|&j| j != i && self.told[j].sentence == Some(here));
        if same.clone().any(|j| is_news(&self.events[j])) {
            return false;
        }
        if same.any(|j| self.events[j].background) {
            return true;
        }
        let paragraph = self.text.sentence(here).paragraph;
        (0..i)
            .rev()
            .take_while(|&j| {
                self.told[j].sentence.is_some_and(|p| {
                    self.text.sentence(p).paragraph == paragraph && here.0 - p.0 <= REACH
                })
            })
            .find(|&j| may_carry(&self.events[j]))
            .is_some_and(|j| self.events[j].background)
    }
}

/// Only what is told as done takes a date from elsewhere: a plan has its own.
fn may_carry(event: &EventMention) -> bool {
    matches!(event.status, Status::Happened | Status::Alleged | Status::NotHappened)
}

/// What breaks in on a day: fires, deaths, attacks, riots. One report tells one such affair.
fn is_incident(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Disaster
            | EventType::Casualty
            | EventType::Assault
            | EventType::Crime
            | EventType::Protest
    )
}

fn is_news(event: &EventMention) -> bool {
    !event.background && may_carry(event) && event.date.is_some_and(when::is_exact)
}

/// Sentences back that a date reaches.
const REACH: u32 = 2;

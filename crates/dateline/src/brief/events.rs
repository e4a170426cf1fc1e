//! Event mentions as the merger compares them.

use super::words::{clue_words, head, in_body, numbers, object, one_line, own_sentence};
use crate::{
    AttributionIdx, BriefActor, BriefEvent, BriefPlace, EventActor, EventMention,
    EventPlace, Reading, Span, Standing, TokenIdx,
};

/// Reports speak of no earlier year by its number alone; "1501" counts something.
const FIRST_YEAR: i16 = 1600;

/// A summary is cut at a word before this many characters.
const SUMMARY_CHARS: usize = 200;

/// All event mentions of a reading.
pub(super) fn boil_down(reading: &Reading) -> Vec<BriefEvent> {
    let mentions = reading.events.events.iter().enumerate();
    mentions.map(|(i, mention)| event(reading, i as u32, mention)).collect()
}

fn event(reading: &Reading, idx: u32, mention: &EventMention) -> BriefEvent {
    let text = &reading.source.text;
    let sentence = own_sentence(reading, mention.trigger);
    let fits = dates_it(reading, mention, sentence);
    BriefEvent {
        mention: idx,
        kind: mention.kind,
        cameo: mention.cameo,
        lemma: mention.lemma.to_lowercase().into(),
        trigger: mention.trigger,
        sentence,
        standing: standing(reading, mention.trigger),
        verbal: reading
            .text
            .tokens_in(mention.trigger)
            .any(|i| reading.text.token(TokenIdx(i as u32)).upos == crate::Upos::Verb),
        numbers: numbers(mention.clause.of(text)),
        object: head(reading, mention.trigger)
            .map(|head| object(reading, head))
            .unwrap_or_default(),
        status: mention.status,
        background: mention.background,
        date: mention.date.filter(|_| fits),
        dated: mention.date_span.is_some_and(|_| fits),
        date_at: mention.date_span.filter(|_| fits),
        actors: mention.actors.iter().map(|a| actor(reading, a)).collect(),
        place: mention.place.as_ref().map(|p| place(reading, p)),
        clause: mention.clause,
        words: clue_words(reading, &[sentence]),
        summary: summary(text, mention.clause),
        attribution: mention.attribution.map(|AttributionIdx(i)| i),
        in_body: in_body(reading, mention.trigger),
        confidence: mention.confidence,
    }
}

/// Whether the mention's date is a day of the act: no number, no "until 2020", and not taken
/// over from a sentence that names several days.
fn dates_it(reading: &Reading, mention: &EventMention, sentence: Span) -> bool {
    let Some(date) = mention.date else { return false };
    let Some(span) = mention.date_span else { return true };
    let text = &reading.source.text;
    let before = text[..span.start as usize].trim_end().rsplit(' ').next().unwrap_or("");
    let limit = matches!(before.to_lowercase().as_str(), "until" | "till" | "through");
    // "at 5 p.m." counts from a day named before it.
    let clock = reading.times.within(span).find(|t| t.kind == crate::TimeType::Time);
    let named_at = match clock.and_then(|t| t.anchor) {
        Some(crate::Anchor::Words(words)) => words,
        _ => span,
    };
    let taken_over = !sentence.contains(named_at) && {
        let there = own_sentence(reading, named_at);
        let others = reading.times.within(there).filter_map(|t| t.days);
        others.filter(|d| d.precision == crate::Precision::Day).any(|d| d != date)
    };
    date.start.year() >= FIRST_YEAR && !limit && !taken_over
}

/// How the trigger's head word stands in the tree.
fn standing(reading: &Reading, trigger: Span) -> Standing {
    let text = &reading.text;
    let Some(mut at) = head(reading, trigger) else { return Standing::Aside };
    let verbal = text.token(at).upos == crate::Upos::Verb;
    for _ in 0..30 {
        let token = text.token(at);
        let up = |at: TokenIdx| text.token(at).head;
        let relation = token.deprel.split(':').next().unwrap_or("");
        match (relation, up(at)) {
            ("root" | "ccomp" | "parataxis", _) | (_, None) => return Standing::Main,
            ("conj", Some(head)) => at = head,
            ("advcl" | "xcomp", _) if verbal => return Standing::Clause,
            ("acl", _) if verbal && token.deprel == "acl:relcl" => {
                return Standing::Clause;
            }
            ("nsubj" | "obj" | "obl" | "iobj" | "csubj" | "xcomp", _) => {
                return Standing::Part;
            }
            _ => return Standing::Aside,
        }
    }
    Standing::Aside
}

fn actor(reading: &Reading, actor: &EventActor) -> BriefActor {
    let known = actor.entity.and_then(|idx| reading.actors.of(idx));
    BriefActor {
        role: actor.role,
        name: actor.name.clone(),
        key: known.and_then(|a| a.key.clone()),
        class: actor.entity.map(|idx| reading.entities.entity(idx).class),
        country: known.and_then(|a| a.country),
        code: actor.code.clone(),
        at: actor.span,
    }
}

fn place(reading: &Reading, place: &EventPlace) -> BriefPlace {
    let known = place.place.and_then(|i| reading.places.places.get(i as usize));
    BriefPlace {
        name: place.name.clone(),
        position: known.and_then(|p| p.position),
        country: known.and_then(|p| p.country),
        precision: known.map(|p| p.precision),
        geonameid: known.and_then(|p| p.geonameid),
        at: place.span,
    }
}

/// The clause on one line, cut at a word.
fn summary(text: &str, clause: Span) -> String {
    let line = one_line(clause.of(text));
    if line.chars().count() <= SUMMARY_CHARS {
        return line;
    }
    let mut cut = String::new();
    let mut n = 0;
    for word in line.split(' ') {
        n += word.chars().count() + 1;
        if n > SUMMARY_CHARS {
            break;
        }
        if !cut.is_empty() {
            cut.push(' ');
        }
        cut.push_str(word);
    }
    cut.push('…');
    cut
}

//! Attributions as claims are made of them.

use super::quotes::whole_chain;
use super::words::{clue_words, in_body, one_line, own_sentence};
use crate::{
    Attribution, AttributionIdx, BriefAttribution, DayRange, NameClass, Reading, Span,
    TimeType, claims,
};

/// All attributions of a reading.
pub(super) fn boil_down(reading: &Reading) -> Vec<BriefAttribution> {
    let all = reading.attributions.attributions.iter().enumerate();
    all.map(|(i, a)| attribution(reading, i as u32, a)).collect()
}

fn attribution(reading: &Reading, idx: u32, a: &Attribution) -> BriefAttribution {
    let text = &reading.source.text;
    let around = a.content.first().copied().unwrap_or(Span::new(0, 0));
    let whole = a.content.iter().chain(&a.cue).copied().reduce(Span::cover);
    let sentence = own_sentence(reading, around).cover(whole.unwrap_or(around));
    let pieces: Vec<&str> = a.content.iter().map(|s| s.of(text)).collect();
    let chain = whole_chain(reading, AttributionIdx(idx));
    let said_on = said_on(reading, a, sentence);
    BriefAttribution {
        attribution: idx,
        holder: a.chain.last().map(|link| link.kind),
        stance: a.stance,
        direct: a.direct,
        content: a.content.clone(),
        sentence,
        statement: one_line(&pieces.join(" ")),
        about: names_in(reading, &a.content, false),
        places: names_in(reading, &a.content, true),
        due: due(reading, a, said_on),
        claim: claims::kind_of(reading, a),
        words: clue_words(reading, &a.content),
        in_body: in_body(reading, around),
        chain,
        said_on,
    }
}

/// The day the words were said: a day named outside the content, else the publication day.
fn said_on(reading: &Reading, a: &Attribution, sentence: Span) -> Option<DayRange> {
    let published =
        reading.article.published.as_ref().map(|p| DayRange::day(p.value.date));
    let latest = published.map(|p| p.end);
    let inside = |span: Span| a.content.iter().any(|c| c.contains(span));
    let named = reading.times.within(sentence).find_map(|time| {
        let days = time.days.filter(|_| !inside(time.span))?;
        let dates = matches!(time.kind, TimeType::Date | TimeType::Time);
        let is_day = days.precision == crate::Precision::Day;
        (dates && is_day && latest.is_none_or(|l| days.start <= l)).then_some(days)
    });
    named.or(published)
}

/// The days in the content that lie ahead of the saying.
fn due(reading: &Reading, a: &Attribution, said: Option<DayRange>) -> Option<DayRange> {
    let said = said?;
    a.content
        .iter()
        .flat_map(|c| reading.times.within(*c))
        .filter(|time| matches!(time.kind, TimeType::Date | TimeType::Time))
        .filter_map(|time| time.days)
        .filter(|days| days.end >= said.start)
        .reduce(|a, b| if b.end > a.end { b } else { a })
}

/// Names (or places) in spans, each once, in text order.
fn names_in(reading: &Reading, spans: &[Span], places: bool) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for &span in spans {
        for mention in reading.entities.mentions_in(span) {
            let entity = reading.entities.entity(mention.entity);
            let is_place = matches!(entity.class, NameClass::Loc | NameClass::Facility);
            let kept = !matches!(entity.class, NameClass::Date | NameClass::Money);
            if kept && (!places || is_place) && !out.contains(&entity.name) {
                out.push(entity.name.clone());
            }
        }
    }
    out
}

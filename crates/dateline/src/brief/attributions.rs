//! Attributions as claims are made of them.

use super::quotes::whole_chain;
use super::words::{clue_words, in_body, one_line, own_sentence};
use crate::{
    Attribution, AttributionIdx, BriefAttribution, BriefClaim, DayRange, LinkKind,
    NameClass, Reading, Span, TimeType, TokenIdx, Upos, claims,
};

/// All attributions of a reading.
pub(super) fn boil_down(reading: &Reading) -> Vec<BriefAttribution> {
    let all = reading.attributions.attributions.iter().enumerate();
    let mut out: Vec<BriefAttribution> =
        all.map(|(i, a)| attribution(reading, i as u32, a)).collect();
    name_they(reading, &mut out);
    out
}

fn attribution(reading: &Reading, idx: u32, a: &Attribution) -> BriefAttribution {
    let around = a.content.first().copied().unwrap_or(Span::new(0, 0));
    let whole = a.content.iter().chain(&a.cue).copied().reduce(Span::cover);
    let sentence = own_sentence(reading, around).cover(whole.unwrap_or(around));
    let said_on = said_on(reading, a, sentence);
    let clause = |(kind, content): (crate::ClaimKind, Vec<Span>)| {
        clause(reading, kind, content, said_on)
    };
    BriefAttribution {
        attribution: idx,
        holder: a.chain.last().map(|link| link.kind),
        country: a.chain.last().and_then(|link| reading.actors.of(link.entity?)?.country),
        cue: cue(reading, a),
        source_at: a.source.clone(),
        cue_at: a.cue.clone(),
        outer: a.outer.map(|AttributionIdx(i)| i),
        stance: a.stance,
        direct: a.direct,
        content: a.content.clone(),
        sentence,
        claims: claims::claims_in(reading, a).into_iter().map(clause).collect(),
        in_body: in_body(reading, around),
        chain: whole_chain(reading, AttributionIdx(idx)),
        said_on,
    }
}

fn clause(
    reading: &Reading,
    kind: crate::ClaimKind,
    content: Vec<Span>,
    said_on: Option<DayRange>,
) -> BriefClaim {
    let text = &reading.source.text;
    let pieces: Vec<&str> = content.iter().map(|s| s.of(text)).collect();
    BriefClaim {
        kind,
        statement: one_line(&pieces.join(" ")),
        about: names_in(reading, &content, |class| {
            !matches!(class, NameClass::Date | NameClass::Money)
        }),
        bodies: names_in(reading, &content, |class| {
            matches!(class, NameClass::Org | NameClass::Misc | NameClass::Product)
        }),
        places: names_in(reading, &content, |class| {
            matches!(class, NameClass::Loc | NameClass::Facility)
        }),
        due: due(reading, &content, said_on),
        words: clue_words(reading, &content),
        content,
    }
}

/// The dictionary form of the last verb of the cue, else of its last word.
fn cue(reading: &Reading, a: &Attribution) -> Box<str> {
    let tokens = a.cue.iter().flat_map(|span| reading.text.tokens_in(*span));
    let all: Vec<_> = tokens.map(|i| reading.text.token(TokenIdx(i as u32))).collect();
    let verb = all.iter().rev().find(|t| t.upos == Upos::Verb).or(all.last());
    verb.map_or_else(|| "".into(), |t| t.lemma.to_lowercase().into())
}

/// "They say" after "experts say": the crowd that spoke last.
fn name_they(reading: &Reading, all: &mut [BriefAttribution]) {
    for i in 1..all.len() {
        let source = &reading.attributions.attributions[i].source;
        let they = source
            .first()
            .is_some_and(|s| s.of(&reading.source.text).eq_ignore_ascii_case("they"));
        if !they || !all[i].chain.is_empty() {
            continue;
        }
        let crowd = |a: &&BriefAttribution| a.holder == Some(LinkKind::Collective);
        if let Some(before) = all[..i].iter().rev().find(crowd) {
            let near = all[i].sentence.start.saturating_sub(before.sentence.end) < 3;
            let (chain, holder) = (before.chain.clone(), before.holder);
            if near {
                (all[i].chain, all[i].holder) = (chain, holder);
            }
        }
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
fn due(reading: &Reading, content: &[Span], said: Option<DayRange>) -> Option<DayRange> {
    let said = said?;
    content
        .iter()
        .flat_map(|c| reading.times.within(*c))
        .filter(|time| matches!(time.kind, TimeType::Date | TimeType::Time))
        .filter_map(|time| time.days)
        .filter(|days| days.end >= said.start)
        .reduce(|a, b| if b.end > a.end { b } else { a })
}

/// Names of some classes in spans, each once, in text order.
fn names_in(
    reading: &Reading,
    spans: &[Span],
    kept: impl Fn(NameClass) -> bool,
) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for &span in spans {
        for mention in reading.entities.mentions_in(span) {
            let entity = reading.entities.entity(mention.entity);
            if kept(entity.class) && !out.contains(&entity.name) {
                out.push(entity.name.clone());
            }
        }
    }
    out
}

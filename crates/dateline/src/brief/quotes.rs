//! Words in quotation marks with their speaker; quotation marks of real pages are broken:
//! straight opened and curly closed, never closed, opened anew in each paragraph.

use crate::{
    Attribution, AttributionIdx, BriefQuote, LinkKind, NameClass, Reading, Span,
    TokenIdx, ZoneKind,
};

/// Quoted words of the body, and indirect speech of a named person.
pub(super) fn boil_down(reading: &Reading) -> Vec<BriefQuote> {
    let text = &reading.source.text;
    let mut quotes = Vec::new();
    for zone in reading.article.zones_of(ZoneKind::Body) {
        for span in marked(text, zone) {
            quotes.push(quote(reading, span));
        }
    }
    quotes.extend(indirect(reading, &quotes));
    quotes.sort_by_key(|q| q.span);
    quotes.dedup_by_key(|q| q.span);
    quotes
}

fn quote(reading: &Reading, span: Span) -> BriefQuote {
    let Some(idx) = speaking(reading, span) else {
        let speaker = clause_subject(reading, span);
        return BriefQuote { span, speaker, direct: true, chain: Vec::new() };
    };
    let attribution = reading.attributions.get(idx);
    let mut chain = whole_chain(reading, idx);
    let is_medium = attribution
        .chain
        .last()
        .is_some_and(|l| matches!(l.kind, LinkKind::Agency | LinkKind::Outlet));
    let mixed = attribution.content.iter().any(|c| c.len() > span.len() + 20);
    // An outlet tells what a person said: the few words in marks are the person's.
    if let Some(person) = clause_subject(reading, span).filter(|_| is_medium && mixed) {
        return BriefQuote { span, speaker: Some(person), direct: true, chain };
    }
    let speaker = chain.pop();
    BriefQuote { span, speaker, direct: true, chain }
}

/// The person that is the subject of the clause around a span.
fn clause_subject(reading: &Reading, span: Span) -> Option<String> {
    let text = &reading.text;
    let first = text.tokens_in(span).next()?;
    let mut at = Some(TokenIdx(first as u32));
    let mut steps = 0;
    while let Some(here) = at.filter(|_| steps < 40) {
        let subject = text.dependents(here).iter().copied().find(|&d| {
            text.token(d).deprel == "nsubj" && !span.contains(text.token(d).span)
        });
        if let Some(subject) = subject {
            let entity = reading.entities.mention_at(subject)?.entity;
            let entity = reading.entities.entity(entity);
            return (entity.class == NameClass::Per).then(|| entity.name.clone());
        }
        at = text.token(here).head;
        steps += 1;
    }
    None
}

/// The attribution that these words belong to: the one with the smallest content around
/// them, or else one that holds most of them.
fn speaking(reading: &Reading, quote: Span) -> Option<AttributionIdx> {
    let innermost =
        reading.attributions.innermost(inner(quote)).map(|i| deepest(reading, i, quote));
    innermost.or_else(|| {
        let held =
            |a: &Attribution| a.content.iter().map(|c| shared(*c, quote)).sum::<u32>();
        let all = &reading.attributions.attributions;
        let best =
            (0..all.len()).max_by_key(|&i| (held(&all[i]), std::cmp::Reverse(i)))?;
        (2 * held(&all[best]) as usize >= quote.len())
            .then_some(AttributionIdx(best as u32))
    })
}

/// Of attributions around the same words the deepest, but never one that only tells of
/// another's mind inside a person's speech.
fn deepest(reading: &Reading, idx: AttributionIdx, quote: Span) -> AttributionIdx {
    let all = &reading.attributions.attributions;
    let core = inner(quote);
    let mut here = idx;
    for _ in 0..8 {
        let inside = |&i: &usize| {
            all[i].outer == Some(here) && all[i].content.iter().any(|c| c.contains(core))
        };
        match (0..all.len()).find(inside) {
            Some(i) => here = AttributionIdx(i as u32),
            None => break,
        }
    }
    // "She added that the country is urging..." in marks: her words.
    let person = |i: AttributionIdx| {
        let last = reading.attributions.get(i).chain.last();
        last.is_some_and(|l| l.kind == LinkKind::Person)
    };
    match reading.attributions.get(here).outer {
        Some(outer) if !person(here) && person(outer) => outer,
        _ => here,
    }
}

/// The quotation without its marks and the comma before the closing one.
fn inner(quote: Span) -> Span {
    let third = (quote.len() / 3) as u32;
    Span { start: quote.start + third, end: quote.end - third }
}

fn shared(a: Span, b: Span) -> u32 {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// Everyone the words of an attribution passed through, outermost first, outer attributions
/// included.
pub(super) fn whole_chain(reading: &Reading, idx: AttributionIdx) -> Vec<String> {
    let mut links: Vec<String> = Vec::new();
    let mut at = Some(idx);
    let mut steps = 0;
    while let Some(here) = at.filter(|_| steps < 8) {
        let attribution = reading.attributions.get(here);
        let names = attribution.chain.iter().map(|link| link.name.clone());
        let mut chain: Vec<String> = names.collect();
        chain.append(&mut links);
        links = chain;
        at = attribution.outer;
        steps += 1;
    }
    links.dedup();
    links
}

/// Content told in other words, where a source is named and no quotation stands in it.
fn indirect(reading: &Reading, marked: &[BriefQuote]) -> Vec<BriefQuote> {
    let mut out = Vec::new();
    for (i, attribution) in reading.attributions.attributions.iter().enumerate() {
        let Some(content) = attribution.content.first().copied() else { continue };
        let named = attribution.chain.iter().any(|link| link.entity.is_some());
        let is_body = reading.article.kind_at(content.start) == Some(ZoneKind::Body);
        let whole = attribution.content.len() == 1 && !attribution.direct;
        let quoted = marked.iter().any(|q| shared(q.span, content) > 0);
        if named && is_body && whole && !quoted {
            let mut chain = whole_chain(reading, AttributionIdx(i as u32));
            let speaker = chain.pop();
            out.push(BriefQuote { span: content, speaker, direct: false, chain });
        }
    }
    out
}

/// Stretches between quotation marks, marks included. A quotation that is not closed ends
/// with its block.
fn marked(text: &str, zone: Span) -> Vec<Span> {
    let words = zone.of(text);
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    let mut before: Option<char> = None;
    let mut chars = words.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|&(_, c)| c);
        let end = at + c.len_utf8();
        match (c, open) {
            ('\n', Some(from)) if after == Some('\n') || after.is_none() => {
                push(&mut out, zone, words, from, at);
                open = None;
            }
            ('"' | '“' | '”', Some(from)) if closes(c, before, after) => {
                push(&mut out, zone, words, from, end);
                open = None;
            }
            ('"' | '“', None) if after.is_some_and(|c| !c.is_whitespace()) => {
                open = Some(at)
            }
            ('”', None) if starts(before, after) => open = Some(at),
            ('“', Some(from)) => {
                push(&mut out, zone, words, from, at);
                open = Some(at);
            }
            _ => {}
        }
        before = Some(c);
    }
    if let Some(from) = open {
        push(&mut out, zone, words, from, words.len());
    }
    out
}

/// Whether a mark inside a quotation closes it: words before it, none right after.
fn closes(mark: char, before: Option<char>, after: Option<char>) -> bool {
    let free = after.is_none_or(|c| !c.is_alphanumeric());
    let worded = before.is_some_and(|c| !c.is_whitespace());
    match mark {
        '“' => worded && free,
        '”' => true,
        _ => worded && free || !starts(before, after),
    }
}

/// Whether a mark stands where a quotation can begin.
fn starts(before: Option<char>, after: Option<char>) -> bool {
    before.is_none_or(|c| c.is_whitespace() || "([—–-".contains(c))
        && after.is_some_and(|c| !c.is_whitespace())
}

/// Adds a quotation with at least one letter in it.
fn push(out: &mut Vec<Span>, zone: Span, words: &str, from: usize, to: usize) {
    if words[from..to].chars().any(char::is_alphabetic) {
        let start = zone.start as usize;
        let span =
            Span::new(start + from, start + from + words[from..to].trim_end().len());
        out.push(span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = marked(text, Span::new(0, text.len()))
            .into_iter()
            .map(|span| span.of(text))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn marks_straight_curly_and_broken() {
        check(r#"She spoke of "grave doubts" twice."#, &[r#""grave doubts""#]);
        check("“We will sail,” he said, “at dawn.”", &["“We will sail,”", "“at dawn.”"]);
        check("It was \"unclear” why.", &["\"unclear”"]);
        check("“No one asked“, she said.", &["“No one asked“"]);
        check(
            "“It never closes\n\n“Nor does this.”",
            &["“It never closes", "“Nor does this.”"],
        );
        check("A 5\" pipe and no quote", &[]);
        check("\"\" \" ", &[]);
    }
}

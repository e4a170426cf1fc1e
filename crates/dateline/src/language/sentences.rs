//! Splits a block of text into sentences: full stops that end one, and those that do not.

use crate::Span;

/// Abbreviations that a capital letter may follow inside a sentence.
const BEFORE_NAMES: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "maj", "capt", "sgt", "cmdr",
    "adm", "gov", "sen", "rep", "rev", "hon", "st", "mt", "ft", "no", "nos", "vs", "fr",
    "sr", "supt", "insp", "brig", "pres", "amb", "messrs", "mme", "mlle", "pvt", "cpl",
    "det", "sec", "atty", "art", "para", "vol", "fig", "approx", "rs", "nr",
];

/// Abbreviations that usually stand inside a sentence but may also end it.
const INSIDE: &[&str] = &[
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "inc", "ltd", "co", "corp", "bros", "jr", "etc", "dept", "univ", "assn", "ave",
    "blvd", "rd", "est", "al", "ca", "calif", "ala", "ariz", "ark", "colo", "conn",
    "del", "fla", "ga", "ill", "ind", "kan", "ky", "la", "mass", "md", "mich", "minn",
    "miss", "mo", "mont", "neb", "nev", "okla", "ore", "pa", "tenn", "tex", "vt", "va",
    "wash", "wis", "wyo", "bn", "mn", "tel", "cf", "viz", "p", "pp", "c",
];

/// The sentences of one zone, trimmed, in text order. A line break ends a sentence.
pub(super) fn split(text: &str, zone: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = zone.start as usize;
    let words = zone.of(text);
    let chars: Vec<(usize, char)> =
        words.char_indices().map(|(i, c)| (i + zone.start as usize, c)).collect();
    let mut i = 0;
    while i < chars.len() {
        let (at, c) = chars[i];
        let next_line = c == '\n' || c == '\r';
        if next_line {
            push(text, start, at, &mut out);
            start = at + c.len_utf8();
            i += 1;
            continue;
        }
        if c == ']' && closes_footnote(&chars, i) {
            let end = chars.get(i + 1).map_or(zone.end as usize, |(at, _)| *at);
            push(text, start, end, &mut out);
            start = end;
        }
        if matches!(c, '.' | '!' | '?' | '…') {
            let mut after = i + 1;
            while after < chars.len() && closes(chars[after].1) {
                after += 1;
            }
            if ends_here(text, zone, &chars, i, after) {
                let end = chars.get(after).map_or(zone.end as usize, |(at, _)| *at);
                push(text, start, end, &mut out);
                start = end;
            }
            i = after;
            continue;
        }
        i += 1;
    }
    push(text, start, zone.end as usize, &mut out);
    out
}

fn push(text: &str, start: usize, end: usize, out: &mut Vec<Span>) {
    let span = Span::new(start, end).trim(text);
    if !span.is_empty() {
        out.push(span);
    }
}

/// Marks that may follow a full stop and still belong to its sentence.
fn closes(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '"' | '\'' | '”' | '’' | ')' | ']' | '»')
}

/// Whether the stop at `chars[at]`, with its closing marks up to `after`, ends a sentence.
fn ends_here(
    text: &str,
    zone: Span,
    chars: &[(usize, char)],
    at: usize,
    after: usize,
) -> bool {
    let Some(&(_, next)) = chars.get(after) else { return true };
    if !next.is_whitespace() {
        // "week.The" has lost its space; "U.S.-led", "3.5" and "example.com" have not.
        let before = at.checked_sub(1).map(|i| chars[i].1);
        let glued = next.is_uppercase() && before.is_some_and(char::is_lowercase);
        let lower_after = chars.get(after + 1).is_some_and(|(_, c)| c.is_lowercase());
        let words_before = at >= 2 && chars[at - 2].1.is_alphabetic();
        let mut rest = chars[after..].iter().take_while(|(_, c)| !c.is_whitespace());
        return chars[at].1 == '.'
            && glued
            && !rest.any(|(_, c)| *c == '@')
            && lower_after
            && words_before
            && after == at + 1;
    }
    let mut first = after;
    while first < chars.len() && chars[first].1.is_whitespace() {
        if matches!(chars[first].1, '\n' | '\r') {
            return true;
        }
        first += 1;
    }
    let Some(&(_, opener)) = chars.get(first) else { return true };
    let mut head = first;
    while head < chars.len()
        && matches!(chars[head].1, '"' | '“' | '\'' | '‘' | '(' | '[' | '«')
    {
        head += 1;
    }
    let first_letter = chars.get(head).map_or(opener, |(_, c)| *c);
    let closed = after > at + 1;
    if matches!(first_letter, '.' | ',' | '?' | '!' | '…') {
        return false;
    }
    if first_letter.is_lowercase() {
        return ends_before_lower_case(text, zone, chars, at, closed);
    }
    if is_footnote_mark(chars, first) {
        return false;
    }
    if chars[at].1 != '.' {
        return true;
    }
    if closed && chars[at + 1].1 != '.' {
        return true;
    }
    let word = word_before(text, zone, chars[at].0);
    let lower = word.to_lowercase();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    if is_initial || BEFORE_NAMES.contains(&lower.as_str()) {
        return lower == "no" && !first_letter.is_ascii_digit();
    }
    let dotted = word.contains('.');
    if dotted || INSIDE.contains(&lower.as_str()) {
        return may_open(text, chars, head);
    }
    true
}

/// In careless writing a sentence may open in lower case: after a question, or after a stop
/// that follows a plain word in lower case ("seriously. i mean it").
fn ends_before_lower_case(
    text: &str,
    zone: Span,
    chars: &[(usize, char)],
    at: usize,
    closed: bool,
) -> bool {
    if closed || chars[at].1 == '…' || chars[at].1 == '!' {
        return false;
    }
    let word = word_before(text, zone, chars[at].0);
    let plain = word.len() >= 3 && word.chars().all(char::is_lowercase);
    let lower = word.to_lowercase();
    let abbreviated =
        BEFORE_NAMES.contains(&lower.as_str()) || INSIDE.contains(&lower.as_str());
    chars[at].1 == '?' || (plain && !abbreviated)
}

/// Whether the bracket at `at` closes a footnote mark that follows a full stop.
fn closes_footnote(chars: &[(usize, char)], at: usize) -> bool {
    let before = chars[..at].iter().rev().take(5).position(|(_, c)| *c == '[');
    let Some(open) = before.map(|n| at - 1 - n) else { return false };
    let stop = chars[..open].iter().rev().find(|(_, c)| !c.is_whitespace());
    is_footnote_mark(chars, open)
        && stop.is_some_and(|(_, c)| matches!(c, '.' | '"' | '”' | '!' | '?'))
        && chars.get(at + 1).is_none_or(|(_, c)| c.is_whitespace())
}

/// Whether "[6]" stands at `first`: a footnote mark belongs to the sentence before it.
fn is_footnote_mark(chars: &[(usize, char)], first: usize) -> bool {
    let rest = &chars[first..chars.len().min(first + 6)];
    let Some(close) = rest.iter().position(|(_, c)| *c == ']') else { return false };
    rest[0].1 == '['
        && close > 1
        && rest[1..close].iter().all(|(_, c)| c.is_ascii_digit())
}

/// The word that ends at byte `at`, inner dots included ("U.S").
fn word_before(text: &str, zone: Span, at: usize) -> &str {
    let before = Span::new(zone.start as usize, at).of(text);
    let start = before
        .rfind(|c: char| {
            c.is_whitespace() || matches!(c, '(' | '"' | '“' | '‘' | '-' | '—')
        })
        .map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    &before[start..]
}

/// After an abbreviation only a word that often opens sentences starts a new one.
fn may_open(text: &str, chars: &[(usize, char)], head: usize) -> bool {
    const OPENERS: &[&str] = &[
        "the",
        "a",
        "an",
        "he",
        "she",
        "it",
        "they",
        "we",
        "i",
        "but",
        "and",
        "in",
        "on",
        "at",
        "this",
        "that",
        "these",
        "those",
        "there",
        "his",
        "her",
        "their",
        "its",
        "as",
        "for",
        "after",
        "before",
        "when",
        "while",
        "if",
        "however",
        "according",
        "it’s",
        "it's",
    ];
    let Some(&(at, _)) = chars.get(head) else { return true };
    let rest = text.get(at..).unwrap_or("");
    let word: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    OPENERS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(marked: &str) {
        let text = marked.replace('|', "");
        let got: Vec<&str> = split(&text, Span::new(0, text.len()))
            .into_iter()
            .map(|s| s.of(&text))
            .collect();
        let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn stops_that_end_and_stops_that_do_not() {
        check("Mr. Tan spoke on Monday. |He left.");
        check("The U.S. Navy sailed. |The U.S. |But it stayed.");
        check("“We go.” |She left.");
        check("It rose 3.5 percent in Jan. 2019. |Then it fell.");
        check("They met last week.|The talks went on.");
        check("Write to Ann.Lee@example.org today.");
        check("It was over . . . for now.");
        check("John F. Kennedy won. |“No!” he said. |Why? |Because.");
    }
}

//! The words of a zone as the rules see them: letters, digits and single marks.

use super::lexicon::Lexicon;
use crate::Span;

/// What a word is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// Letters, with the dots of a known abbreviation.
    Letters,
    /// Digits, thousands' commas left out of the value.
    Digits,
    /// Digits with a decimal point; the value is in tenths.
    Decimal,
    /// One other character.
    Mark,
}

/// One word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) span: Span,
    /// Its number in the lexicon, 0 for a word no rule knows.
    pub(super) id: u16,
    pub(super) shape: Shape,
    /// Whether white space stands before it.
    pub(super) spaced: bool,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
    /// Value of digits.
    pub(super) number: u32,
    /// How many digits were written.
    pub(super) n_digits: u8,
    /// Whether its number was written with thousands' commas.
    pub(super) grouped: bool,
}

/// Longest word that a rule can name.
const LONGEST: usize = 24;

/// Splits the text at `span` into words, appended to `out`.
pub(super) fn split(text: &str, span: Span, lexicon: &Lexicon, out: &mut Vec<Word>) {
    let bytes = text.as_bytes();
    let end = (span.end as usize).min(bytes.len());
    let mut at = span.start as usize;
    let mut spaced = true;
    while at < end {
        let byte = bytes[at];
        let next = if byte.is_ascii_digit() {
            digits(bytes, at, end, out)
        } else if is_letter(text, at) {
            letters(text, at, end, lexicon, out)
        } else {
            let length = text[at..].chars().next().map_or(1, char::len_utf8);
            let white = text[at..at + length].chars().all(char::is_whitespace);
            if white {
                spaced = true;
                at += length;
                continue;
            }
            mark(text, at, end, length, lexicon, out)
        };
        if let Some(word) = out.last_mut() {
            word.spaced = spaced;
        }
        spaced = false;
        at = next.max(at + 1);
    }
}

fn is_letter(text: &str, at: usize) -> bool {
    match text.as_bytes()[at] {
        byte if byte < 0x80 => byte.is_ascii_alphabetic(),
        _ => text[at..].chars().next().is_some_and(char::is_alphabetic),
    }
}

fn word(start: usize, end: usize, id: u16, shape: Shape) -> Word {
    Word {
        span: Span::new(start, end),
        id,
        shape,
        spaced: false,
        capital: false,
        number: 0,
        n_digits: 0,
        grouped: false,
    }
}

/// Digits, with `,ddd` groups and one decimal part.
fn digits(bytes: &[u8], start: usize, end: usize, out: &mut Vec<Word>) -> usize {
    let run = |from: usize| {
        bytes[from..end].iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let first = run(start);
    let mut at = start + first;
    let (mut number, mut n_digits, mut grouped) = (0_u32, first, false);
    for byte in &bytes[start..at] {
        number = number.saturating_mul(10).saturating_add(u32::from(byte - b'0'));
    }
    while first <= 3 && at + 3 < end + usize::from(at + 4 == end) && bytes[at] == b',' {
        if run(at + 1) != 3 {
            break;
        }
        for byte in &bytes[at + 1..at + 4] {
            number = number.saturating_mul(10).saturating_add(u32::from(byte - b'0'));
        }
        at += 4;
        n_digits += 3;
        grouped = true;
    }
    let mut shape = Shape::Digits;
    if at + 1 < end && bytes[at] == b'.' && bytes[at + 1].is_ascii_digit() {
        let tenth = u32::from(bytes[at + 1] - b'0');
        number = number.saturating_mul(10).saturating_add(tenth);
        at += 1 + run(at + 1);
        shape = Shape::Decimal;
    }
    let mut word = word(start, at, 0, shape);
    (word.number, word.n_digits, word.grouped) =
        (number, n_digits.min(99) as u8, grouped);
    out.push(word);
    at
}

/// Letters; a possessive stays outside, an abbreviation of the lexicon keeps its dots.
fn letters(
    text: &str,
    start: usize,
    end: usize,
    lexicon: &Lexicon,
    out: &mut Vec<Word>,
) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < end && is_letter(text, at) {
        at += text[at..].chars().next().map_or(1, char::len_utf8);
    }
    let mut id = lexicon.id(&bytes[start..at]);
    // "a.m.", "B.C.", "Sept.": the longest form that the lexicon knows.
    if at < end && bytes[at] == b'.' {
        let longest = (start + 6).min(end);
        let stop = bytes[start..longest]
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'.')
            .count();
        for length in (at - start + 1..=stop).rev() {
            let end_is_letter = start + length < end && is_letter(text, start + length);
            let found = lexicon.id(&bytes[start..start + length]);
            if found != 0 && !end_is_letter {
                id = found;
                at = start + length;
                break;
            }
        }
    }
    let mut word = word(start, at, id, Shape::Letters);
    word.capital = text[start..].chars().next().is_some_and(char::is_uppercase);
    out.push(word);
    at
}

/// A mark; `'s` after a letter or digit is one word, curly quotes read as straight ones.
fn mark(
    text: &str,
    start: usize,
    end: usize,
    length: usize,
    lexicon: &Lexicon,
    out: &mut Vec<Word>,
) -> usize {
    let bytes = text.as_bytes();
    let plain: &[u8] = match &text[start..start + length] {
        "’" | "‘" | "`" => b"'",
        "–" | "—" | "‐" | "‑" | "−" => b"-",
        other => other.as_bytes(),
    };
    let after = start + length;
    let possessive = plain == b"'"
        && after < end
        && bytes[after] == b's'
        && (after + 1 >= end || !bytes[after + 1].is_ascii_alphanumeric());
    if possessive {
        out.push(word(start, after + 1, lexicon.id(b"'s"), Shape::Mark));
        return after + 1;
    }
    out.push(word(start, after, lexicon.id(plain), Shape::Mark));
    after
}

/// Lower-case letters of a word that is short enough to be in the lexicon.
pub(super) fn lower<'b>(word: &[u8], buffer: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    let out = buffer.get_mut(..word.len())?;
    out.copy_from_slice(word);
    out.make_ascii_lowercase();
    Some(out)
}

pub(super) const LONGEST_WORD: usize = LONGEST;

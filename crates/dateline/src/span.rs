//! Positions: half-open byte ranges of a canonical text, and their code points at the border.

use std::ops::Range;

/// A half-open range `[start, end)` of **bytes** of one source's canonical text, on
/// character boundaries. A [`crate::Reading`] has one source, so a span does not repeat
/// which; across articles a [`crate::Citation`] names it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of bytes `[start, end)`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end}");
        Self { start: start as u32, end: end as u32 }
    }

    /// The words at this span. A span that does not fit `text` gives "" (a span always
    /// belongs to the text it was made from, so this is the mark of a defect, not of input).
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// As a range of `usize`.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether nothing is covered.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same span without white space at its ends.
    pub fn trim(self, text: &str) -> Span {
        let words = self.of(text);
        let start = self.start as usize + (words.len() - words.trim_start().len());
        Span::new(start, start + words.trim().len())
    }
}

/// Turns byte positions of one text into code point positions, in constant time.
pub struct CodePoints {
    /// Code points before each block of `BLOCK` bytes; empty for ASCII text.
    before: Vec<u32>,
    text_is_ascii: bool,
}

const BLOCK: usize = 64;

impl CodePoints {
    /// Prepares the conversion for `text`.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { before: Vec::new(), text_is_ascii: true };
        }
        let mut before = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut n = 0;
        for (i, byte) in text.bytes().enumerate() {
            if i % BLOCK == 0 {
                before.push(n);
            }
            n += u32::from(is_char_start(byte));
        }
        before.push(n);
        Self { before, text_is_ascii: false }
    }

    /// Number of code points before byte `at` of the same `text`.
    pub fn at(&self, text: &str, at: u32) -> u32 {
        if self.text_is_ascii {
            return at;
        }
        let block = (at as usize / BLOCK).min(self.before.len() - 1);
        let from = (block * BLOCK).min(at as usize);
        let rest = &text.as_bytes()[from..(at as usize).min(text.len())];
        self.before[block] + rest.iter().filter(|&&b| is_char_start(b)).count() as u32
    }

    /// The code points `[start, end)` of a span of the same `text`.
    pub fn span(&self, text: &str, span: Span) -> [u32; 2] {
        [self.at(text, span.start), self.at(text, span.end)]
    }
}

fn is_char_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_agree_with_counting() {
        let text = "Zoë said “no” — twice.\n".repeat(20);
        let points = CodePoints::new(&text);
        for (i, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(points.at(&text, byte as u32), i as u32);
        }
        assert_eq!(points.at(&text, text.len() as u32), text.chars().count() as u32);
    }

    #[test]
    fn trim_keeps_the_words() {
        assert_eq!(Span::new(0, 6).trim("  ab  ").of("  ab  "), "ab");
    }
}

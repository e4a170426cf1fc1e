//! Writes the visible text: white space collapsed as browsers do, references resolved, each
//! piece with its range in the page.

use encoding_rs::{Encoding, UTF_8};

use super::{Line, NodeIdx, entity, hints::Hints};
use crate::{SourceMap, Span};

pub(super) struct Writer<'p> {
    bytes: &'p [u8],
    encoding: &'static Encoding,
    out: String,
    map: Vec<(Span, u32, u32)>,
    /// White space seen since the last character of the line, by its range in the page.
    gap: Option<(usize, usize)>,
    line_start: usize,
    line_node: NodeIdx,
    is_broken: bool,
    linked: u32,
    stressed: u32,
    in_link: bool,
    in_stress: bool,
    pub(super) n_links: u16,
    pub(super) inline_hints: Hints,
}

impl<'p> Writer<'p> {
    pub(super) fn new(bytes: &'p [u8], encoding: &'static Encoding) -> Self {
        Self {
            bytes,
            encoding,
            out: String::new(),
            map: Vec::new(),
            gap: None,
            line_start: 0,
            line_node: 0,
            is_broken: false,
            linked: 0,
            stressed: 0,
            in_link: false,
            in_stress: false,
            n_links: 0,
            inline_hints: Hints::default(),
        }
    }

    /// Length of the text so far.
    pub(super) fn at(&self) -> u32 {
        self.out.len() as u32
    }

    pub(super) fn set_inline(&mut self, in_link: bool, in_stress: bool) {
        self.in_link = in_link;
        self.in_stress = in_stress;
    }

    /// Writes the characters of the page from `start` to `end`.
    pub(super) fn text(&mut self, start: usize, end: usize, node: NodeIdx) {
        let mut at = start;
        while at < end {
            let byte = self.bytes[at];
            if byte.is_ascii_whitespace() {
                let from = at;
                while at < end && self.bytes[at].is_ascii_whitespace() {
                    at += 1;
                }
                self.gap = Some((self.gap.map_or(from, |g| g.0), at));
                continue;
            }
            self.begin_piece(node);
            let before = self.out.len();
            if byte == b'&' {
                at = self.reference(at, end);
            } else {
                let from = at;
                while at < end
                    && !self.bytes[at].is_ascii_whitespace()
                    && self.bytes[at] != b'&'
                {
                    at += 1;
                }
                self.word(from, at);
            }
            let n = (self.out.len() - before) as u32;
            self.linked += if self.in_link { n } else { 0 };
            self.stressed += if self.in_stress { n } else { 0 };
        }
    }

    fn reference(&mut self, at: usize, end: usize) -> usize {
        let from = self.out.len();
        let n = entity::read(&self.bytes[at..end], &mut self.out).unwrap_or_else(|| {
            self.out.push('&');
            1
        });
        // A reference to white space is white space, a no-break space is not.
        if self.out[from..].bytes().all(|b| b.is_ascii_whitespace()) {
            self.out.truncate(from);
            self.gap = Some((at, at + n));
            return at + n;
        }
        self.piece(from, at, at + n);
        at + n
    }

    fn word(&mut self, start: usize, end: usize) {
        let from = self.out.len();
        let raw = &self.bytes[start..end];
        if self.encoding == UTF_8
            && let Ok(text) = std::str::from_utf8(raw)
        {
            if text.contains('\0') {
                self.out
                    .extend(text.chars().map(|c| if c == '\0' { '\u{FFFD}' } else { c }));
            } else {
                self.out.push_str(text);
            }
        } else {
            self.out.push_str(&self.encoding.decode_without_bom_handling(raw).0);
        }
        self.piece(from, start, end);
    }

    /// Before the first character of a line, or after white space.
    fn begin_piece(&mut self, node: NodeIdx) {
        if self.out.len() == self.line_start {
            self.gap = None;
            self.line_node = node;
        } else if let Some((start, end)) = self.gap.take() {
            let from = self.out.len();
            self.out.push(' ');
            self.piece(from, start, end);
        }
    }

    /// Notes where the text from `from` stands in the page.
    fn piece(&mut self, from: usize, start: usize, end: usize) {
        let span = Span::new(from, self.out.len());
        let (start, end) = (start as u32, end as u32);
        if let Some(last) = self.map.last_mut() {
            let is_copy = span.len() as u32 == end - start;
            let was_copy = last.0.len() as u32 == last.2 - last.1;
            if is_copy && was_copy && last.2 == start && last.0.end == span.start {
                last.0.end = span.end;
                last.2 = end;
                return;
            }
        }
        self.map.push((span, start, end));
    }

    /// Two links side by side are two words although no white space parts them.
    pub(super) fn edge(&mut self, is_cell: bool, start: usize, end: usize) {
        let written = &self.out[self.line_start..];
        if !written.is_empty() && self.gap.is_none() {
            let before = written.chars().next_back().is_some_and(char::is_alphanumeric);
            if is_cell || before && self.bytes.get(end) != Some(&b'<') {
                self.pending_edge(start, end, is_cell);
            }
        }
    }

    fn pending_edge(&mut self, start: usize, end: usize, is_cell: bool) {
        // Inside a sentence a link touches letters only where a word goes on ("the <a>Dane</a>s").
        let next = self.bytes.get(end);
        let goes_on =
            next.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_punctuation());
        if is_cell || !goes_on {
            self.gap = Some((start, end));
        }
    }

    /// A `<br>`: the next line stands in the same block.
    pub(super) fn break_line(&mut self, lines: &mut Vec<Line>) {
        self.end_line(lines);
        self.is_broken = true;
    }

    /// Ends the line, if it has any character.
    pub(super) fn end_line(&mut self, lines: &mut Vec<Line>) {
        self.gap = None;
        let span = Span::new(self.line_start, self.out.len()).trim(&self.out);
        if self.out.len() > self.line_start {
            if !span.is_empty() {
                lines.push(Line {
                    span,
                    node: self.line_node,
                    linked: self.linked,
                    stressed: self.stressed,
                    n_links: self.n_links,
                    heading: 0,
                    inline: self.inline_hints,
                    is_broken: self.is_broken,
                });
            }
            self.out.push('\n');
            self.is_broken = false;
            self.n_links = 0;
            self.linked = 0;
            self.stressed = 0;
            self.inline_hints = Hints::default();
        }
        self.line_start = self.out.len();
    }

    pub(super) fn finish(self) -> (String, SourceMap) {
        (self.out, SourceMap { pieces: self.map })
    }
}

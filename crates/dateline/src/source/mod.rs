//! Page -> Source: the canonical text and its map to the raw bytes.

mod encoding;
pub(crate) mod html;

use crate::{Id, Kind, Notes, Page, Span};

/// The canonical text of one document. For plain text it is exactly the input, decoded,
/// nothing normalised, nothing removed. For HTML it is the page's visible text as Dateline
/// renders it, one line a block.
#[derive(Clone, Debug)]
pub struct Source {
    /// Hash of the raw bytes.
    pub id: Id,
    /// How the bytes were understood; never `Auto`.
    pub kind: Kind,
    /// The text that every span points into.
    pub text: String,
    /// Where each stretch of `text` stands in the raw page (HTML only).
    pub map: Option<SourceMap>,
    /// What the tags tell (HTML only).
    pub(crate) html: Option<Box<html::Html>>,
}

/// Stretches of text with their byte ranges in the raw page, in text order. Characters
/// between two pieces (line ends) are Dateline's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    /// `(span of the text, start and end byte in the raw page)`. Where both are of one
    /// length, and the page is UTF-8, the bytes are the text's own.
    pub pieces: Vec<(Span, u32, u32)>,
}

impl SourceMap {
    /// The bytes of the raw page that hold a span of the text: the smallest range around
    /// all its pieces. `None` where the span touches none.
    pub fn range(&self, span: Span) -> Option<(u32, u32)> {
        let first = self.pieces.partition_point(|(piece, _, _)| piece.end <= span.start);
        let last = self.pieces.partition_point(|(piece, _, _)| piece.start < span.end);
        let pieces = self.pieces.get(first..last)?;
        let (head, tail) = (pieces.first()?, pieces.last()?);
        let copied = |(piece, start, end): &(Span, u32, u32)| {
            piece.end - piece.start == end - start
        };
        let start = if copied(head) {
            head.1 + span.start.saturating_sub(head.0.start)
        } else {
            head.1
        };
        let end = if copied(tail) {
            tail.2 - tail.0.end.saturating_sub(span.end)
        } else {
            tail.2
        };
        Some((start, end))
    }
}

/// How much of a page is looked at to find out whether it is HTML.
const SNIFFED: usize = 4096;

/// Decodes a page. Any bytes are accepted.
pub(crate) fn decode(page: &Page<'_>, notes: &mut Notes) -> Source {
    let id = Id::of([page.bytes]);
    let kind = match page.kind {
        Kind::Auto if is_html(page.bytes) => Kind::Html,
        Kind::Auto => Kind::Page,
        kind => kind,
    };
    let found = encoding::of(page, kind == Kind::Html);
    if let Some(message) = &found.odd {
        notes.add("encoding", message.clone(), None);
    }
    if kind != Kind::Html {
        let text = encoding::decode(page.bytes, &found);
        return Source { id, kind, text, map: None, html: None };
    }
    if let Some(wide) = encoding::to_utf8_if_wide(page.bytes, &found) {
        // Two-byte text has no tags at byte positions: the map goes through the code units.
        let (text, mut map, html) = html::read(wide.text.as_bytes(), encoding_rs::UTF_8);
        for piece in &mut map.pieces {
            (piece.1, piece.2) = (wide.raw(piece.1), wide.raw(piece.2));
        }
        return Source { id, kind, text, map: Some(map), html: Some(Box::new(html)) };
    }
    let (text, map, html) = html::read(page.bytes, found.encoding);
    Source { id, kind, text, map: Some(map), html: Some(Box::new(html)) }
}

/// Whether bytes look like a web page: a doctype or a tag of its frame near the beginning.
fn is_html(bytes: &[u8]) -> bool {
    let head: Vec<u8> = bytes
        .iter()
        .filter(|b| **b != 0)
        .take(SNIFFED)
        .map(u8::to_ascii_lowercase)
        .collect();
    let has = |word: &[u8]| memchr::memmem::find(&head, word).is_some();
    let begins = head.iter().position(|b| !b.is_ascii_whitespace()).map(|at| &head[at..]);
    let is_marked = begins.is_some_and(|head| {
        head.starts_with(b"<!doctype html")
            || head.starts_with(b"<html")
            || head.starts_with(b"<?xml")
            || head.starts_with(b"\xef\xbb\xbf<")
            || head.starts_with(b"<!--")
            || head.starts_with(b"<head")
            || head.starts_with(b"<body")
            || head.starts_with(b"<div")
            || head.starts_with(b"<article")
            || head.starts_with(b"<p>")
    });
    is_marked || has(b"<html") || has(b"<!doctype html") || has(b"<body")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], kind: Kind, charset: Option<&str>) -> (Source, Notes) {
        let mut notes = Notes::default();
        let page = Page { bytes, kind, charset, ..Page::default() };
        let source = decode(&page, &mut notes);
        (source, notes)
    }

    #[test]
    fn encodings_by_mark_transport_meta_and_guess() {
        let page =
            "<html><meta charset=windows-1252><p>Zo\u{eb} said \u{201c}no\u{201d}.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(page);
        assert_eq!(decoded(&bytes, Kind::Auto, None).0.text, "Zoë said “no”.\n");
        let (source, _) = decoded(b"\xEF\xBB\xBFZo\xC3\xAB", Kind::Page, None);
        assert_eq!(source.text, "Zoë");
        let (source, _) = decoded(b"caf\xE9", Kind::Page, Some("iso-8859-1"));
        assert_eq!(source.text, "café");
        let wide: Vec<u8> = "\u{feff}<html><p>Zoë &amp; I</html>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let (source, _) = decoded(&wide, Kind::Auto, None);
        assert_eq!(source.text, "Zoë & I\n");
        let (start, end) = source.map.unwrap().range(Span::new(0, 8)).unwrap();
        let raw = &wide[start as usize..end as usize];
        assert!(raw.starts_with(b"Z\0o\0\xEB\0") && raw.ends_with(b"I\0"));
    }

    #[test]
    fn every_character_slices_back() {
        let page = "<html><p>Fish &amp; <b>chips</b>,\n  caf\u{e9}<br>tea</p>";
        let (source, _) = decoded(page.as_bytes(), Kind::Html, None);
        assert_eq!(source.text, "Fish & chips, café\ntea\n");
        let map = source.map.unwrap();
        let raw = |word: &str| {
            let at = source.text.find(word).unwrap();
            let (a, b) = map.range(Span::new(at, at + word.len())).unwrap();
            &page[a as usize..b as usize]
        };
        assert_eq!(raw("chips"), "chips");
        assert_eq!(raw("ips, caf"), "ips</b>,\n  caf");
        assert_eq!(raw("&"), "&amp;");
    }
}

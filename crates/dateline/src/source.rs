//! Page -> Source: the canonical text and its map to the raw bytes.

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
}

/// Stretches of text with their byte ranges in the raw page, in text order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    /// `(span of the text, start and end byte in the raw page)`.
    pub pieces: Vec<(Span, u32, u32)>,
}

/// Decodes a page. Any bytes are accepted.
pub(crate) fn decode(page: &Page<'_>, notes: &mut Notes) -> Source {
    let text = match std::str::from_utf8(page.bytes) {
        Ok(text) => text.to_owned(),
        Err(error) => {
            notes.add("encoding", format!("not UTF-8: {error}"), None);
            String::from_utf8_lossy(page.bytes).into_owned()
        }
    };
    let kind = if page.kind == Kind::Auto { Kind::Page } else { page.kind };
    Source { id: Id::of([page.bytes]), kind, text, map: None }
}

//! What was odd about an input, with where it was seen. Codes are stable.

use crate::Span;

/// One oddity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// Stable code: `language`, `encoding`, `no-article`, `date-conflict`...
    pub code: &'static str,
    /// For a person: what was odd.
    pub message: String,
    /// Where, if anywhere in the canonical text.
    pub span: Option<Span>,
}

/// The notes of one reading, in the order they were made.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Notes(pub Vec<Note>);

impl Notes {
    /// Adds a note.
    pub fn add(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        span: Option<Span>,
    ) {
        self.0.push(Note { code, message: message.into(), span });
    }

    /// Whether a note of this code was made.
    pub fn has(&self, code: &str) -> bool {
        self.0.iter().any(|note| note.code == code)
    }
}

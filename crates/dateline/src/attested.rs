//! Values that carry the words they were read from. A value without evidence cannot be built.

use crate::Span;

/// The name of the rule or model that made a decision, as `dateline why` prints it:
/// `stage/rule`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RuleId(pub &'static str);

/// Where a value was read. Never empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Evidence {
    /// Words of the canonical text: the first and any further spans.
    Words {
        /// The words themselves, or the first of them.
        span: Span,
        /// Further words of the same value.
        more: Vec<Span>,
    },
    /// A part of the page that is not in its visible text (a meta tag, JSON-LD): byte range
    /// of the raw page.
    Page {
        /// First byte in the raw page.
        start: u32,
        /// One past the last byte in the raw page.
        end: u32,
    },
    /// The address of the page.
    Url,
    /// A field of the input record, or a flag; the field's name.
    Input(&'static str),
}

impl Evidence {
    /// Evidence of one span.
    pub fn words(span: Span) -> Self {
        Evidence::Words { span, more: Vec::new() }
    }

    /// The first span of the canonical text, if the value was read there.
    pub fn span(&self) -> Option<Span> {
        match self {
            Evidence::Words { span, .. } => Some(*span),
            _ => None,
        }
    }
}

/// A value with the words it was read from and the rule that read it.
#[derive(Clone, PartialEq, Debug)]
pub struct Attested<T> {
    /// The value.
    pub value: T,
    /// Where it was read.
    pub evidence: Evidence,
    /// Which rule or model decided.
    pub rule: RuleId,
}

impl<T> Attested<T> {
    /// `value`, read at `span` by `rule`.
    pub fn at(value: T, span: Span, rule: &'static str) -> Self {
        Self { value, evidence: Evidence::words(span), rule: RuleId(rule) }
    }

    /// `value` from any evidence.
    pub fn new(value: T, evidence: Evidence, rule: &'static str) -> Self {
        Self { value, evidence, rule: RuleId(rule) }
    }

    /// The first span, if the value was read in the visible text.
    pub fn span(&self) -> Option<Span> {
        self.evidence.span()
    }
}

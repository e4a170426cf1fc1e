//! W3C Web Annotation: each piece of evidence as a quote and a position in its article. The
//! standard never says what a character is; here it is a Unicode code point.

use std::io::{self, Write};

use dateline::Span;
use serde_json::{Value, json};

use super::list;
use crate::view::{Cited, View, claim_id, event_id, urn};

/// Code points of context before and after a quote.
const CONTEXT: usize = 32;

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let head = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": urn("annotations"),
        "type": "AnnotationPage",
    });
    let events = view.events().iter().flat_map(|event| {
        let body =
            |n: usize| (event_id(event), n, event.kind.name(), event.status.name());
        let told = event.evidence.iter().enumerate();
        told.map(move |(n, c)| annotation(view, body(n), c.article, c.span))
    });
    let claims = view.claims().iter().flat_map(|claim| {
        let body =
            |n: usize| (claim_id(claim), n, claim.kind.name(), claim.outcome.name());
        let told = claim.evidence.iter().enumerate();
        told.map(move |(n, c)| annotation(view, body(n), c.article, c.span))
    });
    list(out, &head, "items", events.chain(claims))
}

/// One annotation; `body` is what is told there: identifier, number of the evidence, type and
/// status or outcome.
fn annotation(
    view: &View<'_>,
    (id, n, kind, state): (String, usize, &str, &str),
    article: u32,
    span: Span,
) -> Value {
    let cited = view.cite(article, span);
    let (prefix, suffix) = context(&view.told(article).text, span, &cited);
    json!({
        "id": urn(&format!("{id}/{}", n + 1)),
        "type": "Annotation",
        "motivation": "identifying",
        "body": [
            {"type": "SpecificResource", "source": urn(&id), "purpose": "identifying"},
            {"type": "TextualBody", "value": kind, "purpose": "classifying"},
            {"type": "TextualBody", "value": state, "purpose": "tagging"},
        ],
        "target": {
            "source": view.address(article),
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": cited.quote,
                    "prefix": prefix,
                    "suffix": suffix,
                },
                {"type": "TextPositionSelector", "start": cited.start, "end": cited.end},
            ],
        },
    })
}

/// The words just before and after a quote.
fn context(text: &str, span: Span, cited: &Cited<'_>) -> (String, String) {
    let before = text.get(..span.start as usize).unwrap_or("");
    let after = text.get(span.start as usize + cited.quote.len()..).unwrap_or("");
    let mut prefix: Vec<char> = before.chars().rev().take(CONTEXT).collect();
    prefix.reverse();
    (prefix.into_iter().collect(), after.chars().take(CONTEXT).collect())
}

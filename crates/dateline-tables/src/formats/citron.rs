//! Citron JSON (the BBC's quote extractor): `{text, quotes: [{cue, sources, contents,
//! coreferences, confidence}]}`, one article a line with its `id`. Spans count code points.
//! `text` is empty unless whole texts were asked for; the spans point into it all the same.

use std::io::{self, Write};

use dateline::{BriefAttribution, Span};
use serde_json::{Value, json};

use super::line;
use crate::view::{View, article_id};

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut n = 0;
    for article in view.articles() {
        let all = view.brief(article).attributions.iter();
        let quotes: Vec<Value> = all
            .filter(|a| !a.cue_at.is_empty())
            .map(|a| quote(view, article, a))
            .collect();
        let text = if view.with_text { view.told(article).text.as_str() } else { "" };
        let id = article_id(view.brief(article));
        line(out, &json!({"id": id, "text": text, "quotes": quotes}))?;
        n += 1;
    }
    Ok(n)
}

fn quote(view: &View<'_>, article: u32, a: &BriefAttribution) -> Value {
    let spans = |all: &[Span]| -> Vec<Value> {
        all.iter().map(|span| spot(view, article, *span)).collect()
    };
    // Citron has one span for the cue; a cue in pieces is given from its first to its last.
    let cue = a.cue_at.iter().copied().reduce(Span::cover);
    // What a pronoun refers to: the name that the chain resolves the source to.
    let holder = a.chain.last().map(|name| json!({"text": name}));
    json!({
        "cue": cue.map(|span| spot(view, article, span)),
        "sources": spans(&a.source_at),
        "contents": spans(&a.content),
        "coreferences": holder.into_iter().collect::<Vec<_>>(),
        "confidence": Value::Null,
        "stance": a.stance.name(),
        "direct": a.direct,
    })
}

fn spot(view: &View<'_>, article: u32, span: Span) -> Value {
    let cited = view.cite(article, span);
    json!({"start": cited.start, "end": cited.end, "text": cited.quote})
}

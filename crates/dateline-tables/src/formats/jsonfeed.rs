//! JSON Feed 1.1: a feed of events, the latest report first.

use std::io::{self, Write};

use dateline::{Event, Stamp};
use serde_json::{Value, json};

use super::atom::{latest_first, rfc3339};
use super::{list, object};
use crate::escape::link;
use crate::view::{View, event_id, urn};

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let head = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Events",
        "authors": [{"name": "Dateline"}],
    });
    let items = latest_first(view).into_iter().map(|(event, at)| item(view, event, at));
    list(out, &head, "items", items)
}

/// Day, summary and, where it did not simply happen, the status.
pub(super) fn title(event: &Event) -> String {
    let day = event.date.map(|d| format!("{}: ", d.start)).unwrap_or_default();
    let status = match event.status {
        dateline::Status::Happened => String::new(),
        other => format!(" ({})", other.name().replace('_', " ")),
    };
    format!("{day}{}{status}", event.summary)
}

fn item(view: &View<'_>, event: &Event, at: Option<Stamp>) -> Value {
    let first = event.evidence.first();
    let url = first.and_then(|c| view.told(c.article).url.as_deref().and_then(link));
    let quotes: Vec<String> = event
        .evidence
        .iter()
        .take(3)
        .map(|c| {
            let brief = view.brief(c.article);
            let who = brief.publisher.as_deref().unwrap_or(&brief.name);
            format!("“{}” ({who})", view.cite(c.article, c.span).quote)
        })
        .collect();
    let text = if quotes.is_empty() { event.summary.clone() } else { quotes.join("\n") };
    object([
        ("id", json!(urn(&event_id(event)))),
        ("url", json!(url)),
        ("title", json!(title(event))),
        ("content_text", json!(text)),
        ("date_published", json!(at.map(|at| rfc3339(Some(at))))),
        ("tags", json!([event.kind.name(), event.status.name()])),
    ])
}

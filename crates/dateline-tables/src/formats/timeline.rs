//! TimelineJS JSON: events with a date that happened, are under way or are planned, in groups
//! by type. Text is escaped, since TimelineJS shows it as HTML.

use std::io::{self, Write};

use dateline::{DayRange, Event, Precision, Status};
use serde_json::{Value, json};

use super::{list, object};
use crate::escape::{link, xml};
use crate::view::{View, event_id};

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let title = view.stories().iter().max_by_key(|s| s.articles.len());
    let headline = title.map_or("Timeline", |story| story.title.as_str());
    let head = json!({
        "scale": "human",
        "title": {"text": {"headline": xml(headline)}, "unique_id": "title"},
    });
    let shown = |event: &&Event| {
        event.date.is_some()
            && !matches!(event.status, Status::Hypothetical | Status::Demanded)
    };
    let events = view.events().iter().filter(shown);
    list(out, &head, "events", events.filter_map(|event| slide(view, event)))
}

fn slide(view: &View<'_>, event: &Event) -> Option<Value> {
    let range = event.date?;
    let status = match event.status {
        Status::Happened => String::new(),
        other => format!(" ({})", other.name().replace('_', " ")),
    };
    let evidence: Vec<String> = event
        .evidence
        .iter()
        .take(3)
        .map(|c| {
            let quote = view.cite(c.article, c.span).quote;
            let brief = view.brief(c.article);
            let who = xml(brief.publisher.as_deref().unwrap_or(&brief.name));
            let url = view.told(c.article).url.as_deref().and_then(link);
            let who = url.map_or(who.clone(), |url| {
                format!("<a href=\"{}\">{who}</a>", xml(&url))
            });
            format!("<p>“{}” {who}</p>", xml(quote))
        })
        .collect();
    Some(object([
        ("start_date", date(range.start, range.precision)),
        (
            "end_date",
            json!((range.start != range.end).then(|| date(range.end, range.precision))),
        ),
        (
            "text",
            json!({
                "headline": format!("{}{status}", xml(&event.summary)),
                "text": evidence.concat(),
            }),
        ),
        ("group", json!(event.kind.name())),
        ("unique_id", json!(event_id(event))),
        ("display_date", display(range)),
    ]))
}

/// As exact as the date is known: TimelineJS shows what it is given.
fn date(day: jiff::civil::Date, precision: Precision) -> Value {
    let month = (precision <= Precision::Month).then(|| day.month());
    let of_month = (precision == Precision::Day).then(|| day.day());
    object([
        ("year", json!(day.year())),
        ("month", json!(month)),
        ("day", json!(of_month)),
    ])
}

/// A month that is known as a month is shown as one, not as a range of days.
fn display(range: DayRange) -> Value {
    match range.precision {
        Precision::Month if range.start.month() == range.end.month() => {
            json!(range.start.strftime("%B %Y").to_string())
        }
        _ => Value::Null,
    }
}

//! IPTC ninjs 3.1, one item a line: a `text` for each article, an `event` for each event that
//! is expected and has a day.

use std::io::{self, Write};

use dateline::{Event, Precision, Stamp, Status};
use serde_json::{Value, json};

use super::{line, object};
use crate::annotate::iso;
use crate::view::{View, article_id, event_id, urn};

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut n = 0;
    for article in view.articles() {
        line(out, &text(view, article))?;
        n += 1;
    }
    for event in view.events() {
        if matches!(event.status, Status::Planned | Status::Forecast) {
            if let Some(item) = expected(event) {
                line(out, &item)?;
                n += 1;
            }
        }
    }
    Ok(n)
}

fn standard() -> Value {
    json!({
        "name": "ninjs",
        "version": "3.1",
        "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
    })
}

/// ninjs wants a whole time with its offset; a day alone is left out.
fn moment(stamp: Option<&Stamp>) -> Value {
    let whole = stamp.filter(|s| s.time.is_some() && s.offset_minutes.is_some());
    json!(whole.map(iso))
}

fn text(view: &View<'_>, article: u32) -> Value {
    let (brief, told) = (view.brief(article), view.told(article));
    let mut headlines = Vec::new();
    headlines
        .extend(brief.headline.as_ref().map(|h| json!({"role": "main", "value": h})));
    headlines.extend(told.deck.as_ref().map(|d| json!({"role": "subtitle", "value": d})));
    let body = view.with_text.then(|| {
        let pieces = brief.body.iter().map(|span| span.of(&told.text));
        let value = pieces.collect::<Vec<_>>().join("\n");
        json!({
            "role": "main",
            "contentType": "text/plain",
            "charCount": value.chars().count(),
            "wordCount": brief.n_words,
            "value": value,
        })
    });
    let mut sources = Vec::new();
    let named = |role: &str, name: &String| json!({"role": role, "name": name});
    sources.extend(brief.publisher.as_ref().map(|p| named("publisher", p)));
    sources.extend(brief.agency.as_ref().map(|a| named("agency", a)));
    let by = told.bylines.join(", ");
    let first = brief.published.as_ref();
    object([
        ("standard", standard()),
        ("uri", json!(urn(&article_id(brief)))),
        ("type", json!("text")),
        ("language", json!(Some(&told.language).filter(|l| !l.is_empty()))),
        ("firstCreated", moment(first)),
        ("versionCreated", moment(told.updated.as_ref().or(first))),
        ("headlines", json!(headlines)),
        ("bodies", json!(body.into_iter().collect::<Vec<_>>())),
        ("by", json!(Some(by).filter(|by| !by.is_empty()))),
        ("located", json!(told.dateline_place)),
        ("infoSources", json!(sources)),
        (
            "altIds",
            json!(
                told.url
                    .iter()
                    .map(|url| json!({"role": "url", "value": url}))
                    .collect::<Vec<_>>()
            ),
        ),
    ])
}

fn expected(event: &Event) -> Option<Value> {
    let range = event.date?;
    let cut = |day: jiff::civil::Date| match range.precision {
        Precision::Day => day.to_string(),
        Precision::Month => day.strftime("%Y-%m").to_string(),
        Precision::Year => day.strftime("%Y").to_string(),
    };
    let place = event.place.as_ref().map(|p| json!({"name": p.name}));
    Some(object([
        ("standard", standard()),
        ("uri", json!(urn(&event_id(event)))),
        ("type", json!("event")),
        ("title", json!(event.summary)),
        (
            "eventDetails",
            json!({"dates": {
                "expectedStartDate": cut(range.start),
                "expectedEndDate": cut(range.end),
            }}),
        ),
        ("places", json!(place.into_iter().collect::<Vec<_>>())),
    ]))
}

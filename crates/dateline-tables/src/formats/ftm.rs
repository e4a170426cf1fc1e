//! FollowTheMoney entities, one a line, for OpenAleph and its kin: articles, the people and
//! bodies that take part, and the events with who is involved and which article proves them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use dateline::{BriefActor, Event, Id, NameClass, Status};
use serde_json::{Value, json};

use super::line;
use crate::annotate::iso;
use crate::codes;
use crate::escape::link;
use crate::view::{View, article_id, days, event_id};

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut n = 0;
    let mut put = |schema: &str, id: &str, properties: Value| {
        n += 1;
        line(out, &json!({"id": id, "schema": schema, "properties": properties}))
    };
    for article in view.articles() {
        put("Article", &key(&article_id(view.brief(article))), document(view, article))?;
    }
    let mut actors: BTreeMap<String, &BriefActor> = BTreeMap::new();
    for event in view.events() {
        for actor in &event.actors {
            actors.entry(actor_id(actor)).or_insert(actor);
        }
    }
    for (id, actor) in &actors {
        let country = country(actor.country);
        put(
            schema(actor),
            id,
            properties([("name", one(Some(actor.name.clone()))), ("country", country)]),
        )?;
    }
    for event in view.events() {
        put("Event", &key(&event_id(event)), told(view, event))?;
    }
    Ok(n)
}

/// FollowTheMoney keeps colons for its own use.
fn key(id: &str) -> String {
    format!("dateline-{}", id.replace(':', "-"))
}

/// An actor is known by its registry identity, else by its name.
fn actor_id(actor: &BriefActor) -> String {
    match &actor.key {
        Some(known) => format!("dateline-n-{}", Id::of(["key", known.as_str()])),
        None => format!("dateline-n-{}", Id::of(["name", actor.name.as_str()])),
    }
}

fn schema(actor: &BriefActor) -> &'static str {
    let sector = actor.code.as_deref().map(|code| codes::actor_code(code).1);
    let is_state = sector.and_then(|s| s.first().copied()) == Some("GOV");
    match actor.class {
        Some(NameClass::Per) => "Person",
        Some(NameClass::Org) if is_state => "PublicBody",
        Some(NameClass::Org) => "Organization",
        _ => "LegalEntity",
    }
}

fn document(view: &View<'_>, article: u32) -> Value {
    let (brief, told) = (view.brief(article), view.told(article));
    let text = view.with_text.then(|| {
        let pieces = brief.body.iter().map(|span| span.of(&told.text));
        pieces.collect::<Vec<_>>().join("\n")
    });
    properties([
        ("title", one(brief.headline.clone())),
        ("summary", one(told.deck.clone())),
        ("fileName", one(Some(told.name.clone()))),
        ("author", told.bylines.clone()),
        ("publisher", one(brief.publisher.clone())),
        ("publishedAt", one(brief.published.as_ref().map(iso))),
        ("modifiedAt", one(told.updated.as_ref().map(iso))),
        ("sourceUrl", one(told.url.as_deref().and_then(link))),
        ("bodyText", one(text)),
    ])
}

fn told(view: &View<'_>, event: &Event) -> Value {
    let (start, end) = days(event.date);
    let mut proof: Vec<String> =
        event.evidence.iter().map(|c| key(&article_id(view.brief(c.article)))).collect();
    proof.sort();
    proof.dedup();
    let status = match event.status {
        Status::Happened => None,
        other => Some(format!("status: {}", other.name().replace('_', " "))),
    };
    let quote = event.evidence.first().map(|c| view.cite(c.article, c.span).quote);
    properties([
        ("name", one(Some(event.summary.clone()))),
        ("summary", one(Some(event.kind.name().to_owned()))),
        ("description", one(status)),
        ("notes", one(quote.map(str::to_owned))),
        ("startDate", one(start)),
        ("endDate", one(end)),
        ("location", one(event.place.as_ref().map(|p| p.name.clone()))),
        ("country", country(event.place.as_ref().and_then(|p| p.country))),
        ("involved", event.actors.iter().map(actor_id).collect()),
        ("proof", proof),
    ])
}

/// Country codes are lower-case ISO alpha-2 there.
fn country(iso3: Option<&str>) -> Vec<String> {
    let code = iso3.and_then(codes::country).map(|of| of.iso2.to_lowercase());
    one(code)
}

fn one(value: Option<String>) -> Vec<String> {
    value.into_iter().collect()
}

fn properties<const N: usize>(all: [(&str, Vec<String>); N]) -> Value {
    super::object(all.map(|(name, values)| (name, json!(values))))
}

//! Events, and one event with every cell's words.

use dateline_store::{EventCell, EventRow, EvidenceRow, Filter, TellingRow};
use maud::{Markup, html};

use super::{Answer, Request, listed, single};
use crate::serve::asked::{Asked, Form};
use crate::serve::frame::{
    actors, choice, claims, empty, event_facts, facet, field, more, page, pointers,
    status_mark, timeline, twins,
};
use crate::serve::words::{date, plural, support, when};

pub(super) const TYPES: &[&str] = &[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
    "DISASTER",
    "CASUALTY",
    "CRIME",
    "JUSTICE",
    "ELECTION",
    "OFFICE",
    "LEGISLATE",
    "BUSINESS",
    "MOVE",
    "SCIENCE",
    "HEALTH",
    "CULTURE",
    "SPORT",
    "OTHER",
];
pub(super) const STATUSES: &[&str] = &[
    "happened",
    "ongoing",
    "planned",
    "forecast",
    "alleged",
    "denied",
    "not_happened",
    "hypothetical",
    "demanded",
];

/// Events by day.
pub(in crate::serve) async fn list(request: Request) -> Answer {
    let Request { app, asked, form, .. } = request;
    let filter = asked.filter();
    let counted = filter.clone();
    // Programs get each row with its evidence; the timeline does not show it.
    let brief = form == Form::Html;
    let rows = app
        .ask(
            move |store| {
                if brief { store.events_brief(&filter) } else { store.events(&filter) }
            },
        )
        .await;
    listed(form, rows, async |rows| {
        let (n, facets) = app
            .count(format!("events{}", asked.query(&[("cursor", ""), ("limit", ""), ("order", "")])), move |store| {
                Ok((store.count_events(&counted)?, store.event_facets(&counted)?))
            })
            .await?;
        let body = html! {
            h1 { "Events" }
            p.lead { (plural(n, "event")) ". Who did what to whom, when and where, and whether it happened; one line however many pages tell it." }
            (filters(&asked))
            div.two.faceted {
                aside.aside aria-label="Narrow down" {
                    @for (field, parameter, label) in [("status", "status", "Status"), ("type", "type", "Type"), ("country", "place", "Country")] {
                        (facet("/events", &asked, (parameter, label), facets.iter().filter(|f| f.field == field)))
                    }
                    p { "Subscribe: " a href=(format!("/events.atom{}", asked.query(&[("cursor", ""), ("limit", "")]))) { "Atom" } " · " a href=(format!("/planned.ics{}", asked.query(&[("cursor", ""), ("limit", ""), ("status", "")]))) { "calendar" } }
                }
                div {
                    @if rows.rows.is_empty() {
                        (empty("Nothing fits", html! { "Leave a field empty, or write a country's three letters: RUS." }))
                    }
                    (timeline(&rows.rows, 2))
                    (more("/events", &asked, &rows))
                }
            }
        };
        page(&app, "Events", "/events", body).await
    })
    .await
}

fn filters(asked: &Asked) -> Markup {
    html! {
        form.filter action="/events" role="search" aria-label="Filter events" {
            @if !asked.story.is_empty() { input type="hidden" name="story" value=(asked.story); }
            (field("actor", "Who", &asked.actor, "name or RUS"))
            (field("target", "Towards whom", &asked.target, "name or PRK"))
            (choice("type", "Type", &asked.kind, TYPES))
            (choice("status", "Status", &asked.status, STATUSES))
            (field("place", "Where", &asked.place, "town or DNK"))
            (field("from", "From", &asked.from, "2023-09"))
            (field("to", "To", &asked.to, "2024"))
            (field("origins", "Origins, at least", &asked.origins, "2"))
            (field("q", "Words", &asked.q, ""))
            button.main { "Filter" }
            (twins("/events", asked))
        }
    }
}

/// One event.
pub(in crate::serve) async fn one(request: Request) -> Answer {
    let Request { app, form, id, .. } = request;
    let event = app.ask(move |store| store.event(&id)).await;
    single(form, event, async |event| {
        let id = event.id.clone();
        let (tellings, cells_read, about, stories) = app
            .ask(move |store| {
                let about = Filter { event: Some(id.clone()), ..Filter::default() };
                Ok((store.tellings(&id)?, store.event_cells(&id)?, store.claims(&about)?, store.stories_of(&id)?))
            })
            .await?;
        let body = html! {
            p.crumbs {
                a href="/" { "Stories" }
                @for story in &stories { " / " a href=(format!("/stories/{}", story.id)) { (story.title) } }
                " / event"
            }
            h1.statement { (event.summary) }
            (event_facts(&event))
            div.two {
                div {
                    (cells(&event, &tellings, &cells_read))
                    h2 { "Told by" }
                    p.lead { (support(event.origins, event.articles)) ". Reprints of one text stand under one origin." }
                    (told_by(&tellings))
                    @if !about.rows.is_empty() {
                        h2 { "Claims about it" }
                        (claims(&about.rows))
                    }
                }
                aside.aside {
                    h2 { "This row" }
                    p.facts { code { (event.id) } }
                    p { a href=(format!("/events/{}.json", event.id)) { "JSON" } }
                    h2 { "Told otherwise" }
                    @if event.variants.is_empty() { p { "All reports agree on date, place and status." } }
                    (variants(&event, &tellings))
                    p { a href=(format!("/review?at={}", event.id)) { "Review this event" } }
                }
            }
        };
        page(&app, &event.summary, "/events", body).await
    })
    .await
}

/// Each value of a cell with the reports that have it.
fn variants(event: &EventRow, tellings: &[TellingRow]) -> Markup {
    let mut values: Vec<(&str, &str, Vec<&EvidenceRow>)> = Vec::new();
    for variant in &event.variants {
        let same = |v: &&mut (&str, &str, Vec<&EvidenceRow>)| {
            v.0 == variant.field && v.1 == variant.value
        };
        match values.iter_mut().find(same) {
            Some(known) => known.2.push(&variant.evidence),
            None => {
                values.push((&variant.field, &variant.value, vec![&variant.evidence]))
            }
        }
    }
    let who = |at: &EvidenceRow| {
        let told = tellings.iter().find(|t| t.article == at.article);
        let named = told.and_then(|t| t.publisher.clone());
        named.unwrap_or_else(|| super::articles::file_name(&at.file).to_owned())
    };
    html! {
        ul {
            @for (field, value, places) in &values {
                li {
                    span.tag { (field) } " " strong { (variant_value(field, value)) } " "
                    @for (i, at) in places.iter().enumerate() {
                        @if i > 0 { ", " }
                        a href=(format!("/articles/{}?at={}-{}#here", at.article, at.start, at.end)) { (who(at)) }
                    }
                }
            }
        }
    }
}

fn variant_value(field: &str, value: &str) -> Markup {
    html! {
        @match field {
            "status" => (status_mark(value)),
            "date" => (date(value)),
            _ => (value),
        }
    }
}

/// Each cell with the words that it was read from.
fn cells(event: &EventRow, tellings: &[TellingRow], read: &[EventCell]) -> Markup {
    let first = tellings.first();
    let words = |fields: &[&str]| words_of(read, fields);
    html! {
        dl.cells {
            dt { "When" }
            dd { (when(event)) @if event.precision != "day" { " (" (event.precision) ")" } (words(&["when"])) }
            dt { "What" }
            dd {
                (event.kind)
                @if let Some(code) = &event.cameo { " · CAMEO " (code) }
                (words(&["what"]))
            }
            dt { "Status" } dd { (status_mark(&event.status)) @if event.background { " · told as history" } }
            dt { "Who" }
            dd {
                (actors(event))
                @if event.actors.is_empty() { "nobody is named" }
                (words(&["source", "target", "participant"]))
            }
            dt { "Where" }
            dd {
                @match &event.place {
                    None => { "no place is given for it" },
                    Some(place) => {
                        (place.name)
                        @if let Some(country) = &place.country { ", " (country) }
                        @if let Some(precision) = &place.precision { " (" (precision) ")" }
                    },
                }
                (words(&["where"]))
            }
            @if let Some(confidence) = event.confidence {
                dt { "Confidence" }
                dd { (format!("{:.0} %", confidence * 100.0)) " that what and type are right (calibrated)" }
            }
            @if let Some(telling) = first { dt { "Rule" } dd { code { (telling.rule) } } }
        }
    }
}

/// Places that are shown of one cell.
const PLACES: usize = 4;

/// The words of some cells, each once, with a link to where they stand.
fn words_of(read: &[EventCell], fields: &[&str]) -> Markup {
    let mut shown: Vec<&EventCell> = Vec::new();
    let mut more = 0;
    for cell in read.iter().filter(|c| fields.contains(&c.field.as_str())) {
        if shown.iter().any(|c| c.evidence.quote == cell.evidence.quote) {
            continue;
        }
        if shown.len() < PLACES {
            shown.push(cell);
        } else {
            more += 1;
        }
    }
    html! {
        @if !shown.is_empty() {
            span.read {
                " read at "
                @for (i, cell) in shown.iter().enumerate() {
                    @if i > 0 { ", " }
                    @let at = &cell.evidence;
                    a href=(format!("/articles/{}?at={}-{}#here", at.article, at.start, at.end)) title=(format!("{}: {} · {}", cell.field, cell.value, at.file)) { "“" (at.quote) "”" }
                }
                @if more > 0 { " and " (more) " more" }
            }
        }
    }
}

/// Mentions by origin, each origin's oldest article first.
fn told_by(tellings: &[TellingRow]) -> Markup {
    let mut origins: Vec<(&str, Vec<&TellingRow>)> = Vec::new();
    for telling in tellings {
        let origin = telling.origin.as_deref().unwrap_or(&telling.article);
        match origins.iter_mut().find(|o| o.0 == origin) {
            Some(known) => known.1.push(telling),
            None => origins.push((origin, vec![telling])),
        }
    }
    html! {
        ol.words {
            @for (_, told) in &origins {
                li {
                    @for telling in told {
                        div data-words data-row {
                            blockquote { "“" (telling.quote) "”" }
                            div.from {
                                span { (telling.publisher.as_deref().unwrap_or("unknown outlet")) }
                                @if let Some(agency) = &telling.agency { span { "agency " (agency) } }
                                @if let Some(published) = &telling.published { time { (date(published)) } }
                                @if !telling.chain.is_empty() { span { "says " (telling.chain.join(" › ")) } }
                                (status_mark(&telling.status))
                                (pointers(&telling.article, (telling.start, telling.end), &telling.quote, telling.url.as_deref()))
                            }
                        }
                    }
                }
            }
        }
    }
}

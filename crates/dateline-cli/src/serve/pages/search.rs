//! Full-text search with facets.

use dateline_store::{FacetRow, Rows};
use maud::{Markup, html};

use super::{Answer, Request, listed};
use crate::serve::asked::Asked;
use crate::serve::frame::{empty, facet, field, more, page, twins};
use crate::serve::words::{date, plural};

/// Hits of some words.
pub(in crate::serve) async fn list(request: Request) -> Answer {
    let Request { app, asked, form, .. } = request;
    let filter = asked.filter();
    let counted = filter.clone();
    let rows = if filter.text.is_some() {
        app.ask(move |store| store.search(&filter)).await
    } else {
        Ok(Rows { rows: Vec::new(), next: None })
    };
    let words = !asked.q.trim().is_empty();
    listed(form, rows, async |rows| {
        let facets = app
            .count(format!("search{}", asked.query(&[("cursor", ""), ("limit", "")])), move |store| store.search_facets(&counted))
            .await?;
        let events = asked.query(&[("cursor", ""), ("limit", "")]);
        let body = html! {
            h1 { "Search" }
            form.filter action="/search" role="search" aria-label="Search all texts" {
                label { "Words" input type="search" name="q" value=(asked.q) placeholder="\"car deck\" ferry -owner"; }
                (field("publisher", "Outlet", &asked.publisher, ""))
                (field("from", "From", &asked.from, "2023-09"))
                (field("to", "To", &asked.to, "2024"))
                button.main { "Search" }
                (twins("/search", &asked))
            }
            @if words {
                p { "Also: " a href=(format!("/events{events}")) { "events with these words" } " · " a href=(format!("/claims{events}")) { "claims with these words" } }
            }
            @if rows.rows.is_empty() {
                (empty(if words { "Nothing found" } else { "What are you looking for?" }, html! {
                    "Words in quotation marks stand together; a word with * is a beginning; one with - must not be there."
                }))
            }
            div class=(if words { "two faceted" } else { "" }) {
            @if words {
                aside.aside aria-label="Narrow down" {
                    (facet("/search", &asked, ("publisher", "Outlet"), facets.iter().filter(|f| f.field == "publisher")))
                    (months(&asked, facets.iter().filter(|f| f.field == "month")))
                    @let agencies: Vec<_> = facets.iter().filter(|f| f.field == "agency").collect();
                    @if !agencies.is_empty() {
                        h2 { "Agency" }
                        ul.facet { @for row in agencies { li { span { (row.value) } span.n { (row.n) } } } }
                    }
                }
            }
            ol.cards {
                @for hit in &rows.rows {
                    @let at = hit.hits.first().map(|h| format!("?at={}-{}#here", h[0], h[1])).unwrap_or_default();
                    li data-row {
                        h3 { a href=(format!("/articles/{}{at}", hit.article)) { (hit.headline.as_deref().unwrap_or(&hit.file)) } }
                        p.quote { (snippet(&hit.snippet)) }
                        div.facts {
                            @if let Some(publisher) = &hit.publisher { span { (publisher) } }
                            @if let Some(published) = &hit.published { time { (date(published)) } }
                            span { (plural(hit.hits.len() as u64, "hit")) }
                        }
                    }
                }
            }
            }
            (more("/search", &asked, &rows))
        };
        page(&app, "Search", "/search", body).await
    })
    .await
}

/// Months with their counts; a month is its first and last day in the address.
fn months<'f>(asked: &Asked, values: impl Iterator<Item = &'f FacetRow>) -> Markup {
    let mut values: Vec<&FacetRow> = values.collect();
    values.sort_by(|a, b| a.value.cmp(&b.value));
    html! {
        @if !values.is_empty() {
            h2 { "Month" }
            ul.facet {
                @for row in values {
                    @let is = asked.from == row.value && asked.to == row.value;
                    @let to = if is { "" } else { row.value.as_str() };
                    li {
                        a href=(format!("/search{}", asked.query(&[("from", to), ("to", to), ("cursor", "")]))) aria-current=[is.then_some("true")] {
                            (date(&row.value)) @if is { " ×" }
                        }
                        span.n { (row.n) }
                    }
                }
            }
        }
    }
}

/// The words around a hit, the hits marked.
fn snippet(text: &str) -> Markup {
    html! {
        @for part in text.split('«') {
            @match part.split_once('»') {
                Some((hit, rest)) => { mark { (hit) } (rest) },
                None => (part),
            }
        }
    }
}

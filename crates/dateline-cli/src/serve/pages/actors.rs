//! Who did what to whom.

use dateline_store::Filter;
use maud::html;

use super::{Answer, Request, listed};
use crate::serve::asked::{Form, escape};
use crate::serve::draw;
use crate::serve::error::Trouble;
use crate::serve::frame::{claims, empty, field, more, page, timeline, twins};
use crate::serve::words::plural;

/// Actors, with a matrix and a network of those in most events.
pub(in crate::serve) async fn list(request: Request) -> Answer {
    let Request { app, asked, form, .. } = request;
    let filter = asked.filter();
    let story = filter.story.clone();
    let rows = app.ask(move |store| store.actors(&filter)).await;
    listed(form, rows, async |rows| {
        let pairs = app
            .count(format!("pairs {story:?}"), move |store| store.pairs(story.as_deref(), 30))
            .await?;
        let body = html! {
            h1 { "Actors" }
            p.lead { "Who takes part in events, under one name however the articles call them." }
            form.filter action="/actors" role="search" aria-label="Filter actors" {
                @if !asked.story.is_empty() { input type="hidden" name="story" value=(asked.story); }
                (field("actor", "Who", &asked.actor, "name or RUS"))
                button.main { "Filter" }
                (twins("/actors", &asked))
            }
            @if rows.rows.is_empty() { (empty("Nobody fits", html! { "Write a part of a name, or a country's three letters." })) }
            figure {
                (draw::network(&pairs, false))
                figcaption { "Who acts towards whom. A line opens to its events." }
            }
            div.scroll tabindex="0" role="region" aria-label="Who acts towards whom, as a table" { (draw::matrix(&pairs)) }
            h2 { "All" }
            table {
                thead { tr { th { "Name" } th { "Country" } th { "Class" } th.n { "Events" } th.n { "acts" } th.n { "is acted upon" } } }
                tbody {
                    @for actor in &rows.rows {
                        @let meant = actor.entity.as_deref().filter(|e| e.contains(':') && !e.contains(' ')).unwrap_or(&actor.name);
                        tr data-row {
                            td { a href=(format!("/actors/one?actor={}", escape(meant))) { (actor.name) } }
                            td { (actor.country.as_deref().unwrap_or("")) }
                            td { (actor.class.as_deref().unwrap_or("")) }
                            td.n { (actor.events) } td.n { (actor.source) } td.n { (actor.target) }
                        }
                    }
                }
            }
            (more("/actors", &asked, &rows))
        };
        page(&app, "Actors", "/actors", body).await
    })
    .await
}

/// One actor: its events over time, and what it claims.
pub(in crate::serve) async fn one(request: Request) -> Answer {
    let Request { app, asked, form, .. } = request;
    let Some(meant) = asked.filter().actor else {
        return Err(Trouble::request("name an actor: ?actor=RUS"));
    };
    let filter = asked.filter();
    let brief = form == Form::Html;
    let events = app
        .ask(
            move |store| {
                if brief { store.events_brief(&filter) } else { store.events(&filter) }
            },
        )
        .await;
    if form != Form::Html {
        return listed(form, events, async |_| Err(Trouble::defect())).await;
    }
    let events = events?;
    let asking = meant.clone();
    let (named, n, held) = app
        .ask(move |store| {
            let of =
                Filter { actor: Some(asking.clone()), limit: 1, ..Filter::default() };
            let named = store.actors(&of)?.rows.into_iter().next();
            let name = named.as_ref().map_or(asking.clone(), |a| a.name.clone());
            let by = Filter { speaker: Some(name), limit: 30, ..Filter::default() };
            Ok((named, store.count_events(&of)?, store.claims_brief(&by)?))
        })
        .await?;
    let name = named.as_ref().map_or(meant.as_str(), |a| a.name.as_str()).to_owned();
    let body = html! {
        p.crumbs { a href="/actors" { "Actors" } " / " (name) }
        h1 { (name) }
        div.facts {
            @if let Some(actor) = &named {
                @if let Some(country) = &actor.country { span { (country) } }
                @if let Some(entity) = &actor.entity { code { (entity) } }
            }
            span { (plural(n, "event")) }
        }
        (twins("/actors/one", &asked))
        @if events.rows.is_empty() { (empty("No events", html! { "Nobody of this name takes part in an event." })) }
        (timeline(&events.rows, 2))
        (more("/actors/one", &asked, &events))
        @if !held.rows.is_empty() { h2 { "Claims" } (claims(&held.rows)) }
    };
    page(&app, &name, "/actors", body).await
}

//! The claims ledger, and one claim with its history on a line.

use maud::{Markup, html};

use super::{Answer, Request, listed, single};
use crate::serve::asked::{Asked, Form};
use crate::serve::frame::{
    choice, claim_facts, claims, empty, evidence, field, more, page, status_mark, twins,
    with_articles,
};
use crate::serve::words::{date, plural};

const KINDS: &[&str] =
    &["forecast", "promise", "threat", "denial", "allegation", "assessment", "demand"];
const OUTCOMES: &[&str] =
    &["open", "confirmed", "partly_confirmed", "contradicted", "lapsed"];

/// The ledger.
pub(in crate::serve) async fn list(request: Request) -> Answer {
    let Request { app, asked, form, .. } = request;
    let filter = asked.filter();
    let plain = filter.clone();
    let brief = form == Form::Html;
    let rows = app
        .ask(
            move |store| {
                if brief { store.claims_brief(&filter) } else { store.claims(&filter) }
            },
        )
        .await;
    listed(form, rows, async |rows| {
        let counts = app
            .count(format!("claims{}", asked.query(&[("cursor", ""), ("limit", ""), ("order", "")])), move |store| {
                let of = |outcome: &&'static str| {
                    let status = vec![(*outcome).to_owned()];
                    let filter = dateline_store::Filter { status, cursor: None, ..plain.clone() };
                    Ok((*outcome, store.count_claims(&filter)?))
                };
                OUTCOMES.iter().map(of).collect::<dateline_store::Result<Vec<_>>>()
            })
            .await?;
        let body = html! {
            h1 { "Claims" }
            p.lead { "What somebody said would be, was not, or ought to be, followed until a later report settles it. Only a later, independent report of the fact is an outcome." }
            dl.figures {
                @for (outcome, n) in &counts {
                    div {
                        dt { a href=(format!("/claims{}", asked.query(&[("status", outcome), ("cursor", "")]))) { (status_mark(outcome)) } }
                        dd { (n) }
                    }
                }
            }
            (filters(&asked))
            @if rows.rows.is_empty() { (empty("Nothing fits", html! { "Leave a field empty to see more." })) }
            (claims(&rows.rows))
            (more("/claims", &asked, &rows))
        };
        page(&app, "Claims", "/claims", body).await
    })
    .await
}

fn filters(asked: &Asked) -> Markup {
    html! {
        form.filter action="/claims" role="search" aria-label="Filter claims" {
            @if !asked.story.is_empty() { input type="hidden" name="story" value=(asked.story); }
            (choice("status", "Outcome", &asked.status, OUTCOMES))
            (choice("type", "Kind", &asked.kind, KINDS))
            (field("by", "By", &asked.by, "name"))
            (field("due_before", "Due before", &asked.due_before, "2023-10"))
            (field("from", "Made from", &asked.from, "2023-09"))
            (field("to", "to", &asked.to, "2024"))
            (field("q", "Words", &asked.q, ""))
            button.main { "Filter" }
            (twins("/claims", asked))
        }
    }
}

/// One claim.
pub(in crate::serve) async fn one(request: Request) -> Answer {
    let Request { app, form, id, .. } = request;
    let claim = app.ask(move |store| store.claim(&id)).await;
    single(form, claim, async |claim| {
        let (made, settled) = (claim.evidence.clone(), claim.outcome_evidence.clone());
        let (made, settled) = app
            .ask(move |store| Ok((with_articles(store, &made)?, with_articles(store, &settled)?)))
            .await?;
        let body = html! {
            p.crumbs { a href="/claims" { "Claims" } " / " (claim.kind) }
            h1.statement { "“" (claim.statement) "”" }
            (claim_facts(&claim))
            p { "Told by " (plural(u64::from(claim.origins), "origin")) "."
                @if let Some(event) = &claim.about_event { " About " a href=(format!("/events/{event}")) { "this event" } "." }
            }
            h2 { "History" }
            ol.line {
                li {
                    span.when { (claim.made_on.as_deref().map_or_else(|| "no date".into(), date)) }
                    div.told { "made by " (claim.by.last().map_or("nobody named", String::as_str)) }
                }
                @for turn in &claim.history {
                    li {
                        span.when { (turn.on.as_deref().map(date).unwrap_or_default()) }
                        div.told.strong {
                            (status_mark(&turn.outcome)) " " (turn.because)
                            @if let Some(words) = &turn.evidence {
                                blockquote.quote { a href=(format!("/articles/{}?at={}-{}#here", words.article, words.start, words.end)) { "“" (words.quote) "”" } }
                            }
                        }
                    }
                }
                @if claim.history.is_empty() {
                    li {
                        span.when { @if let Some(due) = &claim.due { (date(&due.end)) } }
                        div.told { (status_mark(&claim.outcome)) @if claim.due.is_none() { " no day is set for it" } @else { " due" } }
                    }
                }
            }
            h2 { "The words that make it" }
            (evidence(&made))
            @if !settled.is_empty() { h2 { "The words that settle it" } (evidence(&settled)) }
            p { a href=(format!("/review?at={}", claim.id)) { "Review this claim" } " · " a href=(format!("/claims/{}.json", claim.id)) { "JSON" } }
        };
        page(&app, &claim.statement, "/claims", body).await
    })
    .await
}

//! A queue of events to accept, reject or mend, the least certain first.

use axum::Form as Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect};
use dateline_store::{Action, CLAIM_FIELDS, CorrectionRow, EVENT_FIELDS, NewCorrection};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

use super::{Answer, Request};
use crate::serve::app::App;
use crate::serve::asked::{Form, escape};
use crate::serve::error::Trouble;
use crate::serve::frame::{
    claim_facts, empty, event_facts, evidence, page, with_articles,
};
use crate::serve::words::{date, plural, when};

/// What stands in the queue.
enum Item {
    Event(dateline_store::EventRow),
    Claim(dateline_store::ClaimRow),
}

/// The next row to be reviewed, or the one that `at` names.
pub(in crate::serve) async fn queue(request: Request) -> Answer {
    let Request { app, asked, form, .. } = request;
    if form != Form::Html {
        return Err(Trouble::missing("the queue has no other form").for_programs());
    }
    let skip: usize = asked.cursor.parse().unwrap_or(0);
    let of_claims = asked.kind == "claims" || asked.at.starts_with("c:");
    let at = asked.at.clone();
    let (item, left, corrections) = app
        .ask(move |store| {
            let item = match (at.is_empty(), of_claims) {
                (false, true) => Some(Item::Claim(store.claim(&at)?)),
                (false, false) => Some(Item::Event(store.event(&at)?)),
                (true, true) => store.claim_to_review(skip)?.map(Item::Claim),
                (true, false) => store.to_review(skip)?.map(Item::Event),
            };
            let item = match item {
                None => None,
                Some(item) => {
                    let words = match &item {
                        Item::Event(event) => with_articles(store, &event.evidence)?,
                        Item::Claim(claim) => {
                            let settled = claim.outcome_evidence.iter();
                            let all: Vec<_> =
                                claim.evidence.iter().chain(settled).cloned().collect();
                            with_articles(store, &all)?
                        }
                    };
                    Some((item, words))
                }
            };
            let left = (store.n_to_review()?, store.n_claims_to_review()?);
            Ok((item, left, store.corrections()?))
        })
        .await?;
    let form =
        Decide { key: app.guard.form_key(), skip, of_claims, closed: app.read_only };
    let body = html! {
        h1 { "Review" }
        p.lead { "The least certain first. What you decide is kept as a record of its own, wins over the machine, and survives when everything is read again." }
        div.layers role="group" aria-label="Queues" {
            a href="/review" aria-current=[(!of_claims).then_some("page")] { (plural(left.0, "event")) " to look at" }
            a href="/review?type=claims" aria-current=[of_claims.then_some("page")] { (plural(left.1, "claim")) " to look at" }
        }
        @if app.read_only { p.doubt { "This server was started with --read-only: nothing can be decided here." } }
        @match &item {
            None => (empty("The queue is empty", html! { "Everything was reviewed. Thank you." })),
            Some((item, words)) => {
                @let (id, title, fields) = match item {
                    Item::Event(e) => (&e.id, &e.summary, EVENT_FIELDS),
                    Item::Claim(c) => (&c.id, &c.statement, CLAIM_FIELDS),
                };
                div.queue {
                    @match item {
                        Item::Event(event) => {
                            h2 { a href=(format!("/events/{id}")) { (title) } }
                            (event_facts(event))
                            p.facts { span { (when(event)) } @if let Some(c) = event.confidence { span { (format!("{:.0} % certain", c * 100.0)) } } }
                        },
                        Item::Claim(claim) => {
                            h2 { a href=(format!("/claims/{id}")) { "“" (title) "”" } }
                            (claim_facts(claim))
                            @if let Some(turn) = claim.history.last() { p.facts { span { (turn.because) } } }
                        },
                    }
                    (evidence(words))
                    (form.buttons(id))
                    (form.mend(id, fields))
                }
            },
        }
        (form.made(&corrections))
    };
    page(&app, "Review", "/review", body).await
}

/// Corrections that the queue lists.
const LISTED: usize = 12;

/// What all forms of the queue have in common.
struct Decide<'a> {
    key: &'a str,
    skip: usize,
    of_claims: bool,
    closed: bool,
}

impl Decide<'_> {
    fn hidden(&self, target: &str) -> Markup {
        html! {
            input type="hidden" name="key" value=(self.key);
            input type="hidden" name="target" value=(target);
            input type="hidden" name="skip" value=(self.skip);
            @if self.of_claims { input type="hidden" name="queue" value="claims"; }
        }
    }

    fn buttons(&self, target: &str) -> Markup {
        let queue = if self.of_claims { "type=claims&" } else { "" };
        html! {
            form.acts method="post" action="/review" {
                (self.hidden(target))
                button.main name="action" value="accept" data-key="accept" disabled[self.closed] { "Accept (a)" }
                button name="action" value="reject" data-key="reject" disabled[self.closed] { "Reject (x)" }
                a.button href=(format!("/review?{queue}cursor={}", self.skip + 1)) data-key="skip" { "Skip (space)" }
            }
        }
    }

    fn mend(&self, target: &str, fields: &[&str]) -> Markup {
        html! {
            form.acts method="post" action="/review" {
                (self.hidden(target))
                label { "Cell " select name="field" { @for field in fields { option { (field) } } } }
                label { "is rather " input name="value" autocomplete="off"; }
                label { "because " input name="reason" autocomplete="off"; }
                button name="action" value="edit" disabled[self.closed] { "Mend" }
            }
        }
    }

    /// What people have decided, the last first; the last one can be taken back by key.
    fn made(&self, corrections: &[CorrectionRow]) -> Markup {
        let standing: Vec<&CorrectionRow> =
            corrections.iter().rev().filter(|c| c.undone_at.is_none()).collect();
        html! {
            @if !standing.is_empty() {
                h2 { "What people have decided" }
                table {
                    thead { tr { th { "When" } th { "Who" } th { "What" } th { "On" } th { "Machine" } th { "" } } }
                    tbody {
                        @for (i, row) in standing.iter().take(LISTED).enumerate() {
                            tr {
                                td { time { (date(row.made_at.trim_end_matches('Z'))) } }
                                td { (row.author) }
                                td {
                                    (row.action) @if !row.field.is_empty() { " " (row.field) " " strong { (row.value.as_deref().unwrap_or("not known")) } }
                                    @if let Some(reason) = &row.reason { br; span.still { (reason) } }
                                }
                                td { @let now = row.now.as_ref().unwrap_or(&row.target);
                                    a href=(format!("/{}/{now}", if now.starts_with("c:") { "claims" } else if now.starts_with("a:") { "articles" } else { "events" })) { code { (now) } } }
                                td { (row.machine.as_deref().unwrap_or("")) }
                                td {
                                    form method="post" action="/review" {
                                        (self.hidden(&row.id))
                                        button name="action" value="undo" data-key=[(i == 0).then_some("undo")] disabled[self.closed] { "Undo" @if i == 0 { " (u)" } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a form of the queue sends.
#[derive(Deserialize)]
pub(in crate::serve) struct Decision {
    key: String,
    target: String,
    action: String,
    #[serde(default)]
    skip: usize,
    #[serde(default)]
    field: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    queue: String,
}

/// Keeps a decision and goes on to the next row.
pub(in crate::serve) async fn decide(
    State(app): State<Arc<App>>,
    Body(decision): Body<Decision>,
) -> Answer {
    if app.read_only {
        return Err(Trouble::forbidden("this server was started with --read-only"));
    }
    if decision.key != app.guard.form_key() {
        return Err(Trouble::forbidden(
            "this form is old; go back, reload it and try again",
        ));
    }
    let now = crate::daily::now();
    let of = if decision.queue == "claims" { "type=claims&" } else { "" };
    let queue = format!("/review?{of}cursor={}", decision.skip);
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let action = match decision.action.as_str() {
        "accept" => Action::Accept,
        "reject" => Action::Reject,
        "edit" => Action::Edit,
        "undo" => {
            app.undo(decision.target, now).await?;
            return Ok(Redirect::to(&queue).into_response());
        }
        other => {
            return Err(Trouble::request(format!("{other:?} is nothing to be done")));
        }
    };
    let edit = action == Action::Edit;
    let correction = NewCorrection {
        target: decision.target.clone(),
        action,
        field: if edit { decision.field } else { String::new() },
        value: if edit { some(&decision.value) } else { None },
        author: app.author.clone(),
        made_at: now,
        reason: some(&decision.reason),
    };
    app.correct(correction).await?;
    let next =
        if edit { format!("/review?at={}", escape(&decision.target)) } else { queue };
    Ok(Redirect::to(&next).into_response())
}

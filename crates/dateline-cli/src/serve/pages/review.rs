//! A queue of events to accept, reject or mend, the least certain first.

use axum::Form as Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect};
use dateline_store::{Action, EVENT_FIELDS, NewCorrection};
use maud::html;
use serde::Deserialize;
use std::sync::Arc;

use super::{Answer, Request};
use crate::serve::app::App;
use crate::serve::asked::{Form, escape};
use crate::serve::error::Trouble;
use crate::serve::frame::{
    claim_facts, empty, event_facts, evidence, page, with_articles,
};
use crate::serve::words::plural;

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
    let at = asked.at.clone();
    let (item, left, last) = app
        .ask(move |store| {
            let item = if at.starts_with("c:") {
                Some(Item::Claim(store.claim(&at)?))
            } else if at.is_empty() {
                store.to_review(skip)?.map(Item::Event)
            } else {
                Some(Item::Event(store.event(&at)?))
            };
            let item = match item {
                None => None,
                Some(Item::Event(event)) => {
                    let words = with_articles(store, &event.evidence)?;
                    Some((Item::Event(event), words))
                }
                Some(Item::Claim(claim)) => {
                    let words = with_articles(store, &claim.evidence)?;
                    Some((Item::Claim(claim), words))
                }
            };
            let corrections = store.corrections()?;
            let last = corrections.into_iter().rev().find(|c| c.undone_at.is_none());
            Ok((item, store.n_to_review()?, last))
        })
        .await?;
    let key = app.guard.form_key();
    let body = html! {
        h1 { "Review" }
        p.lead { (plural(left, "event")) " that nobody has looked at. What you decide is kept as a record of its own, wins over the machine, and survives when everything is read again." }
        @if app.read_only { p.doubt { "This server was started with --read-only: nothing can be decided here." } }
        @match &item {
            None => (empty("The queue is empty", html! { "Every event was reviewed." })),
            Some((item, words)) => {
                @let (id, title) = match item { Item::Event(e) => (&e.id, &e.summary), Item::Claim(c) => (&c.id, &c.statement) };
                div.queue {
                    h2 { (title) }
                    @match item { Item::Event(event) => (event_facts(event)), Item::Claim(claim) => (claim_facts(claim)) }
                    (evidence(words))
                    form.acts method="post" action="/review" {
                        input type="hidden" name="key" value=(key);
                        input type="hidden" name="target" value=(id);
                        input type="hidden" name="skip" value=(skip);
                        button.main name="action" value="accept" data-key="accept" disabled[app.read_only] { "Accept (a)" }
                        button name="action" value="reject" data-key="reject" disabled[app.read_only] { "Reject (x)" }
                        a href=(format!("/review?cursor={}", skip + 1)) data-key="skip" { "Skip (space)" }
                    }
                    @if let Item::Event(_) = item {
                        form.acts method="post" action="/review" {
                            input type="hidden" name="key" value=(key);
                            input type="hidden" name="target" value=(id);
                            input type="hidden" name="skip" value=(skip);
                            label { "Cell " select name="field" { @for field in EVENT_FIELDS { option { (field) } } } }
                            label { "is rather " input name="value" autocomplete="off"; }
                            label { "because " input name="reason" autocomplete="off"; }
                            button name="action" value="edit" disabled[app.read_only] { "Mend" }
                        }
                    }
                }
            },
        }
        @if let Some(last) = &last {
            form.acts method="post" action="/review" {
                input type="hidden" name="key" value=(key);
                input type="hidden" name="target" value=(last.id);
                input type="hidden" name="skip" value=(skip);
                span { "Last: " (last.action) " " (last.field) " of " code { (last.target) } }
                button name="action" value="undo" data-key="undo" disabled[app.read_only] { "Undo (u)" }
            }
        }
    };
    page(&app, "Review", "/review", body).await
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
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let action = match decision.action.as_str() {
        "accept" => Action::Accept,
        "reject" => Action::Reject,
        "edit" => Action::Edit,
        "undo" => {
            app.undo(decision.target, now).await?;
            return Ok(Redirect::to(&format!("/review?cursor={}", decision.skip))
                .into_response());
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
    let next = if edit {
        format!("/review?at={}", escape(&decision.target))
    } else {
        format!("/review?cursor={}", decision.skip)
    };
    Ok(Redirect::to(&next).into_response())
}

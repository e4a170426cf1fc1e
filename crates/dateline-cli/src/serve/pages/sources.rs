//! Outlets: who reports first; speakers: whose forecasts came true; inputs that were not read.

use maud::html;

use super::{Answer, Request};
use crate::serve::asked::{Form, escape};
use crate::serve::error::Trouble;
use crate::serve::frame::{empty, page, respond};

/// Outlets and holders of claims.
pub(in crate::serve) async fn list(request: Request) -> Answer {
    let Request { app, form, .. } = request;
    let answer = app
        .count("sources".to_owned(), |store| Ok((store.sources()?, store.holders()?)))
        .await;
    if form != Form::Html {
        let (sources, holders) = answer.map_err(Trouble::for_programs)?;
        let row = serde_json::json!({"sources": sources, "holders": holders});
        return Ok(respond("application/json", row.to_string()));
    }
    let (sources, holders) = answer?;
    let body = html! {
        h1 { "Sources" }
        p.lead { "Counted in origins: a text printed by forty papers is one, and belongs to the first that printed it." }
        @if sources.is_empty() { (empty("No outlet is known", html! { "The articles do not name their publishers." })) }
        table {
            thead { tr { th { "Outlet" } th.n { "Articles" } th.n { "own texts" } th.n { "events told first" } } }
            tbody {
                @for row in &sources {
                    tr data-row {
                        td { a href=(format!("/articles?publisher={}", escape(&row.publisher))) { (row.publisher) } }
                        td.n { (row.articles) } td.n { (row.own) } td.n { (row.first) }
                    }
                }
            }
        }
        h2 { "What became of their words" }
        p.lead { "Forecasts, promises and threats by who is bound by them." }
        table {
            thead { tr { th { "Holder" } th.n { "All" } th.n { "✓ confirmed" } th.n { "± in part" } th.n { "✗ contradicted" } th.n { "◔ lapsed" } th.n { "○ open" } } }
            tbody {
                @for row in &holders {
                    tr data-row {
                        td { a href=(format!("/claims?by={}", escape(&row.holder))) { (row.holder) } }
                        td.n { (row.ahead) } td.n { (row.confirmed) } td.n { (row.partly_confirmed) }
                        td.n { (row.contradicted) } td.n { (row.lapsed) } td.n { (row.open) }
                    }
                }
            }
        }
    };
    page(&app, "Sources", "/sources", body).await
}

/// Inputs that were not read, or only oddly.
pub(in crate::serve) async fn problems(request: Request) -> Answer {
    let Request { app, .. } = request;
    let rows = app.ask(|store| store.problems(500)).await?;
    let body = html! {
        h1 { "Not read, or only oddly" }
        @if rows.is_empty() { (empty("Nothing was odd", html! { "Every input was read." })) }
        table {
            thead { tr { th { "Input" } th { "Code" } th { "Why" } } }
            tbody { @for row in &rows { tr { td { (row.input) } td { code { (row.code) } } td { (row.message) } } } }
        }
    };
    page(&app, "Problems", "/sources", body).await
}

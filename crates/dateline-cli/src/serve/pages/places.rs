//! Where: a map that needs no other host, and the same as a table.

use dateline_store::Rows;
use maud::html;

use super::{Answer, Request, listed};
use crate::serve::asked::escape;
use crate::serve::draw;
use crate::serve::frame::{empty, page, twins};

/// Places of all events or of a story's.
pub(in crate::serve) async fn list(request: Request) -> Answer {
    let Request { app, asked, form, .. } = request;
    let story = asked.filter().story;
    let whole = asked.at == "world";
    let rows = app
        .count(format!("places {story:?}"), move |store| {
            Ok(Rows { rows: store.places(story.as_deref())?, next: None })
        })
        .await;
    listed(form, rows, async |rows| {
        let body = html! {
            h1 { "Places" }
            p.lead { "Where events are told to have taken place. A country that is all that a text gives is filled as a whole, never a dot in its capital." }
            (twins("/places", &asked))
            @if rows.rows.is_empty() { (empty("No places", html! { "No event here has a place." })) }
            figure {
                (draw::map(&rows.rows, whole))
                figcaption {
                    @if whole { a href=(format!("/places{}", asked.query(&[("at", "")]))) { "Near to the events" } }
                    @else { a href=(format!("/places{}", asked.query(&[("at", "world")]))) { "The whole world" } }
                    " · Outlines: Natural Earth."
                }
            }
            table {
                thead { tr { th { "Place" } th { "Country" } th { "Precision" } th.n { "Events" } } }
                tbody {
                    @for place in &rows.rows {
                        tr data-row {
                            td { a href=(format!("/events?place={}", escape(&place.name))) { (place.name) } }
                            td { (place.country.as_deref().unwrap_or("")) }
                            td { (place.precision.as_deref().unwrap_or("unknown")) }
                            td.n { (place.events) }
                        }
                    }
                }
            }
        };
        page(&app, "Places", "/places", body).await
    })
    .await
}

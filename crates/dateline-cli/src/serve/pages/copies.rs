//! Articles that carry one text, and who printed it after whom.

use dateline_store::CopyRow;
use maud::{Markup, html};

use super::{Answer, Request, listed, single};
use crate::serve::frame::{empty, more, page, twins};
use crate::serve::words::{date, plural};

/// Groups of copies.
pub(in crate::serve) async fn list(request: Request) -> Answer {
    let Request { app, asked, form, .. } = request;
    let filter = asked.filter();
    let rows = app.ask(move |store| store.copies(&filter)).await;
    listed(form, rows, async |rows| {
        let body = html! {
            h1 { "Copies" }
            p.lead { "Articles that carry one text, cut or whole, credited or not. They count as one origin everywhere." }
            (twins("/copies", &asked))
            @if rows.rows.is_empty() { (empty("No copies were found", html! { "Every article in this store has a text of its own." })) }
            ol.cards {
                @for group in &rows.rows {
                    li data-row {
                        h3 {
                            a href=(format!("/copies/{}", group.id)) {
                                (group.articles.first().and_then(|a| a.headline.as_deref()).unwrap_or("Untitled"))
                            }
                        }
                        (facts(group))
                    }
                }
            }
            (more("/copies", &asked, &rows))
        };
        page(&app, "Copies", "/copies", body).await
    })
    .await
}

fn facts(group: &CopyRow) -> Markup {
    html! {
        div.facts {
            span.tag { (group.kind) }
            @if let Some(agency) = &group.agency { span { "agency " (agency) } }
            span { (plural(group.articles.len() as u64, "article")) }
            @for article in group.articles.iter().take(6) {
                @if let Some(publisher) = &article.publisher { span { (publisher) } }
            }
        }
    }
}

/// One group: oldest first, with links to read two side by side.
pub(in crate::serve) async fn one(request: Request) -> Answer {
    let Request { app, form, id, .. } = request;
    let group = app.ask(move |store| store.copy(&id)).await;
    single(form, group, async |group| {
        let body = html! {
            p.crumbs { a href="/copies" { "Copies" } " / " (group.kind) }
            h1 { (group.articles.first().and_then(|a| a.headline.as_deref()).unwrap_or("Untitled")) }
            (facts(&group))
            ol.line {
                @for (i, article) in group.articles.iter().enumerate() {
                    li data-row {
                        span.when { (article.published.as_deref().map_or_else(|| "no date".into(), date)) }
                        div.told.strong[i == 0] {
                            a.what href=(format!("/articles/{}", article.id)) { (article.headline.as_deref().unwrap_or(&article.file)) }
                            div.facts {
                                span { (article.publisher.as_deref().unwrap_or("unknown outlet")) }
                                span { @match &article.agency { Some(agency) => { "credits " (agency) }, None => { "no agency credited" } } }
                                span { (plural(u64::from(article.words), "word")) }
                            }
                        }
                    }
                }
            }
        };
        page(&app, "Copies", "/copies", body).await
    })
    .await
}

//! Stories, and one story with its timeline.

use dateline_store::{Filter, StoryRow};
use maud::html;

use super::{Answer, Request, listed, single};
use crate::serve::app::App;
use crate::serve::draw;
use crate::serve::error::Trouble;
use crate::serve::frame::{
    claims, empty, field, more, page, status_mark, timeline, twins,
};
use crate::serve::words::{date, grouped, plural};

/// Stories on the first screen.
const SHOWN: usize = 25;
/// Events of a story on its page; the rest is one link away.
const EVENTS: usize = 300;

/// The first screen.
pub(in crate::serve) async fn list(request: Request) -> Answer {
    let Request { app, mut asked, form, .. } = request;
    if asked.order.is_empty() {
        "latest".clone_into(&mut asked.order);
    }
    let mut filter = asked.filter();
    if filter.limit == 0 {
        filter.limit = SHOWN;
    }
    let rows = app.ask(move |store| store.stories(&filter)).await;
    listed(form, rows, async |rows| {
        let totals = app.totals().await?;
        let ids: Vec<String> = rows.rows.iter().map(|s| s.id.clone()).collect();
        let (bars, due) = app
            .count(format!("first {ids:?}"), move |store| {
                let bars: Vec<_> = ids
                    .iter()
                    .map(|id| store.activity(Some(id)))
                    .collect::<dateline_store::Result<_>>()?;
                let open = Filter { status: vec!["open".into()], ..Filter::default() };
                Ok((bars, due_next(store, open)?))
            })
            .await?;
        let body = html! {
            h1 { "Stories" }
            p.lead {
                (plural(totals.stories, "story")) " out of "
                (plural(totals.articles, "article")) ", which carry "
                (plural(totals.origins, "independent text"))
                @if let (Some(first), Some(last)) = (&totals.first, &totals.last) {
                    ", " (date(first)) " to " (date(last))
                }
                "."
            }
            p.since role="status" data-since hidden { span.n data-since-n {} " new since your last visit" }
            @if rows.rows.is_empty() {
                (empty("No stories yet", html! {
                    "Add saved pages: " code { "dateline add " (app.name()) " saved/" }
                }))
            }
            div.two {
                ol.cards.stories {
                    @for (story, bars) in rows.rows.iter().zip(&bars) {
                        li data-row data-last=[story.last.as_deref()] {
                            div {
                                h2 {
                                    a href=(format!("/stories/{}", story.id)) { (story.title) }
                                    " " span.tag.new data-new hidden { "new" }
                                }
                                (facts(story))
                            }
                            div.spark { (draw::activity(bars, true)) }
                        }
                    }
                    (more("/stories", &asked, &rows))
                }
                aside.aside {
                    h2 { "Due next" }
                    @if due.is_empty() { p { "No open claim has a day set." } }
                    ul.cards {
                        @for claim in &due {
                            li {
                                a href=(format!("/claims/{}", claim.id)) { "“" (draw::shortened(&claim.statement, 120)) "”" }
                                div.facts {
                                    (status_mark(&claim.outcome))
                                    @if let Some(due) = &claim.due { span { "due " (date(&due.end)) } }
                                    @if let Some(holder) = claim.by.last() { span { (holder) } }
                                }
                            }
                        }
                    }
                    div.legend { span { "independent texts" } span.two-nd { "reprints" } }
                    (twins("/stories", &asked))
                }
            }
        };
        page(&app, "Stories", "/", body).await
    })
    .await
}

/// Open claims with a day, the nearest day after the newest article first; of those past, the
/// last ones.
fn due_next(
    store: &dateline_store::Store,
    filter: Filter,
) -> dateline_store::Result<Vec<dateline_store::ClaimRow>> {
    let far = Filter {
        due_before: Some("9999-12-31".into()),
        limit: 400,
        latest_first: true,
        ..filter
    };
    let mut claims = store.claims_brief(&far)?.rows;
    let today = store.totals()?.last.unwrap_or_default();
    claims.retain(|c| c.due.as_ref().is_some_and(|d| d.end.as_str() >= today.as_str()));
    claims.sort_by(|a, b| {
        let day = |c: &dateline_store::ClaimRow| c.due.as_ref().map(|d| d.end.clone());
        day(a).cmp(&day(b)).then_with(|| a.id.cmp(&b.id))
    });
    claims.truncate(8);
    Ok(claims)
}

fn facts(story: &StoryRow) -> maud::Markup {
    html! {
        div.facts {
            @match (&story.first, &story.last) {
                (Some(first), Some(last)) if first != last => span { (date(first)) " – " (date(last)) },
                (Some(day), _) => span { (date(day)) },
                _ => span { "no date" },
            }
            span { (plural(u64::from(story.origins), "origin")) }
            @if story.articles > story.origins {
                span { (plural(u64::from(story.articles - story.origins), "reprint")) }
            }
            span { (plural(u64::from(story.events), "event")) }
        }
    }
}

/// One story.
pub(in crate::serve) async fn one(request: Request) -> Answer {
    let Request { app, form, id, .. } = request;
    let story = find(&app, id).await;
    single(form, story, async |story| {
        let id = story.id.clone();
        let (events, history, ledger, activity, pairs, facets, articles) = app
            .ask(move |store| {
                let of = |background, limit| Filter {
                    story: Some(id.clone()),
                    background,
                    limit,
                    ..Filter::default()
                };
                Ok((
                    store.events_brief(&of(Some(false), EVENTS))?,
                    store.events_brief(&of(Some(true), EVENTS))?,
                    store.claims_brief(&of(None, 60))?,
                    store.activity(Some(&id))?,
                    store.pairs(Some(&id), 20)?,
                    store.facets(Some(&id))?,
                    store.articles(&of(None, 200))?,
                ))
            })
            .await?;
        let strong = strong(&events.rows);
        let query = format!("?story={}", story.id);
        let body = html! {
            p.crumbs { a href="/" { "Stories" } " / story" }
            h1 { (story.title) }
            (facts(&story))
            figure {
                (draw::activity(&activity, false))
                figcaption {
                    div.legend { span { "independent texts" } span.two-nd { "reprints" } }
                    details {
                        summary { "The same as a table" }
                        table {
                            thead { tr { th { "Day" } th.n { "Origins" } th.n { "Reprints" } } }
                            tbody {
                                @for row in &activity {
                                    tr { td { (date(&row.day)) } td.n { (row.origins) } td.n { (row.reprints) } }
                                }
                            }
                        }
                    }
                }
            }
            div.two {
                div {
                    h2 { "Timeline" }
                    p.lead { "One line an event, however many pages tell it. A filled mark: told by " (strong) " or more independent origins." }
                    @if events.rows.is_empty() { (empty("No events were read", html! { "The articles are listed beside." })) }
                    (timeline(&events.rows, strong))
                    @if events.next.is_some() { p { a href=(format!("/events{query}")) { "All events of this story" } } }
                    @if !history.rows.is_empty() {
                        details.fold {
                            summary { "History: " (plural(history.rows.len() as u64, "event")) " that the articles tell as background" }
                            (timeline(&history.rows, strong))
                        }
                    }
                    h2 #claims { "Claims" }
                    @if ledger.rows.is_empty() { (empty("No claims were read", html! { "Forecasts, promises, denials and allegations would stand here." })) }
                    (ledger_of(&ledger.rows))
                    @if ledger.next.is_some() { p { a href=(format!("/claims{query}")) { "All claims of this story" } } }
                }
                aside.aside {
                    h2 { "Who" }
                    (draw::network(&pairs, true))
                    ul {
                        @for pair in pairs.iter().take(10) {
                            li { (pair.source) " → " (pair.target) " " span.n { (pair.events) } }
                        }
                    }
                    p { a href=(format!("/actors{query}")) { "All actors" } " · " a href=(format!("/places{query}")) { "Map" } }
                    h2 { "How it is told" }
                    ul {
                        @for row in facets.iter().filter(|f| f.field == "status") {
                            li {
                                a href=(format!("/events{query}&status={}", row.value)) { (status_mark(&row.value)) }
                                " " span.n { (grouped(u64::from(row.n))) }
                            }
                        }
                    }
                    h2 { "Articles" }
                    ol.cards {
                        @for article in &articles.rows {
                            li {
                                a href=(format!("/articles/{}", article.id)) { (article.headline.as_deref().unwrap_or(&article.file)) }
                                div.facts {
                                    @if let Some(publisher) = &article.publisher { span { (publisher) } }
                                    @if let Some(agency) = &article.agency { span { (agency) } }
                                    @if let Some(published) = &article.published { time { (date(published)) } }
                                    @if article.copies > 1 { span { "one of " (article.copies) " with this text" } }
                                }
                            }
                        }
                    }
                }
            }
            form.filter action="/events" {
                input type="hidden" name="story" value=(story.id);
                (field("actor", "Who", "", "name or RUS"))
                (field("q", "Words", "", ""))
                (field("origins", "Origins, at least", "", "2"))
                button.main { "Find in this story" }
                span.twins { "the same as " a href=(format!("/stories/{}.json", story.id)) { "JSON" } " · events as " a href=(format!("/events.csv{query}")) { "CSV" } }
            }
        };
        page(&app, &story.title, "/", body).await
    })
    .await
}

/// Claims of a story: those settled, those with a day to come, and the rest folded.
fn ledger_of(rows: &[dateline_store::ClaimRow]) -> maud::Markup {
    let some = |keep: fn(&dateline_store::ClaimRow) -> bool| {
        rows.iter().filter(|c| keep(c)).cloned().collect::<Vec<_>>()
    };
    let settled = some(|c| c.outcome != "open");
    let due = some(|c| c.outcome == "open" && c.due.is_some());
    let rest = some(|c| c.outcome == "open" && c.due.is_none());
    html! {
        @if !settled.is_empty() {
            h3.part { "Settled or lapsed" }
            (claims(&settled))
        }
        @if !due.is_empty() {
            h3.part { "Open, with a day set" }
            (claims(&due))
        }
        @if !rest.is_empty() {
            details.fold open[settled.is_empty() && due.is_empty()] {
                summary { (plural(rest.len() as u64, "claim")) " without a day, not settled" }
                (claims(&rest))
            }
        }
    }
}

/// The number of origins that the best told events have, at least two.
fn strong(events: &[dateline_store::EventRow]) -> u32 {
    let mut counts: Vec<u32> = events.iter().map(|e| e.origins).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    counts.get(counts.len() / 5).copied().unwrap_or(2).max(2)
}

async fn find(app: &std::sync::Arc<App>, id: String) -> Result<StoryRow, Trouble> {
    app.ask(move |store| store.story(&id)).await
}

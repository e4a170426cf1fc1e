//! The frame of every page, and the pieces that several pages share.

use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use dateline_store::{
    ActorCell, ClaimRow, EventRow, EvidenceRow, FacetRow, Filter, Rows, Totals,
};
use maud::{DOCTYPE, Markup, html};

use super::app::App;
use super::asked::{Asked, escape};
use super::error::Trouble;
use super::words::{actor_query, date, grouped, live, plural, status, support, when};

/// Screens in the order of the bar: address, name, key after `g`.
pub(super) const SCREENS: &[(&str, &str, char)] = &[
    ("/", "Stories", 's'),
    ("/events", "Events", 'e'),
    ("/claims", "Claims", 'c'),
    ("/articles", "Articles", 'a'),
    ("/copies", "Copies", 'd'),
    ("/actors", "Actors", 'w'),
    ("/places", "Places", 'p'),
    ("/sources", "Sources", 'o'),
    ("/review", "Review", 'r'),
];

/// One page with its frame.
pub(super) async fn page(
    app: &Arc<App>,
    title: &str,
    screen: &str,
    body: Markup,
) -> Result<Response, Trouble> {
    let totals = app.totals().await?;
    Ok(framed(app, &totals, title, screen, body))
}

fn framed(
    app: &App,
    totals: &Totals,
    title: &str,
    screen: &str,
    body: Markup,
) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Dateline" }
                link rel="stylesheet" href="/style.css";
                link rel="icon" href="/icon.svg" type="image/svg+xml";
                script src="/page.js" defer {}
            }
            body data-newest=[totals.last.as_deref()] {
                a.skip href="#main" { "Skip to what is on this page" }
                header.bar {
                    a.name href="/" { "Dateline" }
                    nav aria-label="Screens" {
                        @for &(href, name, _) in SCREENS {
                            a href=(href) aria-current=[(href == screen).then_some("page")] {
                                (name)
                            }
                        }
                    }
                    form action="/search" role="search" {
                        input #q type="search" name="q" aria-label="Search all texts"
                            placeholder="Search all texts" autocomplete="off";
                        button { "Search" }
                    }
                }
                main #main { (body) }
                (foot(app, totals))
                (keys())
            }
        }
    };
    respond("text/html; charset=utf-8", page.into_string())
}

fn foot(app: &App, totals: &Totals) -> Markup {
    html! {
        footer.foot {
            span { (app.name()) }
            span {
                (plural(totals.articles, "article")) " of "
                (plural(totals.origins, "origin"))
            }
            span { (plural(totals.events, "event")) }
            span { (plural(totals.claims, "claim")) }
            @if totals.pending > 0 {
                span.doubt { (grouped(totals.pending)) " not brought together yet" }
            }
            @if totals.quarantined > 0 {
                a href="/problems" { (grouped(totals.quarantined)) " not read" }
            }
            a href="/openapi.json" { "API" }
            button type="button" data-open-keys data-needs-script hidden { "Keys ?" }
        }
    }
}

fn keys() -> Markup {
    let rows: &[(&str, &str)] = &[
        ("/", "search"),
        ("n p", "next and previous row"),
        ("o", "open the row"),
        ("e E", "next and previous evidence"),
        ("v", "the live page at these words"),
        ("y", "copy a citation"),
        ("a x space u", "accept, reject, skip, undo in review"),
        ("Esc", "leave a field"),
    ];
    html! {
        dialog #keys aria-labelledby="keys-title" {
            h2 #keys-title { "Keys" }
            table {
                @for (key, what) in rows { tr { td { kbd { (key) } } td { (what) } } }
                @for &(_, name, key) in SCREENS {
                    tr { td { kbd { "g " (key) } } td { (name) } }
                }
            }
            p {
                label {
                    input #keys-off type="checkbox"; " Single-letter keys off (? stays)"
                }
            }
            form method="dialog" { button.main { "Close" } }
        }
    }
}

/// An answer with its type.
pub(super) fn respond(kind: &'static str, body: String) -> Response {
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

/// What a screen says where there is nothing to show.
pub(super) fn empty(text: &str, hint: Markup) -> Markup {
    html! { div.empty { p { strong { (text) } } p { (hint) } } }
}

/// A status or an outcome: mark, word and colour.
pub(super) fn status_mark(of: &str) -> Markup {
    let (mark, word, class) = status(of);
    html! { span.status.(class) { (mark) " " (word) } }
}

/// Links to the same rows for programs and tables.
pub(super) fn twins(path: &str, asked: &Asked) -> Markup {
    let query = asked.query(&[]);
    html! {
        span.twins {
            "the same as "
            a href=(format!("{path}.json{query}")) { "JSON" } " · "
            a href=(format!("{path}.csv{query}")) { "CSV" }
        }
    }
}

/// A link to the rows after these.
pub(super) fn more<T>(path: &str, asked: &Asked, rows: &Rows<T>) -> Markup {
    html! {
        @if let Some(next) = &rows.next {
            p { a rel="next" href=(format!("{path}{}", asked.after(next))) { "More" } }
        }
    }
}

/// Names with links, those who act before those acted upon.
pub(super) fn actors(event: &EventRow) -> Markup {
    let of = |role: &str| -> Vec<&ActorCell> {
        let mut out: Vec<&ActorCell> = Vec::new();
        for actor in event.actors.iter().filter(|a| a.role == role) {
            if !out.iter().any(|seen| seen.name == actor.name) {
                out.push(actor);
            }
        }
        out
    };
    let names = |cells: &[&ActorCell]| {
        html! {
            @for (i, cell) in cells.iter().enumerate() {
                @if i > 0 { ", " }
                a href=(actor_query(cell)) { (cell.name) }
            }
        }
    };
    let (source, target, both) = (of("source"), of("target"), of("participant"));
    html! {
        @if !source.is_empty() || !target.is_empty() || !both.is_empty() {
            span {
                (names(&source))
                @if !target.is_empty() { " → " (names(&target)) }
                @if !both.is_empty() {
                    @if !source.is_empty() || !target.is_empty() { " with " }
                    (names(&both))
                }
            }
        }
    }
}

/// Events as a timeline: the day, what is told, and what it rests on.
pub(super) fn timeline(events: &[EventRow], strong: u32) -> Markup {
    let days: Vec<String> = events.iter().map(when).collect();
    let year = |i: usize| events[i].date.as_deref().and_then(|d| d.get(..4));
    // A day or year is written once, at its first event.
    let new_day = |i: usize| i == 0 || days[i] != days[i - 1];
    let new_year = |i: usize| year(i).filter(|_| i == 0 || year(i) != year(i - 1));
    html! {
        ol.line {
            @for (i, event) in events.iter().enumerate() {
                @if let Some(year) = new_year(i) { li.year { (year) } }
                li data-row {
                    span.when { @if new_day(i) { (days[i]) } }
                    div.told.strong[event.origins >= strong] {
                        a.what href=(format!("/events/{}", event.id)) { (event.summary) }
                        (event_facts(event))
                    }
                }
            }
        }
    }
}

/// One line under an event.
pub(super) fn event_facts(event: &EventRow) -> Markup {
    html! {
        div.facts {
            (status_mark(&event.status))
            a.tag href=(format!("/events?type={}", event.kind)) { (event.kind) }
            (actors(event))
            @if let Some(place) = &event.place {
                a href=(format!("/events?place={}", escape(&place.name))) { "in " (place.name) }
            }
            span { (support(event.origins, event.articles)) }
            @let apart = apart(event);
            @if !apart.is_empty() {
                span.doubt { "reports differ on " (apart.join(", ")) }
            }
            @if let Some(review) = &event.review { span.tag { (review) } }
        }
    }
}

/// The cells on which the reports of an event differ.
pub(super) fn apart(event: &EventRow) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for (i, a) in event.variants.iter().enumerate() {
        let other =
            |b: &dateline_store::VariantRow| b.field == a.field && b.value != a.value;
        if event.variants[i..].iter().any(other) && !out.contains(&a.field.as_str()) {
            out.push(&a.field);
        }
    }
    out
}

/// Claims as rows.
pub(super) fn claims(rows: &[ClaimRow]) -> Markup {
    html! {
        ol.cards {
            @for claim in rows {
                li data-row {
                    h3 {
                        a href=(format!("/claims/{}", claim.id)) {
                            "“" (claim.statement) "”"
                        }
                    }
                    (claim_facts(claim))
                    @if let Some(turn) = claim.history.last() {
                        p.facts {
                            @if let Some(on) = &turn.on { time datetime=(on) { (date(on)) } }
                            span { (turn.because) }
                        }
                    }
                }
            }
        }
    }
}

/// One line under a claim.
pub(super) fn claim_facts(claim: &ClaimRow) -> Markup {
    html! {
        div.facts {
            (status_mark(&claim.outcome))
            a.tag href=(format!("/claims?type={}", claim.kind)) { (claim.kind) }
            @if let Some(holder) = claim.by.last() {
                span { "by " a href=(format!("/claims?by={}", escape(holder))) { (holder) } }
            }
            @if claim.by.len() > 1 { span { "through " (claim.by[..claim.by.len() - 1].join(" › ")) } }
            @if let Some(made) = &claim.made_on { span { "made " (date(made)) } }
            @if let Some(due) = &claim.due { span { "due " (date(&due.end)) } }
        }
    }
}

/// What is known of the article that words stand in.
#[derive(Clone, Default, Debug)]
pub(super) struct From {
    pub(super) url: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) agency: Option<String>,
    pub(super) published: Option<String>,
}

/// The two links and the citation of some words.
pub(super) fn pointers(
    article: &str,
    (start, end): (u32, u32),
    quote: &str,
    url: Option<&str>,
) -> Markup {
    let place = format!("?at={start}-{end}");
    html! {
        a href=(format!("/articles/{article}{place}#here")) { "in the saved text" }
        @if let Some(live) = url.and_then(|url| live(url, quote)) {
            a href=(live) rel="external noreferrer" data-live { "on the live page" }
        }
        a href=(format!("/articles/{article}/citation{place}")) data-cite { "copy citation" }
    }
}

/// Words of the articles that a value rests on.
pub(super) fn evidence(rows: &[(EvidenceRow, From)]) -> Markup {
    html! {
        ol.words {
            @for (row, from) in rows {
                li data-words data-row {
                    blockquote { "“" (row.quote) "”" }
                    div.from {
                        span { (from.publisher.as_deref().unwrap_or(&row.file)) }
                        @if let Some(agency) = &from.agency { span { "agency " (agency) } }
                        @if let Some(published) = &from.published { time { (date(published)) } }
                        (pointers(&row.article, (row.start, row.end), &row.quote, from.url.as_deref()))
                    }
                }
            }
        }
    }
}

/// Finds out about the articles of some evidence.
pub(super) fn with_articles(
    store: &dateline_store::Store,
    evidence: &[EvidenceRow],
) -> dateline_store::Result<Vec<(EvidenceRow, From)>> {
    let mut out: Vec<(EvidenceRow, From)> = Vec::new();
    for row in evidence {
        let known =
            out.iter().find(|(e, _)| e.article == row.article).map(|f| f.1.clone());
        let from = match known {
            Some(from) => from,
            None => {
                let filter =
                    Filter { article: Some(row.article.clone()), ..Filter::default() };
                let article = store.articles(&filter)?.rows.into_iter().next();
                article.map_or_else(From::default, |a| From {
                    url: a.url,
                    publisher: a.publisher,
                    agency: a.agency,
                    published: a.published,
                })
            }
        };
        out.push((row.clone(), from));
    }
    Ok(out)
}

/// Values of one cell with their counts, each a link to the same rows narrowed down to it
/// (or widened again, where it is chosen).
pub(super) fn facet<'f>(
    path: &str,
    asked: &Asked,
    (parameter, label): (&str, &str),
    values: impl Iterator<Item = &'f FacetRow>,
) -> Markup {
    let chosen = asked.value(parameter).to_owned();
    let values: Vec<&FacetRow> = values.collect();
    html! {
        @if !values.is_empty() {
            h2 { (label) }
            ul.facet {
                @for row in values {
                    @let is = row.value == chosen;
                    @let to = if is { "" } else { row.value.as_str() };
                    li {
                        a href=(format!("{path}{}", asked.query(&[(parameter, to), ("cursor", "")]))) aria-current=[is.then_some("true")] {
                            @if parameter == "status" { (status_mark(&row.value)) } @else { (row.value) }
                            @if is { " ×" }
                        }
                        span.n { (grouped(u64::from(row.n))) }
                    }
                }
            }
        }
    }
}

/// One field of a form of filters.
pub(super) fn field(name: &str, label: &str, value: &str, hint: &str) -> Markup {
    html! {
        label { (label) input name=(name) value=(value) placeholder=(hint) autocomplete="off"; }
    }
}

/// A choice of a form of filters.
pub(super) fn choice(name: &str, label: &str, value: &str, of: &[&str]) -> Markup {
    html! {
        label {
            (label)
            select name=(name) {
                option value="" { "any" }
                @for option in of {
                    option value=(option) selected[*option == value] {
                        (option.replace('_', " "))
                    }
                }
            }
        }
    }
}

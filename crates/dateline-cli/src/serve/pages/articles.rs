//! Articles, and one article with what was read in it, in place.

use std::collections::BTreeSet;

use dateline_store::{ArticlePage, ArticleRow, MarkRow, ZoneRow};
use maud::{Markup, html};

use super::{Answer, Request, listed, single};
use crate::serve::asked::Asked;
use crate::serve::draw::shortened;
use crate::serve::error::Trouble;
use crate::serve::frame::{empty, field, more, page, respond, twins};
use crate::serve::words::{date, live, plural};

/// Layers that can be laid over a text: the name in the address, the words on the switch,
/// the marks that it shows.
const LAYERS: &[(&str, &str, &[&str])] = &[
    ("who", "who says what", &["source", "cue", "content"]),
    ("events", "events", &["event"]),
    ("times", "times", &["time"]),
    ("names", "names", &["name"]),
    ("places", "places", &["place"]),
    ("furniture", "what was left out", &[]),
];
/// Layers that show where the address names none.
const USUAL: &str = "who,events";

/// Zones that are the article's own words; all others are furniture.
const OWN: &[&str] = &[
    "body",
    "headline",
    "deck",
    "byline",
    "dateline",
    "caption",
    "crosshead",
    "credit",
    "stamp",
];

/// Articles by time.
pub(in crate::serve) async fn list(request: Request) -> Answer {
    let Request { app, asked, form, .. } = request;
    let filter = asked.filter();
    let counted = filter.clone();
    let rows = app.ask(move |store| store.articles(&filter)).await;
    listed(form, rows, async |rows| {
        let n = app.ask(move |store| store.count_articles(&counted)).await?;
        let body = html! {
            h1 { "Articles" }
            p.lead { (plural(n, "document")) "." }
            form.filter action="/articles" role="search" aria-label="Filter articles" {
                (field("publisher", "Outlet", &asked.publisher, ""))
                (field("from", "From", &asked.from, "2023-09"))
                (field("to", "To", &asked.to, "2024"))
                (field("q", "Words", &asked.q, ""))
                button.main { "Filter" }
                (twins("/articles", &asked))
            }
            @if rows.rows.is_empty() { (empty("Nothing fits", html! { "Leave a field empty to see more." })) }
            ol.cards {
                @for article in &rows.rows {
                    li data-row {
                        h3 { a href=(format!("/articles/{}", article.id)) { (article.headline.as_deref().unwrap_or(&article.file)) } }
                        (facts(article))
                    }
                }
            }
            (more("/articles", &asked, &rows))
        };
        page(&app, "Articles", "/articles", body).await
    })
    .await
}

fn facts(article: &ArticleRow) -> Markup {
    html! {
        div.facts {
            @if !article.is_article { span.doubt { "no article here" } }
            @if let Some(publisher) = &article.publisher { span { (publisher) } }
            @if let Some(agency) = &article.agency { span { "agency " (agency) } }
            @if !article.bylines.is_empty() { span { "by " (article.bylines.join(", ")) } }
            @if let Some(place) = &article.dateline_place { span { "from " (place) } }
            @match &article.published {
                Some(published) => time { (date(published)) },
                None => span.doubt { "no publication date was found" },
            }
            @if let Some(updated) = &article.updated { span { "updated " (date(updated)) } }
            span { (plural(u64::from(article.words), "word")) }
            @if article.copies > 1 { span { "one of " (article.copies) " with this text" } }
        }
    }
}

/// One article.
pub(in crate::serve) async fn one(request: Request) -> Answer {
    let Request { app, asked, form, id } = request;
    let article = app.ask(move |store| store.article(&id)).await;
    single(form, article, async |read| {
        let id = read.article.id.clone();
        let marks = app.ask(move |store| store.marks(&id)).await?;
        let chosen = if asked.layers.is_empty() { USUAL } else { &asked.layers };
        let chosen: BTreeSet<&str> = chosen.split(',').collect();
        let shown: Vec<&MarkRow> = marks
            .iter()
            .filter(|m| {
                LAYERS
                    .iter()
                    .any(|l| chosen.contains(l.0) && l.2.contains(&m.layer.as_str()))
            })
            .collect();
        let title =
            read.article.headline.as_deref().unwrap_or(&read.article.file).to_owned();
        let body = html! {
            p.crumbs {
                a href="/articles" { "Articles" } " / "
                span title=(read.article.file) { (file_name(&read.article.file)) }
                @if let Some(story) = &read.article.story {
                    " / " a href=(format!("/stories/{story}")) { "its story" }
                }
            }
            (facts(&read.article))
            (switches(&read.article.id, &asked, &chosen))
            div.two.reading {
                article.text lang=(read.article.language) {
                    (text(&read, &shown, asked.span(), chosen.contains("furniture")))
                }
                aside.aside {
                    (beside(&read, &marks))
                }
            }
        };
        page(&app, &title, "/articles", body).await
    })
    .await
}

fn switches(id: &str, asked: &Asked, chosen: &BTreeSet<&str>) -> Markup {
    let turned = |name: &str| {
        let mut set = chosen.clone();
        if !set.remove(name) {
            set.insert(name);
        }
        let list: Vec<&str> = set.into_iter().filter(|l| !l.is_empty()).collect();
        // No layer at all must differ from the usual ones.
        if list.is_empty() { "none".to_owned() } else { list.join(",") }
    };
    html! {
        div.layers role="group" aria-label="Layers" {
            @for (name, label, _) in LAYERS {
                a role="button" data-layer=(name) aria-pressed=(chosen.contains(name)) href=(format!("/articles/{id}{}", asked.query(&[("layers", &turned(name))]))) { (label) }
            }
        }
    }
}

/// The last part of a path, which is what a person calls the file.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn beside(read: &ArticlePage, marks: &[MarkRow]) -> Markup {
    let chars: Vec<char> = read.text.chars().collect();
    let jump = |m: &MarkRow| {
        format!("/articles/{}?at={}-{}#here", read.article.id, m.start, m.end)
    };
    let said: Vec<&MarkRow> = marks.iter().filter(|m| m.layer == "content").collect();
    let events: Vec<&MarkRow> = marks.iter().filter(|m| m.layer == "event").collect();
    html! {
        h2 { "Who says what" }
        @if said.is_empty() { p { "Nothing is put in anybody's mouth." } }
        ol.said {
            @for mark in said.iter().take(60) {
                @let n = mark.attribution.unwrap_or_default();
                @let (who, how) = mark.label.split_once(" · ").unwrap_or((&mark.label, ""));
                li id=(format!("q{n}")) data-q=(n) data-words data-row {
                    strong { (who) } @if how == "direct" { " · in their own words" }
                    br;
                    a href=(jump(mark)) { (shortened(&slice(&chars, mark.start, mark.end), 110)) }
                }
            }
        }
        h2 { "Events" }
        @if events.is_empty() { p { "No events were read." } }
        ol {
            @for mark in events.iter().take(80) {
                @let word = slice(&chars, mark.start, mark.end);
                li {
                    @match &mark.event {
                        Some(event) => a href=(format!("/events/{event}")) { (word) },
                        None => a href=(jump(mark)) { (word) },
                    }
                    " " span.still { (mark.label) }
                }
            }
        }
        details.fold {
            summary { "Where its data come from" }
            table {
                @for cell in &read.cells {
                    tr {
                        th scope="row" { (cell.field.replace('_', " ")) }
                        td { (cell.value) br; span.still { (cell.from) " · " code { (cell.rule) } } }
                    }
                }
            }
        }
        @if !read.notes.is_empty() {
            h2 { "What was odd" }
            ul { @for note in &read.notes { li { code { (note.code) } " " (note.message) } } }
        }
        h2 { "Elsewhere" }
        ul {
            @if read.article.copies > 1 {
                li { a href=(format!("/copies?article={}", read.article.id)) { "Its copies" } }
            }
            li { a href=(format!("/claims?article={}", read.article.id)) { "Claims in it" } }
            @if let Some(address) = read.article.url.as_deref().and_then(|url| live(url, "")) {
                li { a href=(address) rel="external noreferrer" data-live { "The live page" } }
            }
            li { a href=(format!("/articles/{}/citation", read.article.id)) data-cite { "Copy citation" } }
            li { a href=(format!("/articles/{}.json", read.article.id)) { "JSON" } }
        }
    }
}

/// The text: own words zone by zone, cut wherever a mark begins or ends; what was left out
/// folded, a row of it as one.
fn text(
    read: &ArticlePage,
    marks: &[&MarkRow],
    at: Option<(u32, u32)>,
    open: bool,
) -> Markup {
    let chars: Vec<char> = read.text.chars().collect();
    let here = at.map(|(start, end)| (start, end.min(chars.len() as u32)));
    let mut first = here.map(|h| h.0);
    let own = |zone: &ZoneRow| OWN.contains(&zone.kind.as_str());
    let mut headline = true;
    let mut inside = |zone: &ZoneRow| {
        let pieces = pieces((zone.start, zone.end), marks, here);
        html! {
            @for piece in &pieces {
                @let words = slice(&chars, piece.start, piece.end);
                (piece.marked(&words, first.take_if(|f| piece.here && *f <= piece.start).is_some()))
            }
        }
    };
    html! {
        @for row in read.zones.chunk_by(|a, b| own(a) == own(b)) {
            @if row.first().is_some_and(|z| !own(z)) {
                @let found = here.is_some_and(|(a, b)| row.iter().any(|z| z.start < b && a < z.end));
                details.furniture open[open || found] {
                    summary { (left_out(row)) }
                    @for zone in row {
                        p data-kind=(zone.kind) title=(zone.why) { (inside(zone)) }
                    }
                }
            } @else {
                @for zone in row {
                    @match zone.kind.as_str() {
                        "headline" if std::mem::take(&mut headline) => h1.zone.headline { (inside(zone)) },
                        "crosshead" => h2.zone.crosshead { (inside(zone)) },
                        kind => p class=(format!("zone {kind}")) { (inside(zone)) },
                    }
                }
            }
        }
    }
}

/// `8 lines left out: menu, promo`.
fn left_out(row: &[ZoneRow]) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    for zone in row {
        if !kinds.contains(&zone.kind.as_str()) {
            kinds.push(&zone.kind);
        }
    }
    format!("{} left out: {}", plural(row.len() as u64, "line"), kinds.join(", "))
}

fn slice(chars: &[char], start: u32, end: u32) -> String {
    let end = (end as usize).min(chars.len());
    chars.get(start as usize..end).unwrap_or_default().iter().collect()
}

/// A stretch over which the same marks lie.
struct Piece<'m> {
    start: u32,
    end: u32,
    over: Vec<&'m MarkRow>,
    here: bool,
}

impl Piece<'_> {
    fn marked(&self, words: &str, first: bool) -> Markup {
        let mut classes: Vec<String> =
            self.over.iter().map(|m| format!("l-{}", m.layer)).collect();
        classes.sort();
        classes.dedup();
        let class = classes.join(" ");
        let mut labels: Vec<&str> = self.over.iter().map(|m| m.label.as_str()).collect();
        labels.dedup();
        let title = labels.join("\n");
        let event = self.over.iter().find_map(|m| m.event.as_deref());
        // The chain over these words, to be shown together; a cue leads to its entry beside.
        let said: Vec<String> = self
            .over
            .iter()
            .filter_map(|m| m.attribution)
            .map(|n| n.to_string())
            .collect();
        let q = (!said.is_empty()).then(|| said.join(" "));
        let cue = self.over.iter().rev().find(|m| m.layer == "cue");
        let cue = cue.and_then(|m| m.attribution);
        let inner = html! {
            @match (event, cue, class.is_empty()) {
                (Some(event), ..) => a class=(class) title=(title) data-q=[q] href=(format!("/events/{event}")) { (words) },
                (None, Some(n), _) => a class=(class) title=(title) data-q=[q] href=(format!("#q{n}")) { (words) },
                (None, None, false) => span class=(class) title=(title) data-q=[q] { (words) },
                (None, None, true) => (words),
            }
        };
        html! {
            @if self.here {
                mark.here id=[first.then_some("here")] { (inner) }
            } @else { (inner) }
        }
    }
}

/// Cuts a zone at the ends of the marks over it.
fn pieces<'m>(
    (start, end): (u32, u32),
    marks: &[&'m MarkRow],
    here: Option<(u32, u32)>,
) -> Vec<Piece<'m>> {
    let inside: Vec<&MarkRow> =
        marks.iter().copied().filter(|m| m.start < end && m.end > start).collect();
    let ends = inside.iter().flat_map(|m| [m.start, m.end]);
    let ends = ends.chain(here.into_iter().flat_map(|(a, b)| [a, b]));
    let mut cuts: Vec<u32> = ends.filter(|c| (start..=end).contains(c)).collect();
    cuts.extend([start, end]);
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|cut| Piece {
            start: cut[0],
            end: cut[1],
            over: inside
                .iter()
                .copied()
                .filter(|m| m.start <= cut[0] && m.end >= cut[1])
                .collect(),
            here: here.is_some_and(|(a, b)| a <= cut[0] && cut[1] <= b),
        })
        .collect()
}

/// A citation of some words, as plain text.
pub(in crate::serve) async fn citation(request: Request) -> Answer {
    let Request { app, asked, id, .. } = request;
    let read = app.ask(move |store| store.article(&id)).await?;
    let chars: Vec<char> = read.text.chars().collect();
    let (start, end) = asked.span().unwrap_or((0, 0));
    if end as usize > chars.len() {
        return Err(Trouble::request("the words lie past the end of the text"));
    }
    let article = &read.article;
    let mut lines = Vec::new();
    if start < end {
        lines.push(format!("“{}”", slice(&chars, start, end)));
    }
    let outlet = [article.publisher.as_deref(), article.agency.as_deref()];
    let outlet: Vec<&str> = outlet.into_iter().flatten().collect();
    if let Some(headline) = &article.headline {
        lines.push(headline.clone());
    }
    lines.push(if outlet.is_empty() { article.file.clone() } else { outlet.join(" / ") });
    let day =
        |d: &Option<String>| d.as_deref().map_or_else(|| "unknown".to_owned(), date);
    lines.push(format!("published {}", day(&article.published)));
    lines.extend(article.url.clone());
    lines.push(format!("{} code points {start}-{end} of the saved text", article.id));
    Ok(respond("text/plain; charset=utf-8", lines.join("\n") + "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(layer: &str, start: u32, end: u32) -> MarkRow {
        MarkRow {
            layer: layer.into(),
            start,
            end,
            label: layer.into(),
            event: None,
            attribution: None,
        }
    }

    #[test]
    fn marks_that_cross_are_cut() {
        let (a, b) = (mark("content", 2, 8), mark("time", 6, 12));
        let cut = pieces((0, 10), &[&a, &b], Some((7, 9)));
        let got: Vec<(u32, u32, usize, bool)> =
            cut.iter().map(|p| (p.start, p.end, p.over.len(), p.here)).collect();
        let expected = [
            (0, 2, 0, false),
            (2, 6, 1, false),
            (6, 7, 2, false),
            (7, 8, 2, true),
            (8, 9, 1, true),
            (9, 10, 1, false),
        ];
        assert_eq!(got, expected);
    }

    #[test]
    fn words_of_a_page_are_never_markup() {
        let piece = Piece { start: 0, end: 3, over: vec![], here: true };
        let out = piece.marked("<b>", true).into_string();
        assert_eq!(out, "<mark class=\"here\" id=\"here\">&lt;b&gt;</mark>");
    }
}

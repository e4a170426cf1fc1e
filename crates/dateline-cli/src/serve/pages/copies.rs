//! Articles that carry one text: who printed it after whom, and what they changed in it.

use std::collections::BTreeMap;

use dateline::{Difference, Span, differences};
use dateline_store::{ArticlePage, ArticleRow, CopyLinkRow, CopyRow};
use maud::{Markup, html};

use super::articles::file_name;
use super::{Answer, Request, listed, single};
use crate::serve::frame::{empty, more, page, twins};
use crate::serve::words::{date, plural};

/// Copies of a group whose differences are shown at once.
const COMPARED: usize = 12;
/// More words than this in a row are folded.
const LONG: u32 = 40;

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
                        h3 { a href=(format!("/copies/{}", group.id)) { (title(group)) } }
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

/// The headline under which the text stands first.
fn title(group: &CopyRow) -> &str {
    group.articles.iter().find_map(|a| a.headline.as_deref()).unwrap_or("Untitled")
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

/// One group as a tree, the longest text first, and what each copy changed.
pub(in crate::serve) async fn one(request: Request) -> Answer {
    let Request { app, form, id, .. } = request;
    let group = app.ask(move |store| store.copy(&id)).await;
    single(form, group, async |group| {
        let id = group.id.clone();
        let (links, texts) = app
            .ask(move |store| {
                let links = store.copy_links(&id)?;
                let mut texts = BTreeMap::new();
                for link in links.iter().take(COMPARED) {
                    for id in [&link.shorter, &link.longer] {
                        if !texts.contains_key(id) {
                            texts.insert(id.clone(), store.article(id)?);
                        }
                    }
                }
                Ok((links, texts))
            })
            .await?;
        let order = tree(&group.articles, &links);
        let named = |id: &str| group.articles.iter().find(|a| a.id == id).map_or("another", name);
        let body = html! {
            p.crumbs { a href="/copies" { "Copies" } " / " (group.kind) }
            h1 { (title(&group)) }
            (facts(&group))
            p.lead { "One origin: however many papers print it, it counts once. Each text hangs from the longer one that holds most of it." }
            ol.tree {
                @for (article, depth, link) in &order {
                    li data-row class=(format!("d{}", depth.min(&4))) {
                        (member(article, *link, &named))
                        @if let Some((longer, shorter)) = link.and_then(|l| Some((texts.get(&l.longer)?, texts.get(&l.shorter)?))) {
                            (changes(longer, shorter))
                        }
                    }
                }
            }
        };
        page(&app, "Copies", "/copies", body).await
    })
    .await
}

fn name(article: &ArticleRow) -> &str {
    article.publisher.as_deref().unwrap_or_else(|| file_name(&article.file))
}

fn member<'a>(
    article: &ArticleRow,
    link: Option<&CopyLinkRow>,
    named: &dyn Fn(&str) -> &'a str,
) -> Markup {
    html! {
        h3 { a href=(format!("/articles/{}", article.id)) { (article.headline.as_deref().unwrap_or(&article.file)) } }
        div.facts {
            span { (name(article)) }
            span { @match &article.agency { Some(agency) => { "credits " (agency) }, None => { "credits no agency" } } }
            span { (article.published.as_deref().map_or_else(|| "no date".into(), date)) }
            span { (plural(u64::from(article.words), "word")) }
            @if let Some(link) = link {
                span { (format!("{:.0} %", link.contained * 100.0)) " of it is the text of " (named(&link.longer)) }
            }
        }
    }
}

/// The articles from the longest text down, each below the one that it hangs from.
fn tree<'a>(
    articles: &'a [ArticleRow],
    links: &'a [CopyLinkRow],
) -> Vec<(&'a ArticleRow, usize, Option<&'a CopyLinkRow>)> {
    // Links are ordered by what they contain, the most first.
    let best = |article: &ArticleRow| links.iter().find(|l| l.shorter == article.id);
    let mut out = Vec::new();
    let mut open: Vec<(&ArticleRow, usize)> =
        articles.iter().filter(|a| best(a).is_none()).rev().map(|a| (a, 0)).collect();
    let mut left: Vec<&ArticleRow> =
        articles.iter().filter(|a| best(a).is_some()).collect();
    loop {
        let (article, depth) = match open.pop() {
            Some(next) => next,
            // Two texts of one length may hang from each other.
            None if left.is_empty() => return out,
            None => (left.remove(0), 0),
        };
        out.push((article, depth, best(article)));
        let hangs = |a: &ArticleRow| best(a).is_some_and(|l| l.longer == article.id);
        let (below, rest) = left.into_iter().partition(|a| hangs(a));
        let below: Vec<&ArticleRow> = below;
        open.extend(below.into_iter().rev().map(|a| (a, depth + 1)));
        left = rest;
    }
}

/// What one copy changed in the text that it hangs from, in place.
fn changes(longer: &ArticlePage, shorter: &ArticlePage) -> Markup {
    let (a, b) = (body(longer), body(shorter));
    let found = differences((&longer.text, &a), (&shorter.text, &b));
    let stronger: Vec<&Difference> =
        found.iter().filter(|d| d.strength.is_some()).collect();
    html! {
        @if found.is_empty() {
            p.facts { "Word for word the same." }
        } @else {
            details.fold {
                summary {
                    (plural(found.len() as u64, "change")) " in place"
                    @if !stronger.is_empty() { ", " (stronger.len()) " of them weaker or stronger" }
                }
                p.facts { span { del { "left out" } } span { ins { "added" } } "Case and punctuation are no difference." }
                div.text.compared { (woven(&longer.text, &shorter.text, &b, &found)) }
            }
        }
    }
}

/// The stretches of a text that are its running text, in bytes.
fn body(read: &ArticlePage) -> Vec<Span> {
    let mut bytes: Vec<usize> = read.text.char_indices().map(|(at, _)| at).collect();
    bytes.push(read.text.len());
    let at = |n: u32| bytes.get(n as usize).copied().unwrap_or(read.text.len());
    let running = read.zones.iter().filter(|z| matches!(&*z.kind, "body" | "crosshead"));
    running.map(|z| Span::new(at(z.start), at(z.end))).collect()
}

/// The second text with the words of the first where they differ.
fn woven(a: &str, b: &str, zones: &[Span], found: &[Difference]) -> Markup {
    let cut = |text: &str, span: Span| {
        text.get(span.range()).unwrap_or_default().trim_end_matches('\n').to_owned()
    };
    let mut left = found.iter().copied().peekable();
    let mut told = false;
    html! {
        @for zone in zones {
            @let pieces = weave(*zone, &mut left, &mut told);
            @let same = pieces.iter().all(|p| matches!(p, Piece::Same(_)));
            div class=(if same { "zone same" } else { "zone" }) {
                @for piece in &pieces {
                    @match piece {
                        Piece::Same(span) => (cut(b, *span)),
                        Piece::Added(span, strength) => ins title=[strength.as_deref()] { (cut(b, *span)) },
                        Piece::LeftOut(span, n, strength) => (left_out(&cut(a, *span), *n, strength.as_deref())),
                    }
                }
            }
        }
        @for change in left {
            (left_out(&cut(a, change.from), change.n_words.0, None))
        }
    }
}

fn left_out(words: &str, n: u32, strength: Option<&str>) -> Markup {
    html! {
        @if n > LONG {
            details { summary { (plural(u64::from(n), "word")) " left out here" } del { (words) } }
        } @else if n > 0 {
            del title=[strength] { (words) } " "
        }
    }
}

enum Piece {
    Same(Span),
    Added(Span, Option<String>),
    LeftOut(Span, u32, Option<String>),
}

/// One zone of the second text, cut at the differences; one that goes on past its end is
/// left to the next zone.
fn weave(
    zone: Span,
    left: &mut std::iter::Peekable<impl Iterator<Item = Difference>>,
    told: &mut bool,
) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut at = zone.start;
    while let Some(change) = left.peek().copied() {
        if change.to.start >= zone.end {
            break;
        }
        let strength = change
            .strength
            .map(|(from, to)| format!("was {}, is {}", from.name(), to.name()));
        let start = change.to.start.max(at);
        if start > at {
            out.push(Piece::Same(Span { start: at, end: start }));
        }
        if !*told {
            out.push(Piece::LeftOut(change.from, change.n_words.0, strength.clone()));
        }
        let end = change.to.end.min(zone.end).max(start);
        if end > start {
            out.push(Piece::Added(Span { start, end }, strength));
        }
        at = end;
        *told = change.to.end > zone.end;
        if *told {
            break;
        }
        left.next();
    }
    if at < zone.end {
        out.push(Piece::Same(Span { start: at, end: zone.end }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn woven_text(a: &str, b: &str, zones: &[(usize, usize)]) -> String {
        let zones: Vec<Span> = zones.iter().map(|z| Span::new(z.0, z.1)).collect();
        let found = differences((a, &[Span::new(0, a.len())]), (b, &zones));
        woven(a, b, &zones, &found).into_string()
    }

    #[test]
    fn exchanged_words_stand_side_by_side() {
        let out = woven_text(
            "Six people died when the ferry burned off Anholt.",
            "Six people may have died when the ferry burned off Anholt.",
            &[(0, 58)],
        );
        assert!(out.contains("<ins") && out.contains("may have</ins>"), "{out}");
        assert!(out.contains("Six people"), "{out}");
    }

    #[test]
    fn what_is_cut_at_the_end_is_told() {
        let a = "The ferry burned off Anholt on Friday night. Nobody was hurt by it.";
        let b = "The ferry burned off Anholt on Friday night.";
        let out = woven_text(a, b, &[(0, b.len())]);
        assert!(out.contains("<del>Nobody was hurt by it"), "{out}");
    }
}

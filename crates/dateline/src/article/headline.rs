//! The headline of a page: the line above the body that the page's own titles, or the
//! article's words, say it is.

use std::collections::BTreeSet;

use super::blocks::Block;
use crate::{Attested, Evidence, Page, Source, Span, source::html::What};

/// Most and fewest words of a headline found in plain text.
const WORDS: std::ops::RangeInclusive<u32> = 3..=32;

/// Longest headline that reads as a sentence.
const PROSE_WORDS: u32 = 20;

/// How far under a headline its deck stands, in blocks, and how much better a deck may score.
const DECK_REACH: usize = 3;
const DECK_MARGIN: f32 = 0.45;

/// How many blocks above the body are looked at.
const REACH: usize = 60;

/// The headline, and the block that holds it.
pub(crate) struct Found {
    pub(crate) value: Attested<String>,
    pub(crate) block: Option<usize>,
}

/// Lower-case words of a text, marks aside.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// A title as the page's machine-readable parts give it.
pub(crate) struct Title {
    pub(crate) text: String,
    pub(crate) evidence: Evidence,
    pub(crate) rule: &'static str,
}

pub(crate) fn choose(
    source: &Source,
    page: &Page<'_>,
    blocks: &[Block],
    taken: &[bool],
    first_body: usize,
    titles: &[Title],
) -> Option<Found> {
    if let Some(given) = page.title.filter(|t| !t.trim().is_empty()) {
        let block = same_words(source, blocks, given, first_body);
        let evidence = match block {
            Some(b) => Evidence::words(blocks[b].span),
            None => Evidence::Input("title"),
        };
        let value = Attested::new(given.to_owned(), evidence, "article/input");
        return Some(Found { value, block });
    }
    of_html(source, blocks, titles)
        .or_else(|| of_plain(source, blocks, taken, first_body))
}

/// The block above the body (or anywhere, then) that has the same words.
fn same_words(
    source: &Source,
    blocks: &[Block],
    title: &str,
    first_body: usize,
) -> Option<usize> {
    let wanted = words(title);
    let is_same = |b: &Block| {
        b.span.len() <= title.len() * 2 + 20 && words(b.span.of(&source.text)) == wanted
    };
    let above = blocks.iter().take(first_body + 1).rposition(is_same);
    above.or_else(|| blocks.iter().position(is_same))
}

/// A page's title without the outlet's name behind a bar or a dash.
fn without_site(title: &str) -> &str {
    let cuts = [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • "];
    let at = cuts.iter().filter_map(|cut| title.rfind(cut)).max();
    match at {
        Some(at) if title[..at].split_whitespace().count() >= 3 => &title[..at],
        _ => title,
    }
}

/// Share of the words of `a` that stand in `b`.
fn covered(a: &[String], b: &BTreeSet<&str>) -> f32 {
    let n = a.iter().filter(|w| b.contains(w.as_str())).count();
    n as f32 / (a.len() as f32).max(1.0)
}

fn of_html(source: &Source, blocks: &[Block], titles: &[Title]) -> Option<Found> {
    let html = source.html.as_deref()?;
    let all: Vec<String> = titles.iter().flat_map(|t| words(&t.text)).collect();
    let known: BTreeSet<&str> = all.iter().map(String::as_str).collect();
    // The heading that the titles repeat; among equals the highest level, then the first.
    let marked: Vec<Span> =
        html.marked.iter().filter(|m| m.what == What::Headline).map(|m| m.span).collect();
    let mut best: Option<(f32, usize)> = None;
    for (i, block) in blocks.iter().enumerate() {
        let is_marked =
            marked.iter().any(|m| m.start <= block.span.start && block.span.end <= m.end);
        if block.heading == 0 && !is_marked || block.heading > 3 || block.n_words == 0 {
            continue;
        }
        let own = words(block.span.of(&source.text));
        let told = titles
            .iter()
            .map(|t| {
                let title = words(&t.text);
                let own_set: BTreeSet<&str> = own.iter().map(String::as_str).collect();
                covered(&title, &own_set).min(covered(&own, &known))
            })
            .fold(0.0, f32::max);
        let level = match block.heading {
            1 => 0.3,
            2 => 0.1,
            _ => 0.0,
        };
        let score = told + level + if is_marked { 0.2 } else { 0.0 };
        if best.is_none_or(|(s, _)| score > s + 1e-6) {
            best = Some((score, i));
        }
    }
    // A lone h1 that no title repeats is still the page's own headline.
    if let Some((score, i)) = best
        && (score >= 0.7 || score >= 0.3 && titles.is_empty())
    {
        let span = blocks[i].span;
        let value =
            Attested::at(span.of(&source.text).to_owned(), span, "article/heading");
        return Some(Found { value, block: Some(i) });
    }
    let title = titles.first()?;
    let is_page_title = title.rule == "article/page-title";
    let text =
        if is_page_title { without_site(&title.text) } else { title.text.as_str() };
    let block = same_words(source, blocks, text, blocks.len());
    let value = match block {
        Some(b) => Attested::at(text.to_owned(), blocks[b].span, title.rule),
        None => Attested::new(text.to_owned(), title.evidence.clone(), title.rule),
    };
    Some(Found { value, block })
}

fn of_plain(
    source: &Source,
    blocks: &[Block],
    taken: &[bool],
    first_body: usize,
) -> Option<Found> {
    let text = &source.text;
    let lead: Vec<String> = blocks[first_body.min(blocks.len())..]
        .iter()
        .filter(|b| b.is_prose())
        .take(8)
        .flat_map(|b| words(b.span.of(text)))
        .filter(|w| w.chars().count() > 3)
        .collect();
    let lead: BTreeSet<&str> = lead.iter().map(String::as_str).collect();
    let mut best: Option<(f32, usize)> = None;
    let mut scored: Vec<(f32, usize)> = Vec::new();
    let from = first_body.saturating_sub(REACH);
    for i in from..first_body.min(blocks.len()) {
        let block = &blocks[i];
        let line = without_image(block.span.of(text));
        if taken[i]
            || !WORDS.contains(&block.n_words)
            || block.n_odd > 2
            || block.has_bullet
        {
            continue;
        }
        let own: Vec<String> =
            words(line).into_iter().filter(|w| w.chars().count() > 3).collect();
        if own.is_empty() {
            continue;
        }
        let shared = own.iter().filter(|w| lead.contains(w.as_str())).count() as f32;
        let near = 1.0 - (first_body - i) as f32 / REACH as f32;
        // A deck or caption has a full stop or begins in lower case more often than a headline.
        let whole = if block.ends_sentence || block.starts_lower { -0.6 } else { 0.0 };
        let room = if block.n_words < 5 { -0.5 } else { 0.0 };
        let again = blocks[..i].iter().any(|b| b.span.of(text) == line);
        let share = shared / own.len() as f32;
        let score = share
            + shared.min(5.0) * 0.12
            + near * 0.6
            + whole
            + room
            + if again { 0.3 } else { 0.0 };
        if block.is_prose() && block.n_words > PROSE_WORDS {
            continue;
        }
        if score > 0.6 {
            scored.push((score, i));
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, i));
            }
        }
    }
    let (top, mut i) = best?;
    // Of two lines nearly as good, the upper is the headline and the lower the deck.
    let upper = scored.iter().rev().filter(|(_, j)| *j < i && *j + DECK_REACH >= i);
    if let Some((_, j)) =
        upper.filter(|(s, j)| s + DECK_MARGIN > top && blocks[*j].n_words >= 5).last()
    {
        i = *j;
    }
    let line = blocks[i].span.of(text);
    let own = without_image(line);
    let start = blocks[i].span.end as usize - own.len();
    let span = Span::new(start, blocks[i].span.end as usize);
    Some(Found {
        value: Attested::at(own.to_owned(), span, "article/top-line"),
        block: Some(i),
    })
}

/// A line without the image's file name that a scraper glued before it.
pub(crate) fn without_image(line: &str) -> &str {
    let Some((first, rest)) = line.split_once(' ') else { return line };
    let lower = first.to_ascii_lowercase();
    let is_file =
        [".jpg", ".jpeg", ".png", ".gif", ".webp"].iter().any(|e| lower.ends_with(e));
    if is_file { rest.trim_start() } else { line }
}

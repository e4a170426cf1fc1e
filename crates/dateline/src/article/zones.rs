//! What each block is: body or which kind of furniture, from the body's place, the line's
//! wording and what stands around it.

use super::{
    Zone, ZoneKind,
    blocks::Block,
    credits::{self, Credit},
    furniture::{Reach, Rule},
    stamps::{self, Found},
};
use crate::{
    Source, Span,
    source::html::{Html, Inside, hints::Hints},
};

/// Most words of a line that tells only when the page was published, its dates aside.
const STAMP_WORDS: usize = 9;

/// Most blocks between the headline and the line with date and credit under it.
const TOP_REACH: usize = 12;

/// How far above the headline a line with a date is the article's own stamp.
const STAMP_ABOVE: usize = 2;

/// Most words of a crosshead.
const CROSSHEAD_WORDS: u32 = 14;

/// What is known of each block before its zone is.
pub(crate) struct Lines<'a> {
    pub(crate) source: &'a Source,
    pub(crate) blocks: &'a [Block],
    pub(crate) rules: &'a [Option<&'a Rule>],
    /// Dates of each block that could be a stamp.
    pub(crate) dates: &'a [Vec<Found>],
    pub(crate) is_body: &'a [bool],
    pub(crate) headline: Option<usize>,
}

/// What each block is, with the reason, and the credits found on the way.
pub(crate) struct Assigned {
    pub(crate) kinds: Vec<(ZoneKind, &'static str)>,
    pub(crate) credits: Vec<(usize, Credit)>,
}

impl Lines<'_> {
    fn words(&self, i: usize) -> &str {
        self.blocks[i].span.of(&self.source.text)
    }

    /// Whether a block holds a date and hardly anything else.
    pub(crate) fn is_stamp(&self, i: usize) -> bool {
        is_stamp(self.words(i), &self.dates[i])
    }
}

/// Whether a line holds a date and hardly anything else.
pub(crate) fn is_stamp(line: &str, dates: &[Found]) -> bool {
    let Some(first) = dates.first() else { return false };
    let mut rest = line[..first.span.start as usize].to_owned();
    for (i, date) in dates.iter().enumerate() {
        let next = dates.get(i + 1).map_or(line.len(), |d| d.span.start as usize);
        rest.push(' ');
        rest.push_str(&line[date.span.end as usize..next.max(date.span.end as usize)]);
    }
    let n =
        rest.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count();
    // A full stop after a word ends a sentence; after a clock time it does not.
    let ends = rest.match_indices(". ");
    let is_told = |at: usize| rest[..at].ends_with(char::is_alphabetic);
    n <= STAMP_WORDS && !ends.map(|(at, _)| at).any(is_told)
}

/// Finds every block's kind.
pub(crate) fn assign(lines: &Lines<'_>) -> Assigned {
    let n = lines.blocks.len();
    let mut out = Assigned {
        kinds: vec![(ZoneKind::Other, "article/left-over"); n],
        credits: Vec::new(),
    };
    let mut known = vec![false; n];
    let body = body_bounds(lines);
    let top = top_matter(lines, body.0, &mut out, &mut known);
    by_wording(lines, top, &mut out, &mut known);
    in_body(lines, top, &mut out, &mut known);
    around(lines, body, &mut out, &known);
    out
}

/// First body block, and one past the last.
fn body_bounds(lines: &Lines<'_>) -> (usize, usize) {
    let first = lines.is_body.iter().position(|b| *b);
    let last = lines.is_body.iter().rposition(|b| *b);
    match (first, last) {
        (Some(first), Some(last)) => (first, last + 1),
        _ => (lines.blocks.len(), lines.blocks.len()),
    }
}

/// The lines from the headline to the body: deck, captions, credits, dates. Gives the first
/// block after them.
fn top_matter(
    lines: &Lines<'_>,
    first_body: usize,
    out: &mut Assigned,
    known: &mut [bool],
) -> usize {
    let Some(headline) = lines.headline else { return first_body };
    if !lines.blocks[headline].span.is_empty() && !lines.is_body[headline] {
        out.kinds[headline] = (ZoneKind::Headline, "article/headline");
        known[headline] = true;
    }
    let n = lines.blocks.len();
    // The last credit or stamp line before the body's second paragraph: what stands above it
    // is deck and captions even where it reads like body.
    let mut end = first_body.max(headline + 1).min(n);
    let mut credit_line = 0;
    if headline < first_body {
        let reach = (headline + 1 + TOP_REACH).min(n);
        let mark = (headline + 1..reach)
            .filter(|&i| lines.is_stamp(i) || is_bare_credit(lines, i))
            .filter(|&i| {
                lines.is_body[i..].iter().filter(|b| **b).count() * 2
                    > lines.is_body.iter().filter(|b| **b).count()
            })
            .max();
        if let Some(mark) = mark {
            credit_line = mark;
            end = end.max(mark + 1);
        }
    }
    let mut has_deck = false;
    for i in headline + 1..end {
        let line = lines.words(i);
        let (kind, why) = if let Some(rule) = lines.rules[i] {
            (rule.kind, rule.name)
        } else if lines.is_stamp(i) {
            let mut kind = ZoneKind::Stamp;
            let said = |c: &Credit| c.is_said || c.agency.is_some();
            if let Some(credit) = credits::of_line(line, true).filter(said) {
                out.credits.push((i, credit));
            } else if let Some(place) = place_after(line, &lines.dates[i]) {
                out.credits.push((i, Credit { place: Some(place), ..Credit::default() }));
                kind = ZoneKind::Dateline;
            }
            (kind, "article/stamp")
        } else if let Some(credit) = credits::of_line(line, true) {
            let kind = if credit.place.is_some() {
                ZoneKind::Dateline
            } else {
                ZoneKind::Byline
            };
            out.credits.push((i, credit));
            (kind, "article/credit")
        } else if let Some(html) = html_kind(lines, i) {
            html
        } else if lines.is_body[i] && lines.blocks[i].is_prose() && !is_doubled(lines, i)
        {
            // A paragraph above a late credit: the model saw more of it than its place.
            continue;
        } else if lines.blocks[i].n_words >= 4
            && !has_deck
            && lines.blocks[i].n_odd < 3
            && !lines.blocks[i].starts_lower
        {
            has_deck = true;
            (ZoneKind::Deck, "article/under-headline")
        } else if lines.blocks[i].n_words >= 4
            && (i < credit_line || is_doubled(lines, i))
        {
            (ZoneKind::Caption, "article/above-credit")
        } else {
            continue;
        };
        out.kinds[i] = (kind, why);
        known[i] = true;
    }
    end
}

/// "Updated 06:50 am IST - NARVIK": the place in capitals behind the last dash of a stamp.
fn place_after(line: &str, dates: &[Found]) -> Option<Span> {
    let from = dates.last()?.span.end as usize;
    let at = from + line[from..].rfind(" - ").or_else(|| line[from..].rfind(" – "))?;
    let start = at + line[at..].find(char::is_alphabetic)?;
    let words = line[start..].trim_end();
    let is_place = words.len() >= 4
        && words
            .chars()
            .all(|c| c.is_uppercase() || matches!(c, ' ' | '.' | ',' | '-' | '/'));
    is_place.then(|| Span::new(start, start + words.len()))
}

fn is_bare_credit(lines: &Lines<'_>, i: usize) -> bool {
    lines.blocks[i].n_words <= 8
        && credits::of_line(lines.words(i), true)
            .is_some_and(|c| c.is_said || c.agency.is_some())
}

/// Whether a line begins the line before or after it, or is begun by it: captions stand twice.
fn is_doubled(lines: &Lines<'_>, i: usize) -> bool {
    let own = lines.words(i);
    let near = [i.checked_sub(1), Some(i + 1).filter(|n| *n < lines.blocks.len())];
    own.len() > 20
        && near.into_iter().flatten().any(|j| {
            let other = lines.words(j);
            other.len() > 20 && (other.starts_with(own) || own.starts_with(other))
        })
}

/// What the tags say of a line that is not body.
fn html_kind(lines: &Lines<'_>, i: usize) -> Option<(ZoneKind, &'static str)> {
    let html: &Html = lines.source.html.as_deref()?;
    let block = &lines.blocks[i];
    let node = &html.nodes[block.node as usize];
    let near =
        |group: Hints, most: u8| node.steps[group.0.trailing_zeros() as usize] <= most;
    if node.inside.has(Inside::FIGCAPTION)
        || node.inside.has(Inside::FIGURE)
        || near(Hints::CAPTION, 2)
    {
        return Some((ZoneKind::Caption, "article/figure"));
    }
    if near(Hints::COMMENT, 3) {
        return Some((ZoneKind::Comment, "article/comment-box"));
    }
    if near(Hints::PAYWALL, 2) {
        return Some((ZoneKind::Paywall, "article/paywall-box"));
    }
    if near(Hints::RELATED, 3) {
        return Some((ZoneKind::Related, "article/related-box"));
    }
    if near(Hints::BYLINE, 1) {
        return Some((ZoneKind::Byline, "article/byline-box"));
    }
    if near(Hints::PROMO, 2) {
        return Some((ZoneKind::Promo, "article/promo-box"));
    }
    if node.inside.has(Inside::NAV) || near(Hints::NAV, 2) || near(Hints::SHARE, 1) {
        return Some((ZoneKind::Menu, "article/menu-box"));
    }
    if node.inside.has(Inside::FOOTER) {
        return Some((ZoneKind::Legal, "article/footer"));
    }
    if near(Hints::DECK, 1) {
        return Some((ZoneKind::Deck, "article/deck-box"));
    }
    if near(Hints::TAGS, 1) {
        return Some((ZoneKind::Related, "article/topics-box"));
    }
    if near(Hints::EMBED, 2) {
        return Some((ZoneKind::Embed, "article/embed-box"));
    }
    None
}

/// Lines known by their wording, with the lines that such a line opens.
fn by_wording(lines: &Lines<'_>, from: usize, out: &mut Assigned, known: &mut [bool]) {
    let n = lines.blocks.len();
    let mut i = 0;
    while i < n {
        let Some(rule) =
            lines.rules[i].filter(|_| !known[i] && (i < from || !lines.is_body[i]))
        else {
            i += 1;
            continue;
        };
        out.kinds[i] = (rule.kind, rule.name);
        known[i] = true;
        i += 1;
        match rule.reach {
            Reach::Line => {}
            Reach::Next => {
                // The headline of another story, even where the body model takes it for text.
                if i < n
                    && !known[i]
                    && lines.rules[i].is_none()
                    && !lines.blocks[i].is_prose()
                {
                    out.kinds[i] = (rule.kind, rule.name);
                    known[i] = true;
                    i += 1;
                }
            }
            Reach::Section => {
                while i < n
                    && lines.rules[i].is_none()
                    && !lines.is_body[i]
                    && !known[i]
                    && Some(i) != lines.headline
                {
                    let is_above_head = lines
                        .headline
                        .is_some_and(|head| i < head && i + STAMP_ABOVE >= head);
                    let is_stamp = lines.is_stamp(i)
                        && (i > from || is_above_head)
                        && rule.kind != ZoneKind::Table;
                    out.kinds[i] = if is_stamp {
                        (ZoneKind::Stamp, "article/stamp")
                    } else {
                        (rule.kind, rule.name)
                    };
                    known[i] = true;
                    i += 1;
                }
            }
        }
    }
}

/// The blocks that the body model chose, and what stands between them.
fn in_body(lines: &Lines<'_>, from: usize, out: &mut Assigned, known: &mut [bool]) {
    for i in 0..lines.blocks.len() {
        if known[i] || !lines.is_body[i] {
            continue;
        }
        known[i] = true;
        let block = &lines.blocks[i];
        let is_lone = block.n_words <= CROSSHEAD_WORDS
            && !block.ends_sentence
            && !block.ends_colon
            && !block.has_bullet
            && block.n_words > 0;
        let next_is_prose =
            lines.blocks.get(i + 1).is_some_and(|b| b.is_prose() || b.n_words > 8);
        let is_headed = block.heading > 0
            || block.stressed as usize * 10 >= block.span.len() * 9 && block.stressed > 0;
        let is_plain = lines.source.html.is_none();
        out.kinds[i] = if i >= from
            && is_lone
            && next_is_prose
            && (is_headed || is_plain && block.n_words <= 8 && !is_list(lines, i))
        {
            (ZoneKind::Crosshead, "article/crosshead")
        } else {
            (ZoneKind::Body, "article/body")
        };
    }
}

/// Whether the lines around are as short: a list, not a crosshead.
fn is_list(lines: &Lines<'_>, i: usize) -> bool {
    let short = |j: Option<usize>| {
        j.and_then(|j| lines.blocks.get(j))
            .is_some_and(|b| !b.is_prose() && b.n_words < 12)
    };
    short(i.checked_sub(1)) || short(Some(i + 1))
}

/// What is left: by the tags, by shape, by the side of the body it stands on.
fn around(lines: &Lines<'_>, body: (usize, usize), out: &mut Assigned, known: &[bool]) {
    for i in 0..lines.blocks.len() {
        if known[i] {
            continue;
        }
        let block = &lines.blocks[i];
        let line = lines.words(i);
        let is_near = i + 15 > body.0 && i < body.1 + 10;
        out.kinds[i] = if lines.is_stamp(i) {
            (ZoneKind::Stamp, "article/stamp")
        } else if let Some(html) = html_kind(lines, i) {
            html
        } else if let Some(credit) = credits::of_line(line, false).filter(|_| is_near) {
            out.credits.push((i, credit));
            (ZoneKind::Byline, "article/credit")
        } else if is_doubled(lines, i) && i + 8 > body.0 {
            (ZoneKind::Caption, "article/doubled")
        } else if i < body.0 {
            (ZoneKind::Menu, "article/above-body")
        } else if i < body.1 {
            inside(block)
        } else if block.n_words >= 5 && !block.ends_sentence {
            (ZoneKind::Related, "article/below-body")
        } else if block.n_words <= 4 {
            (ZoneKind::Menu, "article/below-body")
        } else {
            (ZoneKind::Other, "article/below-body")
        };
    }
}

/// A line between body lines that is not body.
fn inside(block: &Block) -> (ZoneKind, &'static str) {
    if block.n_words >= 4 && !block.ends_sentence {
        (ZoneKind::Related, "article/between-paragraphs")
    } else if block.n_words < 4 {
        (ZoneKind::Menu, "article/between-paragraphs")
    } else {
        (ZoneKind::Promo, "article/between-paragraphs")
    }
}

/// The dates of blocks short enough to be stamps.
pub(crate) fn dates(source: &Source, blocks: &[Block]) -> Vec<Vec<Found>> {
    blocks
        .iter()
        .map(|b| {
            if b.n_digits < 3 || b.n_words > 40 {
                return Vec::new();
            }
            stamps::find_all(b.span.of(&source.text))
        })
        .collect()
}

/// Zones from blocks' kinds; datelines at the head of body lines are zones of their own.
pub(crate) fn build(
    lines: &Lines<'_>,
    kinds: &[(ZoneKind, &'static str)],
    head: Option<(Span, Option<usize>)>,
    cuts: &[(usize, Span)],
) -> Vec<Zone> {
    let mut out = Vec::with_capacity(kinds.len());
    for (i, (kind, why)) in kinds.iter().copied().enumerate() {
        let mut span = lines.blocks[i].span;
        if let Some((_, cut)) = cuts.iter().find(|(at, _)| *at == i) {
            out.push(Zone {
                span: *cut,
                kind: ZoneKind::Dateline,
                why: "article/dateline",
            });
            span = Span { start: cut.end, end: span.end }.trim(&lines.source.text);
        }
        if let Some((words, Some(at))) = head
            && at == i
            && words.start > span.start
            && words.end <= span.end
        {
            // An image's file name glued before the headline.
            let glued =
                Span { start: span.start, end: words.start }.trim(&lines.source.text);
            out.push(Zone {
                span: glued,
                kind: ZoneKind::Other,
                why: "article/image-name",
            });
            span = words;
        }
        if !span.is_empty() {
            out.push(Zone { span, kind, why });
        }
    }
    out
}

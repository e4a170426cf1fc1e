//! Which blocks are the article's running text: boosted trees over numeric features look at
//! each block, then a second and a third set look again with the scores before around it.

use std::collections::BTreeSet;

use super::{
    blocks::Block,
    boost::Forest,
    context::{self, Groups, N_CONTEXT},
    features::{self, N_FIRST, View},
    furniture::Rule,
};

/// What a short line that is no prose costs the stretch that runs over it, in words. Tuned on
/// the development pages (plain text).
const GAP_COST: f32 = 6.0;

/// Score from which a block is body. Zero is even odds under the training's weights.
const THRESHOLD: f32 = 0.0;

/// Score from which a paragraph beside body paragraphs is body too (plain text). A scraped
/// page can begin with its first paragraph, which no training page does.
const BESIDE_THRESHOLD: f32 = -2.0;

/// Fewest words of such a paragraph.
const BESIDE_WORDS: u32 = 15;

/// How many blocks may stand between it and the body.
const BESIDE_REACH: usize = 3;

/// Fewest bullets in a row that are a list of other stories (plain text).
const LIST_LINES: usize = 20;

/// Most words of a heading that is taken in with the text under it.
const HEADING_WORDS: u32 = 14;

/// Within how many blocks body must follow a heading of a make that the model took elsewhere.
const HEADING_REACH: usize = 3;

/// The block model for pages with and without tags.
pub(crate) struct Model {
    html: Looks,
    plain: Looks,
}

struct Looks {
    first: Forest,
    /// Each sees the scores of the one before.
    further: [Forest; 2],
}

impl Model {
    /// Reads weights as `training/blocks` writes them. `None` where they are of another
    /// format.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(b"blocks2\n")?;
        let (n_first, rest) = rest.split_at_checked(2)?;
        if usize::from(u16::from_le_bytes([n_first[0], n_first[1]])) != N_FIRST {
            return None;
        }
        let (html, rest) = Looks::read(rest)?;
        let (plain, rest) = Looks::read(rest)?;
        rest.is_empty().then_some(Self { html, plain })
    }

    /// Which blocks of a page are body.
    pub(crate) fn choose(&self, view: &View<'_>) -> Vec<bool> {
        let looks = if view.source.html.is_some() { &self.html } else { &self.plain };
        let table = features::table(view);
        let mut last: Vec<f32> =
            table.rows.chunks_exact(N_FIRST).map(|row| looks.first.score(row)).collect();
        let mut scores = last.clone();
        let mut row = [0.0; N_FIRST + N_CONTEXT];
        for forest in &looks.further {
            let around = context::rows(&last, &table.n_words, &table.groups);
            let rows = table.rows.chunks_exact(N_FIRST).zip(&around);
            last = rows
                .map(|(own, around)| {
                    row[..N_FIRST].copy_from_slice(own);
                    row[N_FIRST..].copy_from_slice(around);
                    forest.score(&row)
                })
                .collect();
            for (sum, score) in scores.iter_mut().zip(&last) {
                *sum += score;
            }
        }
        let mut out: Vec<bool> = scores
            .iter()
            .zip(view.rules)
            .map(|(score, rule)| *score > THRESHOLD && !rule.is_some_and(|r| r.is_firm))
            .collect();
        if view.source.html.is_none() {
            leave_lists(view, &mut out);
            join_paragraphs(view, &scores, &mut out);
        } else {
            leave_pointers(view, &mut out);
            join_headings(view, &table.groups, &mut out);
        }
        out
    }
}

/// Leaves out long runs of bullets (plain text): what a site tells of its other stories, each
/// in a sentence or two, reads like prose. An article's own list is shorter.
fn leave_lists(view: &View<'_>, is_body: &mut [bool]) {
    let mut from = 0;
    for run in view.blocks.chunk_by(|a, b| a.has_bullet == b.has_bullet) {
        let to = from + run.len();
        if run[0].has_bullet && run.len() >= LIST_LINES {
            is_body[from..to].fill(false);
        }
        from = to;
    }
}

/// Leaves out lines that are one link in capitals: they point to another story, wherever in
/// the text they stand.
fn leave_pointers(view: &View<'_>, is_body: &mut [bool]) {
    for (block, is_body) in view.blocks.iter().zip(is_body) {
        let is_loud = block.n_upper as usize * 10 > block.n_letters as usize * 7;
        *is_body &= !(is_loud && block.link_share() > 0.8);
    }
}

/// Takes in the headings that body stands under: the items of a list are told in the same
/// form as the teasers of other stories, and the model takes the paragraph under each but not
/// its heading. A heading elsewhere on the page has no body under it.
fn join_headings(view: &View<'_>, groups: &[Groups], is_body: &mut [bool]) {
    let Some(first) = is_body.iter().position(|b| *b) else { return };
    let was = is_body.to_vec();
    let known: BTreeSet<u32> =
        was.iter().zip(groups).filter(|(b, _)| **b).map(|(_, g)| g.make).collect();
    for i in first + 1..was.len() {
        let block = &view.blocks[i];
        let is_heading = block.heading > 0
            && (1..=HEADING_WORDS).contains(&block.n_words)
            && block.link_share() <= 0.5
            && view.rules[i].is_none()
            && view.headline != Some(i);
        let near = |reach: usize| was.iter().skip(i + 1).take(reach).any(|b| *b);
        is_body[i] |= is_heading
            && (near(1) || near(HEADING_REACH) && known.contains(&groups[i].make));
    }
}

/// Takes in paragraphs beside the body that the model was in doubt about.
fn join_paragraphs(view: &View<'_>, scores: &[f32], is_body: &mut [bool]) {
    let was = is_body.to_vec();
    for i in 0..was.len() {
        let block = &view.blocks[i];
        let near = |range: std::ops::Range<usize>| was[range].iter().any(|b| *b);
        let after = near(i + 1..(i + 1 + BESIDE_REACH).min(was.len()));
        let before = near(i.saturating_sub(BESIDE_REACH)..i);
        let joins = before && (after || view.rules[i - 1].is_some()) || i == 0 && after;
        is_body[i] = was[i]
            || joins
                && view.rules[i].is_none()
                && block.is_prose()
                && block.n_words >= BESIDE_WORDS
                && scores[i] > BESIDE_THRESHOLD;
    }
}

impl Looks {
    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (first, rest) = Forest::read(bytes, N_FIRST)?;
        let (second, rest) = Forest::read(rest, N_FIRST + N_CONTEXT)?;
        let (third, rest) = Forest::read(rest, N_FIRST + N_CONTEXT)?;
        Some((Self { first, further: [second, third] }, rest))
    }
}

/// A first guess without the model: the stretch of blocks with the most running text, short
/// lines counted against it. Tells where a headline can stand.
pub(crate) fn guess(blocks: &[Block], rules: &[Option<&Rule>]) -> Vec<bool> {
    let gain: Vec<f32> = blocks
        .iter()
        .zip(rules)
        .map(|(block, rule)| match rule {
            Some(_) => -GAP_COST,
            None if block.is_prose() => block.n_words as f32,
            None => -GAP_COST,
        })
        .collect();
    let (mut best, mut range) = (0.0, 0..0);
    let (mut sum, mut from) = (0.0, 0);
    for (i, g) in gain.iter().enumerate() {
        if sum <= 0.0 {
            (sum, from) = (0.0, i);
        }
        sum += g;
        if sum > best {
            (best, range) = (sum, from..i + 1);
        }
    }
    (0..blocks.len()).map(|i| range.contains(&i) && rules[i].is_none()).collect()
}

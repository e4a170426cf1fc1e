//! Which blocks are the article's running text: boosted trees over numeric features look at
//! each block, then a second and a third set look again with the scores before around it.

use super::{
    blocks::Block,
    boost::Forest,
    context::{self, N_CONTEXT},
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
            join_paragraphs(view, &scores, &mut out);
        }
        out
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

//! Which blocks are the article's running text.

use super::{blocks::Block, furniture::Rule};

/// What a short line that is no prose costs the stretch that runs over it, in words. Tuned on
/// the development pages (plain text).
const GAP_COST: f32 = 6.0;

/// The stretch of blocks with the most running text, short lines counted against it.
pub(crate) fn choose(blocks: &[Block], rules: &[Option<&Rule>]) -> Vec<bool> {
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

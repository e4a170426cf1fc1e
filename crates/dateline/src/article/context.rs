//! The second look at each block: how the first scores lie around it, in reading order, in
//! its container and among blocks of its make. The article is mostly one stretch in one
//! container; a paragraph far from both is another story's.
//!
//! This file is also compiled into the training program (`training/blocks`).

/// Features that [`rows`] adds to those of the first look.
pub(crate) const N_CONTEXT: usize = 34;

/// Which blocks belong together.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Groups {
    /// The block's container, by number.
    pub(crate) parent: u32,
    /// The container's container.
    pub(crate) above: u32,
    /// Blocks of the same element, landmarks and class words.
    pub(crate) make: u32,
}

/// A score as a share between 0 and 1. Not the logistic function: plain arithmetic is the
/// same on every machine.
fn share(score: f32) -> f32 {
    0.5 + 0.5 * score / (1.0 + score.abs())
}

/// Mean share by group, weighted by words; and the group's words.
fn by_group(
    ids: impl Iterator<Item = u32> + Clone,
    p: &[f32],
    weight: &[f32],
) -> (Vec<f32>, Vec<f32>) {
    let n = ids.clone().max().map_or(0, |m| m as usize + 1);
    let (mut sum, mut total) = (vec![0.0f32; n], vec![0.0f32; n]);
    for ((id, p), w) in ids.clone().zip(p).zip(weight) {
        sum[id as usize] += p * w;
        total[id as usize] += w;
    }
    let mean =
        ids.clone().map(|id| sum[id as usize] / total[id as usize].max(1e-6)).collect();
    let words = ids.map(|id| total[id as usize]).collect();
    (mean, words)
}

/// The stretch with the greatest sum of `gain`.
fn best_stretch(gain: &[f32]) -> (usize, usize) {
    let (mut best, mut range) = (0.0, (0, 0));
    let (mut sum, mut from) = (0.0f32, 0);
    for (i, g) in gain.iter().enumerate() {
        if sum <= 0.0 {
            (sum, from) = (0.0, i);
        }
        sum += g;
        if sum > best {
            (best, range) = (sum, (from, i + 1));
        }
    }
    range
}

/// The features of the second look, one row of [`N_CONTEXT`] a block.
pub(crate) fn rows(
    scores: &[f32],
    n_words: &[f32],
    groups: &[Groups],
) -> Vec<[f32; N_CONTEXT]> {
    let n = scores.len();
    let p: Vec<f32> = scores.iter().map(|s| share(*s)).collect();
    let weight: Vec<f32> = n_words.iter().map(|w| w + 1.0).collect();
    let (parent, parent_words) = by_group(groups.iter().map(|g| g.parent), &p, &weight);
    let (above, above_words) = by_group(groups.iter().map(|g| g.above), &p, &weight);
    let (make, make_words) = by_group(groups.iter().map(|g| g.make), &p, &weight);
    let mass: Vec<f32> =
        p.iter().zip(&weight).map(|(p, w)| if *p > 0.5 { p * w } else { 0.0 }).collect();
    let all: f32 = mass.iter().sum::<f32>().max(1.0);
    let gain: Vec<f32> = p.iter().zip(&weight).map(|(p, w)| (p - 0.45) * w).collect();
    let (from, to) = best_stretch(&gain);
    let top = scores.iter().copied().fold(-9.0f32, f32::max);
    let n_yes = p.iter().filter(|p| **p > 0.5).count() as f32;
    let mut before = 0.0;
    // Blocks since the last likely block, and its share of the words.
    let mut since = vec![(40.0f32, 0.0f32); n];
    let mut last = (40.0f32, 0.0f32);
    for i in 0..n {
        since[i] = last;
        last = if p[i] > 0.5 {
            (0.0, weight[i])
        } else {
            ((last.0 + 1.0).min(40.0), last.1)
        };
    }
    let mut until = vec![(40.0f32, 0.0f32); n];
    let mut next = (40.0f32, 0.0f32);
    for i in (0..n).rev() {
        until[i] = next;
        next = if p[i] > 0.5 {
            (0.0, weight[i])
        } else {
            ((next.0 + 1.0).min(40.0), next.1)
        };
    }
    let at =
        |i: isize| if i >= 0 && (i as usize) < n { scores[i as usize] } else { -6.0 };
    let window = |i: usize, reach: usize| {
        let (a, b) = (i.saturating_sub(reach), (i + reach + 1).min(n));
        let total: f32 = weight[a..b].iter().sum();
        p[a..b].iter().zip(&weight[a..b]).map(|(p, w)| p * w).sum::<f32>()
            / total.max(1.0)
    };
    let plain = |i: usize, reach: usize| {
        let (a, b) = (i.saturating_sub(reach), (i + reach + 1).min(n));
        p[a..b].iter().sum::<f32>() / (b - a).max(1) as f32
    };
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let k = i as isize;
        let inside = f32::from(u8::from(i >= from && i < to));
        let row = [
            scores[i],
            at(k - 1),
            at(k + 1),
            at(k - 2),
            at(k + 2),
            at(k - 3),
            at(k + 3),
            at(k - 4),
            at(k + 4),
            window(i, 2),
            window(i, 5),
            window(i, 12),
            plain(i, 1),
            plain(i, 3),
            plain(i, 8),
            parent[i],
            parent_words[i] / all,
            above[i],
            above_words[i] / all,
            make[i],
            make_words[i] / all,
            top,
            scores[i] - top,
            n_yes,
            before / all,
            (all - before - mass[i]) / all,
            inside,
            (k - from as isize) as f32,
            (to as isize - k) as f32,
            since[i].0,
            since[i].1 / all,
            until[i].0,
            until[i].1 / all,
            weight[i] / all,
        ];
        before += mass[i];
        out.push(row);
    }
    out
}

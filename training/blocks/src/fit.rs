//! Gradient boosting with histograms, logistic loss, one thread, the same trees every time.

use crate::boost::{DEPTH, Forest, INNER, LEAVES, Tree};

/// Most bins of a feature.
const BINS: usize = 64;

/// Pulls leaves towards zero.
const L2: f32 = 1.0;

/// Least sum of weights in a leaf (of all weights brought to a mean of one).
const LEAST: f32 = 12.0;

/// Share of the features that each tree sees.
const FEATURE_SHARE: f32 = 0.4;

/// Chance of a row with the mean gradient to be seen by a tree, and its bounds. Rows are
/// drawn by their gradient and weigh the inverse of their chance ("minimal variance
/// sampling", Ibragimov and Gusev 2019), so that most of the easy rows cost nothing.
const ROW_SHARE: f32 = 0.35;
const ROW_CHANCE: std::ops::RangeInclusive<f32> = 0.1..=0.7;

pub(crate) struct Config {
    pub(crate) n_trees: usize,
    pub(crate) rate: f32,
    pub(crate) seed: u64,
}

/// Features in bins, column by column.
pub(crate) struct Matrix {
    n_rows: usize,
    columns: Vec<Vec<u8>>,
    /// Upper edge of each bin but the last.
    edges: Vec<Vec<f32>>,
}

impl Matrix {
    pub(crate) fn new(rows: &[f32], n_features: usize) -> Self {
        let n_rows = rows.len() / n_features;
        let mut columns = Vec::new();
        let mut edges = Vec::new();
        for f in 0..n_features {
            let values: Vec<f32> =
                (0..n_rows).map(|r| rows[r * n_features + f]).collect();
            let edge = edges_of(&values);
            columns.push(
                values.iter().map(|v| edge.partition_point(|e| e < v) as u8).collect(),
            );
            edges.push(edge);
        }
        Self { n_rows, columns, edges }
    }
}

/// Edges halfway between neighbouring values, at equal counts.
fn edges_of(values: &[f32]) -> Vec<f32> {
    let mut sorted: Vec<f32> = values.iter().copied().step_by(3).collect();
    sorted.sort_by(f32::total_cmp);
    let mut distinct = sorted.clone();
    distinct.dedup();
    let mut out = Vec::new();
    if distinct.len() <= BINS {
        out.extend(distinct.windows(2).map(|w| (w[0] + w[1]) / 2.0));
        return out;
    }
    for k in 1..BINS {
        let at = k * sorted.len() / BINS;
        let edge = sorted[at];
        if out.last().is_none_or(|last| edge > *last) {
            out.push(edge);
        }
    }
    out
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> f32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1u64 << 24) as f32
    }
}

pub(crate) fn fit(
    m: &Matrix,
    labels: &[f32],
    weights: &[f32],
    rows: &[u32],
    config: &Config,
) -> Forest {
    let total: f32 = rows.iter().map(|r| weights[*r as usize]).sum();
    let scale = rows.len() as f32 / total;
    let yes: f32 = rows.iter().map(|r| weights[*r as usize] * labels[*r as usize]).sum();
    let bias = (yes / (total - yes)).ln();
    let mut forest = Forest { bias, trees: Vec::new() };
    let mut scores = vec![bias; m.n_rows];
    let mut random = Random(config.seed);
    let mut grads = vec![(0.0f32, 0.0f32); m.n_rows];
    for _ in 0..config.n_trees {
        for r in rows.iter().map(|r| *r as usize) {
            let p = 1.0 / (1.0 + (-scores[r]).exp());
            let w = weights[r] * scale;
            grads[r] = (w * (p - labels[r]), w * (p * (1.0 - p)).max(1e-4));
        }
        let mean = rows.iter().map(|r| grads[*r as usize].0.abs()).sum::<f32>()
            / rows.len() as f32;
        let mut seen = Vec::new();
        let mut seen_grads = Vec::new();
        for r in rows.iter().copied() {
            let (g, h) = grads[r as usize];
            let chance = (ROW_SHARE * g.abs() / mean)
                .clamp(*ROW_CHANCE.start(), *ROW_CHANCE.end());
            if random.next() < chance {
                seen.push(r);
                seen_grads.push((g / chance, h / chance));
            }
        }
        let features: Vec<usize> = (0..m.columns.len())
            .filter(|f| !m.edges[*f].is_empty() && random.next() < FEATURE_SHARE)
            .collect();
        let (tree, splits) = grow(m, &seen_grads, &seen, &features, config.rate);
        for r in rows.iter().map(|r| *r as usize) {
            let mut at = 0;
            for _ in 0..DEPTH {
                let (feature, bin) = splits[at];
                at = 2 * at + 1 + usize::from(m.columns[feature][r] > bin);
            }
            scores[r] += tree.leaves[at - INNER];
        }
        forest.trees.push(tree);
    }
    forest
}

fn grow(
    m: &Matrix,
    g: &[(f32, f32)],
    seen: &[u32],
    features: &[usize],
    rate: f32,
) -> (Tree, Vec<(usize, u8)>) {
    let mut splits = vec![(features.first().copied().unwrap_or(0), u8::MAX); INNER];
    let mut node = vec![0u16; seen.len()];
    for depth in 0..DEPTH {
        let first = (1 << depth) - 1;
        let n = 1 << depth;
        let mut best = vec![(1e-3f32, usize::MAX, 0u8); n];
        let mut hist = vec![(0.0f32, 0.0f32); n * BINS];
        for f in features.iter().copied() {
            hist.fill((0.0, 0.0));
            let column = &m.columns[f];
            for (k, r) in seen.iter().enumerate() {
                let slot =
                    &mut hist[node[k] as usize * BINS + column[*r as usize] as usize];
                slot.0 += g[k].0;
                slot.1 += g[k].1;
            }
            for (at, best) in best.iter_mut().enumerate() {
                best_split(&hist[at * BINS..(at + 1) * BINS], m.edges[f].len(), f, best);
            }
        }
        for (at, (_, f, bin)) in best.iter().enumerate() {
            if *f != usize::MAX {
                splits[first + at] = (*f, *bin);
            }
        }
        for (k, r) in seen.iter().enumerate() {
            let (f, bin) = splits[first + node[k] as usize];
            node[k] = node[k] * 2 + u16::from(m.columns[f][*r as usize] > bin);
        }
    }
    let mut sums = vec![(0.0f32, 0.0f32); LEAVES];
    for (k, at) in node.iter().enumerate() {
        sums[*at as usize].0 += g[k].0;
        sums[*at as usize].1 += g[k].1;
    }
    let mut tree =
        Tree { features: [0; INNER], thresholds: [0.0; INNER], leaves: [0.0; LEAVES] };
    for (at, (f, bin)) in splits.iter().enumerate() {
        tree.features[at] = u8::try_from(*f).expect("fewer than 256 features");
        tree.thresholds[at] = m.edges[*f].get(*bin as usize).copied().unwrap_or(f32::MAX);
    }
    for (leaf, (g, h)) in tree.leaves.iter_mut().zip(&sums) {
        let value = (-g / (h + L2) * rate).clamp(-4.0, 4.0);
        *leaf = (value * crate::boost::LEAF_PARTS).trunc() / crate::boost::LEAF_PARTS;
    }
    (tree, splits)
}

fn best_split(
    hist: &[(f32, f32)],
    n_edges: usize,
    f: usize,
    best: &mut (f32, usize, u8),
) {
    let (all_g, all_h) = hist.iter().fold((0.0, 0.0), |(a, b), (g, h)| (a + g, b + h));
    let gain = |g: f32, h: f32| g * g / (h + L2);
    let whole = gain(all_g, all_h);
    let (mut g, mut h) = (0.0, 0.0);
    for (bin, (dg, dh)) in hist.iter().take(n_edges).enumerate() {
        g += dg;
        h += dh;
        // Hessians are at most a quarter of the weights.
        if h < LEAST / 4.0 || all_h - h < LEAST / 4.0 {
            continue;
        }
        let found = gain(g, h) + gain(all_g - g, all_h - h) - whole;
        if found > best.0 {
            *best = (found, f, bin as u8);
        }
    }
}

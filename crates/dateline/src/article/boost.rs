//! Gradient-boosted trees of one depth, as bytes: evaluation only. Sums run in file order,
//! without calls into a maths library, so the same bytes come out everywhere.
//!
//! This file is also compiled into the training program (`training/blocks`).

/// Depth of every tree.
pub(crate) const DEPTH: usize = 5;

/// Inner nodes of a tree.
pub(crate) const INNER: usize = (1 << DEPTH) - 1;

/// Leaves of a tree.
pub(crate) const LEAVES: usize = 1 << DEPTH;

/// A leaf's value is kept in this many parts of one.
pub(crate) const LEAF_PARTS: f32 = 4096.0;

/// One complete tree: node `i` goes left to `2i+1` where the feature is at most the
/// threshold, else right to `2i+2`.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    pub(crate) features: [u8; INNER],
    pub(crate) thresholds: [f32; INNER],
    pub(crate) leaves: [f32; LEAVES],
}

/// A sum of trees.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forest {
    pub(crate) bias: f32,
    pub(crate) trees: Vec<Tree>,
}

impl Forest {
    /// The score of one row of features: above zero, more likely than not.
    pub(crate) fn score(&self, row: &[f32]) -> f32 {
        let mut sum = self.bias;
        for tree in &self.trees {
            let mut at = 0;
            for _ in 0..DEPTH {
                let is_right = row[usize::from(tree.features[at])] > tree.thresholds[at];
                at = 2 * at + 1 + usize::from(is_right);
            }
            sum += tree.leaves[at - INNER];
        }
        sum
    }

    /// Reads a forest from the front of `bytes`; gives the rest. `None` where they are short
    /// or name a feature that there is not.
    pub(crate) fn read(bytes: &[u8], n_features: usize) -> Option<(Self, &[u8])> {
        let (head, mut rest) = bytes.split_at_checked(6)?;
        let n_trees = usize::from(u16::from_le_bytes([head[0], head[1]]));
        let bias = f32::from_le_bytes([head[2], head[3], head[4], head[5]]);
        let mut out = Self { bias, trees: Vec::with_capacity(n_trees) };
        for _ in 0..n_trees {
            let mut tree = Tree {
                features: [0; INNER],
                thresholds: [0.0; INNER],
                leaves: [0.0; LEAVES],
            };
            let (features, after) = rest.split_at_checked(INNER)?;
            tree.features.copy_from_slice(features);
            if features.iter().any(|f| usize::from(*f) >= n_features) {
                return None;
            }
            let (thresholds, after) = after.split_at_checked(4 * INNER)?;
            for (slot, b) in tree.thresholds.iter_mut().zip(thresholds.chunks_exact(4)) {
                *slot = f32::from_le_bytes([b[0], b[1], b[2], b[3]]);
            }
            let (leaves, after) = after.split_at_checked(2 * LEAVES)?;
            for (slot, b) in tree.leaves.iter_mut().zip(leaves.chunks_exact(2)) {
                *slot = f32::from(i16::from_le_bytes([b[0], b[1]])) / LEAF_PARTS;
            }
            rest = after;
            out.trees.push(tree);
        }
        Some((out, rest))
    }
}

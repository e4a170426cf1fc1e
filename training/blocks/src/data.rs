//! The tables that the engine's example `block_table` writes.

use crate::context::Groups;

/// Share of a block that must stand in the truth for the block to count as body.
const IS_BODY: f32 = 0.5;

pub(crate) struct Page {
    pub(crate) id: String,
    /// Hash of the site's name.
    pub(crate) site: u32,
    pub(crate) n_truth: f32,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

pub(crate) struct Set {
    pub(crate) n_features: usize,
    pub(crate) pages: Vec<Page>,
    pub(crate) page_of: Vec<usize>,
    pub(crate) rows: Vec<f32>,
    /// Words as the scorer counts them, and as the engine does (its ninth-last own feature is
    /// a logarithm, so they are given apart).
    pub(crate) n_truth_words: Vec<f32>,
    pub(crate) n_words: Vec<f32>,
    pub(crate) shares: Vec<f32>,
    pub(crate) labels: Vec<f32>,
    pub(crate) weights: Vec<f32>,
    pub(crate) groups: Vec<Groups>,
}

struct Bytes<'b>(&'b [u8]);

impl Bytes<'_> {
    fn u32(&mut self) -> Option<u32> {
        let (head, rest) = self.0.split_at_checked(4)?;
        self.0 = rest;
        Some(u32::from_le_bytes([head[0], head[1], head[2], head[3]]))
    }

    fn f32(&mut self) -> Option<f32> {
        self.u32().map(f32::from_bits)
    }
}

impl Set {
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        let mut set = Set {
            n_features: bytes.u32()? as usize,
            pages: Vec::new(),
            page_of: Vec::new(),
            rows: Vec::new(),
            n_truth_words: Vec::new(),
            n_words: Vec::new(),
            shares: Vec::new(),
            labels: Vec::new(),
            weights: Vec::new(),
            groups: Vec::new(),
        };
        while !bytes.0.is_empty() {
            let n = bytes.u32()? as usize;
            let (id, rest) = bytes.0.split_at_checked(n)?;
            bytes.0 = rest;
            let id = String::from_utf8_lossy(id).into_owned();
            let (site, n_truth, n_blocks) =
                (bytes.u32()?, bytes.u32()? as f32, bytes.u32()?);
            let from = set.labels.len();
            for _ in 0..n_blocks {
                set.block(&mut bytes, n_truth)?;
                set.page_of.push(set.pages.len());
            }
            set.pages.push(Page {
                id,
                site: mixed(site),
                n_truth,
                from,
                to: set.labels.len(),
            });
        }
        Some(set)
    }

    fn block(&mut self, bytes: &mut Bytes<'_>, n_truth: f32) -> Option<()> {
        let n_truth_words = bytes.u32()? as f32;
        let n_words = bytes.u32()? as f32;
        let share = bytes.f32()?;
        let groups =
            Groups { parent: bytes.u32()?, above: bytes.u32()?, make: bytes.u32()? };
        for _ in 0..self.n_features {
            let x = bytes.f32()?;
            self.rows.push(x);
        }
        // A block weighs what it moves its page's figure by: its words and the shingles over
        // its two edges. Half-true blocks say little.
        let size = ((n_truth_words + 4.0) / n_truth.max(80.0)).min(0.35);
        let clear = 0.2 + 0.8 * (2.0 * share - 1.0).abs();
        self.weights.push(size * clear);
        self.labels.push(if share >= IS_BODY { 1.0 } else { 0.0 });
        self.shares.push(share);
        self.n_truth_words.push(n_truth_words);
        self.n_words.push(n_words);
        self.groups.push(groups);
        Some(())
    }

    pub(crate) fn row(&self, r: usize) -> &[f32] {
        &self.rows[r * self.n_features..(r + 1) * self.n_features]
    }
}

/// Spreads the bits of a hash, so that its remainder by 5 is fair.
fn mixed(mut x: u32) -> u32 {
    x ^= x >> 16;
    x = x.wrapping_mul(0x7FEB_352D);
    x ^ (x >> 15)
}

//! What a simple program would make of the press, for comparison.

use std::collections::{BTreeMap, BTreeSet};

/// Hashes of a MinHash signature, and how many of them must agree.
const HASHES: u64 = 64;
const AGREE: usize = 32;
/// Rows of a band: two texts that agree in one band are compared.
const BAND: usize = 4;

/// Texts grouped by estimated resemblance of their 5-word shingles.
pub(super) fn minhash(texts: &[&str]) -> Vec<u32> {
    let signatures: Vec<Vec<u64>> = texts.iter().map(|t| signature(t)).collect();
    let mut buckets: BTreeMap<(usize, &[u64]), Vec<usize>> = BTreeMap::new();
    for (i, signature) in signatures.iter().enumerate() {
        for (band, rows) in signature.chunks(BAND).enumerate() {
            buckets.entry((band, rows)).or_default().push(i);
        }
    }
    let mut joined = Joined::new(texts.len());
    for members in buckets.values() {
        for (n, &a) in members.iter().enumerate() {
            for &b in &members[n + 1..] {
                let agree = signatures[a]
                    .iter()
                    .zip(&signatures[b])
                    .filter(|(x, y)| x == y)
                    .count();
                if agree >= AGREE {
                    joined.join(a, b);
                }
            }
        }
    }
    joined.groups()
}

fn signature(text: &str) -> Vec<u64> {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .collect();
    let shingles: Vec<u64> = words.windows(5).map(|w| hash(&w.join(" "))).collect();
    (0..HASHES)
        .map(|i| {
            let mixed = shingles.iter().map(|s| {
                (s ^ i.wrapping_mul(0x9e37_79b9_7f4a_7c15))
                    .wrapping_mul(0xff51_afd7_ed55_8ccd)
            });
            mixed.map(|h| h ^ (h >> 29)).min().unwrap_or(i)
        })
        .collect()
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)
    })
}

/// Equal keys become equal numbers.
pub(super) fn numbered(keys: impl Iterator<Item = String>) -> Vec<u32> {
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    keys.map(|key| {
        let next = known.len() as u32;
        *known.entry(key).or_insert(next)
    })
    .collect()
}

/// Articles whose five most frequent capitalised words share three, single-link.
pub(super) fn by_names(texts: &[&str]) -> Vec<u32> {
    let mut joined = Joined::new(texts.len());
    let mut of_three: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    for (i, text) in texts.iter().enumerate() {
        let names: Vec<&str> = frequent_names(text).into_iter().collect();
        for a in 0..names.len() {
            for b in a + 1..names.len() {
                for c in b + 1..names.len() {
                    let first =
                        *of_three.entry(vec![names[a], names[b], names[c]]).or_insert(i);
                    joined.join(first, i);
                }
            }
        }
    }
    joined.groups()
}

fn frequent_names(text: &str) -> BTreeSet<&str> {
    let words =
        text.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let is_name = |w: &&str| w.len() > 3 && w.starts_with(char::is_uppercase);
    words.filter(is_name).for_each(|w| *counts.entry(w).or_default() += 1);
    let mut by_count: Vec<(&str, usize)> = counts.into_iter().collect();
    by_count.sort_by_key(|&(w, n)| (std::cmp::Reverse(n), w));
    by_count.into_iter().take(5).map(|(w, _)| w).collect()
}

/// Disjoint sets.
struct Joined(Vec<usize>);

impl Joined {
    fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }

    fn groups(&mut self) -> Vec<u32> {
        (0..self.0.len()).map(|i| self.root(i) as u32).collect()
    }
}

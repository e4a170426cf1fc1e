//! How much of one text stands in another, in order, judged by their fingerprints.

use super::fingerprints::{SHINGLE, WINDOW};

/// Fingerprints further apart than this are not bridged, even at equal distance.
const BRIDGE: u32 = (SHINGLE + WINDOW) as u32;
/// Places of one fingerprint in a text that are looked at; a text that repeats one phrase ten
/// thousand times stays cheap.
const PLACES: usize = 8;

/// The words of `a` that stand in `b` in the same order.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Alignment {
    /// Words of the first text that the second has too.
    pub(super) words: u32,
    /// Longest unbroken passage, in words.
    pub(super) longest: u32,
    /// Where the first common passage begins in the first text.
    pub(super) first_a: u32,
    /// Where the first common passage begins in the second text.
    pub(super) first_b: u32,
    /// Words of the first unbroken passage.
    pub(super) first_words: u32,
}

/// Aligns two fingerprint sequences.
pub(super) fn align(a: &[(u32, u32)], b: &[(u32, u32)]) -> Alignment {
    let chain = rising(&common(a, b));
    let Some(&(first_a, first_b)) = chain.first() else { return Alignment::default() };
    let (mut words, mut longest, mut run) = (0, 0, 0);
    let mut first_words = None;
    for (i, &(at_a, at_b)) in chain.iter().enumerate() {
        let step = chain.get(i + 1).map(|next| (next.0 - at_a, next.1 - at_b));
        match step {
            Some((da, db)) if da == db && da <= BRIDGE => {
                words += da;
                run += da;
            }
            _ => {
                let room = step.map_or(SHINGLE as u32, |(da, _)| da.min(SHINGLE as u32));
                words += room;
                longest = longest.max(run + room);
                first_words.get_or_insert(run + room);
                run = 0;
            }
        }
    }
    let first_words = first_words.unwrap_or(0);
    Alignment { words, longest, first_a, first_b, first_words }
}

/// Pairs of positions with the same fingerprint, by position in `a`, then falling in `b` (so
/// that a chain takes at most one partner for each position).
fn common(a: &[(u32, u32)], b: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut of_b = b.to_vec();
    of_b.sort_unstable_by(|x, y| {
        (x.0, std::cmp::Reverse(x.1)).cmp(&(y.0, std::cmp::Reverse(y.1)))
    });
    let mut pairs = Vec::new();
    for &(hash, at_a) in a {
        let from = of_b.partition_point(|x| x.0 < hash);
        let same = of_b[from..].iter().take(PLACES).take_while(|x| x.0 == hash);
        pairs.extend(same.map(|&(_, at_b)| (at_a, at_b)));
    }
    pairs
}

/// The longest chain of pairs that rises in both positions.
pub(super) fn rising<T: Copy + Ord>(pairs: &[(T, T)]) -> Vec<(T, T)> {
    // Patience: `ends[n]` is the pair that ends a chain of length n + 1 with the least b.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (i, &(_, b)) in pairs.iter().enumerate() {
        let n = ends.partition_point(|&end| pairs[end].1 < b);
        before.push(n.checked_sub(1).map(|last| ends[last]));
        if n == ends.len() {
            ends.push(i);
        } else {
            ends[n] = i;
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(i) = next {
        chain.push(pairs[i]);
        next = before[i];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_counts() {
        let a = [(7, 0), (8, 5), (9, 10)];
        let b = [(9, 0), (7, 40), (8, 45)];
        let found = align(&a, &b);
        assert_eq!((found.words, found.longest), (10, 10));
        assert_eq!((found.first_a, found.first_b), (0, 40));
    }

    #[test]
    fn nothing_in_common() {
        assert_eq!(align(&[(1, 0)], &[(2, 0)]), Alignment::default());
        assert_eq!(align(&[], &[]), Alignment::default());
    }
}

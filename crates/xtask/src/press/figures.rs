//! Precision, recall and F1 of groupings.

use std::collections::BTreeMap;

fn f1(precision: f64, recall: f64) -> [f64; 3] {
    let sum = precision + recall;
    [precision, recall, if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 }]
}

fn sizes<T: Ord>(values: impl Iterator<Item = T>) -> BTreeMap<T, f64> {
    let mut out = BTreeMap::new();
    values.for_each(|v| *out.entry(v).or_default() += 1.0);
    out
}

/// Over pairs of items in one group.
pub(super) fn pair_f1(given: &[u32], truth: &[u32]) -> [f64; 3] {
    let pairs =
        |counts: Vec<f64>| counts.iter().map(|n| n * (n - 1.0) / 2.0).sum::<f64>();
    let of = |v: &[u32]| pairs(sizes(v.iter().copied()).into_values().collect());
    let both = pairs(sizes(given.iter().zip(truth)).into_values().collect());
    f1(both / of(given).max(1.0), both / of(truth).max(1.0))
}

/// B-cubed over items.
pub(super) fn b3(given: &[u32], truth: &[u32]) -> [f64; 3] {
    let (of_given, of_truth) = (sizes(given.iter()), sizes(truth.iter()));
    let (mut precision, mut recall) = (0.0, 0.0);
    for ((g, t), n) in sizes(given.iter().zip(truth)) {
        precision += n * n / of_given[g];
        recall += n * n / of_truth[t];
    }
    let n = (given.len() as f64).max(1.0);
    f1(precision / n, recall / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_small_groupings() {
        assert_eq!(b3(&[1, 1, 2], &[5, 5, 6]), [1.0, 1.0, 1.0]);
        assert_eq!(pair_f1(&[1, 1, 2, 2], &[1, 1, 1, 2])[0], 0.5);
        let all_in_one = b3(&[0; 4], &[1, 1, 2, 2]);
        assert_eq!((all_in_one[0], all_in_one[1]), (0.5, 1.0));
    }
}

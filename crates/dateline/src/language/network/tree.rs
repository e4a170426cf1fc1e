//! The best tree with one root under scores of arcs: greedy heads where they already form
//! a tree, else Chu-Liu/Edmonds (McDonald et al. 2005); one root by a large cost on every
//! arc from it (Zmigrod et al. 2020).

/// The cost of an arc from the root, above any sum of scores of [`super::PARSED`] words.
const ROOT_COST: f64 = 1e6;

/// Heads of `n` words, 0 for the root, 1.. for words, from `n` rows of `n + 1` scores.
pub(super) fn heads(scores: &[f32], n: usize) -> Vec<usize> {
    if n == 0 {
        return Vec::new();
    }
    let greedy: Vec<usize> =
        (0..n).map(|d| best(&scores[d * (n + 1)..(d + 1) * (n + 1)], d + 1)).collect();
    if is_tree(&greedy) {
        return greedy;
    }
    let m = n + 1;
    // weights[head * m + dependent] over nodes 0 (the root) to n
    let mut weights = vec![f64::NEG_INFINITY; m * m];
    for d in 1..m {
        for h in (0..m).filter(|&h| h != d) {
            // A value that is not a number would never be chosen and leave no tree.
            let score = f64::from(scores[(d - 1) * m + h]).clamp(-1e3, 1e3);
            let score = if score.is_nan() { -1e3 } else { score };
            weights[h * m + d] = if h == 0 { score - ROOT_COST } else { score };
        }
    }
    arborescence(&weights, m)[1..].to_vec()
}

/// The head with the best score; itself excluded, the first among equals.
fn best(row: &[f32], own: usize) -> usize {
    let mut found = usize::from(own == 0);
    for (h, &score) in row.iter().enumerate() {
        if h != own && score > row[found] {
            found = h;
        }
    }
    found
}

/// Whether heads form one tree with exactly one root.
pub(super) fn is_tree(heads: &[usize]) -> bool {
    if heads.iter().filter(|&&h| h == 0).count() != 1 {
        return false;
    }
    let mut seen = vec![0usize; heads.len() + 1];
    for start in 1..=heads.len() {
        let mut node = start;
        while node != 0 && seen[node] == 0 {
            seen[node] = start;
            node = heads[node - 1];
        }
        if node != 0 && seen[node] == start {
            return false;
        }
    }
    true
}

/// Heads of the best arborescence rooted in node 0 of a graph of `m` nodes.
fn arborescence(weights: &[f64], m: usize) -> Vec<usize> {
    let mut heads = vec![0; m];
    for d in 1..m {
        for h in 0..m {
            if h != d && weights[h * m + d] > weights[heads[d] * m + d] {
                heads[d] = h;
            }
        }
    }
    let Some(cycle) = find_cycle(&heads) else { return heads };
    let mut in_cycle = vec![false; m];
    for &node in &cycle {
        in_cycle[node] = true;
    }
    // Contract the cycle into one last node; the others keep their order.
    let kept: Vec<usize> = (0..m).filter(|&v| !in_cycle[v]).collect();
    let (k, size) = (kept.len(), kept.len() + 1);
    let mut contracted = vec![f64::NEG_INFINITY; size * size];
    let (mut enters, mut leaves) = (vec![0; k], vec![0; k]);
    for (i, &u) in kept.iter().enumerate() {
        for (j, &v) in kept.iter().enumerate() {
            contracted[i * size + j] = weights[u * m + v];
        }
        enters[i] = cycle[0];
        leaves[i] = cycle[0];
        for &c in &cycle {
            let into = weights[u * m + c] - weights[heads[c] * m + c];
            if into > contracted[i * size + k] {
                contracted[i * size + k] = into;
                enters[i] = c;
            }
            if weights[c * m + u] > contracted[k * size + i] {
                contracted[k * size + i] = weights[c * m + u];
                leaves[i] = c;
            }
        }
    }
    let inner = arborescence(&contracted, size);
    for (i, &v) in kept.iter().enumerate().skip(1) {
        heads[v] = if inner[i] == k { leaves[i] } else { kept[inner[i]] };
    }
    let from = inner[k];
    heads[enters[from]] = kept[from];
    heads
}

/// The nodes of a cycle, if there is one.
fn find_cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![0usize; heads.len()];
    for start in 1..heads.len() {
        let mut node = start;
        while node != 0 && seen[node] == 0 {
            seen[node] = start;
            node = heads[node];
        }
        if node != 0 && seen[node] == start {
            let mut cycle = vec![node];
            let mut next = heads[node];
            while next != node {
                cycle.push(next);
                next = heads[next];
            }
            return Some(cycle);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The best single-rooted tree by trying all.
    fn brute(scores: &[f32], n: usize) -> f32 {
        let mut best = f32::NEG_INFINITY;
        let mut heads = vec![0; n];
        'all: loop {
            let valid = (0..n).all(|d| heads[d] != d + 1) && is_tree(&heads);
            if valid {
                best = best.max(total(scores, &heads));
            }
            for head in &mut heads {
                *head += 1;
                if *head <= n {
                    continue 'all;
                }
                *head = 0;
            }
            return best;
        }
    }

    fn total(scores: &[f32], heads: &[usize]) -> f32 {
        let n = heads.len();
        heads.iter().enumerate().map(|(d, &h)| scores[d * (n + 1) + h]).sum()
    }

    #[test]
    fn trees_are_the_best_ones() {
        let mut state = 7u32;
        for round in 0..300 {
            let n = 1 + round % 5;
            let scores: Vec<f32> = (0..n * (n + 1))
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 16) as f32 / 6554.0
                })
                .collect();
            let found = heads(&scores, n);
            assert!(is_tree(&found), "{found:?}");
            assert!((total(&scores, &found) - brute(&scores, n)).abs() < 1e-3);
        }
    }

    #[test]
    fn odd_scores_still_give_a_tree() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0] {
            let found = heads(&[bad; 110], 10);
            assert!(is_tree(&found), "{bad} {found:?}");
        }
    }
}

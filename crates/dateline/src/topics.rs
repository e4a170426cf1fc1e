//! Which articles are about the same: nearest neighbours by the words they tell most.
//!
//! Works on an inverted index of words; each article looks at a bounded number of others for
//! each word, those published nearest first, so that time is near-linear.

use crate::Brief;

/// Neighbours kept for each article.
const NEIGHBOURS: usize = 40;
/// Articles looked at for each word on either side in time.
const WINDOW: usize = 150;
/// Likeness below which two articles are no neighbours.
pub(crate) const ALIKE_AT_LEAST: f32 = 0.06;

/// For each article, others like it, with their likeness (cosine, 0 to 1).
#[derive(Debug, Default)]
pub(crate) struct Neighbours {
    of: Vec<Vec<(u32, f32)>>,
}

impl Neighbours {
    /// Finds the neighbours of every article.
    pub(crate) fn find(briefs: &[Brief]) -> Self {
        let index = Index::build(briefs);
        let of = (0..briefs.len()).map(|i| index.nearest(i)).collect();
        Self { of }
    }

    /// The neighbours of one article, by index.
    pub(crate) fn of(&self, article: u32) -> &[(u32, f32)] {
        &self.of[article as usize]
    }

    /// How alike two articles are: 1 for one and the same, 0 where they are no neighbours.
    pub(crate) fn likeness(&self, a: u32, b: u32) -> f32 {
        if a == b {
            return 1.0;
        }
        let one_way = |x: u32, y: u32| {
            let list = &self.of[x as usize];
            list.binary_search_by_key(&y, |n| n.0).ok().map(|i| list[i].1)
        };
        one_way(a, b).or_else(|| one_way(b, a)).unwrap_or(0.0)
    }
}

/// Words by article, weighted; and articles by word, in order of publication.
struct Index {
    vectors: Vec<Vec<(u32, f32)>>,
    /// Word, rank in time, weight; sorted.
    postings: Vec<(u32, u32, f32)>,
    /// For each article its rank in time.
    rank: Vec<u32>,
    /// For each rank its article.
    by_time: Vec<u32>,
}

impl Index {
    fn build(briefs: &[Brief]) -> Self {
        let mut by_time: Vec<u32> = (0..briefs.len() as u32).collect();
        by_time.sort_by_key(|&i| {
            let brief = &briefs[i as usize];
            (brief.published.map(|p| p.date), brief.id, i)
        });
        let mut rank = vec![0; briefs.len()];
        for (at, &article) in by_time.iter().enumerate() {
            rank[article as usize] = at as u32;
        }
        let vectors = weigh(briefs);
        let mut postings = Vec::new();
        for (i, vector) in vectors.iter().enumerate() {
            postings.extend(vector.iter().map(|&(word, weight)| (word, rank[i], weight)));
        }
        postings.sort_unstable_by_key(|p| (p.0, p.1));
        Self { vectors, postings, rank, by_time }
    }

    fn nearest(&self, article: usize) -> Vec<(u32, f32)> {
        let own = self.rank[article];
        let mut sums: Vec<(u32, f32)> = Vec::new();
        for &(word, weight) in &self.vectors[article] {
            let at = self.postings.partition_point(|p| (p.0, p.1) < (word, own));
            let before = self.postings[..at].iter().rev().take(WINDOW);
            let after = self.postings[at..].iter().take(WINDOW + 1);
            for posting in before.take_while(|p| p.0 == word) {
                sums.push((posting.1, weight * posting.2));
            }
            for posting in after.take_while(|p| p.0 == word).filter(|p| p.1 != own) {
                sums.push((posting.1, weight * posting.2));
            }
        }
        sums.sort_by_key(|s| s.0);
        let mut nearest: Vec<(u32, f32)> = Vec::new();
        for (rank, part) in sums {
            match nearest.last_mut() {
                Some((last, sum)) if *last == rank => *sum += part,
                _ => nearest.push((rank, part)),
            }
        }
        nearest.retain(|n| n.1 >= ALIKE_AT_LEAST);
        nearest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        nearest.truncate(NEIGHBOURS);
        for near in &mut nearest {
            near.0 = self.by_time[near.0 as usize];
        }
        nearest.sort_by_key(|n| n.0);
        nearest
    }
}

/// Each article's words with their weights: rare words count more, length is taken out.
fn weigh(briefs: &[Brief]) -> Vec<Vec<(u32, f32)>> {
    let mut df: Vec<u32> =
        briefs.iter().flat_map(|b| b.topics.iter().map(|t| t.0)).collect();
    df.sort_unstable();
    let n = briefs.len() as f32;
    let vector = |brief: &Brief| {
        let mut words: Vec<(u32, f32)> = Vec::with_capacity(brief.topics.len());
        for &(word, count) in &brief.topics {
            let from = df.partition_point(|&w| w < word);
            let held = df[from..].partition_point(|&w| w == word);
            let idf = (1.0 + (n + 1.0) / (held as f32 + 0.5)).ln();
            words.push((word, (1.0 + f32::from(count).ln()) * idf));
        }
        let length = words.iter().map(|w| w.1 * w.1).sum::<f32>().sqrt().max(1e-6);
        words.iter_mut().for_each(|w| w.1 /= length);
        words
    };
    briefs.iter().map(vector).collect()
}

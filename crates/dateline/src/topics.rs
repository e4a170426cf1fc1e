//! Which articles are about the same: nearest neighbours by the words they tell most.
//!
//! Works on an inverted index of words; each article looks at a bounded number of others for
//! each word, those published nearest first, so that time is near-linear. The index is kept
//! when articles are added: only those that have a new one within reach look again.

use crate::Brief;
use crate::collate::{Growth, sample};

/// Neighbours kept for each article.
const NEIGHBOURS: usize = 40;
/// Articles looked at for each word on either side in time.
pub(crate) const WINDOW: usize = 150;
/// Likeness below which two articles are no neighbours.
pub(crate) const ALIKE_AT_LEAST: f32 = 0.06;

/// For each article, others like it, with their likeness (cosine, 0 to 1).
#[derive(Clone, Debug, Default)]
pub(crate) struct Neighbours {
    /// By index of the other article.
    of: Vec<Vec<(u32, f32)>>,
    weights: Weights,
    /// Sorted by word, day and article.
    postings: Vec<Posting>,
}

/// A word of an article.
#[derive(Clone, Copy, Debug)]
struct Posting {
    word: u32,
    /// Days in order; unknown ones before all others.
    day: i32,
    article: u32,
    weight: f32,
}

impl Posting {
    fn key(&self) -> (u32, i32, u32) {
        (self.word, self.day, self.article)
    }
}

impl Neighbours {
    /// Finds the neighbours of every article.
    pub(crate) fn find(briefs: &[Brief]) -> Self {
        let mut found = Self::default();
        found.grow(briefs, &Growth::from_nothing(briefs.len()));
        found
    }

    /// Neighbours that were found elsewhere.
    pub(crate) fn given(of: Vec<Vec<(u32, f32)>>) -> Self {
        Self { of, ..Self::default() }
    }

    /// Takes in articles that were added, and gives the pairs of articles (the smaller index
    /// first) whose likeness may be another than before, sorted.
    pub(crate) fn grow(&mut self, briefs: &[Brief], growth: &Growth) -> Vec<(u32, u32)> {
        let all = Growth::from_nothing(briefs.len());
        let growth = if growth.is_reweighed() || self.of.is_empty() {
            *self = Self { weights: Weights::of(sample(briefs)), ..Self::default() };
            &all
        } else {
            growth
        };
        let stale = self.take_in(briefs, growth);
        let mut changed = Vec::new();
        let mut sums = Sums::new(briefs.len());
        for article in stale {
            let now = self.nearest(&briefs[article as usize], article, &mut sums);
            let before = std::mem::replace(&mut self.of[article as usize], now);
            differing(article, &before, &self.of[article as usize], &mut changed);
        }
        changed.sort_unstable();
        changed.dedup();
        changed
    }

    /// All pairs of neighbours, the smaller index first, sorted.
    pub(crate) fn pairs(&self) -> Vec<(u32, u32)> {
        let mut out = Vec::new();
        for (a, list) in self.of.iter().enumerate() {
            differing(a as u32, &[], list, &mut out);
        }
        out.sort_unstable();
        out.dedup();
        out
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

    /// Puts the words of added articles into the index; gives the articles that must look
    /// again, ascending: those added, and those that have one of them within reach.
    fn take_in(&mut self, briefs: &[Brief], growth: &Growth) -> Vec<u32> {
        let mut lists = vec![Vec::new(); briefs.len()];
        for (was, mut list) in std::mem::take(&mut self.of).into_iter().enumerate() {
            list.iter_mut().for_each(|n| n.0 = growth.moved[n.0 as usize]);
            lists[growth.moved[was] as usize] = list;
        }
        self.of = lists;
        let mut known = std::mem::take(&mut self.postings);
        known.iter_mut().for_each(|p| p.article = growth.moved[p.article as usize]);
        let mut new: Vec<Posting> = Vec::new();
        for &article in &growth.added {
            let brief = &briefs[article as usize];
            let day = day(brief);
            let words = self.weights.vector(brief).into_iter();
            new.extend(words.map(|(word, weight)| Posting {
                word,
                day,
                article,
                weight,
            }));
        }
        new.sort_unstable_by_key(Posting::key);
        if known.is_empty() {
            self.postings = new;
            return (0..briefs.len() as u32).collect();
        }
        let mut fresh = Vec::with_capacity(new.len());
        self.postings = Vec::with_capacity(known.len() + new.len());
        let mut known = known.into_iter().peekable();
        for posting in new {
            while let Some(p) = known.next_if(|p| p.key() < posting.key()) {
                self.postings.push(p);
            }
            fresh.push(self.postings.len());
            self.postings.push(posting);
        }
        self.postings.extend(known);
        self.within_reach(&fresh, briefs.len())
    }

    /// Articles within reach of the postings at `fresh`, ascending.
    fn within_reach(&self, fresh: &[usize], n: usize) -> Vec<u32> {
        let mut stale = vec![false; n];
        for &at in fresh {
            let word = self.postings[at].word;
            let from = at.saturating_sub(WINDOW);
            let to = (at + WINDOW + 1).min(self.postings.len());
            for p in self.postings[from..to].iter().filter(|p| p.word == word) {
                stale[p.article as usize] = true;
            }
        }
        (0..n as u32).filter(|&a| stale[a as usize]).collect()
    }

    fn nearest(&self, brief: &Brief, article: u32, sums: &mut Sums) -> Vec<(u32, f32)> {
        let day = day(brief);
        for (word, weight) in self.weights.vector(brief) {
            let own = (word, day, article);
            let at = self.postings.partition_point(|p| p.key() < own);
            let before = self.postings[..at].iter().rev().take(WINDOW);
            let after = self.postings[at..].iter().skip(1).take(WINDOW);
            before
                .take_while(|p| p.word == word)
                .for_each(|p| sums.add(p.article, weight * p.weight));
            after
                .take_while(|p| p.word == word)
                .for_each(|p| sums.add(p.article, weight * p.weight));
        }
        nearest(sums.take(ALIKE_AT_LEAST))
    }
}

/// Of the likenesses of an article, the greatest, by article.
pub(crate) fn nearest<A: Copy + Ord>(mut likenesses: Vec<(A, f32)>) -> Vec<(A, f32)> {
    likenesses.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    likenesses.truncate(NEIGHBOURS);
    likenesses.sort_unstable_by_key(|n| n.0);
    likenesses
}

/// Days of publication in order.
pub(crate) fn day(brief: &Brief) -> i32 {
    brief.published.map_or(i32::MIN, |stamp| {
        let date = stamp.date;
        i32::from(date.year()) * 372
            + i32::from(date.month()) * 31
            + i32::from(date.day())
    })
}

/// Pairs of `article` that stand in one of two lists only, or with another likeness.
fn differing(
    article: u32,
    before: &[(u32, f32)],
    now: &[(u32, f32)],
    out: &mut Vec<(u32, u32)>,
) {
    let lacks = |list: &[(u32, f32)], n: &(u32, f32)| {
        list.binary_search_by_key(&n.0, |x| x.0).map_or(true, |i| list[i].1 != n.1)
    };
    let other = before.iter().filter(|n| lacks(now, n));
    for n in other.chain(now.iter().filter(|n| lacks(before, n))) {
        out.push((article.min(n.0), article.max(n.0)));
    }
}

/// Sums by article.
struct Sums {
    of: Vec<f32>,
    touched: Vec<u32>,
}

impl Sums {
    fn new(n: usize) -> Self {
        Self { of: vec![0.0; n], touched: Vec::new() }
    }

    fn add(&mut self, article: u32, part: f32) {
        let sum = &mut self.of[article as usize];
        if *sum == 0.0 {
            self.touched.push(article);
        }
        *sum += part;
    }

    /// The sums of at least so much; all begin anew.
    fn take(&mut self, least: f32) -> Vec<(u32, f32)> {
        let mut out = Vec::new();
        for article in self.touched.drain(..) {
            let sum = std::mem::take(&mut self.of[article as usize]);
            if sum >= least {
                out.push((article, sum));
            }
        }
        out
    }
}

/// How much words count: rare ones more.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights {
    /// By word.
    known: Vec<(u32, f32)>,
    unseen: f32,
}

impl Weights {
    pub(crate) fn of(briefs: &[Brief]) -> Self {
        let mut words: Vec<u32> =
            briefs.iter().flat_map(|b| b.topics.iter().map(|t| t.0)).collect();
        words.sort_unstable();
        let n = briefs.len() as f32;
        let weight = |held: f32| (1.0 + (n + 1.0) / (held + 0.5)).ln();
        let runs = words.chunk_by(|a, b| a == b);
        let known = runs.map(|run| (run[0], weight(run.len() as f32))).collect();
        Self { known, unseen: weight(0.0) }
    }

    /// An article's words with their weights; length is taken out.
    pub(crate) fn vector(&self, brief: &Brief) -> Vec<(u32, f32)> {
        let weigh = |&(word, count): &(u32, u16)| {
            let at = self.known.binary_search_by_key(&word, |w| w.0);
            let rare = at.map_or(self.unseen, |i| self.known[i].1);
            (word, (1.0 + f32::from(count).ln()) * rare)
        };
        let mut words: Vec<(u32, f32)> = brief.topics.iter().map(weigh).collect();
        let length = words.iter().map(|w| w.1 * w.1).sum::<f32>().sqrt().max(1e-6);
        words.iter_mut().for_each(|w| w.1 /= length);
        words
    }
}

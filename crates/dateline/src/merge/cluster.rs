//! Mentions -> clusters: pairs in order of their evidence, joined where nothing forbids it.

use std::collections::BTreeMap;

use super::clues::Clues;
use super::score::{self, SAME_EVENT, Setting};
use crate::topics::Neighbours;
use crate::{Brief, Origins};

/// Mentions of one key in one article and its neighbours that are compared with a mention.
const COMPARED: usize = 60;
/// Members of a cluster that stand for it when two clusters are compared.
const SPEAKERS: usize = 6;
/// Two clusters join if their members' mean evidence reaches this share of [`SAME_EVENT`].
const MEAN_SHARE: f32 = 0.75;

/// Which mentions tell one event, as groups of indices into the list of clues.
pub(crate) struct Clustering<'b> {
    /// All mentions, by article and place in it.
    pub(crate) clues: Vec<Clues<'b>>,
    /// Groups of indices into `clues`, each ascending, by first member.
    pub(crate) groups: Vec<Vec<u32>>,
}

/// Clusters all event mentions of the briefs.
pub(crate) fn cluster<'b>(
    briefs: &'b [Brief],
    origins: &Origins,
    neighbours: &Neighbours,
) -> Clustering<'b> {
    let mut clues = Vec::new();
    let mut first = Vec::with_capacity(briefs.len() + 1);
    for (i, brief) in briefs.iter().enumerate() {
        first.push(clues.len() as u32);
        let origin = origins.of_article[i];
        clues.extend(
            (0..brief.events.len() as u32).map(|e| Clues::of(brief, i as u32, e, origin)),
        );
    }
    first.push(clues.len() as u32);
    let telling = Telling::count(&clues);
    let pairs = candidates(&clues, &first, neighbours);
    let mut edges: Vec<(f32, u32, u32)> = Vec::new();
    for (a, b) in pairs {
        if let Some(score) = telling.score(&clues, neighbours, a, b) {
            if score >= SAME_EVENT {
                edges.push((score, a, b));
            }
        }
    }
    edges.sort_by(|x, y| {
        y.0.total_cmp(&x.0)
            .then_with(|| key(&clues, x.1).cmp(&key(&clues, y.1)))
            .then_with(|| key(&clues, x.2).cmp(&key(&clues, y.2)))
    });
    let groups = join(&clues, &edges, |a, b| telling.score(&clues, neighbours, a, b));
    Clustering { clues, groups }
}

/// A total order of mentions that does not depend on the order of the input.
fn key(clues: &[Clues<'_>], i: u32) -> (u32, u32) {
    (clues[i as usize].article, clues[i as usize].event)
}

/// Pairs worth scoring: mentions of one stem or one type, in one article or in neighbours.
fn candidates(clues: &[Clues<'_>], first: &[u32], near: &Neighbours) -> Vec<(u32, u32)> {
    let mentions = |article: u32| first[article as usize]..first[article as usize + 1];
    let mut pairs = Vec::new();
    for a in 0..clues.len() as u32 {
        let own = &clues[a as usize];
        let mut of_stem = 0;
        let articles =
            std::iter::once(own.article).chain(near.of(own.article).iter().map(|n| n.0));
        for article in articles {
            for b in mentions(article) {
                if a == b || of_stem >= COMPARED {
                    continue;
                }
                let other = &clues[b as usize];
                let like = own.stem == other.stem
                    || own.kind().is_some() && other.kind().is_some()
                    || own.kind().is_none() != other.kind().is_none();
                if like {
                    of_stem += u32::from(own.stem == other.stem) as usize;
                    pairs.push((a.min(b), a.max(b)));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// How telling words and stems are: rare ones are.
struct Telling {
    words: Vec<(u32, f32)>,
    stems: Vec<(u32, f32)>,
}

impl Telling {
    fn count(clues: &[Clues<'_>]) -> Self {
        // Words count once for each sentence of each origin, so that 40 reprints of one
        // dispatch do not make its words common.
        let mut words: Vec<(u32, u32, u32)> = Vec::new();
        let mut stems: Vec<(u32, u32)> = Vec::new();
        for c in clues {
            let place = c.told.sentence.start;
            words.extend(c.told.words.iter().map(|&w| (w, c.origin, place)));
            stems.push((c.stem, c.origin));
        }
        words.sort_unstable();
        words.dedup();
        stems.sort_unstable();
        let total = (clues.len() as f32).max(2.0);
        let rare = |n: usize| ((total / n as f32).ln() / total.ln()).clamp(0.0, 1.0);
        Self {
            words: runs(words.into_iter().map(|w| w.0), rare),
            stems: runs(stems.into_iter().map(|s| s.0), rare),
        }
    }

    fn of(list: &[(u32, f32)], word: u32) -> f32 {
        list.binary_search_by_key(&word, |w| w.0).map_or(1.0, |i| list[i].1)
    }

    /// The score of a pair; `None` where it cannot be one event.
    fn score(
        &self,
        clues: &[Clues<'_>],
        near: &Neighbours,
        a: u32,
        b: u32,
    ) -> Option<f32> {
        let (a, b) = (&clues[a as usize], &clues[b as usize]);
        let setting = Setting {
            likeness: near.likeness(a.article, b.article),
            telling: &|w| Self::of(&self.words, w),
            telling_stem: &|w| Self::of(&self.stems, w),
        };
        score::evidence(a, b, &setting).ok().map(|pieces| score::sum(&pieces))
    }
}

/// Each value of a sorted sequence with a weight by its number.
fn runs(
    sorted: impl Iterator<Item = u32>,
    weight: impl Fn(usize) -> f32,
) -> Vec<(u32, f32)> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    sorted.for_each(|word| *counts.entry(word).or_default() += 1);
    counts.into_iter().map(|(word, n)| (word, weight(n))).collect()
}

/// Joins clusters along edges, best first, where no two of their members exclude each other
/// and their mean evidence holds.
fn join(
    clues: &[Clues<'_>],
    edges: &[(f32, u32, u32)],
    score: impl Fn(u32, u32) -> Option<f32>,
) -> Vec<Vec<u32>> {
    let mut group_of: Vec<u32> = (0..clues.len() as u32).collect();
    let mut groups: Vec<Vec<u32>> = (0..clues.len() as u32).map(|i| vec![i]).collect();
    for &(_, a, b) in edges {
        let (a, b) = (group_of[a as usize], group_of[b as usize]);
        if a == b || !may_join(clues, &groups[a as usize], &groups[b as usize], &score) {
            continue;
        }
        let (keep, gone) = (a.min(b), a.max(b));
        let moved = std::mem::take(&mut groups[gone as usize]);
        for &member in &moved {
            group_of[member as usize] = keep;
        }
        let kept = &mut groups[keep as usize];
        kept.extend(moved);
        kept.sort_unstable();
    }
    groups.retain(|g| !g.is_empty());
    groups
}

fn may_join(
    clues: &[Clues<'_>],
    a: &[u32],
    b: &[u32],
    score: &impl Fn(u32, u32) -> Option<f32>,
) -> bool {
    let clash = |x: u32, y: u32| score::conflict(&clues[x as usize], &clues[y as usize]);
    let speak = |group: &[u32]| -> Vec<u32> {
        let step = group.len().div_ceil(SPEAKERS).max(1);
        group.iter().copied().step_by(step).collect()
    };
    let many = a.len() * b.len() > 400;
    let (all_a, all_b) =
        if many { (speak(a), speak(b)) } else { (a.to_vec(), b.to_vec()) };
    if all_a.iter().any(|&x| all_b.iter().any(|&y| clash(x, y).is_some())) {
        return false;
    }
    let (a, b) = (speak(a), speak(b));
    let scores: Vec<f32> =
        a.iter().flat_map(|&x| b.iter().filter_map(move |&y| score(x, y))).collect();
    let mean = scores.iter().sum::<f32>() / (a.len() * b.len()) as f32;
    mean >= MEAN_SHARE * SAME_EVENT
}

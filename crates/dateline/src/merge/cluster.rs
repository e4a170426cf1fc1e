//! Mentions -> clusters: pairs in order of their evidence, joined where nothing forbids it.
//!
//! The evidence stands by pairs of articles and is kept when articles are added; only groups
//! that something new touches are joined anew.

use super::clues::{Clues, Telling};
use super::score::{self, ONE_SENTENCE, SAME_EVENT};
use super::{News, Told};
use crate::copies::Groups;

/// Mentions of an article that are compared with others; a longer one is a chronicle.
const COMPARED: usize = 300;
/// Members of a cluster that stand for it when two clusters are compared.
const SPEAKERS: usize = 6;
/// Two clusters join if their members' mean evidence reaches this share of [`SAME_EVENT`].
const MEAN_SHARE: f32 = 0.75;

/// A mention: its article, and its place in that article's events.
pub(crate) type Mention = (u32, u32);

/// The evidence that a mention of one article and one of another tell one event.
pub(crate) type Edge = (f32, u32, u32);

/// What two articles tell in common.
#[derive(Clone, Debug)]
struct Pair {
    other: u32,
    edges: Box<[Edge]>,
}

/// Groups of mentions that tell one event.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clusters {
    telling: Telling,
    /// How telling words are in a larger whole, where these articles are a part of one.
    given: Option<Telling>,
    /// For each article, itself and those after it with which it has something in common.
    pairs: Vec<Vec<Pair>>,
    /// The groups, by first member, members ascending.
    pub(crate) groups: Vec<Box<[Mention]>>,
    /// For each group its index before the last growth, where nothing touched it.
    pub(crate) kept: Vec<Option<u32>>,
}

impl Clusters {
    /// Clusters of a part of the articles by which words were weighed.
    pub(crate) fn weighing(telling: Telling) -> Self {
        Self { given: Some(telling), ..Self::default() }
    }

    /// Takes in articles that were added.
    pub(crate) fn grow<'b>(&mut self, told: &Told<'b>, news: &News<'_>) -> AllClues<'b> {
        let telling = self.given.clone().unwrap_or_else(|| {
            let sample = crate::collate::sample(told.briefs);
            Telling::of(sample, &told.origins.of_article)
        });
        let begins = self.pairs.is_empty()
            || news.growth.is_reweighed()
            || telling != self.telling;
        let mut changed: Vec<(u32, u32)>;
        if begins {
            *self = Self { telling, given: self.given.take(), ..Self::default() };
            self.pairs = vec![Vec::new(); told.briefs.len()];
            changed = told.near.pairs();
            changed.extend((0..told.briefs.len() as u32).map(|a| (a, a)));
        } else {
            self.renumber(told, news);
            changed = news.pairs.to_vec();
            changed.extend(news.growth.added.iter().map(|&a| (a, a)));
        }
        changed.sort_unstable();
        let mut clues = AllClues::new(told, self.telling.clone());
        let mut mentions = Mentions::new(told);
        let gone = self.compare(told, &changed, &mut clues);
        for (article, pairs) in self.pairs.iter().enumerate() {
            for pair in pairs {
                for &(_, a, b) in &pair.edges {
                    mentions.join((article as u32, a), (pair.other, b));
                }
            }
        }
        if begins {
            mentions.touch_all();
        } else {
            gone.into_iter().for_each(|mention| mentions.touch(mention));
            mentions.touch_changed(&changed, news);
        }
        self.regroup(told, mentions, &mut clues);
        clues
    }

    /// Articles get the indices that they have now.
    fn renumber(&mut self, told: &Told<'_>, news: &News<'_>) {
        let moved = &news.growth.moved;
        let mut pairs = vec![Vec::new(); told.briefs.len()];
        for (was, mut list) in std::mem::take(&mut self.pairs).into_iter().enumerate() {
            list.iter_mut().for_each(|p| p.other = moved[p.other as usize]);
            pairs[moved[was] as usize] = list;
        }
        self.pairs = pairs;
        let members = self.groups.iter_mut().flat_map(|g| g.iter_mut());
        members.for_each(|m| m.0 = moved[m.0 as usize]);
    }

    /// Compares the articles of the pairs; gives the mentions between which evidence stood
    /// before.
    fn compare(
        &mut self,
        told: &Told<'_>,
        changed: &[(u32, u32)],
        clues: &mut AllClues<'_>,
    ) -> Vec<Mention> {
        let mut gone = Vec::new();
        for &(a, b) in changed {
            let likeness = told.near.likeness(a, b);
            let edges = if likeness > 0.0 {
                clues.ready(a);
                clues.ready(b);
                edges(clues.of(a), clues.of(b), likeness)
            } else {
                Box::default()
            };
            let list = &mut self.pairs[a as usize];
            let at = list.binary_search_by_key(&b, |p| p.other);
            if let Ok(at) = at {
                gone.extend(list[at].edges.iter().flat_map(|e| [(a, e.1), (b, e.2)]));
            }
            match (at, edges.is_empty()) {
                (Ok(at), true) => drop(list.remove(at)),
                (Ok(at), false) => list[at].edges = edges,
                (Err(_), true) => {}
                (Err(at), false) => list.insert(at, Pair { other: b, edges }),
            }
        }
        gone
    }

    /// Keeps the groups that nothing touched and joins all other mentions anew.
    fn regroup(
        &mut self,
        told: &Told<'_>,
        mut mentions: Mentions,
        clues: &mut AllClues<'_>,
    ) {
        let mut groups: Vec<(Box<[Mention]>, Option<u32>)> = Vec::new();
        for (i, group) in std::mem::take(&mut self.groups).into_iter().enumerate() {
            if !mentions.is_touched(group[0]) {
                groups.push((group, Some(i as u32)));
            }
        }
        // The touched mentions by number, and the number of each.
        let mut touched: Vec<Mention> = Vec::new();
        let mut number = vec![u32::MAX; mentions.len()];
        for (article, brief) in told.briefs.iter().enumerate() {
            for event in 0..brief.events.len() as u32 {
                let mention = (article as u32, event);
                if mentions.is_touched(mention) {
                    number[mentions.at(mention)] = touched.len() as u32;
                    touched.push(mention);
                }
            }
        }
        touched.iter().for_each(|m| clues.ready(m.0));
        let mut edges: Vec<Edge> = Vec::new();
        for (article, pairs) in self.pairs.iter().enumerate() {
            for pair in pairs {
                let numbered = |&(score, a, b): &Edge| {
                    let a = number[mentions.at((article as u32, a))];
                    (score, a, number[mentions.at((pair.other, b))])
                };
                edges.extend(pair.edges.iter().map(numbered).filter(|e| e.1 != u32::MAX));
            }
        }
        edges.sort_unstable_by(|x, y| {
            y.0.total_cmp(&x.0).then_with(|| (x.1, x.2).cmp(&(y.1, y.2)))
        });
        let clue = |i: u32| clues.mention(touched[i as usize]);
        let joined = join(touched.len(), &edges, clue, told);
        groups.extend(joined.into_iter().map(|group| {
            (group.into_iter().map(|i| touched[i as usize]).collect(), None)
        }));
        groups.sort_unstable_by_key(|g| g.0[0]);
        (self.groups, self.kept) = groups.into_iter().unzip();
    }
}

/// What pairs are scored on, for the articles that were asked for.
pub(crate) struct AllClues<'b> {
    told: Told<'b>,
    telling: Telling,
    of: Vec<Option<Box<[Clues<'b>]>>>,
}

impl<'b> AllClues<'b> {
    fn new(told: &Told<'b>, telling: Telling) -> Self {
        Self { told: *told, telling, of: vec![None; told.briefs.len()] }
    }

    /// Makes an article's clues, if they are not there.
    pub(crate) fn ready(&mut self, article: u32) {
        let Self { told, telling, of } = self;
        of[article as usize].get_or_insert_with(|| {
            let brief = &told.briefs[article as usize];
            let origin = told.origins.of_article[article as usize];
            (0..brief.events.len() as u32)
                .map(|event| Clues::of(brief, article, event, origin, telling))
                .collect()
        });
    }

    fn of(&self, article: u32) -> &[Clues<'b>] {
        self.of[article as usize].as_deref().unwrap_or_default()
    }

    /// The clues of a mention whose article is ready.
    pub(crate) fn mention(&self, (article, event): Mention) -> &Clues<'b> {
        &self.of(article)[event as usize]
    }
}

/// All mentions in sets that evidence connects.
struct Mentions {
    /// For each article the number of its first mention, and of all.
    first: Vec<u32>,
    sets: Groups,
    /// By root.
    touched: Vec<bool>,
}

impl Mentions {
    fn new(told: &Told<'_>) -> Self {
        let mut first = vec![0];
        let mut n = 0;
        for brief in told.briefs {
            n += brief.events.len();
            first.push(n as u32);
        }
        Self { first, sets: Groups::new(n), touched: vec![false; n] }
    }

    fn len(&self) -> usize {
        self.touched.len()
    }

    fn at(&self, (article, event): Mention) -> usize {
        (self.first[article as usize] + event) as usize
    }

    fn join(&mut self, a: Mention, b: Mention) {
        let (a, b) = (self.at(a), self.at(b));
        self.sets.join(a as u32, b as u32);
    }

    /// Only once all are joined.
    fn touch(&mut self, mention: Mention) {
        let at = self.at(mention);
        let root = self.sets.root(at as u32);
        self.touched[root as usize] = true;
    }

    fn touch_all(&mut self) {
        self.touched.fill(true);
    }

    fn is_touched(&mut self, mention: Mention) -> bool {
        let at = self.at(mention);
        self.touched[self.sets.root(at as u32) as usize]
    }

    /// The sets of an article's mentions, each once.
    fn roots(&mut self, article: u32) -> Vec<u32> {
        let (from, to) = (self.first[article as usize], self.first[article as usize + 1]);
        let mut roots: Vec<u32> = (from..to).map(|i| self.sets.root(i)).collect();
        roots.sort_unstable();
        roots.dedup();
        roots
    }

    /// Touches what new articles tell, what tells of other origins, and what two articles
    /// both tell whose likeness is another than before.
    fn touch_changed(&mut self, changed: &[(u32, u32)], news: &News<'_>) {
        for &article in news.growth.added.iter().chain(news.articles) {
            let roots = self.roots(article);
            roots.into_iter().for_each(|root| self.touched[root as usize] = true);
        }
        for &(a, b) in changed {
            let (x, y) = (self.roots(a), self.roots(b));
            for root in x {
                if y.binary_search(&root).is_ok() {
                    self.touched[root as usize] = true;
                }
            }
        }
    }
}

/// The evidence between two articles, or within one.
pub(crate) fn edges(a: &[Clues<'_>], b: &[Clues<'_>], likeness: f32) -> Box<[Edge]> {
    let within = a.first().zip(b.first()).is_some_and(|(x, y)| x.article == y.article);
    let mut out = Vec::new();
    for (i, x) in a.iter().take(COMPARED).enumerate() {
        let from = if within { i + 1 } else { 0 };
        for (j, y) in b.iter().enumerate().take(COMPARED).skip(from) {
            // Two acts without a known type are one only by their word.
            let untyped = x.kind().is_none() && y.kind().is_none();
            if x.stem != y.stem && untyped && !score::share_all_but_the_word(x, y) {
                continue;
            }
            let Ok(pieces) = score::evidence(x, y, likeness) else { continue };
            let score = score::sum(&pieces);
            if score >= SAME_EVENT {
                out.push((score, i as u32, j as u32));
            }
        }
    }
    out.into()
}

/// Joins mentions along edges, best first, where no two members of their clusters exclude
/// each other and the mean evidence holds.
fn join<'c, 'b: 'c>(
    n: usize,
    edges: &[Edge],
    clue: impl Fn(u32) -> &'c Clues<'b>,
    told: &Told<'_>,
) -> Vec<Vec<u32>> {
    let score = |a: u32, b: u32| {
        let (a, b) = (clue(a), clue(b));
        let likeness = told.near.likeness(a.article, b.article);
        score::evidence(a, b, likeness).ok().map(|pieces| score::sum(&pieces))
    };
    let clash = |a: u32, b: u32| score::conflict(clue(a), clue(b)).is_some();
    let mut group_of: Vec<u32> = (0..n as u32).collect();
    let mut groups: Vec<Vec<u32>> = (0..n as u32).map(|i| vec![i]).collect();
    for &(sum, a, b) in edges {
        let (a, b) = (group_of[a as usize], group_of[b as usize]);
        let (x, y) = (&groups[a as usize], &groups[b as usize]);
        if a == b || sum < ONE_SENTENCE && !may_join(x, y, clash, score) {
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
    a: &[u32],
    b: &[u32],
    clash: impl Fn(u32, u32) -> bool,
    score: impl Fn(u32, u32) -> Option<f32>,
) -> bool {
    let speak = |group: &[u32]| -> Vec<u32> {
        let step = group.len().div_ceil(SPEAKERS).max(1);
        group.iter().copied().step_by(step).collect()
    };
    let many = a.len() * b.len() > 400;
    let (all_a, all_b) =
        if many { (speak(a), speak(b)) } else { (a.to_vec(), b.to_vec()) };
    if all_a.iter().any(|&x| all_b.iter().any(|&y| clash(x, y))) {
        return false;
    }
    let (a, b) = (speak(a), speak(b));
    let scores: Vec<f32> = a
        .iter()
        .flat_map(|&x| b.iter().map(move |&y| (x, y)))
        .filter_map(|(x, y)| score(x, y))
        // A sentence reprinted is sure, not twenty times as sure.
        .map(|score| score.min(2.0 * SAME_EVENT))
        .collect();
    let mean = scores.iter().sum::<f32>() / (a.len() * b.len()) as f32;
    mean >= MEAN_SHARE * SAME_EVENT
}

//! The way of many in parts, for a corpus that no machine holds: what a cluster needs to
//! bring articles together so that the result is that of [`crate::collate()`].
//!
//! Four things reach across all articles: which texts are candidates for one text, how words
//! are weighed, which articles are neighbours, and what follows from these. The first three
//! are lists sorted by a key and cut at a fixed length, so that a cluster can sort and cut
//! them as [`crate::collate()`] does; the constants and the arithmetic are here. What is left
//! falls apart into groups of articles that have nothing in common ([`linked`]), and each is
//! collated by itself ([`collate`]).
//!
//! Origins, events and stories of the groups are those of the whole. Claims are put together
//! within a group only: where one holder repeats a claim in articles that have no event, no
//! story and no text in common, the whole has one claim and the groups have two.

use crate::collate::Growth;
use crate::copies::{self, Groups};
use crate::merge::clues::{Clues, Telling};
use crate::merge::{Merger, News, Told, cluster};
use crate::topics::{self, Neighbours};
use crate::{Brief, CopyKind, CopyLink, Dossier, Events, claims, stories};

/// Articles by which words are weighed: those with the least identifiers.
pub const SAMPLE: usize = crate::collate::SAMPLE;
/// Of the articles that hold a fingerprint, by falling number of words and then identifier,
/// so many are read by those after them.
pub const POSTINGS_READ: usize = copies::POSTINGS_READ;
/// Fingerprints that a candidate must share; all, where a text has fewer.
pub const SHARED_AT_LEAST: usize = copies::SHARED_AT_LEAST as usize;
/// Candidates that are compared for each article: those that share most fingerprints, the
/// longest first among equals.
pub const CANDIDATES: usize = copies::CANDIDATES;
/// Of the articles that tell a word, by day and then identifier, so many are looked at on
/// either side.
pub const WINDOW: usize = topics::WINDOW;
/// Two articles less alike than this are no neighbours.
pub const ALIKE_AT_LEAST: f32 = topics::ALIKE_AT_LEAST;
/// From this likeness two articles may be of one story without an event in common.
pub const ONE_STORY: f32 = stories::ONE_STORY;

/// How two texts are alike, the shorter first, and how much of it stands in the longer one.
pub fn compare(shorter: &Brief, longer: &Brief) -> Option<(CopyKind, f32)> {
    copies::compare(shorter, longer)
}

/// The day of publication as articles are sorted by it; unknown ones before all others.
pub fn day(brief: &Brief) -> i32 {
    topics::day(brief)
}

/// How telling words are; the same for all articles of a corpus.
#[derive(Clone, Debug)]
pub struct Weights {
    topics: topics::Weights,
    telling: Telling,
}

impl Weights {
    /// Weighs words by the [`SAMPLE`] articles with the least identifiers, sorted;
    /// `origins` numbers the text that each carries.
    pub fn of(sample: &[Brief], origins: &[u32]) -> Self {
        Self {
            topics: topics::Weights::of(sample),
            telling: Telling::of(sample, origins),
        }
    }

    /// The words that an article tells most, ascending, with their weights. The likeness of
    /// two articles is the sum of the products of the words that both have, in this order.
    pub fn words(&self, brief: &Brief) -> Vec<(u32, f32)> {
        self.topics.vector(brief)
    }
}

/// Of the likenesses of an article, those that are kept, by article.
pub fn nearest(likenesses: Vec<(u64, f32)>) -> Vec<(u64, f32)> {
    topics::nearest(likenesses)
}

/// Whether two neighbours belong to one group: they may tell one event or be of one story.
/// Each comes with the number of the text that it carries; `likeness` is that of the list of
/// the lesser article if it stands there, else of the other's, and `most` the greater one.
pub fn linked(
    a: (&Brief, u32),
    b: (&Brief, u32),
    likeness: f32,
    most: f32,
    by: &Weights,
) -> bool {
    most >= ONE_STORY || {
        let (x, y) = (clues_of(a, 0, by), clues_of(b, 1, by));
        !cluster::edges(&x, &y, likeness).is_empty()
    }
}

fn clues_of<'b>(
    (brief, origin): (&'b Brief, u32),
    article: u32,
    by: &Weights,
) -> Vec<Clues<'b>> {
    let all = 0..brief.events.len() as u32;
    all.map(|event| Clues::of(brief, article, event, origin, &by.telling)).collect()
}

/// A group of articles, and what the whole corpus says about them.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// The articles, sorted by identifier.
    pub briefs: Vec<Brief>,
    /// Which of them carry another's text.
    pub links: Vec<CopyLink>,
    /// For each article its neighbours by index with their likeness, by index.
    pub near: Vec<Vec<(u32, f32)>>,
}

/// What the articles of a group say together.
pub fn collate(group: Group, by: &Weights) -> Dossier {
    let Group { briefs, mut links, near } = group;
    let mut texts = Groups::new(briefs.len());
    for link in links.iter().filter(|link| link.kind != CopyKind::Excerpt) {
        texts.join(link.shorter, link.longer);
    }
    links.sort_by_key(|link| (link.shorter, link.longer));
    let origins = copies::assemble(&briefs, &mut texts, links);
    let near = Neighbours::given(near);
    let growth = Growth::from_nothing(briefs.len());
    let told = Told { briefs: &briefs, origins: &origins, near: &near };
    let news = News { growth: &growth, pairs: &[], articles: &[] };
    let events =
        Merger::weighing(by.telling.clone()).grow(&told, &news, Events::default());
    let stories = stories::cluster(&briefs, &origins, &events, &near);
    let claims = claims::follow(&briefs, &origins, &events, &stories);
    Dossier { briefs, origins, events, stories, claims }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::tests::{day, on, published, told};
    use crate::brief::words::hash;
    use crate::{EventType, Id};

    /// Two affairs that have nothing in common, three reports each, two of one text.
    fn press() -> Vec<Brief> {
        let one = |i: u32| {
            let who = ["Ida Holm", "Per Lund"][i as usize / 3];
            let visit = on(told(EventType::Consult, "visit", who, 0), day(3, 4));
            let mut brief =
                published(&format!("report {i}"), day(3, 5 + (i % 3) as i8), vec![visit]);
            let affair = i / 3;
            brief.topics =
                (0..8).map(|w| (hash(&format!("word {affair} {w}")), 2)).collect();
            brief.topics.sort_unstable();
            let text = if i % 3 < 2 { affair } else { 10 + i };
            let shingle = |f: u32| (hash(&format!("text {text} {f}")), f * 3);
            brief.fingerprints = (0..50).map(shingle).collect();
            brief.n_words = 150;
            brief
        };
        let mut briefs: Vec<Brief> = (0..6).map(one).collect();
        briefs.sort_by_key(|b| b.id);
        briefs
    }

    #[test]
    fn groups_collated_apart_give_what_the_whole_gives() {
        let briefs = press();
        let whole = crate::collate(briefs.clone(), &crate::Kit::bundled());
        assert_eq!((whole.events.events.len(), whole.stories.stories.len()), (2, 2));
        let weights = Weights::of(&briefs, &whole.origins.of_article);
        let near = Neighbours::find(&briefs);
        let mut told: Vec<(Id, u32, u32)> = Vec::new();
        for story in &whole.stories.stories {
            let at =
                |a: u32| story.articles.iter().position(|&s| s == a).map(|i| i as u32);
            let of = |&a: &u32| {
                let list = near.of(a).iter();
                list.filter_map(|n| Some((at(n.0)?, n.1))).collect()
            };
            let inside =
                |l: &&CopyLink| at(l.shorter).is_some() && at(l.longer).is_some();
            let group = Group {
                briefs: story
                    .articles
                    .iter()
                    .map(|&a| briefs[a as usize].clone())
                    .collect(),
                near: story.articles.iter().map(of).collect(),
                links: whole
                    .origins
                    .links
                    .iter()
                    .filter(inside)
                    .map(|l| CopyLink {
                        shorter: at(l.shorter).unwrap_or_default(),
                        longer: at(l.longer).unwrap_or_default(),
                        ..*l
                    })
                    .collect(),
            };
            let part = collate(group, &weights);
            told.extend(
                part.events.events.iter().map(|e| (e.id, e.n_articles, e.n_origins)),
            );
        }
        told.sort_unstable();
        let mut expected: Vec<(Id, u32, u32)> = whole
            .events
            .events
            .iter()
            .map(|e| (e.id, e.n_articles, e.n_origins))
            .collect();
        expected.sort_unstable();
        assert_eq!(told, expected);
        let linked_pair = |a: usize, b: usize| {
            let likeness = near.likeness(a as u32, b as u32);
            linked((&briefs[a], 0), (&briefs[b], 1), likeness, likeness, &weights)
        };
        let first = &whole.stories.stories[0].articles;
        assert!(linked_pair(first[0] as usize, first[1] as usize));
    }
}

//! The way of many documents. Works on briefs (what a reading boils down to), never on
//! texts; gives the same dossier for any order of its input.

use crate::merge::{Merger, News, Told};
use crate::topics::Neighbours;
use crate::{Brief, Events, Id, Kit, Ledger, Origins, Stories, claims, copies, stories};

/// What many articles say together.
#[derive(Clone, Debug, Default)]
pub struct Dossier {
    /// The articles, sorted by identifier; every index below points into this list.
    pub briefs: Vec<Brief>,
    /// Which articles carry one text.
    pub origins: Origins,
    /// One event, many reports.
    pub events: Events,
    /// Threads and their timelines.
    pub stories: Stories,
    /// Each claim, followed to its outcome.
    pub claims: Ledger,
}

/// Brings many briefs together. Of several with one identifier one counts.
pub fn collate(briefs: Vec<Brief>, kit: &Kit) -> Dossier {
    let mut archive = Archive::new();
    archive.add(briefs, kit);
    archive.into_dossier()
}

/// A growing collection of articles with what they say together.
///
/// Articles may come in any number of portions and in any order: what the archive then holds
/// is what [`collate()`] makes of all of them at once. A portion takes time by its own size
/// and by that of what it touches, apart from a quick pass over the whole; only where it
/// brings one of the articles by which words are weighed (256 of all, by identifier), or takes
/// one away, is everything collated anew.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    dossier: Dossier,
    near: Neighbours,
    merger: Merger,
}

impl Archive {
    /// An archive without articles.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes articles in. One whose identifier is there already takes the other's place, so
    /// that adding twice changes nothing.
    pub fn add(&mut self, briefs: Vec<Brief>, _kit: &Kit) {
        self.take_in(briefs);
    }

    fn take_in(&mut self, mut briefs: Vec<Brief>) {
        briefs.sort_by_key(|b| b.id);
        briefs.dedup_by_key(|b| b.id);
        let known = &self.dossier.briefs;
        let replaced: Vec<Id> = briefs
            .iter()
            .map(|b| b.id)
            .filter(|id| known.binary_search_by_key(id, |b| b.id).is_ok())
            .collect();
        if !replaced.is_empty() {
            briefs.extend(self.all_but(&replaced));
            briefs.sort_by_key(|b| b.id);
        }
        self.grow(briefs);
    }

    /// Takes articles out; identifiers that are not there are passed over.
    pub fn remove(&mut self, articles: &[Id], _kit: &Kit) {
        let left = self.all_but(articles);
        self.grow(left);
    }

    /// What the articles say together.
    pub fn dossier(&self) -> &Dossier {
        &self.dossier
    }

    /// What the articles say together, without the means to add more.
    pub fn into_dossier(self) -> Dossier {
        self.dossier
    }

    /// Empties the archive; gives its articles without those named, sorted.
    fn all_but(&mut self, articles: &[Id]) -> Vec<Brief> {
        let mut left = std::mem::take(self).dossier.briefs;
        left.retain(|brief| !articles.contains(&brief.id));
        left
    }

    /// Takes in articles that are sorted and none of which is there.
    fn grow(&mut self, new: Vec<Brief>) {
        if new.is_empty() {
            return;
        }
        let Dossier { briefs, origins: before, events, .. } =
            std::mem::take(&mut self.dossier);
        let (briefs, growth) = Growth::put_in(briefs, new);
        let origins = copies::group(&briefs);
        let moved = copies::moved(&before, &origins, &growth);
        let changed = self.near.grow(&briefs, &growth);
        let told = Told { briefs: &briefs, origins: &origins, near: &self.near };
        let news = News { growth: &growth, pairs: &changed, articles: &moved };
        let events = self.merger.grow(&told, &news, events);
        let stories = stories::cluster(&briefs, &origins, &events, &self.near);
        let claims = claims::follow(&briefs, &origins, &events, &stories);
        self.dossier = Dossier { briefs, origins, events, stories, claims };
    }
}

/// Articles by which words are weighed. Identifiers are hashes, so that those with the least
/// are drawn by chance, always the same of the same articles, and seldom among a few new ones.
pub(crate) const SAMPLE: usize = 256;

/// The articles that stand for all when words are weighed.
pub(crate) fn sample(briefs: &[Brief]) -> &[Brief] {
    &briefs[..briefs.len().min(SAMPLE)]
}

/// How a list of articles grew.
#[derive(Debug)]
pub(crate) struct Growth {
    /// For each article that was there, its index now; ascending.
    pub(crate) moved: Vec<u32>,
    /// The indices of those that were added, ascending.
    pub(crate) added: Vec<u32>,
}

impl Growth {
    /// So many articles, all of them new.
    pub(crate) fn from_nothing(n: usize) -> Self {
        Self { moved: Vec::new(), added: (0..n as u32).collect() }
    }

    /// Whether words weigh otherwise now.
    pub(crate) fn is_reweighed(&self) -> bool {
        self.added.first().is_some_and(|&a| (a as usize) < SAMPLE)
    }

    /// Puts sorted articles into a sorted list.
    fn put_in(known: Vec<Brief>, new: Vec<Brief>) -> (Vec<Brief>, Self) {
        let mut all = Vec::with_capacity(known.len() + new.len());
        let (mut moved, mut added) = (Vec::with_capacity(known.len()), Vec::new());
        let mut known = known.into_iter().peekable();
        for brief in new {
            while let Some(earlier) = known.next_if(|k| k.id < brief.id) {
                moved.push(all.len() as u32);
                all.push(earlier);
            }
            added.push(all.len() as u32);
            all.push(brief);
        }
        for later in known {
            moved.push(all.len() as u32);
            all.push(later);
        }
        (all, Self { moved, added })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EventType;
    use crate::brief::tests::{day, in_town, on, published, told};
    use crate::brief::words::hash;

    /// Reports of invented affairs, five of each; two of the five carry one text, and affairs
    /// have actors and words in common.
    fn press(n: usize) -> Vec<Brief> {
        (0..n).map(report).collect()
    }

    fn report(i: usize) -> Brief {
        let affair = i / 5;
        let who = format!("Ida Holm{}", affair % 37);
        let on_day = day(1 + (affair % 11) as i8, 1 + ((affair + i) % 27) as i8);
        let visit = told(EventType::Consult, "visit", &who, 0);
        let visit = in_town(visit, ["Osterby", "Westhaven"][affair % 2]);
        let swear = told(EventType::Office, ["swear", "appoint"][i % 2], &who, 1);
        let events = vec![visit, on(swear, day(2, 1 + (affair % 9) as i8))];
        let mut brief = published(&format!("report {i}"), on_day, events);
        let words = (0..12).map(|w| hash(&format!("word {}", affair * 5 + w)));
        brief.topics.extend(words.map(|w| (w, 1 + (i % 3) as u16)));
        brief.topics.sort_unstable();
        brief.topics.dedup_by_key(|t| t.0);
        let text = if i % 5 < 2 { affair } else { 10_000 + i };
        let shingle = |f: u32| (hash(&format!("text {text} {f}")), f * 3);
        brief.fingerprints = (0..50).map(shingle).collect();
        brief.n_words = 150 + (i % 5) as u32;
        brief
    }

    fn collated(briefs: Vec<Brief>) -> Dossier {
        let mut archive = Archive::new();
        archive.take_in(briefs);
        archive.into_dossier()
    }

    #[test]
    fn a_large_archive_is_the_same_for_any_portions() {
        let briefs = press(SAMPLE + 150);
        let at_once = collated(briefs.clone());
        let n_mentions: usize = briefs.iter().map(|b| b.events.len()).sum();
        assert!(at_once.events.events.len() < n_mentions / 2, "reports are merged");
        assert!(at_once.origins.origins.len() < briefs.len(), "copies are found");
        // Late ones do not weigh words anew, apart from one of the first.
        let mut late = briefs;
        late.sort_by_key(|b| std::cmp::Reverse(b.id));
        let mut archive = Archive::new();
        archive.take_in(late.split_off(100));
        let last = archive.dossier().briefs[7].clone();
        let left = archive.all_but(&[last.id]);
        archive.take_in(left);
        for portion in late.chunks(23) {
            archive.take_in(portion.to_vec());
        }
        archive.take_in(vec![last]);
        assert_eq!(format!("{at_once:?}"), format!("{:?}", archive.into_dossier()));
    }

    #[test]
    fn odd_days_are_no_trouble() {
        let mut briefs = press(20);
        for (i, brief) in briefs.iter_mut().enumerate() {
            match i % 3 {
                0 => brief.published = None,
                1 => {
                    let far = jiff::civil::Date::new(9999, 12, 31).expect("a date");
                    brief.published.iter_mut().for_each(|p| p.date = far);
                }
                _ => {}
            }
        }
        let dossier = collated(briefs.clone());
        assert_eq!(dossier.origins.of_article.len(), briefs.len());
        let in_stories: usize =
            dossier.stories.stories.iter().map(|s| s.articles.len()).sum();
        assert_eq!(in_stories, briefs.len());
    }

    #[test]
    fn a_thousand_articles_of_one_text_are_one_origin_and_one_report() {
        let one = |i: usize| {
            let mut brief = report(0);
            brief.id = Id::of([format!("paper {i}")]);
            brief
        };
        let dossier = collated((0..1000).map(one).collect());
        assert_eq!(dossier.origins.origins.len(), 1);
        let counted: Vec<(u32, u32)> =
            dossier.events.events.iter().map(|e| (e.n_articles, e.n_origins)).collect();
        assert_eq!(counted, [(1000, 1), (1000, 1)]);
    }
}

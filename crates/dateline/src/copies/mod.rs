//! Which articles carry one text: 40 reprints are one origin.
//!
//! Candidates come from an inverted index of fingerprints, each is verified by aligning the
//! two fingerprint sequences. Containment decides, not resemblance: a reprint cut to a third
//! is still the same text, two stories with the same background paragraphs are not.

mod align;
mod differences;
mod fingerprints;

use align::{Alignment, align};

pub use differences::{Difference, Strength, differences};
pub use fingerprints::fingerprints;

use crate::collate::Growth;
use crate::{Brief, Id};

/// Share of the shorter text that must stand in the longer one, in order, for both to be one
/// text. On the three stories with known copies reprints share .85 and more, follow-ups with
/// shared background .40 and less. Re-run `story.py copies` on all of them when it changes.
const SAME_TEXT: f32 = 0.6;
/// Below this much of the longer text the common part must begin near its top: dispatches
/// are cut from the end, digests take others in anywhere.
const MOST_OF_LONGER: f32 = 0.5;
/// "Near the top": share of the longer text.
const NEAR_TOP: f32 = 0.4;
/// A passage taken over: share of the shorter text, and words in one piece.
const EXCERPT: f32 = 0.4;
const EXCERPT_WORDS: u32 = 60;
/// A text with more words of its own than this, in a pair that is one text, is a version and
/// not merely a cut.
const OWN_WORDS: f32 = 0.12;
/// Texts shorter than this many words are one only if all of them agrees.
const SHORT_TEXT: u32 = 25;
/// A dispatch that was written anew keeps its place and the words at its top: both texts
/// begin, within so many words, with a common passage of so many words that is so much of the
/// shorter text. Follow-ups of another day share what stands at the end.
const TOP: u32 = 25;
const TOP_WORDS: u32 = 30;
const TOP_SHARE: f32 = 0.15;
/// Days within which a dispatch is written anew.
const ANEW_DAYS: i32 = 1;
/// Where a day is unknown: so much of the later text is a first take at most.
const FIRST_TAKE: f32 = 0.25;
/// Fingerprints that a candidate must share.
pub(crate) const SHARED_AT_LEAST: u32 = 3;
/// Articles looked at for each fingerprint, longest texts first. Keeps a thousand copies of
/// one text and formulae of a whole trade linear.
pub(crate) const POSTINGS_READ: usize = 48;
/// Candidates that are aligned for each article.
pub(crate) const CANDIDATES: usize = 12;

/// How the articles of a group are alike.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CopyKind {
    /// The same dispatch, whole or cut.
    Reprint,
    /// A later version of the same dispatch.
    Version,
    /// A passage taken over.
    Excerpt,
}

impl CopyKind {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            CopyKind::Reprint => "reprint",
            CopyKind::Version => "version",
            CopyKind::Excerpt => "excerpt",
        }
    }
}

/// Articles that carry one text.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Hash of its articles' identifiers.
    pub id: Id,
    /// The agency whose text it is, where one is credited.
    pub agency: Option<String>,
    /// Indices into [`crate::Dossier::briefs`], ascending.
    pub articles: Vec<u32>,
}

/// Articles that share text, and how.
#[derive(Clone, Debug)]
pub struct CopyGroup {
    /// Hash of kind and articles.
    pub id: Id,
    /// How they are alike.
    pub kind: CopyKind,
    /// Indices into [`crate::Dossier::briefs`], ascending.
    pub articles: Vec<u32>,
}

/// One article's text found in another's.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct CopyLink {
    /// Index of the article with the shorter text.
    pub shorter: u32,
    /// Index of the article with the longer text.
    pub longer: u32,
    /// How they are alike.
    pub kind: CopyKind,
    /// Share of the shorter text that stands in the longer one.
    pub contained: f32,
}

/// Origins of all articles.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// Every article stands in exactly one.
    pub origins: Vec<Origin>,
    /// Groups of two and more.
    pub copies: Vec<CopyGroup>,
    /// What the groups rest on: each article's text in a longer one.
    pub links: Vec<CopyLink>,
    /// For each article, the index of its origin.
    pub of_article: Vec<u32>,
}

impl Origins {
    /// Every article an origin of its own.
    #[cfg(test)]
    pub(crate) fn each_alone(briefs: &[Brief]) -> Self {
        assemble(briefs, &mut Groups::new(briefs.len()), Vec::new())
    }
}

/// Groups articles by the text they carry.
pub(crate) fn group(briefs: &[Brief]) -> Origins {
    let order = longest_first(briefs);
    let index = Index::build(briefs, &order);
    let mut groups = Groups::new(briefs.len());
    let mut links: Vec<CopyLink> = Vec::new();
    for rank in 1..order.len() {
        let shorter = order[rank];
        for candidate in index.candidates(briefs, &order, rank) {
            let longer = order[candidate];
            let pair = (&briefs[shorter as usize], &briefs[longer as usize]);
            let Some((kind, contained)) = compare(pair.0, pair.1) else { continue };
            if kind != CopyKind::Excerpt {
                groups.join(shorter, longer);
            }
            links.push(CopyLink { shorter, longer, kind, contained });
        }
    }
    links.sort_by_key(|link| (link.shorter, link.longer));
    assemble(briefs, &mut groups, links)
}

/// What a pair is, the shorter text first, with its share that stands in the longer one.
pub(crate) fn compare(a: &Brief, b: &Brief) -> Option<(CopyKind, f32)> {
    if a.n_words == b.n_words && a.n_words > 0 && a.fingerprints == b.fingerprints {
        return Some((CopyKind::Reprint, 1.0));
    }
    judge((a, b), align(&a.fingerprints, &b.fingerprints))
}

/// Whether two texts are one dispatch, sent once and written anew: one place, one day, no two
/// agencies, and the same words at the top.
fn is_written_anew(a: &Brief, b: &Brief, found: Alignment) -> bool {
    let town = |brief: &Brief| {
        let place = brief.dateline_place.as_deref()?;
        place.split(',').next().map(|town| town.trim().to_lowercase())
    };
    let (Some(here), Some(there)) = (town(a), town(b)) else { return false };
    let one_day = match (a.published, b.published) {
        (Some(x), Some(y)) => {
            x.date.since(y.date).is_ok_and(|s| s.get_days().abs() <= ANEW_DAYS)
        }
        // Where a day is unknown, a first take of a few lines is told from a follow-up.
        _ => a.n_words as f32 <= FIRST_TAKE * b.n_words as f32,
    };
    let two_agencies = matches!((&a.agency, &b.agency), (Some(x), Some(y)) if x != y);
    here == there
        && !two_agencies
        && one_day
        && found.first_a.max(found.first_b) <= TOP
        && found.first_words >= TOP_WORDS
        && found.first_words as f32 >= TOP_SHARE * a.n_words as f32
}

/// What a pair is, by its alignment, with the share of the shorter text in the longer one.
fn judge((a, b): (&Brief, &Brief), found: Alignment) -> Option<(CopyKind, f32)> {
    let contained = found.words as f32 / a.n_words.max(1) as f32;
    if a.n_words < SHORT_TEXT {
        return None;
    }
    let of_longer = found.words as f32 / b.n_words.max(1) as f32;
    let near_top = (found.first_b as f32) <= NEAR_TOP * b.n_words as f32;
    if contained >= SAME_TEXT && (of_longer >= MOST_OF_LONGER || near_top) {
        let kind = if 1.0 - contained > OWN_WORDS {
            CopyKind::Version
        } else {
            CopyKind::Reprint
        };
        return Some((kind, contained.min(1.0)));
    }
    if is_written_anew(a, b, found) {
        return Some((CopyKind::Version, contained.min(1.0)));
    }
    let excerpt = contained >= EXCERPT && found.longest >= EXCERPT_WORDS;
    excerpt.then_some((CopyKind::Excerpt, contained.min(1.0)))
}

/// Articles by length of text, longest first; a fixed order among equals.
fn longest_first(briefs: &[Brief]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..briefs.len() as u32).collect();
    order.sort_by_key(|&i| {
        let brief = &briefs[i as usize];
        (std::cmp::Reverse(brief.n_words), brief.id, i)
    });
    order
}

/// Which texts hold the fingerprints that more than one of them holds.
struct Index {
    /// Ranks of the texts that hold a fingerprint, ascending, one fingerprint after the other.
    ranks: Vec<u32>,
    /// Rank, where in `ranks` its fingerprint begins, and how many longer texts to read there;
    /// by rank.
    held: Vec<(u32, u32, u32)>,
}

impl Index {
    fn build(briefs: &[Brief], order: &[u32]) -> Self {
        let mut postings: Vec<(u32, u32)> = Vec::new();
        for (rank, &article) in order.iter().enumerate() {
            let hashes = briefs[article as usize].fingerprints.iter();
            postings.extend(hashes.map(|&(hash, _)| (hash, rank as u32)));
        }
        postings.sort_unstable();
        postings.dedup();
        let (mut ranks, mut held) = (Vec::new(), Vec::new());
        for run in postings.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
            let begins = ranks.len() as u32;
            let longer = |i: usize| i.min(POSTINGS_READ) as u32;
            held.extend((1..run.len()).map(|i| (run[i].1, begins, longer(i))));
            ranks.extend(run.iter().map(|p| p.1));
        }
        held.sort_unstable();
        Self { ranks, held }
    }

    /// Ranks of longer texts that share most fingerprints with the one at `rank`.
    fn candidates(&self, briefs: &[Brief], order: &[u32], rank: usize) -> Vec<usize> {
        let n_fingerprints = briefs[order[rank] as usize].fingerprints.len();
        let from = self.held.partition_point(|h| (h.0 as usize) < rank);
        let own = self.held[from..].iter().take_while(|h| h.0 as usize == rank);
        let mut hits: Vec<u32> = own
            .flat_map(|h| &self.ranks[h.1 as usize..(h.1 + h.2) as usize])
            .copied()
            .collect();
        hits.sort_unstable();
        let enough = (SHARED_AT_LEAST as usize).min(n_fingerprints);
        let mut counted: Vec<(usize, u32)> = hits
            .chunk_by(|a, b| a == b)
            .map(|run| (run.len(), run[0]))
            .filter(|&(n, _)| n >= enough)
            .collect();
        counted.sort_by_key(|&(n, rank)| (std::cmp::Reverse(n), rank));
        counted.truncate(CANDIDATES);
        counted.into_iter().map(|(_, rank)| rank as usize).collect()
    }
}

/// Articles that stood before and whose origin has now other articles, ascending.
pub(crate) fn moved(before: &Origins, now: &Origins, growth: &Growth) -> Vec<u32> {
    let mut out = Vec::new();
    for origin in &before.origins {
        let moved = |&a: &u32| growth.moved[a as usize];
        let first = moved(&origin.articles[0]);
        let same = &now.origins[now.of_article[first as usize] as usize];
        if !origin.articles.iter().map(moved).eq(same.articles.iter().copied()) {
            out.extend(origin.articles.iter().map(moved));
        }
    }
    out.sort_unstable();
    out
}

/// Disjoint groups of articles.
pub(crate) struct Groups {
    parent: Vec<u32>,
}

impl Groups {
    pub(crate) fn new(n: usize) -> Self {
        Self { parent: (0..n as u32).collect() }
    }

    pub(crate) fn root(&mut self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            let up = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = up;
            at = up;
        }
        at
    }

    /// Puts two groups together; the smaller index stays the root.
    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }

    /// The groups by their first member, members ascending.
    pub(crate) fn all(&mut self) -> Vec<Vec<u32>> {
        let mut of_root: Vec<Vec<u32>> = vec![Vec::new(); self.parent.len()];
        for i in 0..self.parent.len() as u32 {
            let root = self.root(i);
            of_root[root as usize].push(i);
        }
        of_root.retain(|group| !group.is_empty());
        of_root
    }
}

/// The origins of groups of articles that carry one text.
pub(crate) fn assemble(
    briefs: &[Brief],
    groups: &mut Groups,
    links: Vec<CopyLink>,
) -> Origins {
    let id_of =
        |articles: &[u32]| Id::of(articles.iter().map(|&a| briefs[a as usize].id.0));
    let mut origins = Origins { of_article: vec![0; briefs.len()], ..Origins::default() };
    for articles in groups.all() {
        for &article in &articles {
            origins.of_article[article as usize] = origins.origins.len() as u32;
        }
        let agency = agency_of(briefs, &articles);
        origins.origins.push(Origin { id: id_of(&articles), agency, articles });
    }
    let group_of = |kind: CopyKind, articles: Vec<u32>| {
        let ids = articles.iter().map(|&a| briefs[a as usize].id.0.to_vec());
        let id = Id::of(std::iter::once(kind.name().as_bytes().to_vec()).chain(ids));
        CopyGroup { id, kind, articles }
    };
    for (i, origin) in origins.origins.iter().enumerate() {
        if origin.articles.len() < 2 {
            continue;
        }
        let is_version = |link: &CopyLink| {
            link.kind == CopyKind::Version
                && origins.of_article[link.shorter as usize] == i as u32
        };
        let kind = if links.iter().any(is_version) {
            CopyKind::Version
        } else {
            CopyKind::Reprint
        };
        origins.copies.push(group_of(kind, origin.articles.clone()));
    }
    for link in links.iter().filter(|link| link.kind == CopyKind::Excerpt) {
        let of = |a: u32| origins.of_article[a as usize];
        if of(link.shorter) != of(link.longer) {
            let mut pair = vec![link.shorter, link.longer];
            pair.sort_unstable();
            origins.copies.push(group_of(CopyKind::Excerpt, pair));
        }
    }
    origins.links = links;
    origins
}

/// The agency credited most often in a group; the first by name among equals.
fn agency_of(briefs: &[Brief], articles: &[u32]) -> Option<String> {
    let named = || articles.iter().filter_map(|&a| briefs[a as usize].agency.as_deref());
    let count = |name: &str| named().filter(|other| *other == name).count();
    named()
        .max_by(|a, b| count(a).cmp(&count(b)).then_with(|| b.cmp(a)))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::tests::blank;

    /// Sentences of an invented dispatch; each differs from every other.
    fn dispatch(from: usize, to: usize) -> String {
        const SUBJECTS: &[&str] =
            &["The harbour board", "A crew member", "Divers", "The owner"];
        const ACTS: &[&str] =
            &["counted", "reported", "examined", "described", "ordered"];
        const THINGS: &[&str] =
            &["crates", "lamps", "ropes", "valves", "charts", "boats", "bells"];
        let one = |i: usize| {
            format!(
                "{} {} {} old {} near pier {} after the {} tide. ",
                SUBJECTS[i % 4],
                ACTS[i % 5],
                i * 7 + 3,
                THINGS[i % 7],
                i * i + 1,
                ["first", "second", "spring"][i % 3]
            )
        };
        (from..to).map(one).collect()
    }

    fn briefs(texts: &[String]) -> Vec<Brief> {
        let one = |(i, text): (usize, &String)| {
            let mut brief = blank(&format!("{i:03}"));
            let body = [crate::Span::new(0, text.len())];
            (brief.fingerprints, brief.n_words) = fingerprints(text, &body);
            brief
        };
        texts.iter().enumerate().map(one).collect()
    }

    #[track_caller]
    fn check(texts: &[String], expected: &[&[u32]]) {
        let found: Vec<Vec<u32>> =
            group(&briefs(texts)).origins.into_iter().map(|o| o.articles).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn cuts_of_one_dispatch_are_one_origin() {
        let edited =
            dispatch(0, 12).replace("second", "2nd").replace("Divers", "Frogmen");
        let texts = [dispatch(0, 30), dispatch(0, 9), dispatch(2, 20), edited];
        check(&texts, &[&[0, 1, 2, 3]]);
    }

    #[test]
    fn shared_background_is_no_copy() {
        let background = dispatch(40, 46);
        let texts = [dispatch(0, 14) + &background, dispatch(20, 34) + &background];
        check(&texts, &[&[0], &[1]]);
    }

    #[test]
    fn parts_of_a_digest_stay_apart() {
        let digest = dispatch(0, 8) + &dispatch(30, 38) + &dispatch(60, 68);
        let texts = [digest, dispatch(60, 68)];
        check(&texts, &[&[0], &[1]]);
        let found = group(&briefs(&texts));
        assert_eq!(found.copies[0].kind, CopyKind::Excerpt);
    }

    #[test]
    fn a_dispatch_written_anew_is_a_version() {
        let top = dispatch(60, 63);
        let texts = [
            top.clone() + &dispatch(0, 40),
            top.clone() + &dispatch(70, 76),
            top + &dispatch(80, 87),
        ];
        check(&texts, &[&[0], &[1], &[2]]);
        let mut briefs = briefs(&texts);
        for brief in &mut briefs[..2] {
            brief.dateline_place = Some("OSTERBY, Norland".into());
        }
        let found = group(&briefs);
        assert_eq!((found.origins.len(), found.copies[0].kind), (2, CopyKind::Version));
        briefs[1].agency = Some("Norpress".into());
        briefs[0].agency = Some("Balt News".into());
        assert_eq!(group(&briefs).origins.len(), 3);
    }

    #[test]
    fn one_phrase_repeated_is_cheap() {
        let texts = [
            "the old ferry left the old pier again ".repeat(3000),
            "the old ferry left the old pier again ".repeat(2000),
        ];
        assert_eq!(group(&briefs(&texts)).of_article.len(), 2);
    }

    #[test]
    fn a_thousand_copies_are_one_origin() {
        check(&vec![dispatch(0, 20); 1000], &[&(0..1000).collect::<Vec<u32>>()]);
    }

    #[test]
    fn short_texts_must_agree_wholly() {
        let texts = ["Subscribers only.", "Subscribers only.", "Subscribers now."];
        check(&texts.map(str::to_owned), &[&[0, 1], &[2]]);
        check(&[String::new(), String::new()], &[&[0], &[1]]);
    }
}

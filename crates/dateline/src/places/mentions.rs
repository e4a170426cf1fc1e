//! Finding the words that name places: the longest run of capitalised words that the
//! gazetteer knows, unless it belongs to a person or is a common word.

use std::collections::BTreeSet;

use dateline_data::gazetteer::fold;

use crate::{NameClass, Place, PlacePrecision, Source, Span, Text, Upos};

use super::{
    gazetteer::{Candidate, Gazetteer},
    may_hold_place,
    words::{Word, is_article, joined, scan},
};

/// Words that name a place, before it is decided which.
pub(super) struct Found {
    pub(super) span: Span,
    /// The words, on one line.
    pub(super) name: String,
    /// Folded name: mentions with the same one mean the same place.
    pub(super) key: String,
    /// What it may mean; empty where only the name is known.
    pub(super) candidates: Vec<Candidate>,
    /// The following mention that is said to hold this one ("Paris, Texas").
    pub(super) within: Option<usize>,
    /// It is an abbreviation or name that only says where the town before it lies.
    pub(super) holds: bool,
    /// The precision to state where the gazetteer has no such place.
    pub(super) unknown: Option<PlacePrecision>,
}

/// Longest name, in words.
const LONGEST: usize = 6;

/// Finds the names of places in all sentences.
pub(super) fn find(source: &Source, text: &Text, gazetteer: &Gazetteer) -> Vec<Found> {
    let surnames = surnames(source, text);
    let mut finder = Finder { source, text, gazetteer, surnames, out: Vec::new() };
    for sentence in &text.sentences {
        let words = scan(&source.text, sentence.span);
        finder.sentence(&words);
    }
    finder.names_only();
    finder.out.sort_by_key(|found| found.span);
    link_containers(&source.text, &mut finder.out);
    finder.out
}

/// The places that a short string may name ("LEXINGTON, Ky.", "Limfjord Ledger").
pub(super) fn names_in(value: &str, gazetteer: &Gazetteer) -> Vec<Vec<Candidate>> {
    let words = scan(value, Span::new(0, value.len()));
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let matched = (1..=LONGEST.min(words.len() - at)).rev().find_map(|n| {
            let span = Span::new(words[at].start, words[at + n - 1].end);
            let candidates = gazetteer.candidates(span.of(value));
            let common = n == 1 && gazetteer.is_common(&fold(span.of(value)));
            (!candidates.is_empty() && !common).then_some((n, candidates))
        });
        if let Some((n, candidates)) = matched {
            out.push(candidates);
            at += n;
        } else {
            at += 1;
        }
    }
    out
}

/// Family names of the people of the text: a bare one is them, not a town.
fn surnames(source: &Source, text: &Text) -> BTreeSet<String> {
    let people = text.names.iter().filter(|name| name.class == NameClass::Per);
    people
        .filter_map(|name| {
            let words: Vec<&str> =
                name.span.of(&source.text).split_whitespace().collect();
            (words.len() > 1).then(|| fold(words.last().copied().unwrap_or("")))
        })
        .collect()
}

struct Finder<'a> {
    source: &'a Source,
    text: &'a Text,
    gazetteer: &'a Gazetteer,
    surnames: BTreeSet<String>,
    out: Vec<Found>,
}

/// A word right after a name that makes it another thing's: a road, a newspaper.
const ROADS: &[&str] = &[
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "drive",
    "dr",
    "lane",
    "ln",
    "blvd",
    "boulevard",
    "highway",
    "hwy",
    "parkway",
    "pkwy",
    "court",
    "ct",
    "terrace",
    "pike",
    "turnpike",
    "route",
    "way",
    "alley",
    "expressway",
    "freeway",
];
const PAPERS: &[&str] = &[
    "times",
    "post",
    "herald",
    "tribune",
    "gazette",
    "journal",
    "chronicle",
    "courier",
    "examiner",
    "observer",
    "telegraph",
    "globe",
    "inquirer",
    "dispatch",
    "daily",
    "sentinel",
    "register",
    "bulletin",
    "review",
    "mirror",
    "express",
    "monitor",
];
/// Words before a name that is a place's.
const IN: &[&str] = &[
    "in",
    "at",
    "near",
    "from",
    "to",
    "of",
    "outside",
    "around",
    "across",
    "toward",
    "towards",
    "into",
    "inside",
    "throughout",
    "visiting",
    "southern",
    "northern",
    "eastern",
    "western",
    "central",
    "downtown",
];
/// Words after which a county or river is named.
const BEFORE_WATER: &[&str] = &["lake", "river", "mt", "mount", "loch", "lough"];
const WATERS: &[&str] =
    &["river", "creek", "lake", "bay", "mountain", "mountains", "valley", "reservoir"];

impl Finder<'_> {
    fn sentence(&mut self, words: &[Word]) {
        let mut at = 0;
        while at < words.len() {
            at += self.match_at(words, at).max(1);
        }
    }

    /// Tries the longest name first; returns how many words it took.
    fn match_at(&mut self, words: &[Word], at: usize) -> usize {
        let text = self.source.text.as_str();
        if !words[at].capital && !is_article(&text[words[at].start..words[at].end]) {
            return 0;
        }
        if let Some(n) = self.abbreviation(words, at) {
            return n;
        }
        for n in (1..=LONGEST.min(words.len() - at)).rev() {
            let last = words[at + n - 1];
            if !last.capital || !joined(text, &words[at..at + n]) {
                continue;
            }
            let span = Span::new(words[at].start, last.end);
            let key = fold(span.of(text));
            if !self.gazetteer.knows(&key) || !self.is_place(words, at, n, span, &key) {
                continue;
            }
            let candidates = self.gazetteer.candidates(span.of(text));
            if candidates.is_empty() {
                continue;
            }
            self.out.push(found(text, span, key, candidates));
            return n;
        }
        0
    }

    /// "Ill." or "TX" after a town and a comma.
    fn abbreviation(&mut self, words: &[Word], at: usize) -> Option<usize> {
        let text = self.source.text.as_str();
        let before = at.checked_sub(1).map(|b| words[b])?;
        let between = text.get(before.end..words[at].start)?;
        if between.trim() != "," || !before.capital {
            return None;
        }
        let mut end = words[at].end;
        let with_point = text[end..].starts_with('.');
        let exact = |end: usize| self.gazetteer.abbreviated(&text[words[at].start..end]);
        let candidate = match exact(end + usize::from(with_point)) {
            Some(candidate) => {
                end += usize::from(with_point);
                candidate
            }
            None => exact(end)?,
        };
        let span = Span::new(words[at].start, end);
        let key = format!("{}#", fold(span.of(text)));
        self.out.push(found(text, span, key, vec![candidate]));
        Some(1)
    }

    /// Whether a known name is a place's here.
    fn is_place(
        &self,
        words: &[Word],
        at: usize,
        n: usize,
        span: Span,
        key: &str,
    ) -> bool {
        let text = self.source.text.as_str();
        let lower = |i: usize| {
            words.get(i).map_or(String::new(), |w| fold(&text[w.start..w.end]))
        };
        let next_capital = words.get(at + n).is_some_and(|w| {
            w.capital && text[words[at + n - 1].end..w.start].trim().is_empty()
        });
        let next = if next_capital { lower(at + n) } else { String::new() };
        if ROADS.contains(&next.as_str()) {
            return false;
        }
        let before = at.checked_sub(1).map(lower).unwrap_or_default();
        let name = self.text.names.iter().find(|name| name.span.overlaps(span));
        let contained = self.is_contained(words, at + n);
        match name {
            Some(name) if !may_hold_place(name.class) => {
                return contained
                    || (name.span == span && IN.contains(&before.as_str()) && n > 1);
            }
            Some(name) if PAPERS.contains(&last_word(name.span.of(text)).as_str()) => {
                return false;
            }
            _ => {}
        }
        let placed = IN.contains(&before.as_str());
        if WATERS.contains(&next.as_str()) || BEFORE_WATER.contains(&before.as_str()) {
            return false;
        }
        if self.surnames.contains(key) && !placed && !contained {
            return false;
        }
        if n == 1 && self.gazetteer.is_common(key) {
            let is_loc =
                name.is_some_and(|m| m.class == NameClass::Loc && m.span == span);
            return contained || (is_loc && placed);
        }
        name.is_some() || contained || placed || self.stands_alone(key)
    }

    /// Whether a province or country follows after a comma.
    fn is_contained(&self, words: &[Word], next: usize) -> bool {
        let text = self.source.text.as_str();
        let (Some(word), Some(last)) = (words.get(next), words.get(next - 1)) else {
            return false;
        };
        if text[last.end..word.start].trim() != "," || !word.capital {
            return false;
        }
        let short = &text[word.start..word.end];
        if self.gazetteer.abbreviated(short).is_some()
            || self.gazetteer.abbreviated(&format!("{short}.")).is_some()
        {
            return true;
        }
        (1..=3.min(words.len() - next)).any(|n| {
            let span = Span::new(word.start, words[next + n - 1].end);
            self.gazetteer.candidates(span.of(text)).iter().any(|c| {
                !c.adjective
                    && !c.alternate
                    && matches!(
                        c.precision,
                        PlacePrecision::Country | PlacePrecision::Region
                    )
            })
        })
    }

    /// Names that need no support: countries, provinces, large towns.
    fn stands_alone(&self, key: &str) -> bool {
        self.gazetteer.candidates_of(key).iter().any(|c| {
            c.precision != PlacePrecision::City && !c.county
                || (c.population >= 100_000 && !c.alternate)
        })
    }

    /// Adds the network's places that the gazetteer does not know.
    fn names_only(&mut self) {
        let text = self.source.text.as_str();
        for name in self.text.names.iter().filter(|n| n.class == NameClass::Loc) {
            if self.out.iter().any(|found| found.span.overlaps(name.span)) {
                continue;
            }
            let last = last_word(name.span.of(text));
            let precision = if WATERS.contains(&last.as_str()) {
                PlacePrecision::Area
            } else {
                PlacePrecision::Point
            };
            let key = fold(name.span.of(text));
            if key.len() < 3 || self.gazetteer.is_common(&key) {
                continue;
            }
            let unknown = Some(precision);
            self.out.push(Found { unknown, ..found(text, name.span, key, Vec::new()) });
        }
    }
}

fn found(text: &str, span: Span, key: String, candidates: Vec<Candidate>) -> Found {
    let name = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    Found { span, name, key, candidates, within: None, holds: false, unknown: None }
}

fn last_word(name: &str) -> String {
    fold(name.split_whitespace().last().unwrap_or(""))
}

/// Links a town to the province or country that follows it after a comma or in brackets.
fn link_containers(text: &str, all: &mut [Found]) {
    for idx in 1..all.len() {
        let between = text
            .get(all[idx - 1].span.end as usize..all[idx].span.start as usize)
            .unwrap_or("x");
        if !matches!(between.trim(), "," | "(" | "" | "in") || between.contains('\n') {
            continue;
        }
        let (inner, outer) = (&all[idx - 1], &all[idx]);
        let held = inner
            .candidates
            .iter()
            .any(|c| !c.adjective && outer.candidates.iter().any(|o| holds(o, c)));
        let abbreviation = outer.key.ends_with('#');
        if abbreviation || (held && !between.trim().is_empty()) {
            all[idx - 1].within = Some(idx);
            all[idx].holds = true;
        }
    }
}

/// Whether `outer` is an area that holds `inner`.
pub(super) fn holds(outer: &Candidate, inner: &Candidate) -> bool {
    if outer.referent == inner.referent || outer.adjective {
        return false;
    }
    match outer.precision {
        PlacePrecision::Country => outer.country == inner.country,
        PlacePrecision::Region if outer.county => outer.admin2 == inner.admin2,
        PlacePrecision::Region if outer.admin1 != u16::MAX => {
            outer.admin1 == inner.admin1
        }
        _ => false,
    }
}

/// Verbs with which a capital stands for its government.
const ACTS: &[&str] = &[
    "say",
    "tell",
    "accuse",
    "warn",
    "deny",
    "announce",
    "reject",
    "agree",
    "refuse",
    "insist",
    "demand",
    "call",
    "urge",
    "condemn",
    "criticize",
    "criticise",
    "welcome",
    "impose",
    "threaten",
    "offer",
    "propose",
    "sign",
    "recognize",
    "recognise",
    "claim",
    "want",
    "seek",
    "support",
    "back",
    "oppose",
    "launch",
    "send",
    "withdraw",
    "expel",
    "ban",
    "approve",
    "respond",
    "retaliate",
    "vow",
    "pledge",
    "promise",
    "fear",
    "hope",
    "believe",
    "consider",
    "declare",
    "deploy",
    "attack",
    "invade",
    "maintain",
    "argue",
    "acknowledge",
    "admit",
    "confirm",
    "summon",
    "recall",
    "suspend",
    "lift",
    "veto",
    "test",
    "fire",
    "supply",
    "provide",
    "block",
    "cut",
    "strike",
    "view",
    "regard",
];

/// Whether a place is spoken of as one who acts.
pub(super) fn acts(mention: &Found, text: &Text, place: &Place) -> bool {
    let state = place.precision == PlacePrecision::Country;
    let capital = place.precision == PlacePrecision::City;
    if !state && !capital || mention.within.is_some() {
        return false;
    }
    let tokens = text.tokens_in(mention.span);
    tokens.clone().any(|i| {
        let token = &text.tokens[i];
        let Some(head) = token.head.filter(|h| !tokens.contains(&(h.0 as usize))) else {
            return false;
        };
        let verb = text.token(head);
        let subject = token.deprel == "nsubj" || token.deprel == "obl:agent";
        subject
            && verb.upos == Upos::Verb
            && (state || ACTS.contains(&verb.lemma.as_ref()))
    })
}

//! Finding the words that name places: the longest run of capitalised words that the
//! gazetteer knows, unless it belongs to a person or is a common word.

use std::collections::BTreeSet;

use dateline_data::gazetteer::fold;

use crate::{NameClass, NameSpan, PlacePrecision, Source, Span, Text, actors};

use super::{
    containment,
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

/// A town of this size is meant even inside a name that is not known as a whole.
const WELL_KNOWN: u32 = 30_000;
/// A town of this size may be what the network took for a person.
const TOWN: u32 = 2_000;

/// Longest name, in words.
const LONGEST: usize = 6;

/// Finds the names of places in all sentences.
pub(super) fn find(
    source: &Source,
    text: &Text,
    gazetteer: &Gazetteer,
    organisations: &actors::Knowledge,
) -> Vec<Found> {
    let mut finder = Finder {
        source,
        text,
        gazetteer,
        organisations,
        people: names_of_people(source, text),
        alone: names_alone(source, text),
        out: Vec::new(),
    };
    for sentence in &text.sentences {
        let words = scan(&source.text, sentence.span);
        finder.sentence(&words);
    }
    finder.names_only();
    finder.out.sort_by_key(|found| found.span);
    containment::link(&source.text, &mut finder.out);
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

/// The words of the people's full names: a bare one is them, not a town.
fn names_of_people(source: &Source, text: &Text) -> BTreeSet<String> {
    let people = text.names.iter().filter(|name| name.class == NameClass::Per);
    people
        .map(|name| name.span.of(&source.text).split_whitespace())
        .filter(|words| words.clone().count() > 1)
        .flat_map(|words| words.map(fold))
        .collect()
}

/// Names of other things that stand alone somewhere: such a one is known to be a name.
fn names_alone(source: &Source, text: &Text) -> BTreeSet<String> {
    let others = text.names.iter().filter(|name| may_hold_place(name.class));
    others.map(|name| fold(name.span.of(&source.text))).collect()
}

struct Finder<'a> {
    source: &'a Source,
    text: &'a Text,
    gazetteer: &'a Gazetteer,
    organisations: &'a actors::Knowledge,
    people: BTreeSet<String>,
    alone: BTreeSet<String>,
    out: Vec<Found>,
}

/// What stands around a name.
struct Setting<'a> {
    /// The word before, folded.
    before: String,
    /// The capitalised word right after, folded.
    next: String,
    /// The network's name that covers it.
    name: Option<&'a NameSpan>,
    /// A province or country follows after a comma.
    contained: bool,
}

impl Finder<'_> {
    fn sentence(&mut self, words: &[Word]) {
        let mut at = 0;
        while at < words.len() {
            at += self.match_at(words, at).max(1);
        }
    }

    fn word(&self, words: &[Word], at: usize) -> &str {
        words.get(at).map_or("", |w| &self.source.text[w.start..w.end])
    }

    /// Tries the longest name first; returns how many words it took.
    fn match_at(&mut self, words: &[Word], at: usize) -> usize {
        let text = self.source.text.as_str();
        if !words[at].capital && !is_article(self.word(words, at)) {
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
            let mut key = fold(span.of(text));
            if !self.gazetteer.knows(&key) || !self.is_place(words, at, n, span, &key) {
                continue;
            }
            let mut candidates = self.gazetteer.candidates(span.of(text));
            if let Some(counties) = self.counties(words, at + n, span) {
                key.push_str(" county");
                candidates = counties;
            }
            if candidates.is_empty() {
                continue;
            }
            self.out.push(found(text, span, key, candidates));
            return n;
        }
        0
    }

    /// "Ill." or "TX" after a town and a comma, after "R-", or, where it can be nothing
    /// else ("N.J."), anywhere.
    fn abbreviation(&mut self, words: &[Word], at: usize) -> Option<usize> {
        let text = self.source.text.as_str();
        let before = at.checked_sub(1).map(|b| words[b]);
        let between = before.map_or("", |b| &text[b.end..words[at].start]);
        let after_town = between.trim() == "," && before.is_some_and(|b| b.capital);
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
        let short = &text[words[at].start..end];
        let initials = short.ends_with('.') && short.matches('.').count() > 1;
        let alone = short.ends_with('.') && self.gazetteer.is_cue("alone", &fold(short));
        if !after_town && !initials && !alone && !self.after_party(words, at) {
            return None;
        }
        let span = Span::new(words[at].start, end);
        let mark = if after_town { "#" } else { "" };
        let key = format!("{}.{mark}", fold(span.of(text)));
        self.out.push(found(text, span, key, vec![candidate]));
        Some(1)
    }

    /// Whether "R-" or "D-" stands right before.
    fn after_party(&self, words: &[Word], at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let text = self.source.text.as_str();
        &text[words[before].end..words[at].start] == "-"
            && self.gazetteer.is_cue("party", &fold(self.word(words, before)))
    }

    /// "Holm, Berg and Vik counties": the county that a name of such a list means.
    fn counties(
        &self,
        words: &[Word],
        next: usize,
        span: Span,
    ) -> Option<Vec<Candidate>> {
        let text = self.source.text.as_str();
        let plural = words[next..].iter().take(24).find(|w| {
            let word = &text[w.start..w.end];
            !w.capital && word != "and" && word != "or"
        })?;
        let word = &text[plural.start..plural.end];
        if !matches!(word, "counties" | "parishes") {
            return None;
        }
        let one = if word == "counties" { "County" } else { "Parish" };
        let all = self.gazetteer.candidates(&format!("{} {one}", span.of(text)));
        (!all.is_empty()).then_some(all)
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
        let setting = self.setting(words, at, n, span);
        let Setting { before, next, name, contained } = &setting;
        let cue = |list: &str, word: &str| self.gazetteer.is_cue(list, word);
        let placed = cue("in", before) || self.after_party(words, at);
        let by_hand = self.gazetteer.is_by_hand(key);
        if self.counties(words, at + n, span).is_some() {
            return true;
        }
        if cue("never", key) || !by_hand && self.organisations.knows(span.of(text)) {
            return false;
        }
        if cue("given", key)
            && !self.after_party(words, at)
            && !self.given_name_is_place(&setting, span)
        {
            return false;
        }
        if cue("roads", next) && !(by_hand && next == "highway") {
            return false;
        }
        let whole = name.is_some_and(|m| m.span == span);
        if let Some(name) = name {
            if !may_hold_place(name.class) {
                let surely = whole && cue("surely in", before);
                // The network takes a bare name for a person's; nobody here is called so.
                let unknown = whole && !self.people.contains(key) && self.is_town(key);
                return *contained
                    || surely
                    || (whole && by_hand)
                    || (unknown && !self.is_titled(words, at))
                    || self.after_party(words, at);
            }
            if !whole && cue("papers", &last_word(name.span.of(text))) {
                return false;
            }
            if !whole && !by_hand && !self.is_generic_but(name, span, key)
                || name.class == NameClass::Norp && !by_hand
                || name.class == NameClass::Org && !by_hand && self.ends_name(name, span)
            {
                return *contained;
            }
        }
        if cue("water", next) && !name.is_some_and(|m| m.span.end == span.end)
            || cue("before water", before) && !by_hand
        {
            return false;
        }
        let is_loc = whole && name.is_some_and(|m| m.class == NameClass::Loc);
        if self.people.contains(key) && !placed && !contained && !by_hand && !is_loc {
            return false;
        }
        if n == 1 && !by_hand && self.gazetteer.is_common(key) {
            return *contained || (is_loc && placed);
        }
        name.is_some() || *contained || placed || self.stands_alone(key)
    }

    /// Whether a given name stands for a place: the network says so, or a province follows.
    fn given_name_is_place(&self, setting: &Setting<'_>, span: Span) -> bool {
        let whole = setting.name.filter(|m| m.span == span);
        let named = setting
            .name
            .is_some_and(|m| m.class == NameClass::Org || m.class == NameClass::Facility);
        let placed = self.gazetteer.is_cue("in", &setting.before);
        setting.contained
            || whole.is_some_and(|m| m.class == NameClass::Loc)
            || (named && whole.is_none())
            || (placed && setting.next.is_empty() && setting.name.is_none())
            || setting.next == "county"
    }

    /// Whether an organisation's name of several words ends with a single word that says
    /// what it is, not where ("Taco Bell", but "Bank of Bergen").
    fn ends_name(&self, name: &NameSpan, span: Span) -> bool {
        let text = self.source.text.as_str();
        if name.span.end != span.end || name.span.start == span.start {
            return false;
        }
        let before =
            text.get(name.span.start as usize..span.start as usize).unwrap_or("");
        let last = fold(before.split([' ', '\n']).rfind(|w| !w.is_empty()).unwrap_or(""));
        !self.gazetteer.is_cue("generic", &last)
            && !self.gazetteer.is_cue("in", &last)
            && !before.trim_end().ends_with(',')
    }

    fn setting(&self, words: &[Word], at: usize, n: usize, span: Span) -> Setting<'_> {
        let text = self.source.text.as_str();
        let next_capital = words.get(at + n).is_some_and(|w| {
            w.capital && text[words[at + n - 1].end..w.start].trim().is_empty()
        });
        let next =
            if next_capital { fold(self.word(words, at + n)) } else { String::new() };
        Setting {
            before: at
                .checked_sub(1)
                .map_or(String::new(), |b| fold(self.word(words, b))),
            next,
            name: self.text.names.iter().find(|name| name.span.overlaps(span)),
            contained: self.is_contained(words, at + n),
        }
    }

    /// Whether a name says nothing right beside `span` that would make it another place
    /// ("Bergen Harbour", not "Bergen Grove"). Organisations hold places freely, and well
    /// known towns are themselves.
    fn is_generic_but(&self, name: &NameSpan, span: Span, key: &str) -> bool {
        if name.class != NameClass::Loc || key.contains(' ') || self.alone.contains(key) {
            return true;
        }
        let text = self.source.text.as_str();
        let (start, end) = (name.span.start as usize, name.span.end as usize);
        let before = text.get(start..span.start as usize).unwrap_or("");
        let after = text.get(span.end as usize..end).unwrap_or("");
        // What a comma parts is another name.
        let before = before.rsplit(',').next().unwrap_or("");
        let after = after.split(',').next().unwrap_or("");
        let generic =
            [before, after].iter().flat_map(|p| p.split_whitespace()).all(|word| {
                let word = fold(word);
                let word = word.trim();
                word.is_empty()
                    || word == "s"
                    || word.parse::<u32>().is_ok()
                    || self.gazetteer.is_cue("generic", word)
            });
        generic || (key.len() > 3 && self.largest(key) >= WELL_KNOWN)
    }

    /// Inhabitants of the largest town that usually bears the name.
    fn largest(&self, key: &str) -> u32 {
        let all = self.gazetteer.candidates_of(key).into_iter();
        let towns = all.filter(|c| !c.alternate && c.precision == PlacePrecision::City);
        towns.map(|c| c.population).max().unwrap_or(0)
    }

    /// Whether a name that is no common word is some town's.
    fn is_town(&self, key: &str) -> bool {
        key.len() > 3 && !self.gazetteer.is_common(key) && self.largest(key) >= TOWN
    }

    /// Whether a title stands right before ("Mr.", "Capt.").
    fn is_titled(&self, words: &[Word], at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let between = &self.source.text[words[before].end..words[at].start];
        words[before].capital && matches!(between, ". " | " ")
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
            let precision = if self.gazetteer.is_cue("water", &last) {
                PlacePrecision::Area
            } else {
                PlacePrecision::Point
            };
            let key = fold(name.span.of(text));
            let words = name.span.of(text);
            if key.len() < 3
                || self.gazetteer.is_common(&key)
                || self.gazetteer.is_cue("never", &key)
                || self.organisations.knows(words)
                || !words.starts_with(char::is_uppercase)
                || self.people.contains(&key)
            {
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

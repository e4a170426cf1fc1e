//! Names of the whole text at once: titles cut off, mentions of one name vote on its class,
//! surnames found again, sums of money.

use std::collections::BTreeMap;
use std::ops::Range;

use super::known::Known;
use super::network::{CLASSES, NameAnalysis};
use super::{NameSpan, Text, TokenIdx, Upos};
use crate::NameClass;

/// Words before a person's name that are no part of it.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mme",
    "dr",
    "prof",
    "professor",
    "justice",
    "judge",
    "president",
    "minister",
    "senator",
    "sen",
    "rep",
    "gov",
    "governor",
    "gen",
    "general",
    "col",
    "colonel",
    "sgt",
    "capt",
    "captain",
    "lt",
    "king",
    "queen",
    "prince",
    "princess",
    "pope",
    "chancellor",
    "ambassador",
    "secretary",
    "premier",
    "mayor",
    "sheikh",
    "sheik",
    "sultan",
    "emperor",
    "ayatollah",
    "bishop",
    "archbishop",
    "cardinal",
    "rev",
    "former",
    "chief",
    "speaker",
    "congressman",
    "congresswoman",
    "councillor",
    "engr",
    "alhaji",
    "datuk",
    "shri",
    "hon",
];

/// Titles that only people have.
const HONORIFICS: &[&str] =
    &["mr", "mrs", "ms", "miss", "mme", "dr", "prof", "professor", "sir", "sen", "rep"];

/// Last words that make a name of several words a building's or road's.
const FACILITIES: &[&str] = &[
    "airport",
    "bridge",
    "hospital",
    "stadium",
    "museum",
    "street",
    "road",
    "avenue",
    "highway",
    "boulevard",
    "mosque",
    "cathedral",
    "church",
    "station",
    "tower",
    "palace",
    "castle",
    "port",
    "harbour",
    "harbor",
    "market",
    "prison",
    "mall",
    "hotel",
    "arena",
    "terminal",
    "tunnel",
    "dam",
    "cemetery",
    "temple",
    "monastery",
    "library",
    "theatre",
    "theater",
    "square",
];

/// Places that are written in capitals; other words in capitals are rarely places.
const CAPITAL_PLACES: &[&str] = &[
    "US", "USA", "UK", "UAE", "DRC", "DR", "PNG", "KSA", "LA", "DC", "NYC", "GB", "NZ",
    "HK", "USSR", "GDR", "DPRK", "ROK", "PRC", "NSW", "BC",
];

/// Words that mean no place or body when they stand alone.
const GENERIC: &[&str] = &["Kingdom", "Republic", "God"];

/// Signs and words of money.
const CURRENCY_SIGNS: &[&str] = &[
    "$", "£", "€", "¥", "₹", "₦", "₩", "US$", "A$", "C$", "HK$", "NZ$", "S$", "R$", "Rs",
    "Rs.", "RM", "KD", "GH¢", "USD", "EUR", "GBP",
];
const CURRENCIES: &[&str] = &[
    "dollars", "euros", "pounds", "yen", "yuan", "rupees", "roubles", "rubles", "francs",
    "won", "naira", "pesos", "riyals", "dirhams", "rand", "cents", "dollar", "euro",
];
const MAGNITUDES: &[&str] = &[
    "hundred", "thousand", "million", "billion", "trillion", "m", "bn", "crore", "lakh",
];

/// Votes of a name's mentions, by class.
type Votes = [f32; CLASSES.len()];

/// A name before the text's others have been heard.
struct Candidate {
    tokens: Range<u32>,
    votes: Votes,
    score: f32,
}

/// The names of a text, from those that the network found sentence by sentence (with the
/// index of their sentence's first token).
pub(super) fn settle(
    letters: &str,
    text: &Text,
    found: Vec<(u32, NameAnalysis)>,
    known: &Known,
) -> Vec<NameSpan> {
    let word = |token: u32| text.token(TokenIdx(token)).span.of(letters);
    let mut candidates: Vec<Candidate> = Vec::with_capacity(found.len());
    for (start, name) in found {
        let mut tokens = start + name.words.start as u32..start + name.words.end as u32;
        let mut votes = name.classes;
        let before = tokens.start.checked_sub(1).filter(|_| name.words.start > 0);
        let first = word(tokens.start);
        let honored = is_one_of(HONORIFICS, first)
            || before.is_some_and(|t| is_one_of(HONORIFICS, word(t)));
        if honored {
            votes[0] += HONORED;
        }
        if honored || name.class == NameClass::Per {
            tokens.start += titles(tokens.clone().map(word));
        }
        let address =
            tokens.clone().map(word).any(|w| w.contains("://") || w.contains("www."));
        let generic = tokens.len() == 1 && GENERIC.contains(&word(tokens.start));
        if !tokens.is_empty() && !address && !generic {
            candidates.push(Candidate { tokens, votes, score: name.score });
        }
    }
    let key = |tokens: &Range<u32>| -> Vec<&str> { tokens.clone().map(word).collect() };
    let mut ballots: BTreeMap<Vec<&str>, Votes> = BTreeMap::new();
    for c in &candidates {
        add(ballots.entry(key(&c.tokens)).or_default(), &c.votes);
    }
    let people = people(&ballots);
    let mut out = Vec::with_capacity(candidates.len());
    for c in &candidates {
        let words = key(&c.tokens);
        let mut votes = ballots[&words];
        if let [single] = words[..] {
            votes[0] += people.get(single).copied().unwrap_or(0.0);
        }
        let written = words.join(" ");
        if let Some(class) = known.class(&written) {
            votes[class_index(class)] += KNOWN;
        }
        let class = CLASSES[best(&votes)];
        let class = match words[..] {
            [single] => {
                let token = text.token(TokenIdx(c.tokens.start));
                let line = text.sentences[token.sentence.0 as usize].tokens.clone();
                let in_capitals =
                    !line.map(word).any(|w| w.chars().any(char::is_lowercase));
                class_of_word(token.upos, single, class, in_capitals)
            }
            _ if is_facility(&words, class) => NameClass::Facility,
            _ => class,
        };
        out.push((c.tokens.clone(), class, c.score));
    }
    let mut taken = vec![false; text.tokens.len()];
    for (tokens, _, _) in &out {
        taken[tokens.start as usize..tokens.end as usize].fill(true);
    }
    out.extend(surnames(text, &taken, &people, word));
    out.extend(acronyms(text, &taken, known, word));
    out.extend(money(text, &taken, word));
    out.sort_by_key(|(tokens, _, _)| tokens.start);
    out.dedup_by(|later, earlier| later.0.start < earlier.0.end);
    out.into_iter()
        .map(|(tokens, class, score)| {
            let first = text.token(TokenIdx(tokens.start)).span;
            let span = first.cover(text.token(TokenIdx(tokens.end - 1)).span);
            NameSpan { span, tokens, class, score }
        })
        .collect()
}

/// Number of titles at the head of a name.
fn titles<'t>(words: impl Iterator<Item = &'t str>) -> u32 {
    words.take_while(|w| is_one_of(TITLES, w)).count() as u32
}

/// Whether a word stands in a list, with or without its stop.
fn is_one_of(list: &[&str], word: &str) -> bool {
    list.contains(&word.trim_end_matches('.').to_lowercase().as_str())
}

/// Votes for a person that an honorific is worth.
const HONORED: f32 = 3.0;

fn add(votes: &mut Votes, more: &Votes) {
    for (v, m) in votes.iter_mut().zip(more) {
        *v += m;
    }
}

fn best(votes: &Votes) -> usize {
    (1..votes.len()).fold(0, |a, b| if votes[b] > votes[a] { b } else { a })
}

/// What the writing of a one-word name says of its class: *PTI* is no place or person,
/// *Ugandan* as an adjective no place.
fn class_of_word(
    upos: Upos,
    word: &str,
    class: NameClass,
    in_capitals: bool,
) -> NameClass {
    if !matches!(class, NameClass::Loc | NameClass::Per) {
        return class;
    }
    if CAPITAL_PLACES.contains(&word) {
        return NameClass::Loc;
    }
    let capitals = (2..=6).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_uppercase())
        && !in_capitals;
    let adjective = upos == Upos::Adj && word.chars().skip(1).all(char::is_lowercase);
    match (capitals, adjective) {
        (true, _) => NameClass::Org,
        (_, true) => NameClass::Norp,
        _ => class,
    }
}

/// Last words of people named in full, with the votes for their being people.
fn people<'t>(ballots: &BTreeMap<Vec<&'t str>, Votes>) -> BTreeMap<&'t str, f32> {
    let mut out = BTreeMap::new();
    for (words, votes) in ballots {
        if let [_, .., last] = words[..]
            && CLASSES[best(votes)] == NameClass::Per
            && last.chars().count() > 2
        {
            *out.entry(last).or_default() += votes[0];
        }
    }
    out
}

fn class_index(class: NameClass) -> usize {
    CLASSES.iter().position(|c| *c == class).unwrap_or(0)
}

/// Votes that common knowledge is worth: more than one mention, less than many.
const KNOWN: f32 = 2.0;

fn is_facility(words: &[&str], class: NameClass) -> bool {
    matches!(class, NameClass::Org | NameClass::Loc | NameClass::Misc)
        && words.len() > 1
        && words.last().is_some_and(|w| FACILITIES.contains(&w.to_lowercase().as_str()))
}

type Span = (Range<u32>, NameClass, f32);

/// Surnames of people named in full elsewhere, where the network passed them over.
fn surnames<'t>(
    text: &Text,
    taken: &[bool],
    people: &BTreeMap<&'t str, f32>,
    word: impl Fn(u32) -> &'t str,
) -> Vec<Span> {
    let free = |i: u32| {
        !taken[i as usize]
            && text.tokens[i as usize].upos == Upos::Propn
            && people.get(word(i)).is_some_and(|votes| *votes > SURE_PERSON)
    };
    let within = |i: u32| taken.get(i as usize).copied().unwrap_or(false);
    (0..text.tokens.len() as u32)
        .filter(|&i| free(i) && !within(i.wrapping_sub(1)) && !within(i + 1))
        .map(|i| (i..i + 1, NameClass::Per, 0.5))
        .collect()
}

/// Well-known organisations in capitals that the network passed over.
fn acronyms<'t>(
    text: &Text,
    taken: &[bool],
    known: &Known,
    word: impl Fn(u32) -> &'t str,
) -> Vec<Span> {
    let is_acronym = |i: u32| {
        let w = word(i);
        w.len() >= 3
            && !taken[i as usize]
            && w.bytes().all(|b| b.is_ascii_uppercase())
            && known.class(w) == Some(NameClass::Org)
    };
    let mut out = Vec::new();
    for sentence in &text.sentences {
        let mut words = sentence.tokens.clone().map(&word);
        if words.any(|w| w.chars().any(char::is_lowercase)) {
            let found = sentence.tokens.clone().filter(|&i| is_acronym(i));
            out.extend(found.map(|i| (i..i + 1, NameClass::Org, 0.5)));
        }
    }
    out
}

/// Votes for a person that let a surname be found again; tuned on Wikinews dev.
const SURE_PERSON: f32 = 0.7;

/// Sums of money: a sign and a number, or a number and a currency.
fn money<'t>(text: &Text, taken: &[bool], word: impl Fn(u32) -> &'t str) -> Vec<Span> {
    let mut out = Vec::new();
    for sentence in &text.sentences {
        let Range { mut start, end } = sentence.tokens.clone();
        while start < end {
            let length = sum_of_money(start..end, &word);
            let tokens = start..start + length;
            let free = || tokens.clone().all(|t| !taken[t as usize]);
            if length > 0 && free() {
                out.push((tokens.clone(), NameClass::Money, 1.0));
            }
            start += length.max(1);
        }
    }
    out
}

/// Length in tokens of the sum of money at the head of some tokens; 0 if there is none.
fn sum_of_money<'t>(tokens: Range<u32>, word: &impl Fn(u32) -> &'t str) -> u32 {
    let at = |i: u32| (tokens.start + i < tokens.end).then(|| word(tokens.start + i));
    let number = |w: &str| w.starts_with(|c: char| c.is_ascii_digit());
    let signed = at(0).is_some_and(|w| CURRENCY_SIGNS.contains(&w));
    let mut n = u32::from(signed);
    if !at(n).is_some_and(number) {
        return 0;
    }
    n += 1;
    while at(n).is_some_and(|w| MAGNITUDES.contains(&w.to_lowercase().as_str())) {
        n += 1;
    }
    let named = at(n).is_some_and(|w| CURRENCIES.contains(&w.to_lowercase().as_str()));
    match (signed, named) {
        (false, false) => 0,
        (false, true) => n + 1,
        (true, _) => n,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Kind, Kit, Page, read};

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let page = Page { bytes: text.as_bytes(), kind: Kind::Body, ..Page::default() };
        let reading = read(&page, &Kit::bundled());
        let found: Vec<String> = reading
            .text
            .names
            .iter()
            .map(|n| format!("{} {}", n.class.name(), n.span.of(text)))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn titles_are_no_part_of_names() {
        check(
            "Prime Minister Anna Lindqvist thanked Mr. Okafor. Judge Maria Peters agreed.",
            &["PER Anna Lindqvist", "PER Okafor", "PER Maria Peters"],
        );
    }

    #[test]
    fn sums_of_money() {
        check(
            "The bridge cost $4.5 million, then 300 euros more.",
            &["MONEY $4.5 million", "MONEY 300 euros"],
        );
    }

    #[test]
    fn the_full_name_settles_the_class_of_the_short() {
        check(
            "Police arrested Mr. Sudesh Amman on Sunday. Neighbours saw Amman leave.",
            &["PER Sudesh Amman", "DATE Sunday", "PER Amman"],
        );
    }
}

//! What a phrase says of an actor by itself: "a Turkish police officer", "rebels in Yemen",
//! "the foreign minister of Norway".

use dateline_data::gazetteer::fold;
use jiff::civil::Date;

use crate::{Kit, places::Country};

use super::{
    Actor, code_parts,
    tables::{Organisation, OrganisationKind, Person, Role},
};

/// Longest name or role, in words.
pub(super) const LONGEST: usize = 7;

/// Words after which a phrase speaks of others.
const TURNS: &[&str] = &[
    "of",
    "in",
    "from",
    "for",
    "at",
    "to",
    "by",
    "with",
    "on",
    "near",
    "who",
    "that",
    "which",
    "against",
    "over",
    "under",
    "including",
    "after",
    "during",
    "across",
    "around",
    "outside",
    "inside",
    "working",
    "loyal",
    "living",
    "based",
    "backed",
    "led",
    "accused",
    "fighting",
];
/// Of those, the ones whose country is the actor's too.
const OWN: &[&str] = &[
    "of", "in", "from", "for", "at", "across", "near", "based", "loyal", "under",
    "around",
];
/// Offices that are the body's whose name follows ("president of the senate").
const OF_A_BODY: &[&str] =
    &["president", "vice president", "commissioner", "deputy president", "governor"];
/// Second parts after which the first names somebody else ("Saudi-backed").
const FOREIGN: &[&str] = &[
    "backed",
    "linked",
    "led",
    "allied",
    "affiliated",
    "aligned",
    "sponsored",
    "funded",
    "trained",
    "inspired",
    "supported",
    "brokered",
    "mediated",
    "occupied",
    "armed",
    "born",
    "speaking",
    "bound",
    "imposed",
    "run",
    "made",
    "built",
    "friendly",
];

/// What the words of a phrase are.
#[derive(Clone)]
enum What<'k> {
    Country(&'static Country),
    /// A capital alone or a town: its country, and whether it is the capital.
    Town(&'static Country, bool),
    Organisation(&'k Organisation),
    Person(Person),
    Role(Role),
}

struct Hit<'k> {
    /// First word and one past the last.
    words: std::ops::Range<usize>,
    what: What<'k>,
    /// Another's ("Saudi-" of "Saudi-backed").
    foreign: bool,
}

/// Words that only count those who follow "of": "dozens of protesters".
const COUNTS: &[&str] = &[
    "several",
    "some",
    "many",
    "most",
    "all",
    "both",
    "half",
    "dozens",
    "scores",
    "hundreds",
    "thousands",
    "millions",
    "number",
    "majority",
    "handful",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "a",
    "the",
    "any",
    "few",
    "more",
    "tens",
    "large",
    "small",
    "group",
    "groups",
    "crowd",
    "crowds",
    "couple",
    "none",
    "each",
    "part",
    "parts",
    "series",
];

/// The words after a count: "dozens of Danish fishermen" is fishermen.
fn uncounted(words: &str) -> &str {
    let counts = |word: &str| {
        COUNTS.contains(&fold(word).as_str()) || word.bytes().all(|b| b.is_ascii_digit())
    };
    let mut rest = words;
    for _ in 0..2 {
        let Some((before, after)) = rest.split_once(" of ") else { break };
        if !before.split_whitespace().all(counts) {
            break;
        }
        rest = after;
    }
    rest
}

/// Reads a phrase. `day` is when it was written: offices have their time.
pub(super) fn read(words: &str, day: Option<Date>, kit: &Kit) -> Actor {
    let words = uncounted(words);
    let pieces = split(words);
    let hits = hits(words, &pieces, kit);
    let turn = turn(&pieces, &hits);
    if let [Hit { words: all, what: What::Town(country, true), .. }] = hits.as_slice()
        && pieces.iter().filter(|p| !is_determiner(p.word)).count() == all.len()
    {
        // A capital that acts is its government.
        return Actor::of_code(&format!("{}GOV", country.iso3), kit);
    }
    let head = Part { hits: &hits, range: 0..turn };
    let rest = Part { hits: &hits, range: turn..pieces.len() };
    let person = head.find(|w| match w {
        What::Person(person) => Some(person.clone()),
        _ => None,
    });
    let mut sector = sectors(&head, &rest);
    if pieces.get(turn).is_some_and(|p| p.word == "of")
        && of_a_body(words, &pieces, &head)
    {
        let body = rest.organisation().map(|org| with_role(org, None));
        let role = rest.role().filter(|r| !r.weak && r.code != "CVL");
        sector = body.or(role.map(|r| r.code.to_owned())).unwrap_or(sector);
    }
    let mut country = head.country().or_else(|| {
        let linked =
            pieces.get(turn).is_some_and(|p| OWN.contains(&fold(p.word).as_str()));
        if linked { rest.country() } else { None }
    });
    let mut key = None;
    if let Some(person) = person {
        let code = person.code_on(day);
        let (home, own) = code_parts(&code, kit);
        country = country.or(home.filter(|_| head.organisation().is_none()));
        if !head.has_strong_role() || sector.is_empty() {
            own.clone_into(&mut sector);
        }
        key = Some(format!("person:{}", fold(person.name)));
    }
    if retired(&pieces, &hits, turn) {
        "ELI".clone_into(&mut sector);
    }
    let mut actor = Actor::of_parts(country, &sector, kit);
    actor.key = key.or_else(|| whole(&pieces, &hits));
    actor
}

/// Whether the last role of the head is an office that bodies have.
fn of_a_body(words: &str, pieces: &[Piece<'_>], head: &Part<'_, '_>) -> bool {
    let role = head.own().filter(|h| matches!(h.what, What::Role(_))).last();
    role.is_some_and(|hit| {
        let (start, end) = (pieces[hit.words.start].start, pieces[hit.words.end - 1].end);
        OF_A_BODY.contains(&fold(&words[start..end]).as_str())
    })
}

/// The identity of a phrase that is one name and nothing else.
fn whole(pieces: &[Piece<'_>], hits: &[Hit<'_>]) -> Option<String> {
    let [hit] = hits else { return None };
    let named = pieces.iter().filter(|p| !is_determiner(p.word)).count();
    if hit.words.len() != named {
        return None;
    }
    match hit.what {
        What::Country(country) => Some(format!("country:{}", country.iso3)),
        What::Organisation(org) => Some(format!("org:{}", fold(&org.name))),
        _ => None,
    }
}

struct Piece<'t> {
    word: &'t str,
    start: usize,
    end: usize,
    /// A hyphen joins it to the word before ("backed" of "Saudi-backed").
    joined: bool,
}

/// The words of a phrase, without possessive endings; initials stay whole.
fn split(words: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in words.char_indices().chain([(words.len(), ' ')]) {
        let inside = c.is_alphanumeric()
            || (start.is_some() && matches!(c, '.' | '&'))
            || (start.is_some() && is_joined(words, at, c));
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                push(words, from, at, &mut out);
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// Whether an apostrophe stands between letters.
fn is_joined(words: &str, at: usize, c: char) -> bool {
    matches!(c, '\'' | '’')
        && words[at + c.len_utf8()..].starts_with(char::is_alphanumeric)
}

fn push<'t>(words: &'t str, from: usize, to: usize, out: &mut Vec<Piece<'t>>) {
    let mut word = &words[from..to];
    for suffix in ["'s", "’s"] {
        word = word.strip_suffix(suffix).unwrap_or(word);
    }
    // A point ends a sentence unless it belongs to initials or a title.
    if word.ends_with('.') && !word[..word.len() - 1].contains('.') && word.len() > 5 {
        word = &word[..word.len() - 1];
    }
    let joined = words[..from].ends_with('-') && !out.is_empty();
    out.push(Piece { word, start: from, end: from + word.len(), joined });
}

fn is_determiner(word: &str) -> bool {
    matches!(
        fold(word).as_str(),
        "the" | "a" | "an" | "s" | "some" | "two" | "three" | "four" | "five" | "many"
    )
}

/// Longest names and roles first, from left to right.
fn hits<'k>(words: &str, pieces: &[Piece<'_>], kit: &'k Kit) -> Vec<Hit<'k>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let longest = LONGEST.min(pieces.len() - at);
        let before = at.checked_sub(1).map(|b| &pieces[b]);
        let named = before.is_some_and(|b| b.word.starts_with(char::is_uppercase))
            && out.last().is_none_or(|hit: &Hit<'_>| hit.words.end < at);
        let found = (1..=longest).rev().find_map(|n| {
            let run = &pieces[at..at + n];
            let what = what(words, run, pieces.len() == n, kit)?;
            // "Meta" is no company after a first name.
            let surname = named && n == 1 && matches!(what, What::Organisation(o)
                if matches!(o.kind, OrganisationKind::Company | OrganisationKind::Outlet));
            (!surname).then_some((n, what))
        });
        let Some((n, what)) = found else {
            at += 1;
            continue;
        };
        let foreign = pieces
            .get(at + n)
            .is_some_and(|p| p.joined && FOREIGN.contains(&fold(p.word).as_str()));
        if let What::Person(_) = &what
            && let Some(role) = kit.actors.tables.role(&fold(pieces[at].word))
        {
            // "King" of "King Salman".
            out.push(Hit { words: at..at + 1, what: What::Role(role), foreign });
        }
        out.push(Hit { words: at..at + n, what, foreign });
        at += n;
    }
    out
}

/// What a run of words is, if anything.
fn what<'k>(
    phrase: &str,
    run: &[Piece<'_>],
    alone: bool,
    kit: &'k Kit,
) -> Option<What<'k>> {
    let words = phrase.get(run.first()?.start..run.last()?.end)?;
    let tables = &kit.actors.tables;
    if words.starts_with(char::is_uppercase) || words.starts_with("al-") {
        let common = run.len() == 1 && kit.places.is_common(&fold(words)) && !alone;
        if let Some(org) = tables.organisation(words).filter(|_| !common) {
            return Some(What::Organisation(org));
        }
        if let Some(country) = kit.places.country_of(words) {
            return Some(What::Country(country));
        }
        if let Some(person) = tables.person(words) {
            return Some(What::Person(person));
        }
    }
    let folded = fold(words);
    if let Some(role) = tables.role(&folded) {
        return Some(What::Role(role));
    }
    let capital = run.iter().all(|p| p.word.starts_with(char::is_uppercase));
    if !capital || kit.places.is_common(&folded) {
        return None;
    }
    let (country, is_capital) = kit.places.country_of_town(words)?;
    Some(What::Town(country, is_capital))
}

/// Where a phrase turns to others: at a preposition after something was said.
fn turn(pieces: &[Piece<'_>], hits: &[Hit<'_>]) -> usize {
    let inside = |i: usize| hits.iter().any(|h| h.words.contains(&i));
    let said = |i: usize| {
        hits.iter().any(|h| h.words.end <= i && !matches!(h.what, What::Country(_)))
    };
    (1..pieces.len())
        .find(|&i| {
            let word = fold(pieces[i].word);
            let turns = TURNS.contains(&word.as_str()) || (word == "and" && said(i));
            turns && !pieces[i].joined && !inside(i)
        })
        .unwrap_or(pieces.len())
}

/// The hits of a stretch of the phrase.
struct Part<'a, 'k> {
    hits: &'a [Hit<'k>],
    range: std::ops::Range<usize>,
}

impl<'k> Part<'_, 'k> {
    fn own(&self) -> impl Iterator<Item = &Hit<'k>> {
        self.hits
            .iter()
            .filter(|h| self.range.contains(&h.words.start))
            .filter(|h| !h.foreign || self.hits.len() == 1)
    }

    fn find<T>(&self, pick: impl Fn(&What<'k>) -> Option<T>) -> Option<T> {
        self.own().find_map(|h| pick(&h.what))
    }

    /// The last role that says something; of civilians only if nothing else does.
    fn role(&self) -> Option<Role> {
        let roles = self.own().filter_map(|h| match h.what {
            What::Role(role) => Some(role),
            _ => None,
        });
        let rank = |r: &Role| match (r.weak, r.code) {
            (true, _) => 0,
            (_, "CVL" | "ELI" | "PTY") => 1,
            _ => 2,
        };
        roles.enumerate().max_by_key(|(i, r)| (rank(r), *i)).map(|(_, r)| r)
    }

    fn has_strong_role(&self) -> bool {
        self.role().is_some_and(|r| !r.weak && r.code != "CVL")
    }

    fn organisation(&self) -> Option<&'k Organisation> {
        self.find(|w| match w {
            What::Organisation(org) => Some(*org),
            _ => None,
        })
    }

    /// The country named; of an organisation or town only if none is.
    fn country(&self) -> Option<&'static str> {
        self.find(|w| match w {
            What::Country(country) => Some(country.iso3),
            _ => None,
        })
        .or_else(|| {
            self.find(|w| match w {
                What::Organisation(org) => home(&org.code),
                _ => None,
            })
        })
        .or_else(|| {
            self.find(|w| match w {
                What::Town(country, _) => Some(country.iso3),
                _ => None,
            })
        })
    }
}

/// The country of an organisation's code.
fn home(code: &str) -> Option<&'static str> {
    crate::places::iso3(code.get(..3)?)
}

/// The sectors of a phrase: an organisation's, a role's, or both.
fn sectors(head: &Part<'_, '_>, rest: &Part<'_, '_>) -> String {
    let role = head.role();
    let strong = role.filter(|r| !r.weak && r.code != "CVL");
    if let Some(org) = head.organisation() {
        return with_role(org, strong);
    }
    if let Some(role) = strong {
        return role.code.to_owned();
    }
    // "members of the navy", "chairman of the company's board"
    if let Some(org) = rest.organisation().filter(|_| head.country().is_none()) {
        return with_role(org, None);
    }
    let theirs = rest.role().filter(|r| !r.weak);
    match (role, theirs) {
        (Some(role), Some(theirs)) if theirs.code == "CVL" => role.code.to_owned(),
        (Some(role), None) => role.code.to_owned(),
        (Some(role), Some(_)) if role.code == "CVL" => role.code.to_owned(),
        (_, Some(theirs)) => theirs.code.to_owned(),
        (None, None) => String::new(),
    }
}

/// An organisation's sectors, with what its member does there.
fn with_role(org: &Organisation, role: Option<Role>) -> String {
    let own = if home(&org.code).is_some() || org.code.starts_with("---") {
        org.code.get(3..).unwrap_or("")
    } else {
        org.code.as_str()
    };
    match role {
        // A party's lawmaker is a lawmaker first.
        Some(role) if org.kind == OrganisationKind::Party => {
            format!("{}{own}", role.code)
        }
        Some(role) if own.starts_with("IGO") && !own.contains(role.code) => {
            format!("{own}{}", role.code)
        }
        _ => own.to_owned(),
    }
}

/// Whether the office is said to be over.
fn retired(pieces: &[Piece<'_>], hits: &[Hit<'_>], turn: usize) -> bool {
    hits.iter().any(|hit| {
        let office = matches!(&hit.what, What::Role(r) if !r.weak
            && matches!(r.code, "GOV" | "GOVMIL" | "LEG" | "MIL" | "GOVJUD"));
        let before = &pieces[..hit.words.start];
        let over = before
            .iter()
            .rev()
            .take(2)
            .any(|p| matches!(fold(p.word).as_str(), "former" | "ex" | "retired"));
        office && over && hit.words.start < turn
    })
}

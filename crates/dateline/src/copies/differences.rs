//! What changed between two texts that carry one dispatch, word by word.

use std::collections::BTreeMap;

use super::fingerprints::hash_word;
use crate::Span;

/// Words in a row that both texts hold once each: the pegs between which the rest is aligned.
const PEG: usize = 4;
/// A stretch of more pairs of words than this between two pegs is taken as exchanged whole.
const PAIRS: usize = 250_000;
/// So many common words between two changes are no end of a change.
const ISLAND: usize = 2;
/// The strength of what is added or left out is told only for so few words.
const SHORT: usize = 6;

/// How strongly words put what they claim, weakest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Strength {
    /// It is not so, or did not happen.
    Negated,
    /// May, might, could.
    Possible,
    /// Somebody claims it, the writer does not vouch for it.
    Alleged,
    /// Somebody tries, wants or plans it.
    Intended,
    /// Somebody waits for it.
    Expected,
    /// Likely, apparently.
    Probable,
    /// Told without a doubt.
    Stated,
}

impl Strength {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Strength::Negated => "negated",
            Strength::Possible => "possible",
            Strength::Alleged => "alleged",
            Strength::Intended => "intended",
            Strength::Expected => "expected",
            Strength::Probable => "probable",
            Strength::Stated => "stated",
        }
    }
}

/// Beginnings of the words that weaken a claim; a word with `=` before it counts only whole.
const WEAKER: &[(Strength, &[&str])] = &[
    (
        Strength::Negated,
        &["=not", "=never", "=no", "=denied", "=denies", "=deny", "=cannot", "=without"],
    ),
    (
        Strength::Possible,
        &[
            "=may",
            "=might",
            "=could",
            "possibl",
            "perhaps",
            "potential",
            "=maybe",
            "unclear",
        ],
    ),
    (
        Strength::Alleged,
        &["alleg", "reportedly", "suspect", "accus", "purported", "claim", "supposed"],
    ),
    (
        Strength::Intended,
        &[
            "push", "=try", "=tries", "=tried", "trying", "seek", "=sought", "=aim",
            "aims", "aimed", "aiming", "hope", "hoping", "=want", "wants", "wanted",
            "intend", "plan", "attempt", "propos", "consider", "=vowed", "pledge",
            "promis",
        ],
    ),
    (
        Strength::Expected,
        &["expect", "=set", "=due", "=will", "=would", "forecast", "await"],
    ),
    (
        Strength::Probable,
        &[
            "likely", "probabl", "apparent", "appear", "seem", "believe", "presum",
            "thought",
        ],
    ),
];

/// How strongly some words put what they claim: as their weakest word does.
fn strength<'w>(words: impl Iterator<Item = &'w str> + Clone) -> Strength {
    let is = |word: &str, listed: &str| match listed.strip_prefix('=') {
        Some(whole) => word == whole,
        None => word.starts_with(listed),
    };
    let weakest = WEAKER
        .iter()
        .find(|(_, list)| words.clone().any(|w| list.iter().any(|listed| is(w, listed))));
    weakest.map_or(Strength::Stated, |(strength, _)| *strength)
}

/// A place where two texts differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The words of the first text; empty where the second adds some.
    pub from: Span,
    /// The words of the second text; empty where it leaves some out.
    pub to: Span,
    /// Words in `from` and in `to`.
    pub n_words: (u32, u32),
    /// How strongly each puts its claim, where one puts it stronger than the other.
    pub strength: Option<(Strength, Strength)>,
}

/// A word with its place.
struct Word<'t> {
    span: Span,
    text: &'t str,
    hash: u64,
}

/// Where two texts differ, in their order; each is given with the zones that are compared.
/// Case, punctuation and white space are no difference.
pub fn differences(a: (&str, &[Span]), b: (&str, &[Span])) -> Vec<Difference> {
    let (x, y) = (words(a.0, a.1), words(b.0, b.1));
    let mut changes: Vec<[usize; 4]> = Vec::new();
    let (mut i, mut j) = (0, 0);
    let ends = std::iter::once((x.len(), y.len(), 0));
    for (at_x, at_y, len) in pegs(&x, &y).into_iter().chain(ends) {
        align(&x[i..at_x], &y[j..at_y], (i, j), &mut changes);
        (i, j) = (at_x + len, at_y + len);
    }
    let mut joined: Vec<[usize; 4]> = Vec::new();
    for change in changes {
        match joined.last_mut() {
            Some(last) if change[0] - last[1] <= ISLAND => {
                (last[1], last[3]) = (change[1], change[3]);
            }
            _ => joined.push(change),
        }
    }
    joined.iter().map(|change| difference(&x, &y, change)).collect()
}

fn difference(x: &[Word<'_>], y: &[Word<'_>], change: &[usize; 4]) -> Difference {
    let [from, to, there, end] = *change;
    let (old, new) = (&x[from..to], &y[there..end]);
    let lower = |list: &[Word<'_>]| -> Vec<String> {
        list.iter().map(|w| w.text.to_lowercase()).collect()
    };
    let (was, is) = (lower(old), lower(new));
    let strengths = (
        strength(was.iter().map(String::as_str)),
        strength(is.iter().map(String::as_str)),
    );
    let both = !old.is_empty() && !new.is_empty();
    let told = strengths.0 != strengths.1 && (both || old.len().max(new.len()) <= SHORT);
    Difference {
        from: cover(x, from, to),
        to: cover(y, there, end),
        n_words: (old.len() as u32, new.len() as u32),
        strength: told.then_some(strengths),
    }
}

/// The span of some words; the empty span before the next word where there are none.
fn cover(words: &[Word<'_>], from: usize, to: usize) -> Span {
    if from < to {
        return words[from].span.cover(words[to - 1].span);
    }
    let last = words.last().map_or(0, |w| w.span.end);
    let at = words.get(from).map_or(last, |w| w.span.start);
    Span { start: at, end: at }
}

fn words<'t>(text: &'t str, zones: &[Span]) -> Vec<Word<'t>> {
    let mut out = Vec::new();
    for zone in zones {
        let mut start = None;
        let own = zone.of(text);
        for (at, c) in own.char_indices().chain(std::iter::once((own.len(), ' '))) {
            match (c.is_alphanumeric() || matches!(c, '\'' | '’'), start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    let word = own[from..at].trim_end_matches(['\'', '’']);
                    let begin = zone.start as usize + from;
                    let hash = hash_word(&word.to_lowercase().replace('’', "'"));
                    let span = Span::new(begin, begin + word.len());
                    if !word.is_empty() {
                        out.push(Word { span, text: word, hash });
                    }
                    start = None;
                }
                _ => {}
            }
        }
    }
    out
}

/// Passages that both texts hold once, in the order of both: (place, place, words).
fn pegs(x: &[Word<'_>], y: &[Word<'_>]) -> Vec<(usize, usize, usize)> {
    let places = |words: &[Word<'_>]| {
        let mut at: BTreeMap<Vec<u64>, Option<usize>> = BTreeMap::new();
        for (i, run) in words.windows(PEG).enumerate() {
            let key = run.iter().map(|w| w.hash).collect();
            // Passages that a text repeats are no pegs.
            at.entry(key).and_modify(|known| *known = None).or_insert(Some(i));
        }
        at
    };
    let (mut of_x, of_y) = (places(x), places(y));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (key, at) in &mut of_x {
        let there = of_y.get(key).copied().flatten();
        pairs.extend(at.zip(there));
    }
    pairs.sort_unstable();
    let mut out: Vec<(usize, usize, usize)> = Vec::new();
    for (i, j) in super::align::rising(&pairs) {
        match out.last_mut() {
            Some((a, b, len)) if i - *a == j - *b && i <= *a + *len => {
                *len = i - *a + PEG
            }
            Some((a, b, len)) if i < *a + *len || j < *b + *len => {}
            _ => out.push((i, j, PEG)),
        }
    }
    out
}

/// The changes between two stretches that begin at `at`: what is left when the longest common
/// sequence of words is taken out.
fn align(x: &[Word<'_>], y: &[Word<'_>], at: (usize, usize), out: &mut Vec<[usize; 4]>) {
    let same = |pair: &(&Word<'_>, &Word<'_>)| pair.0.hash == pair.1.hash;
    let head = x.iter().zip(y).take_while(same).count();
    let (x, y, at) = (&x[head..], &y[head..], (at.0 + head, at.1 + head));
    let tail = x.iter().rev().zip(y.iter().rev()).take_while(same).count();
    let (x, y) = (&x[..x.len() - tail], &y[..y.len() - tail]);
    if x.is_empty() && y.is_empty() {
        return;
    }
    if x.is_empty() || y.is_empty() || x.len() * y.len() > PAIRS {
        out.push([at.0, at.0 + x.len(), at.1, at.1 + y.len()]);
        return;
    }
    // best[i][j]: the longest common sequence of x[i..] and y[j..].
    let wide = y.len() + 1;
    let mut best = vec![0_u16; (x.len() + 1) * wide];
    for i in (0..x.len()).rev() {
        for j in (0..y.len()).rev() {
            best[i * wide + j] = if x[i].hash == y[j].hash {
                best[(i + 1) * wide + j + 1] + 1
            } else {
                best[(i + 1) * wide + j].max(best[i * wide + j + 1])
            };
        }
    }
    let (mut i, mut j, mut from) = (0, 0, (0, 0));
    let mut close = |from: (usize, usize), to: (usize, usize)| {
        if from != to {
            out.push([at.0 + from.0, at.0 + to.0, at.1 + from.1, at.1 + to.1]);
        }
    };
    while i < x.len() && j < y.len() {
        if x[i].hash == y[j].hash {
            close(from, (i, j));
            (i, j) = (i + 1, j + 1);
            from = (i, j);
        } else if best[(i + 1) * wide + j] >= best[i * wide + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    close(from, (x.len(), y.len()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, expected: &[(&str, &str)]) {
        let whole = |text: &str| [Span::new(0, text.len())];
        let found = differences((a, &whole(a)), (b, &whole(b)));
        let told: Vec<(&str, &str)> =
            found.iter().map(|d| (d.from.of(a), d.to.of(b))).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn changes_are_found_in_place() {
        check(
            "The two ferry lines were pushing to reach a fare agreement before winter.",
            "The two ferry lines likely discussed a fare agreement before the winter.",
            &[("were pushing to reach", "likely discussed"), ("", "the")],
        );
        check("One two three.", "One, two — three!", &[]);
        check(
            "Six of the crew died.",
            "Seven of the crew died at sea.",
            &[("Six", "Seven"), ("", "at sea")],
        );
        check("", "All new.", &[("", "All new")]);
    }

    #[test]
    fn a_claim_that_is_put_otherwise_is_told() {
        let texts =
            ["They were pushing to sign the lease.", "They likely signed the lease."];
        let body = texts.map(|text| [Span::new(0, text.len())]);
        let found = differences((texts[0], &body[0]), (texts[1], &body[1]));
        assert_eq!(found[0].strength, Some((Strength::Intended, Strength::Probable)));
        let plain = differences(("Six died", &body[0][..0]), ("Six died", &body[0][..0]));
        assert!(plain.is_empty());
    }

    #[test]
    fn long_texts_without_a_common_word_are_bounded() {
        let (a, b) = ("aa ".repeat(20_000), "bb ".repeat(20_000));
        check(&a, &b, &[(a.trim_end(), b.trim_end())]);
    }
}

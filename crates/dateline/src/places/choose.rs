//! Which of the places of a name is meant: containment first, then what the other names of
//! the article make likely, then how well known each is.

use std::collections::BTreeMap;

use crate::{PlacePrecision, RuleId};

use super::{
    gazetteer::{Candidate, Gazetteer, Referent},
    mentions::{Found, holds},
};

/// What was chosen for a mention, and why.
pub(super) struct Choice {
    pub(super) candidate: Option<Candidate>,
    pub(super) rule: RuleId,
}

/// One name of the article: all its mentions mean one place.
struct Name {
    candidates: Vec<Candidate>,
    priors: Vec<f32>,
    /// Probability of each candidate, after the last round.
    beliefs: Vec<f32>,
    /// How often it occurs.
    weight: f32,
    contained: bool,
}

/// More candidates than this are never right but cost time.
const MOST_CANDIDATES: usize = 40;
/// Rounds of letting the names speak to each other; a fourth changed nothing on the dev
/// sets.
const ROUNDS: usize = 3;
/// Weights of the kinds of support, tuned on GeoVirus and LGL together.
const SAME_STATE: f32 = 1.2;
const STATE_NAMED: f32 = 3.0;
const SAME_COUNTRY: f32 = 0.5;
const COUNTRY_NAMED: f32 = 1.6;
const NEAR: f32 = 1.4;
const HINT: f32 = 2.0;

/// Chooses for all mentions of an article.
pub(super) fn all(
    found: &[Found],
    hints: &[Vec<Candidate>],
    gazetteer: &Gazetteer,
) -> Vec<Choice> {
    let _ = gazetteer;
    let mut names: Vec<Name> = Vec::new();
    let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
    let mut name_of: Vec<Option<usize>> = Vec::with_capacity(found.len());
    // A name once placed ("Paris, Texas") is that place wherever it stands alone.
    let mut placed: BTreeMap<&str, usize> = BTreeMap::new();
    for mention in found {
        let outer = mention.within.map(|w| &found[w]);
        let key =
            outer.map_or(mention.key.clone(), |o| format!("{}<{}", mention.key, o.key));
        if mention.candidates.is_empty() {
            name_of.push(None);
            continue;
        }
        let idx = *by_key.entry(key).or_insert_with(|| {
            names.push(name(mention, outer));
            names.len() - 1
        });
        names[idx].weight += 1.0;
        if names[idx].contained {
            placed.entry(&mention.key).or_insert(idx);
        }
        name_of.push(Some(idx));
    }
    let n_own = names.len();
    names.extend(hints.iter().map(|candidates| hint(candidates)));
    for _ in 0..ROUNDS {
        round(&mut names);
    }
    names.truncate(n_own);
    found
        .iter()
        .zip(name_of)
        .map(|(mention, own)| {
            let own = match placed.get(mention.key.as_str()) {
                Some(&other) if mention.within.is_none() => Some(other),
                _ => own,
            };
            choice(own.map(|idx| &names[idx]))
        })
        .collect()
}

fn choice(name: Option<&Name>) -> Choice {
    let best = name.and_then(|name| {
        let best = (0..name.candidates.len()).max_by(|&a, &b| {
            name.beliefs[a].total_cmp(&name.beliefs[b]).then(b.cmp(&a))
        })?;
        Some((name, name.candidates[best]))
    });
    match best {
        Some((name, candidate)) => Choice {
            candidate: Some(candidate),
            rule: RuleId(if name.contained {
                "places/contained"
            } else if name.candidates.len() == 1 {
                "places/only-one"
            } else {
                "places/context"
            }),
        },
        None => Choice { candidate: None, rule: RuleId("places/name-only") },
    }
}

fn name(mention: &Found, outer: Option<&Found>) -> Name {
    let mut candidates = mention.candidates.clone();
    let mut contained = false;
    if let Some(outer) = outer {
        let held = |c: &Candidate| outer.candidates.iter().any(|o| holds(o, c));
        if candidates.iter().any(held) {
            candidates.retain(held);
            contained = true;
        } else {
            // "Kelley Falls, La.": no such town there, so none of the others is meant.
            candidates.clear();
        }
    }
    if mention.holds {
        candidates.retain(|c| {
            matches!(c.precision, PlacePrecision::Country | PlacePrecision::Region)
        });
    }
    candidates
        .sort_by(|a, b| prior(b).total_cmp(&prior(a)).then(a.referent.cmp(&b.referent)));
    candidates.truncate(MOST_CANDIDATES);
    with_beliefs(candidates, contained, 0.0)
}

fn hint(candidates: &[Candidate]) -> Name {
    let mut candidates = candidates.to_vec();
    candidates
        .sort_by(|a, b| prior(b).total_cmp(&prior(a)).then(a.referent.cmp(&b.referent)));
    candidates.truncate(MOST_CANDIDATES);
    with_beliefs(candidates, false, HINT)
}

fn with_beliefs(candidates: Vec<Candidate>, contained: bool, weight: f32) -> Name {
    let priors: Vec<f32> = candidates.iter().map(prior).collect();
    let beliefs = beliefs_of(&priors);
    Name { candidates, priors, beliefs, weight, contained }
}

/// How likely a place is without context: its size, and whether this is its usual name.
fn prior(c: &Candidate) -> f32 {
    let mut score = tens(c.population) * 1.5;
    score += match c.referent {
        Referent::Country(_) => 3.0,
        Referent::Area(_) => 1.0,
        Referent::Packed(_) => 0.0,
    };
    if c.alternate {
        score -= 1.5;
    }
    if c.county {
        score -= 1.5;
    } else if c.precision == PlacePrecision::Region {
        score += 0.2;
    }
    score
}

/// Roughly the decimal logarithm, from whole bits so that every machine agrees.
fn tens(n: u32) -> f32 {
    let bits = n.max(1).ilog2();
    let part = n.max(1) as f32 / (1u32 << bits) as f32 - 1.0;
    (bits as f32 + part) * 0.301
}

/// Probabilities from scores: the best is 1, each point less divides by about 2.7.
fn beliefs_of(scores: &[f32]) -> Vec<f32> {
    let best = scores.iter().copied().fold(f32::MIN, f32::max);
    let raw: Vec<f32> = scores
        .iter()
        .map(|score| {
            let less = best - score;
            // 1 / e^x by its series, which is the same on every machine.
            1.0 / (1.0 + less + less * less * 0.5 + less * less * less / 6.0)
        })
        .collect();
    let sum: f32 = raw.iter().sum();
    raw.iter().map(|r| r / sum).collect()
}

/// Every name hears what the others support.
fn round(names: &mut [Name]) {
    let new: Vec<Vec<f32>> = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let scores: Vec<f32> = name
                .candidates
                .iter()
                .zip(&name.priors)
                .map(|(c, prior)| prior + support(c, i, names))
                .collect();
            beliefs_of(&scores)
        })
        .collect();
    for (name, beliefs) in names.iter_mut().zip(new) {
        name.beliefs = beliefs;
    }
}

/// What the other names say for a candidate. Many small voices count less and less.
fn support(c: &Candidate, own: usize, names: &[Name]) -> f32 {
    let mut sums = [0.0f32; 5];
    for (i, other) in names.iter().enumerate() {
        if i == own {
            continue;
        }
        let voice = if other.weight > 1.5 { 1.3 } else { 1.0 };
        let mut best = [0.0f32; 5];
        for (o, belief) in other.candidates.iter().zip(&other.beliefs) {
            if *belief < 0.02 || o.referent == c.referent {
                continue;
            }
            for (b, tie) in best.iter_mut().zip(ties(c, o)) {
                *b += tie * belief * voice;
            }
        }
        for (sum, b) in sums.iter_mut().zip(best) {
            *sum += b;
        }
    }
    let weights = [STATE_NAMED, SAME_STATE, NEAR, COUNTRY_NAMED, SAME_COUNTRY];
    // x / (x + 1) levels off: the fifth town of a state adds little to the fourth.
    sums.iter().zip(weights).map(|(x, w)| w * 2.0 * x / (x + 1.0)).sum()
}

/// How two places are tied: state named, same state, near, country named, same country.
fn ties(c: &Candidate, o: &Candidate) -> [f32; 5] {
    let on = |yes: bool| f32::from(u8::from(yes));
    let same_country = c.country == o.country && c.country != [0; 2];
    let same_state = same_country && c.admin1 == o.admin1 && c.admin1 != u16::MAX;
    let names_state = o.precision == PlacePrecision::Region && !o.county;
    let names_country = o.precision == PlacePrecision::Country;
    let local = |x: &Candidate| {
        matches!(x.precision, PlacePrecision::City | PlacePrecision::Point) || x.county
    };
    [
        on(same_state && names_state),
        on(same_state && !names_state),
        if local(c) && local(o) { nearness(c, o) } else { 0.0 },
        on(same_country && names_country),
        on(same_country && !names_country),
    ]
}

/// 1 for the same spot, one half at 60 km, nothing beyond 300.
fn nearness(a: &Candidate, b: &Candidate) -> f32 {
    let north = (a.lat - b.lat) * 111.0;
    if north.abs() > 300.0 {
        return 0.0;
    }
    let mid = (a.lat + b.lat) * 0.5 * 0.017_453_3;
    let cosine = 1.0 - mid * mid * 0.5 + mid * mid * mid * mid / 24.0;
    let mut degrees = (a.lon - b.lon).abs();
    if degrees > 180.0 {
        degrees = 360.0 - degrees;
    }
    let east = degrees * 111.0 * cosine;
    let square = north * north + east * east;
    if square > 90_000.0 { 0.0 } else { 1.0 / (1.0 + square / 3600.0) }
}

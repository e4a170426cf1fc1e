//! Which of the places of a name is meant: containment first, then what the other names of
//! the article make likely, then how well known each is.

use std::collections::BTreeMap;

use crate::{PlacePrecision, RuleId};

use super::{
    containment::holds,
    gazetteer::{Candidate, Referent},
    mentions::Found,
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
/// How much another name says for a place, by how the two are tied. These and the points
/// below were tuned together on GeoVirus and LGL, one at a time, by the share of mentions
/// within 161 km; both sets must be run again when one changes.
const TIES: [(Tie, f32); 6] = [
    (Tie::StateNamed, 2.1),
    (Tie::SameState, 1.68),
    (Tie::Near, 1.96),
    (Tie::CountryNamed, 1.6),
    (Tie::SameCountry, 2.0),
    (Tie::County, 8.0),
];

/// How two places are tied.
#[derive(Clone, Copy)]
enum Tie {
    /// The other is the province of this one, or the same.
    StateNamed,
    /// Both lie in one province.
    SameState,
    /// Both are towns and not far apart.
    Near,
    /// The other is the country of this one.
    CountryNamed,
    /// Both lie in one country.
    SameCountry,
    /// One is the county of the other.
    County,
}

/// How much dateline and publisher say, in voices.
const HINT: f32 = 2.0;
/// Points for a tenfold number of inhabitants.
const TENFOLD: f32 = 1.5;
/// Points of a country, of an area typed by hand, of a capital, of a province with a
/// middle of its own.
const COUNTRY: f32 = 2.1;
const AREA: f32 = 1.0;
const CAPITAL: f32 = 1.0;
const STATE: f32 = 0.7;
/// Points off for an unusual name, and more where another place usually has it.
const ALTERNATE: f32 = 1.5;
const USURPED: f32 = 3.0;
/// Points off for a county, which a bare name seldom means.
const COUNTY: f32 = 1.5;
/// Points off for a province whose main town has the same name.
const SEATED: f32 = 1.5;
/// At this distance in km a town says half as much as from next door.
const HALF: f32 = 60.0;

/// Chooses for all mentions of an article.
pub(super) fn all(found: &[Found], hints: &[Vec<Candidate>]) -> Vec<Choice> {
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
    likeliest(&mut candidates);
    with_beliefs(candidates, contained, 0.0)
}

/// Sorts by falling likelihood and keeps the first.
fn likeliest(candidates: &mut Vec<Candidate>) {
    let mut scored: Vec<(f32, Candidate)> =
        candidates.iter().map(|c| (prior(c, candidates), *c)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.referent.cmp(&b.1.referent)));
    scored.truncate(MOST_CANDIDATES);
    *candidates = scored.into_iter().map(|(_, c)| c).collect();
}

fn hint(candidates: &[Candidate]) -> Name {
    let mut candidates = candidates.to_vec();
    likeliest(&mut candidates);
    with_beliefs(candidates, false, HINT)
}

fn with_beliefs(candidates: Vec<Candidate>, contained: bool, weight: f32) -> Name {
    let priors: Vec<f32> = candidates.iter().map(|c| prior(c, &candidates)).collect();
    let beliefs = beliefs_of(&priors);
    Name { candidates, priors, beliefs, weight, contained }
}

/// How likely a place is without context: its size, and whether this is its usual name.
fn prior(c: &Candidate, all: &[Candidate]) -> f32 {
    let mut score = tens(c.population) * TENFOLD;
    score += match c.referent {
        Referent::Country(_) => COUNTRY,
        Referent::Area(_) => AREA,
        Referent::Packed(_) => 0.0,
    };
    if c.capital {
        score += CAPITAL;
    }
    if c.alternate {
        let other = all.iter().any(|o| !o.alternate && o.referent != c.referent);
        score -= if other { USURPED } else { ALTERNATE };
    }
    if c.county {
        score -= COUNTY;
    } else if c.state {
        score += STATE;
    } else if c.precision == PlacePrecision::Region && has_seat(c, all) {
        score -= SEATED;
    }
    score
}

/// Whether a town of the same name makes up much of a province: then the name means it.
fn has_seat(province: &Candidate, all: &[Candidate]) -> bool {
    all.iter().any(|c| {
        c.precision == PlacePrecision::City
            && c.country == province.country
            && c.admin1 == province.admin1
            && c.population > province.population / 5
    })
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
    let mut sums = [0.0f32; TIES.len()];
    for (_, other) in names.iter().enumerate().filter(|(i, _)| *i != own) {
        let voice = if other.weight > 1.5 { 1.3 } else { 1.0 };
        for (o, belief) in other.candidates.iter().zip(&other.beliefs) {
            if *belief < 0.02 || o.referent == c.referent {
                continue;
            }
            for (sum, (tie, _)) in sums.iter_mut().zip(TIES) {
                *sum += strength(tie, c, o) * belief * voice;
            }
        }
    }
    // x / (x + 1) levels off: the fifth town of a province adds little to the fourth.
    sums.iter().zip(TIES).map(|(x, (_, weight))| weight * 2.0 * x / (x + 1.0)).sum()
}

/// How strongly two places are tied in one way, from 0 to 1.
fn strength(tie: Tie, c: &Candidate, o: &Candidate) -> f32 {
    let same_country = c.country == o.country && c.country != [0; 2];
    let same_state = same_country && c.admin1 == o.admin1 && c.admin1 != u16::MAX;
    let names_state = o.precision == PlacePrecision::Region && !o.county;
    let names_country = o.precision == PlacePrecision::Country;
    let local = |x: &Candidate| {
        matches!(x.precision, PlacePrecision::City | PlacePrecision::Point) || x.county
    };
    let holds = match tie {
        Tie::StateNamed => same_state && names_state,
        Tie::SameState => same_state && !names_state,
        Tie::CountryNamed => same_country && names_country,
        Tie::SameCountry => same_country && !names_country,
        Tie::County => {
            c.admin2 == o.admin2 && c.admin2 != u16::MAX && (c.county || o.county)
        }
        Tie::Near => {
            return if local(c) && local(o) { nearness(c, o) } else { 0.0 };
        }
    };
    f32::from(u8::from(holds))
}

/// 1 for the same spot, one half at `HALF` km, nothing beyond 300.
fn nearness(a: &Candidate, b: &Candidate) -> f32 {
    let north = (a.lat - b.lat) * 111.0;
    if north.abs() > 300.0 {
        return 0.0;
    }
    let mid = (a.lat + b.lat) * 0.5 * 0.017_453_3;
    let square = mid * mid;
    // The series up to the sixth power: of its error at the poles nothing is left.
    let cosine = 1.0 - square / 2.0 + square * square / 24.0 - square.powi(3) / 720.0;
    let cosine = cosine.max(0.0);
    let mut degrees = (a.lon - b.lon).abs();
    if degrees > 180.0 {
        degrees = 360.0 - degrees;
    }
    let east = degrees * 111.0 * cosine;
    let square = north * north + east * east;
    if square > 90_000.0 { 0.0 } else { 1.0 / (1.0 + square / (HALF * HALF)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kit;

    #[test]
    fn distances_at_the_poles_and_across_the_date_line() {
        let kit = Kit::bundled();
        let any = kit.places.any_candidate("Copenhagen");
        let at = |lat: f32, lon: f32| Candidate { lat, lon, ..any };
        for pole in [90.0, -90.0] {
            // All longitudes meet there.
            assert!(nearness(&at(pole, 0.0), &at(pole, 179.0)) > 0.9);
            assert!(nearness(&at(pole, 0.0), &at(-pole, 0.0)).abs() < 1e-6);
        }
        assert!(nearness(&at(0.0, 179.9), &at(0.0, -179.9)) > 0.5);
    }
}

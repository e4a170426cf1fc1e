//! How likely two mentions tell one event: a sum of named pieces of evidence.

use super::clues::Clues;
use crate::{DayRange, EventType, Precision, Role, Span, Status};

/// Mentions that reach this score are one event. All weights were set by hand on ECB+ dev and
/// MEANTIME (gold mentions given) and the development stories; re-run both scorers of
/// `crossdoc` and the three stories when one changes.
pub(crate) const SAME_EVENT: f32 = 4.2;

/// One piece of evidence: what it is, and its weight.
pub(crate) type Piece = (&'static str, f32);

/// Why two mentions cannot be one event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Conflict {
    /// Both are dated, on different days.
    Dates,
    /// Both are placed, in different places.
    Places,
    /// Two triggers of one sentence, of different acts.
    Sentence,
    /// Different families of acts.
    Acts,
    /// One is still to come, or did not take place, when the other is already told as done.
    Order,
}

/// What a pair is scored with besides its two mentions.
pub(crate) struct Setting<'a> {
    /// How alike the two articles are.
    pub(crate) likeness: f32,
    /// How telling a word is: 0 for a common one, 1 for one told by few.
    pub(crate) telling: &'a dyn Fn(u32) -> f32,
    /// How telling a trigger's stem is.
    pub(crate) telling_stem: &'a dyn Fn(u32) -> f32,
}

/// The evidence that two mentions tell one event, or why they cannot.
pub(crate) fn evidence(
    a: &Clues<'_>,
    b: &Clues<'_>,
    setting: &Setting<'_>,
) -> Result<Vec<Piece>, Conflict> {
    if let Some(conflict) = conflict(a, b) {
        return Err(conflict);
    }
    let mut pieces = vec![act(a, b, setting)];
    // One article seldom tells an act by two verbs; a noun ("the visit") takes it up.
    if a.article == b.article && a.stem != b.stem && a.told.verbal && b.told.verbal {
        pieces.push(("two verbs of one article", -1.5));
    }
    pieces.push(("articles alike", 4.3 * (setting.likeness.min(0.5) - 0.2)));
    pieces.push(("words in common", words(a, b, setting)));
    pieces.push(actors(a, b));
    pieces.push(persons(a, b));
    pieces.push(dates(a, b));
    pieces.push(places(a, b));
    pieces.push(numbers(a, b));
    pieces.retain(|piece| piece.1 != 0.0);
    Ok(pieces)
}

/// The sum of the evidence.
pub(crate) fn sum(pieces: &[Piece]) -> f32 {
    pieces.iter().map(|piece| piece.1).sum()
}

/// Why two mentions cannot be one event, whatever else they have in common.
pub(crate) fn conflict(a: &Clues<'_>, b: &Clues<'_>) -> Option<Conflict> {
    let same_sentence =
        a.article == b.article && overlaps(a.told.sentence, b.told.sentence);
    if same_sentence && a.stem != b.stem {
        return Some(Conflict::Sentence);
    }
    if in_turn(a, b) || in_turn(b, a) {
        return Some(Conflict::Order);
    }
    if acts_conflict(a, b) {
        return Some(Conflict::Acts);
    }
    if dates_conflict(a, b) {
        return Some(Conflict::Dates);
    }
    places_conflict(a, b).then_some(Conflict::Places)
}

/// Whether `open` is still planned after `done` was told as done, or is told not to have
/// happened by the article that tells `done`.
fn in_turn(done: &Clues<'_>, open: &Clues<'_>) -> bool {
    if !is_done(done.told.status) || !done.told.verbal || !open.told.verbal {
        return false;
    }
    match open.told.status {
        Status::Planned | Status::Forecast => {
            done.published.is_some() && done.published < open.published
        }
        Status::NotHappened => done.article == open.article,
        _ => false,
    }
}

fn overlaps(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

/// Types that reports use for one and the same act.
fn family(kind: EventType) -> u8 {
    use EventType as T;
    match kind {
        T::Consult | T::Move => 1,
        T::Agree | T::Cooperate | T::Support | T::Concede | T::Business => 2,
        T::Aid => 3,
        T::Retreat | T::Office | T::Election => 4,
        T::Request | T::Accuse | T::Reject | T::Threaten | T::Sanction => 5,
        T::Protest => 6,
        T::Mobilize | T::Science => 7,
        T::Coerce | T::Justice | T::Crime => 8,
        T::Assault | T::Disaster | T::Casualty => 9,
        T::Legislate => 10,
        T::Health => 11,
        T::Culture | T::Sport => 12,
        T::Other => 0,
    }
}

fn acts_conflict(a: &Clues<'_>, b: &Clues<'_>) -> bool {
    if a.stem == b.stem {
        return false;
    }
    match (a.kind(), b.kind()) {
        (Some(x), Some(y)) => family(x) != family(y),
        _ => false,
    }
}

fn act(a: &Clues<'_>, b: &Clues<'_>, setting: &Setting<'_>) -> Piece {
    if a.stem == b.stem {
        return ("same word for the act", 1.5 + 2.0 * (setting.telling_stem)(a.stem));
    }
    if a.told.cameo.is_some() && a.told.cameo == b.told.cameo {
        return ("same kind of act", 1.6);
    }
    match (a.kind(), b.kind()) {
        (Some(x), Some(y)) if x == y => ("same type of act", 1.0),
        (Some(x), Some(y)) if family(x) == family(y) => ("like types of act", 0.0),
        _ => ("different words for the act", -0.8),
    }
}

/// Days that a mention allows: the named ones, or what publication and tense leave open.
fn window(c: &Clues<'_>) -> Option<DayRange> {
    if let Some(date) = c.told.date {
        return Some(date);
    }
    let published = c.published?;
    let far = jiff::Span::new().days(366);
    let (start, end) = if c.told.background {
        return None;
    } else if c.is_open() {
        (published, published.checked_add(far).ok()?)
    } else {
        (published.checked_sub(far).ok()?, published)
    };
    Some(DayRange { start, end, precision: Precision::Year })
}

fn dates_conflict(a: &Clues<'_>, b: &Clues<'_>) -> bool {
    let apart = |x: DayRange, y: DayRange, days: i32| {
        let gap = if x.start > y.end {
            x.start.since(y.end)
        } else if y.start > x.end {
            y.start.since(x.end)
        } else {
            return false;
        };
        gap.is_ok_and(|g| g.get_days() > days)
    };
    match (a.named_date(), b.named_date()) {
        (Some(x), Some(y)) => apart(x, y, 0),
        _ => match (window(a), window(b)) {
            (Some(x), Some(y)) => apart(x, y, 3),
            _ => false,
        },
    }
}

fn dates(a: &Clues<'_>, b: &Clues<'_>) -> Piece {
    match (a.named_date(), b.named_date()) {
        (Some(x), Some(y)) if x.precision == Precision::Day && x == y => {
            ("same day", 1.9)
        }
        (Some(x), Some(y)) if x.overlaps(&y) => ("dates agree", 0.5),
        _ => match (a.told.date, b.told.date) {
            (Some(x), Some(y)) if x.overlaps(&y) => ("dates agree", 0.4),
            _ => ("dates", 0.0),
        },
    }
}

/// Whether the words of one name are among the words of the other.
fn same_name(a: &[u32], b: &[u32]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && short.iter().all(|w| long.binary_search(w).is_ok())
}

fn actors(a: &Clues<'_>, b: &Clues<'_>) -> Piece {
    let named = |c: &Clues<'_>| c.actors.iter().any(|words| !words.is_empty());
    if !named(a) || !named(b) {
        return ("actors", 0.0);
    }
    let found = |x: &Vec<u32>| b.actors.iter().position(|y| same_name(x, y));
    let shared: Vec<(usize, usize)> =
        (0..a.actors.len()).filter_map(|i| found(&a.actors[i]).map(|j| (i, j))).collect();
    if shared.is_empty() {
        return ("no actor in common", -0.9);
    }
    let role = |c: &Clues<'_>, i: usize| c.told.actors[i].role;
    let turned = shared.iter().any(|&(i, j)| {
        matches!(
            (role(a, i), role(b, j)),
            (Role::Source, Role::Target) | (Role::Target, Role::Source)
        )
    });
    if turned {
        return ("an actor on the other side", -0.7);
    }
    let count = |c: &Clues<'_>| c.actors.iter().filter(|words| !words.is_empty()).count();
    let fewer = count(a).min(count(b)) as f32;
    ("actors in common", 0.9 + 1.4 * shared.len() as f32 / fewer)
}

/// Two acts of different people are two acts.
fn persons(a: &Clues<'_>, b: &Clues<'_>) -> Piece {
    let of = |c: &Clues<'_>| -> Vec<Vec<u32>> {
        let people = c.told.actors.iter().zip(&c.actors);
        people
            .filter(|(actor, words)| {
                actor.class == Some(crate::NameClass::Per) && !words.is_empty()
            })
            .map(|(_, words)| words.clone())
            .collect()
    };
    let (x, y) = (of(a), of(b));
    let shared = x.iter().any(|p| y.iter().any(|q| same_name(p, q)));
    if x.is_empty() || y.is_empty() || shared {
        ("people", 0.0)
    } else {
        ("other people", -2.5)
    }
}

fn places_conflict(a: &Clues<'_>, b: &Clues<'_>) -> bool {
    let (Some(x), Some(y)) = (&a.told.place, &b.told.place) else { return false };
    if same_name(&a.place, &b.place) {
        return false;
    }
    let exact = |p: &crate::BriefPlace| {
        matches!(
            p.precision,
            Some(crate::PlacePrecision::City | crate::PlacePrecision::Point)
        )
    };
    let other_country =
        x.country.is_some() && y.country.is_some() && x.country != y.country;
    other_country || exact(x) && exact(y) && far_apart(x.position, y.position)
}

/// More than about 60 km; unknown positions are far apart only by name, which was compared.
fn far_apart(a: Option<(f32, f32)>, b: Option<(f32, f32)>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    // Degrees of longitude shrink with latitude; a rough cosine by a parabola is enough.
    let middle = f32::midpoint(a.0, b.0) / 90.0;
    let east = (a.1 - b.1) * (1.0 - middle * middle);
    let north = a.0 - b.0;
    east * east + north * north > 0.55 * 0.55
}

fn places(a: &Clues<'_>, b: &Clues<'_>) -> Piece {
    if same_name(&a.place, &b.place) { ("same place", 0.9) } else { ("places", 0.0) }
}

fn numbers(a: &Clues<'_>, b: &Clues<'_>) -> Piece {
    let shared = a.told.numbers.iter().any(|n| *n > 1 && b.told.numbers.contains(n));
    if shared { ("a number in common", 0.4) } else { ("numbers", 0.0) }
}

/// Telling words that both sentences hold, by their share in the shorter sentence.
fn words(a: &Clues<'_>, b: &Clues<'_>, setting: &Setting<'_>) -> f32 {
    let weigh = |words: &[u32]| words.iter().map(|w| (setting.telling)(*w)).sum::<f32>();
    let shared: Vec<u32> = a
        .told
        .words
        .iter()
        .copied()
        .filter(|w| b.told.words.binary_search(w).is_ok())
        .collect();
    let least = weigh(&a.told.words).min(weigh(&b.told.words)).max(0.5);
    3.0 * weigh(&shared) / least
}

/// Whether a status says that the thing took place.
pub(crate) fn is_done(status: Status) -> bool {
    matches!(status, Status::Happened | Status::Ongoing)
}

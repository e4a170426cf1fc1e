//! How likely two mentions tell one event: a sum of named pieces of evidence.

use super::clues::Clues;
use crate::{DayRange, EventType, Precision, Role, Span, Status};

/// Mentions that reach this score are one event. All weights were set by hand on ECB+ dev and
/// MEANTIME (gold mentions given) and the development stories; re-run both scorers of
/// `crossdoc` and the three stories when one changes.
pub(crate) const SAME_EVENT: f32 = 4.2;
/// The evidence of a sentence reprinted: nothing speaks against it.
pub(crate) const ONE_SENTENCE: f32 = 100.0;
/// How many pieces of evidence there are.
const PIECES: usize = 10;
/// Content words of a sentence that is surely the same one.
const ONE_SENTENCE_WORDS: usize = 4;

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

/// The evidence that two mentions tell one event, or why they cannot.
pub(crate) fn evidence(
    a: &Clues<'_>,
    b: &Clues<'_>,
    likeness: f32,
) -> Result<[Piece; PIECES], Conflict> {
    if is_one_sentence(a, b) {
        let mut pieces = [("", 0.0); PIECES];
        pieces[0] = ("one sentence of one text", ONE_SENTENCE);
        return Ok(pieces);
    }
    if let Some(conflict) = conflict(a, b) {
        return Err(conflict);
    }
    // One article seldom tells an act by two verbs; a noun ("the visit") takes it up.
    let two_verbs =
        a.article == b.article && a.stem != b.stem && a.told.verbal && b.told.verbal;
    Ok([
        act(a, b),
        ("two verbs of one article", if two_verbs { -1.5 } else { 0.0 }),
        ("articles alike", 5.2 * (likeness.min(0.5) - 0.2)),
        words(a, b),
        objects(a, b),
        actors(a, b),
        persons(a, b),
        dates(a, b),
        places(a, b),
        numbers(a, b),
    ])
}

/// Two things that something is done to are two acts, more often than not.
fn objects(a: &Clues<'_>, b: &Clues<'_>) -> Piece {
    match same_object(a, b) {
        Some(true) if names_its_object(a, b) => ("done to the same, by name", 1.6),
        Some(true) => ("done to the same", 0.8),
        Some(false) if a.object.len() > 1 && b.object.len() > 1 => {
            ("done to another, by name", -3.0)
        }
        Some(false) => ("done to another", -1.6),
        None => ("objects", 0.0),
    }
}

/// Whether two acts are done to one thing; `None` where one of them tells no thing.
fn same_object(a: &Clues<'_>, b: &Clues<'_>) -> Option<bool> {
    let (x, names_x) = a.object.split_first()?;
    let (y, names_y) = b.object.split_first()?;
    let names_differ = !names_x.is_empty()
        && !names_y.is_empty()
        && !names_x.iter().any(|n| names_y.contains(n));
    Some(x == y && !names_differ)
}

/// Whether both tell the thing with one name: "the Osterby mill".
fn names_its_object(a: &Clues<'_>, b: &Clues<'_>) -> bool {
    a.object.iter().skip(1).any(|n| b.object[1..].contains(n))
}

/// Whether two acts are done to one thing that goes by a name, and not by others: they may be
/// one act although the words for it have nothing in common.
pub(crate) fn share_all_but_the_word(a: &Clues<'_>, b: &Clues<'_>) -> bool {
    let named = |c: &Clues<'_>| c.actors.iter().any(|words| !words.is_empty());
    let shared = || a.actors.iter().any(|x| b.actors.iter().any(|y| same_name(x, y)));
    same_object(a, b) == Some(true)
        && names_its_object(a, b)
        && (!named(a) || !named(b) || shared())
}

/// Whether a sentence of one text stands in two articles: then it tells the same act in both.
fn is_one_sentence(a: &Clues<'_>, b: &Clues<'_>) -> bool {
    a.origin == b.origin
        && a.article != b.article
        && a.stem == b.stem
        && a.told.words.len() >= ONE_SENTENCE_WORDS
        && a.told.words == b.told.words
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
pub(crate) fn family(kind: EventType) -> u8 {
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
        (Some(x), Some(y)) => family(x) != family(y) && !share_all_but_the_word(a, b),
        _ => false,
    }
}

fn act(a: &Clues<'_>, b: &Clues<'_>) -> Piece {
    if a.stem == b.stem {
        return ("same word for the act", 1.5 + 2.0 * a.telling);
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
        return ("no actor in common", -0.7);
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
    ("actors in common", 0.7 + 1.2 * shared.len() as f32 / fewer)
}

/// Two acts of different people are two acts.
fn persons(a: &Clues<'_>, b: &Clues<'_>) -> Piece {
    let shared = a
        .people
        .iter()
        .any(|&p| b.people.iter().any(|&q| same_name(&a.actors[p], &b.actors[q])));
    if a.people.is_empty() || b.people.is_empty() || shared {
        ("people", 0.0)
    } else {
        ("other people", -2.2)
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

/// What both sentences tell, by its share in the one that tells less.
fn words(a: &Clues<'_>, b: &Clues<'_>) -> Piece {
    let least = a.weight.min(b.weight).max(0.5);
    ("words in common", 3.0 * shared(a, b) / least)
}

/// How telling the words are that both sentences hold.
fn shared(a: &Clues<'_>, b: &Clues<'_>) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.words.len() && j < b.words.len() {
        let ((x, telling), (y, _)) = (a.words[i], b.words[j]);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
        sum += if x == y { telling } else { 0.0 };
    }
    sum
}

/// Whether a status says that the thing took place.
pub(crate) fn is_done(status: Status) -> bool {
    matches!(status, Status::Happened | Status::Ongoing)
}

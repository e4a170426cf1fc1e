//! When and where: the time and the place of the same clause, or of the nearest that
//! licenses them; nothing rather than a guess.

use crate::{
    DayRange, EventPlace, EventType, NameClass, Precision, Span, Status, Time, TimeType,
    TokenIdx,
};

use super::args::View;
use super::lexicon::WordClass;
use super::nouns::indefinite;
use super::triggers::Trigger;

/// A date with the words that gave it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dated {
    pub(super) days: DayRange,
    pub(super) span: Span,
}

/// Steps up the tree between a trigger and the clause whose time it shares.
const MAX_CLIMB: usize = 6;

/// The date that the trigger's own clause states, or a clause above that it belongs to.
pub(super) fn date(
    view: &View<'_>,
    trigger: &Trigger<'_>,
    status: Status,
) -> Option<Dated> {
    let today = view.context.times.today;
    let sentence = view.text().sentence(view.token(trigger.at).sentence);
    let mut best: Option<(usize, bool, u32, Dated)> = None;
    for time in view.context.times.within(sentence.span) {
        if !matches!(time.kind, TimeType::Date | TimeType::Time) {
            continue;
        }
        let Some(days) = time.days else { continue };
        let Some(distance) = distance(view, trigger, time) else { continue };
        let past = today.is_some_and(|today| days.end < today);
        if past && distance > OWN && is_open(view, trigger, status) {
            continue;
        }
        let gap = gap(time.span, trigger.span);
        let days = span_of_days(days);
        let vague = !is_exact(days) || time.kind == TimeType::Time;
        if best.as_ref().is_none_or(|(d, v, g, _)| (distance, vague, gap) < (*d, *v, *g))
        {
            best = Some((distance, vague, gap, Dated { days, span: time.span }));
        }
    }
    best.map(|(.., dated)| dated)
}

/// What hangs from the trigger itself is at this distance or nearer.
const OWN: usize = 1;

/// Whether the event is only meant, so that a day gone by is the day of the meaning: "on
/// Friday he declared an emergency so that he could fund the wall".
fn is_open(view: &View<'_>, trigger: &Trigger<'_>, status: Status) -> bool {
    match status {
        Status::Hypothetical | Status::Demanded | Status::Forecast => true,
        Status::Planned => matches!(view.base_rel(trigger.at), "advcl" | "acl"),
        _ => false,
    }
}

/// Longest range that dates an event; "in the 1970s" says no more than that it is history.
const ERA: i32 = 400;

/// Whether a range is too long to say when.
pub(super) fn is_era(days: DayRange) -> bool {
    days.start.checked_add(jiff::Span::new().days(ERA)).is_ok_and(|end| end < days.end)
}

/// Days in a range that still count as one moment; a week or "early May" is told at the
/// precision of months.
const ONE_MOMENT: i32 = 4;

fn span_of_days(mut days: DayRange) -> DayRange {
    let long = days
        .start
        .checked_add(jiff::Span::new().days(ONE_MOMENT))
        .is_ok_and(|end| end < days.end);
    if long && days.precision == Precision::Day {
        days.precision = Precision::Month;
    }
    days
}

fn gap(a: Span, b: Span) -> u32 {
    if a.end <= b.start { b.start - a.end } else { a.start.saturating_sub(b.end) }
}

/// Steps from the trigger to the word that the time hangs from; `None` where the tree does
/// not join them.
fn distance(view: &View<'_>, trigger: &Trigger<'_>, time: &Time) -> Option<usize> {
    let anchor = anchor(view, time.span)?;
    let mut at = trigger.at;
    for steps in 0..MAX_CLIMB {
        if at == anchor {
            return Some(2 * steps);
        }
        if is_below(view, anchor, at, trigger.at == at) {
            return Some(2 * steps + 1);
        }
        let head = view.token(at).head?;
        if is_elsewhen(view, trigger, at) {
            return None;
        }
        // a time at "said" is the time of the saying, and a clause with its own subject
        // and tense has a time of its own
        let rel = view.base_rel(at);
        if matches!(rel, "ccomp" | "obj")
            && view.lexicon.is_cue("speech", &view.lemma(head))
        {
            return None;
        }
        if rel == "acl" && view.rel(at) == "acl:relcl" {
            return None;
        }
        at = head;
    }
    None
}

/// Prepositions of what came before or lies ahead of the clause that it stands in.
const ELSEWHEN: &[&str] = &[
    "after",
    "before",
    "following",
    "over",
    "despite",
    "since",
    "until",
    "about",
    "against",
];

/// Whether a noun is not of its clause's time: "tried in May over the fire", "the report on
/// the fire", "arrested on Friday for the murder".
fn is_elsewhen(view: &View<'_>, trigger: &Trigger<'_>, noun: TokenIdx) -> bool {
    if !view.is_nominal(noun) {
        return false;
    }
    let case = view.case(noun);
    let case = case.as_deref().unwrap_or("");
    match view.base_rel(noun) {
        "obl" => ELSEWHEN.contains(&case) || case == "for" && befalls(trigger.rule.kind),
        "nmod" => case != "of",
        _ => false,
    }
}

/// The word that a time expression modifies.
fn anchor(view: &View<'_>, span: Span) -> Option<TokenIdx> {
    let range = view.text().tokens_in(span);
    let inside = |t: TokenIdx| range.contains(&(t.0 as usize));
    let top = range
        .clone()
        .map(|t| TokenIdx(t as u32))
        .find(|&t| view.token(t).head.is_none_or(|h| !inside(h)))?;
    let head = view.token(top).head.unwrap_or(top);
    // "was hurt today following a crash": the time stands before what is a preposition
    let word = view.form(head).to_lowercase();
    let prepositional = matches!(&*word, "following" | "including" | "according")
        && top < head
        && view.base_rel(head) == "advcl";
    Some(view.token(head).head.filter(|_| prepositional).unwrap_or(head))
}

/// Whether a word hangs from the trigger without another predicate between them; for the
/// clauses above only their own dependents count.
fn is_below(view: &View<'_>, word: TokenIdx, top: TokenIdx, is_trigger: bool) -> bool {
    let mut at = word;
    for _ in 0..4 {
        if at == top {
            return true;
        }
        let carried = is_trigger
            && view.base_rel(at) == "acl"
            && view.token(at).head == Some(top)
            && view.lexicon.is_cue("light", &view.lemma(at));
        if carried {
            return true;
        }
        let blocked = view.is_verb(at)
            || !is_trigger && view.base_rel(at) == "conj"
            || matches!(view.base_rel(at), "acl" | "advcl" | "ccomp" | "xcomp" | "conj");
        if blocked {
            return false;
        }
        match view.token(at).head {
            Some(head) => at = head,
            None => return false,
        }
    }
    false
}

/// What the calendar makes of something told plainly: what lies after publication has not
/// happened yet, and what lasts ("the war") goes on unless the text dates it earlier.
pub(super) fn by_calendar(
    view: &View<'_>,
    trigger: &Trigger<'_>,
    days: Option<DayRange>,
) -> Status {
    let published = view.context.times.today;
    if let (Some(days), Some(published)) = (days, published) {
        if days.start > published {
            return Status::Planned;
        }
        if days.end < published {
            return Status::Happened;
        }
    }
    let lasting = trigger.class == WordClass::Noun
        && view.token(trigger.at).upos == crate::Upos::Noun
        && view.lexicon.is_cue("lasting", &view.lemma(trigger.at));
    let over = matches!(
        view.case(trigger.at).as_deref(),
        Some("after" | "before" | "following" | "-")
    );
    let ends = view
        .token(trigger.at)
        .head
        .is_some_and(|h| view.lexicon.is_cue("ends", &view.lemma(h)) && view.is_verb(h));
    if lasting && !over && !ends { Status::Ongoing } else { Status::Happened }
}

/// Whether a day to come cannot be its own: incidents are not scheduled, and "the fire" is
/// known already.
pub(super) fn is_known(view: &View<'_>, trigger: &Trigger<'_>) -> bool {
    let kind = trigger.rule.kind;
    matches!(
        kind,
        EventType::Disaster
            | EventType::Casualty
            | EventType::Crime
            | EventType::Assault
            | EventType::Health
    ) || trigger.class == WordClass::Noun
        && befalls(kind)
        && !indefinite(view, trigger.at)
}

/// Whether the event is told as history: long before publication.
pub(super) fn is_background(
    view: &View<'_>,
    trigger: &Trigger<'_>,
    days: Option<DayRange>,
    status: Status,
    reported: bool,
) -> bool {
    if !matches!(status, Status::Happened | Status::Alleged | Status::NotHappened) {
        return false;
    }
    let published = view.context.times.today;
    if let (Some(days), Some(published)) = (days, published) {
        let recent = published
            .checked_sub(jiff::Span::new().days(HISTORY_DAYS))
            .is_ok_and(|from| days.end >= from);
        return !recent;
    }
    // "police said the bridge had collapsed" is the day's news in reported speech
    let past_perfect = !reported
        && view
            .children(trigger.at)
            .any(|d| view.rel(d) == "aux" && view.form(d).eq_ignore_ascii_case("had"));
    let adverb = view.children(trigger.at).any(|d| {
        view.base_rel(d) == "advmod"
            && matches!(
                &*view.form(d).to_lowercase(),
                "previously" | "once" | "originally" | "formerly"
            )
    });
    past_perfect || adverb
}

/// What ended this many days before publication is history.
const HISTORY_DAYS: i32 = 75;

/// Whether a date says the day.
pub(super) fn is_exact(days: DayRange) -> bool {
    days.precision == Precision::Day
}

/// Prepositions that put an event into a place.
const WHERE: &[&str] = &[
    "in",
    "at",
    "on",
    "near",
    "outside",
    "inside",
    "off",
    "across",
    "around",
    "within",
    "throughout",
    "over",
];

/// Types that befall a place: a place of their sentence is theirs.
fn befalls(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Disaster
            | EventType::Casualty
            | EventType::Assault
            | EventType::Crime
            | EventType::Protest
            | EventType::Move
    )
}

/// Words between a trigger and a place that still belong together.
const PLACE_REACH: u32 = 25;

/// The place that the trigger's own clause names; for what befalls a place also the nearest
/// of its sentence.
pub(super) fn place(view: &View<'_>, trigger: &Trigger<'_>) -> Option<EventPlace> {
    own_place(view, trigger).or_else(|| {
        befalls(trigger.rule.kind).then(|| sentence_place(view, trigger)).flatten()
    })
}

/// The place at the trigger, at its arguments or at the verb that carries it.
fn own_place(view: &View<'_>, trigger: &Trigger<'_>) -> Option<EventPlace> {
    let to = trigger.rule.kind == EventType::Move;
    let mut at = trigger.at;
    for step in 0..4 {
        let near = view.children(at).find_map(|d| place_at(view, d, to, 0));
        let compound = || {
            (trigger.class == WordClass::Noun && step == 0)
                .then(|| {
                    view.children(at)
                        .find(|&d| view.rel(d) == "compound" && is_place(view, d))
                })
                .flatten()
                .and_then(|d| named_place(view, d))
        };
        if let Some(found) = near.or_else(compound) {
            return Some(found);
        }
        let head = view.token(at).head?;
        let same_clause = matches!(
            view.base_rel(at),
            "obj" | "nsubj" | "obl" | "xcomp" | "nmod" | "conj"
        ) || view.base_rel(at) == "advcl"
            && !view.token(at).feats.contains("Fin")
            || view.rel(at) == "acl";
        if !same_clause || view.lexicon.is_cue("speech", &view.lemma(head)) {
            return None;
        }
        at = head;
    }
    None
}

/// The nearest place of the sentence that stands under a preposition of place.
fn sentence_place(view: &View<'_>, trigger: &Trigger<'_>) -> Option<EventPlace> {
    let sentence = view.text().sentence(view.token(trigger.at).sentence);
    let to = trigger.rule.kind == EventType::Move;
    sentence
        .tokens
        .clone()
        .map(TokenIdx)
        .filter(|t| t.0.abs_diff(trigger.at.0) <= PLACE_REACH)
        .filter_map(|t| place_at(view, t, to, 0).map(|p| (t.0.abs_diff(trigger.at.0), p)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, place)| place)
}

fn is_place(view: &View<'_>, t: TokenIdx) -> bool {
    matches!(view.name_class(t), Some(NameClass::Loc | NameClass::Facility))
}

/// A place by name under a preposition of place, at most two nouns down ("in a slum in X").
fn place_at(view: &View<'_>, d: TokenIdx, to: bool, depth: usize) -> Option<EventPlace> {
    if !matches!(view.base_rel(d), "obl" | "nmod" | "obj" | "nsubj") || depth > 2 {
        return None;
    }
    let prep = view.case(d);
    let prep = prep.as_deref().unwrap_or("");
    let placed = WHERE.contains(&prep) || to && prep == "to";
    if placed {
        if is_place(view, d) {
            return named_place(view, d);
        }
        let inner = view.children(d).find(|&c| {
            is_place(view, c)
                && matches!(view.base_rel(c), "nmod" | "appos" | "flat" | "compound")
        });
        if let Some(inner) = inner {
            return named_place(view, inner);
        }
    }
    view.children(d)
        .filter(|&c| view.rel(c) == "nmod")
        .find_map(|c| place_at(view, c, to, depth + 1))
}

/// The place that a word's name means.
fn named_place(view: &View<'_>, t: TokenIdx) -> Option<EventPlace> {
    let range = view.name_tokens(t)?;
    let first = view.token(TokenIdx(range.start)).span;
    let span = first.cover(view.token(TokenIdx(range.end.checked_sub(1)?)).span);
    let places = &view.context.places.places;
    let known = places.iter().position(|p| p.span.overlaps(span));
    let name = known.map_or_else(
        || span.of(&view.context.source.text).to_owned(),
        |i| places[i].name.clone(),
    );
    Some(EventPlace { span: Some(span), name, place: known.map(|i| i as u32) })
}

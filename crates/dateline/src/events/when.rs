//! When and where: the time and the place of the same clause, or of the nearest that
//! licenses them; nothing rather than a guess.

use crate::{
    DayRange, EventPlace, NameClass, Precision, Span, Status, Time, TimeType, TokenIdx,
};

use super::args::View;
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
pub(super) fn date(view: &View<'_>, trigger: &Trigger<'_>) -> Option<Dated> {
    let sentence = view.text().sentence(view.token(trigger.at).sentence);
    let mut best: Option<(usize, u32, Dated)> = None;
    for time in view.context.times.within(sentence.span) {
        if !matches!(time.kind, TimeType::Date | TimeType::Time) {
            continue;
        }
        let Some(days) = time.days else { continue };
        let Some(distance) = distance(view, trigger, time) else { continue };
        let gap = gap(time.span, trigger.span);
        if best.as_ref().is_none_or(|(d, g, _)| (distance, gap) < (*d, *g)) {
            best = Some((distance, gap, Dated { days, span: time.span }));
        }
    }
    best.map(|(.., dated)| dated)
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
        if at == anchor || is_below(view, anchor, at, trigger.at == at) {
            return Some(steps);
        }
        let head = view.token(at).head?;
        // a time at "said" is the time of the saying, and a clause with its own subject
        // and tense has a time of its own
        let rel = view.base_rel(at);
        if rel == "ccomp" && view.lexicon.is_cue("speech", &view.lemma(head)) {
            return None;
        }
        if rel == "acl" && view.rel(at) == "acl:relcl" {
            return None;
        }
        at = head;
    }
    None
}

/// The word that a time expression modifies.
fn anchor(view: &View<'_>, span: Span) -> Option<TokenIdx> {
    let range = view.text().tokens_in(span);
    let inside = |t: TokenIdx| range.contains(&(t.0 as usize));
    let top = range
        .clone()
        .map(|t| TokenIdx(t as u32))
        .find(|&t| view.token(t).head.is_none_or(|h| !inside(h)))?;
    view.token(top).head.or(Some(top))
}

/// Whether a word hangs from the trigger without another predicate between them; for the
/// clauses above only their own dependents count.
fn is_below(view: &View<'_>, word: TokenIdx, top: TokenIdx, is_trigger: bool) -> bool {
    let mut at = word;
    for _ in 0..4 {
        if at == top {
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

/// Whether the event is told as history: long before publication.
pub(super) fn is_background(
    view: &View<'_>,
    trigger: &Trigger<'_>,
    days: Option<DayRange>,
    status: Status,
) -> bool {
    if !matches!(status, Status::Happened | Status::Alleged | Status::NotHappened) {
        return false;
    }
    let published = view.context.article.published.as_ref().map(|p| p.value.date);
    if let (Some(days), Some(published)) = (days, published) {
        let recent = published
            .checked_sub(jiff::Span::new().days(HISTORY_DAYS))
            .is_ok_and(|from| days.end >= from);
        return !recent;
    }
    let past_perfect = view
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

/// The day of publication, for what is told as the day's news.
pub(super) fn published(view: &View<'_>) -> Option<DayRange> {
    view.context.article.published.as_ref().map(|p| DayRange::day(p.value.date))
}

/// Whether a date says the day.
pub(super) fn is_exact(days: DayRange) -> bool {
    days.precision == Precision::Day
}

/// Prepositions that put an event into a place.
const WHERE: &[&str] =
    &["in", "at", "on", "near", "outside", "inside", "off", "across", "around", "within"];

/// The place that stands at the trigger or at the verb that carries it.
pub(super) fn place(view: &View<'_>, trigger: &Trigger<'_>) -> Option<EventPlace> {
    let mut at = trigger.at;
    for step in 0..3 {
        if let Some(found) = view.children(at).find_map(|d| place_at(view, d)) {
            return Some(found);
        }
        let head = view.token(at).head?;
        let same_clause = matches!(view.base_rel(at), "obj" | "nsubj" | "obl" | "xcomp")
            || step == 0
                && view.base_rel(at) == "advcl"
                && !view.token(at).feats.contains("Fin");
        if !same_clause || view.lexicon.is_cue("speech", &view.lemma(head)) {
            return None;
        }
        at = head;
    }
    None
}

/// A place by name under a preposition of place ("in the town of X" included).
fn place_at(view: &View<'_>, d: TokenIdx) -> Option<EventPlace> {
    if !matches!(view.base_rel(d), "obl" | "nmod") {
        return None;
    }
    let prep = view.case(d)?;
    if !WHERE.contains(&&*prep) {
        return None;
    }
    let named = |t: TokenIdx| {
        matches!(view.name_class(t), Some(NameClass::Loc | NameClass::Facility))
    };
    let t = if named(d) {
        d
    } else {
        view.children(d).find(|&c| {
            named(c) && matches!(view.base_rel(c), "nmod" | "appos" | "flat" | "compound")
        })?
    };
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

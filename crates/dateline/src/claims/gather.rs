//! Claims as single articles make them, before repetitions are put together.

use super::ClaimKind;
use super::kind::cover;
use crate::brief::words::hash;
use crate::merge::clues::name_words;
use crate::{
    Brief, BriefClaim, BriefEvent, Citation, DayRange, EventType, Events, LinkKind, Span,
    Stance, Standing, Status,
};

/// A claim in one article.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) kind: ClaimKind,
    pub(super) article: u32,
    pub(super) statement: String,
    pub(super) made_on: Option<DayRange>,
    /// Publisher and agency are added later; ends with the holder.
    pub(super) chain: Vec<String>,
    pub(super) holder: Option<LinkKind>,
    pub(super) due: Option<DayRange>,
    pub(super) words: Vec<u32>,
    pub(super) places: Vec<String>,
    pub(super) bodies: Vec<String>,
    /// Events told in the content, the main one first: (index in events, mention).
    pub(super) events: Vec<(u32, u32)>,
    pub(super) evidence: Citation,
    pub(super) sentence: Span,
}

/// Which merged event each mention belongs to.
pub(super) struct Merged {
    /// Mentions with their events, sorted.
    of: Vec<((u32, u32), u32)>,
}

impl Merged {
    pub(super) fn index(events: &Events) -> Self {
        let mut of = Vec::new();
        for (i, event) in events.events.iter().enumerate() {
            of.extend(event.mentions.iter().map(|&mention| (mention, i as u32)));
        }
        of.sort_unstable();
        Self { of }
    }

    pub(super) fn event_of(&self, article: u32, mention: u32) -> Option<u32> {
        let at = self.of.binary_search_by_key(&(article, mention), |m| m.0);
        at.ok().map(|at| self.of[at].1)
    }
}

/// All claims of one article, in text order.
pub(super) fn of_article(brief: &Brief, article: u32, merged: &Merged) -> Vec<Made> {
    let mut out: Vec<Made> = Vec::new();
    for (i, attribution) in brief.attributions.iter().enumerate() {
        if !attribution.in_body {
            continue;
        }
        if tells_of_intent(brief, i) {
            out.extend(from_intent(brief, article, merged, i));
        } else if !holds_another(brief, i) {
            out.extend(from_attribution(brief, article, merged, i));
        }
    }
    for (i, attribution) in brief.attributions.iter().enumerate() {
        if attribution.in_body && attribution.stance == Stance::Asserts {
            let blamed = blamed(brief, article, merged, i);
            let known = |c: &Made| out.iter().any(|o| o.evidence == c.evidence);
            let new: Vec<Made> = blamed.into_iter().filter(|c| !known(c)).collect();
            out.extend(new);
        }
    }
    for (i, event) in brief.events.iter().enumerate() {
        let told = out.iter().any(|c| overlaps(c.evidence.span, event.trigger));
        if event.in_body && !told {
            out.extend(from_event(brief, article, merged, i as u32, event));
        }
    }
    out.sort_by_key(|c| (c.evidence.span, c.kind));
    out
}

fn overlaps(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether an attribution does little more than hold another that makes a claim: "A reported
/// that B expects...". The inner one is the claim, through both.
fn holds_another(brief: &Brief, i: usize) -> bool {
    let size = |content: &[Span]| content.iter().map(|s| s.len()).sum::<usize>();
    let outer = &brief.attributions[i];
    brief.attributions.iter().enumerate().any(|(j, inner)| {
        let within = inner
            .content
            .iter()
            .all(|piece| outer.content.iter().any(|whole| whole.contains(*piece)));
        let smaller = size(&inner.content) < size(&outer.content) || j > i;
        j != i
            && within
            && smaller
            && !inner.claims.is_empty()
            && !tells_of_intent(brief, j)
            && 2 * size(&inner.content) >= size(&outer.content)
    })
}

/// Whether an attribution is what somebody else says of another's mind: "A said that B
/// expects..." is a claim of A.
fn tells_of_intent(brief: &Brief, i: usize) -> bool {
    const MIND: &[&str] =
        &["expect", "plan", "intend", "hope", "aim", "want", "seek", "prepare", "push"];
    let inner = &brief.attributions[i];
    let outer = inner.outer.map(|o| &brief.attributions[o as usize]);
    MIND.contains(&&*inner.cue)
        && inner.chain.len() > outer.map_or(0, |o| o.chain.len())
        && outer.is_some_and(|o| o.content.iter().any(|c| c.contains(inner.content[0])))
}

/// What somebody says of another's mind, where the saying itself makes no claim: a forecast
/// of the one who says it.
fn from_intent(brief: &Brief, article: u32, merged: &Merged, i: usize) -> Vec<Made> {
    let Some(outer) =
        brief.attributions[i].outer.map(|o| &brief.attributions[o as usize])
    else {
        return Vec::new();
    };
    if !outer.claims.is_empty() {
        return Vec::new();
    }
    let mut made = from_attribution(brief, article, merged, i);
    for claim in &mut made {
        claim.kind = ClaimKind::Forecast;
        claim.chain.clone_from(&outer.chain);
        claim.holder = outer.holder;
        claim.made_on = outer.said_on;
    }
    made
}

fn from_attribution(brief: &Brief, article: u32, merged: &Merged, i: usize) -> Vec<Made> {
    let a = &brief.attributions[i];
    let made = |claim: &BriefClaim| {
        let inside = |e: &BriefEvent| claim.content.iter().any(|c| c.contains(e.trigger));
        let told = brief.events.iter().enumerate().filter(|(_, e)| inside(e));
        let events = told
            .filter_map(|(j, _)| Some((merged.event_of(article, j as u32)?, j as u32)));
        Some(Made {
            kind: claim.kind,
            article,
            statement: claim.statement.clone(),
            made_on: a.said_on,
            chain: a.chain.clone(),
            holder: a.holder,
            due: claim.due,
            words: claim.words.to_vec(),
            places: claim.places.clone(),
            bodies: claim.bodies.clone(),
            events: events.collect(),
            evidence: Citation { article, span: cover(&claim.content)? },
            sentence: a.sentence,
        })
    };
    a.claims.iter().filter_map(made).collect()
}

/// What one country's side tells of another's violence: contested until others report it.
fn blamed(brief: &Brief, article: u32, merged: &Merged, i: usize) -> Vec<Made> {
    let a = &brief.attributions[i];
    let Some(own) = a.country else { return Vec::new() };
    let violent = |e: &BriefEvent| {
        is_violent(e) && !matches!(e.status, Status::NotHappened | Status::Denied)
    };
    let theirs = |e: &BriefEvent| {
        let source = e.actors.iter().find(|x| x.role == crate::Role::Source);
        source.and_then(|x| x.country).is_some_and(|country| country != own)
    };
    let claimed = |e: &BriefEvent| {
        let told = a.claims.iter().flat_map(|c| &c.content);
        told.clone().any(|span| span.contains(e.trigger))
    };
    let mut out: Vec<Made> = Vec::new();
    for (j, event) in brief.events.iter().enumerate() {
        let inside = a.content.iter().find(|c| c.contains(event.trigger));
        let Some(content) = inside else { continue };
        let known = out.iter().any(|m| m.sentence == event.sentence);
        if known || !violent(event) || !theirs(event) || claimed(event) {
            continue;
        }
        let span = Span {
            start: content.start.max(event.sentence.start),
            end: content.end.min(event.sentence.end),
        };
        let of_event = merged.event_of(article, j as u32).map(|e| (e, j as u32));
        out.push(Made {
            kind: ClaimKind::Allegation,
            article,
            statement: event.summary.clone(),
            made_on: a.said_on,
            chain: a.chain.clone(),
            holder: a.holder,
            due: None,
            words: event.words.to_vec(),
            places: Vec::new(),
            bodies: Vec::new(),
            events: of_event.into_iter().collect(),
            evidence: Citation { article, span },
            sentence: event.sentence,
        });
    }
    out
}

/// Plans, promises, forecasts and allegations that the writer tells without a source.
fn from_event(
    brief: &Brief,
    article: u32,
    merged: &Merged,
    mention: u32,
    event: &BriefEvent,
) -> Option<Made> {
    const ACCEPTS: &[&str] = &["accept", "pledge", "vow", "promise", "commit"];
    let kind = match event.status {
        // "is set to be replaced": nobody's promise.
        Status::Planned if is_undergone(event) => ClaimKind::Forecast,
        // Whoever is told to plan an attack has not promised it.
        Status::Planned if is_violent(event) => return None,
        Status::Planned => ClaimKind::Promise,
        Status::Forecast => ClaimKind::Forecast,
        Status::Alleged => ClaimKind::Allegation,
        Status::Happened if ACCEPTS.contains(&&*event.lemma) => ClaimKind::Promise,
        Status::Happened if event.kind == EventType::Threaten => ClaimKind::Threat,
        _ => return None,
    };
    let said = brief.published.map(|p| DayRange::day(p.date));
    // What was still to come on a day that is over is history, not a claim.
    let is_over = matches!(event.status, Status::Planned | Status::Forecast)
        && event.dated
        && matches!((event.date, said), (Some(day), Some(said)) if day.end < said.start);
    // What is told inside somebody's words was judged there.
    if event.background
        || is_over
        || event.attribution.is_some()
        || event.standing < Standing::Clause
    {
        return None;
    }
    // What a law lays down is neither expected nor meant by anybody.
    let lays_down = ["constitution", "stipulate", "law", "statute"].map(hash);
    if lays_down.iter().any(|w| event.words.contains(w)) {
        return None;
    }
    let named =
        |a: &&crate::BriefActor| a.role != crate::Role::Target && a.class.is_some();
    let holder = event.actors.iter().find(named);
    let by = match kind {
        ClaimKind::Promise | ClaimKind::Threat => Some(holder?.name.clone()),
        _ => None,
    };
    let strives = ["seek", "push", "try", "attempt", "want", "hope", "aim"].map(hash);
    if kind == ClaimKind::Promise && strives.iter().any(|w| event.words.contains(w)) {
        return None;
    }
    let made_on =
        if event.status == Status::Happened { event.date.or(said) } else { said };
    let ahead = |d: &DayRange| said.is_none_or(|s| d.end >= s.start);
    Some(Made {
        kind,
        article,
        statement: event.summary.clone(),
        made_on,
        chain: by.into_iter().collect(),
        holder: None,
        due: event
            .date
            .filter(|_| event.dated && event.status != Status::Happened)
            .filter(ahead),
        words: event.words.to_vec(),
        places: event.place.iter().map(|p| p.name.clone()).collect(),
        bodies: Vec::new(),
        events: merged
            .event_of(article, mention)
            .map(|e| (e, mention))
            .into_iter()
            .collect(),
        evidence: Citation { article, span: event.clause },
        sentence: event.sentence,
    })
}

fn is_violent(event: &BriefEvent) -> bool {
    matches!(event.kind, EventType::Assault | EventType::Crime | EventType::Coerce)
}

/// Whether the one whom the clause speaks of is the one it is done to.
fn is_undergone(event: &BriefEvent) -> bool {
    event.actors.first().is_some_and(|a| a.role == crate::Role::Target)
}

/// Whether two claims are one claim repeated: same holder, same kind, same content.
pub(super) fn same_claim(a: &Made, b: &Made, one_text: bool) -> bool {
    if a.kind != b.kind {
        return false;
    }
    let shared =
        a.words.iter().filter(|w| b.words.binary_search(w).is_ok()).count() as f32;
    let fewer = a.words.len().min(b.words.len()).max(1) as f32;
    let more = a.words.len().max(b.words.len()).max(1) as f32;
    if one_text && shared / more > 0.8 {
        return true;
    }
    let one_event = a.events.iter().any(|x| b.events.iter().any(|y| x.0 == y.0));
    let alike = shared / fewer >= if one_event { 0.35 } else { 0.6 } && shared >= 3.0;
    // What one holder promises within weeks with half of the words is one promise.
    let promised = a.kind == ClaimKind::Promise && shared >= 2.0 && shared / fewer >= 0.5;
    (alike || promised) && same_holder(a, b)
}

/// Words by which claims of one holder are found; 0 stands for a holder without a name.
pub(super) fn holder_words(made: &Made) -> Vec<u32> {
    let mut words = made.chain.last().map(|name| name_words(name)).unwrap_or_default();
    let nameless = matches!(made.holder, Some(LinkKind::Collective | LinkKind::Unnamed));
    if words.is_empty() || nameless {
        words.push(0);
    }
    words
}

fn same_holder(a: &Made, b: &Made) -> bool {
    let unnamed =
        |m: &Made| matches!(m.holder, Some(LinkKind::Collective | LinkKind::Unnamed));
    match (a.chain.last(), b.chain.last()) {
        (None, None) => true,
        (Some(_), Some(_)) if unnamed(a) && unnamed(b) => true,
        (Some(x), Some(y)) => {
            let (x, y) = (name_words(x), name_words(y));
            let (short, long) = if x.len() <= y.len() { (&x, &y) } else { (&y, &x) };
            !short.is_empty() && short.iter().all(|w| long.contains(w))
        }
        _ => false,
    }
}

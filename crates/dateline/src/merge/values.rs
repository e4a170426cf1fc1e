//! The values of a merged event: the best supported, with the others and who says them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::clues::Clues;
use super::score::is_done;
use super::{Event, EventVariants};
use crate::{
    Brief, BriefActor, BriefPlace, Citation, DayRange, EventType, Id, Role, Standing,
    Status,
};

/// Actors kept of a merged event; more is a list, not who did it.
const ACTORS_KEPT: usize = 5;
/// Points that an event needs to stand in the timeline; see [`is_worth_telling`]. Set on the
/// seeds and the two annotated Wikinews stories, for event F1 of `story.py`.
const WORTH_TELLING: f32 = 2.2;

/// What the first sentence of an article tells in its main clause is why it was written.
const LEAD: f32 = 0.7;

/// Taken off where an event is told by undated nouns alone ("its war", "their ties").
const NOUNS_ALONE: f32 = 0.5;

/// Whether an event belongs in a timeline: what a sentence tells, with somebody who acts, a
/// day, a place, or several mentions; not what is only wished for, supposed or touched on.
fn is_worth_telling(
    briefs: &[Brief],
    told: &[&Clues<'_>],
    status: Status,
    kind: EventType,
) -> bool {
    let standing = told.iter().map(|c| c.told.standing).max();
    let some = |yes: bool, points: f32| if yes { points } else { 0.0 };
    let named =
        |c: &&Clues<'_>| c.actors.iter().filter(|words| !words.is_empty()).count();
    let n_actors = told.iter().map(named).max().unwrap_or(0);
    let n_tellings = tellings(told);
    let mut points = match standing {
        Some(Standing::Main) => 2.0,
        Some(Standing::Clause | Standing::Part) => 1.0,
        _ => 0.0,
    };
    points += some(n_actors >= 1, 1.0) + some(n_actors >= 2, 0.5);
    points += some(told.iter().any(|c| c.told.dated), 1.5);
    points += some(told.iter().any(|c| c.told.place.is_some()), 0.5);
    points += some(n_tellings >= 2, 1.0);
    points += some(told.iter().any(|c| is_lead(briefs, c)), LEAD);
    points -= some(told.iter().all(|c| !c.told.verbal && !c.told.dated), NOUNS_ALONE);
    points -= some(told.iter().all(|c| c.told.attribution.is_some()), 0.3);
    points -= some(
        matches!(
            kind,
            EventType::Other
                | EventType::Business
                | EventType::Culture
                | EventType::Sport
        ),
        1.0,
    );
    points -= match status {
        Status::Happened | Status::Ongoing => 0.0,
        Status::Planned | Status::Forecast | Status::Alleged | Status::NotHappened => 0.5,
        Status::Denied | Status::Hypothetical | Status::Demanded => 2.0,
    };
    // What another act's sentence only holds out ("..., which could help") is no news.
    let held_out = n_tellings == 1
        && told[0].beside
        && !told[0].told.dated
        && !matches!(status, Status::Happened | Status::Ongoing);
    told.iter().any(|c| c.told.in_body) && points >= WORTH_TELLING && !held_out
}

/// How often an event is told where a reprint tells nothing: of each origin the article counts
/// that tells it most often.
fn tellings(told: &[&Clues<'_>]) -> usize {
    let mut by_article: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for c in told {
        *by_article.entry((c.origin, c.article)).or_default() += 1;
    }
    let mut most: BTreeMap<u32, usize> = BTreeMap::new();
    for ((origin, _), n) in by_article {
        let known = most.entry(origin).or_default();
        *known = n.max(*known);
    }
    most.into_values().sum()
}

/// The event that mentions tell together; `None` where it is not worth telling.
pub(super) fn merged(briefs: &[Brief], told: &[&Clues<'_>]) -> Option<Event> {
    let best = told.iter().max_by_key(|c| worth(c))?;
    let mut evidence: Vec<Citation> = told.iter().map(|c| cite(c)).collect();
    evidence.sort_unstable();
    evidence.dedup();
    let mut articles: Vec<u32> = told.iter().map(|c| c.article).collect();
    articles.sort_unstable();
    articles.dedup();
    let mut origins: Vec<u32> = told.iter().map(|c| c.origin).collect();
    origins.sort_unstable();
    origins.dedup();
    let status = status(told);
    let kind = kind(told);
    if !is_worth_telling(briefs, told, status, kind) {
        return None;
    }
    let date = date(told, status).or_else(|| day_of_news(briefs, told, status));
    let ids = evidence.iter().map(|c| {
        let span = c.span;
        [
            &briefs[c.article as usize].id.0[..],
            &span.start.to_le_bytes()[..],
            &span.end.to_le_bytes(),
        ]
        .concat()
    });
    let triggers = told.iter().map(|c| c.told.trigger.start.to_le_bytes().to_vec());
    Some(Event {
        id: Id::of(ids.chain(std::iter::once(kind.name().into())).chain(triggers)),
        date,
        bounds: date.is_none().then(|| bounds(told)).flatten(),
        kind,
        cameo: best.told.cameo.filter(|_| best.told.kind == kind),
        status,
        background: told.iter().all(|c| c.told.background),
        summary: best.told.summary.clone(),
        actors: actors(told),
        place: place(told),
        evidence,
        mentions: told.iter().map(|c| (c.article, c.event)).collect(),
        n_articles: articles.len() as u32,
        n_origins: origins.len() as u32,
        variants: variants(told),
        confidence: confidence(told),
    })
}

fn cite(c: &Clues<'_>) -> Citation {
    Citation { article: c.article, span: c.told.clause }
}

/// How well a clause tells the event: done before planned, in the body, with actors, a date
/// and a place, short; then the earliest in a fixed order.
fn worth(
    c: &Clues<'_>,
) -> (bool, bool, usize, bool, std::cmp::Reverse<usize>, std::cmp::Reverse<(u32, u32)>) {
    let told = c.told;
    let long = told.clause.len() > 320;
    (
        told.in_body && !long,
        is_done(told.status),
        told.actors.len().min(2)
            + usize::from(told.dated)
            + usize::from(told.place.is_some()),
        !told.background,
        std::cmp::Reverse(told.clause.len() / 40),
        std::cmp::Reverse((c.article, c.event)),
    )
}

/// The value told by most origins; among equals the greatest.
fn most_told<T: Ord + Clone>(values: impl Iterator<Item = (u32, T)>) -> Option<T> {
    let mut by: BTreeMap<T, Vec<u32>> = BTreeMap::new();
    for (origin, value) in values {
        by.entry(value).or_default().push(origin);
    }
    let count = |origins: &mut Vec<u32>| {
        let mentions = origins.len();
        origins.sort_unstable();
        origins.dedup();
        (origins.len(), mentions)
    };
    by.into_iter()
        .map(|(value, mut origins)| (count(&mut origins), value))
        .max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)))
        .map(|(_, value)| value)
}

fn kind(told: &[&Clues<'_>]) -> EventType {
    let telling = told.iter().filter(|c| c.told.kind != EventType::Other);
    most_told(telling.map(|c| (c.origin, c.told.kind))).unwrap_or(EventType::Other)
}

/// The latest report decides; in one article the writer's own voice, and what is done before
/// what is claimed or planned.
fn status(told: &[&Clues<'_>]) -> Status {
    let rank = |c: &Clues<'_>| {
        let own_voice = c.told.attribution.is_none() || is_done(c.told.status);
        let firm = match c.told.status {
            Status::NotHappened => 5,
            Status::Happened => 4,
            Status::Ongoing => 3,
            Status::Planned => 2,
            Status::Denied | Status::Alleged => 1,
            Status::Forecast | Status::Hypothetical | Status::Demanded => 0,
        };
        let place = std::cmp::Reverse((c.article, c.event));
        (c.told.in_body, c.published, own_voice, firm, place)
    };
    // A report that only looks back or ahead at what another told as done changes nothing.
    let done = told.iter().any(|c| tells_done(c, told) && c.told.in_body);
    let counts = |c: &&&Clues<'_>| {
        if is_done(c.told.status) {
            tells_done(c, told)
        } else {
            !done || c.told.status == Status::NotHappened
        }
    };
    told.iter()
        .filter(counts)
        .max_by_key(|c| rank(c))
        .or(told.first())
        .map_or(Status::Happened, |c| c.told.status)
}

/// Whether a mention says that the thing took place. A noun ("ahead of the talks") does so
/// only where no verb of the same or a later article has it still to come or called off.
fn tells_done(c: &Clues<'_>, told: &[&Clues<'_>]) -> bool {
    let open = |o: &&Clues<'_>| {
        o.published >= c.published
            && matches!(
                o.told.status,
                Status::Planned | Status::Forecast | Status::NotHappened
            )
    };
    is_done(c.told.status) && (c.told.verbal || !told.iter().any(open))
}

/// The day most origins name; a finer date inside a vaguer one counts for both.
fn date(told: &[&Clues<'_>], status: Status) -> Option<DayRange> {
    let fits = |c: &&&Clues<'_>| is_done(c.told.status) == is_done(status);
    let named = |strict: bool| {
        told.iter()
            .filter(move |c| c.told.in_body && (!strict || fits(c)))
            .filter_map(|c| c.named_date().map(|d| (c.origin, d)))
            .collect::<Vec<_>>()
    };
    let mut values = named(true);
    if values.is_empty() {
        values = named(false);
    }
    if values.is_empty() {
        let given =
            told.iter().filter(fits).filter_map(|c| c.told.date.map(|d| (c.origin, d)));
        values = given.collect();
    }
    let days =
        |d: &DayRange| d.end.since(d.start).map_or(i32::MAX, |span| span.get_days());
    let finest = values.iter().map(|v| days(&v.1)).min()?;
    most_told(values.into_iter().filter(|v| days(&v.1) == finest))
}

/// The day of publication, where the first sentence of an article tells plainly what was done
/// and no words say when: that is the day's news.
fn day_of_news(
    briefs: &[Brief],
    told: &[&Clues<'_>],
    status: Status,
) -> Option<DayRange> {
    let is_news = |c: &&&Clues<'_>| {
        c.told.status == Status::Happened && !c.told.background && is_lead(briefs, c)
    };
    let days = told.iter().filter(is_news).filter_map(|c| c.published);
    days.min().filter(|_| status == Status::Happened).map(DayRange::day)
}

/// Whether a mention is the main act of its article's first sentence.
fn is_lead(briefs: &[Brief], c: &Clues<'_>) -> bool {
    let first = briefs[c.article as usize].body.first();
    let sentence = c.told.sentence;
    c.told.verbal
        && c.told.standing == Standing::Main
        && c.told.in_body
        && first.is_some_and(|b| sentence.start <= b.start && b.start < sentence.end)
}

/// Not before, not after, where no date is known: what happened lies before its first report.
fn bounds(told: &[&Clues<'_>]) -> Option<(Option<Date>, Option<Date>)> {
    let done = told.iter().filter(|c| is_done(c.told.status));
    let before = done.filter_map(|c| c.published).min()?;
    Some((None, Some(before)))
}

/// Each actor once, under the fullest name, in the role most mentions give.
fn actors(told: &[&Clues<'_>]) -> Vec<BriefActor> {
    struct Merged<'a> {
        words: Vec<u32>,
        all: Vec<&'a BriefActor>,
        mentions: usize,
    }
    let mut merged: Vec<Merged<'_>> = Vec::new();
    let in_body = told.iter().any(|c| c.told.in_body);
    for c in told.iter().filter(|c| c.told.in_body == in_body) {
        for (actor, words) in c.told.actors.iter().zip(&c.actors) {
            if words.is_empty() {
                continue;
            }
            let same = |m: &&mut Merged<'_>| same_name(&m.words, words);
            match merged.iter_mut().find(same) {
                Some(known) => {
                    if words.len() > known.words.len() {
                        known.words.clone_from(words);
                    }
                    known.all.push(actor);
                    known.mentions += 1;
                }
                None => merged.push(Merged {
                    words: words.clone(),
                    all: vec![actor],
                    mentions: 1,
                }),
            }
        }
    }
    let most = merged.iter().map(|m| m.mentions).max().unwrap_or(0);
    // An actor that one of many mentions adds is more often a slip than news.
    merged.retain(|m| 4 * m.mentions >= most);
    merged.sort_by_key(|m| std::cmp::Reverse(m.mentions));
    merged.truncate(ACTORS_KEPT);
    if merged.is_empty() {
        return nameless(told);
    }
    merged.iter().map(|m| spoken_for(&m.all)).collect()
}

/// Those who act without a name ("protesters"), where nobody is named.
fn nameless(told: &[&Clues<'_>]) -> Vec<BriefActor> {
    const PRONOUNS: &[&str] = &[
        "i", "we", "he", "she", "it", "they", "you", "me", "us", "him", "her", "them",
        "its", "his", "their", "my", "our", "who", "which", "that", "this",
    ];
    let is_noun = |a: &&BriefActor| {
        let first = a.name.split_whitespace().next().unwrap_or("").to_lowercase();
        !PRONOUNS.contains(&first.as_str()) && a.role != Role::Target
    };
    let all = told.iter().filter(|c| c.told.in_body).flat_map(|c| &c.told.actors);
    all.filter(is_noun).take(1).map(|a| BriefActor { at: None, ..a.clone() }).collect()
}

fn spoken_for(all: &[&BriefActor]) -> BriefActor {
    let fullest = |a: &&&BriefActor, b: &&&BriefActor| {
        a.name.len().cmp(&b.name.len()).then_with(|| b.name.cmp(&a.name))
    };
    let mut actor =
        all.iter().max_by(fullest).map_or_else(|| all[0].clone(), |a| (**a).clone());
    let role = most_told(all.iter().enumerate().map(|(i, a)| (i as u32, a.role)));
    actor.role = role.unwrap_or(Role::Participant);
    actor.at = None;
    actor
}

/// Whether the words of one name are among the words of the other.
fn same_name(a: &[u32], b: &[u32]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && short.iter().all(|w| long.binary_search(w).is_ok())
}

/// The place most origins name; what is done tells better than what was expected.
fn place(told: &[&Clues<'_>]) -> Option<BriefPlace> {
    let tells = |c: &Clues<'_>| is_done(c.told.status) && c.told.in_body;
    let any_done = told.iter().any(|c| is_done(c.told.status) && c.told.in_body);
    // Where it was expected is not where it was.
    let named = |c: &&&Clues<'_>| if any_done { tells(c) } else { c.told.in_body };
    let name = most_told(
        told.iter()
            .filter(named)
            .filter_map(|c| c.told.place.as_ref().map(|p| (c.origin, p.name.clone()))),
    )?;
    let place =
        told.iter().filter_map(|c| c.told.place.as_ref()).find(|p| p.name == name)?;
    Some(BriefPlace { at: None, ..place.clone() })
}

fn variants(told: &[&Clues<'_>]) -> EventVariants {
    let mut out = EventVariants::default();
    for c in told {
        if let Some(date) = c.named_date() {
            out.dates.push((date, cite(c)));
        }
        if let Some(place) = &c.told.place {
            out.places.push((place.name.clone(), cite(c)));
        }
        out.statuses.push((c.told.status, cite(c)));
        if let (EventType::Casualty, &[count]) = (c.told.kind, c.told.numbers.as_slice())
        {
            out.counts.push((count, cite(c)));
        }
    }
    one_value(&mut out.dates);
    one_value(&mut out.places);
    one_value(&mut out.statuses);
    one_value(&mut out.counts);
    out
}

/// Sorts the values; leaves none where all agree.
fn one_value<T: Ord>(values: &mut Vec<(T, Citation)>) {
    values.sort();
    values.dedup();
    if values.windows(2).all(|w| w[0].0 == w[1].0) {
        values.clear();
    }
}

fn confidence(told: &[&Clues<'_>]) -> Option<f32> {
    told.iter().filter_map(|c| c.told.confidence).reduce(f32::max)
}

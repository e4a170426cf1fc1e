//! One event, many reports: mentions that tell one event become one event.

pub(crate) mod clues;
pub(crate) mod cluster;
mod given;
mod score;
mod values;

pub use given::clusters_of_mentions;

use crate::collate::Growth;
use crate::topics::Neighbours;
use crate::{
    Brief, BriefActor, BriefPlace, Citation, DayRange, EventType, Id, Origins, Status,
};

/// An event as all its reports tell it.
#[derive(Clone, Debug)]
pub struct Event {
    /// Hash of its mentions.
    pub id: Id,
    /// When: the best supported value.
    pub date: Option<DayRange>,
    /// Where the date is only bounded: not before, not after.
    pub bounds: Option<(Option<jiff::civil::Date>, Option<jiff::civil::Date>)>,
    /// What kind of act.
    pub kind: EventType,
    /// CAMEO code.
    pub cameo: Option<&'static str>,
    /// The latest report decides.
    pub status: Status,
    /// Only if every article tells it as history.
    pub background: bool,
    /// One line, the words of one report.
    pub summary: String,
    /// Who.
    pub actors: Vec<BriefActor>,
    /// Where.
    pub place: Option<BriefPlace>,
    /// The clauses that tell it, by article and position.
    pub evidence: Vec<Citation>,
    /// The mentions: (article, index in its brief's events).
    pub mentions: Vec<(u32, u32)>,
    /// Number of articles that tell it.
    pub n_articles: u32,
    /// Number of origins that tell it.
    pub n_origins: u32,
    /// Other values of date, place and status, with who says which.
    pub variants: EventVariants,
    /// Calibrated confidence.
    pub confidence: Option<f32>,
}

/// Values that reports disagree on, each with the citation that says so; empty where all
/// agree.
#[derive(Clone, Debug, Default)]
pub struct EventVariants {
    /// Dates.
    pub dates: Vec<(DayRange, Citation)>,
    /// Place names.
    pub places: Vec<(String, Citation)>,
    /// Statuses.
    pub statuses: Vec<(Status, Citation)>,
    /// Numbers of dead and hurt: of each clause that tells of people hurt and one number.
    pub counts: Vec<(u32, Citation)>,
}

/// All events, by date, then identifier.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// The events.
    pub events: Vec<Event>,
}

/// What the merger works on.
#[derive(Clone, Copy)]
pub(crate) struct Told<'b> {
    pub(crate) briefs: &'b [Brief],
    pub(crate) origins: &'b Origins,
    pub(crate) near: &'b Neighbours,
}

/// What is new since it last worked.
pub(crate) struct News<'n> {
    pub(crate) growth: &'n Growth,
    /// Pairs of articles whose likeness may be another than before, sorted.
    pub(crate) pairs: &'n [(u32, u32)],
    /// Articles that were there and whose origin is another one now.
    pub(crate) articles: &'n [u32],
}

/// Merges event mentions, and keeps what it needs to take more in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Merger {
    clusters: cluster::Clusters,
    /// For each of its groups the index of the event, if it is worth telling.
    event_of: Vec<Option<u32>>,
}

impl Merger {
    /// A merger that weighs words as somebody has weighed them for a larger whole.
    pub(crate) fn weighing(telling: clues::Telling) -> Self {
        Self { clusters: cluster::Clusters::weighing(telling), event_of: Vec::new() }
    }

    /// The events of all articles; `before` are those of the last time.
    pub(crate) fn grow(
        &mut self,
        told: &Told<'_>,
        news: &News<'_>,
        before: Events,
    ) -> Events {
        let mut clues = self.clusters.grow(told, news);
        let mut before: Vec<Option<Event>> =
            before.events.into_iter().map(Some).collect();
        let mut events: Vec<(usize, Event)> = Vec::new();
        let groups = self.clusters.groups.iter().zip(&self.clusters.kept);
        for (i, (group, kept)) in groups.enumerate() {
            let event = match kept {
                Some(was) => self.event_of[*was as usize]
                    .and_then(|at| before[at as usize].take())
                    .map(|event| event.renumbered(&news.growth.moved)),
                None => {
                    group.iter().for_each(|m| clues.ready(m.0));
                    let told_by: Vec<&clues::Clues<'_>> =
                        group.iter().map(|&m| clues.mention(m)).collect();
                    values::merged(told.briefs, &told_by)
                }
            };
            events.extend(event.map(|event| (i, event)));
        }
        events.sort_by_key(|(_, e)| (e.date.map(|d| (d.start, d.end)), e.id));
        self.event_of = vec![None; self.clusters.groups.len()];
        for (at, (group, _)) in events.iter().enumerate() {
            self.event_of[*group] = Some(at as u32);
        }
        Events { events: events.into_iter().map(|(_, event)| event).collect() }
    }
}

impl Event {
    /// The same event where articles have other indices, in the same order.
    fn renumbered(mut self, moved: &[u32]) -> Self {
        let cited = self
            .evidence
            .iter_mut()
            .chain(self.variants.dates.iter_mut().map(|v| &mut v.1))
            .chain(self.variants.places.iter_mut().map(|v| &mut v.1))
            .chain(self.variants.statuses.iter_mut().map(|v| &mut v.1))
            .chain(self.variants.counts.iter_mut().map(|v| &mut v.1));
        cited.for_each(|c| c.article = moved[c.article as usize]);
        self.mentions.iter_mut().for_each(|m| m.0 = moved[m.0 as usize]);
        self
    }
}

/// Merges the event mentions of all briefs.
#[cfg(test)]
pub(crate) fn events(briefs: &[Brief], origins: &Origins, near: &Neighbours) -> Events {
    let growth = Growth::from_nothing(briefs.len());
    let pairs = near.pairs();
    let news = News { growth: &growth, pairs: &pairs, articles: &[] };
    Merger::default().grow(&Told { briefs, origins, near }, &news, Events::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Brief;
    use crate::brief::tests::{day, in_town, on, published, told};
    use EventType as T;

    fn merged(mut briefs: Vec<Brief>) -> Vec<Event> {
        briefs.sort_by_key(|b| b.id);
        let origins = Origins::each_alone(&briefs);
        let near = Neighbours::find(&briefs);
        events(&briefs, &origins, &near).events
    }

    #[test]
    fn reports_of_one_act_are_one_event() {
        let visit = |at| on(told(T::Consult, "visit", "Ida Holm", at), day(3, 4));
        let later = told(T::Consult, "visit", "Holm", 2);
        let found = merged(vec![
            published("a", day(3, 4), vec![visit(0)]),
            published("b", day(3, 5), vec![visit(1)]),
            published("c", day(3, 9), vec![later]),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].n_articles, found[0].date), (3, Some(day(3, 4))));
        assert_eq!(found[0].actors[0].name, "Ida Holm");
    }

    #[test]
    fn acts_of_one_day_in_two_towns_stay_two() {
        let visit =
            |town| in_town(on(told(T::Consult, "visit", "Ida Holm", 0), day(3, 4)), town);
        let found = merged(vec![
            published("a", day(3, 4), vec![visit("Westhaven")]),
            published("b", day(3, 5), vec![visit("Osterby")]),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn acts_on_two_days_or_of_two_people_stay_two() {
        let swear = |who, d| on(told(T::Office, "swear", who, 0), d);
        let two_days = vec![
            published("a", day(3, 9), vec![swear("Ida Holm", day(3, 4))]),
            published("b", day(3, 9), vec![swear("Ida Holm", day(3, 7))]),
        ];
        assert_eq!(merged(two_days).len(), 2);
        let two_people = vec![
            published("a", day(3, 9), vec![told(T::Office, "swear", "Ida Holm", 0)]),
            published("b", day(3, 9), vec![told(T::Office, "swear", "Per Lund", 0)]),
        ];
        assert_eq!(merged(two_people).len(), 2);
    }

    #[test]
    fn a_forecast_is_evidence_of_what_then_happened() {
        let mut plan = in_town(told(T::Consult, "visit", "Ida Holm", 0), "Osterby");
        plan.status = Status::Planned;
        let done = on(told(T::Consult, "visit", "Ida Holm", 1), day(3, 4));
        let briefs = vec![
            published("a", day(3, 1), vec![plan]),
            published("b", day(3, 5), vec![done]),
        ];
        let found = merged(briefs.clone());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].status, Status::Happened);
        assert_eq!(found[0].place.as_ref().map(|p| p.name.as_str()), None);
        let turned = merged(briefs.into_iter().rev().collect());
        assert_eq!(turned[0].id, found[0].id);
    }

    #[test]
    fn a_noun_does_not_say_that_a_plan_took_place() {
        let mut plan = told(T::Consult, "visit", "Ida Holm", 0);
        plan.status = Status::Planned;
        let mut noun = told(T::Consult, "visit", "Ida Holm", 1);
        noun.verbal = false;
        let found = merged(vec![published("a", day(3, 1), vec![plan, noun])]);
        assert_eq!((found.len(), found[0].status), (1, Status::Planned));
    }

    /// The same mention, done to a thing by its words: the noun, then names.
    fn done_to(event: crate::BriefEvent, thing: &[&str]) -> crate::BriefEvent {
        let object = thing.iter().map(|w| crate::brief::words::hash(w)).collect();
        crate::BriefEvent { object, ..event }
    }

    #[test]
    fn acts_on_two_things_of_one_town_stay_two() {
        let visit = |thing| {
            let visit = on(told(T::Consult, "visit", "Ida Holm", 0), day(3, 4));
            done_to(visit, &[thing, "osterby"])
        };
        let found = merged(vec![
            published("a", day(3, 4), vec![visit("mill")]),
            published("b", day(3, 5), vec![visit("granary")]),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn a_thing_with_a_name_joins_acts_in_other_words() {
        let act = |lemma, thing: &[&str]| {
            let act = on(told(T::Other, lemma, "Ida Holm", 0), day(3, 4));
            done_to(in_town(act, "Osterby"), thing)
        };
        let found = |thing: &[&str]| {
            let briefs = vec![
                published("a", day(3, 4), vec![act("restore", thing)]),
                published("b", day(3, 5), vec![act("rebuild", thing)]),
            ];
            merged(briefs).len()
        };
        assert_eq!(found(&["mill", "osterby"]), 1);
        assert_eq!(found(&["mill"]), 2, "any mill may be meant");
    }

    #[test]
    fn what_the_lead_tells_is_news_of_its_day() {
        let visit = told(T::Consult, "visit", "Ida Holm", 0);
        let mut brief = published("a", day(3, 4), vec![visit.clone()]);
        assert_eq!(merged(vec![brief.clone()])[0].date, None);
        brief.body = vec![crate::Span::new(0, 900)];
        assert_eq!(merged(vec![brief.clone()])[0].date, Some(day(3, 4)));
        brief.events = vec![crate::BriefEvent { background: true, ..visit }];
        assert!(
            merged(vec![brief]).iter().all(|e| e.date.is_none()),
            "history has no day"
        );
    }

    #[test]
    fn what_a_sentence_only_holds_out_is_no_news() {
        let main = told(T::Consult, "visit", "Ida Holm", 0);
        let mut ahead = told(T::Aid, "help", "Per Lund", 0);
        ahead.trigger = crate::Span { start: 60, end: 64 };
        ahead.status = Status::Planned;
        let found = merged(vec![published("a", day(3, 4), vec![main, ahead.clone()])]);
        assert_eq!(found.iter().map(|e| e.kind).collect::<Vec<_>>(), [T::Consult]);
        assert_eq!(merged(vec![published("a", day(3, 4), vec![ahead])]).len(), 1);
    }

    #[test]
    fn what_is_only_wished_for_stays_out_of_the_timeline() {
        let mut wish = told(T::Agree, "sign", "Ida Holm", 0);
        wish.status = Status::Demanded;
        assert!(merged(vec![published("a", day(3, 1), vec![wish])]).is_empty());
        assert!(merged(Vec::new()).is_empty());
    }
}

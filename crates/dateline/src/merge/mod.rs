//! One event, many reports: mentions that tell one event become one event.

pub(crate) mod clues;
pub(crate) mod cluster;
mod given;
mod score;
mod values;

pub use given::clusters_of_mentions;

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

/// Values that reports disagree on, each with the citation that says so.
#[derive(Clone, Debug, Default)]
pub struct EventVariants {
    /// Dates.
    pub dates: Vec<(DayRange, Citation)>,
    /// Place names.
    pub places: Vec<(String, Citation)>,
    /// Statuses.
    pub statuses: Vec<(Status, Citation)>,
}

/// All events, by date, then identifier.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// The events.
    pub events: Vec<Event>,
}

/// Merges the event mentions of all briefs.
pub(crate) fn events(
    briefs: &[Brief],
    origins: &Origins,
    neighbours: &Neighbours,
) -> Events {
    let found = cluster::cluster(briefs, origins, neighbours);
    let mut events: Vec<Event> = found
        .groups
        .iter()
        .filter_map(|group| {
            let told: Vec<&clues::Clues<'_>> =
                group.iter().map(|&i| &found.clues[i as usize]).collect();
            values::merged(briefs, &told)
        })
        .collect();
    events.sort_by_key(|e| (e.date.map(|d| (d.start, d.end)), e.id));
    Events { events }
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

    #[test]
    fn what_is_only_wished_for_stays_out_of_the_timeline() {
        let mut wish = told(T::Agree, "sign", "Ida Holm", 0);
        wish.status = Status::Demanded;
        assert!(merged(vec![published("a", day(3, 1), vec![wish])]).is_empty());
        assert!(merged(Vec::new()).is_empty());
    }
}

//! The claims ledger: each forecast, promise, denial, allegation, assessment, demand and
//! threat, followed until a later report confirms or contradicts it, or it lapses.

mod gather;
mod kind;
mod outcome;

pub(crate) use kind::claims_in;

use jiff::civil::Date;

use crate::copies::Groups;
use crate::{Brief, Citation, DayRange, Events, Id, Origins, Stories};
use gather::{Made, Merged};
use outcome::Followed;

/// Claims of one key that are compared with a claim; keeps common words linear.
const COMPARED: usize = 40;
/// Articles of its story that are searched for an admission, on either side.
const STORY_REACH: usize = 100;
/// A story that pauses for longer is another, or one of its stamps is wrong.
const LONGEST_PAUSE_DAYS: i32 = 366;
/// Later than this, the same words of the same holder are a new claim.
const REPEATED_WITHIN_DAYS: i32 = 45;

/// What kind of claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are the definitions of the contract")]
pub enum ClaimKind {
    Forecast,
    Promise,
    Denial,
    Allegation,
    Assessment,
    Demand,
    Threat,
}

impl ClaimKind {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            ClaimKind::Forecast => "forecast",
            ClaimKind::Promise => "promise",
            ClaimKind::Denial => "denial",
            ClaimKind::Allegation => "allegation",
            ClaimKind::Assessment => "assessment",
            ClaimKind::Demand => "demand",
            ClaimKind::Threat => "threat",
        }
    }
}

/// What became of a claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are the definitions of the contract")]
pub enum Outcome {
    Confirmed,
    PartlyConfirmed,
    Contradicted,
    Lapsed,
    Open,
}

impl Outcome {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Confirmed => "confirmed",
            Outcome::PartlyConfirmed => "partly_confirmed",
            Outcome::Contradicted => "contradicted",
            Outcome::Lapsed => "lapsed",
            Outcome::Open => "open",
        }
    }
}

/// One step of a claim's history.
#[derive(Clone, Debug)]
pub struct Turn {
    /// The day of the report that settles it (or on which it lapsed).
    pub on: Option<Date>,
    /// What it turned into.
    pub outcome: Outcome,
    /// In words: why.
    pub because: String,
    /// The words that settle it.
    pub evidence: Option<Citation>,
}

/// One claim of one holder.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Hash of holder and evidence.
    pub id: Id,
    /// What kind.
    pub kind: ClaimKind,
    /// What would make it true, in the words of the text.
    pub statement: String,
    /// When it was made.
    pub made_on: Option<DayRange>,
    /// Publisher, agency, then everyone it passed through; ends with its holder.
    pub by: Vec<String>,
    /// Index of the event it is about in [`crate::Events::events`].
    pub about_event: Option<u32>,
    /// When it must come true.
    pub due: Option<DayRange>,
    /// What became of it.
    pub outcome: Outcome,
    /// The words that settle it.
    pub outcome_evidence: Vec<Citation>,
    /// How it got there.
    pub history: Vec<Turn>,
    /// The words that make it; repetitions included.
    pub evidence: Vec<Citation>,
    /// Calibrated confidence.
    pub confidence: Option<f32>,
}

/// All claims, by day made, then identifier.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The claims.
    pub claims: Vec<Claim>,
}

/// Follows every claim of the briefs.
pub(crate) fn follow(
    briefs: &[Brief],
    origins: &Origins,
    events: &Events,
    stories: &Stories,
) -> Ledger {
    let merged = Merged::index(events);
    let made: Vec<Made> = (0..briefs.len() as u32)
        .filter(|&a| briefs[a as usize].is_article)
        .flat_map(|a| gather::of_article(&briefs[a as usize], a, &merged))
        .collect();
    let last_day = last_days(briefs, stories);
    let story_of = stories_of(briefs, stories);
    let followed =
        Followed { briefs, origins, events, last_day: &last_day, story_of: &story_of };
    let mut claims: Vec<Claim> = put_together(&made, briefs, origins)
        .into_iter()
        .map(|group| {
            let mut told: Vec<&Made> = group.iter().map(|&i| &made[i as usize]).collect();
            told.sort_by_key(|m| {
                (m.made_on.map(|d| (d.start, d.end)), m.article, m.evidence.span)
            });
            claim(&followed, &told)
        })
        .collect();
    claims.sort_by_key(|c| (c.made_on.map(|d| (d.start, d.end)), c.id));
    Ledger { claims }
}

/// For each article, the last day that an article of its story was published.
fn last_days(briefs: &[Brief], stories: &Stories) -> Vec<Option<Date>> {
    let day = |a: u32| briefs[a as usize].published.map(|p| p.date);
    let mut out: Vec<Option<Date>> = (0..briefs.len() as u32).map(day).collect();
    for story in &stories.stories {
        let last =
            last_plausible(story.articles.iter().filter_map(|&a| day(a)).collect());
        story.articles.iter().for_each(|&a| out[a as usize] = last);
    }
    out
}

/// The last day before a gap longer than a year: a stamp far beyond all others is a slip, and
/// no claim lapses by it.
fn last_plausible(mut days: Vec<Date>) -> Option<Date> {
    days.sort_unstable();
    let near = |a: Date, b: Date| {
        b.since(a).is_ok_and(|gap| gap.get_days() <= LONGEST_PAUSE_DAYS)
    };
    let gap = days.windows(2).position(|pair| !near(pair[0], pair[1]));
    gap.map(|at| days[at]).or(days.last().copied())
}

/// For each article, the articles of its story; itself where it is in none.
fn stories_of(briefs: &[Brief], stories: &Stories) -> Vec<Vec<u32>> {
    let mut out: Vec<Vec<u32>> = (0..briefs.len() as u32).map(|a| vec![a]).collect();
    for story in &stories.stories {
        for &article in &story.articles {
            let at = story.articles.partition_point(|&a| a < article);
            let from = at.saturating_sub(STORY_REACH);
            let to = (at + STORY_REACH).min(story.articles.len());
            out[article as usize] = story.articles[from..to].to_vec();
        }
    }
    out
}

/// Groups of one claim and its repetitions, as indices into `made`. Only claims are compared
/// that share an event, or a word of one holder, or a word of one text.
fn put_together(made: &[Made], briefs: &[Brief], origins: &Origins) -> Vec<Vec<u32>> {
    let mut keys: Vec<((u32, u32, u32), u32)> = Vec::new();
    for (i, m) in made.iter().enumerate() {
        let kind = m.kind as u32;
        let origin = origins.of_article[m.article as usize];
        let copied = origins.origins[origin as usize].articles.len() > 1;
        keys.extend(m.events.iter().map(|e| ((kind, u32::MAX, e.0), i as u32)));
        for holder in gather::holder_words(m) {
            keys.extend(m.words.iter().map(|&w| ((kind, holder, w), i as u32)));
        }
        if copied {
            keys.extend(m.words.iter().map(|&w| ((100 + kind, origin, w), i as u32)));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    let mut groups = Groups::new(made.len());
    for run in keys.chunk_by(|a, b| a.0 == b.0) {
        for (n, x) in run.iter().enumerate() {
            for y in run[n + 1..].iter().take(COMPARED) {
                let (a, b) = (&made[x.1 as usize], &made[y.1 as usize]);
                let origin = |m: &Made| origins.of_article[m.article as usize];
                let one_text = a.article != b.article && origin(a) == origin(b);
                let near = a.article == b.article || close(briefs, a, b);
                if near && gather::same_claim(a, b, one_text) {
                    groups.join(x.1, y.1);
                }
            }
        }
    }
    groups.all()
}

/// Whether two claims were made within a time in which one repeats the other.
fn close(briefs: &[Brief], a: &Made, b: &Made) -> bool {
    let day = |m: &Made| briefs[m.article as usize].published.map(|p| p.date);
    let (Some(a), Some(b)) = (day(a), day(b)) else { return true };
    a.since(b).is_ok_and(|span| span.get_days().abs() <= REPEATED_WITHIN_DAYS)
}

/// One claim of its repetitions, the earliest first.
fn claim(followed: &Followed<'_>, told: &[&Made]) -> Claim {
    let first = told[0];
    let brief = &followed.briefs[first.article as usize];
    let mut evidence: Vec<Citation> = told.iter().map(|m| m.evidence).collect();
    evidence.sort_unstable();
    evidence.dedup();
    let history = outcome::history(followed, told);
    let outcome = history.last().map_or(Outcome::Open, |turn| turn.outcome);
    let outcome_evidence = history
        .iter()
        .filter(|t| t.outcome == outcome)
        .filter_map(|t| t.evidence)
        .collect();
    let due = told.iter().find_map(|m| m.due);
    let span = first.evidence.span;
    Claim {
        id: Id::of([
            &brief.id.0[..],
            first.kind.name().as_bytes(),
            &span.start.to_le_bytes(),
            &span.end.to_le_bytes(),
        ]),
        kind: first.kind,
        statement: first.statement.clone(),
        made_on: first.made_on,
        by: by(brief, &first.chain),
        about_event: first.events.first().map(|e| e.0),
        due,
        outcome,
        outcome_evidence,
        history,
        evidence,
        confidence: None,
    }
}

/// Publisher, agency, then everyone the words passed through; each once.
fn by(brief: &Brief, chain: &[String]) -> Vec<String> {
    let outer = brief.publisher.iter().chain(&brief.agency);
    let mut out: Vec<String> = Vec::new();
    for name in outer.chain(chain) {
        if out.last() != Some(name) {
            out.push(name.clone());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::tests::{claimed, day, in_town, on, published, told};
    use crate::{BriefEvent, EventType, Status, merge, stories, topics};

    fn ledger(mut briefs: Vec<Brief>) -> Vec<Claim> {
        briefs.sort_by_key(|b| b.id);
        let origins = Origins::each_alone(&briefs);
        let near = topics::Neighbours::find(&briefs);
        let events = merge::events(&briefs, &origins, &near);
        let stories = stories::cluster(&briefs, &origins, &events, &near);
        follow(&briefs, &origins, &events, &stories).claims
    }

    fn planned() -> BriefEvent {
        let visit = told(EventType::Consult, "visit", "Ida Holm", 0);
        BriefEvent { status: Status::Forecast, attribution: Some(0), ..visit }
    }

    /// A forecast of 1 March that Ida Holm visits the harbour.
    fn forecast(statement: &str) -> Brief {
        let mut brief = published("a", day(3, 1), vec![planned()]);
        brief.attributions =
            vec![claimed(ClaimKind::Forecast, "Per Lund", statement, 0, day(3, 1))];
        brief
    }

    fn visit(at: u32) -> BriefEvent {
        on(told(EventType::Consult, "visit", "Ida Holm", at), day(3, 4))
    }

    #[test]
    fn a_later_report_of_the_fact_confirms() {
        let said = "Holm will visit the harbour";
        let found =
            ledger(vec![forecast(said), published("b", day(3, 5), vec![visit(1)])]);
        assert_eq!((found.len(), found[0].outcome), (1, Outcome::Confirmed));
        assert_eq!(found[0].history[0].on, Some(day(3, 5).start));
        assert_eq!(found[0].by, ["Per Lund"]);
    }

    #[test]
    fn a_repetition_is_no_outcome_but_one_claim() {
        let said = "Holm will visit the harbour";
        let mut again = forecast(said);
        again.id = Id::of(["again"]);
        again.published = published("c", day(3, 3), Vec::new()).published;
        let found = ledger(vec![forecast(said), again]);
        assert_eq!((found.len(), found[0].outcome), (1, Outcome::Open));
        assert_eq!(found[0].evidence.len(), 2);
    }

    #[test]
    fn another_town_contradicts_a_claim_about_the_town() {
        let mut brief = forecast("Osterby harbour is a likely venue of the visit");
        brief.attributions[0].claims[0].places = vec!["Osterby".into()];
        let done = in_town(visit(1), "Westhaven");
        let found = ledger(vec![brief, published("b", day(3, 5), vec![done])]);
        assert_eq!(found[0].outcome, Outcome::Contradicted);
    }

    #[test]
    fn a_day_that_passes_without_a_report_lapses() {
        let mut brief = forecast("Holm will visit the harbour on Sunday");
        brief.attributions[0].claims[0].due = Some(day(3, 2));
        let found = ledger(vec![brief, published("b", day(3, 9), Vec::new())]);
        assert_eq!(found[0].outcome, Outcome::Lapsed);
    }

    #[test]
    fn an_admission_ends_a_denial() {
        let mut brief = forecast("the blame for the fire");
        brief.attributions[0].claims[0].kind = ClaimKind::Denial;
        let mut later = published("b", day(3, 9), Vec::new());
        let mut admits =
            claimed(ClaimKind::Forecast, "Per Lund", "the fire was ours", 3, day(3, 9));
        admits.claims.clear();
        admits.cue = "admit".into();
        later.attributions = vec![admits];
        let found = ledger(vec![brief, later]);
        assert_eq!(found[0].outcome, Outcome::Contradicted);
    }
}

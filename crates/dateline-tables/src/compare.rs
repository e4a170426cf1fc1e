//! Another table's rows beside our own events: which we have, which not, and why.

use std::collections::BTreeMap;

use dateline::{BriefActor, Event, Status};
use serde::Serialize;

use crate::foreign::{Foreign, ForeignActor, ForeignEvent};
use crate::view::{Export, View, event_id};

/// Days between two codings of one event: time zones and "on Thursday" differ by one.
const DAYS_APART: i32 = 1;
/// Points from which an event is the row's: its day and, of type and actors, two.
const SAME: u32 = 4;
/// Points from which an event is near the row, but differs.
const NEAR: u32 = 3;

/// What became of one row.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// The row.
    pub row: ForeignEvent,
    /// have, differs or missing.
    pub verdict: &'static str,
    /// Our event, where there is one.
    pub event: Option<String>,
    /// Why, in words of one kind each; stable: type, actors, status, place, date, no_article,
    /// no_event, no_day.
    pub because: Vec<&'static str>,
}

/// Every row with its verdict, and our events that no row tells.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// In the order of the table.
    pub rows: Vec<Compared>,
    /// Events of ours that took place, have a PLOVER type and stand in no row.
    pub ours_alone: Vec<String>,
}

impl Comparison {
    /// How many rows have each verdict, and how often each reason is given.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut out = BTreeMap::new();
        for row in &self.rows {
            *out.entry(row.verdict).or_default() += 1;
            for why in row.because.iter().filter(|_| row.verdict != "have") {
                *out.entry(why).or_default() += 1;
            }
        }
        out
    }
}

/// Compares a table with an export.
pub fn compare(foreign: &Foreign, export: Export<'_>) -> Comparison {
    let view = View::new(export);
    let mut by_day: BTreeMap<jiff::civil::Date, Vec<usize>> = BTreeMap::new();
    for (i, event) in view.events().iter().enumerate() {
        if let Some(day) = event.date.map(|range| range.start).or(reported(event, &view))
        {
            by_day.entry(day).or_default().push(i);
        }
    }
    let mut by_address: BTreeMap<String, u32> = BTreeMap::new();
    for (told, i) in view.told.iter().zip(0..) {
        by_address.insert(plain_address(told.url.as_ref().unwrap_or(&told.name)), i);
        // What our own tables have where there is no address.
        by_address.insert(plain_address(&view.address(i)), i);
    }
    let mut used = vec![false; view.events().len()];
    let rows = foreign.events.iter().map(|row| {
        let address = row.address.as_deref().map(plain_address);
        let article = address.and_then(|a| by_address.get(&a)).copied();
        let best = candidates(row, article, &by_day, &view)
            .into_iter()
            // Of two that fit as well, the one that no other row has taken.
            .map(|i| (points(row, i, &view), !used[i], std::cmp::Reverse(i)))
            .max();
        let (verdict, event, because) = match best {
            Some((points, _, std::cmp::Reverse(i))) if points >= NEAR => {
                let event = &view.events()[i];
                let because = differences(row, event);
                let same = points >= SAME && !because.contains(&"status");
                used[i] |= same;
                (if same { "have" } else { "differs" }, Some(event_id(event)), because)
            }
            _ => ("missing", None, missing(row, article, &by_day)),
        };
        Compared { row: row.clone(), verdict, event, because }
    });
    let rows: Vec<Compared> = rows.collect();
    let alone = view.events().iter().zip(&used).filter(|(event, used)| {
        !**used && event.kind.is_plover() && crate::codes::took_place(event)
    });
    let ours_alone = alone.map(|(event, _)| event_id(event)).collect();
    Comparison { rows, ours_alone }
}

/// Events of the days around the row's, and all that the row's article tells.
fn candidates(
    row: &ForeignEvent,
    article: Option<u32>,
    by_day: &BTreeMap<jiff::civil::Date, Vec<usize>>,
    view: &View<'_>,
) -> Vec<usize> {
    let mut out = Vec::new();
    if let Some(date) = row.date {
        let apart = jiff::Span::new().days(DAYS_APART);
        let from = date.checked_sub(apart).unwrap_or(date);
        let to = date.checked_add(apart).unwrap_or(date);
        out.extend(by_day.range(from..=to).flat_map(|(_, events)| events));
    }
    if let Some(article) = article {
        let tells = |event: &Event| event.evidence.iter().any(|c| c.article == article);
        let events = view.events().iter().enumerate();
        out.extend(events.filter(|(_, event)| tells(event)).map(|(i, _)| i));
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// The day of the first report of an event without a day of its own: tables that have no empty
/// day write it there.
fn reported(event: &Event, view: &View<'_>) -> Option<jiff::civil::Date> {
    Some(view.brief(view.first_article(event)?).published?.date)
}

/// An address without what differs between two ways to write it: scheme, `www.`, fragment, a
/// slash at the end, parameters that only count readers.
fn plain_address(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or("");
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.trim_end_matches('/');
    let (host, path) =
        path.split_once('/').map_or((path, ""), |(host, path)| (host, path));
    let host = host.to_ascii_lowercase();
    let counts =
        |part: &&str| !part.is_empty() && !part.to_ascii_lowercase().starts_with("utm_");
    let query: Vec<&str> = query.split('&').filter(counts).collect();
    format!("{host}/{path}?{}", query.join("&"))
}

/// Day 2 (1 a day apart), type 2, each actor 1, place 1.
fn points(row: &ForeignEvent, event: usize, view: &View<'_>) -> u32 {
    let event = &view.events()[event];
    let wrong = differences(row, event);
    let given = |what: &str| u32::from(!wrong.contains(&what));
    let told = event.date.map(|range| (range.start, range.end));
    let ours = told.or_else(|| reported(event, view).map(|day| (day, day)));
    let near_day = row.date.zip(ours).map(|(row, (start, end))| {
        if start <= row && row <= end {
            2
        } else {
            let days = row.since(start).map_or(i32::MAX, |s| s.get_days().abs());
            u32::from(days <= DAYS_APART)
        }
    });
    let place = row.place.is_some() && !wrong.contains(&"place");
    let actors = [&row.actor, &row.recipient]
        .iter()
        .filter(|actor| !actor.is_unknown() && is_among(actor, &event.actors))
        .count() as u32;
    near_day.unwrap_or(0) + 2 * given("type") + actors + u32::from(place)
}

/// What the row says otherwise than our event; what it leaves open is no difference.
fn differences(row: &ForeignEvent, event: &Event) -> Vec<&'static str> {
    let mut out = Vec::new();
    // Statements and appeals have a CAMEO root but no PLOVER type.
    let root = |code: &str| code.get(..2).map(str::to_owned);
    let ours = event.cameo.and_then(root);
    let same_root = ours.is_some() && row.cameo.as_deref().and_then(root) == ours;
    if row.kind.as_deref() != Some(event.kind.name()) && !same_root {
        out.push("type");
    }
    let is_other =
        |actor: &ForeignActor| !actor.is_unknown() && !is_among(actor, &event.actors);
    if is_other(&row.actor) || is_other(&row.recipient) {
        out.push("actors");
    }
    // A table without a status tells everything as done.
    if !matches!(event.status, Status::Happened | Status::Ongoing) {
        out.push("status");
    }
    let place = row.place.as_deref().zip(event.place.as_ref());
    if place.is_some_and(|(row, ours)| !shares_word(row, &ours.name)) {
        out.push("place");
    }
    let days = row.date.zip(event.date);
    if days.is_some_and(|(row, ours)| row < ours.start || row > ours.end) {
        out.push("date");
    }
    out
}

fn is_among(actor: &ForeignActor, ours: &[BriefActor]) -> bool {
    ours.iter().any(|our| {
        // POLECAT has several in a cell.
        let several =
            |cell: &str, of: &dyn Fn(&str) -> bool| cell.split(';').any(|c| of(c.trim()));
        let same_country = |c: &str| our.country == Some(c);
        let country = actor.country.as_deref().is_some_and(|c| several(c, &same_country));
        let same_name = |n: &str| shares_word(n, &our.name);
        let name = actor.name.as_deref().is_some_and(|n| several(n, &same_name));
        country || name
    })
}

/// Whether two names share a word of more than three letters, or are the same.
fn shares_word(a: &str, b: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let parts = text.split(|c: char| !c.is_alphanumeric());
        parts.filter(|w| w.chars().count() > 3).map(str::to_lowercase).collect()
    };
    let (of_a, of_b) = (words(a), words(b));
    of_a.iter().any(|word| of_b.contains(word)) || a.eq_ignore_ascii_case(b)
}

/// Why there is nothing near the row.
fn missing(
    row: &ForeignEvent,
    article: Option<u32>,
    by_day: &BTreeMap<jiff::civil::Date, Vec<usize>>,
) -> Vec<&'static str> {
    match (article, row.date) {
        // The article was read, and nothing like the row was found in it.
        (Some(_), _) => vec!["no_event"],
        (None, None) => vec!["no_day"],
        (None, Some(_)) if row.address.is_some() => vec!["no_article"],
        (None, Some(date)) if by_day.contains_key(&date) => vec!["no_event"],
        (None, Some(_)) => vec!["no_article"],
    }
}

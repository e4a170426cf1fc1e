//! The timeline: what happened or was said to, oldest first.

use std::cmp::Reverse;

use dateline::{Event, EventType, Status};
use jiff::civil::Date;

use super::{
    report::{self, Report},
    style::{Style, Tone, count, one_line},
};

/// Below this width the status gets no column of its own.
const NARROW: usize = 76;

/// Actors that are named; the rest is counted.
const SHOWN_ACTORS: usize = 4;

/// The sign and colour of a status.
pub(crate) fn sign(status: Status) -> (char, Tone) {
    match status {
        Status::Happened => ('✓', Tone::Good),
        Status::Ongoing => ('…', Tone::Good),
        Status::Planned => ('→', Tone::Ahead),
        Status::Forecast => ('~', Tone::Ahead),
        Status::Alleged => ('?', Tone::Doubt),
        Status::Denied | Status::NotHappened => ('✗', Tone::Bad),
        Status::Hypothetical => ('◦', Tone::Doubt),
        Status::Demanded => ('!', Tone::Doubt),
    }
}

/// The events, oldest first. Where there are more than `shown`, those that most articles
/// tell are printed and the rest is counted.
pub(crate) fn section(report: &Report<'_>, style: &Style, shown: usize) -> String {
    let events = &report.dossier.events.events;
    let mut out =
        style.heading("Timeline", "what happened or was said to, and how that is known");
    if events.is_empty() {
        out.push_str("no events were read\n");
    }
    let mut order: Vec<&Event> = events.iter().collect();
    order.sort_by_key(|event| (Reverse(weight(event)), event.id));
    order.truncate(shown);
    order.sort_by_key(|event| (when(event), event.id));
    let mut last = String::new();
    for event in order {
        let heading = match (event.date, event.bounds) {
            (Some(date), _) => report::heading(date),
            (None, Some((after, before))) => bounds(after, before),
            (None, None) => "no date".into(),
        };
        if heading != last {
            out.push_str(&style.paint(Tone::Strong, &heading));
            out.push('\n');
            last = heading;
        }
        out.push_str(&one_event(report, event, style));
    }
    if events.len() > shown {
        let rest = format!("and {} more\n", count(events.len() - shown, "event"));
        out.push_str(&style.paint(Tone::Faint, &rest));
    }
    out
}

/// How much an event matters to the timeline: told by many, of a day, of a named kind.
fn weight(event: &Event) -> (u32, bool, bool) {
    (event.n_articles, event.date.is_some(), event.kind != EventType::Other)
}

/// Where an event stands: by its first day, the vaguer before the exact; undated ones last.
fn when(event: &Event) -> (bool, Option<Date>, Reverse<Option<Date>>) {
    let (from, to) = match (event.date, event.bounds) {
        (Some(date), _) => (Some(date.start), Some(date.end)),
        (None, Some((after, before))) => (after.or(before), None),
        (None, None) => (None, None),
    };
    (from.is_none(), from, Reverse(to))
}

fn bounds(after: Option<Date>, before: Option<Date>) -> String {
    match (after, before) {
        (Some(after), Some(before)) => {
            format!("between {} and {}", report::day(after), report::day(before))
        }
        (Some(after), None) => format!("after {}", report::day(after)),
        (None, Some(before)) => format!("before {}", report::day(before)),
        (None, None) => "no date".into(),
    }
}

fn one_event(report: &Report<'_>, event: &Event, style: &Style) -> String {
    let (sign, tone) = sign(event.status);
    let status = event.status.name().replace('_', " ");
    let narrow = style.width < NARROW;
    let (lead, indent) = if narrow {
        (format!("  {sign} "), 4)
    } else {
        (format!("  {sign} {status:<12} "), 17)
    };
    let body = if event.background { Tone::Faint } else { Tone::Plain };
    // A clause may begin where another one ended.
    let summary = event.summary.trim_start_matches([' ', ',', ';', ':', '-', '–', '—']);
    let summary = style.block(body, summary, indent);
    let mut out = style.paint(tone, &lead);
    out.push_str(summary.trim_start_matches(' '));
    out.push_str(&style.facts(Tone::Faint, &facts(report, event, narrow), indent));
    if let Some(line) = disagreement(report, event) {
        out.push_str(&style.block(Tone::Doubt, &line, indent));
    }
    out
}

fn facts(report: &Report<'_>, event: &Event, with_status: bool) -> Vec<String> {
    let mut facts = Vec::new();
    facts.extend(with_status.then(|| event.status.name().replace('_', " ")));
    facts.push(event.kind.name().to_owned());
    facts.extend(event.background.then(|| "history".into()));
    let mut names: Vec<String> = Vec::new();
    for actor in &event.actors {
        let name = one_line(&actor.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(SHOWN_ACTORS);
    names.truncate(SHOWN_ACTORS);
    names.extend((more > 0).then(|| format!("{more} more")));
    facts.extend((!names.is_empty()).then(|| names.join(", ")));
    facts.extend(
        event.place.as_ref().map(|place| format!("in {}", one_line(&place.name))),
    );
    if event.n_articles > 1 {
        let origins = count(event.n_origins as usize, "origin");
        facts.push(format!("{} articles of {origins}", event.n_articles));
    }
    facts.push(report.pointers(&event.evidence));
    facts
}

/// Where the reports of an event give other values than the timeline does.
fn disagreement(report: &Report<'_>, event: &Event) -> Option<String> {
    let mut others: Vec<String> = Vec::new();
    let mut add = |value: String, citation: dateline::Citation| {
        let label = report.label(citation.article as usize);
        let line = format!("{value} in {label}");
        if !others.contains(&line) {
            others.push(line);
        }
    };
    for (date, citation) in &event.variants.dates {
        if Some(*date) != event.date {
            add(report::days(*date), *citation);
        }
    }
    for (place, citation) in &event.variants.places {
        if event.place.as_ref().is_none_or(|p| p.name != *place) {
            add(one_line(place), *citation);
        }
    }
    for (status, citation) in &event.variants.statuses {
        if *status != event.status {
            add(status.name().replace('_', " "), *citation);
        }
    }
    for (count, citation) in &event.variants.counts {
        add(format!("{count} dead or hurt"), *citation);
    }
    (!others.is_empty()).then(|| format!("told otherwise: {}", others.join(", ")))
}

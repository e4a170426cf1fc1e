//! `dateline timeline`: the events of a store, day by day.

use std::io::Write;

use dateline::{DayRange, EventType, Status};
use dateline_store::{EventRow, Filter, Store};

use super::StoreArg;
use super::ask::{FilterArgs, OutputArgs, rows};
use super::listed::{short, who};
use super::output::Format;
use crate::Ending;
use crate::print::{Style, Tone, digest, heading_of, one_line, sign_of};

/// Flags of `timeline`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    store: StoreArg,
    /// A story, by its identifier or the first digits of it
    #[arg(value_name = "STORY")]
    story_id: Option<String>,
    /// Only so many dated lines, each with its source: those that most origins tell
    #[arg(long, value_name = "N", conflicts_with_all = ["to", "limit"])]
    length: Option<usize>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Prints the timeline.
pub(crate) fn run(
    args: &Args,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let store = args.store.open()?;
    let mut filter = args.filter.filter();
    if let Some(story) = &args.story_id {
        filter.story = Some(story.clone());
    }
    if let Some(n) = args.length {
        return short_timeline(&store, filter, n, out);
    }
    if args.output.to != Format::Table {
        return rows(&store, filter, &args.output, style, out, Store::events);
    }
    let limit = args.output.limit.unwrap_or(SHOWN);
    filter.limit = if limit == 0 { 1000 } else { limit };
    let (mut n, mut last, mut cursor) = (0, String::new(), None);
    let mut more = false;
    loop {
        let page = store.events(&Filter { cursor, ..filter.clone() })?;
        for event in &page.rows {
            let heading = heading(event);
            if heading != last {
                writeln!(out, "{}", style.paint(Tone::Strong, &heading))?;
                last = heading;
            }
            out.write_all(one_event(event, style).as_bytes())?;
            n += 1;
        }
        match page.next {
            Some(next) if limit == 0 => cursor = Some(next),
            next => {
                more |= next.is_some();
                break;
            }
        }
    }
    if n == 0 {
        writeln!(out, "nothing found")?;
        return Ok(Ending::Nothing);
    }
    if more {
        let all = store.count_events(&Filter { cursor: None, ..filter })?;
        let line = format!("and {} more: --limit 0 gives all", all.saturating_sub(n));
        writeln!(out, "{}", style.paint(Tone::Faint, &line))?;
    }
    Ok(Ending::Done)
}

/// Prints the `n` lines that most origins tell.
fn short_timeline(
    store: &Store,
    mut filter: Filter,
    n: usize,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    filter.limit = 1000;
    let mut lines = Vec::new();
    loop {
        let page = store.events(&filter)?;
        lines.extend(page.rows.iter().filter(|e| !e.background).filter_map(line));
        match page.next {
            Some(next) => filter.cursor = Some(next),
            None => break,
        }
    }
    let lines = digest::pick(lines, n);
    out.write_all(digest::text(&lines).as_bytes())?;
    Ok(if lines.is_empty() { Ending::Nothing } else { Ending::Done })
}

fn line(event: &EventRow) -> Option<digest::Line> {
    let told_at = event
        .evidence
        .iter()
        .find(|e| digest::begins_with(&one_line(&e.quote), &event.summary))
        .or(event.evidence.first())?;
    Some(digest::Line {
        date: event.date.clone()?,
        status: Status::of(&event.status).unwrap_or(Status::Happened),
        summary: event.summary.clone(),
        source: format!("{} {}-{}", one_line(&told_at.file), told_at.start, told_at.end),
        support: (event.origins, event.articles),
    })
}

/// Events that are printed, unless asked for otherwise.
const SHOWN: usize = 50;

/// The day or days of an event, as a person writes them.
fn heading(event: &EventRow) -> String {
    let day = |text: &String| DayRange::of_timex(text);
    if let Some(first) = event.date.as_ref().and_then(day) {
        let last = event.end_date.as_ref().and_then(day).map_or(first.end, |d| d.end);
        return heading_of(DayRange { end: last, ..first });
    }
    match &event.bounds {
        Some(b) => match (&b.after, &b.before) {
            (Some(after), Some(before)) => format!("between {after} and {before}"),
            (Some(after), None) => format!("after {after}"),
            (None, Some(before)) => format!("before {before}"),
            (None, None) => "no date".to_owned(),
        },
        None => "no date".to_owned(),
    }
}

fn one_event(event: &EventRow, style: &Style) -> String {
    let status = Status::of(&event.status).unwrap_or(Status::Happened);
    let (sign, tone) = sign_of(status);
    let lead = format!("  {sign} {:<12} ", event.status.replace('_', " "));
    let body = if event.background { Tone::Faint } else { Tone::Plain };
    let summary = event.summary.trim_start_matches([' ', ',', ';', ':', '-', '–', '—']);
    let mut out = style.paint(tone, &lead);
    out.push_str(style.block(body, summary, INDENT).trim_start_matches(' '));
    let mut facts = vec![short(&event.id), event.kind.clone()];
    facts.extend(event.background.then(|| "history".to_owned()));
    let who = one_line(&who(event));
    if !who.is_empty() && EventType::of(&event.kind).is_some() {
        facts.push(who);
    }
    facts.extend(event.place.as_ref().map(|p| format!("in {}", one_line(&p.name))));
    facts.push(match (event.articles, event.origins) {
        (1, _) => "1 article".to_owned(),
        (articles, 1) => format!("{articles} articles of 1 origin"),
        (articles, origins) => format!("{articles} articles of {origins} origins"),
    });
    facts.extend(event.review.clone());
    facts.extend(
        event
            .evidence
            .first()
            .map(|e| format!("{} {}-{}", one_line(&e.file), e.start, e.end)),
    );
    out.push_str(&style.facts(Tone::Faint, &facts, INDENT));
    let mut others: Vec<String> = Vec::new();
    for v in &event.variants {
        let line =
            format!("{} in {}", v.value.replace('_', " "), one_line(&v.evidence.file));
        let same = Some(&v.value) == event.date.as_ref()
            || v.value == event.status
            || event.place.as_ref().is_some_and(|p| p.name == v.value);
        if !same && !others.contains(&line) {
            others.push(line);
        }
    }
    if !others.is_empty() {
        let line = format!("told otherwise: {}", others.join(", "));
        out.push_str(&style.block(Tone::Doubt, &line, INDENT));
    }
    out
}

const INDENT: usize = 17;

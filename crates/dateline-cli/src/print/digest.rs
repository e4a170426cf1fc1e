//! A short timeline: dated one-line summaries, as many as were asked for, each with its source.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use dateline::{DayRange, Event, Precision, Status};

use super::report::Report;
use super::style::one_line;
use crate::lines::Lines;

/// A dated event as a short timeline tells it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Its day, as exact as it is known: 2019-11-27, 2019-11, 2019.
    pub(crate) date: String,
    /// Whether it took place.
    pub(crate) status: Status,
    /// The clause that tells it.
    pub(crate) summary: String,
    /// Where the clause stands.
    pub(crate) source: String,
    /// How many origins and articles tell it.
    pub(crate) support: (u32, u32),
}

/// The lines of a dossier's dated events that no article tells as history.
pub(crate) fn lines(report: &Report<'_>) -> Vec<Line> {
    let events = report.dossier.events.events.iter();
    events.filter(|e| !e.background).filter_map(|e| line(report, e)).collect()
}

fn line(report: &Report<'_>, event: &Event) -> Option<Line> {
    let date = first_day(event.date?);
    // The words stand in the first citation that holds them.
    let told_at = event
        .evidence
        .iter()
        .find(|c| begins_with(&report.words(**c), &event.summary))
        .or(event.evidence.first())?;
    let article = told_at.article as usize;
    let lines: &Lines = &report.lines[article];
    let name = one_line(&report.told[article].name);
    Some(Line {
        date,
        status: event.status,
        summary: event.summary.clone(),
        source: format!("{name}:{}", lines.of(told_at.span.start)),
        support: (event.n_origins, event.n_articles),
    })
}

/// The first day of a range, as exact as it is known.
fn first_day(range: DayRange) -> String {
    let full = range.start.to_string();
    let n = match range.precision {
        Precision::Day => full.len(),
        Precision::Month => full.len() - 3,
        Precision::Year => full.len() - 6,
    };
    full[..n].to_owned()
}

/// Whether a summary, which may be cut, is told by these words.
pub(crate) fn begins_with(words: &str, summary: &str) -> bool {
    words.starts_with(summary.trim_end_matches('…').trim_end())
}

/// The `n` lines that most origins tell, in the order of their days. Each day gets one line
/// before any gets a second, so that a short timeline spans the story.
pub(crate) fn pick(mut lines: Vec<Line>, n: usize) -> Vec<Line> {
    let is_done = |line: &Line| matches!(line.status, Status::Happened | Status::Ongoing);
    lines.sort_by(|a, b| {
        let key = |l: &Line| (Reverse(l.support), Reverse(l.date.len()), !is_done(l));
        key(a)
            .cmp(&key(b))
            .then_with(|| (&a.date, &a.summary).cmp(&(&b.date, &b.summary)))
    });
    let mut days = BTreeSet::new();
    let (mut first, second): (Vec<Line>, Vec<Line>) =
        lines.into_iter().partition(|line| days.insert(line.date.clone()));
    first.truncate(n);
    let left = n - first.len();
    first.extend(second.into_iter().take(left));
    first.sort_by(|a, b| (&a.date, &a.source).cmp(&(&b.date, &b.source)));
    first
}

/// One line each: day, summary (with its status, unless it took place), source.
pub(crate) fn text(lines: &[Line]) -> String {
    let mut out = String::new();
    for line in lines {
        // A clause may begin where another one ended.
        let summary = one_line(&line.summary);
        let summary = summary.trim_start_matches([' ', ',', ';', ':', '-', '–', '—']);
        let status = match line.status {
            Status::Happened | Status::Ongoing => String::new(),
            other => format!("({}) ", other.name().replace('_', " ")),
        };
        let _ = writeln!(out, "{:<10}  {status}{summary}  [{}]", line.date, line.source);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(date: &str, summary: &str, origins: u32) -> Line {
        Line {
            date: date.to_owned(),
            status: Status::Happened,
            summary: summary.to_owned(),
            source: "a.txt:3".to_owned(),
            support: (origins, origins),
        }
    }

    #[test]
    fn every_day_comes_before_a_second_line_of_one_day() {
        let lines = vec![
            told("2031-03-04", "Holm visits Osterby", 9),
            told("2031-03-04", "the harbour board meets", 5),
            told("2031-03-07", "the ferry sails", 1),
        ];
        let picked = pick(lines.clone(), 2);
        let days: Vec<&str> = picked.iter().map(|l| l.date.as_str()).collect();
        assert_eq!(days, ["2031-03-04", "2031-03-07"]);
        assert_eq!(picked[0].summary, "Holm visits Osterby");
        assert_eq!(pick(lines.clone(), 9).len(), 3);
        assert!(pick(lines, 0).is_empty());
    }

    #[test]
    fn what_did_not_take_place_says_so() {
        let mut line = told("2031-03", ", and the ferry\nsails", 1);
        line.status = Status::NotHappened;
        let text = text(&[line]);
        assert_eq!(text, "2031-03     (not happened) and the ferry sails  [a.txt:3]\n");
    }
}

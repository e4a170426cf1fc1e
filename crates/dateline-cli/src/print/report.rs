//! What there is to print: a dossier, the documents it was made of, and how to point at
//! their words.

use std::fmt::Write as _;

use dateline::{Citation, DayRange, Dossier, Precision, Stamp};

use super::style::one_line;
use crate::brief::Findings;
use crate::lines::Lines;
use dateline_tables::{Problem, Told};

/// A dossier with its documents.
pub(crate) struct Report<'a> {
    /// What the documents say together.
    pub(crate) dossier: &'a Dossier,
    /// The document of each of the dossier's briefs.
    pub(crate) told: &'a [Told],
    /// Which line of the user's file each byte of a document stands on.
    pub(crate) lines: &'a [Lines],
    /// Inputs that could not be read, or only oddly.
    pub(crate) problems: &'a [Problem],
    /// The briefs in the order of a reader: oldest first. Article `[n]` is `order[n - 1]`.
    pub(crate) order: Vec<usize>,
    /// The number of each brief, from 1.
    numbers: Vec<usize>,
}

impl<'a> Report<'a> {
    /// Puts what was found into the order of a reader.
    pub(crate) fn new(found: &'a Findings) -> Self {
        let briefs = &found.dossier.briefs;
        let mut order: Vec<usize> = (0..briefs.len()).collect();
        order.sort_by_key(|&i| {
            let brief = &briefs[i];
            let at = brief.published.map(|stamp| (stamp.date, stamp.time));
            (at.is_none(), at, &brief.name)
        });
        let mut numbers = vec![0; order.len()];
        for (n, &i) in order.iter().enumerate() {
            numbers[i] = n + 1;
        }
        let (dossier, told) = (&found.dossier, found.told.as_slice());
        let lines = found.lines.as_slice();
        Self { dossier, told, lines, problems: &found.problems, order, numbers }
    }

    /// The number of an article, from 1.
    pub(crate) fn number(&self, article: usize) -> usize {
        self.numbers[article]
    }

    /// `[3]`: how an article is called on this page.
    pub(crate) fn label(&self, article: usize) -> String {
        format!("[{}]", self.numbers[article])
    }

    /// The cited words, on one line.
    pub(crate) fn words(&self, citation: Citation) -> String {
        let text = &self.told[citation.article as usize].text;
        one_line(citation.span.of(text))
    }

    /// Where evidence stands: `file:line` for the first, `[article]:line` for two more.
    pub(crate) fn pointers(&self, evidence: &[Citation]) -> String {
        const SHOWN: usize = 4;
        let mut sorted: Vec<Citation> = evidence.to_vec();
        sorted.sort_by_key(|c| (self.numbers[c.article as usize], c.span));
        let (mut out, mut seen): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for citation in sorted {
            let told = &self.told[citation.article as usize];
            let line = self.lines[citation.article as usize].of(citation.span.start);
            let short = format!("{}:{line}", self.label(citation.article as usize));
            let pointer = if out.is_empty() {
                seen.push(short);
                format!("{}:{line}", one_line(&told.name))
            } else {
                short
            };
            if !out.contains(&pointer) && !seen.contains(&pointer) {
                out.push(pointer);
            }
        }
        let more = out.len().saturating_sub(SHOWN);
        out.truncate(SHOWN);
        let mut line = out.join("  ");
        if more > 0 {
            let _ = write!(line, "  and {more} more");
        }
        line
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month(date: jiff::civil::Date) -> &'static str {
    MONTHS[(date.month() - 1).rem_euclid(12) as usize]
}

/// `11 Feb 2022`.
pub(crate) fn day(date: jiff::civil::Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// As [`days`], a single day with its weekday: `Fri 11 Feb 2022`.
pub(crate) fn heading(range: DayRange) -> String {
    const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let weekday = range.start.weekday().to_monday_zero_offset();
    match range.precision {
        Precision::Day if range.start == range.end => {
            let name = WEEKDAYS[weekday.rem_euclid(7) as usize];
            format!("{name} {}", days(range))
        }
        _ => days(range),
    }
}

/// `11 Feb 2022`, `Feb 2022`, `2022`, `10-14 Feb 2022`.
pub(crate) fn days(range: DayRange) -> String {
    let (start, end) = (range.start, range.end);
    match range.precision {
        Precision::Year if start.year() == end.year() => start.year().to_string(),
        Precision::Year => format!("{}-{}", start.year(), end.year()),
        Precision::Month
            if (start.year(), start.month()) == (end.year(), end.month()) =>
        {
            format!("{} {}", month(start), start.year())
        }
        _ if start == end => day(start),
        _ if (start.year(), start.month()) == (end.year(), end.month()) => {
            format!("{}-{}", start.day(), day(end))
        }
        _ if start.year() == end.year() => {
            format!("{} {}-{}", start.day(), month(start), day(end))
        }
        _ => format!("{}-{}", day(start), day(end)),
    }
}

/// `11 Feb 2022 09:40 +01:00`.
pub(crate) fn stamp(stamp: Stamp) -> String {
    let mut out = day(stamp.date);
    if let Some(time) = stamp.time {
        let _ = write!(out, " {:02}:{:02}", time.hour(), time.minute());
    }
    if let Some(minutes) = stamp.offset_minutes.filter(|_| stamp.time.is_some()) {
        let sign = if minutes < 0 { '-' } else { '+' };
        let n = minutes.unsigned_abs();
        let _ = write!(out, " {sign}{:02}:{:02}", n / 60, n % 60);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(timex: &str, expected: &str) {
        let got = DayRange::of_timex(timex).map(days);
        assert_eq!(got.as_deref(), Some(expected), "{timex}");
    }

    #[test]
    fn dates_read_well() {
        check("2022-02-11", "11 Feb 2022");
        check("2022-02", "Feb 2022");
        check("1987", "1987");
        check("198", "1980-1989");
        check("2022-W06", "7-13 Feb 2022");
        check("2022-SU", "1 Jun-31 Aug 2022");
    }
}

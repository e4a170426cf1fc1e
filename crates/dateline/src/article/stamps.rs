//! Dates with clock times and zones as pages print them: "Sep 22 2023 | 9:01 AM IST",
//! "2023-09-22T09:01:00+05:30", "22. September 2023, 10:23 Uhr", "22/09/2023".

use std::sync::LazyLock;

use jiff::{
    Timestamp,
    civil::{Date, Time as ClockTime, Weekday},
    tz::Offset,
};

use super::Stamp;
use crate::Span;

/// Furthest that a clock time may stand from its date, in tokens: "22 Sep 2023 | Friday, at
/// 9:01" has six between.
const TIME_REACH: usize = 7;

/// A date found in a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    /// Where, in the text given.
    pub(crate) span: Span,
    /// The moment.
    pub(crate) stamp: Stamp,
    /// Whether day and month could be the other way round (04/05/2023).
    pub(crate) ambiguous: bool,
}

/// A run of digits, of letters, or one other character that is no space.
#[derive(Clone, Copy, Debug)]
struct Tok<'t> {
    start: usize,
    text: &'t str,
    kind: TokKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum TokKind {
    Number,
    Word,
    Mark,
}

impl Tok<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn number(&self) -> Option<i32> {
        (self.kind == TokKind::Number && self.text.len() <= 4)
            .then(|| self.text.parse().ok())
            .flatten()
    }

    fn is(&self, marks: &str) -> bool {
        self.kind == TokKind::Mark && marks.contains(self.text)
    }
}

/// All dates of a text, in its order, with the clock times beside them.
pub(crate) fn find_all(text: &str) -> Vec<Found> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return Vec::new();
    }
    let toks = tokens(text);
    let mut out = Vec::new();
    let mut i = 0;
    while i < toks.len() {
        let Some((n, date, ambiguous)) = date_at(&toks[i..]) else {
            i += 1;
            continue;
        };
        let last = i + n - 1;
        let mut span = (toks[i].start, toks[last].end());
        let mut clock = None;
        let mut next = i + n;
        for k in i + n..(i + n + TIME_REACH).min(toks.len()) {
            if date_at(&toks[k..]).is_some() {
                break;
            }
            if let Some((len, time, offset)) = time_at(&toks[k..], date) {
                clock = Some((time, offset));
                span.1 = toks[k + len - 1].end();
                next = k + len;
                break;
            }
        }
        if clock.is_none() {
            for k in i.saturating_sub(TIME_REACH + 4)..i {
                if k > 0 && toks[k - 1].is(":") {
                    continue;
                }
                if let Some((len, time, offset)) = time_at(&toks[k..i], date) {
                    let free = out
                        .last()
                        .is_none_or(|f: &Found| f.span.end as usize <= toks[k].start);
                    if k + len <= i && free {
                        clock = Some((time, offset));
                        span.0 = toks[k].start;
                        break;
                    }
                }
            }
        }
        let stamp = Stamp {
            date,
            time: clock.map(|c| c.0),
            offset_minutes: clock.and_then(|c| c.1),
        };
        out.push(Found { span: Span::new(span.0, span.1), stamp, ambiguous });
        i = next;
    }
    out
}

/// The first clock time of a text, as on a day.
pub(crate) fn time_in(text: &str, on: Date) -> Option<(Span, ClockTime, Option<i16>)> {
    let toks = tokens(text);
    (0..toks.len()).find_map(|i| {
        let (n, time, offset) = time_at(&toks[i..], on)?;
        Some((Span::new(toks[i].start, toks[i + n - 1].end()), time, offset))
    })
}

/// The moment that a machine-made value gives: ISO 8601 in its usual forms, seconds or
/// milliseconds since 1970, or any date that [`find_all`] knows.
pub(crate) fn parse(value: &str) -> Option<Stamp> {
    let value = value.trim();
    if value.len() > 80 {
        return None;
    }
    if value.bytes().all(|b| b.is_ascii_digit()) {
        return from_digits(value);
    }
    find_all(value).first().map(|found| found.stamp)
}

/// 20230922, 20230922090100, 1695353460, 1695353460000.
fn from_digits(value: &str) -> Option<Stamp> {
    match value.len() {
        8 | 12 | 14 => {
            let part = |r: std::ops::Range<usize>| value.get(r)?.parse::<i32>().ok();
            let date = civil(part(0..4)?, part(4..6)?, part(6..8)?)?;
            let time = (value.len() > 8)
                .then(|| clock(part(8..10)?, part(10..12)?, part(12..14).unwrap_or(0)))
                .flatten();
            Some(Stamp { date, time, offset_minutes: None })
        }
        10 | 13 => {
            let seconds: i64 = value.get(..10)?.parse().ok()?;
            let at = Offset::UTC.to_datetime(Timestamp::from_second(seconds).ok()?);
            let date = civil(at.year().into(), at.month().into(), at.day().into())?;
            Some(Stamp { date, time: Some(at.time()), offset_minutes: Some(0) })
        }
        _ => None,
    }
}

fn tokens(text: &str) -> Vec<Tok<'_>> {
    let mut out: Vec<Tok<'_>> = Vec::new();
    let kind_of = |c: char| {
        if c.is_ascii_digit() {
            TokKind::Number
        } else if c.is_alphabetic() && !('\u{4e00}'..='\u{9fff}').contains(&c) {
            TokKind::Word
        } else {
            TokKind::Mark
        }
    };
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}') {
            continue;
        }
        let kind = kind_of(c);
        let mut end = start + c.len_utf8();
        if kind != TokKind::Mark {
            while let Some((at, next)) = chars.peek().copied() {
                if kind_of(next) != kind {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        out.push(Tok { start, text: &text[start..end], kind });
    }
    out
}

/// Years that a web page can have been published in.
fn civil(year: i32, month: i32, day: i32) -> Option<Date> {
    if !(1950..=2099).contains(&year) {
        return None;
    }
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

fn clock(hour: i32, minute: i32, second: i32) -> Option<ClockTime> {
    let part = |n: i32| i8::try_from(n).ok();
    ClockTime::new(part(hour)?, part(minute)?, part(second.min(59))?, 0).ok()
}

fn year(tok: Option<&Tok<'_>>) -> Option<i32> {
    let tok = tok?;
    (tok.text.len() == 4)
        .then(|| tok.number())
        .flatten()
        .filter(|y| (1950..=2099).contains(y))
}

fn day(tok: Option<&Tok<'_>>) -> Option<i32> {
    let tok = tok?;
    (tok.text.len() <= 2).then(|| tok.number()).flatten().filter(|d| (1..=31).contains(d))
}

/// The date that begins at the first token: how many tokens it takes, and whether day and
/// month could be swapped.
fn date_at(toks: &[Tok<'_>]) -> Option<(usize, Date, bool)> {
    let first = toks.first()?;
    match first.kind {
        TokKind::Number => year_first(toks)
            .or_else(|| day_then_name(toks))
            .or_else(|| three_numbers(toks)),
        TokKind::Word => name_first(toks),
        TokKind::Mark => None,
    }
}

/// 2023-09-22, 2023/09/22, 2023.9.22, 2023 September 22, 2023年9月22日.
fn year_first(toks: &[Tok<'_>]) -> Option<(usize, Date, bool)> {
    let y = year(toks.first())?;
    if let Some(month) = toks.get(1).and_then(month_named) {
        return Some((3, civil(y, month, day(toks.get(2))?)?, false));
    }
    let marked = toks.get(1)?.is("-/.–年");
    let month = day(toks.get(2))?;
    let again = toks.get(3)?.is("-/.–月");
    let date = civil(y, month, day(toks.get(4))?)?;
    let tail = usize::from(toks.get(5).is_some_and(|t| t.is("日")));
    (marked && again).then_some((5 + tail, date, false))
}

/// 22 Sep 2023, 22nd of September, 2023, 22. September 2023, 1er janvier 2024, 22-Sep-2023.
fn day_then_name(toks: &[Tok<'_>]) -> Option<(usize, Date, bool)> {
    let d = day(toks.first())?;
    let mut at = 1;
    while toks.get(at).is_some_and(|t| {
        t.is(".,-º/ª°")
            || is_word(t, &["st", "nd", "rd", "th", "er", "o", "de", "of", "d"])
    }) && at < 4
    {
        at += 1;
    }
    let month = month_named(toks.get(at)?)?;
    at += 1;
    let from = at;
    while toks
        .get(at)
        .is_some_and(|t| t.is(".,-/'’") || is_word(t, &["de", "del", "of", "do"]))
        && at < from + 3
    {
        at += 1;
    }
    let y = year(toks.get(at))?;
    Some((at + 1, civil(y, month, d)?, false))
}

/// Sep 22 2023, September 05, 2023, Sept. 22nd, 2023.
fn name_first(toks: &[Tok<'_>]) -> Option<(usize, Date, bool)> {
    let month = month_named(toks.first()?)?;
    let mut at = 1;
    if toks.get(at)?.is(".-/") {
        at += 1;
    }
    let d = day(toks.get(at))?;
    at += 1;
    if toks.get(at).is_some_and(|t| is_word(t, &["st", "nd", "rd", "th"])) {
        at += 1;
    }
    while toks.get(at).is_some_and(|t| t.is(",.-/|")) && at < 6 {
        at += 1;
    }
    let y = year(toks.get(at))?;
    Some((at + 1, civil(y, month, d)?, false))
}

/// 22/09/2023, 9/22/2023, 22.09.2023, 22.09.23. With slashes the month may come first.
fn three_numbers(toks: &[Tok<'_>]) -> Option<(usize, Date, bool)> {
    let (a, b) = (day(toks.first())?, day(toks.get(2))?);
    let mark = toks.get(1)?;
    if !mark.is("/.-") || !toks.get(3)?.is(mark.text) {
        return None;
    }
    let last = toks.get(4)?;
    let y = year(Some(last)).or_else(|| {
        let short = last.text.len() == 2 && mark.text != "-";
        short
            .then(|| last.number())
            .flatten()
            .filter(|y| (10..40).contains(y))
            .map(|y| 2000 + y)
    })?;
    let month_first = mark.text != "." && (mark.text == "/" && a <= 12 || b > 12);
    let (month, d) = if month_first { (a, b) } else { (b, a) };
    let ambiguous = mark.text == "/" && a <= 12 && b <= 12 && a != b;
    Some((5, civil(y, month, d)?, ambiguous))
}

/// A date with day and month the other way round.
pub(crate) fn swapped(stamp: Stamp) -> Option<Stamp> {
    let date = Date::new(stamp.date.year(), stamp.date.day(), stamp.date.month()).ok()?;
    Some(Stamp { date, ..stamp })
}

fn is_word(tok: &Tok<'_>, words: &[&str]) -> bool {
    tok.kind == TokKind::Word && words.iter().any(|w| tok.text.eq_ignore_ascii_case(w))
}

/// A clock time at the first token, and the zone after it: how many tokens they take.
fn time_at(toks: &[Tok<'_>], on: Date) -> Option<(usize, ClockTime, Option<i16>)> {
    let first = toks.first()?;
    if first.text.len() > 2 {
        return None;
    }
    let mut hour = first.number().filter(|h| (0..=24).contains(h))?;
    let mut at = 1;
    let mark = toks.get(1);
    let minute = toks.get(2).and_then(|t| (t.text.len() == 2).then(|| t.number())?);
    let has_minute = minute.is_some_and(|m| m < 60)
        && mark.is_some_and(|t| t.is(":.") || is_word(t, &["h"]));
    let mut second = 0;
    if has_minute {
        at = 3;
        let more = toks.get(3).is_some_and(|t| t.is(":"));
        if let Some(s) = toks.get(4).filter(|_| more).and_then(Tok::number) {
            second = s;
            at = 5;
            if toks.get(5).is_some_and(|t| t.is("."))
                && toks.get(6)?.kind == TokKind::Number
            {
                at = 7;
            }
        }
    }
    let half = half_of_day(toks.get(at..)?);
    if !has_minute && half.is_none() {
        return None;
    }
    // "10.23" is a time only with a word for it; "22.09" may be a date without its year.
    if let Some((len, is_pm)) = half {
        if hour > 12 && !has_minute {
            return None;
        }
        hour = match (hour, is_pm) {
            (12, false) => 0,
            (12, true) => 12,
            (h, true) if h < 12 => h + 12,
            (h, _) => h,
        };
        at += len;
    }
    let time = clock(hour % 24, if has_minute { minute? } else { 0 }, second)?;
    let mut gap = 0;
    while toks.get(at + gap).is_some_and(|t| t.is("(,")) && gap < 2 {
        gap += 1;
    }
    let zone = zone_at(toks.get(at + gap..)?, on);
    Some(match zone {
        Some((len, minutes)) => (at + gap + len, time, Some(minutes)),
        None => (at, time, None),
    })
}

/// AM, p.m., "a. m.": how many tokens, and whether it is the second half.
fn half_of_day(toks: &[Tok<'_>]) -> Option<(usize, bool)> {
    let first = toks.first()?;
    if is_word(first, &["am"]) || is_word(first, &["pm"]) {
        return Some((1, is_word(first, &["pm"])));
    }
    let is_letter = is_word(first, &["a"]) || is_word(first, &["p"]);
    let dotted = toks.get(1)?.is(".") && is_word(toks.get(2)?, &["m"]);
    let len = 3 + usize::from(toks.get(3).is_some_and(|t| t.is(".")));
    (is_letter && dotted).then(|| (len, is_word(first, &["p"])))
}

/// IST, (GMT+5:30), +05:30, Z, ET: how many tokens, and the minutes east of UTC.
fn zone_at(toks: &[Tok<'_>], on: Date) -> Option<(usize, i16)> {
    let first = toks.first()?;
    let mut at = 0;
    let mut named = None;
    if first.kind == TokKind::Word {
        named = Some(zone_named(first.text, on)?);
        at = 1;
    }
    let sign =
        toks.get(at).filter(|t| t.is("+-−")).map(|t| if t.text == "+" { 1 } else { -1 });
    let numbered = sign.and_then(|sign| {
        let hours = toks.get(at + 1)?;
        // A sign must touch its number: "9:01 - 22" is no zone.
        (toks[at].end() == hours.start).then_some(())?;
        let n = hours.number()?;
        let (len, minutes) = match hours.text.len() {
            4 => (2, n / 100 * 60 + n % 100),
            _ if toks.get(at + 2).is_some_and(|t| t.is(":")) => {
                (4, n * 60 + toks.get(at + 3)?.number()?)
            }
            _ => (2, n * 60),
        };
        (minutes <= 14 * 60).then_some((at + len, sign * minutes as i16))
    });
    numbered.or(named.map(|minutes| (1, minutes)))
}

fn zone_named(name: &str, on: Date) -> Option<i16> {
    static ZONES: LazyLock<Vec<(&str, i16)>> = LazyLock::new(|| {
        let pairs = include_str!("zones.txt").lines().filter(|l| !l.starts_with('#'));
        pairs
            .filter_map(|l| {
                let (name, minutes) = l.split_once(' ')?;
                Some((name, minutes.parse().ok()?))
            })
            .collect()
    });
    // "ET", "PT": which half of the year it is says which.
    let standard = match name {
        "ET" => Some(-300),
        "CT" => Some(-360),
        "MT" => Some(-420),
        "PT" => Some(-480),
        _ => None,
    };
    if let Some(minutes) = standard {
        return Some(minutes + if is_us_summer(on) { 60 } else { 0 });
    }
    let lower = name.to_ascii_lowercase();
    ZONES.iter().find(|(zone, _)| *zone == lower).map(|(_, minutes)| *minutes)
}

/// From the second Sunday in March to the first in November.
fn is_us_summer(date: Date) -> bool {
    let nth = |month, n| {
        Date::new(date.year(), month, 1)
            .and_then(|d| d.nth_weekday_of_month(n, Weekday::Sunday))
    };
    match (nth(3, 2), nth(11, 1)) {
        (Ok(from), Ok(to)) => from <= date && date < to,
        _ => false,
    }
}

/// The month that a word names.
fn month_named(tok: &Tok<'_>) -> Option<i32> {
    static MONTHS: LazyLock<Vec<(&str, i32)>> = LazyLock::new(|| {
        let mut names: Vec<(&str, i32)> = include_str!("months.txt")
            .lines()
            .filter(|l| !l.starts_with('#'))
            .flat_map(|l| {
                let mut words = l.split(' ');
                let month = words.next().and_then(|n| n.parse().ok()).unwrap_or(0);
                words.map(move |word| (word, month))
            })
            .collect();
        // A stable sort: where two languages share a name, the earlier month stands first.
        names.sort_by_key(|(name, _)| *name);
        names
    });
    if tok.kind != TokKind::Word || tok.text.len() > 24 || tok.text.len() < 3 {
        return None;
    }
    let lower = tok.text.to_lowercase();
    let at = MONTHS.partition_point(|(name, _)| *name < lower.as_str());
    MONTHS.get(at).filter(|(name, _)| *name == lower).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let got: Vec<String> = find_all(text)
            .iter()
            .map(|f| {
                let s = f.stamp;
                let time =
                    s.time.map_or(String::new(), |t| t.strftime("T%H:%M").to_string());
                let zone = s.offset_minutes.map_or(String::new(), |m| format!(" {m:+}"));
                format!("{}{time}{zone}", s.date)
            })
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn dates_with_clock_and_zone() {
        check(
            "3 min read Last Updated : Feb 11 2022 | 11:15 AM CET",
            &["2022-02-11T11:15 +60"],
        );
        check("2022-02-11T09:40:00+05:30", &["2022-02-11T09:40 +330"]);
        check("2022-02-11T09:40:00.123Z", &["2022-02-11T09:40 +0"]);
        check("2022-02-11T09:40:00-0500", &["2022-02-11T09:40 -300"]);
        check("May 3, 2021, 1:28 p.m.", &["2021-05-03T13:28"]);
        check("May 3, 2021 at 1:28 PM ET", &["2021-05-03T13:28 -240"]);
        check("12:05 a.m. on 3 May 2021", &["2021-05-03T00:05"]);
        check("Published 8:15 PM EST, Fri December 22, 2023", &["2023-12-22T20:15 -300"]);
        check("18 Jun, 2024", &["2024-06-18"]);
        check("Stand: 22. September 2023, 10:23 Uhr", &["2023-09-22T10:23"]);
        check("Publicerad 23 okt 2025 kl 10.23", &["2025-10-23T10:23"]);
        check("Publié le 1er janvier 2024 à 10h23", &["2024-01-01T10:23"]);
        check("20 de marzo de 2024", &["2024-03-20"]);
        check("2023年9月22日", &["2023-09-22"]);
        check("22.09.2023 / 05/13/2023", &["2023-09-22", "2023-05-13"]);
        check("Tue, 01 Mar 2022 08:20:00 GMT", &["2022-03-01T08:20 +0"]);
    }

    #[test]
    fn two_dates_of_a_line_keep_their_own_times() {
        check(
            "February 15, 2022 06:30 pm | Updated February 16, 2022 07:05 pm IST",
            &["2022-02-15T18:30", "2022-02-16T19:05 +330"],
        );
    }

    #[test]
    fn numbers_that_are_no_dates() {
        check("Call 98 00 00 00 or 3.14.15", &[]);
        check("2023 was the year; 31/31/2023", &[]);
        check("may 2023", &[]);
    }

    #[test]
    fn machine_values() {
        assert_eq!(
            parse("1645000000").map(|s| s.date.to_string()),
            Some("2022-02-16".into())
        );
        assert_eq!(
            parse("20220216").map(|s| s.date.to_string()),
            Some("2022-02-16".into())
        );
        assert_eq!(parse("yesterday"), None);
    }
}

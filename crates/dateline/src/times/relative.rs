//! Dates counted from another: from publication ("last week", "two days ago") or from a
//! date of the text ("the following year", "two days later").

use super::calendar::{Cal, Unit, add_days, nearest_weekday, weekday};
use super::clock::part_suffix;
use super::dates;
use super::pattern::Slot;
use super::resolve::{Item, Known, Meaning, Resolved, Resolver, reason};
use super::tense::Tense;
use super::{Anchor, TimeType};

/// The unit that holds the publication day, `step` units on.
fn around_publication(resolver: &Resolver<'_>, unit: Unit, step: i32) -> Resolved {
    let now = resolver.published()?;
    resolver.known(Cal::holding(unit, now).and_then(|cal| cal.step(step)))
}

/// "last week", "earlier this year", "the current month".
pub(super) fn unit(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let Some(unit) = item.unit() else { return vague() };
    let rel = item.int(Slot::Rel).unwrap_or(0);
    // "last year" in a tale of long ago is the year before the one spoken of.
    if resolver.narrative {
        if let Some((cal, anchor)) = resolver.reference(unit) {
            return from_reference(cal, anchor, unit, rel).part(item.int(Slot::Mod));
        }
    }
    Meaning::of(around_publication(resolver, unit, rel)).part(item.int(Slot::Mod))
}

fn vague() -> Meaning {
    Meaning::unknown(super::TimeType::Date, reason::VAGUE)
}

fn no_anchor() -> Meaning {
    Meaning::unknown(TimeType::Date, reason::NO_ANCHOR)
}

fn from_reference(cal: Cal, anchor: Anchor, unit: Unit, step: i32) -> Meaning {
    let moved = cal.widen(unit).and_then(|cal| cal.step(step));
    let known = moved.map(|cal| Known { cal, anchor: Some(anchor) });
    Meaning::of(known.ok_or(reason::NO_SUCH_DATE))
}

/// -1, 0 or 1: which of several the words point to; `None` for "that".
fn direction(resolver: &Resolver<'_>, item: &Item<'_>) -> Option<i32> {
    if let Some(rel) = item.int(Slot::Rel).filter(|rel| *rel != 9) {
        let past = resolver.says(item, &["past"]);
        let coming = resolver.says(item, &["coming"]);
        return Some(match (past, coming) {
            (true, _) => -1,
            (_, true) => 1,
            _ => rel,
        });
    }
    if resolver.says(item, &["past", "previous"]) {
        Some(-1)
    } else if resolver.says(item, &["next", "following", "coming"]) {
        Some(1)
    } else if resolver.says(item, &["this"]) {
        Some(0)
    } else {
        None
    }
}

/// "last Friday", "next March", "this summer", "that May".
pub(super) fn name(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let part = item.int(Slot::Mod);
    let Some(step) = direction(resolver, item) else {
        let found = resolver.latest(9, |cal| cal.year().is_some());
        let Some((cal, anchor)) = found else { return no_anchor() };
        let year = cal.year().unwrap_or(1);
        let cal = match (item.int(Slot::Month), item.int(Slot::Season)) {
            (Some(month), _) => Cal::Month(year, month as i8),
            (_, Some(season)) => Cal::Season(year, season as i8),
            _ => return vague(),
        };
        return Meaning::of(Ok(Known { cal, anchor: Some(anchor) })).part(part);
    };
    let near = resolver.says(item, &["past", "coming"]);
    let told = resolver.story().filter(|_| resolver.narrative);
    let told = told.and_then(|(cal, anchor)| Some((cal.first_day()?, anchor)));
    let now = match told {
        Some((day, anchor)) => Ok((day, anchor)),
        None => resolver.published().map(|day| (day, resolver.published_anchor())),
    };
    let resolved = now.and_then(|(now, anchor)| {
        let cal = if let Some(dow) = item.int(Slot::Dow) {
            weekday_near(now, dow, step, near)
        } else if let Some(month) = item.int(Slot::Month) {
            named_month(now, month as i8, step, near)
        } else if let Some(season) = item.int(Slot::Season) {
            named_season(now, season as i8, step, near)
        } else {
            None
        };
        let cal = cal.ok_or(reason::NO_SUCH_DATE)?;
        Ok(Known { cal, anchor: Some(anchor) })
    });
    Meaning::of(resolved).part(part)
}

type Date = jiff::civil::Date;

/// "last Friday" is the latest one before today; "next Friday" the one of the next week.
fn weekday_near(now: Date, dow: i32, step: i32, near: bool) -> Option<Cal> {
    let wanted = weekday(dow)?;
    let day = match step {
        -1 => nearest_weekday(add_days(now, -1)?, wanted, false)?,
        1 if near => nearest_weekday(add_days(now, 1)?, wanted, true)?,
        1 => {
            let monday = nearest_weekday(now, jiff::civil::Weekday::Monday, false)?;
            add_days(monday, 7 + dow - 1)?
        }
        _ => {
            let monday = nearest_weekday(now, jiff::civil::Weekday::Monday, false)?;
            add_days(monday, dow - 1)?
        }
    };
    Some(Cal::Day(day))
}

/// "last November" written in November is a year ago; "next March" the coming one.
fn named_month(now: Date, month: i8, step: i32, _near: bool) -> Option<Cal> {
    let (year, current) = (now.year(), now.month());
    let year = match step {
        -1 if month >= current => year.checked_sub(1)?,
        1 if month <= current => year.checked_add(1)?,
        _ => year,
    };
    Some(Cal::Month(year, month))
}

fn named_season(now: Date, season: i8, step: i32, near: bool) -> Option<Cal> {
    let this = Cal::Season(now.year(), season);
    let range = this.days()?;
    let year = match step {
        // "last fall" in autumn is a year ago; "this past fall" may be this one.
        -1 if range.end >= now && !(near && range.start <= now) => {
            now.year().checked_sub(1)?
        }
        1 if range.start <= now => now.year().checked_add(1)?,
        _ => now.year(),
    };
    Some(Cal::Season(year, season))
}

/// "last night", "this morning", "tonight", "yesterday morning".
pub(super) fn part_of_day(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let last = if resolver.says(item, &["last"]) { -1 } else { 0 };
    let days = item.int(Slot::Deictic).unwrap_or(last);
    let pod = item.int(Slot::Pod).or(Some(4));
    let day =
        resolver.published().and_then(|now| resolver.known(Cal::Day(now).step(days)));
    Meaning::of(day).at_time(part_suffix(pod))
}

/// "Tuesday of last week", "Monday a week ago".
pub(super) fn weekday_of_week(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let dow = item.int(Slot::Dow).unwrap_or(1);
    let resolved = resolver.published().and_then(|now| {
        let day = if resolver.says(item, &["ago"]) {
            weekday(dow)
                .and_then(|wanted| nearest_weekday(now, wanted, false))
                .and_then(|day| add_days(day, -7))
        } else {
            let week = item.int(Slot::Rel).unwrap_or(0);
            nearest_weekday(now, jiff::civil::Weekday::Monday, false)
                .and_then(|monday| add_days(monday, 7 * week + dow - 1))
        };
        resolver.known(day.map(Cal::Day))
    });
    Meaning::of(resolved)
}

/// "the day before yesterday", "Monday last".
pub(super) fn beside_deictic(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let resolved = resolver.published().and_then(|now| {
        let day = if let Some(dow) = item.int(Slot::Dow) {
            let back = if resolver.says(item, &["before"]) { -7 } else { 0 };
            weekday(dow)
                .and_then(|wanted| nearest_weekday(add_days(now, -1)?, wanted, false))
                .and_then(|day| add_days(day, back))
        } else {
            let beside = if resolver.says(item, &["before"]) { -1 } else { 1 };
            add_days(now, item.int(Slot::Deictic).unwrap_or(0) + beside)
        };
        resolver.known(day.map(Cal::Day))
    });
    Meaning::of(resolved)
}

/// "the weekend": the last one in the past tense, else the coming one.
pub(super) fn weekend(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let ahead = resolver.tense(item) == Tense::Future;
    let resolved = resolver.published().and_then(|now| {
        let this = Cal::holding(Unit::Weekend, now);
        let begun = this.and_then(Cal::first_day).is_some_and(|day| day <= now);
        let step = if resolver.says(item, &["last", "past"]) {
            -1
        } else if resolver.says(item, &["next"]) {
            1
        } else if ahead || begun || resolver.says(item, &["this", "coming"]) {
            0
        } else {
            -1
        };
        resolver.known(this.and_then(|cal| cal.step(step)))
    });
    Meaning::of(resolved).part(item.int(Slot::Mod))
}

/// "that year", "the same day": the one last spoken of; "the end of the year": this one.
pub(super) fn same(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let unit = item.unit().unwrap_or(Unit::Year);
    let part = item.int(Slot::Mod);
    // In a tale of long ago "the year" is the one it has come to.
    let told = resolver.narrative && resolver.reference(unit).is_some();
    if told || resolver.says(item, &["that", "same"]) {
        return match resolver.reference(unit) {
            Some((cal, anchor)) => from_reference(cal, anchor, unit, 0).part(part),
            None => no_anchor(),
        };
    }
    Meaning::of(around_publication(resolver, unit, 0)).part(part)
}

/// "the following year", "the day before": beside the date last spoken of.
pub(super) fn following(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let unit = item.unit().unwrap_or(Unit::Day);
    let back = resolver.says(item, &["previous", "preceding", "prior", "before"]);
    match resolver.reference(unit) {
        Some((cal, anchor)) => {
            from_reference(cal, anchor, unit, if back { -1 } else { 1 })
        }
        None => no_anchor(),
    }
}

/// How many units, where the words say: "a couple of" is two, "several" unknown.
fn count(resolver: &Resolver<'_>, item: &Item<'_>) -> Option<i32> {
    if let Some(n) = item.int(Slot::Num) {
        return Some(n);
    }
    if resolver.says(item, &["couple"]) {
        return Some(2);
    }
    None
}

/// Decades and longer are counted in years, fortnights in weeks.
fn in_steps(unit: Unit, n: i32) -> (Unit, i32) {
    match unit {
        Unit::Decade => (Unit::Year, n.saturating_mul(10)),
        Unit::Century => (Unit::Year, n.saturating_mul(100)),
        Unit::Millennium => (Unit::Year, n.saturating_mul(1000)),
        Unit::Fortnight => (Unit::Week, n.saturating_mul(2)),
        other => (other, n),
    }
}

/// "two days ago", "41 years ago", "several years ago".
pub(super) fn ago(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    from_now(resolver, item, -1, "PAST_REF")
}

/// "two weeks from now".
pub(super) fn hence(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    from_now(resolver, item, 1, "FUTURE_REF")
}

fn from_now(resolver: &Resolver<'_>, item: &Item<'_>, sign: i32, far: &str) -> Meaning {
    let (Some(n), Some(unit)) = (count(resolver, item), item.unit()) else {
        return Meaning::plain(TimeType::Date, far);
    };
    let (unit, n) = in_steps(unit, n);
    if let Some((cal, anchor)) = resolver.reference(unit).filter(|_| resolver.narrative) {
        return from_reference(cal, anchor, unit, sign * n);
    }
    if unit.is_clock() {
        return Meaning::of(around_publication(resolver, Unit::Day, 0));
    }
    Meaning::of(around_publication(resolver, unit, sign * n))
}

/// "two days later", "three years earlier": from a date of the text.
pub(super) fn shifted(resolver: &Resolver<'_>, item: &Item<'_>, sign: i32) -> Meaning {
    let (Some(n), Some(unit)) = (count(resolver, item), item.unit()) else {
        return vague();
    };
    let (unit, n) = in_steps(unit, n);
    if unit.is_clock() {
        return Meaning::unknown(TimeType::Time, reason::NO_ANCHOR);
    }
    // A day can be counted only from a day, a year from anything shorter.
    match resolver.reference(unit) {
        Some((cal, anchor)) => from_reference(cal, anchor, unit, sign * n),
        None => no_anchor(),
    }
}

/// "the quarter": the last one that is over, unless the words say the present one.
pub(super) fn this_quarter(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let unit = resolver
        .item_words(item)
        .find_map(|word| resolver.lookup(&word, "UNITL"))
        .and_then(Unit::of)
        .unwrap_or(Unit::Quarter);
    if resolver.says(item, &["that"]) {
        if let Some((cal, anchor)) = resolver.reference(unit) {
            return from_reference(cal, anchor, unit, 0);
        }
    }
    let present = resolver.says(item, &["this", "current"]);
    if let Some(cal) = ended(resolver, item).filter(|_| unit == Unit::Quarter) {
        return Meaning::of(Ok(Known { cal, anchor: None }));
    }
    // Results are of a stretch that is over.
    let over = |cal: Cal| is_over(resolver, cal);
    let spoken_of = resolver.last_in_calendar(2, |cal| cal.unit() == unit && over(cal));
    if let Some((cal, anchor)) = spoken_of.filter(|_| !present) {
        return Meaning::of(Ok(Known { cal, anchor: Some(anchor) }));
    }
    Meaning::of(around_publication(resolver, unit, if present { 0 } else { -1 }))
}

/// "the quarter ended Sept. 30": the quarter with that day.
fn ended(resolver: &Resolver<'_>, item: &Item<'_>) -> Option<Cal> {
    if !matches!(resolver.after(item).as_str(), "ended" | "ending" | "to") {
        return None;
    }
    let found = item.coming.first()?;
    let month = found.matched.int(Slot::Month)?;
    let published = resolver.published().ok()?;
    let year = found.matched.int(Slot::Year).unwrap_or_else(|| {
        let year = i32::from(published.year());
        if month > i32::from(published.month()) { year - 1 } else { year }
    });
    Some(Cal::Quarter(i16::try_from(year).ok()?, ((month - 1) / 3 + 1) as i8))
}

fn is_over(resolver: &Resolver<'_>, cal: Cal) -> bool {
    let Ok(published) = resolver.published() else { return true };
    cal.days().is_none_or(|days| days.end <= published)
}

/// "a year earlier", "the year-ago quarter": the stretch spoken of, a year before.
pub(super) fn year_ago(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    if let Some(quarter) = item.int(Slot::Quarter) {
        let known =
            dates::dated_quarter(resolver, item, quarter as i8).and_then(|known| {
                let cal = known.cal.step_years(-1).ok_or(reason::NO_SUCH_DATE)?;
                Ok(Known { cal, ..known })
            });
        return Meaning::of(known);
    }
    let report = |cal: Cal| {
        matches!(cal.unit(), Unit::Quarter | Unit::Half | Unit::Month)
            && is_over(resolver, cal)
    };
    let ago = resolver.says(item, &["ago"]);
    let spoken_of = match resolver.last_in_calendar(1, report) {
        Some(found) => Some(found),
        None if ago => None,
        None => resolver.nearby(),
    };
    match spoken_of {
        Some((cal, anchor)) => {
            let moved = cal.step_years(-1).ok_or(reason::NO_SUCH_DATE);
            Meaning::of(moved.map(|cal| Known { cal, anchor: Some(anchor) }))
        }
        None => Meaning::of(around_publication(resolver, Unit::Year, -1)),
    }
}

/// "the 2017 period": the stretch spoken of, in that year.
pub(super) fn year_of_period(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let year = item.int(Slot::Year).unwrap_or(0) as i16;
    let found =
        resolver.latest(2, |cal| matches!(cal.unit(), Unit::Quarter | Unit::Half));
    let (cal, anchor) = match found {
        Some((Cal::Quarter(_, quarter), anchor)) => {
            (Cal::Quarter(year, quarter), Some(anchor))
        }
        Some((Cal::Half(_, half), anchor)) => (Cal::Half(year, half), Some(anchor)),
        _ => (Cal::Year(year), None),
    };
    Meaning::of(Ok(Known { cal, anchor }))
}

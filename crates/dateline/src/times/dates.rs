//! Dates by name: days, months, years, quarters, seasons, holidays.

use jiff::civil::Date;

use super::TimeType;
use super::calendar::{self, Cal, Unit, days_between, nearest_weekday, weekday};
use super::clock;
use super::pattern::Slot;
use super::resolve::{Item, Known, Meaning, Resolved, Resolver, reason};
use super::tense::Tense;

/// The civil day, if there is such a day.
pub(super) fn civil(year: i32, month: i32, day: i32) -> Result<Date, &'static str> {
    let (Ok(year), Ok(month), Ok(day)) =
        (i16::try_from(year), i8::try_from(month), i8::try_from(day))
    else {
        return Err(reason::NO_SUCH_DATE);
    };
    Date::new(year, month, day).map_err(|_| reason::NO_SUCH_DATE)
}

fn fixed(cal: Cal) -> Resolved {
    Ok(Known { cal, anchor: None })
}

/// Any mix of year, month, day, weekday, season and part of the day.
pub(super) fn calendar(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let resolved = named(resolver, item);
    let part = item.int(Slot::Mod);
    Meaning::of(resolved).part(part).at_time(clock::part_suffix(item.int(Slot::Pod)))
}

fn named(resolver: &Resolver<'_>, item: &Item<'_>) -> Resolved {
    let get = |slot| item.int(slot);
    let year = year_of(resolver, item)?;
    match (get(Slot::Month), get(Slot::Day), get(Slot::Season)) {
        (Some(month), Some(day), _) => match year {
            Some(Known { cal, anchor }) => {
                let year = cal.year().ok_or(reason::NO_SUCH_DATE)?;
                let cal = Cal::Day(civil(i32::from(year), month, day)?);
                Ok(Known { cal, anchor })
            }
            None => undated_day(resolver, item, month, day),
        },
        (Some(month), None, _) => match year {
            Some(Known { cal, anchor }) => {
                let year = cal.year().ok_or(reason::NO_SUCH_DATE)?;
                Ok(Known { cal: Cal::Month(year, month as i8), anchor })
            }
            None => undated_month(resolver, item, month as i8),
        },
        (None, _, Some(season)) => match year {
            Some(Known { cal, anchor }) => {
                let year = cal.year().ok_or(reason::NO_SUCH_DATE)?;
                Ok(Known { cal: Cal::Season(year, season as i8), anchor })
            }
            None => undated_season(resolver, item, season as i8),
        },
        _ => match (get(Slot::Dow), get(Slot::Deictic), year) {
            (Some(dow), _, _) => undated_weekday(resolver, item, dow),
            (_, Some(days), _) => {
                resolver.known(Cal::Day(resolver.published()?).step(days))
            }
            (_, _, Some(year)) => Ok(year),
            _ => Err(reason::VAGUE),
        },
    }
}

/// The year that an expression names, in digits or as "last year", "that year".
fn year_of(
    resolver: &Resolver<'_>,
    item: &Item<'_>,
) -> Result<Option<Known>, &'static str> {
    if let Some(year) = item.int(Slot::Year) {
        return fixed(Cal::Year(year as i16)).map(Some);
    }
    if let Some(short) = item.int(Slot::Yr2) {
        return Ok(Some(full_year(resolver, short)));
    }
    if let (Some(year), true) = (item.int(Slot::N), item.matched.get(Slot::Era).is_some())
    {
        return fixed(Cal::Bc(year as i16)).map(Some);
    }
    let is_year = item.matched.get(Slot::Month).is_some()
        || item.matched.get(Slot::Season).is_some();
    match item.int(Slot::Rel) {
        Some(9) => {
            let found = resolver.latest(9, |cal| cal.year().is_some());
            let (cal, anchor) = found.ok_or(reason::NO_ANCHOR)?;
            let cal = Cal::Year(cal.year().ok_or(reason::NO_ANCHOR)?);
            Ok(Some(Known { cal, anchor: Some(anchor) }))
        }
        Some(rel) if is_year => {
            let year = Cal::Year(resolver.published()?.year());
            resolver.known(year.step(rel)).map(Some)
        }
        _ => Ok(None),
    }
}

/// "'89": in the century of the story, else the latest such year up to ten years ahead.
fn full_year(resolver: &Resolver<'_>, short: i32) -> Known {
    let near = resolver.latest(99, |cal| cal.year().is_some());
    if let Some((cal, anchor)) = near.filter(|_| resolver.narrative) {
        let century = i32::from(cal.year().unwrap_or(1900)).div_euclid(100) * 100;
        return Known { cal: Cal::Year((century + short) as i16), anchor: Some(anchor) };
    }
    let latest = resolver.published().map_or(2030, |day| i32::from(day.year()) + 10);
    let mut year = latest.div_euclid(100) * 100 + short;
    if year > latest {
        year -= 100;
    }
    Known { cal: Cal::Year(year as i16), anchor: None }
}

/// The date of the story that an undated expression follows: in a tale of long ago the
/// latest date, in news only one of another year in the same sentence.
fn story_date(resolver: &Resolver<'_>, item: &Item<'_>) -> Option<Known> {
    let has_year = |cal: Cal| cal.year().is_some();
    if resolver.narrative {
        let (cal, anchor) = resolver.story()?;
        return Some(Known { cal, anchor: Some(anchor) });
    }
    let published = resolver.published().ok()?.year();
    let (cal, anchor) = resolver.latest(0, has_year)?;
    let old = cal.year().is_some_and(|year| year < published - 1);
    let near = resolver.same_sentence(anchor, item.span);
    (old && near).then_some(Known { cal, anchor: Some(anchor) })
}

/// The year that stands once for all of "in April and June 1955", "26 June - 4 August
/// 1952", and for the month before the turn of "December to January 1952".
fn year_ahead(resolver: &Resolver<'_>, item: &Item<'_>, month: i32) -> Option<Known> {
    let mut end = item.words.iter().position(|w| w.span.start >= item.span.end)?;
    for found in item.coming.iter().take(3) {
        let between = item.words.get(end..found.first)?;
        if between.len() > 3 || !between.iter().all(|w| resolver.joins(w)) {
            return None;
        }
        let next = |slot| found.matched.int(slot);
        let there = next(Slot::Month).or(next(Slot::Season).map(season_month))?;
        let year = match (next(Slot::Year), next(Slot::N), next(Slot::Era)) {
            (Some(year), _, _) => Some(year),
            (None, Some(year), Some(_)) => Some(1 - year),
            _ => None,
        };
        if let Some(year) = year {
            let year = i16::try_from(year - i32::from(month > there)).ok()?;
            let last = item.words.get(found.matched.end.checked_sub(1)?)?;
            let span = item.words.get(found.first)?.span.cover(last.span);
            let cal = if year < 1 { Cal::Bc(1 - year) } else { Cal::Year(year) };
            return Some(Known { cal, anchor: Some(super::Anchor::Words(span)) });
        }
        end = found.matched.end;
    }
    None
}

/// The month in which a season begins.
fn season_month(season: i32) -> i32 {
    [3, 6, 9, 12][season as usize & 3]
}

/// The year of a month in a story that has come to `at`: the same, or the next one where
/// the month lies far back ("in January" after December).
fn story_year(at: Cal, month: i32) -> i16 {
    let year = at.year().unwrap_or(1);
    let reached = match at {
        Cal::Day(d) => i32::from(d.month()),
        Cal::Month(_, m) => i32::from(m),
        Cal::Season(_, s) => [4, 7, 10, 12][s as usize & 3],
        Cal::Quarter(_, q) => i32::from(q) * 3,
        _ => return year,
    };
    if reached - month >= 8 { year.saturating_add(1) } else { year }
}

fn undated_day(
    resolver: &Resolver<'_>,
    item: &Item<'_>,
    month: i32,
    day: i32,
) -> Resolved {
    // In some year there must be such a day.
    civil(2000, month, day)?;
    if let Some(Known { cal, anchor }) = year_ahead(resolver, item, month) {
        let year = i32::from(cal.year().ok_or(reason::NO_SUCH_DATE)?);
        return Ok(Known { cal: Cal::Day(civil(year, month, day)?), anchor });
    }
    if let Some(Known { cal, anchor }) = story_date(resolver, item) {
        let year = i32::from(story_year(cal, month));
        return Ok(Known { cal: Cal::Day(civil(year, month, day)?), anchor });
    }
    let published = resolver.published()?;
    let year = i32::from(published.year());
    let on = |year: i32| civil(year, month, day).ok();
    // The day named beside it may decide.
    let dow = item.int(Slot::Dow).and_then(weekday);
    let fits = |date: &Date| dow.is_none_or(|dow| date.weekday() == dow);
    let near = |date: &Date| days_between(published, *date).abs();
    let mut candidates: Vec<Date> =
        [year, year - 1, year + 1].into_iter().filter_map(on).collect();
    if candidates.iter().any(fits) {
        candidates.retain(fits);
    }
    candidates.sort_by_key(near);
    let first = *candidates.first().ok_or(reason::NO_SUCH_DATE)?;
    let second = candidates.get(1).copied();
    let chosen = match (resolver.tense(item), second) {
        // Far from both sides the tense decides.
        (Tense::Past, Some(second)) if first > published && near(&first) > 120 => second,
        (Tense::Future, Some(second)) if first < published && near(&first) > 60 => second,
        _ => first,
    };
    resolver.known(Some(Cal::Day(chosen)))
}

fn undated_month(resolver: &Resolver<'_>, item: &Item<'_>, month: i8) -> Resolved {
    if let Some(Known { cal, anchor }) = year_ahead(resolver, item, i32::from(month)) {
        let year = cal.year().ok_or(reason::NO_SUCH_DATE)?;
        return Ok(Known { cal: Cal::Month(year, month), anchor });
    }
    if let Some(Known { cal, anchor }) = story_date(resolver, item) {
        let year = story_year(cal, i32::from(month));
        return Ok(Known { cal: Cal::Month(year, month), anchor });
    }
    let published = resolver.published()?;
    let (year, now) = (published.year(), published.month());
    let ahead = is_ahead(resolver, item, true);
    // The nearest months are meant whatever the tense: "was set for December" in November.
    let (behind, before_it) = (now - month, month - now);
    let year = match ahead {
        Some(true) if (1..=2).contains(&behind) => year,
        Some(true) if month < now => year + 1,
        Some(false) if before_it == 1 && resolver.before(item) != "since" => year,
        Some(false) if month > now => year - 1,
        None if month > now + 6 => year - 1,
        None if month < now - 6 => year + 1,
        _ => year,
    };
    resolver.known(Some(Cal::Month(year, month)))
}

/// Whether an expression looks ahead: by its preposition, else by tense.
fn is_ahead(resolver: &Resolver<'_>, item: &Item<'_>, open: bool) -> Option<bool> {
    match resolver.before(item).as_str() {
        "since" => return Some(false),
        "until" | "till" | "through" => {
            return Some(
                resolver.tense(item) != Tense::Past || resolver.is_put_off(item),
            );
        }
        // "as soon as Tuesday", "as early as January"
        "as" if matches!(resolver.back(item, 2).as_str(), "soon" | "early" | "late") => {
            return Some(
                resolver.tense(item) != Tense::Past || resolver.back(item, 2) == "soon",
            );
        }
        _ => {}
    }
    match resolver.tense(item) {
        Tense::Past => Some(false),
        Tense::Future => Some(true),
        Tense::Is | Tense::Present | Tense::Unknown if open => None,
        Tense::Is => Some(true),
        Tense::Present | Tense::Unknown => Some(false),
    }
}

fn undated_season(resolver: &Resolver<'_>, item: &Item<'_>, season: i8) -> Resolved {
    let begins = season_month(i32::from(season));
    if let Some(Known { cal, anchor }) = year_ahead(resolver, item, begins) {
        let year = cal.year().ok_or(reason::NO_SUCH_DATE)?;
        return Ok(Known { cal: Cal::Season(year, season), anchor });
    }
    if let Some(Known { cal, anchor }) = story_date(resolver, item) {
        let year = story_year(cal, begins);
        return Ok(Known { cal: Cal::Season(year, season), anchor });
    }
    let published = resolver.published()?;
    let year = published.year();
    let start = |year| Cal::Season(year, season).first_day();
    let ahead = is_ahead(resolver, item, true) == Some(true);
    let past = start(year).is_some_and(|day| day <= published);
    let year = match (ahead, past) {
        (true, true)
            if Cal::Season(year, season).days().is_some_and(|r| r.end < published) =>
        {
            year + 1
        }
        (false, false) => year - 1,
        _ => year,
    };
    resolver.known(Some(Cal::Season(year, season)))
}

fn undated_weekday(resolver: &Resolver<'_>, item: &Item<'_>, dow: i32) -> Resolved {
    let wanted = weekday(dow).ok_or(reason::VAGUE)?;
    if resolver.narrative {
        let (cal, anchor) =
            resolver.reference(Unit::Day).ok_or(resolver.nothing_to_count_from())?;
        let day = cal.first_day().ok_or(reason::NO_ANCHOR)?;
        let day = nearest_weekday(day, wanted, true).ok_or(reason::NO_SUCH_DATE)?;
        return Ok(Known { cal: Cal::Day(day), anchor: Some(anchor) });
    }
    let published = resolver.published()?;
    let possessive = matches!(resolver.after(item).as_str(), "'s" | "’s");
    let ahead = match resolver.before(item).as_str() {
        // "Thursday's closing price", whatever will be done about it.
        _ if possessive => false,
        "by" => resolver.tense(item) != Tense::Past,
        "of" | "for" | "before" | "until" | "till" => {
            is_ahead(resolver, item, false) == Some(true)
        }
        _ => is_ahead(resolver, item, false) == Some(true),
    };
    resolver.known(nearest_weekday(published, wanted, ahead).map(Cal::Day))
}

/// `2019-10-04`.
pub(super) fn iso(_: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let get = |slot| item.int(slot).unwrap_or(0);
    let date = civil(get(Slot::Year), get(Slot::N), get(Slot::N2));
    Meaning::of(date.and_then(|date| fixed(Cal::Day(date))))
}

/// `7/28/07`: month first, unless only the day can be first.
pub(super) fn slash(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let get = |slot| item.int(slot).unwrap_or(0);
    let year = match (item.int(Slot::Year), item.int(Slot::Yr2)) {
        (Some(year), _) => year,
        (None, Some(short)) => {
            i32::from(full_year(resolver, short).cal.year().unwrap_or(0))
        }
        _ => 0,
    };
    let (a, b) = (get(Slot::N), get(Slot::N2));
    let date = civil(year, a, b).or_else(|_| civil(year, b, a));
    Meaning::of(date.and_then(|date| fixed(Cal::Day(date))))
}

/// `493 BC`.
pub(super) fn bc(_: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    Meaning::of(fixed(Cal::Bc(item.int(Slot::N).unwrap_or(0) as i16)))
}

/// "the 19th century", "this century".
pub(super) fn century(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let resolved = match (item.int(Slot::Ord), item.int(Slot::Rel)) {
        (Some(ordinal), _) if item.matched.get(Slot::Era).is_some() => {
            fixed(Cal::BcCentury((ordinal - 1) as i16))
        }
        (Some(ordinal), _) => fixed(Cal::Century((ordinal - 1) as i16)),
        (_, Some(rel)) => resolver.published().and_then(|day| {
            resolver.known(Cal::Century(day.year().div_euclid(100)).step(rel))
        }),
        _ => Err(reason::VAGUE),
    };
    Meaning::of(resolved).part(item.int(Slot::Mod))
}

/// "the 1990s", "the '80s", "the seventies".
pub(super) fn decade(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let short = item.int(Slot::N2).or(item.int(Slot::Decade));
    let year = match (item.int(Slot::Year), short) {
        (Some(year), _) => year,
        (None, Some(short)) => {
            i32::from(full_year(resolver, short).cal.year().unwrap_or(0))
        }
        _ => 0,
    };
    // "the 1900s" is as often the century; the decade is the smaller claim.
    Meaning::of(fixed(Cal::Decade(year.div_euclid(10) as i16))).part(item.int(Slot::Mod))
}

/// "the third quarter (of 1990)".
pub(super) fn quarter(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let quarter = item.int(Slot::Quarter).unwrap_or(0);
    if !(1..=4).contains(&quarter) {
        return Meaning::unknown(TimeType::Date, reason::VAGUE);
    }
    Meaning::of(dated_quarter(resolver, item, quarter as i8)).part(item.int(Slot::Mod))
}

/// A quarter by number with the year that fits.
pub(super) fn dated_quarter(
    resolver: &Resolver<'_>,
    item: &Item<'_>,
    quarter: i8,
) -> Resolved {
    if let Some(year) = item.int(Slot::Year) {
        return fixed(Cal::Quarter(year as i16, quarter));
    }
    let published = resolver.published()?;
    let year = published.year();
    if let Some(rel) = item.int(Slot::Rel) {
        return resolver.known(Cal::Quarter(year, quarter).step_years(rel));
    }
    let now = (published.month() - 1) / 3 + 1;
    let ahead = resolver.tense(item) == Tense::Future;
    let year = match quarter - now {
        3 => year - 1,
        2 if !ahead => year - 1,
        -3 | -2 if ahead => year + 1,
        _ => year,
    };
    resolver.known(Some(Cal::Quarter(year, quarter)))
}

/// "the first half of 2011".
pub(super) fn half(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let half = item.int(Slot::Half).unwrap_or(1) as i8;
    let year = match (item.int(Slot::Year), item.int(Slot::Rel)) {
        (Some(year), _) => fixed(Cal::Year(year as i16)),
        (None, rel) => resolver
            .published()
            .and_then(|day| resolver.known(Cal::Year(day.year()).step(rel.unwrap_or(0)))),
    };
    Meaning::of(year.and_then(|known| {
        let year = known.cal.year().ok_or(reason::NO_SUCH_DATE)?;
        Ok(Known { cal: Cal::Half(year, half), anchor: known.anchor })
    }))
    .part(item.int(Slot::Mod))
}

/// "Christmas Day", "Easter Sunday, 2000".
pub(super) fn holiday(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let words: Vec<String> = resolver.item_words(item).collect();
    // The longest run of words that is a holiday's name.
    let code = (0..words.len()).find_map(|from| {
        (from + 1..=words.len())
            .rev()
            .find_map(|to| resolver.lookup(&words[from..to].join("_"), "HOLIDAY"))
    });
    let Some(code) = code else {
        return Meaning::unknown(TimeType::Date, reason::VAGUE);
    };
    let on = |year: i16| calendar::holiday(year, code).ok_or(reason::NO_SUCH_DATE);
    if let Some(year) = item.int(Slot::Year) {
        return Meaning::of(on(year as i16).and_then(|day| fixed(Cal::Day(day))));
    }
    if let Some(Known { cal, anchor }) = story_date(resolver, item) {
        let day = on(cal.year().unwrap_or(1));
        return Meaning::of(day.map(|day| Known { cal: Cal::Day(day), anchor }));
    }
    let resolved = resolver.published().and_then(|published| {
        let year = published.year();
        let this = on(year)?;
        let ahead = is_ahead(resolver, item, true)
            .unwrap_or(days_between(published, this).abs() < 60);
        let day = match (ahead, this < published) {
            (true, true) => on(year + 1)?,
            (false, false) if this != published => on(year - 1)?,
            _ => this,
        };
        resolver.known(Some(Cal::Day(day)))
    });
    Meaning::of(resolved)
}

/// "fiscal 1989", "this fiscal year": by its number; when it begins is not said.
pub(super) fn fiscal(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    if let Some(year) = item.int(Slot::Year) {
        let mut meaning = Meaning::of(fixed(Cal::Year(year as i16)));
        // A fiscal year covers other days than the calendar's.
        meaning.days = None;
        return meaning;
    }
    let rel = item.int(Slot::Rel).unwrap_or(0);
    let year = resolver
        .published()
        .and_then(|day| resolver.known(Cal::Year(day.year()).step(rel)));
    let mut meaning = Meaning::of(year);
    meaning.days = None;
    meaning
}

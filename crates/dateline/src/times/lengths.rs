//! Lengths of time and what recurs: "two years", "the past decade", "every Thursday".

use super::calendar::{Cal, Unit};
use super::pattern::Slot;
use super::resolve::{Item, Meaning, Resolver};
use super::{TimeType, calendar};
use crate::{DayRange, Precision};

/// How many of a unit.
#[derive(Clone, Copy)]
enum Count {
    Some(f64),
    /// "several", "hours".
    Unknown,
}

/// The TIMEX3 value of a length.
fn value(count: Count, unit: Unit) -> String {
    let (letter, each) = unit.letter();
    let clock = if unit.is_clock() { "T" } else { "" };
    match count {
        Count::Some(n) if n > 1.0 && (n.fract() - 0.5).abs() < 0.01 => {
            let whole = n.trunc() as u64;
            match unit {
                Unit::Hour => format!("PT{whole}H30M"),
                Unit::Minute => format!("PT{whole}M30S"),
                Unit::Year => format!("P{whole}Y6M"),
                _ => format!("P{clock}{}{letter}", n * each),
            }
        }
        Count::Some(n) => format!("P{clock}{}{letter}", n * each),
        // Of tens of years only their number is unknown.
        Count::Unknown if unit == Unit::Decade => "PXDE".to_owned(),
        Count::Unknown if unit == Unit::Century => "PXC".to_owned(),
        Count::Unknown => format!("P{clock}X{letter}"),
    }
}

/// The unit, also where the rule names it as a word.
fn unit_of(resolver: &Resolver<'_>, item: &Item<'_>) -> Option<Unit> {
    item.unit().or_else(|| {
        resolver
            .item_words(item)
            .find_map(|word| resolver.lookup(word.trim_end_matches("-long"), "UNIT"))
            .and_then(Unit::of)
    })
}

fn count_of(resolver: &Resolver<'_>, item: &Item<'_>) -> Count {
    let half = if resolver.says(item, &["half"]) { 0.5 } else { 0.0 };
    if let Some(n) = item.matched.get(Slot::Num) {
        return Count::Some(n + half);
    }
    if resolver.says(item, &["couple"]) {
        return Count::Some(2.0);
    }
    if item.matched.get(Slot::Few).is_some() || resolver.says(item, &["few"]) {
        return Count::Unknown;
    }
    if half > 0.0 {
        // "half a day" is a half, "a year and a half" one more.
        let more = resolver.says(item, &["and"]);
        return Count::Some(if more { 1.5 } else { 0.5 });
    }
    let plural =
        resolver.item_words(item).any(|word| resolver.lookup(&word, "UNITS").is_some());
    if plural { Count::Unknown } else { Count::Some(1.0) }
}

/// "two years", "a 16-hour trip", "40-year-old"; "a year" after a rate is a set.
pub(super) fn duration(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let Some(unit) = unit_of(resolver, item) else {
        return Meaning::plain(TimeType::Duration, "PXD");
    };
    let value = value(count_of(resolver, item), unit);
    let first = resolver.item_words(item).next().unwrap_or_default();
    let before = resolver.before(item);
    let rate = matches!(first.as_str(), "a" | "an")
        && (resolver.lookup(&before, "RATE").is_some()
            || matches!(before.as_str(), "them" | "%")
            || before.bytes().all(|b| b.is_ascii_digit()) && !before.is_empty());
    let kind = if rate { TimeType::Set } else { TimeType::Duration };
    Meaning::plain(kind, value)
}

/// "the past two months", "the next few years": a length that ends or begins now.
pub(super) fn around_now(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let Some(unit) = unit_of(resolver, item) else {
        return Meaning::plain(TimeType::Duration, "PXD");
    };
    let count = count_of(resolver, item);
    let mut meaning = Meaning::plain(TimeType::Duration, value(count, unit));
    let ahead = resolver.says(item, &["next", "coming", "following"]);
    let back = resolver.says(item, &["last", "past", "latest"]);
    if let (Count::Some(n), true, Ok(now)) = (count, ahead || back, resolver.published())
    {
        let n = n as i32;
        let far = Cal::holding(unit, now)
            .and_then(|cal| cal.step(if ahead { n } else { -n }))
            .and_then(Cal::first_day);
        let precision = match unit {
            Unit::Day | Unit::Week | Unit::Weekend | Unit::Fortnight => Precision::Day,
            Unit::Month | Unit::Quarter | Unit::Season | Unit::Half => Precision::Month,
            _ => Precision::Year,
        };
        meaning.days = far.filter(|_| !unit.is_clock()).map(|far| {
            let (start, end) = if ahead { (now, far) } else { (far, now) };
            DayRange { start, end, precision }
        });
        meaning.anchor = Some(resolver.published_anchor());
    }
    meaning
}

/// "for hours", "recent weeks".
pub(super) fn bare(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let unit = unit_of(resolver, item).unwrap_or(Unit::Day);
    Meaning::plain(TimeType::Duration, value(Count::Unknown, unit))
}

/// "every day", "each Thursday", "Sundays", "weekly".
pub(super) fn every(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let get = |slot| item.int(slot);
    let value = if let Some(dow) = get(Slot::Dow) {
        let part = match get(Slot::Pod) {
            Some(1) => "TMO",
            Some(2) => "TAF",
            Some(3) => "TEV",
            Some(4) => "TNI",
            _ => "",
        };
        format!("XXXX-WXX-{dow}{part}")
    } else if let Some(month) = get(Slot::Month) {
        format!("XXXX-{month:02}")
    } else if let Some(season) = get(Slot::Season) {
        format!("XXXX-{}", calendar::SEASONS[season as usize & 3])
    } else if let Some(part) =
        get(Slot::Pod).or_else(|| resolver.says(item, &["night"]).then_some(4))
    {
        let part = ["MO", "AF", "EV", "NI"][(part - 1).clamp(0, 3) as usize];
        format!("XXXX-XX-XXT{part}")
    } else if let Some(unit) = get(Slot::Set).and_then(Unit::of) {
        value(Count::Some(1.0), unit)
    } else {
        let unit = unit_of(resolver, item).unwrap_or(Unit::Day);
        let other = resolver.says(item, &["other", "second"]);
        let count = if other && get(Slot::Num).is_none() {
            Count::Some(2.0)
        } else {
            count_of(resolver, item)
        };
        value(count, unit)
    };
    Meaning::plain(TimeType::Set, value)
}

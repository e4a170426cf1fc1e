//! Times of day: parts of a day and clock times.

use super::TimeType;
use super::calendar::{Cal, Unit};
use super::dates;
use super::finder::Found;
use super::pattern::Slot;
use super::resolve::{Item, Known, Meaning, Resolver, reason};

/// What stands behind a date for a part of the day.
pub(super) fn part_suffix(part: Option<i32>) -> Option<String> {
    let suffix = match part? {
        1 => "TMO",
        2 => "TAF",
        3 => "TEV",
        4 => "TNI",
        5 => "T12:00",
        6 => "T24:00",
        _ => return None,
    };
    Some(suffix.to_owned())
}

fn without_day() -> Meaning {
    Meaning::unknown(TimeType::Time, reason::NO_ANCHOR)
}

/// "the next morning", "that night": counted from the latest day of the text.
pub(super) fn later_part_of_day(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let step = i32::from(resolver.says(item, &["next", "following"]));
    let Some((cal, anchor)) = resolver.reference(Unit::Day) else { return without_day() };
    let day = cal.first_day().and_then(|day| Cal::Day(day).step(step));
    let known = day.map(|cal| Known { cal, anchor: Some(anchor) });
    Meaning::of(known.ok_or(reason::NO_SUCH_DATE))
        .at_time(part_suffix(item.int(Slot::Pod)))
}

/// "noon", "midnight", "overnight" of the day last spoken of.
pub(super) fn bare_part_of_day(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let suffix = if resolver.says(item, &["noon", "midday"]) {
        "T12:00"
    } else if resolver.says(item, &["midnight"]) {
        "T24:00"
    } else if resolver.says(item, &["overnight"]) {
        "TNI"
    } else if resolver.says(item, &["morning"]) {
        "TMO"
    } else {
        "TAF"
    };
    on_day_spoken_of(resolver, suffix.to_owned())
}

/// "3:30 p.m.", "0800 GMT", "9 a.m. Tuesday": on the day named, else on the one last
/// spoken of.
pub(super) fn clock(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Meaning {
    let Some(suffix) = clock_suffix(resolver, item) else {
        return Meaning::unknown(TimeType::Time, reason::VAGUE);
    };
    let names_day = [Slot::Month, Slot::Dow, Slot::Deictic, Slot::Year]
        .iter()
        .any(|slot| item.matched.get(*slot).is_some());
    if names_day {
        let mut date = dates::calendar(resolver, item);
        // A part of the day beside the clock ("in the morning") is told by the clock.
        if let Some(value) = &mut date.value {
            value.truncate(value.find('T').unwrap_or(value.len()));
        }
        date.kind = TimeType::Time;
        return date.at_time(Some(suffix));
    }
    if let Some(mut date) = day_ahead(resolver, item) {
        date.kind = TimeType::Time;
        return date.at_time(Some(suffix));
    }
    on_day_spoken_of(resolver, suffix)
}

/// "at 8:30 p.m. BST (1930 UTC) on August 27": the day that follows in the same sentence.
fn day_ahead(resolver: &mut Resolver<'_>, item: &Item<'_>) -> Option<Meaning> {
    let names_day = |found: &Found| {
        let has = |slot| found.matched.get(slot).is_some();
        let named =
            has(Slot::Dow) || has(Slot::Deictic) || has(Slot::Month) && has(Slot::Day);
        named && resolver.is_calendar(found)
    };
    let (at, found) =
        item.coming.iter().take(2).enumerate().find(|(_, f)| names_day(f))?;
    let first = item.words.get(found.first)?;
    let last = item.words.get(found.matched.end.checked_sub(1)?)?;
    let between = item.words[..found.first]
        .iter()
        .rev()
        .take_while(|w| w.span.start >= item.span.end)
        .count();
    let near = between <= 8 && resolver.is_one_sentence(item.span, first.span);
    let day = Item {
        matched: &found.matched,
        words: item.words,
        first: found.first,
        coming: &item.coming[at + 1..],
        span: first.span.cover(last.span),
        constant: None,
    };
    let mut date = near.then(|| dates::calendar(resolver, &day))?;
    date.anchor = Some(super::Anchor::Words(day.span));
    let value = date.value.as_mut()?;
    value.truncate(value.find('T').unwrap_or(value.len()));
    (value.len() == "2019-11-27".len()).then_some(date)
}

fn on_day_spoken_of(resolver: &Resolver<'_>, suffix: String) -> Meaning {
    let day = resolver.nearby().filter(|(cal, _)| cal.unit() == Unit::Day);
    let Some((cal, anchor)) = day else { return without_day() };
    Meaning::of(Ok(Known { cal, anchor: Some(anchor) })).at_time(Some(suffix))
}

fn clock_suffix(resolver: &Resolver<'_>, item: &Item<'_>) -> Option<String> {
    let zone = if item.int(Slot::Zone) == Some(1) { "Z" } else { "" };
    if resolver.says(item, &["noon", "midday"]) {
        return Some(format!("T12:00{zone}"));
    }
    if resolver.says(item, &["midnight"]) {
        return Some(format!("T24:00{zone}"));
    }
    if let Some(four) = item.int(Slot::Clock4) {
        return Some(format!("T{:02}:{:02}{zone}", four / 100, four % 100));
    }
    let mut hour = item.int(Slot::Hour)?;
    match (item.int(Slot::Ampm), item.int(Slot::Pod)) {
        (Some(0), _) if hour == 12 => hour = 0,
        (Some(12), _) if hour < 12 => hour += 12,
        (None, Some(2..=4)) if hour < 12 => hour += 12,
        _ => {}
    }
    Some(format!("T{hour:02}:{:02}{zone}", item.int(Slot::Min).unwrap_or(0)))
}

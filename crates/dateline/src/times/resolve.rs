//! From words to values: the expressions of an article one after another, each with what
//! was said before it.

use jiff::civil::Date;

use super::calendar::{Cal, Unit, part_of};
use super::finder::{Found, Rules};
use super::pattern::{Match, Slot};
use super::tense::{self, Tense};
use super::words::Word;
use super::{Anchor, Time, TimeType};
use super::{clock, dates, lengths, relative};
use crate::{DayRange, Source, Span, Text};

/// The words of one zone and the expressions among them.
pub(super) struct ZoneWords {
    pub(super) words: Vec<Word>,
    pub(super) found: Vec<Found>,
}

/// Why a value cannot be known.
pub(super) mod reason {
    pub(in crate::times) const NO_PUBLICATION_DATE: &str = "no-publication-date";
    pub(in crate::times) const NO_SUCH_DATE: &str = "no-such-date";
    pub(in crate::times) const NO_ANCHOR: &str = "no-anchor";
    pub(in crate::times) const OTHER_CALENDAR: &str = "other-calendar";
    pub(in crate::times) const VAGUE: &str = "vague";
}

/// A stretch of the calendar and what it was counted from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) cal: Cal,
    pub(super) anchor: Option<Anchor>,
}

/// A stretch of the calendar, or why there is none.
pub(super) type Resolved = Result<Known, &'static str>;

/// What an expression means.
#[derive(Clone, Debug)]
pub(super) struct Meaning {
    pub(super) kind: TimeType,
    pub(super) value: Option<String>,
    pub(super) reason: Option<&'static str>,
    pub(super) anchor: Option<Anchor>,
    pub(super) days: Option<DayRange>,
    /// For what comes later in the text to be counted from.
    pub(super) cal: Option<Cal>,
}

impl Meaning {
    /// A value that names no days.
    pub(super) fn plain(kind: TimeType, value: impl Into<String>) -> Self {
        let value = Some(value.into());
        Self { kind, value, reason: None, anchor: None, days: None, cal: None }
    }

    /// No value.
    pub(super) fn unknown(kind: TimeType, reason: &'static str) -> Self {
        Self {
            kind,
            value: None,
            reason: Some(reason),
            anchor: None,
            days: None,
            cal: None,
        }
    }

    /// A date.
    pub(super) fn of(resolved: Resolved) -> Self {
        match resolved {
            Ok(Known { cal, anchor }) => Self {
                kind: TimeType::Date,
                value: Some(cal.value()),
                reason: None,
                anchor,
                days: cal.days(),
                cal: Some(cal),
            },
            Err(reason) => Self::unknown(TimeType::Date, reason),
        }
    }

    /// Narrowed to the early, middle or late part; the value stays.
    pub(super) fn part(mut self, part: Option<i32>) -> Self {
        if let (Some(part), Some(days)) = (part, self.days) {
            self.days = Some(part_of(days, part));
        }
        self
    }

    /// With a part of the day or a clock time behind the date (`TMO`, `T15:30`).
    pub(super) fn at_time(mut self, suffix: Option<String>) -> Self {
        if let Some(suffix) = suffix {
            self.kind = TimeType::Time;
            self.value = self.value.map(|date| date + &suffix);
        }
        self
    }
}

/// An expression on its way to a meaning.
pub(super) struct Item<'a> {
    pub(super) matched: &'a Match,
    pub(super) words: &'a [Word],
    pub(super) first: usize,
    pub(super) span: Span,
    pub(super) constant: Option<&'static str>,
}

impl Item<'_> {
    /// The value in a slot.
    pub(super) fn int(&self, slot: Slot) -> Option<i32> {
        self.matched.int(slot)
    }

    /// The unit in the `unit` slot.
    pub(super) fn unit(&self) -> Option<Unit> {
        Unit::of(self.int(Slot::Unit)?)
    }
}

/// A date of the text that others may count from.
#[derive(Clone, Copy, Debug)]
struct Reference {
    cal: Cal,
    span: Span,
    zone: usize,
}

/// What is known while reading.
pub(super) struct Resolver<'a> {
    source: &'a Source,
    text: &'a Text,
    rules: &'a Rules,
    published: Option<Date>,
    published_anchor: Anchor,
    /// The text tells of long ago: undated months follow the story, not the publication.
    pub(super) narrative: bool,
    history: Vec<Reference>,
    zone: usize,
}

/// Publication dates outside these years are not believed.
const YEARS_OF_NEWS: std::ops::RangeInclusive<i16> = 1600..=2200;

/// Reads all expressions in text order.
pub(super) fn all(
    source: &Source,
    text: &Text,
    rules: &Rules,
    published: Option<Date>,
    zones: &[ZoneWords],
) -> Vec<Time> {
    let published = published.filter(|date| YEARS_OF_NEWS.contains(&date.year()));
    let head = if published.is_none() { head_date(rules, zones) } else { None };
    let mut resolver = Resolver {
        source,
        text,
        rules,
        published: published.or(head.map(|(date, _)| date)),
        published_anchor: head.map_or(Anchor::Published, |(_, span)| Anchor::Words(span)),
        narrative: false,
        history: Vec::new(),
        zone: 0,
    };
    resolver.narrative = resolver.tells_of_long_ago(zones);
    let mut times = Vec::new();
    for (idx, zone) in zones.iter().enumerate() {
        resolver.zone = idx;
        for found in &zone.found {
            times.push(resolver.time(&zone.words, found, found.matched.end, None));
            if let Some(second) = second_day(found) {
                times.extend(resolver.second(&zone.words, found, second));
            }
        }
    }
    // The second day of a range has a span of its own inside the match of the first.
    times.sort_by_key(|time| time.span);
    times
}

/// A full date that stands alone in one of the first lines dates the text.
fn head_date(rules: &Rules, zones: &[ZoneWords]) -> Option<(Date, Span)> {
    zones.iter().take(3).find_map(|zone| {
        let found = zone.found.first()?;
        let op = rules.rules[found.rule].op;
        let alone = zone.words.len() <= found.matched.end - found.first + 4;
        let year = found.matched.int(Slot::Year)?;
        let month = found.matched.int(Slot::Month)?;
        let day = found.matched.int(Slot::Day)?;
        let date = dates::civil(year, month, day).ok()?;
        let span = span_of(&zone.words, found.first, found.matched.end);
        (alone && op == "calendar").then_some((date, span))
    })
}

fn span_of(words: &[Word], first: usize, end: usize) -> Span {
    words[first].span.cover(words[end - 1].span)
}

/// The span of the second day in "March 3-5".
fn second_day(found: &Found) -> Option<Span> {
    let day = found.matched.captures.iter().find(|c| c.slot == Slot::Day2)?;
    Some(day.span)
}

impl Resolver<'_> {
    /// One expression; `day` replaces the day of a range's second part.
    fn time(
        &mut self,
        words: &[Word],
        found: &Found,
        end: usize,
        day: Option<&Match>,
    ) -> Time {
        let rule = &self.rules.rules[found.rule];
        let split = second_day(found).filter(|_| day.is_none());
        let whole = span_of(words, found.first, end);
        let span = match split {
            // "March 3-5": the first expression ends before the hyphen.
            Some(second) => before(words, found.first, second).unwrap_or(whole),
            None => whole,
        };
        let item = Item {
            matched: day.unwrap_or(&found.matched),
            words,
            first: found.first,
            span,
            constant: rule.constant,
        };
        let meaning = operation(rule.op).map_or_else(
            || Meaning::unknown(TimeType::Date, reason::VAGUE),
            |operation| operation(self, &item),
        );
        if let Some(cal) = meaning.cal {
            self.history.push(Reference { cal, span, zone: self.zone });
        }
        Time {
            span,
            kind: meaning.kind,
            value: meaning.value,
            reason: meaning.reason,
            anchor: meaning.anchor,
            days: meaning.days,
            rule: rule.id,
        }
    }

    /// The second day of "March 3-5" as an expression of its own.
    fn second(&mut self, words: &[Word], found: &Found, span: Span) -> Option<Time> {
        let mut matched = found.matched.clone();
        let get = |slot| matched.captures.iter().find(|c| c.slot == slot).copied();
        let (day, month) = (get(Slot::Day2)?, get(Slot::Month2));
        for capture in &mut matched.captures {
            if capture.slot == Slot::Day {
                capture.value = day.value;
            }
            if capture.slot == Slot::Month {
                capture.value = month.map_or(capture.value, |m| m.value);
            }
        }
        let mut time = self.time(words, found, found.matched.end, Some(&matched));
        time.span =
            Span { start: month.map_or(span, |m| m.span).start, end: time.span.end };
        Some(time)
    }

    /// Whether many years far before publication are named and little of the day's news.
    fn tells_of_long_ago(&self, zones: &[ZoneWords]) -> bool {
        let Some(published) = self.published else { return true };
        let (mut old, mut news) = (0, 0);
        for found in zones.iter().flat_map(|zone| &zone.found) {
            if let Some(year) = found.matched.int(Slot::Year) {
                old += usize::from(year < i32::from(published.year()) - 1);
                news += usize::from(year >= i32::from(published.year()) - 1);
            } else {
                let get = |slot| found.matched.get(slot).is_some();
                news +=
                    usize::from(get(Slot::Dow) || get(Slot::Deictic) || get(Slot::Rel));
            }
        }
        old >= 6 && old > 2 * news
    }

    /// The publication day.
    pub(super) fn published(&self) -> Result<Date, &'static str> {
        self.published.ok_or(reason::NO_PUBLICATION_DATE)
    }

    /// Why nothing can be counted from the text alone.
    pub(super) fn nothing_to_count_from(&self) -> &'static str {
        if self.published.is_none() {
            reason::NO_PUBLICATION_DATE
        } else {
            reason::NO_ANCHOR
        }
    }

    /// `cal`, counted from the publication day.
    pub(super) fn known(&self, cal: Option<Cal>) -> Resolved {
        let cal = cal.ok_or(reason::NO_SUCH_DATE)?;
        Ok(Known { cal, anchor: Some(self.published_anchor) })
    }

    /// The anchor that stands for the publication time.
    pub(super) fn published_anchor(&self) -> Anchor {
        self.published_anchor
    }

    /// The latest date of the text that is at most as long as `unit`.
    pub(super) fn reference(&self, unit: Unit) -> Option<(Cal, Anchor)> {
        self.history
            .iter()
            .rev()
            .take(12)
            .find(|r| r.cal.unit() <= unit)
            .map(|r| (r.cal, Anchor::Words(r.span)))
    }

    /// The latest date of this zone (paragraph) or the one before, of any length.
    pub(super) fn nearby(&self) -> Option<(Cal, Anchor)> {
        let last = self.history.last()?;
        (last.zone + 1 >= self.zone).then_some((last.cal, Anchor::Words(last.span)))
    }

    /// The dates of this zone and `back` zones before, the latest first.
    fn recent(&self, back: usize) -> impl Iterator<Item = &Reference> {
        self.history.iter().rev().take_while(move |r| r.zone + back >= self.zone)
    }

    /// The latest date that satisfies a condition, in this zone or `back` zones before.
    pub(super) fn latest(
        &self,
        back: usize,
        wanted: impl Fn(Cal) -> bool,
    ) -> Option<(Cal, Anchor)> {
        self.recent(back).find(|r| wanted(r.cal)).map(|r| (r.cal, Anchor::Words(r.span)))
    }

    /// The last in the calendar of the dates that satisfy a condition, in this zone or
    /// `back` zones before: the report's own quarter, not the year-ago one beside it.
    pub(super) fn last_in_calendar(
        &self,
        back: usize,
        wanted: impl Fn(Cal) -> bool,
    ) -> Option<(Cal, Anchor)> {
        self.recent(back)
            .filter(|r| wanted(r.cal))
            .max_by_key(|r| (r.cal.first_day(), r.span))
            .map(|r| (r.cal, Anchor::Words(r.span)))
    }

    /// Whether an anchor stands in the sentence of `span`.
    pub(super) fn same_sentence(&self, anchor: Anchor, span: Span) -> bool {
        let Anchor::Words(words) = anchor else { return false };
        let sentence = |span: Span| self.text.sentence_at(span.start);
        sentence(words) == sentence(span)
    }

    /// Where the clause around an expression looks.
    pub(super) fn tense(&self, item: &Item<'_>) -> Tense {
        tense::of(self.source, self.text, item.span)
    }

    /// The word before an expression, lower case.
    pub(super) fn before(&self, item: &Item<'_>) -> String {
        let word = item.first.checked_sub(1).and_then(|at| item.words.get(at));
        word.map_or(String::new(), |w| w.span.of(&self.source.text).to_lowercase())
    }

    /// The word after an expression, lower case.
    pub(super) fn after(&self, item: &Item<'_>) -> String {
        let word = item.words.iter().find(|w| w.span.start >= item.span.end);
        word.map_or(String::new(), |w| w.span.of(&self.source.text).to_lowercase())
    }

    /// Whether the expression has one of these words.
    pub(super) fn says(&self, item: &Item<'_>, wanted: &[&str]) -> bool {
        self.item_words(item).any(|word| wanted.contains(&word.as_str()))
    }

    /// The words of an expression, lower case.
    pub(super) fn item_words<'s>(
        &'s self,
        item: &'s Item<'_>,
    ) -> impl Iterator<Item = String> + 's {
        item.words[item.first..]
            .iter()
            .take_while(|w| w.span.start < item.span.end)
            .map(|w| w.span.of(&self.source.text).to_lowercase().replace('’', "'"))
    }

    /// The value of a word in a class of the lexicon.
    pub(super) fn lookup(&self, word: &str, class: &str) -> Option<i32> {
        let lexicon = &self.rules.lexicon;
        lexicon.value(lexicon.id(word.as_bytes()), lexicon.class(class)?, true)
    }
}

/// The words from `first` up to the last before `second` that is not a joining word.
fn before(words: &[Word], first: usize, second: Span) -> Option<Span> {
    let mut end = words.iter().position(|w| w.span.start >= second.start)?;
    // Back over the hyphen or "to" (and a second month's name stays with its day).
    while end > first + 1 && words[end - 1].shape != super::words::Shape::Digits {
        end -= 1;
    }
    Some(span_of(words, first, end))
}

type Operation = fn(&mut Resolver<'_>, &Item<'_>) -> Meaning;

/// The operation that a rule names in `means:`.
pub(super) fn operation(name: &str) -> Option<Operation> {
    Some(match name {
        "calendar" | "calendar-split" => dates::calendar,
        "iso" => dates::iso,
        "slash" => dates::slash,
        "bc" => dates::bc,
        "century" => dates::century,
        "decade" => dates::decade,
        "quarter" => dates::quarter,
        "half" => dates::half,
        "holiday" => dates::holiday,
        "fiscal" => dates::fiscal,
        "other-calendar" => {
            |_, _| Meaning::unknown(TimeType::Date, reason::OTHER_CALENDAR)
        }
        "rel" => relative::unit,
        "rel-name" => relative::name,
        "rel-pod" => relative::part_of_day,
        "weekday-of-week" => relative::weekday_of_week,
        "deictic" => dates::calendar,
        "deictic-next" => relative::beside_deictic,
        "weekend" => relative::weekend,
        "same" => relative::same,
        "following" => relative::following,
        "ago" => relative::ago,
        "later" => |r, item| relative::shifted(r, item, 1),
        "earlier" => |r, item| relative::shifted(r, item, -1),
        "hence" => relative::hence,
        "this-quarter" => relative::this_quarter,
        "year-ago" => relative::year_ago,
        "year-of-period" => relative::year_of_period,
        "later-pod" => clock::later_part_of_day,
        "bare-pod" => clock::bare_part_of_day,
        "clock" => clock::clock,
        "duration" => lengths::duration,
        "age" => lengths::duration,
        "around-now" => lengths::around_now,
        "past-unit" => lengths::around_now,
        "bare-units" => lengths::bare,
        "recent-units" => lengths::bare,
        "every" => lengths::every,
        "ref" => |_, item| {
            Meaning::plain(TimeType::Date, item.constant.unwrap_or("PRESENT_REF"))
        },
        _ => return None,
    })
}

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
    /// The expressions of the zone that come after it.
    pub(super) coming: &'a [Found],
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
    /// Where a tale of long ago has come to, flashbacks left out.
    story: Option<Reference>,
    zone: usize,
}

/// Publication dates outside these years are not believed.
const YEARS_OF_NEWS: std::ops::RangeInclusive<i16> = 1600..=2200;

/// Reads all expressions in text order.
pub(super) fn all(
    source: &Source,
    text: &Text,
    rules: &Rules,
    today: Option<(Date, Anchor)>,
    zones: &[ZoneWords],
) -> Vec<Time> {
    let today = today.filter(|(date, _)| YEARS_OF_NEWS.contains(&date.year()));
    let head = || head_date(rules, zones).map(|(day, span)| (day, Anchor::Words(span)));
    let today = today.or_else(head);
    let mut resolver = Resolver {
        source,
        text,
        rules,
        published: today.map(|(day, _)| day),
        published_anchor: today.map_or(Anchor::Published, |(_, anchor)| anchor),
        narrative: false,
        history: Vec::new(),
        story: None,
        zone: 0,
    };
    resolver.narrative = resolver.tells_of_long_ago(zones);
    let mut times = Vec::new();
    for (idx, zone) in zones.iter().enumerate() {
        resolver.zone = idx;
        for (at, found) in zone.found.iter().enumerate() {
            let place =
                Place { words: &zone.words, found, coming: &zone.found[at + 1..] };
            times.push(resolver.time(&place, None));
            if let Some(second) = second_part(found) {
                times.extend(resolver.second(&place, second));
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

/// The span of the second day in "March 3-5", of the second year in "1915-17".
fn second_part(found: &Found) -> Option<Span> {
    let is_second = |slot| matches!(slot, Slot::Day2 | Slot::Year2);
    Some(found.matched.captures.iter().find(|c| is_second(c.slot))?.span)
}

/// An expression in its zone.
struct Place<'a> {
    words: &'a [Word],
    found: &'a Found,
    coming: &'a [Found],
}

impl Resolver<'_> {
    /// One expression; `second` stands in for the match of a range's second part.
    fn time(&mut self, place: &Place<'_>, second: Option<&Match>) -> Time {
        let Place { words, found, coming } = *place;
        let rule = &self.rules.rules[found.rule];
        let split = second_part(found).filter(|_| second.is_none());
        let whole = span_of(words, found.first, found.matched.end);
        let span = match split {
            // "March 3-5": the first expression ends before the hyphen.
            Some(second) => before(words, found.first, second).unwrap_or(whole),
            None => whole,
        };
        let item = Item {
            matched: second.unwrap_or(&found.matched),
            words,
            first: found.first,
            coming,
            span,
            constant: rule.constant,
        };
        let meaning = operation(rule.op).map_or_else(
            || Meaning::unknown(TimeType::Date, reason::VAGUE),
            |operation| operation(self, &item),
        );
        if let Some(cal) = meaning.cal {
            self.remember(cal, meaning.anchor, &item);
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

    /// Keeps a date for what comes later in the text to be counted from. In a tale of
    /// long ago nothing is counted from what was counted from its publication.
    fn remember(&mut self, cal: Cal, anchor: Option<Anchor>, item: &Item<'_>) {
        if self.narrative && anchor == Some(self.published_anchor) {
            return;
        }
        let reference = Reference { cal, span: item.span, zone: self.zone };
        self.history.push(reference);
        if self.story.is_none_or(|at| self.goes_on(at.cal, cal, item)) {
            self.story = Some(reference);
        }
    }

    /// Whether a tale that has come to `at` goes on at `cal`. It goes in steps of at most a
    /// year, from month to month; a bare year inside a sentence is a look back or ahead
    /// ("not called since 1614"), one that opens a sentence or a heading moves the tale.
    fn goes_on(&self, at: Cal, cal: Cal, item: &Item<'_>) -> bool {
        let (Some(was), Some(is)) = (at.year(), cal.year()) else { return false };
        let ahead = i32::from(is) - i32::from(was);
        let step = cal.unit() < Unit::Year && (0..=1).contains(&ahead);
        step || self.opens(item)
    }

    /// Whether an expression opens its sentence ("In 1990 ...") or a heading.
    fn opens(&self, item: &Item<'_>) -> bool {
        let Some(sentence) = self.text.sentence_at(item.span.start) else { return false };
        let sentence = self.text.sentence(sentence).span;
        let before = item.words[..item.first]
            .iter()
            .rev()
            .take_while(|w| w.span.start >= sentence.start);
        before.take(3).count() <= 2 || item.words.len() <= 10
    }

    /// The second part of "March 3-5" or "1915-17" as an expression of its own.
    fn second(&mut self, place: &Place<'_>, span: Span) -> Option<Time> {
        let mut matched = place.found.matched.clone();
        let get =
            |slot| matched.captures.iter().find(|c| c.slot == slot).map(|c| c.value);
        let (day, month, short) = (get(Slot::Day2), get(Slot::Month2), get(Slot::Year2));
        for capture in &mut matched.captures {
            capture.value = match capture.slot {
                Slot::Day => day.unwrap_or(capture.value),
                Slot::Month => month.unwrap_or(capture.value),
                // "1899-02" runs over into the next century.
                Slot::Year => short.map_or(capture.value, |short| {
                    let full = capture.value - capture.value % 100.0 + short;
                    if full < capture.value { full + 100.0 } else { full }
                }),
                _ => capture.value,
            };
        }
        let month_span = matched.captures.iter().find(|c| c.slot == Slot::Month2);
        let month = month_span.map(|c| c.span);
        let mut time = self.time(place, Some(&matched));
        let end = if short.is_some() { span.end } else { time.span.end };
        time.span = Span { start: month.unwrap_or(span).start, end };
        Some(time)
    }

    /// Whether many years far before publication are named and little is counted from
    /// its day.
    fn tells_of_long_ago(&self, zones: &[ZoneWords]) -> bool {
        let Some(published) = self.published else { return true };
        let (mut old, mut news) = (0, 0);
        for found in zones.iter().flat_map(|zone| &zone.found) {
            let has = |slot| found.matched.get(slot).is_some();
            if let Some(year) = found.matched.int(Slot::Year) {
                old += usize::from(year < i32::from(published.year()) - 1);
            } else if has(Slot::Era) {
                old += 1;
            } else {
                let rel = found.matched.int(Slot::Rel).is_some_and(|rel| rel != 9);
                news += usize::from(has(Slot::Dow) || has(Slot::Deictic) || rel);
            }
        }
        old >= 6 && old > 3 * news
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

    /// Where a tale of long ago has come to.
    pub(super) fn story(&self) -> Option<(Cal, Anchor)> {
        self.story.map(|r| (r.cal, Anchor::Words(r.span)))
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
        self.is_one_sentence(words, span)
    }

    /// Whether two expressions stand in one sentence.
    pub(super) fn is_one_sentence(&self, a: Span, b: Span) -> bool {
        self.text.sentence_at(a.start) == self.text.sentence_at(b.start)
    }

    /// Whether an expression is a day by its name.
    pub(super) fn is_calendar(&self, found: &Found) -> bool {
        matches!(self.rules.rules[found.rule].op, "calendar" | "deictic")
    }

    /// Where the clause around an expression looks.
    pub(super) fn tense(&self, item: &Item<'_>) -> Tense {
        tense::of(&self.source.text, self.text, item.span)
    }

    /// Whether its clause puts something off to it: "postponed until Friday".
    pub(super) fn is_put_off(&self, item: &Item<'_>) -> bool {
        tense::is_put_off(self.text, item.span)
    }

    /// The word before an expression, lower case.
    pub(super) fn before(&self, item: &Item<'_>) -> String {
        self.back(item, 1)
    }

    /// The `n`-th word before an expression, lower case.
    pub(super) fn back(&self, item: &Item<'_>, n: usize) -> String {
        let word = item.first.checked_sub(n).and_then(|at| item.words.get(at));
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

    /// Whether a word may stand between the parts of "in April and early June 1955".
    pub(super) fn joins(&self, word: &Word) -> bool {
        let low = word.span.of(&self.source.text).to_lowercase();
        let joining = ["-", "–", "—", "to", "and", "or", "until", "till", "through", ","];
        joining.contains(&low.as_str())
            || matches!(low.as_str(), "the" | "early" | "late")
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
        "calendar" => dates::calendar,
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
        "vague" => |_, _| Meaning::unknown(TimeType::Date, reason::VAGUE),
        "ref" => |_, item| {
            Meaning::plain(TimeType::Date, item.constant.unwrap_or("PRESENT_REF"))
        },
        _ => return None,
    })
}

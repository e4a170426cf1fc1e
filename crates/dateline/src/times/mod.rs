//! Text -> Times: TIMEX3 expressions and what they mean on the calendar.

mod calendar;
mod checks;
mod clock;
mod dates;
mod finder;
mod lengths;
mod lexicon;
mod number;
mod pattern;
mod relative;
mod resolve;
mod tense;
mod words;
mod zone;

use crate::{Article, DayRange, Kit, RuleId, Source, Span, Text};

/// TIMEX3 type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TimeType {
    /// A calendar date or span of days.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// A recurring time.
    Set,
}

impl TimeType {
    /// The name of TIMEX3.
    pub fn name(self) -> &'static str {
        match self {
            TimeType::Date => "DATE",
            TimeType::Time => "TIME",
            TimeType::Duration => "DURATION",
            TimeType::Set => "SET",
        }
    }
}

/// One time expression.
#[derive(Clone, Debug)]
pub struct Time {
    /// The expression's words.
    pub span: Span,
    /// DATE, TIME, DURATION or SET.
    pub kind: TimeType,
    /// TIMEX3 value; `None` where it cannot be known.
    pub value: Option<String>,
    /// Why it has no value.
    pub reason: Option<&'static str>,
    /// What it was counted from: "published", "dateline" or the span of another expression.
    pub anchor: Option<Anchor>,
    /// The days it covers, fuzzy parts taken into account ("late May" is 21 to 31 May).
    pub days: Option<DayRange>,
    /// The rule that read it.
    pub rule: RuleId,
}

/// What a relative expression is counted from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// The publication time.
    Published,
    /// The publication time as a civil day at the dateline's place, which is another than
    /// the stamp's own.
    Dateline,
    /// Another expression of the text.
    Words(Span),
}

/// All time expressions of one article, in text order.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// The expressions, not overlapping.
    pub times: Vec<Time>,
    /// The civil day on which the article was written, at the dateline's place where that
    /// is known to be another than the stamp's own; `None` without a stamp.
    pub today: Option<jiff::civil::Date>,
}

impl Times {
    /// The expressions inside `span`.
    pub fn within(&self, span: Span) -> impl Iterator<Item = &Time> {
        let from = self.times.partition_point(|t| t.span.start < span.start);
        self.times[from..].iter().take_while(move |t| t.span.end <= span.end)
    }
}

/// The compiled rules.
pub(crate) struct Knowledge {
    rules: finder::Rules,
}

impl Knowledge {
    pub(crate) fn bundled() -> Self {
        let rules =
            finder::Rules::read(include_str!("lexicon.txt"), include_str!("rules.txt"))
                .expect("the bundled rules compile; a test reads them");
        Self { rules }
    }
}

/// Finds and resolves every time expression of the zones that are read.
pub(crate) fn resolve(
    source: &Source,
    article: &Article,
    text: &Text,
    kit: &Kit,
) -> Times {
    let rules = &kit.times.rules;
    if article.language != "en" {
        return Times::default();
    }
    let mut zones = Vec::new();
    for zone in article.zones.iter().filter(|zone| zone.kind.is_read()) {
        let mut words = Vec::new();
        words::split(&source.text, zone.span, &rules.lexicon, &mut words);
        let context = checks::Context { letters: &source.text, text, words: &words };
        let found = rules.find(&context);
        zones.push(resolve::ZoneWords { words, found });
    }
    let today = article.published.as_ref().map(|stamp| {
        let place = article.dateline_place.as_ref();
        let east = place.and_then(|place| kit.places.east_of(&place.value));
        match zone::other_day(&stamp.value, east) {
            Some(day) => (day, Anchor::Dateline),
            None => (stamp.value.date, Anchor::Published),
        }
    });
    let day = today.map(|(day, _)| day);
    Times { times: resolve::all(source, text, rules, today, &zones), today: day }
}

#[cfg(test)]
mod tests;

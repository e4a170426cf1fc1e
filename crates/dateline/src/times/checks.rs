//! Tests in code that rules name in `check:`: is this "May" a month, is this number a year?

use super::pattern::{Match, Slot};
use super::tense::{self, Tense};
use super::words::{Shape, Word};
use crate::{Span, Text, Upos};

/// What a test may look at.
pub(super) struct Context<'a> {
    pub(super) letters: &'a str,
    pub(super) text: &'a Text,
    pub(super) words: &'a [Word],
}

/// A test of a match that begins at a word.
pub(super) type Check = fn(&Context<'_>, usize, &Match) -> bool;

/// The test of that name.
pub(super) fn named(name: &str) -> Option<Check> {
    Some(match name {
        "month" => month,
        "weekday" => weekday,
        "deictic" => deictic,
        "year" => year,
        "season" => season,
        "decade" => decade,
        "list" => list,
        "that-time" => that_time,
        "rel-unit" => not_hyphened,
        "same" => not_hyphened,
        "following" => not_hyphened,
        "ago" | "later" => not_hyphened,
        "duration" => duration,
        "a-unit" => a_unit,
        "bare-units" => bare_units,
        "adverb-set" => adverb_set,
        "now" => now,
        "past" => past,
        "future" => future,
        "clock" => clock,
        "holiday" => holiday,
        "no-of" => no_of,
        _ => return None,
    })
}

impl Context<'_> {
    /// The lower-case word at an index, "" outside.
    fn low(&self, at: Option<usize>) -> String {
        let word = at.and_then(|at| self.words.get(at));
        word.map_or(String::new(), |w| w.span.of(self.letters).to_lowercase())
    }

    fn before(&self, first: usize) -> String {
        self.low(first.checked_sub(1))
    }

    fn after(&self, matched: &Match) -> String {
        self.low(Some(matched.end))
    }

    /// The part of speech of the token at a word.
    fn upos(&self, at: usize) -> Option<Upos> {
        Some(self.token(at)?.upos)
    }

    fn token(&self, at: usize) -> Option<&crate::Token> {
        let span: Span = self.words.get(at)?.span;
        let token = self.text.tokens.get(self.text.token_at(span.start))?;
        (token.span.start <= span.start).then_some(token)
    }

    /// Where the clause of the words looks.
    fn tense(&self, first: usize, end: usize) -> Tense {
        let span = self.words[first].span.cover(self.words[end - 1].span);
        tense::of(self.letters, self.text, span)
    }

    fn is_name_at(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|w| w.capital && w.shape == Shape::Letters)
            && self.upos(at) == Some(Upos::Propn)
    }

    /// Whether no hyphen joins the expression to a further word.
    fn stands_free(&self, first: usize, matched: &Match) -> bool {
        let joined = |at: usize| {
            self.words
                .get(at)
                .is_some_and(|w| !w.spaced && w.span.of(self.letters) == "-")
        };
        let after = joined(matched.end)
            && self.words.get(matched.end + 1).is_some_and(|w| !w.spaced);
        let before = first >= 2 && joined(first - 1) && !self.words[first].spaced;
        !after && !before
    }
}

const PREPOSITIONS: [&str; 22] = [
    "in",
    "since",
    "by",
    "until",
    "till",
    "of",
    "from",
    "to",
    "through",
    "during",
    "for",
    "before",
    "after",
    "between",
    "and",
    "or",
    "around",
    "about",
    "throughout",
    "last",
    "next",
    "this",
];

/// Month names that are also words or people's names.
fn month(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    let at = matched.end - 1;
    let name = context.low(Some(at));
    if !matches!(name.as_str(), "may" | "march" | "august" | "april" | "june" | "jan.") {
        return true;
    }
    if matched.end - first > 1 {
        return true;
    }
    let before = context.before(first);
    let followed_by_name = context.is_name_at(matched.end);
    let preceded_by_name = first > 0 && context.is_name_at(first - 1);
    // "the Long March", "the March to the sea", "a march on the capital"
    let walk = ["the", "long", "'s", "a", "his", "their", "women's", "annual"];
    let goes = ["to", "on", "of", "for", "from", "through", "."];
    if name == "march"
        && walk.contains(&before.as_str())
        && goes.contains(&context.after(matched).as_str())
        || name == "march" && before == "long"
    {
        return false;
    }
    if PREPOSITIONS.contains(&before.as_str()) {
        return !followed_by_name
            || name != "april" && name != "june" && name != "august";
    }
    let named = context.upos(at) == Some(Upos::Propn);
    named && !followed_by_name && !preceded_by_name
}

/// "Bloody Sunday", "Black Friday" and newspapers are names; a weekday is not.
fn weekday(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    let before = context.before(first);
    let named =
        ["bloody", "black", "cyber", "ruby", "super", "good", "holy", "palm", "ash"];
    if named.contains(&before.as_str()) && first > 0 && context.words[first - 1].capital {
        return false;
    }
    let after = context.after(matched);
    let papers = ["times", "telegraph", "mail", "mirror", "herald", "post"];
    !(papers.contains(&after.as_str()) && context.words[matched.end].capital)
}

fn deictic(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    let is_name = context.words[first].capital
        && first > 0
        && ["usa", "russia", "india", "world"].contains(&context.before(first).as_str());
    let after = context.after(matched);
    !is_name && !matches!(after.as_str(), "show")
}

/// Words after which a number is no year.
const NO_YEAR_AFTER: [&str; 25] = [
    "$",
    "£",
    "€",
    "¥",
    "#",
    "no.",
    "number",
    "route",
    "flight",
    "page",
    "section",
    "article",
    "boeing",
    "resolution",
    "win",
    "windows",
    "rs",
    "about",
    "approximately",
    "nearly",
    "roughly",
    "over",
    "than",
    "least",
    "+",
];

/// What a number counts that is no year.
const NO_YEAR_BEFORE: [&str; 35] = [
    "%", "percent", "people", "million", "billion", "km", "miles", "m", "feet", "meters",
    "metres", "dollars", "euros", "pounds", "points", "hours", "hrs", "gmt", "utc",
    "votes", "troops", "kg", "tons", "tonnes", "men", "jobs", "/", "°", "years", "days",
    "local", "est", "edt", "pst", "pdt",
];

/// Whether four digits are a year: nothing counted follows, no money or number before.
fn year(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    let before = context.before(first);
    let after_word = context.words.get(matched.end);
    let after = context.after(matched);
    let glued = context.words.get(first).is_some_and(|w| !w.spaced);
    if NO_YEAR_AFTER.contains(&before.as_str())
        || glued && matches!(before.as_str(), "." | "/")
    {
        return false;
    }
    if NO_YEAR_BEFORE.contains(&after.as_str()) {
        return false;
    }
    if !context.stands_free(first, matched) && after == "-" {
        let next = context.low(Some(matched.end + 1));
        let range = next.bytes().all(|b| b.is_ascii_digit());
        let joined = ["led", "era", "style", "present", "born"].contains(&next.as_str());
        if !range && !joined && next != "s" {
            return false;
        }
    }
    let glued = after_word.is_some_and(|w| !w.spaced && w.shape == Shape::Letters);
    if glued {
        return false;
    }
    // "2011 soldiers": a plural noun follows that it counts.
    let number = matched.int(Slot::Year).unwrap_or(0);
    let counted = context.token(matched.end).is_some_and(|t| t.xpos == "NNS")
        && context.token(matched.end - 1).is_some_and(|t| t.deprel == "nummod");
    let prepared = ["in", "since", "the", "by", "until", "of", "from"];
    !counted || (prepared.contains(&before.as_str()) && (1500..2100).contains(&number))
}

/// "fall" and "spring" are verbs as often as seasons.
fn season(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    let at = matched.end - 1;
    let name = context.low(Some(at));
    if matched.end - first > 1 {
        // "the fall of Rome", "the spring in his step", "Summer Olympics"
        return !(context.after(matched) == "of" && name == "fall");
    }
    let before = context.before(first);
    // "the fall and winter"
    let low = |back: usize| context.low(first.checked_sub(back));
    // ("fall and spring" may be verbs).
    let plain = ["summer", "autumn", "winter"];
    let other = low(2);
    let joined = matches!(before.as_str(), "and" | "or" | "to" | "-")
        && (plain.contains(&other.as_str())
            || plain.contains(&name.as_str())
                && ["spring", "fall"].contains(&other.as_str()));
    let time = ["in", "during", "by", "since", "until", "every", "each"];
    if joined {
        return true;
    }
    time.contains(&before.as_str())
        && context.after(matched) != "of"
        && context.upos(at) != Some(Upos::Verb)
}

/// "1960's" is a decade, "1965's" something of that year.
fn decade(context: &Context<'_>, _first: usize, matched: &Match) -> bool {
    let apostrophe = context.low(Some(matched.end - 1)).starts_with(['\'', '’']);
    !apostrophe || matched.int(Slot::Year).is_none_or(|year| year % 10 == 0)
}

/// "May 4 and 5", but not "on May 4 and 5 ships sank".
fn list(context: &Context<'_>, _first: usize, matched: &Match) -> bool {
    let counted = matches!(
        context.upos(matched.end),
        Some(Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::Sym)
    );
    !counted && context.words.get(matched.end).is_none_or(|w| w.spaced || w.id != 0)
}

/// "at that time", "during this period"; "at the same time" is no more than "also".
fn that_time(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    let before = context.before(first);
    let time = context.low(Some(matched.end - 1)) == "time";
    let named = context.low(Some(first));
    let bare = matches!(named.as_str(), "the" | "this");
    match before.as_str() {
        "at" => !(time && matched.end - first > 2) && named != "this",
        "during" | "in" | "throughout" | "around" => !(time && named == "the"),
        _ => !bare || !time,
    }
}

fn not_hyphened(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    context.stands_free(first, matched)
}

fn no_of(context: &Context<'_>, first: usize, _matched: &Match) -> bool {
    let before = context.before(first);
    before != "than"
}

/// "second day", "5-year" are durations only with a true count.
fn duration(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    let before = context.before(first);
    let after = context.after(matched);
    if matches!(before.as_str(), "$" | "." | "/") || after == "old" {
        return false;
    }
    // "one day" some time; "one second"
    let last = context.low(Some(matched.end - 1));
    // "three quarters of its food", "in some quarters"
    let fraction = last == "quarters"
        && (after == "of" || matched.get(Slot::Few).is_some() && before == "in");
    !(fraction || last == "second" && matched.end - first == 2 && before == "the")
}

/// "a week" as a length; not in "a week ago", "a year later", "a day of".
fn a_unit(context: &Context<'_>, _first: usize, matched: &Match) -> bool {
    let after = context.after(matched);
    let last = context.low(Some(matched.end - 1));
    if matches!(last.as_str(), "second" | "quarter" | "weekend" | "minute" | "min") {
        return last == "minute";
    }
    !matches!(after.as_str(), "-")
}

/// Plural units alone: "for hours", "weeks to mend", but not "about days".
fn bare_units(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    let before = context.before(first);
    let after = context.after(matched);
    let lead =
        ["for", "in", "within", "over", "took", "take", "takes", "after", "lasted"];
    (lead.contains(&before.as_str()) && after != "of" || after == "before")
        && context.stands_free(first, matched)
}

/// "daily" as how often, not in a newspaper's name.
fn adverb_set(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    !(context.words[first].capital && context.is_name_at(matched.end))
        && context.stands_free(first, matched)
}

fn now(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    let before = context.before(first);
    let after = context.after(matched);
    let last = context.low(Some(matched.end - 1));
    if last == "present" && matched.end - first == 2 {
        return !context.is_name_at(matched.end)
            && context.upos(matched.end - 1) == Some(Upos::Noun);
    }
    !(before == "until" && after == "-" || after == "that" && before == ",")
}

fn past(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    let last = context.low(Some(matched.end - 1));
    let after = context.after(matched);
    if last == "past" {
        // "the past" alone, not "the past decade" or "went past".
        return !matches!(context.upos(matched.end), Some(Upos::Noun | Upos::Num));
    }
    if last == "recent" {
        // "in the most recent quarter"
        let before = context.before(first);
        return !matches!(before.as_str(), "most" | "more") && after != "-";
    }
    true
}

fn future(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    let last = context.low(Some(matched.end - 1));
    let (before, after) = (context.before(first), context.after(matched));
    if last == "soon" {
        return !matches!(before.as_str(), "as" | "too" | "how" | "so")
            && !matches!(after.as_str(), "as" | "after" | "afterward" | "afterwards")
            // "was soon replaced": soon after what was told, not after today.
            && context.tense(first, matched.end) != Tense::Past;
    }
    true
}

fn clock(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    let before = context.before(first);
    let hour = matched.int(Slot::Hour).unwrap_or(0);
    let min = matched.int(Slot::Min).unwrap_or(0);
    let pm = matched.get(Slot::Ampm).is_some();
    let sensible = hour <= 24 && min < 60 && (!pm || (1..=12).contains(&hour));
    sensible
        && !matches!(before.as_str(), ":" | "$" | ".")
        && context.after(matched) != ":"
}

fn holiday(context: &Context<'_>, first: usize, matched: &Match) -> bool {
    let name = context.low(Some(first));
    // "Christmas Island", "Easter Rising", "Christmas tree".
    !(name.starts_with("easter") && context.is_name_at(matched.end)
        || matches!(
            context.after(matched).as_str(),
            "island" | "tree" | "trees" | "carol" | "card" | "cards" | "island's"
        ))
}

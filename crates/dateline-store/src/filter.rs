//! What is asked for, and the SQL that asks for it.

use dateline::DayRange;
use jiff::civil::Date;
use rusqlite::types::Value;

use crate::collate::sort_of;
use crate::error::{Error, Result};
use crate::ids::{What, find_one};
use rusqlite::Connection;

/// Rows of one answer, unless asked for otherwise.
pub const LIMIT: usize = 100;

/// What rows are asked for. Fields that a kind of row does not have are ignored; an empty
/// filter gives all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Who takes part: words of a name, a country's three letters, or an identity
    /// ("country:RUS").
    pub actor: Option<String>,
    /// Who it is done to (or who takes part on no side).
    pub target: Option<String>,
    /// Event types or claim kinds; any of them.
    pub kind: Vec<String>,
    /// Event statuses or claim outcomes; any of them.
    pub status: Vec<String>,
    /// The name of a place, or a country's three letters.
    pub place: Option<String>,
    /// First day: 2023, 2023-09 or 2023-09-05.
    pub from: Option<String>,
    /// Last day, of the same form; 2023-09 is its last day.
    pub to: Option<String>,
    /// At least so many origins.
    pub min_origins: Option<u32>,
    /// Words that stand in what the row tells.
    pub text: Option<String>,
    /// A story's identifier.
    pub story: Option<String>,
    /// An article's identifier.
    pub article: Option<String>,
    /// An origin's identifier: the articles that carry its text.
    pub origin: Option<String>,
    /// An event's identifier: claims about it.
    pub event: Option<String>,
    /// Words of the name of who said it.
    pub speaker: Option<String>,
    /// Claims that must have come true before this day.
    pub due_before: Option<String>,
    /// Words of an outlet's name.
    pub publisher: Option<String>,
    /// Only what is told as news (`false`) or as history (`true`).
    pub background: Option<bool>,
    /// What a person has rejected too.
    pub with_rejected: bool,
    /// Latest first.
    pub latest_first: bool,
    /// At most so many rows; 0 is [`LIMIT`].
    pub limit: usize,
    /// Where the last answer ended.
    pub cursor: Option<String>,
}

impl Filter {
    /// Whether nothing but indexed cells narrows the list beside one set of rows: then going
    /// through it in order finds a page soon where the set is large.
    pub(crate) fn is_broad(&self) -> bool {
        self.target.is_none()
            && self.place.is_none()
            && self.min_origins.is_none()
            && self.story.is_none()
            && self.article.is_none()
            && self.publisher.is_none()
            && self.background.is_none()
            && (self.actor.is_none() || self.text.is_none())
    }

    /// The number of rows asked for.
    pub(crate) fn limit(&self) -> usize {
        if self.limit == 0 { LIMIT } else { self.limit }
    }
}

/// Conditions with their parameters.
#[derive(Default)]
pub(crate) struct Where {
    conditions: Vec<String>,
    pub(crate) parameters: Vec<Value>,
}

impl Where {
    /// Adds a condition; each `?` in it takes one of `values`.
    pub(crate) fn and(
        &mut self,
        condition: impl Into<String>,
        values: impl IntoIterator<Item = Value>,
    ) {
        self.conditions.push(condition.into());
        self.parameters.extend(values);
    }

    /// Adds `column IN (...)`, if there is anything to be in.
    pub(crate) fn any_of(&mut self, column: &str, values: &[String]) {
        if !values.is_empty() {
            let marks = vec!["?"; values.len()].join(", ");
            let values: Vec<Value> = values.iter().cloned().map(Value::Text).collect();
            self.and(format!("{column} IN ({marks})"), values);
        }
    }

    /// The clause, with `WHERE`; nothing where there is no condition.
    pub(crate) fn sql(&self) -> String {
        if self.conditions.is_empty() {
            return String::new();
        }
        format!("WHERE ({})", self.conditions.join(") AND ("))
    }

    /// Days between which something that has a column `sort` and one of its last day lies.
    pub(crate) fn days(
        &mut self,
        filter: &Filter,
        (sort, last_day): (&str, &str),
    ) -> Result<()> {
        if let Some(from) = &filter.from {
            let from = day_range(from)?.start;
            // What is known as a month or year stands at its first day.
            let year = Date::new(from.year(), 1, 1).map_or(0, sort_of);
            self.and(
                format!(
                    "{sort} >= ? AND CASE WHEN {last_day} IS NULL THEN {sort} >= ? \
                     ELSE {last_day} >= ? END"
                ),
                [year.into(), sort_of(from).into(), from.to_string().into()],
            );
        }
        if let Some(to) = &filter.to {
            let to = day_range(to)?.end;
            self.and(format!("{sort} <= ?"), [sort_of(to).into()]);
        }
        Ok(())
    }

    /// Goes on after a cursor of rows that are ordered by `(sort, key)`.
    pub(crate) fn after(&mut self, filter: &Filter, sort: &str, key: &str) -> Result<()> {
        if let Some(cursor) = &filter.cursor {
            let (at, id) = Cursor::parse(cursor)?;
            let than = if filter.latest_first { "<" } else { ">" };
            self.and(format!("({sort}, {key}) {than} (?, ?)"), [at, id.into()]);
        }
        Ok(())
    }
}

/// A place in a list: the value it is ordered by and the key.
pub(crate) struct Cursor;

impl Cursor {
    pub(crate) fn write(at: &Value, key: i64) -> String {
        match at {
            Value::Integer(n) => format!("i{n}~{key:x}"),
            Value::Text(text) => format!("t{text}~{key:x}"),
            _ => format!("n~{key:x}"),
        }
    }

    fn parse(text: &str) -> Result<(Value, i64)> {
        let parsed = || {
            let (at, key) = text.rsplit_once('~')?;
            let key = u64::from_str_radix(key, 16).ok()? as i64;
            let at = match at.split_at_checked(1)? {
                ("i", n) => Value::Integer(n.parse().ok()?),
                ("t", text) => Value::Text(text.to_owned()),
                ("n", "") => Value::Text(String::new()),
                _ => return None,
            };
            Some((at, key))
        };
        parsed().ok_or_else(|| Error::request(format!("{text:?} is no cursor")))
    }
}

/// The days of a date as a person writes it.
pub(crate) fn day_range(text: &str) -> Result<DayRange> {
    DayRange::of_timex(text.trim()).ok_or_else(|| {
        Error::request(format!("{text:?} is no date\nwrite 2023, 2023-09 or 2023-09-05"))
    })
}

/// Whether words may be a country's code.
pub(crate) fn is_country(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// Words as an expression of the full-text index: every word must be there, words in
/// quotation marks in that order, a word with `*` as a beginning, one with `-` not at all.
/// Nothing in them is taken for the index's own syntax. `None` where there are no words.
pub(crate) fn words(text: &str) -> Option<String> {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for (i, part) in text.split('"').enumerate() {
        let phrases: Vec<&str> =
            if i % 2 == 1 { vec![part] } else { part.split_whitespace().collect() };
        for phrase in phrases {
            let (negated, phrase) = match phrase.strip_prefix('-') {
                Some(rest) if i % 2 == 0 => (true, rest),
                _ => (false, phrase),
            };
            let (bare, star) = match phrase.strip_suffix('*') {
                Some(bare) if i % 2 == 0 => (bare, "*"),
                _ => (phrase, ""),
            };
            if bare.chars().any(char::is_alphanumeric) {
                let quoted = format!("\"{bare}\"{star}");
                if negated { without.push(quoted) } else { with.push(quoted) }
            }
        }
    }
    if with.is_empty() {
        return None;
    }
    let mut out = with.join(" ");
    for word in without {
        out = format!("({out}) NOT {word}");
    }
    Some(out)
}

/// A pattern of LIKE (with `ESCAPE '\'`) that finds words anywhere.
pub(crate) fn like(text: &str) -> String {
    let mut out = String::from("%");
    for c in text.trim().chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('%');
    out
}

/// The condition that column `actor` names one of those meant, with its parameters.
pub(crate) fn actors(meant: &str) -> (String, Vec<Value>) {
    let meant = meant.trim();
    if is_country(meant) {
        let sql = "SELECT actor FROM actor WHERE country = ?";
        return (sql.to_owned(), vec![meant.to_owned().into()]);
    }
    if meant.contains(':') && !meant.contains(' ') {
        let sql = "SELECT actor FROM actor WHERE key = ?";
        return (sql.to_owned(), vec![meant.to_owned().into()]);
    }
    // The index keeps no positions, so it knows no phrases: "Al-Shabaab" is two words.
    let apart: String =
        meant.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let Some(words) = words(&apart) else {
        return (
            "SELECT actor FROM actor WHERE name = ?".to_owned(),
            vec![meant.to_owned().into()],
        );
    };
    // The index keeps no positions, so a name is all of its words.
    let sql = "SELECT rowid FROM actor_search WHERE actor_search MATCH ?";
    (sql.to_owned(), vec![words.into()])
}

/// Rows of a set above which it is not gathered and sorted: the list is gone through in its
/// own order and each row is asked whether it belongs, which comes to an end after a page.
#[cfg(not(test))]
const MANY: i64 = 10_000;
#[cfg(test)]
const MANY: i64 = 0;

/// Whether a count, given as SQL with its parameters, is of many rows.
pub(crate) fn is_many(
    connection: &Connection,
    count: &str,
    parameters: &[Value],
) -> Result<bool> {
    let n: i64 = connection
        .prepare_cached(count)?
        .query_row(rusqlite::params_from_iter(parameters), |row| row.get(0))?;
    Ok(n > MANY)
}

/// The key of a story, article or event that a filter names.
pub(crate) fn named(
    connection: &Connection,
    id: Option<&String>,
    what: What,
) -> Result<Option<i64>> {
    id.map(|id| find_one(connection, id, what)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_never_syntax() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(words(text).as_deref(), expected, "{text}");
        };
        check("ferry fire", Some("\"ferry\" \"fire\""));
        check("\"car deck\" -owner", Some("(\"car deck\") NOT \"owner\""));
        check("AND OR NEAR(", Some("\"AND\" \"OR\" \"NEAR(\""));
        check("ferr* ' ; --", Some("\"ferr\"*"));
        check("\"", None);
        check("-", None);
    }

    #[test]
    fn actors_are_words_and_never_phrases() {
        let check = |meant: &str, expected: &str| {
            let (_, values) = actors(meant);
            assert_eq!(values, [Value::Text(expected.into())], "{meant}");
        };
        check("Al-Shabaab", "\"Al\" \"Shabaab\"");
        check("U.S. Navy", "\"U\" \"S\" \"Navy\"");
        check("a\"b\\", "\"a\" \"b\"");
        check("RUS", "RUS");
    }

    #[test]
    fn cursors_come_back() {
        for at in [Value::Integer(20_230_905), Value::Text("a~b".into())] {
            let text = Cursor::write(&at, -5);
            assert_eq!(Cursor::parse(&text).expect("sound"), (at, -5));
        }
        assert!(Cursor::parse("x").is_err());
    }
}

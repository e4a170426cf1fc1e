//! Identifiers as a store keeps them (integers) and as people write them (`e:91b2`).

use dateline::Id;
use rusqlite::{Connection, OptionalExtension as _};

use crate::error::{Error, Result};

/// What an identifier names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum What {
    /// `a:` an article.
    Article,
    /// `e:` a merged event.
    Event,
    /// `c:` a claim.
    Claim,
    /// `s:` a story.
    Story,
    /// `o:` an origin.
    Origin,
    /// `k:` a group of copies.
    Copy,
    /// `x:` a correction.
    Correction,
}

impl What {
    const ALL: [What; 7] = [
        What::Article,
        What::Event,
        What::Claim,
        What::Story,
        What::Origin,
        What::Copy,
        What::Correction,
    ];

    /// The letter before the colon.
    pub fn letter(self) -> char {
        match self {
            What::Article => 'a',
            What::Event => 'e',
            What::Claim => 'c',
            What::Story => 's',
            What::Origin => 'o',
            What::Copy => 'k',
            What::Correction => 'x',
        }
    }

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            What::Article => "article",
            What::Event => "event",
            What::Claim => "claim",
            What::Story => "story",
            What::Origin => "origin",
            What::Copy => "copy",
            What::Correction => "correction",
        }
    }

    /// The column that holds it in the table of its name.
    fn column(self) -> &'static str {
        if self == What::Article { "id" } else { self.name() }
    }
}

/// An identifier as SQLite keeps it.
pub(crate) fn key(id: Id) -> i64 {
    i64::from_be_bytes(id.0)
}

/// `e:91b2...`, as printed and as the views give it.
pub(crate) fn written(what: What, key: i64) -> String {
    format!("{}:{:016x}", what.letter(), key as u64)
}

/// The kind and the first digits of a written identifier.
fn parse(text: &str) -> Option<(What, &str)> {
    let (letter, digits) = text.split_once(':')?;
    let what = What::ALL.into_iter().find(|w| letter == w.letter().to_string())?;
    let sound = !digits.is_empty()
        && digits.len() <= 16
        && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    sound.then_some((what, digits))
}

/// The least and the greatest key that begin with some digits.
fn range(digits: &str) -> (i64, i64) {
    let n = u64::from_str_radix(digits, 16).unwrap_or(0);
    let free = 64 - 4 * digits.len() as u32;
    let low = n.checked_shl(free).unwrap_or(0);
    let high = low | 1_u64.checked_shl(free).unwrap_or(0).wrapping_sub(1);
    (low as i64, high as i64)
}

/// What a written identifier, which may be shortened, names in a store.
pub(crate) fn find(connection: &Connection, text: &str) -> Result<(What, i64)> {
    let (what, digits) = parse(text.trim()).ok_or_else(|| {
        Error::request(format!(
            "{text:?} is no identifier\nwrite it as it is printed, or its first digits: \
             e:91b2"
        ))
    })?;
    let (low, high) = range(digits);
    let (table, column) = (what.name(), what.column());
    let sql =
        format!("SELECT {column} FROM {table} WHERE {column} BETWEEN ?1 AND ?2 LIMIT 2");
    let mut statement = connection.prepare_cached(&sql)?;
    let found: Vec<i64> =
        statement.query_map([low, high], |row| row.get(0))?.collect::<Result<_, _>>()?;
    match found.as_slice() {
        [one] => Ok((what, *one)),
        [] => Err(Error::request(format!("there is no {} {text}", what.name()))),
        _ => Err(Error::request(format!(
            "{text} is the beginning of more than one {}\nwrite more of its digits",
            what.name()
        ))),
    }
}

/// What an identifier of a certain kind names.
pub(crate) fn find_one(connection: &Connection, text: &str, what: What) -> Result<i64> {
    let (found, key) = find(connection, text)?;
    if found == what {
        return Ok(key);
    }
    Err(Error::request(format!("{text} is not a {}", what.name())))
}

/// The row number of an article.
pub(crate) fn doc_of(connection: &Connection, article: i64) -> Result<Option<i64>> {
    let mut statement =
        connection.prepare_cached("SELECT doc FROM article WHERE id = ?1")?;
    Ok(statement.query_row([article], |row| row.get(0)).optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        let key = key(Id::of(["a"]));
        let text = written(What::Event, key);
        let (what, digits) = parse(&text).expect("it is sound");
        assert_eq!((what, range(digits)), (What::Event, (key, key)));
        let (low, high) = range(&digits[..3]);
        assert!(low <= key && key <= high && low < high);
        for wrong in ["", "e", "e:", "z:12", "e:xyz", "e:12345678901234567", "91b2"] {
            assert!(parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn first_digits_hold_both_signs() {
        assert_eq!(range("f"), (0xf000_0000_0000_0000_u64 as i64, -1));
        assert_eq!(range("7").1, i64::MAX);
    }
}

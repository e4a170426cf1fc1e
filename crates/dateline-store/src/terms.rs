//! Words of the program's own, and names that many rows have, kept once and referred to by
//! number.

use std::cell::RefCell;
use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _};

use crate::error::Result;

/// The terms that a transaction has met.
#[derive(Default)]
pub(crate) struct Terms {
    met: RefCell<HashMap<String, i64>>,
}

impl Terms {
    /// The number of a term, which is kept if it is new.
    pub(crate) fn number(&self, connection: &Connection, name: &str) -> Result<i64> {
        if let Some(number) = self.met.borrow().get(name) {
            return Ok(*number);
        }
        let there: Option<i64> = connection
            .prepare_cached("SELECT term FROM term WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?;
        let number = if let Some(number) = there {
            number
        } else {
            connection
                .prepare_cached("INSERT INTO term (name) VALUES (?1)")?
                .execute([name])?;
            connection.last_insert_rowid()
        };
        self.met.borrow_mut().insert(name.to_owned(), number);
        Ok(number)
    }
}

/// The columns that hold the number of a term, by table.
pub(crate) const COLUMNS: &[(&str, &[&str])] = &[
    ("cell", &["field", "from", "rule"]),
    ("zone", &["kind", "why"]),
    ("entity", &["class"]),
    ("time", &["type", "rule"]),
    ("attribution", &["stance", "rule"]),
    ("link", &["kind"]),
    ("quote", &["speaker"]),
    ("claim", &["by"]),
    ("event_mention", &["type", "status", "polarity", "certainty", "precision", "rule"]),
    ("mention_actor", &["role"]),
];

/// Whether a column holds the number of a term.
pub(crate) fn is_term(table: &str, column: &str) -> bool {
    COLUMNS.iter().any(|(name, columns)| *name == table && columns.contains(&column))
}

/// All terms by their number.
pub(crate) fn all(connection: &Connection) -> Result<HashMap<i64, String>> {
    let mut statement = connection.prepare("SELECT term, name FROM term")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

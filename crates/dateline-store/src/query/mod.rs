//! Reading rows out of a store.

pub(crate) mod articles;
pub(crate) mod claims;
pub(crate) mod events;
pub(crate) mod layers;
pub(crate) mod overview;
pub(crate) mod page;
pub(crate) mod people;
pub(crate) mod search;

use rusqlite::{Connection, Row, params_from_iter, types::Value};

use crate::error::Result;
use crate::filter::{Cursor, Filter, Where};
use crate::ids::{What, written};
use crate::rows::{EvidenceRow, Rows, Totals};

/// A list that is ordered by `(sort, key)`, which are the first two columns selected.
struct List<'q> {
    /// `sort, key, ...`
    columns: String,
    /// Tables; those that only some columns need are joined by LEFT JOIN, which SQLite
    /// leaves out where nothing asks for them.
    from: &'q str,
    /// What tells the rows apart, as in `ORDER BY`.
    unique: &'q str,
    conditions: &'q Where,
    /// The two columns that order it.
    order: (&'q str, &'q str),
}

impl List<'_> {
    /// One page of the list.
    fn page<T>(
        self,
        connection: &Connection,
        filter: &Filter,
        mut read: impl FnMut(i64, &Row<'_>) -> Result<T>,
    ) -> Result<Rows<T>> {
        let (sort, key) = self.order;
        let direction = if filter.latest_first { "DESC" } else { "ASC" };
        let limit = filter.limit();
        let order = format!("ORDER BY {sort} {direction}, {key} {direction}");
        let Self { columns, from, unique, .. } = &self;
        // First which rows, then what stands in them: SQLite would work out every column
        // of every row that it sorts.
        let sql = format!(
            "SELECT {columns} FROM {from} WHERE ({unique}) IN
             (SELECT {unique} FROM {from} {} {order} LIMIT {}) {order}",
            self.conditions.sql(),
            limit + 1
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let mut found = statement.query(params_from_iter(&self.conditions.parameters))?;
        let (mut rows, mut next, mut last) = (Vec::new(), None, None);
        while let Some(row) = found.next()? {
            if rows.len() == limit {
                next = last;
                break;
            }
            let key: i64 = row.get(1)?;
            rows.push(read(key, row)?);
            last = Some(Cursor::write(&row.get::<_, Value>(0)?, key));
        }
        Ok(Rows { rows, next })
    }
}

/// The columns that [`evidence`] reads, from `article a` and `source s` and the positions
/// given.
fn evidence_columns(start: &str, end: &str) -> String {
    format!("a.id, a.name, {start}, {end}, substr(s.text, {start} + 1, {end} - {start})")
}

/// Evidence from the columns after `at`.
fn evidence(row: &Row<'_>, at: usize) -> rusqlite::Result<EvidenceRow> {
    Ok(EvidenceRow {
        article: written(What::Article, row.get(at)?),
        file: row.get(at + 1)?,
        start: row.get(at + 2)?,
        end: row.get(at + 3)?,
        quote: row.get(at + 4)?,
    })
}

/// A list of texts from a column of JSON.
fn texts(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<String>> {
    let json: String = row.get(at)?;
    Ok(serde_json::from_str(&json).unwrap_or_default())
}

/// A range of days as exact as it is known, and its end where that says more.
fn days(
    from: Option<String>,
    to: Option<String>,
    precision: &str,
) -> (Option<String>, Option<String>) {
    let cut = |day: String| {
        let n = match precision {
            "month" => day.len().saturating_sub(3),
            "year" => day.len().saturating_sub(6),
            _ => day.len(),
        };
        day.get(..n).map_or(day.clone(), str::to_owned)
    };
    let (from, to) = (from.map(cut), to.map(cut));
    let end = to.filter(|to| Some(to) != from.as_ref());
    (from, end)
}

/// How much the store holds.
pub(crate) fn totals(connection: &Connection) -> Result<Totals> {
    let count = |sql: &str| -> Result<u64> {
        Ok(connection.query_row(sql, [], |row| row.get::<_, i64>(0))? as u64)
    };
    let day = |which: &str| -> Result<Option<String>> {
        let sql = format!("SELECT substr({which}(published), 1, 10) FROM article");
        Ok(connection.query_row(&sql, [], |row| row.get(0))?)
    };
    Ok(Totals {
        documents: count("SELECT count(*) FROM article")?,
        articles: count("SELECT count(*) FROM article WHERE is_article")?,
        origins: count("SELECT count(*) FROM origin")?,
        events: count("SELECT count(*) FROM event")?,
        claims: count("SELECT count(*) FROM claim")?,
        stories: count("SELECT count(*) FROM story")?,
        quarantined: count("SELECT count(*) FROM quarantine")?,
        pending: crate::collate::pending(connection)? as u64,
        corrections: count("SELECT count(*) FROM correction WHERE undone_at IS NULL")?,
        first: day("min")?,
        last: day("max")?,
    })
}

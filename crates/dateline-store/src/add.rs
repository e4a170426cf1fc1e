//! Writing what was read: one transaction a batch, so that a run that is cut short has
//! whole batches behind it and nothing in halves.

use dateline::{Id, Stamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::document::{Document, Entry};
use crate::error::Result;
use crate::ids::key;
use crate::reading::Writer;
use crate::terms::Terms;

/// An input that gave no document, or one that could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// The input: a path, a line of a file, a record.
    pub name: String,
    /// A stable code: `empty`, `binary`, `json`, `warc`, ...
    pub code: String,
    /// For a person: why.
    pub message: String,
}

/// What became of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Added {
    /// Articles that are new.
    pub new: usize,
    /// Articles that were there and were read anew.
    pub renewed: usize,
    /// Articles that were there as they are.
    pub known: usize,
}

/// Whether a document stands in the store as it is given now.
pub(crate) fn is_known(
    connection: &Connection,
    id: Id,
    document: &Document,
) -> Result<bool> {
    let mut statement = connection.prepare_cached(
        "SELECT s.given FROM article a JOIN source s USING (doc) WHERE a.id = ?1",
    )?;
    let given: Option<String> =
        statement.query_row([key(id)], |row| row.get(0)).optional()?;
    Ok(given.is_some_and(|given| given == given_text(document)))
}

fn given_text(document: &Document) -> String {
    serde_json::to_string(&document.given).unwrap_or_default()
}

/// Writes a batch. What is there already is left alone unless it was given otherwise or
/// read by other rules; refused inputs go to quarantine, and leave it when they are read.
pub(crate) fn write(
    tx: &Transaction<'_>,
    entries: &[Entry],
    refused: &[Refused],
    rules: i64,
    run: Option<i64>,
) -> Result<Added> {
    let mut added = Added::default();
    let terms = Terms::default();
    for entry in entries {
        match write_one(tx, entry, rules, run, &terms)? {
            Written::New => added.new += 1,
            Written::Renewed => added.renewed += 1,
            Written::Known => added.known += 1,
        }
    }
    let mut keep = tx.prepare_cached(
        "INSERT INTO quarantine (name, code, message, run) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET message = excluded.message, run = excluded.run",
    )?;
    for Refused { name, code, message } in refused {
        keep.execute(params![name, code, message, run])?;
    }
    Ok(added)
}

enum Written {
    New,
    Renewed,
    Known,
}

fn write_one(
    tx: &Transaction<'_>,
    entry: &Entry,
    rules: i64,
    run: Option<i64>,
    terms: &Terms,
) -> Result<Written> {
    let id = key(entry.brief.id);
    let given = given_text(&entry.document);
    let there: Option<(i64, i64, String)> = tx
        .prepare_cached(
            "SELECT a.doc, a.rules, s.given FROM article a JOIN source s USING (doc)
             WHERE a.id = ?1",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let mut writer = Writer::new(tx, entry, terms);
    let written = match there {
        Some((_, by, as_given)) if by == rules && as_given == given => {
            return Ok(Written::Known);
        }
        Some((doc, ..)) => {
            writer.doc = doc;
            writer.clear()?;
            Written::Renewed
        }
        None => Written::New,
    };
    writer.article(rules, run, matches!(written, Written::Renewed))?;
    writer.source(&given)?;
    writer.layers()?;
    tx.prepare_cached("DELETE FROM quarantine WHERE name = ?1")?
        .execute([&entry.document.name])?;
    Ok(written)
}

/// Takes what stands in the full-text index of an article out; its columns must be those
/// that were put in.
pub(crate) fn forget_words(connection: &Connection, doc: i64) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO search (search, rowid, headline, text)
             SELECT 'delete', doc, headline, text FROM searchable WHERE doc = ?1",
        )?
        .execute([doc])?;
    Ok(())
}

/// Puts the words of an article into the full-text index.
pub(crate) fn index_words(connection: &Connection, doc: i64) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO search (rowid, headline, text)
             SELECT doc, headline, text FROM searchable WHERE doc = ?1",
        )?
        .execute([doc])?;
    Ok(())
}

/// ISO 8601, as exact as the stamp is.
pub(crate) fn iso(stamp: &Stamp) -> String {
    let mut out = stamp.date.to_string();
    if let Some(time) = stamp.time {
        out += &format!("T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
        if let Some(offset) = stamp.offset_minutes {
            let sign = if offset < 0 { '-' } else { '+' };
            let minutes = offset.unsigned_abs();
            out += &format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60);
        }
    }
    out
}

/// Degrees to four places, as the contract gives them.
pub(crate) fn degrees(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

/// Scores to three places.
pub(crate) fn thousandths(value: f32) -> f64 {
    (f64::from(value) * 1e3).round() / 1e3
}

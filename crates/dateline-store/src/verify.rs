//! Checking a store against itself: every stored span against its text, every text against
//! its hash, every row against what it refers to.

use std::collections::HashMap;

use dateline::Id;
use rusqlite::{Connection, types::Value};
use serde::Serialize;

use crate::document::{Entry, unpack};
use crate::error::Result;
use crate::ids::{What, key, written};

/// Something that is not as it should be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Fault {
    /// The article, or the table where it is no article's.
    pub at: String,
    /// A stable code: `file`, `text`, `raw`, `span`, `words`, `zone`, `reference`,
    /// `reading`.
    pub code: &'static str,
    /// For a person: what is wrong.
    pub message: String,
}

/// What was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Verified {
    /// Articles.
    pub articles: u64,
    /// Spans.
    pub spans: u64,
    /// Faults.
    pub faults: u64,
}

/// Spans by table: the columns of start and end.
const SPANS: &[(&str, &str, &str)] = &[
    ("cell", "start", "\"end\""),
    ("zone", "start", "\"end\""),
    ("note", "start", "\"end\""),
    ("time", "start", "\"end\""),
    ("place", "start", "\"end\""),
    ("attribution", "source_start", "source_end"),
    ("attribution", "cue_start", "cue_end"),
    ("attribution", "content_start", "content_end"),
    ("link", "start", "\"end\""),
    ("quote", "start", "\"end\""),
    ("event_mention", "trigger_start", "trigger_end"),
    ("event_mention", "clause_start", "clause_end"),
    ("event_mention", "date_start", "date_end"),
    ("event_mention", "place_start", "place_end"),
    ("mention_actor", "start", "\"end\""),
    ("variant", "start", "\"end\""),
    ("claim_evidence", "start", "\"end\""),
    ("claim_turn", "start", "\"end\""),
];

/// Tables whose spans are words of the article itself and never furniture.
const ARTICLE_ONLY: &[&str] =
    &["quote", "event_mention", "attribution", "variant", "claim_evidence", "claim_turn"];

/// Kinds of zones that are read.
const READ: &str = "(SELECT term FROM term WHERE name IN
    ('body', 'headline', 'deck', 'caption', 'dateline'))";

/// Rows that refer to rows that are not there, in ways that SQLite does not hold itself.
const REFERENCES: &[(&str, &str)] = &[
    (
        "telling",
        "SELECT count(*) FROM telling t WHERE NOT EXISTS
         (SELECT 1 FROM event_mention m WHERE m.doc = t.doc AND m.n = t.mention)",
    ),
    (
        "event",
        "SELECT count(*) FROM event e WHERE NOT EXISTS
         (SELECT 1 FROM telling t WHERE t.event = e.event)",
    ),
    (
        "event",
        "SELECT count(*) FROM event e LEFT JOIN source s ON s.doc = e.summary_doc
         WHERE e.summary IS NULL AND (s.doc IS NULL OR e.summary_start >= e.summary_end
           OR e.summary_end > length(s.text))",
    ),
    (
        "claim",
        "SELECT count(*) FROM claim c LEFT JOIN source s ON s.doc = c.statement_doc
         WHERE c.statement IS NULL AND (s.doc IS NULL
           OR c.statement_start >= c.statement_end OR c.statement_end > length(s.text))",
    ),
    (
        "claim",
        "SELECT count(*) FROM claim c WHERE NOT EXISTS
         (SELECT 1 FROM claim_evidence x WHERE x.claim = c.claim AND x.role = 'made')",
    ),
    (
        "claim",
        "SELECT count(*) FROM claim c WHERE about_event IS NOT NULL AND NOT EXISTS
         (SELECT 1 FROM event e WHERE e.event = c.about_event)",
    ),
    (
        "link",
        "SELECT count(*) FROM link l WHERE NOT EXISTS
         (SELECT 1 FROM attribution a WHERE a.doc = l.doc AND a.n = l.attribution)",
    ),
    (
        "mention_actor",
        "SELECT count(*) FROM mention_actor x WHERE NOT EXISTS
         (SELECT 1 FROM event_mention m WHERE m.doc = x.doc AND m.n = x.mention)",
    ),
];

/// Takes each fault.
pub(crate) type Tell<'t> = &'t mut dyn FnMut(Fault);

/// Checks everything that can be checked without reading again.
pub(crate) fn verify(connection: &Connection, tell: Tell<'_>) -> Result<Verified> {
    let mut verified = Verified::default();
    let mut count = |fault: Fault| {
        tell(fault);
    };
    let mut faults = 0;
    let mut report = |at: String, code, message| {
        faults += 1;
        count(Fault { at, code, message });
    };
    file(connection, &mut report)?;
    for (table, sql) in REFERENCES {
        let n: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        if n > 0 {
            let message = format!("{n} rows refer to what is not there");
            report((*table).to_owned(), "reference", message);
        }
    }
    let mut docs =
        connection.prepare("SELECT doc, id, name FROM article ORDER BY doc")?;
    let mut rows = docs.query([])?;
    while let Some(row) = rows.next()? {
        let article =
            Article { connection, doc: row.get(0)?, id: row.get(1)?, name: row.get(2)? };
        verified.articles += 1;
        verified.spans += article.check(&mut report)?;
    }
    verified.faults = faults;
    Ok(verified)
}

type Report<'r> = &'r mut dyn FnMut(String, &'static str, String);

/// What SQLite itself finds.
fn file(connection: &Connection, report: Report<'_>) -> Result<()> {
    let mut quick = connection.prepare("PRAGMA quick_check(20)")?;
    let mut rows = quick.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            report("file".to_owned(), "file", line);
        }
    }
    let mut keys = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = keys.query([])?;
    while let Some(row) = rows.next()? {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        let message = format!("a row refers to a row of {parent} that is not there");
        report(table, "reference", message);
    }
    Ok(())
}

struct Article<'c> {
    connection: &'c Connection,
    doc: i64,
    id: i64,
    name: String,
}

impl Article<'_> {
    fn check(&self, report: Report<'_>) -> Result<u64> {
        let at = written(What::Article, self.id);
        let (hash, raw, text, text_hash): (Vec<u8>, Option<Vec<u8>>, String, Vec<u8>) =
            match self
                .connection
                .prepare_cached(
                    "SELECT hash, raw, text, text_hash FROM source WHERE doc = ?1",
                )?
                .query_row([self.doc], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                }) {
                Ok(found) => found,
                Err(rusqlite::Error::QueryReturnedNoRows) => {
                    report(at, "text", "its text is not there".to_owned());
                    return Ok(0);
                }
                Err(error) => return Err(error.into()),
            };
        let mut wrong = |code, message: String| report(at.clone(), code, message);
        if Id::of([&text]).0[..] != text_hash[..] {
            wrong("text", "the text is not the one that was read".to_owned());
        }
        let bytes = match raw {
            None => Some(text.clone().into_bytes()),
            Some(packed) => unpack(&packed),
        };
        match bytes {
            Some(bytes) if Id::of([&bytes]).0[..] == hash[..] => {}
            Some(_) => {
                wrong("raw", "the kept bytes are not those that were given".to_owned());
            }
            None => wrong("raw", "the kept bytes cannot be unpacked".to_owned()),
        }
        if key(Id::of([&hash[..], self.name.as_bytes()])) != self.id {
            wrong("raw", "the identifier is not that of its bytes and name".to_owned());
        }
        let points = Points::new(&text);
        let zones = self.zones()?;
        let mut n = 0;
        for (table, start, end) in SPANS {
            n += self.spans((table, start, end), &points, &zones, &mut wrong)?;
        }
        n += self.mentions(&points, &mut wrong)?;
        self.triggers(&points, &mut wrong)?;
        Ok(n)
    }

    /// The stretches that are read, those that touch joined.
    fn zones(&self) -> Result<Vec<[i64; 2]>> {
        let sql = format!(
            "SELECT start, \"end\" FROM zone WHERE doc = ?1 AND kind IN {READ} ORDER BY start"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows =
            statement.query_map([self.doc], |row| Ok([row.get(0)?, row.get(1)?]))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn spans(
        &self,
        (table, start, end): (&str, &str, &str),
        points: &Points<'_>,
        zones: &[[i64; 2]],
        wrong: &mut dyn FnMut(&'static str, String),
    ) -> Result<u64> {
        let sql = format!("SELECT {start}, {end} FROM {table} WHERE doc = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([self.doc])?;
        let mut n = 0;
        while let Some(row) = rows.next()? {
            let (from, to): (Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?);
            let (from, to) = match (from, to) {
                (None, None) => continue,
                (Some(from), Some(to)) => (from, to),
                _ => {
                    wrong("span", format!("{table}: half a span"));
                    continue;
                }
            };
            n += 1;
            match points.words(from, to) {
                None => wrong("span", format!("{table}: {from}-{to} is not in the text")),
                Some(words) if words.trim().is_empty() => {
                    wrong("span", format!("{table}: there are no words at {from}-{to}"));
                }
                Some(_) => {}
            }
            let told = zones.iter().any(|z| z[0] < to && from < z[1]);
            if ARTICLE_ONLY.contains(&table) && !told {
                wrong("zone", format!("{table}: {from}-{to} is furniture"));
            }
        }
        Ok(n)
    }

    /// The mentions of an entity stand in one cell: pairs of a place, and a length with two
    /// bits that say how it is mentioned.
    fn mentions(
        &self,
        points: &Points<'_>,
        wrong: &mut dyn FnMut(&'static str, String),
    ) -> Result<u64> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT mentions FROM entity WHERE doc = ?1")?;
        let mut rows = statement.query([self.doc])?;
        let mut n = 0;
        while let Some(row) = rows.next()? {
            let json: String = row.get(0)?;
            let list: Vec<i64> = serde_json::from_str(&json).unwrap_or_default();
            let (mentions, rest) = list.as_chunks::<2>();
            if mentions.is_empty() || !rest.is_empty() {
                wrong("span", "entity: no mentions, or half a one".to_owned());
            }
            for [from, packed] in mentions {
                n += 1;
                let words = points.words(*from, from.saturating_add(packed >> 2));
                if words.is_none_or(|w| w.trim().is_empty()) {
                    wrong("span", format!("entity: there are no words at {from}"));
                }
            }
        }
        Ok(n)
    }

    /// The words of a trigger stand in the store beside its place.
    fn triggers(
        &self,
        points: &Points<'_>,
        wrong: &mut dyn FnMut(&'static str, String),
    ) -> Result<()> {
        let mut statement = self.connection.prepare_cached(
            "SELECT trigger_start, trigger_end, words FROM event_mention WHERE doc = ?1",
        )?;
        let mut rows = statement.query([self.doc])?;
        while let Some(row) = rows.next()? {
            let (from, to, words): (i64, i64, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            if points.words(from, to) != Some(words.as_str()) {
                wrong("words", format!("event_mention: {words:?} is not at {from}-{to}"));
            }
        }
        Ok(())
    }
}

/// A text with the byte of each code point.
struct Points<'t> {
    text: &'t str,
    bytes: Vec<u32>,
}

impl<'t> Points<'t> {
    fn new(text: &'t str) -> Self {
        let ends = std::iter::once(text.len() as u32);
        let bytes = text.char_indices().map(|(at, _)| at as u32).chain(ends).collect();
        Self { text, bytes }
    }

    /// The words at code points; `None` where the text has no such place.
    fn words(&self, from: i64, to: i64) -> Option<&'t str> {
        let at = |point: i64| {
            self.bytes.get(usize::try_from(point).ok()?).map(|b| *b as usize)
        };
        self.text.get(at(from)?..at(to)?)
    }
}

/// Layers that are read from a document alone.
const READING: &[&str] = &[
    "cell",
    "zone",
    "note",
    "entity",
    "time",
    "place",
    "attribution",
    "link",
    "quote",
    "event_mention",
    "mention_actor",
];

/// Compares documents that were read again with what stands in the store: every row must be
/// the same.
pub(crate) fn compare(
    connection: &Connection,
    entries: &[Entry],
    tell: Tell<'_>,
) -> Result<u64> {
    let mut fresh = Connection::open_in_memory()?;
    fresh.execute_batch(include_str!("schema.sql"))?;
    let tx = fresh.transaction()?;
    let rules = crate::schema::rules(&tx, "again")?;
    crate::add::write(&tx, entries, &[], rules, None)?;
    tx.commit()?;
    let terms = [crate::terms::all(&fresh)?, crate::terms::all(connection)?];
    let mut faults = 0;
    for entry in entries {
        let id = key(entry.brief().id);
        let docs = [&fresh, connection].map(|c| crate::ids::doc_of(c, id));
        let [Ok(Some(again)), Ok(Some(kept))] = docs else { continue };
        for table in READING {
            let (again, kept) = (
                rows_of(&fresh, table, again, &terms[0])?,
                rows_of(connection, table, kept, &terms[1])?,
            );
            if again != kept {
                faults += 1;
                let differ = again.iter().zip(&kept).filter(|(a, b)| a != b).count()
                    + again.len().abs_diff(kept.len());
                tell(Fault {
                    at: written(What::Article, id),
                    code: "reading",
                    message: format!("{table}: {differ} rows are not as they are read"),
                });
            }
        }
    }
    Ok(faults)
}

/// The rows of a table for one article, without the article's number.
fn rows_of(
    connection: &Connection,
    table: &str,
    doc: i64,
    terms: &HashMap<i64, String>,
) -> Result<Vec<Vec<String>>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT * FROM {table} WHERE doc = ?1"))?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([doc])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let mut cells = Vec::new();
        for (i, column) in columns.iter().enumerate().skip(1) {
            cells.push(told(table, column, &row.get(i)?, terms));
        }
        out.push(cells);
    }
    Ok(out)
}

/// A value as text, a term as its words.
fn told(
    table: &str,
    column: &str,
    value: &Value,
    terms: &HashMap<i64, String>,
) -> String {
    match value {
        Value::Integer(n) if crate::terms::is_term(table, column) => {
            terms.get(n).cloned().unwrap_or_else(|| format!("term {n}"))
        }
        other => format!("{other:?}"),
    }
}

/// Every row of the store without what depends on the order in which it was made: for
/// telling whether two stores say the same.
pub(crate) fn dump(connection: &Connection) -> Result<Vec<String>> {
    let mut names = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
         AND name NOT LIKE 'search%' AND name NOT LIKE 'actor_search%'
         AND name NOT IN ('run', 'rules', 'collation', 'actor', 'term') ORDER BY name",
    )?;
    let tables: Vec<String> =
        names.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let articles: HashMap<i64, i64> = connection
        .prepare("SELECT doc, id FROM article")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let actors: HashMap<i64, String> = connection
        .prepare(
            "SELECT actor, name, key, class, country, code, n_events, n_source, n_target
             FROM actor",
        )?
        .query_map([], |row| {
            let cells: Vec<Value> =
                (1..9).map(|i| row.get(i)).collect::<Result<_, _>>()?;
            Ok((row.get(0)?, format!("{cells:?}")))
        })?
        .collect::<Result<_, _>>()?;
    let terms = crate::terms::all(connection)?;
    let mut out = Vec::new();
    for table in tables {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut line = table.clone();
            for (i, column) in columns.iter().enumerate() {
                let value: Value = row.get(i)?;
                let cell = match (column.as_str(), &value) {
                    ("run" | "rules", _) => continue,
                    (
                        "doc" | "shorter" | "longer" | "summary_doc" | "statement_doc",
                        Value::Integer(doc),
                    ) => articles.get(doc).map_or("?".to_owned(), |id| format!("{id:x}")),
                    ("actor", Value::Integer(actor)) => {
                        actors.get(actor).cloned().unwrap_or_default()
                    }
                    _ => told(&table, column, &value, &terms),
                };
                line.push('\t');
                line.push_str(&cell);
            }
            out.push(line);
        }
    }
    out.sort();
    Ok(out)
}

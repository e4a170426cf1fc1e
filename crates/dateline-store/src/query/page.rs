//! What the page asks besides rows: the words behind each cell, counts under a filter, and
//! what hangs from what among copies.

use rusqlite::{Connection, params_from_iter, types::Value};
use serde::Serialize;

use super::overview::FacetRow;
use super::{claims, events};
use crate::error::Result;
use crate::filter::{Filter, Where, day_range, like, named, words};
use crate::ids::{What, find_one, written};
use crate::rows::{ClaimRow, EventRow, EvidenceRow, Rows};
use crate::store::Store;

/// Values of one facet that are counted.
const VALUES: usize = 12;

/// Words of one article that a cell of an event was read from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct EventCell {
    /// `what`, `when`, `where`, `source`, `target` or `participant`.
    pub field: String,
    /// What was read: a type, days, a place, a name.
    pub value: String,
    /// The words.
    pub evidence: EvidenceRow,
}

/// How one text hangs from a longer one.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CopyLinkRow {
    /// The article with the shorter text.
    pub shorter: String,
    /// The one whose text holds most of it.
    pub longer: String,
    /// `reprint`, `version` or `excerpt`.
    pub kind: String,
    /// The share of the shorter text that stands in the longer one.
    pub contained: f64,
}

impl Store {
    /// Events as [`Store::events`], without their evidence: for timelines of many lines.
    ///
    /// # Errors
    /// Where the filter cannot be understood, or the store cannot be read.
    pub fn events_brief(&self, filter: &Filter) -> Result<Rows<EventRow>> {
        events::brief(self.connection(), filter)
    }

    /// Claims as [`Store::claims`], without their evidence.
    ///
    /// # Errors
    /// Where the filter cannot be understood, or the store cannot be read.
    pub fn claims_brief(&self, filter: &Filter) -> Result<Rows<ClaimRow>> {
        claims::brief(self.connection(), filter)
    }

    /// The words that each cell of an event was read from, oldest article first.
    ///
    /// # Errors
    /// Where there is no such event, or the store cannot be read.
    pub fn event_cells(&self, event: &str) -> Result<Vec<EventCell>> {
        let key = find_one(self.connection(), event, What::Event)?;
        event_cells(self.connection(), key)
    }

    /// What hangs from what in a group of copies.
    ///
    /// # Errors
    /// Where there is no such group, or the store cannot be read.
    pub fn copy_links(&self, copy: &str) -> Result<Vec<CopyLinkRow>> {
        let key = find_one(self.connection(), copy, What::Copy)?;
        copy_links(self.connection(), key)
    }

    /// How many events under a filter have each type, status and country. A cell that the
    /// filter names is counted as if it did not, so that its other values can be chosen.
    ///
    /// # Errors
    /// Where the filter cannot be understood, or the store cannot be read.
    pub fn event_facets(&self, filter: &Filter) -> Result<Vec<FacetRow>> {
        event_facets(self.connection(), filter)
    }

    /// How many articles with some words each outlet, agency and year has.
    ///
    /// # Errors
    /// Where the filter cannot be understood, or the store cannot be read.
    pub fn search_facets(&self, filter: &Filter) -> Result<Vec<FacetRow>> {
        search_facets(self.connection(), filter)
    }

    /// The claim at `skip` in the queue of those that nobody has looked at: settled ones
    /// first, since a wrong outcome does most harm, then by the fewest origins.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn claim_to_review(&self, skip: usize) -> Result<Option<ClaimRow>> {
        let sql = "SELECT claim FROM claim WHERE review IS NULL
             ORDER BY outcome = 'open', n_origins, claim LIMIT 1 OFFSET ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut keys = statement.query([skip as i64])?;
        match keys.next()? {
            Some(row) => claims::one(self.connection(), row.get(0)?).map(Some),
            None => Ok(None),
        }
    }

    /// How many claims nobody has looked at.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn n_claims_to_review(&self) -> Result<u64> {
        let sql = "SELECT count(*) FROM claim WHERE review IS NULL";
        let n: i64 =
            self.connection().prepare_cached(sql)?.query_row([], |r| r.get(0))?;
        Ok(n as u64)
    }
}

fn event_cells(connection: &Connection, event: i64) -> Result<Vec<EventCell>> {
    let sql = "
        WITH told AS (
          SELECT m.*, a.id AS article, a.name AS file, s.text,
            ifnull(a.published, '~') AS at
          FROM telling t JOIN event_mention m ON m.doc = t.doc AND m.n = t.mention
            JOIN article a ON a.doc = t.doc JOIN source s ON s.doc = t.doc
          WHERE t.event = ?1),
        found AS (
          SELECT at, article, file, text, 1 AS rank, 'what' AS field, k.name AS value,
            trigger_start AS start, trigger_end AS \"end\"
          FROM told JOIN term k ON k.term = told.type
          UNION ALL
          SELECT at, article, file, text, 2, 'when',
            CASE date_to WHEN date_from THEN date_from
              ELSE date_from || ' to ' || date_to END, date_start, date_end
          FROM told WHERE date_start IS NOT NULL AND date_from IS NOT NULL
          UNION ALL
          SELECT at, article, file, text, 3, 'where', place, place_start, place_end
          FROM told WHERE place_start IS NOT NULL AND place IS NOT NULL
          UNION ALL
          SELECT at, article, file, text, 4, k.name, ifnull(x.name,
            (SELECT n.name FROM entity n WHERE n.doc = x.doc AND n.n = x.entity)),
            x.start, x.\"end\"
          FROM told JOIN mention_actor x ON x.doc = told.doc AND x.mention = told.n
            JOIN term k ON k.term = x.role
          WHERE x.start IS NOT NULL)
        SELECT field, value, article, file, start, \"end\",
          substr(text, start + 1, \"end\" - start)
        FROM found ORDER BY rank, at, article, start LIMIT 200";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([event], |r| {
        Ok(EventCell {
            field: r.get(0)?,
            value: r.get(1)?,
            evidence: EvidenceRow {
                article: written(What::Article, r.get(2)?),
                file: r.get(3)?,
                start: r.get(4)?,
                end: r.get(5)?,
                quote: r.get(6)?,
            },
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn copy_links(connection: &Connection, copy: i64) -> Result<Vec<CopyLinkRow>> {
    let sql = "SELECT x.id, y.id, l.kind, l.contained FROM copy_article c
         JOIN copy_link l ON l.shorter = c.doc
         JOIN copy_article d ON d.copy = c.copy AND d.doc = l.longer
         JOIN article x ON x.doc = l.shorter JOIN article y ON y.doc = l.longer
         WHERE c.copy = ?1 ORDER BY x.id, l.contained DESC, y.id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([copy], |r| {
        Ok(CopyLinkRow {
            shorter: written(What::Article, r.get(0)?),
            longer: written(What::Article, r.get(1)?),
            kind: r.get(2)?,
            contained: r.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Values of a column with their counts, the most frequent first.
fn counted(
    connection: &Connection,
    field: &str,
    (column, from): (&str, &str),
    w: &Where,
) -> Result<Vec<FacetRow>> {
    let sql = format!(
        "SELECT {column}, count(*) AS n {from} {} GROUP BY 1 HAVING {column} IS NOT NULL
         ORDER BY n DESC, 1 LIMIT {VALUES}",
        w.sql()
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(&w.parameters as &[Value]), |r| {
        Ok(FacetRow { field: field.to_owned(), value: r.get(0)?, n: r.get(1)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn event_facets(connection: &Connection, filter: &Filter) -> Result<Vec<FacetRow>> {
    let mut out = Vec::new();
    for field in ["status", "type", "country"] {
        let mut free = filter.clone();
        match field {
            "status" => free.status.clear(),
            "type" => free.kind.clear(),
            _ => free.place = free.place.filter(|p| !crate::filter::is_country(p)),
        }
        let w = events::conditions(connection, &free, false)?;
        let from = (format!("e.{field}"), "FROM event e");
        out.extend(counted(connection, field, (&from.0, from.1), &w)?);
    }
    Ok(out)
}

fn search_facets(connection: &Connection, filter: &Filter) -> Result<Vec<FacetRow>> {
    let asked = filter.text.as_deref().unwrap_or("");
    let Some(expression) = words(asked) else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    let columns = [
        ("publisher", "a.publisher"),
        ("agency", "a.agency"),
        ("month", "substr(a.published, 1, 7)"),
    ];
    for (field, column) in columns {
        let mut w = Where::default();
        w.and(
            "a.doc IN (SELECT rowid FROM search WHERE search MATCH ?)",
            [expression.clone().into()],
        );
        if let (Some(publisher), true) = (&filter.publisher, field != "publisher") {
            w.and("a.publisher LIKE ? ESCAPE '\\'", [like(publisher).into()]);
        }
        if field != "month" {
            if let Some(from) = &filter.from {
                let from = day_range(from)?.start.to_string();
                w.and("a.published >= ?", [from.into()]);
            }
            if let Some(to) = &filter.to {
                let to = format!("{}U", day_range(to)?.end);
                w.and("a.published <= ?", [to.into()]);
            }
        }
        if let Some(story) = named(connection, filter.story.as_ref(), What::Story)? {
            w.and("a.doc IN (SELECT doc FROM placed WHERE story = ?)", [story.into()]);
        }
        out.extend(counted(connection, field, (column, "FROM article a"), &w)?);
    }
    Ok(out)
}

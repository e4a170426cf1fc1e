//! Merged events.

use rusqlite::{Connection, Row, params_from_iter};

use super::{List, days, evidence, evidence_columns};
use crate::error::Result;
use crate::filter::{Filter, Where, actors, is_country, is_many, like, named, words};
use crate::ids::{What, written};
use crate::rows::{
    ActorCell, Bounds, EventRow, EvidenceRow, PlaceCell, Rows, VariantRow,
};

/// The words of one report: in the row, or where they stand in a text.
pub(crate) const SUMMARY: &str = "ifnull(e.summary, (SELECT substr(w.text, \
     e.summary_start + 1, e.summary_end - e.summary_start) FROM source w \
     WHERE w.doc = e.summary_doc))";

fn columns() -> String {
    format!(
        "e.sort, e.event, e.type, e.cameo, e.status, e.background, e.date_from, e.date_to, \
         e.precision, e.after, e.before, {SUMMARY}, e.place, e.lat, e.lon, e.country, \
         e.place_precision, e.n_articles, e.n_origins, e.confidence, e.review, e.geonameid"
    )
}

/// `in_order`: the events are gone through by day until a page is full.
pub(super) fn conditions(
    connection: &Connection,
    filter: &Filter,
    in_order: bool,
) -> Result<Where> {
    let mut w = Where::default();
    w.any_of("e.type", &filter.kind);
    w.any_of("e.status", &filter.status);
    w.days(filter, ("e.sort", "e.date_to"))?;
    if let Some(meant) = &filter.actor {
        let (sql, values) = actors(meant);
        let n =
            format!("SELECT ifnull(sum(n_events), 0) FROM actor WHERE actor IN ({sql})");
        let one_by_one =
            in_order && filter.is_broad() && is_many(connection, &n, &values)?;
        // The plus keeps SQLite from asking for each of the actors in turn.
        let condition = if one_by_one {
            format!(
                "EXISTS (SELECT 1 FROM event_actor x WHERE x.event = e.event \
                 AND +x.actor IN ({sql}))"
            )
        } else {
            format!("e.event IN (SELECT event FROM event_actor WHERE actor IN ({sql}))")
        };
        w.and(condition, values);
    }
    if let Some(meant) = &filter.target {
        let (sql, values) = actors(meant);
        w.and(
            format!(
                "e.event IN (SELECT event FROM event_actor WHERE role <> 'source' \
                 AND actor IN ({sql}))"
            ),
            values,
        );
    }
    if let Some(place) = &filter.place {
        if is_country(place) {
            w.and("e.country = ?", [place.clone().into()]);
        } else {
            w.and("e.place = ? COLLATE NOCASE", [place.trim().to_owned().into()]);
        }
    }
    if let Some(n) = filter.min_origins {
        w.and("e.n_origins >= ?", [i64::from(n).into()]);
    }
    if let Some(told) = filter.background {
        w.and("e.background = ?", [i64::from(told).into()]);
    }
    if let Some(story) = named(connection, filter.story.as_ref(), What::Story)? {
        w.and(
            "e.event IN (SELECT event FROM story_event WHERE story = ?)",
            [story.into()],
        );
    }
    if let Some(article) = named(connection, filter.article.as_ref(), What::Article)? {
        w.and(
            "e.event IN (SELECT event FROM telling WHERE doc = \
             (SELECT doc FROM article WHERE id = ?))",
            [article.into()],
        );
    }
    if let Some(publisher) = &filter.publisher {
        w.and(
            "e.event IN (SELECT t.event FROM telling t JOIN article a USING (doc) \
             WHERE a.publisher LIKE ? ESCAPE '\\')",
            [like(publisher).into()],
        );
    }
    if let Some(text) = &filter.text {
        // First the articles that hold the words, then the clauses of events in them.
        match words(text) {
            Some(expression) => {
                let docs = "SELECT rowid FROM search WHERE search MATCH ?";
                let n = "SELECT 16 * count(*) FROM search WHERE search MATCH ?";
                let one_by_one = in_order
                    && filter.is_broad()
                    && is_many(connection, n, &[expression.clone().into()])?;
                let condition = if one_by_one {
                    format!(
                        "EXISTS (SELECT 1 FROM telling t WHERE t.event = e.event \
                         AND +t.doc IN ({docs}))"
                    )
                } else {
                    format!(
                        "e.event IN (SELECT event FROM telling WHERE doc IN ({docs}))"
                    )
                };
                w.and(condition, [expression.into()]);
                for word in text.replace('"', " ").split_whitespace() {
                    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
                    if !word.starts_with('-') && !bare.is_empty() {
                        let sql = format!("{SUMMARY} LIKE ? ESCAPE '\\'");
                        w.and(sql, [like(bare).into()]);
                    }
                }
            }
            None => w.and("0", []),
        }
    }
    if !filter.with_rejected {
        w.and("e.review IS NOT 'rejected'", []);
    }
    Ok(w)
}

/// Events by day without their evidence, which a timeline does not show.
pub(super) fn brief(connection: &Connection, filter: &Filter) -> Result<Rows<EventRow>> {
    listed(connection, filter, false)
}

/// Events by day.
pub(crate) fn list(connection: &Connection, filter: &Filter) -> Result<Rows<EventRow>> {
    listed(connection, filter, true)
}

fn listed(
    connection: &Connection,
    filter: &Filter,
    whole: bool,
) -> Result<Rows<EventRow>> {
    let mut w = conditions(connection, filter, true)?;
    w.after(filter, "e.sort", "e.event")?;
    let list = List {
        columns: columns(),
        from: "event e",
        unique: "e.event",
        conditions: &w,
        order: ("e.sort", "e.event"),
    };
    list.page(connection, filter, |key, row| event(connection, key, row, whole))
}

/// How many events a filter finds.
pub(crate) fn count(connection: &Connection, filter: &Filter) -> Result<u64> {
    let all = Filter { with_rejected: true, ..filter.clone() };
    if !filter.with_rejected && conditions(connection, &all, false)?.sql().is_empty() {
        // Both can be counted without looking at a row.
        let sql =
            "SELECT count(*) - (SELECT count(*) FROM event WHERE review = 'rejected')
             FROM event";
        let n: i64 = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        return Ok(n as u64);
    }
    let w = conditions(connection, filter, false)?;
    let sql = format!("SELECT count(*) FROM event e {}", w.sql());
    let n: i64 = connection
        .prepare_cached(&sql)?
        .query_row(params_from_iter(&w.parameters), |row| row.get(0))?;
    Ok(n as u64)
}

/// One event.
pub(crate) fn one(connection: &Connection, key: i64) -> Result<EventRow> {
    let sql = format!("SELECT {} FROM event e WHERE e.event = ?1", columns());
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([key])?;
    match rows.next()? {
        Some(row) => event(connection, key, row, true),
        None => Err(rusqlite::Error::QueryReturnedNoRows.into()),
    }
}

fn event(
    connection: &Connection,
    key: i64,
    row: &Row<'_>,
    whole: bool,
) -> Result<EventRow> {
    let precision: String = row.get(8)?;
    let (date, end_date) = days(row.get(6)?, row.get(7)?, &precision);
    let bounds = Bounds { after: row.get(9)?, before: row.get(10)? };
    let place: Option<String> = row.get(12)?;
    let place = match place {
        Some(name) => Some(PlaceCell {
            name,
            lat: row.get(13)?,
            lon: row.get(14)?,
            country: row.get(15)?,
            precision: row.get(16)?,
            geonameid: row.get(21)?,
        }),
        None => None,
    };
    Ok(EventRow {
        id: written(What::Event, key),
        date,
        precision,
        end_date,
        bounds: (bounds.after.is_some() || bounds.before.is_some()).then_some(bounds),
        kind: row.get(2)?,
        cameo: row.get(3)?,
        status: row.get(4)?,
        background: row.get(5)?,
        summary: row.get(11)?,
        actors: actors_of(connection, key)?,
        place,
        evidence: if whole { evidence_of(connection, key)? } else { Vec::new() },
        articles: row.get(17)?,
        origins: row.get(18)?,
        confidence: row.get(19)?,
        review: row.get(20)?,
        variants: variants_of(connection, key)?,
    })
}

fn actors_of(connection: &Connection, event: i64) -> Result<Vec<ActorCell>> {
    let mut statement = connection.prepare_cached(
        "SELECT a.name, a.key, x.role, a.country, a.code FROM event_actor x JOIN actor a USING (actor)
         WHERE x.event = ?1 ORDER BY x.n",
    )?;
    let rows = statement.query_map([event], |row| {
        Ok(ActorCell {
            name: row.get(0)?,
            entity: row.get(1)?,
            role: row.get(2)?,
            country: row.get(3)?,
            code: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The clauses that tell an event, by article and position.
pub(crate) fn evidence_of(
    connection: &Connection,
    event: i64,
) -> Result<Vec<EvidenceRow>> {
    let sql = format!(
        "SELECT DISTINCT {} FROM telling t
         JOIN event_mention m ON m.doc = t.doc AND m.n = t.mention
         JOIN article a ON a.doc = t.doc JOIN source s ON s.doc = t.doc
         WHERE t.event = ?1 ORDER BY a.id, m.clause_start, m.clause_end",
        evidence_columns("m.clause_start", "m.clause_end")
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([event], |row| evidence(row, 0))?;
    let mut out: Vec<EvidenceRow> = rows.collect::<Result<_, _>>()?;
    // Identifiers are unsigned where SQLite's integers are signed.
    out.sort_by(|a, b| (&a.article, a.start, a.end).cmp(&(&b.article, b.start, b.end)));
    Ok(out)
}

fn variants_of(connection: &Connection, event: i64) -> Result<Vec<VariantRow>> {
    let sql = format!(
        "SELECT v.field, v.value, {} FROM variant v
         JOIN article a ON a.doc = v.doc JOIN source s ON s.doc = v.doc
         WHERE v.event = ?1 ORDER BY v.n",
        evidence_columns("v.start", "v.\"end\"")
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([event], |row| {
        Ok(VariantRow {
            field: row.get(0)?,
            value: row.get(1)?,
            evidence: evidence(row, 2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

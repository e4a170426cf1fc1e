//! The claims ledger.

use rusqlite::{Connection, Row, params_from_iter};

use super::{List, days, evidence, evidence_columns, texts};
use crate::error::Result;
use crate::filter::{Filter, Where, day_range, like, named, words};
use crate::ids::{What, written};
use crate::rows::{ClaimRow, Due, EvidenceRow, Rows, TurnRow};

/// What would make it true: in the row, or where the words stand in a text.
pub(crate) const STATEMENT: &str = "ifnull(c.statement, (SELECT substr(w.text, \
     c.statement_start + 1, c.statement_end - c.statement_start) FROM source w \
     WHERE w.doc = c.statement_doc))";

fn columns() -> String {
    format!(
        "c.sort, c.claim, c.kind, {STATEMENT}, c.made_from, c.made_to, c.made_precision, \
         (SELECT name FROM term WHERE term = c.\"by\"), c.about_event, c.due_from, c.due_to, c.outcome, c.n_origins, \
         c.confidence, c.review"
    )
}

fn conditions(connection: &Connection, filter: &Filter) -> Result<Where> {
    let mut w = Where::default();
    w.any_of("c.kind", &filter.kind);
    w.any_of("c.outcome", &filter.status);
    w.days(filter, ("c.sort", "c.made_to"))?;
    for who in [&filter.speaker, &filter.actor].into_iter().flatten() {
        w.and(
            "c.\"by\" IN (SELECT term FROM term WHERE name LIKE ? ESCAPE '\\')",
            [like(who).into()],
        );
    }
    if let Some(due) = &filter.due_before {
        let day = day_range(due)?.start.to_string();
        w.and("c.due_to < ?", [day.into()]);
    }
    if let Some(n) = filter.min_origins {
        w.and("c.n_origins >= ?", [i64::from(n).into()]);
    }
    if let Some(story) = named(connection, filter.story.as_ref(), What::Story)? {
        w.and(
            "c.claim IN (SELECT x.claim FROM claim_evidence x JOIN placed p USING (doc) \
             WHERE x.role = 'made' AND p.story = ?)",
            [story.into()],
        );
    }
    if let Some(article) = named(connection, filter.article.as_ref(), What::Article)? {
        w.and(
            "c.claim IN (SELECT claim FROM claim_evidence WHERE doc = \
             (SELECT doc FROM article WHERE id = ?))",
            [article.into()],
        );
    }
    if let Some(event) = named(connection, filter.event.as_ref(), What::Event)? {
        w.and("c.about_event = ?", [event.into()]);
    }
    if let Some(publisher) = &filter.publisher {
        w.and(
            "c.claim IN (SELECT x.claim FROM claim_evidence x JOIN article a USING (doc) \
             WHERE a.publisher LIKE ? ESCAPE '\\')",
            [like(publisher).into()],
        );
    }
    if let Some(text) = &filter.text {
        match words(text) {
            Some(expression) => {
                w.and(
                    "c.claim IN (SELECT claim FROM claim_evidence WHERE doc IN \
                     (SELECT rowid FROM search WHERE search MATCH ?))",
                    [expression.into()],
                );
                for word in text.replace('"', " ").split_whitespace() {
                    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
                    if !word.starts_with('-') && !bare.is_empty() {
                        let sql = format!("{STATEMENT} LIKE ? ESCAPE '\\'");
                        w.and(sql, [like(bare).into()]);
                    }
                }
            }
            None => w.and("0", []),
        }
    }
    if !filter.with_rejected {
        w.and("c.review IS NOT 'rejected'", []);
    }
    Ok(w)
}

/// Claims by the day they were made.
pub(crate) fn list(connection: &Connection, filter: &Filter) -> Result<Rows<ClaimRow>> {
    listed(connection, filter, true)
}

/// The same without their evidence, which the ledger does not show.
pub(super) fn brief(connection: &Connection, filter: &Filter) -> Result<Rows<ClaimRow>> {
    listed(connection, filter, false)
}

fn listed(
    connection: &Connection,
    filter: &Filter,
    whole: bool,
) -> Result<Rows<ClaimRow>> {
    let mut w = conditions(connection, filter)?;
    w.after(filter, "c.sort", "c.claim")?;
    let list = List {
        columns: columns(),
        from: "claim c",
        unique: "c.claim",
        conditions: &w,
        order: ("c.sort", "c.claim"),
    };
    list.page(connection, filter, |key, row| claim(connection, key, row, whole))
}

/// How many claims a filter finds.
pub(crate) fn count(connection: &Connection, filter: &Filter) -> Result<u64> {
    let w = conditions(connection, filter)?;
    let sql = format!("SELECT count(*) FROM claim c {}", w.sql());
    let n: i64 = connection
        .prepare_cached(&sql)?
        .query_row(params_from_iter(&w.parameters), |row| row.get(0))?;
    Ok(n as u64)
}

/// One claim.
pub(crate) fn one(connection: &Connection, key: i64) -> Result<ClaimRow> {
    let sql = format!("SELECT {} FROM claim c WHERE c.claim = ?1", columns());
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([key])?;
    match rows.next()? {
        Some(row) => claim(connection, key, row, true),
        None => Err(rusqlite::Error::QueryReturnedNoRows.into()),
    }
}

fn claim(
    connection: &Connection,
    key: i64,
    row: &Row<'_>,
    whole: bool,
) -> Result<ClaimRow> {
    let cited = |role| if whole { cited(connection, key, role) } else { Ok(Vec::new()) };
    let precision: Option<String> = row.get(6)?;
    let precision = precision.as_deref().unwrap_or("day");
    let about: Option<i64> = row.get(8)?;
    let due: (Option<String>, Option<String>) = (row.get(9)?, row.get(10)?);
    Ok(ClaimRow {
        id: written(What::Claim, key),
        kind: row.get(2)?,
        statement: row.get(3)?,
        made_on: days(row.get(4)?, row.get(5)?, precision).0,
        by: texts(row, 7)?,
        about_event: about.map(|event| written(What::Event, event)),
        due: due.0.zip(due.1).map(|(start, end)| Due { start, end }),
        outcome: row.get(11)?,
        outcome_evidence: cited("outcome")?,
        history: history(connection, key)?,
        evidence: cited("made")?,
        origins: row.get(12)?,
        confidence: row.get(13)?,
        review: row.get(14)?,
    })
}

fn cited(connection: &Connection, claim: i64, role: &str) -> Result<Vec<EvidenceRow>> {
    let sql = format!(
        "SELECT {} FROM claim_evidence x
         JOIN article a ON a.doc = x.doc JOIN source s ON s.doc = x.doc
         WHERE x.claim = ?1 AND x.role = ?2 ORDER BY x.n",
        evidence_columns("x.start", "x.\"end\"")
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows =
        statement.query_map(rusqlite::params![claim, role], |row| evidence(row, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn history(connection: &Connection, claim: i64) -> Result<Vec<TurnRow>> {
    let sql = format!(
        "SELECT t.\"on\", t.outcome, t.because, t.doc IS NULL, {} FROM claim_turn t
         LEFT JOIN article a ON a.doc = t.doc LEFT JOIN source s ON s.doc = t.doc
         WHERE t.claim = ?1 ORDER BY t.n",
        evidence_columns("t.start", "t.\"end\"")
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([claim], |row| {
        let bare: bool = row.get(3)?;
        Ok(TurnRow {
            on: row.get(0)?,
            outcome: row.get(1)?,
            because: row.get(2)?,
            evidence: if bare { None } else { Some(evidence(row, 4)?) },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

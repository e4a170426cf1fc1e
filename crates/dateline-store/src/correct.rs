//! What people say against the machine. A correction is a record of its own with author
//! and time; it holds on to words of the articles, not to identifiers, and so it finds its
//! event or claim again after everything was read and brought together anew. It wins over
//! the machine.

mod cells;
mod effect;

use std::collections::BTreeMap;

use dateline::{Brief, Id};
use rusqlite::{Connection, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use self::cells::check;
use self::effect::{apply, restore};
use crate::error::Result;
use crate::ids::{What, doc_of, find, key, written};

pub(crate) use cells::stamp;
pub use cells::{ARTICLE_FIELDS, CLAIM_FIELDS, EVENT_FIELDS};

/// What is done to a cell or a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// It is right as it stands.
    Accept,
    /// It should not be there.
    Reject,
    /// A cell has another value.
    Edit,
}

impl Action {
    fn name(self) -> &'static str {
        match self {
            Action::Accept => "accept",
            Action::Reject => "reject",
            Action::Edit => "edit",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Action::Accept, Action::Reject, Action::Edit]
            .into_iter()
            .find(|a| a.name() == name)
    }
}

/// A correction to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewCorrection {
    /// The event, claim or article, by its (perhaps shortened) identifier.
    pub target: String,
    /// What is done.
    pub action: Action,
    /// Which cell; empty where the whole row is accepted or rejected.
    pub field: String,
    /// The right value; `None` for "not known".
    pub value: Option<String>,
    /// Who says so.
    pub author: String,
    /// When, in UTC: `2023-09-05T06:49:00Z`.
    pub made_at: String,
    /// Why, in words.
    pub reason: Option<String>,
}

/// A correction as it is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CorrectionRow {
    /// `x:...`
    pub id: String,
    /// What it was made on, as it was called then.
    pub target: String,
    /// What it stands on now; `None` where nothing is told any more at its words.
    pub now: Option<String>,
    /// `accept`, `reject`, `edit`.
    pub action: String,
    /// Which cell.
    pub field: String,
    /// The right value.
    pub value: Option<String>,
    /// What the machine says.
    pub machine: Option<String>,
    /// Who.
    pub author: String,
    /// When.
    pub made_at: String,
    /// Why.
    pub reason: Option<String>,
    /// When it was taken back.
    pub undone_at: Option<String>,
}

/// Words that a correction holds on to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Anchor {
    pub(crate) article: i64,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// Keeps a correction and lets it take effect. The same correction made twice is one.
pub(crate) fn make(tx: &Transaction<'_>, new: &NewCorrection) -> Result<String> {
    let (what, target) = find(tx, &new.target)?;
    check(what, new)?;
    let anchors = anchors(tx, what, target)?;
    let anchors = serde_json::to_string(&anchors).unwrap_or_default();
    let value = new.value.clone().unwrap_or_default();
    let id = key(Id::of([
        anchors.as_str(),
        new.action.name(),
        &new.field,
        &value,
        &new.author,
        &new.made_at,
    ]));
    tx.execute(
        "INSERT OR IGNORE INTO correction (correction, made_at, author, target, anchors,
         action, field, value, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            id,
            new.made_at,
            new.author,
            written(what, target),
            anchors,
            new.action.name(),
            new.field,
            new.value,
            new.reason
        ],
    )?;
    revert_all(tx)?;
    apply_all(tx)?;
    Ok(written(What::Correction, id))
}

/// Takes a correction back; it stays on record.
pub(crate) fn undo(tx: &Transaction<'_>, id: &str, at: &str) -> Result<()> {
    let id = crate::ids::find_one(tx, id, What::Correction)?;
    revert_all(tx)?;
    tx.execute(
        "UPDATE correction SET undone_at = ?2 WHERE correction = ?1 AND undone_at IS NULL",
        params![id, at],
    )?;
    apply_all(tx)
}

/// All corrections, in the order in which they were made.
pub(crate) fn list(connection: &Connection) -> Result<Vec<CorrectionRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT x.correction, x.target, d.id, x.action, x.field, x.value, x.machine,
         x.author, x.made_at, x.reason, x.undone_at
         FROM correction x LEFT JOIN corrected d USING (correction)
         ORDER BY x.made_at, x.correction",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(CorrectionRow {
            id: written(What::Correction, row.get(0)?),
            target: row.get(1)?,
            now: row.get(2)?,
            action: row.get(3)?,
            field: row.get(4)?,
            value: row.get(5)?,
            machine: row.get(6)?,
            author: row.get(7)?,
            made_at: row.get(8)?,
            reason: row.get(9)?,
            undone_at: row.get(10)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The words that a row rests on.
pub(crate) fn anchors(
    connection: &Connection,
    what: What,
    target: i64,
) -> Result<Vec<Anchor>> {
    let sql = match what {
        What::Event => {
            "SELECT a.id, m.trigger_start, m.trigger_end FROM telling t
             JOIN event_mention m ON m.doc = t.doc AND m.n = t.mention
             JOIN article a ON a.doc = t.doc WHERE t.event = ?1
             ORDER BY a.id, m.trigger_start"
        }
        What::Claim => {
            "SELECT a.id, x.start, x.\"end\" FROM claim_evidence x JOIN article a USING (doc)
             WHERE x.claim = ?1 AND x.role = 'made' ORDER BY a.id, x.start"
        }
        _ => "SELECT id, 0, 0 FROM article WHERE id = ?1",
    };
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([target], |row| {
        Ok(Anchor { article: row.get(0)?, start: row.get(1)?, end: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A correction that stands.
struct Standing {
    id: i64,
    what: What,
    anchors: Vec<Anchor>,
    action: Action,
    field: String,
    value: Option<String>,
}

fn standing(connection: &Connection) -> Result<Vec<Standing>> {
    let mut statement = connection.prepare_cached(
        "SELECT correction, target, anchors, action, field, value FROM correction
         WHERE undone_at IS NULL ORDER BY made_at, correction",
    )?;
    let rows = statement.query_map([], |row| {
        let (target, anchors): (String, String) = (row.get(1)?, row.get(2)?);
        let action: String = row.get(3)?;
        let what = match target.as_bytes().first() {
            Some(b'e') => What::Event,
            Some(b'c') => What::Claim,
            _ => What::Article,
        };
        Ok(Standing {
            id: row.get(0)?,
            what,
            anchors: serde_json::from_str(&anchors).unwrap_or_default(),
            action: Action::of(&action).unwrap_or(Action::Accept),
            field: row.get(4)?,
            value: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Lets every standing correction take effect on the rows as they are now, which must be
/// the machine's own.
pub(crate) fn apply_all(tx: &Connection) -> Result<()> {
    for correction in standing(tx)? {
        let Some(target) = locate(tx, &correction)? else { continue };
        let before = apply(tx, &correction, target)?;
        tx.prepare_cached(
            "INSERT INTO corrected (correction, id, machine) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![
            correction.id,
            written(correction.what, target),
            before.columns.to_string()
        ])?;
        tx.prepare_cached("UPDATE correction SET machine = ?2 WHERE correction = ?1")?
            .execute(params![correction.id, before.told])?;
    }
    Ok(())
}

/// Puts the machine's own values back, the last correction first.
pub(crate) fn revert_all(tx: &Connection) -> Result<()> {
    let mut statement = tx.prepare_cached(
        "SELECT d.id, d.machine FROM corrected d JOIN correction x USING (correction)
         ORDER BY x.made_at DESC, x.correction DESC",
    )?;
    let rows: Vec<(String, Option<String>)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (id, columns) in rows {
        let Ok((what, target)) = find(tx, &id) else { continue };
        let columns: Json =
            serde_json::from_str(&columns.unwrap_or_default()).unwrap_or_default();
        restore(tx, what, target, &columns)?;
    }
    tx.execute("DELETE FROM corrected", [])?;
    Ok(())
}

/// The row that most of a correction's words stand in now.
fn locate(tx: &Connection, correction: &Standing) -> Result<Option<i64>> {
    let sql = match correction.what {
        What::Event => {
            "SELECT t.event FROM event_mention m
             JOIN telling t ON t.doc = m.doc AND t.mention = m.n
             WHERE m.doc = ?1 AND m.trigger_start < ?3 AND ?2 < m.trigger_end"
        }
        What::Claim => {
            "SELECT claim FROM claim_evidence
             WHERE doc = ?1 AND role = 'made' AND start < ?3 AND ?2 < \"end\""
        }
        _ => "SELECT id FROM article WHERE doc = ?1 AND ?2 = ?2 AND ?3 = ?3",
    };
    let mut votes: BTreeMap<i64, usize> = BTreeMap::new();
    let mut statement = tx.prepare_cached(sql)?;
    for anchor in &correction.anchors {
        let Some(doc) = doc_of(tx, anchor.article)? else { continue };
        let mut rows = statement.query(params![doc, anchor.start, anchor.end])?;
        while let Some(row) = rows.next()? {
            *votes.entry(row.get(0)?).or_default() += 1;
        }
    }
    Ok(votes.into_iter().max_by_key(|(id, n)| (*n, std::cmp::Reverse(*id))).map(|v| v.0))
}

/// Corrects the briefs of articles before they are brought together, so that what follows
/// from a cell (the outcome of a claim from a publication day) follows from the right one.
pub(crate) fn correct_briefs(
    tx: &Connection,
    docs: &[i64],
    briefs: &mut [Brief],
) -> Result<()> {
    for correction in standing(tx)? {
        if correction.what != What::Article || correction.action != Action::Edit {
            continue;
        }
        let Some(id) = locate(tx, &correction)? else { continue };
        let Some(doc) = doc_of(tx, id)? else { continue };
        let Ok(at) = docs.binary_search(&doc) else { continue };
        let (brief, value) = (&mut briefs[at], correction.value.clone());
        match correction.field.as_str() {
            "headline" => brief.headline = value,
            "publisher" => brief.publisher = value,
            "agency" => brief.agency = value,
            "dateline_place" => brief.dateline_place = value,
            "published" => brief.published = value.as_deref().and_then(stamp),
            "is_article" => brief.is_article = value.as_deref() == Some("true"),
            _ => {}
        }
    }
    Ok(())
}

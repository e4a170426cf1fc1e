//! What people say against the machine. A correction is a record of its own with author
//! and time; it holds on to words of the articles, not to identifiers, and so it finds its
//! event or claim again after everything was read and brought together anew. It wins over
//! the machine.

use std::collections::BTreeMap;

use dateline::{Brief, ClaimKind, EventType, Id, Stamp, Status};
use jiff::civil;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::collate::{NO_DAY, actor_named, sort_of};
use crate::error::{Error, Result};
use crate::filter::day_range;
use crate::ids::{What, doc_of, find, key, written};

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

/// The cells of an event that may be edited.
pub const EVENT_FIELDS: &[&str] =
    &["status", "type", "date", "place", "source", "target", "participant", "background"];
/// The cells of a claim.
pub const CLAIM_FIELDS: &[&str] = &["kind", "outcome", "due"];
/// The cells of an article.
pub const ARTICLE_FIELDS: &[&str] =
    &["headline", "publisher", "agency", "published", "dateline_place", "is_article"];

const OUTCOMES: &[&str] =
    &["confirmed", "partly_confirmed", "contradicted", "lapsed", "open"];

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

/// Whether the value is one that the cell can have.
fn check(what: What, new: &NewCorrection) -> Result<()> {
    let fields = match what {
        What::Event => EVENT_FIELDS,
        What::Claim => CLAIM_FIELDS,
        What::Article => ARTICLE_FIELDS,
        _ => {
            return Err(Error::request(format!(
                "a {} cannot be corrected; events, claims and articles can",
                what.name()
            )));
        }
    };
    if new.author.trim().is_empty() {
        return Err(Error::request("who says so? give an author"));
    }
    if new.action != Action::Edit {
        let known = new.field.is_empty() || fields.contains(&new.field.as_str());
        return if known { Ok(()) } else { Err(unknown_field(what, new, fields)) };
    }
    let Some(value) = &new.value else {
        return match new.field.as_str() {
            "date" | "place" | "due" | "source" | "target" | "participant" | "agency"
            | "publisher" | "published" | "dateline_place" | "headline" => Ok(()),
            field if fields.contains(&field) => {
                Err(Error::request(format!("{field} must have a value")))
            }
            _ => Err(unknown_field(what, new, fields)),
        };
    };
    let one_of = |names: Vec<&str>| {
        if names.contains(&value.as_str()) {
            Ok(())
        } else {
            let names = names.join(", ");
            Err(Error::request(format!(
                "{value:?} is no {}\nit is one of: {names}",
                new.field
            )))
        }
    };
    match (what, new.field.as_str()) {
        (What::Event, "status") => one_of(Status::ALL.iter().map(|s| s.name()).collect()),
        (What::Event, "type") => {
            one_of(EventType::ALL.iter().map(|t| t.name()).collect())
        }
        (What::Event, "date") | (What::Claim, "due") => day_range(value).map(|_| ()),
        (What::Event, "background") | (What::Article, "is_article") => {
            one_of(vec!["true", "false"])
        }
        (What::Claim, "kind") => one_of(CLAIM_KINDS.iter().map(|k| k.name()).collect()),
        (What::Claim, "outcome") => one_of(OUTCOMES.to_vec()),
        (What::Article, "published") => stamp(value).map(|_| ()).ok_or_else(|| {
            Error::request(format!(
                "{value:?} is no time\nwrite 2023-09-05 or 2023-09-05T06:49:00+05:30"
            ))
        }),
        (_, field) if fields.contains(&field) => Ok(()),
        _ => Err(unknown_field(what, new, fields)),
    }
}

const CLAIM_KINDS: [ClaimKind; 7] = [
    ClaimKind::Forecast,
    ClaimKind::Promise,
    ClaimKind::Denial,
    ClaimKind::Allegation,
    ClaimKind::Assessment,
    ClaimKind::Demand,
    ClaimKind::Threat,
];

fn unknown_field(what: What, new: &NewCorrection, fields: &[&str]) -> Error {
    Error::request(format!(
        "{:?} is no cell of a {}\nits cells are: {}",
        new.field,
        what.name(),
        fields.join(", ")
    ))
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

/// What a correction replaced.
struct Before {
    /// For a person.
    told: Option<String>,
    /// The columns as they were.
    columns: Json,
}

/// The columns that a field of a row stands in.
fn columns_of(what: What, field: &str) -> &'static [&'static str] {
    match (what, field) {
        (What::Event, "status") => &["status", "review"],
        (What::Event, "type") => &["type", "cameo", "review"],
        (What::Event, "date") => {
            &["date_from", "date_to", "precision", "after", "before", "sort", "review"]
        }
        (What::Event, "place") => {
            &["place", "lat", "lon", "country", "place_precision", "geonameid", "review"]
        }
        (What::Event, "background") => &["background", "review"],
        (What::Claim, "kind") => &["kind", "review"],
        (What::Claim, "outcome") => &["outcome", "review"],
        (What::Claim, "due") => &["due_from", "due_to", "review"],
        (What::Article, "headline") => &["headline"],
        (What::Article, "publisher") => &["publisher"],
        (What::Article, "agency") => &["agency"],
        (What::Article, "published") => &["published"],
        (What::Article, "dateline_place") => &["dateline_place"],
        (What::Article, "is_article") => &["is_article"],
        (What::Article, _) => &[],
        _ => &["review"],
    }
}

fn key_column(what: What) -> &'static str {
    if what == What::Article { "id" } else { what.name() }
}

/// The columns of a field, by name.
fn read_columns(tx: &Connection, what: What, target: i64, field: &str) -> Result<Json> {
    let mut out = serde_json::Map::new();
    for column in columns_of(what, field) {
        let sql = format!(
            "SELECT \"{column}\" FROM {} WHERE {} = ?1",
            what.name(),
            key_column(what)
        );
        let value: rusqlite::types::Value =
            tx.prepare_cached(&sql)?.query_row([target], |row| row.get(0))?;
        out.insert((*column).to_owned(), to_json(value));
    }
    if matches!(field, "source" | "target" | "participant") {
        let actors = tx
            .prepare_cached(
                "SELECT n, role, actor FROM event_actor WHERE event = ?1 ORDER BY n",
            )?
            .query_map([target], |row| {
                let (n, role, actor): (i64, String, i64) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(json!([n, role, actor]))
            })?
            .collect::<Result<Vec<Json>, _>>()?;
        out.insert("actors".to_owned(), Json::Array(actors));
    }
    Ok(Json::Object(out))
}

fn to_json(value: rusqlite::types::Value) -> Json {
    use rusqlite::types::Value as Sql;
    match value {
        Sql::Integer(n) => n.into(),
        Sql::Real(x) => x.into(),
        Sql::Text(text) => text.into(),
        Sql::Null | Sql::Blob(_) => Json::Null,
    }
}

fn to_sql(value: &Json) -> rusqlite::types::Value {
    use rusqlite::types::Value as Sql;
    match value {
        Json::Number(n) => n
            .as_i64()
            .map_or_else(|| Sql::Real(n.as_f64().unwrap_or_default()), Sql::Integer),
        Json::String(text) => Sql::Text(text.clone()),
        Json::Bool(flag) => Sql::Integer(i64::from(*flag)),
        _ => Sql::Null,
    }
}

/// Sets columns to what was read of them before.
fn restore(tx: &Connection, what: What, target: i64, columns: &Json) -> Result<()> {
    let Json::Object(columns) = columns else { return Ok(()) };
    let words_change = what == What::Article && columns.contains_key("headline");
    if words_change && let Some(doc) = doc_of(tx, target)? {
        crate::add::forget_words(tx, doc)?;
    }
    for (column, value) in columns {
        if column == "actors" {
            tx.execute("DELETE FROM event_actor WHERE event = ?1", [target])?;
            let mut sql = tx.prepare_cached(
                "INSERT INTO event_actor (event, n, role, actor) VALUES (?1, ?2, ?3, ?4)",
            )?;
            for row in value.as_array().into_iter().flatten() {
                sql.execute(params![
                    target,
                    to_sql(&row[0]),
                    to_sql(&row[1]),
                    to_sql(&row[2])
                ])?;
            }
            continue;
        }
        let sql = format!(
            "UPDATE {} SET \"{column}\" = ?2 WHERE {} = ?1",
            what.name(),
            key_column(what)
        );
        tx.prepare_cached(&sql)?.execute(params![target, to_sql(value)])?;
    }
    if words_change && let Some(doc) = doc_of(tx, target)? {
        crate::add::index_words(tx, doc)?;
    }
    Ok(())
}

/// Sets a cell, and says what stood there.
fn apply(tx: &Connection, correction: &Standing, target: i64) -> Result<Before> {
    let Standing { what, action, field, value, .. } = correction;
    let is_edit = *action == Action::Edit;
    let cell = if is_edit { field.as_str() } else { "" };
    let columns = read_columns(tx, *what, target, cell)?;
    let told = told(tx, *what, target, field, &columns)?;
    let mut set = serde_json::Map::new();
    if is_edit {
        edit(tx, (*what, target), (field, value.as_deref()), &mut set)?;
    }
    if *what != What::Article {
        let review = match action {
            Action::Accept => "accepted",
            Action::Reject if field.is_empty() => "rejected",
            // A cell that is rejected without a better value is not known.
            Action::Reject | Action::Edit => "edited",
        };
        let rejected = columns["review"] == json!("rejected");
        if !rejected || !is_edit {
            set.insert("review".to_owned(), review.into());
        }
    }
    restore(tx, *what, target, &Json::Object(set))?;
    Ok(Before { told, columns })
}

/// What a person would say stood in the cell.
fn told(
    tx: &Connection,
    what: What,
    target: i64,
    field: &str,
    columns: &Json,
) -> Result<Option<String>> {
    let text = |value: &Json| match value {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    Ok(match field {
        "" => text(&columns["review"]),
        "date" => text(&columns["date_from"])
            .zip(text(&columns["date_to"]))
            .map(|(from, to)| if from == to { from } else { format!("{from}/{to}") }),
        "due" => text(&columns["due_from"])
            .zip(text(&columns["due_to"]))
            .map(|(from, to)| if from == to { from } else { format!("{from}/{to}") }),
        "source" | "target" | "participant" if what == What::Event => tx
            .prepare_cached(
                "SELECT group_concat(name, '; ') FROM (SELECT a.name FROM event_actor x
                 JOIN actor a USING (actor) WHERE x.event = ?1 AND x.role = ?2
                 ORDER BY x.n)",
            )?
            .query_row(params![target, field], |row| row.get(0))?,
        field => text(&columns[field]),
    })
}

/// The columns that an edit sets; actors are set at once.
fn edit(
    tx: &Connection,
    (what, target): (What, i64),
    (field, value): (&str, Option<&str>),
    set: &mut serde_json::Map<String, Json>,
) -> Result<()> {
    let mut put = |column: &str, value: Json| set.insert(column.to_owned(), value);
    match (what, field) {
        (What::Event, "date") => {
            let range = value.map(day_range).transpose()?;
            put("date_from", range.map(|d| d.start.to_string()).into());
            put("date_to", range.map(|d| d.end.to_string()).into());
            put("precision", range.map_or("unknown", |d| d.precision.name()).into());
            put("sort", range.map_or(NO_DAY, |d| sort_of(d.start)).into());
            put("after", Json::Null);
            put("before", Json::Null);
        }
        (What::Claim, "due") => {
            let range = value.map(day_range).transpose()?;
            put("due_from", range.map(|d| d.start.to_string()).into());
            put("due_to", range.map(|d| d.end.to_string()).into());
        }
        (What::Event, "place") => place(tx, value, set)?,
        (What::Event, "source" | "target" | "participant") => {
            actors(tx, target, field, value)?;
        }
        (What::Event, "type") => {
            put("type", value.into());
            put("cameo", Json::Null);
        }
        (_, "background" | "is_article") => {
            put(field, i64::from(value == Some("true")).into());
        }
        _ => {
            put(field, value.into());
        }
    }
    Ok(())
}

/// A place by name, with the position that articles of this store know of it.
fn place(
    tx: &Connection,
    name: Option<&str>,
    set: &mut serde_json::Map<String, Json>,
) -> Result<()> {
    type Known = (Option<f64>, Option<f64>, Option<String>, String, Option<i64>);
    let known: Option<Known> = tx
        .prepare_cached(
            "SELECT lat, lon, country, precision, geonameid FROM place WHERE name = ?1
             GROUP BY geonameid ORDER BY count(*) DESC, geonameid LIMIT 1",
        )?
        .query_row([name], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    let (lat, lon, country, precision, geonameid) = match known {
        Some((lat, lon, country, precision, id)) => {
            (lat, lon, country, Some(precision), id)
        }
        None => (None, None, None, None, None),
    };
    set.insert("geonameid".to_owned(), geonameid.into());
    set.insert("place".to_owned(), name.into());
    set.insert("lat".to_owned(), lat.into());
    set.insert("lon".to_owned(), lon.into());
    set.insert("country".to_owned(), country.into());
    set.insert("place_precision".to_owned(), precision.into());
    Ok(())
}

/// Replaces those who play a part: names between semicolons.
fn actors(tx: &Connection, event: i64, role: &str, names: Option<&str>) -> Result<()> {
    tx.execute(
        "DELETE FROM event_actor WHERE event = ?1 AND role = ?2",
        params![event, role],
    )?;
    let mut n: i64 = tx.query_row(
        "SELECT ifnull(max(n), 0) FROM event_actor WHERE event = ?1",
        [event],
        |row| row.get(0),
    )?;
    for name in names.unwrap_or("").split(';').map(str::trim).filter(|n| !n.is_empty()) {
        n += 1;
        let actor = actor_named(tx, name)?;
        tx.execute(
            "INSERT INTO event_actor (event, n, role, actor) VALUES (?1, ?2, ?3, ?4)",
            params![event, n, role, actor],
        )?;
    }
    Ok(())
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

/// A time of the form in which the store keeps it.
pub(crate) fn stamp(text: &str) -> Option<Stamp> {
    let (day, clock) = match text.split_once('T') {
        Some((day, clock)) => (day, Some(clock)),
        None => (text, None),
    };
    let date: civil::Date = day.parse().ok()?;
    let Some(clock) = clock else {
        return Some(Stamp { date, time: None, offset_minutes: None });
    };
    let (clock, offset) = if let Some(clock) = clock.strip_suffix('Z') {
        (clock, Some(0))
    } else if let Some(at) = clock.rfind(['+', '-']) {
        let (hours, minutes) = clock[at + 1..].split_once(':')?;
        let n: i16 =
            hours.parse::<i16>().ok()?.checked_mul(60)? + minutes.parse::<i16>().ok()?;
        let sign = if clock.as_bytes()[at] == b'-' { -1 } else { 1 };
        (&clock[..at], Some(sign * n))
    } else {
        (clock, None)
    };
    let time: civil::Time = clock.parse().ok()?;
    Some(Stamp { date, time: Some(time), offset_minutes: offset })
}

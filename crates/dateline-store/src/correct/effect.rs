//! What a correction does to the rows, and how that is taken back.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::{Value as Json, json};

use super::{Action, Standing};
use crate::collate::{NO_DAY, actor_named, sort_of};
use crate::error::Result;
use crate::filter::day_range;
use crate::ids::{What, doc_of};

/// What a correction replaced.
pub(super) struct Before {
    /// For a person.
    pub(super) told: Option<String>,
    /// The columns as they were.
    pub(super) columns: Json,
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
pub(super) fn restore(
    tx: &Connection,
    what: What,
    target: i64,
    columns: &Json,
) -> Result<()> {
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
pub(super) fn apply(
    tx: &Connection,
    correction: &Standing,
    target: i64,
) -> Result<Before> {
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

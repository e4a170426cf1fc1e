//! Who takes part in events, each once.

use std::collections::HashMap;

use dateline::BriefActor;
use rusqlite::{Connection, Transaction, params};

use crate::error::Result;

/// Name, identity, class, country, CAMEO code.
type ActorKey = (String, Option<String>, Option<String>, Option<String>, Option<String>);

/// The distinct actors, by what is known of them.
pub(super) struct Actors {
    ids: HashMap<ActorKey, i64>,
}

impl Actors {
    pub(super) fn load(tx: &Transaction<'_>, needed: bool) -> Result<Self> {
        let mut ids = HashMap::new();
        if needed {
            let mut statement =
                tx.prepare("SELECT actor, name, key, class, country, code FROM actor")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let key =
                    (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
                ids.insert(key, row.get(0)?);
            }
        }
        Ok(Self { ids })
    }

    pub(super) fn id(&mut self, tx: &Transaction<'_>, actor: &BriefActor) -> Result<i64> {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let key: ActorKey = (
            actor.name.clone(),
            actor.key.clone(),
            owned(actor.class.map(dateline::NameClass::name)),
            owned(actor.country),
            actor.code.clone(),
        );
        if let Some(id) = self.ids.get(&key) {
            return Ok(*id);
        }
        let id = new_actor(tx, &key)?;
        self.ids.insert(key, id);
        Ok(id)
    }

    /// Takes out actors that take part in no event.
    pub(super) fn forget_unused(tx: &Transaction<'_>) -> Result<()> {
        tx.execute_batch(
            "INSERT INTO actor_search (actor_search, rowid, name)
               SELECT 'delete', actor, name FROM actor
               WHERE NOT EXISTS (SELECT 1 FROM event_actor x WHERE x.actor = actor.actor);
             DELETE FROM actor
               WHERE NOT EXISTS (SELECT 1 FROM event_actor x WHERE x.actor = actor.actor);
             UPDATE actor SET n_events = n, n_source = s, n_target = t
               FROM (SELECT actor AS whose, count(DISTINCT event) AS n,
                       count(DISTINCT CASE role WHEN 'source' THEN event END) AS s,
                       count(DISTINCT CASE role WHEN 'target' THEN event END) AS t
                     FROM event_actor GROUP BY actor)
               WHERE whose = actor
                 AND (n_events, n_source, n_target) IS NOT (n, s, t);",
        )?;
        Ok(())
    }
}

fn new_actor(tx: &Connection, key: &ActorKey) -> Result<i64> {
    tx.prepare_cached(
        "INSERT INTO actor (name, key, class, country, code) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![key.0, key.1, key.2, key.3, key.4])?;
    let id = tx.last_insert_rowid();
    tx.prepare_cached("INSERT INTO actor_search (rowid, name) VALUES (?1, ?2)")?
        .execute(params![id, key.0])?;
    Ok(id)
}

/// The row of an actor that a person has written, known by name only.
pub(crate) fn actor_named(tx: &Connection, name: &str) -> Result<i64> {
    use rusqlite::OptionalExtension as _;
    let known: Option<i64> = tx
        .prepare_cached(
            "SELECT rowid FROM actor WHERE name = ?1
             ORDER BY key IS NULL, country IS NULL, actor LIMIT 1",
        )?
        .query_row([name], |row| row.get(0))
        .optional()?;
    match known {
        Some(id) => Ok(id),
        None => new_actor(tx, &(name.to_owned(), None, None, None, None)),
    }
}

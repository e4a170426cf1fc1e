//! A store as an export sees it: the dossier, the texts, and what could not be read.

use std::collections::{BTreeMap, HashMap};

use dateline::{
    ClaimKind, DayRange, Dossier, EventType, Id, Kit, Outcome, Precision, Status,
};
use dateline_tables::{Problem, Told};
use rusqlite::{Connection, Row};

use crate::correct::stamp;
use crate::error::Result;
use crate::ids::key;

/// All that a store holds, in memory, as people have corrected it.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// What the articles say together.
    pub dossier: Dossier,
    /// The articles, in the order of `dossier.briefs`.
    pub told: Vec<Told>,
    /// What is in quarantine.
    pub problems: Vec<Problem>,
}

/// Collates the stored briefs anew, which gives what the rows were made of, and lets the
/// corrections of events and claims take effect as the rows have them.
pub(crate) fn held(connection: &mut Connection, kit: &Kit) -> Result<Held> {
    let briefs = crate::collate::briefs(connection)?;
    let mut dossier = dateline::collate(briefs, kit);
    correct_events(connection, &mut dossier)?;
    correct_claims(connection, &mut dossier)?;
    let mut texts = told(connection)?;
    let told =
        dossier.briefs.iter().map(|b| texts.remove(&key(b.id)).unwrap_or_default());
    Ok(Held { told: told.collect(), dossier, problems: problems(connection)? })
}

fn told(connection: &Connection) -> Result<HashMap<i64, Told>> {
    let mut statement = connection.prepare(
        "SELECT a.id, a.name, a.url, s.text, a.bylines, a.updated, a.dateline_place,
                a.language, s.given,
                (SELECT value FROM cell c WHERE c.doc = a.doc AND c.field =
                   (SELECT term FROM term WHERE name = 'deck') ORDER BY c.n LIMIT 1)
         FROM article a JOIN source s USING (doc)",
    )?;
    let told = |row: &Row<'_>| {
        let (bylines, updated): (String, Option<String>) = (row.get(4)?, row.get(5)?);
        let given: crate::Given =
            serde_json::from_str(&row.get::<_, String>(8)?).unwrap_or_default();
        let told = Told {
            name: row.get(1)?,
            url: row.get(2)?,
            text: row.get(3)?,
            bylines: serde_json::from_str(&bylines).unwrap_or_default(),
            updated: updated.as_deref().and_then(stamp),
            dateline_place: row.get(6)?,
            language: row.get(7)?,
            retrieved: given.retrieved,
            deck: row.get(9)?,
        };
        Ok((row.get(0)?, told))
    };
    Ok(statement.query_map([], told)?.collect::<std::result::Result<_, _>>()?)
}

fn problems(connection: &Connection) -> Result<Vec<Problem>> {
    let mut statement = connection
        .prepare("SELECT name, code, message FROM quarantine ORDER BY name, code")?;
    let problem = |row: &Row<'_>| {
        Ok(Problem { input: row.get(0)?, code: row.get(1)?, message: row.get(2)? })
    };
    Ok(statement.query_map([], problem)?.collect::<std::result::Result<_, _>>()?)
}

/// The cells of an event or claim that a person may have changed.
struct Reviewed {
    rejected: bool,
    kind: String,
    state: String,
    text: String,
    from: Option<String>,
    to: Option<String>,
    precision: String,
}

fn reviewed(connection: &Connection, sql: &str) -> Result<BTreeMap<i64, Reviewed>> {
    let mut statement = connection.prepare(sql)?;
    let row = |row: &Row<'_>| {
        let review: Option<String> = row.get(1)?;
        let reviewed = Reviewed {
            rejected: review.is_some_and(|review| review.starts_with("reject")),
            kind: row.get(2)?,
            state: row.get(3)?,
            text: row.get(4)?,
            from: row.get(5)?,
            to: row.get(6)?,
            precision: row.get(7)?,
        };
        Ok((row.get(0)?, reviewed))
    };
    Ok(statement.query_map([], row)?.collect::<std::result::Result<_, _>>()?)
}

impl Reviewed {
    fn days(&self) -> Option<DayRange> {
        let precision = match self.precision.as_str() {
            "year" => Precision::Year,
            "month" => Precision::Month,
            _ => Precision::Day,
        };
        let (start, end) =
            (self.from.as_ref()?.parse().ok()?, self.to.as_ref()?.parse().ok()?);
        Some(DayRange { start, end, precision })
    }
}

/// Drops what was rejected, and takes over the cells of the rows.
fn correct_events(connection: &Connection, dossier: &mut Dossier) -> Result<()> {
    let rows = reviewed(
        connection,
        &format!(
            "SELECT event, review, type, status, {}, date_from, date_to, precision
             FROM event e",
            crate::query::events::SUMMARY
        ),
    )?;
    let places = places(connection)?;
    let of = |id: Id| rows.get(&key(id));
    let mut moved: Vec<Option<u32>> = Vec::new();
    let mut kept = Vec::new();
    for mut event in std::mem::take(&mut dossier.events.events) {
        let row = of(event.id);
        if row.is_some_and(|row| row.rejected) {
            moved.push(None);
            continue;
        }
        if let Some(row) = row {
            if let Some(kind) =
                EventType::of(&row.kind).filter(|kind| *kind != event.kind)
            {
                event.kind = kind;
                // The code was one of the other type.
                event.cameo = None;
            }
            event.status = Status::of(&row.state).unwrap_or(event.status);
            event.summary.clone_from(&row.text);
            event.date = row.days();
        }
        if let Some(name) = places.get(&key(event.id)) {
            if event.place.as_ref().is_some_and(|p| Some(&p.name) != name.as_ref()) {
                event.place = event.place.filter(|_| name.is_some());
                if let (Some(place), Some(name)) = (&mut event.place, name) {
                    place.name.clone_from(name);
                    // Where the named place lies was not read.
                    (place.position, place.precision, place.geonameid) =
                        (None, None, None);
                }
            }
        }
        moved.push(Some(kept.len() as u32));
        kept.push(event);
    }
    dossier.events.events = kept;
    let new = |old: &u32| moved.get(*old as usize).copied().flatten();
    for story in &mut dossier.stories.stories {
        story.events = story.events.iter().filter_map(new).collect();
    }
    for claim in &mut dossier.claims.claims {
        claim.about_event = claim.about_event.as_ref().and_then(new);
    }
    Ok(())
}

fn places(connection: &Connection) -> Result<HashMap<i64, Option<String>>> {
    let mut statement = connection.prepare("SELECT event, place FROM event")?;
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    Ok(statement.query_map([], row)?.collect::<std::result::Result<_, _>>()?)
}

fn correct_claims(connection: &Connection, dossier: &mut Dossier) -> Result<()> {
    let rows = reviewed(
        connection,
        &format!(
            "SELECT claim, review, kind, outcome, {}, due_from, due_to, 'day' FROM claim c",
            crate::query::claims::STATEMENT
        ),
    )?;
    let kinds = [
        ClaimKind::Forecast,
        ClaimKind::Promise,
        ClaimKind::Denial,
        ClaimKind::Allegation,
        ClaimKind::Assessment,
        ClaimKind::Demand,
        ClaimKind::Threat,
    ];
    let outcomes = [
        Outcome::Confirmed,
        Outcome::PartlyConfirmed,
        Outcome::Contradicted,
        Outcome::Lapsed,
        Outcome::Open,
    ];
    dossier.claims.claims.retain_mut(|claim| {
        let Some(row) = rows.get(&key(claim.id)) else { return true };
        let kind = kinds.iter().find(|k| k.name() == row.kind);
        let outcome = outcomes.iter().find(|o| o.name() == row.state);
        claim.kind = kind.copied().unwrap_or(claim.kind);
        claim.outcome = outcome.copied().unwrap_or(claim.outcome);
        claim.statement.clone_from(&row.text);
        let same = |due: &DayRange| {
            let (from, to) = (due.start.to_string(), due.end.to_string());
            row.from.as_ref() == Some(&from) && row.to.as_ref() == Some(&to)
        };
        if !claim.due.as_ref().is_some_and(same) {
            claim.due = row.days();
        }
        !row.rejected
    });
    Ok(())
}

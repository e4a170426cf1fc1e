//! The statements that write events and claims, prepared once for all of them.

use dateline::{Claim, Event};
use rusqlite::{Transaction, params};

use super::told::Quoted;
use super::{NO_DAY, sort_of};
use crate::add::{degrees, thousandths};
use crate::error::Result;

pub(super) struct EventSql<'t> {
    pub(super) event: rusqlite::Statement<'t>,
    pub(super) actor: rusqlite::Statement<'t>,
    pub(super) telling: rusqlite::Statement<'t>,
    pub(super) variant: rusqlite::Statement<'t>,
}

impl<'t> EventSql<'t> {
    pub(super) fn prepare(tx: &'t Transaction<'_>) -> Result<Self> {
        Ok(Self {
            event: tx.prepare(
                "INSERT INTO event (event, sort, type, cameo, status, background, date_from,
                 date_to, precision, after, before, summary, place, lat, lon, country,
                 place_precision, geonameid, n_articles, n_origins, confidence, print,
                 summary_doc, summary_start, summary_end)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
                 ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)",
            )?,
            actor: tx.prepare(
                "INSERT INTO event_actor (event, n, role, actor) VALUES (?1, ?2, ?3, ?4)",
            )?,
            telling: tx.prepare(
                "INSERT INTO telling (event, doc, mention) VALUES (?1, ?2, ?3)",
            )?,
            variant: tx.prepare(
                "INSERT INTO variant (event, n, field, value, doc, start, \"end\")
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?,
        })
    }

    pub(super) fn event(
        &mut self,
        (key, print): (i64, i64),
        e: &Event,
        summary: Option<Quoted>,
    ) -> Result<()> {
        let (after, before) = e.bounds.unwrap_or_default();
        let day = e.date.map(|d| d.start).or(after).or(before);
        let place = e.place.as_ref();
        let position = place.and_then(|p| p.position);
        self.event.execute(params![
            key,
            day.map_or(NO_DAY, sort_of),
            e.kind.name(),
            e.cameo,
            e.status.name(),
            e.background,
            e.date.map(|d| d.start.to_string()),
            e.date.map(|d| d.end.to_string()),
            e.date.map_or("unknown", |d| d.precision.name()),
            after.map(|d| d.to_string()),
            before.map(|d| d.to_string()),
            Some(&e.summary).filter(|_| summary.is_none()),
            place.map(|p| p.name.as_str()),
            position.map(|(lat, _)| degrees(lat)),
            position.map(|(_, lon)| degrees(lon)),
            place.and_then(|p| p.country),
            place.and_then(|p| p.precision).map(dateline::PlacePrecision::name),
            place.and_then(|p| p.geonameid),
            e.n_articles,
            e.n_origins,
            e.confidence.map(thousandths),
            print,
            summary.map(|q| q.doc),
            summary.map(|q| q.at[0]),
            summary.map(|q| q.at[1]),
        ])?;
        Ok(())
    }
}

pub(super) struct ClaimSql<'t> {
    claim: rusqlite::Statement<'t>,
    pub(super) evidence: rusqlite::Statement<'t>,
    pub(super) turn: rusqlite::Statement<'t>,
}

impl<'t> ClaimSql<'t> {
    pub(super) fn prepare(tx: &'t Transaction<'_>) -> Result<Self> {
        Ok(Self {
            claim: tx.prepare(
                "INSERT INTO claim (claim, sort, kind, statement, made_from, made_to,
                 made_precision, \"by\", holder, about_event, due_from, due_to, outcome,
                 n_origins, confidence, print, statement_doc, statement_start,
                 statement_end)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
                 ?16, ?17, ?18, ?19)",
            )?,
            evidence: tx.prepare(
                "INSERT INTO claim_evidence (claim, n, role, doc, start, \"end\")
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?,
            turn: tx.prepare(
                "INSERT INTO claim_turn (claim, n, \"on\", outcome, because, doc, start,
                 \"end\") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?,
        })
    }

    pub(super) fn claim(
        &mut self,
        (key, print): (i64, i64),
        c: &Claim,
        statement: Option<Quoted>,
        (by, about, n_origins): (i64, Option<i64>, usize),
    ) -> Result<()> {
        self.claim.execute(params![
            key,
            c.made_on.map_or(NO_DAY, |d| sort_of(d.start)),
            c.kind.name(),
            Some(&c.statement).filter(|_| statement.is_none()),
            c.made_on.map(|d| d.start.to_string()),
            c.made_on.map(|d| d.end.to_string()),
            c.made_on.map(|d| d.precision.name()),
            by,
            c.by.last(),
            about,
            c.due.map(|d| d.start.to_string()),
            c.due.map(|d| d.end.to_string()),
            c.outcome.name(),
            n_origins,
            c.confidence.map(thousandths),
            print,
            statement.map(|q| q.doc),
            statement.map(|q| q.at[0]),
            statement.map(|q| q.at[1]),
        ])?;
        Ok(())
    }
}

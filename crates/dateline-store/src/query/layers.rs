//! What of an article's text is what: marks that can be laid over it.

use rusqlite::{Connection, params};
use serde::Serialize;

use crate::error::Result;
use crate::ids::{What, doc_of, find_one, written};

/// A stretch of an article's text with what it was read as.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MarkRow {
    /// `source`, `cue`, `content`, `time`, `name`, `place` or `event`.
    pub layer: String,
    /// First code point.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// In words: what was read.
    pub label: String,
    /// The merged event that it tells, for `event`.
    pub event: Option<String>,
    /// Which attribution of the article it belongs to, for `source`, `cue`, `content`.
    pub attribution: Option<u32>,
}

/// The marks of an article, by place; longer ones before those inside them.
pub(crate) fn marks(connection: &Connection, article: &str) -> Result<Vec<MarkRow>> {
    let key = find_one(connection, article, What::Article)?;
    let Some(doc) = doc_of(connection, key)? else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    attributions(connection, doc, &mut out)?;
    let simple = [
        (
            "time",
            "SELECT start, \"end\", k.name || ' ' || ifnull(value, 'not known: ' ||
             ifnull(reason, '?')) FROM time JOIN term k ON k.term = type WHERE doc = ?1",
        ),
        (
            "name",
            "SELECT m.value, m.value + ((e.mentions ->> (m.key + 1)) >> 2),
             e.name || ' · ' || k.name || ifnull(' · ' || e.code, '')
             FROM entity e JOIN term k ON k.term = e.class
             JOIN json_each(e.mentions) m ON m.key % 2 = 0 WHERE e.doc = ?1",
        ),
        (
            "place",
            "SELECT start, \"end\", name || ifnull(', ' || country, '') || ' · ' || precision
             FROM place WHERE doc = ?1",
        ),
    ];
    for (layer, sql) in simple {
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map([doc], |r| {
            Ok(MarkRow {
                layer: layer.to_owned(),
                start: r.get(0)?,
                end: r.get(1)?,
                label: r.get(2)?,
                event: None,
                attribution: None,
            })
        })?;
        for row in rows {
            out.push(row?);
        }
    }
    events(connection, doc, &mut out)?;
    out.sort_by(|a, b| {
        (a.start, b.end, &a.layer, &a.label).cmp(&(b.start, a.end, &b.layer, &b.label))
    });
    Ok(out)
}

fn attributions(connection: &Connection, doc: i64, out: &mut Vec<MarkRow>) -> Result<()> {
    let mut chain = connection.prepare_cached(
        "SELECT name FROM link WHERE doc = ?1 AND attribution = ?2 ORDER BY n",
    )?;
    let mut statement = connection.prepare_cached(
        "SELECT n, source_start, source_end, cue_start, cue_end, content_start,
           content_end, k.name, direct FROM attribution JOIN term k ON k.term = stance
         WHERE doc = ?1 ORDER BY n",
    )?;
    let mut rows = statement.query([doc])?;
    while let Some(r) = rows.next()? {
        let n: i64 = r.get(0)?;
        let names: Vec<String> = chain
            .query_map(params![doc, n], |r| r.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let who = if names.is_empty() {
            "nobody named".to_owned()
        } else {
            names.join(" › ")
        };
        let stance: String = r.get(7)?;
        let direct: bool = r.get(8)?;
        let how = if direct { "direct" } else { "indirect" };
        let label = format!("{who} {stance} · {how}");
        for (layer, at) in [("source", 1), ("cue", 3), ("content", 5)] {
            let (start, end): (Option<u32>, Option<u32>) = (r.get(at)?, r.get(at + 1)?);
            if let (Some(start), Some(end)) = (start, end) {
                out.push(MarkRow {
                    layer: layer.to_owned(),
                    start,
                    end,
                    label: label.clone(),
                    event: None,
                    attribution: u32::try_from(n).ok(),
                });
            }
        }
    }
    Ok(())
}

fn events(connection: &Connection, doc: i64, out: &mut Vec<MarkRow>) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT m.trigger_start, m.trigger_end, k.name, status.name, m.date_from, m.date_to,
           m.place, min(t.event)
         FROM event_mention m JOIN term k ON k.term = m.type
           JOIN term status ON status.term = m.status LEFT JOIN telling t ON t.doc = m.doc AND t.mention = m.n
         WHERE m.doc = ?1 GROUP BY m.n ORDER BY m.n",
    )?;
    let mut rows = statement.query([doc])?;
    while let Some(r) = rows.next()? {
        let (kind, status): (String, String) = (r.get(2)?, r.get(3)?);
        let (from, to): (Option<String>, Option<String>) = (r.get(4)?, r.get(5)?);
        let place: Option<String> = r.get(6)?;
        let event: Option<i64> = r.get(7)?;
        let mut label = format!("{kind} · {}", status.replace('_', " "));
        match (from, to) {
            (Some(from), Some(to)) if from != to => {
                label.push_str(&format!(" · {from} to {to}"))
            }
            (Some(day), _) => label.push_str(&format!(" · {day}")),
            _ => {}
        }
        if let Some(place) = place {
            label.push_str(&format!(" · {place}"));
        }
        out.push(MarkRow {
            layer: "event".to_owned(),
            start: r.get(0)?,
            end: r.get(1)?,
            label,
            event: event.map(|e| written(What::Event, e)),
            attribution: None,
        });
    }
    Ok(())
}

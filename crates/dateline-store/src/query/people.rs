//! Who says and does: quotes and actors.

use rusqlite::Connection;

use super::{List, texts};
use crate::error::Result;
use crate::filter::{Filter, Where, actors as meant, day_range, is_country, like, named};
use crate::ids::{What, written};
use crate::rows::{ActorRow, QuoteRow, Rows};

/// Quotes by article and place.
pub(crate) fn quotes(connection: &Connection, filter: &Filter) -> Result<Rows<QuoteRow>> {
    let mut w = Where::default();
    if let Some(speaker) = filter.speaker.as_ref().or(filter.actor.as_ref()) {
        w.and(
            "q.speaker IN (SELECT term FROM term WHERE name LIKE ? ESCAPE '\\')",
            [like(speaker).into()],
        );
    }
    if let Some(from) = &filter.from {
        w.and("a.published >= ?", [day_range(from)?.start.to_string().into()]);
    }
    if let Some(to) = &filter.to {
        w.and("a.published <= ?", [format!("{}U", day_range(to)?.end).into()]);
    }
    if let Some(publisher) = &filter.publisher {
        w.and("a.publisher LIKE ? ESCAPE '\\'", [like(publisher).into()]);
    }
    if let Some(story) = named(connection, filter.story.as_ref(), What::Story)? {
        w.and("a.doc IN (SELECT doc FROM placed WHERE story = ?)", [story.into()]);
    }
    if let Some(article) = named(connection, filter.article.as_ref(), What::Article)? {
        w.and("a.id = ?", [article.into()]);
    }
    if let Some(text) = &filter.text {
        match crate::filter::words(text) {
            Some(expression) => w.and(
                "q.doc IN (SELECT rowid FROM search WHERE search MATCH ?) AND \
                 substr(s.text, q.start + 1, q.\"end\" - q.start) LIKE ? ESCAPE '\\'",
                [expression.into(), like(text.trim_matches('"')).into()],
            ),
            None => w.and("0", []),
        }
    }
    // One number orders them: no article has a million quotes.
    w.after(filter, "q.doc", "q.n")?;
    let columns = "q.doc, q.n, a.id, a.name, q.start, q.\"end\", \
         substr(s.text, q.start + 1, q.\"end\" - q.start), \
         (SELECT name FROM term WHERE term = q.speaker), q.direct, q.chain, a.published"
        .to_owned();
    let from = "quote q LEFT JOIN article a ON a.doc = q.doc \
         LEFT JOIN source s ON s.doc = q.doc";
    let order = ("q.doc", "q.n");
    let list = List { columns, from, unique: "q.doc, q.n", conditions: &w, order };
    list.page(connection, filter, |_, row| {
        Ok(QuoteRow {
            article: written(What::Article, row.get(2)?),
            file: row.get(3)?,
            start: row.get(4)?,
            end: row.get(5)?,
            text: row.get(6)?,
            speaker: row.get(7)?,
            direct: row.get(8)?,
            chain: texts(row, 9)?,
            published: row.get(10)?,
        })
    })
}

/// Who takes part in events, those in most first.
pub(crate) fn actors(connection: &Connection, filter: &Filter) -> Result<Rows<ActorRow>> {
    let mut w = Where::default();
    if let Some(actor) = filter.actor.as_ref().or(filter.text.as_ref()) {
        let (sql, values) = meant(actor);
        w.and(format!("a.actor IN ({sql})"), values);
    }
    if let Some(place) = filter.place.as_ref().filter(|p| is_country(p)) {
        w.and("a.country = ?", [place.clone().into()]);
    }
    if let Some(story) = named(connection, filter.story.as_ref(), What::Story)? {
        w.and(
            "a.actor IN (SELECT x.actor FROM story_event y JOIN event_actor x USING (event) \
             WHERE y.story = ?)",
            [story.into()],
        );
    }
    let most_first = Filter { latest_first: true, ..filter.clone() };
    w.after(&most_first, "a.n_events", "a.actor")?;
    let columns = "a.n_events, a.actor, a.name, a.key, a.class, a.country, a.n_source, \
         a.n_target"
        .to_owned();
    let order = ("a.n_events", "a.actor");
    let list =
        List { columns, from: "actor a", unique: "a.actor", conditions: &w, order };
    list.page(connection, &most_first, |_, row| {
        Ok(ActorRow {
            name: row.get(2)?,
            entity: row.get(3)?,
            class: row.get(4)?,
            country: row.get(5)?,
            events: row.get(0)?,
            source: row.get(6)?,
            target: row.get(7)?,
        })
    })
}

//! Articles, stories, copies and what was odd.

use rusqlite::{Connection, Row, params_from_iter};

use super::{List, texts};
use crate::document::{Document, unpack};
use crate::error::{Error, Result};
use crate::filter::{Filter, Where, day_range, is_many, like, named, words};
use crate::ids::{What, written};
use crate::rows::{
    ArticlePage, ArticleRow, CellRow, CopyRow, ProblemRow, Rows, StoryRow, ZoneRow,
};

const COLUMNS: &str = "ifnull(a.published, '~'), a.id, a.name, a.url, a.publisher, a.agency, \
     a.headline, a.bylines, a.published, a.updated, a.dateline_place, a.language, \
     a.is_article, a.n_words, p.origin, p.story, \
     (SELECT n_articles FROM origin o WHERE o.origin = p.origin)";
const FROM: &str = "article a LEFT JOIN placed p ON p.doc = a.doc";

fn conditions(connection: &Connection, filter: &Filter) -> Result<Where> {
    let mut w = Where::default();
    if let Some(from) = &filter.from {
        let from = day_range(from)?.start.to_string();
        w.and("ifnull(a.published, '~') >= ? AND a.published IS NOT NULL", [from.into()]);
    }
    if let Some(to) = &filter.to {
        // The whole last day: a time of day stands after its date.
        let to = format!("{}U", day_range(to)?.end);
        w.and("ifnull(a.published, '~') <= ?", [to.into()]);
    }
    if let Some(publisher) = &filter.publisher {
        w.and("a.publisher LIKE ? ESCAPE '\\'", [like(publisher).into()]);
    }
    if let Some(story) = named(connection, filter.story.as_ref(), What::Story)? {
        w.and("p.story = ?", [story.into()]);
    }
    if let Some(article) = named(connection, filter.article.as_ref(), What::Article)? {
        w.and("a.id = ?", [article.into()]);
    }
    if let Some(origin) = named(connection, filter.origin.as_ref(), What::Origin)? {
        w.and("p.origin = ?", [origin.into()]);
    }
    if let Some(place) = &filter.place {
        w.and("a.dateline_place LIKE ? ESCAPE '\\'", [like(place).into()]);
    }
    if let Some(actor) = &filter.actor {
        let (sql, values) = crate::filter::actors(actor);
        w.and(
            format!(
                "a.doc IN (SELECT t.doc FROM telling t JOIN event_actor x USING (event) \
                 WHERE x.actor IN ({sql}))"
            ),
            values,
        );
    }
    if let Some(text) = &filter.text {
        match words(text) {
            Some(expression) => w.and(
                "a.doc IN (SELECT rowid FROM search WHERE search MATCH ?)",
                [expression.into()],
            ),
            None => w.and("0", []),
        }
    }
    Ok(w)
}

/// Articles by the time they were published.
pub(crate) fn list(connection: &Connection, filter: &Filter) -> Result<Rows<ArticleRow>> {
    let mut w = conditions(connection, filter)?;
    w.after(filter, "ifnull(a.published, '~')", "a.id")?;
    List {
        columns: COLUMNS.to_owned(),
        from: FROM,
        unique: "a.id",
        conditions: &w,
        order: ("ifnull(a.published, '~')", "a.id"),
    }
    .page(connection, filter, |_, row| Ok(article(row)?))
}

/// How many articles a filter finds.
pub(crate) fn count(connection: &Connection, filter: &Filter) -> Result<u64> {
    let w = conditions(connection, filter)?;
    let sql = format!("SELECT count(*) FROM {FROM} {}", w.sql());
    let n: i64 = connection
        .prepare_cached(&sql)?
        .query_row(params_from_iter(&w.parameters), |row| row.get(0))?;
    Ok(n as u64)
}

pub(crate) fn article(row: &Row<'_>) -> rusqlite::Result<ArticleRow> {
    let (origin, story): (Option<i64>, Option<i64>) = (row.get(14)?, row.get(15)?);
    let copies: Option<u32> = row.get(16)?;
    Ok(ArticleRow {
        id: written(What::Article, row.get(1)?),
        file: row.get(2)?,
        url: row.get(3)?,
        publisher: row.get(4)?,
        agency: row.get(5)?,
        headline: row.get(6)?,
        bylines: texts(row, 7)?,
        published: row.get(8)?,
        updated: row.get(9)?,
        dateline_place: row.get(10)?,
        language: row.get(11)?,
        is_article: row.get(12)?,
        words: row.get(13)?,
        origin: origin.map(|o| written(What::Origin, o)),
        copies: copies.unwrap_or(1),
        story: story.map(|s| written(What::Story, s)),
    })
}

/// One article with its text and what labels it.
pub(crate) fn page(connection: &Connection, id: i64) -> Result<ArticlePage> {
    let sql = format!("SELECT {COLUMNS}, a.doc FROM {FROM} WHERE a.id = ?1");
    let (article, doc): (ArticleRow, i64) = connection
        .prepare_cached(&sql)?
        .query_row([id], |row| Ok((article(row)?, row.get(17)?)))?;
    let text = connection
        .prepare_cached("SELECT text FROM source WHERE doc = ?1")?
        .query_row([doc], |row| row.get(0))?;
    let zones = connection
        .prepare_cached(
            "SELECT z.start, z.\"end\", k.name, w.name FROM zone z
             JOIN term k ON k.term = z.kind JOIN term w ON w.term = z.why
             WHERE z.doc = ?1 ORDER BY z.n",
        )?
        .query_map([doc], |row| {
            Ok(ZoneRow {
                start: row.get(0)?,
                end: row.get(1)?,
                kind: row.get(2)?,
                why: row.get(3)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    let cells = connection
        .prepare_cached(
            "SELECT f.name, c.value, o.name, c.start, c.\"end\", r.name FROM cell c
             JOIN term f ON f.term = c.field JOIN term o ON o.term = c.\"from\"
             JOIN term r ON r.term = c.rule WHERE c.doc = ?1 ORDER BY c.n",
        )?
        .query_map([doc], |row| {
            Ok(CellRow {
                field: row.get(0)?,
                value: row.get(1)?,
                from: row.get(2)?,
                start: row.get(3)?,
                end: row.get(4)?,
                rule: row.get(5)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    let notes = connection
        .prepare_cached("SELECT code, message FROM note WHERE doc = ?1 ORDER BY n")?
        .query_map([doc], |row| {
            let (code, message) = (row.get(0)?, row.get(1)?);
            Ok(ProblemRow { input: article.file.clone(), code, message })
        })?
        .collect::<Result<_, _>>()?;
    Ok(ArticlePage { article, text, zones, cells, notes })
}

/// A document as it was given.
pub(crate) fn document(connection: &Connection, id: i64) -> Result<Document> {
    let (name, given, raw, text): (String, String, Option<Vec<u8>>, String) = connection
        .prepare_cached(
            "SELECT a.name, s.given, s.raw, s.text FROM article a JOIN source s USING (doc)
             WHERE a.id = ?1",
        )?
        .query_row([id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    restored(name, &given, raw, text)
}

/// A document from what is kept of it.
pub(crate) fn restored(
    name: String,
    given: &str,
    raw: Option<Vec<u8>>,
    text: String,
) -> Result<Document> {
    let bytes = match raw {
        None => text.into_bytes(),
        Some(packed) => unpack(&packed).ok_or_else(|| {
            Error::damaged(format!("the kept bytes of {name} are damaged"))
        })?,
    };
    Ok(Document { name, bytes, given: serde_json::from_str(given).unwrap_or_default() })
}

/// Stories by their last day.
pub(crate) fn stories(
    connection: &Connection,
    filter: &Filter,
) -> Result<Rows<StoryRow>> {
    let mut w = Where::default();
    if let Some(from) = &filter.from {
        w.and("s.last >= ?", [day_range(from)?.start.to_string().into()]);
    }
    if let Some(to) = &filter.to {
        w.and("s.first <= ?", [day_range(to)?.end.to_string().into()]);
    }
    if let Some(story) = named(connection, filter.story.as_ref(), What::Story)? {
        w.and("s.story = ?", [story.into()]);
    }
    if let Some(text) = &filter.text {
        match words(text) {
            Some(expression) => w.and(
                "s.story IN (SELECT story FROM placed WHERE doc IN \
                 (SELECT rowid FROM search WHERE search MATCH ?))",
                [expression.into()],
            ),
            None => w.and("0", []),
        }
    }
    if let Some(actor) = &filter.actor {
        let (sql, values) = crate::filter::actors(actor);
        let n =
            format!("SELECT ifnull(sum(n_events), 0) FROM actor WHERE actor IN ({sql})");
        let condition = if is_many(connection, &n, &values)? {
            format!(
                "EXISTS (SELECT 1 FROM story_event y JOIN event_actor x USING (event) \
                 WHERE y.story = s.story AND +x.actor IN ({sql}))"
            )
        } else {
            format!(
                "s.story IN (SELECT y.story FROM story_event y JOIN event_actor x \
                 USING (event) WHERE x.actor IN ({sql}))"
            )
        };
        w.and(condition, values);
    }
    if let Some(n) = filter.min_origins {
        w.and(
            "(SELECT count(DISTINCT origin) FROM placed p WHERE p.story = s.story) >= ?",
            [i64::from(n).into()],
        );
    }
    w.after(filter, "ifnull(s.last, '')", "s.story")?;
    let columns = "ifnull(s.last, ''), s.story, s.title, s.n_articles, s.first, \
         s.last, (SELECT count(*) FROM story_event x WHERE x.story = s.story), \
         (SELECT count(DISTINCT origin) FROM placed p WHERE p.story = s.story)"
        .to_owned();
    let order = ("ifnull(s.last, '')", "s.story");
    let list =
        List { columns, from: "story s", unique: "s.story", conditions: &w, order };
    list.page(connection, filter, |key, row| {
        Ok(StoryRow {
            id: written(What::Story, key),
            title: row.get(2)?,
            articles: row.get(3)?,
            first: row.get(4)?,
            last: row.get(5)?,
            events: row.get(6)?,
            origins: row.get(7)?,
        })
    })
}

/// Groups of articles that share text; of one article where the filter names it.
pub(crate) fn copies(connection: &Connection, filter: &Filter) -> Result<Rows<CopyRow>> {
    let mut w = Where::default();
    w.any_of("k.kind", &filter.kind);
    if let Some(article) = named(connection, filter.article.as_ref(), What::Article)? {
        w.and(
            "k.copy IN (SELECT copy FROM copy_article WHERE doc = \
             (SELECT doc FROM article WHERE id = ?))",
            [article.into()],
        );
    }
    if let Some(story) = named(connection, filter.story.as_ref(), What::Story)? {
        w.and(
            "k.copy IN (SELECT copy FROM copy_article JOIN placed USING (doc) \
             WHERE story = ?)",
            [story.into()],
        );
    }
    w.after(filter, "k.kind", "k.copy")?;
    let list = List {
        columns: "k.kind, k.copy".to_owned(),
        from: "copy k",
        unique: "k.copy",
        conditions: &w,
        order: ("k.kind", "k.copy"),
    };
    list.page(connection, filter, |key, row| group(connection, key, row.get(0)?))
}

/// One group of copies.
pub(crate) fn copy(connection: &Connection, key: i64) -> Result<CopyRow> {
    let kind = connection
        .prepare_cached("SELECT kind FROM copy WHERE copy = ?1")?
        .query_row([key], |row| row.get(0))?;
    group(connection, key, kind)
}

fn group(connection: &Connection, key: i64, kind: String) -> Result<CopyRow> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {FROM} JOIN copy_article x ON x.doc = a.doc
         WHERE x.copy = ?1 ORDER BY ifnull(a.published, '~'), a.name"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let articles: Vec<ArticleRow> =
        statement.query_map([key], article)?.collect::<Result<_, _>>()?;
    let agency = articles.iter().find_map(|a| a.agency.clone());
    Ok(CopyRow { id: written(What::Copy, key), kind, agency, articles })
}

/// Inputs that were not read, and articles that were read only oddly.
pub(crate) fn problems(connection: &Connection, limit: usize) -> Result<Vec<ProblemRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT name, code, message FROM problems ORDER BY quarantined DESC, name, code
         LIMIT ?1",
    )?;
    let rows = statement.query_map([limit as i64], |row| {
        Ok(ProblemRow { input: row.get(0)?, code: row.get(1)?, message: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

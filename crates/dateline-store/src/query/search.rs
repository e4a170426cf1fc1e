//! Full-text search, with the place of each hit.

use rusqlite::{Connection, params, params_from_iter, types::Value};

use crate::error::{Error, Result};
use crate::filter::{Filter, Where, day_range, like, named, words};
use crate::ids::{What, written};
use crate::rows::{HitRow, Rows};

/// Marks that no page holds: hits are found again by them.
const OPEN: char = '\u{FDD0}';
const CLOSE: char = '\u{FDD1}';

/// Code points around the first hit that a snippet shows.
const BEFORE: usize = 60;
const AFTER: usize = 180;

/// Hits that are given for one article.
const HITS: usize = 20;

/// Articles that hold the words of `filter.text`, best first (BM25, a headline counting
/// four times). Furniture is text too, but a hit in it alone stands last.
pub(crate) fn search(connection: &Connection, filter: &Filter) -> Result<Rows<HitRow>> {
    let asked = filter.text.as_deref().unwrap_or("");
    let Some(expression) = words(asked) else {
        return Err(Error::request("nothing to search for: give at least one word"));
    };
    let mut w = Where::default();
    w.and("search MATCH ?", [expression.clone().into()]);
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
    let from = match &filter.cursor {
        None => 0,
        Some(cursor) => cursor
            .parse::<usize>()
            .map_err(|_| Error::request(format!("{cursor:?} is no cursor")))?,
    };
    let limit = filter.limit();
    // Marking the words of an article costs far more than ranking it: only what is shown.
    let sql = format!(
        "SELECT a.doc, a.id, a.name, a.headline, a.publisher, a.published
         FROM search JOIN article a ON a.doc = search.rowid {}
         ORDER BY bm25(search, 4.0, 1.0), a.id LIMIT {} OFFSET {from}",
        w.sql(),
        limit + 1
    );
    let mut mark = connection.prepare_cached(
        "SELECT highlight(search, 1, char(64976), char(64977)) FROM search
         WHERE search MATCH ?1 AND rowid = ?2",
    )?;
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = statement.query(params_from_iter(&w.parameters as &[Value]))?;
    let mut rows = Vec::new();
    let mut more = false;
    while let Some(row) = found.next()? {
        if rows.len() == limit {
            more = true;
            break;
        }
        let headline: Option<String> = row.get(3)?;
        let doc: i64 = row.get(0)?;
        let marked: String =
            mark.query_row(params![expression, doc], |row| row.get(0))?;
        let read = read_zones(connection, doc)?;
        let hits = hits(&marked);
        let inside =
            |hit: &[u32; 2]| read.iter().any(|z| z[0] <= hit[0] && hit[1] <= z[1]);
        let (told, furniture): (Vec<_>, Vec<_>) = hits.into_iter().partition(inside);
        let mut hits = if told.is_empty() { furniture } else { told };
        let snippet = match hits.first() {
            Some(first) => snippet(&marked, *first),
            None => headline.clone().unwrap_or_default(),
        };
        hits.truncate(HITS);
        rows.push(HitRow {
            article: written(What::Article, row.get(1)?),
            file: row.get(2)?,
            headline,
            publisher: row.get(4)?,
            published: row.get(5)?,
            snippet,
            hits,
        });
    }
    let next = more.then(|| (from + limit).to_string());
    Ok(Rows { rows, next })
}

/// The stretches of an article that are its own words.
fn read_zones(connection: &Connection, doc: i64) -> Result<Vec<[u32; 2]>> {
    let mut statement = connection.prepare_cached(
        "SELECT start, \"end\" FROM zone WHERE doc = ?1
         AND kind IN (SELECT term FROM term WHERE name IN
           ('body', 'headline', 'deck', 'caption', 'dateline')) ORDER BY n",
    )?;
    let rows = statement.query_map([doc], |row| Ok([row.get(0)?, row.get(1)?]))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The marked stretches, in code points of the text without its marks.
fn hits(marked: &str) -> Vec<[u32; 2]> {
    let (mut at, mut open, mut out) = (0, None, Vec::new());
    for c in marked.chars() {
        match c {
            OPEN => open = Some(at),
            CLOSE => out.extend(open.take().map(|start| [start, at])),
            _ => at += 1,
        }
    }
    out
}

/// Words around a hit, on one line, every hit in them between « and ».
fn snippet(marked: &str, hit: [u32; 2]) -> String {
    let from = (hit[0] as usize).saturating_sub(BEFORE);
    let to = hit[1] as usize + AFTER;
    let (mut at, mut out, mut cut) = (0_usize, String::new(), false);
    for c in marked.chars() {
        let inside = at >= from && at < to;
        match c {
            OPEN if inside => out.push('«'),
            CLOSE if at > from && at <= to => out.push('»'),
            OPEN | CLOSE => {}
            c => {
                if inside {
                    out.push(c);
                }
                cut |= at >= to;
                at += 1;
            }
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    let mut line = words.join(" ");
    if from > 0 {
        // A word that is cut is left out, a marked one is never at the edge.
        line = line.split_once(' ').map_or(line.clone(), |(_, rest)| format!("… {rest}"));
    }
    if cut {
        line =
            line.rsplit_once(' ').map_or(line.clone(), |(head, _)| format!("{head} …"));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_counted_without_marks() {
        let marked = "Zoë \u{FDD0}said\u{FDD1} “\u{FDD0}no\u{FDD1}”";
        assert_eq!(hits(marked), [[4, 8], [10, 12]]);
        assert_eq!(snippet(marked, [4, 8]), "Zoë «said» “«no»”");
    }
}

//! What people have said of events and claims as gold: the documents with the judged rows,
//! enough to see how well a later program reads them.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::correct::{Anchor, CLAIM_FIELDS, EVENT_FIELDS};
use crate::document::Document;
use crate::error::Result;
use crate::ids::{What, find, written};
use crate::query::{claims, events};

/// One line of a gold file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum Gold {
    /// A document that the rows after it point into. Its fields are those of a line of JSON
    /// input, so that a gold file can be read with `--from jsonl` too.
    Document(GoldDocument),
    /// An event.
    Event(GoldRow),
    /// A claim.
    Claim(GoldRow),
}

/// A document of a gold file.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GoldDocument {
    /// The article's identifier.
    pub article: String,
    /// Its name.
    pub id: String,
    /// `page` or `body` text, or...
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// ...the page as HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// How it is to be understood.
    pub kind: String,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A headline kept outside the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When it was fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<String>,
}

/// Words that a judged row rests on, in code points.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GoldSpan {
    /// The article's identifier.
    pub article: String,
    /// First code point: of the trigger for events, of the claim's words for claims.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// A judged event or claim with its right values.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GoldRow {
    /// What it was called.
    pub id: String,
    /// Whether it should be there at all.
    pub right: bool,
    /// The cells that somebody has judged; the others are the machine's own.
    pub judged: Vec<String>,
    /// The words that it rests on.
    pub at: Vec<GoldSpan>,
    /// Event type or claim kind; of a row that should not be there, what it was taken for.
    pub kind: String,
    /// Event status or claim outcome.
    pub status: String,
    /// First day (of a claim: when it is due), as exact as it is known.
    pub date: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Who does it.
    pub sources: Vec<String>,
    /// To whom.
    pub targets: Vec<String>,
    /// Who said so.
    pub authors: Vec<String>,
}

/// Everything that was judged.
pub(crate) fn gold(connection: &Connection) -> Result<Vec<Gold>> {
    let mut statement =
        connection.prepare("SELECT DISTINCT d.id FROM corrected d ORDER BY d.id")?;
    let ids: Vec<String> =
        statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let (mut rows, mut articles) = (Vec::new(), BTreeSet::new());
    for id in ids {
        let (what, key) = find(connection, &id)?;
        let row = match what {
            What::Event => Gold::Event(event(connection, key, &id)?),
            What::Claim => Gold::Claim(claim(connection, key, &id)?),
            _ => continue,
        };
        if let Gold::Event(row) | Gold::Claim(row) = &row {
            articles.extend(row.at.iter().map(|at| at.article.clone()));
        }
        rows.push(row);
    }
    let mut out = Vec::new();
    for article in articles {
        out.push(Gold::Document(document(connection, article)?));
    }
    out.extend(rows);
    Ok(out)
}

/// The cells that were judged and by whom; whether the row was rejected.
fn judged(
    connection: &Connection,
    id: &str,
    all: &[&str],
) -> Result<(Vec<String>, Vec<String>, bool)> {
    let mut statement = connection.prepare_cached(
        "SELECT x.action, x.field, x.author FROM corrected d JOIN correction x
         USING (correction) WHERE d.id = ?1 ORDER BY x.made_at, x.correction",
    )?;
    let mut rows = statement.query([id])?;
    let (mut fields, mut authors) = (BTreeSet::new(), BTreeSet::new());
    let mut rejected = false;
    while let Some(row) = rows.next()? {
        let (action, field): (String, String) = (row.get(0)?, row.get(1)?);
        authors.insert(row.get::<_, String>(2)?);
        match (action.as_str(), field.is_empty()) {
            ("accept", true) => {
                rejected = false;
                fields.extend(all.iter().map(|f| (*f).to_owned()));
            }
            ("reject", true) => rejected = true,
            _ => {
                fields.insert(field);
            }
        }
    }
    Ok((fields.into_iter().collect(), authors.into_iter().collect(), rejected))
}

fn spans(anchors: Vec<Anchor>) -> Vec<GoldSpan> {
    let one = |a: Anchor| GoldSpan {
        article: written(What::Article, a.article),
        start: a.start,
        end: a.end,
    };
    anchors.into_iter().map(one).collect()
}

fn event(connection: &Connection, key: i64, id: &str) -> Result<GoldRow> {
    let row = events::one(connection, key)?;
    let (judged, authors, rejected) = judged(connection, id, EVENT_FIELDS)?;
    let names = |role| row.names(role).into_iter().map(str::to_owned).collect();
    Ok(GoldRow {
        id: id.to_owned(),
        right: !rejected,
        judged,
        at: spans(crate::correct::anchors(connection, What::Event, key)?),
        sources: names("source"),
        targets: names("target"),
        kind: row.kind,
        status: row.status,
        date: row.date,
        place: row.place.map(|p| p.name),
        authors,
    })
}

fn claim(connection: &Connection, key: i64, id: &str) -> Result<GoldRow> {
    let row = claims::one(connection, key)?;
    let (judged, authors, rejected) = judged(connection, id, CLAIM_FIELDS)?;
    Ok(GoldRow {
        id: id.to_owned(),
        right: !rejected,
        judged,
        at: spans(crate::correct::anchors(connection, What::Claim, key)?),
        kind: row.kind,
        status: row.outcome,
        date: row.due.map(|d| d.start),
        authors,
        ..GoldRow::default()
    })
}

fn document(connection: &Connection, article: String) -> Result<GoldDocument> {
    let key = crate::ids::find_one(connection, &article, What::Article)?;
    let Document { name, bytes, given } =
        crate::query::articles::document(connection, key)?;
    let (kind, text): (String, String) = connection.query_row(
        "SELECT a.kind, s.text FROM article a JOIN source s USING (doc) WHERE a.id = ?1",
        [key],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    // A page of another encoding than UTF-8 goes as the text that was read from it, which
    // has the same positions.
    let html = (kind == "html").then(|| String::from_utf8(bytes).ok()).flatten();
    let is_html = html.is_some();
    Ok(GoldDocument {
        article,
        id: name,
        text: (!is_html).then_some(text),
        html,
        kind: if kind == "html" && !is_html { "page".to_owned() } else { kind },
        url: given.url,
        title: given.title,
        publisher: given.publisher,
        published: given.published,
        retrieved: given.retrieved,
    })
}

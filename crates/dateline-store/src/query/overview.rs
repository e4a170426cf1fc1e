//! Counts over many rows: what charts, facets and tables of sources are made of.

use rusqlite::{Connection, Row, params_from_iter, types::Value};
use serde::Serialize;

use crate::error::Result;
use crate::ids::{What, find_one, written};

/// Articles that were published on one day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ActivityRow {
    /// The day.
    pub day: String,
    /// Texts that were published for the first time.
    pub origins: u32,
    /// Articles that carry a text published before.
    pub reprints: u32,
}

/// A value and how many rows have it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FacetRow {
    /// Which cell: `type`, `status`, `country`, `publisher`.
    pub field: String,
    /// The value.
    pub value: String,
    /// How many events (articles for `publisher`) have it.
    pub n: u32,
}

/// How often one actor is told to act towards another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PairRow {
    /// Who acts; of two participants the one that sorts first.
    pub source: String,
    /// Towards whom.
    pub target: String,
    /// Events.
    pub events: u32,
}

/// A place with the events told there.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PlaceCount {
    /// Its name.
    pub name: String,
    /// Degrees north; null where there is no point.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// ISO 3166-1 alpha-3 code.
    pub country: Option<String>,
    /// `point`, `city`, `region`, `country`, `area`.
    pub precision: Option<String>,
    /// Events.
    pub events: u32,
}

/// An outlet or agency and how its reports stand to those of others.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SourceRow {
    /// The outlet.
    pub publisher: String,
    /// Articles of it.
    pub articles: u32,
    /// Texts that nobody published before it.
    pub own: u32,
    /// Events of two or more origins that it told first.
    pub first: u32,
}

/// Someone who makes claims, and what became of those that could be tested.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct HolderRow {
    /// Who is bound by the claims.
    pub holder: String,
    /// Forecasts, promises and threats.
    pub ahead: u32,
    /// Those that came true.
    pub confirmed: u32,
    /// Those that came true in part.
    pub partly_confirmed: u32,
    /// Those that did not.
    pub contradicted: u32,
    /// Those whose day passed without a report.
    pub lapsed: u32,
    /// Those that are open.
    pub open: u32,
}

fn rows<T>(
    connection: &Connection,
    sql: &str,
    parameters: &[Value],
    row: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params_from_iter(parameters), |r| row(r))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The condition that a row belongs to a story, where one is named; column `story` of
/// `table`.
fn of_story(
    connection: &Connection,
    story: Option<&str>,
    column: &str,
) -> Result<(String, Vec<Value>)> {
    Ok(match story {
        None => ("1".to_owned(), Vec::new()),
        Some(id) => {
            let key = find_one(connection, id, What::Story)?;
            (format!("{column} = ?1"), vec![key.into()])
        }
    })
}

/// Events with their alias; those of one story from its own list, which is the shorter way.
fn events_of(story: Option<&str>) -> &'static str {
    if story.is_some() {
        "story_event x CROSS JOIN event e ON e.event = x.event"
    } else {
        "event e"
    }
}

/// Articles by day.
pub(crate) fn activity(
    connection: &Connection,
    story: Option<&str>,
) -> Result<Vec<ActivityRow>> {
    let (condition, parameters) = of_story(connection, story, "p.story")?;
    // An origin counts on the day of its first article.
    let sql = format!(
        "WITH ranked AS (
           SELECT substr(a.published, 1, 10) AS day,
             row_number() OVER (PARTITION BY p.origin ORDER BY a.published, a.id) AS place
           FROM article a JOIN placed p USING (doc)
           WHERE a.is_article AND a.published IS NOT NULL AND {condition})
         SELECT day, sum(place = 1), sum(place > 1) FROM ranked GROUP BY day ORDER BY day"
    );
    rows(connection, &sql, &parameters, |r| {
        Ok(ActivityRow { day: r.get(0)?, origins: r.get(1)?, reprints: r.get(2)? })
    })
}

/// How many events have each type, status and country, and how many articles each outlet;
/// the most frequent first.
pub(crate) fn facets(
    connection: &Connection,
    story: Option<&str>,
) -> Result<Vec<FacetRow>> {
    let mut out = Vec::new();
    let (condition, parameters) = of_story(connection, story, "x.story")?;
    let from = events_of(story);
    for field in ["type", "status", "country"] {
        let sql = format!(
            "SELECT e.{field}, count(*) AS n FROM {from}
             WHERE e.{field} IS NOT NULL AND {condition} AND e.review IS NOT 'rejected'
             GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20"
        );
        out.extend(rows(connection, &sql, &parameters, |r| {
            Ok(FacetRow { field: field.to_owned(), value: r.get(0)?, n: r.get(1)? })
        })?);
    }
    let (condition, parameters) = of_story(connection, story, "p.story")?;
    let sql = format!(
        "SELECT a.publisher, count(*) AS n FROM article a JOIN placed p USING (doc)
         WHERE a.publisher IS NOT NULL AND {condition} GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20"
    );
    out.extend(rows(connection, &sql, &parameters, |r| {
        Ok(FacetRow { field: "publisher".to_owned(), value: r.get(0)?, n: r.get(1)? })
    })?);
    Ok(out)
}

/// Who acts towards whom, among the `among` actors of most events.
pub(crate) fn pairs(
    connection: &Connection,
    story: Option<&str>,
    among: usize,
) -> Result<Vec<PairRow>> {
    let (condition, parameters) = of_story(connection, story, "x.story")?;
    let from = if story.is_some() {
        "story_event x CROSS JOIN event_actor s ON s.event = x.event"
    } else {
        "event_actor s"
    };
    let top = match parameters.first() {
        None => {
            format!("SELECT actor FROM actor ORDER BY n_events DESC, name LIMIT {among}")
        }
        Some(_) => format!(
            "SELECT y.actor FROM event_actor y JOIN story_event z USING (event)
             WHERE z.story = ?1 GROUP BY y.actor ORDER BY count(DISTINCT y.event) DESC,
             y.actor LIMIT {among}"
        ),
    };
    let sql = format!(
        "WITH top AS ({top})
         SELECT a.name, b.name, count(DISTINCT s.event) AS n
         FROM {from} JOIN event_actor t ON t.event = s.event
           JOIN actor a ON a.actor = s.actor JOIN actor b ON b.actor = t.actor
         WHERE s.actor IN top AND t.actor IN top AND s.actor <> t.actor AND {condition}
           AND ((s.role = 'source' AND t.role = 'target')
             OR (s.role = 'participant' AND t.role = 'participant' AND a.name < b.name))
         GROUP BY 1, 2 ORDER BY n DESC, 1, 2 LIMIT 400"
    );
    rows(connection, &sql, &parameters, |r| {
        Ok(PairRow { source: r.get(0)?, target: r.get(1)?, events: r.get(2)? })
    })
}

/// Places by the number of events told there.
pub(crate) fn places(
    connection: &Connection,
    story: Option<&str>,
) -> Result<Vec<PlaceCount>> {
    let (condition, parameters) = of_story(connection, story, "x.story")?;
    let from = events_of(story);
    let sql = format!(
        "SELECT e.place, e.lat, e.lon, e.country, e.place_precision, count(*) AS n
         FROM {from} WHERE e.place IS NOT NULL AND {condition}
           AND e.review IS NOT 'rejected'
         GROUP BY 1, 2, 3, 4, 5 ORDER BY n DESC, 1 LIMIT 500"
    );
    rows(connection, &sql, &parameters, |r| {
        Ok(PlaceCount {
            name: r.get(0)?,
            lat: r.get(1)?,
            lon: r.get(2)?,
            country: r.get(3)?,
            precision: r.get(4)?,
            events: r.get(5)?,
        })
    })
}

/// Outlets: how much they publish, how much of it is theirs, what they told first.
pub(crate) fn sources(connection: &Connection) -> Result<Vec<SourceRow>> {
    // Each list is walked once and counted by outlet.
    let sql = "
        WITH ranked AS (
          SELECT a.publisher,
            row_number() OVER (PARTITION BY p.origin ORDER BY a.published, a.id) AS place
          FROM article a JOIN placed p USING (doc)
          WHERE a.is_article AND a.published IS NOT NULL),
        own AS MATERIALIZED (
          SELECT publisher, count(*) AS n FROM ranked WHERE place = 1 GROUP BY 1),
        telling_first AS (
          SELECT a.publisher,
            row_number() OVER (PARTITION BY t.event ORDER BY a.published, a.id) AS place
          FROM event e CROSS JOIN telling t ON t.event = e.event
            CROSS JOIN article a ON a.doc = t.doc
          WHERE e.n_origins > 1 AND a.published IS NOT NULL),
        first AS MATERIALIZED (
          SELECT publisher, count(*) AS n FROM telling_first WHERE place = 1 GROUP BY 1),
        outlet AS (
          SELECT publisher, count(*) AS n FROM article
          WHERE publisher IS NOT NULL AND is_article
          GROUP BY 1 ORDER BY n DESC, 1 LIMIT 200)
        SELECT o.publisher, o.n, ifnull(own.n, 0), ifnull(first.n, 0)
        FROM outlet o LEFT JOIN own ON own.publisher = o.publisher
          LEFT JOIN first ON first.publisher = o.publisher
        ORDER BY o.n DESC, 1";
    rows(connection, sql, &[], |r| {
        Ok(SourceRow {
            publisher: r.get(0)?,
            articles: r.get(1)?,
            own: r.get(2)?,
            first: r.get(3)?,
        })
    })
}

/// Who forecasts, promises and threatens, and what became of it.
pub(crate) fn holders(connection: &Connection) -> Result<Vec<HolderRow>> {
    let sql = "
        SELECT holder, count(*) AS n, sum(outcome = 'confirmed'),
          sum(outcome = 'partly_confirmed'), sum(outcome = 'contradicted'),
          sum(outcome = 'lapsed'), sum(outcome = 'open')
        FROM claim WHERE holder IS NOT NULL AND review IS NOT 'rejected'
          AND kind IN ('forecast', 'promise', 'threat')
        GROUP BY 1 ORDER BY n - sum(outcome = 'open') DESC, n DESC, 1 LIMIT 200";
    rows(connection, sql, &[], |r| {
        Ok(HolderRow {
            holder: r.get(0)?,
            ahead: r.get(1)?,
            confirmed: r.get(2)?,
            partly_confirmed: r.get(3)?,
            contradicted: r.get(4)?,
            lapsed: r.get(5)?,
            open: r.get(6)?,
        })
    })
}

/// A mention of an event in one article.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TellingRow {
    /// The article.
    pub article: String,
    /// The text that it carries.
    pub origin: Option<String>,
    /// Its outlet.
    pub publisher: Option<String>,
    /// Its agency.
    pub agency: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// First code point of the clause.
    pub start: u32,
    /// One past its last code point.
    pub end: u32,
    /// The clause.
    pub quote: String,
    /// The words that name the act.
    pub trigger: String,
    /// What this mention is read as.
    #[serde(rename = "type")]
    pub kind: String,
    /// As this article has it.
    pub status: String,
    /// First day, as this article has it.
    pub date_from: Option<String>,
    /// Last day.
    pub date_to: Option<String>,
    /// Where, as this article has it.
    pub place: Option<String>,
    /// Who says so inside the text, outermost first.
    pub chain: Vec<String>,
    /// The rule that read it.
    pub rule: String,
}

/// The mentions of an event, oldest article first.
pub(crate) fn tellings(connection: &Connection, event: &str) -> Result<Vec<TellingRow>> {
    let key = find_one(connection, event, What::Event)?;
    let sql = "
        SELECT a.id, p.origin, a.publisher, a.agency, a.url, a.published, m.clause_start,
          m.clause_end, substr(s.text, m.clause_start + 1, m.clause_end - m.clause_start),
          m.words, kind.name, status.name, m.date_from, m.date_to, m.place, rule.name, m.doc,
          m.attribution
        FROM telling t JOIN event_mention m ON m.doc = t.doc AND m.n = t.mention
          JOIN article a ON a.doc = t.doc JOIN source s ON s.doc = t.doc
          JOIN term kind ON kind.term = m.type JOIN term status ON status.term = m.status
          JOIN term rule ON rule.term = m.rule LEFT JOIN placed p ON p.doc = t.doc
        WHERE t.event = ?1 ORDER BY ifnull(a.published, '~'), a.id, m.clause_start";
    let found = rows(connection, sql, &[key.into()], |r| {
        let origin: Option<i64> = r.get(1)?;
        let row = TellingRow {
            article: written(What::Article, r.get(0)?),
            origin: origin.map(|o| written(What::Origin, o)),
            publisher: r.get(2)?,
            agency: r.get(3)?,
            url: r.get(4)?,
            published: r.get(5)?,
            start: r.get(6)?,
            end: r.get(7)?,
            quote: r.get(8)?,
            trigger: r.get(9)?,
            kind: r.get(10)?,
            status: r.get(11)?,
            date_from: r.get(12)?,
            date_to: r.get(13)?,
            place: r.get(14)?,
            chain: Vec::new(),
            rule: r.get(15)?,
        };
        Ok((row, r.get::<_, i64>(16)?, r.get::<_, Option<i64>>(17)?))
    })?;
    found
        .into_iter()
        .map(|(mut row, doc, attribution)| {
            if let Some(attribution) = attribution {
                let sql = "SELECT name FROM link WHERE doc = ?1 AND attribution = ?2
                     ORDER BY n";
                row.chain =
                    rows(connection, sql, &[doc.into(), attribution.into()], |r| {
                        r.get(0)
                    })?;
            }
            Ok(row)
        })
        .collect()
}

/// The key of the event that stands at `skip` in the queue of those nobody has looked at:
/// the least certain first, then those that the fewest origins tell.
pub(crate) fn to_review(connection: &Connection, skip: usize) -> Result<Option<i64>> {
    let sql = "SELECT event FROM event WHERE review IS NULL AND NOT background
         ORDER BY ifnull(confidence, 1), n_origins, event LIMIT 1 OFFSET ?1";
    Ok(rows(connection, sql, &[(skip as i64).into()], |r| r.get(0))?.pop())
}

/// How many events nobody has looked at.
pub(crate) fn n_to_review(connection: &Connection) -> Result<u64> {
    let sql = "SELECT count(*) FROM event WHERE review IS NULL AND NOT background";
    let n: i64 = connection.prepare_cached(sql)?.query_row([], |r| r.get(0))?;
    Ok(n as u64)
}

/// The stories that an event belongs to.
pub(crate) fn stories_of(connection: &Connection, event: &str) -> Result<Vec<String>> {
    let key = find_one(connection, event, What::Event)?;
    let sql = "SELECT story FROM story_event WHERE event = ?1 ORDER BY story";
    rows(connection, sql, &[key.into()], |r| Ok(written(What::Story, r.get(0)?)))
}

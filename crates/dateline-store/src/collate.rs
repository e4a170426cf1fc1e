//! Bringing the articles together: what [`dateline::collate()`] says of all briefs becomes
//! rows. Only rows that are new or differ are written; what is the same stays.

mod actors;
mod statements;
mod told;

use std::collections::HashMap;

use dateline::{Brief, DayRange, Dossier, Id, Kit, Precision, Story};
use jiff::civil::Date;
use rusqlite::{Connection, Transaction, params};

use self::told::Texts;
use crate::add::thousandths;
use crate::document::unpack;
use crate::error::{Error, Result};
use crate::ids::key;

pub(crate) use actors::actor_named;

/// How much the articles say together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Collated {
    /// Articles brought together.
    pub articles: usize,
    /// Texts they carry.
    pub origins: usize,
    /// Merged events.
    pub events: usize,
    /// Claims followed.
    pub claims: usize,
    /// Stories.
    pub stories: usize,
}

/// Where an event or claim without a day stands: after all others.
pub(crate) const NO_DAY: i64 = 99_999_999;

/// All that was read, as it stood at one moment.
struct Snapshot {
    serial: i64,
    /// Row numbers, in the order of `briefs`.
    docs: Vec<i64>,
    briefs: Vec<Brief>,
}

/// Brings all articles together. Another program may add articles meanwhile; they are
/// brought together the next time. Where another one has brought more together, this one
/// begins anew.
pub(crate) fn collate(
    connection: &mut Connection,
    kit: &Kit,
    rules: i64,
) -> Result<Collated> {
    for _ in 0..3 {
        let snapshot = snapshot(connection)?;
        let serial = snapshot.serial;
        let of_id: HashMap<Id, i64> = snapshot
            .briefs
            .iter()
            .zip(&snapshot.docs)
            .map(|(b, doc)| (b.id, *doc))
            .collect();
        let dossier = dateline::collate(snapshot.briefs, kit);
        let tx = connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        if serial_of(&tx)? != serial {
            continue;
        }
        let docs = dossier.briefs.iter().map(|b| of_id[&b.id]).collect();
        let collated = Writer { tx: &tx, dossier: &dossier, docs }.write()?;
        crate::correct::apply_all(&tx)?;
        tx.execute("UPDATE collation SET serial = serial + 1, rules = ?1", [rules])?;
        tx.commit()?;
        return Ok(collated);
    }
    Err(Error::damaged(
        "other programs bring the same store together over and over\nrun the same command \
         again when they have finished",
    ))
}

/// Whether articles have come that were not brought together yet.
pub(crate) fn pending(connection: &Connection) -> Result<i64> {
    // Whatever is placed is an article.
    Ok(connection.query_row(
        "SELECT (SELECT count(*) FROM article) - (SELECT count(*) FROM placed)",
        [],
        |row| row.get(0),
    )?)
}

fn serial_of(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("SELECT serial FROM collation", [], |row| row.get(0))?)
}

fn snapshot(connection: &mut Connection) -> Result<Snapshot> {
    let tx = connection.transaction()?;
    let serial = serial_of(&tx)?;
    let (mut docs, mut briefs) = (Vec::new(), Vec::new());
    {
        let mut statement = tx.prepare(
            "SELECT b.doc, b.bytes, s.text FROM brief b JOIN source s USING (doc)
             ORDER BY b.doc",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let doc: i64 = row.get(0)?;
            let text = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
            let brief = unpack(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)
                .and_then(|bytes| dateline_tables::brief_bytes::from_bytes(&bytes, text));
            let brief = brief.ok_or_else(|| {
                Error::damaged(format!(
                    "what was read from article {doc} cannot be used\n\
                     `dateline refresh` reads it again"
                ))
            })?;
            docs.push(doc);
            briefs.push(brief);
        }
    }
    crate::correct::correct_briefs(&tx, &docs, &mut briefs)?;
    tx.commit()?;
    Ok(Snapshot { serial, docs, briefs })
}

/// The briefs of all articles, as people have corrected them.
pub(crate) fn briefs(connection: &mut Connection) -> Result<Vec<Brief>> {
    Ok(snapshot(connection)?.briefs)
}

/// Hashes what a row and those under it hold, to see whether they differ from those kept.
struct Print(u64);

impl Print {
    fn new() -> Self {
        Print(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, part: &dyn std::fmt::Debug) {
        use std::fmt::Write as _;
        // `Debug` names every field, so a new field of the engine counts by itself.
        let _ = write!(self, "{part:?}\u{1f}");
    }

    fn value(&self) -> i64 {
        self.0 as i64
    }
}

impl std::fmt::Write for Print {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Ok(())
    }
}

struct Writer<'a> {
    tx: &'a Transaction<'a>,
    dossier: &'a Dossier,
    /// The row number of each article of the dossier.
    docs: Vec<i64>,
}

impl Writer<'_> {
    fn write(&self) -> Result<Collated> {
        // What is compared are the machine's own values.
        crate::correct::revert_all(self.tx)?;
        self.origins()?;
        self.stories()?;
        self.placed()?;
        self.copies()?;
        let texts = Texts { tx: self.tx, docs: &self.docs };
        self.events(&texts)?;
        self.story_events()?;
        self.claims(&texts)?;
        let Dossier { briefs, origins, events, stories, claims } = self.dossier;
        Ok(Collated {
            articles: briefs.len(),
            origins: origins.origins.len(),
            events: events.events.len(),
            claims: claims.claims.len(),
            stories: stories.stories.len(),
        })
    }

    /// Deletes the rows of `table` that are gone or differ, and says which of `rows` (key
    /// and print) are to be written, by key.
    fn differing(&self, table: &str, rows: &[(i64, i64)]) -> Result<Vec<usize>> {
        let mut kept: HashMap<i64, i64> = HashMap::new();
        {
            let mut statement =
                self.tx.prepare(&format!("SELECT {table}, print FROM {table}"))?;
            let mut found = statement.query([])?;
            while let Some(row) = found.next()? {
                kept.insert(row.get(0)?, row.get(1)?);
            }
        }
        let mut write = Vec::new();
        for (i, (key, print)) in rows.iter().enumerate() {
            if kept.get(key) == Some(print) {
                kept.remove(key);
            } else {
                write.push(i);
            }
        }
        let mut gone: Vec<i64> = kept.into_keys().collect();
        gone.sort_unstable();
        let mut delete =
            self.tx.prepare(&format!("DELETE FROM {table} WHERE {table} = ?1"))?;
        for key in gone {
            delete.execute([key])?;
        }
        write.sort_by_key(|&i| rows[i].0);
        write.dedup_by_key(|i| rows[*i].0);
        Ok(write)
    }

    fn origins(&self) -> Result<()> {
        // Articles of origins that are gone are placed anew below.
        self.tx.execute("DELETE FROM placed", [])?;
        let origins = &self.dossier.origins.origins;
        let rows: Vec<(i64, i64)> = origins
            .iter()
            .map(|o| {
                let mut print = Print::new();
                print.add(&(&o.agency, o.articles.len()));
                (key(o.id), print.value())
            })
            .collect();
        let mut sql = self.tx.prepare(
            "INSERT INTO origin (origin, agency, n_articles, print) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for i in self.differing("origin", &rows)? {
            let o = &origins[i];
            sql.execute(params![rows[i].0, o.agency, o.articles.len(), rows[i].1])?;
        }
        Ok(())
    }

    fn placed(&self) -> Result<()> {
        let dossier = self.dossier;
        let mut story_of = vec![None; self.docs.len()];
        for story in &dossier.stories.stories {
            for &article in &story.articles {
                story_of[article as usize] = Some(key(story.id));
            }
        }
        let mut order: Vec<usize> = (0..self.docs.len()).collect();
        order.sort_by_key(|&i| self.docs[i]);
        let mut sql = self
            .tx
            .prepare("INSERT INTO placed (doc, origin, story) VALUES (?1, ?2, ?3)")?;
        for i in order {
            let origin = &dossier.origins.origins[dossier.origins.of_article[i] as usize];
            sql.execute(params![self.docs[i], key(origin.id), story_of[i]])?;
        }
        Ok(())
    }

    fn copies(&self) -> Result<()> {
        let copies = &self.dossier.origins.copies;
        let rows: Vec<(i64, i64)> = copies
            .iter()
            .map(|c| {
                let mut print = Print::new();
                print.add(&self.ids(&c.articles));
                (key(c.id), print.value())
            })
            .collect();
        let mut sql = self
            .tx
            .prepare("INSERT INTO copy (copy, kind, print) VALUES (?1, ?2, ?3)")?;
        let mut member =
            self.tx.prepare("INSERT INTO copy_article (copy, doc) VALUES (?1, ?2)")?;
        for i in self.differing("copy", &rows)? {
            let c = &copies[i];
            sql.execute(params![rows[i].0, c.kind.name(), rows[i].1])?;
            for &article in &c.articles {
                member.execute([rows[i].0, self.docs[article as usize]])?;
            }
        }
        self.tx.execute("DELETE FROM copy_link", [])?;
        let mut link = self.tx.prepare(
            "INSERT OR IGNORE INTO copy_link (shorter, longer, kind, contained)
             VALUES (?1, ?2, ?3, ?4)",
        )?;
        for l in &self.dossier.origins.links {
            link.execute(params![
                self.docs[l.shorter as usize],
                self.docs[l.longer as usize],
                l.kind.name(),
                thousandths(l.contained)
            ])?;
        }
        Ok(())
    }

    fn ids(&self, articles: &[u32]) -> Vec<Id> {
        articles.iter().map(|&a| self.dossier.briefs[a as usize].id).collect()
    }

    fn stories(&self) -> Result<()> {
        let stories = &self.dossier.stories.stories;
        let days = |s: &Story| {
            let days = s.articles.iter().filter_map(|&a| {
                self.dossier.briefs[a as usize].published.map(|p| p.date)
            });
            (days.clone().min(), days.max())
        };
        let rows: Vec<(i64, i64)> = stories
            .iter()
            .map(|s| {
                let mut print = Print::new();
                print.add(&(&s.title, days(s), s.articles.len()));
                (key(s.id), print.value())
            })
            .collect();
        let mut sql = self.tx.prepare(
            "INSERT INTO story (story, title, first, last, n_articles, print)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for i in self.differing("story", &rows)? {
            let s = &stories[i];
            let (first, last) = days(s);
            sql.execute(params![
                rows[i].0,
                s.title,
                first.map(|d| d.to_string()),
                last.map(|d| d.to_string()),
                s.articles.len(),
                rows[i].1
            ])?;
        }
        Ok(())
    }

    fn story_events(&self) -> Result<()> {
        self.tx.execute("DELETE FROM story_event", [])?;
        let mut sql = self.tx.prepare(
            "INSERT OR IGNORE INTO story_event (story, event) VALUES (?1, ?2)",
        )?;
        for story in &self.dossier.stories.stories {
            for &event in &story.events {
                let event = &self.dossier.events.events[event as usize];
                sql.execute([key(story.id), key(event.id)])?;
            }
        }
        Ok(())
    }
}

/// A range of days as exact as it is known: `2019-11-27`, `2019-11`, `2019`; where it is
/// longer than its precision says, `first/last`.
pub(crate) fn day_text(range: &DayRange) -> String {
    let one = |date: Date| {
        let full = date.to_string();
        let n = match range.precision {
            Precision::Day => full.len(),
            Precision::Month => full.len() - 3,
            Precision::Year => full.len() - 6,
        };
        full[..n].to_owned()
    };
    let (start, end) = (one(range.start), one(range.end));
    if start == end { start } else { format!("{start}/{end}") }
}

/// `20190927`: where a day stands among others.
pub(crate) fn sort_of(date: Date) -> i64 {
    i64::from(date.year()) * 10_000
        + i64::from(date.month()) * 100
        + i64::from(date.day())
}

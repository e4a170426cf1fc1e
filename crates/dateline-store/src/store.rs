//! A store: the one thing that programs hold.

use std::path::Path;

use dateline::Kit;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::add::{self, Added, Refused};
use crate::collate::{self, Collated};
use crate::correct::{self, CorrectionRow, NewCorrection};
use crate::document::{Document, Entry, Given, unpack};
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::ids::{What, find, find_one};
use crate::query::{articles, claims, events, people, search, totals};
use crate::rows::{
    ActorRow, ArticlePage, ArticleRow, ClaimRow, CopyRow, EventRow, HitRow, ProblemRow,
    QuoteRow, Rows, StoryRow, Totals,
};
use crate::schema::{self, Mode};

/// An open store. Readers and one writer may have the same file open at a time; a second
/// writer waits for half a minute and then fails with an error that [`Error::is_busy`].
pub struct Store {
    connection: Connection,
    writes: bool,
}

/// What a run came to; kept in the store.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Run {
    /// Documents read.
    pub read: usize,
    /// Documents that are new, or were read anew.
    pub added: usize,
    /// Documents that were there already.
    pub known: usize,
    /// Inputs that went to quarantine.
    pub quarantined: usize,
    /// How long it took.
    pub seconds: f64,
}

impl Store {
    /// Opens a store for reading. Works in a folder that may not be written, too.
    ///
    /// # Errors
    /// Where the file is missing, no store, damaged, or of a newer schema.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let connection = schema::open(path.as_ref(), Mode::Read)?;
        Ok(Self { connection, writes: false })
    }

    /// Opens a store that is there for writing.
    ///
    /// # Errors
    /// As [`Store::open`], and where it may not be written or another program writes.
    pub fn open_to_write(path: impl AsRef<Path>) -> Result<Self> {
        let connection = schema::open(path.as_ref(), Mode::Write)?;
        Ok(Self { connection, writes: true })
    }

    /// Opens a store for writing, and makes it where there is none.
    ///
    /// # Errors
    /// As [`Store::open_to_write`].
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        let connection = schema::open(path.as_ref(), Mode::Create)?;
        Ok(Self { connection, writes: true })
    }

    /// Notes that a run began, and gives its number.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn begin_run(&mut self, command: &str, started: &str) -> Result<i64> {
        self.connection.execute(
            "INSERT INTO run (started, command) VALUES (?1, ?2)",
            [started, command],
        )?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Notes what a run came to.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn end_run(&mut self, run: i64, came_to: &Run, report: &str) -> Result<()> {
        self.connection.execute(
            "UPDATE run SET read = ?2, added = ?3, known = ?4, quarantined = ?5,
             seconds = ?6, report = ?7 WHERE run = ?1",
            params![
                run,
                came_to.read as i64,
                came_to.added as i64,
                came_to.known as i64,
                came_to.quarantined as i64,
                came_to.seconds,
                report
            ],
        )?;
        Ok(())
    }

    /// Whether a document stands in the store, given as it is now. Such a document need not
    /// be read: [`Store::add`] would leave it alone. `id` is [`Document::id`], which takes
    /// time for a large page and can be had on another thread.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn knows(&self, id: dateline::Id, document: &Document) -> Result<bool> {
        add::is_known(&self.connection, id, document)
    }

    /// Writes a batch of documents that were read, and of inputs that were not: all of it
    /// or, where it fails, nothing. `rules` names what they were read by
    /// ([`dateline::RULES`]). What is known already is left as it is.
    ///
    /// # Errors
    /// Where the store cannot be written: another writer, a full disk.
    pub fn add(
        &mut self,
        entries: &[Entry],
        refused: &[Refused],
        rules: &str,
        run: Option<i64>,
    ) -> Result<Added> {
        let tx =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let rules = schema::rules(&tx, rules)?;
        let added = add::write(&tx, entries, refused, rules, run)?;
        tx.commit()?;
        Ok(added)
    }

    /// Documents that were added and not brought together with the others yet.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn pending(&self) -> Result<u64> {
        Ok(collate::pending(&self.connection)? as u64)
    }

    /// Brings all articles together: origins, events, stories, claims. All of it or, where
    /// it fails, nothing. Standing corrections take effect on the result.
    ///
    /// # Errors
    /// Where the store cannot be written, or what was read is damaged.
    pub fn collate(&mut self, kit: &Kit, rules: &str) -> Result<Collated> {
        let rules = schema::rules(&self.connection, rules)?;
        collate::collate(&mut self.connection, kit, rules)
    }

    /// Documents that were read by other rules than these, at most `limit`, to be read again
    /// and given to [`Store::add`].
    ///
    /// # Errors
    /// Where the store cannot be read or a document is damaged.
    pub fn stale(&self, rules: &str, limit: usize) -> Result<Vec<Document>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT a.name, s.given, s.raw, s.text FROM article a JOIN source s USING (doc)
             JOIN rules r USING (rules) WHERE r.version <> ?1 ORDER BY a.doc LIMIT ?2",
        )?;
        let mut rows = statement.query(params![rules, limit as i64])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let (name, given): (String, String) = (row.get(0)?, row.get(1)?);
            let raw: Option<Vec<u8>> = row.get(2)?;
            let bytes = match raw {
                None => row.get::<_, String>(3)?.into_bytes(),
                Some(packed) => unpack(&packed).ok_or_else(|| {
                    Error::damaged(format!("the kept bytes of {name} are damaged"))
                })?,
            };
            let given: Given = serde_json::from_str(&given).unwrap_or_default();
            out.push(Document { name, bytes, given });
        }
        Ok(out)
    }

    /// How many documents were read by other rules than these.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn n_stale(&self, rules: &str) -> Result<u64> {
        let n: i64 = self.connection.query_row(
            "SELECT count(*) FROM article JOIN rules USING (rules) WHERE version <> ?1",
            [rules],
            |row| row.get(0),
        )?;
        Ok(n as u64)
    }

    /// How much the store holds.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn totals(&self) -> Result<Totals> {
        totals(&self.connection)
    }

    /// What a (perhaps shortened) identifier names: its kind and its whole form.
    ///
    /// # Errors
    /// Where it names nothing, or more than one thing.
    pub fn resolve(&self, id: &str) -> Result<(What, String)> {
        let (what, key) = find(&self.connection, id)?;
        Ok((what, crate::ids::written(what, key)))
    }

    /// Merged events, by day.
    ///
    /// # Errors
    /// As for all queries: where the filter asks for something that cannot be, and where
    /// the store cannot be read.
    pub fn events(&self, filter: &Filter) -> Result<Rows<EventRow>> {
        events::list(&self.connection, filter)
    }

    /// How many events a filter finds, whatever its limit.
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn count_events(&self, filter: &Filter) -> Result<u64> {
        events::count(&self.connection, filter)
    }

    /// One event by its identifier.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub fn event(&self, id: &str) -> Result<EventRow> {
        events::one(&self.connection, find_one(&self.connection, id, What::Event)?)
    }

    /// Claims, by the day they were made.
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn claims(&self, filter: &Filter) -> Result<Rows<ClaimRow>> {
        claims::list(&self.connection, filter)
    }

    /// How many claims a filter finds, whatever its limit.
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn count_claims(&self, filter: &Filter) -> Result<u64> {
        claims::count(&self.connection, filter)
    }

    /// One claim by its identifier.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub fn claim(&self, id: &str) -> Result<ClaimRow> {
        claims::one(&self.connection, find_one(&self.connection, id, What::Claim)?)
    }

    /// Articles, by the time they were published.
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn articles(&self, filter: &Filter) -> Result<Rows<ArticleRow>> {
        articles::list(&self.connection, filter)
    }

    /// How many articles a filter finds, whatever its limit.
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn count_articles(&self, filter: &Filter) -> Result<u64> {
        articles::count(&self.connection, filter)
    }

    /// One article with its text and what labels it.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub fn article(&self, id: &str) -> Result<ArticlePage> {
        articles::page(&self.connection, find_one(&self.connection, id, What::Article)?)
    }

    /// A document as it was given.
    ///
    /// # Errors
    /// Where there is none of that name, or its bytes are damaged.
    pub fn document(&self, id: &str) -> Result<Document> {
        let key = find_one(&self.connection, id, What::Article)?;
        let (name, given, raw, text): (String, String, Option<Vec<u8>>, String) =
            self.connection.query_row(
                "SELECT a.name, s.given, s.raw, s.text FROM article a JOIN source s
                 USING (doc) WHERE a.id = ?1",
                [key],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )?;
        let bytes = match raw {
            None => text.into_bytes(),
            Some(packed) => unpack(&packed).ok_or_else(|| {
                Error::damaged(format!("the kept bytes of {name} are damaged"))
            })?,
        };
        Ok(Document {
            name,
            bytes,
            given: serde_json::from_str(&given).unwrap_or_default(),
        })
    }

    /// Stories, by their last day.
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn stories(&self, filter: &Filter) -> Result<Rows<StoryRow>> {
        articles::stories(&self.connection, filter)
    }

    /// Groups of articles that share text.
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn copies(&self, filter: &Filter) -> Result<Rows<CopyRow>> {
        articles::copies(&self.connection, filter)
    }

    /// What is quoted.
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn quotes(&self, filter: &Filter) -> Result<Rows<QuoteRow>> {
        people::quotes(&self.connection, filter)
    }

    /// Who takes part in events, those in most first.
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn actors(&self, filter: &Filter) -> Result<Rows<ActorRow>> {
        people::actors(&self.connection, filter)
    }

    /// Articles that hold the words of [`Filter::text`], best first.
    ///
    /// # Errors
    /// As [`Store::events`], and where there are no words.
    pub fn search(&self, filter: &Filter) -> Result<Rows<HitRow>> {
        search::search(&self.connection, filter)
    }

    /// Inputs that were not read, then articles that were read only oddly.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn problems(&self, limit: usize) -> Result<Vec<ProblemRow>> {
        articles::problems(&self.connection, limit)
    }

    /// Keeps a correction, lets it take effect, and gives its identifier.
    ///
    /// # Errors
    /// Where its target is not there or the value is none that the cell can have.
    pub fn correct(&mut self, correction: &NewCorrection) -> Result<String> {
        let tx =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let id = correct::make(&tx, correction)?;
        tx.commit()?;
        Ok(id)
    }

    /// Takes a correction back; it stays on record with the time given.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub fn undo(&mut self, correction: &str, at: &str) -> Result<()> {
        let tx =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        correct::undo(&tx, correction, at)?;
        tx.commit()?;
        Ok(())
    }

    /// All corrections, taken back ones too, in the order in which they were made.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn corrections(&self) -> Result<Vec<CorrectionRow>> {
        correct::list(&self.connection)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if self.writes {
            schema::rest(&self.connection);
        }
    }
}

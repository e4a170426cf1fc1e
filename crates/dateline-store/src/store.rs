//! A store: the one thing that programs hold.

use std::path::Path;

use dateline::Kit;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::add::{self, Added, Refused};
use crate::collate::{self, Collated};
use crate::correct::{self, CorrectionRow, NewCorrection};
use crate::document::{Document, Entry};
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::gold::{self, Gold};
use crate::ids::{What, find, find_one};
use crate::query::layers::MarkRow;
use crate::query::overview::{
    ActivityRow, FacetRow, HolderRow, PairRow, PlaceCount, SourceRow, TellingRow,
};
use crate::query::{articles, claims, events, layers, overview, people, search, totals};
use crate::rows::{
    ActorRow, ArticlePage, ArticleRow, ClaimRow, CopyRow, EventRow, HitRow, ProblemRow,
    QuoteRow, Rows, StoryRow, Totals,
};
use crate::schema::{self, Mode};
use crate::verify::{self, Fault, Verified};

/// An open store. Readers and one writer may have the same file open at a time; a second
/// writer waits for half a minute and then fails with an error that [`crate::Error::is_busy`].
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

    /// The file's connection, for queries of this crate.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Opens a store for writing whose documents are to be read again; one of an earlier
    /// schema is brought up to this one. It then holds what was given and what people have
    /// said, and every document of it is stale.
    ///
    /// # Errors
    /// As [`Store::open_to_write`].
    pub fn open_to_refresh(path: impl AsRef<Path>) -> Result<Self> {
        let connection = schema::open(path.as_ref(), Mode::Refresh)?;
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

    /// The version of what this program reads with: the engine's rules, the form in which
    /// briefs are kept, and a person's own table of actors, if any.
    pub fn rules(actors: Option<&[u8]>) -> String {
        let own = actors.map(|table| format!("+{}", dateline::Id::of([table])));
        let format = dateline_tables::brief_bytes::FORMAT;
        format!("{}.{format}{}", dateline::RULES, own.unwrap_or_default())
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
    /// ([`Store::rules`]). What is known already is left as it is.
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
            let given: String = row.get(1)?;
            out.push(articles::restored(row.get(0)?, &given, row.get(2)?, row.get(3)?)?);
        }
        Ok(out)
    }

    /// Documents that were read by these rules, those after the row number `after`, with
    /// their row numbers.
    ///
    /// # Errors
    /// Where the store cannot be read or a document is damaged.
    pub fn documents_after(
        &self,
        rules: &str,
        after: i64,
        limit: usize,
    ) -> Result<Vec<(i64, Document)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT a.name, s.given, s.raw, s.text, a.doc FROM article a JOIN source s
             USING (doc) JOIN rules r USING (rules) WHERE r.version = ?1 AND a.doc > ?2
             ORDER BY a.doc LIMIT ?3",
        )?;
        let mut rows = statement.query(params![rules, after, limit as i64])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let given: String = row.get(1)?;
            let document =
                articles::restored(row.get(0)?, &given, row.get(2)?, row.get(3)?)?;
            out.push((row.get(4)?, document));
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

    /// All that the store holds, in memory, as an export writes it.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn held(&mut self, kit: &Kit) -> Result<crate::Held> {
        crate::export::held(&mut self.connection, kit)
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
        articles::document(&self.connection, key)
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

    /// One story by its identifier.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub fn story(&self, id: &str) -> Result<StoryRow> {
        let only = Filter { story: Some(id.to_owned()), ..Filter::default() };
        let story = self.stories(&only)?.rows.pop();
        story.ok_or_else(|| Error::request(format!("there is no story {id}")))
    }

    /// The stories that an event belongs to.
    ///
    /// # Errors
    /// Where there is no event of that name.
    pub fn stories_of(&self, event: &str) -> Result<Vec<StoryRow>> {
        let ids = overview::stories_of(&self.connection, event)?;
        ids.iter().map(|id| self.story(id)).collect()
    }

    /// One group of copies by its identifier.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub fn copy(&self, id: &str) -> Result<CopyRow> {
        let key = find_one(&self.connection, id, What::Copy)?;
        articles::copy(&self.connection, key)
    }

    /// What of an article's text was read as what, by place.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub fn marks(&self, article: &str) -> Result<Vec<MarkRow>> {
        layers::marks(&self.connection, article)
    }

    /// The mentions of an event, oldest article first.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub fn tellings(&self, event: &str) -> Result<Vec<TellingRow>> {
        overview::tellings(&self.connection, event)
    }

    /// Articles by day, of all or of one story.
    ///
    /// # Errors
    /// Where there is no story of that name.
    pub fn activity(&self, story: Option<&str>) -> Result<Vec<ActivityRow>> {
        overview::activity(&self.connection, story)
    }

    /// How many events have each type, status and country, and how many articles each
    /// outlet, of all or of one story.
    ///
    /// # Errors
    /// Where there is no story of that name.
    pub fn facets(&self, story: Option<&str>) -> Result<Vec<FacetRow>> {
        overview::facets(&self.connection, story)
    }

    /// Who acts towards whom among the `among` actors of most events.
    ///
    /// # Errors
    /// Where there is no story of that name.
    pub fn pairs(&self, story: Option<&str>, among: usize) -> Result<Vec<PairRow>> {
        overview::pairs(&self.connection, story, among)
    }

    /// Places by the number of events told there, of all or of one story.
    ///
    /// # Errors
    /// Where there is no story of that name.
    pub fn places(&self, story: Option<&str>) -> Result<Vec<PlaceCount>> {
        overview::places(&self.connection, story)
    }

    /// Outlets, those with most articles first.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceRow>> {
        overview::sources(&self.connection)
    }

    /// Who forecasts, promises and threatens, and what became of it.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn holders(&self) -> Result<Vec<HolderRow>> {
        overview::holders(&self.connection)
    }

    /// The event at `skip` in the queue of those that nobody has looked at, the least
    /// certain first.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn to_review(&self, skip: usize) -> Result<Option<EventRow>> {
        let key = overview::to_review(&self.connection, skip)?;
        key.map(|key| events::one(&self.connection, key)).transpose()
    }

    /// How many events nobody has looked at.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn n_to_review(&self) -> Result<u64> {
        overview::n_to_review(&self.connection)
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

    /// The events and claims that people have judged, after the documents they stand in.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn gold(&self) -> Result<Vec<Gold>> {
        gold::gold(&self.connection)
    }

    /// Checks every stored span against its text, every text against its hash and every row
    /// against what it refers to, and hands over what is wrong.
    ///
    /// # Errors
    /// Where the store cannot be read at all.
    pub fn verify(&self, tell: &mut dyn FnMut(Fault)) -> Result<Verified> {
        verify::verify(&self.connection, tell)
    }

    /// Compares documents that were read again with what stands in the store, and hands over
    /// what differs. Gives the number of faults.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn compare(&self, entries: &[Entry], tell: &mut dyn FnMut(Fault)) -> Result<u64> {
        verify::compare(&self.connection, entries, tell)
    }

    /// Every row as a line of text, without what depends on the order in which documents
    /// were added: two stores of the same documents give the same lines.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn dump(&self) -> Result<Vec<String>> {
        verify::dump(&self.connection)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if self.writes {
            schema::rest(&self.connection);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::PathBuf;

    use dateline::read;

    use super::*;

    /// A path in an empty folder of its own.
    fn fresh(test: &str) -> PathBuf {
        let folder = std::env::temp_dir()
            .join(format!("dateline-store-{}-{test}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        folder.join("news.db")
    }

    fn entry(kit: &Kit, n: usize) -> Entry {
        let text = format!(
            "OSTERBY, 3 March 2022 – Ida Holm met Per Lund in Osterby on Monday and signed \
             contract {n}. “We will close pier {n} next week,” said Per Lund. Police said \
             {n} people were hurt when a crane fell on a ferry in the harbour.\n"
        )
        .repeat(1 + n % 3);
        let given = crate::Given { kind: "body".into(), ..crate::Given::default() };
        let document =
            Document { name: format!("page {n}"), bytes: text.into_bytes(), given };
        let reading = read(&document.page(), kit);
        Entry::new(document, reading)
    }

    #[test]
    fn a_full_disk_loses_only_what_did_not_fit() {
        let kit = Kit::bundled();
        let path = fresh("full");
        let mut store = Store::create(&path).expect("it can be made");
        let pages: i64 = store
            .connection
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .expect("a number");
        store
            .connection
            .pragma_update(None, "max_page_count", pages + 40)
            .expect("it can be set");
        let mut kept = 0;
        let error = (0..200)
            .find_map(|n| match store.add(&[entry(&kit, n)], &[], "r", None) {
                Ok(_) => {
                    kept += 1;
                    None
                }
                Err(error) => Some(error),
            })
            .expect("the disk gets full");
        assert!(error.is_full(), "{error}");
        assert!(error.to_string().contains("make room"), "{error}");
        drop(store);
        let mut store = Store::create(&path).expect("it opens");
        assert_eq!(store.totals().expect("numbers").documents, kept);
        let again: Vec<Entry> = (0..=(kept as usize)).map(|n| entry(&kit, n)).collect();
        let added = store.add(&again, &[], "r", None).expect("there is room now");
        assert_eq!((added.new, added.known), (1, kept as usize));
        store.collate(&kit, "r").expect("they can be brought together");
        let verified = store.verify(&mut |f| panic!("{f:?}")).expect("it can be read");
        assert_eq!(verified.articles, kept + 1);
    }

    /// In tests every set is large.
    #[test]
    fn large_sets_give_the_rows_that_small_ones_give() {
        let kit = Kit::bundled();
        let path = fresh("large");
        let mut store = Store::create(&path).expect("it can be made");
        let entries: Vec<Entry> = (0..12).map(|n| entry(&kit, n)).collect();
        store.add(&entries, &[], "r", None).expect("it can be written");
        store.collate(&kit, "r").expect("they can be brought together");
        let all = |filter: &Filter| -> Vec<String> {
            let filter = Filter { limit: 10_000, ..filter.clone() };
            let page = store.events(&filter).expect("it can be read");
            page.rows.into_iter().map(|e| e.id).collect()
        };
        let actor = Filter { actor: Some("Ida Holm".into()), ..Filter::default() };
        let text = Filter { text: Some("people".into()), ..Filter::default() };
        for filter in [actor.clone(), text] {
            assert!(filter.is_broad());
            // The same events, gathered.
            let gathered = Filter { min_origins: Some(0), ..filter.clone() };
            assert!(!gathered.is_broad());
            let found = all(&filter);
            assert!(!found.is_empty(), "{filter:?}");
            assert_eq!(found, all(&gathered), "{filter:?}");
            let n = store.count_events(&filter).expect("a number");
            assert_eq!(n, found.len() as u64);
        }
        let stories = store.stories(&actor).expect("it can be read").rows;
        let of_events: BTreeSet<String> = all(&actor)
            .iter()
            .flat_map(|event| store.stories_of(event).expect("it can be read"))
            .map(|story| story.id)
            .collect();
        let stories: BTreeSet<String> = stories.into_iter().map(|s| s.id).collect();
        assert_eq!(stories, of_events);
    }

    #[test]
    fn pages_of_rows_join_without_gap_or_overlap() {
        let kit = Kit::bundled();
        let path = fresh("pages");
        let mut store = Store::create(&path).expect("it can be made");
        let entries: Vec<Entry> = (0..12).map(|n| entry(&kit, n)).collect();
        store.add(&entries, &[], "r", None).expect("it can be written");
        store.collate(&kit, "r").expect("they can be brought together");
        for latest_first in [false, true] {
            let all = Filter { limit: 10_000, latest_first, ..Filter::default() };
            let paged = Filter { limit: 3, ..all.clone() };
            fn walk<T>(
                mut filter: Filter,
                query: impl Fn(&Filter) -> Result<Rows<T>>,
                id: impl Fn(&T) -> String,
            ) -> Vec<String> {
                let mut out = Vec::new();
                loop {
                    let page = query(&filter).expect("it can be read");
                    out.extend(page.rows.iter().map(&id));
                    match page.next {
                        Some(next) => filter.cursor = Some(next),
                        None => return out,
                    }
                }
            }
            let check = |a: Vec<String>, b: Vec<String>| {
                assert_eq!(a, b);
                let distinct: BTreeSet<&String> = a.iter().collect();
                assert_eq!(distinct.len(), a.len());
                assert!(a.len() > 3);
            };
            let id = |e: &EventRow| e.id.clone();
            check(
                walk(all.clone(), |f| store.events(f), id),
                walk(paged.clone(), |f| store.events(f), id),
            );
            let id = |a: &ArticleRow| a.id.clone();
            check(
                walk(all.clone(), |f| store.articles(f), id),
                walk(paged.clone(), |f| store.articles(f), id),
            );
            let id = |q: &QuoteRow| format!("{} {}", q.article, q.start);
            check(
                walk(all.clone(), |f| store.quotes(f), id),
                walk(paged.clone(), |f| store.quotes(f), id),
            );
            let id = |a: &ActorRow| format!("{a:?}");
            let (all, paged) = (
                walk(all, |f| store.actors(f), id),
                walk(paged, |f| store.actors(f), id),
            );
            assert_eq!(all, paged);
        }
        let some = store.events(&Filter::default()).expect("rows").rows.len() as u64;
        assert_eq!(store.count_events(&Filter::default()).expect("a number"), some);
    }

    /// Sections `### name` with tables of columns.
    fn documented() -> BTreeMap<String, Vec<String>> {
        let page = include_str!("../../../docs/store.md");
        let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut name = String::new();
        let mut views = true;
        for line in page.lines() {
            views &= line != "## Tables";
            if line.starts_with("## ") {
                name.clear();
            }
            if let Some(title) = line.strip_prefix("### ") {
                name = format!("{} {title}", if views { "view" } else { "table" });
                out.insert(name.clone(), Vec::new());
            } else if let Some(row) = line.strip_prefix("| ")
                && let Some((column, _)) = row.split_once(" |")
                && column != "column"
                && let Some(columns) = out.get_mut(&name)
            {
                columns.push(column.to_owned());
            }
        }
        out
    }

    #[test]
    fn every_table_and_column_is_documented() {
        let connection = Connection::open_in_memory().expect("memory");
        connection.execute_batch(include_str!("schema.sql")).expect("the schema");
        let mut names = connection
            .prepare(
                "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view')
                 AND name NOT LIKE 'search%_%' AND name NOT LIKE 'actor_search%'
                 AND name <> 'search' OR name = 'searchable' ORDER BY type, name",
            )
            .expect("SQL");
        let names: Vec<(String, String)> = names
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("rows")
            .map(|row| row.expect("a row"))
            .collect();
        let documented = documented();
        let mut seen = BTreeSet::new();
        for (kind, name) in names {
            let sql = format!("SELECT * FROM \"{name}\"");
            let statement = connection.prepare(&sql).expect("the view is sound");
            let mut columns: Vec<&str> = statement.column_names().collect();
            let key = format!("{kind} {name}");
            let mut told: Vec<&str> = documented
                .get(&key)
                .unwrap_or_else(|| panic!("docs/store.md has no section for {key}"))
                .iter()
                .map(String::as_str)
                .collect();
            columns.sort_unstable();
            told.sort_unstable();
            assert_eq!(columns, told, "{key}");
            seen.insert(key);
        }
        for key in documented.keys() {
            assert!(
                seen.contains(key),
                "docs/store.md tells of {key}, which is not there"
            );
        }
    }

    #[test]
    fn tables_are_strict_and_have_keys() {
        let schema = include_str!("schema.sql");
        for table in schema.split("CREATE TABLE ").skip(1) {
            let name = table.split_whitespace().next().unwrap_or("");
            let end = table.find(';').expect("it ends");
            assert!(table[..end].contains("STRICT"), "{name}");
            assert!(table[..end].contains("PRIMARY KEY"), "{name}");
        }
    }
}

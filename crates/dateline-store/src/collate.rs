//! Bringing the articles together: what [`dateline::collate()`] says of all briefs becomes
//! rows. Only rows that are new or differ are written; what is the same stays.

use std::collections::{HashMap, HashSet};

use dateline::{
    Brief, BriefActor, Citation, Claim, CodePoints, DayRange, Dossier, Event, Id, Kit,
    Precision, Span, Story,
};
use jiff::civil::Date;
use rusqlite::{Connection, Transaction, params};

use crate::add::{degrees, thousandths};
use crate::document::unpack;
use crate::error::{Error, Result};
use crate::ids::key;

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
    Ok(connection.query_row(
        "SELECT count(*) FROM article WHERE doc NOT IN (SELECT doc FROM placed)",
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

    fn print_of_event(&self, e: &Event) -> i64 {
        let mut print = Print::new();
        let mentions: Vec<(Id, u32)> = e
            .mentions
            .iter()
            .map(|&(a, m)| {
                let brief = &self.dossier.briefs[a as usize];
                (brief.id, brief.events[m as usize].mention)
            })
            .collect();
        print.add(&(e.date, e.bounds, e.kind, e.cameo, e.status, e.background));
        print.add(&(&e.summary, &e.actors, &e.place, e.n_articles, e.n_origins));
        print.add(&(mentions, e.confidence));
        let cited = |c: &Citation| (self.dossier.briefs[c.article as usize].id, c.span);
        for (value, c) in &e.variants.dates {
            print.add(&(value, cited(c)));
        }
        for (value, c) in &e.variants.places {
            print.add(&(value, cited(c)));
        }
        for (value, c) in &e.variants.statuses {
            print.add(&(value, cited(c)));
        }
        for (value, c) in &e.variants.counts {
            print.add(&(value, cited(c)));
        }
        print.value()
    }

    fn events(&self, texts: &Texts<'_>) -> Result<()> {
        let events = &self.dossier.events.events;
        let rows: Vec<(i64, i64)> =
            events.iter().map(|e| (key(e.id), self.print_of_event(e))).collect();
        let write = self.differing("event", &rows)?;
        let mut actors = Actors::load(self.tx, !write.is_empty())?;
        let mut points = Cache::default();
        let mut sql = EventSql::prepare(self.tx)?;
        for i in write {
            let e = &events[i];
            sql.event(rows[i].0, rows[i].1, e)?;
            for (n, actor) in e.actors.iter().enumerate() {
                let id = actors.id(self.tx, actor)?;
                sql.actor.execute(params![rows[i].0, n + 1, actor.role.name(), id])?;
            }
            for &(a, m) in &e.mentions {
                let mention = self.dossier.briefs[a as usize].events[m as usize].mention;
                let doc = self.docs[a as usize];
                sql.telling.execute(params![rows[i].0, doc, mention + 1])?;
            }
            let mut n = 0;
            for (field, value, citation) in variants(e) {
                n += 1;
                let [start, end] = texts.at(&mut points, citation)?;
                let doc = self.docs[citation.article as usize];
                sql.variant
                    .execute(params![rows[i].0, n, field, value, doc, start, end])?;
            }
        }
        Actors::forget_unused(self.tx)
    }

    fn claims(&self, texts: &Texts<'_>) -> Result<()> {
        let claims = &self.dossier.claims.claims;
        let rows: Vec<(i64, i64)> =
            claims.iter().map(|c| (key(c.id), self.print_of_claim(c))).collect();
        let mut sql = ClaimSql::prepare(self.tx)?;
        let mut points = Cache::default();
        for i in self.differing("claim", &rows)? {
            let c = &claims[i];
            let about =
                c.about_event.map(|e| key(self.dossier.events.events[e as usize].id));
            let n_origins = c
                .evidence
                .iter()
                .map(|e| self.dossier.origins.of_article[e.article as usize])
                .collect::<HashSet<u32>>()
                .len();
            sql.claim(rows[i], c, about, n_origins)?;
            let made = c.evidence.iter().map(|e| ("made", e));
            let settled = c.outcome_evidence.iter().map(|e| ("outcome", e));
            for (n, (role, citation)) in made.chain(settled).enumerate() {
                let [start, end] = texts.at(&mut points, *citation)?;
                let doc = self.docs[citation.article as usize];
                sql.evidence.execute(params![rows[i].0, n + 1, role, doc, start, end])?;
            }
            for (n, turn) in c.history.iter().enumerate() {
                let cited = turn
                    .evidence
                    .map(|c| texts.at(&mut points, c).map(|at| (c.article, at)))
                    .transpose()?;
                sql.turn.execute(params![
                    rows[i].0,
                    n + 1,
                    turn.on.map(|d| d.to_string()),
                    turn.outcome.name(),
                    turn.because,
                    cited.map(|(a, _)| self.docs[a as usize]),
                    cited.map(|(_, at)| at[0]),
                    cited.map(|(_, at)| at[1]),
                ])?;
            }
        }
        Ok(())
    }

    fn print_of_claim(&self, c: &Claim) -> i64 {
        let id = |a: u32| self.dossier.briefs[a as usize].id;
        let cited = |c: &Citation| (id(c.article), c.span);
        let mut print = Print::new();
        print.add(&(c.kind, &c.statement, c.made_on, &c.by, c.due, c.outcome));
        print.add(&c.about_event.map(|e| self.dossier.events.events[e as usize].id));
        print.add(&c.confidence);
        for citation in &c.outcome_evidence {
            print.add(&cited(citation));
        }
        for turn in &c.history {
            let evidence = turn.evidence.as_ref().map(cited);
            print.add(&(turn.on, turn.outcome, &turn.because, evidence));
        }
        for citation in &c.evidence {
            let origin = self.dossier.origins.of_article[citation.article as usize];
            let origin = self.dossier.origins.origins[origin as usize].id;
            print.add(&(cited(citation), origin));
        }
        print.value()
    }
}

/// `(field, value, citation)` of each value that reports disagree on.
fn variants(e: &Event) -> Vec<(&'static str, String, Citation)> {
    let mut out = Vec::new();
    for (range, citation) in &e.variants.dates {
        out.push(("date", day_text(range), *citation));
    }
    for (place, citation) in &e.variants.places {
        out.push(("place", place.clone(), *citation));
    }
    for (status, citation) in &e.variants.statuses {
        out.push(("status", status.name().to_owned(), *citation));
    }
    for (count, citation) in &e.variants.counts {
        out.push(("count", count.to_string(), *citation));
    }
    out
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

/// Texts of the store, for positions across articles.
struct Texts<'a> {
    tx: &'a Transaction<'a>,
    docs: &'a [i64],
}

/// The texts used last: citations of one event or claim come from few articles.
#[derive(Default)]
struct Cache(HashMap<u32, (String, CodePoints)>);

impl Texts<'_> {
    /// The code points of cited words.
    fn at(&self, cache: &mut Cache, citation: Citation) -> Result<[u32; 2]> {
        let Citation { article, span } = citation;
        if !cache.0.contains_key(&article) {
            if cache.0.len() >= 512 {
                cache.0.clear();
            }
            let text: String = self
                .tx
                .prepare_cached("SELECT text FROM source WHERE doc = ?1")?
                .query_row([self.docs[article as usize]], |row| row.get(0))?;
            let points = CodePoints::new(&text);
            cache.0.insert(article, (text, points));
        }
        let (text, points) = &cache.0[&article];
        let end = (text.len() as u32).min(span.end);
        Ok(points.span(text, Span { start: span.start.min(end), end }))
    }
}

/// Name, identity, class, country, CAMEO code.
type ActorKey = (String, Option<String>, Option<String>, Option<String>, Option<String>);

/// The distinct actors, by what is known of them.
struct Actors {
    ids: HashMap<ActorKey, i64>,
}

impl Actors {
    fn load(tx: &Transaction<'_>, needed: bool) -> Result<Self> {
        let mut ids = HashMap::new();
        if needed {
            let mut statement =
                tx.prepare("SELECT actor, name, key, class, country, code FROM actor")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let key =
                    (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
                ids.insert(key, row.get(0)?);
            }
        }
        Ok(Self { ids })
    }

    fn id(&mut self, tx: &Transaction<'_>, actor: &BriefActor) -> Result<i64> {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let key: ActorKey = (
            actor.name.clone(),
            actor.key.clone(),
            owned(actor.class.map(dateline::NameClass::name)),
            owned(actor.country),
            actor.code.clone(),
        );
        if let Some(id) = self.ids.get(&key) {
            return Ok(*id);
        }
        let id = new_actor(tx, &key)?;
        self.ids.insert(key, id);
        Ok(id)
    }

    /// Takes out actors that take part in no event.
    fn forget_unused(tx: &Transaction<'_>) -> Result<()> {
        tx.execute_batch(
            "INSERT INTO actor_search (actor_search, rowid, name)
               SELECT 'delete', actor, name FROM actor
               WHERE NOT EXISTS (SELECT 1 FROM event_actor x WHERE x.actor = actor.actor);
             DELETE FROM actor
               WHERE NOT EXISTS (SELECT 1 FROM event_actor x WHERE x.actor = actor.actor);
             UPDATE actor SET n_events = counted.n
               FROM (SELECT actor, count(DISTINCT event) AS n FROM event_actor
                     GROUP BY actor) AS counted
               WHERE counted.actor = actor.actor AND n_events <> counted.n;",
        )?;
        Ok(())
    }
}

fn new_actor(tx: &Connection, key: &ActorKey) -> Result<i64> {
    tx.prepare_cached(
        "INSERT INTO actor (name, key, class, country, code) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![key.0, key.1, key.2, key.3, key.4])?;
    let id = tx.last_insert_rowid();
    tx.prepare_cached("INSERT INTO actor_search (rowid, name) VALUES (?1, ?2)")?
        .execute(params![id, key.0])?;
    Ok(id)
}

/// The row of an actor that a person has written, known by name only.
pub(crate) fn actor_named(tx: &Connection, name: &str) -> Result<i64> {
    use rusqlite::OptionalExtension as _;
    let known: Option<i64> = tx
        .prepare_cached(
            "SELECT rowid FROM actor WHERE name = ?1
             ORDER BY key IS NULL, country IS NULL, actor LIMIT 1",
        )?
        .query_row([name], |row| row.get(0))
        .optional()?;
    match known {
        Some(id) => Ok(id),
        None => new_actor(tx, &(name.to_owned(), None, None, None, None)),
    }
}

struct EventSql<'t> {
    event: rusqlite::Statement<'t>,
    actor: rusqlite::Statement<'t>,
    telling: rusqlite::Statement<'t>,
    variant: rusqlite::Statement<'t>,
}

impl<'t> EventSql<'t> {
    fn prepare(tx: &'t Transaction<'_>) -> Result<Self> {
        Ok(Self {
            event: tx.prepare(
                "INSERT INTO event (event, sort, type, cameo, status, background, date_from,
                 date_to, precision, after, before, summary, place, lat, lon, country,
                 place_precision, geonameid, n_articles, n_origins, confidence, print)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
                 ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
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

    fn event(&mut self, key: i64, print: i64, e: &Event) -> Result<()> {
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
            e.summary,
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
        ])?;
        Ok(())
    }
}

struct ClaimSql<'t> {
    claim: rusqlite::Statement<'t>,
    evidence: rusqlite::Statement<'t>,
    turn: rusqlite::Statement<'t>,
}

impl<'t> ClaimSql<'t> {
    fn prepare(tx: &'t Transaction<'_>) -> Result<Self> {
        Ok(Self {
            claim: tx.prepare(
                "INSERT INTO claim (claim, sort, kind, statement, made_from, made_to,
                 made_precision, \"by\", holder, about_event, due_from, due_to, outcome,
                 n_origins, confidence, print)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
                 ?16)",
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

    fn claim(
        &mut self,
        (key, print): (i64, i64),
        c: &Claim,
        about: Option<i64>,
        n_origins: usize,
    ) -> Result<()> {
        self.claim.execute(params![
            key,
            c.made_on.map_or(NO_DAY, |d| sort_of(d.start)),
            c.kind.name(),
            c.statement,
            c.made_on.map(|d| d.start.to_string()),
            c.made_on.map(|d| d.end.to_string()),
            c.made_on.map(|d| d.precision.name()),
            serde_json::to_string(&c.by).unwrap_or_default(),
            c.by.last(),
            about,
            c.due.map(|d| d.start.to_string()),
            c.due.map(|d| d.end.to_string()),
            c.outcome.name(),
            n_origins,
            c.confidence.map(thousandths),
            print,
        ])?;
        Ok(())
    }
}

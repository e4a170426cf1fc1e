//! The rows of events and claims: who takes part, what tells them, on what reports differ,
//! what became of them.

use std::collections::{HashMap, HashSet};

use dateline::{Citation, Claim, CodePoints, Event, Id, Span};
use rusqlite::{Transaction, params};

use super::actors::Actors;
use super::statements::{ClaimSql, EventSql};
use super::{Print, Writer, day_text};
use crate::error::Result;
use crate::ids::key;
use crate::terms::Terms;

impl Writer<'_> {
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

    pub(super) fn events(&self, texts: &Texts<'_>) -> Result<()> {
        let events = &self.dossier.events.events;
        let rows: Vec<(i64, i64)> =
            events.iter().map(|e| (key(e.id), self.print_of_event(e))).collect();
        let write = self.differing("event", &rows)?;
        let mut actors = Actors::load(self.tx, !write.is_empty())?;
        let mut points = Cache::default();
        let mut sql = EventSql::prepare(self.tx)?;
        for i in write {
            let e = &events[i];
            sql.event(rows[i], e, self.summary_of(e, texts, &mut points)?)?;
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

    /// Where the summary of an event stands, word for word, in a clause that tells it.
    fn summary_of(
        &self,
        e: &Event,
        texts: &Texts<'_>,
        points: &mut Cache,
    ) -> Result<Option<Quoted>> {
        let clauses = e.mentions.iter().filter_map(|&(article, m)| {
            let mention = &self.dossier.briefs[article as usize].events[m as usize];
            let same = mention.summary == e.summary;
            same.then_some(Citation { article, span: mention.clause })
        });
        texts.quoted(points, clauses, &e.summary)
    }

    pub(super) fn claims(&self, texts: &Texts<'_>) -> Result<()> {
        let claims = &self.dossier.claims.claims;
        let rows: Vec<(i64, i64)> =
            claims.iter().map(|c| (key(c.id), self.print_of_claim(c))).collect();
        let mut sql = ClaimSql::prepare(self.tx)?;
        let terms = Terms::default();
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
            let said = c.evidence.iter().copied();
            let statement = texts.quoted(&mut points, said, &c.statement)?;
            let by = serde_json::to_string(&c.by).unwrap_or_default();
            let by = terms.number(self.tx, &by)?;
            sql.claim(rows[i], c, statement, (by, about, n_origins))?;
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
/// Texts of the store, for positions across articles.
pub(super) struct Texts<'a> {
    pub(super) tx: &'a Transaction<'a>,
    pub(super) docs: &'a [i64],
}

/// Words of an article that need not be kept twice.
#[derive(Clone, Copy)]
pub(super) struct Quoted {
    /// The article's row number.
    pub(super) doc: i64,
    /// Code points of its text.
    pub(super) at: [u32; 2],
}

/// The texts used last: citations of one event or claim come from few articles.
#[derive(Default)]
struct Cache(HashMap<u32, (String, CodePoints)>);

impl Texts<'_> {
    /// Where words stand in one of some passages; `None` where they were put otherwise (a
    /// line break is a space in them, or they were cut).
    fn quoted(
        &self,
        cache: &mut Cache,
        passages: impl Iterator<Item = Citation>,
        words: &str,
    ) -> Result<Option<Quoted>> {
        for Citation { article, span } in passages {
            self.at(cache, Citation { article, span })?;
            let (text, points) = &cache.0[&article];
            let passage = text.get(span.start as usize..span.end as usize);
            let Some(at) = passage.and_then(|p| p.find(words)) else { continue };
            let start = span.start + at as u32;
            let found = Span { start, end: start + words.len() as u32 };
            let doc = self.docs[article as usize];
            return Ok(Some(Quoted { doc, at: points.span(text, found) }));
        }
        Ok(None)
    }

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

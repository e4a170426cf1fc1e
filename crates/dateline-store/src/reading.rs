//! Writing one article: its row, its source, and every layer that was read from its text,
//! with positions in code points.

use dateline::{Attested, CodePoints, Evidence, Id, Reading, Span};
use rusqlite::{Transaction, params};

use crate::add::{degrees, forget_words, index_words, iso, thousandths};
use crate::document::Entry;
use crate::error::{Error, Result};
use crate::ids::key;
use crate::terms::Terms;

/// Everything of an article that is read from its text. What the collection says of it
/// (its origin, its tellings) is replaced when the articles are brought together.
const LAYERS: &[&str] = &[
    "source",
    "brief",
    "cell",
    "zone",
    "note",
    "entity",
    "time",
    "place",
    "attribution",
    "link",
    "quote",
    "event_mention",
    "mention_actor",
    "placed",
    "telling",
    "variant",
    "claim_evidence",
    "claim_turn",
];

/// Writes one reading with positions in code points.
pub(crate) struct Writer<'a> {
    tx: &'a Transaction<'a>,
    entry: &'a Entry,
    reading: &'a Reading,
    points: CodePoints,
    pub(crate) doc: i64,
    terms: &'a Terms,
}

type Pair = (Option<u32>, Option<u32>);

impl<'a> Writer<'a> {
    pub(crate) fn new(
        tx: &'a Transaction<'a>,
        entry: &'a Entry,
        terms: &'a Terms,
    ) -> Self {
        let reading = &entry.reading;
        let points = CodePoints::new(&reading.source.text);
        Self { tx, entry, reading, points, doc: 0, terms }
    }

    fn at(&self, span: Span) -> [u32; 2] {
        self.points.span(&self.reading.source.text, span)
    }

    fn maybe(&self, span: Option<Span>) -> Pair {
        span.map_or((None, None), |span| {
            let [start, end] = self.at(span);
            (Some(start), Some(end))
        })
    }

    fn term(&self, name: &str) -> Result<i64> {
        self.terms.number(self.tx, name)
    }

    /// Takes out what an earlier reading has written.
    pub(crate) fn clear(&self) -> Result<()> {
        forget_words(self.tx, self.doc)?;
        // What rests on this article loses its rows here, and must be written again even
        // where the article is read as before.
        for sql in [
            "UPDATE event SET print = 0 WHERE event IN (SELECT event FROM telling WHERE
             doc = ?1 UNION SELECT event FROM variant WHERE doc = ?1)",
            "UPDATE claim SET print = 0 WHERE claim IN (SELECT claim FROM claim_evidence
             WHERE doc = ?1 UNION SELECT claim FROM claim_turn WHERE doc = ?1)",
        ] {
            self.tx.prepare_cached(sql)?.execute([self.doc])?;
        }
        for table in LAYERS {
            let sql = format!("DELETE FROM {table} WHERE doc = ?1");
            self.tx.prepare_cached(&sql)?.execute([self.doc])?;
        }
        // The machine's new values stand; corrections take effect on them later.
        let id = crate::ids::written(crate::ids::What::Article, key(self.entry.brief.id));
        self.tx.prepare_cached("DELETE FROM corrected WHERE id = ?1")?.execute([id])?;
        Ok(())
    }

    /// The row of the article; gives it its number where it is new.
    pub(crate) fn article(
        &mut self,
        rules: i64,
        run: Option<i64>,
        renewed: bool,
    ) -> Result<()> {
        let (article, brief) = (&self.reading.article, &self.entry.brief);
        let bylines: Vec<&str> =
            article.bylines.iter().map(|b| b.value.as_str()).collect();
        let sql = if renewed {
            "UPDATE article SET name = ?2, url = ?3, kind = ?4, is_article = ?5,
             headline = ?6, publisher = ?7, agency = ?8, bylines = ?9,
             dateline_place = ?10, published = ?11, updated = ?12, language = ?13,
             n_words = ?14, rules = ?15, run = ?16 WHERE id = ?1"
        } else {
            "INSERT INTO article (id, name, url, kind, is_article, headline, publisher,
             agency, bylines, dateline_place, published, updated, language, n_words, rules,
             run) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
             ?16)"
        };
        self.tx.prepare_cached(sql)?.execute(params![
            key(brief.id),
            brief.name,
            self.entry.document.given.url,
            crate::document::kind_name(self.reading.source.kind),
            brief.is_article,
            brief.headline,
            brief.publisher,
            brief.agency,
            serde_json::to_string(&bylines).unwrap_or_default(),
            brief.dateline_place,
            brief.published.as_ref().map(iso),
            article.updated.as_ref().map(|u| iso(&u.value)),
            article.language,
            brief.n_words,
            rules,
            run,
        ])?;
        if !renewed {
            self.doc = self.tx.last_insert_rowid();
        }
        Ok(())
    }

    /// The document as given, its text, its brief, and its words in the index.
    pub(crate) fn source(&self, given: &str) -> Result<()> {
        let source = &self.reading.source;
        let document = &self.entry.document;
        self.tx
            .prepare_cached(
                "INSERT INTO source (doc, given, hash, size, raw, text, text_hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                self.doc,
                given,
                source.id.0,
                document.bytes.len(),
                self.entry.raw,
                source.text,
                Id::of([&source.text]).0,
            ])?;
        self.tx
            .prepare_cached("INSERT INTO brief (doc, bytes) VALUES (?1, ?2)")?
            .execute(params![self.doc, self.entry.brief_bytes])?;
        index_words(self.tx, self.doc)
    }

    /// All that was read from the text.
    pub(crate) fn layers(&self) -> Result<()> {
        self.cells()?;
        self.zones()?;
        self.notes()?;
        self.entities()?;
        self.times()?;
        self.places()?;
        self.attributions()?;
        self.quotes()?;
        self.events()
    }

    fn cells(&self) -> Result<()> {
        let article = &self.reading.article;
        let mut sql = self.tx.prepare_cached(
            "INSERT INTO cell (doc, n, field, value, \"from\", start, \"end\", rule)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        let mut n = 0;
        let mut put = |field: &str, value: &str, evidence: &Evidence, rule: &str| {
            let (start, end) = self.maybe(evidence.span());
            let (field, from, rule) =
                (self.term(field)?, self.term(from(evidence))?, self.term(rule)?);
            n += 1;
            sql.execute(params![self.doc, n, field, value, from, start, end, rule])?;
            Ok::<(), Error>(())
        };
        let texts = [
            ("headline", article.headline.as_slice()),
            ("deck", article.deck.as_slice()),
            ("byline", &article.bylines),
            ("agency", article.agency.as_slice()),
            ("publisher", article.publisher.as_slice()),
            ("dateline_place", article.dateline_place.as_slice()),
            ("topic", &article.topics),
        ];
        for (field, cells) in texts {
            for Attested { value, evidence, rule } in cells {
                put(field, value, evidence, rule.0)?;
            }
        }
        let stamps = [("published", &article.published), ("updated", &article.updated)];
        for (field, cell) in stamps {
            if let Some(Attested { value, evidence, rule }) = cell {
                put(field, &iso(value), evidence, rule.0)?;
            }
        }
        Ok(())
    }

    fn zones(&self) -> Result<()> {
        let mut sql = self.tx.prepare_cached(
            "INSERT INTO zone (doc, n, kind, start, \"end\", why)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (n, zone) in self.reading.article.zones.iter().enumerate() {
            let [start, end] = self.at(zone.span);
            let (kind, why) = (self.term(zone.kind.name())?, self.term(zone.why)?);
            sql.execute(params![self.doc, n + 1, kind, start, end, why])?;
        }
        Ok(())
    }

    fn notes(&self) -> Result<()> {
        let mut sql = self.tx.prepare_cached(
            "INSERT INTO note (doc, n, code, message, start, \"end\")
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (n, note) in self.reading.notes.0.iter().enumerate() {
            let (start, end) = self.maybe(note.span);
            sql.execute(params![self.doc, n + 1, note.code, note.message, start, end])?;
        }
        Ok(())
    }

    fn entities(&self) -> Result<()> {
        let entities = &self.reading.entities;
        let mut sql = self.tx.prepare_cached(
            "INSERT INTO entity (doc, n, name, class, country, sector, code, key, mentions)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for (n, e) in entities.entities.iter().enumerate() {
            let actor = self.reading.actors.of(dateline::EntityIdx(n as u32));
            let mentions = e.mentions.iter().map(|m| {
                let mention = &entities.mentions[m.0 as usize];
                let [start, end] = self.at(mention.span);
                let kind = match mention.kind {
                    dateline::MentionKind::Name => 0,
                    dateline::MentionKind::Nominal => 1,
                    dateline::MentionKind::Pronoun => 2,
                };
                format!("{start},{}", (end - start) << 2 | kind)
            });
            let mentions = format!("[{}]", mentions.collect::<Vec<_>>().join(","));
            sql.execute(params![
                self.doc,
                n + 1,
                e.name,
                self.term(e.class.name())?,
                actor.and_then(|a| a.country),
                actor.and_then(|a| a.sector),
                actor.and_then(|a| a.code.as_deref()),
                actor.and_then(|a| a.key.as_deref()),
                mentions,
            ])?;
        }
        Ok(())
    }

    fn times(&self) -> Result<()> {
        let mut sql = self.tx.prepare_cached(
            "INSERT INTO time (doc, n, start, \"end\", type, value, reason, rule)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        for (n, t) in self.reading.times.times.iter().enumerate() {
            let [start, end] = self.at(t.span);
            sql.execute(params![
                self.doc,
                n + 1,
                start,
                end,
                self.term(t.kind.name())?,
                t.value,
                t.reason,
                self.term(t.rule.0)?
            ])?;
        }
        Ok(())
    }

    fn places(&self) -> Result<()> {
        let mut sql = self.tx.prepare_cached(
            "INSERT INTO place (doc, n, start, \"end\", name, lat, lon, geonameid, country,
             precision) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        for (n, p) in self.reading.places.places.iter().enumerate() {
            let [start, end] = self.at(p.span);
            sql.execute(params![
                self.doc,
                n + 1,
                start,
                end,
                p.name,
                p.position.map(|(lat, _)| degrees(lat)),
                p.position.map(|(_, lon)| degrees(lon)),
                p.geonameid,
                p.country,
                p.precision.name(),
            ])?;
        }
        Ok(())
    }

    /// The stretch around some spans, and the spans themselves where there are several.
    fn stretch(&self, spans: &[Span]) -> (Pair, Option<Vec<[u32; 2]>>) {
        let whole = spans.iter().copied().reduce(Span::cover);
        let all = (spans.len() > 1).then(|| spans.iter().map(|s| self.at(*s)).collect());
        (self.maybe(whole), all)
    }

    fn attributions(&self) -> Result<()> {
        let mut row = self.tx.prepare_cached(
            "INSERT INTO attribution (doc, n, source_start, source_end, cue_start, cue_end,
             content_start, content_end, pieces, direct, stance, \"outer\", rule)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?;
        let mut link = self.tx.prepare_cached(
            "INSERT INTO link (doc, attribution, n, name, kind, start, \"end\")
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for (i, a) in self.reading.attributions.attributions.iter().enumerate() {
            let n = i + 1;
            let (source, sources) = self.stretch(&a.source);
            let (cue, cues) = self.stretch(&a.cue);
            let (content, contents) = self.stretch(&a.content);
            let parts = [("source", sources), ("cue", cues), ("content", contents)];
            let parts: serde_json::Map<String, serde_json::Value> = parts
                .into_iter()
                .filter_map(|(name, spans)| Some((name.to_owned(), spans?.into())))
                .collect();
            let pieces =
                (!parts.is_empty()).then(|| serde_json::Value::Object(parts).to_string());
            row.execute(params![
                self.doc,
                n,
                source.0,
                source.1,
                cue.0,
                cue.1,
                content.0,
                content.1,
                pieces,
                a.direct,
                self.term(a.stance.name())?,
                a.outer.map(|o| o.0 + 1),
                self.term(a.rule.0)?,
            ])?;
            for (k, l) in a.chain.iter().enumerate() {
                let (start, end) = self.maybe(l.span);
                let kind = self.term(l.kind.name())?;
                link.execute(params![self.doc, n, k + 1, l.name, kind, start, end])?;
            }
        }
        Ok(())
    }

    fn quotes(&self) -> Result<()> {
        let mut sql = self.tx.prepare_cached(
            "INSERT INTO quote (doc, n, start, \"end\", speaker, direct, chain)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for (n, q) in self.entry.brief.quotes.iter().enumerate() {
            let [start, end] = self.at(q.span);
            let agency = self.entry.brief.agency.iter();
            let chain: Vec<&String> = agency.chain(&q.chain).collect();
            let chain = serde_json::to_string(&chain).unwrap_or_default();
            sql.execute(params![
                self.doc,
                n + 1,
                start,
                end,
                q.speaker.as_deref().map(|name| self.term(name)).transpose()?,
                q.direct,
                chain
            ])?;
        }
        Ok(())
    }

    /// The name of an entity.
    fn named(&self, entity: Option<dateline::EntityIdx>) -> Option<&String> {
        let entities = &self.reading.entities.entities;
        Some(&entities.get(entity?.0 as usize)?.name)
    }

    fn events(&self) -> Result<()> {
        let mut row = self.tx.prepare_cached(
            "INSERT INTO event_mention (doc, n, trigger_start, trigger_end, words,
             clause_start, clause_end, type, cameo, status, polarity, certainty, factuality,
             background, date_from, date_to, precision, date_start, date_end, place,
             place_start, place_end, attribution, confidence, rule)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
             ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)",
        )?;
        let mut actor = self.tx.prepare_cached(
            "INSERT INTO mention_actor (doc, mention, n, role, name, code, entity, start,
             \"end\") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        let text = &self.reading.source.text;
        for (i, e) in self.reading.events.events.iter().enumerate() {
            let n = i + 1;
            let (trigger, clause) = (self.at(e.trigger), self.at(e.clause));
            let dated = self.maybe(e.date_span);
            let placed = self.maybe(e.place.as_ref().and_then(|p| p.span));
            row.execute(params![
                self.doc,
                n,
                trigger[0],
                trigger[1],
                e.trigger.of(text),
                clause[0],
                clause[1],
                self.term(e.kind.name())?,
                e.cameo,
                self.term(e.status.name())?,
                self.term(e.polarity.name())?,
                self.term(e.certainty.name())?,
                e.factuality.map(thousandths),
                e.background,
                e.date.map(|d| d.start.to_string()),
                e.date.map(|d| d.end.to_string()),
                e.date.map(|d| self.term(d.precision.name())).transpose()?,
                dated.0,
                dated.1,
                e.place.as_ref().map(|p| p.name.as_str()),
                placed.0,
                placed.1,
                e.attribution.map(|a| a.0 + 1),
                e.confidence.map(thousandths),
                self.term(e.rule.0)?,
            ])?;
            for (k, a) in e.actors.iter().enumerate() {
                let (start, end) = self.maybe(a.span);
                actor.execute(params![
                    self.doc,
                    n,
                    k + 1,
                    self.term(a.role.name())?,
                    Some(&a.name).filter(|name| Some(*name) != self.named(a.entity)),
                    a.code,
                    a.entity.map(|e| e.0 + 1),
                    start,
                    end
                ])?;
            }
        }
        Ok(())
    }
}

/// Where a value was read, as the contract names it.
fn from(evidence: &Evidence) -> &'static str {
    match evidence {
        Evidence::Words { .. } => "text",
        Evidence::Page { .. } => "meta",
        Evidence::Url => "url",
        Evidence::Input(_) => "input",
    }
}

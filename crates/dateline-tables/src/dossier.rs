//! `dateline brief --json`: what many articles say together.

use dateline::{
    Brief, BriefActor, Citation, CodePoints, DayRange, Dossier, Outcome, Precision, Role,
    Span,
};
use serde::Serialize;

use super::SCHEMA;
use super::annotate::{degrees, iso, thousandths};

/// An article as its holder (a command, a store) has it: what the brief leaves out.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The path or record id.
    pub name: String,
    /// The address, where the input states one.
    pub url: Option<String>,
    /// The canonical text.
    pub text: String,
    /// Who wrote it.
    pub bylines: Vec<String>,
    /// When it was last changed.
    pub updated: Option<dateline::Stamp>,
    /// Where the dateline says it was written.
    pub dateline_place: Option<String>,
    /// The line under the headline.
    pub deck: Option<String>,
    /// Its language (ISO 639-1, "und" if unknown).
    pub language: String,
    /// When it was fetched or saved, as the input states it.
    pub retrieved: Option<String>,
}

/// An input that could not be read, or only oddly.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// The path or record id.
    pub input: String,
    /// What kind of problem; stable.
    pub code: String,
    /// In words.
    pub message: String,
}

/// What many articles say together; serialises to the object of the contract.
#[derive(Serialize)]
pub struct DossierRow<'d> {
    schema: &'static str,
    articles: Vec<ArticleRow<'d>>,
    origins: Vec<OriginRow<'d>>,
    copies: Vec<CopyRow>,
    quotes: Vec<QuoteRow<'d>>,
    events: Vec<EventRow<'d>>,
    claims: Vec<ClaimRow<'d>>,
    stories: Vec<StoryRow<'d>>,
    problems: &'d [Problem],
}

#[derive(Serialize)]
struct ArticleRow<'d> {
    id: String,
    file: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'d str>,
    publisher: Option<&'d str>,
    agency: Option<&'d str>,
    headline: Option<&'d str>,
    bylines: &'d [String],
    published: Option<String>,
    updated: Option<String>,
    dateline_place: Option<&'d str>,
    is_article: bool,
    body: Vec<[u32; 2]>,
    origin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'d str>,
}

#[derive(Serialize)]
struct OriginRow<'d> {
    id: String,
    agency: Option<&'d str>,
    articles: Vec<String>,
}

#[derive(Serialize)]
struct CopyRow {
    id: String,
    articles: Vec<String>,
    kind: &'static str,
}

#[derive(Serialize)]
struct QuoteRow<'d> {
    article: String,
    start: u32,
    end: u32,
    text: &'d str,
    speaker: Option<&'d str>,
    direct: bool,
    chain: Vec<&'d str>,
}

#[derive(Serialize)]
struct EventRow<'d> {
    id: String,
    date: Option<String>,
    precision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounds: Option<BoundsRow>,
    #[serde(rename = "type")]
    kind: &'static str,
    cameo: Option<&'static str>,
    status: &'static str,
    summary: &'d str,
    background: bool,
    actors: Vec<ActorRow<'d>>,
    place: Option<PlaceRow<'d>>,
    evidence: Vec<EvidenceRow<'d>>,
    #[serde(skip_serializing_if = "VariantsRow::is_empty")]
    variants: VariantsRow<'d>,
    articles: u32,
    origins: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
}

/// Values on which reports disagree, each with the words that say so, by day of the report.
#[derive(Serialize)]
struct VariantsRow<'d> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    date: Vec<VariantRow<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    place: Vec<VariantRow<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    status: Vec<VariantRow<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    count: Vec<VariantRow<'d>>,
}

impl VariantsRow<'_> {
    fn is_empty(&self) -> bool {
        let lists = [&self.date, &self.place, &self.status, &self.count];
        lists.iter().all(|list| list.is_empty())
    }
}

#[derive(Serialize)]
struct VariantRow<'d> {
    value: String,
    reported: Option<String>,
    #[serde(flatten)]
    evidence: EvidenceRow<'d>,
}

#[derive(Serialize)]
struct BoundsRow {
    after: Option<String>,
    before: Option<String>,
}

#[derive(Serialize)]
struct ActorRow<'d> {
    name: &'d str,
    entity: Option<&'d str>,
    role: &'static str,
}

#[derive(Serialize)]
struct PlaceRow<'d> {
    name: &'d str,
    lat: Option<f64>,
    lon: Option<f64>,
    country: Option<&'static str>,
    precision: Option<&'static str>,
}

#[derive(Serialize)]
struct EvidenceRow<'d> {
    article: String,
    start: u32,
    end: u32,
    quote: &'d str,
}

#[derive(Serialize)]
struct ClaimRow<'d> {
    id: String,
    kind: &'static str,
    statement: &'d str,
    made_on: Option<String>,
    by: &'d [String],
    about_event: Option<String>,
    due: Option<DueRow>,
    outcome: &'static str,
    outcome_evidence: Vec<EvidenceRow<'d>>,
    history: Vec<HistoryRow<'d>>,
    evidence: Vec<EvidenceRow<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
}

#[derive(Serialize)]
struct DueRow {
    start: String,
    end: String,
}

#[derive(Serialize)]
struct HistoryRow<'d> {
    on: Option<String>,
    outcome: &'static str,
    because: &'d str,
}

#[derive(Serialize)]
struct StoryRow<'d> {
    id: String,
    title: &'d str,
    articles: Vec<String>,
    events: Vec<String>,
    claims: Vec<String>,
    first: Option<String>,
    last: Option<String>,
}

struct Writer<'d> {
    dossier: &'d Dossier,
    told: &'d [Told],
    points: Vec<CodePoints>,
}

/// The output object of a dossier. `told` stands in the order of `dossier.briefs`.
pub fn dossier<'d>(
    dossier: &'d Dossier,
    told: &'d [Told],
    problems: &'d [Problem],
    with_text: bool,
) -> DossierRow<'d> {
    let points = told.iter().map(|t| CodePoints::new(&t.text)).collect();
    let w = Writer { dossier, told, points };
    DossierRow {
        schema: SCHEMA,
        articles: (0..told.len()).map(|i| w.article(i, with_text)).collect(),
        origins: w.origins(),
        copies: w.copies(),
        quotes: w.quotes(),
        events: w.events(),
        claims: w.claims(),
        stories: w.stories(),
        problems,
    }
}

impl<'d> Writer<'d> {
    fn brief(&self, article: u32) -> &'d Brief {
        &self.dossier.briefs[article as usize]
    }

    fn article_id(&self, article: u32) -> String {
        format!("a:{}", self.brief(article).id)
    }

    fn article_ids(&self, articles: &[u32]) -> Vec<String> {
        articles.iter().map(|a| self.article_id(*a)).collect()
    }

    fn at(&self, article: u32, span: Span) -> [u32; 2] {
        let text = &self.told[article as usize].text;
        self.points[article as usize].span(text, span)
    }

    fn evidence(&self, citations: &[Citation]) -> Vec<EvidenceRow<'d>> {
        let row = |c: &Citation| {
            let [start, end] = self.at(c.article, c.span);
            let quote = c.span.of(&self.told[c.article as usize].text);
            EvidenceRow { article: self.article_id(c.article), start, end, quote }
        };
        citations.iter().map(row).collect()
    }

    fn article(&self, i: usize, with_text: bool) -> ArticleRow<'d> {
        let (brief, told) = (&self.dossier.briefs[i], &self.told[i]);
        let origins = &self.dossier.origins;
        let origin = &origins.origins[origins.of_article[i] as usize];
        ArticleRow {
            id: self.article_id(i as u32),
            file: &told.name,
            url: told.url.as_deref(),
            publisher: brief.publisher.as_deref(),
            agency: brief.agency.as_deref(),
            headline: brief.headline.as_deref(),
            bylines: &told.bylines,
            published: brief.published.as_ref().map(iso),
            updated: told.updated.as_ref().map(iso),
            dateline_place: told.dateline_place.as_deref(),
            is_article: brief.is_article,
            body: brief.body.iter().map(|s| self.at(i as u32, *s)).collect(),
            origin: format!("o:{}", origin.id),
            text: with_text.then_some(told.text.as_str()),
        }
    }

    fn origins(&self) -> Vec<OriginRow<'d>> {
        let row = |o: &'d dateline::Origin| OriginRow {
            id: format!("o:{}", o.id),
            agency: o.agency.as_deref(),
            articles: self.article_ids(&o.articles),
        };
        self.dossier.origins.origins.iter().map(row).collect()
    }

    fn copies(&self) -> Vec<CopyRow> {
        let row = |c: &dateline::CopyGroup| CopyRow {
            id: format!("k:{}", c.id),
            articles: self.article_ids(&c.articles),
            kind: c.kind.name(),
        };
        self.dossier.origins.copies.iter().map(row).collect()
    }

    fn quotes(&self) -> Vec<QuoteRow<'d>> {
        let mut rows = Vec::new();
        for (i, brief) in self.dossier.briefs.iter().enumerate() {
            for quote in &brief.quotes {
                let [start, end] = self.at(i as u32, quote.span);
                let agency = brief.agency.as_deref().into_iter();
                rows.push(QuoteRow {
                    article: self.article_id(i as u32),
                    start,
                    end,
                    text: quote.span.of(&self.told[i].text),
                    speaker: quote.speaker.as_deref(),
                    direct: quote.direct,
                    chain: agency.chain(quote.chain.iter().map(String::as_str)).collect(),
                });
            }
        }
        rows
    }

    fn events(&self) -> Vec<EventRow<'d>> {
        self.dossier.events.events.iter().map(|e| self.event(e)).collect()
    }

    fn event(&self, e: &'d dateline::Event) -> EventRow<'d> {
        EventRow {
            id: format!("e:{}", e.id),
            date: e.date.map(|d| day_text(&d)),
            precision: e.date.map_or("unknown", |d| d.precision.name()),
            end_date: e.date.and_then(|d| end_text(&d)),
            bounds: e.bounds.map(|(after, before)| BoundsRow {
                after: after.map(|d| d.to_string()),
                before: before.map(|d| d.to_string()),
            }),
            kind: e.kind.name(),
            cameo: e.cameo,
            status: e.status.name(),
            summary: &e.summary,
            background: e.background,
            actors: e.actors.iter().map(actor_row).collect(),
            place: e.place.as_ref().map(|p| PlaceRow {
                name: &p.name,
                lat: p.position.map(|(lat, _)| degrees(lat)),
                lon: p.position.map(|(_, lon)| degrees(lon)),
                country: p.country,
                precision: p.precision.map(dateline::PlacePrecision::name),
            }),
            evidence: self.evidence(&e.evidence),
            variants: self.variants(&e.variants),
            articles: e.n_articles,
            origins: e.n_origins,
            confidence: e.confidence.map(thousandths),
        }
    }

    fn variants(&self, v: &dateline::EventVariants) -> VariantsRow<'d> {
        VariantsRow {
            date: self.variant_rows(&v.dates, day_text),
            place: self.variant_rows(&v.places, Clone::clone),
            status: self.variant_rows(&v.statuses, |s| s.name().to_owned()),
            count: self.variant_rows(&v.counts, ToString::to_string),
        }
    }

    /// Who says which, by day of the report, so that revisions can be followed.
    fn variant_rows<T>(
        &self,
        values: &[(T, Citation)],
        write: impl Fn(&T) -> String,
    ) -> Vec<VariantRow<'d>> {
        let row = |(value, cited): &(T, Citation)| {
            let reported = self.brief(cited.article).published.as_ref().map(iso);
            let evidence = self.evidence(&[*cited]).pop()?;
            Some(VariantRow { value: write(value), reported, evidence })
        };
        let mut rows: Vec<VariantRow<'d>> = values.iter().filter_map(row).collect();
        rows.sort_by(|a, b| a.reported.cmp(&b.reported));
        rows
    }

    fn claims(&self) -> Vec<ClaimRow<'d>> {
        let events = &self.dossier.events.events;
        let row = |c: &'d dateline::Claim| ClaimRow {
            id: format!("c:{}", c.id),
            kind: c.kind.name(),
            statement: &c.statement,
            made_on: c.made_on.map(|d| day_text(&d)),
            by: &c.by,
            about_event: c.about_event.map(|e| format!("e:{}", events[e as usize].id)),
            due: c
                .due
                .map(|d| DueRow { start: d.start.to_string(), end: d.end.to_string() }),
            outcome: Outcome::name(c.outcome),
            outcome_evidence: self.evidence(&c.outcome_evidence),
            history: c
                .history
                .iter()
                .map(|t| HistoryRow {
                    on: t.on.map(|d| d.to_string()),
                    outcome: t.outcome.name(),
                    because: &t.because,
                })
                .collect(),
            evidence: self.evidence(&c.evidence),
            confidence: c.confidence.map(thousandths),
        };
        self.dossier.claims.claims.iter().map(row).collect()
    }

    fn stories(&self) -> Vec<StoryRow<'d>> {
        self.dossier.stories.stories.iter().map(|s| self.story(s)).collect()
    }

    fn story(&self, s: &'d dateline::Story) -> StoryRow<'d> {
        let events = &self.dossier.events.events;
        let claims = &self.dossier.claims.claims;
        let days =
            s.articles.iter().filter_map(|a| self.brief(*a).published.map(|p| p.date));
        let in_story = |c: &&dateline::Claim| {
            c.evidence.iter().any(|e| s.articles.binary_search(&e.article).is_ok())
        };
        StoryRow {
            id: format!("s:{}", s.id),
            title: &s.title,
            articles: self.article_ids(&s.articles),
            events: s
                .events
                .iter()
                .map(|e| format!("e:{}", events[*e as usize].id))
                .collect(),
            claims: claims
                .iter()
                .filter(in_story)
                .map(|c| format!("c:{}", c.id))
                .collect(),
            first: days.clone().min().map(|d| d.to_string()),
            last: days.max().map(|d| d.to_string()),
        }
    }
}

fn actor_row(actor: &BriefActor) -> ActorRow<'_> {
    let role: Role = actor.role;
    ActorRow { name: &actor.name, entity: actor.key.as_deref(), role: role.name() }
}

/// The start of a range, as exact as it is known: 2019-11-27, 2019-11, 2019.
fn day_text(range: &DayRange) -> String {
    let full = range.start.to_string();
    match range.precision {
        Precision::Day => full,
        Precision::Month => full[..7].to_owned(),
        Precision::Year => full[..4].to_owned(),
    }
}

/// The end of a range that is longer than its precision says.
fn end_text(range: &DayRange) -> Option<String> {
    let end = DayRange { start: range.end, ..*range };
    (day_text(&end) != day_text(range)).then(|| day_text(&end))
}

//! What a query gives: rows as the contract names their fields, each with its evidence as
//! article and code points.

use serde::Serialize;

/// Words of one article: what a value rests on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct EvidenceRow {
    /// The article.
    pub article: String,
    /// Its name: a path, a record's id.
    pub file: String,
    /// First code point of the article's text.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The words there.
    pub quote: String,
}

/// Someone who takes part in an event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ActorCell {
    /// Resolved name.
    pub name: String,
    /// Identity across articles ("country:RUS"), where known.
    pub entity: Option<String>,
    /// `source`, `target` or `participant`.
    pub role: String,
    /// ISO 3166-1 alpha-3 code of its country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// CAMEO actor code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Where an event took place.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PlaceCell {
    /// The place's name.
    pub name: String,
    /// Degrees north; null where unknown or no point.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// ISO 3166-1 alpha-3 code.
    pub country: Option<String>,
    /// `point`, `city`, `region`, `country`, `area`.
    pub precision: Option<String>,
    /// GeoNames identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geonameid: Option<u32>,
}

/// Days that a date lies between, where it is not known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Bounds {
    /// Not before.
    pub after: Option<String>,
    /// Not after.
    pub before: Option<String>,
}

/// Another value of a cell, with who says so.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct VariantRow {
    /// `date`, `place`, `status` or `count`.
    pub field: String,
    /// The value.
    pub value: String,
    /// The words that give it.
    pub evidence: EvidenceRow,
}

/// A merged event.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct EventRow {
    /// `e:...`
    pub id: String,
    /// First day, as exact as it is known: 2019-11-27, 2019-11, 2019.
    pub date: Option<String>,
    /// `day`, `month`, `year`, `unknown`.
    pub precision: String,
    /// Last day, where it is longer than its precision says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    /// Where the date is only bounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bounds: Option<Bounds>,
    /// PLOVER or general type.
    #[serde(rename = "type")]
    pub kind: String,
    /// CAMEO code.
    pub cameo: Option<String>,
    /// Whether it happened.
    pub status: String,
    /// The words of one report.
    pub summary: String,
    /// Told as history by all.
    pub background: bool,
    /// Who.
    pub actors: Vec<ActorCell>,
    /// Where.
    pub place: Option<PlaceCell>,
    /// The clauses that tell it.
    pub evidence: Vec<EvidenceRow>,
    /// Articles that tell it.
    pub articles: u32,
    /// Origins that tell it.
    pub origins: u32,
    /// Calibrated confidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// What a person said of it: `accepted`, `rejected`, `edited`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
    /// Other values that reports give.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<VariantRow>,
}

impl EventRow {
    /// The names of those who play a part, in order, each once.
    pub fn names(&self, role: &str) -> Vec<&str> {
        let mut out: Vec<&str> = Vec::new();
        for actor in self.actors.iter().filter(|a| a.role == role) {
            if !out.contains(&actor.name.as_str()) {
                out.push(&actor.name);
            }
        }
        out
    }
}

/// Closed range of days.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Due {
    /// First day.
    pub start: String,
    /// Last day.
    pub end: String,
}

/// One step of a claim's history.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct TurnRow {
    /// The day of the report that settles it.
    pub on: Option<String>,
    /// What it turned into.
    pub outcome: String,
    /// In words: why.
    pub because: String,
    /// The words that settle it.
    pub evidence: Option<EvidenceRow>,
}

/// A claim with its history.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ClaimRow {
    /// `c:...`
    pub id: String,
    /// `forecast`, `promise`, `denial`, ...
    pub kind: String,
    /// What would make it true, in the words of the text.
    pub statement: String,
    /// When it was made.
    pub made_on: Option<String>,
    /// Publisher, agency, then everyone it passed through; ends with its holder.
    pub by: Vec<String>,
    /// The event it is about.
    pub about_event: Option<String>,
    /// When it must come true.
    pub due: Option<Due>,
    /// `confirmed`, `partly_confirmed`, `contradicted`, `lapsed`, `open`.
    pub outcome: String,
    /// The words that settle it.
    pub outcome_evidence: Vec<EvidenceRow>,
    /// How it got there.
    pub history: Vec<TurnRow>,
    /// The words that make it.
    pub evidence: Vec<EvidenceRow>,
    /// Origins that tell of it.
    pub origins: u32,
    /// Calibrated confidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// What a person said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
}

/// An article.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ArticleRow {
    /// `a:...`
    pub id: String,
    /// Its name: a path, a record's id.
    pub file: String,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The outlet.
    pub publisher: Option<String>,
    /// The agency whose text it is.
    pub agency: Option<String>,
    /// The headline.
    pub headline: Option<String>,
    /// People who wrote it.
    pub bylines: Vec<String>,
    /// When it was published.
    pub published: Option<String>,
    /// When it was last changed.
    pub updated: Option<String>,
    /// Where the dateline says it was written.
    pub dateline_place: Option<String>,
    /// ISO 639-1 code of its language.
    pub language: String,
    /// Whether it is an article.
    pub is_article: bool,
    /// Words in its body.
    pub words: u32,
    /// The text it carries.
    pub origin: Option<String>,
    /// Articles that carry the same text, itself included.
    pub copies: u32,
    /// The story it belongs to.
    pub story: Option<String>,
}

/// A labelled stretch of an article's text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ZoneRow {
    /// First code point.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// `body`, `headline`, `menu`, ...
    pub kind: String,
    /// The rule or model that said so.
    pub why: String,
}

/// A value of the article itself, with where it was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CellRow {
    /// `headline`, `byline`, `published`, ...
    pub field: String,
    /// The value.
    pub value: String,
    /// `text`, `meta`, `url`, `input`.
    pub from: String,
    /// First code point, where it was read in the text.
    pub start: Option<u32>,
    /// One past the last.
    pub end: Option<u32>,
    /// The rule that read it.
    pub rule: String,
}

/// One article with its text and everything that labels it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ArticlePage {
    /// The article.
    #[serde(flatten)]
    pub article: ArticleRow,
    /// The canonical text that every position points into.
    pub text: String,
    /// Every non-blank line's label.
    pub zones: Vec<ZoneRow>,
    /// Headline, byline, dates and so on with their places.
    pub cells: Vec<CellRow>,
    /// What was odd.
    pub notes: Vec<ProblemRow>,
}

/// Words in quotation marks, or told by a named person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct QuoteRow {
    /// The article.
    pub article: String,
    /// Its name.
    pub file: String,
    /// First code point.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The words.
    pub text: String,
    /// Who said them.
    pub speaker: Option<String>,
    /// Direct speech.
    pub direct: bool,
    /// Whose hands they came through, outermost first.
    pub chain: Vec<String>,
    /// When the article was published.
    pub published: Option<String>,
}

/// A story.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StoryRow {
    /// `s:...`
    pub id: String,
    /// A headline of the article nearest to its middle.
    pub title: String,
    /// Articles in it.
    pub articles: u32,
    /// Texts that they carry.
    pub origins: u32,
    /// Events that it tells.
    pub events: u32,
    /// First day that an article was published.
    pub first: Option<String>,
    /// Last day.
    pub last: Option<String>,
}

/// Someone who takes part in events.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ActorRow {
    /// Resolved name.
    pub name: String,
    /// Identity across articles.
    pub entity: Option<String>,
    /// Class of the name: PER, ORG, LOC, ...
    pub class: Option<String>,
    /// ISO 3166-1 alpha-3 code.
    pub country: Option<String>,
    /// Events it takes part in.
    pub events: u32,
    /// Events it is the source of.
    pub source: u32,
    /// Events it is the target of.
    pub target: u32,
}

/// Articles that share text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CopyRow {
    /// `k:...`
    pub id: String,
    /// `reprint`, `version`, `excerpt`.
    pub kind: String,
    /// The agency whose text it is, where one is credited.
    pub agency: Option<String>,
    /// The articles, oldest first.
    pub articles: Vec<ArticleRow>,
}

/// A place where the words searched for stand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct HitRow {
    /// The article.
    pub article: String,
    /// Its name.
    pub file: String,
    /// Its headline.
    pub headline: Option<String>,
    /// Its outlet.
    pub publisher: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// Words around the first hit; the hits themselves stand between « and ».
    pub snippet: String,
    /// The hits in the text, in code points.
    pub hits: Vec<[u32; 2]>,
}

/// An input that could not be read, or an article that was read only oddly.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ProblemRow {
    /// The input.
    pub input: String,
    /// A stable code.
    pub code: String,
    /// For a person: what was odd.
    pub message: String,
}

/// How much a store holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Totals {
    /// Documents kept.
    pub documents: u64,
    /// Articles among them.
    pub articles: u64,
    /// Texts that they carry.
    pub origins: u64,
    /// Merged events.
    pub events: u64,
    /// Claims.
    pub claims: u64,
    /// Stories.
    pub stories: u64,
    /// Inputs in quarantine.
    pub quarantined: u64,
    /// Documents not brought together with the others yet.
    pub pending: u64,
    /// Corrections that stand.
    pub corrections: u64,
    /// First day that an article was published.
    pub first: Option<String>,
    /// Last day.
    pub last: Option<String>,
}

/// Some rows, and how to get at those after them.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Rows<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Give this as [`crate::Filter::cursor`] for the rows after these; `None` at the end.
    /// What it holds is of no concern to the caller.
    pub next: Option<String>,
}

//! Source -> Article: headline, byline, agency, dateline, times, zones, body.

use jiff::civil::{Date, Time as ClockTime};

use crate::{Attested, Evidence, Kind, Kit, Notes, Page, Source, Span};

/// What a line of a page is. Names of the contract.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are the definitions of the contract")]
pub enum ZoneKind {
    Body,
    Headline,
    Deck,
    Byline,
    Dateline,
    Caption,
    Credit,
    Crosshead,
    Embed,
    Menu,
    Related,
    Promo,
    Paywall,
    Comment,
    Poll,
    Table,
    Disclaimer,
    Stamp,
    Legal,
    Other,
}

impl ZoneKind {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            ZoneKind::Body => "body",
            ZoneKind::Headline => "headline",
            ZoneKind::Deck => "deck",
            ZoneKind::Byline => "byline",
            ZoneKind::Dateline => "dateline",
            ZoneKind::Caption => "caption",
            ZoneKind::Credit => "credit",
            ZoneKind::Crosshead => "crosshead",
            ZoneKind::Embed => "embed",
            ZoneKind::Menu => "menu",
            ZoneKind::Related => "related",
            ZoneKind::Promo => "promo",
            ZoneKind::Paywall => "paywall",
            ZoneKind::Comment => "comment",
            ZoneKind::Poll => "poll",
            ZoneKind::Table => "table",
            ZoneKind::Disclaimer => "disclaimer",
            ZoneKind::Stamp => "stamp",
            ZoneKind::Legal => "legal",
            ZoneKind::Other => "other",
        }
    }

    /// Whether the words of this zone are the article's own and are read for names, times
    /// and events. Furniture never is.
    pub fn is_read(self) -> bool {
        matches!(
            self,
            ZoneKind::Body
                | ZoneKind::Headline
                | ZoneKind::Deck
                | ZoneKind::Dateline
                | ZoneKind::Caption
        )
    }
}

/// A stretch of the text of one kind. Zones do not overlap, are in text order, and together
/// cover every non-blank line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Zone {
    /// Where.
    pub span: Span,
    /// What it is.
    pub kind: ZoneKind,
    /// Why: the rule or model that said so, for `dateline read` and `why`.
    pub why: &'static str,
}

/// A moment as a page states it: civil day, perhaps a clock time, perhaps a UTC offset.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// Civil day where it was written.
    pub date: Date,
    /// Clock time, local to `offset_minutes`.
    pub time: Option<ClockTime>,
    /// Minutes east of UTC.
    pub offset_minutes: Option<i16>,
}

/// One document's article.
#[derive(Clone, Debug)]
pub struct Article {
    /// Whether there is an article at all (stubs, indexes and error pages have none).
    pub is_article: bool,
    /// The headline.
    pub headline: Option<Attested<String>>,
    /// The standfirst under it.
    pub deck: Option<Attested<String>>,
    /// People who wrote it.
    pub bylines: Vec<Attested<String>>,
    /// The news agency whose text it is.
    pub agency: Option<Attested<String>>,
    /// The outlet that published it.
    pub publisher: Option<Attested<String>>,
    /// Where the dateline says it was written.
    pub dateline_place: Option<Attested<String>>,
    /// When it was published.
    pub published: Option<Attested<Stamp>>,
    /// When it was last changed.
    pub updated: Option<Attested<Stamp>>,
    /// ISO 639-1 code of the body's language, or "und".
    pub language: &'static str,
    /// Topics and tags that the page names.
    pub topics: Vec<Attested<String>>,
    /// Every non-blank line's zone.
    pub zones: Vec<Zone>,
}

impl Article {
    /// The zones of one kind, in text order.
    pub fn zones_of(&self, kind: ZoneKind) -> impl Iterator<Item = Span> + '_ {
        self.zones.iter().filter(move |zone| zone.kind == kind).map(|zone| zone.span)
    }

    /// The kind of the zone at byte `at`, if one covers it.
    pub fn kind_at(&self, at: u32) -> Option<ZoneKind> {
        let idx = self.zones.partition_point(|zone| zone.span.end <= at);
        self.zones.get(idx).filter(|zone| zone.span.start <= at).map(|zone| zone.kind)
    }
}

/// The block model and the furniture lexicon.
pub(crate) struct Knowledge {}

impl Knowledge {
    pub(crate) fn bundled() -> Self {
        Self {}
    }
}

/// Finds the article of a source.
pub(crate) fn extract(
    source: &Source,
    page: &Page<'_>,
    _kit: &Kit,
    _notes: &mut Notes,
) -> Article {
    let _ = Kind::Body;
    let zones: Vec<Zone> = lines(&source.text)
        .map(|span| Zone { span, kind: ZoneKind::Body, why: "article/all-is-body" })
        .collect();
    Article {
        is_article: !zones.is_empty(),
        headline: page
            .title
            .map(|t| Attested::new(t.into(), Evidence::Input("title"), "article/input")),
        deck: None,
        bylines: Vec::new(),
        agency: None,
        publisher: page.publisher.map(|p| {
            Attested::new(p.into(), Evidence::Input("publisher"), "article/input")
        }),
        dateline_place: None,
        published: page.published.and_then(parse_stamp).map(|stamp| {
            Attested::new(stamp, Evidence::Input("published"), "article/input")
        }),
        updated: None,
        language: "en",
        topics: Vec::new(),
        zones,
    }
}

/// The non-blank lines of a text, trimmed.
fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    text.split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some(Span::new(start, *at).trim(text))
        })
        .filter(|span| !span.is_empty())
}

/// Reads an ISO 8601 date, or date and time with or without an offset.
fn parse_stamp(value: &str) -> Option<Stamp> {
    let date: Date = value.get(..10)?.parse().ok()?;
    Some(Stamp { date, time: None, offset_minutes: None })
}

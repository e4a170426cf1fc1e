//! Source -> Article: headline, byline, agency, dateline, times, zones, body.

mod blocks;
mod body;
mod boost;
mod context;
mod credits;
mod dates;
mod features;
mod furniture;
mod gate;
mod headline;
mod json;
mod linked;
mod metadata;
mod stamps;
mod words;
mod zones;

use jiff::civil::{Date, Time as ClockTime};

use self::{blocks::Block, furniture::Rule, zones::Lines};
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

    /// The kind of a name of the contract.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// All kinds.
    pub const ALL: [ZoneKind; 20] = [
        ZoneKind::Body,
        ZoneKind::Headline,
        ZoneKind::Deck,
        ZoneKind::Byline,
        ZoneKind::Dateline,
        ZoneKind::Caption,
        ZoneKind::Credit,
        ZoneKind::Crosshead,
        ZoneKind::Embed,
        ZoneKind::Menu,
        ZoneKind::Related,
        ZoneKind::Promo,
        ZoneKind::Paywall,
        ZoneKind::Comment,
        ZoneKind::Poll,
        ZoneKind::Table,
        ZoneKind::Disclaimer,
        ZoneKind::Stamp,
        ZoneKind::Legal,
        ZoneKind::Other,
    ];

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

    /// The article's running text: its body zones, and the crossheads between them, which
    /// are its own words too. A crosshead with no paragraph after it is none of it.
    pub fn running_text(&self) -> impl Iterator<Item = Span> + '_ {
        let last = self.zones.iter().rposition(|zone| zone.kind == ZoneKind::Body);
        let zones = self.zones[..last.map_or(0, |last| last + 1)].iter();
        zones
            .skip_while(|zone| zone.kind != ZoneKind::Body)
            .filter(|zone| matches!(zone.kind, ZoneKind::Body | ZoneKind::Crosshead))
            .map(|zone| zone.span)
    }

    /// The kind of the zone at byte `at`, if one covers it.
    pub fn kind_at(&self, at: u32) -> Option<ZoneKind> {
        let idx = self.zones.partition_point(|zone| zone.span.end <= at);
        self.zones.get(idx).filter(|zone| zone.span.start <= at).map(|zone| zone.kind)
    }
}

/// The block model and the furniture lexicon.
pub(crate) struct Knowledge {
    furniture: furniture::Furniture,
    blocks: Option<body::Model>,
}

impl Knowledge {
    pub(crate) fn bundled() -> Self {
        Self {
            furniture: furniture::Furniture::bundled(),
            blocks: body::Model::read(dateline_data::BLOCK_WEIGHTS),
        }
    }

    /// With another block model; `None` where the weights are of another format.
    pub(crate) fn with_block_model(mut self, weights: &[u8]) -> Option<Self> {
        self.blocks = Some(body::Model::read(weights)?);
        Some(self)
    }
}

/// Fewest words of a body that is an article.
const ARTICLE_WORDS: u32 = 25;

/// Finds the article of a source.
pub(crate) fn extract(
    source: &Source,
    page: &Page<'_>,
    kit: &Kit,
    notes: &mut Notes,
) -> Article {
    let blocks = blocks::of(source);
    let article = if source.kind == Kind::Body {
        clean(source, page, &blocks, notes)
    } else {
        scraped(source, page, &blocks, kit, notes)
    };
    say_what_is_odd(&article, notes);
    article
}

/// A page with furniture.
fn scraped(
    source: &Source,
    page: &Page<'_>,
    blocks: &[Block],
    kit: &Kit,
    notes: &mut Notes,
) -> Article {
    let rules: Vec<Option<&Rule>> = blocks
        .iter()
        .map(|b| kit.article.furniture.of_line(b.span.of(&source.text)))
        .collect();
    let dates = zones::dates(source, blocks);
    let linked = linked::read(source);
    let titles = metadata::titles(source, &linked);
    let top = Top { source, page, blocks, rules: &rules, dates: &dates, titles: &titles };
    let guess = body::guess(blocks, &rules);
    let mut head = top.headline(&guess);
    let is_body = match &kit.article.blocks {
        Some(model) => model.choose(&top.view(head.as_ref(), &guess)),
        None => guess,
    };
    if source.html.is_none() {
        head = top.headline(&is_body);
    }
    let lines = Lines {
        source,
        blocks,
        rules: &rules,
        dates: &dates,
        is_body: &is_body,
        headline: head.as_ref().and_then(|h| h.block),
    };
    let assigned = zones::assign(&lines);
    let kinds = assigned.kinds;
    let mut names = metadata::names(page, &lines, &kinds, &assigned.credits, &linked);
    let (published, updated) =
        dates::choose(&dates::candidates(page, &lines, &kinds, &linked), page, notes);
    let cuts = datelines(source, blocks, &kinds, &mut names);
    let head_span =
        head.as_ref().map(|h| (h.value.span().unwrap_or(Span::new(0, 0)), h.block));
    let zones = zones::build(&lines, &kinds, head_span, &cuts);
    let deck = of_kind(source, &zones, ZoneKind::Deck, "article/under-headline");
    let body_text = body_text(source, &zones);
    let n_words: u32 = blocks
        .iter()
        .zip(&kinds)
        .filter(|(_, (kind, _))| *kind == ZoneKind::Body)
        .map(|(b, _)| b.n_words)
        .sum();
    Article {
        is_article: n_words >= ARTICLE_WORDS,
        headline: head.map(|h| h.value),
        deck,
        bylines: names.bylines,
        agency: names.agency,
        publisher: names.publisher,
        dateline_place: names.place,
        published,
        updated,
        language: gate::of_body(source, &body_text),
        topics: names.topics,
        zones,
    }
}

/// What is known of a page before its body is.
struct Top<'a> {
    source: &'a Source,
    page: &'a Page<'a>,
    blocks: &'a [Block],
    rules: &'a [Option<&'a Rule>],
    dates: &'a [Vec<stamps::Found>],
    titles: &'a [headline::Title],
}

impl Top<'_> {
    fn headline(&self, is_body: &[bool]) -> Option<headline::Found> {
        let first_body = is_body.iter().position(|b| *b).unwrap_or(is_body.len());
        let taken: Vec<bool> = (0..self.blocks.len())
            .map(|i| {
                let line = self.blocks[i].span.of(&self.source.text);
                self.rules[i].is_some()
                    || zones::is_stamp(line, &self.dates[i])
                    || credits::of_line(line, false).is_some()
            })
            .collect();
        headline::choose(
            self.source,
            self.page,
            self.blocks,
            &taken,
            first_body,
            self.titles,
        )
    }

    fn view<'v>(
        &'v self,
        head: Option<&'v headline::Found>,
        guess: &[bool],
    ) -> features::View<'v> {
        let from = guess.iter().position(|b| *b).unwrap_or(0);
        let to = guess.iter().rposition(|b| *b).map_or(from, |last| last + 1);
        features::View {
            source: self.source,
            blocks: self.blocks,
            rules: self.rules,
            dates: self.dates,
            headline: head.and_then(|h| h.block),
            title: head.map_or("", |h| h.value.value.as_str()),
            guess: from..to,
        }
    }
}

/// The blocks of a page with the features that the block model sees; for its training
/// program, not for use.
#[derive(Debug)]
pub struct BlockTable {
    /// The page's text.
    pub text: String,
    /// The blocks.
    pub spans: Vec<Span>,
    /// `n_features` numbers a block.
    pub rows: Vec<f32>,
    /// How many features there are.
    pub n_features: usize,
    /// Words of each block.
    pub n_words: Vec<u32>,
    /// Numbers of the block's container, the container's container and its make.
    pub groups: Vec<[u32; 3]>,
}

/// Makes the table of a page.
pub fn block_table(page: &Page<'_>, kit: &Kit) -> BlockTable {
    let source = crate::source::decode(page, &mut Notes::default());
    let blocks = blocks::of(&source);
    let rules: Vec<Option<&Rule>> = blocks
        .iter()
        .map(|b| kit.article.furniture.of_line(b.span.of(&source.text)))
        .collect();
    let dates = zones::dates(&source, &blocks);
    let linked = linked::read(&source);
    let titles = metadata::titles(&source, &linked);
    let top = Top {
        source: &source,
        page,
        blocks: &blocks,
        rules: &rules,
        dates: &dates,
        titles: &titles,
    };
    let guess = body::guess(&blocks, &rules);
    let head = top.headline(&guess);
    let table = features::table(&top.view(head.as_ref(), &guess));
    BlockTable {
        spans: blocks.iter().map(|b| b.span).collect(),
        rows: table.rows,
        n_features: features::N_FIRST,
        n_words: blocks.iter().map(|b| b.n_words).collect(),
        groups: table.groups.iter().map(|g| [g.parent, g.above, g.make]).collect(),
        text: source.text,
    }
}

/// Clean article text: all of it is body but a dateline or a date line at its head.
fn clean(
    source: &Source,
    page: &Page<'_>,
    blocks: &[Block],
    notes: &mut Notes,
) -> Article {
    let text = &source.text;
    let mut names = metadata::Names::default();
    let mut zones = Vec::new();
    let mut stamp = None;
    for (i, block) in blocks.iter().enumerate() {
        let line = block.span.of(text);
        let dates =
            if i < 2 && block.n_words < 12 { stamps::find_all(line) } else { Vec::new() };
        if i < 2 && !block.ends_sentence && zones::is_stamp(line, &dates) {
            zones.push(Zone {
                span: block.span,
                kind: ZoneKind::Dateline,
                why: "article/date-line",
            });
            stamp = stamp.or_else(|| dates.first().map(|d| (d.stamp, block.span)));
            continue;
        }
        let mut span = block.span;
        if i < 2
            && let Some(cut) = dateline_of(source, block, &mut names)
        {
            zones.push(Zone {
                span: cut,
                kind: ZoneKind::Dateline,
                why: "article/dateline",
            });
            span = Span { start: cut.end, end: span.end }.trim(text);
        }
        zones.push(Zone { span, kind: ZoneKind::Body, why: "article/all-is-body" });
    }
    zones.retain(|z| !z.span.is_empty());
    let given = |value: Option<&str>, field: &'static str| {
        value
            .filter(|v| !v.trim().is_empty())
            .map(|v| Attested::new(v.to_owned(), Evidence::Input(field), "article/input"))
    };
    let published = page
        .published
        .and_then(stamps::parse)
        .map(|s| Attested::new(s, Evidence::Input("published"), "article/input"))
        .or_else(|| stamp.map(|(s, span)| Attested::at(s, span, "article/date-line")));
    if page.published.is_some() && page.published.and_then(stamps::parse).is_none() {
        notes.add("published", "the stated publication date could not be read", None);
    }
    let body_text = body_text(source, &zones);
    Article {
        is_article: zones.iter().any(|z| z.kind == ZoneKind::Body),
        headline: given(page.title, "title"),
        deck: None,
        bylines: Vec::new(),
        agency: names.agency,
        publisher: given(page.publisher, "publisher"),
        dateline_place: names.place,
        published,
        updated: None,
        language: gate::of_body(source, &body_text),
        topics: Vec::new(),
        zones,
    }
}

/// How many body blocks may begin with a dateline: the first, or the first after a summary.
const DATELINE_WITHIN: usize = 3;

/// Datelines at the head of the first body blocks.
fn datelines(
    source: &Source,
    blocks: &[Block],
    kinds: &[(ZoneKind, &'static str)],
    names: &mut metadata::Names,
) -> Vec<(usize, Span)> {
    let body = (0..blocks.len()).filter(|i| kinds[*i].0 == ZoneKind::Body);
    for i in body.take(DATELINE_WITHIN) {
        if let Some(cut) = dateline_of(source, &blocks[i], names) {
            return vec![(i, cut)];
        }
    }
    Vec::new()
}

/// The dateline that a block begins with; what it names is kept.
fn dateline_of(
    source: &Source,
    block: &Block,
    names: &mut metadata::Names,
) -> Option<Span> {
    let line = block.span.of(&source.text);
    let found = credits::dateline(line)?;
    let at = block.span.start as usize;
    let moved = |s: Span| Span::new(at + s.start as usize, at + s.end as usize);
    if let (Some(place), None) = (found.place, &names.place) {
        let span = moved(place);
        let words = span.of(&source.text).to_owned();
        names.place = Some(Attested::at(words, span, "article/dateline"));
    }
    if let (Some((words, name)), None) = (found.agency, &names.agency) {
        names.agency = Some(Attested::at(name, moved(words), "article/dateline"));
    }
    Some(moved(found.span))
}

fn of_kind(
    source: &Source,
    zones: &[Zone],
    kind: ZoneKind,
    rule: &'static str,
) -> Option<Attested<String>> {
    let zone = zones.iter().find(|z| z.kind == kind)?;
    Some(Attested::at(zone.span.of(&source.text).to_owned(), zone.span, rule))
}

fn body_text(source: &Source, zones: &[Zone]) -> String {
    let mut out = String::new();
    for zone in zones.iter().filter(|z| z.kind == ZoneKind::Body) {
        out.push_str(zone.span.of(&source.text));
        out.push('\n');
        if out.len() > 8192 {
            break;
        }
    }
    out
}

fn say_what_is_odd(article: &Article, notes: &mut Notes) {
    if !article.is_article {
        notes.add("no-article", "there is no running text that makes an article", None);
    } else if article.language != "en" {
        let message = format!("the body's language is {}, not English", article.language);
        notes.add("language", message, None);
    }
    if let Some(wall) = wall(article) {
        let message =
            "a paywall stands behind the last paragraph; the text may go on there";
        notes.add("paywall", message, Some(wall));
    }
}

/// How many zones behind the last paragraph a paywall may stand and still be what cuts the
/// text off.
const WALL_REACH: usize = 4;

/// The line that asks for a subscription right behind the last paragraph. Its wording must
/// say so: pages name whole containers after a wall that is not there.
fn wall(article: &Article) -> Option<Span> {
    let last = article.zones.iter().rposition(|zone| zone.kind == ZoneKind::Body)?;
    let mut after = article.zones[last + 1..].iter().take(WALL_REACH);
    after.find(|zone| zone.why == "subscribe-wall").map(|zone| zone.span)
}

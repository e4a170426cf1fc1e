//! `dateline annotate`: every layer of one document as one JSON object.

use std::collections::BTreeSet;

use dateline::{
    Anchor, Attested, CodePoints, Depth, Evidence, Mention, MentionKind, Reading, Span,
    Stamp,
};
use serde::Serialize;

use super::SCHEMA;

/// A layer of the output.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Layer {
    /// Headline, byline, agency, dateline, times, zones, body.
    Article,
    /// Sentences and tokens with their trees.
    Tokens,
    /// Names and what refers to them.
    Entities,
    /// TIMEX3 expressions.
    Times,
    /// Places by name.
    Places,
    /// Who says so.
    Attributions,
    /// What happened.
    Events,
}

/// The layers asked for; none named means all.
#[derive(Clone, Debug)]
pub struct Layers(BTreeSet<Layer>);

impl Layer {
    /// Every layer, in the order in which they are read.
    pub const ALL: &'static [Layer] = &[
        Layer::Article,
        Layer::Tokens,
        Layer::Entities,
        Layer::Times,
        Layer::Places,
        Layer::Attributions,
        Layer::Events,
    ];
}

impl Layers {
    /// The layers asked for; all where none is named.
    pub fn new(asked: &[Layer]) -> Self {
        let all = Layer::ALL;
        Self(if asked.is_empty() { all } else { asked }.iter().copied().collect())
    }

    fn has(&self, layer: Layer) -> bool {
        self.0.contains(&layer)
    }

    /// How far the engine must read for them.
    pub fn depth(&self) -> Depth {
        let depth = |layer: &Layer| match layer {
            Layer::Article => Depth::Article,
            Layer::Tokens => Depth::Text,
            Layer::Times => Depth::Times,
            Layer::Entities => Depth::Entities,
            Layer::Places => Depth::Places,
            Layer::Attributions => Depth::Attributions,
            Layer::Events => Depth::Events,
        };
        self.0.iter().map(depth).max().unwrap_or(Depth::Events)
    }
}

type Positions = [u32; 2];

/// Every layer of one document; serialises to the object of the contract.
#[derive(Serialize)]
pub struct Annotation<'r> {
    schema: &'static str,
    id: &'r str,
    text: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_map: Option<Vec<[u32; 4]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<ArticleRow<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentences: Option<Vec<Positions>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<Vec<TokenRow<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entities: Option<Vec<EntityRow<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<Vec<TimeRow<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<Vec<PlaceRow<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributions: Option<Vec<AttributionRow<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<EventRow<'r>>>,
    notes: Vec<NoteRow<'r>>,
}

#[derive(Serialize)]
struct ArticleRow<'r> {
    is_article: bool,
    headline: Option<TextCell<'r>>,
    deck: Option<TextCell<'r>>,
    bylines: Vec<TextCell<'r>>,
    agency: Option<NameCell<'r>>,
    publisher: Option<NameCell<'r>>,
    dateline_place: Option<NameCell<'r>>,
    published: Option<StampCell>,
    updated: Option<StampCell>,
    language: &'static str,
    topics: Vec<&'r str>,
    zones: Vec<ZoneRow>,
    body: Vec<Positions>,
}

#[derive(Serialize)]
struct TextCell<'r> {
    text: &'r str,
    start: Option<u32>,
    end: Option<u32>,
    from: &'static str,
}

#[derive(Serialize)]
struct NameCell<'r> {
    name: &'r str,
    start: Option<u32>,
    end: Option<u32>,
    from: &'static str,
}

#[derive(Serialize)]
struct StampCell {
    value: String,
    start: Option<u32>,
    end: Option<u32>,
    from: &'static str,
}

#[derive(Serialize)]
struct ZoneRow {
    start: u32,
    end: u32,
    kind: &'static str,
    why: &'static str,
}

#[derive(Serialize)]
struct TokenRow<'r> {
    start: u32,
    end: u32,
    form: &'r str,
    lemma: &'r str,
    upos: &'static str,
    xpos: &'static str,
    feats: &'static str,
    head: u32,
    deprel: &'static str,
    sentence: u32,
}

#[derive(Serialize)]
struct EntityRow<'r> {
    id: String,
    start: u32,
    end: u32,
    #[serde(rename = "type")]
    class: &'static str,
    name: &'r str,
    mention: &'static str,
    entity: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'r str>,
}

#[derive(Serialize)]
struct TimeRow<'r> {
    start: u32,
    end: u32,
    #[serde(rename = "type")]
    kind: &'static str,
    value: Option<&'r str>,
    anchor: Option<AnchorCell>,
    reason: Option<&'static str>,
    rule: &'static str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum AnchorCell {
    Named(&'static str),
    Words(Positions),
}

#[derive(Serialize)]
struct PlaceRow<'r> {
    start: u32,
    end: u32,
    name: &'r str,
    lat: Option<f64>,
    lon: Option<f64>,
    geonameid: Option<u32>,
    country: Option<&'static str>,
    precision: &'static str,
    acts: bool,
}

#[derive(Serialize)]
struct AttributionRow<'r> {
    id: String,
    source: Vec<Positions>,
    cue: Vec<Positions>,
    content: Vec<Positions>,
    direct: bool,
    stance: &'static str,
    chain: Vec<LinkRow<'r>>,
    outer: Option<String>,
    rule: &'static str,
}

#[derive(Serialize)]
struct LinkRow<'r> {
    name: &'r str,
    entity: Option<String>,
    kind: &'static str,
}

#[derive(Serialize)]
struct EventRow<'r> {
    id: String,
    trigger: Positions,
    #[serde(rename = "type")]
    kind: &'static str,
    cameo: Option<&'static str>,
    status: &'static str,
    polarity: &'static str,
    certainty: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    factuality: Option<f64>,
    background: bool,
    date: Option<DateCell>,
    date_span: Option<Positions>,
    actors: Vec<EventActorRow<'r>>,
    place: Option<NamedCell<'r>>,
    attribution: Option<String>,
    clause: Positions,
    rule: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
}

#[derive(Serialize)]
struct DateCell {
    start: String,
    end: String,
    precision: &'static str,
}

#[derive(Serialize)]
struct EventActorRow<'r> {
    role: &'static str,
    start: Option<u32>,
    end: Option<u32>,
    name: &'r str,
    entity: Option<String>,
    code: Option<&'r str>,
}

#[derive(Serialize)]
struct NamedCell<'r> {
    start: Option<u32>,
    end: Option<u32>,
    name: &'r str,
    lat: Option<f64>,
    lon: Option<f64>,
    country: Option<&'static str>,
    precision: Option<&'static str>,
}

#[derive(Serialize)]
struct NoteRow<'r> {
    code: &'static str,
    message: &'r str,
    start: Option<u32>,
    end: Option<u32>,
}

/// Writes engine values of one reading with positions in code points.
struct Writer<'r> {
    reading: &'r Reading,
    points: CodePoints,
}

/// The output object of one reading.
pub fn annotation<'r>(
    id: &'r str,
    reading: &'r Reading,
    layers: &Layers,
) -> Annotation<'r> {
    let w = Writer { reading, points: CodePoints::new(&reading.source.text) };
    Annotation {
        schema: SCHEMA,
        id,
        text: &reading.source.text,
        source_map: w.source_map(),
        article: layers.has(Layer::Article).then(|| w.article()),
        sentences: layers
            .has(Layer::Tokens)
            .then(|| reading.text.sentences.iter().map(|s| w.at(s.span)).collect()),
        tokens: layers.has(Layer::Tokens).then(|| w.tokens()),
        entities: layers.has(Layer::Entities).then(|| w.entities()),
        times: layers.has(Layer::Times).then(|| w.times()),
        places: layers.has(Layer::Places).then(|| w.places()),
        attributions: layers.has(Layer::Attributions).then(|| w.attributions()),
        events: layers.has(Layer::Events).then(|| w.events()),
        notes: w.notes(),
    }
}

impl<'r> Writer<'r> {
    fn at(&self, span: Span) -> Positions {
        self.points.span(&self.reading.source.text, span)
    }

    fn all(&self, spans: &[Span]) -> Vec<Positions> {
        spans.iter().map(|s| self.at(*s)).collect()
    }

    fn maybe(&self, span: Option<Span>) -> (Option<u32>, Option<u32>) {
        span.map_or((None, None), |s| {
            let [start, end] = self.at(s);
            (Some(start), Some(end))
        })
    }

    fn source_map(&self) -> Option<Vec<[u32; 4]>> {
        let map = self.reading.source.map.as_ref()?;
        let row = |(span, start, end): &(Span, u32, u32)| {
            let [from, to] = self.at(*span);
            [from, to, *start, *end]
        };
        Some(map.pieces.iter().map(row).collect())
    }

    fn article(&self) -> ArticleRow<'r> {
        let a = &self.reading.article;
        let text = |cell: &'r Attested<String>| {
            let (start, end) = self.maybe(cell.span());
            TextCell { text: &cell.value, start, end, from: from(&cell.evidence) }
        };
        let name = |cell: &'r Attested<String>| {
            let (start, end) = self.maybe(cell.span());
            NameCell { name: &cell.value, start, end, from: from(&cell.evidence) }
        };
        let zone = |z: &dateline::Zone| {
            let [start, end] = self.at(z.span);
            ZoneRow { start, end, kind: z.kind.name(), why: z.why }
        };
        ArticleRow {
            is_article: a.is_article,
            headline: a.headline.as_ref().map(text),
            deck: a.deck.as_ref().map(text),
            bylines: a.bylines.iter().map(text).collect(),
            agency: a.agency.as_ref().map(name),
            publisher: a.publisher.as_ref().map(name),
            dateline_place: a.dateline_place.as_ref().map(name),
            published: a.published.as_ref().map(|s| self.stamp(s)),
            updated: a.updated.as_ref().map(|s| self.stamp(s)),
            language: a.language,
            topics: a.topics.iter().map(|t| t.value.as_str()).collect(),
            zones: a.zones.iter().map(zone).collect(),
            body: a.running_text().map(|s| self.at(s)).collect(),
        }
    }

    fn stamp(&self, cell: &Attested<Stamp>) -> StampCell {
        let (start, end) = self.maybe(cell.span());
        StampCell { value: iso(&cell.value), start, end, from: from(&cell.evidence) }
    }

    fn tokens(&self) -> Vec<TokenRow<'r>> {
        let text = &self.reading.text;
        let first =
            |sentence: dateline::SentenceIdx| text.sentence(sentence).tokens.start;
        let row = |t: &'r dateline::Token| {
            let [start, end] = self.at(t.span);
            TokenRow {
                start,
                end,
                form: t.form.unwrap_or(t.span.of(&self.reading.source.text)),
                lemma: &t.lemma,
                upos: t.upos.name(),
                xpos: t.xpos,
                feats: t.feats,
                head: t.head.map_or(0, |head| head.0 - first(t.sentence) + 1),
                deprel: t.deprel,
                sentence: t.sentence.0,
            }
        };
        text.tokens.iter().map(row).collect()
    }

    fn entities(&self) -> Vec<EntityRow<'r>> {
        let entities = &self.reading.entities;
        let row = |(i, m): (usize, &'r Mention)| {
            let [start, end] = self.at(m.span);
            let actor = self.reading.actors.of(m.entity);
            EntityRow {
                id: format!("m{}", i + 1),
                start,
                end,
                class: m.class.name(),
                name: &entities.entity(m.entity).name,
                mention: m.kind.name(),
                entity: entity_id(m.entity),
                country: actor.and_then(|a| a.country),
                sector: actor.and_then(|a| a.sector),
                code: actor.and_then(|a| a.code.as_deref()),
            }
        };
        let mentioned = |m: &Mention| {
            m.kind == MentionKind::Name || entities.entity(m.entity).mentions.len() > 1
        };
        entities
            .mentions
            .iter()
            .enumerate()
            .filter(|(_, m)| mentioned(m))
            .map(row)
            .collect()
    }

    fn times(&self) -> Vec<TimeRow<'r>> {
        let row = |t: &'r dateline::Time| {
            let [start, end] = self.at(t.span);
            TimeRow {
                start,
                end,
                kind: t.kind.name(),
                value: t.value.as_deref(),
                anchor: t.anchor.map(|anchor| match anchor {
                    Anchor::Published => AnchorCell::Named("published"),
                    Anchor::Dateline => AnchorCell::Named("dateline"),
                    Anchor::Words(span) => AnchorCell::Words(self.at(span)),
                }),
                reason: t.reason,
                rule: t.rule.0,
            }
        };
        self.reading.times.times.iter().map(row).collect()
    }

    fn places(&self) -> Vec<PlaceRow<'r>> {
        let row = |p: &'r dateline::Place| {
            let [start, end] = self.at(p.span);
            PlaceRow {
                start,
                end,
                name: &p.name,
                lat: p.position.map(|(lat, _)| degrees(lat)),
                lon: p.position.map(|(_, lon)| degrees(lon)),
                geonameid: p.geonameid,
                country: p.country,
                precision: p.precision.name(),
                acts: p.acts,
            }
        };
        self.reading.places.places.iter().map(row).collect()
    }

    fn attributions(&self) -> Vec<AttributionRow<'r>> {
        let link = |l: &'r dateline::Link| LinkRow {
            name: &l.name,
            entity: l.entity.map(entity_id),
            kind: l.kind.name(),
        };
        let row = |(i, a): (usize, &'r dateline::Attribution)| AttributionRow {
            id: attribution_id(i as u32),
            source: self.all(&a.source),
            cue: self.all(&a.cue),
            content: self.all(&a.content),
            direct: a.direct,
            stance: a.stance.name(),
            chain: a.chain.iter().map(link).collect(),
            outer: a.outer.map(|o| attribution_id(o.0)),
            rule: a.rule.0,
        };
        self.reading.attributions.attributions.iter().enumerate().map(row).collect()
    }

    fn events(&self) -> Vec<EventRow<'r>> {
        self.reading
            .events
            .events
            .iter()
            .enumerate()
            .map(|(i, e)| self.event(i, e))
            .collect()
    }

    fn event(&self, i: usize, e: &'r dateline::EventMention) -> EventRow<'r> {
        let actor = |a: &'r dateline::EventActor| {
            let (start, end) = self.maybe(a.span);
            EventActorRow {
                role: a.role.name(),
                start,
                end,
                name: &a.name,
                entity: a.entity.map(entity_id),
                code: a.code.as_deref(),
            }
        };
        EventRow {
            id: format!("e{}", i + 1),
            trigger: self.at(e.trigger),
            kind: e.kind.name(),
            cameo: e.cameo,
            status: e.status.name(),
            polarity: e.polarity.name(),
            certainty: e.certainty.name(),
            factuality: e.factuality.map(thousandths),
            background: e.background,
            date: e.date.map(|d| DateCell {
                start: d.start.to_string(),
                end: d.end.to_string(),
                precision: d.precision.name(),
            }),
            date_span: e.date_span.map(|s| self.at(s)),
            actors: e.actors.iter().map(actor).collect(),
            place: e.place.as_ref().map(|p| self.event_place(p)),
            attribution: e.attribution.map(|a| attribution_id(a.0)),
            clause: self.at(e.clause),
            rule: e.rule.0,
            confidence: e.confidence.map(thousandths),
        }
    }

    fn event_place(&self, p: &'r dateline::EventPlace) -> NamedCell<'r> {
        let (start, end) = self.maybe(p.span);
        let known = p.place.and_then(|i| self.reading.places.places.get(i as usize));
        NamedCell {
            start,
            end,
            name: &p.name,
            lat: known.and_then(|k| k.position).map(|(lat, _)| degrees(lat)),
            lon: known.and_then(|k| k.position).map(|(_, lon)| degrees(lon)),
            country: known.and_then(|k| k.country),
            precision: known.map(|k| k.precision.name()),
        }
    }

    fn notes(&self) -> Vec<NoteRow<'r>> {
        let row = |n: &'r dateline::Note| {
            let (start, end) = self.maybe(n.span);
            NoteRow { code: n.code, message: &n.message, start, end }
        };
        self.reading.notes.0.iter().map(row).collect()
    }
}

/// Where a value of the article layer was read.
fn from(evidence: &Evidence) -> &'static str {
    match evidence {
        Evidence::Words { .. } => "text",
        Evidence::Page { .. } => "meta",
        Evidence::Url => "url",
        Evidence::Input(_) => "input",
    }
}

/// ISO 8601, as exact as the stamp is.
pub(super) fn iso(stamp: &Stamp) -> String {
    let mut out = stamp.date.to_string();
    if let Some(time) = stamp.time {
        out += &format!("T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
        if let Some(offset) = stamp.offset_minutes {
            let sign = if offset < 0 { '-' } else { '+' };
            let minutes = offset.unsigned_abs();
            out += &format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60);
        }
    }
    out
}

fn entity_id(idx: dateline::EntityIdx) -> String {
    format!("n{}", idx.0 + 1)
}

fn attribution_id(idx: u32) -> String {
    format!("a{}", idx + 1)
}

/// Degrees to four places (about ten meters), the same digits on every machine.
pub(super) fn degrees(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

/// Scores to three places.
pub(super) fn thousandths(value: f32) -> f64 {
    (f64::from(value) * 1e3).round() / 1e3
}

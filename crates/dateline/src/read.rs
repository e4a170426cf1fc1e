//! The way of one document. No I/O, no clock, no threads; cannot fail.

use crate::{
    Actors, Article, Attributions, Entities, EventMentions, Kit, Notes, Page, Places,
    Source, Text, Times, actors, article, attribution, entities, events, language,
    places, source, times,
};

/// All that one document says, every value with the words it was read from. Plain values
/// with public fields; spans count bytes of `source.text`.
#[derive(Debug)]
pub struct Reading {
    /// Canonical text, with its map to the raw bytes.
    pub source: Source,
    /// Headline, byline, agency, dateline, times, zones, body.
    pub article: Article,
    /// Sentences, tokens, tree.
    pub text: Text,
    /// "last Wednesday" -> 2023-09-13.
    pub times: Times,
    /// Who is who: names, titles and pronouns of one bearer.
    pub entities: Entities,
    /// Mention -> gazetteer entry.
    pub places: Places,
    /// Country, sector and code of each entity.
    pub actors: Actors,
    /// Who says so: source, cue, content, stance, chain.
    pub attributions: Attributions,
    /// What happened, when, where, to whom, with which status.
    pub events: EventMentions,
    /// What was odd.
    pub notes: Notes,
}

/// How far to read; each depth includes those before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Depth {
    /// Zones and metadata.
    Article,
    /// Sentences, tokens, trees, names.
    Text,
    /// Time expressions.
    Times,
    /// Entities and their mentions.
    Entities,
    /// Places and actors.
    Places,
    /// Who says so.
    Attributions,
    /// Everything.
    Events,
}

/// Reads one document.
pub fn read(page: &Page<'_>, kit: &Kit) -> Reading {
    read_to(page, kit, Depth::Events)
}

/// Reads one document as far as `depth`; later stages stay empty.
pub fn read_to(page: &Page<'_>, kit: &Kit, depth: Depth) -> Reading {
    let to = |stage: Depth| depth >= stage;
    let mut notes = Notes::default();
    let source = source::decode(page, &mut notes);
    let article = article::extract(&source, page, kit, &mut notes);
    let text = when(to(Depth::Text), || language::analyse(&source, &article, kit));
    let times = when(to(Depth::Times), || times::resolve(&source, &article, &text, kit));
    let entities =
        when(to(Depth::Entities), || entities::resolve(&source, &article, &text, kit));
    let places = when(to(Depth::Places), || {
        places::resolve(&source, &article, &text, &entities, kit)
    });
    let actors = when(to(Depth::Places), || {
        actors::resolve(&source, &article, &text, &entities, kit)
    });
    let attributions = when(to(Depth::Attributions), || {
        attribution::find(&source, &article, &text, &entities, kit)
    });
    let context = events::Context {
        source: &source,
        article: &article,
        text: &text,
        times: &times,
        entities: &entities,
        places: &places,
        actors: &actors,
        attributions: &attributions,
    };
    let events = when(to(Depth::Events), || events::code(&context, kit));
    Reading {
        source,
        article,
        text,
        times,
        entities,
        places,
        actors,
        attributions,
        events,
        notes,
    }
}

fn when<T: Default>(wanted: bool, stage: impl FnOnce() -> T) -> T {
    if wanted { stage() } else { T::default() }
}

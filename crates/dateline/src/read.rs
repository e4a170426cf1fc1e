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

/// Reads one document.
pub fn read(page: &Page<'_>, kit: &Kit) -> Reading {
    let mut notes = Notes::default();
    let source = source::decode(page, &mut notes);
    let article = article::extract(&source, page, kit, &mut notes);
    let text = language::analyse(&source, &article, kit);
    let times = times::resolve(&source, &article, &text, kit);
    let entities = entities::resolve(&source, &article, &text, kit);
    let places = places::resolve(&source, &article, &text, &entities, kit);
    let actors = actors::resolve(&source, &article, &text, &entities, kit);
    let attributions = attribution::find(&source, &article, &text, &entities, kit);
    let events = events::code(
        &events::Context {
            source: &source,
            article: &article,
            text: &text,
            times: &times,
            entities: &entities,
            places: &places,
            actors: &actors,
            attributions: &attributions,
        },
        kit,
    );
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

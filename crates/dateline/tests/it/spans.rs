//! Every span of a reading, with the name of the cell that holds it.

use dateline::{Attested, Evidence, Reading, Span};

/// All spans of a reading.
pub(crate) fn all(reading: &Reading) -> Vec<(&'static str, Span)> {
    let mut out = Vec::new();
    article(reading, &mut out);
    language(reading, &mut out);
    meaning(reading, &mut out);
    out
}

fn article(reading: &Reading, out: &mut Vec<(&'static str, Span)>) {
    let article = &reading.article;
    out.extend(article.zones.iter().map(|z| ("zone", z.span)));
    let cells = [
        &article.headline,
        &article.deck,
        &article.agency,
        &article.publisher,
        &article.dateline_place,
    ];
    cells.into_iter().flatten().for_each(|cell| attested("article cell", cell, out));
    article.bylines.iter().for_each(|cell| attested("byline", cell, out));
    article.topics.iter().for_each(|cell| attested("topic", cell, out));
    for stamp in [&article.published, &article.updated].into_iter().flatten() {
        attested("stamp", stamp, out);
    }
    out.extend(reading.notes.0.iter().filter_map(|n| Some(("note", n.span?))));
}

fn attested<T>(
    name: &'static str,
    cell: &Attested<T>,
    out: &mut Vec<(&'static str, Span)>,
) {
    if let Evidence::Words { span, more } = &cell.evidence {
        out.push((name, *span));
        out.extend(more.iter().map(|s| (name, *s)));
    }
}

fn language(reading: &Reading, out: &mut Vec<(&'static str, Span)>) {
    out.extend(reading.text.sentences.iter().map(|s| ("sentence", s.span)));
    out.extend(reading.text.tokens.iter().map(|t| ("token", t.span)));
    out.extend(reading.text.names.iter().map(|n| ("name", n.span)));
    out.extend(reading.entities.mentions.iter().map(|m| ("mention", m.span)));
}

fn meaning(reading: &Reading, out: &mut Vec<(&'static str, Span)>) {
    out.extend(reading.times.times.iter().map(|t| ("time", t.span)));
    out.extend(reading.places.places.iter().map(|p| ("place", p.span)));
    for a in &reading.attributions.attributions {
        out.extend(a.source.iter().map(|s| ("source", *s)));
        out.extend(a.cue.iter().map(|s| ("cue", *s)));
        out.extend(a.content.iter().map(|s| ("content", *s)));
        out.extend(a.chain.iter().filter_map(|l| Some(("link", l.span?))));
    }
    for e in &reading.events.events {
        out.push(("trigger", e.trigger));
        out.push(("clause", e.clause));
        out.extend(e.date_span.map(|s| ("date", s)));
        out.extend(e.actors.iter().filter_map(|a| Some(("actor", a.span?))));
        out.extend(e.place.iter().filter_map(|p| Some(("event place", p.span?))));
    }
}

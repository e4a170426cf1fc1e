//! A dossier as rows.

use dateline::{Claim, Event, Role, Span};

use crate::annotate::iso;
use crate::rows::{
    ArticleRow, AttributionRow, ClaimRow, ClaimTurnRow, CopyRow, EventActorRow, EventRow,
    EvidenceRow, MentionRow, OriginRow, ProblemRow, QuoteRow, StoryEventRow, StoryRow,
    Tables, VariantRow,
};
use crate::view::{
    Export, View, article_id, claim_id, days, event_id, position, score, story_id,
};

/// Every table of an export.
pub fn tables(export: Export<'_>) -> Tables {
    of_view(&View::new(export))
}

pub(crate) fn of_view(view: &View<'_>) -> Tables {
    let mut out = Tables::default();
    for i in 0..view.told.len() as u32 {
        article(view, i, &mut out);
    }
    for origin in &view.dossier.origins.origins {
        out.origins.push(OriginRow {
            id: format!("o:{}", origin.id),
            agency: origin.agency.clone(),
            n_articles: origin.articles.len() as u32,
        });
    }
    for group in &view.dossier.origins.copies {
        let row = |&a: &u32| CopyRow {
            id: format!("k:{}", group.id),
            kind: group.kind.name(),
            article: article_id(view.brief(a)),
        };
        out.copies.extend(group.articles.iter().map(row));
    }
    view.events().iter().for_each(|e| event(view, e, &mut out));
    view.claims().iter().for_each(|c| claim(view, c, &mut out));
    stories(view, &mut out);
    out.problems.extend(view.problems.iter().map(|p| ProblemRow {
        input: p.input.clone(),
        code: p.code.clone(),
        message: p.message.clone(),
    }));
    out
}

fn article(view: &View<'_>, i: u32, out: &mut Tables) {
    let (brief, told) = (view.brief(i), view.told(i));
    let origins = &view.dossier.origins;
    let origin = origins
        .of_article
        .get(i as usize)
        .and_then(|&o| origins.origins.get(o as usize))
        .map(|o| format!("o:{}", o.id));
    out.articles.push(ArticleRow {
        id: article_id(brief),
        file: told.name.clone(),
        url: told.url.clone(),
        publisher: brief.publisher.clone(),
        agency: brief.agency.clone(),
        headline: brief.headline.clone(),
        deck: told.deck.clone(),
        bylines: told.bylines.clone(),
        published: brief.published.as_ref().map(iso),
        updated: told.updated.as_ref().map(iso),
        retrieved: told.retrieved.clone(),
        dateline_place: told.dateline_place.clone(),
        language: told.language.clone(),
        is_article: brief.is_article,
        n_words: brief.n_words,
        origin: origin.unwrap_or_default(),
        story: view.story(i).map(story_id),
        text: view.with_text.then(|| told.text.clone()),
    });
    attributions(view, i, out);
    for quote in &brief.quotes {
        let cited = view.cite(i, quote.span);
        let agency = brief.agency.iter().cloned();
        out.quotes.push(QuoteRow {
            article: article_id(brief),
            start_cp: cited.start,
            end_cp: cited.end,
            quote: cited.quote.to_owned(),
            speaker: quote.speaker.clone(),
            direct: quote.direct,
            chain: agency.chain(quote.chain.iter().cloned()).collect(),
        });
    }
}

fn attributions(view: &View<'_>, i: u32, out: &mut Tables) {
    let brief = view.brief(i);
    let text = &view.told(i).text;
    let whole = |spans: &[Span]| spans.iter().copied().reduce(Span::cover);
    let place = |spans: &[Span]| whole(spans).map(|s| view.at(i, s));
    let words = |spans: &[Span]| whole(spans).map(|s| s.of(text).to_owned());
    for (n, a) in (1..).zip(&brief.attributions) {
        let (cue, source, content) =
            (place(&a.cue_at), place(&a.source_at), place(&a.content));
        out.attributions.push(AttributionRow {
            article: article_id(brief),
            number: n,
            outer: a.outer.map(|o| o + 1),
            chain: a.chain.clone(),
            holder_kind: a.holder.map(dateline::LinkKind::name),
            country: a.country,
            stance: a.stance.name(),
            direct: a.direct,
            cue: words(&a.cue_at),
            cue_start_cp: cue.map(|p| p[0]),
            cue_end_cp: cue.map(|p| p[1]),
            source: words(&a.source_at),
            source_start_cp: source.map(|p| p[0]),
            source_end_cp: source.map(|p| p[1]),
            content_start_cp: content.map(|p| p[0]),
            content_end_cp: content.map(|p| p[1]),
            said_on: days(a.said_on).0,
        });
    }
}

fn event(view: &View<'_>, e: &Event, out: &mut Tables) {
    let id = event_id(e);
    let names = |role: Role| {
        let with_role = e.actors.iter().filter(|a| a.role == role);
        with_role.map(|a| a.name.clone()).collect()
    };
    let (date_start, date_end) = days(e.date);
    let at = e.place.as_ref().and_then(|p| position(p.position));
    out.events.push(EventRow {
        date_start,
        date_end,
        precision: e.date.map_or("unknown", |d| d.precision.name()),
        after: e.bounds.and_then(|(after, _)| after).map(|d| d.to_string()),
        before: e.bounds.and_then(|(_, before)| before).map(|d| d.to_string()),
        kind: e.kind.name(),
        cameo: e.cameo,
        status: e.status.name(),
        background: e.background,
        summary: e.summary.clone(),
        sources: names(Role::Source),
        targets: names(Role::Target),
        participants: names(Role::Participant),
        place: e.place.as_ref().map(|p| p.name.clone()),
        latitude: at.map(|(lat, _)| lat),
        longitude: at.map(|(_, lon)| lon),
        country: e.place.as_ref().and_then(|p| p.country),
        place_precision: e
            .place
            .as_ref()
            .and_then(|p| p.precision)
            .map(dateline::PlacePrecision::name),
        geonameid: e.place.as_ref().and_then(|p| p.geonameid),
        n_articles: e.n_articles,
        n_origins: e.n_origins,
        confidence: score(e.confidence),
        id: id.clone(),
    });
    out.event_actors.extend(e.actors.iter().map(|a| EventActorRow {
        event: id.clone(),
        role: a.role.name(),
        name: a.name.clone(),
        entity: a.key.clone(),
        country: a.country,
        code: a.code.clone(),
    }));
    for c in &e.evidence {
        evidence(view, (&id, "event", None), (c.article, c.span), out);
    }
    mentions(view, e, &id, out);
    variants(view, e, &id, out);
}

fn mentions(view: &View<'_>, e: &Event, id: &str, out: &mut Tables) {
    for &(article, i) in &e.mentions {
        let brief = view.brief(article);
        let Some(m) = brief.events.get(i as usize) else { continue };
        let [start_cp, end_cp] = view.at(article, m.trigger);
        let (date_start, date_end) = days(m.date);
        let said = m.attribution.and_then(|a| brief.attributions.get(a as usize));
        out.mentions.push(MentionRow {
            event: id.to_owned(),
            article: article_id(brief),
            start_cp,
            end_cp,
            trigger: m.trigger.of(&view.told(article).text).to_owned(),
            kind: m.kind.name(),
            cameo: m.cameo,
            status: m.status.name(),
            date_start: date_start.clone(),
            date_end,
            place: m.place.as_ref().map(|p| p.name.clone()),
            chain: said.map(|a| a.chain.clone()).unwrap_or_default(),
            confidence: score(m.confidence),
        });
        let kind = Some(m.kind.name().to_owned());
        evidence(view, (id, "trigger", kind), (article, m.trigger), out);
        if let Some(at) = m.date_at {
            evidence(view, (id, "date", date_start), (article, at), out);
        }
        for a in &m.actors {
            let Some(at) = a.at else { continue };
            let cell = (id, a.role.name(), Some(a.name.clone()));
            evidence(view, cell, (article, at), out);
        }
        if let Some((name, at)) =
            m.place.as_ref().and_then(|p| Some((p.name.clone(), p.at?)))
        {
            evidence(view, (id, "place", Some(name)), (article, at), out);
        }
    }
}

/// One row of evidence: of what and which cell, and where.
fn evidence(
    view: &View<'_>,
    (of, cell, value): (&str, &'static str, Option<String>),
    (article, span): (u32, Span),
    out: &mut Tables,
) {
    let cited = view.cite(article, span);
    out.evidence.push(EvidenceRow {
        of: of.to_owned(),
        cell,
        value,
        article: article_id(view.brief(article)),
        start_cp: cited.start,
        end_cp: cited.end,
        quote: cited.quote.to_owned(),
    });
}

fn variants(view: &View<'_>, e: &Event, id: &str, out: &mut Tables) {
    let dates = e.variants.dates.iter().map(|(d, c)| ("date", d.start.to_string(), c));
    let places = e.variants.places.iter().map(|(p, c)| ("place", p.clone(), c));
    let statuses =
        e.variants.statuses.iter().map(|(s, c)| ("status", s.name().to_owned(), c));
    for (cell, value, c) in dates.chain(places).chain(statuses) {
        let [start_cp, end_cp] = view.at(c.article, c.span);
        out.variants.push(VariantRow {
            event: id.to_owned(),
            cell,
            value,
            article: article_id(view.brief(c.article)),
            start_cp,
            end_cp,
        });
    }
}

fn claim(view: &View<'_>, c: &Claim, out: &mut Tables) {
    let id = claim_id(c);
    let (due_start, due_end) = days(c.due);
    let about = c.about_event.and_then(|e| view.events().get(e as usize));
    out.claims.push(ClaimRow {
        id: id.clone(),
        kind: c.kind.name(),
        statement: c.statement.clone(),
        made_on: days(c.made_on).0,
        by: c.by.clone(),
        event: about.map(event_id),
        due_start,
        due_end,
        outcome: c.outcome.name(),
        confidence: score(c.confidence),
    });
    out.claim_history.extend((1..).zip(&c.history).map(|(number, turn)| ClaimTurnRow {
        claim: id.clone(),
        number,
        on: turn.on.map(|d| d.to_string()),
        outcome: turn.outcome.name(),
        because: turn.because.clone(),
    }));
    for e in &c.evidence {
        evidence(view, (&id, "claim", None), (e.article, e.span), out);
    }
    for e in &c.outcome_evidence {
        let outcome = Some(c.outcome.name().to_owned());
        evidence(view, (&id, "outcome", outcome), (e.article, e.span), out);
    }
}

fn stories(view: &View<'_>, out: &mut Tables) {
    for s in view.stories() {
        let published = |a: &u32| view.brief(*a).published.map(|p| p.date);
        let days = s.articles.iter().filter_map(published);
        out.stories.push(StoryRow {
            id: story_id(s),
            title: s.title.clone(),
            first: days.clone().min().map(|d| d.to_string()),
            last: days.max().map(|d| d.to_string()),
            n_articles: s.articles.len() as u32,
            n_events: s.events.len() as u32,
        });
        let told = s.events.iter().filter_map(|&e| view.events().get(e as usize));
        out.story_events.extend(
            told.map(|e| StoryEventRow { story: story_id(s), event: event_id(e) }),
        );
    }
}

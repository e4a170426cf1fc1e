//! GeoJSON (RFC 7946): each event that has a place. A town or site is a point; a province,
//! country or area has no point of its own, so its feature has no geometry and the name and
//! code stand in the properties. An event is never drawn in a capital because its country is
//! all that is known.

use std::io::{self, Write};

use dateline::{Event, PlacePrecision};
use serde_json::{Value, json};

use super::list;
use crate::view::{View, days, event_id, position, score};

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let head = json!({"type": "FeatureCollection", "schema": crate::SCHEMA});
    let placed = view.events().iter().filter(|event| event.place.is_some());
    list(out, &head, "features", placed.map(|event| feature(view, event)))
}

fn feature(view: &View<'_>, event: &Event) -> Value {
    let place = event.place.as_ref();
    let precision = place.and_then(|p| p.precision);
    let is_point =
        matches!(precision, Some(PlacePrecision::Point | PlacePrecision::City));
    let at = place.and_then(|p| position(p.position)).filter(|_| is_point);
    let geometry =
        at.map(|(lat, lon)| json!({"type": "Point", "coordinates": [lon, lat]}));
    let (start, end) = days(event.date);
    let quote = event.evidence.first().map(|c| view.cite(c.article, c.span));
    json!({
        "type": "Feature",
        "id": event_id(event),
        "geometry": geometry,
        "properties": {
            "date": start,
            "date_end": end,
            "type": event.kind.name(),
            "cameo": event.cameo,
            "status": event.status.name(),
            "background": event.background,
            "summary": event.summary,
            "actors": event.actors.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(),
            "place": place.map(|p| p.name.as_str()),
            "country": place.and_then(|p| p.country),
            "precision": precision.map(PlacePrecision::name),
            "geonameid": place.and_then(|p| p.geonameid),
            "articles": event.n_articles,
            "origins": event.n_origins,
            "confidence": score(event.confidence),
            "quote": quote.as_ref().map(|q| q.quote),
            "source": quote.as_ref().and_then(|q| view.brief(q.article).publisher.as_deref()),
            "file": quote.as_ref().map(|q| view.told(q.article).name.as_str()),
            "address": quote.as_ref().and_then(|q| view.told(q.article).url.as_deref()),
            "article": quote.as_ref().map(|q| crate::view::article_id(view.brief(q.article))),
            "start": quote.as_ref().map(|q| q.start),
            "end": quote.as_ref().map(|q| q.end),
        },
    })
}

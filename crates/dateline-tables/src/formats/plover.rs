//! PLOVER JSON: a list of events with PLOVER's field names, the four auxiliary modes
//! (historical, future, hypothetical, negation) among the modes. Fields of our own are
//! `status` and, in `text_info`, the article and code points.

use std::io::{self, Write};

use dateline::{BriefActor, Event, Role};
use serde_json::{Value, json};

use super::{array, object};
use crate::codes;
use crate::view::{View, article_id, event_id, position};

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let coded = view.events().iter().filter(|event| event.kind.is_plover());
    array(out, coded.map(|event| item(view, event)))
}

fn item(view: &View<'_>, event: &Event) -> Value {
    let cameo = event.cameo.and_then(codes::cameo);
    let mode = cameo.and_then(|c| c.mode);
    let contexts: Vec<&str> = cameo
        .and_then(|c| c.context)
        .map(|all| all.split(';').map(str::trim).collect())
        .unwrap_or_default();
    let modes: Vec<&str> =
        mode.into_iter().chain(codes::auxiliary_modes(event)).collect();
    let with = |roles: &[Role]| -> Vec<Value> {
        event.actors.iter().filter(|a| roles.contains(&a.role)).map(actor).collect()
    };
    let trigger = view
        .mentions(event)
        .first()
        .map(|(article, mention)| view.cite(*article, mention.trigger).quote.to_owned());
    let told = event.evidence.first().map(|c| view.cite(c.article, c.span));
    json!({
        "id": event_id(event),
        "date": event.date.map(|d| d.start.to_string()),
        "date_end": event.date.map(|d| d.end.to_string()),
        "actor": with(&[Role::Source, Role::Participant]),
        "recipient": with(&[Role::Target]),
        "event": [event.kind.name()],
        "cameo": event.cameo,
        "event_loc": event.place.as_ref().map_or(json!({}), |p| {
            let at = position(p.position);
            object([
                ("name", json!(p.name)),
                ("country", json!(p.country)),
                ("lat", json!(at.map(|(lat, _)| lat))),
                ("lon", json!(at.map(|(_, lon)| lon))),
                ("geonameid", json!(p.geonameid)),
                ("precision", json!(p.precision.map(dateline::PlacePrecision::name))),
            ])
        }),
        "event_text": trigger,
        "quad_code": codes::plover_quad(event.kind),
        "event_scale": codes::plover_score(event.kind, mode),
        "mode": modes,
        "context": contexts,
        "status": event.status.name(),
        "text": told.as_ref().map(|t| t.quote),
        "text_info": told.as_ref().map(|t| json!({
            "article": article_id(view.brief(t.article)),
            "start": t.start,
            "end": t.end,
        })),
        "cite_info": told.as_ref().map(|t| {
            let brief = view.brief(t.article);
            object([
                ("url", json!(view.address(t.article))),
                ("publisher", json!(brief.publisher)),
                ("agency", json!(brief.agency)),
                ("headline", json!(brief.headline)),
                ("published", json!(brief.published.as_ref().map(crate::annotate::iso))),
            ])
        }),
    })
}

fn actor(actor: &BriefActor) -> Value {
    let sectors = actor.code.as_deref().map(|code| codes::actor_code(code).1);
    object([
        ("name", json!(actor.name)),
        ("country", json!(actor.country)),
        ("code", json!(actor.code)),
        ("sector", json!(sectors.unwrap_or_default())),
        ("role", json!(actor.role.name())),
        ("entity", json!(actor.key)),
    ])
}

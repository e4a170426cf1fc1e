//! POLECAT: 40 tab-separated columns with a header; what is missing is the word None, several
//! values are joined by "; ". Only events of the 16 PLOVER types that happened or are under
//! way: the table has no column for the status. Quad codes are PLOVER's.

use std::io::{self, Write};

use dateline::{BriefActor, Event, NameClass, PlacePrecision, Role};

use super::gdelt::row;
use crate::codes;
use crate::view::{View, event_id, position};

/// The columns.
#[rustfmt::skip]
pub(super) const COLUMNS: [&str; 40] = [
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code",
    "Contexts", "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector",
    "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw",
    "Wikipedia Recipient ID", "Placename", "City", "District", "Province", "Country",
    "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type", "Source",
    "Publication Date", "Story People", "Story Organizations", "Story Locations",
    "Language", "Version",
];

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    writeln!(out, "{}", COLUMNS.join("\t"))?;
    let mut n = 0;
    for event in view.events() {
        if event.kind.is_plover() && codes::took_place(event) {
            row(out, cells(view, event))?;
            n += 1;
        }
    }
    Ok(n)
}

fn cells(view: &View<'_>, event: &Event) -> Vec<String> {
    let cameo = event.cameo.and_then(codes::cameo);
    let mode = cameo.and_then(|c| c.mode);
    let contexts = cameo.and_then(|c| c.context);
    let intensity = codes::plover_score(event.kind, mode);
    let mut out = vec![
        event_id(event),
        none(event.date.map(|d| d.start.to_string())),
        event.kind.name().to_owned(),
        none(mode),
        none(intensity.map(|score| format!("{score:.1}"))),
        none(codes::plover_quad(event.kind)),
        none(contexts),
    ];
    let of = |roles: &[Role]| -> Vec<&BriefActor> {
        event.actors.iter().filter(|a| roles.contains(&a.role)).collect()
    };
    out.extend(actor_cells(view, event, &of(&[Role::Source, Role::Participant])));
    out.extend(actor_cells(view, event, &of(&[Role::Target])));
    out.extend(place_cells(view, event));
    out.extend(story_cells(view, event));
    out
}

/// Name, country, COW number, first sector, sectors, title, words of the text, Wikipedia.
fn actor_cells(view: &View<'_>, event: &Event, actors: &[&BriefActor]) -> [String; 8] {
    let codes: Vec<&str> = actors.iter().filter_map(|a| a.code.as_deref()).collect();
    let sectors: Vec<&str> =
        codes.iter().flat_map(|code| codes::actor_code(code).1).collect();
    let mentions = view.mentions(event);
    let words = |name: &str| {
        mentions.iter().find_map(|(article, mention)| {
            let at = mention.actors.iter().find(|a| a.name == name)?.at?;
            Some(view.cite(*article, at).quote)
        })
    };
    [
        several(actors.iter().map(|a| a.name.as_str())),
        several(actors.iter().filter_map(|a| a.country)),
        none::<&str>(None),
        none(sectors.first().copied()),
        several(sectors.iter().copied()),
        none::<&str>(None),
        several(actors.iter().filter_map(|a| words(&a.name))),
        none::<&str>(None),
    ]
}

fn place_cells(view: &View<'_>, event: &Event) -> [String; 10] {
    let place = event.place.as_ref();
    let precision = place.and_then(|p| p.precision);
    let name_at = |wanted: PlacePrecision| {
        none(place.filter(|_| precision == Some(wanted)).map(|p| p.name.as_str()))
    };
    let at = place.and_then(|p| position(p.position));
    let mentions = view.mentions(event);
    let raw = mentions.iter().find_map(|(article, mention)| {
        let told = mention.place.as_ref()?;
        let same = place.is_some_and(|p| p.name == told.name);
        same.then_some(view.cite(*article, told.at?).quote)
    });
    [
        none(place.map(|p| p.name.as_str())),
        name_at(PlacePrecision::City),
        none::<&str>(None),
        name_at(PlacePrecision::Region),
        none(place.and_then(|p| p.country)),
        none(at.map(|(lat, _)| lat.to_string())),
        none(at.map(|(_, lon)| lon.to_string())),
        none(place.and_then(|p| p.geonameid).map(|id| id.to_string())),
        none(raw),
        none(precision.map(PlacePrecision::name)),
    ]
}

/// Source, publication date, people, organizations, places, language, version.
fn story_cells(view: &View<'_>, event: &Event) -> [String; 7] {
    let Some(article) = view.first_article(event) else {
        return std::array::from_fn(|_| none::<&str>(None));
    };
    let (brief, told) = (view.brief(article), view.told(article));
    let of_class = |classes: &[NameClass]| {
        let actors = brief.events.iter().flat_map(|e| &e.actors);
        let mut names: Vec<&str> = actors
            .filter(|a| a.class.is_some_and(|class| classes.contains(&class)))
            .map(|a| a.name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        several(names.into_iter())
    };
    [
        none(brief.publisher.as_deref()),
        none(brief.published.map(|p| p.date.to_string())),
        of_class(&[NameClass::Per]),
        of_class(&[NameClass::Org]),
        of_class(&[NameClass::Loc]),
        none(Some(told.language.as_str()).filter(|l| !l.is_empty())),
        crate::SCHEMA.to_owned(),
    ]
}

/// A value, or the word for none.
fn none<T: Into<String>>(value: Option<T>) -> String {
    value.map_or("None".to_owned(), Into::into)
}

fn several<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let values: Vec<String> = values.map(|v| v.replace(';', ",")).collect();
    none(Some(values.join("; ")).filter(|all| !all.is_empty()))
}

//! GDELT 2.0: the event table of 61 columns, the mention table of 16, both tab-separated
//! without a header, and beside them the evidence, which GDELT has no column for.
//!
//! GDELT cannot say that an event is planned, alleged or denied. Only events that happened or
//! are under way and have a CAMEO code are written; the quad class is GDELT's own mapping
//! (root 14 is 3, root 16 is 4).

use std::io::{self, Write};

use dateline::{BriefActor, BriefPlace, Event, PlacePrecision, Role, Standing};
use jiff::civil::Date;

use super::Part;
use crate::check::Check;
use crate::codes::{self, Cameo};
use crate::escape::tsv;
use crate::view::{View, article_id, event_id, position, score};

/// The columns of the event table.
#[rustfmt::skip]
pub(super) const EVENT_COLUMNS: [&str; 61] = [
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    "Actor1Code", "Actor1Name", "Actor1CountryCode", "Actor1KnownGroupCode",
    "Actor1EthnicCode", "Actor1Religion1Code", "Actor1Religion2Code", "Actor1Type1Code",
    "Actor1Type2Code", "Actor1Type3Code",
    "Actor2Code", "Actor2Name", "Actor2CountryCode", "Actor2KnownGroupCode",
    "Actor2EthnicCode", "Actor2Religion1Code", "Actor2Religion2Code", "Actor2Type1Code",
    "Actor2Type2Code", "Actor2Type3Code",
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass",
    "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone",
    "Actor1Geo_Type", "Actor1Geo_FullName", "Actor1Geo_CountryCode", "Actor1Geo_ADM1Code",
    "Actor1Geo_ADM2Code", "Actor1Geo_Lat", "Actor1Geo_Long", "Actor1Geo_FeatureID",
    "Actor2Geo_Type", "Actor2Geo_FullName", "Actor2Geo_CountryCode", "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code", "Actor2Geo_Lat", "Actor2Geo_Long", "Actor2Geo_FeatureID",
    "ActionGeo_Type", "ActionGeo_FullName", "ActionGeo_CountryCode", "ActionGeo_ADM1Code",
    "ActionGeo_ADM2Code", "ActionGeo_Lat", "ActionGeo_Long", "ActionGeo_FeatureID",
    "DATEADDED", "SOURCEURL",
];

#[rustfmt::skip]
const EVIDENCE_COLUMNS: [&str; 11] = [
    "GLOBALEVENTID", "event", "status", "cell", "value", "article", "address", "start_cp",
    "end_cp", "quote", "confidence",
];

pub(super) fn parts<'v>(view: &'v View<'v>) -> Vec<Part<'v>> {
    type Writer = fn(&View<'_>, &mut dyn Write) -> io::Result<u64>;
    let part = |name: &str, columns, header, write: Writer| Part {
        name: name.to_owned(),
        check: Check::Tsv { columns, header },
        write: Box::new(move |out: &mut dyn Write| write(view, out)),
    };
    vec![
        part("events.export.CSV", EVENT_COLUMNS.len(), false, write_events),
        part("mentions.mentions.CSV", 16, false, write_mentions),
        part("evidence.tsv", EVIDENCE_COLUMNS.len(), true, write_evidence),
    ]
}

/// A number for an event that stays the same: the upper 53 bits of its identifier, which a
/// program that reads numbers as floating point still tells apart.
fn global_event_id(event: &Event) -> u64 {
    u64::from_be_bytes(event.id.0) >> 11
}

/// The events that GDELT can hold, by the day each is written under.
fn told<'v>(view: &View<'v>) -> Vec<(&'v Event, &'static str, Cameo, Day)> {
    let of = |event: &'v Event| {
        let code = event.cameo?;
        let cameo = codes::cameo(code)?;
        let day = day_of(view, event)?;
        codes::took_place(event).then_some((event, code, cameo, day))
    };
    let mut all: Vec<_> = view.events().iter().filter_map(of).collect();
    all.sort_by_key(|(event, _, _, day)| (day.date, event.id));
    all
}

/// The day of an event, and whether it is only the day of the first report.
#[derive(Clone, Copy)]
struct Day {
    date: Date,
    published: bool,
}

/// GDELT has no empty date: where the text gives none, the day of the first report stands,
/// as GDELT itself does it, and the evidence table says so.
fn day_of(view: &View<'_>, event: &Event) -> Option<Day> {
    let told = event.date.map(|d| Day { date: d.start, published: false });
    told.or_else(|| {
        let first = view.brief(view.first_article(event)?).published?;
        Some(Day { date: first.date, published: true })
    })
}

fn write_events(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let told = told(view);
    for (event, code, cameo, day) in &told {
        let cells = event_cells(view, event, code, *cameo, day.date);
        row(out, cells)?;
    }
    Ok(told.len() as u64)
}

fn event_cells(
    view: &View<'_>,
    event: &Event,
    code: &str,
    cameo: Cameo,
    date: Date,
) -> Vec<String> {
    let (one, two) = actors(&event.actors);
    let mentions = view.mentions(event);
    let mut publishers: Vec<&str> = mentions
        .iter()
        .map(|(a, _)| view.brief(*a).publisher.as_deref().unwrap_or(&view.told(*a).name))
        .collect();
    publishers.sort_unstable();
    publishers.dedup();
    let is_root = mentions.iter().any(|(article, m)| {
        let first = view.brief(*article).body.first();
        m.standing == Standing::Main && first.is_some_and(|body| body.contains(m.trigger))
    });
    let first = view.first_article(event);
    let digits = date.strftime("%Y%m%d").to_string();
    let elapsed = f64::from(i32::from(date.month()) * 30 + i32::from(date.day())) / 365.0;
    let mut cells = vec![
        global_event_id(event).to_string(),
        digits.clone(),
        digits[..6].to_owned(),
        date.year().to_string(),
        format!("{:.4}", f64::from(date.year()) + elapsed),
    ];
    cells.extend(actor_cells(one));
    cells.extend(actor_cells(two));
    cells.extend([
        u8::from(is_root).to_string(),
        code.to_owned(),
        code.get(..3).unwrap_or(code).to_owned(),
        code.get(..2).unwrap_or(code).to_owned(),
        cameo.quad.to_string(),
        format!("{:.1}", cameo.goldstein),
        event.mentions.len().to_string(),
        publishers.len().to_string(),
        event.n_articles.to_string(),
        // Tone is not read; an empty cell is no zero.
        String::new(),
    ]);
    cells.extend(geo_cells(None));
    cells.extend(geo_cells(None));
    cells.extend(geo_cells(event.place.as_ref()));
    cells.push(first.map(|a| added(view, a)).unwrap_or_default());
    cells.push(first.map(|a| view.address(a)).unwrap_or_default());
    cells
}

/// Who acts and who is acted on; where nobody is on one side, the first two.
pub(super) fn actors(all: &[BriefActor]) -> (Option<&BriefActor>, Option<&BriefActor>) {
    let with = |role| all.iter().filter(move |a| a.role == role);
    let mut sources = with(Role::Source).chain(with(Role::Participant));
    let one = sources.next();
    let two = with(Role::Target).next().or_else(|| sources.next());
    (one, two)
}

fn actor_cells(actor: Option<&BriefActor>) -> [String; 10] {
    let Some(actor) = actor else { return std::array::from_fn(|_| String::new()) };
    let code = actor.code.as_deref().unwrap_or(actor.country.unwrap_or(""));
    let (country, roles) = codes::actor_code(code);
    let group = matches!(roles.first(), Some(&("IGO" | "NGO" | "IMG" | "MNC")));
    let known_group = if group { roles.get(1).copied().unwrap_or("") } else { "" };
    let role = |n: usize| roles.get(n).map_or(String::new(), ToString::to_string);
    [
        code.trim_start_matches('-').to_owned(),
        actor.name.to_uppercase(),
        country.to_owned(),
        known_group.to_owned(),
        String::new(),
        String::new(),
        String::new(),
        role(0),
        role(1),
        role(2),
    ]
}

/// Type, name, country (FIPS), two areas, latitude, longitude, feature. An area (a sea, a
/// continent) has no type in GDELT and is left out.
fn geo_cells(place: Option<&BriefPlace>) -> [String; 8] {
    let mut out: [String; 8] = std::array::from_fn(|_| String::new());
    "0".clone_into(&mut out[0]);
    let Some(place) = place else { return out };
    let is_american = place.country == Some("USA");
    let kind = match place.precision {
        Some(PlacePrecision::Country) => "1",
        Some(PlacePrecision::Region) if is_american => "2",
        Some(PlacePrecision::Region) => "5",
        Some(PlacePrecision::City | PlacePrecision::Point) if is_american => "3",
        Some(PlacePrecision::City | PlacePrecision::Point) => "4",
        Some(PlacePrecision::Area) | None => return out,
    };
    let country = place.country.and_then(codes::country);
    let fips = country.map_or("", |country| country.fips);
    kind.clone_into(&mut out[0]);
    // GDELT's full names end in the country's.
    out[1] = match country.filter(|of| kind != "1" && of.name != place.name) {
        Some(of) => format!("{}, {}", place.name, of.name),
        None => place.name.clone(),
    };
    fips.clone_into(&mut out[2]);
    fips.clone_into(&mut out[3]);
    if let Some((lat, lon)) = position(place.position) {
        out[5] = lat.to_string();
        out[6] = lon.to_string();
    }
    if kind == "1" {
        fips.clone_into(&mut out[7]);
    }
    out
}

/// When an article came in: its publication, in UTC where it states its offset.
fn added(view: &View<'_>, article: u32) -> String {
    let Some(stamp) = view.brief(article).published else { return String::new() };
    let time = stamp.time.unwrap_or(jiff::civil::Time::midnight());
    let local = stamp.date.to_datetime(time);
    let offset = i64::from(stamp.offset_minutes.unwrap_or(0));
    let utc = local.checked_sub(jiff::Span::new().minutes(offset)).unwrap_or(local);
    utc.strftime("%Y%m%d%H%M%S").to_string()
}

fn write_mentions(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut n = 0;
    for (event, _, _, day) in told(view) {
        for (article, mention) in view.mentions(event) {
            let (one, two) = actors(&mention.actors);
            let offset = |actor: Option<&BriefActor>| {
                let at = actor.and_then(|a| a.at).map(|s| view.at(article, s)[0]);
                at.map_or("-1".to_owned(), |at| at.to_string())
            };
            let (brief, told) = (view.brief(article), view.told(article));
            let is_web = told.url.is_some();
            let confidence = score(mention.confidence);
            row(
                out,
                vec![
                    global_event_id(event).to_string(),
                    day.date.strftime("%Y%m%d000000").to_string(),
                    added(view, article),
                    if is_web { "1" } else { "2" }.to_owned(),
                    brief.publisher.clone().unwrap_or_default(),
                    view.address(article),
                    // A sentence's number is not kept; the offsets say where it stands.
                    String::new(),
                    offset(one),
                    offset(two),
                    view.at(article, mention.trigger)[0].to_string(),
                    "1".to_owned(),
                    confidence.map_or(String::new(), |c| tens(c).to_string()),
                    told.text.chars().count().to_string(),
                    String::new(),
                    String::new(),
                    String::new(),
                ],
            )?;
            n += 1;
        }
    }
    Ok(n)
}

/// A confidence in steps of ten percent.
fn tens(confidence: f64) -> u8 {
    ((confidence * 10.0).round() as u8).clamp(1, 10) * 10
}

fn write_evidence(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    writeln!(out, "{}", EVIDENCE_COLUMNS.join("\t"))?;
    let mut n = 0;
    for (event, _, _, day) in told(view) {
        for (article, mention) in view.mentions(event) {
            let actor = |a: &BriefActor| Some((a.role.name(), a.name.clone(), a.at?));
            let place =
                mention.place.as_ref().and_then(|p| Some((p.name.clone(), p.at?)));
            let mut cells =
                vec![("event", mention.kind.name().to_owned(), mention.trigger)];
            cells.extend(mention.date_at.map(|at| ("date", day.date.to_string(), at)));
            cells.extend(mention.actors.iter().filter_map(actor));
            cells.extend(place.map(|(name, at)| ("place", name, at)));
            if day.published {
                cells.push(("published", day.date.to_string(), mention.clause));
            }
            for (cell, value, span) in cells {
                let cited = view.cite(article, span);
                let confidence = score(mention.confidence);
                row(
                    out,
                    vec![
                        global_event_id(event).to_string(),
                        event_id(event),
                        mention.status.name().to_owned(),
                        cell.to_owned(),
                        value,
                        article_id(view.brief(article)),
                        view.address(article),
                        cited.start.to_string(),
                        cited.end.to_string(),
                        cited.quote.to_owned(),
                        confidence.map_or(String::new(), |c| c.to_string()),
                    ],
                )?;
                n += 1;
            }
        }
    }
    Ok(n)
}

/// One line of tab-separated cells.
pub(super) fn row(out: &mut dyn Write, cells: Vec<String>) -> io::Result<()> {
    let cells: Vec<_> = cells.iter().map(|cell| tsv(cell)).collect();
    writeln!(out, "{}", cells.join("\t"))
}

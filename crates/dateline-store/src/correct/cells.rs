//! Which cells may be corrected, and which values they may have.

use dateline::{ClaimKind, EventType, Stamp, Status};
use jiff::civil;

use super::{Action, NewCorrection};
use crate::error::{Error, Result};
use crate::filter::day_range;
use crate::ids::What;

/// The cells of an event that may be edited.
pub const EVENT_FIELDS: &[&str] =
    &["status", "type", "date", "place", "source", "target", "participant", "background"];
/// The cells of a claim.
pub const CLAIM_FIELDS: &[&str] = &["kind", "outcome", "due"];
/// The cells of an article.
pub const ARTICLE_FIELDS: &[&str] =
    &["headline", "publisher", "agency", "published", "dateline_place", "is_article"];

const OUTCOMES: &[&str] =
    &["confirmed", "partly_confirmed", "contradicted", "lapsed", "open"];
/// Whether the value is one that the cell can have.
pub(super) fn check(what: What, new: &NewCorrection) -> Result<()> {
    let fields = match what {
        What::Event => EVENT_FIELDS,
        What::Claim => CLAIM_FIELDS,
        What::Article => ARTICLE_FIELDS,
        _ => {
            return Err(Error::request(format!(
                "a {} cannot be corrected; events, claims and articles can",
                what.name()
            )));
        }
    };
    if new.author.trim().is_empty() {
        return Err(Error::request("who says so? give an author"));
    }
    if new.action != Action::Edit {
        let known = new.field.is_empty() || fields.contains(&new.field.as_str());
        return if known { Ok(()) } else { Err(unknown_field(what, new, fields)) };
    }
    let Some(value) = &new.value else {
        return match new.field.as_str() {
            "date" | "place" | "due" | "source" | "target" | "participant" | "agency"
            | "publisher" | "published" | "dateline_place" | "headline" => Ok(()),
            field if fields.contains(&field) => {
                Err(Error::request(format!("{field} must have a value")))
            }
            _ => Err(unknown_field(what, new, fields)),
        };
    };
    let one_of = |names: Vec<&str>| {
        if names.contains(&value.as_str()) {
            Ok(())
        } else {
            let names = names.join(", ");
            Err(Error::request(format!(
                "{value:?} is no {}\nit is one of: {names}",
                new.field
            )))
        }
    };
    match (what, new.field.as_str()) {
        (What::Event, "status") => one_of(Status::ALL.iter().map(|s| s.name()).collect()),
        (What::Event, "type") => {
            one_of(EventType::ALL.iter().map(|t| t.name()).collect())
        }
        (What::Event, "date") | (What::Claim, "due") => day_range(value).map(|_| ()),
        (What::Event, "background") | (What::Article, "is_article") => {
            one_of(vec!["true", "false"])
        }
        (What::Claim, "kind") => one_of(CLAIM_KINDS.iter().map(|k| k.name()).collect()),
        (What::Claim, "outcome") => one_of(OUTCOMES.to_vec()),
        (What::Article, "published") => stamp(value).map(|_| ()).ok_or_else(|| {
            Error::request(format!(
                "{value:?} is no time\nwrite 2023-09-05 or 2023-09-05T06:49:00+05:30"
            ))
        }),
        (_, field) if fields.contains(&field) => Ok(()),
        _ => Err(unknown_field(what, new, fields)),
    }
}

const CLAIM_KINDS: [ClaimKind; 7] = [
    ClaimKind::Forecast,
    ClaimKind::Promise,
    ClaimKind::Denial,
    ClaimKind::Allegation,
    ClaimKind::Assessment,
    ClaimKind::Demand,
    ClaimKind::Threat,
];

fn unknown_field(what: What, new: &NewCorrection, fields: &[&str]) -> Error {
    Error::request(format!(
        "{:?} is no cell of a {}\nits cells are: {}",
        new.field,
        what.name(),
        fields.join(", ")
    ))
}
/// A time of the form in which the store keeps it.
pub(crate) fn stamp(text: &str) -> Option<Stamp> {
    let (day, clock) = match text.split_once('T') {
        Some((day, clock)) => (day, Some(clock)),
        None => (text, None),
    };
    let date: civil::Date = day.parse().ok()?;
    let Some(clock) = clock else {
        return Some(Stamp { date, time: None, offset_minutes: None });
    };
    let (clock, offset) = if let Some(clock) = clock.strip_suffix('Z') {
        (clock, Some(0))
    } else if let Some(at) = clock.rfind(['+', '-']) {
        let (hours, minutes) = clock[at + 1..].split_once(':')?;
        let n: i16 =
            hours.parse::<i16>().ok()?.checked_mul(60)? + minutes.parse::<i16>().ok()?;
        let sign = if clock.as_bytes()[at] == b'-' { -1 } else { 1 };
        (&clock[..at], Some(sign * n))
    } else {
        (clock, None)
    };
    let time: civil::Time = clock.parse().ok()?;
    Some(Stamp { date, time: Some(time), offset_minutes: offset })
}

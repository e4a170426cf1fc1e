//! Atom (RFC 4287): a feed of events, the latest report first.

use std::io::{self, Write};

use dateline::{Event, Stamp};
use jiff::civil::{Date, Time};

use crate::escape::{link, xml};
use crate::view::{View, event_id, urn};

/// An event with the time of its latest report.
pub(super) fn latest_first<'v>(view: &View<'v>) -> Vec<(&'v Event, Option<Stamp>)> {
    let last = |event: &Event| {
        let stamps =
            event.evidence.iter().filter_map(|c| view.brief(c.article).published);
        stamps.max_by_key(|s| (s.date, s.time))
    };
    let mut events: Vec<_> = view.events().iter().map(|e| (e, last(e))).collect();
    events.sort_by_key(|(event, at)| {
        (std::cmp::Reverse(at.map(|s| (s.date, s.time))), event.id)
    });
    events
}

/// RFC 3339. A day without a time begins at midnight; a time without an offset is taken as
/// UTC, which the feed formats cannot leave open.
pub(super) fn rfc3339(stamp: Option<Stamp>) -> String {
    let epoch =
        Stamp { date: Date::constant(1970, 1, 1), time: None, offset_minutes: None };
    let stamp = stamp.unwrap_or(epoch);
    let whole = Stamp {
        time: stamp.time.or(Some(Time::midnight())),
        offset_minutes: stamp.offset_minutes.or(Some(0)),
        ..stamp
    };
    crate::annotate::iso(&whole)
}

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>")?;
    writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\">")?;
    writeln!(out, "<title>Events</title>")?;
    writeln!(out, "<id>{}</id>", urn("events"))?;
    writeln!(out, "<updated>{}</updated>", rfc3339(view.last_stamp()))?;
    writeln!(out, "<author><name>Dateline</name></author>")?;
    let events = latest_first(view);
    for (event, at) in &events {
        entry(view, event, *at, out)?;
    }
    writeln!(out, "</feed>")?;
    Ok(events.len() as u64)
}

fn entry(
    view: &View<'_>,
    event: &Event,
    at: Option<Stamp>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "<entry>")?;
    writeln!(out, "<title>{}</title>", xml(&super::jsonfeed::title(event)))?;
    writeln!(out, "<id>{}</id>", urn(&event_id(event)))?;
    writeln!(out, "<updated>{}</updated>", rfc3339(at))?;
    for term in [event.kind.name(), event.status.name()] {
        writeln!(out, "<category term=\"{}\"/>", xml(term))?;
    }
    let mut quotes = String::new();
    for (n, c) in event.evidence.iter().take(3).enumerate() {
        let brief = view.brief(c.article);
        let who = brief.publisher.as_deref().unwrap_or(&brief.name);
        quotes.push_str(&format!("“{}” ({who})\n", view.cite(c.article, c.span).quote));
        let url = view.told(c.article).url.as_deref().and_then(link);
        if let (0, Some(url)) = (n, url) {
            writeln!(out, "<link href=\"{}\"/>", xml(&url))?;
        }
    }
    writeln!(out, "<content type=\"text\">{}</content>", xml(&quotes))?;
    writeln!(out, "</entry>")
}

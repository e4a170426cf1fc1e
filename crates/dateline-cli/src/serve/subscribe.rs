//! Subscriptions: events as an Atom feed, what is expected as a calendar. Both take the same
//! filters as the list of events, so that a reader follows one actor or one story.

use std::fmt::Write as _;

use axum::response::Response;
use dateline_store::{ClaimRow, EventRow, Filter, Store, TellingRow};

use super::error::Trouble;
use super::frame::respond;
use super::pages::Request;
use super::words::{date, one_line};

/// Entries of a feed.
const ENTRIES: usize = 50;
/// Appointments of a calendar.
const APPOINTMENTS: usize = 500;

/// `/events.atom`: the events that were reported last.
pub(super) async fn atom(request: Request) -> Result<Response, Trouble> {
    let Request { app, asked, .. } = request;
    let filter = Filter {
        limit: ENTRIES,
        latest_first: true,
        background: Some(false),
        cursor: None,
        ..asked.filter()
    };
    let base = app.guard.base();
    let query = asked.query(&[]);
    let (events, last) = app
        .ask(move |store| {
            let events = store.events(&filter)?.rows;
            let told = |event: EventRow| {
                let tellings = store.tellings(&event.id)?;
                Ok((event, tellings))
            };
            let events: Vec<(EventRow, Vec<TellingRow>)> =
                events.into_iter().map(told).collect::<dateline_store::Result<_>>()?;
            Ok((events, store.totals()?.last))
        })
        .await
        .map_err(Trouble::for_programs)?;
    let title = if asked.actor.is_empty() {
        "Events".to_owned()
    } else {
        format!("Events: {}", asked.actor)
    };
    let newest =
        |told: &[TellingRow]| told.iter().filter_map(|t| t.published.clone()).max();
    let updated = events.iter().filter_map(|e| newest(&e.1)).max().or(last);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let self_link = xml(&format!("{base}/events.atom{query}"));
    let page = xml(&format!("{base}/events{query}"));
    let _ = write!(
        out,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>{}</title>\n\
         <id>{self_link}</id>\n<link rel=\"self\" href=\"{self_link}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n\
         <updated>{}</updated>\n<author><name>Dateline</name></author>\n",
        xml(&title),
        rfc3339(updated.as_deref())
    );
    for (event, told) in &events {
        entry(event, told, &base, newest(told).as_deref(), &mut out);
    }
    out.push_str("</feed>\n");
    Ok(respond("application/atom+xml; charset=utf-8", out))
}

fn entry(
    event: &EventRow,
    told: &[TellingRow],
    base: &str,
    updated: Option<&str>,
    out: &mut String,
) {
    let status = event.status.replace('_', " ");
    let title = format!("{status}: {}", one_line(&event.summary));
    let mut words = String::new();
    for telling in told.iter().take(3) {
        let who = telling.publisher.as_deref().unwrap_or("unknown outlet");
        let _ = writeln!(words, "“{}” ({who})", one_line(&telling.quote));
    }
    let _ = write!(
        out,
        "<entry>\n<title>{}</title>\n<id>urn:dateline:{}</id>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n\
         <updated>{}</updated>\n<category term=\"{}\"/>\n<category term=\"{}\"/>\n\
         <content type=\"text\">{}</content>\n</entry>\n",
        xml(&title),
        event.id,
        xml(&format!("{base}/events/{}", event.id)),
        rfc3339(updated),
        xml(&event.kind),
        xml(&event.status),
        xml(&words)
    );
}

/// `/planned.ics`: planned and forecast events with a day, those called off, and the days on
/// which open claims fall due.
pub(super) async fn calendar(request: Request) -> Result<Response, Trouble> {
    let Request { app, asked, .. } = request;
    let base = app.guard.base();
    let filter = Filter { limit: APPOINTMENTS, cursor: None, ..asked.filter() };
    let (events, claims, last) = app
        .ask(move |store| expected(store, &filter))
        .await
        .map_err(Trouble::for_programs)?;
    let stamp = compact(last.as_deref().unwrap_or("19700101"));
    let mut out = Vec::new();
    for line in
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dateline//What is expected//EN"]
    {
        out.push(line.to_owned());
    }
    out.push("CALSCALE:GREGORIAN".to_owned());
    out.push("X-WR-CALNAME:What is expected".to_owned());
    for event in &events {
        let Some(day) = &event.date else { continue };
        let status = match event.status.as_str() {
            "planned" => "CONFIRMED",
            "forecast" => "TENTATIVE",
            _ => "CANCELLED",
        };
        let end = event.end_date.as_deref().unwrap_or(day);
        let summary = format!("{}: {}", event.kind, event.summary);
        let place = event.place.as_ref().map(|p| p.name.as_str());
        let days = (day.as_str(), end);
        let address = format!("{base}/events/{}", event.id);
        appointment(
            &event.id,
            days,
            &summary,
            status,
            (&address, place, &stamp),
            &mut out,
        );
    }
    for claim in &claims {
        let Some(due) = &claim.due else { continue };
        let holder = claim.by.last().map_or("nobody named", String::as_str);
        let summary = format!("{} due ({holder}): {}", claim.kind, claim.statement);
        let address = format!("{base}/claims/{}", claim.id);
        // It falls due at the end of its time.
        let days = (due.end.as_str(), due.end.as_str());
        let about = (address.as_str(), None, stamp.as_str());
        appointment(&claim.id, days, &summary, "TENTATIVE", about, &mut out);
    }
    out.push("END:VCALENDAR".to_owned());
    let body: String = out.iter().map(|line| folded(line)).collect();
    Ok(respond("text/calendar; charset=utf-8", body))
}

type Expected = (Vec<EventRow>, Vec<ClaimRow>, Option<String>);

fn expected(store: &Store, filter: &Filter) -> dateline_store::Result<Expected> {
    let ahead = ["planned", "forecast", "not_happened"];
    let status = ahead.iter().map(|s| (*s).to_owned()).collect();
    let events = Filter { status, background: Some(false), ..filter.clone() };
    let claims = Filter {
        status: vec!["open".to_owned()],
        due_before: Some("9999".to_owned()),
        kind: Vec::new(),
        ..filter.clone()
    };
    // A year is no appointment, and a month is one for its whole length at most.
    let mut events = store.events(&events)?.rows;
    events.retain(|e| e.date.as_ref().is_some_and(|d| d.len() == 10));
    Ok((events, store.claims(&claims)?.rows, store.totals()?.last))
}

fn appointment(
    id: &str,
    (from, to): (&str, &str),
    summary: &str,
    status: &str,
    (address, place, stamp): (&str, Option<&str>, &str),
    out: &mut Vec<String>,
) {
    let Ok(last) = to.parse::<jiff::civil::Date>() else { return };
    let Ok(after) = last.tomorrow() else { return };
    out.push("BEGIN:VEVENT".to_owned());
    out.push(format!("UID:{id}@dateline.invalid"));
    out.push(format!("DTSTAMP:{stamp}T000000Z"));
    out.push(format!("DTSTART;VALUE=DATE:{}", compact(from)));
    out.push(format!("DTEND;VALUE=DATE:{}", compact(&after.to_string())));
    out.push(format!("SUMMARY:{}", ical(&one_line(summary))));
    if let Some(place) = place {
        out.push(format!("LOCATION:{}", ical(&one_line(place))));
    }
    out.push(format!("STATUS:{status}"));
    out.push("TRANSP:TRANSPARENT".to_owned());
    out.push(format!("DESCRIPTION:{}", ical(&format!("{} · {address}", date(from)))));
    out.push(format!("URL:{address}"));
    out.push("END:VEVENT".to_owned());
}

/// `20230905` of `2023-09-05`.
fn compact(day: &str) -> String {
    day.chars().take(10).filter(char::is_ascii_digit).collect()
}

/// A time as feeds need it: a day begins at midnight, no zone is UTC.
fn rfc3339(stamp: Option<&str>) -> String {
    let stamp = stamp.unwrap_or("1970-01-01");
    let Some((day, time)) = stamp.split_once('T') else {
        return format!("{stamp}T00:00:00Z");
    };
    let zone_at = time.find(['+', '-', 'Z']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let clock = if clock.len() == 5 { format!("{clock}:00") } else { clock.to_owned() };
    format!("{day}T{clock}{}", if zone.is_empty() { "Z" } else { zone })
}

/// Text of an XML document; what XML cannot hold is left out.
fn xml(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

/// Text of a calendar's line.
fn ical(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

/// A line, cut at 75 bytes as the standard asks.
fn folded(line: &str) -> String {
    let (mut out, mut n) = (String::new(), 0);
    for c in line.chars().filter(|c| !c.is_control()) {
        if n + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            n = 1;
        }
        out.push(c);
        n += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_for_feeds() {
        assert_eq!(rfc3339(Some("2022-02-13")), "2022-02-13T00:00:00Z");
        assert_eq!(rfc3339(Some("2022-02-13T16:20")), "2022-02-13T16:20:00Z");
        let zoned = "2022-02-11T09:40:00+01:00";
        assert_eq!(rfc3339(Some(zoned)), zoned);
        assert_eq!(rfc3339(None), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn words_of_a_page_are_never_markup() {
        assert_eq!(xml("<b>\u{1}&\""), "&lt;b&gt;&amp;&quot;");
        assert_eq!(ical("a,b;c\\"), "a\\,b\\;c\\\\");
    }

    #[test]
    fn lines_are_cut_between_characters() {
        let line = folded(&format!("SUMMARY:{}", "ø".repeat(80)));
        assert!(line.split("\r\n").all(|l| l.len() <= 75), "{line}");
        assert_eq!(
            line.replace("\r\n ", "").trim_end(),
            format!("SUMMARY:{}", "ø".repeat(80))
        );
    }
}

//! iCalendar (RFC 5545) of what is expected: planned and forecast events with a day, those
//! called off as cancelled, and the due days of open claims. An all-day event may last
//! several days; its end is the day after the last, as the standard has it.

use std::io::{self, Write};

use dateline::{Citation, DayRange, Outcome, Precision, Status};

use crate::escape::{ical, ical_line, link};
use crate::view::{View, claim_id, event_id};

/// One entry.
struct Entry {
    uid: String,
    days: DayRange,
    summary: String,
    kind: &'static str,
    place: Option<String>,
    status: &'static str,
    evidence: Option<Citation>,
}

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut put = |line: &str| out.write_all(ical_line(line).as_bytes());
    put("BEGIN:VCALENDAR")?;
    put("VERSION:2.0")?;
    put("PRODID:-//Dateline//What is expected//EN")?;
    put("CALSCALE:GREGORIAN")?;
    // Not of the standard, but the name that every calendar shows.
    put("X-WR-CALNAME:What is expected")?;
    let mut n = 0;
    for entry in entries(view) {
        for line in lines(view, &entry) {
            put(&line)?;
        }
        n += 1;
    }
    put("END:VCALENDAR")?;
    Ok(n)
}

fn entries(view: &View<'_>) -> Vec<Entry> {
    let mut out = Vec::new();
    for event in view.events() {
        let status = match event.status {
            Status::Planned => "CONFIRMED",
            Status::Forecast => "TENTATIVE",
            Status::NotHappened => "CANCELLED",
            _ => continue,
        };
        // A year is no appointment.
        let Some(days) = event.date.filter(|d| d.precision != Precision::Year) else {
            continue;
        };
        // Called off is what lay ahead; "nobody was hurt" was no appointment.
        let told = view.first_article(event).and_then(|a| view.brief(a).published);
        if event.status == Status::NotHappened && told.is_none_or(|t| days.end < t.date) {
            continue;
        }
        out.push(Entry {
            uid: event_id(event),
            days,
            summary: event.summary.clone(),
            kind: event.kind.name(),
            place: event.place.as_ref().map(|p| p.name.clone()),
            status,
            evidence: event.evidence.first().copied(),
        });
    }
    for claim in view.claims() {
        let open = claim.outcome == Outcome::Open;
        let Some(days) = claim.due.filter(|d| open && d.precision != Precision::Year)
        else {
            continue;
        };
        let holder = claim.by.last().map_or("", String::as_str);
        out.push(Entry {
            uid: claim_id(claim),
            days,
            summary: format!("Due ({holder}): {}", claim.statement),
            kind: claim.kind.name(),
            place: None,
            status: "TENTATIVE",
            evidence: claim.evidence.first().copied(),
        });
    }
    out
}

fn lines(view: &View<'_>, entry: &Entry) -> Vec<String> {
    let day = |date: jiff::civil::Date| date.strftime("%Y%m%d").to_string();
    let cited = entry.evidence.map(|c| view.cite(c.article, c.span));
    // The time at which it was made: that of the report, since there is no clock here.
    let stamp = cited
        .as_ref()
        .and_then(|c| view.brief(c.article).published)
        .or_else(|| view.last_stamp())
        .map_or(entry.days.start, |s| s.date);
    let mut out = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@dateline.invalid", entry.uid),
        format!("DTSTAMP:{}T000000Z", day(stamp)),
        format!("DTSTART;VALUE=DATE:{}", day(entry.days.start)),
    ];
    if let Ok(after) = entry.days.end.tomorrow() {
        out.push(format!("DTEND;VALUE=DATE:{}", day(after)));
    }
    out.push(format!("SUMMARY:{}", ical(&crate::view::one_line(&entry.summary))));
    out.push(format!("CATEGORIES:{}", ical(entry.kind)));
    out.extend(entry.place.as_ref().map(|p| format!("LOCATION:{}", ical(p))));
    out.push(format!("STATUS:{}", entry.status));
    out.push("TRANSP:TRANSPARENT".to_owned());
    if let Some(cited) = cited {
        let brief = view.brief(cited.article);
        let who = brief.publisher.as_deref().unwrap_or(&brief.name);
        let quote = crate::view::one_line(cited.quote);
        out.push(format!("DESCRIPTION:{}", ical(&format!("“{quote}” ({who})"))));
        if let Some(url) = view.told(cited.article).url.as_deref().and_then(link) {
            out.push(format!("URL:{url}"));
        }
    }
    out.push("END:VEVENT".to_owned());
    out
}

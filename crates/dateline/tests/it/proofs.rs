//! Proofs: whole pages as a reader marks them, each line of the article with its times,
//! attributions and events underneath. Compared with `tests/proofs/`; a change is looked at
//! and, where it is meant, kept with `UPDATE_PROOFS=1`.

use std::fmt::Write as _;
use std::path::PathBuf;

use dateline::{Kit, Page, Reading, Span, read};

const PAGES: [&str; 2] =
    ["01_kattegat_courier_feb11.txt", "10_kattegat_courier_jul01.html"];

/// The marks that begin in `line`, in text order.
fn marks(reading: &Reading, line: Span) -> Vec<(Span, String)> {
    let mut out = Vec::new();
    for time in &reading.times.times {
        let value = time.value.as_deref().or(time.reason).unwrap_or("?");
        out.push((time.span, format!("time {} {value}", time.kind.name())));
    }
    for said in &reading.attributions.attributions {
        let chain: Vec<&str> = said.chain.iter().map(|l| l.name.as_str()).collect();
        let marked = format!("said {} by {}", said.stance.name(), chain.join(" > "));
        out.extend(said.cue.first().map(|cue| (*cue, marked)));
    }
    for event in &reading.events.events {
        let day = event.date.map_or("no date".to_owned(), |d| d.start.to_string());
        let marked = format!("event {} {} {day}", event.kind.name(), event.status.name());
        out.push((event.trigger, marked));
    }
    out.retain(|(span, _)| line.contains(*span));
    out.sort();
    out
}

fn proof(reading: &Reading) -> String {
    let text = &reading.source.text;
    let mut out = String::new();
    for zone in reading.article.zones.iter().filter(|z| z.kind.is_read()) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "[{}] {}", zone.kind.name(), zone.span.of(text));
        for (span, marked) in marks(reading, zone.span) {
            let _ = writeln!(out, "    {:?}: {marked}", span.of(text));
        }
    }
    out
}

#[test]
fn pages_read_as_they_were_proofed() {
    let kit = Kit::bundled();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    for name in PAGES {
        let bytes =
            std::fs::read(root.join("../../examples").join(name)).expect("an example");
        let got =
            proof(&read(&Page { id: name, bytes: &bytes, ..Page::default() }, &kit));
        let kept = root.join("tests/proofs").join(format!("{name}.proof"));
        if std::env::var_os("UPDATE_PROOFS").is_some() {
            std::fs::write(&kept, &got).expect("tests/proofs can be written");
        }
        let wanted = std::fs::read_to_string(&kept).expect("a kept proof");
        assert_eq!(got, wanted, "{name} reads otherwise; UPDATE_PROOFS=1 keeps it");
    }
}

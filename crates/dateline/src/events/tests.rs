//! Marked-text tests of the event stage, and the lexicon's own examples.

use crate::rules::records;
use crate::{EventMention, Kind, Kit, Page, Reading, read};

fn reading(text: &str, kit: &Kit) -> Reading {
    let published = Some("2024-05-15");
    let page =
        Page { bytes: text.as_bytes(), kind: Kind::Body, published, ..Page::default() };
    read(&page, kit)
}

/// One line an event: trigger, type, status, then role=words of each actor.
fn shown(reading: &Reading, event: &EventMention) -> String {
    let words = |s: crate::Span| s.of(&reading.source.text).to_owned();
    let actors: Vec<String> = event
        .actors
        .iter()
        .map(|a| format!(" {}={}", a.role.name(), a.span.map_or_else(String::new, words)))
        .collect();
    let (kind, status) = (event.kind.name(), event.status.name());
    format!("{} {kind} {status}{}", words(event.trigger), actors.concat())
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let kit = Kit::bundled();
    let reading = reading(text, &kit);
    let found: Vec<String> =
        reading.events.events.iter().map(|e| shown(&reading, e)).collect();
    assert_eq!(found, expected, "{text}");
}

/// Every example's marked word is taken by its rule, and no `not` is.
#[test]
fn examples_of_the_lexicon_hold() {
    let kit = Kit::bundled();
    let mut wrong = Vec::new();
    let mut n = 0;
    for record in dateline_data::EVENT_RULES.iter().flat_map(|f| records(f)) {
        let rule = record.get("rule").unwrap_or("");
        let marked = |key, wanted: bool| record.all(key).map(move |v| (v, wanted));
        for (example, wanted) in marked("example", true).chain(marked("not", false)) {
            let text = example.replace(['[', ']'], "");
            let start = example.find('[').unwrap_or(0) as u32;
            let reading = reading(&text, &kit);
            let by = reading.events.events.iter().find(|e| e.trigger.start == start);
            let by = by.map_or("nothing", |e| e.rule.0);
            n += 1;
            if (by == rule) != wanted {
                wrong.push(format!("{rule} (by {by}): {example}"));
            }
        }
    }
    assert!(wrong.len() * 5 <= n, "{} of {n}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn roles_follow_the_voice() {
    check(
        "Rebels attacked the garrison.",
        &["attacked ASSAULT happened source=Rebels target=garrison"],
    );
    check(
        "The garrison was attacked by rebels.",
        &["attacked ASSAULT happened target=garrison source=rebels"],
    );
}

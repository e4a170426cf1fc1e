//! The examples of every rule, read as published on Wednesday 2019-11-27.

use super::finder::Rules;
use super::resolve;
use crate::{Kind, Kit, Page, Reading, read, rules};

fn read_body(text: &str, published: Option<&str>) -> Reading {
    let page =
        Page { bytes: text.as_bytes(), kind: Kind::Body, published, ..Page::default() };
    read(&page, &Kit::bundled())
}

/// `words = TYPE value` of every expression in brackets, and the text without them.
fn marked(example: &str) -> (String, Vec<String>) {
    let (text, _) = example.rsplit_once(" = ").unwrap_or((example, ""));
    let mut words = Vec::new();
    for part in text.split('[').skip(1) {
        words.push(part.split(']').next().unwrap_or("").to_owned());
    }
    (text.replace(['[', ']'], ""), words)
}

#[test]
fn rules_compile_and_name_known_operations() {
    let rules = Rules::read(include_str!("lexicon.txt"), include_str!("rules.txt"));
    let rules = rules.expect("every rule compiles");
    for rule in &rules.rules {
        assert!(resolve::operation(rule.op).is_some(), "{}: {}", rule.id.0, rule.op);
    }
}

#[test]
fn every_rule_reads_its_examples() {
    let kit = Kit::bundled();
    let mut wrong = Vec::new();
    let mut n_examples = 0;
    for record in rules::records(include_str!("rules.txt")) {
        let Some(rule) = record.get("rule") else { continue };
        let examples: Vec<&str> = record.all("example").collect();
        assert!(!examples.is_empty(), "{rule} has no example");
        for example in examples {
            n_examples += 1;
            let (text, words) = marked(example);
            let wanted = example.rsplit_once(" = ").map_or("", |(_, v)| v);
            let page = Page {
                bytes: text.as_bytes(),
                kind: Kind::Body,
                published: Some("2019-11-27"),
                ..Page::default()
            };
            let reading = read(&page, &kit);
            let got: Vec<String> = reading
                .times
                .times
                .iter()
                .filter(|t| words.contains(&t.span.of(&text).to_owned()))
                .map(|t| {
                    let value = t.value.clone();
                    let reason = t.reason.unwrap_or("");
                    let value = value.unwrap_or_else(|| format!("- {reason}"));
                    format!("{} {value}", t.kind.name())
                })
                .collect();
            if got.first().map(String::as_str) != Some(wanted) {
                let all: Vec<_> = reading
                    .times
                    .times
                    .iter()
                    .map(|t| (t.span.of(&text), t.value.clone(), t.rule.0))
                    .collect();
                wrong.push(format!("{rule}: {example}\n    got {got:?}, all {all:?}"));
            }
        }
        for text in record.all("not") {
            n_examples += 1;
            let page = Page {
                bytes: text.as_bytes(),
                kind: Kind::Body,
                published: Some("2019-11-27"),
                ..Page::default()
            };
            let reading = read(&page, &kit);
            if reading.times.times.iter().any(|t| t.rule.0 == rule) {
                wrong.push(format!("{rule}: read something in {text:?}"));
            }
        }
    }
    assert!(n_examples > 100);
    assert!(wrong.is_empty(), "{} of {n_examples}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nothing_is_counted_from_an_unknown_day() {
    let reading = read_body("The board met on Monday. It fell two days ago.", None);
    assert!(!reading.times.times.is_empty());
    for time in &reading.times.times {
        assert_eq!(
            (time.value.as_deref(), time.reason),
            (None, Some("no-publication-date"))
        );
    }
}

/// `words = value anchor` of every expression of a body published at `published`.
fn told(published: &str, text: &str) -> Vec<String> {
    let reading = read_body(text, Some(published));
    let tell = |t: &crate::Time| {
        let value = t.value.clone().unwrap_or_else(|| t.reason.unwrap_or("").to_owned());
        let anchor = match t.anchor {
            Some(crate::Anchor::Dateline) => " dateline",
            _ => "",
        };
        format!("{} = {value}{anchor}", t.span.of(text))
    };
    reading.times.times.iter().map(tell).collect()
}

#[test]
fn today_is_the_day_at_the_dateline() {
    let text =
        "WASHINGTON (AP) \u{2014} The envoy left today and will be back on Wednesday.";
    assert_eq!(
        told("2019-11-27T06:49:00+05:30", text),
        ["today = 2019-11-26 dateline", "Wednesday = 2019-11-27 dateline"]
    );
    let here = "NEW DELHI (AP) \u{2014} The envoy left today.";
    assert_eq!(told("2019-11-27T06:49:00+05:30", here), ["today = 2019-11-27"]);
    // Without a zone the stamp's own day counts.
    assert_eq!(told("2019-11-27", &text[..45])[..1], ["today = 2019-11-27"]);
}

#[test]
fn later_on_the_day_of_publication_is_that_day() {
    let text = "Talks will resume later Wednesday, the envoy said on Wednesday.";
    assert_eq!(
        told("2019-11-27", text),
        ["Wednesday = 2019-11-27", "Wednesday = 2019-11-27"]
    );
}

#[test]
fn a_clock_time_is_on_the_day_beside_it_or_unknown() {
    let beside = "The crash happened around 8:30 p.m. BST (1930 UTC) on August 27.";
    assert_eq!(
        told("2019-10-10", beside),
        [
            "around 8:30 p.m. BST = 2019-08-27T20:30",
            "1930 UTC = 2019-08-27T19:30Z",
            "August 27 = 2019-08-27"
        ]
    );
    let before = "They met on Tuesday. At 9 p.m. they left.";
    assert_eq!(
        told("2019-11-27", before),
        ["Tuesday = 2019-11-26", "9 p.m. = 2019-11-26T21:00"]
    );
    // Nothing says that it was on the day of publication.
    assert_eq!(told("2019-11-27", "They left at 9 p.m. by car."), ["9 p.m. = no-anchor"]);
}

#[test]
fn days_that_do_not_exist_have_no_value() {
    let text = "It fell on February 30, 2019, on 31 April 2018 and on February 29, 2019.";
    for time in told("2019-11-27", text) {
        assert!(time.ends_with(" = no-such-date"), "{time}");
    }
}

#[test]
fn an_absurd_publication_date_is_none() {
    for published in ["0001-01-01", "9999-12-31"] {
        let reading = read_body("The board met on Monday.", Some(published));
        let monday = reading.times.times.first().expect("Monday is found");
        assert_eq!(monday.value, None, "{published}");
        assert_eq!(monday.reason, Some("no-publication-date"));
    }
}

#[test]
fn a_tale_goes_on_from_month_to_month() {
    let tale = "The war began in May 1801. The siege, the first since 1614, ended in June. \
                In early 1802 talks began. By March they had failed. The fleet of 1805 was \
                not yet built. In April 1802 peace came. The next year he died. The castle \
                dated from 1650 and 1660.";
    let reading = read_body(tale, Some("2019-11-27"));
    let value = |words: &str| {
        let time = reading.times.times.iter().find(|t| t.span.of(tale) == words);
        time.and_then(|t| t.value.clone()).unwrap_or_default()
    };
    assert_eq!(value("June"), "1801-06");
    assert_eq!(value("March"), "1802-03");
    assert_eq!(value("The next year"), "1803");
}

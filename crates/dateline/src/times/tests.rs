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

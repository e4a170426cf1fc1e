//! Many articles as they really come: twice, with other furniture, without a day, with a day
//! that cannot be, a thousand times one text. Counts of origins stay right.

use std::fmt::Write as _;

use serde_json::Value;

use crate::{dateline, json, scratch, text};

const BODY: &str = "Norland and Sudland signed a fishing treaty in Osterby on Monday, March 3, \
    2031, the harbour board said.\n\nThe treaty divides the herring banks between the two \
    countries. Trade Minister Ida Holm of Norland said her ministry would open a new office in \
    Westhaven before the end of March.\n\nA hundred fishermen protested in front of the old \
    customs house. Police arrested two of them on Tuesday morning, and the court released both \
    after an hour.\n\nThe owners of the smaller boats did not answer letters from the union, \
    which counts four hundred members and has waited for new rosters since the spring.\n";

/// A page of its own paper around the body.
fn page(head: &str, title: &str, foot: &str) -> String {
    format!("{head}\n\n{title}\n\nMarch 4, 2031\n\n{BODY}\n{foot}\n")
}

#[track_caller]
fn brief(files: &[&str]) -> Value {
    let mut arguments = vec!["brief", "--json"];
    arguments.extend(files);
    json(&dateline(&arguments))
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// The dates and types of the events, and how many they are.
fn told(dossier: &Value) -> Vec<(String, String)> {
    let cell = |v: &Value| v.as_str().unwrap_or("").to_owned();
    let events = list(dossier, "events").iter();
    let mut all: Vec<_> = events.map(|e| (cell(&e["date"]), cell(&e["type"]))).collect();
    all.sort();
    all
}

#[test]
fn two_copies_of_one_file_tell_nothing_twice() {
    let whole = page("The Osterby Post", "Treaty on herring signed in Osterby", "");
    let a = scratch("many_copies", "a.txt", whole.as_bytes());
    let b = scratch("many_copies", "b.txt", whole.as_bytes());
    let (one, two) = (brief(&[&a]), brief(&[&a, &b]));
    assert!(!told(&one).is_empty());
    assert_eq!(told(&two), told(&one));
    assert_eq!(list(&two, "articles").len(), 2);
    assert_eq!(list(&two, "origins").len(), 1);
    assert_eq!(list(&two, "claims").len(), list(&one, "claims").len());
    assert_eq!(list(&two, "stories").len(), 1);
}

#[test]
fn one_article_under_other_furniture_is_one_origin() {
    let first = page(
        "The Osterby Post\nHome News Sport Tides",
        "Treaty on herring signed in Osterby",
        "Read the Post on paper for half the price\nCall 98 00 00 00\n© The Osterby Post 2031",
    );
    let again = page(
        "The Osterby Post\nSubscribe Log in\nWeather Boats Jobs Podcasts",
        "Treaty on herring signed in Osterby",
        "MOST READ\nFive boats for sale in Westhaven\nStorm closes the northern quay\n\
         Sign up for our newsletter\n© The Osterby Post 2031",
    );
    let a = scratch("many_furniture", "a.txt", first.as_bytes());
    let b = scratch("many_furniture", "b.txt", again.as_bytes());
    let (one, two) = (brief(&[&a]), brief(&[&a, &b]));
    assert_eq!(list(&two, "origins").len(), 1);
    assert_eq!(told(&two), told(&one));
}

#[test]
fn articles_without_a_day_are_read_and_name_no_day_that_they_do_not_tell() {
    let text = format!("Treaty on herring signed in Osterby\n\n{BODY}")
        .replace("on Monday, March 3, 2031,", "on Monday,");
    let a = scratch("many_undated", "a.txt", text.as_bytes());
    let b = scratch("many_undated", "b.txt", text.as_bytes());
    let found = brief(&[&a, &b]);
    assert!(list(&found, "articles").iter().all(|a| a["published"].is_null()));
    assert_eq!(list(&found, "origins").len(), 1);
    assert!(!list(&found, "events").is_empty());
    assert!(list(&found, "events").iter().all(|e| e["date"].is_null()), "{found:#}");
}

#[test]
fn a_reprint_with_a_day_in_the_far_future_lets_no_claim_lapse() {
    let row = |id: &str, published: &str| {
        let row = serde_json::json!(
            {"id": id, "kind": "body", "published": published, "text": BODY}
        );
        format!("{row}\n")
    };
    let file = |name: &str, rows: String| scratch("many_future", name, rows.as_bytes());
    let late = file("late.jsonl", row("a", "2031-03-04") + &row("b", "2031-04-20"));
    let far = file("far.jsonl", row("a", "2031-03-04") + &row("b", "9999-12-30"));
    let lapsed = |found: &Value| {
        let claims = list(found, "claims").iter();
        claims.filter(|c| c["outcome"] == "lapsed").count()
    };
    assert_eq!(lapsed(&brief(&[&late])), 1, "the office was to open before April");
    let found = brief(&[&far]);
    assert_eq!((list(&found, "articles").len(), lapsed(&found)), (2, 0), "{found:#}");
}

#[test]
fn a_thousand_articles_of_one_text_are_one_origin() {
    let mut lines = String::new();
    for i in 0..1000 {
        let row = serde_json::json!(
            {"id": format!("paper {i}"), "kind": "body", "published": "2031-03-04", "text": BODY}
        );
        let _ = writeln!(lines, "{row}");
    }
    let file = scratch("many_thousand", "rows.jsonl", lines.as_bytes());
    let found = brief(&[&file]);
    assert_eq!(list(&found, "articles").len(), 1000);
    assert_eq!(list(&found, "origins").len(), 1);
    assert_eq!(list(&found, "stories").len(), 1);
    let one = scratch(
        "many_thousand",
        "one.jsonl",
        lines.lines().next().unwrap_or("").as_bytes(),
    );
    assert_eq!(told(&found), told(&brief(&[&one])));
}

#[test]
fn a_short_timeline_has_so_many_dated_lines_with_their_source() {
    let whole = page("The Osterby Post", "Treaty on herring signed in Osterby", "");
    let file = scratch("many_length", "a.txt", whole.as_bytes());
    let lines = |n: &str| text(&dateline(&["brief", &file, "--length", n]));
    let all = lines("50");
    assert!(all.lines().count() > 1, "{all}");
    for line in all.lines() {
        assert!(line.starts_with("2031-03"), "{line}");
        assert!(line.contains("a.txt:"), "{line}");
    }
    assert_eq!(lines("1").lines().count(), 1);
}

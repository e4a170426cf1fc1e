//! Many articles as they really come, without a day among them, and short timelines.

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

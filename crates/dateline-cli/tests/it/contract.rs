//! The JSON that other programs rely on: shapes, value sets, positions.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{json, json_lines, on_examples};

const ZONES: &[&str] = &[
    "body",
    "headline",
    "deck",
    "byline",
    "dateline",
    "caption",
    "credit",
    "crosshead",
    "embed",
    "menu",
    "related",
    "promo",
    "paywall",
    "comment",
    "poll",
    "table",
    "disclaimer",
    "stamp",
    "legal",
    "other",
];
const STATUSES: &[&str] = &[
    "happened",
    "ongoing",
    "planned",
    "forecast",
    "alleged",
    "denied",
    "not_happened",
    "hypothetical",
    "demanded",
];
const TYPES: &[&str] = &[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
    "DISASTER",
    "CASUALTY",
    "CRIME",
    "JUSTICE",
    "ELECTION",
    "OFFICE",
    "LEGISLATE",
    "BUSINESS",
    "MOVE",
    "SCIENCE",
    "HEALTH",
    "CULTURE",
    "SPORT",
    "OTHER",
];
const STANCES: &[&str] = &[
    "asserts",
    "denies",
    "expects",
    "warns",
    "demands",
    "promises",
    "alleges",
    "speculates",
    "declines",
];
const OUTCOMES: &[&str] =
    &["confirmed", "partly_confirmed", "contradicted", "lapsed", "open"];
const CLAIMS: &[&str] =
    &["forecast", "promise", "denial", "allegation", "assessment", "demand", "threat"];
const PRECISIONS: &[&str] = &["day", "month", "year", "unknown"];

/// The words at `[start, end)` code points; `None` out of bounds.
fn slice(chars: &[char], start: &Value, end: &Value) -> Option<String> {
    let (start, end) = (start.as_u64()? as usize, end.as_u64()? as usize);
    (start <= end).then(|| chars.get(start..end).map(|c| c.iter().collect()))?
}

/// Every pair of positions in `value`, whatever its name, lies in the text, and every
/// `text` or `quote` beside a pair is the words there.
fn check_positions(value: &Value, chars: &[char], path: &str) {
    match value {
        Value::Object(fields) => {
            if let (Some(start @ Value::Number(_)), Some(end)) =
                (fields.get("start"), fields.get("end"))
            {
                let words = slice(chars, start, end);
                let words = words
                    .unwrap_or_else(|| panic!("{path}: {start}..{end} is out of bounds"));
                let quoted = fields.get("text").or_else(|| fields.get("quote"));
                assert_eq!(
                    quoted.and_then(Value::as_str).unwrap_or(&words),
                    words,
                    "{path}"
                );
            }
            for (key, inner) in fields {
                check_positions(inner, chars, &format!("{path}.{key}"));
            }
        }
        Value::Array(items) => {
            if let [start @ Value::Number(_), end @ Value::Number(_)] = items.as_slice() {
                assert!(
                    slice(chars, start, end).is_some(),
                    "{path}: {start}..{end} is out of bounds"
                );
            }
            for (i, inner) in items.iter().enumerate() {
                check_positions(inner, chars, &format!("{path}[{i}]"));
            }
        }
        _ => {}
    }
}

#[track_caller]
fn member(value: &Value, of: &[&str]) {
    let name = value.as_str().unwrap_or_else(|| panic!("{value} is no name"));
    assert!(of.contains(&name), "{name} is not one of {of:?}");
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is no list")).as_slice()
}

#[test]
fn annotate_keeps_the_contract() {
    let output = on_examples("annotate", &[]);
    assert_eq!(output.status.code(), Some(0));
    let rows = json_lines(&output);
    let ids: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
    assert_eq!(ids, crate::examples(), "in the order of the input");
    for row in &rows {
        assert_eq!(row["schema"], "dateline/1");
        let text = row["text"].as_str().expect("text is always given");
        let chars: Vec<char> = text.chars().collect();
        check_positions(row, &chars, row["id"].as_str().unwrap_or(""));
        check_zones(row, &chars);
        check_layers(row, &chars);
    }
}

/// Zones are known, in order, apart from each other, and cover every non-blank line.
fn check_zones(row: &Value, chars: &[char]) {
    let mut covered = vec![false; chars.len()];
    let mut last = 0;
    for zone in list(&row["article"], "zones") {
        member(&zone["kind"], ZONES);
        let start = zone["start"].as_u64().expect("a number") as usize;
        let end = zone["end"].as_u64().expect("a number") as usize;
        assert!(start >= last && end > start, "zones overlap at {start}");
        last = end;
        covered[start..end].fill(true);
    }
    let mut at = 0;
    for line in chars.split(|&c| c == '\n') {
        let blank = line.iter().all(|c| c.is_whitespace());
        let seen = covered[at..at + line.len()].contains(&true);
        assert!(blank || seen, "no zone: {}", line.iter().collect::<String>());
        at += line.len() + 1;
    }
}

fn check_layers(row: &Value, chars: &[char]) {
    for token in list(row, "tokens") {
        let words = slice(chars, &token["start"], &token["end"]);
        let form = token["form"].as_str().expect("a form");
        assert!(words.is_some_and(|w| w.contains(form) || form.contains(w.as_str())));
    }
    let n_tokens_of = |sentence: &Value| {
        list(row, "tokens").iter().filter(|t| &t["sentence"] == sentence).count() as u64
    };
    for token in list(row, "tokens").iter().take(200) {
        let head = token["head"].as_u64().expect("a head");
        assert!(head <= n_tokens_of(&token["sentence"]), "{token}");
    }
    for attribution in list(row, "attributions") {
        member(&attribution["stance"], STANCES);
    }
    for event in list(row, "events") {
        member(&event["type"], TYPES);
        member(&event["status"], STATUSES);
        assert!(slice(chars, &event["trigger"][0], &event["trigger"][1]).is_some());
        if let Some(date) = event["date"].as_object() {
            assert!(date["start"].as_str() <= date["end"].as_str(), "{date:?}");
            member(&date["precision"], PRECISIONS);
        }
        if let Some(id) = event["attribution"].as_str() {
            let ids = list(row, "attributions").iter().map(|a| &a["id"]);
            assert!(ids.clone().any(|other| other == id), "no attribution {id}");
        }
    }
}

#[test]
fn brief_keeps_the_contract() {
    let output = on_examples("brief", &["--json", "--with-text"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let dossier = json(&output);
    assert_eq!(dossier["schema"], "dateline/1");
    assert!(list(&dossier, "problems").is_empty(), "{}", dossier["problems"]);
    let articles = list(&dossier, "articles");
    assert_eq!(articles.len(), 10);
    let ids: BTreeSet<&str> = articles.iter().filter_map(|a| a["id"].as_str()).collect();
    assert_eq!(ids.len(), 10);

    let mut in_origins: Vec<&str> = list(&dossier, "origins")
        .iter()
        .flat_map(|origin| list(origin, "articles"))
        .filter_map(Value::as_str)
        .collect();
    in_origins.sort_unstable();
    assert_eq!(in_origins, Vec::from_iter(ids), "every article stands in one origin");

    let texts: Vec<(&str, Vec<char>)> = articles
        .iter()
        .map(|a| {
            let text = a["text"].as_str().expect("--with-text gives it");
            (a["id"].as_str().expect("an id"), text.chars().collect())
        })
        .collect();
    let chars_of = |id: &Value| {
        let found = texts.iter().find(|(other, _)| Some(*other) == id.as_str());
        &found.unwrap_or_else(|| panic!("no article {id}")).1
    };
    for quote in list(&dossier, "quotes") {
        check_positions(quote, chars_of(&quote["article"]), "quote");
    }
    let check_evidence = |evidence: &[Value]| {
        for e in evidence {
            assert_ne!(e["quote"], "", "{e}");
            check_positions(e, chars_of(&e["article"]), "evidence");
        }
    };
    for event in list(&dossier, "events") {
        member(&event["type"], TYPES);
        member(&event["status"], STATUSES);
        member(&event["precision"], PRECISIONS);
        assert!(!list(event, "evidence").is_empty(), "no evidence: {event}");
        assert!(event["origins"].as_u64() <= event["articles"].as_u64());
        check_evidence(list(event, "evidence"));
    }
    for claim in list(&dossier, "claims") {
        member(&claim["kind"], CLAIMS);
        member(&claim["outcome"], OUTCOMES);
        assert!(!list(claim, "evidence").is_empty(), "no evidence: {claim}");
        check_evidence(list(claim, "evidence"));
        check_evidence(list(claim, "outcome_evidence"));
        let settled = claim["outcome"] != "open" && claim["outcome"] != "lapsed";
        assert_eq!(settled, !list(claim, "outcome_evidence").is_empty(), "{claim}");
    }
    let events: BTreeSet<_> =
        list(&dossier, "events").iter().filter_map(|e| e["id"].as_str()).collect();
    assert_eq!(events.len(), list(&dossier, "events").len(), "event ids are unique");
    for story in list(&dossier, "stories") {
        for id in list(story, "events") {
            assert!(events.contains(id.as_str().unwrap_or("")), "no event {id}");
        }
    }
}

#[test]
fn only_the_layers_asked_for() {
    let output = on_examples("annotate", &["--layers", "article,times"]);
    for row in json_lines(&output) {
        assert!(row["article"].is_object());
        assert!(row["times"].is_array());
        assert!(row.get("events").is_none_or(Value::is_null), "{}", row["events"]);
    }
}

//! Which figures of a scorer's JSON stand in the table, by set. The scorers print dozens;
//! SETS says in prose which to read, and this is that prose as paths.

use serde_json::Value;

/// A figure: what it is called in the table, and its path in the scorer's JSON.
type Figure = (&'static str, &'static [&'static str]);

/// The figures of the sets whose name begins so; the first that fits counts.
const OF_SETS: &[(&str, &[Figure])] = &[
    (
        "parse",
        &[
            ("LAS", &["parse", "LAS", "F1"]),
            ("UAS", &["parse", "UAS", "F1"]),
            ("upos", &["parse", "upos", "F1"]),
        ],
    ),
    (
        "ner wikinews",
        &[
            ("PER LOC ORG", &["ner", "PER LOC ORG", "F1"]),
            ("entities", &["ner", "entities", "F1"]),
            ("canonical name", &["ner", "canonical name", "acc"]),
        ],
    ),
    (
        "ner",
        &[
            ("PER LOC ORG", &["ner", "PER LOC ORG", "F1"]),
            ("entities", &["ner", "entities", "F1"]),
        ],
    ),
    (
        "coref",
        &[
            ("CoNLL", &["coref", "CoNLL", "F1"]),
            ("MUC P", &["coref", "MUC", "P"]),
            ("B3 P", &["coref", "B3", "P"]),
            ("CEAFe P", &["coref", "CEAFe", "P"]),
            ("mentions", &["coref", "mentions", "F1"]),
        ],
    ),
    (
        "times MEANTIME",
        &[
            ("value R", &["times", "strict+value", "R"]),
            ("strict R", &["times", "strict", "R"]),
        ],
    ),
    (
        "times ",
        &[
            ("value F1", &["times", "value", "F1"]),
            ("strict F1", &["times", "strict", "F1"]),
        ],
    ),
    (
        "attribution wikinews",
        &[
            ("match relaxed", &["attribution", "match relaxed", "F1"]),
            ("content token", &["attribution", "content token", "F1"]),
            ("stance", &["attribution", "stance", "acc"]),
            ("direct", &["attribution", "direct", "acc"]),
            ("chain", &["attribution", "chain", "acc"]),
        ],
    ),
    (
        "attribution",
        &[
            ("match relaxed", &["attribution", "match relaxed", "F1"]),
            ("source exact", &["attribution", "source exact", "F1"]),
            ("cue exact", &["attribution", "cue exact", "F1"]),
            ("content exact", &["attribution", "content exact", "F1"]),
        ],
    ),
    (
        "events",
        &[
            ("trigger", &["events", "trigger", "F1"]),
            ("type", &["events", "type", "acc"]),
            ("trigger+type", &["events", "trigger+type", "F1"]),
            ("status", &["events", "status", "acc"]),
            ("status macro-F1", &["events", "status", "macro_F1"]),
            ("date exact", &["events", "date", "exact"]),
            ("actors", &["events", "actors", "F1"]),
            ("actors all", &["events", "actors all", "F1"]),
            ("ECE (lower is better)", &["events", "calibration", "ECE"]),
        ],
    ),
    (
        "coding",
        &[
            ("root acc", &["coding", "root", "acc"]),
            ("of detected", &["coding", "root acc of detected", "acc"]),
            ("both actors", &["coding", "both", "acc"]),
            ("events a sentence", &["coding", "detected", "events_per_sentence"]),
            ("root macro-F1", &["coding", "root", "macro_F1"]),
            ("quad acc", &["coding", "quad", "acc"]),
        ],
    ),
    (
        "actors coding",
        &[
            ("coded country", &["coded country", "acc"]),
            ("coded sector", &["coded sector", "acc"]),
            ("listed country", &["listed country", "acc"]),
            ("listed sector", &["listed sector", "acc"]),
        ],
    ),
    (
        "actors phrases",
        &[("country", &["phrase country", "acc"]), ("sector", &["phrase sector", "acc"])],
    ),
    (
        "timeset",
        &[
            ("trigger R", &["timeset", "trigger", "R"]),
            ("date exact", &["timeset", "date", "exact"]),
        ],
    ),
    (
        "geo",
        &[
            ("acc161", &["geo", "located", "acc161"]),
            ("mentions R", &["geo", "mentions", "R"]),
        ],
    ),
    (
        "factuality UDS",
        &[
            ("r", &["factuality", "has happened", "r"]),
            ("MAE (lower is better)", &["factuality", "has happened", "MAE"]),
            ("coverage", &["factuality", "has happened", "coverage"]),
        ],
    ),
    (
        "factuality",
        &[
            ("r", &["factuality", "true or will be", "r"]),
            ("MAE (lower is better)", &["factuality", "true or will be", "MAE"]),
            ("coverage", &["factuality", "true or will be", "coverage"]),
        ],
    ),
    (
        "crossdoc timelines",
        &[("micro F1", &["micro", "F1"]), ("any date", &["micro", "any date"])],
    ),
    ("crossdoc ECB+ given", GIVEN),
    ("crossdoc MEANTIME given", GIVEN),
    (
        "crossdoc",
        &[
            ("B3 F1", &["B3", "F1"]),
            ("covered", &["covered", "share"]),
            ("told again (lower is better)", &["documents", "told again"]),
        ],
    ),
    ("extraction html", &BODY_HTML),
    ("extraction text", &BODY_TEXT),
    (
        "extraction dates",
        &[
            ("meta", &["dates", "meta", "acc"]),
            ("answered", &["dates", "meta", "answered"]),
        ],
    ),
    (
        "extraction title",
        &[
            ("ngt", &["title", "ngt", "acc"]),
            ("fundus", &["title", "fundus", "acc"]),
            ("wcxb", &["title", "wcxb", "acc"]),
        ],
    ),
    (
        "extraction authors",
        &[
            ("ngt", &["authors", "ngt", "F1"]),
            ("fundus", &["authors", "fundus", "F1"]),
            ("wcxb", &["authors", "wcxb", "F1"]),
        ],
    ),
    (
        "story",
        &[
            ("score of 100", &["score"]),
            ("must_not broken", &["figures", "must_not rules broken"]),
            ("event precision", &["figures", "event precision estimate"]),
            ("claim precision", &["figures", "claim precision estimate"]),
            ("event F1", &["figures", "event F1"]),
            ("claim F1", &["figures", "claim F1"]),
            ("quotes", &["figures", "quote recall, speaker right"]),
            ("body F1", &["figures", "article body F1"]),
        ],
    ),
    (
        "copies",
        &[
            ("copies", &["figures", "copies"]),
            ("pairwise F1", &["figures", "copies pairwise F1"]),
        ],
    ),
];

const GIVEN: &[Figure] = &[
    ("given CoNLL", &["given mentions CoNLL", "F1"]),
    ("same lemma CoNLL", &["same lemma CoNLL", "F1"]),
];

const BODY_HTML: [Figure; 4] = [
    ("zyte", &["html", "zyte", "F1"]),
    ("ngt", &["html", "ngt", "F1"]),
    ("fundus", &["html", "fundus", "F1"]),
    ("wcxb", &["html", "wcxb", "F1"]),
];

const BODY_TEXT: [Figure; 4] = [
    ("zyte", &["text", "zyte", "F1"]),
    ("ngt", &["text", "ngt", "F1"]),
    ("fundus", &["text", "fundus", "F1"]),
    ("wcxb", &["text", "wcxb", "F1"]),
];

/// Figures that say how fast the program was; the first that is there counts.
const SPEEDS: &[(&str, &[&str])] = &[
    ("words/s", &["speed", "wall", "words_per_second"]),
    ("pages/s", &["speed", "html", "pages_per_second"]),
    ("pages/s", &["speed", "text", "pages_per_second"]),
    ("pages/s", &["speed", "meta", "pages_per_second"]),
];

/// The figures of a set out of its scorer's JSON, in words: `LAS .812 · upos .953`. A set
/// that is not known here gives all its F1 and accuracies.
pub(crate) fn figures(set: &str, scores: &Value) -> String {
    let known = OF_SETS.iter().find(|(prefix, _)| set.starts_with(prefix));
    let pairs: Vec<(String, String)> = match known {
        Some((_, figures)) => figures
            .iter()
            .map(|(label, path)| ((*label).to_owned(), figure(label, at(scores, path))))
            .collect(),
        None => leaves(scores, ""),
    };
    pairs.iter().map(|(label, n)| format!("{label} {n}")).collect::<Vec<_>>().join(" · ")
}

/// Words or pages a second, where the scorer timed the program.
pub(crate) fn speed(scores: &Value) -> String {
    SPEEDS
        .iter()
        .find_map(|(unit, path)| {
            Some(format!("{:.0} {unit}", at(scores, path)?.as_f64()?))
        })
        .unwrap_or_default()
}

fn at<'v>(scores: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(scores, |value, key| value.get(key))
}

/// A figure that is no share is printed as what it is.
fn figure(label: &str, value: Option<&Value>) -> String {
    match (label, value.and_then(Value::as_f64)) {
        ("score of 100", Some(x)) => format!("{x:.1}"),
        ("must_not broken", Some(x)) => format!("{x:.0}"),
        _ => number(value),
    }
}

/// A share as `.812`, anything else as it is; a missing figure as `-`.
fn number(value: Option<&Value>) -> String {
    match value {
        Some(Value::Number(n)) => match (n.as_u64(), n.as_f64()) {
            (Some(whole), _) => whole.to_string(),
            (None, Some(x)) if x.abs() > 10.0 => format!("{x:.1}"),
            (None, Some(x)) => format!("{x:.3}").replacen("0.", ".", 1),
            _ => "-".into(),
        },
        Some(Value::String(words)) => words.clone(),
        _ => "-".into(),
    }
}

fn leaves(scores: &Value, path: &str) -> Vec<(String, String)> {
    const WANTED: [&str; 4] = ["F1", "acc", "score", "R"];
    let Some(fields) = scores.as_object() else { return Vec::new() };
    let mut out = Vec::new();
    for (key, value) in fields {
        let inner = if path.is_empty() { key.clone() } else { format!("{path} {key}") };
        if value.is_number() && WANTED.contains(&key.as_str()) {
            out.push((inner, number(Some(value))));
        } else {
            out.extend(leaves(value, &inner));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn figures_are_read_by_path() {
        let scores = json!({"parse": {"LAS": {"F1": 0.8124}, "upos": {"F1": 1.0}},
                            "speed": {"wall": {"words_per_second": 6000.4}}});
        assert_eq!(figures("parse EWT dev", &scores), "LAS .812 · UAS - · upos 1.000");
        assert_eq!(speed(&scores), "6000 words/s");
    }

    #[test]
    fn an_unknown_set_gives_its_shares() {
        let scores = json!({"a": {"F1": 0.5, "n": 3}, "score": 31.25});
        assert_eq!(figures("new set", &scores), "a F1 .500 · score 31.2");
    }
}

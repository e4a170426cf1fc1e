//! Floors against `examples/truth.json`: what a careful reader finds on the ten pages.

use serde_json::Value;

use crate::{json, on_examples};

fn truth() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/truth.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("it is there"))
        .expect("JSON")
}

fn dossier() -> Value {
    json(&on_examples("brief", &["--json", "--with-text"]))
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

/// The name of the example that an article of the dossier was read from.
fn file_of<'v>(dossier: &'v Value, article: &Value) -> &'v str {
    let found = list(dossier, "articles").iter().find(|a| &a["id"] == article);
    found.map_or("", |a| words(&a["file"]).trim_start_matches("examples/"))
}

/// Whether some piece of `evidence` stands where one of the `wanted` quotes stands: they
/// share most of the shorter one's words.
fn cites(dossier: &Value, evidence: &[Value], wanted: &[Value]) -> bool {
    evidence.iter().any(|e| {
        let file = file_of(dossier, &e["article"]);
        wanted.iter().any(|w| {
            words(&w["file"]) == file && alike(words(&e["quote"]), words(&w["quote"]))
        })
    })
}

fn alike(a: &str, b: &str) -> bool {
    let squeeze = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    let (a, b) = (squeeze(a), squeeze(b));
    if a.contains(&b) || b.contains(&a) {
        return true;
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let shared = short.iter().filter(|word| long.contains(word)).count();
    shared * 10 >= short.len() * 8
}

#[test]
fn articles() {
    let (truth, dossier) = (truth(), dossier());
    let (mut n_right, mut n_all) = (0, 0);
    let mut missed = Vec::new();
    for want in list(&truth, "articles") {
        let name = words(&want["file"]);
        let got = list(&dossier, "articles")
            .iter()
            .find(|a| words(&a["file"]).ends_with(name))
            .unwrap_or_else(|| panic!("{name} is missing"));
        let published = words(&got["published"]).get(..10).unwrap_or("").to_owned();
        let same = [
            ("is_article", got["is_article"] == true),
            ("headline", got["headline"] == want["headline"]),
            ("publisher", got["publisher"] == want["publisher"]),
            ("bylines", got["bylines"] == want["bylines"]),
            ("published", published == words(&want["published"])),
            ("agency", got["agency"].is_null() == want["agency"].is_null()),
        ];
        for (field, right) in same {
            n_all += 1;
            n_right += usize::from(right);
            if !right {
                missed.push(format!("{name} {field}: {}", got[field]));
            }
        }
    }
    floor("fields of articles", n_right, n_all, ARTICLE_FIELDS, &missed);
}

#[test]
fn origins() {
    let (truth, dossier) = (truth(), dossier());
    let mut got: Vec<Vec<String>> = list(&dossier, "origins")
        .iter()
        .map(|o| {
            let files =
                list(o, "articles").iter().map(|a| file_of(&dossier, a).to_owned());
            let mut files: Vec<String> = files.collect();
            files.sort();
            files
        })
        .collect();
    got.sort();
    let want: Vec<Vec<String>> = list(&truth, "origins")
        .iter()
        .map(|o| {
            o.as_array().into_iter().flatten().map(|f| words(f).to_owned()).collect()
        })
        .collect();
    assert_eq!(got, want, "the cut reprint without credit is the same origin");
}

#[test]
fn events() {
    let (truth, dossier) = (truth(), dossier());
    let mut missed = Vec::new();
    let mut n_right = 0;
    let all = list(&truth, "events");
    for want in all {
        let type_fits = |e: &Value| list(want, "types").contains(&e["type"]);
        let day_fits = |e: &Value| words(&e["date"]).starts_with(words(&want["date"]));
        let found = list(&dossier, "events").iter().any(|e| {
            cites(&dossier, list(e, "evidence"), list(want, "evidence"))
                && type_fits(e)
                && day_fits(e)
                && e["status"] == want["status"]
        });
        n_right += usize::from(found);
        if !found {
            missed.push(words(&want["id"]).to_owned());
        }
    }
    floor("events", n_right, all.len(), EVENTS, &missed);
}

#[test]
fn claims() {
    let (truth, dossier) = (truth(), dossier());
    let (mut n_found, mut n_settled) = (0, 0);
    let (mut missed, mut unsettled) = (Vec::new(), Vec::new());
    let all = list(&truth, "claims");
    for want in all {
        let id = words(&want["id"]).to_owned();
        let mut found = list(&dossier, "claims").iter().filter(|c| {
            cites(&dossier, list(c, "evidence"), list(want, "evidence"))
                && list(want, "kinds").contains(&c["kind"])
        });
        let any = found.clone().next().is_some();
        n_found += usize::from(any);
        let settled = found.any(|c| c["outcome"] == want["outcome"]);
        n_settled += usize::from(settled);
        if !any {
            missed.push(id);
        } else if !settled {
            unsettled.push(id);
        }
    }
    floor("claims", n_found, all.len(), CLAIMS, &missed);
    floor("outcomes", n_settled, all.len(), OUTCOMES, &unsettled);
}

#[test]
fn furniture_is_never_evidence() {
    let (truth, dossier) = (truth(), dossier());
    let evidence: Vec<&Value> = ["events", "claims"]
        .iter()
        .flat_map(|kind| list(&dossier, kind))
        .flat_map(|item| {
            [list(item, "evidence"), list(item, "outcome_evidence")].concat_refs()
        })
        .collect();
    let mut hits = Vec::new();
    for never in list(&truth, "never") {
        for e in &evidence {
            let hit = file_of(&dossier, &e["article"]) == words(&never["file"])
                && words(&e["quote"]).contains(words(&never["quote"]));
            if hit {
                hits.push(format!("{}: {}", words(&never["why"]), words(&e["quote"])));
            }
        }
    }
    println!("furniture as evidence: {hits:#?}");
    assert!(hits.is_empty(), "{hits:#?}");
}

trait ConcatRefs<'v> {
    fn concat_refs(self) -> Vec<&'v Value>;
}

impl<'v> ConcatRefs<'v> for [&'v [Value]; 2] {
    fn concat_refs(self) -> Vec<&'v Value> {
        self.into_iter().flatten().collect()
    }
}

/// Floors: raise them with what the program learns; lower one only with the reason here.
const ARTICLE_FIELDS: usize = 55;
const EVENTS: usize = 15;
const CLAIMS: usize = 12;
const OUTCOMES: usize = 4;

#[track_caller]
fn floor(what: &str, n_right: usize, n_all: usize, floor: usize, missed: &[String]) {
    println!("{what}: {n_right} of {n_all}, floor {floor}; missed: {missed:#?}");
    assert!(n_right >= floor, "{what}: {n_right} of {n_all}, floor {floor}: {missed:#?}");
}

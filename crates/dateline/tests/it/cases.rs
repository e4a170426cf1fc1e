//! Cases: a page in Markdown and a table of what a careful reader finds in it.
//!
//! Each `tests/cases/*.md` holds prose, a code block with the page (its info string gives
//! `kind` and, if known, `published`: ```` ```page 2022-05-04 ````), and a table whose rows are
//! `| layer | words | parts |`: a value of that layer with exactly these words must have all
//! the parts, which are separated by `; `. The parts `none` mean that no value of the layer
//! has these words. A case that is not met today stands with the wrong answer of today and
//! the word FIXME in its prose.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use dateline::{Kind, Kit, Page, Reading, Span, Stamp, read};

static KIT: LazyLock<Kit> = LazyLock::new(Kit::bundled);

struct Case {
    name: String,
    kind: Kind,
    published: Option<String>,
    page: String,
    rows: Vec<[String; 3]>,
}

fn cases() -> Vec<Case> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("tests/cases is there")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files.iter().map(|path| parse(path)).collect()
}

fn parse(path: &std::path::Path) -> Case {
    let text = std::fs::read_to_string(path).expect("a case is UTF-8");
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
    let (_, rest) = text.split_once("```").expect("a case has a page");
    let (info, rest) = rest.split_once('\n').expect("a page begins on its own line");
    let (page, rest) = rest.split_once("\n```").expect("a page ends");
    let mut info = info.split_whitespace();
    let kind = match info.next() {
        Some("html") => Kind::Html,
        Some("body") => Kind::Body,
        _ => Kind::Page,
    };
    let rows = rest.lines().filter(|l| l.starts_with("| ")).skip(1).map(row).collect();
    Case {
        name: name.unwrap_or_default(),
        kind,
        published: info.next().map(str::to_owned),
        page: page.to_owned(),
        rows,
    }
}

fn row(line: &str) -> [String; 3] {
    let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let cell = |i: usize| cells.get(i).map(|c| (*c).to_owned()).unwrap_or_default();
    [cell(0), cell(1), cell(2)]
}

/// Every value of a layer: its words and its parts.
fn values(reading: &Reading, layer: &str) -> Vec<(String, BTreeSet<String>)> {
    let text = reading.source.text.as_str();
    let words = |span: Span| span.of(text).to_owned();
    let parts = |parts: Vec<String>| parts.into_iter().collect::<BTreeSet<_>>();
    let article = &reading.article;
    let cell =
        |cell: &Option<dateline::Attested<String>>| -> Vec<(String, BTreeSet<String>)> {
            cell.iter().map(|c| (c.value.clone(), BTreeSet::new())).collect()
        };
    match layer {
        "headline" => cell(&article.headline),
        "deck" => cell(&article.deck),
        "agency" => cell(&article.agency),
        "publisher" => cell(&article.publisher),
        "dateline" => cell(&article.dateline_place),
        "byline" => {
            article.bylines.iter().map(|c| (c.value.clone(), BTreeSet::new())).collect()
        }
        "published" => stamps(article.published.as_ref()),
        "updated" => stamps(article.updated.as_ref()),
        "zone" => zones(reading),
        "note" => {
            reading.notes.0.iter().map(|n| (n.code.into(), BTreeSet::new())).collect()
        }
        "time" => {
            let value =
                |t: &dateline::Time| t.value.clone().or(t.reason.map(str::to_owned));
            let each = |t: &dateline::Time| {
                (
                    words(t.span),
                    parts(vec![t.kind.name().into(), value(t).unwrap_or_default()]),
                )
            };
            reading.times.times.iter().map(each).collect()
        }
        "place" => {
            let each = |p: &dateline::Place| {
                let country = p.country.unwrap_or("-").to_owned();
                (
                    words(p.span),
                    parts(vec![p.name.clone(), country, p.precision.name().into()]),
                )
            };
            reading.places.places.iter().map(each).collect()
        }
        "entity" => {
            let each = |m: &dateline::Mention| {
                let name = reading.entities.entity(m.entity).name.clone();
                (
                    words(m.span),
                    parts(vec![name, m.class.name().into(), m.kind.name().into()]),
                )
            };
            reading.entities.mentions.iter().map(each).collect()
        }
        "attribution" => {
            reading.attributions.attributions.iter().map(|a| said(text, a)).collect()
        }
        "event" => reading.events.events.iter().map(|e| happened(reading, e)).collect(),
        _ => panic!("unknown layer {layer}"),
    }
}

fn stamps(stamp: Option<&dateline::Attested<Stamp>>) -> Vec<(String, BTreeSet<String>)> {
    let each = |s: &dateline::Attested<Stamp>| {
        let time = s.value.time.map(|t| format!(" {:02}:{:02}", t.hour(), t.minute()));
        let offset = s.value.offset_minutes.map(|o| format!(" {o:+}"));
        let all = [Some(s.value.date.to_string()), time, offset];
        (all.into_iter().flatten().collect(), BTreeSet::new())
    };
    stamp.iter().map(|s| each(s)).collect()
}

/// Every line of the text with the kinds of the zones on it.
fn zones(reading: &Reading) -> Vec<(String, BTreeSet<String>)> {
    let mut out = Vec::new();
    let mut at = 0;
    for line in reading.source.text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len());
        at += line.len();
        let on_line = |z: &&dateline::Zone| z.span.overlaps(span);
        let kinds = reading
            .article
            .zones
            .iter()
            .filter(on_line)
            .map(|z| z.kind.name().to_owned());
        out.push((line.trim().to_owned(), kinds.collect()));
    }
    out
}

fn said(text: &str, a: &dateline::Attribution) -> (String, BTreeSet<String>) {
    let join =
        |spans: &[Span]| spans.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" … ");
    let chain = a.chain.iter().map(|l| l.name.as_str()).collect::<Vec<_>>().join(" > ");
    let mut parts = BTreeSet::from([
        format!("by {chain}"),
        a.stance.name().to_owned(),
        format!("content {}", join(&a.content)),
        format!("source {}", join(&a.source)),
    ]);
    if a.direct {
        parts.insert("direct".into());
    }
    (join(&a.cue), parts)
}

fn happened(reading: &Reading, e: &dateline::EventMention) -> (String, BTreeSet<String>) {
    let mut parts =
        BTreeSet::from([e.kind.name().to_owned(), e.status.name().to_owned()]);
    parts.extend(e.cameo.map(|c| format!("cameo {c}")));
    parts.extend(e.background.then(|| "background".to_owned()));
    parts.extend(e.actors.iter().map(|a| format!("{} {}", a.role.name(), a.name)));
    parts.extend(e.place.iter().map(|p| format!("in {}", p.name)));
    parts.insert(e.date.map_or("no date".into(), |d| match d.precision {
        dateline::Precision::Day => d.start.to_string(),
        dateline::Precision::Month => d.start.to_string()[..7].to_owned(),
        dateline::Precision::Year => d.start.to_string()[..4].to_owned(),
    }));
    (e.trigger.of(&reading.source.text).to_owned(), parts)
}

#[test]
fn every_case_is_met() {
    let mut unmet = Vec::new();
    let all = cases();
    assert!(!all.is_empty(), "there are cases");
    for case in &all {
        assert!(!case.rows.is_empty(), "{} expects something", case.name);
        let page = Page {
            id: &case.name,
            bytes: case.page.as_bytes(),
            kind: case.kind,
            published: case.published.as_deref(),
            ..Page::default()
        };
        let reading = read(&page, &KIT);
        for [layer, words, parts] in &case.rows {
            let found = values(&reading, layer);
            let here: Vec<_> = found.iter().filter(|(w, _)| w == words).collect();
            let met = if parts == "none" {
                here.is_empty()
            } else {
                let wanted: Vec<&str> =
                    parts.split("; ").filter(|p| !p.is_empty()).collect();
                here.iter().any(|(_, have)| wanted.iter().all(|p| have.contains(*p)))
            };
            if !met {
                let seen = if here.is_empty() {
                    format!("{found:?}")
                } else {
                    format!("{here:?}")
                };
                unmet.push(format!(
                    "{}: {layer} {words:?} is not {parts:?}\n    but {seen}",
                    case.name
                ));
            }
        }
    }
    assert!(unmet.is_empty(), "{} rows are not met:\n{}", unmet.len(), unmet.join("\n"));
}

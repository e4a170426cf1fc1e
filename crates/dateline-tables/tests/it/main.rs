//! Every format of a small press whose pages try to break it.

mod foreign;

use std::fs;
use std::path::PathBuf;

use dateline::{Dossier, Kind, Kit, Page, collate, read};
use dateline_tables::{Export, Format, Problem, Told, tables, write, write_to};

/// Two invented reports. Headlines and outlets hold what each format has to keep out.
const PAGES: [(&str, &str, &str, &str); 2] = [
    (
        "a\tb.txt",
        "=HYPERLINK(\"x\")\nBoard; visits, <b>harbour</b> \u{1b}[31m & “quay”",
        "The \u{7}Gazette, Inc; \"North\"",
        "OSTERBY, March 3 (ABC) - Danish Prime Minister Ida Holm visited Osterby on \
         Thursday and met Norwegian Foreign Minister Per Lund.\n\nLund said that Norway \
         would sign the ferry treaty on 12 March 2022. \"We will keep every promise that \
         we made,\" Lund told reporters.\n\nProtesters demonstrated in Copenhagen on \
         Wednesday. The minister denied that the talks had failed.\n",
    ),
    (
        "b.txt",
        "Treaty signed",
        "+Courier",
        "COPENHAGEN, March 13 - Norway signed the ferry treaty with Denmark on Saturday. \
         Norwegian Foreign Minister Per Lund said the treaty would enter into force in \
         2023.\n\nDanish Prime Minister Ida Holm visited Osterby on 3 March. Holm will visit Oslo on 2 \
         May 2022.\n",
    ),
];

fn press() -> (Dossier, Vec<Told>, Vec<Problem>) {
    let kit = Kit::bundled();
    let mut all = Vec::new();
    for (n, (name, title, publisher, text)) in PAGES.iter().enumerate() {
        let published = ["2022-03-03T10:00:00+01:00", "2022-03-13"][n];
        let page = Page {
            id: name,
            bytes: text.as_bytes(),
            kind: Kind::Body,
            title: Some(title),
            publisher: Some(publisher),
            published: Some(published),
            ..Page::default()
        };
        let reading = read(&page, &kit);
        let told = Told {
            name: (*name).to_owned(),
            url: [Some("javascript:alert(1)"), Some("https://courier.invalid/a b?<x>")]
                [n]
                .map(str::to_owned),
            text: reading.source.text.clone(),
            bylines: vec!["Eva\nBerg; \"E\"".to_owned()],
            language: "en".to_owned(),
            ..Told::default()
        };
        all.push((reading.brief(name), told));
    }
    all.sort_by_key(|(brief, _)| brief.id);
    let (briefs, told): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    let problems = vec![Problem {
        input: "-x\n".to_owned(),
        code: "empty".to_owned(),
        message: "no \"text\", none".to_owned(),
    }];
    (collate(briefs, &kit), told, problems)
}

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("tables-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a temporary folder");
    path
}

fn export(press: &(Dossier, Vec<Told>, Vec<Problem>), with_text: bool) -> Export<'_> {
    Export { dossier: &press.0, told: &press.1, problems: &press.2, with_text }
}

#[test]
fn every_format_is_written_and_reads_back() {
    let press = press();
    assert!(!press.0.events.events.is_empty(), "the press tells of no event");
    let out = folder("all");
    for format in Format::ALL.iter().filter(|f| f.is_built_in()) {
        for with_text in [false, true] {
            let to = out.join(format.name());
            let written = write(export(&press, with_text), *format, &to);
            let written = written.unwrap_or_else(|e| panic!("{}: {e}", format.name()));
            assert!(written.iter().any(|w| w.records > 0), "{} is empty", format.name());
            assert!(written.iter().all(|w| w.path.exists()));
        }
    }
    let left = walk(&out).into_iter().filter(|name| name.starts_with('.')).count();
    assert_eq!(left, 0, "temporary files are left");
    fs::remove_dir_all(out).expect("the folder goes");
}

fn walk(folder: &PathBuf) -> Vec<String> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            out.extend(walk(&entry.path()));
        } else {
            out.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    out
}

fn text_of(format: &str, table: Option<&str>) -> String {
    let press = press();
    let mut out = Vec::new();
    let format = Format::of(format).expect("a format");
    write_to(export(&press, false), format, table, &mut out).expect("it can be written");
    String::from_utf8(out).expect("it is UTF-8")
}

#[test]
fn a_table_is_asked_for_by_name() {
    let csv = text_of("csv", Some("articles"));
    assert!(csv.starts_with("id,file,url,"), "{csv}");
    // A spreadsheet runs nothing.
    assert!(csv.contains("'=HYPERLINK"), "{csv}");
    assert!(csv.contains("'+Courier"), "{csv}");
    let press = press();
    let mut out = Vec::new();
    let unnamed = write_to(export(&press, false), Format::Csv, None, &mut out);
    assert!(unnamed.expect_err("several files").to_string().contains("articles"));
}

#[test]
fn quotes_are_exact_and_positions_are_code_points() {
    let press = press();
    let rows = tables(export(&press, false));
    assert!(!rows.evidence.is_empty());
    let ids: Vec<String> = press.0.briefs.iter().map(|b| format!("a:{}", b.id)).collect();
    for row in &rows.evidence {
        let article = ids.iter().position(|id| *id == row.article).expect("an article");
        let text: Vec<char> = press.1[article].text.chars().collect();
        let at: String =
            text[row.start_cp as usize..row.end_cp as usize].iter().collect();
        assert_eq!(at, row.quote);
    }
    assert!(
        rows.articles.iter().all(|a| a.text.is_none()),
        "whole texts were not asked for"
    );
}

#[test]
fn no_script_becomes_a_link() {
    for format in ["atom", "markdown", "timelinejs", "jsonfeed", "ics"] {
        let text = text_of(format, None);
        assert!(!text.contains("javascript:"), "{format}");
        assert!(!text.contains("<b>"), "{format}");
        assert!(!text.contains('\u{1b}'), "{format}");
    }
}

#[test]
fn gdelt_holds_what_happened_with_its_quad_class() {
    let events = text_of("gdelt", Some("events"));
    assert!(!events.is_empty());
    for line in events.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), 61);
        assert_eq!(cells[1].len(), 8, "SQLDATE");
        let (root, quad) = (cells[28], cells[29]);
        if root == "14" {
            assert_eq!(quad, "3");
        }
        assert!(!cells[60].contains(' '), "an address: {}", cells[60]);
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for format in ["json", "prov", "atom", "ics", "ftm"] {
        assert_eq!(text_of(format, None), text_of(format, None), "{format}");
    }
}

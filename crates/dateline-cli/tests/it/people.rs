//! What a person sees: sections, pointers, colour, help, a reader that goes away.

use std::{fs, io::Read as _, path::Path, process::Stdio};

use crate::{command, dateline, examples, json, on_examples, text};

#[test]
fn the_demo_shows_every_part() {
    let output = dateline(&["demo"]);
    assert_eq!(output.status.code(), Some(0));
    let page = text(&output);
    for part in
        ["Articles", "Timeline", "Claims", "Who stands behind what", "What to try next"]
    {
        assert!(page.lines().any(|line| line.starts_with(part)), "no {part}");
    }
    assert!(!page.contains('\x1b'), "no colour in a pipe");
    assert!(page.contains("examples/01_kattegat_courier_feb11.txt:"), "a pointer");
}

#[test]
fn the_demo_is_a_part_of_brief_on_the_same_files() {
    let brief = text(&on_examples("brief", &[]));
    let demo = text(&dateline(&["demo"]));
    let told = |line: &&str| line.starts_with("  ") && !line.starts_with("  and ");
    for line in demo.lines().filter(told) {
        assert!(brief.contains(line), "{line}");
    }
}

#[test]
fn pointers_name_the_line_that_holds_the_words() {
    let output = dateline(&["read", "examples/01_kattegat_courier_feb11.txt"]);
    assert_eq!(output.status.code(), Some(0));
    let page = text(&output);
    let line =
        page.lines().find(|line| line.starts_with("headline")).expect("a headline");
    assert!(
        line.contains("Six dead as fire sweeps car deck of Gothenburg ferry"),
        "{line}"
    );
    assert!(line.ends_with("line 12"), "{line}");
}

#[test]
fn read_shows_what_was_left_out() {
    let page = text(&dateline(&["read", "examples/10_kattegat_courier_jul01.html"]));
    assert!(page.contains("Jellyfish close three beaches in Halland"), "{page}");
    assert!(
        page.contains("Denmark and Sweden signed a treaty on ferry safety"),
        "{page}"
    );
}

#[test]
fn lines_fit_the_width() {
    let files = examples();
    for columns in ["50", "80"] {
        let output = command(&["brief", &files[0], &files[8]])
            .env("COLUMNS", columns)
            .output()
            .expect("the binary runs");
        let width: usize = columns.parse().expect("a number");
        for line in text(&output).lines() {
            let one_word = line.split_whitespace().count() < 3;
            assert!(one_word || line.chars().count() <= width + 20, "{line}");
        }
    }
}

#[test]
fn colour_where_it_is_wanted() {
    let file = &examples()[0];
    let always = text(&dateline(&["brief", "--color", "always", file]));
    let never = text(&dateline(&["brief", "--color", "never", file]));
    assert!(always.contains("\x1b["));
    assert!(!never.contains("\x1b["));
    let mut bare = String::new();
    let mut rest = always.as_str();
    while let Some(at) = rest.find("\x1b[") {
        bare.push_str(&rest[..at]);
        let end = rest[at..].find('m').expect("a colour ends");
        rest = &rest[at + end + 1..];
    }
    bare.push_str(rest);
    assert_eq!(bare, never, "colour is all that differs");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = command(&["demo"]).stdout(Stdio::piped()).spawn().expect("it runs");
    let mut first = [0; 10];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("some output");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn help_teaches() {
    let help = text(&dateline(&["--help"]));
    for word in ["brief", "read", "demo", "annotate", "--licenses", "Exit codes"] {
        assert!(help.contains(word), "{word}");
    }
    assert!(
        text(&dateline(&["brief", "--help"])).contains("dateline brief saved/*.html")
    );
    assert_eq!(dateline(&[]).status.code(), Some(2), "no command is a mistake");
}

#[test]
fn shells_complete() {
    for shell in ["bash", "fish", "zsh", "powershell", "elvish"] {
        let output = dateline(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        assert!(text(&output).contains("timeline"), "{shell}");
    }
}

/// `docs/features.md` names only tests that are there.
#[test]
fn features_are_held_by_tests() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let mut code = String::new();
    let mut folders = vec![root.join("crates"), root.join("tests/readers")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs" || e == "py") {
                code += &fs::read_to_string(path).expect("it is text");
            }
        }
    }
    let walk = fs::read_to_string(root.join("tests/page/walk.mjs")).expect("it is there");
    let page = fs::read_to_string(root.join("docs/features.md")).expect("it is there");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| "))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .filter(|cells: &Vec<&str>| cells.last() != Some(&"test"))
        .collect();
    // Features of the survey bear a number; those of the page follow without one.
    let surveyed = rows.iter().filter(|row| row[0].parse::<u8>().is_ok()).count();
    assert_eq!(surveyed, 61, "one row a feature");
    for row in rows {
        let (feature, tests) = (row[0], row[row.len() - 1]);
        for test in tests.split('`').skip(1).step_by(2) {
            // A folder of tests that need more than Rust, run by .ci/run.
            if test.contains('/') && !test.contains(':') {
                assert!(root.join(test).exists(), "feature {feature}: {test}");
                continue;
            }
            let name = test.rsplit("::").next().unwrap_or(test);
            let there = |form: &str| code.contains(&format!("{form} {name}("));
            assert!(there("fn") || there("def"), "feature {feature}: {test}");
        }
        for test in tests.split('"').skip(1).step_by(2) {
            assert!(walk.contains(test), "feature {feature}: {test}");
        }
        let held = tests.contains('`') || tests.contains('"');
        let missing = row[row.len() - 2].contains("not yet");
        assert!(held || missing || feature == "50", "feature {feature}");
    }
}

#[test]
fn licences_name_every_part() {
    let output = dateline(&["--licenses"]);
    assert_eq!(output.status.code(), Some(0));
    let page = text(&output);
    for word in ["MIT License", "Apache License", "serde_json", "Dateline data"] {
        assert!(page.contains(word), "{word}");
    }
}

/// Each cell of an event says which words it was read from and what decided.
#[test]
fn why_tells_the_words_and_the_rule_of_each_cell() {
    let page = "examples/01_kattegat_courier_feb11.txt";
    let list = dateline(&["why", page]);
    assert_eq!(list.status.code(), Some(0));
    assert!(text(&list).contains("--event N"), "how to go on");
    let shown = text(&dateline(&["why", page, "--event", "1"]));
    for part in ["type", "status", "date", "because rule"] {
        assert!(shown.contains(part), "no {part} in\n{shown}");
    }
    let event = json(&dateline(&["why", page, "--event", "e1", "--json"]));
    let cells = event["cells"].as_array().expect("cells");
    assert!(cells.len() > 3, "{event}");
    for cell in cells {
        assert!(cell["because"].as_str().is_some_and(|b| !b.is_empty()), "{cell}");
        for words in cell["words"].as_array().expect("words") {
            assert!(words["start"].as_u64() < words["end"].as_u64(), "{cell}");
            assert!(words["text"].as_str().is_some_and(|t| !t.is_empty()), "{cell}");
        }
    }
    let at = cells[0]["words"][0]["start"].to_string();
    let again = json(&dateline(&["why", page, "--at", &at, "--json"]));
    assert_eq!(again["event"], event["event"], "the same event by its position");
    assert_eq!(dateline(&["why", page, "--event", "9999"]).status.code(), Some(2));
}

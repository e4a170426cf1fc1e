//! Formats in and out, from outside: one input gives one output whichever way it came, and
//! other people's tables are read row by row.

use std::fs;

use serde_json::{Value, json};

use crate::{dateline, examples, json, json_lines, on_examples, scratch, text};

/// Formats of one file that between them hold all that a store keeps; `tests/readers` compares
/// every format.
const ONE_FILE: &[&str] = &["json", "schema-org", "ftm", "markdown"];
/// Formats of several files, and one of them.
const TABLES: &[(&str, &str)] = &[("jsonl", "evidence"), ("gdelt", "mentions")];

#[test]
fn a_store_is_exported_as_its_pages_are() {
    let store = scratch("export", "pages.db", b"");
    fs::remove_file(&store).expect("it was just made");
    let files = examples();
    let mut arguments = vec!["add", store.as_str()];
    arguments.extend(files.iter().map(String::as_str));
    dateline(&arguments);
    for format in ONE_FILE {
        let of_pages = text(&on_examples("brief", &["--as", format]));
        let of_store = text(&dateline(&["export", &store, "--as", format]));
        assert!(!of_pages.is_empty(), "{format}");
        assert_eq!(of_pages, of_store, "{format}");
    }
    for (format, table) in TABLES {
        let flags = ["--as", format, "--table", table];
        let of_pages = text(&on_examples("brief", &flags));
        let of_store =
            text(&dateline(&["export", &store, "--as", format, "--table", table]));
        assert!(!of_pages.is_empty(), "{format} {table}");
        assert_eq!(of_pages, of_store, "{format} {table}");
    }
    // A folder that is not there yet is made.
    let to = format!("{store}.out/new/dossier.md");
    let _ = fs::remove_dir_all(format!("{store}.out"));
    dateline(&["export", &store, "--as", "markdown", "--to", &to]);
    let of_store = text(&dateline(&["export", &store, "--as", "markdown"]));
    assert_eq!(fs::read_to_string(&to).expect("it was written"), of_store);
    let whole = text(&dateline(&["export", &store, "--as", "json", "--with-text"]));
    let whole: Value = serde_json::from_str(&whole).expect("JSON");
    let texts = whole["articles"].as_array().expect("articles");
    assert!(texts.iter().all(|a| a["text"].as_str().is_some_and(|t| t.len() > 500)));
}

#[test]
fn pages_as_json_lines_tell_the_same() {
    let mut lines = String::new();
    for file in examples() {
        let path = format!("{}/../../{file}", env!("CARGO_MANIFEST_DIR"));
        let page = fs::read_to_string(path).expect("a page of UTF-8");
        let key = if std::path::Path::new(&file).extension().is_some_and(|e| e == "html")
        {
            "html"
        } else {
            "text"
        };
        lines += &format!("{}\n", json!({"id": file, key: page}));
    }
    let jsonl = scratch("roundtrip", "pages.jsonl", lines.as_bytes());
    let of_lines = json(&dateline(&["brief", "--json", &jsonl]));
    let of_files = json(&on_examples("brief", &["--json"]));
    assert!(of_files["events"].as_array().is_some_and(|events| !events.is_empty()));
    for part in ["events", "claims", "quotes", "stories", "origins", "articles"] {
        assert_eq!(of_lines[part], of_files[part], "{part}");
    }
}

#[test]
fn what_is_written_for_others_is_compared_as_equal() {
    for (format, table) in [("gdelt", Some("events")), ("polecat", None)] {
        let mut flags = vec!["--as", format];
        flags.extend(table.iter().flat_map(|table| ["--table", table]));
        let written = on_examples("brief", &flags).stdout;
        let path = scratch("compare", format, &written);
        let files = examples();
        let mut arguments = vec!["compare", format, &path, "--json"];
        arguments.extend(files.iter().map(String::as_str));
        let found = json(&dateline(&arguments));
        let rows = found["rows"].as_array().expect("rows");
        assert!(rows.len() > 5, "{format}");
        let dated = rows.iter().filter(|row| row["row"]["date"].is_string());
        for row in dated {
            assert_eq!(row["verdict"], "have", "{format}: {row}");
        }
    }
}

#[test]
fn a_broken_table_is_told_by_line() {
    let mut cells = vec![""; 61];
    (cells[0], cells[1], cells[26]) = ("7", "20220210", "190");
    let good = cells.join("\t");
    cells[1] = "20221399";
    let bad = cells.join("\t");
    let path = scratch("import", "x.CSV", format!("{good}\nhello\n{bad}\n").as_bytes());
    let told = dateline(&["import", "gdelt", &path]);
    assert_eq!(told.status.code(), Some(2));
    let told = text(&told);
    for line in ["2 rows", "2  ASSAULT", "line 2: columns", "line 3: date"] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let rows = json_lines(&dateline(&["import", "gdelt", &path, "--json"]));
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0]["row"]["date"], "2022-02-10");
    assert_eq!(rows[3]["problem"]["code"], "date");
    let none = dateline(&["import", "gdelt", "no/such/table"]);
    assert_eq!(none.status.code(), Some(2));
}

//! A store from outside: adding, asking, correcting, checking, and what may happen to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{command, dateline, json, json_lines, text};

/// A path for a store that is not there yet, in an empty folder of its own.
pub(crate) fn fresh(test: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("store").join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder can be made");
    folder.join("news.db").to_str().expect("the path is UTF-8").to_owned()
}

/// A store of the ten example pages.
pub(crate) fn of_examples(test: &str) -> String {
    let path = fresh(test);
    let output = add_examples(&path, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    path
}

fn add_examples(store: &str, flags: &[&str]) -> Output {
    let files = crate::examples();
    let mut arguments = vec!["add", store];
    arguments.extend(files.iter().map(String::as_str));
    arguments.extend(flags);
    dateline(&arguments)
}

pub(crate) fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(crate) fn rows(output: &Output, name: &str) -> Vec<Value> {
    json(output)[name].as_array().expect("a list").clone()
}

/// Invented articles about as long as real ones, as JSON lines.
fn press(n: usize) -> String {
    const TOWNS: &[&str] = &["Osterby", "Westhaven", "Nordfjord", "Lindholm", "Skagerby"];
    const ACTS: &[&str] = &["met", "visited", "accused", "thanked", "warned"];
    const NAMES: &[&str] = &["Ida Holm", "Per Lund", "Anna Dahl", "Jonas Berg"];
    let article = |i: usize| {
        let mut body = String::new();
        for k in 0..6 {
            let (a, b) = (NAMES[(i + k) % 4], NAMES[(i / 2 + k * 3 + 1) % 4]);
            body += &format!(
                "{a} {} {b} in {} on {} March 2022. “We will close pier {} next week,” \
                 {a} said. Police said {} people were hurt.\n",
                ACTS[(i + k) % 5],
                TOWNS[(i * 3 + k) % 5],
                1 + (i + k) % 28,
                i * 7 + k,
                2 + (i + k) % 9,
            );
        }
        serde_json::json!({"id": format!("press/{i}"), "text": body, "kind": "body",
            "title": format!("{} closes pier {i}", TOWNS[i % 5]),
            "published": format!("2022-03-{:02}", 1 + i % 28)})
        .to_string()
    };
    (0..n).map(|i| article(i) + "\n").collect()
}

fn press_file(store: &str, n: usize) -> String {
    let path = Path::new(store).with_file_name("press.jsonl");
    fs::write(&path, press(n)).expect("a file can be written");
    path.to_str().expect("the path is UTF-8").to_owned()
}

fn dump(store: &str) -> Vec<String> {
    dateline_store::Store::open(store).expect("it opens").dump().expect("it can be read")
}

#[test]
fn what_is_added_can_be_asked() {
    let store = of_examples("asked");
    let events = rows(&dateline(&["events", &store, "--to", "json"]), "events");
    assert!(events.len() > 20);
    for event in &events {
        let first = &event["evidence"][0];
        assert!(first["quote"].as_str().is_some_and(|q| !q.is_empty()), "{event}");
    }
    for (list, at_least) in
        [("articles", 10), ("claims", 3), ("quotes", 5), ("actors", 5), ("stories", 1)]
    {
        let found = rows(&dateline(&[list, &store, "--to", "json"]), list);
        assert!(found.len() >= at_least, "{list}: {}", found.len());
    }
    for page in
        ["timeline", "events", "claims", "articles", "stories", "quotes", "actors"]
    {
        let output = dateline(&[page, &store]);
        assert_eq!(output.status.code(), Some(0), "{page}: {}", errors(&output));
        assert!(text(&output).lines().count() > 1, "{page}");
    }
}

#[test]
fn the_store_tells_what_brief_tells() {
    let store = of_examples("brief");
    let brief = json(&crate::on_examples("brief", &["--json"]));
    let same = |list: &str, fields: &[&str]| {
        let stored = rows(&dateline(&[list, &store, "--to", "json"]), list);
        let mut stored: Vec<Value> = stored.iter().map(|row| only(row, fields)).collect();
        let told = brief[list].as_array().expect("a list");
        let mut told: Vec<Value> = told.iter().map(|row| only(row, fields)).collect();
        stored.sort_by_key(ToString::to_string);
        told.sort_by_key(ToString::to_string);
        assert_eq!(stored.len(), told.len(), "{list}");
        for (a, b) in stored.iter().zip(&told) {
            assert_eq!(a, b, "{list}");
        }
    };
    same(
        "events",
        &[
            "id",
            "date",
            "precision",
            "end_date",
            "bounds",
            "type",
            "cameo",
            "status",
            "summary",
            "background",
            "articles",
            "origins",
            "confidence",
        ],
    );
    same(
        "claims",
        &["id", "kind", "statement", "made_on", "by", "about_event", "due", "outcome"],
    );
    same(
        "articles",
        &[
            "id",
            "file",
            "publisher",
            "agency",
            "headline",
            "bylines",
            "published",
            "updated",
            "dateline_place",
            "is_article",
            "origin",
        ],
    );
    same("quotes", &["article", "start", "end", "text", "speaker", "direct", "chain"]);
    // Evidence has the same words in the same places.
    let events = rows(&dateline(&["events", &store, "--to", "json"]), "events");
    for told in brief["events"].as_array().expect("a list") {
        let stored = events.iter().find(|e| e["id"] == told["id"]).expect("it is there");
        let places = |row: &Value| {
            let list = row["evidence"].as_array().expect("a list").clone();
            let mut list: Vec<Value> = list
                .iter()
                .map(|e| only(e, &["article", "start", "end", "quote"]))
                .collect();
            list.sort_by_key(ToString::to_string);
            list
        };
        assert_eq!(places(stored), places(told), "{}", told["id"]);
    }
}

fn only(row: &Value, fields: &[&str]) -> Value {
    fields.iter().map(|f| ((*f).to_owned(), row[*f].clone())).collect()
}

#[test]
fn every_format_gives_every_row() {
    let store = of_examples("formats");
    let n = rows(&dateline(&["events", &store, "--to", "json"]), "events").len();
    assert_eq!(json_lines(&dateline(&["events", &store, "--to", "jsonl"])).len(), n);
    let markdown = text(&dateline(&["events", &store, "--to", "md"]));
    assert_eq!(markdown.lines().count(), n + 2);
    let csv = text(&dateline(&["events", &store, "--to", "csv"]));
    assert!(csv.starts_with("id,date,"), "{}", &csv[..40]);
    assert!(csv.matches("e:").count() >= n);
    let few = text(&dateline(&["events", &store, "--to", "jsonl", "--limit", "3"]));
    assert_eq!(few.lines().count(), 3);
    let table = text(&dateline(&["events", &store, "--limit", "3"]));
    assert!(table.ends_with("and more: --limit 0 gives all\n"), "{table}");
}

#[test]
fn filters_narrow() {
    let store = of_examples("filters");
    let ask = |flags: &[&str]| {
        let mut arguments = vec!["events", store.as_str(), "--to", "json"];
        arguments.extend(flags);
        rows(&dateline(&arguments), "events")
    };
    let all = ask(&[]).len();
    let check = |flags: &[&str], holds: &dyn Fn(&Value) -> bool| {
        let found = ask(flags);
        assert!(!found.is_empty() && found.len() < all, "{flags:?}: {}", found.len());
        for row in &found {
            assert!(holds(row), "{flags:?}: {row}");
        }
        found
    };
    check(&["--status", "planned"], &|e| e["status"] == "planned");
    check(&["--type", "CASUALTY,DISASTER"], &|e| {
        e["type"] == "CASUALTY" || e["type"] == "DISASTER"
    });
    check(&["--from", "2022-02-13", "--until", "2022-03"], &|e| {
        let day = e["date"].as_str().unwrap_or_default();
        day.starts_with("2022-02")
            || day.starts_with("2022-03")
            || day == "2022"
            || e["bounds"].is_object()
    });
    check(&["--origins", "2"], &|e| e["origins"].as_u64() >= Some(2));
    check(&["--text", "ferry"], &|e| {
        e["summary"].as_str().is_some_and(|s| s.to_lowercase().contains("ferr"))
    });
    check(&["--actor", "Denmark"], &|e| {
        e["actors"].to_string().to_lowercase().contains("denmark")
    });
    let one = &check(&["--status", "happened"], &|e| e["status"] == "happened")[0];
    let id = one["id"].as_str().expect("an identifier");
    let by_id = rows(&dateline(&["events", &store, &id[..8], "--to", "json"]), "events");
    assert_eq!(by_id[0]["id"], one["id"], "a shortened identifier is enough");

    let wrong = dateline(&["events", &store, "--status", "maybe"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(errors(&wrong).contains("happened, ongoing"), "{}", errors(&wrong));
    let none = dateline(&["events", &store, "--actor", "Nobody Atall"]);
    assert_eq!((none.status.code(), text(&none).as_str()), (Some(1), "nothing found\n"));
}

#[test]
fn search_gives_the_place_of_each_hit() {
    let store = of_examples("search");
    let hits =
        rows(&dateline(&["search", &store, "ferry", "fire", "--to", "json"]), "hits");
    assert!(!hits.is_empty());
    let article = hits[0]["article"].as_str().expect("an article");
    let page = dateline_store::Store::open(&store)
        .and_then(|s| s.article(article))
        .expect("it is there");
    for hit in hits[0]["hits"].as_array().expect("a list") {
        let at = |i: usize| hit[i].as_u64().expect("a place") as usize;
        let word: String = page.text.chars().skip(at(0)).take(at(1) - at(0)).collect();
        let word = word.to_lowercase();
        assert!(word.starts_with("ferry") || word.starts_with("fire"), "{word}");
    }
    for strange in ["\"", "AND (", "' OR 1=1 --", "*", "-"] {
        let output = dateline(&["search", &store, strange]);
        let told = errors(&output);
        let asked = output.status.code() < Some(2) || told.contains("at least one word");
        assert!(asked && !told.contains("panicked"), "{strange}: {told}");
    }
}

#[test]
fn the_same_command_reads_only_what_is_new() {
    let store = of_examples("again");
    let first = dump(&store);
    let output = add_examples(&store, &["--to", "json"]);
    let report = json(&output);
    assert_eq!((&report["added"], &report["known"]), (&0.into(), &10.into()));
    assert_eq!(dump(&store), first, "nothing is doubled");
    // Given with another date, a document is read again and takes its old place.
    let one = "examples/03_limfjord_ledger_feb13.txt";
    let output = dateline(&["add", &store, one, "--kind", "body", "--to", "json"]);
    assert_eq!(json(&output)["renewed"], 1);
    assert_eq!(
        rows(&dateline(&["articles", &store, "--to", "json"]), "articles").len(),
        10
    );
    assert_eq!(dateline(&["verify", &store, "--deep"]).status.code(), Some(0));
}

#[test]
fn order_threads_and_portions_leave_no_trace() {
    let whole = of_examples("whole");
    let parts = fresh("parts");
    let mut files = crate::examples();
    files.reverse();
    for (i, file) in files.iter().enumerate() {
        let jobs = if i % 2 == 0 { "1" } else { "3" };
        let mut arguments = vec!["add", &parts, file, "--jobs", jobs];
        if i % 3 == 0 {
            arguments.push("--later");
        }
        assert_eq!(dateline(&arguments).status.code(), Some(0));
    }
    assert_eq!(dateline(&["add", &parts, &files[0]]).status.code(), Some(0));
    let (whole, parts) = (dump(&whole), dump(&parts));
    assert_eq!(whole.len(), parts.len());
    for (a, b) in whole.iter().zip(&parts) {
        assert_eq!(a, b);
    }
}

#[test]
fn a_bad_record_goes_to_quarantine() {
    let store = fresh("quarantine");
    let bad = Path::new(&store).with_file_name("bad.jsonl");
    let good =
        "{\"id\":\"good\",\"text\":\"Ida Holm met Per Lund in Osterby on Monday.\"}";
    fs::write(&bad, format!("not json\n{good}\n{{\"id\":\"empty\",\"text\":\" \"}}\n"))
        .expect("a file can be written");
    let bad = bad.to_str().expect("the path is UTF-8");
    let output = dateline(&["add", &store, bad, "--kind", "body"]);
    assert_eq!(output.status.code(), Some(2));
    let report = text(&output);
    assert!(
        report.contains("1 document added") && report.contains("2 left out"),
        "{report}"
    );
    assert!(report.contains("json:") && report.contains("empty:"), "{report}");
    let problems =
        dateline_store::Store::open(&store).and_then(|s| s.problems(10)).expect("rows");
    assert_eq!(
        problems.iter().filter(|p| p.code == "json" || p.code == "empty").count(),
        2
    );
}

#[test]
fn corrections_win_and_stay() {
    let store = of_examples("correct");
    let events = rows(&dateline(&["events", &store, "--to", "json"]), "events");
    let id = |i: usize| events[i]["id"].as_str().expect("an identifier").to_owned();
    let correct = |id: &str, what: &[&str]| {
        let mut arguments = vec!["correct", store.as_str(), id];
        arguments.extend(what);
        arguments.extend(["--by", "Ana"]);
        let output = dateline(&arguments);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    };
    correct(&id(0), &["reject"]);
    correct(&id(1), &["accept"]);
    correct(&id(2), &["status=denied", "date=2022-02-03", "place=Osterby"]);
    correct(&id(2), &["source=Ida Holm; Per Lund"]);
    let one = |id: &str| {
        let row = rows(&dateline(&["events", &store, id, "--to", "json"]), "events");
        row[0].clone()
    };
    let check = || {
        let left = rows(&dateline(&["events", &store, "--to", "json"]), "events");
        assert_eq!(left.len(), events.len() - 1, "what is rejected is not told");
        assert_eq!(one(&id(1))["review"], "accepted");
        let edited = one(&id(2));
        assert_eq!(edited["review"], "edited");
        assert_eq!(edited["status"], "denied");
        assert_eq!(edited["date"], "2022-02-03");
        assert_eq!(edited["place"]["name"], "Osterby");
        let sources: Vec<&str> = edited["actors"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|a| a["role"] == "source")
            .filter_map(|a| a["name"].as_str())
            .collect();
        assert_eq!(sources, ["Ida Holm", "Per Lund"]);
    };
    check();
    // Everything read anew and brought together anew.
    let mut open = dateline_store::Store::open_to_write(&store).expect("it opens");
    let kit = dateline::Kit::bundled();
    open.collate(&kit, "other rules").expect("it can be brought together");
    drop(open);
    check();
    let again = dateline(&["add", &store, "examples/03_limfjord_ledger_feb13.txt"]);
    assert_eq!(again.status.code(), Some(0));
    check();

    let wrong = dateline(&["correct", &store, &id(1), "status=maybe", "--by", "Ana"]);
    assert_eq!(wrong.status.code(), Some(2));
    let kept = json_lines(&dateline(&["corrections", &store, "--to", "jsonl"]));
    assert_eq!(kept.len(), 6);
    let edit = kept.iter().find(|c| c["field"] == "status").expect("it is kept");
    assert_eq!(edit["machine"], events[2]["status"]);
    assert_eq!(edit["author"], "Ana");

    // Taken back one by one, the machine's own values stand again.
    for correction in &kept {
        let id = correction["id"].as_str().expect("an identifier");
        correct(id, &["undo"]);
    }
    let back = rows(&dateline(&["events", &store, "--to", "json"]), "events");
    assert_eq!(back, events);
}

#[test]
fn corrections_are_gold() {
    let store = of_examples("gold");
    let events = rows(&dateline(&["events", &store, "--to", "json"]), "events");
    for (i, what) in [(0, "accept"), (1, "accept"), (2, "reject"), (3, "type=SPORT")] {
        let id = events[i]["id"].as_str().expect("an identifier");
        let done = dateline(&["correct", &store, id, what, "--by", "Ana"]);
        assert_eq!(done.status.code(), Some(0), "{}", errors(&done));
    }
    let gold = dateline(&["corrections", &store, "--gold"]);
    let path = Path::new(&store).with_file_name("gold.jsonl");
    fs::write(&path, &gold.stdout).expect("a file can be written");
    let path = path.to_str().expect("the path is UTF-8");
    let score = json(&dateline(&["score", path, "--to", "json"]));
    let sum = |field: &str| {
        let types = score["types"].as_array().expect("a list");
        types.iter().filter_map(|t| t[field].as_u64()).sum::<u64>()
    };
    // Two are right, one should not be there, one is another type.
    assert_eq!((sum("right"), sum("wrong"), sum("missed")), (2, 2, 1), "{score}");
    assert!(text(&dateline(&["score", path])).contains("precision"));
}

#[test]
fn verify_finds_what_was_changed() {
    let store = of_examples("verify");
    let sound = dateline(&["verify", &store, "--deep"]);
    assert_eq!(sound.status.code(), Some(0), "{}", text(&sound));
    let break_it = |sql: &str, code: &str| {
        let copy = format!("{store}.broken");
        fs::copy(&store, &copy).expect("it can be copied");
        let connection = rusqlite::Connection::open(&copy).expect("it opens");
        connection.execute_batch(sql).expect(sql);
        drop(connection);
        let output = dateline(&["verify", &copy, "--to", "jsonl"]);
        assert_eq!(output.status.code(), Some(2), "{sql}");
        let faults = json_lines(&output);
        assert!(faults.iter().any(|f| f["code"] == code), "{sql}: {faults:?}");
    };
    break_it("UPDATE source SET text = replace(text, 'ferry', 'lorry')", "text");
    break_it("UPDATE event_mention SET trigger_start = trigger_start + 1", "words");
    break_it("UPDATE quote SET start = 0, \"end\" = 1", "zone");
    break_it("UPDATE claim_evidence SET \"end\" = 9999999", "span");
    break_it("DELETE FROM event_mention WHERE n = 1", "reference");
    break_it("UPDATE article SET name = 'other'", "raw");
    let copy = format!("{store}.deep");
    fs::copy(&store, &copy).expect("it can be copied");
    let connection = rusqlite::Connection::open(&copy).expect("it opens");
    connection
        .execute_batch(
            "UPDATE event_mention SET status =
             (SELECT term FROM term WHERE name = 'body') WHERE n = 2",
        )
        .expect("it can be written");
    drop(connection);
    assert_eq!(dateline(&["verify", &copy]).status.code(), Some(0));
    assert_eq!(dateline(&["verify", &copy, "--deep"]).status.code(), Some(2));
}

#[test]
fn files_that_are_no_store() {
    let store = of_examples("no_store");
    let check = |path: &str, words: &str| {
        for arguments in [
            vec!["events", path],
            vec!["add", path, "examples/03_limfjord_ledger_feb13.txt"],
            vec!["verify", path],
        ] {
            let output = dateline(&arguments);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            let told = errors(&output);
            assert!(told.contains(words), "{arguments:?}: {told}");
            assert!(!told.contains("panicked"), "{told}");
        }
    };
    let beside = |name: &str| format!("{store}.{name}");
    fs::write(beside("text"), "This is no store, only some text that is long enough.")
        .expect("a file can be written");
    check(&beside("text"), "not a Dateline store");
    let connection = rusqlite::Connection::open(beside("other")).expect("it opens");
    connection.execute_batch("CREATE TABLE t (x)").expect("it can be written");
    drop(connection);
    check(&beside("other"), "not a Dateline store");

    fs::copy(&store, beside("newer")).expect("it can be copied");
    let connection = rusqlite::Connection::open(beside("newer")).expect("it opens");
    connection
        .execute_batch(
            "INSERT INTO rules (version, program) VALUES ('later', '7.8.9');
             PRAGMA user_version = 99",
        )
        .expect("it can be written");
    drop(connection);
    check(&beside("newer"), "dateline 7.8.9 or later");

    let bytes = fs::read(&store).expect("it can be read");
    fs::write(beside("short"), &bytes[..bytes.len() / 3]).expect("it can be written");
    check(&beside("short"), "damaged or cut short");
    let missing = dateline(&["events", &beside("missing")]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(errors(&missing).contains("dateline add"), "{}", errors(&missing));
}

/// An old store, unpacked.
fn old_store(schema: u32, packed: &[u8]) -> String {
    let store = fresh(&format!("schema{schema}"));
    let mut file = fs::File::create(&store).expect("a file can be made");
    let mut old = flate2::read::GzDecoder::new(packed);
    std::io::copy(&mut old, &mut file).expect("it can be unpacked");
    store
}

/// Reads an old store again; its correction must find its event, and every row its words.
fn refresh_old(store: &str) {
    let refreshed = dateline(&["refresh", store]);
    assert_eq!(refreshed.status.code(), Some(0), "{}", errors(&refreshed));
    assert_eq!(dateline(&["verify", store, "--deep"]).status.code(), Some(0));
    let kept = json_lines(&dateline(&["corrections", store, "--to", "jsonl"]));
    assert_eq!(kept.len(), 1);
    let now = kept[0]["now"].as_str().expect("the correction finds its event again");
    let event = json(&dateline(&["events", store, now, "--to", "json"]));
    assert!(event["events"][0]["review"].is_string(), "{event}");
}

#[test]
fn a_store_of_schema_1_is_brought_up() {
    let store = old_store(1, include_bytes!("../stores/schema1.db.gz"));
    for arguments in [
        vec!["events", &store],
        vec!["add", &store, "examples/03_limfjord_ledger_feb13.txt"],
        vec!["refresh", &store, "--dry-run"],
    ] {
        let output = dateline(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let told = errors(&output);
        assert!(told.contains(&format!("dateline refresh {store}")), "{told}");
    }
    refresh_old(&store);
    let articles = rows(&dateline(&["articles", &store, "--to", "json"]), "articles");
    assert_eq!(articles.len(), 2);
    assert_eq!(dateline(&["search", &store, "harbour"]).status.code(), Some(0));
}

#[test]
fn a_store_of_schema_2_opens() {
    let store = old_store(2, include_bytes!("../stores/schema2.db.gz"));
    let events = rows(&dateline(&["events", &store, "--to", "json"]), "events");
    assert!(events.iter().all(|e| e["summary"].as_str().is_some_and(|s| !s.is_empty())));
    assert!(!events.is_empty());
    refresh_old(&store);
}

#[test]
fn a_locked_store_is_named() {
    let store = of_examples("locked");
    let other = rusqlite::Connection::open(&store).expect("it opens");
    other.execute_batch("BEGIN EXCLUSIVE").expect("it can be locked");
    let output = command(&["add", &store, "examples/03_limfjord_ledger_feb13.txt"])
        .env("DATELINE_WAIT", "0")
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    let told = errors(&output);
    assert!(told.contains("another program is writing"), "{told}");
}

#[test]
fn names_and_texts_are_only_data() {
    let store = fresh("hostile");
    let folder = Path::new(&store).with_file_name("in");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let name = "a'b\"c; DROP TABLE article; --\n<script>alert(1)</script>.txt";
    let name = name.replace('/', "|");
    let page = "'); DELETE FROM event; -- <img src=x onerror=alert(1)>\n\nIda Holm's \
        \"friend\" Per Lund met <b>Anna Dahl</b> in Osterby on 3 March 2022, police said. \
        “'; DROP TABLE quote; --” said Per Lund on Monday, \u{1b}[31m as he visited the \
        harbour with the mayor of Westhaven and many other people from the town.\n";
    fs::write(folder.join(&name), page).expect("a file can be written");
    let rows_of = serde_json::json!({"id": "x'; DROP TABLE claim; --\u{0}", "text": page,
        "title": "<script>'\"", "url": "javascript:alert('1')", "publisher": "O'Brien \"&\" Co",
        "published": "2022-03-05'); --", "kind": "body"});
    fs::write(folder.join("x.jsonl"), format!("{rows_of}\n")).expect("it can be written");
    let folder = folder.to_str().expect("the path is UTF-8");
    let output = dateline(&["add", &store, folder]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let articles = rows(&dateline(&["articles", &store, "--to", "json"]), "articles");
    assert_eq!(articles.len(), 2);
    assert!(articles.iter().any(|a| a["file"] == format!("{folder}/{name}")));
    for list in ["articles", "events", "quotes", "claims", "timeline", "actors"] {
        for format in ["table", "csv", "json", "jsonl", "md"] {
            let page = text(&dateline(&[list, &store, "--to", format]));
            let raw = page.contains('\u{1b}') || page.contains("<script>");
            assert!(
                !raw || matches!(format, "csv" | "json" | "jsonl" | "table"),
                "{page}"
            );
            assert!(!page.contains('\u{1b}') || format == "csv", "{list} {format}");
        }
    }
    for hostile in ["'; DROP TABLE event; --", "%", "_", "\\", "\"", "a:'"] {
        for flag in ["--actor", "--place", "--text", "--publisher"] {
            let output = dateline(&["events", &store, flag, hostile]);
            assert!(
                output.status.code() < Some(2),
                "{flag} {hostile}: {}",
                errors(&output)
            );
        }
    }
    assert_eq!(dateline(&["verify", &store, "--deep"]).status.code(), Some(0));
}

/// Kills `add` at many moments; the same command in the end gives the same store as one run
/// that nobody disturbs. `SLOW_TESTS=1` kills 200 times.
#[test]
fn kills_lose_and_double_nothing() {
    let n_kills = if std::env::var_os("SLOW_TESTS").is_some() { 200 } else { 20 };
    let store = fresh("killed");
    let input = press_file(&store, 300);
    let calm = fresh("calm");
    let started = Instant::now();
    assert_eq!(dateline(&["add", &calm, &input]).status.code(), Some(0));
    let mut whole = started.elapsed();
    let expected = dump(&calm);
    // The same rows, whoever made them and however often it was cut short.
    let check = || {
        let output = dateline(&["add", &store, &input]);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        assert_eq!(dateline(&["verify", &store]).status.code(), Some(0));
        assert!(dump(&store) == expected, "the same rows");
        for ending in ["", "-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(format!("{store}{ending}"));
        }
    };
    let mut random: u64 = 0x9e37_79b9_7f4a_7c15;
    let (mut killed, mut rounds, mut since) = (0, 0, 0);
    while killed < n_kills && rounds < 20 * n_kills {
        rounds += 1;
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let started = Instant::now();
        let mut child = command(&["add", &store, &input])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        let share = (random % 1000) as f64 / 1000.0;
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
        let _ = child.kill();
        let was_killed = child.wait().expect("it ends").code().is_none();
        killed += usize::from(was_killed);
        since += 1;
        if !was_killed {
            // The machine is quicker now than it was.
            whole = whole.min(started.elapsed() * 3 / 2).max(Duration::from_millis(50));
        }
        // A store that is whole leaves nothing to cut short: from the beginning then.
        if !was_killed || since == 8 {
            check();
            since = 0;
        }
    }
    assert!(killed == n_kills, "{killed} of {rounds} runs were cut short");
    check();
}

#[test]
fn two_programs_add_at_once() {
    let store = fresh("two");
    let input = press_file(&store, 200);
    let half = Path::new(&store).with_file_name("half.jsonl");
    let lines: String = press(200).split_inclusive('\n').skip(60).take(80).collect();
    fs::write(&half, lines).expect("a file can be written");
    let half = half.to_str().expect("the path is UTF-8").to_owned();
    let run = |input: &str| {
        command(&["add", &store, input, "--jobs", "1"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs")
    };
    let (first, second) = (run(&input), run(&half));
    for child in [first, second] {
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    }
    let output = dateline(&["add", &store, &input, "--to", "json"]);
    assert_eq!(json(&output)["known"], 200);
    assert_eq!(dateline(&["verify", &store]).status.code(), Some(0));
    let calm = fresh("two_calm");
    let input = press_file(&calm, 200);
    assert_eq!(dateline(&["add", &calm, &input]).status.code(), Some(0));
    assert!(dump(&store) == dump(&calm), "the same rows as one program writes");
}

#[test]
fn a_store_at_rest_is_one_file() {
    let store = of_examples("rest");
    for ending in ["-wal", "-shm", "-journal"] {
        assert!(!Path::new(&format!("{store}{ending}")).exists(), "{ending}");
    }
    let file = fs::metadata(&store).expect("it is there");
    let mut allowed = file.permissions();
    allowed.set_readonly(true);
    fs::set_permissions(&store, allowed).expect("it can be locked");
    assert_eq!(dateline(&["events", &store]).status.code(), Some(0));
}

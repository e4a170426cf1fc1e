//! Bad input: each is named with its reason, the others are read, nothing panics.

use std::{fs, io::Write as _, process::Stdio};

use serde_json::Value;

use crate::{command, dateline, json, json_lines, scratch};

const GOOD: &str = "examples/03_limfjord_ledger_feb13.txt";

/// `brief` on one bad file and a good one: the code that `problems` gives for the bad one.
#[track_caller]
fn check(path: &str, code: &str) {
    let output = dateline(&["brief", "--json", path, GOOD]);
    assert_eq!(
        output.status.code(),
        Some(2),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let dossier = json(&output);
    let problems = dossier["problems"].as_array().expect("a list");
    assert_eq!(problems.len(), 1, "{problems:?}");
    let named = problems[0]["input"].as_str().expect("a name");
    let line = named.strip_prefix(path).expect("the problem names its input");
    assert!(line.is_empty() || line == ":1", "{named}");
    assert_eq!(problems[0]["code"], code, "{}", problems[0]["message"]);
    assert_ne!(problems[0]["message"], "");
    let articles = dossier["articles"].as_array().expect("a list");
    assert!(articles.iter().any(|a| a["file"] == GOOD), "the good one is read");

    let printed = dateline(&["brief", path, GOOD]);
    assert_eq!(printed.status.code(), Some(2));
    let printed = crate::text(&printed);
    let joined: String = printed.split_whitespace().collect();
    assert!(joined.contains(&path.split_whitespace().collect::<String>()), "{printed}");
    assert!(printed.contains(code), "{printed}");
}

#[test]
fn empty() {
    check(&scratch("empty", "empty.txt", b""), "empty");
    check(&scratch("empty", "blank.txt", b" \n\t\n  "), "empty");
}

#[test]
fn binary() {
    let mut bytes: Vec<u8> = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend((0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8));
    check(&scratch("binary", "picture.png", &bytes), "binary");
}

#[test]
fn invalid_utf8() {
    let page = fs::read(format!("{}/../../{GOOD}", env!("CARGO_MANIFEST_DIR")));
    let mut bytes = page.expect("the example is there");
    let at = bytes.windows(3).position(|w| w == b"The").expect("it has the word");
    bytes.splice(at..at, *b"\xff\xfe\xc3( ");
    check(&scratch("utf8", "broken.txt", &bytes), "encoding");
}

#[test]
fn a_hundred_megabytes_in_one_line() {
    let path = scratch("long", "long.txt", &vec![b'a'; 100_000_000]);
    check(&path, "too-large");
    fs::remove_file(path).expect("it can go");
    let path = scratch("long", "long.jsonl", &vec![b'a'; 100_000_000]);
    check(&path, "too-large");
    fs::remove_file(path).expect("it can go");
}

#[test]
fn a_directory_with_nothing_to_read() {
    let file = scratch("directory/inner", "notes.xyz", b"not a page");
    check(file.trim_end_matches("/notes.xyz"), "directory");
}

#[test]
fn a_missing_file() {
    check("examples/no_such_page.txt", "missing");
}

#[test]
fn another_language() {
    let page = "Fähre brennt im Kattegat\n\nVon Jutta Hansen\n\nSechs Menschen sind am \
        Donnerstagabend bei einem Brand auf dem Autodeck einer Fähre ums Leben gekommen. Die \
        Küstenwache brachte alle übrigen Fahrgäste mit Booten und Hubschraubern an Land, wie \
        die Polizei am Freitag mitteilte.\n\nDas Schiff war am Nachmittag aus Göteborg \
        ausgelaufen und sollte am Abend in Dänemark ankommen. Warum das Feuer ausbrach, ist \
        nicht bekannt. Die Reederei äußerte sich zunächst nicht zu den Vorwürfen der \
        Gewerkschaft, die Pumpen seien abgeschaltet gewesen.\n";
    check(&scratch("language", "german.txt", page.as_bytes()), "language");
}

#[test]
fn a_page_with_no_article() {
    let page = "Home\nNews\nSport\nLog in\nSubscribe\n\nPage not found\n\nSearch\nAbout us | \
        Contact | Terms of use | Privacy\n";
    check(&scratch("stub", "stub.txt", page.as_bytes()), "no-article");
}

#[test]
fn annotate_answers_in_the_place_of_a_bad_file() {
    let missing = "examples/no_such_page.txt";
    let output = dateline(&["annotate", missing, GOOD, "--layers", "article"]);
    assert_eq!(output.status.code(), Some(2));
    let rows = json_lines(&output);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["id"], missing);
    assert_eq!(rows[0]["schema"], "dateline/1");
    assert_eq!(rows[0]["error"]["code"], "missing");
    assert!(rows[0]["error"]["message"].is_string());
    assert_eq!(rows[1]["id"], GOOD);
    assert!(rows[1].get("error").is_none_or(Value::is_null));
}

/// Runs `annotate - --from jsonl` on these lines.
fn from_lines(lines: &str) -> (Option<i32>, Vec<Value>) {
    let mut child = command(&["annotate", "-", "--from", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(lines.as_bytes()).expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    (output.status.code(), json_lines(&output))
}

#[test]
fn json_lines_are_documents() {
    let (code, rows) = from_lines(
        "{\"id\": \"a/1 é\", \"text\": \"Police arrested a man in Paris on Monday.\", \
         \"kind\": \"body\", \"published\": \"2022-02-11\", \"title\": \"A title\"}\n\
         not json\n\n\
         {\"id\": \"b\"}\n\
         {\"id\": \"c\", \"text\": \"\"}\n",
    );
    assert_eq!(code, Some(2));
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0]["id"], "a/1 é");
    assert_eq!(rows[0]["article"]["published"]["value"], "2022-02-11");
    assert_eq!(rows[1]["error"]["code"], "json");
    assert_eq!(rows[2]["id"], "b");
    assert_eq!(rows[2]["error"]["code"], "json");
    assert_eq!(rows[3]["error"]["code"], "empty");
}

#[test]
fn nothing_given_is_nothing_found() {
    let (code, rows) = from_lines("");
    assert_eq!((code, rows.len()), (Some(1), 0));
}

#[test]
fn odd_bytes_never_panic() {
    let odd: [&[u8]; 8] = [
        b"\xef\xbb\xbf",
        b"\0",
        b"<",
        b"<html><p>",
        "\u{202e}\u{200d}\u{feff}\n\u{a0}".as_bytes(),
        b"\r\n\r\n.\r\n",
        "\"“”‘’'\"".as_bytes(),
        b"&#x110000; &amp &nosuch; said.",
    ];
    for (i, bytes) in odd.iter().enumerate() {
        let path = scratch("odd", &format!("{i}.txt"), bytes);
        for kind in ["auto", "html", "page", "body"] {
            let output = dateline(&["annotate", "--kind", kind, &path]);
            let code = output.status.code();
            assert!(matches!(code, Some(0..=2)), "{i} {kind}: {code:?}");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!said.contains("panicked"), "{i} {kind}: {said}");
        }
    }
}

#[test]
fn own_actors_are_merged_and_wrong_lines_are_named() {
    let text = "The Ferry Board met rebels in Aarhus on Monday.";
    let page = scratch("actors", "page.txt", text.as_bytes());
    let table =
        b"# mine\nDNKGOV\tFerry Board\nDNKGOV\tgovernment\tFerry Board|FB\n\xff\tx\ty\n";
    let table = scratch("actors", "own.tsv", table);
    let output = dateline(&["annotate", "--kind", "body", "--actors", &table, &page]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stderr);
    for wrong in ["own.tsv, line 2: expected three fields", "own.tsv, line 4: not UTF-8"]
    {
        assert!(said.contains(wrong), "{said}");
    }
    assert_eq!(said.lines().count(), 2, "{said}");
    let row = &json_lines(&output)[0];
    let codes: Vec<&Value> = row["events"]
        .as_array()
        .expect("a list")
        .iter()
        .flat_map(|e| e["actors"].as_array().expect("a list"))
        .map(|a| &a["code"])
        .collect();
    assert!(codes.contains(&&Value::from("DNKGOV")), "{codes:?}");

    let missing = dateline(&["annotate", "--actors", "no-such.tsv", &page]);
    assert_ne!(missing.status.code(), Some(0));
}

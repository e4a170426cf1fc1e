//! The page from outside: who may ask, what may be changed, what leaves it for other programs,
//! and the tools for agents. What a browser makes of it stands in `tests/page`.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::{command, dateline, examples, text};

/// A server that ends with the test.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer: its status, its head and its body.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

fn started(arguments: &[&str]) -> Server {
    let mut child =
        command(arguments).stdout(Stdio::piped()).spawn().expect("the binary runs");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let first = lines.next().expect("a line").expect("UTF-8");
    let address = first.split("http://").nth(1).expect("an address");
    let address = address.trim_end_matches('/').to_owned();
    Server { child, address }
}

fn store(test: &str) -> String {
    let folder =
        std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("page").join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let path = folder.join("news.db").to_str().expect("the path is UTF-8").to_owned();
    let files = examples();
    let mut arguments = vec!["add", path.as_str()];
    arguments.extend(files.iter().map(String::as_str));
    assert!(dateline(&arguments).status.success());
    path
}

impl Server {
    /// Sends a request as it stands, with `Host` unless `headers` has one.
    fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|h| h.0 == "Host") {
            request += &format!("Host: {}\r\n", self.address);
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        if method == "POST" {
            request += "Content-Type: application/x-www-form-urlencoded\r\n";
            request += &format!("Content-Length: {}\r\n", body.len());
        }
        request += "\r\n";
        request += body;
        // A body that is refused may not be taken whole.
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let answer = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "")
    }

    /// The key and the target of the form at the head of the queue.
    fn form(&self) -> (String, String) {
        let page = self.get("/review").body;
        let field = |name: &str| {
            let from = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
            from.and_then(|rest| rest.split('"').next()).expect("a field").to_owned()
        };
        (field("key"), field("target"))
    }
}

#[test]
fn only_our_own_pages_may_ask_and_change() {
    let server = started(&["serve", &store("guard"), "--port", "0"]);
    let status = |headers: &[(&str, &str)]| server.ask("GET", "/", headers, "").status;
    assert_eq!(status(&[]), 200);
    assert_eq!(status(&[("Host", "evil.example")]), 403, "a rebound name");
    let port = server.address.rsplit(':').next().expect("a port");
    assert_eq!(status(&[("Host", &format!("localhost:{port}"))]), 200);

    let (key, target) = server.form();
    let form = format!("key={key}&target={target}&action=accept");
    let post = |headers: &[(&str, &str)], form: &str| {
        server.ask("POST", "/review", headers, form).status
    };
    assert_eq!(post(&[("Origin", "http://evil.example")], &form), 403);
    assert_eq!(post(&[("Origin", "null")], &form), 403);
    assert_eq!(post(&[("Sec-Fetch-Site", "cross-site")], &form), 403);
    let wrong = format!("key=0&target={target}&action=accept");
    assert_eq!(post(&[], &wrong), 403, "a form without our key");
    assert_eq!(post(&[], &"x".repeat(100_000)), 413, "a body past the limit");
    assert_eq!(server.get(&format!("/events?q={}", "a".repeat(5000))).status, 414);
    let before = server.get(&format!("/events/{target}.json")).body;
    assert!(!before.contains("\"review\""), "nothing of that was kept: {before}");
    let own = format!("http://{}", server.address);
    assert_eq!(post(&[("Origin", &own), ("Sec-Fetch-Site", "same-origin")], &form), 303);
    let after = server.get(&format!("/events/{target}.json")).body;
    assert!(after.contains("\"review\":\"accepted\""), "{after}");

    let head = server.get("/").head;
    assert!(head.contains("default-src 'none'") && !head.contains("unsafe"), "{head}");
    assert!(head.contains("nosniff"), "{head}");
}

#[test]
fn a_token_is_asked_for_and_leaves_the_address_bar() {
    let path = store("token");
    let secret = "a-secret-of-some-length";
    let refused = dateline(&["serve", &path, "--host", "0.0.0.0", "--port", "0"]);
    assert_eq!(refused.status.code(), Some(2), "an open address without a secret");
    assert_eq!(dateline(&["serve", &path, "--token", "short"]).status.code(), Some(2));

    let server = started(&["serve", &path, "--port", "0", "--token", secret]);
    assert_eq!(server.get("/").status, 401);
    assert_eq!(server.get("/events.json?token=wrong-wrong-wrong-wrong").status, 401);
    let bearer = format!("Bearer {secret}");
    assert_eq!(
        server.ask("GET", "/api/v1/events", &[("Authorization", &bearer)], "").status,
        200
    );
    let asked = format!("/events?status=planned&token={secret}");
    let answer = server.ask("GET", &asked, &[("Accept", "text/html")], "");
    assert_eq!(answer.status, 303);
    assert!(
        answer.head.contains("location: /events?status=planned\r\n"),
        "{}",
        answer.head
    );
    assert!(answer.head.contains("httponly; samesite=strict"), "{}", answer.head);
    let cookie = format!("dateline-token={secret}");
    assert_eq!(server.ask("GET", "/", &[("Cookie", &cookie)], "").status, 200);
    // A feed reader keeps no cookies and is not sent elsewhere.
    assert_eq!(server.get(&format!("/events.atom?token={secret}")).status, 200);
}

#[test]
fn read_only_is_read_only() {
    let server = started(&["serve", &store("closed"), "--port", "0", "--read-only"]);
    let (key, target) = server.form();
    let form = format!("key={key}&target={target}&action=accept");
    assert_eq!(server.ask("POST", "/review", &[], &form).status, 403);
}

#[test]
fn claims_are_judged_in_the_queue_too() {
    let server = started(&["serve", &store("claims"), "--port", "0"]);
    let page = server.get("/review?type=claims").body;
    let target = page.split("name=\"target\" value=\"c:").nth(1).expect("a claim");
    let target = format!("c:{}", target.split('"').next().expect("its end"));
    let (key, _) = server.form();
    let form = format!(
        "key={key}&target={target}&action=edit&field=outcome&value=confirmed&reason=seen&queue=claims"
    );
    assert_eq!(server.ask("POST", "/review", &[], &form).status, 303);
    let row: Value =
        serde_json::from_str(&server.get(&format!("/claims/{target}.json")).body)
            .expect("JSON");
    assert_eq!(row["outcome"], "confirmed");
    let page = server.get("/review?type=claims").body;
    assert!(page.contains("What people have decided") && page.contains("seen"));
}

#[test]
fn feeds_and_calendars_follow_a_filter() {
    let server = started(&["serve", &store("feeds"), "--port", "0", "--read-only"]);
    let feed = server.get("/events.atom?actor=DNK");
    assert!(feed.head.contains("application/atom+xml"), "{}", feed.head);
    assert!(feed.body.contains("<title>Events: DNK</title>"), "{}", feed.body);
    let entries = feed.body.matches("<entry>").count();
    let all = server.get("/events.atom").body.matches("<entry>").count();
    assert!(entries > 0 && entries < all, "{entries} of {all}");
    let calendar = server.get("/planned.ics").body;
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n"), "{calendar}");
    assert!(calendar.contains("BEGIN:VEVENT") && calendar.ends_with("END:VCALENDAR\r\n"));
    assert!(calendar.lines().all(|line| line.len() <= 75), "a line is too long");
}

#[test]
fn a_page_that_is_known_is_not_sent_again() {
    let server = started(&["serve", &store("tags"), "--port", "0", "--read-only"]);
    for path in ["/", "/events", "/api/v1/events"] {
        let first = server.get(path);
        let tag =
            first.head.lines().find_map(|l| l.strip_prefix("etag: ")).expect("a tag");
        let again = server.ask("GET", path, &[("If-None-Match", tag)], "");
        assert_eq!(again.status, 304, "{path}");
        assert!(again.head.contains("content-security-policy"), "{path}");
    }
}

#[test]
fn a_story_is_one_file_that_loads_nothing() {
    let path = store("single");
    let stories = dateline(&["stories", &path, "--to", "json"]);
    let stories: Value = serde_json::from_slice(&stories.stdout).expect("JSON");
    let id = stories["stories"][0]["id"].as_str().expect("an identifier");
    let file = format!("{path}.html");
    let done = dateline(&["page", &path, "--story", id, "--single-file", &file]);
    assert!(done.status.success(), "{}", text(&done));
    let page = std::fs::read_to_string(&file).expect("it is there");
    assert!(page.contains("<blockquote>") && page.contains("default-src 'none'"));
    assert!(
        !page.contains("<script") && !page.contains("<link") && !page.contains("src=")
    );
    // Whole articles are in it only where they are asked for.
    let whole =
        dateline(&["page", &path, "--story", id, "--single-file", &file, "--full-text"]);
    assert!(whole.status.success());
    let with = std::fs::read_to_string(&file).expect("it is there");
    assert!(with.len() > page.len() && with.contains("<summary>the text</summary>"));
    let again = dateline(&["page", &path, "--story", id, "--single-file", &file]);
    assert!(again.status.success());
    assert_eq!(
        std::fs::read_to_string(&file).expect("it is there"),
        page,
        "the same bytes"
    );
}

#[test]
fn agents_get_rows_that_quote_their_words() {
    let path = store("agents");
    let mut child = command(&["mcp", &path])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut to = child.stdin.take().expect("it is piped");
    let mut from = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let mut ask = |method: &str, params: Value| -> Value {
        let message =
            json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
        writeln!(to, "{message}").expect("it reads");
        let line = from.next().expect("an answer").expect("UTF-8");
        serde_json::from_str(&line).expect("JSON")
    };
    let hello = ask("initialize", json!({"protocolVersion": "2025-03-26"}));
    assert_eq!(hello["result"]["protocolVersion"], "2025-03-26");
    assert_eq!(hello["id"], 7);
    let tools = ask("tools/list", json!({}));
    let tools = tools["result"]["tools"].as_array().expect("a list").clone();
    let names: Vec<&str> = tools.iter().filter_map(|t| t["name"].as_str()).collect();
    let expected =
        ["list_stories", "timeline", "events", "claims", "quotes", "search", "why"];
    assert_eq!(names, expected);
    assert!(tools.iter().all(|t| t["annotations"]["readOnlyHint"] == true));

    let mut call = |name: &str, arguments: Value| -> Value {
        ask("tools/call", json!({"name": name, "arguments": arguments}))["result"].clone()
    };
    let events = call("events", json!({"actor": "DNK", "limit": 3}));
    assert_eq!(events["isError"], false);
    let rows = events["structuredContent"]["events"].as_array().expect("rows").clone();
    assert!(!rows.is_empty() && rows.len() <= 3);
    for row in &rows {
        let words = &row["evidence"][0];
        assert!(words["quote"].is_string() && words["start"].is_u64(), "{row}");
    }
    let why = call("why", json!({"id": rows[0]["id"]}));
    let cells = why["structuredContent"]["cells"].as_array().expect("cells");
    assert!(
        cells.iter().any(|c| c["field"] == "what" && c["evidence"]["quote"].is_string())
    );
    for (name, arguments) in [
        ("list_stories", json!({})),
        ("timeline", json!({})),
        ("claims", json!({"outcome": "confirmed"})),
        ("quotes", json!({"words": "fire"})),
        ("search", json!({"words": "ferry"})),
    ] {
        let told = call(name, arguments);
        assert_eq!(told["isError"], false, "{name}: {told}");
    }
    // What cannot be asked is said, and the server goes on.
    assert_eq!(call("events", json!({"from": "yesterday"}))["isError"], true);
    assert_eq!(call("search", json!({}))["isError"], true);
    let unknown = ask("tools/call", json!({"name": "delete", "arguments": {}}));
    assert_eq!(unknown["error"]["code"], -32602);
    assert_eq!(ask("nothing/of/this", json!({}))["error"]["code"], -32601);
    drop(to);
    assert!(child.wait().expect("it ends").success());
}

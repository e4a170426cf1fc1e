//! `dateline feeds` and `dateline watch` against a server on loopback.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::{dateline, json_lines, scratch, text};

const PAGE: &str = "<!doctype html><html lang=en><head><title>Minister visits Osterby</title>\
    </head><body><article><h1>Minister visits Osterby</h1><p>OSTERBY, March 3 - Danish Prime \
    Minister Ida Holm visited Osterby on Thursday and met Norwegian Foreign Minister Per Lund \
    there, her office said in a statement on Thursday evening.</p><p>Lund said that Norway \
    would sign the ferry treaty with Denmark on 12 March 2022. Protesters demonstrated in \
    Copenhagen on Wednesday against the treaty.</p></article></body></html>";

/// A feed with one item, its page, and a hook that fails so often as is asked for.
struct Server {
    address: String,
    posted: Arc<Mutex<Vec<String>>>,
    refuse: Arc<Mutex<u32>>,
}

impl Server {
    fn new(refuse: u32) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let posted = Arc::new(Mutex::new(Vec::new()));
        let refuse = Arc::new(Mutex::new(refuse));
        let (own, posts, refuses) =
            (address.clone(), Arc::clone(&posted), Arc::clone(&refuse));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that goes away is none of the server's business.
                let _ = serve(stream, &own, &posts, &refuses);
            }
        });
        Self { address, posted, refuse }
    }

    fn posted(&self) -> Vec<Value> {
        let posted = self.posted.lock().expect("no panic");
        posted.iter().map(|body| serde_json::from_str(body).expect(body)).collect()
    }
}

fn serve(
    mut stream: TcpStream,
    own: &str,
    posted: &Mutex<Vec<String>>,
    refuse: &Mutex<u32>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? < 3 {
            break;
        }
        let line = line.to_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let (status, kind, answer) = match first.split(' ').nth(1).unwrap_or("") {
        "/feed" => (
            "200 OK",
            "application/rss+xml",
            format!(
                "<rss version=\"2.0\"><channel><title>Gazette</title><item><guid>1</guid>\
                 <title>Minister visits Osterby</title><link>{own}/1</link>\
                 <pubDate>Thu, 03 Mar 2022 18:00:00 GMT</pubDate></item></channel></rss>"
            ),
        ),
        "/1" => ("200 OK", "text/html", PAGE.to_owned()),
        "/hook" => {
            let mut left = refuse.lock().expect("no panic");
            if *left > 0 {
                *left -= 1;
                ("503 Down", "text/plain", String::new())
            } else {
                let body = String::from_utf8_lossy(&body).into_owned();
                posted.lock().expect("no panic").push(body);
                ("204 No Content", "text/plain", String::new())
            }
        }
        _ => ("404 Not Found", "text/plain", String::new()),
    };
    let n = answer.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {n}\r\n\
         Connection: close\r\n\r\n{answer}"
    )
}

/// A list of one feed, in an empty folder.
fn list_of(test: &str, address: &str) -> String {
    let list = scratch(test, "feeds.json", b"");
    fs::remove_file(&list).expect("it was just made");
    let added = dateline(&["feeds", "add", &format!("{address}/feed"), "--feeds", &list]);
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    list
}

/// Looks once.
fn watch(list: &str, flags: &[&str]) -> std::process::Output {
    let fixed = ["watch", "--once", "--allow-private", "--pause", "0", "--feeds", list];
    dateline(&[&fixed, flags].concat())
}

#[test]
fn new_items_come_out_as_lines_that_brief_reads() {
    let server = Server::new(0);
    let list = list_of("watch-lines", &server.address);
    let lines = watch(&list, &[]);
    assert_eq!(lines.status.code(), Some(0));
    let rows = json_lines(&lines);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["publisher"], "Gazette");
    assert_eq!(rows[0]["html"], PAGE);
    let path = scratch("watch-lines", "new.jsonl", &lines.stdout);
    let told = text(&dateline(&["brief", &path]));
    assert!(told.contains("Holm visited Osterby"), "{told}");
}

#[test]
fn a_store_takes_each_article_once() {
    let server = Server::new(0);
    let list = list_of("watch-store", &server.address);
    let store = scratch("watch-store", "news.db", b"");
    fs::remove_file(&store).expect("it was just made");
    let done = watch(&list, &[&store]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    // The list says that the feed was asked a moment ago; so it is forgotten, and only the
    // store knows the article.
    let list = list_of("watch-store", &server.address);
    let again = watch(&list, &[&store]);
    assert_eq!(again.status.code(), Some(0));
    let articles = json_lines(&dateline(&["articles", &store, "--to", "jsonl"]));
    assert_eq!(articles.len(), 1, "{articles:?}");
    assert_eq!(articles[0]["url"], format!("{}/1", server.address));
    let events =
        text(&dateline(&["export", &store, "--as", "gdelt", "--table", "events"]));
    assert!(events.contains("20220303"), "{events}");
}

#[test]
fn a_hook_that_was_down_gets_what_it_missed() {
    let server = Server::new(1);
    let list = list_of("watch-hook", &server.address);
    let hook = format!("{}/hook", server.address);
    let first = watch(&list, &["--hook", &hook]);
    let told = String::from_utf8_lossy(&first.stderr).into_owned();
    assert!(told.contains("1 looks are kept for it"), "{told}");
    assert!(server.posted().is_empty());
    assert_eq!(*server.refuse.lock().expect("no panic"), 0);
    // Nothing is new now, and the feed is not due; the hook is.
    watch(&list, &["--hook", &hook]);
    let posted = server.posted();
    assert_eq!(posted.len(), 1);
    assert_eq!(posted[0]["version"], "https://jsonfeed.org/version/1.1");
    assert!(posted[0]["items"].as_array().is_some_and(|items| !items.is_empty()));
    watch(&list, &["--hook", &hook]);
    assert_eq!(server.posted().len(), 1);
}

#[test]
fn a_feed_of_new_events_is_written() {
    let server = Server::new(0);
    let list = list_of("watch-atom", &server.address);
    let atom = scratch("watch-atom", "new.atom", b"the old one");
    watch(&list, &["--as", "atom", "--to", &atom]);
    let feed = fs::read_to_string(&atom).expect("it was written");
    assert!(feed.contains("<entry>") && feed.contains("Osterby"), "{feed}");
}

#[test]
fn the_own_network_is_not_asked_unless_allowed() {
    let server = Server::new(0);
    let list = list_of("watch-private", &server.address);
    let refused = dateline(&["watch", "--once", "--feeds", &list]);
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("--allow-private"), "{told}");
    assert!(refused.stdout.is_empty());
}

#[test]
fn the_list_is_kept_and_shown() {
    let opml = "<opml version=\"2.0\"><body><outline text=\"A\" xmlUrl=\"https://a.invalid/f\"/>\
                <outline text=\"B\" xmlUrl=\"https://b.invalid/f\"/></body></opml>";
    let opml = scratch("watch-list", "my.opml", opml.as_bytes());
    let list = scratch("watch-list", "feeds.json", b"");
    fs::remove_file(&list).expect("it was just made");
    let feeds = |arguments: &[&str]| {
        dateline(&[&["feeds"], arguments, &["--feeds", &list]].concat())
    };
    assert_eq!(feeds(&["list"]).status.code(), Some(1));
    assert!(feeds(&["import", &opml]).status.success());
    assert_eq!(feeds(&["import", &opml]).status.code(), Some(1), "nothing new");
    assert!(feeds(&["remove", "https://b.invalid/f"]).status.success());
    assert_eq!(feeds(&["add", "file:///etc/passwd"]).status.code(), Some(2));
    let rows = json_lines(&feeds(&["list", "--json"]));
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["title"], &rows[0]["next"]), (&Value::from("A"), &Value::Null));
}

//! The watcher against a server that misbehaves. Loopback only; each case is bounded in time.

use std::io::{BufRead as _, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::fetch::Limits;
use super::poll::{Found, Manners, look};
use super::state::{Feed, State};

const RSS: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel>\
    <title>Harbor Gazette</title><item><guid>1</guid><title>Quay closed</title>\
    <link>http://gazette.invalid/1</link>\
    <pubDate>Tue, 03 May 2022 08:00:00 +0200</pubDate>\
    <description>The quay is closed.</description></item></channel></rss>";

const ROBOTS: &str = "User-agent: *\nDisallow: /forbidden\n";

/// Starts a server whose answers `answer` writes; gives its address.
fn server(answer: fn(&str, &str, &mut TcpStream) -> std::io::Result<()>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream, answer));
        }
    });
    format!("http://{address}")
}

fn serve(
    mut stream: TcpStream,
    answer: fn(&str, &str, &mut TcpStream) -> std::io::Result<()>,
) {
    let Ok(copy) = stream.try_clone() else { return };
    let mut head = String::new();
    let mut reader = BufReader::new(copy);
    while let Ok(n) = reader.read_line(&mut head) {
        if n == 0 || head.ends_with("\r\n\r\n") {
            break;
        }
    }
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    // A client that gives up breaks the pipe; that is what the cases are about.
    let _ = answer(&path, &head, &mut stream);
}

fn whole(
    out: &mut TcpStream,
    status: &str,
    extra: &str,
    body: &[u8],
) -> std::io::Result<()> {
    let n = body.len();
    write!(
        out,
        "HTTP/1.1 {status}\r\nContent-Length: {n}\r\n{extra}Connection: close\r\n\r\n"
    )?;
    out.write_all(body)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer =
        flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("memory can be written");
    packer.finish().expect("memory can be written")
}

fn misbehave(path: &str, head: &str, out: &mut TcpStream) -> std::io::Result<()> {
    let packed = "Content-Encoding: gzip\r\n";
    match path.split('?').next().unwrap_or("") {
        "/robots.txt" => whole(out, "200 OK", "", ROBOTS.as_bytes()),
        "/good" if head.to_lowercase().contains("if-none-match: \"v1\"") => {
            whole(out, "304 Not Modified", "", b"")
        }
        "/good" => whole(out, "200 OK", "ETag: \"v1\"\r\n", RSS.as_bytes()),
        "/silent" => {
            std::thread::sleep(Duration::from_secs(30));
            Ok(())
        }
        "/trickle" => {
            out.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
            for _ in 0..300 {
                out.write_all(b" ")?;
                std::thread::sleep(Duration::from_millis(100));
            }
            Ok(())
        }
        "/endless" => {
            out.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
            loop {
                out.write_all(&[b' '; 4096])?;
            }
        }
        "/loop" => whole(out, "302 Found", "Location: /loop\r\n", b""),
        "/ping" => whole(out, "302 Found", "Location: /pong\r\n", b""),
        "/pong" => whole(out, "302 Found", "Location: /ping\r\n", b""),
        "/nowhere" => whole(out, "302 Found", "Location: file:///etc/passwd\r\n", b""),
        "/unsaid" => whole(out, "302 Found", "", b""),
        "/to-forbidden" => whole(out, "302 Found", "Location: /forbidden/x\r\n", b""),
        "/moved" => whole(out, "301 Moved", "Location: /good\r\n", b""),
        "/page" => whole(
            out,
            "200 OK",
            "Content-Type: text/html\r\n",
            b"<!doctype html><title>No feed</title><p>A page.",
        ),
        "/picture" => whole(
            out,
            "200 OK",
            "Content-Type: application/rss+xml\r\n",
            b"\x89PNG\r\n\0\0",
        ),
        "/broken" => whole(out, "200 OK", "", &RSS.as_bytes()[..RSS.len() / 2]),
        "/empty" => whole(out, "200 OK", "", b""),
        "/bomb" => whole(out, "200 OK", packed, &gzip(&vec![b' '; 4 << 20])),
        "/not-packed" => whole(out, "200 OK", packed, RSS.as_bytes()),
        "/cut" => {
            let all = gzip(RSS.as_bytes());
            whole(out, "200 OK", packed, &all[..all.len() / 2])
        }
        "/packed" => whole(out, "200 OK", packed, &gzip(RSS.as_bytes())),
        "/short" => {
            out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<rss>")
        }
        "/closed" => Ok(()),
        "/noise" => out.write_all(b"\x00\xff\x17 what\r\n\r\n"),
        "/headers" => {
            out.write_all(b"HTTP/1.1 200 OK\r\n")?;
            for n in 0..100_000 {
                write!(out, "X-{n}: aaaaaaaaaaaaaaaaaaaa\r\n")?;
            }
            out.write_all(b"\r\n")
        }
        "/laughs" => {
            let mut text =
                String::from("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a0 \"ha\">");
            for n in 1..30 {
                text += &format!("<!ENTITY a{n} \"&a{};&a{};\">", n - 1, n - 1);
            }
            text +=
                "]><rss version=\"2.0\"><channel><title>&a29;</title></channel></rss>";
            whole(out, "200 OK", "", text.as_bytes())
        }
        "/many" => {
            let item =
                |n: u32| format!("<item><guid>{n}</guid><title>T{n}</title></item>");
            let items: String = (0..5000).map(item).collect();
            let text = format!("<rss version=\"2.0\"><channel>{items}</channel></rss>");
            whole(out, "200 OK", "", text.as_bytes())
        }
        "/gone" => whole(out, "410 Gone", "", b""),
        "/lost" => whole(out, "404 Not Found", "", b""),
        "/busy" => whole(out, "429 Too Many", "Retry-After: 7200\r\n", b""),
        "/down" => whole(out, "503 Down", "", b""),
        _ => whole(out, "500 What", "", b""),
    }
}

fn manners() -> Manners {
    Manners {
        limits: Limits {
            time: Duration::from_millis(1500),
            bytes: 1 << 20,
            redirects: 5,
            allow_private: true,
        },
        every: 900,
        pause: Duration::ZERO,
        pages: false,
        most_pages: 10,
    }
}

fn state_of(address: &str, paths: &[&str]) -> State {
    let mut state = State::default();
    state.add(paths.iter().map(|path| Feed::at(format!("{address}{path}"))).collect());
    state
}

/// Looks once at one path: the number of new items and the code of the problem.
fn one_look(address: &str, path: &str) -> (usize, String, State) {
    let mut state = state_of(address, &[path]);
    let found = look(&mut state, &manners(), 1000).expect("a look");
    let code = found.problems.first().map_or(String::new(), |p| p.code.clone());
    (found.items.len(), code, state)
}

#[test]
fn every_misbehaviour_is_one_problem_in_bounded_time() {
    let address = server(misbehave);
    let cases = [
        ("/good", 1, ""),
        ("/packed", 1, ""),
        ("/moved", 1, ""),
        ("/silent", 0, "time"),
        ("/trickle", 0, "time"),
        ("/endless", 0, "large"),
        ("/loop", 0, "redirects"),
        ("/ping", 0, "redirects"),
        ("/unsaid", 0, "redirects"),
        ("/nowhere", 0, "address"),
        ("/forbidden", 0, "robots"),
        ("/to-forbidden", 0, "robots"),
        ("/page", 0, "feed"),
        ("/picture", 0, "feed"),
        ("/broken", 0, "feed"),
        ("/empty", 0, "feed"),
        ("/bomb", 0, "large"),
        ("/not-packed", 0, "packed"),
        ("/cut", 0, "packed"),
        ("/short", 0, "network"),
        ("/closed", 0, "network"),
        ("/noise", 0, "network"),
        ("/headers", 0, "network"),
        ("/gone", 0, "gone"),
        ("/lost", 0, "gone"),
        ("/busy", 0, "status"),
        ("/down", 0, "status"),
        ("/what", 0, "status"),
    ];
    let started = Instant::now();
    for (path, n_items, code) in cases {
        let (items, problem, _) = one_look(&address, path);
        assert_eq!((items, problem.as_str()), (n_items, code), "{path}");
    }
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn entities_do_not_swell_and_items_are_limited() {
    let address = server(misbehave);
    let started = Instant::now();
    let (items, ..) = one_look(&address, "/laughs");
    assert_eq!(items, 0);
    let (items, ..) = one_look(&address, "/many");
    assert_eq!(items, 500);
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn what_is_not_new_is_not_told_again() {
    let address = server(misbehave);
    let mut state = state_of(&address, &["/good"]);
    let look = |state: &mut State, now| look(state, &manners(), now).expect("a look");
    assert_eq!(look(&mut state, 1000).items.len(), 1);
    // Not due yet: the server is not asked at all.
    assert_eq!(look(&mut state, 1000).n_asked, 0);
    let again = look(&mut state, 2000);
    assert_eq!((again.n_asked, again.n_unchanged, again.items.len()), (1, 1, 0));
}

#[test]
fn a_feed_that_moved_for_good_has_a_new_address() {
    let address = server(misbehave);
    let (_, _, state) = one_look(&address, "/moved");
    let feed = state.feeds.values().next().expect("the feed");
    assert_eq!(feed.url, format!("{address}/good"));
}

/// A feed whose dates, names and order change each time it is asked.
fn restless(path: &str, _: &str, out: &mut TcpStream) -> std::io::Result<()> {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    if path == "/robots.txt" {
        return whole(out, "404 Not Found", "", b"");
    }
    let n = ASKED.fetch_add(1, Ordering::SeqCst);
    let day = n % 28 + 1;
    let text = format!(
        "<rss version=\"2.0\"><channel><title>T</title>\
         <item><guid isPermaLink=\"false\">{n}</guid><link>http://g.invalid/1</link>\
         <title>One</title><pubDate>Tue, {day:02} May 2022 08:00:00 GMT</pubDate></item>\
         <item><guid>two</guid><title>Two, edited {n} times</title></item></channel></rss>"
    );
    whole(out, "200 OK", &format!("ETag: \"{n}\"\r\n"), text.as_bytes())
}

#[test]
fn changed_dates_and_names_are_not_news() {
    let address = server(restless);
    let mut state = state_of(&address, &["/feed"]);
    let mut n_new = Vec::new();
    for now in [1000, 2000, 3000] {
        let found: Found = look(&mut state, &manners(), now).expect("a look");
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        n_new.push(found.items.len());
    }
    assert_eq!(n_new, [2, 0, 0]);
}

#[test]
fn a_feed_that_fails_is_asked_ever_more_seldom() {
    let address = server(misbehave);
    let (_, _, mut state) = one_look(&address, "/busy");
    let feed = state.feeds.values().next().expect("the feed");
    assert_eq!(feed.next, 1000 + 7200);
    assert_eq!(look(&mut state, &manners(), 5000).expect("a look").n_asked, 0);
    let (_, _, mut state) = one_look(&address, "/gone");
    assert_eq!(look(&mut state, &manners(), 1 << 40).expect("a look").n_asked, 0);
}

#[test]
fn no_private_address_is_asked_unless_allowed() {
    let address = server(misbehave);
    let mut state = state_of(&address, &["/good"]);
    let limits = Limits { allow_private: false, ..manners().limits };
    let found = look(&mut state, &Manners { limits, ..manners() }, 1000).expect("a look");
    assert_eq!(found.items.len(), 0);
    // Not even its robots.txt.
    assert_eq!(found.problems[0].code, "private");
}

/// A site whose robots.txt cannot be had.
fn shy(path: &str, _: &str, out: &mut TcpStream) -> std::io::Result<()> {
    match path {
        "/robots.txt" => whole(out, "500 Down", "", b""),
        _ => whole(out, "200 OK", "", RSS.as_bytes()),
    }
}

#[test]
fn a_site_without_a_word_is_left_alone() {
    let (items, code, _) = one_look(&server(shy), "/feed");
    assert_eq!((items, code.as_str()), (0, "robots"));
}

/// A feed with a summary and the page it links to.
fn paged(path: &str, head: &str, out: &mut TcpStream) -> std::io::Result<()> {
    let host = head.to_lowercase();
    let host =
        host.split("host: ").nth(1).and_then(|h| h.split("\r\n").next()).unwrap_or("");
    match path {
        "/robots.txt" => whole(out, "404 No", "", b""),
        "/feed" => {
            let item = |n: u32, path: &str| {
                format!(
                    "<item><guid>{n}</guid><title>T</title><link>http://{host}{path}</link>\
                     <description>Short.</description></item>"
                )
            };
            let items = item(1, "/1") + &item(2, "/pdf") + &item(3, "/lost");
            let text = format!("<rss version=\"2.0\"><channel>{items}</channel></rss>");
            whole(out, "200 OK", "", text.as_bytes())
        }
        "/1" => {
            whole(out, "200 OK", "Content-Type: text/html\r\n", b"<p>The whole page.")
        }
        "/pdf" => whole(out, "200 OK", "Content-Type: application/pdf\r\n", b"%PDF"),
        _ => whole(out, "404 No", "", b""),
    }
}

#[test]
fn pages_are_fetched_and_a_lost_one_leaves_the_summary() {
    let address = server(paged);
    let mut state = state_of(&address, &["/feed"]);
    let with_pages = Manners { pages: true, ..manners() };
    let found = look(&mut state, &with_pages, 1000).expect("a look");
    let html: Vec<String> = found
        .items
        .iter()
        .map(|i| String::from_utf8_lossy(&i.html).into_owned())
        .collect();
    assert_eq!(html, ["<p>The whole page.", "Short.", "Short."]);
    let codes: Vec<&str> = found.problems.iter().map(|p| p.code.as_str()).collect();
    assert_eq!(codes, ["type", "gone"]);
}

static AT_ONCE: AtomicU32 = AtomicU32::new(0);
static MOST_AT_ONCE: AtomicU32 = AtomicU32::new(0);

/// Counts how many requests it has to answer at one time; sends `/from/x` to `/feed/x`.
fn counting(path: &str, _: &str, out: &mut TcpStream) -> std::io::Result<()> {
    let at_once = AT_ONCE.fetch_add(1, Ordering::SeqCst) + 1;
    MOST_AT_ONCE.fetch_max(at_once, Ordering::SeqCst);
    std::thread::sleep(Duration::from_millis(20));
    AT_ONCE.fetch_sub(1, Ordering::SeqCst);
    whole(out, "200 OK", "", if path == "/robots.txt" { b"" } else { RSS.as_bytes() })
}

/// Sends everybody to the port that stands in the path.
fn sending(path: &str, _: &str, out: &mut TcpStream) -> std::io::Result<()> {
    match path.split('/').collect::<Vec<_>>()[..] {
        [_, port, name] => {
            let to = format!("Location: http://127.0.0.1:{port}/{name}\r\n");
            whole(out, "302 Found", &to, b"")
        }
        _ => whole(out, "404 No", "", b""),
    }
}

#[test]
fn a_host_has_one_connection_whichever_way_it_is_reached() {
    let asked = server(counting);
    let port = asked.rsplit(':').next().expect("a port");
    let sender = server(sending).replace("127.0.0.1", "localhost");
    let mut state = state_of(&asked, &["/a", "/b", "/c"]);
    for name in ["d", "e", "f"] {
        state.add(vec![Feed::at(format!("{sender}/{port}/{name}"))]);
    }
    let found = look(&mut state, &manners(), 1000).expect("a look");
    assert_eq!((found.n_asked, found.items.len()), (6, 6), "{:?}", found.problems);
    assert_eq!(MOST_AT_ONCE.load(Ordering::SeqCst), 1);
}

/// Tells who asks.
fn names_asker(path: &str, head: &str, out: &mut TcpStream) -> std::io::Result<()> {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    let agent = lines.find(|(name, _)| name.eq_ignore_ascii_case("user-agent"));
    let agent = agent.map_or("", |(_, value)| value);
    let text = RSS.replace("Quay closed", agent);
    whole(out, "200 OK", "", if path == "/robots.txt" { b"" } else { text.as_bytes() })
}

#[test]
fn the_user_agent_says_who_asks_and_a_pause_is_kept() {
    let address = server(names_asker);
    let mut state = state_of(&address, &["/a", "/b"]);
    let started = Instant::now();
    let pause = Duration::from_millis(150);
    let found = look(&mut state, &Manners { pause, ..manners() }, 1000).expect("a look");
    let titles: Vec<_> = found.items.iter().filter_map(|i| i.title.as_deref()).collect();
    assert_eq!(titles, [super::fetch::USER_AGENT; 2]);
    assert!(titles[0].starts_with("dateline/"));
    // Between robots.txt and the first feed, and between the two feeds.
    assert!(started.elapsed() >= 2 * pause);
}

#[test]
fn a_host_that_is_silent_is_left_for_the_next_look() {
    let address = server(misbehave);
    let paths: Vec<String> = (0..12).map(|n| format!("/silent?{n}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let mut state = state_of(&address, &paths);
    let started = Instant::now();
    let limits = Limits { time: Duration::from_millis(300), ..manners().limits };
    let found = look(&mut state, &Manners { limits, ..manners() }, 1000).expect("a look");
    let silent = found.problems.iter().filter(|p| p.code == "silent").count();
    assert_eq!((found.problems.len(), silent), (12, 10));
    assert!(started.elapsed() < Duration::from_secs(3));
}

/// More new items than a look fetches pages of.
fn busy(path: &str, head: &str, out: &mut TcpStream) -> std::io::Result<()> {
    if path == "/robots.txt" {
        return whole(out, "404 No", "", b"");
    }
    if path != "/feed" {
        return whole(out, "200 OK", "Content-Type: text/html\r\n", path.as_bytes());
    }
    let host = head.to_lowercase();
    let host =
        host.split("host: ").nth(1).and_then(|h| h.split("\r\n").next()).unwrap_or("");
    let item = |n: u32| {
        format!(
            "<item><guid>{n}</guid><title>T</title><link>http://{host}/{n}</link></item>"
        )
    };
    let items: String = (0..25).map(item).collect();
    let text = format!("<rss version=\"2.0\"><channel>{items}</channel></rss>");
    if head.to_lowercase().contains("if-none-match") {
        return whole(out, "304 Not Modified", "", b"");
    }
    whole(out, "200 OK", "ETag: \"same\"\r\n", text.as_bytes())
}

#[test]
fn items_beyond_the_limit_come_at_the_next_looks() {
    let address = server(busy);
    let mut state = state_of(&address, &["/feed"]);
    let with_pages = Manners { pages: true, ..manners() };
    let (mut pages, mut numbers) = (std::collections::BTreeSet::new(), Vec::new());
    for now in [1000, 2000, 3000, 4000] {
        let found = look(&mut state, &with_pages, now).expect("a look");
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        numbers.push((found.items.len(), found.n_later));
        pages.extend(found.items.into_iter().map(|item| item.html));
    }
    assert_eq!(numbers, [(10, 15), (10, 5), (5, 0), (0, 0)]);
    assert_eq!(pages.len(), 25);
}

/// Leads into the network of the user.
fn treacherous(path: &str, _: &str, out: &mut TcpStream) -> std::io::Result<()> {
    let to = match path {
        "/robots.txt" => return whole(out, "404 No", "", b""),
        "/metadata" => "http://169.254.169.254/latest",
        "/number" => "http://2130706433/feed",
        "/octal" => "http://0177.0.0.1/feed",
        "/six" => "http://[::ffff:10.0.0.1]/feed",
        _ => "http://192.168.0.1/feed",
    };
    whole(out, "302 Found", &format!("Location: {to}\r\n"), b"")
}

#[test]
fn a_redirect_into_the_own_network_is_refused() {
    let address = server(treacherous);
    // The first step may be taken, since this test has no other host; the second may not.
    let port: u16 =
        address.rsplit(':').next().and_then(|p| p.parse().ok()).expect("a port");
    let limits = Limits { allow_private: false, ..manners().limits };
    let fetcher = super::fetch::Fetcher::for_test(limits, port);
    for path in ["/metadata", "/number", "/octal", "/six", "/router"] {
        let none = super::fetch::Validators::default();
        let started = Instant::now();
        let failure = fetcher.get(&format!("{address}{path}"), &none, |_| Ok(()));
        assert_eq!(failure.expect_err(path).code, "private", "{path}");
        assert!(started.elapsed() < Duration::from_secs(1), "{path}");
    }
}

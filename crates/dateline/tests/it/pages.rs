//! Hostile and huge pages: bounded work, and the article still found.

use std::sync::LazyLock;
use std::time::Instant;

use dateline::{Depth, Kind, Kit, Page, Reading, ZoneKind, read_to};

static KIT: LazyLock<Kit> = LazyLock::new(Kit::bundled);

/// More processor seconds than this for one page are a defect.
const LIMIT: f64 = 20.0;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Seconds that this thread has had of the processor, so that other work on the machine does
/// not count; where the system does not tell, seconds by the clock.
pub(crate) fn seconds_used() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|t| t.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |n| n / 1e9)
}

const STORY: [&str; 4] = [
    "The ferry Astrid left Narvik on Monday with forty people on board, the harbour office said.",
    "Its captain, who has sailed the route for nine years, reported no damage to the hull.",
    "Two tugs will bring the ship back to the yard before the end of the week, he told reporters.",
    "The company said that it would pay for the hotel rooms of all travellers until then.",
];

fn story() -> String {
    STORY.iter().map(|line| format!("<p>{line}</p>\n")).collect()
}

fn article(html: &str) -> Reading {
    let page =
        Page { id: "p", bytes: html.as_bytes(), kind: Kind::Html, ..Page::default() };
    LazyLock::force(&KIT);
    let start = seconds_used();
    let reading = read_to(&page, &KIT, Depth::Article);
    let taken = seconds_used() - start;
    assert!(taken < LIMIT, "{taken:.1} s for {} bytes", html.len());
    reading
}

#[track_caller]
fn has_story(html: &str) {
    let reading = article(html);
    let text = &reading.source.text;
    let body: Vec<&str> =
        reading.article.zones_of(ZoneKind::Body).map(|s| &text[s.range()]).collect();
    for line in STORY {
        assert!(body.contains(&line), "not body: {line}\n{body:?}");
    }
}

#[test]
fn deep_nesting_and_open_tags() {
    let deep = "<div>".repeat(100_000);
    has_story(&format!("<html><body><h1>Ferry</h1>{}{deep}", story()));
    has_story(&format!("<html><body>{}<h1>Ferry</h1>{}", "<b>".repeat(100_000), story()));
    has_story(&format!(
        "<html><body><h1>Ferry</h1>{}{}",
        story(),
        "</div>".repeat(100_000)
    ));
}

#[test]
fn an_attribute_of_fifty_megabytes() {
    let long = "x".repeat(50 << 20);
    has_story(&format!(
        "<html><body><h1>Ferry</h1><div class=\"{long}\">{}</div>",
        story()
    ));
    let classes = "nav ".repeat(1 << 18);
    has_story(&format!(
        "<html><body><h1>Ferry</h1>{}<div id=\"{classes}\">a</div>",
        story()
    ));
}

#[test]
fn broken_references_and_quotes() {
    let broken = "&#x110000;&#99999999999;&unknown;&&&#;&#x;<p title='never closed>";
    article(&broken.repeat(20_000));
    has_story(&format!("<html><body><h1>Fish &amp chips &#8211</h1>{}", story()));
}

#[test]
fn articles_inside_scripts_and_comments_are_not_read() {
    let other = story().replace("Astrid", "Berta").replace("Narvik", "Skagen");
    let page = format!(
        "<html><body><script>var x = '{other}';</script><!-- {other} -->\
         <template>{other}</template><noscript>{other}</noscript><h1>Ferry</h1>{}",
        story()
    );
    has_story(&page);
    assert!(!article(&page).source.text.contains("Berta"));
}

#[test]
fn a_page_without_an_article_is_said_to_be_one() {
    let links: String =
        (0..60).map(|n| format!("<li><a href=/{n}>Harbour story {n}</a></li>")).collect();
    let error = "<html><title>404</title><body><h1>Not found</h1><p>Go home.</p>";
    for page in [format!("<html><body><ul>{links}</ul>"), error.to_owned(), String::new()]
    {
        let reading = article(&page);
        assert!(!reading.article.is_article, "{page}");
        assert!(reading.notes.has("no-article"));
    }
}

#[test]
fn a_paywall_that_cuts_the_text_off_is_noted() {
    let ask = "<p>Subscribe to continue reading</p>";
    let page = |tail: &str| {
        article(&format!("<html><body><h1>Ferry</h1>{}{tail}", story())).notes
    };
    let notes = page(ask);
    let note = notes.0.iter().find(|note| note.code == "paywall");
    assert!(note.is_some_and(|note| note.span.is_some()), "{notes:?}");
    assert!(!page("").has("paywall"));
    assert!(!page("<div class=paywall><p>More stories</p></div>").has("paywall"));
}

#[test]
fn a_line_of_two_moments_is_a_stamp() {
    let reading = article(&format!(
        "<html><body><h1>Ferry</h1><p>Published 28 March 2022, 08:30. Updated 12:10</p>{}",
        story()
    ));
    let text = &reading.source.text;
    let mut stamps = reading.article.zones_of(ZoneKind::Stamp);
    assert!(stamps.any(|s| text[s.range()].starts_with("Published 28 March")), "{text}");
}

#[test]
fn headings_of_a_list_stay_with_their_paragraphs() {
    let items: String = STORY
        .iter()
        .enumerate()
        .map(|(n, line)| format!("<h3>{}. Harbour of Narvik</h3><p>{line}</p>\n", n + 1))
        .collect();
    let html = format!(
        "<html><body><h1>Ferry</h1>{}{items}<p><a href=/x>MORE ON FERRIES IN NORWAY</a></p>\
         <p>{}</p><h3>Other stories of the week</h3><ul><li><a href=/y>Ships</a></ul>",
        story(),
        STORY[3]
    );
    let reading = article(&html);
    let text = &reading.source.text;
    let lines: Vec<&str> =
        reading.article.running_text().map(|s| &text[s.range()]).collect();
    for n in 1..=STORY.len() {
        assert!(lines.contains(&format!("{n}. Harbour of Narvik").as_str()), "{lines:?}");
    }
    assert!(
        !lines.iter().any(|l| l.contains("Other") || l.contains("MORE")),
        "{lines:?}"
    );
}

/// Seconds for a page with so many stories of furniture and text, the best of five.
fn seconds(n: usize) -> f64 {
    let part = format!(
        "<div class=\"story related\"><h2>More &amp; more</h2>{}<ul><li><a href=/a>Home</a>\
         <li><a href=/b>12 May 2022</a></ul></div>",
        story()
    );
    let page = format!("<html><body><h1>Ferry</h1>{}", part.repeat(n));
    let time = || {
        let start = seconds_used();
        article(&page);
        seconds_used() - start
    };
    (0..5).map(|_| time()).fold(f64::INFINITY, f64::min)
}

#[test]
fn time_grows_with_the_length_alone() {
    let base = seconds(400);
    for times in [2, 4, 8] {
        let taken = seconds(400 * times);
        // Twice the share is noise of a busy machine; a square would be `times` times it.
        let most = base * times as f64 * 2.0 + 0.02;
        assert!(taken < most, "{times} times the page: {taken:.3} s, once: {base:.3} s");
    }
}

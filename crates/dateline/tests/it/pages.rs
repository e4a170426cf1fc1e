//! Hostile and huge pages: bounded work, and the article still found.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use dateline::{Depth, Kind, Kit, Page, Reading, ZoneKind, read_to};

static KIT: LazyLock<Kit> = LazyLock::new(Kit::bundled);

/// Longer than this for one page is a defect, whatever the machine does beside it.
const LIMIT: Duration = Duration::from_secs(20);

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
    let start = Instant::now();
    let reading = read_to(&page, &KIT, Depth::Article);
    assert!(start.elapsed() < LIMIT, "{:?} for {} bytes", start.elapsed(), html.len());
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

/// Seconds for a page with so many stories of furniture and text, the best of five.
fn seconds(n: usize) -> f64 {
    let part = format!(
        "<div class=\"story related\"><h2>More &amp; more</h2>{}<ul><li><a href=/a>Home</a>\
         <li><a href=/b>12 May 2022</a></ul></div>",
        story()
    );
    let page = format!("<html><body><h1>Ferry</h1>{}", part.repeat(n));
    let time = || {
        let start = Instant::now();
        article(&page);
        start.elapsed().as_secs_f64()
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

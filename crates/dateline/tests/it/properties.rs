//! What holds for any input: no panic, every span in bounds and on words, the same output
//! twice and for any order, and time that grows with the length alone.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use dateline::{Archive, Brief, Kind, Kit, Page, Reading, collate, read};
use proptest::prelude::*;

use crate::{pages::seconds_used, spans};

static KIT: LazyLock<Kit> = LazyLock::new(Kit::bundled);

const KINDS: [Kind; 4] = [Kind::Auto, Kind::Html, Kind::Page, Kind::Body];

fn read_as(bytes: &[u8], kind: Kind) -> Reading {
    let page =
        Page { id: "p", bytes, kind, published: Some("2022-05-04"), ..Page::default() };
    read(&page, &KIT)
}

/// Panics where a promise of [`Reading`] is broken.
fn check(reading: &Reading) {
    let text = reading.source.text.as_str();
    for (name, span) in spans::all(reading) {
        let words = text.get(span.range());
        assert!(words.is_some(), "{name} {span:?} is out of bounds or off a character");
        assert!(!span.is_empty(), "{name} {span:?} is empty");
    }
    for pair in reading.article.zones.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "zones overlap: {pair:?}");
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        if line.trim().is_empty() {
            continue;
        }
        let covered = |z: &dateline::Zone| {
            (z.span.start as usize) < end && start < z.span.end as usize
        };
        assert!(reading.article.zones.iter().any(covered), "no zone for line {line:?}");
    }
    for sentence in &reading.text.sentences {
        let roots = sentence
            .tokens
            .clone()
            .filter(|t| reading.text.tokens[*t as usize].head.is_none())
            .count();
        assert_eq!(roots, 1, "a sentence has one root");
        for t in sentence.tokens.clone() {
            let head = reading.text.tokens[t as usize].head;
            assert!(head.is_none_or(|h| sentence.tokens.contains(&h.0) && h.0 != t));
        }
    }
}

/// Words and marks that news pages are made of, broken ones included.
fn newsish() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "Mr.",
        "U.S.",
        "said",
        "\"",
        "“",
        "”",
        "‘",
        "’s",
        "n't",
        "on",
        "Monday",
        "June",
        "3",
        "2022",
        ",",
        ".",
        "\n",
        "\n\n",
        "(AP)",
        "—",
        "-",
        "the",
        "minister",
        "Karlshamn",
        "Denmark's",
        "will",
        "not",
        "attack",
        "talks",
        "according",
        "to",
        "denied",
        "that",
        "he",
        "she",
        "they",
        "ALSO",
        "READ",
        "Published",
        "|",
        "00:61",
        "€5m",
        "é",
        "\u{200b}",
        "\u{a0}",
        "日本",
        "👩‍👩‍👧",
        "<p>",
        "</div>",
        "&amp;",
        "{{x}}",
        "?",
        "!",
        "...",
        "By",
        "Anna",
        "Lind",
        "first",
        "week",
        "last",
        "year",
        "'",
        "quoted",
        "as",
        "saying",
        "killed",
        "12",
        "people",
        "http://x.invalid/a",
        ":",
        ";",
        "reportedly",
        "1990",
        "and",
        "the following",
        "two days later",
        "in",
    ]);
    prop::collection::vec(word, 0..120).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        KINDS.iter().for_each(|kind| check(&read_as(&bytes, *kind)));
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,300}") {
        KINDS.iter().for_each(|kind| check(&read_as(text.as_bytes(), *kind)));
    }

    #[test]
    fn anything_like_news_is_read_and_twice_the_same(text in newsish()) {
        for kind in KINDS {
            let reading = read_as(text.as_bytes(), kind);
            check(&reading);
            prop_assert_eq!(format!("{reading:?}"), format!("{:?}", read_as(text.as_bytes(), kind)));
        }
    }
}

/// The pages of `examples/`, by name.
fn examples() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let mut pages: Vec<_> = std::fs::read_dir(folder)
        .expect("examples/ is there")
        .flatten()
        .map(|entry| entry.path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt" || e == "html"))
        .map(|p| {
            let name = p.file_name().map(|n| n.to_string_lossy().into_owned());
            (name.unwrap_or_default(), std::fs::read(&p).expect("readable"))
        })
        .collect();
    pages.sort();
    assert!(pages.len() >= 10, "ten pages and more");
    pages
}

#[test]
fn whole_pages_keep_every_promise() {
    for (_, bytes) in examples() {
        KINDS.iter().for_each(|kind| check(&read_as(&bytes, *kind)));
    }
}

/// The briefs of the pages of `examples/`.
fn example_briefs() -> Vec<Brief> {
    let page = |bytes: &[u8]| read(&Page { bytes, ..Page::default() }, &KIT);
    examples().iter().map(|(name, bytes)| page(bytes).brief(name)).collect()
}

#[test]
fn an_archive_is_the_same_for_any_portions() {
    let briefs = example_briefs();
    let at_once = format!("{:?}", collate(briefs.clone(), &KIT));
    for size in [1, 3, 7] {
        let mut archive = Archive::new();
        for portion in briefs.rchunks(size) {
            archive.add(portion.to_vec(), &KIT);
        }
        // Adding again changes nothing.
        archive.add(briefs[..2].to_vec(), &KIT);
        assert_eq!(at_once, format!("{:?}", archive.dossier()), "portions of {size}");
    }
    let mut archive = Archive::new();
    archive.add(briefs.clone(), &KIT);
    archive.remove(&[briefs[1].id, briefs[4].id], &KIT);
    archive.add(vec![briefs[4].clone(), briefs[1].clone()], &KIT);
    assert_eq!(at_once, format!("{:?}", archive.into_dossier()));
}

#[test]
fn a_dossier_is_the_same_for_any_order() {
    let briefs = example_briefs();
    let forward = format!("{:?}", collate(briefs.clone(), &KIT));
    let mut other = briefs;
    other.reverse();
    other.rotate_left(3);
    assert_eq!(forward, format!("{:?}", collate(other, &KIT)));
}

#[test]
fn time_grows_with_length_alone() {
    let sentence = "On Tuesday the harbor board said that the ferry “would not sail” before June, \
                    and Anna Lind, its director, denied that she had been warned in 2019. ";
    let time = |n: usize| -> Duration {
        let text = sentence.repeat(n) + "\n";
        let once = || {
            let start = Instant::now();
            check(&read_as(text.as_bytes(), Kind::Body));
            start.elapsed()
        };
        (0..3).map(|_| once()).min().unwrap_or_default()
    };
    let (short, long) = (time(50), time(400));
    // Eight times the text may take three times eight times as long on a busy machine.
    assert!(
        long < short * 24 + Duration::from_millis(50),
        "{short:?} for 1, {long:?} for 8"
    );
}

#[test]
fn hostile_pages_are_bounded() {
    let nested = format!("{}word{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    let open_quotes = "“ he said that ".repeat(5_000);
    let one_word = "a".repeat(300_000);
    let commas = "Anna Lind, ".repeat(20_000);
    let start = seconds_used();
    for page in [nested, open_quotes, one_word, commas] {
        KINDS.iter().for_each(|kind| check(&read_as(page.as_bytes(), *kind)));
    }
    let seconds = seconds_used() - start;
    assert!(seconds < 60.0, "{seconds}");
}

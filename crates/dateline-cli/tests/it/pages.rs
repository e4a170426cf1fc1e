//! The offset map on real pages, where the development sets lie beside the repository.

use std::{
    fs::{self, File},
    io::Read as _,
    path::Path,
};

use dateline::{Depth, Kind, Kit, Page, Span, read_to};
use flate2::read::MultiGzDecoder;

/// Whether the bytes of the page say this character.
fn says(raw: &[u8], c: char) -> bool {
    let mut buffer = [0; 4];
    if raw == c.encode_utf8(&mut buffer).as_bytes() {
        return true;
    }
    let Ok(raw) = std::str::from_utf8(raw) else { return false };
    // White space is shown as one space; the edge of a link or a cell is one, too.
    if c == ' ' {
        let stripped = raw.trim_matches(|c: char| c.is_ascii_whitespace());
        return stripped.is_empty() && !raw.is_empty()
            || stripped.starts_with('<') && stripped.ends_with('>');
    }
    let Some(name) = raw.strip_prefix('&').map(|r| r.trim_end_matches(';')) else {
        return c == '\u{fffd}' && raw == "\0";
    };
    let Some(number) = name.strip_prefix('#') else {
        return name.bytes().all(|b| b.is_ascii_alphanumeric()) && !name.is_empty();
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    // Numbers from 0x80 to 0x9F mean Windows-1252, broken ones the replacement character.
    code.is_ok_and(|n| n == u32::from(c) || (0x80..0xa0).contains(&n)) || c == '\u{fffd}'
}

#[test]
fn every_character_of_a_body_slices_back_to_the_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("../../../shared/data/extraction/dev/html");
    let Ok(files) = fs::read_dir(&folder) else {
        eprintln!("skipped: the development pages are not beside this repository");
        return;
    };
    let kit = Kit::bundled();
    let mut n_characters = 0;
    for file in files {
        let path = file.unwrap().path();
        let mut bytes = Vec::new();
        MultiGzDecoder::new(File::open(&path).unwrap()).read_to_end(&mut bytes).unwrap();
        let page = Page {
            id: "p",
            bytes: &bytes,
            kind: Kind::Html,
            charset: Some("utf-8"),
            ..Page::default()
        };
        let reading = read_to(&page, &kit, Depth::Article);
        let (text, map) = (&reading.source.text, reading.source.map.as_ref().unwrap());
        let mut last = 0;
        for span in reading.article.running_text() {
            for (at, c) in text[span.range()].char_indices() {
                let at = span.start as usize + at;
                let range = map.range(Span::new(at, at + c.len_utf8()));
                let (start, end) =
                    range.unwrap_or_else(|| panic!("{path:?}: {c:?} at {at}"));
                let raw = &bytes[start as usize..end as usize];
                let shown = String::from_utf8_lossy(raw);
                assert!(says(raw, c), "{path:?}: {c:?} at {at} is {shown:?}");
                assert!(start >= last, "{path:?}: the map goes back at {at}");
                last = start;
                n_characters += 1;
            }
        }
    }
    assert!(n_characters > 100_000, "only {n_characters} characters were looked at");
}

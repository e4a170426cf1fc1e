//! Which character encoding a page is in: byte-order mark, transport, meta tag, guess.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::Page;

/// How far into a page a meta tag is looked for. The standard says 1024; pages put it later.
const META_WITHIN: usize = 8192;

/// How many bytes the guess looks at.
const GUESSED_ON: usize = 1 << 16;

/// The encoding found.
pub(super) struct Found {
    pub(super) encoding: &'static Encoding,
    /// Length of the byte-order mark.
    bom: usize,
    /// What was odd about it.
    pub(super) odd: Option<String>,
}

pub(super) fn of(page: &Page<'_>, is_html: bool) -> Found {
    let bytes = page.bytes;
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        return Found { encoding, bom, odd: None };
    }
    let stated = page
        .charset
        .and_then(|name| Encoding::for_label(name.trim().as_bytes()))
        .or_else(|| if is_html { in_meta(bytes) } else { None });
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    let is_wide = |e: &'static Encoding| e == UTF_16LE || e == UTF_16BE;
    // What decodes as UTF-8 and is not plain ASCII is UTF-8, whatever a tag says.
    if is_utf8 && !stated.is_some_and(is_wide) {
        let differs = stated.is_some_and(|e| e != UTF_8) && !bytes.is_ascii();
        let odd =
            differs.then(|| "the page says another encoding but is UTF-8".to_owned());
        return Found { encoding: UTF_8, bom: 0, odd };
    }
    if let Some(encoding) = stated.filter(|e| *e != UTF_8) {
        return Found { encoding, bom: 0, odd: None };
    }
    // Mostly UTF-8 with a few broken bytes is better read as UTF-8.
    let broken = broken_share(bytes);
    if stated == Some(UTF_8) && broken < 0.5 || broken < 0.02 {
        let odd =
            Some("not all of it is UTF-8; broken bytes are shown as \u{FFFD}".to_owned());
        return Found { encoding: UTF_8, bom: 0, odd };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(GUESSED_ON)], true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    let odd = Some(format!("no encoding stated; read as {}", encoding.name()));
    Found { encoding, bom: 0, odd }
}

/// Of the bytes beyond ASCII, how many do not stand in well-formed UTF-8.
fn broken_share(bytes: &[u8]) -> f64 {
    let n_high = bytes.iter().filter(|b| **b >= 0x80).count();
    let n_broken: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    n_broken as f64 / n_high.max(1) as f64
}

/// `<meta charset=x>` or `content="text/html; charset=x"`.
fn in_meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(META_WITHIN)].to_ascii_lowercase();
    let at = memchr::memmem::find(&head, b"charset")? + b"charset".len();
    let value: Vec<u8> = head[at..]
        .iter()
        .copied()
        .skip_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\''))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .take(40)
        .collect();
    // A page that was read far enough to find a tag is not in two-byte units.
    let found = Encoding::for_label(&value)?;
    Some(if found == UTF_16LE || found == UTF_16BE { UTF_8 } else { found })
}

/// The text of plain input. A byte-order mark is not part of it.
pub(super) fn decode(bytes: &[u8], found: &Found) -> String {
    found.encoding.decode_without_bom_handling(&bytes[found.bom..]).0.into_owned()
}

/// A page in two-byte units (or with escapes), as UTF-8.
pub(super) struct Wide {
    pub(super) text: String,
    /// Byte of the raw page at every 64th byte of the text.
    marks: Vec<u32>,
    bom: usize,
    is_utf16: bool,
}

/// Bytes between two marks of [`Wide`].
const STEP: usize = 64;

impl Wide {
    /// The byte of the raw page where byte `at` of the text stands.
    pub(super) fn raw(&self, at: u32) -> u32 {
        if !self.is_utf16 {
            return at;
        }
        let block = (at as usize / STEP).min(self.marks.len().saturating_sub(1));
        let mut from = block * STEP;
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let units = self.text[from..(at as usize).max(from)].encode_utf16().count();
        self.marks.get(block).copied().unwrap_or(self.bom as u32) + 2 * units as u32
    }
}

/// The page as UTF-8 where its tags do not stand in ASCII bytes.
pub(super) fn to_utf8_if_wide(bytes: &[u8], found: &Found) -> Option<Wide> {
    let is_utf16 = found.encoding == UTF_16LE || found.encoding == UTF_16BE;
    if !is_utf16 && found.encoding.is_ascii_compatible() && found.bom == 0 {
        return None;
    }
    if found.bom > 0 && found.encoding == UTF_8 {
        return None;
    }
    let text = decode(bytes, found);
    let mut marks = Vec::new();
    let mut units = 0u32;
    let mut next = 0;
    for (at, c) in text.char_indices() {
        while at >= next {
            marks.push(found.bom as u32 + 2 * units);
            next += STEP;
        }
        units += c.len_utf16() as u32;
    }
    Some(Wide { text, marks, bom: found.bom, is_utf16 })
}

//! What the network sees of a word; the same ids as `training/dateline_net/features.py`.

use super::weights::Weights;

pub(super) const SHAPES: usize = 3072;
pub(super) const PREFIXES: usize = 8192;
pub(super) const SUFFIXES: usize = 8192;
pub(super) const NGRAMS: usize = 40960;
/// Longer forms keep their first characters: linear time on any input.
const MAX_CHARS: usize = 24;

/// The rows of one word in the network's tables.
#[derive(Debug, PartialEq)]
pub(super) struct Features {
    pub(super) norm: usize,
    pub(super) cased: usize,
    pub(super) shape: usize,
    pub(super) listed: usize,
    pub(super) prefixes: Vec<usize>,
    pub(super) suffixes: Vec<usize>,
    pub(super) ngrams: Vec<usize>,
}

/// The word lists that features are looked up in.
pub(super) struct Lists {
    known: Vec<u32>,
    known_cased: Vec<u32>,
    listed: Vec<(u32, u8)>,
}

impl Lists {
    /// Takes the lists out of the weights.
    pub(super) fn new(weights: &mut Weights) -> Self {
        Self {
            known: std::mem::take(&mut weights.known),
            known_cased: std::mem::take(&mut weights.known_cased),
            listed: std::mem::take(&mut weights.listed),
        }
    }

    /// Rows of the tables of known words: lower-cased, as written.
    pub(super) fn rows(&self) -> (usize, usize) {
        (self.known.len() + 1, self.known_cased.len() + 1)
    }

    /// The features of one form.
    pub(super) fn features(&self, form: &str) -> Features {
        let cased = normalise(form);
        let low = lower(&cased);
        let rank =
            |list: &[u32], hash: u32| list.binary_search(&hash).map_or(0, |i| i + 1);
        let capital = cased.first().is_some_and(|c| c.is_uppercase());
        let listed = self
            .listed
            .binary_search_by_key(&crc('z', &low), |entry| entry.0)
            .map_or(0, |i| usize::from(self.listed[i].1));
        let hashed = |tag, chars: &[char], rows: usize| crc(tag, chars) as usize % rows;
        let n = low.len();
        Features {
            norm: rank(&self.known, crc('n', &low)),
            cased: rank(&self.known_cased, crc('c', &cased)),
            shape: hashed('s', &shape(&cased), SHAPES),
            listed: if capital { listed } else { 0 },
            prefixes: (1..=n.min(3)).map(|k| hashed('p', &low[..k], PREFIXES)).collect(),
            suffixes: (1..=n.min(4))
                .map(|k| hashed('u', &low[n - k..], SUFFIXES))
                .collect(),
            ngrams: ngrams(&low),
        }
    }
}

fn ngrams(low: &[char]) -> Vec<usize> {
    let mut wrapped = Vec::with_capacity(low.len() + 2);
    wrapped.push('<');
    wrapped.extend_from_slice(low);
    wrapped.push('>');
    let mut out: Vec<usize> = (3..=5)
        .flat_map(|n| wrapped.windows(n))
        .map(|gram| crc('g', gram) as usize % NGRAMS)
        .collect();
    if out.is_empty() {
        out.push(crc('g', &wrapped) as usize % NGRAMS);
    }
    out
}

/// Quotes, dashes and ellipses of all kinds as one; ASCII digits as 0; first characters.
fn normalise(form: &str) -> Vec<char> {
    let form = match form {
        "``" | "''" => "\"",
        "--" | "---" => "-",
        "..." => ".",
        "-LRB-" => "(",
        "-RRB-" => ")",
        _ => form,
    };
    form.chars()
        .take(MAX_CHARS)
        .map(|c| match c {
            '0'..='9' => '0',
            '“' | '”' | '„' | '«' | '»' => '"',
            '‘' | '’' | '‚' | '`' => '\'',
            '–' | '—' | '‐' | '‑' | '−' => '-',
            '…' => '.',
            _ => c,
        })
        .collect()
}

/// Lower case, one character to one character.
fn lower(chars: &[char]) -> Vec<char> {
    chars
        .iter()
        .map(|&c| {
            let mut full = c.to_lowercase();
            match (full.next(), full.next()) {
                (Some(l), None) => l,
                _ => c,
            }
        })
        .collect()
}

/// `Xx0` shape, runs cut after three.
fn shape(chars: &[char]) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    for &c in chars {
        let s = match c {
            _ if c.is_uppercase() => 'X',
            _ if c.is_lowercase() => 'x',
            _ if c.is_ascii() => c,
            _ => '*',
        };
        if !out.ends_with(&[s; 3]) {
            out.push(s);
        }
    }
    out
}

/// CRC32 (polynomial 0xEDB88320) of the tag and the characters as UTF-8.
fn crc(tag: char, chars: &[char]) -> u32 {
    let mut crc = !0u32;
    let mut buffer = [0u8; 4];
    for c in std::iter::once(&tag).chain(chars) {
        for &byte in c.encode_utf8(&mut buffer).as_bytes() {
            crc = (crc >> 8) ^ CRC_TABLE[((crc ^ u32::from(byte)) & 0xff) as usize];
        }
    }
    !crc
}

const CRC_TABLE: [u32; 256] = crc_table();

const fn crc_table() -> [u32; 256] {
    let mut table = [0u32; 256];
    let mut i = 0;
    while i < 256 {
        let mut crc = i as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[i] = crc;
        i += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc_is_the_usual_one() {
        let digits: Vec<char> = "23456789".chars().collect();
        assert_eq!(crc('1', &digits), 0xCBF4_3926);
    }

    #[test]
    fn shapes() {
        let shown = |form: &str| shape(&normalise(form)).into_iter().collect::<String>();
        assert_eq!(shown("Lindqvist-Mora"), "Xxxx-Xxxx".replacen("xxxx", "xxx", 1));
        assert_eq!(shown("2019"), "000");
        assert_eq!(shown("“"), "\"");
    }
}

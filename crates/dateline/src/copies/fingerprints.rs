//! Winnowed word shingles (Schleimer, Wilkerson and Aiken 2003): the same passage gives
//! the same hashes wherever it stands, so that briefs can be aligned without their texts.

use crate::Span;

/// Words in a shingle. Four and fewer make formulae of everyday news meet.
pub(super) const SHINGLE: usize = 5;
/// Shingles of which the least is kept: every passage of `SHINGLE + WINDOW - 1` words that
/// two texts share is seen, and about 2 / (WINDOW + 1) of all shingles are kept.
pub(super) const WINDOW: usize = 6;

/// Fingerprints of the body with their word positions, and the number of words in it: what
/// [`crate::Brief::fingerprints`] holds, for whoever keeps the text and need not keep them.
/// Every span of `body` must lie in `text`.
pub fn fingerprints(text: &str, body: &[Span]) -> (Vec<(u32, u32)>, u32) {
    let hashes: Vec<u64> = body
        .iter()
        .flat_map(|zone| words(zone.of(text)))
        .map(|w| hash_word(&w))
        .collect();
    let n_words = hashes.len();
    if n_words == 0 {
        return (Vec::new(), 0);
    }
    let size = SHINGLE.min(n_words);
    let shingles: Vec<u32> = hashes.windows(size).map(hash_shingle).collect();
    (winnow(&shingles), n_words as u32)
}

/// The least shingle of each window, the rightmost where several are least.
fn winnow(shingles: &[u32]) -> Vec<(u32, u32)> {
    let window = WINDOW.min(shingles.len());
    let mut out: Vec<(u32, u32)> = Vec::new();
    for start in 0..=shingles.len() - window {
        let least = (start..start + window)
            .min_by_key(|&i| (shingles[i], std::cmp::Reverse(i)))
            .unwrap_or(start);
        if out.last().is_none_or(|&(_, at)| at != least as u32) {
            out.push((shingles[least], least as u32));
        }
    }
    out
}

/// Words as copies are compared: letters and digits in lower case, without punctuation,
/// so that curly and straight quotation marks are one.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

pub(super) fn hash_word(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

fn hash_shingle(words: &[u64]) -> u32 {
    let mixed = words.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |hash, word| {
        (hash.rotate_left(23) ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd)
    });
    (mixed ^ (mixed >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Vec<(u32, u32)>, u32) {
        fingerprints(text, &[Span::new(0, text.len())])
    }

    #[test]
    fn a_shared_passage_gives_shared_fingerprints() {
        let passage = "the ferry left the harbour shortly before dawn with two hundred \
                       people and a cargo of timber on board";
        let (a, n) = of(passage);
        let (b, _) =
            of(&format!("Quite other words come first here, and then {passage}"));
        assert_eq!(n, 19);
        let shared = a.iter().filter(|f| b.iter().any(|g| g.0 == f.0)).count();
        assert!(shared + 1 >= a.len(), "{shared} of {}", a.len());
    }

    #[test]
    fn short_and_empty_texts_are_no_trouble() {
        assert_eq!(of(""), (Vec::new(), 0));
        assert_eq!(of("Two words").0.len(), 1);
    }
}

//! Sentences too long to parse whole: cut at clause marks, joined again.

use std::ops::Range;

use super::SentenceAnalysis;

/// Longest stretch of words that is parsed whole. Arcs cost the square of it; of the
/// sentences in the development sets fewer than one in a thousand is longer.
pub(super) const PARSED: usize = 120;
/// No piece is shorter than this unless nothing is left.
const SHORTEST: usize = 50;

/// Where to cut a sentence: after the last strong mark that fits, else after the last comma
/// or dash, else at the longest length.
pub(super) fn cut(words: &[&str]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    while words.len() - start > PARSED {
        let window = &words[start + SHORTEST..start + PARSED];
        let last = |marks: &[&str]| window.iter().rposition(|w| marks.contains(w));
        let mark = last(&[";", ":", ".", "!", "?", "|", "•"])
            .or_else(|| last(&[",", "-", "–", "—"]));
        let end = mark.map_or(start + PARSED, |m| start + SHORTEST + m + 1);
        out.push(start..end);
        start = end;
    }
    out.push(start..words.len());
    out
}

/// The stretches of a sentence between the words at which new ones begin.
pub(super) fn split<'a, 'w>(
    words: &'a [&'w str],
    splits: &'a [usize],
) -> impl Iterator<Item = &'a [&'w str]> {
    let ends = splits.iter().copied().chain([words.len()]);
    let mut start = 0;
    ends.map(move |end| {
        let part = &words[start..end];
        start = end;
        part
    })
}

/// One sentence out of its pieces: later roots hang from the first.
pub(super) fn join(pieces: impl Iterator<Item = SentenceAnalysis>) -> SentenceAnalysis {
    let mut out = SentenceAnalysis::default();
    let mut root = None;
    for piece in pieces {
        let offset = out.words.len();
        for (i, mut word) in piece.words.into_iter().enumerate() {
            match (word.head, root) {
                (Some(head), _) => word.head = Some(head + offset),
                (None, None) => root = Some(offset + i),
                (None, Some(first)) => {
                    word.head = Some(first);
                    word.deprel = "parataxis";
                }
            }
            out.words.push(word);
        }
        out.splits.extend(piece.splits.iter().map(|i| i + offset));
        for mut name in piece.names {
            name.words = name.words.start + offset..name.words.end + offset;
            out.names.push(name);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_the_sentence() {
        for n in [0, 1, 120, 121, 1000] {
            for mark in ["word", ",", ";"] {
                let words = vec![mark; n];
                let pieces = cut(&words);
                assert_eq!(pieces[0].start, 0);
                assert_eq!(pieces[pieces.len() - 1].end, n);
                assert!(pieces.windows(2).all(|p| p[0].end == p[1].start));
                assert!(pieces.iter().all(|p| p.len() <= PARSED));
                // Arcs to score: the square of each piece, so linear in the sentence.
                let arcs: usize = pieces.iter().map(|p| p.len() * p.len()).sum();
                assert!(arcs <= PARSED * n, "{arcs} arcs for {n} words");
            }
        }
    }
}

//! Scores of BIOES tags -> spans: the best sequence in which every tag may follow the last.

use std::ops::Range;

/// What a tag says: its place in a name and the name's class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tag {
    Outside,
    Begin(u8),
    Inside(u8),
    End(u8),
    Single(u8),
}

impl Tag {
    fn opens(self) -> Option<u8> {
        match self {
            Tag::Begin(class) | Tag::Inside(class) => Some(class),
            _ => None,
        }
    }

    fn class(self) -> Option<u8> {
        match self {
            Tag::Outside => None,
            Tag::Begin(k) | Tag::Inside(k) | Tag::End(k) | Tag::Single(k) => Some(k),
        }
    }

    fn goes_on(self) -> Option<u8> {
        match self {
            Tag::Inside(class) | Tag::End(class) => Some(class),
            _ => None,
        }
    }
}

/// The tags of the weights, and which may follow which.
pub(super) struct Tags {
    tags: Vec<Tag>,
}

/// Below any score: the tag cannot stand here.
const TOO_SMALL: f32 = -1e30;

impl Tags {
    /// Reads `B-PER`, `S-LOC`, `O`; `class` gives the index of a class by its name.
    pub(super) fn new(
        names: &[&str],
        class: impl Fn(&str) -> Option<u8>,
    ) -> Option<Self> {
        let tag = |name: &&str| match name.split_once('-') {
            None => (*name == "O").then_some(Tag::Outside),
            Some((place, kind)) => {
                let class = class(kind)?;
                Some(match place {
                    "B" => Tag::Begin(class),
                    "I" => Tag::Inside(class),
                    "E" => Tag::End(class),
                    "S" => Tag::Single(class),
                    _ => return None,
                })
            }
        };
        Some(Self { tags: names.iter().map(tag).collect::<Option<_>>()? })
    }

    /// The best of the tags after which a name of a class goes on, or none is open.
    fn best_before(&self, class: Option<u8>, scores: &[f32]) -> usize {
        let mut tags = (0..self.tags.len()).filter(|&t| self.tags[t].opens() == class);
        let first = tags.next().unwrap_or(0);
        tags.fold(first, |a, b| if scores[b] > scores[a] { b } else { a })
    }

    /// The best valid sequence for rows of `width` scores, of which the first ones are tags.
    fn best(&self, scores: &[f32], width: usize) -> Vec<usize> {
        let n = self.tags.len();
        let rows: Vec<&[f32]> = scores.chunks_exact(width).map(|row| &row[..n]).collect();
        let Some((first, rest)) = rows.split_first() else { return Vec::new() };
        let start = |t: usize| {
            if self.tags[t].goes_on().is_some() { TOO_SMALL } else { first[t] }
        };
        let mut best: Vec<f32> = (0..n).map(start).collect();
        let mut back: Vec<Vec<usize>> = Vec::with_capacity(rest.len());
        for row in rest {
            // All tags that do not go on with a name share their best predecessor.
            let closed = self.best_before(None, &best);
            let before = |to: usize| match self.tags[to].goes_on() {
                None => closed,
                class => self.best_before(class, &best),
            };
            let from: Vec<usize> = (0..n).map(before).collect();
            best = from.iter().zip(*row).map(|(&f, score)| best[f] + score).collect();
            back.push(from);
        }
        let ends = (0..n).filter(|&t| self.tags[t].opens().is_none());
        let last = ends.fold(0, |a, b| if best[b] > best[a] { b } else { a });
        let mut path = vec![last];
        for from in back.iter().rev() {
            path.push(from[path[path.len() - 1]]);
        }
        path.reverse();
        path
    }

    /// Names in a sentence, in order. `shares` are the scores' softmax, row by row.
    pub(super) fn spans(
        &self,
        scores: &[f32],
        shares: &[f32],
        width: usize,
    ) -> Vec<Found> {
        let mut out = Vec::new();
        let mut open = None;
        for (i, &t) in self.best(scores, width).iter().enumerate() {
            match self.tags[t] {
                Tag::Outside => open = None,
                Tag::Begin(_) => open = Some(i),
                Tag::Inside(_) => {}
                Tag::Single(class) => {
                    out.push(self.found(i..i + 1, class, shares, width));
                }
                Tag::End(class) => {
                    if let Some(start) = open.take() {
                        out.push(self.found(start..i + 1, class, shares, width));
                    }
                }
            }
        }
        out
    }

    fn found(
        &self,
        words: Range<usize>,
        class: u8,
        shares: &[f32],
        width: usize,
    ) -> Found {
        let mut out =
            Found { words: words.clone(), class, score: 1.0, classes: [0.0; 9] };
        for row in shares[words.start * width..words.end * width].chunks_exact(width) {
            let mut own = 0.0;
            for (tag, &share) in self.tags.iter().zip(row) {
                let Some(k) = tag.class() else { continue };
                out.classes[usize::from(k)] += share / words.len() as f32;
                own += if k == class { share } else { 0.0 };
            }
            out.score = out.score.min(own);
        }
        out
    }
}

/// A name in a sentence.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) words: Range<usize>,
    pub(super) class: u8,
    /// The smallest share that a word gives to the class.
    pub(super) score: f32,
    /// Each class's share, as the mean over the words.
    pub(super) classes: [f32; 9],
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags() -> Tags {
        let names = ["O", "B-A", "I-A", "E-A", "S-A", "B-B", "I-B", "E-B", "S-B"];
        let class = |kind: &str| ["A", "B"].iter().position(|k| *k == kind);
        Tags::new(&names, |kind| class(kind).map(|i| i as u8)).expect("known tags")
    }

    #[track_caller]
    fn check(wanted: &[usize], expected: &[(Range<usize>, u8)]) {
        let mut scores = vec![0.0; wanted.len() * 9];
        for (i, &w) in wanted.iter().enumerate() {
            scores[i * 9 + w] = 1.0;
        }
        let found: Vec<_> = tags()
            .spans(&scores, &scores, 9)
            .into_iter()
            .map(|f| (f.words, f.class))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn valid_sequences_are_kept() {
        check(&[1, 2, 3, 0, 8], &[(0..3, 0), (4..5, 1)]);
        check(&[], &[]);
    }

    #[test]
    fn broken_sequences_are_mended() {
        let scores = [0.0; 36];
        for Found { words, .. } in tags().spans(&scores, &scores, 9) {
            assert!(words.start < words.end && words.end <= 4);
        }
        check(&[0, 0, 3, 0], &[]);
    }
}

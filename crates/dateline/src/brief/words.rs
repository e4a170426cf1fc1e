//! Words and sentences as the way of many compares them.

use crate::{Reading, Span, TokenIdx, Upos, ZoneKind};

/// Verbs that carry no content of their own.
const LIGHT: &[&str] = &[
    "be", "have", "do", "make", "take", "give", "get", "go", "come", "say", "tell",
    "use", "put", "set", "hold", "include", "become", "begin", "continue",
];

/// Words that an article keeps to be compared with others.
const TOPIC_WORDS: usize = 64;

/// Hashes of the content words in `spans`, dictionary forms in lower case, sorted, each once.
pub(crate) fn clue_words(reading: &Reading, spans: &[Span]) -> Box<[u32]> {
    let mut out: Vec<u32> =
        spans.iter().flat_map(|&span| content_words(reading, span)).collect();
    out.sort_unstable();
    out.dedup();
    out.into()
}

/// The content words of the zones that are read, by number, the most frequent kept.
pub(super) fn topics(reading: &Reading) -> Vec<(u32, u16)> {
    let whole = Span::new(0, reading.source.text.len());
    let mut all: Vec<u32> = content_words(reading, whole).collect();
    all.sort_unstable();
    let mut counted: Vec<(u32, u16)> = Vec::new();
    for word in all {
        match counted.last_mut() {
            Some((last, n)) if *last == word => *n = n.saturating_add(1),
            _ => counted.push((word, 1)),
        }
    }
    counted.sort_by_key(|&(word, n)| (std::cmp::Reverse(n), word));
    counted.truncate(TOPIC_WORDS);
    counted.sort_unstable();
    counted
}

fn content_words(reading: &Reading, span: Span) -> impl Iterator<Item = u32> + '_ {
    reading.text.tokens_in(span).filter_map(|i| {
        let token = reading.text.token(TokenIdx(i as u32));
        let lemma = token.lemma.to_lowercase();
        is_content(token.upos, &lemma).then(|| hash(&lemma))
    })
}

/// A word's hash (FNV-1a): the same in every build.
pub(crate) fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

fn is_content(upos: Upos, lemma: &str) -> bool {
    let kind =
        matches!(upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj | Upos::Num);
    let long = lemma.len() > 2 || lemma.bytes().all(|b| b.is_ascii_digit());
    kind && long && lemma.chars().all(char::is_alphanumeric) && !LIGHT.contains(&lemma)
}

/// The sentence around a span, or the span itself where no sentence holds it.
pub(crate) fn own_sentence(reading: &Reading, span: Span) -> Span {
    reading
        .text
        .sentence_at(span.start)
        .map_or(span, |idx| reading.text.sentence(idx).span)
        .cover(span)
}

/// The word of a span that hangs from outside it.
pub(crate) fn head(reading: &Reading, span: Span) -> Option<TokenIdx> {
    let tokens = reading.text.tokens_in(span);
    let inside = |t: TokenIdx| tokens.contains(&(t.0 as usize));
    tokens
        .clone()
        .map(|i| TokenIdx(i as u32))
        .find(|&t| reading.text.token(t).head.is_none_or(|h| !inside(h)))
}

/// What an act is done to, where that is a common noun: the noun's hash, then those of the
/// names that go with it, sorted.
pub(crate) fn object(reading: &Reading, act: TokenIdx) -> Box<[u32]> {
    let text = &reading.text;
    let lemma = |t: TokenIdx| hash(&text.token(t).lemma.to_lowercase());
    let undergoes = |t: TokenIdx| match text.token(t).deprel {
        "obj" | "nsubj:pass" => true,
        // "the bombing of the mill"
        "nmod" => text.children(t, "case").any(|c| &*text.token(c).lemma == "of"),
        _ => false,
    };
    let mut dependents = text.dependents(act).iter().copied();
    let noun = dependents.find(|&t| undergoes(t) && text.token(t).upos == Upos::Noun);
    let Some(noun) = noun else { return Box::default() };
    let mut names: Vec<u32> = text
        .dependents(noun)
        .iter()
        .copied()
        .filter(|&t| text.token(t).upos == Upos::Propn)
        .filter(|&t| matches!(text.token(t).deprel, "compound" | "nmod:poss" | "amod"))
        .map(lemma)
        .collect();
    names.sort_unstable();
    names.dedup();
    names.insert(0, lemma(noun));
    names.into()
}

/// Whether a span stands in the body.
pub(crate) fn in_body(reading: &Reading, span: Span) -> bool {
    reading.article.kind_at(span.start) == Some(ZoneKind::Body)
}

/// White space runs and line breaks become single spaces.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whole numbers in a span: figures, and words up to twenty.
pub(crate) fn numbers(text: &str) -> Vec<u32> {
    const SPELLED: &[&str] = &[
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    let mut out: Vec<u32> = text
        .split(|c: char| !c.is_alphanumeric() && c != ',')
        .filter_map(|word| {
            let plain = word.replace(',', "").to_lowercase();
            let spelled = SPELLED.iter().position(|s| *s == plain);
            plain.parse().ok().or(spelled.map(|i| i as u32 + 1))
        })
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_figures_and_words() {
        assert_eq!(numbers("At least six of 1,204 people, aged 7"), [6, 7, 1204]);
        assert_eq!(numbers(""), []);
    }
}

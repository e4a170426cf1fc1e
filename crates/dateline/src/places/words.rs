//! The words that a place name is made of.

use crate::Span;

/// A word: letters and digits, with the marks inside initials ("U.S.", "W.Va.").
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) start: usize,
    /// Without a possessive.
    pub(super) end: usize,
    pub(super) capital: bool,
}

/// The words of a stretch of text.
pub(super) fn scan(text: &str, span: Span) -> Vec<Word> {
    let mut out = Vec::new();
    let mut chars = text[span.range()].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !c.is_alphanumeric() {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some(&(next, c)) = chars.peek() {
            let joins = c.is_alphanumeric()
                || is_apostrophe(c)
                || (c == '.' && is_initial(&text[span.range()], at, next));
            if !joins {
                break;
            }
            end = next + c.len_utf8();
            chars.next();
        }
        let start = span.start as usize + at;
        let end = without_possessive(text, start, span.start as usize + end);
        if end > start {
            out.push(Word { start, end, capital: c.is_uppercase() });
        }
    }
    out
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʻ')
}

/// Whether the point at `dot` belongs to initials that began at `start`: one letter before
/// it, a letter or another point's letter after it ("U.S", "W.Va"), or the last of them.
fn is_initial(text: &str, start: usize, dot: usize) -> bool {
    let since = text[start..dot].rsplit('.').next().unwrap_or("");
    let after = text[dot + 1..].chars().next();
    let followed = after.is_some_and(char::is_alphanumeric);
    let inside = text[start..dot].contains('.');
    let short = since.chars().count() == 1 && since.chars().all(char::is_uppercase);
    (short && (followed || inside)) || (inside && since.chars().count() <= 2 && followed)
}

fn without_possessive(text: &str, start: usize, end: usize) -> usize {
    let word = &text[start..end];
    for suffix in ["'s", "’s", "'S", "’S"] {
        if let Some(bare) = word.strip_suffix(suffix) {
            return start + bare.len();
        }
    }
    start + word.trim_end_matches(is_apostrophe).len()
}

/// Small words with which a name may begin ("al-Arish", "el-Obeid").
pub(super) fn is_article(word: &str) -> bool {
    matches!(word, "al" | "el" | "an" | "ar" | "as" | "ash" | "at" | "az" | "the" | "de")
}

/// Whether only spaces, hyphens and the points of "St." stand between the words, and
/// small words among them are particles.
pub(super) fn joined(text: &str, words: &[Word]) -> bool {
    words.windows(2).all(|pair| {
        let between = &text[pair[0].end..pair[1].start];
        let first = &text[pair[0].start..pair[0].end];
        let abbreviated = matches!(first, "St" | "Ste" | "Mt" | "Ft" | "Sts" | "Pt");
        let possessive = matches!(between, "'s " | "’s " | "' " | "’ ");
        let apart = matches!(between, " " | "-" | "–" | "\n" | "\u{a0}" | " & ");
        let small = &text[pair[1].start..pair[1].end];
        (apart || possessive || (abbreviated && between == ". "))
            && (pair[1].capital || is_particle(small))
    })
}

fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "of" | "the"
            | "and"
            | "de"
            | "da"
            | "do"
            | "di"
            | "del"
            | "della"
            | "la"
            | "le"
            | "les"
            | "los"
            | "las"
            | "al"
            | "el"
            | "an"
            | "am"
            | "on"
            | "upon"
            | "in"
            | "sur"
            | "sous"
            | "du"
            | "des"
            | "der"
            | "den"
            | "und"
            | "y"
            | "e"
            | "en"
            | "a"
            | "ed"
            | "ad"
            | "es"
            | "as"
            | "os"
            | "i"
            | "im"
            | "bei"
            | "an der"
    )
}

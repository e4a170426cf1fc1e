//! Splits a sentence into syntactic words as the English Universal Dependencies treebanks
//! do: clitics and hyphens apart, abbreviations and numbers whole.

use crate::Span;

use super::{SentenceIdx, Token, TokenIdx, Upos};

/// Words with a stop of their own, beside single letters and dotted initials.
const WITH_STOP: &[&str] = &[
    "mr.", "mrs.", "ms.", "dr.", "prof.", "gen.", "col.", "lt.", "maj.", "capt.", "sgt.",
    "gov.", "sen.", "rep.", "rev.", "st.", "jr.", "sr.", "inc.", "ltd.", "co.", "corp.",
    "jan.", "feb.", "mar.", "apr.", "jun.", "jul.", "aug.", "sep.", "sept.", "oct.",
    "nov.", "dec.", "vs.", "etc.", "no.", "e.g.", "i.e.", "a.m.", "p.m.", "mt.", "ft.",
    "rs.", "adm.", "al.", "c.", "ca.", "cal.", "approx.", "fig.", "vol.", "brig.",
    "cmdr.", "hon.", "bros.", "dept.", "messrs.", "supt.",
];

/// Marks that belong together.
const SMILEYS: &[&str] =
    &[":)", ":-)", ":(", ":-(", ";)", ";-)", ":D", ":P", "<<", ">>", "b/c", "w/"];

/// First parts that stay joined to what follows their hyphen.
const PREFIXES: &[&str] = &[
    "e", "co", "re", "pre", "un", "anti", "non", "ex", "mid", "multi", "sub", "inter",
    "counter", "semi", "ultra", "vice", "uh", "t", "x",
];

/// Adds the tokens of the sentence at `span`; heads, tags and lemmas are left to later.
pub(super) fn split(text: &str, span: Span, sentence: SentenceIdx, out: &mut Vec<Token>) {
    let mut at = span.start as usize;
    for chunk in span.of(text).split_inclusive(char::is_whitespace) {
        let word = chunk.trim_end();
        let last = at + chunk.len() >= span.end as usize;
        for (offset, piece) in pieces(word) {
            let last = last && offset + piece.len() == word.len();
            chunk_tokens(piece, at + offset, last, &mut |span, form| {
                out.push(token(text, span, form, sentence));
            });
        }
        at += chunk.len();
    }
}

fn token(
    text: &str,
    span: Span,
    form: Option<&'static str>,
    sentence: SentenceIdx,
) -> Token {
    let word = form.unwrap_or(span.of(text));
    Token {
        span,
        form,
        lemma: word.to_lowercase().into(),
        upos: Upos::X,
        xpos: "FW",
        feats: "_",
        head: None::<TokenIdx>,
        deprel: "dep",
        sentence,
    }
}

type Emit<'e> = &'e mut dyn FnMut(Span, Option<&'static str>);

/// No word is longer than this many bytes: longer stretches without white space (markup,
/// binary rests) are cut, so that the splitting of one is bounded.
const LONGEST_WORD: usize = 256;

/// A stretch in pieces of bounded length, each with its offset; addresses stay whole.
fn pieces(word: &str) -> Vec<(usize, &str)> {
    if word.len() <= LONGEST_WORD || (word.len() < 2048 && is_address(word)) {
        return if word.is_empty() { Vec::new() } else { vec![(0, word)] };
    }
    let mut out = Vec::new();
    let mut start = 0;
    while start < word.len() {
        let mut end = word.len().min(start + LONGEST_WORD);
        while !word.is_char_boundary(end) {
            end -= 1;
        }
        out.push((start, &word[start..end]));
        start = end;
    }
    out
}

/// Splits one stretch without white space that starts at byte `at`; `last` says whether the
/// sentence ends with it.
fn chunk_tokens(word: &str, at: usize, last: bool, emit: Emit<'_>) {
    if is_address(word) {
        let end = word.trim_end_matches([',', '.', ';', ':', ')', '"', '”']).len();
        emit(Span::new(at, at + end), None);
        marks(&word[end..], at + end, emit);
        return;
    }
    if SMILEYS.contains(&word) || (word.len() > 1 && word.bytes().all(|b| b == b'$')) {
        emit(Span::new(at, at + word.len()), None);
        return;
    }
    let head = word.find(|c: char| !opens(c)).unwrap_or(word.len());
    marks(&word[..head], at, emit);
    let rest = &word[head..];
    let tail = tail_start(rest, last);
    core(&rest[..tail], at + head, emit);
    marks(&rest[tail..], at + head + tail, emit);
}

fn is_address(word: &str) -> bool {
    word.contains("://")
        || word.starts_with("www.")
        || (word.contains('@') && word.contains('.') && !word.starts_with('@'))
}

fn opens(c: char) -> bool {
    matches!(
        c,
        '"' | '“'
            | '”'
            | '‘'
            | '\''
            | '('
            | '['
            | '{'
            | '«'
            | '$'
            | '£'
            | '€'
            | '₹'
            | '¥'
            | '#'
            | '*'
            | '•'
            | '»'
            | '¿'
            | '¡'
            | '-'
            | '–'
            | '—'
            | '|'
            | '~'
            | '<'
            | '>'
            | '`'
            | '/'
            | '_'
            | '='
            | '.'
            | ','
            | ':'
            | ';'
            | '?'
            | '!'
            | ')'
            | ']'
            | '}'
            | '…'
            | '’'
            | '%'
    )
}

/// Where the closing marks of a chunk begin, in bytes.
fn tail_start(word: &str, last: bool) -> usize {
    let mut end = word.len();
    while let Some(c) = word[..end].chars().next_back() {
        let mark = matches!(
            c,
            '"' | '“'
                | '”'
                | '’'
                | '\''
                | ')'
                | ']'
                | '}'
                | ','
                | ';'
                | ':'
                | '?'
                | '!'
                | '%'
                | '…'
                | '»'
                | '–'
                | '—'
                | '-'
                | '*'
                | '|'
                | '~'
                | '>'
                | '<'
                | '`'
                | '/'
                | '_'
                | '='
        );
        if mark {
            end -= c.len_utf8();
        } else if c == '.'
            && !keeps_stop(
                &word[..end],
                last && end == word.trim_end_matches(closing).len(),
            )
        {
            end -= 1;
        } else {
            break;
        }
    }
    end
}

fn closing(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '\'' | ')' | ']')
}

/// Whether a word keeps its final stop: abbreviations and initials. At the end of a sentence
/// the stop is the sentence's, save after dotted initials ("U.S.").
fn keeps_stop(word: &str, ends_sentence: bool) -> bool {
    let body = &word[..word.len() - 1];
    let dotted =
        body.contains('.') && body.chars().all(|c| c.is_alphabetic() || c == '.');
    if dotted && !body.contains("..") && body.split('.').all(|p| p.chars().count() <= 2) {
        return true;
    }
    let initial = body.chars().count() == 1 && body.chars().all(char::is_uppercase);
    !ends_sentence && (initial || WITH_STOP.contains(&word.to_lowercase().as_str()))
}

/// Emits marks one by one; repeated marks of one kind ("...", "--") together.
fn marks(run: &str, at: usize, emit: Emit<'_>) {
    let mut chars = run.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let mut end = i + c.len_utf8();
        if matches!(c, '.' | '-' | '*' | '=' | '_' | '!' | '?') {
            while let Some(&(j, d)) = chars.peek() {
                let same = d == c || (matches!(c, '!' | '?') && matches!(d, '!' | '?'));
                if !same {
                    break;
                }
                end = j + d.len_utf8();
                chars.next();
            }
        }
        emit(Span::new(at + i, at + end), None);
    }
}

/// Splits the letters and digits of a chunk: clitics, hyphens, slashes, inner marks.
fn core(word: &str, at: usize, emit: Emit<'_>) {
    if word.is_empty() {
        return;
    }
    for (mark, keep_prefix) in [('—', false), ('–', false), ('/', false), ('-', true)]
    {
        if let Some(i) = hyphen(word, mark, keep_prefix) {
            core(&word[..i], at, emit);
            let end = i + word[i..].len() - word[i..].trim_start_matches(mark).len();
            marks(&word[i..end], at + i, emit);
            chunk_tokens(&word[end..], at + end, false, emit);
            return;
        }
    }
    if let Some(i) = inner_mark(word) {
        let tail = tail_start(&word[..i], false);
        core(&word[..tail], at, emit);
        marks(&word[tail..i], at + tail, emit);
        chunk_tokens(&word[i..], at + i, false, emit);
        return;
    }
    clitics(word, at, emit);
}

/// The first hyphen that separates two words.
fn hyphen(word: &str, mark: char, keep_prefix: bool) -> Option<usize> {
    let (i, _) = word.char_indices().find(|&(i, c)| c == mark && i > 0)?;
    if i + mark.len_utf8() >= word.len() {
        return None;
    }
    let (left, right) = (&word[..i], &word[i + mark.len_utf8()..]);
    let number = |s: &str| s.starts_with(|c: char| c.is_ascii_digit());
    if mark == '/' {
        let fraction =
            left.len() <= 2 && right.len() <= 2 && number(left) && number(right);
        let date = word.matches('/').count() == 2 && number(left);
        return (!fraction && !date).then_some(i);
    }
    if keep_prefix {
        let lower = left.to_lowercase();
        let date = word.matches('-').count() == 2
            && word.chars().all(|c| c.is_ascii_digit() || c == '-')
            && word.len() >= 8;
        if PREFIXES.contains(&lower.as_str()) || date || word.len() > 60 {
            return None;
        }
    }
    Some(i)
}

/// A mark inside a word that separates two ("week.The", "yes,no", "(s)he"), as the byte at
/// which the second part with its marks begins.
fn inner_mark(word: &str) -> Option<usize> {
    let chars: Vec<(usize, char)> = word.char_indices().collect();
    for window in 1..chars.len().saturating_sub(1) {
        let (at, c) = chars[window];
        let (before, after) = (chars[window - 1].1, chars[window + 1].1);
        let split = match c {
            '"' | '“' | '”' | '(' | ')' | '[' | ']' | ';' | '?' | '!' | '…' => true,
            ',' | ':' => !(before.is_ascii_digit() && after.is_ascii_digit()),
            '.' if after == '.' => true,
            '.' => {
                before.is_lowercase()
                    && after.is_uppercase()
                    && window >= 2
                    && chars.get(window + 2).is_some_and(|(_, c)| c.is_lowercase())
            }
            _ => false,
        };
        if split {
            return Some(at);
        }
    }
    None
}

/// Splits clitics off: 's, n't, 'll, 're, 've, 'd, 'm, cannot, gonna, and signs on numbers.
fn clitics(word: &str, at: usize, emit: Emit<'_>) {
    let lower = word.to_lowercase();
    let whole = Span::new(at, at + word.len());
    if lower.len() != word.len() {
        emit(whole, None);
        return;
    }
    let pairs = [("cannot", 3), ("gonna", 3), ("gotta", 3)];
    if let Some((_, cut)) = pairs.iter().find(|(w, _)| *w == lower) {
        emit(Span::new(at, at + cut), None);
        emit(Span::new(at + cut, at + word.len()), None);
        return;
    }
    if lower == "wanna" {
        emit(whole, Some("want"));
        emit(whole, Some("to"));
        return;
    }
    for ending in [
        "n't", "n’t", "'s", "’s", "'ll", "’ll", "'re", "’re", "'ve", "’ve", "'d", "’d",
        "'m", "’m",
    ] {
        if lower.len() > ending.len() && lower.ends_with(ending) {
            let cut = word.len() - ending.len();
            clitics(&word[..cut], at, emit);
            emit(Span::new(at + cut, at + word.len()), None);
            return;
        }
    }
    if let Some(cut) = unit_start(word) {
        emit(Span::new(at, at + cut), None);
        emit(Span::new(at + cut, at + word.len()), None);
        return;
    }
    if let Some(cut) = currency_end(word) {
        emit(Span::new(at, at + cut), None);
        clitics(&word[cut..], at + cut, emit);
        return;
    }
    emit(whole, None);
}

/// Where a unit glued to a number begins ("5km", "9am"); ordinals and "1990s" stay whole.
fn unit_start(word: &str) -> Option<usize> {
    let cut = word.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))?;
    let unit = &word[cut..];
    const UNITS: &[&str] = &[
        "km", "kg", "cm", "mm", "am", "pm", "m", "bn", "mph", "ft", "lb", "gb", "mb", "°",
    ];
    (cut > 0 && UNITS.contains(&unit.to_lowercase().as_str())).then_some(cut)
}

/// Where the number of "US$5" or "Rs5" begins.
fn currency_end(word: &str) -> Option<usize> {
    const SIGNS: &[&str] =
        &["US$", "A$", "C$", "HK$", "NZ$", "S$", "Rs.", "Rs", "$", "£", "€"];
    let sign = SIGNS.iter().find(|sign| word.starts_with(**sign))?;
    let rest = &word[sign.len()..];
    rest.starts_with(|c: char| c.is_ascii_digit()).then_some(sign.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut out = Vec::new();
        split(text, Span::new(0, text.len()), SentenceIdx(0), &mut out);
        let got: Vec<&str> =
            out.iter().map(|t| t.form.unwrap_or(t.span.of(text))).collect();
        assert_eq!(got.join(" "), expected);
    }

    #[test]
    fn words_as_the_treebanks_have_them() {
        check("He didn't go.", "He did n't go .");
        check("Kim’s six-day trip", "Kim ’s six - day trip");
        check("The U.S. isn’t sure.", "The U.S. is n’t sure .");
        check("“We can’t,” said Mr. Tan.", "“ We ca n’t , ” said Mr. Tan .");
        check("It cost $3.5m (about 5%).", "It cost $ 3.5 m ( about 5 % ) .");
        check("at 9:30 p.m. on 2019-11-27", "at 9:30 p.m. on 2019-11-27");
        check("I cannot wanna", "I can not want to");
        check("and/or e-mail www.a.org.", "and / or e-mail www.a.org .");
        check("In the U.S.", "In the U.S.");
        check("1,000 people... went", "1,000 people ... went");
    }
}

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

/// First parts that stay joined to what follows their hyphen; what the treebanks' guidelines
/// call affixes.
const PREFIXES: &[&str] = &[
    "e", "co", "re", "pre", "un", "anti", "non", "ex", "mid", "multi", "sub", "inter",
    "counter", "semi", "ultra", "uh", "t", "x", "post", "over", "pro", "neo", "cross",
    "mini", "mis", "intra", "arch", "socio", "de", "bio", "quasi", "pseudo", "extra",
];

/// Contractions that are often written without their apostrophe, and where they part. Those
/// that are words in their own right ("its", "well", "hell") are not among them.
const BARE_CONTRACTIONS: &[(&str, usize)] = &[
    ("dont", 2),
    ("cant", 2),
    ("wont", 2),
    ("didnt", 3),
    ("doesnt", 4),
    ("isnt", 2),
    ("arent", 3),
    ("wasnt", 3),
    ("werent", 4),
    ("havent", 4),
    ("hasnt", 3),
    ("hadnt", 3),
    ("couldnt", 5),
    ("wouldnt", 5),
    ("shouldnt", 6),
    ("im", 1),
    ("ive", 1),
    ("hes", 2),
    ("shes", 3),
    ("youre", 3),
    ("theyre", 4),
    ("thats", 4),
    ("whats", 4),
    ("theres", 5),
    ("cannot", 3),
    ("gonna", 3),
    ("gotta", 3),
    ("wanna", 3),
    ("alot", 1),
];

/// Adds the tokens of the sentence at `span`; heads, tags and lemmas are left to later.
pub(super) fn split(text: &str, span: Span, sentence: SentenceIdx, out: &mut Vec<Token>) {
    let mut at = span.start as usize;
    let mut chunks = span.of(text).split_inclusive(char::is_whitespace).peekable();
    while let Some(chunk) = chunks.next() {
        let word = chunk.trim_end();
        let next = chunks.peek().map_or("", |next| next.trim_end());
        if word.eq_ignore_ascii_case("its") && is_no_possession(next) {
            for part in [Span::new(at, at + 2), Span::new(at + 2, at + 3)] {
                out.push(token(text, part, None, sentence));
            }
            at += chunk.len();
            continue;
        }
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

/// Whether a word cannot follow a possessive, so that "its" before it is "it's".
fn is_no_possession(word: &str) -> bool {
    const AFTER_A_VERB: &[&str] = &[
        "the", "a", "an", "not", "been", "so", "too", "just", "really", "always", "my",
        "your", "our", "their", "his", "like",
    ];
    AFTER_A_VERB.contains(&word.to_lowercase().as_str())
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
        let start = address_start(word);
        let ends = [',', '.', ';', ':', ')', '"', '”', '\'', '’', '>', ']', '?', '!'];
        let end = word.trim_end_matches(ends).len().max(start);
        before_address(&word[..start], at, emit);
        if end > start {
            emit(Span::new(at + start, at + end), None);
        }
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

/// Where an address begins in a chunk: after the bracket or quotation mark before it.
fn address_start(word: &str) -> usize {
    let body = word.find(['@', '/']).unwrap_or(0);
    let opener = |c: char| matches!(c, '<' | '[' | '(' | '"' | '“' | '\'' | '‘');
    word[..body]
        .rfind(opener)
        .map_or(0, |i| i + word[i..].chars().next().map_or(1, char::len_utf8))
}

/// What stands glued before an address ("\"Ann\"<ann@example.org>"): a name, marks, or nothing.
fn before_address(word: &str, at: usize, emit: Emit<'_>) {
    let name = word.find(|c: char| !opens(c));
    let name_end = word
        .rfind(|c: char| !opens(c))
        .map(|i| i + word[i..].chars().next().map_or(1, char::len_utf8));
    match (name, name_end) {
        (Some(start), Some(end)) => {
            marks(&word[..start], at, emit);
            core(&word[start..end], at + start, emit);
            marks(&word[end..], at + end, emit);
        }
        _ => marks(word, at, emit),
    }
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
                | '('
                | '['
                | '#'
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
        // "18+" and "A+", but not "C++".
        let plus = c == '+' && !matches!(&word[..end], "C++" | "c++" | "g++");
        if mark || plus {
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
        if matches!(c, '.' | '-' | '*' | '=' | '_' | '!' | '?' | '+') {
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
        if PREFIXES.contains(&lower.as_str())
            || date
            || is_telephone(left, right)
            || word.len() > 60
        {
            return None;
        }
    }
    Some(i)
}

/// Whether two numbers round a hyphen are one telephone number ("555-0143", "3-5213").
fn is_telephone(left: &str, right: &str) -> bool {
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    matches!(left.len(), 1 | 3) && right.len() == 4 && digits(left) && digits(right)
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
    // "IM" and "IVE" are abbreviations; "Im" and "ive" are not.
    let capitals = word.len() > 1 && word == word.to_uppercase() && word.len() < 4;
    let bare = BARE_CONTRACTIONS.iter().find(|(w, _)| *w == lower && !capitals);
    if let Some((_, cut)) = bare {
        emit(Span::new(at, at + cut), None);
        emit(Span::new(at + cut, at + word.len()), None);
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
        "km", "kg", "cm", "mm", "am", "pm", "m", "bn", "mph", "ft", "lb", "gb", "mb",
        "°", "k", "b", "hz", "mhz", "ghz", "kb", "hr", "hrs", "min", "mins", "°c", "°f",
        "tn",
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
        check("I cannot wanna", "I can not wan na");
        check("Im sure they dont", "I m sure they do nt");
        check("The IMF and its IM", "The IMF and its IM");
        check("Its the best of its kind", "It s the best of its kind");
        check("and/or e-mail www.a.org.", "and / or e-mail www.a.org .");
        check("\"Ann\"<ann@example.org>,", "\" Ann \" < ann@example.org > ,");
        check("[http://example.org/a(b)]", "[ http://example.org/a(b ) ]");
        check("A post-war A+ in C++ at 21°C", "A post-war A + in C++ at 21 °C");
        check("Call 555-0143 on 2014-2015", "Call 555-0143 on 2014 - 2015");
        check("In the U.S.", "In the U.S.");
        check("1,000 people... went", "1,000 people ... went");
    }
}

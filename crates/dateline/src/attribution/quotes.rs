//! Quotation marks: straight, curly, guillemets, doubled, mixed, nested, never closed, and
//! running over paragraphs that each open anew.

use crate::{Span, Text};

/// Words in quotation marks, marks included, within one paragraph.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Quote {
    /// From the opening to the closing mark.
    pub(super) span: Span,
    /// Whether it was closed in its paragraph.
    pub(super) closed: bool,
    /// Whether it goes on with what the paragraph before left open.
    pub(super) continues: bool,
    /// The paragraph it stands in.
    pub(super) paragraph: u32,
}

/// What a mark can be where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    Opens,
    Closes,
    /// A straight mark between spaces or between letters.
    Either,
}

/// A quotation mark.
#[derive(Clone, Copy, Debug)]
struct Mark {
    span: Span,
    side: Side,
    single: bool,
}

/// The outermost quotations of a text, in text order.
pub(super) fn scan(source: &str, text: &Text) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    let mut left_open = false;
    let mut next = 0;
    while next < text.sentences.len() {
        let paragraph = text.sentences[next].paragraph;
        let first = next;
        while next < text.sentences.len() && text.sentences[next].paragraph == paragraph {
            next += 1;
        }
        let sentences = &text.sentences[first..next];
        let span = sentences[0].span.cover(sentences[sentences.len() - 1].span);
        let marks = marks(source, span);
        let ends: Vec<u32> = sentences.iter().map(|s| s.span.end).collect();
        let found = pair(&marks, span, &ends, paragraph);
        let opens_anew = found.first().is_some_and(|q| q.span.start == span.start);
        let at = out.len();
        out.extend(found);
        if left_open && opens_anew {
            out[at].continues = true;
        }
        left_open = out.last().is_some_and(|q| !q.closed && q.paragraph == paragraph);
        if let Some(last) = out.last_mut()
            && left_open
            && !continues_below(source, text, next)
        {
            last.span = clip(*last, &ends, span);
            left_open = false;
        }
    }
    out
}

/// Whether the paragraph of sentence `next` begins with an opening mark.
fn continues_below(source: &str, text: &Text, next: usize) -> bool {
    text.sentences.get(next).is_some_and(|s| {
        s.span.of(source).starts_with(['"', '“', '«', '„', '‟', '‘'])
            || s.span.of(source).starts_with("''")
            || s.span.of(source).starts_with("``")
    })
}

/// A quotation never closed, and not opened anew below, ends with its sentence, unless it
/// opens the paragraph: then it is the paragraph.
fn clip(quote: Quote, ends: &[u32], paragraph: Span) -> Span {
    if quote.span.start == paragraph.start {
        return quote.span;
    }
    let end = ends.iter().copied().find(|&e| e > quote.span.start);
    Span { start: quote.span.start, end: end.unwrap_or(paragraph.end) }
}

/// The marks of a paragraph.
fn marks(source: &str, paragraph: Span) -> Vec<Mark> {
    let words = paragraph.of(source);
    let base = paragraph.start as usize;
    let mut out = Vec::new();
    let mut before: Option<char> = None;
    let mut chars = words.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let mut end = i + c.len_utf8();
        let mut kind = Some(c);
        match c {
            '\'' | '`' | '’' | '‘' if chars.peek().is_some_and(|p| p.1 == c) => {
                chars.next();
                end += c.len_utf8();
                kind = Some('"');
            }
            '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '\'' => {}
            _ => kind = None,
        }
        let after = chars.peek().map(|p| p.1);
        if let Some(kind) = kind
            && let Some(side) = side(kind, before, after)
        {
            let single = matches!(kind, '‘' | '’' | '\'');
            out.push(Mark { span: Span::new(base + i, base + end), side, single });
        }
        before = Some(c);
    }
    out
}

/// What a mark can be between two characters; `None` for an apostrophe.
fn side(mark: char, before: Option<char>, after: Option<char>) -> Option<Side> {
    let open_before =
        before.is_none_or(|c| c.is_whitespace() || "([{—–-/\"“‘'".contains(c));
    let letter_after =
        after.is_some_and(|c| c.is_alphanumeric() || "\"“‘'[($#@…—.".contains(c));
    let letter_before = before.is_some_and(char::is_alphanumeric);
    let ends_after = after.is_none_or(|c| !c.is_alphanumeric());
    match mark {
        '“' | '«' | '„' | '‟' => {
            if !open_before && ends_after {
                Some(Side::Closes)
            } else {
                Some(Side::Opens)
            }
        }
        '”' | '»' => {
            if open_before && letter_after && after.is_some_and(char::is_alphanumeric) {
                Some(Side::Opens)
            } else {
                Some(Side::Closes)
            }
        }
        '‘' | '\''
            if open_before && after.is_some_and(|c| c.is_alphabetic() || c == '[') =>
        {
            Some(Side::Opens)
        }
        '’' | '\'' if ends_after && before.is_some_and(|c| !c.is_whitespace()) => {
            Some(Side::Closes)
        }
        '‘' | '’' | '\'' => None,
        _ if open_before && letter_after => Some(Side::Opens),
        _ if !open_before && ends_after => Some(Side::Closes),
        _ if letter_before => Some(Side::Closes),
        _ => Some(Side::Either),
    }
}

/// Pairs the marks of a paragraph into its outermost quotations.
fn pair(marks: &[Mark], paragraph: Span, ends: &[u32], number: u32) -> Vec<Quote> {
    let mut out = Vec::new();
    let quote = |start, end, closed| Quote {
        span: Span { start, end },
        closed,
        continues: false,
        paragraph: number,
    };
    let mut open: Option<Mark> = None;
    for (i, mark) in marks.iter().enumerate() {
        match open {
            None if mark.side == Side::Closes => {}
            None if mark.single && !closes_later(&marks[i + 1..]) => {}
            None => open = Some(*mark),
            Some(from) if mark.single != from.single => {}
            Some(from) if mark.side == Side::Opens => {
                // Opened twice: the first was never closed, so it ended with a sentence
                // before this one, unless both stand in one sentence (nested, or broken).
                let end = ends.iter().copied().rfind(|&e| e <= mark.span.start);
                if let Some(end) = end.filter(|&e| e > from.span.end) {
                    out.push(quote(from.span.start, end, false));
                    open = Some(*mark);
                }
            }
            Some(from) => {
                out.push(quote(from.span.start, mark.span.end, true));
                open = None;
            }
        }
    }
    if let Some(from) = open {
        out.push(quote(from.span.start, paragraph.end, false));
    }
    out
}

/// Whether a single mark closes before a double one opens.
fn closes_later(marks: &[Mark]) -> bool {
    marks.iter().take_while(|m| m.single).any(|m| m.side == Side::Closes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sentence, ZoneKind};

    /// Each line is a paragraph of sentences split at "| "; gives the quotations found.
    fn quotes(lines: &str) -> Vec<String> {
        let source = lines.replace("| ", " ");
        let mut text = Text::default();
        let mut at = 0;
        for (n, line) in lines.lines().enumerate() {
            for sentence in line.split("| ") {
                let start = source[at..].find(sentence).unwrap() + at;
                at = start + sentence.len();
                text.sentences.push(Sentence {
                    span: Span::new(start, at),
                    tokens: 0..0,
                    paragraph: n as u32,
                    zone: ZoneKind::Body,
                });
            }
        }
        scan(&source, &text).iter().map(|q| q.span.of(&source).to_owned()).collect()
    }

    #[test]
    fn straight_and_curly() {
        assert_eq!(quotes("\"Go,\" he said. \"Now.\""), ["\"Go,\"", "\"Now.\""]);
        assert_eq!(quotes("“Go,” he said."), ["“Go,”"]);
        assert_eq!(quotes("''Go,'' he said."), ["''Go,''"]);
        assert_eq!(quotes("He called it 'mad', and left."), ["'mad'"]);
    }

    #[test]
    fn apostrophes_are_none() {
        assert!(quotes("It's the dogs' home in the '90s, isn't it?").is_empty());
        assert!(quotes("It’s the dogs’ home in the ’90s, isn’t it?").is_empty());
    }

    #[test]
    fn nested() {
        assert_eq!(
            quotes("“He said, ‘Go,’ and I went,” she said."),
            ["“He said, ‘Go,’ and I went,”"]
        );
    }

    #[test]
    fn mixed_and_closed_by_an_opening_mark() {
        assert_eq!(quotes("\"Go,” he said."), ["\"Go,”"]);
        assert_eq!(quotes("“Go,“ he said. “Now.“"), ["“Go,“", "“Now.“"]);
    }

    #[test]
    fn never_closed_ends_with_its_sentence() {
        assert_eq!(
            quotes("He said, “Go away now.| It rained.\nIt snowed."),
            ["“Go away now."]
        );
        assert_eq!(
            quotes("He said, “Go.| It rained.| “Stay,” she said."),
            ["“Go. It rained.", "“Stay,”"]
        );
    }

    #[test]
    fn over_paragraphs() {
        let all = quotes("He said: “One.| Two.\n“Three.| Four.”\nFive.");
        assert_eq!(all, ["“One. Two.", "“Three. Four.”"]);
    }
}

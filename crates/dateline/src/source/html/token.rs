//! HTML bytes -> tags and text, by position. Follows the standard's tokenizer where it
//! matters for text: comments, quoted attributes, raw text. One pass, linear in the length.

use memchr::{memchr, memchr2, memchr3, memmem};

/// A piece of a page, by byte positions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Token {
    /// Characters between tags, references not resolved.
    Text(usize, usize),
    /// A start tag.
    Start(Tagged),
    /// An end tag.
    End(Tagged),
}

/// Where the parts of a tag stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Tagged {
    /// The `<`.
    pub(crate) start: usize,
    /// One past the `>`.
    pub(crate) end: usize,
    /// The name: from `name.0` to `name.1`.
    pub(crate) name: (usize, usize),
}

/// Reads tokens one by one.
pub(crate) struct Scanner<'p> {
    bytes: &'p [u8],
    at: usize,
    /// Whether there is no such quote any more: spares a second search to the end.
    no_quote: [bool; 2],
    no_comment_end: bool,
}

impl<'p> Scanner<'p> {
    pub(crate) fn new(bytes: &'p [u8]) -> Self {
        Self { bytes, at: 0, no_quote: [false; 2], no_comment_end: false }
    }

    /// Goes on after the end tag of a raw-text element that has just been opened; gives the
    /// range of its content.
    pub(crate) fn raw_text(&mut self, name: &[u8]) -> (usize, usize) {
        let from = self.at;
        let mut at = from;
        while let Some(n) = memmem::find(&self.bytes[at..], b"</") {
            at += n;
            let after = at + 2 + name.len();
            let is_name = self
                .bytes
                .get(at + 2..after)
                .is_some_and(|found| found.eq_ignore_ascii_case(name));
            let ends = self.bytes.get(after).is_none_or(|b| !b.is_ascii_alphanumeric());
            if is_name && ends {
                self.at = memchr(b'>', &self.bytes[after..])
                    .map_or(self.bytes.len(), |n| after + n + 1);
                return (from, at);
            }
            at += 2;
        }
        self.at = self.bytes.len();
        (from, self.bytes.len())
    }

    /// Skips a comment or declaration that begins at `at`.
    fn markup_declaration(&mut self, at: usize) -> usize {
        let bytes = self.bytes;
        let to_gt = |from: usize| {
            memchr(b'>', &bytes[from..]).map_or(bytes.len(), |n| from + n + 1)
        };
        if !bytes[at..].starts_with(b"<!--") {
            return to_gt(at);
        }
        if bytes[at + 4..].starts_with(b">") {
            return at + 5;
        }
        if !self.no_comment_end {
            if let Some(n) = memmem::find(&bytes[at + 4..], b"-->") {
                return at + 4 + n + 3;
            }
            self.no_comment_end = true;
        }
        // A comment that never ends: the standard drops the rest; a reader wants it.
        to_gt(at)
    }

    /// The end of a tag whose name ends at `at`: one past its `>`.
    fn tag_end(&mut self, mut at: usize) -> usize {
        let bytes = self.bytes;
        loop {
            let Some(n) = memchr3(b'>', b'"', b'\'', &bytes[at..]) else {
                return bytes.len();
            };
            at += n;
            let quote = bytes[at];
            if quote == b'>' {
                return at + 1;
            }
            let opens = bytes[..at].iter().rev().find(|b| !b.is_ascii_whitespace());
            at += 1;
            let which = usize::from(quote == b'\'');
            if opens == Some(&b'=') && !self.no_quote[which] {
                match memchr(quote, &bytes[at..]) {
                    Some(n) => at += n + 1,
                    None => self.no_quote[which] = true,
                }
            }
        }
    }
}

impl Iterator for Scanner<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let bytes = self.bytes;
        loop {
            let start = self.at;
            if start >= bytes.len() {
                return None;
            }
            // Text runs to the next `<` that begins a tag.
            let mut at = start;
            let tag = loop {
                let Some(n) = memchr(b'<', &bytes[at..]) else { break bytes.len() };
                at += n;
                match bytes.get(at + 1) {
                    Some(b)
                        if b.is_ascii_alphabetic() || matches!(b, b'!' | b'?' | b'/') =>
                    {
                        break at;
                    }
                    _ => at += 1,
                }
            };
            if tag > start {
                self.at = tag;
                return Some(Token::Text(start, tag));
            }
            let is_end = bytes[tag + 1] == b'/';
            let from = tag + 1 + usize::from(is_end);
            if !bytes.get(from).is_some_and(u8::is_ascii_alphabetic) {
                self.at = self.markup_declaration(tag);
                continue;
            }
            let name_len = bytes[from..]
                .iter()
                .position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
                .unwrap_or(bytes.len() - from);
            let name = (from, from + name_len);
            self.at = self.tag_end(name.1);
            let tagged = Tagged { start: tag, end: self.at, name };
            return Some(if is_end { Token::End(tagged) } else { Token::Start(tagged) });
        }
    }
}

/// The attributes of a start tag, as name and raw value; a value may be empty.
pub(crate) struct Attributes<'p> {
    bytes: &'p [u8],
    at: usize,
}

impl<'p> Attributes<'p> {
    pub(crate) fn of(page: &'p [u8], tag: Tagged) -> Self {
        let end =
            if page.get(tag.end - 1) == Some(&b'>') { tag.end - 1 } else { tag.end };
        Self { bytes: &page[tag.name.1..end.max(tag.name.1)], at: 0 }
    }
}

impl<'p> Iterator for Attributes<'p> {
    type Item = (&'p [u8], &'p [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.bytes;
        let skip = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            at
        };
        let mut at = skip(self.at);
        while bytes.get(at) == Some(&b'/') {
            at = skip(at + 1);
        }
        if at >= bytes.len() {
            return None;
        }
        let from = at;
        while bytes.get(at).is_some_and(|b| {
            !b.is_ascii_whitespace() && (*b != b'=' || at == from) && *b != b'/'
        }) {
            at += 1;
        }
        let name = &bytes[from..at];
        let eq = skip(at);
        if bytes.get(eq) != Some(&b'=') {
            self.at = at.max(from + 1);
            return Some((name, b""));
        }
        let from = skip(eq + 1);
        let quote = bytes.get(from).copied().filter(|b| matches!(b, b'"' | b'\''));
        let (value, next) = match quote {
            Some(quote) => match memchr(quote, &bytes[from + 1..]) {
                Some(n) => (&bytes[from + 1..from + 1 + n], from + n + 2),
                None => (&bytes[from + 1..], bytes.len()),
            },
            None => {
                let n = memchr3(b' ', b'\n', b'\t', &bytes[from..])
                    .or_else(|| memchr2(b'\r', b'\x0c', &bytes[from..]))
                    .unwrap_or(bytes.len() - from);
                (&bytes[from..from + n], from + n)
            }
        };
        self.at = next;
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, expected: &str) {
        let told: Vec<String> = Scanner::new(page.as_bytes())
            .map(|token| match token {
                Token::Text(a, b) => format!("{:?}", &page[a..b]),
                Token::Start(t) => format!("+{}", &page[t.name.0..t.name.1]),
                Token::End(t) => format!("-{}", &page[t.name.0..t.name.1]),
            })
            .collect();
        assert_eq!(told.join(" "), expected);
    }

    #[test]
    fn tags_comments_and_text() {
        check("<p class='a>b'>x<br/>y</p>", "+p \"x\" +br \"y\" -p");
        check("a <!-- <p> --> b<!doctype html>", "\"a \" \" b\"");
        check("1 < 2 <b>", "\"1 < 2 \" +b");
        check("<!-- open <p>x", "\"x\"");
        check("<a href=\"x>y", "+a \"y\"");
        check("<p title=it's>x", "+p \"x\"");
    }

    #[test]
    fn attributes_in_all_their_forms() {
        let page = b"<a href=x/y  class = \"one two\" hidden data-a='q' />";
        let Some(Token::Start(tag)) = Scanner::new(page).next() else { panic!() };
        let got: Vec<(String, String)> = Attributes::of(page, tag)
            .map(|(n, v)| {
                let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
                (text(n), text(v))
            })
            .collect();
        let told: Vec<String> = got.iter().map(|(n, v)| format!("{n}={v}")).collect();
        assert_eq!(told, ["href=x/y", "class=one two", "hidden=", "data-a=q"]);
    }
}

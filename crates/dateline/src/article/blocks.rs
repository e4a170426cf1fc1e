//! Source -> blocks: the non-blank lines of a text with their plain counts.

use crate::{
    Source, Span,
    source::html::{self, NodeIdx, hints::Hints},
};

/// One non-blank line, with what can be counted in it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Block {
    /// The line, trimmed.
    pub(crate) span: Span,
    /// Characters.
    pub(crate) n_chars: u32,
    /// Words; two Chinese or Japanese characters count as one.
    pub(crate) n_words: u32,
    /// Words that begin with a capital letter.
    pub(crate) n_capital: u32,
    pub(crate) n_upper: u32,
    pub(crate) n_digits: u32,
    pub(crate) n_letters: u32,
    pub(crate) n_commas: u32,
    pub(crate) n_quotes: u32,
    /// Full stops, question and exclamation marks that end something.
    pub(crate) n_ends: u32,
    /// Marks that prose has not: `|`, `»`, `©`, `#`, `@`, `_`.
    pub(crate) n_odd: u32,
    /// Words of the list of function words.
    pub(crate) n_function: u32,
    /// Whether the last character ends a sentence.
    pub(crate) ends_sentence: bool,
    pub(crate) ends_colon: bool,
    pub(crate) starts_lower: bool,
    pub(crate) has_bullet: bool,
    /// Empty lines before it (plain text only).
    #[allow(dead_code, reason = "told for the block model, which may come to read it")]
    pub(crate) n_blank: u32,
    pub(crate) node: NodeIdx,
    pub(crate) linked: u32,
    pub(crate) stressed: u32,
    pub(crate) n_links: u32,
    pub(crate) heading: u8,
    pub(crate) is_broken: bool,
    pub(crate) inline: Hints,
}

/// Fewest words of a line that reads as running text.
const PROSE_WORDS: u32 = 10;

/// Fewest words of a line that is running text although it ends without a full stop.
const LONG_WORDS: u32 = 28;

impl Block {
    /// Whether it reads as running text: a sentence, not a title or a row of links.
    pub(crate) fn is_prose(&self) -> bool {
        let linked = self.linked * 2 > self.span.len() as u32;
        let titled = self.n_capital * 3 > self.n_words * 2;
        !linked
            && !titled
            && (self.n_words >= PROSE_WORDS && (self.ends_sentence || self.n_ends > 1)
                || self.n_words >= LONG_WORDS && self.n_odd < 4)
    }

    /// Share of it inside links.
    pub(crate) fn link_share(&self) -> f32 {
        self.linked as f32 / (self.span.len() as f32).max(1.0)
    }
}

/// The blocks of a source, in text order.
pub(crate) fn of(source: &Source) -> Vec<Block> {
    match &source.html {
        Some(html) => {
            html.lines.iter().map(|line| of_html(&source.text, html, line)).collect()
        }
        None => of_plain(&source.text),
    }
}

fn of_html(text: &str, html: &html::Html, line: &html::Line) -> Block {
    let mut block = count(text, line.span);
    block.node = line.node;
    block.linked = line.linked.min(line.span.len() as u32);
    block.stressed = line.stressed.min(line.span.len() as u32);
    block.n_links = u32::from(line.n_links);
    block.is_broken = line.is_broken;
    block.inline = line.inline;
    let mut node = line.node;
    for _ in 0..3 {
        let at = &html.nodes[node as usize];
        block.heading = at.tag.heading();
        if block.heading > 0 {
            break;
        }
        node = at.parent;
    }
    block
}

fn of_plain(text: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let mut n_blank = 0;
    for span in lines(text) {
        let span = span.trim(text);
        if span.is_empty() {
            n_blank += 1;
            continue;
        }
        out.push(Block { n_blank, ..count(text, span) });
        n_blank = 0;
    }
    out
}

/// The lines of a text, blank ones included. A line ends at any line break of Unicode but
/// the vertical tab, which some feeds have inside sentences.
fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let is_break = |c: char| {
        matches!(c, '\n' | '\r' | '\u{0c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
    };
    text.split_inclusive(is_break).scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some(Span::new(start, *at))
    })
}

/// Bullets and arrows before the words of a list item.
pub(crate) fn without_bullet(line: &str) -> &str {
    line.trim_start_matches(|c: char| {
        matches!(
            c,
            '•' | '*'
                | '·'
                | '▪'
                | '■'
                | '●'
                | '◦'
                | '‣'
                | '→'
                | '▶'
                | '►'
                | '–'
                | '—'
        ) || c.is_whitespace()
    })
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn count(text: &str, span: Span) -> Block {
    let line = span.of(text);
    let mut b = Block { span, ..Block::default() };
    let mut n_wide = 0;
    let mut previous = ' ';
    let mut before_that = ' ';
    for c in line.chars() {
        b.n_chars += 1;
        let starts =
            previous.is_whitespace() || matches!(previous, '"' | '“' | '(' | '\'');
        match c {
            'a'..='z' => b.n_letters += 1,
            'A'..='Z' => {
                b.n_letters += 1;
                b.n_upper += 1;
                b.n_capital += u32::from(starts);
            }
            '0'..='9' => b.n_digits += 1,
            ',' | '，' | '、' | '،' | ';' => b.n_commas += 1,
            '"' | '“' | '”' | '„' | '«' | '»' => b.n_quotes += 1,
            '|' | '©' | '#' | '@' | '_' | '›' | '/' | '→' => b.n_odd += 1,
            '。' | '！' | '？' | '।' => b.n_ends += 1,
            _ if c.is_whitespace() => {
                let end = matches!(previous, '.' | '!' | '?' | '…')
                    || matches!(previous, '"' | '”' | ')' | '’')
                        && matches!(before_that, '.' | '!' | '?');
                b.n_ends += u32::from(end);
            }
            _ if is_wide(c) => {
                n_wide += 1;
                b.n_letters += 1;
            }
            _ if c.is_alphabetic() => {
                b.n_letters += 1;
                if c.is_uppercase() {
                    b.n_upper += 1;
                    b.n_capital += u32::from(starts);
                }
            }
            _ => {}
        }
        before_that = previous;
        previous = c;
    }
    for word in line.split_whitespace() {
        b.n_words += u32::from(word.chars().any(char::is_alphanumeric));
        b.n_function += u32::from(super::words::is_function(word));
    }
    b.n_words += n_wide / 2;
    let last = line.trim_end_matches(|c: char| {
        matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»' | '“' | '*')
            || c.is_whitespace()
    });
    b.ends_sentence =
        last.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔']);
    b.n_ends += u32::from(b.ends_sentence);
    b.ends_colon = last.ends_with([':', '：']);
    let bare = without_bullet(line);
    b.has_bullet = bare.len() < line.len();
    b.starts_lower = bare.chars().next().is_some_and(char::is_lowercase);
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_a_line() {
        let text = "  Ada Lund said: \"No. Never!\" Then, at 5, she left.  ";
        let b = count(text, Span::new(0, text.len()).trim(text));
        assert_eq!((b.n_words, b.n_ends, b.n_commas, b.n_digits), (10, 3, 2, 1));
        assert!(b.ends_sentence && b.is_prose());
        assert!(count("• Fire", Span::new(0, 8)).has_bullet);
    }
}

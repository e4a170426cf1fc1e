//! Colour, width and wrapping: how lines are laid out for a person.

use std::io::IsTerminal as _;

use clap::ValueEnum;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Even into a pipe
    Always,
    /// Nowhere
    Never,
}

/// What a stretch of a line is, which decides its colour. Colour is never the only sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tone {
    /// Headings.
    Head,
    /// What the eye should find first.
    Strong,
    /// Beside the point: pointers, what was left out.
    Faint,
    /// It happened, it came true.
    Good,
    /// Still to come, open.
    Ahead,
    /// Contested, in part.
    Doubt,
    /// Denied, contradicted, failed.
    Bad,
    /// Words of a page.
    Quote,
    /// As it is.
    Plain,
}

impl Tone {
    fn codes(self) -> &'static str {
        match self {
            Tone::Head => "1;4",
            Tone::Strong => "1",
            Tone::Faint => "2",
            Tone::Good => "32",
            Tone::Ahead => "36",
            Tone::Doubt => "33",
            Tone::Bad => "31",
            Tone::Quote => "3",
            Tone::Plain => "",
        }
    }
}

/// How wide lines may be and whether they are coloured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    color: bool,
    /// Columns of a line.
    pub(crate) width: usize,
}

/// Width of lines that go into a pipe or a file, and the widest that we use on a terminal:
/// longer lines are hard to read.
const PLAIN_WIDTH: usize = 100;
const NARROWEST: usize = 40;

impl Style {
    /// The style of standard output.
    pub(crate) fn of_stdout(choice: ColorChoice) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let color = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
                let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                terminal && !set("NO_COLOR") && !dumb
            }
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|n| n.parse().ok());
        let width = match terminal_size::terminal_size() {
            Some((terminal_size::Width(n), _)) if terminal => usize::from(n),
            _ => columns.unwrap_or(PLAIN_WIDTH),
        };
        Self { color, width: width.clamp(NARROWEST, PLAIN_WIDTH) }
    }

    /// No colour, fixed width: for tests and files.
    #[cfg(test)]
    pub(crate) fn plain(width: usize) -> Self {
        Self { color: false, width }
    }

    /// `text` in the colour of its tone.
    pub(crate) fn paint(&self, tone: Tone, text: &str) -> String {
        if self.color && !text.is_empty() && tone != Tone::Plain {
            format!("\x1b[{}m{text}\x1b[0m", tone.codes())
        } else {
            text.to_owned()
        }
    }

    /// A section's heading with what is in it, and an empty line before.
    pub(crate) fn heading(&self, title: &str, about: &str) -> String {
        let gap = if about.is_empty() { "" } else { "  " };
        let mut out = format!("\n{}{gap}", self.paint(Tone::Head, title));
        let lines = wrap(about, self.width, title.width() + 2, title.width() + 2);
        out.push_str(&self.paint(Tone::Faint, lines.trim_start()));
        out.push('\n');
        out
    }

    /// `facts` under an indent, broken between facts where that is possible.
    pub(crate) fn facts(&self, tone: Tone, facts: &[String], indent: usize) -> String {
        let lines = flow(facts, self.width - 2, indent);
        lines.lines().map(|line| self.block(tone, line, indent)).collect()
    }

    /// `text` wrapped under an indent, every line in the colour of `tone`, line end included.
    pub(crate) fn block(&self, tone: Tone, text: &str, indent: usize) -> String {
        let mut out = String::new();
        for line in wrap(text, self.width, indent, indent).lines() {
            let words = line.trim_start();
            out.push_str(&" ".repeat(line.len() - words.len()));
            out.push_str(&self.paint(tone, words));
            out.push('\n');
        }
        out
    }
}

/// `text` broken at white space into lines of at most `width` columns, the first indented by
/// `first`, the others by `rest`. Runs of white space become one space; a word longer than a
/// line stands on its own.
pub(crate) fn wrap(text: &str, width: usize, first: usize, rest: usize) -> String {
    let mut out = " ".repeat(first);
    let mut column = first;
    let mut empty = true;
    for word in text.split_whitespace() {
        let n = word.width();
        if !empty && column + 1 + n > width {
            out.push('\n');
            out.push_str(&" ".repeat(rest));
            column = rest;
            empty = true;
        }
        if !empty {
            out.push(' ');
            column += 1;
        }
        out.push_str(&printable(word));
        column += n;
        empty = false;
    }
    out
}

/// `facts` with ` · ` between them, broken between facts rather than inside one.
pub(crate) fn flow(facts: &[String], width: usize, indent: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for fact in facts {
        match lines.last_mut() {
            Some(line) if indent + line.width() + 3 + fact.width() <= width => {
                line.push_str(" · ");
                line.push_str(fact);
            }
            _ => lines.push(fact.clone()),
        }
    }
    lines.join(" ·\n")
}

/// `text` on one line of at most `width` columns, cut with an ellipsis at a word.
pub(crate) fn clip(text: &str, width: usize) -> String {
    let line = one_line(text);
    if line.width() <= width {
        return line;
    }
    let mut column = 0;
    let mut end = 0;
    for (at, c) in line.char_indices() {
        column += c.width().unwrap_or(0);
        if column + 1 > width {
            break;
        }
        end = at + c.len_utf8();
    }
    let head = &line[..end];
    let head = match head.rfind(' ') {
        Some(space) if space * 2 > end => &head[..space],
        _ => head,
    };
    format!("{}…", head.trim_end_matches([' ', ',', ';', ':']))
}

/// `text` with runs of white space as one space, and nothing that could steer a terminal.
pub(crate) fn one_line(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Pages are other people's bytes: a control character in one must not reach the terminal.
pub(crate) fn printable(text: &str) -> String {
    let steers = |c: char| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(steers) { text.replace(steers, "\u{fffd}") } else { text.to_owned() }
}

/// "1 origin", "3 origins".
pub(crate) fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_words() {
        assert_eq!(wrap("one two  three\nfour", 10, 0, 2), "one two\n  three\n  four");
        assert_eq!(wrap("", 10, 2, 2), "  ");
        assert_eq!(
            wrap("incomprehensibilities a", 10, 0, 1),
            "incomprehensibilities\n a"
        );
    }

    #[test]
    fn facts_stay_whole() {
        let facts = ["one two".to_owned(), "three".into(), "four five".into()];
        assert_eq!(flow(&facts, 18, 0), "one two · three ·\nfour five");
        assert_eq!(flow(&facts[..1], 3, 0), "one two");
    }

    #[test]
    fn wide_letters_count_twice() {
        assert_eq!(wrap("東京 東京", 8, 0, 0), "東京\n東京");
        assert_eq!(clip("東京東京東京", 7), "東京東…");
    }

    #[test]
    fn cut_lines_say_so() {
        assert_eq!(clip("a ferry on a sandbank", 12), "a ferry on…");
        assert_eq!(clip("short", 12), "short");
    }

    #[test]
    fn a_page_cannot_steer_the_terminal() {
        assert_eq!(one_line("a\u{1b}[31m b\u{202e}"), "a\u{fffd}[31m b\u{fffd}");
    }

    #[test]
    fn colour_only_where_wanted() {
        assert_eq!(Style::plain(80).paint(Tone::Bad, "x"), "x");
        let style = Style { color: true, width: 80 };
        assert_eq!(style.paint(Tone::Bad, "x"), "\x1b[31mx\x1b[0m");
        assert_eq!(style.paint(Tone::Bad, ""), "");
    }
}

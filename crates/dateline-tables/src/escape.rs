//! Text of pages made safe for each format. A page may hold anything: line ends in a cell, a
//! formula, markup, control characters.

use std::borrow::Cow;

/// A cell of a tab-separated file that knows no quoting (GDELT, POLECAT): tabs, line ends and
/// other control characters become blanks.
pub(crate) fn tsv(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_breaking) {
        Cow::Owned(text.chars().map(|c| if is_breaking(c) { ' ' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// What a reader may take for the end of a cell or line.
fn is_breaking(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// A cell of a CSV file (RFC 4180), quoted where it must be. A text that a spreadsheet would
/// run as a formula gets an apostrophe before it; so does one that begins with an
/// apostrophe, so that the first one can always be taken off again.
pub(crate) fn csv(text: &str) -> Cow<'_, str> {
    let guarded = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']);
    let quoted = text.contains(['"', ',', '\n', '\r']) || text != text.trim();
    if !guarded && !quoted {
        return Cow::Borrowed(text);
    }
    let guard = if guarded { "'" } else { "" };
    Cow::Owned(if quoted {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    })
}

/// Text or attribute of an XML 1.0 document. Characters that XML cannot hold are left out.
pub(crate) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            _ if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            _ => out.push(c),
        }
    }
    out
}

/// A TEXT value of iCalendar (RFC 5545, 3.3.11).
pub(crate) fn ical(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            _ if c.is_control() => {}
            _ => out.push(c),
        }
    }
    out
}

/// A line of iCalendar, folded at 75 bytes between characters (RFC 5545, 3.1).
pub(crate) fn ical_line(line: &str) -> String {
    const LONGEST: usize = 75;
    let mut out = String::with_capacity(line.len() + 8);
    let mut n_bytes = 0;
    for c in line.chars() {
        if n_bytes + c.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            n_bytes = 1;
        }
        out.push(c);
        n_bytes += c.len_utf8();
    }
    out + "\r\n"
}

/// A literal of N-Triples.
pub(crate) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// An address where an address must stand: what no address may hold is percent-encoded.
pub(crate) fn iri(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let bad = c <= ' '
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\');
        if bad {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// An address that may be a link: only http and https, so that no page can smuggle in a
/// script.
pub(crate) fn link(url: &str) -> Option<String> {
    let lower = url.trim().to_ascii_lowercase();
    let web = lower.starts_with("http://") || lower.starts_with("https://");
    web.then(|| iri(url.trim()))
}

/// Text inside a Markdown paragraph, on one line, with nothing that Markdown or HTML reads
/// as markup.
pub(crate) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in crate::view::one_line(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            _ if c.is_control() => {}
            _ => out.push(c),
        }
    }
    // A line that begins "1." or "-" would open a list.
    if out.starts_with(['-', '+']) { format!("\\{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_ends_early() {
        assert_eq!(tsv("a\tb\r\nc\u{2028}d\0"), "a b  c d ");
        assert_eq!(csv("plain"), "plain");
        assert_eq!(csv("a, \"b\"\n"), "\"a, \"\"b\"\"\n\"");
    }

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(csv("=1+1"), "'=1+1");
        assert_eq!(csv("-2, or @x"), "\"'-2, or @x\"");
        assert_eq!(csv("'tis"), "''tis");
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(xml("a<b & \"c\"\0\u{1b}"), "a&lt;b &amp; &quot;c&quot;");
        assert_eq!(markdown("[x](y)\n<script>"), "\\[x\\](y) &lt;script&gt;");
        assert_eq!(literal("a\"\\\n\u{1}"), "\"a\\\"\\\\\\n\\u0001\"");
        assert_eq!(iri("http://a.invalid/x y>"), "http://a.invalid/x%20y%3E");
        assert_eq!(link("javascript:alert(1)"), None);
        assert_eq!(link(" HTTP://a.invalid "), Some("HTTP://a.invalid".into()));
    }

    #[test]
    fn calendar_lines_fold_between_characters() {
        let line = ical_line(&format!("SUMMARY:{}", ical(&"é, ".repeat(60))));
        assert!(line.split("\r\n").all(|l| l.len() <= 75), "{line}");
        assert_eq!(line.replace("\r\n ", "").trim_end().matches("é\\, ").count(), 60 - 1);
    }
}

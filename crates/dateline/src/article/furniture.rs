//! Lines known by their wording: share buttons, lists of other stories, subscription forms,
//! credits, legal lines. The records stand in `furniture.rules`.

use std::borrow::Cow;

use regex::bytes::{RegexSet, RegexSetBuilder};

use super::ZoneKind;
use crate::rules;

/// Longest line that the rules look at, in bytes; of longer lines they see the beginning.
const LONGEST: usize = 220;

/// How far a rule's kind goes beyond its own line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reach {
    /// Its own line.
    Line,
    /// The short line after it too.
    Next,
    /// The lines after it, up to the article's next paragraph.
    Section,
}

/// One rule, without its patterns.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// `article/` and the record's name.
    pub(crate) name: &'static str,
    /// The zone of the line.
    pub(crate) kind: ZoneKind,
    /// How far it goes.
    pub(crate) reach: Reach,
    /// Whether its lines are never body, whatever the block model says.
    pub(crate) is_firm: bool,
}

/// All rules, compiled.
pub(crate) struct Furniture {
    rules: Vec<Rule>,
    /// Which rule each pattern belongs to.
    owners: Vec<u16>,
    patterns: RegexSet,
}

impl Furniture {
    pub(crate) fn bundled() -> Self {
        let mut rules = Vec::new();
        let mut owners = Vec::new();
        let mut patterns = Vec::new();
        for record in rules::records(include_str!("furniture.rules")) {
            let kind = record.get("kind").and_then(ZoneKind::named);
            let reach = match record.get("reach") {
                Some("next") => Reach::Next,
                Some("section") => Reach::Section,
                _ => Reach::Line,
            };
            rules.push(Rule {
                name: record.get("rule").unwrap_or(""),
                kind: kind.unwrap_or(ZoneKind::Other),
                reach,
                is_firm: record.get("firm") == Some("yes"),
            });
            for pattern in record.all("pattern") {
                owners.push(rules.len() as u16 - 1);
                patterns.push(plain(pattern, false).into_owned());
            }
        }
        let patterns = RegexSetBuilder::new(patterns)
            .unicode(false)
            .size_limit(64 << 20)
            .dfa_size_limit(16 << 20)
            .build()
            .expect("the patterns of furniture.rules compile; a test compiles them");
        Self { rules, owners, patterns }
    }

    /// The first rule, in the order of the file, that knows a trimmed line.
    pub(crate) fn of_line(&self, line: &str) -> Option<&Rule> {
        let line = super::blocks::without_bullet(line);
        let mut cut = line.len().min(LONGEST);
        while !line.is_char_boundary(cut) {
            cut -= 1;
        }
        let line = plain(&line[..cut], true);
        let first = self.patterns.matches(line.as_bytes()).iter().next()?;
        self.rules.get(usize::from(self.owners[first]))
    }
}

/// A line as the patterns see it: lower case, with the plainest form of each mark.
fn plain(line: &str, lower: bool) -> Cow<'_, str> {
    if line.is_ascii() && !(lower && line.bytes().any(|b| b.is_ascii_uppercase())) {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '’' | '‘' | '´' => out.push('\''),
            '“' | '”' | '„' => out.push('"'),
            '–' | '—' | '−' => out.push_str(if lower { "-" } else { "\\-" }),
            '…' => out.push('.'),
            '»' | '›' => out.push('>'),
            '«' | '‹' => out.push('<'),
            '·' | '•' => out.push_str(if lower { "*" } else { "\\*" }),
            '©' => out.push_str(if lower { "(c)" } else { "\\(c\\)" }),
            '\u{a0}' | '\u{202f}' | '\t' => out.push(' '),
            '\u{200b}'..='\u{200f}' | '\u{feff}' => {}
            _ if lower => out.extend(c.to_lowercase()),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_known_and_every_counter_example_is_not() {
        let furniture = Furniture::bundled();
        for record in rules::records(include_str!("furniture.rules")) {
            let name = record.get("rule").unwrap();
            assert!(
                record.get("kind").and_then(ZoneKind::named).is_some(),
                "{name}: no kind"
            );
            for line in record.all("example") {
                let rule = furniture.of_line(line).map(|r| r.name);
                assert_eq!(rule, Some(name), "{line}");
            }
            for line in record.all("not") {
                let rule = furniture.of_line(line).map(|r| r.name);
                assert_eq!(rule, None, "{line}");
            }
            assert!(record.all("example").count() > 0 && record.all("not").count() > 0);
        }
    }
}

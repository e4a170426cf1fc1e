//! Marked sentences: `[source] {cue} <content>`, each in one or more pieces.

use crate::{Attribution, Kind, Kit, Page, Reading, Span, read, rules};

/// The three roles, each with its pieces.
type Roles = [Vec<Span>; 3];

/// Takes the marks out of a sentence.
fn unmark(marked: &str) -> (String, Roles) {
    let mut text = String::new();
    let mut roles: Roles = Default::default();
    let mut open = [0; 3];
    for c in marked.chars() {
        match ("[{<".find(c), "]}>".find(c)) {
            (Some(role), _) => open[role] = text.len(),
            (_, Some(role)) => roles[role].push(Span::new(open[role], text.len())),
            _ => text.push(c),
        }
    }
    (text, roles)
}

fn reading(kit: &Kit, text: &str) -> Reading {
    read(&Page { kind: Kind::Body, bytes: text.as_bytes(), ..Page::default() }, kit)
}

fn trimmed(text: &str, spans: &[Span]) -> Vec<String> {
    spans
        .iter()
        .map(|s| s.of(text).trim_matches(&[' ', ',', '.', ':'][..]).into())
        .collect()
}

fn shown(text: &str, a: &Attribution) -> [Vec<String>; 3] {
    [trimmed(text, &a.source), trimmed(text, &a.cue), trimmed(text, &a.content)]
}

/// Whether the text with its marks taken out has an attribution where the marks are.
fn fault(kit: &Kit, marked: &str) -> Option<String> {
    let (text, roles) = unmark(marked);
    let wanted: Vec<_> = roles.iter().map(|r| trimmed(&text, r)).collect();
    let found = reading(kit, &text).attributions.attributions;
    let found: Vec<_> = found.iter().map(|a| shown(&text, a)).collect();
    let held = found.iter().any(|f| f[..] == wanted[..]);
    (!held).then(|| format!("{marked}\nfound {found:?}"))
}

#[test]
fn examples_of_the_rules_hold() {
    let kit = Kit::bundled();
    let mut faults = Vec::new();
    let verbs = rules::records(super::lexicon::VERBS).into_iter();
    let records = verbs.chain(rules::records(super::lexicon::NOUNS));
    for record in records {
        let rule = record.get("cue").unwrap_or_else(|| panic!("line {}", record.line));
        assert!(record.get("example").is_some(), "{rule} has no example");
        for example in record.all("example") {
            faults.extend(fault(&kit, example));
        }
        for text in record.all("not") {
            let found = reading(&kit, text).attributions.attributions;
            if found.iter().any(|a| a.rule.0 == rule) {
                faults.push(format!("{rule} in {text}: {found:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

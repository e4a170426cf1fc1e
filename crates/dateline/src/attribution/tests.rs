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

/// Rules and marked words of everything found in a text.
fn found(kit: &Kit, text: &str) -> Vec<[Vec<String>; 3]> {
    let reading = reading(kit, text);
    reading.attributions.attributions.iter().map(|a| shown(text, a)).collect()
}

#[test]
fn what_nobody_says_is_no_attribution() {
    let kit = Kit::bundled();
    let silent = [
        // A poem.
        "The tide came in, the tide went out,\nThe moon above the quay\nWas white as any \
         linen cloth\nThat dries beside the sea.",
        // A list of names.
        "Mira Okafor\nTomas Lund\nAnna Vesey\nPeter Cross\nIda Holm\nJonas Berg\n",
        // A table.
        "Port\tShips\tTons\nHolm\t12\t3,400\nVesey\t7\t1,950\nLund\t31\t9,020\n",
    ];
    for text in silent {
        assert_eq!(found(&kit, text), Vec::<[Vec<String>; 3]>::new(), "{text}");
    }
}

#[test]
fn each_turn_of_a_transcript_stays_its_own() {
    let kit = Kit::bundled();
    let text = "HOST: Was the pier safe?\nOKAFOR: It was not.\nHOST: Who knew?\nOKAFOR: The \
                board knew.\n";
    for [_, _, content] in found(&kit, text) {
        assert!(content.iter().all(|c| !c.contains('\n')), "{content:?}");
    }
}

#[test]
fn a_quotation_never_closed_does_not_run_on() {
    let kit = Kit::bundled();
    let text = "The mayor said, \"The pier is safe. Divers left the harbour on Monday. Nobody \
                was hurt.\n\nThe ferry sails again in May.\n";
    let ferry = found(&kit, text)
        .into_iter()
        .flat_map(|[_, _, content]| content)
        .any(|c| c.contains("ferry"));
    assert!(!ferry);
}

#[test]
fn a_sentence_without_end_is_read_in_bounded_time() {
    let kit = Kit::bundled();
    let clause = "the mayor said the pier was old and \"not safe, the clerk added that ";
    let text = format!("{}it sank.", clause.repeat(250));
    let all = reading(&kit, &text).attributions.attributions;
    let end = text.len() as u32;
    assert!(all.len() < 3_000, "{}", all.len());
    assert!(all.iter().flat_map(|a| &a.content).all(|c| c.start < c.end && c.end <= end));
}

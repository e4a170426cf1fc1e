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

#[test]
fn word_lists_hold_what_they_list() {
    let kit = Kit::bundled();
    let mut faults = Vec::new();
    for record in rules::records(super::lexicon::WORDS) {
        let list = record.get("list").unwrap_or_else(|| panic!("line {}", record.line));
        assert!(record.get("example").is_some(), "{list} has no example");
        let held = |marked: &str| match list {
            "headline" => titled(&kit, marked),
            _ => fault(&kit, marked),
        };
        faults.extend(record.all("example").filter_map(held));
        for marked in record.all("not") {
            if held(marked).is_none() {
                faults.push(format!("{list}: {marked} was found"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Like [`fault`], for words that stand in the headline of a page.
fn titled(kit: &Kit, marked: &str) -> Option<String> {
    let (title, roles) = unmark(marked);
    let wanted: Vec<_> = roles.iter().map(|r| trimmed(&title, r)).collect();
    let body = "The harbour board closed the pier on Monday. Nobody was hurt.";
    let head = format!("{title}\n\nBy Mira Okafor\n\nMay 15, 2024");
    let text = format!("{head}\n\n{body}\n\n{body} The mayor left.\n");
    let page = Page { kind: Kind::Page, bytes: text.as_bytes(), ..Page::default() };
    let found = read(&page, kit).attributions.attributions;
    let held = found.iter().any(|a| shown(&text, a)[..] == wanted[..]);
    (!held).then(|| format!("{marked}\nnot found as a headline"))
}

#[test]
fn who_is_quoted_speaks_and_who_quotes_passes_it_on() {
    let kit = Kit::bundled();
    for text in [
        "The Courier quoted Mira Okafor as saying the pier was safe.",
        "Mira Okafor was quoted by the Courier as saying the pier was safe.",
    ] {
        let all = reading(&kit, text).attributions.attributions;
        let said =
            all.iter().find(|a| a.content.iter().any(|c| c.of(text).contains("safe")));
        let said = said.unwrap_or_else(|| panic!("{text}: nothing found"));
        let chain: Vec<&str> = said.chain.iter().map(|l| l.name.as_str()).collect();
        assert_eq!(chain.last(), Some(&"Mira Okafor"), "{text}: {chain:?}");
        assert!(chain.len() == 2 && chain[0].contains("Courier"), "{text}: {chain:?}");
    }
}

#[test]
fn a_clause_before_the_outlet_is_what_the_cited_said() {
    let kit = Kit::bundled();
    let text = "The trawler had sunk, the Courier said, citing two divers.";
    let all = found(&kit, text);
    let cited =
        all.iter().find(|[_, cue, _]| cue == &["citing"]).expect("citing is a cue");
    assert_eq!(cited[0], ["two divers"]);
    assert_eq!(cited[2], ["The trawler had sunk"]);
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

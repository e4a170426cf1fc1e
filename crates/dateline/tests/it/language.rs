//! What the language layer makes of text that no reporter would write.

use dateline::{Kind, Kit, Page, Reading, Upos, read};

fn reading(text: &str) -> Reading {
    let page = Page { bytes: text.as_bytes(), kind: Kind::Body, ..Page::default() };
    read(&page, &Kit::bundled())
}

/// Every sentence is one tree: one root, and every word comes to it.
#[track_caller]
fn trees(reading: &Reading) {
    let text = &reading.text;
    for sentence in &text.sentences {
        let own = |t: u32| sentence.tokens.contains(&t);
        let head = |t: u32| text.tokens[t as usize].head.map(|h| h.0);
        let roots = sentence.tokens.clone().filter(|&t| head(t).is_none()).count();
        assert_eq!(roots, 1, "{:?}", sentence.span);
        for token in sentence.tokens.clone() {
            let mut at = token;
            for _ in sentence.tokens.clone() {
                let Some(up) = head(at) else { break };
                assert!(own(up));
                at = up;
            }
            assert_eq!(head(at), None, "a circle at word {token}");
        }
    }
}

#[test]
fn a_sentence_of_three_thousand_words_is_cut_at_clause_marks() {
    let clause =
        "the harbour board met Ms. Okafor in Oslo and closed the northern pier; ";
    let text = format!("On Monday {}it ended.", clause.repeat(230));
    let reading = reading(&text);
    trees(&reading);
    let n = reading.text.tokens.len();
    assert!(n > 3000, "{n} words");
    // Arcs stay within stretches of bounded length; only the roots of stretches reach further.
    let far = reading.text.tokens.iter().enumerate().filter(|(i, token)| {
        token.head.is_some_and(|h| i.abs_diff(h.0 as usize) > 120)
            && token.deprel != "parataxis"
    });
    assert_eq!(far.count(), 0);
    let okafor = reading.text.names.iter().filter(|n| n.span.of(&text) == "Okafor");
    assert!(okafor.count() > 200);
}

#[test]
fn many_names_cost_no_more_than_few() {
    // Each paragraph names someone new and refers to them; every one is told apart.
    let text: String = ('a'..='z')
        .flat_map(|a| ('a'..='z').map(move |b| format!("Z{a}r{b}n")))
        .map(|name| format!("Maria {name} spoke on Monday. She left early.\n\n"))
        .collect::<Vec<String>>()
        .concat();
    let reading = reading(&text);
    trees(&reading);
    let people = reading.entities.entities.len();
    assert!(people > 600, "{people} people of 676");
}

#[test]
fn tables_and_lists_keep_their_lines_apart() {
    let text = "Region\tKilled\tInjured\nNorth\t12\t40\nSouth\t3\t9\n\n\
                - The port of Larvik was closed.\n- Trains to Skien were late.\n";
    let reading = reading(text);
    trees(&reading);
    for sentence in &reading.text.sentences {
        assert!(!sentence.span.of(text).contains('\n'), "{}", sentence.span.of(text));
    }
}

#[test]
fn capitals_only_are_still_read() {
    let text = "PRESIDENT MARIA LINDQVIST MET REPORTERS IN OSLO ON MONDAY AND RESIGNED.";
    let reading = reading(text);
    trees(&reading);
    let tag = |word: &str| {
        let token = reading.text.tokens.iter().find(|t| t.span.of(text) == word);
        token.map(|t| t.upos)
    };
    assert_eq!(tag("MET"), Some(Upos::Verb));
    assert_eq!(tag("IN"), Some(Upos::Adp));
    assert_eq!(tag("REPORTERS"), Some(Upos::Noun));
}

#[test]
fn missing_spaces_after_stops_are_seen() {
    let text =
        "The talks ended last week.The minister left the city,but his deputy stayed.";
    let reading = reading(text);
    trees(&reading);
    assert_eq!(reading.text.sentences.len(), 2);
    let words: Vec<&str> = reading.text.tokens.iter().map(|t| t.span.of(text)).collect();
    assert!(words.windows(3).any(|w| w == ["city", ",", "but"]), "{words:?}");
}

#[test]
fn a_title_without_a_name_is_the_one_who_was_named_with_it() {
    let text = "Estonian Prime Minister Kaja Tamm met Latvian Prime Minister Juris Liepa \
                in Riga on Monday. The Estonian prime minister promised help. \
                “I will sign it,” Tamm said. The prime minister left in the evening.";
    let reading = reading(text);
    let chain = |name: &str| -> Vec<&str> {
        let found = reading.entities.entities.iter().find(|e| e.name == name);
        let mentions = found.into_iter().flat_map(|e| &e.mentions);
        mentions.map(|m| reading.entities.mentions[m.0 as usize].span.of(text)).collect()
    };
    assert_eq!(chain("Kaja Tamm"), ["Kaja Tamm", "Estonian prime minister", "I", "Tamm"]);
    // Two hold that office: the last sentence could mean either.
    assert_eq!(chain("Juris Liepa"), ["Juris Liepa"]);
}

#[test]
fn two_people_of_one_surname_are_told_apart() {
    let text = "Mr. Berg met Ms. Berg at the town hall in Oslo on Monday. \
                The meeting with Ola Berg had been planned for weeks, officials said.";
    let reading = reading(text);
    let bergs = reading.entities.entities.iter().filter(|e| e.name.ends_with("Berg"));
    assert_eq!(bergs.count(), 2);
}

#[test]
fn countries_have_one_name() {
    let text = "The U.S. sent ships to the strait on Monday. The United States also sent \
                planes, and officials in Britain said the UK would follow.";
    let reading = reading(text);
    let names: Vec<&str> =
        reading.entities.entities.iter().map(|e| e.name.as_str()).collect();
    assert_eq!(names.iter().filter(|n| **n == "United States").count(), 1, "{names:?}");
    assert_eq!(names.iter().filter(|n| **n == "United Kingdom").count(), 1, "{names:?}");
}

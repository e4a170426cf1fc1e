//! Headlines that name their source before or after a colon: "Pier was unsafe: inspector".

use super::verbs::cover;
use super::view::{Draft, View};
use super::{RuleId, Stance};
use crate::{NameClass, Sentence, TokenIdx, Upos, ZoneKind};

/// Longest source in a headline, in words.
const SOURCE: usize = 6;

/// Shortest content in a headline, in words.
const CONTENT: usize = 3;

/// The attributions of all headlines.
pub(super) fn find(view: &View) -> Vec<Draft> {
    let sentences = &view.text.sentences;
    let titled = |s: &Sentence| s.zone == ZoneKind::Headline;
    let mut out = Vec::new();
    for (i, sentence) in sentences.iter().enumerate().filter(|(_, s)| titled(s)) {
        // "Coastguard: ..." may have been cut after its colon
        let tokens = &sentence.tokens;
        let cut = view.word(TokenIdx(tokens.end.saturating_sub(1))) == ":";
        let next = sentences.get(i + 1).filter(|next| cut && titled(next));
        out.extend(split(view, tokens.start..next.map_or(tokens.end, |n| n.tokens.end)));
    }
    out
}

fn split(view: &View, tokens: std::ops::Range<u32>) -> Option<Draft> {
    let tokens: Vec<TokenIdx> = tokens.map(TokenIdx).collect();
    let colon = tokens.iter().rposition(|&t| {
        view.word(t) == ":" && view.quote_over(view.token(t).span).is_none()
    })?;
    let (left, right) = (&tokens[..colon], &tokens[colon + 1..]);
    let (source, content) = if names_a_source(view, right) && left.len() >= CONTENT {
        (right, left)
    } else if names_a_source(view, left) && tells(view, right) {
        (left, right)
    } else {
        return None;
    };
    let noun = |t: &&TokenIdx| matches!(view.token(**t).upos, Upos::Noun | Upos::Propn);
    Some(Draft {
        source: cover(view, source),
        speaker: source.iter().rev().find(noun).copied(),
        cue: vec![view.token(tokens[colon]).span],
        medium: None,
        after: None,
        content: cover(view, content),
        stance: Stance::Asserts,
        rule: RuleId("attribution/headline-colon"),
    })
}

/// A short phrase without a verb that has a name, or a noun that speaks, in it.
fn names_a_source(view: &View, words: &[TokenIdx]) -> bool {
    let verbal = |t: &TokenIdx| matches!(view.token(*t).upos, Upos::Verb | Upos::Aux);
    if words.is_empty() || words.len() > SOURCE || words.iter().any(verbal) {
        return false;
    }
    let speaks = |t: &TokenIdx| view.is_listed("headline", *t);
    let names = &view.text.names;
    let named = |t: &TokenIdx| {
        let i = names.partition_point(|n| n.tokens.end <= t.0);
        names.get(i).is_some_and(|n| {
            n.tokens.contains(&t.0) && matches!(n.class, NameClass::Per | NameClass::Org)
        })
    };
    words.iter().any(speaks) || words.iter().any(named)
}

/// Enough words for a statement, a verb among them, and no question or list.
fn tells(view: &View, words: &[TokenIdx]) -> bool {
    let wh = |t: &TokenIdx| view.token(*t).xpos.starts_with('W');
    words.len() >= CONTENT
        && !words.first().is_some_and(wh)
        && words.iter().any(|&t| matches!(view.token(t).upos, Upos::Verb | Upos::Aux))
}

#[cfg(test)]
mod tests {
    use crate::{Kind, Kit, Page, read};

    const BODY: &str = "The harbour board closed the pier on Monday. Nobody was hurt.";

    /// Source and content of the headline's attribution, joined by " | "; "" for none.
    #[track_caller]
    fn check(kit: &Kit, page: &str, kind: Kind, wanted: &str) {
        let page = Page { kind, bytes: page.as_bytes(), ..Page::default() };
        let reading = read(&page, kit);
        let said = reading.attributions.attributions.iter();
        let mut colons = said.filter(|a| a.rule.0 == "attribution/headline-colon");
        let found = colons.next().map_or(String::new(), |a| {
            let words = |s: &crate::Span| s.of(&reading.source.text).trim().to_owned();
            format!("{} | {}", words(&a.source[0]), words(&a.content[0]))
        });
        assert_eq!(found, wanted);
    }

    #[track_caller]
    fn check_page(kit: &Kit, title: &str, wanted: &str) {
        let head = format!("{title}\n\nBy Mira Okafor\n\nMay 15, 2024");
        let page = format!("{head}\n\n{BODY}\n\n{BODY} The mayor left.\n");
        check(kit, &page, Kind::Page, wanted);
    }

    #[test]
    fn a_source_after_the_colon() {
        let kit = Kit::bundled();
        check_page(
            &kit,
            "Pier was unsafe for years: inspector",
            "inspector | Pier was unsafe for years",
        );
        check_page(&kit, "Pier closed for repair: three pictures", "");
        check_page(&kit, "Harbour board closes old pier after storm", "");
    }

    #[test]
    fn a_source_before_the_colon() {
        let kit = Kit::bundled();
        let page = |title: &str| {
            format!(
                "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>\
                 <p>{BODY}</p><p>{BODY} The mayor left.</p></article></body></html>"
            )
        };
        check(
            &kit,
            &page("Coastguard: Ferry crew raised alarm too late"),
            Kind::Html,
            "Coastguard | Ferry crew raised alarm too late",
        );
        check(&kit, &page("Inspector: who she was"), Kind::Html, "");
    }
}

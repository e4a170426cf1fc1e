//! Headlines that name their source before or after a colon: "Pier was unsafe: inspector".

use super::verbs::cover;
use super::view::{Draft, View};
use super::{RuleId, Stance};
use crate::{NameClass, Sentence, TokenIdx, Upos, ZoneKind};

/// Longest source in a headline, in words.
const SOURCE: usize = 6;

/// Shortest content in a headline, in words.
const CONTENT: usize = 3;

/// Common nouns that stand for a source without a name.
const SPEAKERS: &[&str] = &[
    "official",
    "officials",
    "police",
    "source",
    "sources",
    "report",
    "reports",
    "study",
    "survey",
    "poll",
    "minister",
    "ministry",
    "president",
    "mayor",
    "governor",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "witness",
    "witnesses",
    "expert",
    "experts",
    "analyst",
    "analysts",
    "lawyer",
    "lawyers",
    "prosecutor",
    "prosecutors",
    "court",
    "media",
    "government",
    "army",
    "military",
    "agency",
    "inspector",
    "chief",
    "envoy",
    "researchers",
    "scientists",
];

/// The attributions of all headlines.
pub(super) fn find(view: &View) -> Vec<Draft> {
    let titles = view.text.sentences.iter().filter(|s| s.zone == ZoneKind::Headline);
    titles.filter_map(|s| split(view, s)).collect()
}

fn split(view: &View, sentence: &Sentence) -> Option<Draft> {
    let tokens: Vec<TokenIdx> = sentence.tokens.clone().map(TokenIdx).collect();
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
    let speaks = |t: &TokenIdx| SPEAKERS.contains(&view.word(*t).to_lowercase().as_str());
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

//! Which claim an attribution makes, if any.

use crate::{Attribution, ClaimKind, Reading, Stance};

/// The kind of claim that the content of an attribution is.
pub(crate) fn kind_of(reading: &Reading, a: &Attribution) -> Option<ClaimKind> {
    let text = &reading.source.text;
    let words: Vec<String> = a
        .content
        .iter()
        .flat_map(|span| span.of(text).split(|c: char| !c.is_alphanumeric() && c != '\''))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let looks_ahead = looks_ahead(&words);
    match a.stance {
        Stance::Declines => None,
        Stance::Denies => Some(ClaimKind::Denial),
        Stance::Demands => Some(ClaimKind::Demand),
        Stance::Alleges => Some(ClaimKind::Allegation),
        Stance::Promises => Some(ClaimKind::Promise),
        Stance::Expects => Some(ClaimKind::Forecast),
        Stance::Warns if is_conditional(&words) => Some(ClaimKind::Threat),
        Stance::Warns => Some(ClaimKind::Forecast),
        Stance::Speculates if looks_ahead => Some(ClaimKind::Forecast),
        Stance::Speculates => Some(ClaimKind::Assessment),
        Stance::Asserts if looks_ahead => Some(ClaimKind::Forecast),
        Stance::Asserts => None,
    }
}

/// Whether the words speak of what is to come.
fn looks_ahead(words: &[String]) -> bool {
    const AHEAD: &[&str] = &["will", "would", "could", "may", "might", "won't", "shall"];
    words.iter().take(12).any(|w| AHEAD.contains(&w.as_str()))
}

/// Whether something is threatened in case of something else.
fn is_conditional(words: &[String]) -> bool {
    const IF: &[&str] = &["if", "unless", "consequences", "price", "retaliate"];
    words.iter().any(|w| IF.contains(&w.as_str()))
}

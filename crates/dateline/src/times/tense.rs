//! Whether the words around an expression look back or ahead.

use crate::{Span, Text, TokenIdx, Upos, ZoneKind};

/// Where the clause of an expression looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tense {
    Past,
    Present,
    /// "The vote is Friday."
    Is,
    Future,
    Unknown,
}

/// What is scheduled, due or planned lies ahead, whatever the tense of the verb.
const AHEAD: [&str; 12] = [
    "schedule",
    "scheduled",
    "expect",
    "expected",
    "due",
    "plan",
    "planned",
    "set",
    "slate",
    "slated",
    "upcoming",
    "deadline",
];

/// The tense of the clause that holds `span`: of the verb that its first word hangs from,
/// through infinitives up to a finite verb.
pub(super) fn of(source: &str, text: &Text, span: Span) -> Tense {
    let tokens = text.tokens_in(span);
    let Some(first) = text.tokens.get(tokens.start) else { return Tense::Unknown };
    if first.span.start >= span.end {
        return Tense::Unknown;
    }
    let headline =
        matches!(text.sentence(first.sentence).zone, ZoneKind::Headline | ZoneKind::Deck);
    let mut at = TokenIdx(tokens.start as u32);
    // Out of the expression, then up to the first verb.
    for _ in 0..40 {
        let token = text.token(at);
        let inside = tokens.contains(&(at.0 as usize));
        if !inside && AHEAD.contains(&&*token.lemma) {
            return Tense::Future;
        }
        if !inside && matches!(token.upos, Upos::Verb | Upos::Aux) {
            match of_verb(source, text, at) {
                Tense::Unknown => {}
                Tense::Present | Tense::Is if headline => return Tense::Past,
                known => return known,
            }
        } else if !inside {
            // "The meeting is Friday": the noun is the root and "is" hangs from it.
            let copula = text.children(at, "cop").next();
            if let Some(tense) = copula.map(|_| of_verb(source, text, at)) {
                if tense != Tense::Unknown {
                    return tense;
                }
            }
        }
        match token.head {
            Some(head) => at = head,
            None => break,
        }
    }
    Tense::Unknown
}

/// The tense of one verb with its auxiliaries.
fn of_verb(source: &str, text: &Text, verb: TokenIdx) -> Tense {
    let mut finite = text.token(verb).xpos;
    let word = |t: TokenIdx| text.token(t).span.of(source).to_lowercase();
    let mut infinitive = false;
    for &child in text.dependents(verb) {
        let token = text.token(child);
        if token.deprel.starts_with("aux") || token.deprel == "cop" {
            match word(child).as_str() {
                "will" | "'ll" | "’ll" | "shall" | "wo" | "can" | "may" | "should"
                | "would" | "'d" | "must" => return Tense::Future,
                // "could not be found Wednesday" looks back as often as ahead.
                "could" | "might" => return Tense::Unknown,
                "had" | "was" | "were" | "did" | "has" | "have" | "been" | "'ve"
                | "’ve" => return Tense::Past,
                "is" | "are" | "'s" | "’s" | "'re" | "’re" | "am" => {
                    // "is meeting Friday", "are due Friday", "is expected Friday".
                    return match finite {
                        "VBG" => Tense::Future,
                        _ => Tense::Is,
                    };
                }
                _ => finite = if finite.starts_with('V') { finite } else { token.xpos },
            }
        }
        if token.xpos == "TO" && token.deprel == "mark" {
            infinitive = true;
        }
    }
    match finite {
        _ if infinitive => Tense::Future,
        "VBD" => Tense::Past,
        "VBN" => Tense::Past,
        "VBZ" | "VBP" if &*text.token(verb).lemma == "be" => Tense::Is,
        "VBZ" | "VBP" => Tense::Present,
        "MD" => Tense::Future,
        _ => Tense::Unknown,
    }
}

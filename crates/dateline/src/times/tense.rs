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
const AHEAD: [&str; 8] =
    ["schedule", "scheduled", "expect", "expected", "due", "slate", "slated", "upcoming"];

/// Verbs that lie ahead only as verbs: "planned to leave Friday", "announced the plan Friday".
const AHEAD_AS_VERB: [&str; 2] = ["plan", "set"];

/// Who does one of these means to do what follows: "agreed to meet Friday".
const INTENDS: [&str; 24] = [
    "agree", "plan", "expect", "vow", "promise", "decide", "want", "hope", "intend",
    "schedule", "ask", "urge", "order", "call", "threaten", "seek", "refuse", "pledge",
    "offer", "have", "need", "prepare", "set", "invite",
];

/// Words between an infinitive and an expression that still belongs to it.
const NEAR: u32 = 4;

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
    if let Some(known) = of_word_before(source, text, tokens.start) {
        return known;
    }
    let mut at = TokenIdx(tokens.start as u32);
    // Out of the expression, then up to the first verb.
    for _ in 0..40 {
        let token = text.token(at);
        let inside = tokens.contains(&(at.0 as usize));
        if !inside && looks_ahead(text, at) {
            return Tense::Future;
        }
        if !inside && is_loose_purpose(text, at, tokens.start) {
            // "extended the offer to buy the maker Friday": the extending was on Friday.
            match token.head {
                Some(head) => at = head,
                None => break,
            }
            continue;
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

/// "announced Friday", "said on Wednesday": the verb that an expression follows, whatever
/// the tree says.
fn of_word_before(source: &str, text: &Text, first: usize) -> Option<Tense> {
    let mut at = first.checked_sub(1)?;
    let sentence = text.tokens[first].sentence;
    if &*text.tokens[at].lemma == "on" {
        at = at.checked_sub(1)?;
    }
    let token = &text.tokens[at];
    if token.sentence != sentence || token.upos != Upos::Verb {
        return None;
    }
    let at = TokenIdx(at as u32);
    match token.xpos {
        _ if looks_ahead(text, at) => Some(Tense::Future),
        "VBD" => Some(Tense::Past),
        "VBN" if text.children(at, "aux").next().is_none() => Some(Tense::Past),
        "VB" | "VBN" => Some(of_verb(source, text, at)).filter(|t| *t != Tense::Unknown),
        _ => None,
    }
}

fn looks_ahead(text: &Text, at: TokenIdx) -> bool {
    let token = text.token(at);
    let passive = || {
        let next = text.tokens.get(at.0 as usize + 1).map_or("", |t| &*t.lemma);
        text.children(at, "aux:pass").next().is_some() || matches!(next, "to" | "for")
    };
    AHEAD.contains(&&*token.lemma)
        || token.upos == Upos::Verb
            && AHEAD_AS_VERB.contains(&&*token.lemma)
            && (&*token.lemma != "set" || passive())
}

/// An infinitive well before the expression, under a past verb that intends nothing.
fn is_loose_purpose(text: &Text, at: TokenIdx, first: usize) -> bool {
    let token = text.token(at);
    let infinitive = token.xpos == "VB"
        && text.children(at, "mark").any(|child| text.token(child).xpos == "TO");
    let Some(head) = token.head.filter(|_| infinitive) else { return false };
    // "their offers to acquire": the verb above the noun counts.
    let above = match text.token(head) {
        noun if noun.upos == Upos::Noun => noun.head,
        _ => Some(head),
    };
    let past = above.is_some_and(|verb| {
        let verb = text.token(verb);
        verb.xpos == "VBD" && !INTENDS.contains(&&*verb.lemma)
    });
    past && (first as u32).saturating_sub(at.0) > NEAR
}

/// Whether the verb before `span` moves a day or gives time: "postponed until Friday".
pub(super) fn is_put_off(text: &Text, span: Span) -> bool {
    const PUT_OFF: [&str; 12] = [
        "postpone",
        "delay",
        "extend",
        "adjourn",
        "suspend",
        "defer",
        "give",
        "have",
        "move",
        "push",
        "recess",
        "reschedule",
    ];
    let tokens = text.tokens_in(span);
    let Some(token) = text.tokens.get(tokens.start) else { return false };
    let mut at = token.head;
    for _ in 0..6 {
        let Some(head) = at else { return false };
        let token = text.token(head);
        if token.upos == Upos::Verb {
            return PUT_OFF.contains(&&*token.lemma);
        }
        at = token.head;
    }
    false
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

//! Places that act: a country or capital as the subject of what governments do.

use crate::{Place, PlacePrecision, Text, Upos};

use super::mentions::Found;

/// Verbs with which a capital stands for its government.
const ACTS: &[&str] = &[
    "say",
    "tell",
    "accuse",
    "warn",
    "deny",
    "announce",
    "reject",
    "agree",
    "refuse",
    "insist",
    "demand",
    "call",
    "urge",
    "condemn",
    "criticize",
    "criticise",
    "welcome",
    "impose",
    "threaten",
    "offer",
    "propose",
    "sign",
    "recognize",
    "recognise",
    "claim",
    "want",
    "seek",
    "support",
    "back",
    "oppose",
    "launch",
    "send",
    "withdraw",
    "expel",
    "ban",
    "approve",
    "respond",
    "retaliate",
    "vow",
    "pledge",
    "promise",
    "fear",
    "hope",
    "believe",
    "consider",
    "declare",
    "deploy",
    "attack",
    "invade",
    "maintain",
    "argue",
    "acknowledge",
    "admit",
    "confirm",
    "summon",
    "recall",
    "suspend",
    "lift",
    "veto",
    "test",
    "fire",
    "supply",
    "provide",
    "block",
    "cut",
    "strike",
    "view",
    "regard",
];

/// Whether a place is spoken of as one who acts.
pub(super) fn acts(mention: &Found, text: &Text, place: &Place) -> bool {
    let state = place.precision == PlacePrecision::Country;
    let capital = place.precision == PlacePrecision::City;
    if !state && !capital || mention.within.is_some() {
        return false;
    }
    let tokens = text.tokens_in(mention.span);
    tokens.clone().any(|i| {
        let token = &text.tokens[i];
        let Some(head) = token.head.filter(|h| !tokens.contains(&(h.0 as usize))) else {
            return false;
        };
        let verb = text.token(head);
        let subject = token.deprel == "nsubj" || token.deprel == "obl:agent";
        subject
            && verb.upos == Upos::Verb
            && (state || ACTS.contains(&verb.lemma.as_ref()))
    })
}

//! Cues that are no verbs: "according to", "per", "reportedly".

use super::verbs::cover;
use super::view::{Draft, View, is};
use super::{RuleId, Stance};
use crate::{Span, TokenIdx, Upos};

/// Adverbs that say that somebody says so.
const ADVERBS: &[(&str, Stance)] = &[
    ("reportedly", Stance::Asserts),
    ("allegedly", Stance::Alleges),
    ("supposedly", Stance::Alleges),
    ("purportedly", Stance::Alleges),
    ("ostensibly", Stance::Alleges),
    ("presumably", Stance::Speculates),
    ("rumoredly", Stance::Speculates),
    ("apparently", Stance::Asserts),
];

/// The attributions of all such cues of the text.
pub(super) fn find(view: &View) -> Vec<Draft> {
    let mut out = Vec::new();
    for t in (0..view.text.tokens.len() as u32).map(TokenIdx) {
        if view.token(t).upos == Upos::Noun {
            out.extend(noun(view, t));
        }
        let word = view.word(t).to_lowercase();
        match word.as_str() {
            "according" => out.extend(according(view, t)),
            "per" if view.rel(t) == "case" => out.extend(per(view, t)),
            _ => {
                if let Some((_, stance)) = ADVERBS.iter().find(|(a, _)| *a == word) {
                    out.extend(adverb(view, t, *stance));
                }
            }
        }
    }
    out
}

fn according(view: &View, t: TokenIdx) -> Option<Draft> {
    let to = TokenIdx(t.0 + 1);
    if to.0 >= view.bounds(t).1 || !view.word(to).eq_ignore_ascii_case("to") {
        return None;
    }
    let noun = top_of_phrase(view, to)?;
    let mut governor = view.head(noun);
    while governor == Some(t) || governor == Some(to) {
        governor = governor.and_then(|g| view.head(g));
    }
    let governor = clause_above(view, governor?, t);
    named(view, &[t, to], noun, governor, RuleId("attribution/according-to"))
}

/// The clause that a phrase set off by commas, or opening its sentence, is about: "the
/// bridge fell on Monday, according to X" is not about Monday alone, and at the end or the
/// beginning of a sentence it is about the whole.
fn clause_above(view: &View, governor: TokenIdx, cue: TokenIdx) -> TokenIdx {
    let (first, end) = view.bounds(cue);
    let comma = cue.0 > first && view.word(TokenIdx(cue.0 - 1)) == ",";
    // A phrase that ends its sentence, too, is about all of it.
    let closes = view.text.subtree(governor).last().is_some_and(|&t| t.0 + 2 >= end)
        && !(first..cue.0).any(|t| view.word(TokenIdx(t)) == ",");
    if !comma && cue.0 != first && !closes {
        return governor;
    }
    let mut at = governor;
    while let Some(head) = view.head(at) {
        let clause = ["ccomp", "conj", "parataxis", "advcl", "acl", "csubj", "dep"]
            .iter()
            .any(|r| is(view.rel(at), r))
            && view.child(at, "nsubj").is_some();
        if clause {
            break;
        }
        at = head;
    }
    at
}

/// The head of the noun phrase right after a preposition.
fn top_of_phrase(view: &View, preposition: TokenIdx) -> Option<TokenIdx> {
    let mut at = TokenIdx(preposition.0 + 1);
    if at.0 >= view.bounds(preposition).1 {
        return None;
    }
    while let Some(head) = view.head(at) {
        let inside = [
            "det",
            "compound",
            "amod",
            "nummod",
            "flat",
            "nmod:poss",
            "nmod:desc",
            "advmod",
            "punct",
            "nmod",
        ];
        if head <= preposition || !inside.iter().any(|r| is(view.rel(at), r)) {
            break;
        }
        at = head;
    }
    Some(at)
}

/// "Per officials, the road is closed": only at the head of a sentence and of no measure.
fn per(view: &View, t: TokenIdx) -> Option<Draft> {
    let noun = view.head(t)?;
    let opens = view.bounds(t).0 == t.0;
    let governor = view.head(noun)?;
    (opens && noun > t)
        .then(|| named(view, &[t], noun, governor, RuleId("attribution/per")))
        .flatten()
}

/// A cue with a noun: the content is the clause that both hang from.
fn named(
    view: &View,
    cue: &[TokenIdx],
    noun: TokenIdx,
    governor: TokenIdx,
    rule: RuleId,
) -> Option<Draft> {
    let mut source = view.text.subtree(noun);
    source.retain(|t| *t > cue[cue.len() - 1] && !view.text.subtree(governor).is_empty());
    // The governor hangs from the noun where the parser mistook the phrase for the clause.
    source.retain(|t| !cue.contains(t));
    let mut content = view.text.subtree(governor);
    content.retain(|t| source.binary_search(t).is_err() && !cue.contains(t));
    view.within_semicolons(&mut content, cue[0]);
    while source.last().is_some_and(|&t| view.is_punct(t) && view.word(t) != ")") {
        source.pop();
    }
    let pieces = grown(view, view.runs(&content), cue[0]);
    (!pieces.is_empty() && !source.is_empty()).then(|| Draft {
        source: cover(view, &source),
        speaker: Some(noun),
        cue: cover(view, cue),
        medium: None,
        after: None,
        content: pieces,
        stance: Stance::Asserts,
        rule,
    })
}

/// "the owner's claim that the ferry was sound": a noun with its owner and a clause, or a
/// phrase with one of its prepositions.
fn noun(view: &View, t: TokenIdx) -> Option<Draft> {
    let word = view.word(t).to_lowercase();
    let cue = view
        .lexicon
        .noun(&word)
        .or_else(|| view.lexicon.noun(word.strip_suffix('s').unwrap_or(&word)))?;
    let owner = view.child(t, "nmod:poss")?;
    if view.quote_over(view.token(t).span).is_some() {
        return None;
    }
    let what = ["ccomp", "acl", "nmod"].iter().find_map(|r| {
        view.children(t, r).find(|&d| {
            let case = view.case(d);
            let led = cue.with.contains(&case.as_str());
            let that = view
                .text
                .subtree(d)
                .first()
                .is_some_and(|&f| f > t && view.word(f).eq_ignore_ascii_case("that"));
            let clause = that || case == "to";
            d > t && if *r == "nmod" { led } else { clause }
        })
    })?;
    let mut source = view.text.subtree(owner);
    source.retain(|&s| view.word(s) != "'s" && view.word(s) != "’s" && s < t);
    let mut content = view.text.subtree(what);
    if is(view.rel(what), "nmod") {
        let case = view.child(what, "case");
        content.retain(|c| Some(*c) != case || view.word(*c) == "for");
    }
    let pieces = grown(view, view.runs(&content), t);
    (!pieces.is_empty() && !source.is_empty()).then(|| Draft {
        source: cover(view, &source),
        speaker: Some(owner),
        cue: vec![view.token(t).span],
        medium: None,
        after: None,
        content: pieces,
        stance: cue.stance,
        rule: RuleId(cue.rule),
    })
}

/// "shot him, reportedly outside a shop": an adverb away from any verb speaks of the phrase
/// right after it, up to a comma.
fn phrase_after(view: &View, t: TokenIdx) -> Option<Vec<TokenIdx>> {
    let (first, end) = view.bounds(t);
    let next = TokenIdx(t.0 + 1);
    if t.0 == first || next.0 >= end {
        return None;
    }
    let before = view.token(TokenIdx(t.0 - 1)).upos;
    let verbal = |u: Upos| matches!(u, Upos::Verb | Upos::Aux);
    let leads = matches!(
        view.token(next).upos,
        Upos::Adp | Upos::Num | Upos::Det | Upos::Adj | Upos::Adv | Upos::Noun
    );
    // After the subject or an auxiliary it speaks of the clause.
    let clause = verbal(before) || !leads || matches!(before, Upos::Pron | Upos::Propn);
    if clause {
        return None;
    }
    let words: Vec<TokenIdx> = (next.0..end)
        .map(TokenIdx)
        .take_while(|&t| !matches!(view.word(t), "," | "." | ";" | ")" | "?" | "!"))
        .collect();
    (!words.iter().any(|&t| view.token(t).upos == Upos::Aux)).then_some(words)
}

fn adverb(view: &View, t: TokenIdx, stance: Stance) -> Option<Draft> {
    // "Reportedly he left", where the tree hangs the clause from the adverb.
    let below = view.child(t, "ccomp").or_else(|| view.child(t, "parataxis"));
    let head = below.or_else(|| view.head(t))?;
    // "reportedly said that": the adverb belongs to the verb's cue.
    if view.child(head, "ccomp").is_some() && view.lexicon.is_verb(&view.base(head)) {
        return None;
    }
    let mut content = match phrase_after(view, t) {
        Some(words) => words,
        None => view.text.subtree(head),
    };
    while content.first().is_some_and(|&c| {
        matches!(view.token(c).upos, Upos::Cconj | Upos::Punct)
            && view.quote_over(view.token(c).span).is_none()
    }) {
        content.remove(0);
    }
    for conj in view.children(head, "conj") {
        if matches!(view.token(conj).upos, Upos::Verb | Upos::Aux) {
            let other = view.text.subtree(conj);
            content.retain(|t| other.binary_search(t).is_err());
        }
    }
    content.retain(|&c| c != t);
    view.within_semicolons(&mut content, t);
    // "for allegedly aiding him": no piece of its own.
    let lead = content.iter().position(|&c| c > t).unwrap_or(0);
    let joins = |c: &TokenIdx| matches!(view.token(*c).upos, Upos::Adp | Upos::Sconj);
    if content[..lead].iter().all(joins) {
        content.drain(..lead);
    }
    let pieces = grown(view, view.runs(&content), t);
    (!pieces.is_empty()).then(|| Draft {
        source: Vec::new(),
        speaker: None,
        cue: vec![view.token(t).span],
        medium: None,
        after: None,
        content: pieces,
        stance,
        rule: RuleId("attribution/adverb"),
    })
}

/// Trimmed pieces, grown to the quotations that the cue stands outside of.
fn grown(view: &View, pieces: Vec<Span>, cue: TokenIdx) -> Vec<Span> {
    let cue = view.token(cue).span;
    pieces
        .into_iter()
        .map(|piece| {
            view.quotes_on(piece)
                .filter(|q| !q.span.overlaps(cue))
                .fold(view.trim(piece), |all, q| all.cover(q.span))
        })
        .filter(|piece| !piece.overlaps(cue))
        .collect()
}

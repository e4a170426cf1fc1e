//! The words around a person's name that say who that is: "Norwegian Defence Minister Ola
//! Berg", "Ola Berg, a rebel commander,", "the mayor, Ola Berg".

use crate::{Mention, Source, Span, Text, TokenIdx, Upos};

/// Farthest that a title reaches, in words.
const REACH: usize = 12;

/// The titles before and after one mention, as words of the text.
pub(super) fn around<'s>(
    mention: &Mention,
    source: &'s Source,
    text: &Text,
) -> impl Iterator<Item = &'s str> + use<'s> {
    let found =
        [before(mention, text), after(mention, source, text), apposed(mention, text)];
    found.into_iter().flatten().map(|span| span.of(&source.text))
}

/// "Norwegian Defence Minister" before the name.
fn before(mention: &Mention, text: &Text) -> Option<Span> {
    let first = text.tokens_in(mention.span).start;
    let sentence = text.tokens.get(first)?.sentence;
    let mut start = first;
    while start > 0 && first - start < REACH {
        let token = &text.tokens[start - 1];
        let belongs = match token.upos {
            Upos::Adj | Upos::Noun | Upos::Propn | Upos::Part => true,
            Upos::Adp => matches!(token.lemma.as_ref(), "of" | "for"),
            Upos::Punct => {
                token.span.len() == 1 && token.deprel == "punct" && {
                    // Hyphens and points of abbreviations, not commas or quotation marks.
                    let next = &text.tokens[start];
                    next.span.start == token.span.end
                }
            }
            Upos::Det => start < first,
            _ => false,
        };
        if !belongs || token.sentence != sentence {
            break;
        }
        start -= 1;
    }
    (start < first).then(|| text.tokens[start].span.cover(text.tokens[first - 1].span))
}

/// ", the Norwegian defence minister," after the name.
fn after(mention: &Mention, source: &Source, text: &Text) -> Option<Span> {
    let next = text.tokens_in(mention.span).end;
    let comma = text.tokens.get(next)?;
    if comma.span.of(&source.text) != "," {
        return None;
    }
    let mut end = next + 1;
    while end - next < REACH {
        let Some(token) = text.tokens.get(end).filter(|t| t.sentence == comma.sentence)
        else {
            break;
        };
        let word = token.span.of(&source.text);
        // "Saudi-backed" is no verb's end.
        let joined = text.tokens[end - 1].span.of(&source.text).ends_with('-');
        let verbal =
            matches!(token.upos, Upos::Verb | Upos::Aux | Upos::Pron | Upos::Sconj);
        // "a militia leader charged with", "the prime minister in the capital"
        let aside =
            matches!(token.lemma.as_ref(), "in" | "at" | "on" | "since" | "during");
        let participle = matches!(token.xpos, "VBN" | "VBG") && !joined;
        if end > next + 1 && (aside || participle) && !word.contains('-') {
            return Some(text.tokens[next + 1].span.cover(text.tokens[end - 1].span));
        }
        if verbal && !joined && !word.contains('-')
            || matches!(word, "," | "." | ";" | "who" | "which" | "and" | "(")
        {
            break;
        }
        end += 1;
    }
    let stopped_at_comma = text
        .tokens
        .get(end)
        .is_none_or(|t| matches!(t.span.of(&source.text), "," | "." | "who" | ";"));
    (end > next + 1 && stopped_at_comma)
        .then(|| text.tokens[next + 1].span.cover(text.tokens[end - 1].span))
}

/// "the mayor, Ola Berg": the name hangs from its title.
fn apposed(mention: &Mention, text: &Text) -> Option<Span> {
    let head = text.token(mention.head?);
    let title = head.head.filter(|_| head.deprel == "appos")?;
    let start = text.subtree(title).into_iter().map(|t| text.token(t).span).min()?;
    let TokenIdx(last) = title;
    let end = text.tokens.get(last as usize)?.span;
    let whole = start.cover(end);
    (whole.end <= mention.span.start).then_some(Span { end: mention.span.start, ..whole })
}

/// A phrase up to the noun that it describes: "Indian" to "Indian troops".
pub(super) fn head_of(span: Span, source: &Source, text: &Text) -> Option<Span> {
    let tokens = text.tokens_in(span);
    let last = tokens.end.checked_sub(1)?;
    let token = text.tokens.get(last)?;
    let describes = matches!(
        token.deprel,
        "amod" | "compound" | "nmod:poss" | "nmod:desc" | "nmod" | "case"
    );
    let possessor = text
        .tokens
        .get(tokens.end)
        .is_some_and(|t| matches!(t.span.of(&source.text), "'s" | "’s" | "'" | "’"));
    // "Kenya" and "'s" may be one word or two; the name hangs from the noun in both.
    let mut head = token.head.filter(|_| describes || possessor)?;
    if tokens.contains(&(head.0 as usize)) {
        head = text.token(head).head?;
    }
    let TokenIdx(at) = head;
    let noun = text.tokens.get(at as usize)?;
    let near = (tokens.end..tokens.end + 6).contains(&(at as usize));
    let between = text.tokens.get(tokens.end..at as usize)?.iter().all(|t| {
        matches!(t.upos, Upos::Adj | Upos::Noun | Upos::Propn | Upos::Part | Upos::Punct)
            && !matches!(t.span.of(&source.text), "," | ";" | "(" | ")")
    });
    (near && between && noun.upos == Upos::Noun && noun.sentence == token.sentence)
        .then(|| span.cover(noun.span))
}

/// A phrase with what follows it and belongs to it: "police", "in Norway".
pub(super) fn complement(span: Span, text: &Text) -> Option<Span> {
    let mut next = text.tokens_in(span).end;
    // "forces loyal to the president of Kenya"
    if text.tokens.get(next).is_some_and(|t| t.lemma.as_ref() == "loyal") {
        next += 1;
    }
    let preposition = text.tokens.get(next)?;
    let joins = matches!(preposition.lemma.as_ref(), "of" | "in" | "from" | "at")
        || next > text.tokens_in(span).end && preposition.lemma.as_ref() == "to";
    if !joins || !matches!(preposition.upos, Upos::Adp | Upos::Part) {
        return None;
    }
    let mut end = next + 1;
    while end - next < REACH {
        let Some(token) = text.tokens.get(end) else { break };
        let belongs = matches!(
            token.upos,
            Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Part | Upos::Num
        ) || matches!(token.lemma.as_ref(), "of" | "in");
        if !belongs || token.sentence != preposition.sentence {
            break;
        }
        end += 1;
    }
    (end > next + 1).then(|| span.cover(text.tokens[end - 1].span))
}

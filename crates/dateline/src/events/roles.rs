//! Who takes part: the arguments of a trigger in the roles that its rule gives them.

use crate::{EventActor, EventType, MentionKind, NameClass, Role, Span, TokenIdx, Upos};

use super::args::{Args, View};
use super::lexicon::WordClass;
use super::triggers::Trigger;

/// Actors of one event; a longer list is a table, not a clause.
const MAX_ACTORS: usize = 8;

/// The actors of a trigger, in text order.
pub(super) fn actors(view: &View<'_>, trigger: &Trigger<'_>) -> Vec<EventActor> {
    let mut found: Vec<(Role, TokenIdx)> = Vec::new();
    let frame = &trigger.rule.frame;
    let args = &trigger.args;
    let mut add = |role: Option<Role>, tokens: &[TokenIdx]| {
        found.extend(role.into_iter().flat_map(|r| tokens.iter().map(move |&t| (r, t))));
    };
    let animate = |t: &[TokenIdx]| -> Vec<TokenIdx> {
        t.iter().copied().filter(|&t| !frame.animate_subj || acts(view, t)).collect()
    };
    add(frame.subj, &animate(&args.subj));
    if !args.owners.is_empty() {
        // "the city's attack" and "the attack": an owner stands for the subject of a noun
        add(frame.poss, &args.owners);
    }
    if !(frame.gives && receives(args, trigger)) {
        add(frame.obj, &args.obj);
    }
    add(frame.obj, &args.receiver);
    for (prep, t) in &args.obliques {
        add(frame.preps.get(&**prep).copied().flatten(), &[*t]);
    }
    if trigger.rule.kind == EventType::Crime
        && trigger.class == WordClass::Noun
        && found.is_empty()
    {
        found.extend(view.accused(trigger.at).into_iter().map(|t| (Role::Source, t)));
    }
    found.extend(struck(view, trigger).map(|t| (Role::Target, t)));
    if let Some(role) = frame.subj.filter(|_| trigger.rule.kind.is_plover()) {
        let acting = |r: Role| r == Role::Source || r == Role::Participant;
        if acting(role) && !found.iter().any(|(r, _)| acting(*r)) {
            let by = announcers(view, trigger);
            found.extend(by.into_iter().map(|t| (role, t)));
        }
    }
    let has = |role: Role| found.iter().any(|(r, _)| *r == role);
    // "Peru and Chile agreed to lift the ban on fruit from Egypt"
    let agreed = trigger.rule.kind == EventType::Agree && has(Role::Participant);
    if (has(Role::Source) || agreed) && !has(Role::Target) {
        found.extend(target_in_clause(view, trigger));
    }
    finish(view, trigger, found)
}

/// Who announces, orders or is said to be what a noun tells, where the noun names nobody:
/// "Lima announced a ceasefire", "Sweden is the largest donor".
fn announcers(view: &View<'_>, trigger: &Trigger<'_>) -> Vec<TokenIdx> {
    if trigger.class != WordClass::Noun {
        return Vec::new();
    }
    if view.child(trigger.at, "cop").is_some() {
        let subj = view.child(trigger.at, "nsubj");
        return subj.map(|t| view.with_conjuncts(t)).unwrap_or_default();
    }
    let Some(head) = view.token(trigger.at).head else { return Vec::new() };
    let governed = matches!(view.rel(trigger.at), "obj" | "obl");
    if !governed || !view.lexicon.is_cue("announces", &view.lemma(head)) {
        return Vec::new();
    }
    let args = view.verb_args(head);
    args.subj.into_iter().filter(|&t| named_actor(view, t)).collect()
}

/// "The attack killed two": what an attack does to somebody is done to its target.
fn struck(view: &View<'_>, trigger: &Trigger<'_>) -> Option<TokenIdx> {
    let kind = trigger.rule.kind;
    if trigger.class != WordClass::Noun || kind != EventType::Assault {
        return None;
    }
    let head = view.token(trigger.at).head.filter(|_| view.rel(trigger.at) == "nsubj")?;
    view.lexicon
        .is_cue("strikes", &view.lemma(head))
        .then(|| view.child(head, "obj"))
        .flatten()
}

/// Whether somebody receives what is given.
fn receives(args: &Args, trigger: &Trigger<'_>) -> bool {
    let frame = &trigger.rule.frame;
    !args.receiver.is_empty()
        || args.obliques.iter().any(|(p, _)| {
            matches!(&**p, "to" | "for" | "with")
                && frame.preps.get(&**p).copied().flatten() == Some(Role::Target)
        })
}

/// "vowed to attack Peru", "agreed to lift the ban on Egyptian goods": the target of a
/// speech act may stand inside what is promised, refused or threatened.
fn target_in_clause(view: &View<'_>, trigger: &Trigger<'_>) -> Option<(Role, TokenIdx)> {
    let kind = trigger.rule.kind;
    if !kind.is_plover() {
        return None;
    }
    let clause = trigger.args.clause?;
    let inner = view.verb_args(clause);
    let source_is = |t: TokenIdx| trigger.args.subj.contains(&t);
    let names = |t: &TokenIdx| named_actor(view, *t) && !source_is(*t);
    if view.rel(clause) == "ccomp" {
        return inner.subj.iter().copied().find(|t| names(t)).map(|t| (Role::Target, t));
    }
    let direct = inner
        .receiver
        .iter()
        .chain(&inner.obj)
        .chain(inner.obliques.iter().map(|(_, t)| t))
        .copied()
        .find(|t| names(t));
    // "the ban on Egyptian fruit": whose it is that the promise is about
    let deeper = || {
        let things = inner.obj.iter().chain(inner.obliques.iter().map(|(_, t)| t));
        things
            .filter_map(|&o| stand_in(view, trigger, Role::Target, o))
            .find(|t| names(t) && !inner.subj.contains(t))
    };
    direct.or_else(deeper).map(|t| (Role::Target, t))
}

/// A person, organisation, country or people by name, or a word for one that acts.
fn named_actor(view: &View<'_>, t: TokenIdx) -> bool {
    matches!(
        view.name_class(t),
        Some(NameClass::Per | NameClass::Org | NameClass::Loc | NameClass::Norp)
    ) || view.is_actor_like(t) && view.token(t).upos == Upos::Noun
}

/// Whether a word can do something on purpose.
fn acts(view: &View<'_>, t: TokenIdx) -> bool {
    matches!(
        view.name_class(t),
        Some(NameClass::Per | NameClass::Org | NameClass::Loc | NameClass::Norp)
    ) || view.is_actor_like(t)
        || matches!(&*view.lemma(t), "he" | "she" | "they" | "who" | "we" | "i")
}

/// Drops what is no actor, resolves names, orders.
fn finish(
    view: &View<'_>,
    trigger: &Trigger<'_>,
    found: Vec<(Role, TokenIdx)>,
) -> Vec<EventActor> {
    let mut out: Vec<EventActor> = Vec::new();
    for (role, t) in found {
        if !is_actor(view, trigger, t) {
            continue;
        }
        let Some(t) = stand_in(view, trigger, role, t) else { continue };
        let actor = actor(view, role, t);
        let known = out.iter().any(|a| {
            a.span.is_some_and(|s| actor.span.is_some_and(|o| s.overlaps(o)))
                || a.entity.is_some() && a.entity == actor.entity && a.role == actor.role
        });
        if !known && !actor.name.is_empty() && out.len() < MAX_ACTORS {
            out.push(actor);
        }
    }
    out.sort_by_key(|a| a.span.map(|s| s.start));
    out
}

/// Types whose targets are things as well as people: what is hit, found, lost.
fn takes_things(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Assault
            | EventType::Disaster
            | EventType::Casualty
            | EventType::Crime
            | EventType::Science
    )
}

/// The actor itself, or for a thing the one whose it is ("a Turkish proposal", "the work of
/// Aziz"); `None` for a thing of nobody's.
fn stand_in(
    view: &View<'_>,
    trigger: &Trigger<'_>,
    role: Role,
    t: TokenIdx,
) -> Option<TokenIdx> {
    let kind = trigger.rule.kind;
    let pronoun = matches!(view.token(t).upos, Upos::Pron | Upos::Det | Upos::Num);
    if acts(view, t) || pronoun {
        return Some(t);
    }
    let thing = takes_things(kind) && !(kind == EventType::Crime && role == Role::Source);
    if thing || kind == EventType::Business && role != Role::Source {
        return Some(t);
    }
    if !kind.is_plover() {
        return None;
    }
    let owner = |t: TokenIdx| {
        view.children(t).find(|&d| {
            let rel = matches!(view.rel(d), "nmod:poss" | "compound" | "amod")
                || view.rel(d) == "nmod"
                    && matches!(
                        view.case(d).as_deref(),
                        Some("of" | "by" | "from" | "to" | "against")
                    );
            rel && named_actor(view, d)
        })
    };
    owner(t).or_else(|| {
        view.children(t)
            .filter(|&d| matches!(view.base_rel(d), "nmod" | "compound" | "acl"))
            .find_map(|d| owner(d).or_else(|| agent(view, d)))
    })
}

/// "a lawsuit filed by Texas"
fn agent(view: &View<'_>, d: TokenIdx) -> Option<TokenIdx> {
    view.children(d).find(|&a| {
        matches!(view.rel(a), "obl:agent" | "obl")
            && named_actor(view, a)
            && matches!(view.case(a).as_deref(), Some("by" | "against" | "on"))
    })
}

/// Times, amounts, events and empty pronouns take no part.
fn is_actor(view: &View<'_>, trigger: &Trigger<'_>, t: TokenIdx) -> bool {
    let token = view.token(t);
    let lemma = token.lemma.to_lowercase();
    if t == trigger.at || trigger.span.contains(token.span) {
        return false;
    }
    let pronoun = token.upos == Upos::Pron || token.upos == Upos::Det;
    if pronoun
        && !matches!(
            &*lemma,
            "he" | "she"
                | "they"
                | "i"
                | "we"
                | "you"
                | "it"
                | "who"
                | "him"
                | "her"
                | "them"
                | "his"
                | "their"
                | "its"
                | "my"
                | "our"
                | "others"
                | "both"
                | "all"
                | "us"
                | "me"
                | "some"
                | "many"
                | "several"
                | "someone"
                | "everyone"
                | "one"
        )
    {
        return false;
    }
    if !pronoun
        && !view.is_nominal(t)
        && view.name_class(t).is_none()
        && !view.is_actor_like(t)
    {
        return false;
    }
    !view.is_timed(t)
        && !matches!(view.name_class(t), Some(NameClass::Date | NameClass::Money))
}

/// The actor that a word names: span, resolved name, entity and code.
fn actor(view: &View<'_>, role: Role, t: TokenIdx) -> EventActor {
    let span = phrase(view, t);
    let entities = view.context.entities;
    let token = view.token(t).span;
    let mention = entities
        .mentions_in(span)
        .find(|m| m.head == Some(t) || m.span.contains(token))
        .or_else(|| {
            // "the UK Prime Minister Boris Johnson", whatever the tree takes for its head
            entities
                .mentions_in(span)
                .filter(|m| m.kind == MentionKind::Name)
                .find(|m| m.class == NameClass::Per && m.span.end == span.end)
        });
    let follows = || {
        // "the mayor of London, Sadiq Khan", "motorcyclist Harry Dunn"
        let common = view.name_class(t).is_none() && view.is_actor_like(t);
        let after = entities.mentions.partition_point(|m| m.span.start < span.end);
        entities.mentions.get(after).filter(|m| {
            let gap = m.span.start - span.end;
            common
                && m.kind == MentionKind::Name
                && m.class != NameClass::Loc
                && (gap == 1
                    || gap == 2
                        && view.context.source.text[span.end as usize..]
                            .starts_with(", "))
        })
    };
    let mention = mention.or_else(follows);
    let text = span.of(&view.context.source.text);
    match mention {
        Some(m) => {
            let code = view.context.actors.of(m.entity).and_then(|a| a.code.clone());
            let span = match m.kind {
                MentionKind::Pronoun => m.span,
                _ => span.cover(m.span),
            };
            let name = entities.entity(m.entity).name.clone();
            EventActor { role, span: Some(span), name, entity: Some(m.entity), code }
        }
        None => EventActor {
            role,
            span: Some(span),
            name: text.to_owned(),
            entity: None,
            code: None,
        },
    }
}

/// The noun phrase of a word without what follows it, save a short "of" phrase.
pub(super) fn phrase(view: &View<'_>, t: TokenIdx) -> Span {
    if matches!(view.rel(t), "amod" | "compound") {
        let name = view.name_tokens(t).map(|r| {
            view.token(TokenIdx(r.start)).span.cover(view.token(TokenIdx(r.end - 1)).span)
        });
        return name.unwrap_or(view.token(t).span);
    }
    let mut span = view.token(t).span;
    let mut first = t.0;
    for d in view.children(t) {
        let part = match view.base_rel(d) {
            "amod" | "compound" | "nummod" | "nmod" | "flat"
                if d < t || view.rel(d) == "flat" =>
            {
                true
            }
            "nmod" => {
                view.rel(d) == "nmod:desc"
                    || view.case(d).as_deref() == Some("of")
                        && view.text().subtree(d).len() <= 4
            }
            _ => false,
        };
        if part {
            let sub = view.text().subtree_span(d);
            if sub.len() < MAX_PHRASE {
                span = span.cover(sub);
                first = first.min(d.0);
            }
        }
    }
    if let Some(name) = view.name_tokens(t) {
        let name = view
            .token(TokenIdx(name.start))
            .span
            .cover(view.token(TokenIdx(name.end - 1)).span);
        span = span.cover(name);
    }
    span
}

/// Longest actor in bytes; what is longer is a clause.
const MAX_PHRASE: usize = 120;

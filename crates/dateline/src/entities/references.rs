//! Pronouns and titles that stand for someone named: linked only where the case is clear.

use super::{EntityIdx, Gender, Linker, Mention, MentionKind};
use crate::{NameClass, TokenIdx, Upos};

/// Pronouns look back this many sentences.
const PRONOUN_REACH: u32 = 2;
/// Of the mentions before a pronoun, so many of the latest are looked at.
const LATEST: usize = 64;

/// Offices that one person at a time holds, so that "the president" may mean one who was
/// named with it.
const OFFICES: &[&str] = &[
    "president",
    "minister",
    "chancellor",
    "premier",
    "king",
    "queen",
    "prince",
    "princess",
    "emperor",
    "sultan",
    "emir",
    "pope",
    "archbishop",
    "bishop",
    "governor",
    "mayor",
    "senator",
    "secretary",
    "ambassador",
    "envoy",
    "commissioner",
    "speaker",
    "general",
    "admiral",
    "colonel",
    "judge",
    "justice",
    "chairman",
    "chairwoman",
    "prosecutor",
    "spokesman",
    "spokeswoman",
    "professor",
];

/// Verbs whose subject speaks the quoted words beside them.
const SPEAK: &[&str] = &[
    "say", "tell", "add", "ask", "explain", "write", "state", "announce", "argue",
    "claim", "comment", "note", "recall", "reply", "warn", "declare", "insist", "admit",
];

/// What a pronoun may stand for.
enum Pronoun {
    Person(Gender),
    Speaker,
    Thing,
}

fn pronoun(word: &str) -> Option<Pronoun> {
    use Gender::{Female, Male};
    Some(match word {
        "he" | "He" | "him" | "his" | "His" | "himself" => Pronoun::Person(Male),
        "she" | "She" | "her" | "Her" | "hers" | "herself" => Pronoun::Person(Female),
        "I" | "my" | "My" | "me" | "myself" => Pronoun::Speaker,
        "it" | "It" | "its" | "Its" | "itself" => Pronoun::Thing,
        _ => None?,
    })
}

/// Someone named with an office.
struct Holder {
    /// The office in lower case, without a nationality ("foreign minister").
    office: String,
    nation: Option<String>,
    entity: EntityIdx,
}

/// Adds the mentions that are no names.
pub(super) fn link(linker: &mut Linker<'_>) {
    let names = std::mem::take(&mut linker.mentions);
    let mut names = names.into_iter().peekable();
    let mut spans = linker.text.names.iter().peekable();
    let mut holders = Vec::new();
    let mut first_persons = Vec::new();
    let quoted = quoted(linker);
    let mut idx = 0;
    while idx < linker.text.tokens.len() as u32 {
        let token = TokenIdx(idx);
        idx += 1;
        if let Some(span) = spans.next_if(|s| s.tokens.start < idx) {
            if let Some(name) = names.next() {
                holders.extend(holder(linker, &name, span.tokens.start));
                linker.mentions.push(name);
            }
            idx = span.tokens.end.max(idx);
            continue;
        }
        match pronoun(linker.word(token)) {
            Some(Pronoun::Person(gender)) => person(linker, token, gender),
            Some(Pronoun::Thing) => thing(linker, token),
            Some(Pronoun::Speaker) if quoted[token.0 as usize] => {
                first_persons.push(token);
            }
            Some(Pronoun::Speaker) => {}
            None => office_holder(linker, token, &holders),
        }
    }
    speakers(linker, &first_persons, &quoted);
}

/// For each token, whether it stands between quotation marks; a paragraph ends them.
fn quoted(linker: &Linker<'_>) -> Vec<bool> {
    let mut out = Vec::with_capacity(linker.text.tokens.len());
    let (mut open, mut paragraph) = (false, 0);
    for (i, token) in linker.text.tokens.iter().enumerate() {
        let own = linker.text.sentence(token.sentence).paragraph;
        open &= own == paragraph;
        paragraph = own;
        match linker.word(TokenIdx(i as u32)) {
            "“" => open = true,
            "”" => open = false,
            "\"" => open = !open,
            _ => {}
        }
        out.push(open);
    }
    out
}

fn is_subject(linker: &Linker<'_>, mention: &Mention) -> bool {
    mention.head.is_some_and(|h| linker.text.token(h).deprel.starts_with("nsubj"))
}

/// The latest mentions of the sentences from `reach` on, the last one first.
fn recent<'l>(linker: &'l Linker<'_>, reach: u32) -> impl Iterator<Item = &'l Mention> {
    let near = move |m: &&Mention| {
        m.head.is_some_and(|h| linker.text.token(h).sentence.0 >= reach)
    };
    linker.mentions.iter().rev().take(LATEST).take_while(near)
}

fn add(linker: &mut Linker<'_>, token: TokenIdx, class: NameClass, entity: EntityIdx) {
    let (span, kind) = (linker.text.token(token).span, MentionKind::Pronoun);
    linker.mentions.push(Mention { span, head: Some(token), kind, class, entity });
}

/// Links a pronoun to the latest subject among the people of the last sentences, else to
/// the latest person.
fn person(linker: &mut Linker<'_>, token: TokenIdx, gender: Gender) {
    let reach = linker.text.token(token).sentence.0.saturating_sub(PRONOUN_REACH);
    let fits = |m: &&Mention| {
        m.class == NameClass::Per
            && linker.drafts[m.entity.0 as usize].gender.is_none_or(|g| g == gender)
    };
    let people: Vec<&Mention> = recent(linker, reach).filter(fits).collect();
    let subject = people.iter().find(|m| is_subject(linker, m));
    let chosen = subject.or(people.first()).map(|m| m.entity);
    if let Some(entity) = chosen {
        linker.drafts[entity.0 as usize].gender = Some(gender);
        add(linker, token, NameClass::Per, entity);
    }
}

/// Links "its" to the body or place that is the subject of its sentence, and a subject "it"
/// also to that of the sentence before.
fn thing(linker: &mut Linker<'_>, token: TokenIdx) {
    let own = linker.text.token(token);
    let subject = own.deprel.starts_with("nsubj");
    let possessive = own.deprel == "nmod:poss";
    if own.upos != Upos::Pron || !(subject || possessive) {
        return;
    }
    let reach = own.sentence.0.saturating_sub(u32::from(subject));
    let fits = |m: &&Mention| {
        matches!(m.class, NameClass::Org | NameClass::Loc) && is_subject(linker, m)
    };
    let found = recent(linker, reach).find(fits).map(|m| (m.class, m.entity));
    if let Some((class, entity)) = found {
        add(linker, token, class, entity);
    }
}

/// Links the first person inside quotation marks to who speaks in that paragraph: the one
/// person who is the subject of a verb of speech outside the marks.
fn speakers(linker: &mut Linker<'_>, first_persons: &[TokenIdx], quoted: &[bool]) {
    let mut by_paragraph = std::collections::BTreeMap::new();
    for mention in linker.mentions.iter().filter(|m| m.class == NameClass::Per) {
        let Some(head) = mention.head.filter(|h| !quoted[h.0 as usize]) else { continue };
        let token = linker.text.token(head);
        let verb = token.head.map(|h| linker.text.token(h).lemma.as_ref());
        if token.deprel == "nsubj" && verb.is_some_and(|v| SPEAK.contains(&v)) {
            let paragraph = linker.text.sentence(token.sentence).paragraph;
            let only = by_paragraph.entry(paragraph).or_insert(Some(mention.entity));
            *only = only.filter(|e| *e == mention.entity);
        }
    }
    for &token in first_persons {
        let sentence = linker.text.token(token).sentence;
        let paragraph = linker.text.sentence(sentence).paragraph;
        if let Some(Some(entity)) = by_paragraph.get(&paragraph) {
            add(linker, token, NameClass::Per, *entity);
        }
    }
}

/// The office that a person is named with: "Estonian Prime Minister Kaja Tamm".
fn holder(linker: &Linker<'_>, name: &Mention, first: u32) -> Option<Holder> {
    if name.class != NameClass::Per {
        return None;
    }
    let last = TokenIdx(first.checked_sub(1)?);
    let text = linker.text;
    let same = |t: &TokenIdx| text.token(*t).sentence == text.token(last).sentence;
    let before = (0..4).map_while(|k| last.0.checked_sub(k).map(TokenIdx));
    let (office, nation) = office(
        linker,
        before.take_while(same).take_while(|t| {
            matches!(text.token(*t).upos, Upos::Noun | Upos::Propn | Upos::Adj)
        }),
    )?;
    Some(Holder { office, nation, entity: name.entity })
}

/// The office and nationality that some words name, the last word first.
fn office(
    linker: &Linker<'_>,
    mut words: impl Iterator<Item = TokenIdx>,
) -> Option<(String, Option<String>)> {
    let mut office = linker.word(words.next()?).to_lowercase();
    if !OFFICES.contains(&office.as_str()) {
        return None;
    }
    let mut nation = None;
    for token in words {
        let word = linker.word(token);
        if is_national(linker, token) {
            nation = Some(word.to_owned());
            break;
        }
        office = format!("{} {office}", word.to_lowercase());
    }
    Some((office, nation))
}

/// Whether a word says of which country, place or people.
fn is_national(linker: &Linker<'_>, token: TokenIdx) -> bool {
    let names = &linker.text.names;
    let after = names.partition_point(|name| name.tokens.end <= token.0);
    names.get(after).is_some_and(|name| {
        name.tokens.contains(&token.0)
            && matches!(name.class, NameClass::Norp | NameClass::Loc)
    })
}

/// Links "the president", "the Estonian prime minister" to the only one who was named so.
fn office_holder(linker: &mut Linker<'_>, token: TokenIdx, holders: &[Holder]) {
    let text = linker.text;
    let word = linker.word(token).to_lowercase();
    if holders.is_empty() || !OFFICES.contains(&word.as_str()) {
        return;
    }
    let mut first = token;
    let mut definite = false;
    for &child in text.dependents(token) {
        match text.token(child).deprel {
            "det" if linker.word(child).eq_ignore_ascii_case("the") => definite = true,
            "amod" | "compound" if child < token => first = first.min(child),
            "case" | "punct" | "advmod" => {}
            _ => return,
        }
    }
    if !definite {
        return;
    }
    let words = (first.0..=token.0).rev().map(TokenIdx);
    let Some((office, nation)) = office(linker, words) else { return };
    let fits = |h: &&Holder| {
        let same = h.office == office || h.office.ends_with(&format!(" {office}"));
        same && (nation.is_none() || h.nation == nation)
    };
    let mut found = holders.iter().filter(fits).map(|h| h.entity);
    let Some(entity) = found.next() else { return };
    if found.all(|other| other == entity) {
        let span = text.token(first).span.cover(text.token(token).span);
        let (kind, class) = (MentionKind::Nominal, NameClass::Per);
        linker.mentions.push(Mention { span, head: Some(token), kind, class, entity });
    }
}

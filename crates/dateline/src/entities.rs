//! Text -> Entities: who is who. Names, titles and pronouns of one bearer form a chain.

use crate::{Article, Kit, NameSpan, Source, Span, Text, TokenIdx};

/// Class of a name; the nine types of the contract.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are the definitions of the contract")]
pub enum NameClass {
    Per,
    Org,
    Loc,
    Norp,
    Date,
    Money,
    Facility,
    Product,
    Misc,
}

impl NameClass {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            NameClass::Per => "PER",
            NameClass::Org => "ORG",
            NameClass::Loc => "LOC",
            NameClass::Norp => "NORP",
            NameClass::Date => "DATE",
            NameClass::Money => "MONEY",
            NameClass::Facility => "FACILITY",
            NameClass::Product => "PRODUCT",
            NameClass::Misc => "MISC",
        }
    }
}

/// How a mention refers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MentionKind {
    /// By name ("Ms. Okafor").
    Name,
    /// By a common noun ("the Russian president"); only where linked to a name.
    Nominal,
    /// By a pronoun; only where linked to a name.
    Pronoun,
}

impl MentionKind {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            MentionKind::Name => "name",
            MentionKind::Nominal => "nominal",
            MentionKind::Pronoun => "pronoun",
        }
    }
}

/// Index of an entity in [`Entities::entities`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EntityIdx(pub u32);

/// Index of a mention in [`Entities::mentions`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MentionIdx(pub u32);

/// Words that refer to an entity.
#[derive(Clone, Debug)]
pub struct Mention {
    /// The words, without a leading article or title.
    pub span: Span,
    /// The head word, if the mention stands in a sentence.
    pub head: Option<TokenIdx>,
    /// How it refers.
    pub kind: MentionKind,
    /// Class of the name here (a country that acts is still LOC).
    pub class: NameClass,
    /// Whom it refers to.
    pub entity: EntityIdx,
}

/// Someone or something that the article names.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Its fullest name in the article, as written there; for countries the usual English
    /// name ("U.S." -> "United States").
    pub name: String,
    /// Its class.
    pub class: NameClass,
    /// Its mentions in text order.
    pub mentions: Vec<MentionIdx>,
}

/// All entities of one article and their mentions in text order.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    /// The entities, by first mention.
    pub entities: Vec<Entity>,
    /// The mentions, in text order; name mentions do not overlap.
    pub mentions: Vec<Mention>,
}

impl Entities {
    /// The entity at an index.
    pub fn entity(&self, idx: EntityIdx) -> &Entity {
        &self.entities[idx.0 as usize]
    }

    /// The mentions that lie inside `span`, in text order.
    pub fn mentions_in(&self, span: Span) -> impl Iterator<Item = &Mention> {
        let from = self.mentions.partition_point(|m| m.span.start < span.start);
        self.mentions[from..]
            .iter()
            .take_while(move |m| m.span.start < span.end)
            .filter(move |m| span.contains(m.span))
    }

    /// The mention whose head word is `token`.
    pub fn mention_at(&self, token: TokenIdx) -> Option<&Mention> {
        self.mentions.iter().find(|m| m.head == Some(token))
    }
}

/// Links the names of a text into entities: full names open one, shorter forms, acronyms
/// and clear pronouns join it.
pub(crate) fn resolve(
    source: &Source,
    _article: &Article,
    text: &Text,
    _kit: &Kit,
) -> Entities {
    let mut linker = Linker { source, text, out: Entities::default() };
    let mut names = text.names.iter().peekable();
    for idx in 0..text.tokens.len() as u32 {
        if let Some(name) = names.next_if(|name| name.tokens.start <= idx) {
            linker.name(name);
        } else if let Some(gender) = pronoun_gender(linker.word(TokenIdx(idx))) {
            linker.pronoun(TokenIdx(idx), gender);
        }
    }
    linker.finish()
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Gender {
    Male,
    Female,
}

/// The gender of a third-person singular pronoun for people.
fn pronoun_gender(word: &str) -> Option<Gender> {
    match word {
        "he" | "He" | "him" | "his" | "His" | "himself" => Some(Gender::Male),
        "she" | "She" | "her" | "Her" | "hers" | "herself" => Some(Gender::Female),
        _ => None,
    }
}

/// Pronouns look back this many sentences.
const PRONOUN_REACH: u32 = 2;

struct Linker<'a> {
    source: &'a Source,
    text: &'a Text,
    out: Entities,
}

impl Linker<'_> {
    fn word(&self, token: TokenIdx) -> &str {
        self.text.token(token).span.of(&self.source.text)
    }

    /// Adds a name to the entity it belongs to.
    fn name(&mut self, name: &NameSpan) {
        let words = name.span.of(&self.source.text);
        let entity = self.bearer(words, name.class).unwrap_or_else(|| {
            self.out.entities.push(Entity {
                name: tidy(words),
                class: name.class,
                mentions: Vec::new(),
            });
            EntityIdx(self.out.entities.len() as u32 - 1)
        });
        let known = &mut self.out.entities[entity.0 as usize];
        if name.class == NameClass::Per
            && words.split(' ').count() > known.name.split(' ').count()
        {
            known.name = tidy(words);
        }
        let head = self.head_of(name);
        self.mention(name.span, head, MentionKind::Name, name.class, entity);
    }

    /// The word of a name that hangs from outside it, else its last.
    fn head_of(&self, name: &NameSpan) -> Option<TokenIdx> {
        name.tokens
            .clone()
            .map(TokenIdx)
            .find(|t| {
                let outside = |h: TokenIdx| !name.tokens.contains(&h.0);
                self.text.token(*t).head.is_none_or(outside)
            })
            .or(name.tokens.end.checked_sub(1).map(TokenIdx))
    }

    /// The entity that a name means, the latest mentioned first.
    fn bearer(&self, words: &str, class: NameClass) -> Option<EntityIdx> {
        let mut by_recency: Vec<EntityIdx> =
            (0..self.out.entities.len() as u32).map(EntityIdx).collect();
        by_recency.sort_by_key(|e| {
            std::cmp::Reverse(self.out.entity(*e).mentions.last().copied())
        });
        let same = |e: &EntityIdx| tidy(words) == self.out.entity(*e).name;
        if let Some(found) = by_recency.iter().copied().find(same) {
            return Some(found);
        }
        by_recency.into_iter().find(|e| {
            let known = self.out.entity(*e);
            match (class, known.class) {
                (NameClass::Per, NameClass::Per) => part_of_person(words, &known.name),
                (NameClass::Org, NameClass::Org) => is_short_for(words, &known.name),
                _ => false,
            }
        })
    }

    /// Links a pronoun to the only person, or the latest subject, of the last sentences.
    fn pronoun(&mut self, token: TokenIdx, gender: Gender) {
        let sentence = self.text.token(token).sentence.0;
        let reach = sentence.saturating_sub(PRONOUN_REACH);
        let near = |m: &&Mention| {
            m.class == NameClass::Per
                && m.head.is_some_and(|h| self.text.token(h).sentence.0 >= reach)
                && self.gender_of(m.entity).is_none_or(|g| g == gender)
        };
        let is_subject = |m: &&Mention| {
            m.head.is_some_and(|h| self.text.token(h).deprel.starts_with("nsubj"))
        };
        let candidates: Vec<&Mention> = self.out.mentions.iter().filter(near).collect();
        let chosen = candidates
            .iter()
            .rev()
            .copied()
            .find(|m| is_subject(m))
            .or_else(|| candidates.last().copied());
        if let Some(entity) = chosen.map(|m| m.entity) {
            let span = self.text.token(token).span;
            self.mention(span, Some(token), MentionKind::Pronoun, NameClass::Per, entity);
        }
    }

    /// What earlier pronouns or titles say of a person's gender.
    fn gender_of(&self, entity: EntityIdx) -> Option<Gender> {
        self.out.entity(entity).mentions.iter().find_map(|m| {
            let mention = &self.out.mentions[m.0 as usize];
            let words = mention.span.of(&self.source.text);
            let before = self.source.text[..mention.span.start as usize].trim_end();
            if before.ends_with("Mr.") || before.ends_with("Mr") {
                return Some(Gender::Male);
            }
            if before.ends_with("Ms.")
                || before.ends_with("Mrs.")
                || before.ends_with("Ms")
            {
                return Some(Gender::Female);
            }
            pronoun_gender(words)
        })
    }

    fn mention(
        &mut self,
        span: Span,
        head: Option<TokenIdx>,
        kind: MentionKind,
        class: NameClass,
        entity: EntityIdx,
    ) {
        let idx = MentionIdx(self.out.mentions.len() as u32);
        self.out.mentions.push(Mention { span, head, kind, class, entity });
        self.out.entities[entity.0 as usize].mentions.push(idx);
    }

    fn finish(self) -> Entities {
        self.out
    }
}

/// A name on one line, without a possessive.
fn tidy(words: &str) -> String {
    let joined = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = joined.strip_suffix("'s").or(joined.strip_suffix("’s")).unwrap_or(&joined);
    bare.to_owned()
}

/// Whether `words` are some of the words of a person's fuller name, or the other way round.
fn part_of_person(words: &str, known: &str) -> bool {
    let short: Vec<&str> = words.split_whitespace().collect();
    let full: Vec<&str> = known.split_whitespace().collect();
    let (short, full) =
        if short.len() <= full.len() { (short, full) } else { (full, short) };
    // One word may be a surname (last, or first in East Asian names); several must all occur.
    match short.as_slice() {
        [one] => full.last() == Some(one) || full.first() == Some(one),
        many => many.iter().all(|w| full.contains(w)) && many.last() == full.last(),
    }
}

/// Whether one organisation's name is the acronym of the other's.
fn is_short_for(words: &str, known: &str) -> bool {
    let initials = |name: &str| -> String {
        let small = |w: &&str| w.starts_with(char::is_uppercase);
        name.split_whitespace().filter(small).filter_map(|w| w.chars().next()).collect()
    };
    let plain = |name: &str| name.replace('.', "");
    let (a, b) = (plain(words), plain(known));
    let acronym = |short: &str, long: &str| {
        short.len() >= 2
            && !short.contains(' ')
            && long.contains(' ')
            && initials(long) == short
    };
    acronym(&a, &b) || acronym(&b, &a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_names() {
        assert!(part_of_person("Okafor", "Amara Okafor"));
        assert!(part_of_person("Amara Okafor", "Okafor"));
        assert!(!part_of_person("Amara Bello", "Amara Okafor"));
        assert!(is_short_for("MSB", "Maritime Safety Board"));
        assert!(!is_short_for("MSB", "Maritime Board"));
    }
}

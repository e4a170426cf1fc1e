//! Text -> Entities: who is who. Names, titles and pronouns of one bearer form a chain.

mod references;

use std::collections::BTreeMap;

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

/// The usual English names of countries, by each of their names.
pub(crate) struct Knowledge {
    countries: BTreeMap<&'static str, &'static str>,
}

impl Knowledge {
    /// The table of the data crate.
    pub(crate) fn bundled() -> Self {
        /// Means one of two countries.
        const UNCLEAR: &str = "Korea";
        let mut countries = BTreeMap::new();
        for row in dateline_data::gazetteer::COUNTRIES.lines() {
            let row: Vec<&'static str> = row.split('\t').collect();
            if let [first, _, _, name, .., others, _] = row[..]
                && !first.starts_with('#')
            {
                let others = others.split('|').filter(|o| !o.is_empty() && *o != UNCLEAR);
                countries.extend(others.chain([name]).map(|other| (other, name)));
            }
        }
        Self { countries }
    }
}

/// Links the names of a text into entities: full names open one, shorter forms, acronyms,
/// clear pronouns and titles join it.
pub(crate) fn resolve(
    source: &Source,
    _article: &Article,
    text: &Text,
    kit: &Kit,
) -> Entities {
    let mut linker = Linker::new(source, text, &kit.entities);
    for name in &text.names {
        linker.name(name);
    }
    references::link(&mut linker);
    linker.finish()
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Gender {
    Male,
    Female,
}

/// An entity while its mentions are gathered.
struct Draft {
    name: String,
    /// The name as it is compared: words in capitals as others are written.
    folded: String,
    class: NameClass,
    gender: Option<Gender>,
}

/// Of the entities that a name could mean, so many of the latest are looked at.
const LATEST: usize = 64;

struct Linker<'a> {
    source: &'a Source,
    text: &'a Text,
    known: &'a Knowledge,
    drafts: Vec<Draft>,
    mentions: Vec<Mention>,
    /// Entities by their whole name.
    by_name: BTreeMap<String, EntityIdx>,
    /// Entities by what a shorter or longer form would share: a person's first and last
    /// word, a body's initials; the latest mentioned last.
    by_part: BTreeMap<String, Vec<EntityIdx>>,
}

impl<'a> Linker<'a> {
    fn new(source: &'a Source, text: &'a Text, known: &'a Knowledge) -> Self {
        Self {
            source,
            text,
            known,
            drafts: Vec::new(),
            mentions: Vec::new(),
            by_name: BTreeMap::new(),
            by_part: BTreeMap::new(),
        }
    }

    fn word(&self, token: TokenIdx) -> &'a str {
        self.text.token(token).span.of(&self.source.text)
    }

    /// Adds a name to the entity it belongs to.
    fn name(&mut self, name: &NameSpan) {
        let words = tidy(name.span.of(&self.source.text));
        let words = match self.known.countries.get(words.as_str()) {
            Some(usual) if name.class != NameClass::Per => (*usual).to_owned(),
            _ => words,
        };
        let gender = (name.class == NameClass::Per).then(|| self.titled(name)).flatten();
        let folded = fold(&words, name.class);
        let entity = self.bearer(&folded, name.class, gender).unwrap_or_else(|| {
            self.drafts.push(Draft {
                name: words.clone(),
                folded: folded.clone(),
                class: name.class,
                gender,
            });
            EntityIdx(self.drafts.len() as u32 - 1)
        });
        let known = &mut self.drafts[entity.0 as usize];
        known.gender = known.gender.or(gender);
        if name.class == NameClass::Per
            && words.split(' ').count() > known.name.split(' ').count()
        {
            (known.name, known.folded) = (words, folded.clone());
        }
        for part in parts(&folded, name.class) {
            let bearers = self.by_part.entry(part).or_default();
            bearers.retain(|e| *e != entity);
            bearers.push(entity);
        }
        self.by_name.insert(folded, entity);
        let head = self.head_of(name);
        let kind = MentionKind::Name;
        let mention = Mention { span: name.span, head, kind, class: name.class, entity };
        self.mentions.push(mention);
    }

    /// What "Mr." or "Ms." before a person's name says of their gender.
    fn titled(&self, name: &NameSpan) -> Option<Gender> {
        let before = name.tokens.start.checked_sub(1)?;
        match self.word(TokenIdx(before)).trim_end_matches('.') {
            "Mr" | "Sir" | "King" | "Prince" => Some(Gender::Male),
            "Ms" | "Mrs" | "Miss" | "Mme" | "Queen" | "Princess" => Some(Gender::Female),
            _ => None,
        }
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

    /// The entity that a name means, the latest mentioned first. Dates and sums are never
    /// one for being written alike.
    fn bearer(
        &self,
        folded: &str,
        class: NameClass,
        gender: Option<Gender>,
    ) -> Option<EntityIdx> {
        if matches!(class, NameClass::Date | NameClass::Money) {
            return None;
        }
        let agrees = |e: &EntityIdx| {
            let known = self.drafts[e.0 as usize].gender;
            gender.is_none() || known.is_none() || known == gender
        };
        if let Some(same) = self.by_name.get(folded).filter(|e| agrees(e)) {
            return Some(*same);
        }
        let means = |e: &EntityIdx| {
            let known = &self.drafts[e.0 as usize];
            match (class, known.class) {
                (NameClass::Per, NameClass::Per) => part_of_person(folded, &known.folded),
                (NameClass::Per, _) | (_, NameClass::Per) => false,
                (NameClass::Org, NameClass::Org) => is_short_for(folded, &known.folded),
                _ => {
                    let short = folded.len().min(known.folded.len());
                    short >= 3 && is_short_for(folded, &known.folded)
                }
            }
        };
        parts(folded, class)
            .into_iter()
            .filter_map(|part| self.by_part.get(&part))
            .find_map(|bearers| {
                let mut latest = bearers.iter().rev().take(LATEST);
                latest.find(|e| means(e) && agrees(e)).copied()
            })
    }

    fn finish(self) -> Entities {
        let Self { drafts, mut mentions, .. } = self;
        mentions.sort_by_key(|m| (m.span.start, m.span.end));
        let mut entities: Vec<Entity> = drafts
            .into_iter()
            .map(|d| Entity { name: d.name, class: d.class, mentions: Vec::new() })
            .collect();
        for (i, mention) in mentions.iter().enumerate() {
            entities[mention.entity.0 as usize].mentions.push(MentionIdx(i as u32));
        }
        Entities { entities, mentions }
    }
}

/// What other forms of a name would share with it: a person's last and first word, a body's
/// initials. Dates and sums share nothing.
fn parts(folded: &str, class: NameClass) -> Vec<String> {
    let words: Vec<&str> = folded.split(' ').collect();
    match class {
        NameClass::Date | NameClass::Money | NameClass::Norp => Vec::new(),
        NameClass::Per => {
            let ends = [words.last(), words.first().filter(|_| words.len() > 1)];
            ends.into_iter().flatten().map(|w| format!("p {w}")).collect()
        }
        _ if words.len() > 1 => vec![format!("i {}", initials(folded))],
        _ => vec![format!("i {}", folded.replace('.', ""))],
    }
}

/// A person's name with words in capitals as others are written ("SMITH" is "Smith").
fn fold(name: &str, class: NameClass) -> String {
    let shouted = |w: &str| w.chars().count() > 3 && w.chars().all(char::is_uppercase);
    if class != NameClass::Per || !name.split(' ').any(shouted) {
        return name.to_owned();
    }
    let calm = |w: &str| {
        let mut chars = w.chars();
        let first = chars.next().into_iter();
        first.chain(chars.flat_map(char::to_lowercase)).collect::<String>()
    };
    let words = name.split(' ').map(|w| if shouted(w) { calm(w) } else { w.to_owned() });
    words.collect::<Vec<_>>().join(" ")
}

/// A name on one line, without a possessive.
fn tidy(words: &str) -> String {
    let joined = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = joined.strip_suffix("'s").or(joined.strip_suffix("’s")).unwrap_or(&joined);
    bare.to_owned()
}

/// Whether `words` are some of the words of a person's fuller name, or the other way round.
fn part_of_person(words: &str, known: &str) -> bool {
    // "Maria J. Silva" and "Maria Silva" are one.
    let spoken = |name: &'_ str| -> Vec<String> {
        let all = || name.split_whitespace();
        let named = |w: &&str| w.trim_end_matches('.').chars().count() > 1;
        let bare = all().filter(named).count() > 1;
        all().filter(|w| !bare || named(w)).map(str::to_owned).collect()
    };
    let (short, full) = (spoken(words), spoken(known));
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

/// First letters of a name's capitalised words.
fn initials(name: &str) -> String {
    let capital = |w: &&str| w.starts_with(char::is_uppercase);
    name.split_whitespace().filter(capital).filter_map(|w| w.chars().next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_names() {
        assert!(part_of_person("Okafor", "Amara Okafor"));
        assert!(part_of_person("Amara Okafor", "Okafor"));
        assert!(!part_of_person("Amara Bello", "Amara Okafor"));
        assert!(part_of_person("Amara J. Okafor", "Amara Okafor"));
        assert_eq!(fold("AMARA OKAFOR", NameClass::Per), "Amara Okafor");
        assert!(is_short_for("MSB", "Maritime Safety Board"));
        assert!(!is_short_for("MSB", "Maritime Board"));
    }
}

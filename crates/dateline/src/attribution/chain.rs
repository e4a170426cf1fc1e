//! Who the words passed through: each source's bearer, and the order of nested reports.

use std::collections::BTreeMap;

use super::view::{Draft, View, is};
use super::{Link, LinkKind};
use crate::{Entities, EntityIdx, MentionKind, NameClass, Span, TokenIdx, Upos};

/// News agencies and outlets, until the registry of actors has them.
const AGENCIES: &[&str] = &[
    "Reuters",
    "Associated Press",
    "AP",
    "Agence France-Presse",
    "AFP",
    "TASS",
    "Xinhua",
    "RIA Novosti",
    "Interfax",
    "Bloomberg",
    "UPI",
    "KCNA",
    "Yonhap",
    "ANSA",
    "EFE",
    "DPA",
    "PTI",
    "ANI",
    "Kyodo",
    "IRNA",
    "Anadolu",
    "SANA",
    "SPA",
];

const OUTLET_WORDS: &[&str] = &[
    "Times",
    "Post",
    "News",
    "Journal",
    "Herald",
    "Tribune",
    "Guardian",
    "Telegraph",
    "BBC",
    "CNN",
    "NPR",
    "ABC",
    "CBS",
    "NBC",
    "Fox",
    "Jazeera",
    "Daily",
    "Independent",
    "Gazette",
    "Mail",
    "Mirror",
    "Radio",
    "TV",
    "Television",
    "Sky",
    "Chronicle",
    "Globe",
    "Observer",
    "Sun",
    "Politico",
    "Breitbart",
    "MSNBC",
    "Press",
    "Magazine",
    "Weekly",
    "Review",
    "Standard",
    "Broadcasting",
    "Today",
    "Le Monde",
    "Spiegel",
    "Newspaper",
];

/// Everyone who can be a link, found by the head word of a mention.
pub(super) struct People<'a> {
    entities: &'a Entities,
    by_head: BTreeMap<TokenIdx, usize>,
}

impl<'a> People<'a> {
    pub(super) fn new(entities: &'a Entities) -> Self {
        let by_head = entities
            .mentions
            .iter()
            .enumerate()
            .filter_map(|(i, m)| m.head.map(|h| (h, i)))
            .collect();
        Self { entities, by_head }
    }

    /// The links of one attribution without those of the one around it: the medium, then
    /// the source.
    pub(super) fn links(&self, view: &View, draft: &Draft) -> Vec<Link> {
        let mut out = Vec::new();
        out.extend(draft.medium.and_then(|m| self.outlet(view, m)));
        if let Some(speaker) = draft.speaker {
            let span = draft.source.first().copied();
            out.extend(self.possessor(view, speaker));
            out.extend(self.speaker(view, speaker, span));
        }
        out
    }

    fn entity_at(&self, t: TokenIdx) -> Option<(EntityIdx, Span, MentionKind)> {
        let m = &self.entities.mentions[*self.by_head.get(&t)?];
        Some((m.entity, m.span, m.kind))
    }

    /// An agency or outlet that was spoken to, or spoken on.
    fn outlet(&self, view: &View, t: TokenIdx) -> Option<Link> {
        view.text
            .subtree(t)
            .into_iter()
            .filter_map(|t| self.entity_at(t))
            .map(|(entity, span, _)| self.link(entity, span))
            .find(|link| matches!(link.kind, LinkKind::Agency | LinkKind::Outlet))
    }

    /// "the BBC's Mira Okafor": the outlet comes before its reporter.
    fn possessor(&self, view: &View, speaker: TokenIdx) -> Option<Link> {
        let owner = view.child(speaker, "nmod:poss")?;
        self.outlet(view, owner)
    }

    fn link(&self, entity: EntityIdx, span: Span) -> Link {
        let known = self.entities.entity(entity);
        let name = known.name.clone();
        let kind = match known.class {
            NameClass::Per => LinkKind::Person,
            _ if AGENCIES.contains(&name.as_str()) => LinkKind::Agency,
            _ if name.split(' ').any(|w| OUTLET_WORDS.contains(&w)) => LinkKind::Outlet,
            _ => LinkKind::Organisation,
        };
        Link { name, entity: Some(entity), kind, span: Some(span) }
    }

    /// Whoever the source's head word means.
    fn speaker(
        &self,
        view: &View,
        speaker: TokenIdx,
        span: Option<Span>,
    ) -> Option<Link> {
        let mut at = speaker;
        if matches!(view.lemma(at).as_str(), "who" | "which" | "that") {
            at = antecedent(view, at).unwrap_or(at);
        }
        if let Some((entity, span, _)) = self.entity_at(at) {
            return Some(self.link(entity, span));
        }
        // A title before a name, or an apposition after a common noun.
        let apposed = view
            .children(at, "appos")
            .chain(view.children(at, "flat"))
            .find_map(|a| self.entity_at(a))
            .filter(|(e, _, _)| self.entities.entity(*e).class == NameClass::Per);
        if let Some((entity, span, _)) = apposed {
            return Some(self.link(entity, span));
        }
        if view.token(at).upos == Upos::Pron {
            return None;
        }
        self.described(view, at, span)
    }

    /// A source without a name, by its words.
    fn described(&self, view: &View, at: TokenIdx, span: Option<Span>) -> Option<Link> {
        if let Some(author) = self.author(view, at) {
            return Some(author);
        }
        let mut words = view.text.subtree(at);
        for clause in view.children(at, "acl").chain(view.children(at, "appos")) {
            let own = view.text.subtree(clause);
            words.retain(|t| own.binary_search(t).is_err());
        }
        let of_source = |t: TokenIdx| span.is_none_or(|s| s.contains(view.token(t).span));
        words.retain(|&t| of_source(t));
        let leads = |t: TokenIdx| {
            is(view.rel(t), "det") || view.head(t) == Some(at) && is(view.rel(t), "case")
        };
        words.retain(|&t| !leads(t) && !view.is_punct(t));
        let name = words.iter().map(|&t| view.word(t)).collect::<Vec<_>>().join(" ");
        let name = name.replace(" 's", "'s").replace(" ’s", "’s");
        let plural = view.token(at).xpos.ends_with('S');
        let kind = if plural { LinkKind::Collective } else { LinkKind::Unnamed };
        (!name.is_empty()).then_some(Link { name, entity: None, kind, span })
    }

    /// "a statement released by the court": the document speaks for its author.
    fn author(&self, view: &View, at: TokenIdx) -> Option<Link> {
        const DOCUMENTS: &[&str] = &[
            "statement",
            "report",
            "release",
            "records",
            "record",
            "data",
            "website",
            "figures",
            "figure",
            "document",
            "letter",
            "poll",
            "survey",
            "study",
        ];
        if !DOCUMENTS.contains(&view.lemma(at).as_str()) {
            return None;
        }
        view.text
            .subtree(at)
            .into_iter()
            .filter(|&t| t != at)
            .find_map(|t| self.entity_at(t))
            .filter(|(_, _, kind)| *kind == MentionKind::Name)
            .map(|(entity, span, _)| self.link(entity, span))
    }
}

/// The noun that a relative pronoun stands for.
fn antecedent(view: &View, t: TokenIdx) -> Option<TokenIdx> {
    let mut at = t;
    while let Some(head) = view.head(at) {
        if is(view.rel(at), "acl") {
            return Some(head);
        }
        at = head;
    }
    None
}

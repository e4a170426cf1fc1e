//! Who the words passed through: each source's bearer, and the order of nested reports.

use std::collections::BTreeMap;

use super::view::{Draft, View, is};
use super::{Link, LinkKind};
use crate::{Entities, EntityIdx, MentionKind, NameClass, Span, TokenIdx, Upos, actors};

/// Words of the names of outlets that the registry of actors does not know.
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
    registry: &'a actors::Knowledge,
    by_head: BTreeMap<TokenIdx, usize>,
}

impl<'a> People<'a> {
    pub(super) fn new(entities: &'a Entities, registry: &'a actors::Knowledge) -> Self {
        let by_head = entities
            .mentions
            .iter()
            .enumerate()
            .filter_map(|(i, m)| m.head.map(|h| (h, i)))
            .collect();
        Self { entities, registry, by_head }
    }

    /// The links of one attribution without those of the one around it: the medium, then
    /// the source.
    pub(super) fn links(&self, view: &View, draft: &Draft, memory: &Memory) -> Vec<Link> {
        let mut out = Vec::new();
        out.extend(draft.medium.and_then(|m| self.outlet(view, m)));
        out.extend(draft.after.and_then(|a| self.speaker(view, a, None, memory)));
        if let Some(speaker) = draft.speaker {
            let span = draft.source.first().copied();
            out.extend(self.possessor(view, speaker));
            out.extend(self.speaker(view, speaker, span, memory));
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
        const STAFF: &[&str] =
            &["reporter", "correspondent", "journalist", "anchor", "host", "columnist"];
        let owner = view.child(speaker, "nmod:poss")?;
        let staff = STAFF.contains(&view.lemma(speaker).as_str())
            || view.token(speaker).upos == Upos::Propn;
        staff.then(|| self.outlet(view, owner)).flatten()
    }

    fn link(&self, entity: EntityIdx, span: Span) -> Link {
        let known = self.entities.entity(entity);
        let name = full_name(&known.name);
        let kind = match (known.class, self.registry.outlet_kind(&name)) {
            (NameClass::Per, _) => LinkKind::Person,
            (_, Some(kind)) => kind,
            _ if name.contains(' ')
                && name.split(' ').any(|w| OUTLET_WORDS.contains(&w)) =>
            {
                LinkKind::Outlet
            }
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
        memory: &Memory,
    ) -> Option<Link> {
        let mut at = speaker;
        let mut span = span;
        if matches!(view.lemma(at).as_str(), "who" | "which" | "that")
            && let Some(noun) = antecedent(view, at)
        {
            // The words of the source are the pronoun's only.
            at = noun;
            span = None;
        }
        let several = view.child(at, "conj").is_some();
        if let Some((entity, at_span, _)) = self.entity_at(at).filter(|_| !several) {
            // "Okafor's spokesman, Tomas Lund": the owner is not the speaker.
            let owner = view.source[at_span.end as usize..].starts_with(['\'', '’']);
            let owned = owner.then(|| self.named_last(span)).flatten();
            return owned.or_else(|| Some(self.link(entity, at_span)));
        }
        if view.token(at).upos == Upos::Pron && !several {
            return memory.recall(view, at);
        }
        let joint = || self.joint(view, at, span, memory);
        if self.entity_at(at).is_some()
            && let Some(joint) = joint()
        {
            return Some(joint);
        }
        self.named_within(view, at)
            .or_else(|| self.named_last(span))
            .or_else(joint)
            .or_else(|| memory.same_noun(view, at))
            .or_else(|| self.definite(view, at, span))
            .or_else(|| self.organisation(view, at, span))
            .or_else(|| self.described(view, at, span))
    }

    /// "Okafor and her crew": one link with both names.
    fn joint(
        &self,
        view: &View,
        at: TokenIdx,
        span: Option<Span>,
        memory: &Memory,
    ) -> Option<Link> {
        let mut heads = vec![at];
        // "the Institute of Ropes and Sails": a name is not two.
        let within_name = |c: TokenIdx| {
            let span = view.token(c).span;
            let mentions = &self.entities.mentions;
            let upto = mentions.partition_point(|m| m.span.start <= span.start);
            self.entities.mentions_in(span).next().is_none()
                && mentions[..upto]
                    .iter()
                    .rev()
                    .take(8)
                    .any(|m| m.kind == MentionKind::Name && m.span.contains(span))
        };
        heads.extend(view.children(at, "conj").filter(|&c| {
            !within_name(c)
                && matches!(view.token(c).upos, Upos::Noun | Upos::Propn | Upos::Pron)
                && span.is_none_or(|s| s.contains(view.token(c).span))
        }));
        let names: Vec<String> = heads
            .iter()
            .filter_map(|&h| match self.entity_at(h) {
                Some((entity, span, _)) => Some(self.link(entity, span).name),
                None if view.token(h).upos == Upos::Pron => {
                    memory.recall(view, h).map(|l| l.name)
                }
                None => self.described(view, h, span).map(|l| l.name),
            })
            .collect();
        (heads.len() > 1 && names.len() > 1).then(|| Link {
            name: match names.as_slice() {
                [many @ .., last] if many.len() > 1 => {
                    format!("{} and {last}", many.join(", "))
                }
                _ => names.join(" and "),
            },
            entity: None,
            kind: LinkKind::Collective,
            span,
        })
    }

    /// A person's name that ends the source ("another witness, harbour master Mira Okafor").
    fn named_last(&self, span: Option<Span>) -> Option<Link> {
        let span = span?;
        self.entities
            .mentions_in(span)
            .filter(|m| m.kind == MentionKind::Name && m.span.end == span.end)
            .find(|m| self.entities.entity(m.entity).class == NameClass::Per)
            .map(|m| self.link(m.entity, m.span))
    }

    /// A title before a name, or an apposition after a common noun.
    fn named_within(&self, view: &View, at: TokenIdx) -> Option<Link> {
        const INSIDE: &[&str] = &["appos", "flat", "nmod:desc", "compound"];
        view.text
            .dependents(at)
            .iter()
            .filter(|&&d| INSIDE.iter().any(|r| is(view.rel(d), r)))
            .filter_map(|&d| self.entity_at(d).map(|e| (d, e)))
            // "Okafor's spokesman": the owner is not the speaker.
            .filter(|(_, (_, name, _))| {
                !view.source[name.end as usize..].starts_with(['\'', '’'])
            })
            .find(|(d, (entity, _, kind))| {
                let person = self.entities.entity(*entity).class == NameClass::Per;
                *kind == MentionKind::Name && (person || is(view.rel(*d), "appos"))
            })
            .map(|(_, (entity, span, _))| self.link(entity, span))
    }

    /// "the agency", "the archbishop": the nearest name before that has the noun in it, or
    /// as its title or apposition.
    fn definite(&self, view: &View, at: TokenIdx, span: Option<Span>) -> Option<Link> {
        let the = view
            .child(at, "det")
            .is_some_and(|d| matches!(view.word(d), "the" | "The" | "this" | "This"));
        let short = span.is_some_and(|s| s.of(view.source).split(' ').count() <= 3);
        if !the || !short || view.token(at).upos == Upos::Propn {
            return None;
        }
        let noun = view.word(at).to_lowercase();
        let before = view.token(at).span.start;
        let upto = self.entities.mentions.partition_point(|m| m.span.end <= before);
        self.entities.mentions[..upto]
            .iter()
            .rev()
            .filter(|m| m.kind == MentionKind::Name)
            .take(REACH)
            .find(|m| {
                let name = m.span.of(view.source).to_lowercase();
                name.split(' ').next_back() == Some(&noun) || titled(view, m.head, &noun)
            })
            .map(|m| self.link(m.entity, m.span))
    }

    /// "the company": the organisation that the text has named most often before, where it
    /// has been named within the last paragraphs.
    fn organisation(
        &self,
        view: &View,
        at: TokenIdx,
        span: Option<Span>,
    ) -> Option<Link> {
        const NEAR: u32 = 4;
        let the = view
            .child(at, "det")
            .is_some_and(|d| matches!(view.word(d), "the" | "The" | "this" | "This"));
        let bare = span.is_some_and(|s| s.of(view.source).split(' ').count() == 2);
        if !the || !bare || !KINDS.contains(&view.word(at).to_lowercase().as_str()) {
            return None;
        }
        let place =
            |t: u32| view.text.sentence_at(t).map(|s| view.text.sentence(s).paragraph);
        let here = place(view.token(at).span.start)?;
        let before = view.token(at).span.start;
        let upto = self.entities.mentions.partition_point(|m| m.span.end <= before);
        let mut counts: BTreeMap<EntityIdx, (usize, Span)> = BTreeMap::new();
        for m in &self.entities.mentions[..upto] {
            let named = m.kind == MentionKind::Name
                && self.entities.entity(m.entity).class == NameClass::Org;
            if named {
                let seen = counts.entry(m.entity).or_insert((0, m.span));
                *seen = (seen.0 + 1, m.span);
            }
        }
        let link =
            |(entity, (_, span)): (&EntityIdx, &(usize, Span))| self.link(*entity, *span);
        counts
            .iter()
            .filter(|(_, (_, last))| {
                place(last.start).is_some_and(|p| here.saturating_sub(p) <= NEAR)
            })
            .map(|(e, c)| (c.0, c.1.start, link((e, c))))
            .filter(|(_, _, link)| link.kind == LinkKind::Organisation)
            .max_by_key(|(n, start, _)| (*n, *start))
            .map(|(_, _, link)| link)
    }

    /// A source without a name, by its words.
    fn described(&self, view: &View, at: TokenIdx, span: Option<Span>) -> Option<Link> {
        if let Some(author) = self.author(view, at) {
            return Some(author);
        }
        let mut words = view.text.subtree(at);
        let apart = ["acl", "appos", "conj", "cc", "punct"];
        let apart = view
            .text
            .dependents(at)
            .iter()
            .copied()
            .filter(|&d| apart.iter().any(|r| is(view.rel(d), r)));
        for clause in apart {
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
            "tweet",
            "post",
            "statistics",
            "reporter",
            "correspondent",
            "headline",
            "decision",
            "ruling",
            "schedule",
            "guideline",
            "order",
            "judgment",
            "account",
            "memo",
            "filing",
            "lawsuit",
            "motion",
        ];
        if !DOCUMENTS.contains(&view.lemma(at).as_str()) {
            return None;
        }
        view.text
            .subtree(at)
            .into_iter()
            .filter(|&t| t != at)
            .filter_map(|t| self.entity_at(t))
            .find(|(entity, _, kind)| {
                let class = self.entities.entity(*entity).class;
                matches!(kind, MentionKind::Name | MentionKind::Pronoun)
                    && matches!(class, NameClass::Per | NameClass::Org)
            })
            .map(|(entity, span, _)| self.link(entity, span))
    }
}

/// The usual full name of an agency known by its letters.
fn full_name(name: &str) -> String {
    match name {
        "AFP" => "Agence France-Presse",
        "AP" => "Associated Press",
        "UPI" => "United Press International",
        "PTI" => "Press Trust of India",
        "DPA" => "Deutsche Presse-Agentur",
        _ => name,
    }
    .to_owned()
}

/// What an organisation is called instead of by its name.
const KINDS: &[&str] = &[
    "company",
    "firm",
    "corporation",
    "carrier",
    "airline",
    "utility",
    "bank",
    "retailer",
    "manufacturer",
    "maker",
    "organisation",
    "organization",
    "group",
    "charity",
    "agency",
    "commission",
    "ministry",
    "department",
    "university",
    "institute",
    "party",
    "union",
    "council",
    "board",
];

/// Sources that are no single person.
const BODIES: &[&str] = &[
    "police",
    "government",
    "court",
    "army",
    "military",
    "company",
    "agency",
    "ministry",
    "department",
    "council",
    "commission",
    "board",
    "union",
    "group",
    "party",
    "media",
    "study",
    "report",
    "statement",
    "survey",
    "poll",
];

/// "the agency" looks back over this many names.
const REACH: usize = 40;

/// Whether a name has `noun` as its title or apposition.
fn titled(view: &View, head: Option<TokenIdx>, noun: &str) -> bool {
    let Some(head) = head else { return false };
    let near = view.text.dependents(head).iter().copied().chain(view.head(head));
    near.filter(|&d| {
        ["appos", "nmod:desc", "compound", "amod", "nsubj"]
            .iter()
            .any(|r| is(view.rel(d), r))
    })
    .any(|d| view.word(d).to_lowercase() == noun)
}

/// Who spoke last, for pronouns that no name was found for.
#[derive(Default)]
pub(super) struct Memory {
    /// Links by the common noun that named them ("the report").
    nouns: BTreeMap<String, Link>,
    person: Option<(Link, u32)>,
    group: Option<(Link, u32)>,
}

impl Memory {
    /// Takes note of who spoke.
    pub(super) fn note(&mut self, view: &View, draft: &Draft, links: &[Link]) {
        let (Some(last), Some(speaker)) = (links.last(), draft.speaker) else { return };
        let at = view.text.sentence(view.sentence(speaker)).paragraph;
        // "the police" is never "he".
        let body = BODIES.contains(&view.word(speaker).to_lowercase().as_str());
        let place = match last.kind {
            LinkKind::Unnamed if body => &mut self.group,
            LinkKind::Person | LinkKind::Unnamed => &mut self.person,
            _ => &mut self.group,
        };
        *place = Some((last.clone(), at));
        if view.token(speaker).upos == Upos::Noun {
            self.nouns.insert(view.word(speaker).to_lowercase(), last.clone());
        }
    }

    /// "The report": the source that was named by the same noun before.
    fn same_noun(&self, view: &View, at: TokenIdx) -> Option<Link> {
        let det = view.child(at, "det").map(|d| view.word(d).to_lowercase());
        let police = view.word(at).eq_ignore_ascii_case("police");
        let definite = match det.as_deref() {
            Some(det) => ["the", "this", "that"].contains(&det),
            None => police,
        };
        let bare = view.text.dependents(at).iter().all(|&d| {
            ["det", "punct", "case", "acl", "appos"].iter().any(|r| is(view.rel(d), r))
        });
        self.nouns
            .get(&view.word(at).to_lowercase())
            .filter(|_| definite && bare)
            .map(|l| Link { span: Some(view.token(at).span), ..l.clone() })
    }

    /// Whom a pronoun means that the names of the text left open.
    fn recall(&self, view: &View, pronoun: TokenIdx) -> Option<Link> {
        let at = view.text.sentence(view.sentence(pronoun)).paragraph;
        let place = match view.word(pronoun).to_lowercase().as_str() {
            "he" | "him" | "she" | "her" => &self.person,
            "they" | "them" | "it" => &self.group,
            _ => return None,
        };
        let (link, known_at) = place.as_ref()?;
        (at.saturating_sub(*known_at) <= 1)
            .then(|| Link { span: Some(view.token(pronoun).span), ..link.clone() })
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

//! Who and what stands around a word in the tree: its logical arguments, through passives,
//! control, relative clauses, participles, conjunction and light verbs.

use crate::{NameClass, Text, Token, TokenIdx, Upos};

use super::Context;
use super::lexicon::Knowledge;

/// The tree of one text with what is known about its names.
pub(super) struct View<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) lexicon: &'a Knowledge,
    /// The name that covers each token, as an index of [`Text::names`].
    names: Vec<Option<u32>>,
}

/// The logical arguments of a verb or a noun: the subject of a passive is an object.
#[derive(Clone, Debug, Default)]
pub(super) struct Args {
    pub(super) subj: Vec<TokenIdx>,
    pub(super) obj: Vec<TokenIdx>,
    /// Indirect objects.
    pub(super) receiver: Vec<TokenIdx>,
    /// Preposition and noun.
    pub(super) obliques: Vec<(Box<str>, TokenIdx)>,
    /// Owners and names before a noun ("Peru's attack", "Peruvian attack").
    pub(super) owners: Vec<TokenIdx>,
    /// The clause that completes it.
    pub(super) clause: Option<TokenIdx>,
    pub(super) passive: bool,
}

/// How many steps subjects are looked for up the tree; deeper control is not news prose.
const MAX_CLIMB: usize = 6;

/// Conjuncts taken from one list; longer lists are tables, not prose.
const MAX_CONJUNCTS: usize = 12;

impl<'a> View<'a> {
    pub(super) fn new(context: &'a Context<'a>, lexicon: &'a Knowledge) -> Self {
        let mut names = vec![None; context.text.tokens.len()];
        for (i, name) in context.text.names.iter().enumerate() {
            for t in name.tokens.clone() {
                if let Some(place) = names.get_mut(t as usize) {
                    *place = Some(i as u32);
                }
            }
        }
        Self { context, lexicon, names }
    }

    pub(super) fn text(&self) -> &'a Text {
        self.context.text
    }

    pub(super) fn token(&self, t: TokenIdx) -> &'a Token {
        self.context.text.token(t)
    }

    /// The letters of a token.
    pub(super) fn form(&self, t: TokenIdx) -> &'a str {
        let token = self.token(t);
        token.form.unwrap_or(token.span.of(&self.context.source.text))
    }

    /// The class of the name that covers a token.
    pub(super) fn name_class(&self, t: TokenIdx) -> Option<NameClass> {
        self.names[t.0 as usize].map(|n| self.context.text.names[n as usize].class)
    }

    /// The tokens of the name that covers a token.
    pub(super) fn name_tokens(&self, t: TokenIdx) -> Option<std::ops::Range<u32>> {
        self.names[t.0 as usize]
            .map(|n| self.context.text.names[n as usize].tokens.clone())
    }

    /// The dictionary form, lower case: of verbs by our own table where it has the form,
    /// since the network's lemmas of irregular verbs are not to be relied on.
    pub(super) fn lemma(&self, t: TokenIdx) -> std::borrow::Cow<'a, str> {
        let token = self.token(t);
        if token.upos == Upos::Aux || self.is_verb(t) {
            let known = self.lexicon.base(&self.form(t).to_lowercase());
            if let Some(base) = known {
                return base.into();
            }
        }
        if token.upos == Upos::Noun {
            if let Some(stem) = self.form(t).strip_suffix("men") {
                return format!("{}man", stem.to_lowercase()).into();
            }
        }
        if token.lemma.chars().any(char::is_uppercase) {
            return token.lemma.to_lowercase().into();
        }
        (&*token.lemma).into()
    }

    pub(super) fn rel(&self, t: TokenIdx) -> &'static str {
        self.token(t).deprel
    }

    /// The relation without its subtype.
    pub(super) fn base_rel(&self, t: TokenIdx) -> &'static str {
        let rel = self.token(t).deprel;
        rel.split_once(':').map_or(rel, |(base, _)| base)
    }

    /// The first dependent in a relation.
    pub(super) fn child(&self, t: TokenIdx, rel: &str) -> Option<TokenIdx> {
        self.text().dependents(t).iter().copied().find(|&d| self.rel(d) == rel)
    }

    pub(super) fn children(&self, t: TokenIdx) -> impl Iterator<Item = TokenIdx> + 'a {
        self.context.text.dependents(t).iter().copied()
    }

    /// Whether a word is used as a verb: tagged as one, or a participle that the tagger took
    /// for an adjective and the tree gives an object or an auxiliary.
    pub(super) fn is_verb(&self, t: TokenIdx) -> bool {
        match self.token(t).upos {
            Upos::Verb => true,
            Upos::Adj => {
                let form = self.form(t);
                (form.ends_with("ed") || form.ends_with("en"))
                    && self.children(t).any(|d| {
                        matches!(self.rel(d), "obj" | "aux" | "aux:pass" | "obl:agent")
                    })
            }
            _ => false,
        }
    }

    pub(super) fn is_nominal(&self, t: TokenIdx) -> bool {
        matches!(
            self.token(t).upos,
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Det | Upos::Sym
        )
    }

    /// Whether a verb stands in the passive, or as a bare past participle after a noun.
    pub(super) fn is_passive(&self, v: TokenIdx) -> bool {
        let has = |rels: &[&str]| self.children(v).any(|d| rels.contains(&self.rel(d)));
        if self.token(v).xpos == "VBD" && !has(&["aux:pass", "obl:agent"]) {
            return false;
        }
        if has(&["obj"]) && !has(&["aux:pass", "obl:agent", "aux"]) {
            return false;
        }
        let marked = has(&["aux:pass", "nsubj:pass", "csubj:pass", "obl:agent"]);
        let reduced = self.rel(v) == "acl" && self.token(v).xpos == "VBN";
        let adverbial = matches!(self.rel(v), "advcl" | "xcomp" | "parataxis")
            && self.token(v).xpos == "VBN"
            && !self.children(v).any(|d| matches!(self.rel(d), "aux" | "obj" | "nsubj"));
        let shared = self.rel(v) == "conj"
            && self.token(v).xpos == "VBN"
            && !self.children(v).any(|d| matches!(self.rel(d), "aux" | "obj" | "nsubj"))
            && self.token(v).head.is_some_and(|h| self.is_passive_once(h));
        marked || reduced || adverbial || shared
    }

    fn is_passive_once(&self, v: TokenIdx) -> bool {
        self.children(v).any(|d| matches!(self.rel(d), "aux:pass" | "nsubj:pass"))
            || self.rel(v) == "acl" && self.token(v).xpos == "VBN"
    }

    /// The prepositions and the like that mark a noun, lower case; `of` in "because of" is
    /// part of a longer one, so the last marker counts.
    pub(super) fn case(&self, t: TokenIdx) -> Option<Box<str>> {
        let mark = self
            .children(t)
            .filter(|&d| self.rel(d) == "case" && self.form(d) != "'s")
            .last()?;
        let joined = self.children(mark).any(|d| self.rel(d) == "fixed");
        Some(if joined { "-".into() } else { self.form(mark).to_lowercase().into() })
    }

    /// A word and those joined to it by "and", in text order.
    pub(super) fn with_conjuncts(&self, t: TokenIdx) -> Vec<TokenIdx> {
        let more =
            self.children(t).filter(|&d| self.rel(d) == "conj" && self.is_nominal(d));
        std::iter::once(t).chain(more.take(MAX_CONJUNCTS)).collect()
    }

    /// The noun that a relative pronoun stands for, else the word itself.
    fn resolve_relative(&self, t: TokenIdx) -> TokenIdx {
        if !matches!(&*self.token(t).lemma, "who" | "which" | "that" | "whom") {
            return t;
        }
        let mut at = t;
        for _ in 0..MAX_CLIMB {
            let Some(head) = self.token(at).head else { return t };
            if self.base_rel(at) == "acl" {
                return if self.is_nominal(head) { head } else { t };
            }
            at = head;
        }
        t
    }

    /// The subject that stands or is understood at a verb, as the surface has it.
    fn surface_subj(&self, v: TokenIdx, climbed: usize) -> Vec<TokenIdx> {
        let own = self
            .children(v)
            .find(|&d| matches!(self.rel(d), "nsubj" | "nsubj:pass" | "nsubj:outer"));
        if let Some(own) = own {
            if self.is_misplaced(own) {
                return Vec::new();
            }
            let own = self.resolve_relative(own);
            return self.with_conjuncts(own);
        }
        let Some(head) = self.token(v).head.filter(|_| climbed < MAX_CLIMB) else {
            return Vec::new();
        };
        match self.base_rel(v) {
            "conj" if !self.is_nominal(head) => self.surface_subj(head, climbed + 1),
            "conj" => Vec::new(),
            "xcomp" => self.controller(v, head, climbed),
            "advcl" if !self.has_finite_mark(v) => self.adverbial_subj(v, head, climbed),
            "acl" if self.is_nominal(head) => self.noun_subj(v, head, climbed),
            _ => Vec::new(),
        }
    }

    /// "A fire on the Aurora killed two": a place under a preposition that the tree took for
    /// the subject is none.
    fn is_misplaced(&self, subj: TokenIdx) -> bool {
        self.name_class(subj) == Some(NameClass::Loc)
            && subj.0 > 0
            && self.case(subj).is_some_and(|c| {
                matches!(&*c, "on" | "in" | "at" | "near" | "aboard" | "off")
            })
    }

    /// Who does what a participle tells: the object of "accused her of lying", else the
    /// subject of the main clause.
    fn adverbial_subj(
        &self,
        v: TokenIdx,
        head: TokenIdx,
        climbed: usize,
    ) -> Vec<TokenIdx> {
        let marked = self.children(v).any(|d| {
            self.rel(d) == "mark"
                && matches!(self.form(d), "of" | "from" | "for" | "with")
        });
        let obj = self.child(head, "obj").filter(|&o| marked && o < v);
        match obj {
            Some(obj) => self.with_conjuncts(self.resolve_relative(obj)),
            None => self.surface_subj(head, climbed + 1),
        }
    }

    /// "if", "when" and the like open a clause with a subject of its own.
    fn has_finite_mark(&self, v: TokenIdx) -> bool {
        self.token(v).feats.contains("VerbForm=Fin")
    }

    /// Who does what an open complement tells: the object of "asked her to go", else the
    /// subject of "vowed to go".
    fn controller(&self, v: TokenIdx, head: TokenIdx, climbed: usize) -> Vec<TokenIdx> {
        let promise = matches!(&*self.lemma(head), "promise" | "threaten" | "vow");
        let obj = self
            .children(head)
            .find(|&d| matches!(self.rel(d), "obj" | "iobj") && d < v && !promise);
        match obj {
            Some(obj) => self.with_conjuncts(self.resolve_relative(obj)),
            None => self.surface_subj(head, climbed + 1),
        }
    }

    /// Who does what a clause at a noun tells.
    fn noun_subj(&self, v: TokenIdx, head: TokenIdx, climbed: usize) -> Vec<TokenIdx> {
        let infinitive =
            self.children(v).any(|d| self.rel(d) == "mark" && self.form(d) == "to");
        if !infinitive {
            return self.with_conjuncts(head);
        }
        // "its plan to strike", "announced a plan to strike"
        let owner = self.children(head).find(|&d| self.rel(d) == "nmod:poss");
        if let Some(owner) = owner {
            return vec![self.resolve_relative(owner)];
        }
        match self.token(head).head {
            Some(h) if self.is_verb(h) && self.base_rel(head) == "obj" => {
                self.surface_subj(h, climbed + 1)
            }
            _ => Vec::new(),
        }
    }

    /// The arguments of a verb, or of an adjective that is a predicate.
    pub(super) fn verb_args(&self, v: TokenIdx) -> Args {
        let mut out = Args { passive: self.is_passive(v), ..Args::default() };
        let surface = self.surface_subj(v, 0);
        for d in self.children(v) {
            match self.rel(d) {
                "obj" => out.obj.extend(self.with_conjuncts(self.resolve_relative(d))),
                "iobj" => {
                    out.receiver.extend(self.with_conjuncts(self.resolve_relative(d)))
                }
                "obl:agent" => out.subj.extend(self.with_conjuncts(d)),
                "xcomp" | "ccomp" if out.clause.is_none() => out.clause = Some(d),
                _ if self.base_rel(d) == "obl" && self.is_bare_object(v, d) => {
                    out.obj.extend(self.with_conjuncts(d));
                }
                _ if self.base_rel(d) == "obl" => self.add_oblique(d, &mut out),
                _ => {}
            }
        }
        if out.passive {
            if out.receiver.is_empty() || !out.obj.is_empty() {
                // "was given shelter": the subject receives
                let place =
                    if out.obj.is_empty() { &mut out.obj } else { &mut out.receiver };
                place.splice(0..0, surface);
            }
        } else {
            out.subj = surface;
            self.relative_object(v, &mut out);
        }
        // "provide X with Y", "relations with X" attached to the object noun
        for o in out.obj.clone() {
            for d in self.children(o).filter(|&d| self.rel(d) == "nmod") {
                self.add_oblique(d, &mut out);
            }
        }
        out
    }

    /// A noun after an active verb without a preposition and without an object beside it,
    /// which the parser took for an adverbial ("wounded 110").
    pub(super) fn is_bare_object(&self, v: TokenIdx, d: TokenIdx) -> bool {
        d > v
            && self.case(d).is_none()
            && self.is_nominal(d)
            && !self.children(v).any(|x| self.rel(x) == "obj")
            && !self.is_passive(v)
            && !self.is_timed(d)
    }

    /// Whether a word is part of a time expression.
    pub(super) fn is_timed(&self, t: TokenIdx) -> bool {
        let span = self.token(t).span;
        let times = &self.context.times.times;
        let at = times.partition_point(|x| x.span.end <= span.start);
        times.get(at).is_some_and(|x| x.span.overlaps(span))
            || self.lexicon.is_cue("time", &self.lemma(t))
    }

    /// "the town that rebels attacked": the noun is the object of a clause without one.
    fn relative_object(&self, v: TokenIdx, out: &mut Args) {
        if self.rel(v) != "acl:relcl" || !out.obj.is_empty() {
            return;
        }
        let Some(head) = self.token(v).head else { return };
        let own = self.children(v).any(|d| self.rel(d) == "nsubj");
        if !own {
            if out.subj.is_empty() {
                out.subj = self.with_conjuncts(head);
            }
        } else if !out.subj.contains(&head) && out.obliques.is_empty() {
            out.obj.push(head);
        }
    }

    fn add_oblique(&self, d: TokenIdx, out: &mut Args) {
        let Some(prep) = self.case(d) else { return };
        let d = self.resolve_relative(d);
        if out.passive && &*prep == "by" && out.subj.is_empty() && self.is_actor_like(d) {
            out.subj.extend(self.with_conjuncts(d));
            return;
        }
        for t in self.with_conjuncts(d) {
            out.obliques.push((prep.clone(), t));
        }
    }

    /// A name, or a noun that can act.
    pub(super) fn is_actor_like(&self, t: TokenIdx) -> bool {
        let lemma = &*self.lemma(t);
        match self.name_class(t) {
            Some(NameClass::Per | NameClass::Org | NameClass::Loc | NameClass::Norp) => {
                return true;
            }
            Some(_) => return false,
            None => {}
        }
        let listed = [
            "person",
            "police",
            "military",
            "government",
            "company",
            "court",
            "dissident",
            "group",
        ]
        .iter()
        .any(|class| self.lexicon.is_in(class, lemma));
        listed
            || self.token(t).upos == Upos::Propn
            || self.token(t).upos == Upos::Noun && self.is_doer(lemma)
    }

    /// Nouns of people by their ending ("assailant", "rescuer"), save the listed things.
    fn is_doer(&self, lemma: &str) -> bool {
        let ending = ["er", "or", "ist", "ian", "ant", "ee", "man", "woman", "people"]
            .iter()
            .any(|e| lemma.ends_with(e));
        ending && lemma.len() > 5 && !self.lexicon.is_in("thing", lemma)
    }

    /// The arguments of a noun, those of its light verb included.
    pub(super) fn noun_args(&self, n: TokenIdx) -> Args {
        let mut out = Args::default();
        for d in self.children(n) {
            match self.rel(d) {
                "nmod:poss" => {
                    out.owners.extend(self.with_conjuncts(self.resolve_relative(d)))
                }
                "compound" | "amod" if self.name_class(d).is_some() => out.owners.push(d),
                "compound" | "amod" if self.is_actor_like(d) => out.owners.push(d),
                "nmod" => self.add_oblique(d, &mut out),
                "acl" | "ccomp" if out.clause.is_none() => out.clause = Some(d),
                _ => {}
            }
        }
        if let Some(verb) = self.light_verb(n) {
            let light = self.verb_args(verb);
            if self.rel(n) != "nsubj" || light.passive {
                let does = if light.passive && self.rel(n) == "obl" {
                    // "was involved in a crash"
                    light.obj.clone()
                } else {
                    light.subj
                };
                out.subj = does.into_iter().filter(|&t| t != n).collect();
                if self.rel(n) == "obl" && !light.passive {
                    // "joined her for talks"
                    out.obj = light.obj.into_iter().filter(|&t| t != n).collect();
                }
            }
            let known: Vec<TokenIdx> = out.obliques.iter().map(|(_, t)| *t).collect();
            out.obliques.extend(
                light.obliques.into_iter().filter(|(_, t)| !known.contains(t) && *t != n),
            );
            out.receiver = light.receiver;
        }
        out
    }

    /// Who demands and of whom, where a modal under a verb of speech makes a demand: "Peru
    /// said Chile must pay". Nobody where no verb of speech governs it.
    pub(super) fn modal_args(&self, modal: TokenIdx) -> Args {
        let mut out = Args::default();
        let Some(verb) = self.token(modal).head else { return out };
        let Some(speech) = self.token(verb).head else { return out };
        let spoken = matches!(self.base_rel(verb), "ccomp" | "parataxis")
            && self.lexicon.is_cue("speech", &self.lemma(speech));
        if spoken {
            out.subj = self.surface_subj(speech, 0);
            out.obj = self.surface_subj(verb, 0);
        }
        out
    }

    /// Whom a charge is laid against, for the crime it names: "charged him with fraud".
    pub(super) fn accused(&self, n: TokenIdx) -> Vec<TokenIdx> {
        let mut at = n;
        for _ in 0..3 {
            let Some(head) = self.token(at).head else { break };
            if self.is_verb(head) && self.lexicon.is_cue("charges", &self.lemma(head)) {
                let args = self.verb_args(head);
                return args.obj.into_iter().filter(|&t| t != n && t != at).collect();
            }
            at = head;
        }
        Vec::new()
    }

    /// The verb that only carries the noun: "held" of "held talks".
    pub(super) fn light_verb(&self, n: TokenIdx) -> Option<TokenIdx> {
        let head = self.token(n).head?;
        let head = if self.rel(n) == "conj" && !self.is_verb(head) {
            return self.light_verb_of(head);
        } else {
            head
        };
        let carried = matches!(self.rel(n), "obj" | "nsubj:pass" | "obl" | "nsubj");
        (carried && self.is_verb(head) && self.lexicon.is_cue("light", &self.lemma(head)))
            .then_some(head)
    }

    fn light_verb_of(&self, n: TokenIdx) -> Option<TokenIdx> {
        let head = self.token(n).head?;
        let carried = matches!(self.rel(n), "obj" | "nsubj:pass" | "obl");
        (carried && self.is_verb(head) && self.lexicon.is_cue("light", &self.lemma(head)))
            .then_some(head)
    }
}

//! Whether the words around a trigger are what a rule asks for.

use crate::{NameClass, TokenIdx};

use super::args::{Args, View};
use super::lexicon::{Condition, Wanted, WordClass};

/// Classes that a compound brings with it: "curfew hours", "aid package".
const BY_COMPOUND: &[&str] = &[
    "restriction",
    "aid",
    "treaty",
    "law",
    "election",
    "culture",
    "sport",
    "weapon",
    "space",
    "disease",
    "relation",
];

/// What conditions look at: a word, its arguments, and its sentence.
pub(super) struct Site<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) at: TokenIdx,
    pub(super) class: WordClass,
    pub(super) args: &'a Args,
    /// Dictionary forms and letters of the sentence, lower case, sorted.
    pub(super) sentence: &'a [String],
}

impl Site<'_> {
    /// Whether one alternative of the condition holds.
    pub(super) fn holds(&self, condition: &Condition) -> bool {
        condition.wanted.iter().any(|w| self.one(condition.place, w))
    }

    fn one(&self, place: &str, wanted: &Wanted) -> bool {
        let args = self.args;
        let any = |list: &[TokenIdx]| list.iter().any(|&t| self.is(t, wanted));
        let noun = self.class == WordClass::Noun;
        match place {
            "subj" => any(&args.subj) || any(&args.owners) || self.special(wanted),
            "obj" if noun => {
                any(&args.owners) || self.oblique(&["of", "on", "against", "to"], wanted)
            }
            "obj" => any(&args.obj) || any(&args.receiver),
            "prep" => args.obliques.iter().any(|(_, t)| self.is(*t, wanted)),
            "mod" => self.modifiers().any(|t| self.is(t, wanted)),
            "of" => self.oblique(&["of"], wanted),
            "any" => {
                any(&args.subj)
                    || any(&args.obj)
                    || any(&args.owners)
                    || args.obliques.iter().any(|(_, t)| self.is(*t, wanted))
                    || self.modifiers().any(|t| self.is(t, wanted))
            }
            "comp" | "xcomp" => args.clause.is_some_and(|t| {
                (place == "comp" || !self.view.is_verb(t)) && self.is(t, wanted)
            }),
            "sent" => match wanted {
                Wanted::Any => true,
                Wanted::Word(w) => {
                    self.sentence.binary_search_by(|s| s.as_str().cmp(w)).is_ok()
                }
                Wanted::Class(_) => false,
            },
            "head" => self.head(wanted),
            _ => place.strip_prefix("prep:").is_some_and(|p| self.oblique(&[p], wanted)),
        }
    }

    /// `passive`, `poss`, `mod`, `of` as alternatives: that there is one at all.
    fn special(&self, wanted: &Wanted) -> bool {
        match wanted {
            Wanted::Any => {
                self.class == WordClass::Noun
                    || self.args.passive
                    || self.args.subj.is_empty()
            }
            Wanted::Word("passive") => self.args.passive,
            Wanted::Word("poss") => !self.args.owners.is_empty(),
            Wanted::Word("mod") => self.modifiers().next().is_some(),
            Wanted::Word("of") => self.oblique(&["of"], &Wanted::Any),
            Wanted::Word("head" | "issue" | "sign" | "root") => self.head(wanted),
            Wanted::Word(w) if self.class == WordClass::Noun => {
                self.head(&Wanted::Word(w))
            }
            _ => false,
        }
    }

    fn oblique(&self, preps: &[&str], wanted: &Wanted) -> bool {
        self.args
            .obliques
            .iter()
            .any(|(p, t)| preps.contains(&&**p) && self.is(*t, wanted))
    }

    fn modifiers(&self) -> impl Iterator<Item = TokenIdx> + '_ {
        self.view.children(self.at).filter(|&d| {
            matches!(self.view.rel(d), "compound" | "amod" | "nmod:poss" | "nummod")
        })
    }

    /// The word that governs the trigger, its preposition, or `root`.
    fn head(&self, wanted: &Wanted) -> bool {
        let head = self.view.token(self.at).head;
        match (wanted, head) {
            (Wanted::Any, _) => true,
            (Wanted::Word("root"), None) => true,
            (Wanted::Word("subj"), _) => self.view.rel(self.at).starts_with("nsubj"),
            (Wanted::Word("amod"), _) => self.view.rel(self.at) == "amod",
            (Wanted::Word("be"), _) if self.view.child(self.at, "cop").is_some() => true,
            (Wanted::Word(w), Some(head)) => {
                &*self.view.lemma(head) == *w
                    || self.view.form(head) == *w
                    || self.view.case(self.at).as_deref() == Some(w)
            }
            (Wanted::Class(_), Some(head)) => self.is(head, wanted),
            _ => false,
        }
    }

    /// Whether a word (with what it is compounded with) is what is wanted.
    fn is(&self, t: TokenIdx, wanted: &Wanted) -> bool {
        match wanted {
            Wanted::Any => true,
            Wanted::Word(w) => self.spelled(t, &|word| word == *w),
            Wanted::Class("country") => self.is_country(t),
            Wanted::Class("national") => {
                self.is_country(t)
                    || self.view.children(t).any(|d| {
                        self.is_country(d)
                            && self.view.rel(d) != "conj"
                            && d.0.abs_diff(t.0) < 8
                    })
            }
            Wanted::Class("org") => self.view.name_class(t) == Some(NameClass::Org),
            Wanted::Class(class) if BY_COMPOUND.contains(class) => {
                let test = |word: &str| self.view.lexicon.is_in(class, word);
                self.spelled(t, &test)
                    || self.view.children(t).any(|d| {
                        self.view.rel(d) == "compound" && test(&self.view.lemma(d))
                    })
            }
            Wanted::Class(class) => {
                (*class == "person" && self.view.name_class(t) == Some(NameClass::Per))
                    || self.spelled(t, &|word| self.view.lexicon.is_in(class, word))
            }
        }
    }

    fn is_country(&self, t: TokenIdx) -> bool {
        matches!(self.view.name_class(t), Some(NameClass::Loc | NameClass::Norp))
    }

    /// The word itself, with its compound ("appeals court"), or any word of its name.
    fn spelled(&self, t: TokenIdx, test: &dyn Fn(&str) -> bool) -> bool {
        let view = self.view;
        let lemma = view.lemma(t).into_owned();
        let form = view.form(t).to_lowercase();
        // the network's lemma of a plural may still be the plural
        if test(&lemma) || test(&form) || form.strip_suffix('s').is_some_and(test) {
            return true;
        }
        if view.lexicon.is_cue("amounts", &lemma) {
            // "dozens of activists" are activists
            let counted = view.children(t).find(|&d| {
                view.rel(d) == "nmod" && view.case(d).as_deref() == Some("of")
            });
            let is = |d: TokenIdx| {
                test(&view.lemma(d))
                    || view.form(d).to_lowercase().strip_suffix('s').is_some_and(test)
            };
            if counted.is_some_and(is) {
                return true;
            }
        }
        let compound = view.children(t).any(|d| {
            matches!(view.rel(d), "compound" | "amod" | "nmod:desc" | "flat")
                && (test(&format!("{} {lemma}", view.form(d).to_lowercase()))
                    || view.rel(d) == "nmod:desc" && test(&view.lemma(d)))
        });
        let of = view
            .children(t)
            .find(|&d| view.rel(d) == "nmod" && view.case(d).as_deref() == Some("of"));
        compound
            || of.is_some_and(|d| test(&format!("{lemma} of {}", view.lemma(d))))
            || view.name_class(t) == Some(NameClass::Org)
                && view.name_tokens(t).is_some_and(|range| {
                    range
                        .map(TokenIdx)
                        .any(|n| n != t && test(&view.form(n).to_lowercase()))
                })
    }
}

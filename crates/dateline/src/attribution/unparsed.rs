//! Reports that the tree has not seen as such: a plain verb of saying between commas, or
//! with a clause after it, by the order of the words alone.

use super::verbs::{Site, temporal};
use super::view::is;
use crate::{TokenIdx, Upos};

impl Site<'_, '_> {
    /// The content by the order of the words: what a cue between commas interrupts, or the
    /// clause right after the verb.
    pub(super) fn unparsed(
        &self,
        taken: &[TokenIdx],
        source: &[TokenIdx],
    ) -> Option<Vec<TokenIdx>> {
        if self.view.quote_over(self.view.token(self.verb).span).is_some() {
            return None;
        }
        self.set_off(taken, source).or_else(|| self.following(taken, source))
    }

    /// "In March, she testified, the pier sank": a subject and its verb between commas.
    fn set_off(&self, taken: &[TokenIdx], source: &[TokenIdx]) -> Option<Vec<TokenIdx>> {
        let view = self.view;
        let (first, end) = view.bounds(self.verb);
        let from = taken.iter().chain(source).min()?.0;
        let to = taken.iter().chain(source).max()?.0;
        let whole = (from..=to).map(TokenIdx).all(|t| {
            taken.contains(&t) || source.contains(&t) || view.is_punct(t) || self.when(t)
        });
        let finite = self.is_finite_at(self.verb);
        if source.is_empty() || !whole || !finite || from == first {
            return None;
        }
        let comma = |t: u32| view.word(TokenIdx(t)) == ",";
        let closes = to + 1 >= end || comma(to + 1) || view.word(TokenIdx(to + 1)) == ".";
        if !comma(from - 1) || !closes {
            return None;
        }
        let mut out: Vec<TokenIdx> =
            (first..from).chain(to + 1..end).map(TokenIdx).collect();
        view.within_semicolons(&mut out, self.verb);
        out.iter().any(|&t| self.is_finite_at(t)).then_some(out)
    }

    /// "The judge ruled the law violated the charter": from the verb to the end of the
    /// sentence, where a subject and a finite verb come first.
    fn following(
        &self,
        taken: &[TokenIdx],
        source: &[TokenIdx],
    ) -> Option<Vec<TokenIdx>> {
        let view = self.view;
        let (first, end) = view.bounds(self.verb);
        let comma = self.verb.0 > first && view.word(TokenIdx(self.verb.0 - 1)) == ",";
        let saying = view.token(self.verb).xpos == "VBG" && comma;
        if source.is_empty() || !(self.is_finite_at(self.verb) || saying) {
            return None;
        }
        let from = taken.iter().max().map_or(self.verb, |t| *t.max(&self.verb)).0 + 1;
        let from = (from..end).find(|&t| !self.when(TokenIdx(t)))?;
        let relative = is(view.rel(self.verb), "acl");
        let mut noun = relative && self.is_finite_at(TokenIdx(from));
        for t in (from..end).map(TokenIdx) {
            let token = view.token(t);
            // "violated the charter": a participle of the passive would have no object.
            let active = token.xpos == "VBN"
                && view.child(t, "obj").is_some_and(|o| o > t)
                && view.child(t, "aux").is_none();
            if self.is_finite_at(t) || active {
                let joined = view.word(TokenIdx(t.0 - 1)) == "and";
                if !noun || joined {
                    return None;
                }
                let mut out: Vec<TokenIdx> = (from..end).map(TokenIdx).collect();
                if relative {
                    let stop = out.iter().position(|&t| view.word(t) == ",");
                    out.truncate(stop.unwrap_or(out.len()));
                }
                out.retain(|t| !source.contains(t));
                return Some(out);
            }
            if token.xpos.starts_with('W') {
                return None;
            }
            match token.upos {
                Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num => noun = true,
                Upos::Sconj if !view.word(t).eq_ignore_ascii_case("that") => return None,
                Upos::Verb if self.is_participle(t) => {}
                Upos::Verb => return None,
                Upos::Punct if [",", ":", ";", "."].contains(&view.word(t)) => {
                    return None;
                }
                Upos::Part => return None,
                _ => {}
            }
        }
        None
    }

    /// "the people arrested", "the practice of paying": not the verb of the clause.
    fn is_participle(&self, t: TokenIdx) -> bool {
        matches!(self.view.token(t).xpos, "VBN" | "VBG")
    }

    /// Whether a word belongs to a phrase that says when.
    fn when(&self, t: TokenIdx) -> bool {
        let view = self.view;
        temporal(view, t)
            || view.token(t).upos == Upos::Adv
            || view.head(t).is_some_and(|h| {
                temporal(view, h)
                    && h > t
                    && matches!(view.rel(t), "case" | "amod" | "det")
            })
    }

    fn is_finite_at(&self, t: TokenIdx) -> bool {
        let token = self.view.token(t);
        matches!(token.upos, Upos::Verb | Upos::Aux)
            && matches!(token.xpos, "VBD" | "VBZ" | "VBP" | "MD")
    }
}

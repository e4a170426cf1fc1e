//! What a verb lifts out: the words of its clause, object or infinitive, grown to the
//! quotations they stand in.

use super::lexicon::Cue;
use super::source::detached;
use super::verbs::{Site, temporal};
use super::view::is;
use crate::{Span, TokenIdx, Upos};

impl Site<'_, '_> {
    /// What the cue lifts out, in pieces.
    pub(super) fn content(
        &self,
        cue: &Cue,
        taken: &[TokenIdx],
        source: &[TokenIdx],
    ) -> Option<Vec<Span>> {
        let view = self.view;
        let own = |t: &TokenIdx| taken.contains(t) || source.contains(t);
        let mut tokens: Vec<TokenIdx> = Vec::new();
        let clause = self.clause(cue, taken, source);
        if let Some(clause) = &clause {
            tokens.extend(clause.iter().copied().filter(|t| !own(t)));
        }
        if let Some(governed) = self.governed {
            let case: Vec<TokenIdx> =
                self.extra.map(|e| view.text.subtree(e)).unwrap_or_default();
            let words = view.text.subtree(governed);
            let verb = matches!(view.token(governed).upos, Upos::Verb | Upos::Aux);
            if !(cue.frames.object || cue.frames.inf && verb) {
                return None;
            }
            let mut words: Vec<TokenIdx> =
                words.into_iter().filter(|t| !case.contains(t) && !own(t)).collect();
            if !verb {
                words = self.lengthened(words);
            }
            tokens.extend(words);
            tokens.extend(self.second_half(cue).into_iter().filter(|t| !own(t)));
        } else if clause.is_none() || cue.frames.object {
            tokens.extend(
                self.object(cue, clause.is_some()).into_iter().filter(|t| !own(t)),
            );
        }
        tokens.sort_unstable();
        tokens.dedup();
        view.within_semicolons(&mut tokens, self.verb);
        let mut pieces = self.with_quotes(view.runs(&tokens), taken, source);
        let speech = (cue.frames.clause || cue.frames.quote) && !self.passive;
        if speech && (pieces.is_empty() || pieces.iter().all(|p| self.is_quote(*p))) {
            let verb = view.token(self.verb).span.start;
            let has_after = pieces.iter().any(|p| p.start > verb);
            pieces.extend(self.beside(taken, source, has_after));
            pieces.sort_unstable();
            pieces.dedup();
        }
        self.settle(cue, clause.is_some(), &mut pieces, taken, source);
        if clause.is_none()
            && let Some(last) = pieces.last_mut()
        {
            *last = self.without_relative(*last);
        }
        // Beside a direct quotation, other words are the writer's ("he said, smiling").
        if pieces.len() > 1 && clause.is_some() && self.is_quote(pieces[0]) {
            pieces.retain(|p| self.is_quote(*p));
        }
        (!pieces.is_empty()).then_some(pieces)
    }

    /// The words of the complement clause.
    fn clause(
        &self,
        cue: &Cue,
        taken: &[TokenIdx],
        source: &[TokenIdx],
    ) -> Option<Vec<TokenIdx>> {
        let view = self.view;
        let frames = cue.frames;
        let mut roots = self.roots(cue);
        if roots.is_empty() {
            if !(frames.clause || frames.quote) {
                return None;
            }
            return self.around().or_else(|| {
                let plain = frames.clause && frames.report && !self.passive;
                plain.then(|| self.unparsed(taken, source)).flatten()
            });
        }
        // "said that A, and that B": the second may hang from the verb itself.
        roots.extend(view.children(self.verb, "conj").filter(|&c| {
            view.children(c, "mark").any(|m| view.word(m).eq_ignore_ascii_case("that"))
        }));
        let infinitive = roots
            .iter()
            .all(|&r| is(view.rel(r), "xcomp") || view.case(r).ends_with("to"));
        let mut out: Vec<TokenIdx> = Vec::new();
        for &root in &roots {
            let words = self.clause_words(root);
            if root < self.verb {
                out.extend(self.lead_in(&words));
            }
            out.extend(words);
        }
        if frames.inf && !frames.tell && infinitive {
            let who = view.child(self.verb, "obj").or(view.child(self.verb, "iobj"));
            out.extend(who.map(|w| view.text.subtree(w)).unwrap_or_default());
        }
        if self.passive && !frames.tell {
            for s in view.children(self.verb, "nsubj:pass") {
                if self.expletive() != Some(s) {
                    out.extend(view.text.subtree(s));
                }
            }
        }
        out.sort_unstable();
        out.dedup();
        Some(out)
    }

    /// The heads of the clauses and infinitives that complete the verb.
    fn roots(&self, cue: &Cue) -> Vec<TokenIdx> {
        let view = self.view;
        let frames = cue.frames;
        let mut roots: Vec<TokenIdx> = Vec::new();
        if frames.clause || frames.quote {
            roots.extend(view.children(self.verb, "ccomp").filter(|&c| {
                frames.clause || view.quotes_on(view.token(c).span).next().is_some()
            }));
        }
        if frames.inf || self.passive {
            roots.extend(view.children(self.verb, "xcomp"));
            if roots.is_empty() && frames.inf {
                roots.extend(
                    view.children(self.verb, "advcl").filter(|&a| view.case(a) == "to"),
                );
            }
        }
        if frames.inf && roots.is_empty() {
            // "told the boys to leave", where the tree hangs the infinitive from the boys.
            roots.extend(
                self.listener().and_then(|l| {
                    view.children(l, "acl").find(|&a| view.case(a) == "to")
                }),
            );
        }
        if frames.clause && roots.is_empty() {
            roots.extend(
                view.children(self.verb, "parataxis")
                    .filter(|&p| p > self.verb && self.announced(p)),
            );
        }
        if frames.clause && roots.is_empty() {
            roots.extend(self.stray_clause());
        }
        roots
    }

    /// A clause with "that" which the tree hangs from a noun before it ("told reporters on
    /// the plane on Friday that...").
    pub(super) fn stray_clause(&self) -> Option<TokenIdx> {
        let view = self.view;
        let mut nouns: Vec<TokenIdx> = view
            .text
            .dependents(self.verb)
            .iter()
            .copied()
            .filter(|&d| {
                d > self.verb && ["obl", "obj", "iobj"].iter().any(|r| is(view.rel(d), r))
            })
            .collect();
        let mut next = 0;
        while let Some(&noun) = nouns.get(next) {
            let told = Some(noun) == self.listener();
            let found = view.children(noun, "acl").find(|&a| {
                let own = view.child(a, "nsubj").or(view.child(a, "nsubj:pass"));
                let bare = own.is_some_and(|s| {
                    !matches!(view.lemma(s).as_str(), "who" | "which" | "that")
                });
                if told && bare {
                    return true;
                }
                view.text.subtree(a).first().is_some_and(|&f| {
                    view.word(f).eq_ignore_ascii_case("that")
                        && view.token(f).upos == Upos::Sconj
                })
            });
            if found.is_some() {
                return found;
            }
            nouns.extend(view.children(noun, "nmod"));
            next += 1;
        }
        None
    }

    /// The words of a complement clause: from its "that" on, without what goes on with the
    /// report rather than with the clause.
    fn clause_words(&self, root: TokenIdx) -> Vec<TokenIdx> {
        let view = self.view;
        let mut words = view.text.subtree(root);
        let that = view
            .children(root, "mark")
            .find(|&m| view.word(m).eq_ignore_ascii_case("that") && m > self.verb);
        if let Some(that) = that {
            words.retain(|t| *t >= that);
        }
        for &d in view.text.dependents(root) {
            if detached(view, d) == Some(self.verb) {
                let first = view.text.subtree(d).first().copied().unwrap_or(d);
                words.retain(|t| *t < first);
            }
        }
        let end = words.iter().copied().find(|&t| self.goes_on_saying(t, root));
        words.retain(|t| end.is_none_or(|e| *t < e));
        // "However, ..." after the cue is the writer's.
        while words.first().is_some_and(|&t| {
            t > self.verb
                && (view.is_punct(t)
                    && !view.word(t).starts_with(['"', '“', '\'', '‘', '('])
                    || view.word(t).eq_ignore_ascii_case("however"))
        }) {
            words.remove(0);
        }
        words
    }

    /// ", arguing that ..." at any depth of a reported clause goes on with the report.
    fn goes_on_saying(&self, t: TokenIdx, root: TokenIdx) -> bool {
        let view = self.view;
        let token = view.token(t);
        let clause = view.child(t, "ccomp").is_some();
        token.xpos == "VBG"
            && t > root
            && root > self.verb
            && view.word(TokenIdx(t.0 - 1)) == ","
            && view.rel(t) == "advcl"
            && view.child(t, "nsubj").is_none()
            && view
                .lexicon
                .verb(&view.base(t))
                .any(|c| if c.frames.cite { !clause } else { c.frames.report && clause })
            && view.quote_over(token.span).is_none()
    }

    /// A noun phrase ends before a clause that only adds to it ("the plan, which...").
    fn without_relative(&self, piece: Span) -> Span {
        let view = self.view;
        let tokens = view.text.tokens_in(piece);
        let from = tokens.start;
        let cut = tokens.skip(1).find(|&t| {
            let token = &view.text.tokens[t];
            let relative = matches!(token.span.of(view.source), "which" | "who");
            relative
                && t > from + 1
                && view.word(TokenIdx(t as u32 - 1)) == ","
                && view.quote_over(token.span).is_none()
        });
        cut.map_or(piece, |t| Span {
            start: piece.start,
            end: view.text.tokens[t - 1].span.start,
        })
    }

    /// Whether a colon, or a quotation mark, stands between the verb and a clause after it.
    fn announced(&self, clause: TokenIdx) -> bool {
        let first = self.view.text.subtree(clause).first().map_or(clause.0, |t| t.0);
        (self.verb.0 + 1..=first).any(|t| {
            let word = self.view.word(TokenIdx(t));
            word == ":" || word.starts_with(['"', '“', '\''])
        })
    }

    /// A content before its cue begins with the sentence ("But the bridge fell, he said").
    fn lead_in(&self, words: &[TokenIdx]) -> Vec<TokenIdx> {
        let view = self.view;
        let (first, _) = view.bounds(self.verb);
        let Some(&TokenIdx(start)) = words.first() else { return Vec::new() };
        let lead: Vec<TokenIdx> = (first..start).map(TokenIdx).collect();
        let fits = lead.iter().all(|&t| {
            view.head(t) == Some(self.verb)
                || view.is_punct(t)
                || view.rel(t) == "cc"
                || self.hangs_from_verb(t)
        });
        if fits { lead } else { Vec::new() }
    }

    fn hangs_from_verb(&self, t: TokenIdx) -> bool {
        let mut at = t;
        while let Some(head) = self.view.head(at) {
            if head == self.verb {
                let rel = self.view.rel(at);
                return is(rel, "obl") || rel == "advmod" || rel == "advcl";
            }
            at = head;
        }
        false
    }

    /// The clause that a parenthetical cue interrupts ("the bridge, he said, fell").
    fn around(&self) -> Option<Vec<TokenIdx>> {
        let view = self.view;
        if view.rel(self.verb) != "parataxis" || view.child(self.verb, "obj").is_some() {
            return None;
        }
        let head = view.head(self.verb)?;
        let own = view.text.subtree(self.verb);
        let mut out = view.text.subtree(head);
        out.retain(|t| own.binary_search(t).is_err());
        view.within_semicolons(&mut out, self.verb);
        Some(out)
    }

    /// The object with its second half ("the plan a mistake", "the plan as a mistake").
    fn object(&self, cue: &Cue, has_clause: bool) -> Vec<TokenIdx> {
        let view = self.view;
        let mut out = Vec::new();
        if !(cue.frames.object || cue.frames.opinion) || cue.frames.tell {
            return out;
        }
        let objects: Vec<TokenIdx> = if self.passive {
            view.children(self.verb, "nsubj:pass").collect()
        } else {
            view.children(self.verb, "obj")
                .chain(view.children(self.verb, "iobj"))
                .collect()
        };
        let rest = self.second_half(cue);
        if objects.is_empty() && !(has_clause || self.passive) {
            // "called the lasting crisis the worst": the tree sees no object.
            let nominal = |t: &TokenIdx| {
                view.head(*t) == Some(self.verb) && view.token(*t).upos == Upos::Noun
            };
            return if cue.frames.opinion && rest.iter().any(nominal) {
                rest
            } else {
                out
            };
        }
        let agent = view.children(self.verb, "obl").any(|o| view.case(o) == "by");
        if self.passive && rest.is_empty() && !has_clause && !agent {
            return out;
        }
        let judged = || objects.iter().any(|&o| self.is_judged(o, cue));
        if cue.frames.opinion && rest.is_empty() && !judged() {
            let words: Vec<TokenIdx> =
                objects.iter().flat_map(|&o| view.text.subtree(o)).collect();
            return if self.has_two_parts(&words) { words } else { out };
        }
        if has_clause && !self.passive && cue.frames.addressee {
            return out;
        }
        for object in objects {
            out.extend(view.text.subtree(object));
        }
        out.extend(rest);
        out.sort_unstable();
        self.fill(self.lengthened(out))
    }

    /// "the talks a failure", "the talks 'null and void'": two phrases side by side that the
    /// tree took for one.
    fn has_two_parts(&self, words: &[TokenIdx]) -> bool {
        let view = self.view;
        let mut noun = false;
        for (i, &t) in words.iter().enumerate() {
            let token = view.token(t);
            let before = i.checked_sub(1).map(|i| view.token(words[i]).upos);
            let after = words.get(i + 1).map(|&n| view.token(n).upos);
            let nominal = |u| matches!(u, Some(Upos::Noun | Upos::Propn | Upos::Pron));
            let opens = nominal(before)
                && view.quotes_on(token.span).any(|q| q.span.start == token.span.start);
            let second = match token.upos {
                Upos::Det => nominal(before),
                Upos::Adj => nominal(before) && !nominal(after),
                _ => opens,
            };
            if noun && second {
                return true;
            }
            noun |= nominal(Some(token.upos));
        }
        false
    }

    /// "the suspect as Peter Cross", "the deal 'null and void'": an object that holds what
    /// is said of it.
    fn is_judged(&self, object: TokenIdx, cue: &Cue) -> bool {
        let view = self.view;
        view.text.dependents(object).iter().any(|&d| {
            let case = view.case(d);
            let led = cue.with.contains(&case.split(' ').next().unwrap_or(""));
            let first = view.text.subtree(d).first().map_or(d.0, |f| f.0.max(1));
            let set_off = {
                let before = view.token(TokenIdx(first - 1));
                view.token(TokenIdx(first)).upos == Upos::Det
                    || view.is_punct(TokenIdx(first - 1)) && before.span.start > 0
            };
            let after = d > object && view.rel(d) == "amod" && set_off;
            after || led && ["nmod", "acl"].iter().any(|r| is(view.rel(d), r))
        })
    }

    /// A noun phrase goes on with a phrase that the tree hangs from the verb but that tells
    /// what, not when or where ("discussed the need | for repairs").
    fn lengthened(&self, mut words: Vec<TokenIdx>) -> Vec<TokenIdx> {
        const WHAT: &[&str] =
            &["for", "about", "over", "against", "of", "between", "toward", "towards"];
        let view = self.view;
        for &d in view.text.dependents(self.verb) {
            let Some(&last) = words.last() else { break };
            if last < self.verb || words.binary_search(&d).is_ok() || temporal(view, d) {
                continue;
            }
            let case = view.case(d);
            let first = case.split(' ').next().unwrap_or("");
            let own = view.text.subtree(d);
            let adjacent = own.first().is_some_and(|f| f.0 == last.0 + 1);
            if adjacent
                && WHAT.contains(&first)
                && ["obl", "advcl"].iter().any(|r| is(view.rel(d), r))
            {
                words.extend(own);
            }
        }
        words
    }

    /// Words between the object and its second half that only say when ("grilled the owner
    /// on Tuesday for his role").
    fn fill(&self, mut words: Vec<TokenIdx>) -> Vec<TokenIdx> {
        const GAP: u32 = 4;
        let gaps: Vec<(u32, u32)> = words
            .windows(2)
            .filter(|w| w[0] > self.verb && w[1].0 - w[0].0 > 1 && w[1].0 - w[0].0 <= GAP)
            .map(|w| (w[0].0 + 1, w[1].0))
            .collect();
        for (from, to) in gaps {
            words.extend((from..to).map(TokenIdx));
        }
        words.sort_unstable();
        words
    }

    /// What completes the object: a predicate, an infinitive, a prepositional phrase.
    fn second_half(&self, cue: &Cue) -> Vec<TokenIdx> {
        let view = self.view;
        let mut out = Vec::new();
        for &d in view.text.dependents(self.verb) {
            let case = view.case(d);
            let first = case.split(' ').next().unwrap_or("");
            let led = cue.with.contains(&first) && d > self.verb;
            let by = self.passive && case == "by";
            let rel = view.rel(d);
            let fits = is(rel, "xcomp")
                || (is(rel, "obl") && led && !by)
                || (matches!(rel, "advcl" | "ccomp") && led);
            if fits && Some(d) != self.governed {
                out.extend(view.text.subtree(d));
            }
        }
        out
    }
}

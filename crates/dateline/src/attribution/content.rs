//! What a verb lifts out: the words of its clause, object or infinitive, grown to the
//! quotations they stand in.

use super::lexicon::Cue;
use super::source::detached;
use super::verbs::Site;
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
        let clause = self.clause(cue);
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
            tokens.extend(words.into_iter().filter(|t| !case.contains(t) && !own(t)));
            tokens.extend(self.second_half(cue).into_iter().filter(|t| !own(t)));
        } else if clause.is_none() || cue.frames.object {
            tokens.extend(
                self.object(cue, clause.is_some()).into_iter().filter(|t| !own(t)),
            );
        }
        tokens.sort_unstable();
        tokens.dedup();
        let mut pieces = self.with_quotes(view.runs(&tokens), taken, source);
        let speech = (cue.frames.clause || cue.frames.quote) && !self.passive;
        if speech && (pieces.is_empty() || pieces.iter().all(|p| self.is_quote(*p))) {
            let verb = view.token(self.verb).span.start;
            let has_after = pieces.iter().any(|p| p.start > verb);
            pieces.extend(self.beside(taken, source, has_after));
            pieces.sort_unstable();
            pieces.dedup();
        }
        if pieces.len() > 1 {
            pieces.retain(|p| self.has_content_word(*p));
        }
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
    fn clause(&self, cue: &Cue) -> Option<Vec<TokenIdx>> {
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
        if frames.clause && roots.is_empty() {
            roots.extend(
                view.children(self.verb, "parataxis")
                    .filter(|&p| p > self.verb && self.announced(p)),
            );
        }
        if frames.clause && roots.is_empty() {
            roots.extend(self.stray_clause());
        }
        if roots.is_empty() {
            return (frames.clause || frames.quote).then(|| self.around()).flatten();
        }
        // "said that A, and that B": the second may hang from the verb itself.
        roots.extend(view.children(self.verb, "conj").filter(|&c| {
            view.children(c, "mark").any(|m| view.word(m).eq_ignore_ascii_case("that"))
        }));
        let mut out: Vec<TokenIdx> = Vec::new();
        for &root in &roots {
            let words = self.clause_words(root);
            if root < self.verb {
                out.extend(self.lead_in(&words));
            }
            out.extend(words);
        }
        if frames.inf && !frames.tell {
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

    /// Whether a quotation ends with no full stop, so that its sentence goes on.
    fn runs_on(&self, quote: Span) -> bool {
        let words = quote.of(self.view.source);
        !words
            .trim_end_matches(['"', '”', '“', '\'', '’', '»'])
            .ends_with(['.', '!', '?', '…'])
    }

    /// Whether a piece has more than "and", "then", "for".
    fn has_content_word(&self, piece: Span) -> bool {
        let view = self.view;
        view.text.tokens_in(piece).any(|t| {
            !matches!(
                view.text.tokens[t].upos,
                Upos::Adp
                    | Upos::Sconj
                    | Upos::Cconj
                    | Upos::Part
                    | Upos::Adv
                    | Upos::Punct
                    | Upos::Intj
            )
        })
    }

    /// Whether a piece is a quotation as a whole.
    fn is_quote(&self, piece: Span) -> bool {
        self.view.quote_over(piece).is_some()
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
            return out;
        }
        let agent = view.children(self.verb, "obl").any(|o| view.case(o) == "by");
        if self.passive && rest.is_empty() && !has_clause && !agent {
            return out;
        }
        if cue.frames.opinion && rest.is_empty() {
            return out;
        }
        if has_clause && !self.passive && cue.frames.addressee {
            return out;
        }
        for object in objects {
            out.extend(view.text.subtree(object));
        }
        out.extend(rest);
        out.sort_unstable();
        self.fill(out)
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
                || (is(rel, "advcl") && led);
            if fits && Some(d) != self.governed {
                out.extend(view.text.subtree(d));
            }
        }
        out
    }

    /// Pieces grown to the quotations they stand in, unless the cue stands there as well.
    fn with_quotes(
        &self,
        pieces: Vec<Span>,
        taken: &[TokenIdx],
        source: &[TokenIdx],
    ) -> Vec<Span> {
        let view = self.view;
        let mut out: Vec<Span> = Vec::new();
        for piece in pieces {
            let mut grown = view.trim(piece);
            for quote in view.quotes_on(piece) {
                let holds_cue = taken
                    .iter()
                    .chain(source)
                    .any(|&t| quote.span.overlaps(view.token(t).span));
                if !holds_cue {
                    grown = grown.cover(quote.span);
                }
            }
            let grown = self.before_comma_quote(grown);
            match out.last_mut() {
                Some(last) if last.end >= grown.start => *last = last.cover(grown),
                _ => out.push(grown),
            }
        }
        out
    }

    /// A clause that ends in a quotation with a comma inside its mark ends there: the rest
    /// ("... in the end,” in an interview on Sunday") is the writer's.
    fn before_comma_quote(&self, piece: Span) -> Span {
        let view = self.view;
        let ends = view.quotes_on(piece).map(|q| q.span).last().filter(|q| {
            let words = q.of(view.source);
            let inside = words.trim_end_matches(['"', '”', '“', '\'', '’', '»']);
            q.end < piece.end && inside.len() < words.len() && inside.ends_with(',')
        });
        ends.map_or(piece, |q| Span { start: piece.start, end: q.end })
    }

    /// No clause in the tree: a quotation that ends right before the cue's clause, or
    /// begins right after it.
    fn beside(
        &self,
        taken: &[TokenIdx],
        source: &[TokenIdx],
        has_after: bool,
    ) -> Vec<Span> {
        let view = self.view;
        let own = taken.iter().chain(source);
        let Some(span) = own.map(|&t| view.token(t).span).reduce(Span::cover) else {
            return Vec::new();
        };
        if view.quote_over(view.token(self.verb).span).is_some() {
            return Vec::new();
        }
        let sentence = view.text.sentence(view.sentence(self.verb));
        let i = view.quotes.partition_point(|q| q.span.end <= span.start);
        let before = i.checked_sub(1).map(|i| view.quotes[i]);
        let after = view.quotes.get(i);
        let gap = |a: u32, b: u32| {
            let between = view.source.get(a as usize..b as usize).unwrap_or("x");
            between.chars().all(|c| c.is_whitespace() || ",:.—–-".contains(c))
        };
        let mut out = Vec::new();
        if let Some(q) = before.filter(|q| {
            q.paragraph == sentence.paragraph
                && gap(q.span.end, span.start)
                && (!has_after || self.runs_on(q.span))
        }) {
            out.push(q.span);
        }
        if let Some(q) = after.filter(|q| {
            q.span.start >= span.end
                && q.span.start < sentence.span.end
                && gap(span.end, q.span.start)
        }) {
            out.push(q.span);
        }
        out
    }
}

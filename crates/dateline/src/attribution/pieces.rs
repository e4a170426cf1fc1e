//! The pieces of a content: grown to the quotations they stand in, joined over "and", freed
//! of what is the writer's.

use super::lexicon::Cue;
use super::verbs::Site;
use crate::{Span, TokenIdx, Upos};

impl Site<'_, '_> {
    /// Joins pieces, and drops and adds what the place of the cue decides.
    pub(super) fn settle(
        &self,
        cue: &Cue,
        has_clause: bool,
        pieces: &mut Vec<Span>,
        taken: &[TokenIdx],
        source: &[TokenIdx],
    ) {
        if pieces.len() > 1 {
            pieces.retain(|p| self.has_content_word(*p));
            *pieces = self.joined(std::mem::take(pieces), taken, source);
            if !self.passive {
                self.drop_lead(pieces, taken, source);
            }
        }
        if has_clause && cue.frames.report {
            let tail = self.tail(pieces, taken, source);
            pieces.extend(tail);
        }
    }

    /// "that it fell and | that it sank": pieces with nothing but "and" between are one.
    fn joined(
        &self,
        pieces: Vec<Span>,
        taken: &[TokenIdx],
        source: &[TokenIdx],
    ) -> Vec<Span> {
        let view = self.view;
        let mut out: Vec<Span> = Vec::new();
        for piece in pieces {
            let glued = out.last().is_some_and(|last: &Span| {
                let gap = Span { start: last.end, end: piece.start.max(last.end) };
                view.text.tokens_in(gap).all(|t| {
                    let idx = TokenIdx(t as u32);
                    matches!(view.token(idx).upos, Upos::Cconj | Upos::Punct | Upos::Adv)
                        && !taken.contains(&idx)
                        && !source.contains(&idx)
                })
            });
            match out.last_mut() {
                Some(last) if glued => *last = last.cover(piece),
                _ => out.push(piece),
            }
        }
        out
    }

    /// "When it fell, she said it was old": what leads in a report whose clause comes right
    /// after the cue is the writer's.
    fn drop_lead(&self, pieces: &mut Vec<Span>, taken: &[TokenIdx], source: &[TokenIdx]) {
        let view = self.view;
        let own = || taken.iter().chain(source);
        let Some((first, last)) = own().min().zip(own().max()) else { return };
        let (first, last) = (view.token(*first).span.start, view.token(*last).span.end);
        let next = view.source[last as usize..].trim_start();
        let at_once = !next.starts_with([',', '.', ';', ':', '"', '“', '”', '—']);
        let after = pieces.iter().any(|p| p.start >= last);
        if at_once && after && self.verb < TokenIdx(view.bounds(self.verb).1) {
            pieces.retain(|p| p.end > first || view.quotes_on(*p).next().is_some());
        }
    }

    /// "It fell, she said, because it was old": the rest of a clause that the cue interrupts
    /// goes on after it, with a word that joins clauses or adds to a noun.
    fn tail(
        &self,
        pieces: &[Span],
        taken: &[TokenIdx],
        source: &[TokenIdx],
    ) -> Option<Span> {
        const JOINS: &[&str] = &[
            "until",
            "because",
            "if",
            "unless",
            "although",
            "though",
            "but",
            "and",
            "or",
            "including",
            "which",
            "so",
            "despite",
            "except",
        ];
        let view = self.view;
        let own = || taken.iter().chain(source);
        let (start, last) = own().min().zip(own().max())?;
        let before = view.token(*start).span.start;
        let (_, end) = view.bounds(self.verb);
        let join = last.0 + 2;
        let direct = pieces.iter().all(|p| self.is_quote(*p));
        if pieces.iter().any(|p| p.end > before)
            || direct
            || join >= end
            || view.word(TokenIdx(last.0 + 1)) != ","
            || !JOINS.contains(&view.word(TokenIdx(join)))
        {
            return None;
        }
        // Not where another report comes: "..., he said, and police said ...".
        let rest = (join..end).map(TokenIdx);
        let reports = rest.clone().any(|t| {
            view.token(t).upos == Upos::Verb
                && view.quote_over(view.token(t).span).is_none()
                && view.lexicon.verb(&view.base(t)).any(|c| c.frames.report)
        });
        let words: Vec<TokenIdx> = rest
            .take_while(|&t| !matches!(view.word(t), ";" | "." | "?" | "!"))
            .collect();
        (!reports).then(|| view.runs(&words).into_iter().reduce(Span::cover)).flatten()
    }

    /// Pieces grown to the quotations they stand in, unless the cue stands there as well.
    pub(super) fn with_quotes(
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
            let rest = view.source.get(q.end as usize..piece.end as usize).unwrap_or("");
            let first = rest.trim_start().split([' ', ',']).next().unwrap_or("");
            let writer = ["in", "on", "at", "during", "after", "when", "as", "adding"];
            q.end < piece.end
                && inside.len() < words.len()
                && inside.ends_with(',')
                && writer.contains(&first)
        });
        ends.map_or(piece, |q| Span { start: piece.start, end: q.end })
    }

    /// No clause in the tree: a quotation that ends right before the cue's clause, or
    /// begins right after it.
    pub(super) fn beside(
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
            between.chars().all(|c| c.is_whitespace() || ",:—–-".contains(c))
        };
        // "said of the plan, '...'": a short phrase between the verb and what is said.
        let of = view
            .children(self.verb, "obl")
            .filter(|&o| o > self.verb && ["of", "to"].contains(&view.case(o).as_str()))
            .map(|o| view.text.subtree(o))
            .find(|words| words.len() <= 8 && words[0].0 == self.verb.0 + 1)
            .and_then(|words| words.last().map(|&t| view.token(t).span.end));
        let upto = of.map_or(span.end, |e| e.max(span.end));
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
                && (gap(span.end, q.span.start) || gap(upto, q.span.start))
        }) {
            out.push(q.span);
        }
        out
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
    pub(super) fn is_quote(&self, piece: Span) -> bool {
        self.view.quote_over(piece).is_some()
    }
}

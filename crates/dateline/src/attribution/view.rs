//! What the finders look at: the tree, the quotations, the lexicon, and short questions
//! about them.

use super::lexicon::Lexicon;
use super::quotes::Quote;
use super::{RuleId, Stance};
use crate::{SentenceIdx, Span, Text, Token, TokenIdx, Upos};

/// One text under reading.
pub(super) struct View<'a> {
    pub(super) source: &'a str,
    pub(super) text: &'a Text,
    pub(super) lexicon: &'a Lexicon,
    pub(super) quotes: &'a [Quote],
}

/// An attribution before its chain is known.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) source: Vec<Span>,
    /// The head word of the source.
    pub(super) speaker: Option<TokenIdx>,
    pub(super) cue: Vec<Span>,
    /// Who listens, or where it was said: a medium heads the chain.
    pub(super) medium: Option<TokenIdx>,
    /// The head word of who passed it on ("X said Y, citing Z").
    pub(super) after: Option<TokenIdx>,
    pub(super) content: Vec<Span>,
    pub(super) stance: Stance,
    pub(super) rule: RuleId,
}

impl View<'_> {
    pub(super) fn token(&self, t: TokenIdx) -> &Token {
        self.text.token(t)
    }

    /// The word as written; "" past the last word of the text.
    pub(super) fn word(&self, t: TokenIdx) -> &str {
        self.text.tokens.get(t.0 as usize).map_or("", |token| token.span.of(self.source))
    }

    pub(super) fn lemma(&self, t: TokenIdx) -> String {
        self.token(t).lemma.to_lowercase()
    }

    /// The dictionary form of a verb, as the lexicon has it.
    pub(super) fn base(&self, t: TokenIdx) -> String {
        self.lexicon.base(self.word(t), &self.token(t).lemma)
    }

    /// Whether a list of `words.rules` holds a word, in its dictionary form or as written.
    pub(super) fn is_listed(&self, list: &str, t: TokenIdx) -> bool {
        self.lexicon.is_listed(list, &self.lemma(t))
            || self.lexicon.is_listed(list, &self.word(t).to_lowercase())
    }

    pub(super) fn rel(&self, t: TokenIdx) -> &'static str {
        self.token(t).deprel
    }

    pub(super) fn head(&self, t: TokenIdx) -> Option<TokenIdx> {
        self.token(t).head
    }

    /// The first dependent in a relation, its subtypes included.
    pub(super) fn child(&self, t: TokenIdx, rel: &str) -> Option<TokenIdx> {
        self.children(t, rel).next()
    }

    /// The dependents in a relation, its subtypes included.
    pub(super) fn children(
        &self,
        t: TokenIdx,
        rel: &str,
    ) -> impl Iterator<Item = TokenIdx> {
        self.text.dependents(t).iter().copied().filter(move |&d| is(self.rel(d), rel))
    }

    /// The case markers of a nominal, lower case, joined ("instead of").
    pub(super) fn case(&self, t: TokenIdx) -> String {
        let mut out = String::new();
        let adverb = |a: &TokenIdx| self.word(*a).eq_ignore_ascii_case("as") && *a < t;
        let markers = self
            .children(t, "case")
            .chain(self.children(t, "mark"))
            .chain(self.children(t, "advmod").filter(adverb));
        for c in markers {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&self.word(c).to_lowercase());
            for f in self.children(c, "fixed") {
                out.push(' ');
                out.push_str(&self.word(f).to_lowercase());
            }
        }
        out
    }

    pub(super) fn is_punct(&self, t: TokenIdx) -> bool {
        self.token(t).upos == Upos::Punct
    }

    pub(super) fn sentence(&self, t: TokenIdx) -> SentenceIdx {
        self.token(t).sentence
    }

    /// First and one past the last token of the sentence of `t`.
    pub(super) fn bounds(&self, t: TokenIdx) -> (u32, u32) {
        let tokens = &self.text.sentence(self.sentence(t)).tokens;
        (tokens.start, tokens.end)
    }

    /// The quotation that holds `span`, if one does.
    pub(super) fn quote_over(&self, span: Span) -> Option<&Quote> {
        let i = self.quotes.partition_point(|q| q.span.end <= span.start);
        self.quotes
            .get(i)
            .filter(|q| q.span.start <= span.start && span.end <= q.span.end)
    }

    /// The quotations that share letters with `span`.
    pub(super) fn quotes_on(&self, span: Span) -> impl Iterator<Item = &Quote> {
        let i = self.quotes.partition_point(|q| q.span.end <= span.start);
        self.quotes[i..].iter().take_while(move |q| q.span.start < span.end)
    }

    /// Runs of tokens as spans: a run may pass over punctuation, not over other words.
    pub(super) fn runs(&self, tokens: &[TokenIdx]) -> Vec<Span> {
        let mut out: Vec<(u32, u32)> = Vec::new();
        for &TokenIdx(t) in tokens {
            match out.last_mut() {
                Some(run)
                    if (run.1 + 1..t).all(|between| self.is_punct(TokenIdx(between))) =>
                {
                    run.1 = t;
                }
                _ => out.push((t, t)),
            }
        }
        out.retain(|run| (run.0..=run.1).any(|t| !self.is_punct(TokenIdx(t))));
        out.into_iter()
            .map(|(a, b)| {
                self.token(TokenIdx(a)).span.cover(self.token(TokenIdx(b)).span)
            })
            .collect()
    }

    /// Keeps the words between the semicolons around `cue`.
    pub(super) fn within_semicolons(&self, tokens: &mut Vec<TokenIdx>, cue: TokenIdx) {
        let (first, end) = self.bounds(cue);
        // "that A; that B; and that C" goes on.
        let listed = |t: u32| {
            let that = |t: u32| self.word(TokenIdx(t)).eq_ignore_ascii_case("that");
            that(t + 1) || self.word(TokenIdx(t + 1)) == "and" && that(t + 2)
        };
        let stop = |t: &u32| {
            self.word(TokenIdx(*t)) == ";"
                && !(*t > cue.0 && listed(*t))
                && self.quote_over(self.token(TokenIdx(*t)).span).is_none()
        };
        let from = (first..cue.0).rev().find(stop).unwrap_or(first);
        let to = (cue.0..end).find(stop).unwrap_or(end);
        tokens.retain(|t| (from..to).contains(&t.0));
    }

    /// A span without spaces, commas, colons and dashes at its ends.
    pub(super) fn trim(&self, span: Span) -> Span {
        let words = span.of(self.source);
        let edge = |c: char| c.is_whitespace() || ",;:—–-".contains(c);
        let start =
            span.start as usize + words.len() - words.trim_start_matches(edge).len();
        let kept = words.trim_matches(edge).len();
        Span::new(start, start + kept)
    }
}

/// Whether a relation is `wanted` or a subtype of it.
pub(super) fn is(rel: &str, wanted: &str) -> bool {
    rel.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

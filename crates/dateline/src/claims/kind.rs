//! Which claim an attribution makes, if any.

use crate::{Attribution, ClaimKind, LinkKind, Reading, Span, Stance, TokenIdx, Upos};

/// The kind of claim that the content of an attribution is.
pub(crate) fn kind_of(reading: &Reading, a: &Attribution) -> Option<ClaimKind> {
    let content = Content::of(reading, a);
    match a.stance {
        Stance::Declines => None,
        Stance::Denies => Some(ClaimKind::Denial),
        Stance::Demands => Some(ClaimKind::Demand),
        Stance::Alleges => Some(ClaimKind::Allegation),
        Stance::Promises => Some(ClaimKind::Promise),
        Stance::Expects => Some(ClaimKind::Forecast),
        Stance::Warns if content.threatens() => Some(ClaimKind::Threat),
        Stance::Warns => Some(ClaimKind::Forecast),
        Stance::Speculates if content.looks_ahead() => Some(ClaimKind::Forecast),
        Stance::Speculates => Some(ClaimKind::Assessment),
        Stance::Asserts => content.asserted(a),
    }
}

/// The words of a content, with the word that its clause hangs from.
struct Content<'r> {
    reading: &'r Reading,
    words: Vec<String>,
    root: Option<TokenIdx>,
}

impl<'r> Content<'r> {
    fn of(reading: &'r Reading, a: &Attribution) -> Self {
        let tokens: Vec<TokenIdx> = a
            .content
            .iter()
            .flat_map(|span| reading.text.tokens_in(*span))
            .map(|i| TokenIdx(i as u32))
            .collect();
        let form = |t: &TokenIdx| {
            let token = reading.text.token(*t);
            token.form.unwrap_or(token.span.of(&reading.source.text)).to_lowercase()
        };
        let hangs_outside = |t: &TokenIdx| {
            let token = reading.text.token(*t);
            token.head.is_none_or(|h| !tokens.contains(&h)) && token.upos != Upos::Punct
        };
        let root = tokens.iter().copied().find(hangs_outside);
        Self { reading, words: tokens.iter().map(form).collect(), root }
    }

    fn has(&self, list: &[&str]) -> bool {
        self.words.iter().any(|w| list.contains(&w.as_str()))
    }

    /// Whether the clause's own verb looks to what is to come.
    fn looks_ahead(&self) -> bool {
        const AHEAD: &[&str] = &[
            "will", "would", "could", "may", "might", "'ll", "’ll", "wo", "shall", "can",
        ];
        const SET: &[&str] =
            &["set", "expected", "due", "likely", "poised", "plans", "intends"];
        let auxiliary = self.root.is_some_and(|root| {
            let text = &self.reading.text;
            text.dependents(root).iter().any(|&d| {
                let token = text.token(d);
                token.deprel.starts_with("aux")
                    && AHEAD.contains(&&*token.lemma.to_lowercase())
                    || token.deprel.starts_with("aux")
                        && AHEAD.contains(
                            &token
                                .span
                                .of(&self.reading.source.text)
                                .to_lowercase()
                                .as_str(),
                        )
            })
        });
        let early = self.words.iter().take(10).any(|w| SET.contains(&w.as_str()));
        auxiliary || early && self.words.iter().take(14).any(|w| w == "to")
    }

    /// Whether harm is announced in case of something.
    fn threatens(&self) -> bool {
        const HARM: &[&str] = &[
            "consequences",
            "price",
            "retaliate",
            "retaliation",
            "respond",
            "response",
            "revenge",
            "punish",
            "idly",
            "sanctions",
            "regret",
            "strike",
        ];
        const IF: &[&str] = &["if", "unless", "should"];
        self.has(HARM) || self.has(IF) && self.looks_ahead()
    }

    /// Whether the speaker is the one who is to act.
    fn of_itself(&self, a: &Attribution) -> bool {
        let Some(root) = self.root else { return false };
        let text = &self.reading.text;
        text.dependents(root).iter().any(|&d| {
            let token = text.token(d);
            if !token.deprel.starts_with("nsubj") {
                return false;
            }
            let form = token.span.of(&self.reading.source.text).to_lowercase();
            if a.direct && matches!(form.as_str(), "i" | "we") {
                return true;
            }
            let subject = self.reading.entities.mention_at(d).map(|m| m.entity);
            subject.is_some() && a.chain.last().is_some_and(|link| link.entity == subject)
                || subject.is_none() && matches!(form.as_str(), "he" | "she" | "they")
        })
    }

    /// What plain saying claims: what is to come, or a judgement; a plain report is none.
    fn asserted(&self, a: &Attribution) -> Option<ClaimKind> {
        if self.looks_ahead() {
            return Some(match (self.threatens(), self.of_itself(a)) {
                (true, _)
                    if self.has(&["consequences", "idly", "retaliate", "revenge"]) =>
                {
                    ClaimKind::Threat
                }
                (_, true) => ClaimKind::Promise,
                _ => ClaimKind::Forecast,
            });
        }
        let crowd = a.chain.last().is_some_and(|link| link.kind == LinkKind::Collective);
        (crowd || self.judges()).then_some(ClaimKind::Assessment)
    }

    /// Whether the clause says what something is like ("is unacceptable").
    fn judges(&self) -> bool {
        let Some(root) = self.root else { return false };
        let text = &self.reading.text;
        let is_adjective = text.token(root).upos == Upos::Adj;
        let copula = text.dependents(root).iter().any(|&d| text.token(d).deprel == "cop");
        is_adjective && copula
    }
}

/// Whether a span tells a place where something will or may be, and little else: the place
/// is then what is claimed.
pub(super) fn is_about_place(statement: &str) -> bool {
    const PLACE_WORDS: &[&str] =
        &["possibility", "venue", "location", "site", "place", "destination", "likely"];
    statement
        .split(|c: char| !c.is_alphanumeric())
        .any(|w| PLACE_WORDS.contains(&w.to_lowercase().as_str()))
}

/// The cover of an attribution's content.
pub(super) fn cover(content: &[Span]) -> Option<Span> {
    content.iter().copied().reduce(Span::cover)
}

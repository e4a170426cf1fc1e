//! Article -> Text: sentences, tokens, tree. Only zones that are read are analysed.

mod known;
mod names;
mod network;
mod sentences;
mod tokens;

pub use network::Signals;

use crate::{Article, Kit, NameClass, Source, Span, ZoneKind};

/// Universal part of speech.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
#[expect(missing_docs, reason = "the names are Universal Dependencies' own")]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    #[default]
    X,
}

impl Upos {
    /// Every tag.
    const ALL: [Upos; 17] = [
        Upos::Adj,
        Upos::Adp,
        Upos::Adv,
        Upos::Aux,
        Upos::Cconj,
        Upos::Det,
        Upos::Intj,
        Upos::Noun,
        Upos::Num,
        Upos::Part,
        Upos::Pron,
        Upos::Propn,
        Upos::Punct,
        Upos::Sconj,
        Upos::Sym,
        Upos::Verb,
        Upos::X,
    ];

    /// The tag of a name.
    fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tag| tag.name() == name)
    }

    /// The tag as CoNLL-U writes it.
    pub fn name(self) -> &'static str {
        match self {
            Upos::Adj => "ADJ",
            Upos::Adp => "ADP",
            Upos::Adv => "ADV",
            Upos::Aux => "AUX",
            Upos::Cconj => "CCONJ",
            Upos::Det => "DET",
            Upos::Intj => "INTJ",
            Upos::Noun => "NOUN",
            Upos::Num => "NUM",
            Upos::Part => "PART",
            Upos::Pron => "PRON",
            Upos::Propn => "PROPN",
            Upos::Punct => "PUNCT",
            Upos::Sconj => "SCONJ",
            Upos::Sym => "SYM",
            Upos::Verb => "VERB",
            Upos::X => "X",
        }
    }
}

/// Index of a token in [`Text::tokens`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TokenIdx(pub u32);

/// Index of a sentence in [`Text::sentences`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SentenceIdx(pub u32);

/// A syntactic word (`do|n't` is two).
#[derive(Clone, Debug)]
pub struct Token {
    /// Its letters. Where a part has none of its own (`wanna`), both parts have the whole.
    pub span: Span,
    /// The word, where it is not what stands at `span`.
    pub form: Option<&'static str>,
    /// Dictionary form, lower case but for proper names.
    pub lemma: Box<str>,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank tag.
    pub xpos: &'static str,
    /// Features as CoNLL-U writes them, "_" for none.
    pub feats: &'static str,
    /// The word it hangs from; `None` at the root of its sentence.
    pub head: Option<TokenIdx>,
    /// Universal Dependencies relation to the head, subtype included ("nsubj:pass").
    pub deprel: &'static str,
    /// Its sentence.
    pub sentence: SentenceIdx,
}

/// A sentence: its words and where it stands.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// From first to last letter.
    pub span: Span,
    /// Its tokens, as a range of [`Text::tokens`].
    pub tokens: std::ops::Range<u32>,
    /// Running number of its paragraph (line or block).
    pub paragraph: u32,
    /// The zone it stands in.
    pub zone: ZoneKind,
}

/// A name found by the network, before it is known whose it is.
#[derive(Clone, Debug)]
pub struct NameSpan {
    /// The name's words, without an article ("the").
    pub span: Span,
    /// Its tokens, as a range of [`Text::tokens`].
    pub tokens: std::ops::Range<u32>,
    /// PER, ORG, LOC...
    pub class: NameClass,
    /// How sure the network is, 0 to 1: the smallest share of its words' tags.
    pub score: f32,
}

/// The analysed text: sentences and tokens in text order.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// Sentences of all zones that are read, in text order.
    pub sentences: Vec<Sentence>,
    /// Tokens in text order.
    pub tokens: Vec<Token>,
    /// Outermost names, in text order, not overlapping.
    pub names: Vec<NameSpan>,
    /// For each token, how much it looks like an event or like part of an attribution.
    pub signals: Vec<Signals>,
    /// For each token, its dependents in order; filled by [`Text::link`].
    dependents: Vec<Vec<TokenIdx>>,
}

impl Text {
    /// The token at an index.
    pub fn token(&self, idx: TokenIdx) -> &Token {
        &self.tokens[idx.0 as usize]
    }

    /// The sentence at an index.
    pub fn sentence(&self, idx: SentenceIdx) -> &Sentence {
        &self.sentences[idx.0 as usize]
    }

    /// The words that hang from a token, in text order.
    pub fn dependents(&self, idx: TokenIdx) -> &[TokenIdx] {
        self.dependents.get(idx.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The dependents of a token in a relation; `nsubj` also finds `nsubj:pass` only when
    /// written in full, so pass the relation as the tree has it.
    pub fn children<'t>(
        &'t self,
        idx: TokenIdx,
        deprel: &'t str,
    ) -> impl Iterator<Item = TokenIdx> + 't {
        self.dependents(idx)
            .iter()
            .copied()
            .filter(move |&d| self.token(d).deprel == deprel)
    }

    /// All tokens at or below `idx`, in text order.
    pub fn subtree(&self, idx: TokenIdx) -> Vec<TokenIdx> {
        let mut out = vec![idx];
        let mut next = 0;
        while let Some(&at) = out.get(next) {
            out.extend_from_slice(self.dependents(at));
            next += 1;
        }
        out.sort_unstable();
        out
    }

    /// The smallest span over all words at or below `idx`.
    pub fn subtree_span(&self, idx: TokenIdx) -> Span {
        self.subtree(idx)
            .into_iter()
            .map(|t| self.token(t).span)
            .reduce(Span::cover)
            .unwrap_or(self.token(idx).span)
    }

    /// The index of the first token that ends after byte `at`.
    pub fn token_at(&self, at: u32) -> usize {
        self.tokens.partition_point(|token| token.span.end <= at)
    }

    /// Tokens that overlap `span`, as a range of indices.
    pub fn tokens_in(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.token_at(span.start);
        let end = self.tokens.partition_point(|token| token.span.start < span.end);
        start..end.max(start)
    }

    /// The sentence that holds byte `at`.
    pub fn sentence_at(&self, at: u32) -> Option<SentenceIdx> {
        let idx = self.sentences.partition_point(|s| s.span.end <= at);
        let found = self.sentences.get(idx).filter(|s| s.span.start <= at)?;
        debug_assert!(found.span.start <= at);
        Some(SentenceIdx(idx as u32))
    }

    /// Fills the list of dependents from the heads. Must be called when heads change.
    pub(crate) fn link(&mut self) {
        self.dependents = vec![Vec::new(); self.tokens.len()];
        for (i, token) in self.tokens.iter().enumerate() {
            if let Some(head) = token.head {
                self.dependents[head.0 as usize].push(TokenIdx(i as u32));
            }
        }
    }
}

/// The network's weights and the tokenizer's lists.
pub(crate) struct Knowledge {
    network: network::Network,
    known: known::Known,
}

impl Knowledge {
    pub(crate) fn bundled() -> Self {
        let network = network::Network::load(dateline_data::LANGUAGE_WEIGHTS)
            .expect("the bundled weights are of this version; a test loads them");
        Self { network, known: known::Known::bundled() }
    }
}

/// Splits, tags and parses the zones that are read. In a language other than English the
/// text stays empty.
pub(crate) fn analyse(source: &Source, article: &Article, kit: &Kit) -> Text {
    let mut text = Text::default();
    if article.language != "en" {
        return text;
    }
    for (paragraph, zone) in article.zones.iter().filter(|z| z.kind.is_read()).enumerate()
    {
        for span in sentences::split(&source.text, zone.span) {
            let sentence = SentenceIdx(text.sentences.len() as u32);
            let first = text.tokens.len() as u32;
            tokens::split(&source.text, span, sentence, &mut text.tokens);
            let tokens = first..text.tokens.len() as u32;
            text.sentences.push(Sentence {
                span,
                tokens,
                paragraph: paragraph as u32,
                zone: zone.kind,
            });
        }
    }
    parse(&source.text, &mut text, &kit.language);
    text.link();
    text
}

/// Fills in what the network makes of the tokens: tags, tree, names, signals; it may split
/// sentences that nothing but their words sets apart.
fn parse(letters: &str, text: &mut Text, kit: &Knowledge) {
    let words = |sentence: &Sentence| {
        let tokens = sentence.tokens.start as usize..sentence.tokens.end as usize;
        text.tokens[tokens].iter().map(|t| t.form.unwrap_or(t.span.of(letters))).collect()
    };
    let sentences: Vec<Vec<&str>> = text.sentences.iter().map(words).collect();
    let analyses = kit.network.analyse(&sentences);
    let given = std::mem::take(&mut text.sentences);
    let mut given = given.into_iter().filter(|s| !s.tokens.is_empty()).peekable();
    let mut found = Vec::new();
    let mut start = 0;
    for analysis in analyses.into_iter().filter(|a| !a.words.is_empty()) {
        let tokens = start..start + analysis.words.len() as u32;
        let Some(whole) = given
            .next_if(|s| s.tokens.end <= tokens.end)
            .or_else(|| given.peek().cloned())
        else {
            break;
        };
        let sentence = SentenceIdx(text.sentences.len() as u32);
        for (token, word) in text.tokens[tokens.start as usize..tokens.end as usize]
            .iter_mut()
            .zip(analysis.words)
        {
            token.upos = word.upos;
            token.xpos = word.xpos;
            token.feats = word.feats;
            token.lemma = word.lemma;
            token.head = word.head.map(|h| TokenIdx(start + h as u32));
            token.deprel = word.deprel;
            token.sentence = sentence;
            text.signals.push(word.signals);
        }
        let first = text.tokens[tokens.start as usize].span;
        let span = first.cover(text.tokens[tokens.end as usize - 1].span);
        let is_whole = tokens == whole.tokens;
        text.sentences.push(Sentence {
            span: if is_whole { whole.span } else { span },
            tokens: tokens.clone(),
            ..whole
        });
        found.extend(analysis.names.into_iter().map(|name| (start, name)));
        start = tokens.end;
    }
    text.names = names::settle(letters, text, found, &kit.known);
}

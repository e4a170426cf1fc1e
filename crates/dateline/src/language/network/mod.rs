//! Words -> tags, lemmas, trees, names and signals of events and speech, by one small
//! network: hashed words, convolution and gated recurrence in turn, many heads.
//!
//! Trained by `training/`, whose `dateline_net/model.py` is the same network; the parity
//! test compares the two on stored scores. Method: hash embeddings and maxout after
//! Honnibal's tok2vec; quasi-recurrent gates after Bradbury et al. 2017; biaffine arcs after
//! Dozat and Manning 2017; lemma scripts after Chrupała 2006.

mod encoder;
mod features;
mod kernel;
mod lemma;
mod names;
mod pieces;
mod tree;
mod weights;

use std::ops::Range;

use encoder::{Encoded, Encoder, WIDTH, linear};
use kernel::{Level, Linear};
use weights::Weights;

use super::Upos;
use crate::{EventType, NameClass, Status};

pub(crate) use weights::WeightsError;

const ARC: usize = 112;
const REL: usize = 96;
const HIDDEN: usize = 64;
/// Distances of arcs are clipped here.
const DISTANCE: usize = 24;
/// Words that are encoded together: their rows fit the second-level cache.
const TOGETHER: usize = 384;
/// Probability from which a sentence is split in two; tuned on EWT dev and GUM dev, with
/// the names of Wikinews dev as a check.
const SPLIT: f32 = 0.4;
/// Relations of words that stand before their head in the same sentence.
const MODIFIERS: &[&str] = &[
    "det",
    "case",
    "nummod",
    "amod",
    "compound",
    "nmod:poss",
    "mark",
    "aux",
    "aux:pass",
    "cop",
    "cc",
];
const N_TYPES: usize = 30;
const N_STATUSES: usize = 9;
const N_STANCES: usize = 9;
/// Outside, begin, inside.
const BIO: usize = 3;

/// What the network makes of one sentence.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentenceAnalysis {
    /// One for each word given.
    pub(crate) words: Vec<WordAnalysis>,
    /// Names, in order, not overlapping.
    pub(crate) names: Vec<NameAnalysis>,
    /// Words at which a new sentence seems to begin.
    splits: Vec<usize>,
}

/// What the network makes of one word.
#[derive(Clone, Debug)]
pub(crate) struct WordAnalysis {
    /// Universal part of speech.
    pub(crate) upos: Upos,
    /// Penn tag.
    pub(crate) xpos: &'static str,
    /// Features as CoNLL-U has them.
    pub(crate) feats: &'static str,
    /// Dictionary form.
    pub(crate) lemma: Box<str>,
    /// Index of the head in the sentence; `None` for the root.
    pub(crate) head: Option<usize>,
    /// Relation to the head.
    pub(crate) deprel: &'static str,
    /// What events and speech can be read from.
    pub(crate) signals: Signals,
}

/// A name in a sentence.
#[derive(Clone, Debug)]
pub(crate) struct NameAnalysis {
    /// Its words.
    pub(crate) words: Range<usize>,
    /// Its class.
    pub(crate) class: NameClass,
    /// The smallest share of probability that a word gives to the class.
    pub(crate) score: f32,
    /// Each class's share, in the order of [`CLASSES`].
    pub(crate) classes: [f32; 9],
}

/// How much a word looks like an event or like part of an attribution: shares of
/// probability, from 0 to 1, learned from annotated news. Hints, weighed by the stages.
#[derive(Clone, Debug, Default)]
pub struct Signals {
    /// That the word begins the trigger of an event.
    pub trigger: f32,
    /// That it goes on with one.
    pub trigger_inside: f32,
    /// The event's type, were it a trigger; in the order of [`EventType::ALL`].
    pub types: [f32; N_TYPES],
    /// The event's status, were it a trigger; in the order of [`Status::ALL`].
    pub statuses: [f32; N_STATUSES],
    /// How far the predicate is presented as having happened, -3 to 3 (UDS-IH2's scale).
    pub factuality: f32,
    /// That the word begins, goes on with the source of an attribution.
    pub source: [f32; 2],
    /// That the word begins, goes on with the cue of an attribution.
    pub cue: [f32; 2],
    /// That the word begins, goes on with the content of an attribution.
    pub content: [f32; 2],
    /// The stance, were it a cue; in the order of the contract.
    pub stances: [f32; N_STANCES],
}

impl Signals {
    /// The likeliest type, with its share.
    pub fn event_type(&self) -> (EventType, f32) {
        let best = best_of(&self.types);
        (EventType::ALL[best], self.types[best])
    }

    /// The likeliest status, with its share.
    pub fn status(&self) -> (Status, f32) {
        let best = best_of(&self.statuses);
        (Status::ALL[best], self.statuses[best])
    }
}

/// The first of the largest values.
fn best_of(values: &[f32]) -> usize {
    let mut best = 0;
    for (i, &v) in values.iter().enumerate() {
        if v > values[best] {
            best = i;
        }
    }
    best
}

/// The trained network, unpacked for this machine.
pub(crate) struct Network {
    level: Level,
    encoder: Encoder,
    tags: Linear,
    tag_sizes: [usize; 4],
    arc: Linear,
    arc_root: Vec<f32>,
    arc_inner: Linear,
    arc_distance: Vec<f32>,
    rel: Linear,
    rel_root: Vec<f32>,
    rel_out: Linear,
    names: [Linear; 2],
    events: [Linear; 2],
    spoken: [Linear; 2],
    split: Linear,
    labels: Labels,
}

struct Labels {
    upos: Vec<Upos>,
    xpos: Vec<&'static str>,
    feats: Vec<&'static str>,
    deprel: Vec<&'static str>,
    scripts: Vec<lemma::Script>,
    exceptions: Vec<[&'static str; 3]>,
    names: names::Tags,
    /// Index of the relation `root`, which only roots have.
    root: usize,
}

/// Classes of names, in the order of the network's tags.
pub(crate) const CLASSES: [NameClass; 9] = [
    NameClass::Per,
    NameClass::Org,
    NameClass::Loc,
    NameClass::Norp,
    NameClass::Date,
    NameClass::Money,
    NameClass::Facility,
    NameClass::Product,
    NameClass::Misc,
];

impl Labels {
    fn take(weights: &mut Weights) -> Result<Self, WeightsError> {
        let odd = |what: &str| WeightsError::new(format!("an unknown label of {what}"));
        let same = |names: &[&str], known: &mut dyn Iterator<Item = &'static str>| {
            names.iter().copied().eq(known)
        };
        let known =
            same(&weights.event_types, &mut EventType::ALL.iter().map(|t| t.name()))
                && same(&weights.statuses, &mut Status::ALL.iter().map(|s| s.name()))
                && weights.stances.len() == N_STANCES;
        if !known {
            return Err(odd("events"));
        }
        let class = |kind: &str| CLASSES.iter().position(|c| c.name() == kind);
        let tags = names::Tags::new(&weights.names, |kind| class(kind).map(|i| i as u8));
        let upos = |name: &&str| Upos::of(name);
        let scripts = weights.scripts.iter().map(|s| lemma::Script::parse(s));
        let root = weights.deprel.iter().position(|d| *d == "root");
        Ok(Self {
            upos: weights
                .upos
                .iter()
                .map(upos)
                .collect::<Option<_>>()
                .ok_or_else(|| odd("upos"))?,
            xpos: std::mem::take(&mut weights.xpos),
            feats: std::mem::take(&mut weights.feats),
            root: root.ok_or_else(|| odd("deprel"))?,
            deprel: std::mem::take(&mut weights.deprel),
            scripts: scripts.collect::<Option<_>>().ok_or_else(|| odd("lemma"))?,
            exceptions: std::mem::take(&mut weights.exceptions),
            names: tags.ok_or_else(|| odd("names"))?,
        })
    }
}

/// Scores of the heads on the words of one [`Encoded`]; rows as there.
struct Scores {
    tags: Vec<f32>,
    names: Vec<f32>,
    events: Vec<f32>,
    spoken: Vec<f32>,
    split: Vec<f32>,
    arc: Vec<f32>,
    rel: Vec<f32>,
}

impl Network {
    /// Unpacks the weights.
    ///
    /// # Errors
    /// If the bytes are not weights of this version and shape.
    pub(crate) fn load(bytes: &'static [u8]) -> Result<Self, WeightsError> {
        let mut w = Weights::read(bytes)?;
        let w = &mut w;
        let (n_rel, n_names) = (w.deprel.len(), w.names.len());
        let tag_sizes = [w.upos.len(), w.xpos.len(), w.feats.len(), w.scripts.len()];
        let inner = w.tensor("arc_inner", ARC, ARC)?;
        // The product is with the transpose: columns become rows.
        let inner: Vec<f32> =
            (0..ARC * ARC).map(|i| inner.values[i % ARC * ARC + i / ARC]).collect();
        let mut two = |name: &str, outputs: usize| -> Result<[Linear; 2], WeightsError> {
            let hidden = linear(w, &format!("{name}_hidden"), WIDTH, HIDDEN)?;
            Ok([hidden, linear(w, &format!("{name}_out"), HIDDEN, outputs)?])
        };
        Ok(Self {
            level: Level::detect(),
            names: two("name", n_names)?,
            events: two("event", BIO + N_TYPES + N_STATUSES + 1)?,
            spoken: two("spoken", 3 * BIO + N_STANCES)?,
            split: linear(w, "split", WIDTH, 2)?,
            tags: linear(w, "tags", WIDTH, tag_sizes.iter().sum())?,
            tag_sizes,
            arc: linear(w, "arc", WIDTH, 2 * ARC)?,
            arc_root: w.vector("arc_root", ARC)?,
            arc_inner: Linear::new(ARC, &inner, &w.vector("arc_bias", ARC)?),
            arc_distance: w.vector("arc_distance", 2 * DISTANCE + 2)?,
            rel: linear(w, "rel", WIDTH, 2 * REL)?,
            rel_root: w.vector("rel_root", REL)?,
            rel_out: linear(w, "rel_out", 2 * REL, n_rel)?,
            encoder: Encoder::take(w)?,
            labels: Labels::take(w)?,
        })
    }

    /// Analyses sentences of words. The answers hold the same words in the same order, but
    /// may be more sentences than were given: where a new one seems to begin without a stop,
    /// a sentence is split. Time is linear in the number of words: what is longer than
    /// [`pieces::PARSED`] words is parsed in pieces, whose roots hang from the first one's.
    pub(crate) fn analyse(&self, sentences: &[Vec<&str>]) -> Vec<SentenceAnalysis> {
        let whole: Vec<&[&str]> = sentences.iter().map(Vec::as_slice).collect();
        let first = self.analyse_as_given(&whole);
        let parts: Vec<&[&str]> = whole
            .iter()
            .zip(&first)
            .filter(|(_, analysis)| !analysis.splits.is_empty())
            .flat_map(|(words, analysis)| pieces::split(words, &analysis.splits))
            .collect();
        let mut again = self.analyse_as_given(&parts).into_iter();
        let mut out = Vec::with_capacity(first.len() + parts.len());
        for analysis in first {
            if analysis.splits.is_empty() {
                out.push(analysis);
            } else {
                out.extend(again.by_ref().take(analysis.splits.len() + 1));
            }
        }
        out
    }

    /// One answer for each sentence.
    fn analyse_as_given(&self, sentences: &[&[&str]]) -> Vec<SentenceAnalysis> {
        let cuts: Vec<Vec<Range<usize>>> =
            sentences.iter().map(|s| pieces::cut(s)).collect();
        let all: Vec<&[&str]> = sentences
            .iter()
            .zip(&cuts)
            .flat_map(|(s, cuts)| cuts.iter().map(|c| &s[c.clone()]))
            .collect();
        let mut analysed = Vec::with_capacity(all.len());
        let mut start = 0;
        while start < all.len() {
            let (mut end, mut n_words) = (start, 0);
            while end < all.len()
                && (end == start || n_words + all[end].len() <= TOGETHER)
            {
                n_words += all[end].len();
                end += 1;
            }
            self.analyse_together(&all[start..end], &mut analysed);
            start = end;
        }
        let mut rest = analysed.into_iter();
        cuts.iter().map(|cuts| pieces::join(rest.by_ref().take(cuts.len()))).collect()
    }

    fn analyse_together(&self, sentences: &[&[&str]], into: &mut Vec<SentenceAnalysis>) {
        let encoded = self.encoder.encode(self.level, sentences);
        let scores = self.score(&encoded);
        for (i, words) in sentences.iter().enumerate() {
            into.push(self.read_off(words, encoded.sentences[i].clone(), &scores));
        }
    }

    /// The word-wise heads, over all rows at once.
    fn score(&self, encoded: &Encoded) -> Scores {
        let n_rows = encoded.rows.len() / WIDTH;
        let level = self.level;
        let apply = |layer: &Linear, from: &[f32], stride: usize| {
            let mut out = Vec::new();
            layer.apply(level, from, stride, n_rows, &mut out);
            out
        };
        let two = |layers: &[Linear; 2]| {
            let mut hidden = apply(&layers[0], &encoded.rows, WIDTH);
            kernel::relu(level, &mut hidden);
            apply(&layers[1], &hidden, layers[0].width())
        };
        let mut arc = apply(&self.arc, &encoded.rows, WIDTH);
        kernel::relu(level, &mut arc);
        Scores {
            tags: apply(&self.tags, &encoded.rows, WIDTH),
            names: two(&self.names),
            events: two(&self.events),
            spoken: two(&self.spoken),
            split: apply(&self.split, &encoded.rows, WIDTH),
            arc,
            rel: apply(&self.rel, &encoded.rows, WIDTH),
        }
    }

    /// Labels, tree and names of one sentence out of the scores.
    fn read_off(
        &self,
        words: &[&str],
        rows: Range<usize>,
        scores: &Scores,
    ) -> SentenceAnalysis {
        let heads = tree::heads(&self.arcs(rows.clone(), &scores.arc), words.len());
        let rels = self.rels(rows.clone(), &scores.rel, &heads);
        let n_rel = self.rel_out.outputs();
        let mut out = SentenceAnalysis::default();
        for (i, word) in words.iter().enumerate() {
            let rels = &rels[i * self.rel_out.width()..][..n_rel];
            let mut analysis = self.tagged(word, rows.start + i, scores);
            analysis.head = heads[i].checked_sub(1);
            analysis.deprel = self.labels.deprel[self.relation(rels, heads[i] == 0)];
            out.words.push(analysis);
        }
        let width = self.names[1].width();
        let own = &scores.names[rows.start * width..rows.end * width];
        let mut shares = own.to_vec();
        for row in shares.chunks_exact_mut(width) {
            kernel::softmax(self.level, &mut row[..self.names[1].outputs()]);
        }
        for found in self.labels.names.spans(own, &shares, width) {
            out.names.push(NameAnalysis {
                words: found.words,
                class: CLASSES[usize::from(found.class)],
                score: found.score,
                classes: found.classes,
            });
        }
        out.splits = self.splits(rows, scores, &out);
        out
    }

    /// Words at which a new sentence seems to begin. Not inside a name, and not between a
    /// modifier and its head: "the 2020 | Canadian election" hangs together.
    fn splits(
        &self,
        rows: Range<usize>,
        scores: &Scores,
        analysis: &SentenceAnalysis,
    ) -> Vec<usize> {
        let likely = |i: usize| {
            let mut pair = [0.0; 2];
            let row = (rows.start + i) * self.split.width();
            pair.copy_from_slice(&scores.split[row..row + 2]);
            kernel::softmax(self.level, &mut pair);
            pair[1] > SPLIT
        };
        let in_name = |i: usize| {
            analysis.names.iter().any(|n| n.words.start < i && i < n.words.end)
        };
        let modifies = |i: usize| {
            analysis.words[..i]
                .iter()
                .any(|w| w.head.is_some_and(|h| h >= i) && MODIFIERS.contains(&w.deprel))
        };
        (1..analysis.words.len())
            .filter(|&i| likely(i) && !in_name(i) && !modifies(i))
            .collect()
    }

    /// The best relation: `root` for roots, and only for them.
    fn relation(&self, scores: &[f32], is_root: bool) -> usize {
        let root = self.labels.root;
        if is_root || scores.len() < 2 {
            return root;
        }
        let mut best = usize::from(root == 0);
        for (i, &score) in scores.iter().enumerate() {
            if i != root && score > scores[best] {
                best = i;
            }
        }
        best
    }

    /// Scores of arcs of one sentence: for each word, the root and then every word as head.
    fn arcs(&self, rows: Range<usize>, arc: &[f32]) -> Vec<f32> {
        let (n, width) = (rows.len(), self.arc.width());
        let arc = &arc[rows.start * width..rows.end * width];
        let mut turned = Vec::new();
        self.arc_inner.apply(self.level, arc, width, n, &mut turned);
        let mut heads = self.arc_root.clone();
        for row in arc.chunks_exact(width) {
            heads.extend_from_slice(&row[ARC..2 * ARC]);
        }
        let mut out = vec![0.0; n * (n + 1)];
        let turned_width = self.arc_inner.width();
        for (d, out) in out.chunks_exact_mut(n + 1).enumerate() {
            let dependent = &turned[d * turned_width..][..ARC];
            kernel::dots(self.level, dependent, &heads, out);
            out[0] += self.arc_distance[2 * DISTANCE + 1];
            for (h, score) in out[1..].iter_mut().enumerate() {
                let clipped = (h + DISTANCE).saturating_sub(d).min(2 * DISTANCE);
                *score += self.arc_distance[clipped];
            }
        }
        out
    }

    /// Scores of relations for given heads, in rows of the layer's width.
    fn rels(&self, rows: Range<usize>, rel: &[f32], heads: &[usize]) -> Vec<f32> {
        let width = self.rel.width();
        let mut features = Vec::with_capacity(rows.len() * 2 * REL);
        for (i, &head) in heads.iter().enumerate() {
            let own = &rel[(rows.start + i) * width..][..REL];
            let head = match head {
                0 => &self.rel_root,
                h => &rel[(rows.start + h - 1) * width + REL..][..REL],
            };
            features.extend(own.iter().zip(head).map(|(a, b)| (a + b).max(0.0)));
            let start = features.len();
            features.extend_from_slice(own);
            kernel::tanh(self.level, &mut features[start..]);
            for (f, h) in features[start..].iter_mut().zip(head) {
                *f *= h;
            }
        }
        let mut out = Vec::new();
        self.rel_out.apply(self.level, &features, 2 * REL, heads.len(), &mut out);
        out
    }

    /// Tags, lemma and signals of the word at a row; no head yet.
    fn tagged(&self, word: &str, row: usize, scores: &Scores) -> WordAnalysis {
        let mut rest = &scores.tags[row * self.tags.width()..];
        let [upos, xpos, feats, script] = self.tag_sizes.map(|n| {
            let (own, others) = rest.split_at(n);
            rest = others;
            best_of(own)
        });
        let upos = self.labels.upos[upos];
        WordAnalysis {
            upos,
            xpos: self.labels.xpos[xpos],
            feats: self.labels.feats[feats],
            lemma: self.lemma(word, upos, script),
            head: None,
            deprel: "dep",
            signals: self.signals(row, scores),
        }
    }

    fn lemma(&self, word: &str, upos: Upos, script: usize) -> Box<str> {
        let lower = word.to_lowercase();
        let key = (lower.as_str(), upos.name());
        let exceptions = &self.labels.exceptions;
        match exceptions.binary_search_by(|e| (e[0], e[1]).cmp(&key)) {
            Ok(at) => exceptions[at][2].into(),
            Err(_) => self.labels.scripts[script].apply(word),
        }
    }

    fn signals(&self, row: usize, scores: &Scores) -> Signals {
        let width = self.events[1].width();
        let mut e = [0.0; BIO + N_TYPES + N_STATUSES + 1];
        let n = e.len();
        e.copy_from_slice(&scores.events[row * width..][..n]);
        let mut s = [0.0; 3 * BIO + N_STANCES];
        let width = self.spoken[1].width();
        let n = s.len();
        s.copy_from_slice(&scores.spoken[row * width..][..n]);
        let mut out = Signals::default();
        let soft = |values: &mut [f32]| kernel::softmax(self.level, values);
        soft(&mut e[..BIO]);
        (out.trigger, out.trigger_inside) = (e[1], e[2]);
        let (types, rest) = e[BIO..].split_at_mut(N_TYPES);
        soft(types);
        out.types.copy_from_slice(types);
        let (statuses, factuality) = rest.split_at_mut(N_STATUSES);
        soft(statuses);
        out.statuses.copy_from_slice(statuses);
        out.factuality = factuality[0].clamp(-3.0, 3.0);
        let (spoken, stances) = s.split_at_mut(3 * BIO);
        for layer in spoken.chunks_exact_mut(BIO) {
            soft(layer);
        }
        out.source = [spoken[1], spoken[2]];
        out.cue = [spoken[4], spoken[5]];
        out.content = [spoken[7], spoken[8]];
        soft(stances);
        out.stances.copy_from_slice(stances);
        out
    }
}

#[cfg(test)]
mod tests;

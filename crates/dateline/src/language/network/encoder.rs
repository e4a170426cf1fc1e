//! Words -> vectors in context: word tables, then convolution and gated recurrence in turn.
//!
//! Sentences lie one after another with a row of zeros between them, so the convolution
//! reads three neighbouring rows where they lie, and the recurrence runs sentence by
//! sentence over a width that fills the vector units; nothing is padded.

use std::ops::Range;

use super::features::{Features, Lists, NGRAMS, PREFIXES, SHAPES, SUFFIXES};
use super::kernel::{self, Level, Linear};
use super::weights::{Tensor, Weights, WeightsError};

/// Values of a word's vector.
pub(super) const WIDTH: usize = 128;
const RECURRENT: usize = 96;
const BLOCKS: usize = 3;
/// Values of each table's rows: known, as written, shape, prefixes, suffixes, n-grams, lists.
const PARTS: [usize; 7] = [96, 32, 24, 32, 64, 64, 16];
const INPUT: usize = 96 + 32 + 24 + 32 + 64 + 64 + 16;
const LISTED: usize = 256;

struct Norm {
    gain: Vec<f32>,
    shift: Vec<f32>,
}

impl Norm {
    fn take(weights: &mut Weights, name: &str) -> Result<Self, WeightsError> {
        Ok(Self {
            gain: weights.vector(&format!("{name}.weight"), WIDTH)?,
            shift: weights.vector(&format!("{name}.bias"), WIDTH)?,
        })
    }

    fn add(&self, level: Level, wide: &[f32], row: &mut [f32]) {
        kernel::add_normalised(level, wide, &self.gain, &self.shift, row);
    }
}

struct Block {
    conv: Linear,
    conv_norm: Norm,
    gates: Linear,
    out: Linear,
    out_norm: Norm,
}

/// Takes a linear layer with its bias out of the weights.
pub(super) fn linear(
    weights: &mut Weights,
    name: &str,
    inputs: usize,
    outputs: usize,
) -> Result<Linear, WeightsError> {
    let weight = weights.tensor(&format!("{name}.weight"), outputs, inputs)?;
    let bias = weights.vector(&format!("{name}.bias"), outputs)?;
    Ok(Linear::new(inputs, &weight.values, &bias))
}

/// The shared encoder.
pub(super) struct Encoder {
    lists: Lists,
    known: Tensor,
    cased: Tensor,
    shape: Tensor,
    prefix: Tensor,
    suffix: Tensor,
    ngram: Tensor,
    listed: Tensor,
    word: Linear,
    word_norm: Norm,
    blocks: Vec<Block>,
}

/// Vectors in context, and where each sentence's rows lie.
pub(super) struct Encoded {
    /// Rows of [`WIDTH`] values; a row of zeros before, between and after sentences.
    pub(super) rows: Vec<f32>,
    /// The rows of each sentence.
    pub(super) sentences: Vec<Range<usize>>,
}

impl Encoder {
    /// Takes the encoder out of the weights.
    ///
    /// # Errors
    /// If a tensor is missing or of another shape.
    pub(super) fn take(weights: &mut Weights) -> Result<Self, WeightsError> {
        let lists = Lists::new(weights);
        let (known, cased) = lists.rows();
        let mut blocks = Vec::new();
        for i in 0..BLOCKS {
            let name = |part: &str| format!("blocks.{i}.{part}");
            blocks.push(Block {
                conv: linear(weights, &name("conv"), 3 * WIDTH, 2 * WIDTH)?,
                conv_norm: Norm::take(weights, &name("conv_norm"))?,
                gates: linear(weights, &name("gates"), WIDTH, 6 * RECURRENT)?,
                out: linear(weights, &name("out"), 2 * RECURRENT, WIDTH)?,
                out_norm: Norm::take(weights, &name("out_norm"))?,
            });
        }
        Ok(Self {
            known: weights.tensor("norm.weight", known, PARTS[0])?,
            cased: weights.tensor("cased.weight", cased, PARTS[1])?,
            shape: weights.tensor("shape.weight", SHAPES, PARTS[2])?,
            prefix: weights.tensor("prefix.weight", PREFIXES, PARTS[3])?,
            suffix: weights.tensor("suffix.weight", SUFFIXES, PARTS[4])?,
            ngram: weights.tensor("ngram.weight", NGRAMS, PARTS[5])?,
            listed: weights.tensor("gaz.weight", LISTED, PARTS[6])?,
            word: linear(weights, "word", INPUT, 3 * WIDTH)?,
            word_norm: Norm::take(weights, "word_norm")?,
            lists,
            blocks,
        })
    }

    /// Encodes sentences of words.
    pub(super) fn encode(&self, level: Level, sentences: &[&[&str]]) -> Encoded {
        let n_words: usize = sentences.iter().map(|s| s.len()).sum();
        let mut rows = vec![0.0; (n_words + sentences.len() + 1) * WIDTH];
        let mut ranges = Vec::with_capacity(sentences.len());
        let mut at = 1;
        for sentence in sentences {
            ranges.push(at..at + sentence.len());
            at += sentence.len() + 1;
        }
        self.words(level, sentences, &ranges, &mut rows);
        let mut wide = Vec::new();
        let mut gated = Vec::new();
        for block in &self.blocks {
            block.convolve(level, &ranges, &mut rows, &mut wide);
            block.recur(level, &ranges, &mut rows, &mut wide, &mut gated);
        }
        Encoded { rows, sentences: ranges }
    }

    /// Vectors of the words alone: each different form is computed once.
    fn words(
        &self,
        level: Level,
        sentences: &[&[&str]],
        ranges: &[Range<usize>],
        rows: &mut [f32],
    ) {
        let mut places: Vec<(&str, usize)> = sentences
            .iter()
            .zip(ranges)
            .flat_map(|(s, r)| s.iter().copied().zip(r.clone()))
            .collect();
        places.sort_unstable();
        let mut inputs = Vec::new();
        for same in places.chunk_by(|a, b| a.0 == b.0) {
            self.gather(&self.lists.features(same[0].0), &mut inputs);
        }
        let mut wide = Vec::new();
        self.word.apply(level, &inputs, INPUT, inputs.len() / INPUT, &mut wide);
        for (same, wide) in
            places.chunk_by(|a, b| a.0 == b.0).zip(wide.chunks_exact(3 * WIDTH))
        {
            let mut vector = [0.0; WIDTH];
            self.word_norm.add(level, wide, &mut vector);
            for &(_, row) in same {
                rows[row * WIDTH..(row + 1) * WIDTH].copy_from_slice(&vector);
            }
        }
    }

    /// Appends the tables' rows of one word.
    fn gather(&self, features: &Features, into: &mut Vec<f32>) {
        let one = |table: &Tensor, row: usize, into: &mut Vec<f32>| {
            into.extend_from_slice(table_row(table, row));
        };
        let sum = |table: &Tensor, rows: &[usize], share: f32, into: &mut Vec<f32>| {
            let start = into.len();
            into.resize(start + table.columns, 0.0);
            for &row in rows {
                for (v, w) in into[start..].iter_mut().zip(table_row(table, row)) {
                    *v += w;
                }
            }
            for v in &mut into[start..] {
                *v *= share;
            }
        };
        one(&self.known, features.norm, into);
        one(&self.cased, features.cased, into);
        one(&self.shape, features.shape, into);
        sum(&self.prefix, &features.prefixes, 1.0, into);
        sum(&self.suffix, &features.suffixes, 1.0, into);
        let share = 1.0 / features.ngrams.len().max(1) as f32;
        sum(&self.ngram, &features.ngrams, share, into);
        one(&self.listed, features.listed, into);
    }
}

fn table_row(table: &Tensor, row: usize) -> &[f32] {
    &table.values[row * table.columns..(row + 1) * table.columns]
}

impl Block {
    fn convolve(
        &self,
        level: Level,
        ranges: &[Range<usize>],
        rows: &mut [f32],
        wide: &mut Vec<f32>,
    ) {
        // Row i of the product reads rows i, i + 1, i + 2: it belongs to row i + 1.
        let n_rows = (rows.len() / WIDTH).saturating_sub(2);
        self.conv.apply(level, rows, WIDTH, n_rows, wide);
        let width = self.conv.width();
        for row in ranges.iter().flat_map(Clone::clone) {
            let wide = &wide[(row - 1) * width..row * width];
            self.conv_norm.add(level, wide, &mut rows[row * WIDTH..(row + 1) * WIDTH]);
        }
    }

    fn recur(
        &self,
        level: Level,
        ranges: &[Range<usize>],
        rows: &mut [f32],
        gates: &mut Vec<f32>,
        out: &mut Vec<f32>,
    ) {
        const SIDE: usize = 3 * RECURRENT;
        let n_rows = rows.len() / WIDTH;
        self.gates.apply(level, rows, WIDTH, n_rows, gates);
        for side in gates.chunks_exact_mut(SIDE) {
            let (z, fo) = side.split_at_mut(RECURRENT);
            kernel::tanh(level, z);
            kernel::sigmoid(level, fo);
        }
        out.clear();
        out.resize(n_rows * 2 * RECURRENT, 0.0);
        let mut step = |row: usize, side: usize, cell: &mut [f32; RECURRENT]| {
            let gates = &gates[(row * 2 + side) * SIDE..(row * 2 + side + 1) * SIDE];
            let at = (row * 2 + side) * RECURRENT;
            kernel::step(level, gates, cell, &mut out[at..at + RECURRENT]);
        };
        for range in ranges {
            let mut cell = [0.0; RECURRENT];
            for row in range.clone() {
                step(row, 0, &mut cell);
            }
            cell = [0.0; RECURRENT];
            for row in range.clone().rev() {
                step(row, 1, &mut cell);
            }
        }
        self.out.apply(level, out, 2 * RECURRENT, n_rows, gates);
        for row in ranges.iter().flat_map(Clone::clone) {
            let wide = &gates[row * WIDTH..(row + 1) * WIDTH];
            self.out_norm.add(level, wide, &mut rows[row * WIDTH..(row + 1) * WIDTH]);
        }
    }
}

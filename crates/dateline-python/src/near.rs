//! Which articles are neighbours: the engine's inverted index of words, cut into what tasks
//! of a cluster can do one after the other.

use std::collections::HashMap;

use arrow_array::builder::{BinaryBuilder, Float32Builder, Int64Builder};
use arrow_array::cast::AsArray as _;
use arrow_schema::DataType;
use dateline::parts::{self, ALIKE_AT_LEAST, WINDOW};
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatchReader;

use crate::annotate::{field, one_batch};
use crate::error::of_table;
use crate::inputs::{array, needed};
use crate::parts::{blobs, each, longs, reals};
use crate::table::Table;

/// Bytes of a neighbour in a packed list: its key and a weight.
pub(crate) const PACKED: usize = 12;

/// Keys with weights, packed.
pub(crate) fn pack(list: impl Iterator<Item = (i64, f32)>) -> Vec<u8> {
    let mut out = Vec::new();
    for (key, weight) in list {
        out.extend(key.to_le_bytes());
        out.extend(weight.to_le_bytes());
    }
    out
}

/// What [`pack`] packed.
pub(crate) fn unpack(packed: &[u8]) -> impl Iterator<Item = (i64, f32)> + '_ {
    packed.chunks_exact(PACKED).map(|at| {
        let mut key = [0; 8];
        let mut weight = [0; 4];
        key.copy_from_slice(&at[..8]);
        weight.copy_from_slice(&at[8..]);
        (i64::from_le_bytes(key), f32::from_le_bytes(weight))
    })
}

/// Articles that tell a word, as they come by day and key; gives each with those near it.
#[pyclass(module = "dateline._dateline")]
#[derive(Default)]
pub(crate) struct Windows {
    word: i64,
    block: i64,
    /// The postings that are still needed: key, weight, and whether it is one of the block
    /// and not merely near it.
    open: Vec<(i64, f32, bool)>,
    /// The first of them that has not been given yet.
    next: usize,
}

/// Articles with others and the products of their weights.
#[derive(Default)]
struct Products {
    key: Int64Builder,
    word: Int64Builder,
    others: BinaryBuilder,
}

impl Windows {
    /// Gives those up to `end` whose neighbours are all known.
    fn give(&mut self, end: usize, out: &mut Products) {
        for i in self.next..end {
            let (key, weight, own) = self.open[i];
            if !own {
                continue;
            }
            let from = i.saturating_sub(WINDOW);
            let to = (i + WINDOW + 1).min(self.open.len());
            let others = (from..to).filter(|&j| j != i);
            out.key.append_value(key);
            out.word.append_value(self.word);
            out.others.append_value(pack(
                others.map(|j| (self.open[j].0, weight * self.open[j].1)),
            ));
        }
        self.next = self.next.max(end);
        let gone = self.next.saturating_sub(WINDOW);
        // A run is moved only when most of it is done with.
        if gone > 4 * WINDOW {
            self.open.drain(..gone);
            self.next -= gone;
        }
    }

    fn end_word(&mut self, out: &mut Products) {
        // A word of one article alone says nothing.
        if self.open.len() > 1 {
            self.give(self.open.len(), out);
        }
        self.open.clear();
        self.next = 0;
    }
}

impl Products {
    fn table(mut self) -> Table {
        let fields = vec![
            field("key", DataType::Int64, "The article."),
            field("word", DataType::Int64, "A word of it."),
            field("others", DataType::Binary, "Articles near it that tell the word."),
        ];
        let arrays = vec![
            array(self.key.finish()),
            array(self.word.finish()),
            array(self.others.finish()),
        ];
        one_batch(fields, arrays)
    }
}

#[pymethods]
impl Windows {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Takes postings sorted by `word`, `block`, `day` and `key`.
    fn push(&mut self, rows: PyRecordBatchReader) -> PyResult<Table> {
        let mut out = Products::default();
        each(rows, |batch| {
            let (word, key) = (longs(batch, "word")?, longs(batch, "key")?);
            let (weight, block) = (reals(batch, "weight")?, longs(batch, "block")?);
            let own = needed(batch.column_by_name("own"), "own")?;
            let own = own.as_boolean_opt().ok_or_else(|| of_table("own is no flag"))?;
            for row in 0..batch.num_rows() {
                if (word.value(row), block.value(row)) != (self.word, self.block) {
                    self.end_word(&mut out);
                    (self.word, self.block) = (word.value(row), block.value(row));
                }
                self.open.push((key.value(row), weight.value(row), own.value(row)));
                let known = self.open.len().saturating_sub(WINDOW);
                if known > self.next {
                    self.give(known, &mut out);
                }
            }
            Ok(())
        })?;
        Ok(out.table())
    }

    /// What is left.
    fn finish(&mut self) -> Table {
        let mut out = Products::default();
        self.end_word(&mut out);
        out.table()
    }
}

/// The neighbours of articles, from products that come by article and word.
#[pyclass(module = "dateline._dateline")]
#[derive(Default)]
pub(crate) struct Nearest {
    key: Option<i64>,
    sums: HashMap<i64, f32>,
}

impl Nearest {
    fn end(&mut self, keys: &mut Int64Builder, near: &mut BinaryBuilder) {
        let Some(key) = self.key.take() else { return };
        let mut sums: Vec<(i64, f32)> = self.sums.drain().collect();
        sums.sort_unstable_by_key(|s| s.0);
        let alike = sums.into_iter().filter(|s| s.1 >= ALIKE_AT_LEAST);
        // Keys sort as signed numbers, identifiers as unsigned ones.
        let ids = alike.map(|(key, sum)| ((key ^ i64::MIN) as u64, sum)).collect();
        let nearest = parts::nearest(ids);
        if !nearest.is_empty() {
            let back = nearest.iter().map(|&(id, sum)| (id as i64 ^ i64::MIN, sum));
            keys.append_value(key);
            near.append_value(pack(back));
        }
    }
}

fn near_table(mut keys: Int64Builder, mut near: BinaryBuilder) -> Table {
    let fields = vec![
        field("key", DataType::Int64, "The article."),
        field("near", DataType::Binary, "Its neighbours with their likeness."),
    ];
    one_batch(fields, vec![array(keys.finish()), array(near.finish())])
}

#[pymethods]
impl Nearest {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Takes products sorted by `key` and `word`.
    fn push(&mut self, rows: PyRecordBatchReader) -> PyResult<Table> {
        let (mut keys, mut near) = (Int64Builder::new(), BinaryBuilder::new());
        each(rows, |batch| {
            let key = longs(batch, "key")?;
            let others = blobs(batch, "others")?;
            for row in 0..batch.num_rows() {
                if self.key != Some(key.value(row)) {
                    self.end(&mut keys, &mut near);
                    self.key = Some(key.value(row));
                }
                for (other, product) in unpack(others.value(row)) {
                    *self.sums.entry(other).or_insert(0.0) += product;
                }
            }
            Ok(())
        })?;
        Ok(near_table(keys, near))
    }

    /// What is left.
    fn finish(&mut self) -> Table {
        let (mut keys, mut near) = (Int64Builder::new(), BinaryBuilder::new());
        self.end(&mut keys, &mut near);
        near_table(keys, near)
    }
}

/// The pairs of neighbours: `a` less than `b`, `likeness` of the list of `a` if it stands
/// there (`from_a`), for [`Weights::linked`]. Rows: `key`, `near`.
#[pyfunction]
pub(crate) fn near_pairs(rows: PyRecordBatchReader) -> PyResult<Table> {
    let (mut a, mut b) = (Int64Builder::new(), Int64Builder::new());
    let (mut of_a, mut of_b) = (Float32Builder::new(), Float32Builder::new());
    each(rows, |batch| {
        let (key, near) = (longs(batch, "key")?, blobs(batch, "near")?);
        for row in 0..batch.num_rows() {
            let own = key.value(row);
            for (other, likeness) in unpack(near.value(row)) {
                a.append_value(own.min(other));
                b.append_value(own.max(other));
                of_a.append_option((own < other).then_some(likeness));
                of_b.append_option((own > other).then_some(likeness));
            }
        }
        Ok(())
    })?;
    let fields = vec![
        field("a", DataType::Int64, "The lesser article."),
        field("b", DataType::Int64, "The other one."),
        field("of_a", DataType::Float32, "Their likeness in the list of the lesser one."),
        field("of_b", DataType::Float32, "Their likeness in the list of the other one."),
    ];
    Ok(one_batch(
        fields,
        vec![
            array(a.finish()),
            array(b.finish()),
            array(of_a.finish()),
            array(of_b.finish()),
        ],
    ))
}

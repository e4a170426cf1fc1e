//! What the executors of a cluster run: the engine's steps of bringing articles together, over
//! record batches. `python/dateline/spark.py` sorts and joins between them.
//!
//! An article's key is its identifier as a signed number that sorts as the identifier does.

use std::collections::HashMap;

use arrow_array::builder::{
    BinaryBuilder, Float32Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Float32Type, Int64Type};
use arrow_array::{Float32Array, Int64Array, LargeBinaryArray, RecordBatch};
use arrow_cast::cast;
use arrow_schema::DataType;
use dateline::parts;
use dateline::{Brief, CopyKind, CopyLink, Id};
use dateline_tables::{Export, Told, brief_bytes};
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatchReader;

use crate::annotate::{field, one_batch};
use crate::collate::told_of;
use crate::error::{error, of_table};
use crate::inputs::{array, bytes, needed};
use crate::near::{PACKED, pack, unpack};
use crate::table::{Table, of_sheet};

/// The key of an identifier.
fn key_of(id: Id) -> i64 {
    i64::from_be_bytes(id.0) ^ i64::MIN
}

fn brief_of(bytes: &[u8]) -> PyResult<Brief> {
    let message = "a brief of another version or damaged: annotate anew";
    brief_bytes::from_bytes(bytes, "").ok_or_else(|| error("brief", message, None))
}

pub(crate) fn longs(batch: &RecordBatch, name: &str) -> PyResult<Int64Array> {
    let column = needed(batch.column_by_name(name), name)?;
    let cast = cast(column, &DataType::Int64).map_err(|e| of_table(&e.to_string()))?;
    Ok(cast.as_primitive::<Int64Type>().clone())
}

pub(crate) fn reals(batch: &RecordBatch, name: &str) -> PyResult<Float32Array> {
    let column = needed(batch.column_by_name(name), name)?;
    let cast = cast(column, &DataType::Float32).map_err(|e| of_table(&e.to_string()))?;
    Ok(cast.as_primitive::<Float32Type>().clone())
}

pub(crate) fn blobs(batch: &RecordBatch, name: &str) -> PyResult<LargeBinaryArray> {
    needed(bytes(batch, name)?, name)
}

/// Applies a function to every batch of a table.
pub(crate) fn each(
    table: PyRecordBatchReader,
    mut take: impl FnMut(&RecordBatch) -> PyResult<()>,
) -> PyResult<()> {
    for batch in table.into_reader()? {
        take(&batch.map_err(|e| of_table(&e.to_string()))?)?;
    }
    Ok(())
}

/// The keys of briefs, by row.
#[pyfunction]
pub(crate) fn keys(briefs: PyRecordBatchReader) -> PyResult<Vec<i64>> {
    let mut out = Vec::new();
    each(briefs, |batch| {
        let brief = blobs(batch, "brief")?;
        for row in 0..batch.num_rows() {
            out.push(key_of(brief_of(brief.value(row))?.id));
        }
        Ok(())
    })?;
    Ok(out)
}

/// A brief with what decides about copies alone.
fn text_alone(brief: &Brief) -> Brief {
    Brief {
        name: String::new(),
        headline: None,
        publisher: None,
        body: Vec::new(),
        names: Vec::new(),
        topics: Vec::new(),
        events: Vec::new(),
        attributions: Vec::new(),
        quotes: Vec::new(),
        ..brief.clone()
    }
}

/// A brief with what decides about events alone.
fn events_alone(brief: &Brief) -> Brief {
    let mut events = brief.events.clone();
    for event in &mut events {
        event.summary = String::new();
        event.attribution = None;
    }
    Brief { fingerprints: Vec::new(), events, ..text_alone(brief) }
}

/// What of each brief decides about copies and events: `key`, `text` (hash of the
/// fingerprints), `n_words`, `n_prints`, `prints` (each once), `copied` and `told` (briefs
/// with the needed parts).
#[pyfunction]
pub(crate) fn features(py: Python<'_>, briefs: PyRecordBatchReader) -> PyResult<Table> {
    let (mut key, mut text) = (Int64Builder::new(), Int64Builder::new());
    let (mut n_words, mut n_prints) = (Int64Builder::new(), Int64Builder::new());
    let mut prints = ListBuilder::new(Int64Builder::new());
    let (mut copied, mut told) = (BinaryBuilder::new(), BinaryBuilder::new());
    each(briefs, |batch| {
        let brief = blobs(batch, "brief")?;
        py.check_signals()?;
        for row in 0..batch.num_rows() {
            let brief = brief_of(brief.value(row))?;
            key.append_value(key_of(brief.id));
            let places = brief.fingerprints.iter();
            let of_text = places
                .flat_map(|p| [p.0.to_le_bytes(), p.1.to_le_bytes()])
                .chain([brief.n_words.to_le_bytes()]);
            text.append_value(key_of(Id::of([of_text.flatten().collect::<Vec<u8>>()])));
            n_words.append_value(i64::from(brief.n_words));
            n_prints.append_value(brief.fingerprints.len() as i64);
            let mut hashes: Vec<u32> = brief.fingerprints.iter().map(|p| p.0).collect();
            hashes.sort_unstable();
            hashes.dedup();
            hashes.iter().for_each(|&h| prints.values().append_value(i64::from(h)));
            prints.append(true);
            copied.append_value(brief_bytes::to_bytes(&text_alone(&brief), ""));
            told.append_value(brief_bytes::to_bytes(&events_alone(&brief), ""));
        }
        Ok(())
    })?;
    let item = arrow_schema::Field::new("item", DataType::Int64, true);
    let fields = vec![
        field("key", DataType::Int64, "The article."),
        field("text", DataType::Int64, "Hash of its fingerprints."),
        field("n_words", DataType::Int64, "Words in its body."),
        field("n_prints", DataType::Int64, "Fingerprints."),
        field("prints", DataType::List(item.into()), "The fingerprints, each once."),
        field("copied", DataType::Binary, "What decides about copies."),
        field("told", DataType::Binary, "What decides about events."),
    ];
    Ok(one_batch(
        fields,
        vec![
            array(key.finish()),
            array(text.finish()),
            array(n_words.finish()),
            array(n_prints.finish()),
            array(prints.finish()),
            array(copied.finish()),
            array(told.finish()),
        ],
    ))
}

/// Compares pairs of texts (`shorter`, `longer`, `copied_a`, `copied_b`) and gives those that
/// are copies: `shorter`, `longer`, `kind`, `contained`.
#[pyfunction]
pub(crate) fn compare(py: Python<'_>, pairs: PyRecordBatchReader) -> PyResult<Table> {
    let (mut shorter, mut longer) = (Int64Builder::new(), Int64Builder::new());
    let (mut kind, mut contained) = (StringBuilder::new(), Float32Builder::new());
    each(pairs, |batch| {
        let (s, l) = (longs(batch, "shorter")?, longs(batch, "longer")?);
        let (a, b) = (blobs(batch, "copied_a")?, blobs(batch, "copied_b")?);
        py.check_signals()?;
        for row in 0..batch.num_rows() {
            let (a, b) = (brief_of(a.value(row))?, brief_of(b.value(row))?);
            let Some((how, share)) = parts::compare(&a, &b) else { continue };
            shorter.append_value(s.value(row));
            longer.append_value(l.value(row));
            kind.append_value(how.name());
            contained.append_value(share);
        }
        Ok(())
    })?;
    let fields = vec![
        field("shorter", DataType::Int64, "The article with the shorter text."),
        field("longer", DataType::Int64, "The one with the longer text."),
        field("kind", DataType::Utf8, "reprint, version or excerpt."),
        field("contained", DataType::Float32, "Share of the shorter text in the longer."),
    ];
    Ok(one_batch(
        fields,
        vec![
            array(shorter.finish()),
            array(longer.finish()),
            array(kind.finish()),
            array(contained.finish()),
        ],
    ))
}

/// How telling words are in a corpus, by the articles with the least identifiers.
#[pyclass(module = "dateline._dateline", frozen)]
pub(crate) struct Weights(parts::Weights);

#[pymethods]
impl Weights {
    /// `sample`: the briefs with the least identifiers, each with a number for the text that
    /// it carries.
    #[new]
    fn new(sample: Vec<(Vec<u8>, u32)>) -> PyResult<Self> {
        let read = |(bytes, origin): &(Vec<u8>, u32)| Ok((brief_of(bytes)?, *origin));
        let mut read: Vec<(Brief, u32)> =
            sample.iter().map(read).collect::<PyResult<_>>()?;
        read.sort_by_key(|(brief, _)| brief.id);
        read.truncate(parts::SAMPLE);
        let (briefs, origins): (Vec<Brief>, Vec<u32>) = read.into_iter().unzip();
        Ok(Self(parts::Weights::of(&briefs, &origins)))
    }

    /// The words of briefs: `word`, `day`, `key`, `weight`.
    fn postings(&self, briefs: PyRecordBatchReader) -> PyResult<Table> {
        let (mut word, mut day) = (Int64Builder::new(), Int64Builder::new());
        let (mut key, mut weight) = (Int64Builder::new(), Float32Builder::new());
        each(briefs, |batch| {
            let brief = blobs(batch, "brief")?;
            for row in 0..batch.num_rows() {
                let brief = brief_of(brief.value(row))?;
                for (w, much) in self.0.words(&brief) {
                    word.append_value(i64::from(w));
                    day.append_value(i64::from(parts::day(&brief)));
                    key.append_value(key_of(brief.id));
                    weight.append_value(much);
                }
            }
            Ok(())
        })?;
        let fields = vec![
            field("word", DataType::Int64, "Hash of the word."),
            field("day", DataType::Int64, "Day of publication, in order."),
            field("key", DataType::Int64, "The article."),
            field("weight", DataType::Float32, "How telling it is here."),
        ];
        Ok(one_batch(
            fields,
            vec![
                array(word.finish()),
                array(day.finish()),
                array(key.finish()),
                array(weight.finish()),
            ],
        ))
    }

    /// Of pairs of neighbours (`a`, `b`, `likeness`, `most`, `told_a`, `told_b`, `origin_a`,
    /// `origin_b`) those that belong to one group: `a`, `b`.
    fn linked(&self, py: Python<'_>, pairs: PyRecordBatchReader) -> PyResult<Table> {
        let (mut from, mut to) = (Int64Builder::new(), Int64Builder::new());
        each(pairs, |batch| {
            let (a, b) = (longs(batch, "a")?, longs(batch, "b")?);
            let (likeness, most) = (reals(batch, "likeness")?, reals(batch, "most")?);
            let (x, y) = (blobs(batch, "told_a")?, blobs(batch, "told_b")?);
            let (o, p) = (longs(batch, "origin_a")?, longs(batch, "origin_b")?);
            py.check_signals()?;
            for row in 0..batch.num_rows() {
                let (x, y) = (brief_of(x.value(row))?, brief_of(y.value(row))?);
                let one_text = u32::from(o.value(row) != p.value(row));
                let (near, most) = (likeness.value(row), most.value(row));
                if parts::linked((&x, 0), (&y, one_text), near, most, &self.0) {
                    from.append_value(a.value(row));
                    to.append_value(b.value(row));
                }
            }
            Ok(())
        })?;
        let fields = vec![
            field("a", DataType::Int64, "An article."),
            field("b", DataType::Int64, "One of its group."),
        ];
        Ok(one_batch(fields, vec![array(from.finish()), array(to.finish())]))
    }

    /// Collates groups of articles and gives their rows by table. `rows`: `part` (the group),
    /// `key`, `brief`, `beside` (the column `told` of annotate), `near` and `links` (packed);
    /// a group's rows stand together.
    fn collate(
        &self,
        py: Python<'_>,
        rows: PyRecordBatchReader,
    ) -> PyResult<Vec<(&'static str, Table)>> {
        let mut groups: Vec<Member> = Vec::new();
        let mut tables: Vec<(&'static str, Table)> = Vec::new();
        let mut last = None;
        each(rows, |batch| {
            let part = longs(batch, "part")?;
            let (brief, beside) = (blobs(batch, "brief")?, blobs(batch, "beside")?);
            let (near, links) = (blobs(batch, "near")?, blobs(batch, "links")?);
            for row in 0..batch.num_rows() {
                if last.is_some_and(|p| p != part.value(row)) {
                    self.flush(std::mem::take(&mut groups), &mut tables)?;
                    py.check_signals()?;
                }
                last = Some(part.value(row));
                let damaged =
                    || error("brief", "what goes with a brief is damaged", None);
                groups.push(Member {
                    brief: brief_of(brief.value(row))?,
                    told: told_of(beside.value(row)).ok_or_else(damaged)?,
                    near: unpack(near.value(row)).collect(),
                    links: links_of(links.value(row)),
                });
            }
            Ok(())
        })?;
        self.flush(groups, &mut tables)?;
        Ok(tables)
    }
}

/// An article of a group.
struct Member {
    brief: Brief,
    told: Told,
    near: Vec<(i64, f32)>,
    links: Vec<(i64, CopyKind, f32)>,
}

/// The copies of a shorter text: key, kind and share of each, packed as for neighbours with
/// the kind's number after them.
fn links_of(packed: &[u8]) -> Vec<(i64, CopyKind, f32)> {
    let kind = |byte: u8| match byte {
        b'r' => CopyKind::Reprint,
        b'v' => CopyKind::Version,
        _ => CopyKind::Excerpt,
    };
    let each = packed.chunks_exact(PACKED + 1);
    each.filter_map(|at| {
        let (key, share) = unpack(&at[..PACKED]).next()?;
        Some((key, kind(at[PACKED]), share))
    })
    .collect()
}

/// Packs the copies of shorter texts for [`Weights::collate`]: `shorter`, `longer`, `kind`,
/// `contained`, a text's rows together, to `key` and `links`.
#[pyfunction]
pub(crate) fn pack_links(rows: PyRecordBatchReader) -> PyResult<Table> {
    let (mut key, mut links) = (Int64Builder::new(), BinaryBuilder::new());
    let mut open: Option<(i64, Vec<u8>)> = None;
    each(rows, |batch| {
        let (s, l) = (longs(batch, "shorter")?, longs(batch, "longer")?);
        let share = reals(batch, "contained")?;
        let kind = needed(crate::inputs::texts(batch, "kind")?, "kind")?;
        for row in 0..batch.num_rows() {
            if let Some((at, list)) = open.take_if(|(at, _)| *at != s.value(row)) {
                key.append_value(at);
                links.append_value(list);
            }
            let (_, list) = open.get_or_insert_with(|| (s.value(row), Vec::new()));
            list.extend(pack(std::iter::once((l.value(row), share.value(row)))));
            list.push(kind.value(row).as_bytes().first().copied().unwrap_or(b'e'));
        }
        Ok(())
    })?;
    if let Some((at, list)) = open {
        key.append_value(at);
        links.append_value(list);
    }
    let fields = vec![
        field("key", DataType::Int64, "The article."),
        field("links", DataType::Binary, "Longer texts that it stands in."),
    ];
    Ok(one_batch(fields, vec![array(key.finish()), array(links.finish())]))
}

impl Weights {
    /// Collates one group and adds its rows to the tables.
    fn flush(
        &self,
        mut group: Vec<Member>,
        tables: &mut Vec<(&'static str, Table)>,
    ) -> PyResult<()> {
        if group.is_empty() {
            return Ok(());
        }
        group.sort_by_key(|m| m.brief.id);
        let place: HashMap<i64, u32> =
            group.iter().zip(0..).map(|(m, i)| (key_of(m.brief.id), i)).collect();
        let mut made = parts::Group::default();
        let mut told = Vec::new();
        for (member, at) in group.into_iter().zip(0_u32..) {
            let inside = |&(key, weight): &(i64, f32)| Some((*place.get(&key)?, weight));
            let mut near: Vec<(u32, f32)> =
                member.near.iter().filter_map(inside).collect();
            near.sort_unstable_by_key(|n| n.0);
            made.near.push(near);
            for (key, kind, contained) in member.links {
                let Some(&longer) = place.get(&key) else {
                    return Err(error("group", "a copy is in another group", None));
                };
                made.links.push(CopyLink { shorter: at, longer, kind, contained });
            }
            made.briefs.push(member.brief);
            told.push(member.told);
        }
        let dossier = parts::collate(made, &self.0);
        let export =
            Export { dossier: &dossier, told: &told, problems: &[], with_text: false };
        let sheets = dateline_tables::tables(export);
        for sheet in sheets.sheets() {
            let table = of_sheet(sheet, &[]);
            match tables.iter_mut().find(|t| t.0 == sheet.name()) {
                Some((_, known)) => known.batches.extend(table.batches),
                None => tables.push((sheet.name(), table)),
            }
        }
        Ok(())
    }
}

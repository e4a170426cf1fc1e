//! Many articles together.

use dateline::{Brief, Stamp};
use dateline_tables::{Export, Format, Problem, Told, brief_bytes};
use jiff::civil::{Date, Time};
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatchReader;
use serde::{Deserialize, Serialize};

use crate::error::{error, of_table};
use crate::inputs::{bytes, needed, problem, texts};
use crate::kit;
use crate::table::{Table, of_sheet};

/// A stamp as numbers: day, clock time, minutes east of UTC.
type Moment = (String, Option<String>, Option<i16>);

/// What the brief leaves out, as it travels beside it.
#[derive(Serialize, Deserialize)]
struct ToldRow {
    name: String,
    url: Option<String>,
    text: String,
    bylines: Vec<String>,
    updated: Option<Moment>,
    dateline_place: Option<String>,
    deck: Option<String>,
    language: String,
    retrieved: Option<String>,
}

/// The bytes of what the brief leaves out.
pub(crate) fn told_bytes(t: &Told) -> Vec<u8> {
    let moment =
        |s: Stamp| (s.date.to_string(), s.time.map(|t| t.to_string()), s.offset_minutes);
    let row = ToldRow {
        name: t.name.clone(),
        url: t.url.clone(),
        text: t.text.clone(),
        bylines: t.bylines.clone(),
        updated: t.updated.map(moment),
        dateline_place: t.dateline_place.clone(),
        deck: t.deck.clone(),
        language: t.language.clone(),
        retrieved: t.retrieved.clone(),
    };
    // Texts and numbers only: this cannot fail.
    serde_json::to_vec(&row).unwrap_or_default()
}

/// What [`told_bytes`] wrote.
pub(crate) fn told_of(bytes: &[u8]) -> Option<Told> {
    let row: ToldRow = serde_json::from_slice(bytes).ok()?;
    let updated = match row.updated {
        None => None,
        Some((date, time, offset_minutes)) => Some(Stamp {
            date: date.parse::<Date>().ok()?,
            time: time.map(|t| t.parse::<Time>()).transpose().ok()?,
            offset_minutes,
        }),
    };
    Some(Told {
        name: row.name,
        url: row.url,
        text: row.text,
        bylines: row.bylines,
        updated,
        dateline_place: row.dateline_place,
        deck: row.deck,
        language: row.language,
        retrieved: row.retrieved,
    })
}

/// The briefs of a table, with what goes beside them where `told` is there.
fn briefs_of(table: PyRecordBatchReader) -> PyResult<Vec<(Brief, Told)>> {
    let mut out = Vec::new();
    for batch in table.into_reader()? {
        let batch = batch.map_err(|e| of_table(&e.to_string()))?;
        let brief = needed(bytes(&batch, "brief")?, "brief")?;
        let told = bytes(&batch, "told")?;
        for row in 0..batch.num_rows() {
            let damaged = || {
                let message = "a brief of another version or damaged: annotate anew";
                error("brief", message, None)
            };
            let brief =
                brief_bytes::from_bytes(brief.value(row), "").ok_or_else(damaged)?;
            let beside = match &told {
                Some(told) => told_of(told.value(row)).ok_or_else(damaged)?,
                None => Told { name: brief.name.clone(), ..Told::default() },
            };
            out.push((brief, beside));
        }
    }
    Ok(out)
}

/// The problems of a table.
fn problems_of(table: PyRecordBatchReader) -> PyResult<Vec<Problem>> {
    let mut out = Vec::new();
    for batch in table.into_reader()? {
        let batch = batch.map_err(|e| of_table(&e.to_string()))?;
        let column = |name: &str| needed(texts(&batch, name)?, name);
        let (input, code, message) =
            (column("input")?, column("code")?, column("message")?);
        for i in 0..batch.num_rows() {
            out.push(problem(input.value(i), code.value(i), message.value(i)));
        }
    }
    Ok(out)
}

/// What many articles say together, as the engine holds it.
#[pyclass(module = "dateline._dateline", frozen)]
pub(crate) struct Dossier {
    dossier: dateline::Dossier,
    told: Vec<Told>,
    problems: Vec<Problem>,
}

impl Dossier {
    /// What a store holds.
    pub(crate) fn held(held: dateline_store::Held) -> Self {
        Self { dossier: held.dossier, told: held.told, problems: held.problems }
    }

    fn export(&self, with_text: bool) -> Export<'_> {
        let (dossier, told) = (&self.dossier, self.told.as_slice());
        Export { dossier, told, problems: &self.problems, with_text }
    }
}

/// The format of a name.
fn format_of(name: &str) -> PyResult<Format> {
    Format::of(name).filter(|f| f.is_built_in()).ok_or_else(|| {
        let built_in = Format::ALL.iter().filter(|f| f.is_built_in());
        let names: Vec<&str> = built_in.map(|f| f.name()).collect();
        let message =
            format!("{name:?} is no format; it is one of: {}", names.join(", "));
        error("request", &message, None)
    })
}

#[pymethods]
impl Dossier {
    /// Every table by its name.
    fn tables(&self, py: Python<'_>, with_text: bool) -> Vec<(&'static str, Table)> {
        py.detach(|| {
            let tables = dateline_tables::tables(self.export(with_text));
            tables.sheets().into_iter().map(|s| (s.name(), of_sheet(s, &[]))).collect()
        })
    }

    /// The dossier of the contract, as JSON.
    fn json(&self, py: Python<'_>, with_text: bool) -> PyResult<String> {
        py.detach(|| {
            let row = dateline_tables::dossier(
                &self.dossier,
                &self.told,
                &self.problems,
                with_text,
            );
            serde_json::to_string(&row)
        })
        .map_err(|e| error("json", &e.to_string(), None))
    }

    /// Writes a format to a file, or to a folder where it has several files, and gives the
    /// path, bytes and records of each, all read back whole.
    fn export_to(
        &self,
        py: Python<'_>,
        format: &str,
        to: std::path::PathBuf,
        with_text: bool,
    ) -> PyResult<Vec<(std::path::PathBuf, u64, u64)>> {
        let format = format_of(format)?;
        let written = py
            .detach(|| dateline_tables::write(self.export(with_text), format, &to))
            .map_err(|e| error("io", &e.to_string(), None))?;
        Ok(written.into_iter().map(|w| (w.path, w.bytes, w.records)).collect())
    }

    /// A format of one file, or one table of it, as bytes.
    fn export_bytes(
        &self,
        py: Python<'_>,
        format: &str,
        table: Option<&str>,
        with_text: bool,
    ) -> PyResult<Vec<u8>> {
        let format = format_of(format)?;
        let mut out = Vec::new();
        py.detach(|| {
            let export = self.export(with_text);
            dateline_tables::write_to(export, format, table, &mut out)
        })
        .map_err(|e| error("request", &e.to_string(), None))?;
        Ok(out)
    }
}

/// Brings briefs together. The order of the input leaves no trace.
#[pyfunction]
#[pyo3(signature = (briefs, problems=None))]
pub(crate) fn collate(
    py: Python<'_>,
    briefs: PyRecordBatchReader,
    problems: Option<PyRecordBatchReader>,
) -> PyResult<Dossier> {
    let mut read = briefs_of(briefs)?;
    let mut problems = problems.map(problems_of).transpose()?.unwrap_or_default();
    py.detach(|| {
        // The order in which the engine sorts its briefs.
        read.sort_by_key(|(brief, _)| brief.id);
        read.dedup_by(|(later, _), (first, _)| {
            let twice = later.id == first.id;
            if twice {
                let message = "given twice; it counts once";
                problems.push(problem(&later.name, "twice", message));
            }
            twice
        });
        problems.sort_by(|a, b| (&a.input, &a.code).cmp(&(&b.input, &b.code)));
        let (briefs, told): (Vec<Brief>, Vec<Told>) = read.into_iter().unzip();
        let dossier = dateline::collate(briefs, kit());
        Ok(Dossier { dossier, told, problems })
    })
}

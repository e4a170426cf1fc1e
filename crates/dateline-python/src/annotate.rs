//! Many documents as tables, one row group a portion.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{
    BinaryBuilder, BooleanBuilder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, Field, Schema};
use dateline::{Brief, CodePoints, DayRange, Depth};
use dateline_tables::{Export, Layers, Problem, Told, brief_bytes};
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatchReader;
use rayon::prelude::*;

use crate::collate::told_bytes;
use crate::error::error;
use crate::inputs::{Defaults, Input, array, of_batch, of_object, problem};
use crate::reading::{layers, read_one};
use crate::table::{Table, of_sheet};

/// Documents between two looks at signals; a second or two of work.
const PORTION: usize = 128;
/// Bytes of documents after which a portion ends early.
const PORTION_BYTES: usize = 32 << 20;
/// Notes that a reader of the tables must know of, although the document was read.
const TOLD_AS_PROBLEMS: &[&str] = &["encoding", "language", "no-article"];

/// What is made of one document.
struct Annotated {
    brief: Brief,
    told: Told,
    zones: Vec<(u32, u32, &'static str)>,
    json: Option<String>,
    odd: Vec<Problem>,
}

fn annotated(input: Input, layers: Option<&Layers>) -> Result<Annotated, Problem> {
    let document = input?;
    let reading = read_one(&document, Depth::Events)?;
    let name = &document.name;
    let json = match layers {
        None => None,
        Some(layers) => Some(
            serde_json::to_string(&dateline_tables::annotation(name, &reading, layers))
                .map_err(|e| problem(name, "json", e.to_string()))?,
        ),
    };
    let odd = reading
        .notes
        .0
        .iter()
        .filter(|note| TOLD_AS_PROBLEMS.contains(&note.code))
        .map(|note| problem(name, note.code, note.message.clone()))
        .collect();
    let points = CodePoints::new(&reading.source.text);
    let zone = |zone: &dateline::Zone| {
        let [start, end] = points.span(&reading.source.text, zone.span);
        (start, end, zone.kind.name())
    };
    let article = &reading.article;
    let zones = article.zones.iter().map(zone).collect();
    let brief = reading.brief(name);
    let told = Told {
        name: name.clone(),
        url: document.given.url.clone(),
        bylines: article.bylines.iter().map(|b| b.value.clone()).collect(),
        updated: article.updated.as_ref().map(|u| u.value),
        dateline_place: article.dateline_place.as_ref().map(|d| d.value.clone()),
        deck: article.deck.as_ref().map(|d| d.value.clone()),
        language: article.language.to_owned(),
        retrieved: document.given.retrieved.clone(),
        text: reading.source.text,
    };
    Ok(Annotated { brief, told, zones, json, odd })
}

/// The tables as they grow.
#[derive(Default)]
struct Tables(BTreeMap<&'static str, Table>);

impl Tables {
    fn add(&mut self, name: &'static str, table: Table) {
        match self.0.get_mut(name) {
            Some(known) => known.batches.extend(table.batches),
            None => drop(self.0.insert(name, table)),
        }
    }

    fn take(&mut self, results: Vec<(String, Result<Annotated, Problem>)>, json: bool) {
        let mut problems = Vec::new();
        let (mut briefs, mut told, mut zones) = (Vec::new(), Vec::new(), Vec::new());
        let mut lines: Vec<(String, Option<String>, Option<Problem>)> = Vec::new();
        for (id, result) in results {
            match result {
                Ok(article) => {
                    problems.extend(article.odd);
                    briefs.push(article.brief);
                    told.push(article.told);
                    zones.push(article.zones);
                    lines.push((id, article.json, None));
                }
                Err(problem) => {
                    lines.push((id, None, Some(problem.clone())));
                    problems.push(problem);
                }
            }
        }
        if json {
            self.add("annotations", annotations(&lines));
        }
        self.add("zones", zones_table(&briefs, &zones));
        self.add("mentions", mentions(&briefs, &told));
        self.add("briefs", briefs_table(&briefs, &told));
        let dossier = dateline::Dossier { briefs, ..dateline::Dossier::default() };
        let export = Export {
            dossier: &dossier,
            told: &told,
            problems: &problems,
            with_text: true,
        };
        let sheets = dateline_tables::tables(export);
        // What only many articles together can say is not there yet.
        self.add("articles", of_sheet(&sheets.articles, &["origin", "story"]));
        self.add("attributions", of_sheet(&sheets.attributions, &[]));
        self.add("quotes", of_sheet(&sheets.quotes, &[]));
        self.add("problems", of_sheet(&sheets.problems, &[]));
    }
}

/// A table of one batch.
pub(crate) fn one_batch(fields: Vec<Field>, arrays: Vec<arrow_array::ArrayRef>) -> Table {
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(schema.clone(), arrays).ok();
    Table { schema, batches: batch.filter(|b| b.num_rows() > 0).into_iter().collect() }
}

/// A field with a line on what it means.
pub(crate) fn field(name: &str, kind: DataType, doc: &str) -> Field {
    Field::new(name, kind, true)
        .with_metadata([("doc".to_owned(), doc.to_owned())].into())
}

fn annotations(lines: &[(String, Option<String>, Option<Problem>)]) -> Table {
    let (mut id, mut json) = (StringBuilder::new(), StringBuilder::new());
    let (mut code, mut message) = (StringBuilder::new(), StringBuilder::new());
    for (name, line, problem) in lines {
        id.append_value(name);
        json.append_option(line.as_deref());
        code.append_option(problem.as_ref().map(|p| &p.code));
        message.append_option(problem.as_ref().map(|p| &p.message));
    }
    let fields = vec![
        field("id", DataType::Utf8, "The path or record id as given."),
        field("json", DataType::Utf8, "The object of `dateline annotate`."),
        field("error_code", DataType::Utf8, "Why there is none; stable."),
        field("error_message", DataType::Utf8, "The same in words."),
    ];
    let arrays = vec![
        array(id.finish()),
        array(json.finish()),
        array(code.finish()),
        array(message.finish()),
    ];
    one_batch(fields, arrays)
}

fn article_id(brief: &Brief) -> String {
    format!("a:{}", brief.id)
}

fn zones_table(briefs: &[Brief], zones: &[Vec<(u32, u32, &'static str)>]) -> Table {
    let (mut article, mut kind) = (StringBuilder::new(), StringBuilder::new());
    let (mut start, mut end) = (Int64Builder::new(), Int64Builder::new());
    for (brief, zones) in briefs.iter().zip(zones) {
        for zone in zones {
            article.append_value(article_id(brief));
            start.append_value(i64::from(zone.0));
            end.append_value(i64::from(zone.1));
            kind.append_value(zone.2);
        }
    }
    let fields = vec![
        field("article", DataType::Utf8, "The article."),
        field("start_cp", DataType::Int64, "First code point."),
        field("end_cp", DataType::Int64, "One past the last."),
        field("kind", DataType::Utf8, "body, headline, deck, byline, menu, ..."),
    ];
    let arrays = vec![
        array(article.finish()),
        array(start.finish()),
        array(end.finish()),
        array(kind.finish()),
    ];
    one_batch(fields, arrays)
}

/// First and last day.
fn days(range: Option<DayRange>) -> (Option<String>, Option<String>) {
    (range.map(|d| d.start.to_string()), range.map(|d| d.end.to_string()))
}

fn mentions(briefs: &[Brief], told: &[Told]) -> Table {
    const TEXTS: [(&str, &str); 10] = [
        ("article", "The article."),
        ("trigger", "The words that name the act."),
        ("lemma", "Their dictionary form."),
        ("kind", "PLOVER type, or a general one."),
        ("cameo", "CAMEO code with its leading zero."),
        ("status", "Whether it happened."),
        ("date_start", "First day."),
        ("date_end", "Last day, included."),
        ("place", "Where."),
        ("summary", "The clause, cut to what tells it."),
    ];
    const LISTS: [(&str, &str); 4] = [
        ("sources", "Names of those who do it."),
        ("targets", "Names of those it is done to."),
        ("participants", "Names of those on no side."),
        ("chain", "Who says so, outermost first."),
    ];
    let mut texts: [StringBuilder; 10] = std::array::from_fn(|_| StringBuilder::new());
    let mut lists: [ListBuilder<StringBuilder>; 4] =
        std::array::from_fn(|_| ListBuilder::new(StringBuilder::new()));
    let (mut start, mut end) = (Int64Builder::new(), Int64Builder::new());
    let mut background = BooleanBuilder::new();
    for (brief, told) in briefs.iter().zip(told) {
        let points = CodePoints::new(&told.text);
        for e in &brief.events {
            let [from, to] = points.span(&told.text, e.trigger);
            start.append_value(i64::from(from));
            end.append_value(i64::from(to));
            background.append_value(e.background);
            let (first, last) = days(e.date);
            let cells = [
                Some(article_id(brief)),
                Some(e.trigger.of(&told.text).to_owned()),
                Some(e.lemma.to_string()),
                Some(e.kind.name().to_owned()),
                e.cameo.map(str::to_owned),
                Some(e.status.name().to_owned()),
                first,
                last,
                e.place.as_ref().map(|p| p.name.clone()),
                Some(e.summary.clone()),
            ];
            for (column, cell) in texts.iter_mut().zip(cells) {
                column.append_option(cell);
            }
            let names = |role: dateline::Role| -> Vec<&str> {
                let of_role = e.actors.iter().filter(|a| a.role == role);
                of_role.map(|a| a.name.as_str()).collect()
            };
            let said = e.attribution.and_then(|a| brief.attributions.get(a as usize));
            let chain = said.map(|a| a.chain.iter().map(String::as_str).collect());
            let cells = [
                names(dateline::Role::Source),
                names(dateline::Role::Target),
                names(dateline::Role::Participant),
                chain.unwrap_or_default(),
            ];
            for (column, cell) in lists.iter_mut().zip(cells) {
                cell.into_iter().for_each(|name| column.values().append_value(name));
                column.append(true);
            }
        }
    }
    let item = Arc::new(Field::new("item", DataType::Utf8, true));
    let mut fields: Vec<Field> =
        TEXTS.iter().map(|(name, doc)| field(name, DataType::Utf8, doc)).collect();
    fields.extend(
        LISTS.iter().map(|(name, doc)| field(name, DataType::List(item.clone()), doc)),
    );
    fields.push(field("start_cp", DataType::Int64, "First code point of the trigger."));
    fields.push(field("end_cp", DataType::Int64, "One past the last."));
    fields.push(field("background", DataType::Boolean, "Told as history."));
    let mut arrays: Vec<_> = texts.iter_mut().map(|b| array(b.finish())).collect();
    arrays.extend(lists.iter_mut().map(|b| array(b.finish())));
    arrays.extend([
        array(start.finish()),
        array(end.finish()),
        array(background.finish()),
    ]);
    one_batch(fields, arrays)
}

fn briefs_table(briefs: &[Brief], told: &[Told]) -> Table {
    let (mut id, mut file) = (StringBuilder::new(), StringBuilder::new());
    let (mut brief, mut rest) = (BinaryBuilder::new(), BinaryBuilder::new());
    for (b, t) in briefs.iter().zip(told) {
        id.append_value(article_id(b));
        file.append_value(&t.name);
        brief.append_value(brief_bytes::to_bytes(b, ""));
        rest.append_value(told_bytes(t));
    }
    let fields = vec![
        field("id", DataType::Utf8, "The article."),
        field("file", DataType::Utf8, "The path or record id as given."),
        field("brief", DataType::Binary, "What the way of many needs; opaque."),
        field("told", DataType::Binary, "Text and head of the article; opaque."),
    ];
    let arrays = vec![
        array(id.finish()),
        array(file.finish()),
        array(brief.finish()),
        array(rest.finish()),
    ];
    one_batch(fields, arrays)
}

/// Where documents come from.
enum Source<'py> {
    Arrow { reader: Box<dyn RecordBatchReader + Send>, rest: std::vec::IntoIter<Input> },
    Items(Bound<'py, PyAny>),
}

impl Source<'_> {
    /// The next document; `n` is its number.
    fn next(&mut self, n: u64, defaults: &Defaults) -> PyResult<Option<Input>> {
        match self {
            Source::Arrow { reader, rest } => loop {
                if let Some(input) = rest.next() {
                    return Ok(Some(input));
                }
                let Some(batch) = reader.next() else { return Ok(None) };
                let batch = batch.map_err(|e| error("table", &e.to_string(), None))?;
                *rest = of_batch(&batch, n, defaults)?.into_iter();
            },
            Source::Items(items) => {
                let mut items = items.try_iter()?;
                items.next().map(|item| of_object(&item?, n, defaults)).transpose()
            }
        }
    }
}

/// Reads every document and gives tables by name, rows in the order of the input.
/// `progress` is called with the number of documents of each portion.
#[pyfunction]
#[pyo3(signature = (documents, kind, published, jobs, layers, progress))]
pub(crate) fn annotate(
    py: Python<'_>,
    documents: &Bound<'_, PyAny>,
    kind: String,
    published: Option<String>,
    jobs: usize,
    layers: Option<Vec<String>>,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<BTreeMap<&'static str, Table>> {
    let defaults = Defaults { kind, published };
    let layers = layers.map(|names| self::layers(&names)).transpose()?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .build()
        .map_err(|e| error("threads", &e.to_string(), None))?;
    let mut source = if documents.hasattr("__arrow_c_stream__")? {
        let reader: PyRecordBatchReader = documents.extract()?;
        Source::Arrow { reader: reader.into_reader()?, rest: Vec::new().into_iter() }
    } else {
        Source::Items(documents.try_iter()?.into_any())
    };
    let mut tables = Tables::default();
    let (mut n, mut ended) = (0_u64, false);
    while !ended {
        let mut portion: Vec<Input> = Vec::with_capacity(PORTION);
        let mut bytes = 0;
        while portion.len() < PORTION && bytes < PORTION_BYTES {
            let Some(input) = source.next(n, &defaults)? else {
                ended = true;
                break;
            };
            n += 1;
            bytes += input.as_ref().map_or(0, |d| d.bytes.len());
            portion.push(input);
        }
        if portion.is_empty() && n > 0 {
            break;
        }
        let n_read = portion.len();
        py.detach(|| {
            let one = |input: Input| {
                let id =
                    input.as_ref().map_or_else(|p| p.input.clone(), |d| d.name.clone());
                (id, annotated(input, layers.as_ref()))
            };
            let results = pool.install(|| portion.into_par_iter().map(one).collect());
            tables.take(results, layers.is_some());
        });
        py.check_signals()?;
        if let Some(progress) = &progress {
            progress.call1((n_read,))?;
        }
    }
    Ok(tables.0)
}

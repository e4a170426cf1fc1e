//! Documents from Python: Arrow tables, dictionaries, texts and bytes. The rules and the
//! codes of problems are those of the command line's JSON lines.

use arrow_array::{Array, ArrayRef, LargeBinaryArray, LargeStringArray, RecordBatch};
use arrow_cast::cast;
use arrow_schema::DataType;
use dateline_store::{Document, Given};
use dateline_tables::Problem;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use crate::error::of_table;

/// Documents larger than this are refused: no news page is.
const MAX_BYTES: usize = 64 << 20;

/// A document, or the reason why there is none.
pub(crate) type Input = Result<Document, Problem>;

/// A problem with an input.
pub(crate) fn problem(input: &str, code: &str, message: impl Into<String>) -> Problem {
    Problem { input: input.to_owned(), code: code.to_owned(), message: message.into() }
}

/// What holds for rows that do not say otherwise.
#[derive(Clone, Debug, Default)]
pub(crate) struct Defaults {
    pub(crate) kind: String,
    pub(crate) published: Option<String>,
}

/// The content of one row.
enum Content {
    Text(String),
    Html(String),
    Bytes(Vec<u8>),
}

/// A row before it is looked at.
#[derive(Default)]
struct Row {
    id: Option<String>,
    content: Option<Content>,
    given: Given,
}

impl Row {
    fn into_input(self, n: u64, defaults: &Defaults) -> Input {
        let id = self.id.unwrap_or_else(|| n.to_string());
        let kind = self.given.kind;
        let known = ["", "auto", "html", "page", "body"];
        if !known.contains(&kind.as_str()) {
            return Err(problem(&id, "json", format!("unknown kind {kind:?}")));
        }
        let (bytes, default, decoded) = match self.content {
            Some(Content::Text(text)) => (text.into_bytes(), &*defaults.kind, true),
            Some(Content::Html(html)) => (html.into_bytes(), "html", true),
            Some(Content::Bytes(bytes)) => (bytes, &*defaults.kind, false),
            None => {
                return Err(problem(&id, "json", "neither text nor html nor bytes"));
            }
        };
        check(&id, &bytes, decoded)?;
        let given = Given {
            kind: if kind.is_empty() { default.to_owned() } else { kind },
            published: self.given.published.or_else(|| defaults.published.clone()),
            // A Python string is decoded already; what a page's meta tag says is history.
            charset: decoded.then(|| "utf-8".to_owned()),
            ..self.given
        };
        Ok(Document { name: id, bytes, given })
    }
}

/// Refuses what is empty, no text at all, or too large.
fn check(id: &str, bytes: &[u8], decoded: bool) -> Result<(), Problem> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(problem(id, "empty", "there is nothing in it"));
    }
    if bytes.len() > MAX_BYTES {
        let message = format!("more than {} MiB", MAX_BYTES >> 20);
        return Err(problem(id, "too-large", message));
    }
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let head = &bytes[..bytes.len().min(8192)];
    let strange = |b: &&u8| **b < 9 || (14..32).contains(*b) && **b != 27;
    if !decoded && !utf16 && head.iter().filter(strange).count() * 50 > head.len() {
        return Err(problem(id, "binary", "is not text"));
    }
    Ok(())
}

/// One document of a Python value: a text, bytes, or a mapping with `id` and `text`, `html`
/// or `bytes`; `n` names it where it has no identifier.
pub(crate) fn of_object(
    item: &Bound<'_, PyAny>,
    n: u64,
    defaults: &Defaults,
) -> PyResult<Input> {
    let mut row = Row::default();
    if let Ok(text) = item.cast::<PyString>() {
        row.content = Some(Content::Text(text.to_str()?.to_owned()));
    } else if let Ok(bytes) = item.cast::<PyBytes>() {
        row.content = Some(Content::Bytes(bytes.as_bytes().to_vec()));
    } else if let Ok(map) = item.cast::<PyDict>() {
        return of_dict(map, n, defaults);
    } else {
        let name = item.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "a document is a str, bytes or a dict with \"text\", \"html\" or \"bytes\", \
             not {name}"
        )));
    }
    Ok(row.into_input(n, defaults))
}

fn of_dict(map: &Bound<'_, PyDict>, n: u64, defaults: &Defaults) -> PyResult<Input> {
    let get = |name: &str| -> PyResult<Option<Bound<'_, PyAny>>> {
        Ok(map.get_item(name)?.filter(|v| !v.is_none()))
    };
    let text = |name: &str| -> PyResult<Option<String>> {
        // Dates and times write themselves in ISO 8601.
        get(name)?.map(|v| Ok(v.str()?.to_str()?.to_owned())).transpose()
    };
    let content = if let Some(value) = text("text")? {
        Some(Content::Text(value))
    } else if let Some(value) = text("html")? {
        Some(Content::Html(value))
    } else if let Some(value) = get("bytes")? {
        Some(Content::Bytes(value.extract()?))
    } else {
        None
    };
    let row = Row {
        id: text("id")?,
        content,
        given: Given {
            kind: text("kind")?.unwrap_or_default(),
            url: text("url")?,
            title: text("title")?,
            publisher: text("publisher")?,
            published: text("published")?,
            retrieved: text("retrieved")?,
            charset: None,
        },
    };
    Ok(row.into_input(n, defaults))
}

/// A text column under any of Arrow's layouts; dates and times as ISO 8601.
pub(crate) fn texts(
    batch: &RecordBatch,
    name: &str,
) -> PyResult<Option<LargeStringArray>> {
    let Some(column) = batch.column_by_name(name) else { return Ok(None) };
    let wrong =
        || of_table(&format!("column {name:?} holds {}, not text", column.data_type()));
    let cast = cast(column, &DataType::LargeUtf8).map_err(|_| wrong())?;
    let texts = cast.as_any().downcast_ref::<LargeStringArray>().ok_or_else(wrong)?;
    Ok(Some(texts.clone()))
}

/// A column of bytes under any of Arrow's layouts.
pub(crate) fn bytes(
    batch: &RecordBatch,
    name: &str,
) -> PyResult<Option<LargeBinaryArray>> {
    let Some(column) = batch.column_by_name(name) else { return Ok(None) };
    let wrong =
        || of_table(&format!("column {name:?} holds {}, not bytes", column.data_type()));
    let cast = cast(column, &DataType::LargeBinary).map_err(|_| wrong())?;
    let found = cast.as_any().downcast_ref::<LargeBinaryArray>().ok_or_else(wrong)?;
    Ok(Some(found.clone()))
}

fn at(column: Option<&LargeStringArray>, row: usize) -> Option<String> {
    let column = column?;
    (!column.is_null(row)).then(|| column.value(row).to_owned())
}

/// The documents of a record batch; `first` numbers those without an identifier.
pub(crate) fn of_batch(
    batch: &RecordBatch,
    first: u64,
    defaults: &Defaults,
) -> PyResult<Vec<Input>> {
    let column = |name: &str| texts(batch, name);
    let (id, text, html) = (column("id")?, column("text")?, column("html")?);
    let raw = bytes(batch, "bytes")?;
    if text.is_none() && html.is_none() && raw.is_none() {
        return Err(of_table("the table has no column \"text\", \"html\" or \"bytes\""));
    }
    let (kind, url, title) = (column("kind")?, column("url")?, column("title")?);
    let (publisher, published) = (column("publisher")?, column("published")?);
    let retrieved = column("retrieved")?;
    let row = |i: usize| {
        let raw = raw.as_ref().filter(|r| !r.is_null(i));
        let content = at(text.as_ref(), i)
            .map(Content::Text)
            .or_else(|| at(html.as_ref(), i).map(Content::Html))
            .or_else(|| raw.map(|r| Content::Bytes(r.value(i).to_vec())));
        let row = Row {
            id: at(id.as_ref(), i),
            content,
            given: Given {
                kind: at(kind.as_ref(), i).unwrap_or_default(),
                url: at(url.as_ref(), i),
                title: at(title.as_ref(), i),
                publisher: at(publisher.as_ref(), i),
                published: at(published.as_ref(), i),
                retrieved: at(retrieved.as_ref(), i),
                charset: None,
            },
        };
        row.into_input(first + i as u64, defaults)
    };
    Ok((0..batch.num_rows()).map(row).collect())
}

/// A column that must be there.
pub(crate) fn needed<T>(column: Option<T>, name: &str) -> PyResult<T> {
    column.ok_or_else(|| of_table(&format!("the table has no column {name:?}")))
}

/// Shorthand for arrays behind a pointer.
pub(crate) fn array(array: impl Array + 'static) -> ArrayRef {
    std::sync::Arc::new(array)
}

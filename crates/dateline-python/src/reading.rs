//! One document.

use dateline::{CodePoints, Depth, Span, read_to, why};
use dateline_store::Document;
use dateline_tables::{Layer, Layers, Problem, annotation, brief_bytes, conllu};
use pyo3::prelude::*;
use serde_json::json;

use crate::error::{error, of_problem};
use crate::inputs::{Defaults, of_object, problem};
use crate::kit;

/// Reads a document with the engine. A defect in the engine costs this document, not the run.
pub(crate) fn read_one(
    document: &Document,
    depth: Depth,
) -> Result<dateline::Reading, Problem> {
    let page = document.page();
    let attempt = std::panic::AssertUnwindSafe(|| read_to(&page, kit(), depth));
    std::panic::catch_unwind(attempt).map_err(|_| {
        problem(&document.name, "defect", "the engine failed on this document")
    })
}

/// The layers of their names; all where none is named.
pub(crate) fn layers(names: &[String]) -> PyResult<Layers> {
    let known = |layer: &Layer| match layer {
        Layer::Article => "article",
        Layer::Tokens => "tokens",
        Layer::Entities => "entities",
        Layer::Times => "times",
        Layer::Places => "places",
        Layer::Attributions => "attributions",
        Layer::Events => "events",
    };
    let one = |name: &String| {
        let found = Layer::ALL.iter().find(|layer| known(layer) == name);
        let names: Vec<&str> = Layer::ALL.iter().map(known).collect();
        found.copied().ok_or_else(|| {
            let message =
                format!("{name:?} is no layer; it is one of: {}", names.join(", "));
            error("request", &message, None)
        })
    };
    let asked: Vec<Layer> = names.iter().map(one).collect::<PyResult<_>>()?;
    Ok(Layers::new(&asked))
}

/// All that one document says, as the engine holds it.
#[pyclass(module = "dateline._dateline", frozen)]
pub(crate) struct Reading {
    #[pyo3(get)]
    id: String,
    reading: dateline::Reading,
}

#[pymethods]
impl Reading {
    /// The text that all positions refer to.
    #[getter]
    fn text(&self) -> &str {
        &self.reading.source.text
    }

    /// The object of `dateline annotate`, as JSON.
    #[pyo3(signature = (layers=Vec::new()))]
    fn json(&self, layers: Vec<String>) -> PyResult<String> {
        let row = annotation(&self.id, &self.reading, &self::layers(&layers)?);
        serde_json::to_string(&row)
            .map_err(|e| error("json", &e.to_string(), Some(&self.id)))
    }

    /// Sentences and trees in CoNLL-U.
    fn conllu(&self) -> String {
        conllu(&self.id, &self.reading)
    }

    /// What the way of many needs of it, as bytes.
    fn brief(&self) -> Vec<u8> {
        brief_bytes::to_bytes(&self.reading.brief(&self.id), "")
    }

    /// Why the event of a number (from 1) reads as it does, as JSON.
    fn why(&self, number: usize) -> PyResult<String> {
        why_json(&self.reading, number.wrapping_sub(1)).ok_or_else(|| {
            let n = self.reading.events.events.len();
            let message = format!("there is no event {number}; the page has {n}");
            error("request", &message, Some(&self.id))
        })
    }
}

/// Why an event reads as it does; the object of `dateline why --json`.
pub(crate) fn why_json(reading: &dateline::Reading, index: usize) -> Option<String> {
    let event = reading.events.events.get(index)?;
    let text = &reading.source.text;
    let points = CodePoints::new(text);
    let words = |span: Span| {
        let [start, end] = points.span(text, span);
        json!({"start": start, "end": end, "text": span.of(text)})
    };
    let cells: Vec<serde_json::Value> = why(reading, index, kit())
        .iter()
        .map(|reason| {
            let spans: Vec<_> = reason.words.iter().map(|&s| words(s)).collect();
            json!({
                "cell": reason.cell, "value": reason.value, "words": spans,
                "because": reason.because, "instead": reason.instead,
            })
        })
        .collect();
    let row = json!({
        "schema": dateline_tables::SCHEMA,
        "event": index + 1,
        "clause": words(event.clause),
        "cells": cells,
    });
    Some(row.to_string())
}

/// Reads one document; the thread lock of Python is not held meanwhile.
#[pyfunction]
#[pyo3(signature = (page, kind, published))]
pub(crate) fn read(
    py: Python<'_>,
    page: &Bound<'_, PyAny>,
    kind: String,
    published: Option<String>,
) -> PyResult<Reading> {
    let defaults = Defaults { kind, published };
    let document = of_object(page, 0, &defaults)?.map_err(|p| of_problem(&p))?;
    let reading =
        py.detach(|| read_one(&document, Depth::Events)).map_err(|p| of_problem(&p))?;
    Ok(Reading { id: document.name, reading })
}

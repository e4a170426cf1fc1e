//! A store, asked the same questions as on the command line.

use std::sync::Mutex;

use dateline::{CodePoints, Depth};
use dateline_store::{Filter, Rows};
use pyo3::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::{error, of_problem, of_store};
use crate::reading::{read_one, why_json};

/// An open store.
#[pyclass(module = "dateline._dateline", frozen)]
pub(crate) struct Store(Mutex<dateline_store::Store>);

/// A filter as Python gives it.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    actor: Option<String>,
    target: Option<String>,
    kind: Vec<String>,
    status: Vec<String>,
    place: Option<String>,
    since: Option<String>,
    until: Option<String>,
    origins: Option<u32>,
    text: Option<String>,
    story: Option<String>,
    article: Option<String>,
    event: Option<String>,
    speaker: Option<String>,
    due_before: Option<String>,
    publisher: Option<String>,
    background: Option<bool>,
    rejected: bool,
    latest: bool,
    limit: Option<usize>,
    cursor: Option<String>,
}

impl Asked {
    fn filter(self) -> Filter {
        Filter {
            actor: self.actor,
            target: self.target,
            kind: self.kind,
            status: self.status,
            place: self.place,
            from: self.since,
            to: self.until,
            min_origins: self.origins,
            text: self.text,
            story: self.story,
            article: self.article,
            event: self.event,
            speaker: self.speaker,
            due_before: self.due_before,
            publisher: self.publisher,
            background: self.background,
            with_rejected: self.rejected,
            latest_first: self.latest,
            limit: self.limit.unwrap_or(0),
            cursor: self.cursor,
            ..Filter::default()
        }
    }
}

type Answer = dateline_store::Result<(String, Option<String>)>;

fn json<T: Serialize>(rows: &T) -> String {
    // Rows are texts, numbers and lists of them: this cannot fail.
    serde_json::to_string(rows).unwrap_or_default()
}

fn answer<T: Serialize>(rows: dateline_store::Result<Rows<T>>) -> Answer {
    rows.map(|rows| (json(&rows.rows), rows.next))
}

impl Store {
    fn with<T>(
        &self,
        py: Python<'_>,
        ask: impl Fn(&dateline_store::Store) -> T + Send + Sync,
    ) -> T
    where
        T: Send,
    {
        py.detach(|| {
            // A panic inside a query leaves the connection as it was.
            let store = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            ask(&store)
        })
    }
}

#[pymethods]
impl Store {
    /// The rows of a query, as JSON, and where they ended.
    fn ask(
        &self,
        py: Python<'_>,
        what: &str,
        filter: &str,
    ) -> PyResult<(String, Option<String>)> {
        let asked: Asked = serde_json::from_str(filter)
            .map_err(|e| error("request", &e.to_string(), None))?;
        let filter = asked.filter();
        let rows = self.with(py, |store| match what {
            "events" => Some(answer(store.events(&filter))),
            "claims" => Some(answer(store.claims(&filter))),
            "articles" => Some(answer(store.articles(&filter))),
            "stories" => Some(answer(store.stories(&filter))),
            "copies" => Some(answer(store.copies(&filter))),
            "quotes" => Some(answer(store.quotes(&filter))),
            "actors" => Some(answer(store.actors(&filter))),
            "search" => Some(answer(store.search(&filter))),
            _ => None,
        });
        let rows = rows.ok_or_else(|| error("request", what, None))?;
        rows.map_err(|e| of_store(&e))
    }

    /// One event, claim, article, story or group of copies by its identifier, as JSON.
    fn one(&self, py: Python<'_>, id: &str) -> PyResult<String> {
        use dateline_store::What;
        let row = self.with(py, |store| {
            let (what, id) = store.resolve(id)?;
            match what {
                What::Event => store.event(&id).map(|row| json(&row)),
                What::Claim => store.claim(&id).map(|row| json(&row)),
                What::Article => store.article(&id).map(|row| json(&row)),
                What::Story => store.story(&id).map(|row| json(&row)),
                What::Copy => store.copy(&id).map(|row| json(&row)),
                other => Ok(json(&serde_json::json!({"id": id, "what": other.name()}))),
            }
        });
        row.map_err(|e| of_store(&e))
    }

    /// All that the store holds, as many articles together.
    fn dossier(&self, py: Python<'_>) -> PyResult<crate::collate::Dossier> {
        let held = py.detach(|| {
            let mut store =
                self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            store.held(crate::kit())
        });
        held.map(crate::collate::Dossier::held).map_err(|e| of_store(&e))
    }

    /// How much the store holds, as JSON.
    fn totals(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |store| store.totals().map(|t| json(&t))).map_err(|e| of_store(&e))
    }

    /// Inputs that were not read, and articles that were read only oddly, as JSON.
    fn problems(&self, py: Python<'_>, limit: usize) -> PyResult<String> {
        let rows = self.with(py, |store| store.problems(limit).map(|rows| json(&rows)));
        rows.map_err(|e| of_store(&e))
    }

    /// For each mention of an event: its article and why it reads as it does, as JSON. The
    /// articles are read again, by the rules of this build.
    fn why(&self, py: Python<'_>, id: &str) -> PyResult<Vec<(String, String)>> {
        let found = self.with(py, |store| {
            let tellings = store.tellings(id)?;
            let of = |t: dateline_store::TellingRow| {
                let document = store.document(&t.article)?;
                Ok((t, document))
            };
            tellings.into_iter().map(of).collect::<dateline_store::Result<Vec<_>>>()
        });
        let mut out = Vec::new();
        for (told, document) in found.map_err(|e| of_store(&e))? {
            py.check_signals()?;
            let reading = py
                .detach(|| read_one(&document, Depth::Events))
                .map_err(|p| of_problem(&p))?;
            let text = &reading.source.text;
            let points = CodePoints::new(text);
            let same = |e: &dateline::EventMention| {
                points.span(text, e.clause) == [told.start, told.end]
                    && e.trigger.of(text) == told.trigger
            };
            let index = reading.events.events.iter().position(same);
            let why = index.and_then(|index| why_json(&reading, index));
            out.extend(why.map(|why| (told.article, why)));
        }
        Ok(out)
    }
}

/// Opens a store to read.
#[pyfunction]
pub(crate) fn open(py: Python<'_>, path: std::path::PathBuf) -> PyResult<Store> {
    let store = py.detach(|| dateline_store::Store::open(path));
    store.map(|store| Store(Mutex::new(store))).map_err(|e| of_store(&e))
}

//! Failures as Python sees them: `dateline.Error` with a stable code.

use dateline_tables::Problem;
use pyo3::prelude::*;

/// `dateline.Error(code, message, input)`; the class itself is Python's.
pub(crate) fn error(code: &str, message: &str, input: Option<&str>) -> PyErr {
    Python::attach(|py| {
        let made = py
            .import("dateline._error")
            .and_then(|module| module.getattr("Error"))
            .and_then(|class| class.call1((code, message, input)));
        match made {
            Ok(value) => PyErr::from_value(value),
            Err(cause) => cause,
        }
    })
}

/// The problem of one input as an exception.
pub(crate) fn of_problem(problem: &Problem) -> PyErr {
    error(&problem.code, &problem.message, Some(&problem.input))
}

/// A failure of a store: `newer`, `busy`, `full`, `unusable`, `request` or `store`.
pub(crate) fn of_store(cause: &dateline_store::Error) -> PyErr {
    let code = if cause.is_newer() {
        "newer"
    } else if cause.is_busy() {
        "busy"
    } else if cause.is_full() {
        "full"
    } else if cause.is_unusable() {
        "unusable"
    } else if cause.is_request() {
        "request"
    } else {
        "store"
    };
    error(code, &cause.to_string(), None)
}

/// A table that lacks a column or has one of the wrong kind.
pub(crate) fn of_table(message: &str) -> PyErr {
    error("table", message, None)
}

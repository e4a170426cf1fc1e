//! A bar for long work, on standard error, only where a person watches.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::inputs::{InputArgs, total_bytes};

/// How far a run is.
pub(crate) struct Progress {
    /// Bytes, because documents differ a hundredfold in size and the time left should not.
    bytes: ProgressBar,
    documents: ProgressBar,
}

impl Progress {
    /// The bar of a run over these inputs. Where the amount is not known beforehand
    /// (standard input, compressed files) it is a counter.
    pub(crate) fn new(inputs: &InputArgs) -> Self {
        let total = total_bytes(inputs);
        let (bytes, look) = match total {
            Some(total) => (
                ProgressBar::new(total),
                "{spinner} {bar:24} {percent:>3} %  {msg}, {eta} left",
            ),
            None => (ProgressBar::no_length(), "{spinner} {msg}, {elapsed} so far"),
        };
        if let Ok(style) = ProgressStyle::with_template(look) {
            bytes.set_style(style.progress_chars("━╸─"));
        }
        bytes.enable_steady_tick(Duration::from_millis(200));
        Self { bytes, documents: ProgressBar::hidden() }
    }

    /// The bar of a run over so many documents.
    pub(crate) fn of_documents(n: u64) -> Self {
        let bytes = ProgressBar::no_length();
        let look = format!("{{spinner}} {{msg}} of {n}, {{elapsed}} so far");
        if let Ok(style) = ProgressStyle::with_template(&look) {
            bytes.set_style(style);
        }
        bytes.enable_steady_tick(Duration::from_millis(200));
        Self { bytes, documents: ProgressBar::hidden() }
    }

    /// A sign that something goes on, whose end cannot be foretold.
    pub(crate) fn spinner(what: &str) -> Self {
        let bytes = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}, {elapsed}") {
            bytes.set_style(style);
        }
        bytes.set_message(what.to_owned());
        bytes.enable_steady_tick(Duration::from_millis(200));
        Self { bytes, documents: ProgressBar::hidden() }
    }

    /// No bar: for work that is over before one could look.
    pub(crate) fn hidden() -> Self {
        Self { bytes: ProgressBar::hidden(), documents: ProgressBar::hidden() }
    }

    /// A document of so many bytes was read.
    pub(crate) fn read(&self, n_bytes: u64) {
        self.documents.inc(1);
        let n = self.documents.position();
        let seconds = self.bytes.elapsed().as_secs_f64().max(0.001);
        self.bytes.set_message(format!("{n} documents, {:.0}/s", n as f64 / seconds));
        self.bytes.inc(n_bytes);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bytes.finish_and_clear();
    }
}

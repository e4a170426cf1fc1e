//! Figures of the article stage on pages that its block model was not fitted on: each page
//! is read with the model of its fold, which saw no page of its site.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// Folds by site, as `training/blocks` makes them.
const FOLDS: usize = 5;

/// The scorer's JSON for one kind of input (`html`, `text`), all pages out of fold. `models`
/// holds `folds.json` and the weights of each fold; `work` is a folder to work in.
pub(crate) fn out_of_fold(
    kind: &str,
    score: &Path,
    binary: &Path,
    models: &Path,
    work: &Path,
) -> Result<Value> {
    fs::create_dir_all(work)?;
    let mut all = Vec::new();
    for fold in 0..FOLDS {
        let kept = work.join(format!("{kind}{fold}.jsonl"));
        let weights = models.join(format!("fold{fold}.weights"));
        let mut command = scorer(score, "run", kind);
        command.arg("--binary").arg(binary);
        command.arg("--folds").arg(models.join("folds.json"));
        command.args(["--fold", &fold.to_string()]);
        // One word with its value: the scorer splits the argument like a shell.
        command.arg(format!("--args=--block-model '{}'", weights.display()));
        command.arg("--keep").arg(&kept);
        json(command)?;
        all.extend(
            fs::read(&kept).with_context(|| format!("reading {}", kept.display()))?,
        );
    }
    let joined = work.join(format!("{kind}.jsonl"));
    fs::write(&joined, all)?;
    let mut command = scorer(score, "score", kind);
    command.arg(&joined);
    json(command)
}

fn scorer(score: &Path, what: &str, kind: &str) -> Command {
    let mut command = Command::new("python3");
    command.args(["extraction/extraction.py", what, "../data/extraction/dev", kind]);
    command.current_dir(score).stdin(Stdio::null());
    command
}

/// The JSON that a scorer prints. A program that ended with an error is told on its error
/// output only, and counts as failed here.
fn json(mut command: Command) -> Result<Value> {
    let done = command.arg("--json").output()?;
    let said = String::from_utf8_lossy(&done.stderr);
    if !done.status.success() || said.contains("exit status") {
        bail!("{}", said.trim().lines().last().unwrap_or("the scorer failed"));
    }
    serde_json::from_slice(&done.stdout).context("no JSON from the scorer")
}

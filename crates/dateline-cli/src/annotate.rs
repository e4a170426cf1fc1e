//! `dateline annotate`: every layer of each document, one JSON object a line.

use std::io::Write;

use dateline::Kit;
use rayon::prelude::*;
use serde_json::json;

use crate::Ending;
use crate::contract::{self, Layer, Layers, Problem};
use crate::inputs::{Input, InputArgs, each_batch};
use crate::progress::Progress;

/// Documents read at a time; enough to keep all threads busy.
const BATCH: usize = 256;

/// Flags of `annotate`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// Which layers to give (all unless given)
    #[arg(long, value_enum, value_delimiter = ',')]
    layers: Vec<Layer>,
}

/// Writes one line a document, in input order.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> anyhow::Result<Ending> {
    let kit = Kit::bundled();
    let layers = Layers::new(&args.layers);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.inputs.jobs.unwrap_or(0))
        .build()?;
    let progress = Progress::new(&args.inputs);
    let (mut n_read, mut n_failed) = (0, 0);
    each_batch(&args.inputs, BATCH, &mut |inputs| {
        let lines: Vec<(bool, Vec<u8>)> = pool.install(|| {
            inputs.into_par_iter().map(|i| line(i, &kit, &layers, &progress)).collect()
        });
        for (ok, line) in lines {
            out.write_all(&line)?;
            n_read += usize::from(ok);
            n_failed += usize::from(!ok);
        }
        Ok(())
    })?;
    Ok(match (n_read, n_failed) {
        (_, 1..) => Ending::SomeFailed,
        (0, 0) => Ending::Nothing,
        _ => Ending::Done,
    })
}

/// One output line and whether the document could be read.
fn line(
    input: Input,
    kit: &Kit,
    layers: &Layers,
    progress: &Progress,
) -> (bool, Vec<u8>) {
    let result = input.and_then(|document| {
        let reading = document.read(kit, layers.depth())?;
        progress.read(document.n_bytes());
        let row = contract::annotation(&document.id, &reading, layers);
        serde_json::to_vec(&row)
            .map_err(|e| crate::inputs::problem(&document.id, "json", e.to_string()))
    });
    let (ok, mut bytes) = match result {
        Ok(bytes) => (true, bytes),
        Err(problem) => (false, error_line(&problem)),
    };
    bytes.push(b'\n');
    (ok, bytes)
}

fn error_line(problem: &Problem) -> Vec<u8> {
    let row = json!({
        "schema": contract::SCHEMA,
        "id": problem.input,
        "error": {"code": problem.code, "message": problem.message},
    });
    row.to_string().into_bytes()
}

//! `dateline annotate`: every layer of each document, one JSON object a line.

use std::io::Write;

use clap::{ValueEnum, builder::PossibleValue};
use dateline::{Depth, Kit, Reading};
use rayon::prelude::*;
use serde_json::json;

use crate::Ending;
use crate::inputs::{Input, InputArgs, each_batch, problem};
use crate::progress::Progress;
use dateline_tables::{self as tables, Layer, Layers, Problem};

/// Documents read at a time; enough to keep all threads busy.
const BATCH: usize = 256;

/// Flags of `annotate`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// Which layers to give (all unless given)
    #[arg(long, value_enum, value_delimiter = ',')]
    layers: Vec<LayerArg>,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
}

/// `--layers`: a layer as a flag.
#[derive(Clone, Copy, Debug)]
struct LayerArg(Layer);

impl ValueEnum for LayerArg {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: &[LayerArg] = &[
            LayerArg(Layer::Article),
            LayerArg(Layer::Tokens),
            LayerArg(Layer::Entities),
            LayerArg(Layer::Times),
            LayerArg(Layer::Places),
            LayerArg(Layer::Attributions),
            LayerArg(Layer::Events),
        ];
        ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self.0 {
            Layer::Article => {
                ("article", "Headline, byline, agency, dateline, times, zones, body")
            }
            Layer::Tokens => ("tokens", "Sentences and tokens with their trees"),
            Layer::Entities => ("entities", "Names and what refers to them"),
            Layer::Times => ("times", "TIMEX3 expressions"),
            Layer::Places => ("places", "Places by name"),
            Layer::Attributions => ("attributions", "Who says so"),
            Layer::Events => ("events", "What happened"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

/// `--format`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// One JSON object a line
    Jsonl,
    /// Sentences and trees, with the place of each word
    Conllu,
}

/// Writes one line a document, in input order.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> anyhow::Result<Ending> {
    let kit = args.inputs.kit()?;
    let asked: Vec<Layer> = args.layers.iter().map(|layer| layer.0).collect();
    let layers = Layers::new(&asked);
    let writer = Writer { kit, layers, format: args.format };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.inputs.jobs.unwrap_or(0))
        .build()?;
    let progress = Progress::new(&args.inputs);
    let (mut n_read, mut n_failed) = (0, 0);
    each_batch(&args.inputs, BATCH, &mut |inputs| {
        let lines: Vec<(bool, Vec<u8>)> = pool.install(|| {
            inputs.into_par_iter().map(|i| writer.output(i, &progress)).collect()
        });
        for (ok, line) in lines {
            out.write_all(&line)?;
            n_read += usize::from(ok);
            n_failed += usize::from(!ok);
        }
        Ok(())
    })?;
    drop(progress);
    crate::tell_failures(n_failed, "in its own line");
    Ok(match (n_read, n_failed) {
        (_, 1..) => Ending::SomeFailed,
        (0, 0) => Ending::Nothing,
        _ => Ending::Done,
    })
}

/// What is written, and how.
struct Writer {
    kit: Kit,
    layers: Layers,
    format: Format,
}

impl Writer {
    /// The output of one input and whether it could be read.
    fn output(&self, input: Input, progress: &Progress) -> (bool, Vec<u8>) {
        let result = input.and_then(|document| {
            let depth = match self.format {
                Format::Jsonl => self.layers.depth(),
                Format::Conllu => Depth::Text,
            };
            let reading = document.read(&self.kit, depth)?;
            progress.read(document.n_bytes());
            self.told(&document.id, &reading)
                .map_err(|e| problem(&document.id, "json", e))
        });
        match (result, self.format) {
            (Ok(text), _) => (true, text.into_bytes()),
            (Err(problem), Format::Jsonl) => (false, error_line(&problem).into_bytes()),
            (Err(problem), Format::Conllu) => {
                (false, error_comment(&problem).into_bytes())
            }
        }
    }

    fn told(&self, id: &str, reading: &Reading) -> Result<String, String> {
        match self.format {
            Format::Conllu => Ok(tables::conllu(id, reading)),
            Format::Jsonl => {
                let row = tables::annotation(id, reading, &self.layers);
                serde_json::to_string(&row)
                    .map(|row| row + "\n")
                    .map_err(|e| e.to_string())
            }
        }
    }
}

fn error_comment(problem: &Problem) -> String {
    let [input, message] =
        [&problem.input, &problem.message].map(|s| s.replace('\n', " "));
    format!("# newdoc id = {input}\n# error = {}: {message}\n\n", problem.code)
}

fn error_line(problem: &Problem) -> String {
    let row = json!({
        "schema": tables::SCHEMA,
        "id": problem.input,
        "error": {"code": problem.code, "message": problem.message},
    });
    format!("{row}\n")
}

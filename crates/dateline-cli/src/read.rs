//! `dateline read`: one page, with what was left out.

use std::{io::Write, path::PathBuf};

use anyhow::Context as _;
use dateline::Depth;

use crate::Ending;
use crate::inputs::{InputArgs, each_batch};
use crate::lines::Lines;
use crate::print::{self, ReadPage, Style};

/// Flags of `read`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// Also write a proof page: every line coloured by what it is, with the reason
    #[arg(long, value_name = "OUT")]
    html: Option<PathBuf>,
}

/// Prints each document; one after another, for a person reads them so.
pub(crate) fn run(
    args: &Args,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let kit = args.inputs.kit()?;
    let mut problems = Vec::new();
    let mut n_articles = 0;
    let mut proofs = Vec::new();
    each_batch(&args.inputs, 1, &mut |batch| {
        for input in batch {
            let read = input.and_then(|document| {
                let reading = document.read(&kit, Depth::Events)?;
                Ok((document, reading))
            });
            match read {
                Ok((document, reading)) => {
                    let raw = document.raw_lines();
                    let lines = Lines::of_source(&reading.source, &raw);
                    n_articles += usize::from(reading.article.is_article);
                    let page = ReadPage { reading: &reading, lines, raw };
                    out.write_all(print::article(&page, style).as_bytes())?;
                    if args.html.is_some() {
                        proofs.push(print::proof_of(&document.id, &page));
                    }
                }
                Err(problem) => problems.push(problem),
            }
        }
        Ok(())
    })?;
    if let Some(path) = &args.html {
        std::fs::write(path, print::proof(&proofs))
            .with_context(|| format!("writing {}", path.display()))?;
    }
    out.write_all(print::problems(&problems, style).as_bytes())?;
    Ok(match (n_articles, problems.is_empty()) {
        (_, false) => Ending::SomeFailed,
        (0, true) => Ending::Nothing,
        (_, true) => Ending::Done,
    })
}

//! `dateline copies`: which pages carry one text, and what changed between them.

use std::io::Write;

use dateline_tables::{self as tables, excerpts, families};

use crate::Ending;
use crate::brief::{Findings, find};
use crate::inputs::InputArgs;
use crate::print::{self, Report, Style};

/// Flags of `copies`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Print JSON for programs, with every difference
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    inputs: InputArgs,
}

/// Reads, compares and prints.
pub(crate) fn run(
    args: &Args,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let found = find(&args.inputs)?;
    let families = families(&found.dossier, &found.told);
    if args.json {
        let row = tables::copies(&found.dossier, &found.told, &families, &found.problems);
        serde_json::to_writer(&mut *out, &row)?;
        writeln!(out)?;
        crate::tell_failures(found.problems.len(), "under problems");
    } else {
        let report = Report::new(&found);
        out.write_all(print::copies(&report, &families, style).as_bytes())?;
        out.write_all(print::problems(&found.problems, style).as_bytes())?;
    }
    Ok(ending(&found, families.is_empty()))
}

fn ending(found: &Findings, is_empty: bool) -> Ending {
    match found.ending() {
        Ending::Done if is_empty && excerpts(&found.dossier).next().is_none() => {
            Ending::Nothing
        }
        ending => ending,
    }
}

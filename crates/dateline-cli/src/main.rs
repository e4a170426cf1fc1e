//! The `dateline` command: parse, run, exit code.

mod annotate;
mod brief;
mod contract;
mod inputs;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Reads news pages and tells who said what happened, when, and what became of it, every
/// cell with the words it was read from.
#[derive(Parser)]
#[command(name = "dateline", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Every layer of each document, one JSON object a line
    Annotate(annotate::Args),
    /// What many pages say together: timeline, claims, copies
    Brief(brief::Args),
}

/// How a run ended, as the exit code tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ending {
    /// 0: done.
    Done,
    /// 1: nothing found.
    Nothing,
    /// 2: some inputs failed.
    SomeFailed,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let ending = match cli.command {
        Command::Annotate(args) => annotate::run(&args, &mut out),
        Command::Brief(args) => brief::run(&args, &mut out),
    };
    let ending = ending.and_then(|e| out.flush().map(|()| e).map_err(Into::into));
    match ending {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Nothing) => ExitCode::from(1),
        Ok(Ending::SomeFailed) => ExitCode::from(2),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "dateline: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of our output has gone away, which is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|io| io.kind() == io::ErrorKind::BrokenPipe)
}

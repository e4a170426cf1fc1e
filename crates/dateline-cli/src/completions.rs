//! `dateline completions`: what a shell completes after `dateline`.

use std::io::Write;

use clap_complete::{Shell, generate};

use crate::Ending;

/// Flags of `completions`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script of a shell.
pub(crate) fn run(
    args: &Args,
    mut command: clap::Command,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    // The generator panics where it cannot write, so it writes to memory.
    let mut script = Vec::new();
    generate(args.shell, &mut command, "dateline", &mut script);
    out.write_all(&script)?;
    Ok(Ending::Done)
}

//! Exports: `dateline brief FILES --as FORMAT`, and the same of a store.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{ValueEnum, builder::PossibleValue};
use dateline_tables::{Export, Format};

/// Flags of an export.
#[derive(clap::Args, Clone, Debug, Default)]
#[group(skip)]
pub(crate) struct Args {
    /// Write in a format of the field
    #[arg(long = "as", value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) format: Option<FormatArg>,
    /// With --as: the file to write, or the folder where the format is several files
    #[arg(long, requires = "format", value_name = "PATH")]
    pub(crate) to: Option<PathBuf>,
    /// With --as: only one of the format's tables, to standard output
    #[arg(long, requires = "format", conflicts_with = "to", value_name = "NAME")]
    pub(crate) table: Option<String>,
}

/// `--as`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FormatArg(pub(crate) Format);

impl ValueEnum for FormatArg {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: std::sync::LazyLock<Vec<FormatArg>> =
            std::sync::LazyLock::new(|| {
                let built_in = Format::ALL.iter().copied().filter(|f| f.is_built_in());
                built_in.map(FormatArg).collect()
            });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()).help(self.0.doc()))
    }
}

/// The formats by name, each with a line on what it is; for the help of a command.
pub(crate) fn format_list() -> String {
    let line = |format: &Format| format!("  {:<15} {}\n", format.name(), format.doc());
    let built_in = Format::ALL.iter().filter(|f| f.is_built_in());
    built_in.map(line).collect()
}

/// Writes an export where the flags say; what was written goes to the person beside the
/// machine, not into the output.
pub(crate) fn run(
    export: Export<'_>,
    args: &Args,
    format: Format,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    match &args.to {
        Some(to) => write_files(export, format, to),
        None => {
            dateline_tables::write_to(export, format, args.table.as_deref(), out)?;
            Ok(())
        }
    }
}

fn write_files(export: Export<'_>, format: Format, to: &Path) -> anyhow::Result<()> {
    let written = dateline_tables::write(export, format, to)
        .with_context(|| format!("writing {}", format.name()))?;
    for file in written {
        let records = if file.records == 1 { "record" } else { "records" };
        // A closed standard error is no reason to fail.
        let _ = writeln!(
            std::io::stderr(),
            "{}: {} {records}, {} bytes, read back whole",
            file.path.display(),
            file.records,
            file.bytes
        );
    }
    Ok(())
}

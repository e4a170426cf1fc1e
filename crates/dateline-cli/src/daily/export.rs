//! `dateline export`: a store in a format of the field.

use std::io::Write;

use anyhow::bail;
use dateline::Kit;
use dateline_tables::Export;

use super::StoreArg;
use crate::Ending;
use crate::export::{self, FormatArg};

/// Flags of `export`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    store: StoreArg,
    #[command(flatten)]
    export: export::Args,
    /// Give whole texts and whole quotes too
    #[arg(long)]
    with_text: bool,
}

/// Writes all that the store holds, as people have corrected it.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> anyhow::Result<Ending> {
    let Some(FormatArg(format)) = args.export.format else {
        bail!("no format given\n{}", export::format_list().trim_end());
    };
    let held = args.store.open()?.held(&Kit::bundled())?;
    let export = Export {
        dossier: &held.dossier,
        told: &held.told,
        problems: &held.problems,
        with_text: args.with_text,
    };
    export::run(export, &args.export, format, out)?;
    Ok(if held.told.is_empty() { Ending::Nothing } else { Ending::Done })
}

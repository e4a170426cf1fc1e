//! `dateline copies`: which pages carry one text, and what changed between them.
//!
//! Of a store, the articles that share text are read again with the words of both sides at
//! hand, so that a store answers as its files do.

use std::io::Write;

use dateline_store::{Filter, Store};
use dateline_tables::{self as tables, excerpts, families};

use crate::Ending;
use crate::brief::{Findings, find};
use crate::inputs::{InputArgs, stored};
use crate::print::{self, Report, Style};

/// Flags of `copies`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Print JSON for programs, with every difference
    #[arg(long)]
    json: bool,
    /// Of a store: only what shares text with this article, event or story
    #[arg(long, value_name = "ID")]
    of: Vec<String>,
    #[command(flatten)]
    inputs: InputArgs,
}

/// Reads, compares and prints.
pub(crate) fn run(
    args: &Args,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let found = match inputs(args)? {
        Some(inputs) => find(&inputs)?,
        None => Findings::default(),
    };
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

/// What to read: the files, or of a store the articles that share text with others; `None`
/// where there are none of these.
fn inputs(args: &Args) -> anyhow::Result<Option<InputArgs>> {
    let Some((path, ids)) = stored::named(&args.inputs.files) else {
        anyhow::ensure!(args.of.is_empty(), "--of names an article of a store: {HOW}");
        return Ok(Some(args.inputs.clone()));
    };
    let store = Store::open(path)?;
    let asked: Vec<String> = ids.iter().chain(&args.of).cloned().collect();
    let articles = if asked.is_empty() {
        let mut all = Vec::new();
        let mut filter = Filter::default();
        loop {
            let page = store.copies(&filter)?;
            all.extend(page.rows.into_iter().flat_map(|g| g.articles).map(|a| a.id));
            filter.cursor = page.next;
            if filter.cursor.is_none() {
                break;
            }
        }
        all.sort();
        all.dedup();
        all
    } else {
        stored::that_share_text(&store, &asked)?
    };
    if articles.is_empty() {
        return Ok(None);
    }
    let files = std::iter::once(path.to_owned()).chain(articles).collect();
    Ok(Some(InputArgs { files, ..args.inputs.clone() }))
}

const HOW: &str = "dateline copies news.db --of a:7c1e";

fn ending(found: &Findings, is_empty: bool) -> Ending {
    match found.ending() {
        Ending::Done if is_empty && excerpts(&found.dossier).next().is_none() => {
            Ending::Nothing
        }
        ending => ending,
    }
}

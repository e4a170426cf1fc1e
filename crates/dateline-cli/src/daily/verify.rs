//! `dateline verify`: a store against itself and, with `--deep`, against a new reading.

use std::io::Write;

use dateline::Depth;
use dateline_store::{Entry, Fault, Store};
use rayon::prelude::*;
use serde_json::json;

use super::output::Format;
use super::{StoreArg, add};
use crate::Ending;
use crate::inputs::{self, InputArgs};
use crate::print::{Style, Tone, count, one_line};
use crate::progress::Progress;

/// Documents compared at a time.
const BATCH: usize = 64;
/// Faults that are printed for people.
const SHOWN: usize = 50;

/// Flags of `verify`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    store: StoreArg,
    /// Read every document again, too, and compare every row
    #[arg(long)]
    deep: bool,
    /// Threads (all processors unless given)
    #[arg(long, short, value_name = "N")]
    jobs: Option<usize>,
    /// Your own actors, as in `add`
    #[arg(long, value_name = "TSV")]
    actors: Option<std::path::PathBuf>,
    /// How to give the result: table, json or jsonl
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    to: Format,
}

/// Checks a store. A fault makes the exit code 2.
pub(crate) fn run(
    args: &Args,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let store = args.store.open()?;
    let mut faults: Vec<Fault> = Vec::new();
    let spinner = Progress::spinner("checking");
    let mut verified = store.verify(&mut |fault| faults.push(fault))?;
    drop(spinner);
    let mut compared = None;
    if args.deep {
        let (n, stale) = compare(&store, args, &mut faults)?;
        compared = Some((n, stale));
    }
    verified.faults = faults.len() as u64;
    if args.to == Format::Table {
        for fault in faults.iter().take(SHOWN) {
            let line =
                format!("{}  {}: {}", fault.at, fault.code, one_line(&fault.message));
            writeln!(out, "{}", style.paint(Tone::Bad, &line))?;
        }
        if faults.len() > SHOWN {
            writeln!(out, "and {} more: --to jsonl gives all", faults.len() - SHOWN)?;
        }
        let found = if faults.is_empty() {
            "no fault".to_owned()
        } else {
            count(faults.len(), "fault")
        };
        writeln!(
            out,
            "{} and {} checked, {found}",
            count(verified.articles as usize, "article"),
            count(verified.spans as usize, "span"),
        )?;
        if let Some((n, stale)) = compared {
            writeln!(out, "{} read again and compared", count(n, "document"))?;
            if stale > 0 {
                writeln!(
                    out,
                    "{} not compared: read by other rules; `dateline refresh` reads them again",
                    count(stale as usize, "document")
                )?;
            }
        }
    } else if args.to == Format::Jsonl {
        for fault in &faults {
            serde_json::to_writer(&mut *out, fault)?;
            writeln!(out)?;
        }
    } else {
        let row = json!({
            "schema": dateline_tables::SCHEMA,
            "verified": verified,
            "compared": compared.map(|(n, _)| n),
            "faults": faults,
        });
        writeln!(out, "{row}")?;
    }
    Ok(if faults.is_empty() { Ending::Done } else { Ending::SomeFailed })
}

/// Reads every document again and compares. Gives how many, and how many were left out
/// because other rules have read them.
fn compare(
    store: &Store,
    args: &Args,
    faults: &mut Vec<Fault>,
) -> anyhow::Result<(usize, u64)> {
    let rules = add::rules(args.actors.as_deref())?;
    let with_actors = InputArgs { actors: args.actors.clone(), ..InputArgs::default() };
    let kit = with_actors.kit()?;
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(args.jobs.unwrap_or(0)).build()?;
    let stale = store.n_stale(&rules)?;
    let progress = Progress::of_documents(store.totals()?.documents - stale);
    let (mut after, mut n) = (i64::MIN, 0);
    loop {
        let batch = store.documents_after(&rules, after, BATCH)?;
        let Some((last, _)) = batch.last() else { break };
        after = *last;
        n += batch.len();
        let entries: Vec<Entry> = pool.install(|| {
            batch
                .into_par_iter()
                .filter_map(|(_, document)| {
                    let reading =
                        inputs::read_page(&document.page(), &kit, Depth::Events).ok()?;
                    progress.read(document.bytes.len() as u64);
                    Some(Entry::new(document, reading))
                })
                .collect()
        });
        store.compare(&entries, &mut |fault| faults.push(fault))?;
    }
    Ok((n, stale))
}

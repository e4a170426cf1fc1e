//! `dateline add` and `dateline refresh`: documents are read on all threads and written by
//! one, a batch at a time.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc;
use std::time::Instant;

use anyhow::Context as _;
use dateline::{Depth, Kit};
use dateline_store::{Added, Collated, Document, Entry, Refused, Run, Store};
use dateline_tables::Problem;
use rayon::prelude::*;
use serde::Serialize;

use super::output::Format;
use super::{StoreArg, now};
use crate::Ending;
use crate::inputs::{self, Input, InputArgs, each_batch};
use crate::print::{Style, Tone, count, one_line};
use crate::progress::Progress;

/// Documents of one transaction.
const BATCH: usize = 128;
/// Batches that were read and wait to be written.
const WAITING: usize = 2;
/// Inputs that the report names for each reason.
const NAMED: usize = 3;

/// Notes of a reading that the report counts.
const TOLD: &[&str] = &["encoding", "language", "no-article", "truncated", "paywall"];

/// Flags of `add`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    store: StoreArg,
    #[command(flatten)]
    inputs: InputArgs,
    /// Do not bring the articles together yet: for several runs one after the other
    #[arg(long)]
    later: bool,
    /// How to give the report
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    to: Format,
}

/// Flags of `refresh`.
#[derive(clap::Args)]
pub(crate) struct RefreshArgs {
    #[command(flatten)]
    store: StoreArg,
    /// Threads (all processors unless given)
    #[arg(long, short, value_name = "N")]
    jobs: Option<usize>,
    /// Only say how much would be read again
    #[arg(long)]
    dry_run: bool,
    /// Your own actors, as in `add`
    #[arg(long, value_name = "TSV")]
    actors: Option<std::path::PathBuf>,
    /// How to give the report
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    to: Format,
}

/// What a run came to, for people and machines.
#[derive(Serialize, Default)]
struct Report {
    store: String,
    added: usize,
    renewed: usize,
    known: usize,
    quarantined: usize,
    seconds: f64,
    documents_per_second: f64,
    /// Reasons why inputs were not read, with how many and which.
    left_out: BTreeMap<String, Reason>,
    /// What was odd about documents that were read.
    odd: BTreeMap<String, Reason>,
    articles: u64,
    origins: u64,
    events: u64,
    claims: u64,
    stories: u64,
    pending: u64,
}

#[derive(Serialize, Default)]
struct Reason {
    n: usize,
    message: String,
    inputs: Vec<String>,
}

impl Report {
    fn count(reasons: &mut BTreeMap<String, Reason>, code: &str, name: &str, why: &str) {
        let reason = reasons.entry(code.to_owned()).or_default();
        if reason.n == 0 {
            why.clone_into(&mut reason.message);
        }
        reason.n += 1;
        if reason.inputs.len() < NAMED {
            reason.inputs.push(name.to_owned());
        }
    }
}

/// Reads inputs into a store.
pub(crate) fn run(
    args: &Args,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let kit = args.inputs.kit()?;
    let rules = rules(args.inputs.actors.as_deref())?;
    let mut store = Store::create(&args.store.store)?;
    let started = Instant::now();
    let run = store.begin_run("add", &now())?;
    let mut reader = Reader::new(&args.store.store, args.inputs.jobs, &kit)?;
    let progress = Progress::new(&args.inputs);
    let mut added = write_behind(&mut store, &rules, run, |send| {
        each_batch(&args.inputs, BATCH, &mut |batch| send(reader.read(batch, &progress)?))
    })?;
    drop(progress);
    added.known += reader.known;
    let mut report = reader.report;
    report.seconds = started.elapsed().as_secs_f64();
    let collated = bring_together(&mut store, &kit, &rules, !args.later)?;
    finish(&mut store, run, added, &mut report, &args.store.store)?;
    print(&report, collated, args.to, style, out)?;
    Ok(match (report.articles, report.quarantined) {
        (_, 1..) => Ending::SomeFailed,
        (0, 0) => Ending::Nothing,
        _ => Ending::Done,
    })
}

/// Reads documents that are in memory into a store, which is made where there is none, and
/// brings them together with the others; gives how many were new.
#[cfg(feature = "watch")]
pub(crate) fn add_documents(
    path: &Path,
    documents: Vec<Input>,
    kit: &Kit,
) -> anyhow::Result<usize> {
    let rules = rules(None)?;
    let mut store = Store::create(path)?;
    let started = Instant::now();
    let run = store.begin_run("watch", &now())?;
    let mut reader = Reader::new(path, None, kit)?;
    let batch = reader.read(documents, &Progress::hidden())?;
    let mut added = store.add(&batch.entries, &batch.refused, &rules, Some(run))?;
    added.known += reader.known;
    let n_new = added.new;
    let mut report = reader.report;
    report.seconds = started.elapsed().as_secs_f64();
    bring_together(&mut store, kit, &rules, true)?;
    finish(&mut store, run, added, &mut report, path)?;
    Ok(n_new)
}

/// Reads again what other rules have read.
pub(crate) fn refresh(
    args: &RefreshArgs,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let rules = rules(args.actors.as_deref())?;
    if args.dry_run {
        let store = args.store.open()?;
        let n = store.n_stale(&rules)?;
        let all = store.totals()?.documents;
        writeln!(out, "{n} of {all} documents were read by other rules than {rules}")?;
        return Ok(if n == 0 { Ending::Nothing } else { Ending::Done });
    }
    let with_actors = InputArgs { actors: args.actors.clone(), ..InputArgs::default() };
    let kit = with_actors.kit()?;
    let mut store = Store::open_to_refresh(&args.store.store)?;
    let started = Instant::now();
    let n_stale = store.n_stale(&rules)?;
    let run = store.begin_run("refresh", &now())?;
    let mut reader = Reader::new(&args.store.store, args.jobs, &kit)?;
    let progress = Progress::of_documents(n_stale);
    let mut added = Added::default();
    // Where the engine fails on a document, what was read before stays, and the document
    // must not be tried for ever.
    let mut failed = 0;
    loop {
        let mut stale = store.stale(&rules, BATCH + failed)?;
        stale.drain(..failed.min(stale.len()));
        if stale.is_empty() {
            break;
        }
        let batch = reader.read_again(stale, &progress);
        failed += batch.refused.len();
        let one = store.add(&batch.entries, &batch.refused, &rules, Some(run))?;
        added.renewed += one.renewed;
        added.known += one.known;
    }
    drop(progress);
    let mut report = reader.report;
    report.seconds = started.elapsed().as_secs_f64();
    let collated = bring_together(&mut store, &kit, &rules, true)?;
    finish(&mut store, run, added, &mut report, &args.store.store)?;
    print(&report, collated, args.to, style, out)?;
    Ok(if failed > 0 { Ending::SomeFailed } else { Ending::Done })
}

/// The version of all that decides what is read, the user's own actors included.
pub(super) fn rules(actors: Option<&Path>) -> anyhow::Result<String> {
    let table = actors
        .map(|path| {
            std::fs::read(path).with_context(|| format!("reading {}", path.display()))
        })
        .transpose()?;
    Ok(Store::rules(table.as_deref()))
}

/// A batch that was read.
struct Batch {
    entries: Vec<Entry>,
    refused: Vec<Refused>,
}

/// Runs `read`, which hands over batches, and writes them meanwhile on another thread.
fn write_behind(
    store: &mut Store,
    rules: &str,
    run: i64,
    read: impl FnOnce(&mut dyn FnMut(Batch) -> anyhow::Result<()>) -> anyhow::Result<()>,
) -> anyhow::Result<Added> {
    let (sender, receiver) = mpsc::sync_channel::<Batch>(WAITING);
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || -> dateline_store::Result<Added> {
            let mut added = Added::default();
            for batch in receiver {
                let one = store.add(&batch.entries, &batch.refused, rules, Some(run))?;
                added.new += one.new;
                added.renewed += one.renewed;
                added.known += one.known;
            }
            Ok(added)
        });
        let mut stopped = false;
        let done = read(&mut |batch| {
            sender.send(batch).map_err(|_| {
                stopped = true;
                anyhow::anyhow!("the store cannot be written")
            })
        });
        drop(sender);
        let written = writer.join().map_err(|_| {
            anyhow::anyhow!("the thread that writes the store has failed")
        })?;
        // Why the writer stopped says more than that it did.
        if !stopped {
            done?;
        }
        Ok(written?)
    })
}

/// Reads documents on all threads.
struct Reader<'k> {
    kit: &'k Kit,
    pool: rayon::ThreadPool,
    /// A connection of its own, to see what is there already while another one writes.
    there: Store,
    known: usize,
    report: Report,
}

impl<'k> Reader<'k> {
    fn new(store: &Path, jobs: Option<usize>, kit: &'k Kit) -> anyhow::Result<Self> {
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).build()?;
        let there = Store::open(store)?;
        Ok(Self { kit, pool, there, known: 0, report: Report::default() })
    }

    /// Reads what of a batch is not there yet.
    fn read(&mut self, batch: Vec<Input>, progress: &Progress) -> anyhow::Result<Batch> {
        let mut refused = Vec::new();
        let documents: Vec<Document> = batch
            .into_iter()
            .filter_map(|input| match input {
                Ok(document) => Some(document.into_stored()),
                Err(problem) => {
                    refused.push(refuse(problem));
                    None
                }
            })
            .collect();
        let ids: Vec<dateline::Id> =
            self.pool.install(|| documents.par_iter().map(Document::id).collect());
        let mut new = Vec::new();
        for (document, id) in documents.into_iter().zip(ids) {
            if self.there.knows(id, &document)? {
                self.known += 1;
                progress.read(document.bytes.len() as u64);
            } else {
                new.push(document);
            }
        }
        let mut batch = self.read_again(new, progress);
        self.tell(&refused);
        batch.refused.extend(refused);
        Ok(batch)
    }

    /// Reads documents.
    fn read_again(&mut self, documents: Vec<Document>, progress: &Progress) -> Batch {
        let kit = self.kit;
        let read = |document: Document| {
            let n_bytes = document.bytes.len() as u64;
            let result = inputs::read_page(&document.page(), kit, Depth::Events)
                .map(|reading| Entry::new(document, reading))
                .map_err(refuse);
            progress.read(n_bytes);
            result
        };
        let results: Vec<Result<Entry, Refused>> =
            self.pool.install(|| documents.into_par_iter().map(read).collect());
        let (mut entries, mut refused) = (Vec::new(), Vec::new());
        for result in results {
            match result {
                Ok(entry) => entries.push(entry),
                Err(why) => refused.push(why),
            }
        }
        for entry in &entries {
            for (code, message) in entry.notes().filter(|(code, _)| TOLD.contains(code)) {
                let name = entry.name();
                Report::count(&mut self.report.odd, code, name, message);
            }
        }
        self.tell(&refused);
        Batch { entries, refused }
    }

    fn tell(&mut self, refused: &[Refused]) {
        for Refused { name, code, message } in refused {
            Report::count(&mut self.report.left_out, code, name, message);
        }
    }
}

fn refuse(problem: Problem) -> Refused {
    Refused { name: problem.input, code: problem.code, message: problem.message }
}

/// Brings the articles together, if any came that were not yet.
fn bring_together(
    store: &mut Store,
    kit: &Kit,
    rules: &str,
    wanted: bool,
) -> anyhow::Result<Option<Collated>> {
    if !wanted || store.pending()? == 0 {
        return Ok(None);
    }
    let spinner = Progress::spinner("bringing the articles together");
    let collated = store.collate(kit, rules)?;
    drop(spinner);
    Ok(Some(collated))
}

/// Keeps what a run came to.
fn finish(
    store: &mut Store,
    run: i64,
    added: Added,
    report: &mut Report,
    path: &Path,
) -> anyhow::Result<()> {
    let totals = store.totals()?;
    let read = added.new + added.renewed;
    report.store = path.display().to_string();
    report.added = added.new;
    report.renewed = added.renewed;
    report.known = added.known;
    report.quarantined = report.left_out.values().map(|reason| reason.n).sum();
    report.documents_per_second = read as f64 / report.seconds.max(0.001);
    report.articles = totals.articles;
    report.origins = totals.origins;
    report.events = totals.events;
    report.claims = totals.claims;
    report.stories = totals.stories;
    report.pending = totals.pending;
    let came_to = Run {
        read,
        added: read,
        known: added.known,
        quarantined: report.quarantined,
        seconds: report.seconds,
    };
    store.end_run(run, &came_to, &serde_json::to_string(&report)?)?;
    Ok(())
}

fn print(
    report: &Report,
    collated: Option<Collated>,
    format: Format,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    if format != Format::Table {
        serde_json::to_writer(&mut *out, report)?;
        writeln!(out)?;
        return Ok(());
    }
    let read = report.added + report.renewed;
    let mut parts = vec![format!("{} added", count(report.added, "document"))];
    if report.renewed > 0 {
        parts.push(format!("{} read again", report.renewed));
    }
    parts.push(format!("{} there already", report.known));
    parts.push(format!("{} left out", report.quarantined));
    let name = one_line(&report.store);
    writeln!(out, "{}: {}", style.paint(Tone::Strong, &name), parts.join(", "))?;
    if read > 0 {
        let line = format!(
            "  in {:.1} s, {:.0} documents/s",
            report.seconds, report.documents_per_second
        );
        writeln!(out, "{}", style.paint(Tone::Faint, &line))?;
    }
    reasons(out, style, "Left out", &report.left_out)?;
    reasons(out, style, "Read, but oddly", &report.odd)?;
    if collated.is_some() || report.pending == 0 {
        writeln!(
            out,
            "In the store now: {} of {}, {}, {}, {}",
            count(report.articles as usize, "article"),
            count(report.origins as usize, "origin"),
            count(report.events as usize, "event"),
            count(report.claims as usize, "claim"),
            if report.stories == 1 {
                "1 story".to_owned()
            } else {
                format!("{} stories", report.stories)
            },
        )?;
    } else {
        writeln!(
            out,
            "{} not brought together yet: the next `add` without --later does so",
            count(report.pending as usize, "document")
        )?;
    }
    Ok(())
}

fn reasons(
    out: &mut impl Write,
    style: &Style,
    title: &str,
    reasons: &BTreeMap<String, Reason>,
) -> anyhow::Result<()> {
    if reasons.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}")?;
    for (code, reason) in reasons {
        let more = reason.n.saturating_sub(reason.inputs.len());
        let mut names: Vec<String> = reason.inputs.iter().map(|n| one_line(n)).collect();
        if more > 0 {
            names.push(format!("{more} more"));
        }
        let line = format!("{:>6}  {code}: {}", reason.n, one_line(&reason.message));
        writeln!(out, "{}", style.paint(Tone::Doubt, &line))?;
        out.write_all(style.block(Tone::Faint, &names.join(", "), 8).as_bytes())?;
    }
    Ok(())
}

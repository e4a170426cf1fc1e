//! `dateline import` and `dateline compare`: other people's event tables, by themselves and
//! beside our own coding.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::ValueEnum;
use dateline_tables::{
    Compared, Comparison, Foreign, ForeignTable, compare, read_foreign,
};
use serde_json::json;

use crate::Ending;
use crate::inputs::InputArgs;

/// Rows or problems that are shown one by one.
const SHOWN: usize = 20;

/// Whose table.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum TableArg {
    /// GDELT events, version 1 or 2
    Gdelt,
    /// POLECAT
    Polecat,
}

/// A table to read.
#[derive(clap::Args)]
pub(crate) struct TableArgs {
    /// Whose table it is
    #[arg(value_enum)]
    table: TableArg,
    /// The table, tab-separated, gzipped or not
    #[arg(value_name = "TABLE")]
    path: PathBuf,
    /// Print JSON for programs
    #[arg(long)]
    json: bool,
}

/// Flags of `compare`.
#[derive(clap::Args)]
pub(crate) struct CompareArgs {
    #[command(flatten)]
    table: TableArgs,
    #[command(flatten)]
    inputs: InputArgs,
}

/// Reads a table and tells what is in it, and what is wrong with which row.
pub(crate) fn run_import(
    args: &TableArgs,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let foreign = read(args)?;
    if args.json {
        for event in &foreign.events {
            writeln!(out, "{}", json!({"row": event}))?;
        }
        for problem in &foreign.problems {
            writeln!(out, "{}", json!({"problem": problem}))?;
        }
    } else {
        summary(&foreign, out)?;
    }
    Ok(match (foreign.events.is_empty(), foreign.problems.is_empty()) {
        (_, false) => Ending::SomeFailed,
        (true, true) => Ending::Nothing,
        (false, true) => Ending::Done,
    })
}

/// Reads pages, and tells of each row of a table whether they say so.
pub(crate) fn run_compare(
    args: &CompareArgs,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let foreign = read(&args.table)?;
    let found = crate::brief::find(&args.inputs)?;
    let comparison = compare(&foreign, found.export(false));
    if args.table.json {
        let whole = json!({
            "schema": dateline_tables::SCHEMA,
            "counts": comparison.counts(),
            "rows": comparison.rows,
            "ours_alone": comparison.ours_alone,
            "problems": foreign.problems,
        });
        writeln!(out, "{whole}")?;
    } else {
        report(&foreign, &comparison, out)?;
    }
    crate::tell_failures(found.problems.len(), "in `dateline brief`");
    Ok(if foreign.events.is_empty() { Ending::Nothing } else { found.ending() })
}

fn read(args: &TableArgs) -> anyhow::Result<Foreign> {
    let name = args.path.display();
    let file = File::open(&args.path).with_context(|| format!("opening {name}"))?;
    let kind = match args.table {
        TableArg::Gdelt => ForeignTable::Gdelt,
        TableArg::Polecat => ForeignTable::Polecat,
    };
    let is_packed = args.path.extension().is_some_and(|e| e == "gz");
    let foreign = if is_packed {
        let unpacked = flate2::read::MultiGzDecoder::new(BufReader::new(file));
        read_foreign(kind, &mut BufReader::new(unpacked))
    } else {
        read_foreign(kind, &mut BufReader::new(file))
    };
    foreign.with_context(|| format!("reading {name}"))
}

fn summary(foreign: &Foreign, out: &mut impl Write) -> anyhow::Result<()> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for event in &foreign.events {
        *kinds.entry(event.kind.as_deref().unwrap_or("no PLOVER type")).or_default() += 1;
    }
    writeln!(out, "{} rows", foreign.events.len())?;
    for (kind, n) in kinds {
        writeln!(out, "  {n:>8}  {kind}")?;
    }
    problems(foreign, out)
}

fn problems(foreign: &Foreign, out: &mut impl Write) -> anyhow::Result<()> {
    let n = foreign.problems.len();
    if n > 0 {
        writeln!(out, "{n} problems")?;
    }
    for problem in foreign.problems.iter().take(SHOWN) {
        let message: String = problem.message.chars().take(100).collect();
        writeln!(out, "  line {}: {}: {message}", problem.line, problem.code)?;
    }
    if n > SHOWN {
        writeln!(out, "  and {} more (--json has all)", n - SHOWN)?;
    }
    Ok(())
}

fn report(
    foreign: &Foreign,
    comparison: &Comparison,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let counts = comparison.counts();
    let of = |name: &str| counts.get(name).copied().unwrap_or(0);
    writeln!(
        out,
        "{} rows: {} we have, {} we tell otherwise, {} we lack; {} of ours stand in no row",
        comparison.rows.len(),
        of("have"),
        of("differs"),
        of("missing"),
        comparison.ours_alone.len()
    )?;
    for (why, meaning) in REASONS {
        if of(why) > 0 {
            writeln!(out, "  {:>6}  {why}: {meaning}", of(why))?;
        }
    }
    let open = comparison.rows.iter().filter(|row| row.verdict != "have");
    for row in open.take(SHOWN) {
        writeln!(out, "{}", line(row))?;
    }
    problems(foreign, out)
}

/// Every reason with its meaning.
const REASONS: [(&str, &str); 8] = [
    ("type", "our event has another type"),
    ("actors", "an actor of the row takes no part in ours"),
    ("status", "ours did not happen: planned, alleged, denied or the like"),
    ("place", "ours has another place"),
    ("date", "ours has another day"),
    ("no_article", "no page here tells of that day, or has that address"),
    ("no_event", "the page or the day is here, but no such event was read"),
    ("no_day", "the row has no day to look for"),
];

fn line(row: &Compared) -> String {
    let of = &row.row;
    let day = of.date.map_or("no day".to_owned(), |d| d.to_string());
    let name = |who: &dateline_tables::ForeignActor| {
        let name = who.name.as_deref().or(who.country.as_deref());
        crate::print::printable(name.unwrap_or("?"))
    };
    let kind = of.kind.as_deref().or(of.cameo.as_deref()).unwrap_or("?");
    format!(
        "line {}: {day} {} {} → {}: {} ({}){}",
        of.line,
        crate::print::printable(kind),
        name(&of.actor),
        name(&of.recipient),
        row.verdict,
        row.because.join(", "),
        row.event.as_ref().map(|id| format!(" {id}")).unwrap_or_default()
    )
}

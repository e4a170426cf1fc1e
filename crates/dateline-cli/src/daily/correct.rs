//! `dateline correct` and `dateline corrections`.

use std::io::Write;

use dateline_store::{Action, NewCorrection, Rows, Store, What};

use super::ask::OutputArgs;
use super::{StoreArg, now, output};
use crate::Ending;
use crate::print::Style;

/// Flags of `correct`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    store: StoreArg,
    /// The event, claim or article (or, to take it back, the correction)
    #[arg(value_name = "ID")]
    target: String,
    /// accept, reject, undo, or cells with their right values: status=planned
    #[arg(required = true, value_name = "WHAT")]
    what: Vec<String>,
    /// Who says so
    #[arg(long, value_name = "NAME", env = "DATELINE_AUTHOR")]
    by: String,
    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: Option<String>,
}

/// Keeps corrections.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> anyhow::Result<Ending> {
    let mut store = Store::open_to_write(&args.store.store)?;
    if args.what == ["undo"] {
        let (what, id) = store.resolve(&args.target)?;
        if what != What::Correction {
            anyhow::bail!(
                "{id} is no correction\n`dateline corrections` lists them with their \
                 identifiers (x:...)"
            );
        }
        store.undo(&id, &now())?;
        writeln!(out, "{id} is taken back")?;
        return Ok(Ending::Done);
    }
    // All are understood before any is kept.
    let made: Vec<NewCorrection> =
        args.what.iter().map(|what| one(args, what)).collect::<Result<_, _>>()?;
    for correction in made {
        let id = store.correct(&correction)?;
        let told = match correction.action {
            Action::Edit => format!(
                "{} = {}",
                correction.field,
                correction.value.as_deref().unwrap_or("not known")
            ),
            Action::Accept => "accepted".to_owned(),
            Action::Reject => "rejected".to_owned(),
        };
        writeln!(out, "{id}  {}  {told}", correction.target)?;
    }
    Ok(Ending::Done)
}

fn one(args: &Args, what: &str) -> anyhow::Result<NewCorrection> {
    let (action, field, value) = match what.split_once('=') {
        Some((field, value)) => {
            let value = Some(value.trim().to_owned()).filter(|v| !v.is_empty());
            (Action::Edit, field.trim().to_owned(), value)
        }
        None if what == "accept" => (Action::Accept, String::new(), None),
        None if what == "reject" => (Action::Reject, String::new(), None),
        None => anyhow::bail!(
            "{what:?}: write accept, reject, undo, or a cell and its value: status=planned"
        ),
    };
    Ok(NewCorrection {
        target: args.target.clone(),
        action,
        field,
        value,
        author: args.by.clone(),
        made_at: now(),
        reason: args.reason.clone(),
    })
}

/// Flags of `corrections`.
#[derive(clap::Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    store: StoreArg,
    /// What was judged, as JSON lines with its documents, for `dateline score`
    #[arg(long)]
    gold: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// Lists corrections.
pub(crate) fn list(
    args: &ListArgs,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let store = args.store.open()?;
    if args.gold {
        let lines = store.gold()?;
        for line in &lines {
            serde_json::to_writer(&mut *out, line)?;
            writeln!(out)?;
        }
        return Ok(if lines.is_empty() { Ending::Nothing } else { Ending::Done });
    }
    let limit = args.output.limit.unwrap_or(0);
    let mut all = Some(store.corrections()?);
    let mut fetch = |_| Ok(Rows { rows: all.take().unwrap_or_default(), next: None });
    let (n, _) = output::print(args.output.to, limit, style, &mut fetch, out)?;
    if n == 0 && args.output.to == output::Format::Table {
        writeln!(out, "nobody has corrected anything")?;
    }
    Ok(if n == 0 { Ending::Nothing } else { Ending::Done })
}

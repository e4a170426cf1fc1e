//! `dateline brief`: what many pages say together; keeps nothing.

use std::io::Write;

use dateline::{Brief, Depth, Dossier, Kit, Reading, collate};
use rayon::prelude::*;

use crate::Ending;
use crate::contract::{self, Problem, Told};
use crate::inputs::{Document, InputArgs, each_batch, problem};

/// Documents read at a time.
const BATCH: usize = 256;

/// Notes that a reader of the dossier must know of, although the document was read.
const TOLD_AS_PROBLEMS: &[&str] = &["encoding", "language", "no-article"];

/// Flags of `brief`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// Print JSON for machines
    #[arg(long)]
    json: bool,
    /// With --json: give each article's whole text too
    #[arg(long)]
    with_text: bool,
}

/// Everything a run of `brief` found.
pub(crate) struct Findings {
    /// What the articles say together.
    pub(crate) dossier: Dossier,
    /// The articles' texts, in the order of `dossier.briefs`.
    pub(crate) told: Vec<Told>,
    /// What could not be read, or only oddly; sorted.
    pub(crate) problems: Vec<Problem>,
}

/// Reads, collates and prints.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> anyhow::Result<Ending> {
    let found = find(&args.inputs)?;
    let row =
        contract::dossier(&found.dossier, &found.told, &found.problems, args.with_text);
    if args.json {
        serde_json::to_writer(&mut *out, &row)?;
    } else {
        serde_json::to_writer_pretty(&mut *out, &row)?;
    }
    writeln!(out)?;
    Ok(match (found.dossier.briefs.is_empty(), found.problems.is_empty()) {
        (_, false) => Ending::SomeFailed,
        (true, true) => Ending::Nothing,
        (false, true) => Ending::Done,
    })
}

/// Reads every input and brings the briefs together.
pub(crate) fn find(inputs: &InputArgs) -> anyhow::Result<Findings> {
    let kit = Kit::bundled();
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(inputs.jobs.unwrap_or(0)).build()?;
    let (mut pairs, mut problems) = (Vec::new(), Vec::new());
    each_batch(inputs, BATCH, &mut |batch| {
        let read =
            |input: Result<Document, Problem>| input.and_then(|d| boil_down(&d, &kit));
        let results: Vec<_> =
            pool.install(|| batch.into_par_iter().map(read).collect::<Vec<_>>());
        for result in results {
            match result {
                Ok((brief, told, odd)) => {
                    pairs.push((brief, told));
                    problems.extend(odd);
                }
                Err(problem) => problems.push(problem),
            }
        }
        Ok(())
    })?;
    problems.sort_by(|a, b| (&a.input, &a.code).cmp(&(&b.input, &b.code)));
    let (briefs, mut told): (Vec<Brief>, Vec<Told>) = pairs.into_iter().unzip();
    let mut order: Vec<(dateline::Id, String, usize)> =
        briefs.iter().enumerate().map(|(i, b)| (b.id, b.name.clone(), i)).collect();
    order.sort();
    let dossier = collate(briefs, &kit);
    let mut sorted: Vec<Option<Told>> = told.drain(..).map(Some).collect();
    let told = order.iter().filter_map(|(_, _, i)| sorted[*i].take()).collect();
    Ok(Findings { dossier, told, problems })
}

fn boil_down(
    document: &Document,
    kit: &Kit,
) -> Result<(Brief, Told, Vec<Problem>), Problem> {
    let reading = document.read(kit, Depth::Events)?;
    let brief = reading.brief(&document.id);
    let odd = reading
        .notes
        .0
        .iter()
        .filter(|note| TOLD_AS_PROBLEMS.contains(&note.code))
        .map(|note| problem(&document.id, note.code, note.message.clone()))
        .collect();
    Ok((brief, told(document, reading), odd))
}

fn told(document: &Document, reading: Reading) -> Told {
    Told {
        name: document.id.clone(),
        url: document.url.clone(),
        bylines: reading.article.bylines.iter().map(|b| b.value.clone()).collect(),
        updated: reading.article.updated.as_ref().map(|u| u.value),
        dateline_place: reading.article.dateline_place.as_ref().map(|d| d.value.clone()),
        text: reading.source.text,
    }
}

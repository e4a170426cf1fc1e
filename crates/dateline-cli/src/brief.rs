//! `dateline brief`: what many pages say together; keeps nothing.

use std::io::Write;

use dateline::{Brief, Depth, Dossier, Kit, Reading, collate};
use rayon::prelude::*;

use crate::Ending;
use crate::export::{self, FormatArg};
use crate::inputs::{Document, Input, InputArgs, each_batch, problem, stored};
use crate::lines::Lines;
use crate::print::{self, Report, Style, digest};
use crate::progress::Progress;
use dateline_store::{Held, Store};
use dateline_tables::{self as tables, Export, Problem, Told};

/// Documents read at a time.
const BATCH: usize = 256;

/// Notes that a reader of the dossier must know of, although the document was read.
const TOLD_AS_PROBLEMS: &[&str] = &["encoding", "language", "no-article"];

/// Flags of `brief`.
#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("machine").args(["json", "format"]))]
pub(crate) struct Args {
    /// Print JSON for programs
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    export: export::Args,
    /// Print only a timeline of so many dated lines, each with its source
    #[arg(long, value_name = "N", conflicts_with = "machine")]
    length: Option<usize>,
    /// With --json or --as: give each article's whole text too
    #[arg(long, requires = "machine")]
    with_text: bool,
    #[command(flatten)]
    inputs: InputArgs,
}

/// Everything a run of `brief` found.
#[derive(Default)]
pub(crate) struct Findings {
    /// What the articles say together.
    pub(crate) dossier: Dossier,
    /// The articles' texts, in the order of `dossier.briefs`.
    pub(crate) told: Vec<Told>,
    /// Which line of the user's file each byte of a text stands on, in the same order.
    pub(crate) lines: Vec<Lines>,
    /// What could not be read, or only oddly; sorted.
    pub(crate) problems: Vec<Problem>,
}

impl Findings {
    /// What an export writes.
    pub(crate) fn export(&self, with_text: bool) -> Export<'_> {
        let (dossier, told) = (&self.dossier, self.told.as_slice());
        Export { dossier, told, problems: &self.problems, with_text }
    }

    /// How the run ended.
    pub(crate) fn ending(&self) -> Ending {
        let n_articles = self.dossier.briefs.iter().filter(|b| b.is_article).count();
        match (n_articles, self.problems.is_empty()) {
            (_, false) => Ending::SomeFailed,
            (0, true) => Ending::Nothing,
            (_, true) => Ending::Done,
        }
    }
}

/// Reads, collates and prints.
pub(crate) fn run(
    args: &Args,
    style: &Style,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    let found = match stored::named(&args.inputs.files) {
        Some((store, [])) => of_store(store, &args.inputs.kit()?)?,
        _ => find(&args.inputs)?,
    };
    if let Some(FormatArg(format)) = args.export.format {
        export::run(found.export(args.with_text), &args.export, format, out)?;
        crate::tell_failures(found.problems.len(), "in `dateline brief` without --as");
        return Ok(found.ending());
    }
    if let Some(n) = args.length {
        let lines = digest::pick(digest::lines(&Report::new(&found)), n);
        out.write_all(digest::text(&lines).as_bytes())?;
        crate::tell_failures(
            found.problems.len(),
            "in `dateline brief` without --length",
        );
        return Ok(found.ending());
    }
    if args.json {
        let (dossier, told) = (&found.dossier, &found.told);
        let row = tables::dossier(dossier, told, &found.problems, args.with_text);
        serde_json::to_writer(&mut *out, &row)?;
        writeln!(out)?;
        crate::tell_failures(found.problems.len(), "under problems");
    } else {
        out.write_all(print::dossier(&Report::new(&found), style).as_bytes())?;
    }
    Ok(found.ending())
}

/// All that a store holds, as people have corrected it. Nothing is read again but the pages
/// of HTML, whose words stand on lines that only the page knows.
fn of_store(path: &str, kit: &Kit) -> anyhow::Result<Findings> {
    let mut store = Store::open(path)?;
    let Held { dossier, told, problems } = store.held(kit)?;
    let lines = dossier
        .briefs
        .iter()
        .zip(&told)
        .map(|(brief, told)| {
            let stored = store.document(&format!("a:{}", brief.id))?;
            if stored.bytes == told.text.as_bytes() {
                return Ok(Lines::of_bytes(&stored.bytes));
            }
            let document = Document::of_stored(stored);
            let raw = document.raw_lines();
            // A page on which the engine fails was not stored; where it does, a line is
            // the text's own.
            Ok(match document.read(kit, Depth::Article) {
                Ok(reading) => Lines::of_source(&reading.source, &raw),
                Err(_) => Lines::of_bytes(told.text.as_bytes()),
            })
        })
        .collect::<anyhow::Result<_>>()?;
    Ok(Findings { dossier, told, lines, problems })
}

/// Reads every input and brings the briefs together.
pub(crate) fn find(inputs: &InputArgs) -> anyhow::Result<Findings> {
    let mut reader = Reader { kit: inputs.kit()?, ..Reader::new(inputs.jobs)? };
    let progress = Progress::new(inputs);
    each_batch(inputs, BATCH, &mut |batch| {
        reader.take(batch, &progress);
        Ok(())
    })?;
    Ok(reader.finish())
}

/// Reads documents in parallel and keeps what they boil down to.
pub(crate) struct Reader {
    kit: Kit,
    pool: rayon::ThreadPool,
    read: Vec<(Brief, Told, Lines)>,
    problems: Vec<Problem>,
}

impl Reader {
    /// A reader on so many threads.
    pub(crate) fn new(jobs: Option<usize>) -> anyhow::Result<Self> {
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).build()?;
        Ok(Self { kit: Kit::bundled(), pool, read: Vec::new(), problems: Vec::new() })
    }

    /// Reads a batch.
    pub(crate) fn take(&mut self, batch: Vec<Input>, progress: &Progress) {
        let kit = &self.kit;
        let read = |input: Input| {
            input.and_then(|document| {
                let result = boil_down(&document, kit);
                progress.read(document.n_bytes());
                result
            })
        };
        let results: Vec<_> =
            self.pool.install(|| batch.into_par_iter().map(read).collect());
        for result in results {
            match result {
                Ok((article, odd)) => {
                    self.read.push(article);
                    self.problems.extend(odd);
                }
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    /// Collates what was read. The order of the input leaves no trace.
    pub(crate) fn finish(self) -> Findings {
        bring_together(self.read, self.problems, &self.kit)
    }

    /// What it reads with.
    #[cfg(feature = "watch")]
    pub(crate) fn kit(&self) -> &Kit {
        &self.kit
    }

    /// How many documents are held.
    #[cfg(feature = "watch")]
    pub(crate) fn n_read(&self) -> usize {
        self.read.len()
    }

    /// Collates what was read from the `from`th document on, and reads on.
    #[cfg(feature = "watch")]
    pub(crate) fn since(&self, from: usize) -> Findings {
        let read = self.read.get(from..).unwrap_or_default().to_vec();
        bring_together(read, Vec::new(), &self.kit)
    }

    /// Drops all documents but the `n` that were read last, and the problems.
    #[cfg(feature = "watch")]
    pub(crate) fn keep_last(&mut self, n: usize) {
        let over = self.read.len().saturating_sub(n);
        self.read.drain(..over);
        self.problems.clear();
    }
}

fn bring_together(
    mut read: Vec<(Brief, Told, Lines)>,
    mut problems: Vec<Problem>,
    kit: &Kit,
) -> Findings {
    // The order in which `collate` sorts its briefs.
    read.sort_by_key(|(brief, ..)| brief.id);
    read.dedup_by(|(later, ..), (first, ..)| {
        let twice = later.id == first.id;
        if twice {
            let message = "given twice; it counts once".to_owned();
            problems.push(problem(&later.name, "twice", message));
        }
        twice
    });
    problems.sort_by(|a, b| (&a.input, &a.code).cmp(&(&b.input, &b.code)));
    let (mut briefs, mut told, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for (brief, article, numbered) in read {
        briefs.push(brief);
        told.push(article);
        lines.push(numbered);
    }
    Findings { dossier: collate(briefs, kit), told, lines, problems }
}

fn boil_down(
    document: &Document,
    kit: &Kit,
) -> Result<((Brief, Told, Lines), Vec<Problem>), Problem> {
    let reading = document.read(kit, Depth::Events)?;
    let brief = reading.brief(&document.id);
    let odd = reading
        .notes
        .0
        .iter()
        .filter(|note| TOLD_AS_PROBLEMS.contains(&note.code))
        .map(|note| problem(&document.id, note.code, note.message.clone()))
        .collect();
    let lines = Lines::of_source(&reading.source, &document.raw_lines());
    Ok(((brief, told(document, reading), lines), odd))
}

fn told(document: &Document, reading: Reading) -> Told {
    Told {
        name: document.id.clone(),
        url: document.url.clone(),
        bylines: reading.article.bylines.iter().map(|b| b.value.clone()).collect(),
        updated: reading.article.updated.as_ref().map(|u| u.value),
        dateline_place: reading.article.dateline_place.as_ref().map(|d| d.value.clone()),
        deck: reading.article.deck.as_ref().map(|d| d.value.clone()),
        language: reading.article.language.to_owned(),
        retrieved: document.retrieved.clone(),
        text: reading.source.text,
    }
}

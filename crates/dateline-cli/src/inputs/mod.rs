//! Inputs: files, folders, standard input, JSON lines, feeds and WARC files become
//! documents, or problems with a reason.

mod feeds;
mod files;
mod jsonl;
pub(crate) mod stored;
mod warc;

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::PathBuf,
};

use anyhow::Context as _;
use clap::ValueEnum;
use dateline::{Depth, Kind, Kit, Page, Reading, WrongLine, read_to};

pub(crate) use files::total_bytes;

use crate::lines::Lines;
use dateline_tables::Problem;

/// Documents larger than this are refused: no news page is.
const MAX_BYTES: u64 = 64 << 20;

/// How the inputs are given.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct InputArgs {
    /// Files or folders to read: saved pages, text, .jsonl, feeds, .warc, any of them
    /// gzipped; `-` is standard input. Or a store, and which articles of it (`a:7c1e`)
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<String>,
    /// How to understand the files
    #[arg(long, value_enum, default_value_t = KindArg::Auto)]
    pub(crate) kind: KindArg,
    /// What standard input holds: one document, or JSON lines
    #[arg(long, value_enum)]
    pub(crate) from: Option<FromArg>,
    /// When the documents were published, where they do not say themselves
    #[arg(long, value_name = "DATETIME")]
    pub(crate) published: Option<String>,
    /// Threads (all processors unless given); the output is the same for any number
    #[arg(long, short, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    /// Your own actors: lines of code, kind and names, separated by tabs, names by `|`
    /// ("DNKGOV", "government", "Ferry Board|FB"); they overrule the bundled ones. A wrong
    /// line is named and left out (docs/actors.md)
    #[arg(long, value_name = "TSV")]
    pub(crate) actors: Option<PathBuf>,
    /// Another block model, for figures on pages that the bundled one was fitted on
    #[arg(long, value_name = "WEIGHTS", hide = true)]
    pub(crate) block_model: Option<PathBuf>,
}

impl InputArgs {
    /// What the engine knows, with the user's own actors. Lines of their file that are
    /// wrong are named on standard error and left out; the others count.
    pub(crate) fn kit(&self) -> anyhow::Result<Kit> {
        let mut kit = Kit::bundled();
        if let Some(path) = &self.block_model {
            let name = path.display();
            let weights =
                std::fs::read(path).with_context(|| format!("reading {name}"))?;
            kit = kit
                .with_block_model(&weights)
                .with_context(|| format!("{name}: weights of another format"))?;
        }
        let Some(path) = &self.actors else { return Ok(kit) };
        let name = path.display();
        let table = std::fs::read(path).with_context(|| format!("reading {name}"))?;
        let (kit, wrong) = kit.with_actors(&String::from_utf8_lossy(&table));
        for WrongLine { line, reason } in wrong {
            let _ = writeln!(
                io::stderr(),
                "dateline: {name}, line {line}: {reason}; the line is left out"
            );
        }
        Ok(kit)
    }
}

/// `--kind`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(crate) enum KindArg {
    /// Find out
    #[default]
    Auto,
    /// A web page
    Html,
    /// Scraped text with menus and other furniture left in
    Page,
    /// Clean article text
    Body,
}

impl From<KindArg> for Kind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Auto => Kind::Auto,
            KindArg::Html => Kind::Html,
            KindArg::Page => Kind::Page,
            KindArg::Body => Kind::Body,
        }
    }
}

/// `--from`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum FromArg {
    /// JSON lines
    Jsonl,
    /// One document
    Text,
}

/// One document with what is known about it, owned.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    pub(crate) id: String,
    bytes: Vec<u8>,
    kind: Kind,
    pub(crate) url: Option<String>,
    title: Option<String>,
    publisher: Option<String>,
    published: Option<String>,
    pub(crate) retrieved: Option<String>,
    charset: Option<String>,
}

/// A document, or the reason why there is none.
pub(crate) type Input = Result<Document, Problem>;

impl Document {
    /// A page inside the binary.
    pub(crate) fn bundled(id: &str, text: &str) -> Self {
        Self { id: id.to_owned(), bytes: text.as_bytes().to_vec(), ..Self::default() }
    }

    /// A page that was fetched: its address, title, publisher and time of publication, each
    /// as far as the feed has it.
    #[cfg(feature = "watch")]
    pub(crate) fn fetched(
        id: String,
        bytes: Vec<u8>,
        charset: Option<String>,
        [url, title, publisher, published]: [Option<String>; 4],
    ) -> Self {
        let kind = Kind::Html;
        let retrieved = Some(crate::daily::now());
        Self { id, bytes, kind, url, title, publisher, published, retrieved, charset }
    }

    /// A document of a store, as it was given.
    pub(crate) fn of_stored(stored: dateline_store::Document) -> Self {
        let kind = stored.page().kind;
        let dateline_store::Document { name, bytes, given } = stored;
        Self {
            id: name,
            bytes,
            kind,
            url: given.url,
            title: given.title,
            publisher: given.publisher,
            published: given.published,
            retrieved: given.retrieved,
            charset: given.charset,
        }
    }

    /// Its size as given.
    pub(crate) fn n_bytes(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The lines of the document as given.
    pub(crate) fn raw_lines(&self) -> Lines {
        Lines::of_bytes(&self.bytes)
    }

    /// As a store keeps it.
    pub(crate) fn into_stored(self) -> dateline_store::Document {
        let given = dateline_store::Given {
            kind: dateline_store::kind_name(self.kind).to_owned(),
            url: self.url,
            title: self.title,
            publisher: self.publisher,
            published: self.published,
            retrieved: self.retrieved,
            charset: self.charset,
        };
        dateline_store::Document { name: self.id, bytes: self.bytes, given }
    }

    /// Reads it with the engine. A defect in the engine costs this document, not the run.
    pub(crate) fn read(&self, kit: &Kit, depth: Depth) -> Result<Reading, Problem> {
        let page = Page {
            id: &self.id,
            bytes: &self.bytes,
            kind: self.kind,
            url: self.url.as_deref(),
            title: self.title.as_deref(),
            publisher: self.publisher.as_deref(),
            published: self.published.as_deref(),
            retrieved: self.retrieved.as_deref(),
            charset: self.charset.as_deref(),
        };
        read_page(&page, kit, depth)
    }
}

/// Reads a page with the engine. A defect in the engine costs this page, not the run.
pub(crate) fn read_page(
    page: &Page<'_>,
    kit: &Kit,
    depth: Depth,
) -> Result<Reading, Problem> {
    let attempt = std::panic::AssertUnwindSafe(|| read_to(page, kit, depth));
    std::panic::catch_unwind(attempt)
        .map_err(|_| problem(page.id, "defect", "the engine failed on this document"))
}

/// A problem with an input.
pub(crate) fn problem(input: &str, code: &str, message: impl Into<String>) -> Problem {
    Problem { input: input.to_owned(), code: code.to_owned(), message: message.into() }
}

/// Takes one input; an error ends the run (the output cannot be written).
type Push<'p> = &'p mut dyn FnMut(Input) -> anyhow::Result<()>;

/// Hands over every input in order, a batch at a time, so that a large file of JSON lines
/// never stands in memory whole.
pub(crate) fn each_batch(
    args: &InputArgs,
    batch: usize,
    take: &mut dyn FnMut(Vec<Input>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut open = Vec::with_capacity(batch);
    let mut push = |input: Input| -> anyhow::Result<()> {
        open.push(input);
        if open.len() >= batch {
            take(std::mem::take(&mut open))?;
        }
        Ok(())
    };
    if args.files.is_empty() && io::stdin().is_terminal() {
        anyhow::bail!("no files given\nname some, or `-` for standard input");
    }
    if let Some((store, ids)) = stored::named(&args.files) {
        stored::each_document(store, ids, &mut push)?;
        if !open.is_empty() {
            take(open)?;
        }
        return Ok(());
    }
    let stdin = ["-".to_owned()];
    let files = if args.files.is_empty() { &stdin[..] } else { &args.files };
    for name in files {
        files::each_document(name, args, &mut push)?;
    }
    if !open.is_empty() {
        take(open)?;
    }
    Ok(())
}

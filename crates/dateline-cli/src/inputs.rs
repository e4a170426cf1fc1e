//! Inputs: files, standard input and JSON lines become documents, or problems with a reason.

use std::fs;
use std::io::{self, BufRead, IsTerminal as _, Read};
use std::path::Path;

use clap::ValueEnum;
use dateline::{Depth, Kind, Kit, Page, Reading, read_to};
use serde::Deserialize;

use crate::contract::Problem;
use crate::lines::Lines;

/// Documents larger than this are refused: no news page is.
const MAX_BYTES: u64 = 64 << 20;

/// How the inputs are given.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct InputArgs {
    /// Files to read; `-` is standard input; a name that ends in .jsonl holds one document a
    /// line
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
}

/// `--kind`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum KindArg {
    /// Find out
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
    retrieved: Option<String>,
}

/// A line of JSON input.
#[derive(Deserialize)]
struct Row {
    id: serde_json::Value,
    text: Option<String>,
    html: Option<String>,
    kind: Option<String>,
    url: Option<String>,
    title: Option<String>,
    published: Option<String>,
    retrieved: Option<String>,
    publisher: Option<String>,
}

/// A document, or the reason why there is none.
pub(crate) type Input = Result<Document, Problem>;

impl Document {
    /// A page inside the binary.
    pub(crate) fn bundled(id: &str, text: &str) -> Self {
        Self { id: id.to_owned(), bytes: text.as_bytes().to_vec(), ..Self::default() }
    }

    /// Its size as given.
    pub(crate) fn n_bytes(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The lines of the document as given.
    pub(crate) fn raw_lines(&self) -> Lines {
        Lines::of_bytes(&self.bytes)
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
            charset: None,
        };
        let attempt = std::panic::AssertUnwindSafe(|| read_to(&page, kit, depth));
        std::panic::catch_unwind(attempt).map_err(|_| {
            problem(&self.id, "defect", "the engine failed on this document")
        })
    }
}

/// A problem with an input.
pub(crate) fn problem(input: &str, code: &str, message: impl Into<String>) -> Problem {
    Problem { input: input.to_owned(), code: code.to_owned(), message: message.into() }
}

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
    let stdin = ["-".to_owned()];
    let files = if args.files.is_empty() { &stdin[..] } else { &args.files };
    for file in files {
        let jsonl = args.from == Some(FromArg::Jsonl) && file == "-"
            || Path::new(file).extension().is_some_and(|e| e == "jsonl");
        if jsonl {
            each_line(file, args, &mut push)?;
        } else {
            push(one_file(file, args))?;
        }
    }
    if !open.is_empty() {
        take(open)?;
    }
    Ok(())
}

/// The document in a file.
fn one_file(name: &str, args: &InputArgs) -> Input {
    let bytes =
        file_bytes(name).map_err(|(code, message)| problem(name, code, message))?;
    check_bytes(name, &bytes)?;
    Ok(Document {
        id: name.to_owned(),
        bytes,
        kind: args.kind.into(),
        published: args.published.clone(),
        ..Document::default()
    })
}

fn file_bytes(name: &str) -> Result<Vec<u8>, (&'static str, String)> {
    let io_problem = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => ("missing", "no such file".to_owned()),
        io::ErrorKind::PermissionDenied => ("permission", "may not be read".to_owned()),
        io::ErrorKind::IsADirectory => ("directory", "is a directory".to_owned()),
        _ => ("io", error.to_string()),
    };
    let mut bytes = Vec::new();
    if name == "-" {
        io::stdin()
            .lock()
            .take(MAX_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(io_problem)?;
    } else {
        let facts = fs::metadata(name).map_err(io_problem)?;
        if facts.is_dir() {
            return Err(("directory", "is a directory".to_owned()));
        }
        let file = fs::File::open(name).map_err(io_problem)?;
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io_problem)?;
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(("too-large", format!("more than {} MiB", MAX_BYTES >> 20)));
    }
    Ok(bytes)
}

/// Refuses what is no text at all.
fn check_bytes(name: &str, bytes: &[u8]) -> Result<(), Problem> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(problem(name, "empty", "there is nothing in it"));
    }
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let head = &bytes[..bytes.len().min(8192)];
    let strange = |b: &&u8| **b < 9 || (14..32).contains(*b) && **b != 27;
    if !utf16 && head.iter().filter(strange).count() * 50 > head.len() {
        return Err(problem(name, "binary", "is not text"));
    }
    Ok(())
}

/// The documents of a file of JSON lines.
fn each_line(
    name: &str,
    args: &InputArgs,
    push: &mut dyn FnMut(Input) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let reader: Box<dyn BufRead> = if name == "-" {
        Box::new(io::stdin().lock())
    } else {
        match fs::File::open(name) {
            Ok(file) => Box::new(io::BufReader::new(file)),
            Err(_) => return push(one_file(name, args)),
        }
    };
    let mut reader = reader;
    let mut line = Vec::new();
    for n in 1.. {
        line.clear();
        let read = (&mut reader).take(MAX_BYTES + 1).read_until(b'\n', &mut line);
        match read {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => return push(Err(problem(name, "io", error.to_string()))),
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        push(one_line(name, n, &line, args))?;
    }
    Ok(())
}

fn one_line(name: &str, n: usize, line: &[u8], args: &InputArgs) -> Input {
    let at = format!("{name}:{n}");
    let row: Row = serde_json::from_slice(line)
        .map_err(|error| problem(&at, "json", format!("line {n}: {error}")))?;
    let id = match row.id {
        serde_json::Value::String(id) => id,
        other => return Err(problem(&at, "json", format!("line {n}: id is {other}"))),
    };
    let (text, default) = match (row.text, row.html) {
        (Some(text), _) => (text, Kind::from(args.kind)),
        (None, Some(html)) => (html, Kind::Html),
        (None, None) => return Err(problem(&id, "json", "neither text nor html")),
    };
    let kind = match row.kind.as_deref() {
        None => default,
        Some("html") => Kind::Html,
        Some("page") => Kind::Page,
        Some("body") => Kind::Body,
        Some("auto") => Kind::Auto,
        Some(other) => {
            return Err(problem(&id, "json", format!("unknown kind {other:?}")));
        }
    };
    if text.trim().is_empty() {
        return Err(problem(&id, "empty", "there is nothing in it"));
    }
    Ok(Document {
        id,
        bytes: text.into_bytes(),
        kind,
        url: row.url,
        title: row.title,
        publisher: row.publisher,
        published: row.published.or_else(|| args.published.clone()),
        retrieved: row.retrieved,
    })
}

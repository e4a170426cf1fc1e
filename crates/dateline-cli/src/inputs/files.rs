//! Files and folders: what each holds is found by its first bytes, not only by its name.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::{
    Document, FromArg, Input, InputArgs, MAX_BYTES, Push, feeds, jsonl, problem, warc,
};

/// Endings of the files of a folder that are read; others are passed over.
const READ_IN_FOLDERS: &[&str] = &[
    "txt", "text", "html", "htm", "xhtml", "jsonl", "ndjson", "xml", "rss", "atom",
    "warc", "gz", "json",
];

/// Folders are followed this deep.
const MAX_DEPTH: usize = 16;

/// Every document of one argument: a file, a folder or standard input.
pub(super) fn each_document(
    name: &str,
    args: &InputArgs,
    push: Push<'_>,
) -> anyhow::Result<()> {
    if name == "-" {
        let mut input = BufReader::new(io::stdin().lock());
        if args.from == Some(FromArg::Jsonl) {
            return jsonl::each_line(name, &mut input, args, push);
        }
        return each_in(name, &mut input, args, push);
    }
    let facts = match fs::metadata(name) {
        Ok(facts) => facts,
        Err(error) => return push(Err(io_problem(name, &error))),
    };
    if !facts.is_dir() {
        return each_in_file(name, args, push);
    }
    let mut found = Vec::new();
    walk(Path::new(name), MAX_DEPTH, &mut found);
    found.sort();
    if found.is_empty() {
        let message = "is a directory with nothing in it that could be read";
        return push(Err(problem(name, "directory", message)));
    }
    found.iter().try_for_each(|path| each_in_file(&path.to_string_lossy(), args, push))
}

/// Bytes of all files, where that can be known beforehand and says how much is to be read:
/// not for standard input, nor for what is compressed.
pub(crate) fn total_bytes(args: &InputArgs) -> Option<u64> {
    if super::stored::named(&args.files).is_some() {
        return None;
    }
    let size = |path: &Path| {
        let packed = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"));
        let facts = fs::metadata(path).ok();
        if packed { None } else { Some(facts.map_or(0, |facts| facts.len())) }
    };
    let mut total = 0;
    for name in &args.files {
        let path = Path::new(name);
        if name == "-" {
            return None;
        } else if path.is_dir() {
            let mut found = Vec::new();
            walk(path, MAX_DEPTH, &mut found);
            for file in found {
                total += size(&file)?;
            }
        } else {
            total += size(path)?;
        }
    }
    (total > 0).then_some(total)
}

/// The readable files below a folder; links are not followed, hidden files passed over.
fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, hidden) =
            (entry.path(), entry.file_name().as_encoded_bytes()[0] == b'.');
        let Ok(kind) = entry.file_type() else { continue };
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        if hidden || kind.is_symlink() {
            continue;
        }
        if kind.is_dir() && depth > 0 {
            walk(&path, depth - 1, found);
        } else if kind.is_file() && ending.is_some_and(|e| READ_IN_FOLDERS.contains(&&*e))
        {
            found.push(path);
        }
    }
}

fn each_in_file(name: &str, args: &InputArgs, push: Push<'_>) -> anyhow::Result<()> {
    match fs::File::open(name) {
        Ok(file) => each_in(name, &mut BufReader::new(file), args, push),
        Err(error) => push(Err(io_problem(name, &error))),
    }
}

/// The documents of an open file, which may be gzipped.
fn each_in(
    name: &str,
    reader: &mut dyn BufRead,
    args: &InputArgs,
    push: Push<'_>,
) -> anyhow::Result<()> {
    let head = match reader.fill_buf() {
        Ok(head) => head,
        Err(error) => return push(Err(io_problem(name, &error))),
    };
    if head.starts_with(&[0x1F, 0x8B]) {
        let mut inside = BufReader::new(warc::Members::new(reader));
        return each_in_plain(
            name,
            name.trim_end_matches(".gz"),
            &mut inside,
            args,
            push,
        );
    }
    each_in_plain(name, name, reader, args, push)
}

fn each_in_plain(
    name: &str,
    bare_name: &str,
    reader: &mut dyn BufRead,
    args: &InputArgs,
    push: Push<'_>,
) -> anyhow::Result<()> {
    let head = match reader.fill_buf() {
        Ok(head) => head,
        Err(error) => return push(Err(io_problem(name, &error))),
    };
    if head.starts_with(b"WARC/") {
        return warc::each_record(name, reader, args, push);
    }
    let ending =
        Path::new(bare_name).extension().map(|e| e.to_string_lossy().to_lowercase());
    if ending.is_some_and(|e| e == "jsonl" || e == "ndjson") {
        return jsonl::each_line(name, reader, args, push);
    }
    let mut bytes = Vec::new();
    if let Err(error) = reader.take(MAX_BYTES + 1).read_to_end(&mut bytes) {
        return push(Err(io_problem(name, &error)));
    }
    if bytes.len() as u64 > MAX_BYTES {
        let message = format!("more than {} MiB", MAX_BYTES >> 20);
        return push(Err(problem(name, "too-large", message)));
    }
    if feeds::is_feed(&bytes) {
        return feeds::items(name, &bytes, args).into_iter().try_for_each(push);
    }
    push(one_document(name, bytes, args))
}

/// A file that is one document.
fn one_document(name: &str, bytes: Vec<u8>, args: &InputArgs) -> Input {
    check_bytes(name, &bytes)?;
    Ok(Document {
        id: name.to_owned(),
        bytes,
        kind: args.kind.into(),
        published: args.published.clone(),
        ..Document::default()
    })
}

fn io_problem(name: &str, error: &io::Error) -> super::Problem {
    match error.kind() {
        io::ErrorKind::NotFound => problem(name, "missing", "no such file"),
        io::ErrorKind::PermissionDenied => problem(name, "permission", "may not be read"),
        _ => problem(name, "io", error.to_string()),
    }
}

/// Refuses what is no text at all.
fn check_bytes(name: &str, bytes: &[u8]) -> Result<(), super::Problem> {
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

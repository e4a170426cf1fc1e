//! Files that take their name only once they have been read back and found whole.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::check;
use crate::formats::{Format, Part, parts};
use crate::rows::Tables;
use crate::view::{Export, View};

/// Why an export could not be written.
#[derive(Debug)]
pub struct Error {
    what: String,
    source: Option<io::Error>,
}

impl Error {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), source: None }
    }

    fn io(what: impl Into<String>, source: io::Error) -> Self {
        Self { what: what.into(), source: Some(source) }
    }

    /// Whether the reader of the output has gone away, which is no failure.
    pub fn is_broken_pipe(&self) -> bool {
        self.source.as_ref().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|e| e as _)
    }
}

/// A file that was written, read back and found whole.
#[derive(Clone, Debug)]
pub struct Written {
    /// Where it is.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// Its rows, items or entries.
    pub records: u64,
}

/// Writes a format to `to`: a file, or a folder where the format has several files; folders that
/// are missing are made. Each file
/// is written under a temporary name beside its own, read back, checked, and then renamed, so
/// that a reader never meets half a file and a failed run leaves the old one.
///
/// # Errors
/// Where a file cannot be written, or does not read back as what was written.
pub fn write(
    export: Export<'_>,
    format: Format,
    to: &Path,
) -> Result<Vec<Written>, Error> {
    let view = View::new(export);
    let tables = tables_for(&view, format);
    let parts = parts(format, &view, &tables);
    let is_folder = parts.len() > 1;
    let folder = if is_folder { Some(to) } else { to.parent() };
    if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|e| {
            Error::io(format!("{}: cannot make the folder", folder.display()), e)
        })?;
    }
    let path = |part: &Part<'_>| {
        if is_folder { to.join(&part.name) } else { to.to_owned() }
    };
    parts.iter().map(|part| write_file(part, &path(part))).collect()
}

/// Writes one part of a format (the only one, or the one called `name`) to any writer, after
/// the same check as for a file.
///
/// # Errors
/// Where the format has several parts and none is named, or the output cannot be written.
pub fn write_to(
    export: Export<'_>,
    format: Format,
    name: Option<&str>,
    out: &mut dyn Write,
) -> Result<u64, Error> {
    let view = View::new(export);
    let tables = tables_for(&view, format);
    let parts = parts(format, &view, &tables);
    let names = || parts.iter().map(Part::stem).collect::<Vec<_>>().join(", ");
    let part = match (name, parts.as_slice()) {
        (None, [only]) => only,
        (None, _) => {
            let format = format.name();
            return Err(Error::new(format!(
                "{format} is several files: give --to FOLDER, or --table with one of {}",
                names()
            )));
        }
        (Some(name), _) => parts.iter().find(|p| p.stem() == name).ok_or_else(|| {
            Error::new(format!("no table {name:?} in this format: {}", names()))
        })?,
    };
    let mut bytes = Vec::new();
    let records = (part.write)(&mut bytes)
        .map_err(|e| Error::io(format!("{}: cannot be written", part.name), e))?;
    checked(part, records, check::records(part.check, &mut bytes.as_slice()))?;
    out.write_all(&bytes).map_err(|e| Error::io("cannot write the output", e))?;
    Ok(records)
}

/// The rows, where the format is made of them.
fn tables_for(view: &View<'_>, format: Format) -> Tables {
    if format.is_tables() { crate::tables::of_view(view) } else { Tables::default() }
}

fn write_file(part: &Part<'_>, path: &Path) -> Result<Written, Error> {
    let at = path.display();
    let name = path.file_name().unwrap_or(part.name.as_ref()).to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let written = write_and_check(part, &temporary).and_then(|written| {
        fs::rename(&temporary, path)
            .map_err(|e| Error::io(format!("{at}: cannot take its name"), e))?;
        Ok(Written { path: path.to_owned(), ..written })
    });
    if written.is_err() {
        // What is left of a failed attempt is of no use; that it cannot be removed changes
        // nothing about the failure that is told.
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn write_and_check(part: &Part<'_>, temporary: &Path) -> Result<Written, Error> {
    let name = &part.name;
    let cannot = |what: &str| {
        let what = format!("{}: {what}", temporary.display());
        move |e| Error::io(what, e)
    };
    let file = File::create(temporary).map_err(cannot("cannot be made"))?;
    let mut out = Hashing { out: BufWriter::new(file), hash: Sha256::new(), bytes: 0 };
    let records = (part.write)(&mut out).map_err(cannot("cannot be written"))?;
    out.flush().map_err(cannot("cannot be written"))?;
    out.out.get_ref().sync_all().map_err(cannot("cannot be written"))?;
    let (expected, bytes) = (out.hash.finalize(), out.bytes);

    let open = || File::open(temporary).map_err(cannot("cannot be read back"));
    let (mut file, mut hash, mut chunk) = (open()?, Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut chunk).map_err(cannot("cannot be read back"))? {
            0 => break,
            n => hash.update(&chunk[..n]),
        }
    }
    if hash.finalize() != expected {
        return Err(Error::new(format!(
            "{name}: what was read back is not what was written"
        )));
    }
    let found = if part.check == check::Check::Parquet {
        check::parquet(temporary)
    } else {
        check::records(part.check, &mut BufReader::new(open()?))
    };
    checked(part, records, found)?;
    Ok(Written { path: temporary.to_owned(), bytes, records })
}

fn checked(
    part: &Part<'_>,
    written: u64,
    found: Result<u64, String>,
) -> Result<(), Error> {
    match found {
        Ok(found) if found == written => Ok(()),
        Ok(found) => Err(Error::new(format!(
            "{}: {written} records written, {found} read back",
            part.name
        ))),
        Err(why) => Err(Error::new(format!("{}: does not read back: {why}", part.name))),
    }
}

/// A writer that remembers what went through it.
struct Hashing<W> {
    out: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

//! What can go wrong with a store, in words that say what to do.

use std::fmt;
use std::path::Path;

/// Why a store could not be opened, read or written.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    source: Option<rusqlite::Error>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Newer,
    Older,
    NotAStore,
    Damaged,
    Busy,
    Full,
    ReadOnly,
    Missing,
    Request,
    Other,
}

impl Error {
    /// Whether the store was written by a newer program.
    pub fn is_newer(&self) -> bool {
        self.kind == Kind::Newer
    }

    /// Whether the store is of an earlier schema, to be brought up by a refresh.
    pub fn is_older(&self) -> bool {
        self.kind == Kind::Older
    }

    /// Whether another program holds the store; trying again later may help.
    pub fn is_busy(&self) -> bool {
        self.kind == Kind::Busy
    }

    /// Whether the disk is full.
    pub fn is_full(&self) -> bool {
        self.kind == Kind::Full
    }

    /// Whether the file is no store, or a damaged one.
    pub fn is_unusable(&self) -> bool {
        matches!(self.kind, Kind::NotAStore | Kind::Damaged)
    }

    /// Whether what was asked for cannot be: an unknown identifier, field or date.
    pub fn is_request(&self) -> bool {
        self.kind == Kind::Request
    }

    pub(crate) fn request(message: impl Into<String>) -> Self {
        Self { kind: Kind::Request, message: message.into(), source: None }
    }

    pub(crate) fn missing(path: &Path) -> Self {
        let message = format!(
            "{} is not there\n`dateline add {0} FILES...` makes a store",
            path.display()
        );
        Self { kind: Kind::Missing, message, source: None }
    }

    pub(crate) fn newer(path: &Path, found: i64, known: i64, program: &str) -> Self {
        let message = format!(
            "{} has schema {found}, this program knows up to {known}\n\
             open it with dateline {program} or later",
            path.display()
        );
        Self { kind: Kind::Newer, message, source: None }
    }

    pub(crate) fn older(path: &Path, found: i64, known: i64) -> Self {
        let message = format!(
            "{} has schema {found}, this program keeps schema {known}\n\
             `dateline refresh {0}` brings it up: what it holds is read again, and what \
             people have corrected stays",
            path.display()
        );
        Self { kind: Kind::Older, message, source: None }
    }

    pub(crate) fn not_a_store(path: &Path) -> Self {
        let message = format!("{} is not a Dateline store", path.display());
        Self { kind: Kind::NotAStore, message, source: None }
    }

    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self { kind: Kind::Damaged, message: what.into(), source: None }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let (kind, message) = match error.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => (
                Kind::Busy,
                "another program is writing to the store\ntry again when it has finished",
            ),
            Some(Code::DiskFull) => (
                Kind::Full,
                "the disk is full\nwhat was written before is kept; make room and run the \
                 same command again",
            ),
            Some(Code::ReadOnly | Code::PermissionDenied) => (
                Kind::ReadOnly,
                "the store may not be written (read-only file or folder)",
            ),
            Some(Code::CannotOpen) => (
                Kind::ReadOnly,
                "the store cannot be opened or made (is the folder there, may it be written?)",
            ),
            Some(Code::DatabaseCorrupt) => (
                Kind::Damaged,
                "the store is damaged or cut short\nmake a new one with `dateline add` from \
                 your files, or take your last copy",
            ),
            Some(Code::NotADatabase) => {
                (Kind::NotAStore, "the file is not a Dateline store")
            }
            Some(Code::SystemIoFailure) => {
                (Kind::Other, "the store cannot be read or written")
            }
            // Letters newer than the index's tables split a word where nothing may.
            _ if error.to_string().contains("fts5: phrase") => {
                (Kind::Request, "these words cannot be searched for")
            }
            _ => (Kind::Other, "the store failed"),
        };
        Self { kind, message: message.to_owned(), source: Some(error) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|e| e as &(dyn std::error::Error + 'static))
    }
}

/// What a store's functions give.
pub type Result<T, E = Error> = std::result::Result<T, E>;

//! Opening: is it a store, of which schema, and who else has it open.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Result};

/// The number of the schema that this program writes.
pub const SCHEMA: i64 = 2;

/// "Dln1": marks the file as ours for `file` and for [`open`].
const APPLICATION: i64 = 0x446C_6E31;

/// How long a writer waits for another one. Batches take well under a second; the long
/// transaction is the one that brings many articles together.
const WAIT: Duration = Duration::from_secs(30);

/// Names other seconds to wait.
const WAIT_VARIABLE: &str = "DATELINE_WAIT";

/// The program that writes.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// How a store is opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    Read,
    Write,
    /// For writing; a store of an earlier schema is brought up to this one.
    Refresh,
    Create,
}

/// Opens the file and checks that it is a store that this program understands.
pub(crate) fn open(path: &Path, mode: Mode) -> Result<Connection> {
    let there = path.exists();
    if !there && mode != Mode::Create {
        return Err(Error::missing(path));
    }
    let connection = match mode {
        Mode::Read => open_to_read(path)?,
        Mode::Write | Mode::Refresh | Mode::Create => {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            Connection::open_with_flags(path, flags)?
        }
    };
    let seconds = std::env::var(WAIT_VARIABLE).ok().and_then(|s| s.parse().ok());
    connection.busy_timeout(seconds.map_or(WAIT, Duration::from_secs))?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -65536;
         PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456;",
    )?;
    if mode != Mode::Read {
        prepare_to_write(&connection, path, mode)?;
    }
    check(&connection, path)?;
    Ok(connection)
}

/// Reading works in a folder that may not be written too, where the file is at rest.
fn open_to_read(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    let looked = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
    let beside = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        Path::new(&name).exists()
    };
    let cannot_lock = looked
        .as_ref()
        .is_err_and(|e| e.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen));
    if cannot_lock && !beside("-wal") {
        let name = percent_encoded(&path.to_string_lossy());
        let uri = format!("file:{name}?immutable=1");
        return Ok(Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?);
    }
    Ok(connection)
}

/// A path inside a URI.
fn percent_encoded(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-~".contains(&b);
    path.bytes()
        .map(|b| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// While it is written, a store keeps a write-ahead log beside it, so that readers and the
/// writer do not wait for each other; [`rest`] folds it back in.
fn prepare_to_write(connection: &Connection, path: &Path, mode: Mode) -> Result<()> {
    let tables: i64 =
        connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        if mode != Mode::Create {
            return Err(Error::not_a_store(path));
        }
        make(connection)?;
    } else {
        if mode == Mode::Refresh {
            bring_up(connection)?;
        }
        check(connection, path)?;
    }
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // In a write-ahead log NORMAL keeps the file sound whatever happens; a power cut may
    // cost the last batch, which is then added again.
    connection.execute_batch("PRAGMA synchronous = NORMAL;")?;
    Ok(())
}

/// Tables that are as they were in schema 1: what was given, what people have said, and
/// what was done. All else is read from them again.
const KEPT: &[&str] = &["rules", "run", "article", "source", "quarantine", "correction"];

/// Brings a store of an earlier schema up to this one, all of it or nothing: keeps what
/// cannot be made again, and marks every article as read by other rules, so that
/// `refresh` reads it again.
fn bring_up(connection: &Connection) -> Result<()> {
    let pragma = |name: &str| -> Result<i64> {
        Ok(connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))?)
    };
    let found = pragma("user_version")?;
    if pragma("application_id")? != APPLICATION || !(1..SCHEMA).contains(&found) {
        return Ok(());
    }
    connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN EXCLUSIVE;")?;
    let moved = move_over(connection, found).inspect_err(|_| {
        let _ = connection.execute_batch("ROLLBACK");
    });
    connection.execute_batch("PRAGMA foreign_keys = ON;")?;
    moved
}

fn move_over(connection: &Connection, found: i64) -> Result<()> {
    // Another program may have done it while this one waited.
    let now: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if now == SCHEMA {
        connection.execute_batch("COMMIT")?;
        return Ok(());
    }
    let named = |sql: &str| -> Result<Vec<String>> {
        let mut statement = connection.prepare(sql)?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<std::result::Result<_, _>>()?)
    };
    for view in named("SELECT name FROM sqlite_schema WHERE type = 'view'")? {
        connection.execute_batch(&format!("DROP VIEW \"{view}\""))?;
    }
    // Virtual tables first: their shadows go with them.
    for index in named("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%'")?
    {
        connection.execute_batch(&format!("DROP TABLE \"{index}\""))?;
    }
    for index in
        named("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql <> ''")?
    {
        connection.execute_batch(&format!("DROP INDEX \"{index}\""))?;
    }
    for table in named(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )? {
        let sql = if KEPT.contains(&table.as_str()) {
            format!("ALTER TABLE \"{table}\" RENAME TO \"old_{table}\"")
        } else {
            format!("DROP TABLE \"{table}\"")
        };
        connection.execute_batch(&sql)?;
    }
    connection.execute_batch(include_str!("schema.sql"))?;
    for table in KEPT {
        connection.execute_batch(&format!(
            "INSERT INTO {table} SELECT * FROM old_{table}; DROP TABLE old_{table};"
        ))?;
    }
    connection.execute_batch("INSERT INTO search (search) VALUES ('rebuild')")?;
    let by = rules(connection, &format!("schema {found}"))?;
    connection.execute("UPDATE article SET rules = ?1", [by])?;
    connection.pragma_update(None, "user_version", SCHEMA)?;
    connection.execute_batch("COMMIT")?;
    Ok(())
}

/// Makes an empty store; another program that makes it at the same moment is waited for.
fn make(connection: &Connection) -> Result<()> {
    connection.execute_batch("PRAGMA page_size = 4096; BEGIN EXCLUSIVE;")?;
    let made = || -> Result<()> {
        let version: i64 =
            connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version == 0 {
            connection.execute_batch(include_str!("schema.sql"))?;
            connection.pragma_update(None, "application_id", APPLICATION)?;
            connection.pragma_update(None, "user_version", SCHEMA)?;
        }
        connection.execute_batch("COMMIT")?;
        Ok(())
    };
    made().inspect_err(|_| {
        let _ = connection.execute_batch("ROLLBACK");
    })
}

/// Whether the file is a store of a schema that this program knows.
fn check(connection: &Connection, path: &Path) -> Result<()> {
    let pragma = |name: &str| -> Result<i64> {
        Ok(connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))?)
    };
    if pragma("application_id")? != APPLICATION {
        return Err(Error::not_a_store(path));
    }
    let found = pragma("user_version")?;
    if found > SCHEMA {
        // The program that wrote last is named inside.
        let program: String = connection
            .query_row(
                "SELECT program FROM rules ORDER BY rules DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .unwrap_or_else(|_| "of a later version".to_owned());
        return Err(Error::newer(path, found, SCHEMA, &program));
    }
    match found {
        SCHEMA => Ok(()),
        1.. => Err(Error::older(path, found, SCHEMA)),
        _ => Err(Error::not_a_store(path)),
    }
}

/// The number of the rules that this program reads with; noted in the store if it is new.
pub(crate) fn rules(connection: &Connection, version: &str) -> Result<i64> {
    connection.execute(
        "INSERT OR IGNORE INTO rules (version, program) VALUES (?1, ?2)",
        [version, PROGRAM],
    )?;
    Ok(connection.query_row(
        "SELECT rules FROM rules WHERE version = ?1",
        [version],
        |row| row.get(0),
    )?)
}

/// Folds the write-ahead log back in, so that the store is one file again. Where another
/// program has it open, that one does so when it ends.
pub(crate) fn rest(connection: &Connection) {
    let _ = connection.busy_timeout(Duration::ZERO);
    let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    let _ = connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()));
}

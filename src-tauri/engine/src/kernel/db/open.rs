use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};

use crate::kernel::{Error, Result};

/// `CBRD` in ASCII, at byte 68 of the file: the mark of our own databases.
pub(crate) const APPLICATION_ID: i32 = 0x4342_5244;
/// `CALL` and `CALB`: the marks of development versions, whose tables were others under the same numbers. None of them was
/// released.
const IN_DEVELOPMENT: [i32; 2] = [0x4341_4C4C, 0x4341_4C42];
/// A file up to this size is checked whole at every start (about 0.2 s).
const CHECKED_BYTES: u64 = 128 << 20;
/// The migrations, oldest first, each as the parts of its SQL; `user_version` counts those that a database has seen.
#[derive(Debug)]
pub struct Schema {
    migrations: Vec<String>,
}

impl Schema {
    pub fn new(migrations: Vec<&[&str]>) -> Self {
        Self { migrations: migrations.into_iter().map(<[&str]>::concat).collect() }
    }

    #[cfg(test)]
    pub(crate) fn migrations(&self) -> &[String] {
        &self.migrations
    }

    fn newest(&self) -> i32 {
        i32::try_from(self.migrations.len()).unwrap_or(i32::MAX)
    }
}

/// Opens, checks and migrates. A database that is newer, damaged or not ours is refused and left as it is.
pub(super) fn for_writing(path: &Path, schema: &Schema) -> Result<Connection> {
    refuse_by_header(path, schema)?;
    let mut db = Connection::open(path)?;
    make_private(path)?;
    prepare(&db)?;
    refuse_by_content(&db, path, schema)?;
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    let steps = schema.migrations.iter().map(|sql| M::up(sql)).collect();
    Migrations::new(steps).to_latest(&mut db).map_err(|error| match error {
        // The disk's own refusals have words of their own, and nothing is wrong with the database.
        rusqlite_migration::Error::RusqliteError { err, .. } if is_of_the_disk(&err) => err.into(),
        error => Error::Database(format!(
            "The database {} could not be brought up to date: {error}.",
            path.display()
        )),
    })?;
    Ok(db)
}

fn is_of_the_disk(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{
        CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly, SystemIoFailure,
    };
    let of_the_disk = [DiskFull, ReadOnly, SystemIoFailure, CannotOpen, DatabaseBusy, DatabaseLocked];
    error.sqlite_error_code().is_some_and(|code| of_the_disk.contains(&code))
}

/// A database that nobody writes, read without a lock and without a file beside it. A damaged one is refused.
pub(super) fn as_it_lies(path: &Path, schema: &Schema) -> Result<Connection> {
    let db = for_reading(path, Written::ByNobody).map_err(|error| match error {
        Error::Storage(error) if is_damage(&error) => damaged(path, &error.to_string()),
        error => error,
    })?;
    refuse_by_content(&db, path, schema)?;
    Ok(db)
}

/// Whether anybody may write a database while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Meanwhile,
    ByNobody,
}

pub(super) fn for_reading(path: &Path, written: Written) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = match written {
        Written::Meanwhile => Connection::open_with_flags(path, flags)?,
        Written::ByNobody => {
            let unchanging = format!("{}?immutable=1", address(path));
            Connection::open_with_flags(unchanging, flags | OpenFlags::SQLITE_OPEN_URI)?
        }
    };
    db.busy_timeout(Duration::from_secs(5))?;
    db.set_prepared_statement_cache_capacity(128);
    db.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
    Ok(db)
}

/// What is written all over is written in the order of its index (`inbox::filed`), so that this is enough.
const WRITER_CACHE_KIB: i64 = 3 * 1024;
/// What a page of a list or a search touches; four readers may have as much each.
const READER_CACHE_KIB: i64 = 1024;

fn prepare(db: &Connection) -> Result<()> {
    db.busy_timeout(Duration::from_secs(5))?;
    db.set_prepared_statement_cache_capacity(256);
    // WAL survives a killed program at any setting. That it survives a power cut too is the work of `sync`, which syncs
    // after each commit as FULL would, beside the writer; NORMAL syncs what is copied out of it.
    db.pragma_update(None, "journal_mode", "WAL").map_err(damaged_or(db))?;
    db.pragma_update(None, "synchronous", "NORMAL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    Ok(())
}

/// What the first 100 bytes tell, without SQLite touching the file.
pub(crate) fn refuse_by_header(path: &Path, schema: &Schema) -> Result<()> {
    let Some(header) = header(path)? else { return Ok(()) };
    match header.application {
        // Zeros are a database that was just made: ours may have all its tables in the log, theirs has some here.
        0 if tables_in(path)? == 0 => Ok(()),
        application => refuse_by_version(header.version, application, path, schema),
    }
}

/// Whether the file has seen all migrations, its log left alone.
pub(super) fn is_up_to_date(path: &Path, schema: &Schema) -> Result<bool> {
    let ours = |header: Header| (header.application, header.version) == (APPLICATION_ID, schema.newest());
    Ok(header(path)?.is_some_and(ours))
}

struct Header {
    application: i32,
    version: i32,
}

/// `None` where there is no file yet, or nothing in it.
fn header(path: &Path) -> Result<Option<Header>> {
    let mut header = [0_u8; 100];
    let Ok(mut file) = File::open(path) else { return Ok(None) };
    if file.metadata()?.len() == 0 {
        return Ok(None);
    }
    if file.read_exact(&mut header).is_err() || &header[..16] != b"SQLite format 3\0" {
        return Err(Error::Database(format!(
            "{} is not a database, or is damaged. It was not touched: put a backup in its place, or move it away.",
            path.display()
        )));
    }
    let number = |at: usize| i32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    Ok(Some(Header { application: number(68), version: number(60) }))
}

/// Tables in the file itself, its log left alone.
fn tables_in(path: &Path) -> Result<i64> {
    let address = format!("{}?immutable=1", address(path));
    let db =
        Connection::open_with_flags(address, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)?;
    let count = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0));
    count.map_err(damaged_or(&db))
}

/// A file as SQLite's `file:` addresses name it. A folder may be called `#`, `?` or `%25`, which would mean something there.
pub(crate) fn address(path: &Path) -> String {
    let mut address = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                address.push(char::from(*byte));
            }
            other => {
                let _ = write!(address, "%{other:02X}");
            }
        }
    }
    address
}

fn refuse_by_content(db: &Connection, path: &Path, schema: &Schema) -> Result<()> {
    let number =
        |pragma| db.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0)).map_err(damaged_or(db));
    let (version, application) = (number("user_version")?, number("application_id")?);
    let tables: i64 =
        db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(damaged_or(db))?;
    if tables > 0 {
        refuse_by_version(version, application, path, schema)?;
    }
    if std::fs::metadata(path)?.len() <= CHECKED_BYTES {
        let verdict: String =
            db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(damaged_or(db))?;
        if verdict != "ok" {
            return Err(damaged(path, &verdict));
        }
    }
    Ok(())
}

fn refuse_by_version(version: i32, application: i32, path: &Path, schema: &Schema) -> Result<()> {
    if IN_DEVELOPMENT.contains(&application) {
        return Err(Error::Database(format!(
            "The data folder {} was made by a development version of Callboard, before the first release: its callboard.db cannot be read. Nothing in it was changed: move the folder away to begin anew, or choose another data folder.",
            path.parent().unwrap_or(path).display()
        )));
    }
    if application != APPLICATION_ID {
        return Err(Error::Database(format!(
            "{} belongs to another program (application id {application:#x}). It was not touched: choose another data folder.",
            path.display()
        )));
    }
    if version > schema.newest() {
        return Err(Error::Database(format!(
            "{} was written by a newer Callboard (database version {version}, this program knows {}). It was not touched: install the newer program.",
            path.display(),
            schema.newest()
        )));
    }
    Ok(())
}

fn damaged_or(db: &Connection) -> impl Fn(rusqlite::Error) -> Error + use<> {
    let path = db.path().unwrap_or_default().to_owned();
    move |error| {
        if is_damage(&error) { damaged(Path::new(&path), &error.to_string()) } else { error.into() }
    }
}

fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
}

fn damaged(path: &Path, what: &str) -> Error {
    Error::Database(format!(
        "The database {} is damaged ({what}). It was not changed: restore a backup, or move it away to begin anew.",
        path.display()
    ))
}

fn make_private(path: &Path) -> Result<()> {
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

#[cfg(test)]
mod tests;

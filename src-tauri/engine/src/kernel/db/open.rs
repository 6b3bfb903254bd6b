use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};

use crate::kernel::{Error, Result};

/// `CALB` in ASCII, at byte 68 of the file: how we know our own.
pub(crate) const APPLICATION_ID: i32 = 0x4341_4C42;
/// `CALL`: of development versions, whose tables were others under the same numbers. None of them was released.
const IN_DEVELOPMENT: i32 = 0x4341_4C4C;
/// A file up to this size is checked whole at every start (about 0.2 s).
const CHECKED_BYTES: u64 = 128 << 20;
/// Our migrations are counted in `user_version`; far more than there will ever be.
pub const MIGRATION_LIMIT: usize = 10_000;

/// The tables of all slices, oldest migration first. Forward only: a line is added, never changed.
#[derive(Debug)]
pub struct Schema {
    migrations: Vec<&'static str>,
}

impl Schema {
    pub fn new(migrations: Vec<&'static str>) -> Self {
        debug_assert!(migrations.len() < MIGRATION_LIMIT);
        Self { migrations }
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

pub(super) fn for_reading(path: &Path) -> Result<Connection> {
    let db = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
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
    let mut header = [0_u8; 100];
    let Ok(mut file) = File::open(path) else { return Ok(()) };
    if file.metadata()?.len() == 0 {
        return Ok(());
    }
    if file.read_exact(&mut header).is_err() || &header[..16] != b"SQLite format 3\0" {
        return Err(Error::Database(format!(
            "{} is not a database, or is damaged. It was not touched: put a backup in its place, or move it away.",
            path.display()
        )));
    }
    let number = |at: usize| i32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    match number(68) {
        // Zeros are a database that was just made: ours may have all its tables in the log, theirs has some here.
        0 if tables_in(path)? == 0 => Ok(()),
        application => refuse_by_version(number(60), application, path, schema),
    }
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
    let version = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
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
    if application == IN_DEVELOPMENT {
        return Err(Error::Database(format!(
            "{} was made by a development version of Callboard, before the first release, and cannot be read. It was not touched: move it away to begin anew.",
            path.display()
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
    move |error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
            damaged(Path::new(&path), &error.to_string())
        }
        _ => error.into(),
    }
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
mod tests {
    use super::*;

    fn schema() -> Schema {
        Schema::new(vec!["CREATE TABLE a (x INTEGER) STRICT;"])
    }

    #[test]
    fn a_database_of_a_development_version_is_refused_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("c.db");
        drop(for_writing(&path, &schema()).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "application_id", IN_DEVELOPMENT).unwrap();
        let before = std::fs::read(&path).unwrap();
        let error = for_writing(&path, &schema()).unwrap_err().to_string();
        assert!(error.contains("a development version of Callboard"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_newer_database_is_refused_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("c.db");
        drop(for_writing(&path, &schema()).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 9).unwrap();
        let before = std::fs::read(&path).unwrap();
        let error = for_writing(&path, &schema()).unwrap_err().to_string();
        assert!(error.contains("newer Callboard"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_foreign_database_is_refused_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("c.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
        let before = std::fs::read(&path).unwrap();
        // Tables without an id of ours: SQLite's own zeros do not make it ours.
        let refused = for_writing(&path, &schema());
        assert!(refused.is_err(), "a table that is not ours was there");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn what_is_no_database_is_refused_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("c.db");
        std::fs::write(&path, "name,phone\n".repeat(100)).unwrap();
        let error = for_writing(&path, &schema()).unwrap_err().to_string();
        assert!(error.contains("not a database"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap().len(), 1100);
    }

    /// Killed in its first session, all that it wrote stands in the log.
    #[test]
    fn a_folder_of_any_name_opens_again_after_a_crash_in_its_first_session() {
        let dir = tempfile::tempdir().unwrap();
        let names = ["a#b", "a?b", "a%25b", "?immutable=0", "file:a", "ü ☎", "a'b", "a%00b", "100%"];
        for name in names {
            let (live, crashed) = (dir.path().join("live").join(name), dir.path().join("crashed").join(name));
            std::fs::create_dir_all(&live).unwrap();
            std::fs::create_dir_all(&crashed).unwrap();
            let db = for_writing(&live.join("c.db"), &schema()).unwrap();
            db.execute("INSERT INTO a VALUES (7)", []).unwrap();
            for file in ["c.db", "c.db-wal"] {
                std::fs::copy(live.join(file), crashed.join(file)).unwrap();
            }
            let again = for_writing(&crashed.join("c.db"), &schema())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(again.query_row("SELECT x FROM a", [], |row| row.get(0)), Ok(7), "{name}");
            for_reading(&crashed.join("c.db")).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        assert!(!dir.path().join("crashed/a").exists(), "and nothing is made beside it");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_whose_name_is_no_text_opens_again_too() {
        use std::os::unix::ffi::OsStrExt as _;
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join(std::ffi::OsStr::from_bytes(b"a\xffb"));
        std::fs::create_dir(&folder).unwrap();
        let first = for_writing(&folder.join("c.db"), &schema()).unwrap();
        assert_eq!(tables_in(&folder.join("c.db")).unwrap(), 0, "all that it wrote stands in the log");
        for_writing(&folder.join("c.db"), &schema()).unwrap();
        drop(first);
    }

    #[test]
    fn a_damaged_page_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("c.db");
        let db = for_writing(&path, &schema()).unwrap();
        db.execute_batch("CREATE TABLE b (t TEXT); CREATE INDEX bt ON b (t); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<2000) INSERT INTO b SELECT hex(randomblob(40)) FROM n;").unwrap();
        drop(db);
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 4096].fill(0x5a);
        std::fs::write(&path, &bytes).unwrap();
        let error = for_writing(&path, &schema()).unwrap_err().to_string();
        assert!(error.contains("damaged"), "{error}");
    }
}

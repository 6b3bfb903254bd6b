use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use callboard_rpc::RpcError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::kernel::{APPLICATION_ID, Result, copy_with_log, database_address, has_log, unreadable};

/// A database file that is read as it lies there: neither the file, nor its log, nor the folder, which may be read-only,
/// is changed.
#[derive(Debug)]
pub(super) struct Copy {
    db: Connection,
    /// The second copy, until it was read.
    _second: Option<TempDir>,
}

/// SQLite looks into a log only beside a file of shared memory, which it would make. So a copy with a log is read from a
/// second copy in the folder for temporary files.
pub(super) fn open(path: &Path) -> Result<Copy> {
    if !has_log(path) {
        return Ok(Copy { db: connect(path, "immutable=1")?, _second: None });
    }
    let folder = tempfile::tempdir().map_err(|error| unreadable(path, &error))?;
    let second = folder.path().join("callboard.db");
    copy_with_log(path, &second)?;
    Ok(Copy { db: connect(&second, "mode=rw")?, _second: Some(folder) })
}

/// What `look` finds in the file alone, else in the file with its log.
pub(super) fn glance<T>(path: &Path, look: impl Fn(&Connection) -> Option<T>) -> Result<Option<T>> {
    let alone = connect(path, "immutable=1").ok().and_then(|db| look(&db));
    if alone.is_some() { Ok(alone) } else { Ok(look(&*open(path)?)) }
}

/// Where it lies: the log lies there too, and not beside a link.
pub(super) fn place(path: &Path) -> Result<PathBuf> {
    Ok(fs::canonicalize(path).map_err(|error| unreadable(path, &error))?)
}

impl Deref for Copy {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.db
    }
}

fn connect(path: &Path, how: &str) -> Result<Connection> {
    // It would be made, or read as an empty one.
    let file = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !file.is_file() {
        return Err(not_ours(path).into());
    }
    let flags =
        if how == "mode=rw" { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
    let flags = flags | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(format!("{}?{how}", database_address(path)), flags)?;
    // Nothing that somebody wrote into its schema runs: neither functions, nor a view in the place of the table.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    // Known by its own mark and not by its log, which may have been taken away.
    let mark = db.pragma_query_value(None, "application_id", |row| row.get::<_, i32>(0));
    if matches!(mark, Ok(APPLICATION_ID)) { Ok(db) } else { Err(not_ours(path).into()) }
}

fn not_ours(path: &Path) -> RpcError {
    RpcError::field("file", format!("{} is no database of Callboard.", path.display()))
        .hint("It is called callboard.db, and lies in the data folder or in a backup of it.")
}

//! A database on which no Callboard runs, read without changing it: as it lies there where SQLite can read it so, else in a
//! copy.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use callboard_rpc::{Code, RpcError};

use super::open::{self, Schema};
use crate::kernel::{Error, Reading, Result};

/// Where to read the database at `path`: there, or in the folder `into`. SQLite looks into a log only beside a file of
/// shared memory, which it would make, and an older database has to be brought up to date first: both are done in a copy.
/// No database is an empty one.
pub(super) fn prepare(path: &Path, into: &Path, reading: Reading, schema: &Schema) -> Result<PathBuf> {
    open::refuse_by_header(path, schema)?;
    if reading == Reading::AsItLies && open::is_up_to_date(path, schema)? && !has_log(path) {
        return Ok(path.to_owned());
    }
    let copy = into.join("callboard.db");
    if path.exists() {
        copy_with_log(path, &copy)?;
    }
    // Closing it moves its log into it.
    let prepared = open::for_writing(&copy, schema).map(drop);
    prepared.map_err(|error| match error {
        // Whoever reads it knows the database and not its copy.
        Error::Database(words) => {
            Error::Database(words.replace(&copy.display().to_string(), &path.display().to_string()))
        }
        other => other,
    })?;
    Ok(copy)
}

/// Whether what was committed may lie beside the file: in its log, or in the journal of what was under way in it.
pub(crate) fn has_log(path: &Path) -> bool {
    ["-wal", "-journal"].iter().any(|ending| holds_something(&beside(path, ending)))
}

/// Copies a database with what lies beside it. Refused where somebody writes it meanwhile.
pub(crate) fn copy_with_log(path: &Path, to: &Path) -> Result<()> {
    let endings = ["", "-wal", "-journal"];
    let parts = endings.map(|ending| (beside(path, ending), beside(to, ending)));
    let parts: Vec<_> = parts.into_iter().filter(|(from, _)| holds_something(from)).collect();
    let states = || parts.iter().map(|(from, _)| state(from)).collect::<Result<Vec<_>>>();
    let before = states()?;
    for (from, to) in &parts {
        fs::copy(from, to).map_err(|error| unreadable(from, &error))?;
    }
    if states()? != before {
        let words = format!("{} is being written while it is read.", path.display());
        return Err(RpcError::new(Code::Conflict, words)
            .hint("Ask the Callboard that runs on it, without --file; or make a copy while none runs.")
            .into());
    }
    Ok(())
}

pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> RpcError {
    RpcError::field("file", format!("{} cannot be read: {error}.", path.display()))
}

fn holds_something(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.len() > 0)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

fn state(path: &Path) -> Result<(u64, Option<SystemTime>)> {
    let file = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    Ok((file.len(), file.modified().ok()))
}

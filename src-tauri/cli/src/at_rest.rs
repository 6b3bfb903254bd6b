//! A data folder for whoever only reads its files: through the Callboard that runs on it, or as they lie there.

use std::path::{Path, PathBuf};

use callboard_engine::kernel::{FolderError, Quiet};

use crate::failure::Failure;
use crate::reach::{LOOK, Reach, Turn};
use crate::terminal::Terminal;

/// What a reader finds.
#[derive(Debug)]
pub(crate) enum Found {
    /// A Callboard that answers.
    Running(Reach),
    /// The database; no Callboard begins to run on it meanwhile.
    AtRest { database: PathBuf, _quiet: Quiet },
}

impl Found {
    /// No engine is started, and nothing is made: neither a folder nor a file in it.
    pub(crate) async fn open(terminal: &Terminal) -> Result<Self, Failure> {
        let folder = existing(terminal)?;
        let mut turn = Turn::begin(terminal);
        loop {
            let held: Failure = match Quiet::hold(&folder) {
                Ok(quiet) => {
                    return Ok(Self::AtRest { database: database(&folder)?, _quiet: quiet });
                }
                Err(error @ FolderError::InUse(_)) => Failure::from(error),
                Err(error) => return Err(error.into()),
            };
            if let Some(reach) = Reach::through_the_door(terminal, &folder, &held).await? {
                return Ok(Self::Running(reach));
            }
            if turn.is_over() {
                return Err(held);
            }
            terminal.wait(LOOK.mul_f64(0.5 + terminal.chance.unit())).await?;
        }
    }
}

/// The data folder, where it is there: a name that was mistyped is no folder that is empty.
pub(crate) fn existing(terminal: &Terminal) -> Result<PathBuf, Failure> {
    let folder = terminal.data_dir()?;
    match std::fs::metadata(&folder) {
        Ok(facts) if facts.is_dir() => Ok(folder),
        Ok(_) => Err(Failure::wrong(format!("{} is a file and no data folder.", folder.display()))
            .hint("Name a folder with --data-dir.")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(Failure::wrong(format!("There is no data folder at {}.", folder.display()))
                .hint("Name one with --data-dir."))
        }
        Err(error) => Err(Failure::storage(format!("{} cannot be read: {error}.", folder.display()))),
    }
}

fn database(folder: &Path) -> Result<PathBuf, Failure> {
    let database = folder.join("callboard.db");
    if database.exists() {
        return Ok(database);
    }
    Err(Failure::wrong(format!("There is no database of Callboard in {}.", folder.display()))
        .hint("Name the folder of one with --data-dir."))
}

//! A data folder for whoever only reads its files: through the Callboard that runs on it, or as they lie there.

use std::path::{Path, PathBuf};

use callboard_engine::kernel::{DataDir, FolderError, Quiet};

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
                Err(error @ FolderError::InUse { .. }) => Failure::from(error),
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
    DataDir::is_there(&folder)?;
    Ok(folder)
}

fn database(folder: &Path) -> Result<PathBuf, Failure> {
    let database = folder.join("callboard.db");
    if database.exists() { Ok(database) } else { Err(FolderError::NoDatabase(folder.to_owned()).into()) }
}

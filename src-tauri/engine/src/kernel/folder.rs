use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tempfile::TempDir;

use super::error::disk_words;
pub use lock::Holder;
use lock::{Lock, held_words, in_use, tell};

mod lock;

const LOCK: &str = "lock";
const DATABASE: &str = "callboard.db";
const FILES: &str = "files";

/// The data directory, held by this process alone until it is dropped: an OS lock, which a crash lets go. One that is only
/// read is shared with others who read it.
#[derive(Clone, Debug)]
pub struct DataDir {
    path: PathBuf,
    lock: Option<Arc<Lock>>,
    read: Option<Arc<ReadOnly>>,
}

/// What takes the place of files that a folder gets which is not only read.
#[derive(Debug)]
struct ReadOnly {
    reading: Reading,
    temporary: TempDir,
}

/// How a folder is read on which no Callboard runs. Nothing in it is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As it lies there.
    AsItLies,
    /// In a copy that nobody else sees and that goes with its reader, who may change it.
    OnACopy,
}

/// A folder that is to be read, and whether it has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtRest {
    pub reading: Reading,
    /// One that nobody has made yet is read as an empty one.
    pub may_be_missing: bool,
}

/// A data directory on which no Callboard runs, nor begins to while this is kept: for whoever reads its files as they lie
/// there. Nothing in it is changed, and it may be read-only.
#[derive(Debug)]
pub struct Quiet {
    lock: Option<File>,
}

#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("{}", held_words(path, by))]
    InUse { path: PathBuf, by: Holder },
    /// A name that was mistyped is no folder that is empty.
    #[error("There is no data folder at {0}")]
    Missing(PathBuf),
    #[error("{0} is a file and no data folder")]
    NoFolder(PathBuf),
    #[error("There is no database of Callboard in {0}")]
    NoDatabase(PathBuf),
    #[error("the data folder {path} cannot be used: {}", words(source))]
    Io { path: PathBuf, source: io::Error },
}

fn words(error: &io::Error) -> String {
    disk_words(error).map_or_else(|| error.to_string(), |words| words.trim_end_matches('.').to_owned())
}

impl DataDir {
    /// Makes the folder where it is missing (readable by its owner only) and locks it.
    pub fn hold(path: &Path) -> Result<Self, FolderError> {
        Self::hold_as(path, "Callboard")
    }

    /// The same; `name` is told to whoever finds it held.
    pub fn hold_as(path: &Path, name: &str) -> Result<Self, FolderError> {
        let fail = |source| FolderError::Io { path: path.to_owned(), source };
        // Whole, so that no name of it can be taken for an address (`file:…`) or an option.
        let path = &std::path::absolute(path).map_err(fail)?;
        let fail = |source| FolderError::Io { path: path.clone(), source };
        make_private(path).map_err(fail)?;
        let lock = open_private(&path.join(LOCK)).map_err(fail)?;
        match lock.try_lock() {
            Ok(()) => {
                tell(&lock, name);
                let lock = Lock { file: lock, says: AtomicBool::new(true) };
                Ok(Self { path: path.to_owned(), lock: Some(Arc::new(lock)), read: None })
            }
            Err(TryLockError::WouldBlock) => Err(in_use(path, &lock)),
            Err(TryLockError::Error(source)) => Err(fail(source)),
        }
    }

    /// The folder of which no Callboard runs, for whoever only reads it: nothing is made in it and nothing is changed, and
    /// none begins to run on it meanwhile.
    pub fn read(path: &Path, at_rest: AtRest) -> Result<Self, FolderError> {
        let fail = |source| FolderError::Io { path: path.to_owned(), source };
        let path = &std::path::absolute(path).map_err(fail)?;
        let there = Self::is_there(path);
        let missing = matches!(there, Err(FolderError::Missing(_)));
        if !(missing && at_rest.may_be_missing) {
            there?;
        }
        let lock = Quiet::hold(path)?.lock;
        let database = path.join(DATABASE);
        if !at_rest.may_be_missing && !database.exists() {
            return Err(FolderError::NoDatabase(path.clone()));
        }
        let temporary = TempDir::with_prefix("callboard-read-");
        let temporary = temporary.map_err(|source| FolderError::Io { path: std::env::temp_dir(), source })?;
        let read = ReadOnly { reading: at_rest.reading, temporary };
        let lock = lock.map(|file| Arc::new(Lock { file, says: AtomicBool::new(false) }));
        Ok(Self { path: path.clone(), lock, read: Some(Arc::new(read)) })
    }

    /// Refuses a path at which there is no folder.
    pub fn is_there(path: &Path) -> Result<(), FolderError> {
        match fs::metadata(path) {
            Ok(facts) if facts.is_dir() => Ok(()),
            Ok(_) => Err(FolderError::NoFolder(path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(FolderError::Missing(path.to_owned()))
            }
            Err(source) => Err(FolderError::Io { path: path.to_owned(), source }),
        }
    }

    /// Lets the folder go before the last holder is dropped: nothing of ours touches it any more.
    pub(crate) fn release(&self) {
        let Some(lock) = &self.lock else { return };
        lock.say_nothing();
        if let Err(error) = lock.file.unlock() {
            tracing::warn!(%error, "the lock on the data folder goes with the process");
        }
    }

    /// Whether it is only read.
    pub(crate) fn is_read(&self) -> bool {
        self.read.is_some()
    }

    /// Where copies of its files go, and how it is read; `None` where it is held to be changed.
    pub(crate) fn read_in(&self) -> Option<(&Path, Reading)> {
        self.read.as_ref().map(|read| (read.temporary.path(), read.reading))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Where files that were handed in or are to be taken away are kept for a while.
    pub fn files(&self) -> PathBuf {
        self.read.as_ref().map_or(self.path.as_path(), |read| read.temporary.path()).join(FILES)
    }

    /// Those of the folder itself, also where it is only read.
    pub(crate) fn own_files(&self) -> PathBuf {
        self.path.join(FILES)
    }

    /// Where lists that are imported stand until their import has ended, one folder each.
    pub(crate) fn imports(&self) -> PathBuf {
        self.path.join("imports")
    }

    pub fn logs(&self) -> PathBuf {
        self.path.join("logs")
    }

    /// Address, token and version of the HTTP door, for the command line.
    pub fn door(&self) -> PathBuf {
        self.path.join("door.json")
    }

    /// Writes a file that only its owner can read, whole or not at all.
    pub fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
        let part = path.with_extension("part");
        let _ = fs::remove_file(&part);
        let mut file = open_private(&part)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&part, path)
    }

    /// Makes a folder that only its owner can read.
    pub fn make_private(path: &Path) -> io::Result<()> {
        make_private(path)
    }
}

impl Quiet {
    /// Shared with others who only read. A copy without a lock file is nobody's.
    pub fn hold(path: &Path) -> Result<Self, FolderError> {
        let fail = |source| FolderError::Io { path: path.to_owned(), source };
        let lock = match File::open(path.join(LOCK)) {
            Ok(lock) => lock,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self { lock: None }),
            Err(error) => return Err(fail(error)),
        };
        match lock.try_lock_shared() {
            Ok(()) => Ok(Self { lock: Some(lock) }),
            Err(TryLockError::WouldBlock) => Err(in_use(path, &lock)),
            Err(TryLockError::Error(source)) => Err(fail(source)),
        }
    }
}

fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn make_private(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)?;
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

#[cfg(test)]
mod tests;

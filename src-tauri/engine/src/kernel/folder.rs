use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::disk_words;

/// The data directory, held by this process alone until it is dropped: an OS lock, which a crash lets go.
#[derive(Clone, Debug)]
pub struct DataDir {
    path: PathBuf,
    lock: Arc<File>,
}

/// A data directory on which no Callboard runs, nor begins to while this is kept: for whoever reads its files as they lie
/// there. Nothing in it is changed, and it may be read-only.
#[derive(Debug)]
pub struct Quiet {
    _lock: Option<File>,
}

#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("Callboard is already running on {0}")]
    InUse(PathBuf),
    #[error("the data folder {path} cannot be used: {}", words(source))]
    Io { path: PathBuf, source: io::Error },
}

fn words(error: &io::Error) -> String {
    disk_words(error).map_or_else(|| error.to_string(), |words| words.trim_end_matches('.').to_owned())
}

impl DataDir {
    /// Makes the folder where it is missing (readable by its owner only) and locks it.
    pub fn hold(path: &Path) -> Result<Self, FolderError> {
        let fail = |source| FolderError::Io { path: path.to_owned(), source };
        // Whole, so that no name of it can be taken for an address (`file:…`) or an option.
        let path = &std::path::absolute(path).map_err(fail)?;
        let fail = |source| FolderError::Io { path: path.clone(), source };
        make_private(path).map_err(fail)?;
        let lock = open_private(&path.join("lock")).map_err(fail)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock: Arc::new(lock) }),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse(path.to_owned())),
            Err(TryLockError::Error(source)) => Err(fail(source)),
        }
    }

    /// Lets the folder go before the last holder is dropped: nothing of ours touches it any more.
    pub(crate) fn release(&self) {
        if let Err(error) = self.lock.unlock() {
            tracing::warn!(%error, "the lock on the data folder goes with the process");
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn database(&self) -> PathBuf {
        self.path.join("callboard.db")
    }

    /// Where files that were handed in or are to be taken away are kept for a while.
    pub fn files(&self) -> PathBuf {
        self.path.join("files")
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
        use std::io::Write as _;
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
        let lock = match File::open(path.join("lock")) {
            Ok(lock) => lock,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self { _lock: None }),
            Err(error) => return Err(fail(error)),
        };
        match lock.try_lock_shared() {
            Ok(()) => Ok(Self { _lock: Some(lock) }),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse(path.to_owned())),
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
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_refused_and_a_dropped_lock_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let first = DataDir::hold(dir.path()).unwrap();
        assert!(matches!(DataDir::hold(dir.path()), Err(FolderError::InUse(_))));
        drop(first);
        DataDir::hold(dir.path()).expect("nobody holds it any more");
    }

    #[test]
    fn readers_share_a_folder_at_rest_and_keep_a_program_from_starting_on_it() {
        let dir = tempfile::tempdir().unwrap();
        Quiet::hold(dir.path()).expect("nobody was ever there");
        assert!(!dir.path().join("lock").exists(), "and looking leaves nothing behind");
        let held = DataDir::hold(dir.path()).unwrap();
        assert!(matches!(Quiet::hold(dir.path()), Err(FolderError::InUse(_))));
        drop(held);
        let (first, second) = (Quiet::hold(dir.path()).unwrap(), Quiet::hold(dir.path()).unwrap());
        drop(first);
        assert!(matches!(DataDir::hold(dir.path()), Err(FolderError::InUse(_))));
        drop(second);
        DataDir::hold(dir.path()).expect("nobody reads any more");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_look_inside() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data");
        let _held = DataDir::hold(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::metadata(path.join("lock")).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

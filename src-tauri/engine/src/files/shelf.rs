use parking_lot::Mutex;
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use callboard_rpc::types::FileId;
use callboard_rpc::{Code, RpcError};
use jiff::Timestamp;

use super::FileWriter;
use crate::kernel::{DataDir, Error, Kernel, Pace, Result};

/// The largest file that is taken: 2 GiB.
pub const LARGEST: u64 = 2 << 30;
/// How long a file is kept that was made to be taken away.
const MADE_KEPT: Duration = Duration::from_hours(24);
/// How long one is kept that was handed in and is not used: it holds people's numbers.
const HANDED_IN_KEPT: Duration = Duration::from_hours(1);
/// How often the shelf is looked over.
const LOOK: Duration = Duration::from_mins(10);

/// Files handed in or made. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Files(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    kernel: Kernel,
    shelf: Mutex<HashMap<FileId, Shelved>>,
    /// What stood there at the start and is not ours.
    strange: Vec<PathBuf>,
}

#[derive(Debug)]
struct Shelved {
    path: PathBuf,
    /// When it was made, or used last.
    since: Timestamp,
    origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Made here to be taken away.
    Made,
    /// A copy of what somebody has.
    HandedIn,
    /// Someone else's file: read, never removed.
    Adopted,
}

impl Files {
    /// Makes the folder, and removes the files that an earlier run left in it. A folder in it is not ours: it is left as it
    /// is, and told of.
    /// Of a data folder that is only read, nothing is removed.
    pub(crate) fn open(data: &DataDir, kernel: Kernel) -> Result<Self> {
        let folder = data.files();
        let unusable = |error: io::Error| match Error::from(error) {
            Error::Other(why) => {
                let words = format!("The folder {} cannot be used: {why}.", folder.display());
                let hint = "Move away what stands in its place, or give it back to your account.";
                Error::Said(RpcError::new(Code::Storage, words).hint(hint))
            }
            said => said,
        };
        DataDir::make_private(&folder).map_err(unusable)?;
        let mut strange = if data.is_read() { folders_in(&data.own_files()) } else { Vec::new() };
        for left in fs::read_dir(&folder).map_err(unusable)? {
            let left = left.map_err(unusable)?;
            let is_folder = left.file_type().map_err(unusable)?.is_dir();
            if !is_folder && fs::remove_file(left.path()).is_ok() {
                continue;
            }
            tracing::warn!(path = %left.path().display(), "what stands among our files is not ours and is left as it is");
            strange.push(left.path());
        }
        Ok(Self(Arc::new(Inner { folder, kernel, shelf: Mutex::default(), strange })))
    }

    /// What stood among our files at the start, could not be removed, and stands there still.
    pub fn strange(&self) -> Vec<&Path> {
        let there = |path: &&Path| path.symlink_metadata().is_ok();
        self.0.strange.iter().map(PathBuf::as_path).filter(there).collect()
    }

    /// Sweeps now and then until the program ends, and then removes everything that is ours.
    pub(crate) fn keep_tidy(&self) {
        let files = self.clone();
        self.0.kernel.keep_doing("the sweeping of files", Pace::after(LOOK).and_at_the_end(), move || {
            if files.0.kernel.shutdown.has_begun() {
                files.clear();
            } else {
                files.sweep();
            }
            std::future::ready(Ok(()))
        });
    }

    /// Takes a file in, piece by piece.
    pub async fn begin(&self) -> Result<FileWriter> {
        let id = self.new_id();
        let path = self.0.folder.join(id.as_str());
        FileWriter::begin(self.clone(), id, path).await
    }

    /// Reads a file of this machine under an id, where it stands. Only for a caller who runs as its reader anyway.
    pub fn adopt(&self, path: &Path) -> Result<FileId> {
        let open = |error: io::Error| {
            RpcError::field("file", format!("{} cannot be read ({error}).", path.display()))
        };
        let path = fs::canonicalize(path).map_err(open)?;
        let facts = File::open(&path).and_then(|file| file.metadata()).map_err(open)?;
        if !facts.is_file() {
            return Err(RpcError::field("file", format!("{} is not a file.", path.display())).into());
        }
        check_size(facts.len())?;
        let id = self.new_id();
        self.shelve(id.clone(), path, Origin::Adopted);
        Ok(id)
    }

    /// A new, empty file to be written by a slice (on a blocking thread) and taken away by a person.
    pub fn make(&self) -> Result<(FileId, File)> {
        let id = self.new_id();
        let path = self.0.folder.join(id.as_str());
        let file = create_private(&path)?;
        self.shelve(id.clone(), path, Origin::Made);
        Ok((id, file))
    }

    /// Opens it for reading.
    pub fn read(&self, id: &FileId) -> Result<File> {
        let now = self.0.kernel.clock.now();
        let path = match self.shelf().get_mut(id) {
            Some(shelved) => {
                if shelved.origin == Origin::HandedIn {
                    shelved.since = now;
                }
                shelved.path.clone()
            }
            None => return Err(gone(id).into()),
        };
        Ok(File::open(&path).map_err(|_| gone(id))?)
    }

    /// Where it stands.
    pub fn path(&self, id: &FileId) -> Result<PathBuf> {
        let shelf = self.shelf();
        Ok(shelf.get(id).map(|shelved| shelved.path.clone()).ok_or_else(|| gone(id))?)
    }

    /// It is not needed any more.
    pub fn remove(&self, id: &FileId) {
        if let Some(shelved) = self.shelf().remove(id) {
            shelved.clear();
        }
    }

    /// Takes a file that is read once and not needed any more: where it was handed in, it is removed.
    pub fn take(&self, id: &FileId) -> Result<File> {
        let file = self.read(id)?;
        let handed_in = self.shelf().get(id).is_some_and(|shelved| shelved.origin != Origin::Made);
        if handed_in {
            self.remove(id);
        }
        Ok(file)
    }

    /// Gives a file that is read once to whoever keeps it at `to`: one that was handed in goes there, one of somebody else is
    /// copied.
    pub fn hand_over(&self, id: &FileId, to: &Path) -> Result<()> {
        let (path, origin) = {
            let shelf = self.shelf();
            let shelved = shelf.get(id).ok_or_else(|| gone(id))?;
            (shelved.path.clone(), shelved.origin)
        };
        if origin == Origin::HandedIn && fs::rename(&path, to).is_ok() {
            self.shelf().remove(id);
            return Ok(());
        }
        let mut from = File::open(&path).map_err(|_| gone(id))?;
        io::copy(&mut from, &mut create_private(to)?)?;
        if origin == Origin::HandedIn {
            self.remove(id);
        }
        Ok(())
    }

    /// Removes what was kept long enough.
    pub fn sweep(&self) {
        let now = self.0.kernel.clock.now();
        self.shelf().retain(|_, shelved| {
            let kept = match shelved.origin {
                Origin::HandedIn => HANDED_IN_KEPT,
                Origin::Made | Origin::Adopted => MADE_KEPT,
            };
            let young = shelved.since + kept > now;
            if !young {
                shelved.clear();
            }
            young
        });
    }

    /// At the end of the program: no id outlives it.
    fn clear(&self) {
        self.shelf().drain().for_each(|(_, shelved)| shelved.clear());
    }

    pub(super) fn shelve(&self, id: FileId, path: PathBuf, origin: Origin) {
        let since = self.0.kernel.clock.now();
        self.shelf().insert(id, Shelved { path, since, origin });
    }

    fn new_id(&self) -> FileId {
        FileId::from_token(&self.0.kernel.chance.token())
    }

    fn shelf(&self) -> parking_lot::MutexGuard<'_, HashMap<FileId, Shelved>> {
        self.0.shelf.lock()
    }
}

impl Shelved {
    fn clear(&self) {
        if self.origin == Origin::Adopted {
            return;
        }
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "a file of the shelf could not be removed");
        }
    }
}

pub(super) fn check_size(bytes: u64) -> std::result::Result<(), RpcError> {
    if bytes <= LARGEST {
        return Ok(());
    }
    Err(RpcError::field("file", "A file may have at most 2 GiB.")
        .hint("Split it, and hand in the parts one by one."))
}

pub(super) fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

fn gone(id: &FileId) -> RpcError {
    RpcError::not_found("file", id.as_str())
        .hint("Files are kept for a short time only: hand it in, or make it, once more.")
}

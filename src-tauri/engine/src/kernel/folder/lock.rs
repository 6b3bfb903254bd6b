//! The lock of a data folder, and what others are told of whoever holds it.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::FolderError;

/// The lock of whoever holds a folder. What others are told of the holder goes with it, but for a crash.
#[derive(Debug)]
pub(super) struct Lock {
    pub(super) file: File,
    /// It says who holds the folder.
    pub(super) says: AtomicBool,
}

/// Whoever holds a data folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A program, by its own name and the number of its process.
    Program { name: String, process: u32 },
    /// Commands that only read it.
    Readers,
    /// A program that has not said its name.
    Unknown,
}

pub(super) fn held_words(path: &Path, by: &Holder) -> String {
    let path = path.display();
    match by {
        Holder::Program { name, process } => {
            format!("{name} (process {process}) is already running on {path}")
        }
        Holder::Readers => format!("Another command is reading {path}"),
        Holder::Unknown => format!("Callboard is already running on {path}"),
    }
}

impl Lock {
    pub(super) fn say_nothing(&self) {
        // Once it is let go, it is another one's to say who holds it.
        if self.says.swap(false, Ordering::AcqRel) {
            let _ = self.file.set_len(0);
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.say_nothing();
    }
}

/// What others are told who find the folder held: `4711 Callboard's window`. It is no more than words, so that a disk
/// without room for them stops nobody.
pub(super) fn tell(mut lock: &File, name: &str) {
    let told = lock.set_len(0).and_then(|()| writeln!(lock, "{} {name}", std::process::id()));
    if let Err(error) = told {
        tracing::debug!(%error, "the lock file does not say who holds the folder");
    }
}

pub(super) fn in_use(path: &Path, lock: &File) -> FolderError {
    // Several may read at once, and whoever changes it is alone.
    let by = match lock.try_lock_shared() {
        Ok(()) => {
            let _ = lock.unlock();
            Holder::Readers
        }
        Err(_) => who(lock).unwrap_or(Holder::Unknown),
    };
    FolderError::InUse { path: path.to_owned(), by }
}

fn who(lock: &File) -> Option<Holder> {
    /// A name is a few words; the file may be anybody's.
    const LONGEST: u64 = 200;
    let mut text = String::new();
    lock.take(LONGEST).read_to_string(&mut text).ok()?;
    let (process, name) = text.lines().next()?.split_once(' ')?;
    Some(Holder::Program { name: name.to_owned(), process: process.parse().ok()? })
}

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::contact::Contact;
use crate::state::Remembered;

/// Beyond four times what was last written whole, and this, the file is written whole again.
const SLACK: u64 = 64 << 20;

/// The file beside the state file (`FILE.contacts`) in which contacts are kept: a line for each change,
/// the later one holds. A change costs one short write, however many contacts there are.
///
/// It survives a killed program: a line that was cut is not read, and was not answered. It is not flushed
/// to the disk at every change, so it does not survive a power cut.
#[derive(Debug)]
pub(crate) struct ContactLog {
    path: PathBuf,
    half_written: PathBuf,
    /// How long the file is as far as it is sound.
    length: u64,
    length_when_whole: u64,
}

/// A contact as it became, the key under which it was asked for, or both.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Line {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) contact: Option<Contact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<(String, Remembered)>,
}

impl ContactLog {
    pub(crate) fn beside(state_file: &Path) -> Self {
        let with = |ending: &str| {
            let mut name: OsString = state_file.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        Self { path: with(".contacts"), half_written: with(".contacts.new"), length: 0, length_when_whole: 0 }
    }

    /// What was kept, in the order of the changes.
    pub(crate) fn load(&self) -> io::Result<Vec<Line>> {
        let bytes = match std::fs::read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            read => read?,
        };
        let sound = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        let lines = bytes[..sound].split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice(line).map_err(io::Error::from)).collect()
    }

    /// Adds a line. `false`: nothing was written, the file has to be written whole first, because it
    /// is not as it was left (gone, or cut) or has grown out of proportion.
    pub(crate) fn append(&mut self, line: &Line) -> io::Result<bool> {
        if self.length > self.length_when_whole.saturating_mul(4).saturating_add(SLACK) {
            return Ok(false);
        }
        let mut file = match OpenOptions::new().append(true).open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            opened => opened?,
        };
        if file.metadata()?.len() != self.length {
            return Ok(false);
        }
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        file.write_all(&bytes)?;
        self.length += bytes.len() as u64;
        Ok(true)
    }

    /// Puts these lines in place of all there are: a reader finds the old file or the new one.
    pub(crate) fn write_whole<'a>(&mut self, lines: impl IntoIterator<Item = &'a Line>) -> io::Result<()> {
        let mut bytes = Vec::new();
        for line in lines {
            serde_json::to_writer(&mut bytes, line)?;
            bytes.push(b'\n');
        }
        std::fs::write(&self.half_written, &bytes)?;
        std::fs::rename(&self.half_written, &self.path)?;
        self.length = bytes.len() as u64;
        self.length_when_whole = self.length;
        Ok(())
    }
}

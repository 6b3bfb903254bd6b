//! Lists that come packed: `donotcall.zip` with one list in it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::kind::{self, Kind};
use super::{field, refuse, zipped};
use crate::kernel::{Error, Result, composed};

/// A file to be read, taken out of an archive where it was in one.
#[derive(Debug)]
pub(crate) struct Unpacked {
    pub(crate) file: File,
    /// Its name in the archive.
    pub(crate) name: Option<String>,
    /// The sheet that is still to be chosen in it.
    pub(crate) sheet: Option<String>,
    /// The files of the archive, where it has several and none of them was named; `file` is the archive then.
    pub(crate) files: Vec<String>,
}

/// What one that says little of itself may grow to.
const ALWAYS: u64 = 64 << 20;
/// Beyond that, so many times what it takes up packed: lists of numbers have 3 to 15.
const RATIO: u64 = 200;
const MOST: u64 = 8 << 30;
const MOST_FILES: usize = 1_000;

/// Takes the file that is wanted out of an archive, into a file without a name in `folder` that is gone when it is closed;
/// any other file stays as it is. `wanted` names a file of the archive (`list.xlsx`), a sheet of the one that is in it, or
/// both (`list.xlsx/Sheet 1`).
pub(crate) fn unpacked(mut file: File, wanted: Option<&str>, folder: &Path) -> Result<Unpacked> {
    if kind::of(&mut file)? != Kind::Archive {
        return Ok(Unpacked { file, name: None, sheet: wanted.map(str::to_owned), files: Vec::new() });
    }
    let mut archive = zipped::open(&mut file)?;
    let files = files(&mut archive)?;
    let (name, sheet) = match (files.as_slice(), wanted) {
        ([], _) => return Err(refuse("This ZIP archive is empty.")),
        ([only], None) => (only.clone(), None),
        ([only], Some(wanted)) => {
            let (name, sheet) =
                named(&files, wanted).unwrap_or_else(|| (only.clone(), Some(wanted.to_owned())));
            (name, sheet)
        }
        (_, None) => return Ok(Unpacked { file, name: None, sheet: None, files }),
        (_, Some(wanted)) => named(&files, wanted).ok_or_else(|| {
            let words = format!("There is no file “{wanted}” in this archive; it has {}.", list(&files));
            field("sheet", words)
        })?,
    };
    let mut unpacked = tempfile::tempfile_in(folder)?;
    unpack(&mut archive, &name, &mut unpacked)?;
    unpacked.seek(SeekFrom::Start(0))?;
    if kind::of(&mut unpacked)? == Kind::Archive {
        return Err(refuse(
            "An archive is packed in this archive: unpack it, and hand in the list that is in it.",
        ));
    }
    Ok(Unpacked { file: unpacked, name: Some(name), sheet, files: Vec::new() })
}

/// What asks for one of several files.
pub(crate) fn list(files: &[String]) -> String {
    files.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ")
}

/// The names of the files that somebody may mean.
fn files<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Vec<String>> {
    if archive.len() > MOST_FILES {
        return Err(refuse("This archive has more than 1,000 files: hand in the list alone."));
    }
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(unreadable)?;
        let name = part.name().map_err(unreadable)?;
        let last = name.rsplit('/').next().unwrap_or_default();
        // What a Mac and Windows put beside a file.
        let is_beside = name.starts_with("__MACOSX/") || last.starts_with('.') || last == "Thumbs.db";
        if part.is_file() && !is_beside {
            names.push(name.into_owned());
        }
    }
    Ok(names)
}

fn named(files: &[String], wanted: &str) -> Option<(String, Option<String>)> {
    let spelled = |name: &str| composed(name.trim()).to_lowercase();
    let whole = |wanted: &str| {
        let last =
            |name: &&String| name.rsplit('/').next().is_some_and(|last| spelled(last) == spelled(wanted));
        let mut by_last = files.iter().filter(last);
        let exact = files.iter().find(|name| spelled(name) == spelled(wanted));
        exact.or_else(|| by_last.next().filter(|_| by_last.next().is_none()))
    };
    let with_sheet = |at: usize| Some((whole(&wanted[..at])?.clone(), Some(wanted[at + 1..].to_owned())));
    let found = whole(wanted).map(|name| (name.clone(), None));
    found.or_else(|| wanted.match_indices('/').rev().find_map(|(at, _)| with_sheet(at)))
}

fn unpack<R: Read + Seek>(archive: &mut ZipArchive<R>, name: &str, to: &mut File) -> Result<()> {
    let mut part = archive.by_name(name).map_err(unreadable)?;
    let packed = part.compressed_size();
    let most = packed.saturating_mul(RATIO).clamp(ALWAYS, MOST);
    let mut buffer = vec![0; 256 << 10];
    let mut bytes = 0;
    loop {
        let read = match part.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(error.into())),
        };
        bytes += read as u64;
        if bytes > most {
            let (from, to) = (packed.div_ceil(1 << 10), most >> 20);
            return Err(refuse(format!(
                "This archive grows from {from} kB to more than {to} MB when it is unpacked: hand in the list alone."
            )));
        }
        to.write_all(&buffer[..read])?;
    }
}

fn unreadable(error: ZipError) -> Error {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            refuse("This archive has a password: unpack it, and hand in the list that is in it.")
        }
        error => refuse(format!("This archive cannot be read ({error}): unpack it, and hand in the list.")),
    }
}

use std::borrow::Cow;
use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::kind::Kind;
use super::refuse;
use crate::kernel::{Error, Result};

/// What an archive is; one that holds no table is refused with what it is.
pub(super) fn kind<R: Read + Seek>(input: &mut R) -> Result<Kind> {
    let archive = open(input)?;
    let names: Vec<String> = archive.file_names().filter_map(|name| name.ok().map(Cow::into_owned)).collect();
    let has = |wanted: fn(&str) -> bool| names.iter().any(|name| wanted(name));
    let words = if has(|name| lower(name).ends_with("workbook.xml")) {
        return Ok(Kind::Workbook);
    } else if has(|name| lower(name).ends_with("workbook.bin")) {
        "This is a binary workbook (.xlsb): save it as .xlsx or as CSV."
    } else if has(|name| lower(name).rsplit('.').next() == Some("iwa") || lower(name) == "index.zip") {
        "This is an Apple Numbers file: export it as Excel (.xlsx) or as CSV."
    } else if has(|name| name == "content.xml") {
        return Ok(Kind::OpenDocument);
    } else if has(|name| name.starts_with("word/") || name.starts_with("ppt/")) {
        "This is a document and no workbook: export the list as CSV or .xlsx."
    } else {
        return Ok(Kind::Archive);
    };
    Err(refuse(words))
}

fn lower(name: &str) -> String {
    name.to_ascii_lowercase()
}

pub(super) fn open<R: Read + Seek>(input: &mut R) -> Result<ZipArchive<&mut R>> {
    ZipArchive::new(input).map_err(unreadable)
}

pub(super) fn unreadable(error: ZipError) -> Error {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            refuse("This workbook has a password: save it without, or export it as CSV.")
        }
        error => {
            refuse(format!("This workbook cannot be read ({error}): save it anew, or export it as CSV."))
        }
    }
}

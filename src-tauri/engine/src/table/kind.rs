use std::io::{Read, Seek, SeekFrom};

use super::encoding::{self, Encoding};
use super::{refuse, zipped};
use crate::kernel::Result;

/// What a file is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text(Encoding),
    Workbook,
    /// Of Excel until 2003.
    OldWorkbook,
    OpenDocument,
    /// The XML of a do-not-call registry.
    Registry(Encoding),
    /// A ZIP archive that is none of these.
    Archive,
}

/// Enough to see what it is.
const HEAD: usize = 16 << 10;
/// How far a password-protected workbook is looked into for the word that tells it from an old one.
const LOOKED_INTO: u64 = 8 << 20;

/// The kind of a file that holds a table; any other is refused with what it is. The file is then at its beginning.
pub(super) fn of<R: Read + Seek>(input: &mut R) -> Result<Kind> {
    let mut head = Vec::with_capacity(HEAD);
    input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    input.seek(SeekFrom::Start(0))?;
    let kind = match head.as_slice() {
        [] => return Err(refuse("The file is empty.")),
        [b'P', b'K', 3 | 5 | 7, ..] => zipped::kind(input)?,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            refuse_password(input)?;
            Kind::OldWorkbook
        }
        _ if is_registry(&head) => Kind::Registry(encoding::of(&head)),
        _ => match other(&head) {
            Some(words) => return Err(refuse(words)),
            None => Kind::Text(encoding::of(&head)),
        },
    };
    input.seek(SeekFrom::Start(0))?;
    Ok(kind)
}

/// `<ac val='416'> <ph val='5551234' />`, in whatever stands around it.
fn is_registry(head: &[u8]) -> bool {
    let words = encoding::whole_text(head).unwrap_or_default();
    let begins = words.trim_ascii_start().starts_with(b"<");
    let has = |name: &[u8]| words.windows(name.len()).any(|part| part.eq_ignore_ascii_case(name));
    begins && (has(b"<ac val") || has(b"<ph val")) && !has(b"<html")
}

/// What it is where it is no text with a table in it.
fn other(head: &[u8]) -> Option<&'static str> {
    const PICTURE: &str = "This is a picture: export the list as CSV or .xlsx.";
    const PACKED: &str = "This is a packed archive: unpack it, and hand in the file that is in it.";
    const UTF_32: &str = "This file is written in UTF-32: save it as \"CSV UTF-8\" or as .xlsx.";
    let signed = |signs: &[&[u8]]| signs.iter().any(|sign| head.starts_with(sign));
    if signed(&[b"%PDF"]) {
        return Some("This is a PDF: export the list as CSV or .xlsx.");
    }
    if signed(&[b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"II*\0", b"MM\0*"])
        || head.get(4..8) == Some(b"ftyp")
        || (signed(&[b"RIFF"]) && head.get(8..12) == Some(b"WEBP"))
    {
        return Some(PICTURE);
    }
    if signed(&[b"\x1F\x8B", b"7z\xBC\xAF\x27\x1C", b"Rar!", b"\xFD7zXZ", b"BZh"]) {
        return Some(PACKED);
    }
    if signed(&[b"\xFF\xFE\0\0", b"\0\0\xFE\xFF"]) {
        return Some(UTF_32);
    }
    if signed(&[b"SQLite format 3", b"PAR1", b"bplist"]) {
        return Some("This is a database or a program's own file: export the list as CSV or .xlsx.");
    }
    let words = encoding::whole_text(head).unwrap_or_default();
    let words = words.trim_ascii_start();
    let begins = |with: &[u8]| words.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    if begins(b"{\\rtf") {
        return Some("This is a text document (RTF): export the list as CSV or .xlsx.");
    }
    if begins(b"<!doctype")
        || begins(b"<html")
        || begins(b"<table")
        || begins(b"<?xml")
        || begins(b"<workbook")
    {
        return Some(
            "This is a web page or XML under the name of a list: open it in a spreadsheet, and save it as CSV or .xlsx.",
        );
    }
    if begins(b"{\"") || begins(b"[{") || begins(b"{\n") || begins(b"{\r\n") {
        return Some("This is JSON: export the list as CSV or .xlsx.");
    }
    if begins(b"BEGIN:VCARD") {
        return Some("These are contact cards (vCard): export the contacts as CSV.");
    }
    // A text has next to none of these; what is left of a damaged one is refused row by row.
    let strange = words.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    (strange > words.len() / 10 + 2)
        .then_some("This is no text and no workbook: export the list as CSV or .xlsx.")
}

/// A workbook with a password is packed like an old one, and says so in UTF-16.
fn refuse_password<R: Read>(input: &mut R) -> Result<()> {
    let mut content = Vec::new();
    input.take(LOOKED_INTO).read_to_end(&mut content)?;
    let wide: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
    match memchr::memmem::find(&content, &wide) {
        Some(_) => Err(refuse("This workbook has a password: save it without, or export it as CSV.")),
        None => Ok(()),
    }
}

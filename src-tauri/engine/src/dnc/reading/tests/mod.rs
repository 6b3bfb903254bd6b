mod columns;
mod damaged;
mod dates;
mod files;
mod looks;
mod numbers;
mod workbooks;

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};

use callboard_phone::Region;
use callboard_rpc::RpcError;
use callboard_rpc::types::{DncColumnRole, DncColumnSaid, DncLook};
use jiff::Timestamp;

use super::{DateOrder, Entry, How, Piece, Refused, Told, look, read};
use crate::dnc::said::{Direction, Said};

fn how() -> How {
    How {
        region: Region::new("US"),
        direction: Direction::Out,
        changes: false,
        date_order: None,
        sheet: None,
        folder: std::env::temp_dir(),
        header_row: None,
        columns: Vec::new(),
        start: start(),
        start_for_bad_dates: false,
    }
}

fn start() -> Timestamp {
    "2026-11-25T08:00:00Z".parse().unwrap()
}

fn said(role: DncColumnRole, name: &str) -> DncColumnSaid {
    DncColumnSaid { role, name: (name != "none").then(|| name.to_owned()) }
}

fn file(bytes: impl AsRef<[u8]>) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes.as_ref()).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file
}

/// Many lines, one for each number from 0.
fn lines(count: u32, line: impl Fn(u32) -> String) -> String {
    (0..count).map(|tail| line(tail) + "\n").collect::<Vec<_>>().concat()
}

/// What a list gave, in the order of its lines.
#[derive(Debug)]
struct Got {
    entries: Vec<Entry>,
    refused: Vec<Refused>,
    told: Told,
}

fn read_with(bytes: impl AsRef<[u8]>, how: &How) -> crate::kernel::Result<Got> {
    let (mut entries, mut refused) = (Vec::new(), Vec::new());
    let told = read(file(bytes), how, 2, &mut |piece| {
        match piece {
            Piece::Entries(more) => entries.extend(more),
            Piece::Refused(more) => refused.extend(more),
        }
        Ok(())
    })?;
    entries.sort_by_key(|entry| (entry.line, entry.number));
    refused.sort_by_key(|one| one.line);
    assert_eq!(told.numbers, entries.len() as u64, "each number is told");
    assert_eq!(told.refused, refused.len() as u64, "each refusal is told");
    Ok(Got { entries, refused, told })
}

fn got(bytes: impl AsRef<[u8]>) -> Got {
    read_with(bytes, &how()).unwrap()
}

fn error_with(bytes: impl AsRef<[u8]>, how: &How) -> RpcError {
    read_with(bytes, how).map_or_else(RpcError::from, |got| panic!("it was read: {got:?}"))
}

fn error(bytes: impl AsRef<[u8]>) -> RpcError {
    error_with(bytes, &how())
}

/// The field that an error asks about.
fn field(error: &RpcError) -> String {
    let detail = error.detail.as_ref().unwrap_or_else(|| panic!("no field: {error:?}"));
    detail["field"].as_str().unwrap_or_default().to_owned()
}

fn looked(bytes: impl AsRef<[u8]>) -> DncLook {
    look(file(bytes), &how()).unwrap()
}

impl Got {
    fn numbers(&self) -> Vec<String> {
        self.entries.iter().map(|entry| entry.number.reveal()).collect()
    }

    /// `out 2026-11-20T00:00:00Z`, or `back …` where it takes what was said before back.
    fn says(&self) -> Vec<String> {
        let word = |said: Option<Said>| match said.map(Said::direction) {
            Some(Direction::Out) => "out",
            Some(Direction::In) => "in",
            None => "back",
        };
        self.entries.iter().map(|entry| format!("{} {}", word(entry.said.says()), entry.said.at())).collect()
    }

    /// `line: reason`
    fn refusals(&self) -> Vec<String> {
        self.refused.iter().map(|one| format!("{}: {}", one.line, one.reason)).collect()
    }
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::write::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use callboard_rpc::RpcError;

use super::row::Row;
use super::{csv, xlsx};
use crate::kernel::Result;

/// What kind of file a list is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
}

impl Format {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Hands in every row that is not blank, the header first, until `visit` breaks off.
pub(super) fn each_row<R: Read + Seek>(
    mut input: R,
    visit: impl FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<Format> {
    let format = format(&mut input)?;
    match format {
        Format::Csv => csv::each_row(input, visit)?,
        Format::Xlsx => xlsx::each_row(input, visit)?,
    }
    Ok(format)
}

fn format<R: Read + Seek>(input: &mut R) -> Result<Format> {
    let mut head = [0_u8; 8];
    let mut filled = 0;
    while filled < head.len() {
        match input.read(&mut head[filled..])? {
            0 => break,
            more => filled += more,
        }
    }
    input.seek(SeekFrom::Start(0))?;
    match &head[..filled] {
        [] => Err(refuse("The file is empty.")),
        [b'P', b'K', 3, 4, ..] => Ok(Format::Xlsx),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(refuse(
            "This is an old Excel file (.xls), or one with a password: save it as .xlsx without, or as CSV.",
        )),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            Err(refuse("This file is written in UTF-16: save it as \"CSV UTF-8\" or as .xlsx."))
        }
        [b'%', b'P', b'D', b'F', ..] => Err(refuse("This is a PDF: export the list as CSV or .xlsx.")),
        _ => Ok(Format::Csv),
    }
}

pub(super) fn refuse(words: impl Into<String>) -> crate::kernel::Error {
    RpcError::field("file", words).into()
}

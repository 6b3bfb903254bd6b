//! Tables that a person hands in: CSV, text with tabs, XLSX, XLS, ODS, the XML of do-not-call registries. Every slice that
//! reads such a file reads it here.
//!
//! Cast: [`each_row`] hands in one [`Row`] after the other, the header first, in bounded memory; a [`Choice`] says
//! which sheet and which line the header is. [`unpacked`] takes the file out
//! of an archive. [`Rows`] carry many rows to another thread. What a row is, is all that this room knows: not what its cells mean.
//!
//! Nothing vanishes. A row that cannot be told apart is handed in with its fault ([`Row::fault`]) and is to be refused;
//! a file whose rows cannot be told apart (a quotation mark that is never closed) is refused as a whole, with the line.
//! What is no table is refused in one sentence that says what it is.
//!
//! Every cell is UTF-8: UTF-16 is read with its mark and without, and a row that is no UTF-8 is read as Windows-1252.

mod archive;
mod book;
mod bounds;
mod choice;
mod csv;
mod encoding;
mod extent;
mod header;
mod kind;
mod markup;
pub(crate) mod names;
mod old;
mod opendocument;
mod packed;
mod quoted;
mod registry;
mod row;
mod separator;
mod sheets;
mod swallowed;
#[cfg(test)]
mod tests;
mod zipped;

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use callboard_rpc::RpcError;

pub(crate) use archive::{Unpacked, list as list_of_files, unpacked};
pub use choice::{Choice, Format, Shape};
pub use encoding::whole_text;
pub(crate) use packed::{OneRow, Rows};
pub use row::Row;
pub(crate) use row::shown;
pub(crate) use sheets::{filled_sheets, is_registry};

use crate::kernel::{Error, Result};

/// Hands in every row that is not a blank line, the header first, until `visit` breaks off.
pub fn each_row<R: Read + Seek>(
    mut input: R,
    choice: &Choice,
    visit: impl FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<Shape> {
    match kind::of(&mut input)? {
        kind::Kind::Text(_) | kind::Kind::Registry(_) if choice.sheet.is_some() => {
            Err(field("sheet", "A text file has no sheets: leave the sheet out."))
        }
        kind::Kind::Text(encoding) => csv::each_row(input, encoding, choice, visit),
        kind::Kind::Registry(_) if !choice.registry => {
            Err(refuse("This is the list of a do-not-call registry: import it under “Do not call”."))
        }
        kind::Kind::Registry(encoding) => registry::each_row(input, encoding, choice, visit),
        kind::Kind::Workbook => book::each_row(input, choice, visit),
        kind::Kind::OldWorkbook => old::each_row(input, choice, visit),
        kind::Kind::OpenDocument => opendocument::each_row(input, choice, visit),
        kind::Kind::Archive => {
            Err(refuse("This is a ZIP archive: unpack it, and hand in the file that is in it."))
        }
    }
}

/// A file that is refused as a whole.
pub(crate) fn refuse(words: impl Into<String>) -> Error {
    field("file", words)
}

fn field(field: &str, words: impl Into<String>) -> Error {
    RpcError::field(field, words).into()
}

/// The same with the line at which it is seen.
fn refuse_at(line: u64, words: &str) -> Error {
    let detail = serde_json::json!({ "field": "file", "line": line });
    RpcError::field("file", format!("Line {line}: {words}")).detail(detail).into()
}

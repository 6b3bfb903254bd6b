//! A map as a file: CSV or XLSX for a spreadsheet, JSON for a program. What was exported can be imported again.

mod cells;
mod csv;
mod json;

use callboard_rpc::RpcError;
use callboard_rpc::types::{DispositionMap, MapFormat};

pub(crate) use self::csv::write as to_csv;
pub(crate) use self::json::write as to_json;
use super::validate::MOST_CODES;
use crate::table;

/// The largest file, in bytes.
pub const LARGEST: u64 = 8 << 20;

/// Reads a file of any form: JSON where it begins like that, a workbook, or CSV. `known` gives the severity and actions of categories
/// that a CSV names without saying them.
pub fn read(bytes: &[u8], known: &DispositionMap) -> Result<DispositionMap, RpcError> {
    let text = table::whole_text(bytes).ok_or_else(|| refused(None, "This begins as UTF-16 and is none."))?;
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'{') { json::read(&text) } else { csv::read(bytes, known) }
}

/// `dispositions-v3.csv`.
pub(crate) fn name(version: u32, format: MapFormat) -> String {
    let ending = match format {
        MapFormat::Csv => "csv",
        MapFormat::Json => "json",
    };
    format!("dispositions-v{version}.{ending}")
}

/// The error for more codes than a map may have, with the line where there is one.
fn too_many(line: Option<u64>) -> RpcError {
    let a = if line.is_some() { "a" } else { "A" };
    refused(line, &format!("{a} map has at most {MOST_CODES} codes."))
}

/// The error for wrong content, with the line where there is one.
fn refused(line: Option<u64>, words: &str) -> RpcError {
    let place = line.map_or_else(String::new, |line| format!("Line {line}: "));
    RpcError::new(callboard_rpc::Code::Invalid, format!("{place}{words}"))
        .hint("Correct the file and hand it in again; the draft was not changed.")
        .detail(serde_json::json!({ "field": "file", "line": line }))
}

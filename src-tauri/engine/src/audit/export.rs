//! Rows as a file that others read: JSON lines (exact) or CSV (for a spreadsheet).

use std::io::Write;

use callboard_rpc::types::{AuditExport, AuditRow, ExportFormat};
use rusqlite::Connection;

use super::search;
use crate::kernel::{Error, Result, guarded};

/// Writes the rows that the filter lets through, oldest first, in bounded memory; answers how many.
pub(super) fn export(db: &Connection, asked: &AuditExport, out: &mut impl Write) -> Result<u64> {
    match asked.format {
        ExportFormat::Jsonl => search::each(db, &asked.filter, |row| {
            serde_json::to_writer(&mut *out, &row)?;
            Ok(out.write_all(b"\n")?)
        }),
        ExportFormat::Csv => {
            let mut csv = csv::Writer::from_writer(out);
            csv.write_record(HEADER).map_err(csv_error)?;
            let rows =
                search::each(db, &asked.filter, |row| csv.write_record(record(&row)).map_err(csv_error))?;
            csv.flush()?;
            Ok(rows)
        }
    }
}

/// `audit-2026-11-23.csv`.
pub(super) fn file_name(format: ExportFormat, now: jiff::Timestamp) -> String {
    let ending = match format {
        ExportFormat::Jsonl => "jsonl",
        ExportFormat::Csv => "csv",
    };
    format!("audit-{}.{ending}", now.strftime("%Y-%m-%d"))
}

const HEADER: [&str; 11] =
    ["seq", "at", "actor", "door", "action", "object", "before", "after", "result", "prev_hash", "hash"];

fn record(row: &AuditRow) -> [String; 11] {
    let json =
        |value: &Option<serde_json::Value>| value.as_ref().map_or_else(String::new, ToString::to_string);
    let cell = |text: &str| guarded(text).into_owned();
    [
        row.seq.to_string(),
        row.at.to_string(),
        cell(&row.actor),
        cell(&row.door),
        cell(&row.action),
        cell(&row.object),
        cell(&json(&row.before)),
        cell(&json(&row.after)),
        cell(&row.result),
        row.prev_hash.clone(),
        row.hash.clone(),
    ]
}

fn csv_error(error: csv::Error) -> Error {
    Error::Other(anyhow::Error::new(error).context("the file could not be written"))
}

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use callboard_phone::mask_in_text;
use callboard_rpc::types::FileOut;
use serde_json::{Value, json};

use super::facts;
use crate::Engine;
use crate::kernel::{Error, Result};

/// Log lines that go along.
const LINES: usize = 2000;
/// A longer line is cut.
const LONGEST: usize = 4096;

/// Status, settings and the last log lines in one text file; every number masked, no secret, no client id.
pub(super) async fn export(engine: &Engine) -> Result<FileOut> {
    let status = serde_json::to_value(facts::status(engine).await?)?;
    let settings = engine.kernel.db.read(settings).await?;
    let made = engine.kernel.clock.now();
    let report = json!({ "made": made, "status": status, "settings": settings });
    let (id, file) = engine.files.make()?;
    let logs = engine.folder.logs();
    let writing = tokio::task::spawn_blocking(move || write(file, &report, &logs));
    let rows = writing.await.map_err(|error| Error::Other(error.into()))??;
    let name = format!("callboard-diagnostics-{}.txt", made.strftime("%Y-%m-%d"));
    Ok(FileOut { file: id, name, rows })
}

/// Answers the number of lines.
fn write(file: File, report: &Value, logs: &Path) -> Result<u64> {
    let mut out = BufWriter::new(file);
    let mut rows = 0;
    let report = serde_json::to_string_pretty(report)?;
    let lines = report.lines().map(str::to_owned).chain([String::new(), "Last log lines:".to_owned()]);
    for line in lines.chain(last_lines(logs)?) {
        writeln!(out, "{}", mask_in_text(&line))?;
        rows += 1;
    }
    out.flush()?;
    Ok(rows)
}

/// The end of the newest log files, oldest line first.
fn last_lines(logs: &Path) -> Result<VecDeque<String>> {
    let mut lines = VecDeque::new();
    for path in newest_two(logs)? {
        for line in BufReader::new(File::open(path)?).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).chars().take(LONGEST).collect();
            if lines.len() == LINES {
                lines.pop_front();
            }
            lines.push_back(line);
        }
    }
    Ok(lines)
}

/// Log files are named by their day.
fn newest_two(logs: &Path) -> Result<Vec<PathBuf>> {
    let Ok(folder) = std::fs::read_dir(logs) else { return Ok(Vec::new()) };
    let mut paths = Vec::new();
    for entry in folder {
        let path = entry?.path();
        if path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths.split_off(paths.len().saturating_sub(2)))
}

fn settings(db: &rusqlite::Connection) -> Result<Value> {
    let settings = crate::settings::get(db)?;
    Ok(json!(format!("{settings:?}")))
}

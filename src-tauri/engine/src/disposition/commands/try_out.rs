use std::io::BufWriter;

use callboard_rpc::types::{FileOut, MapTried, MapTry, TriedRow, UnmappedPolicy};
use callboard_rpc::{Caller, Code, Handle, Result, RpcError, command};

use super::meant;
use super::publish::MOST_DAYS;
use crate::Engine;
use crate::disposition::try_map;
use crate::kernel::{self, Error};
use crate::map::{check, drafts};

/// Contacts that are listed in the answer; the file has all of them.
const LISTED: usize = 200;

impl Handle<command::DispositionTry> for Engine {
    async fn handle(&self, _: &Caller, args: MapTry) -> Result<MapTried> {
        tried(self, args, LISTED).await
    }
}

impl Handle<command::DispositionTryExport> for Engine {
    async fn handle(&self, _: &Caller, args: MapTry) -> Result<FileOut> {
        let days = args.days;
        let tried = tried(self, args, usize::MAX).await?;
        let (file, handle) = self.files.make()?;
        let rows = tried.rows.len() as u64;
        let writing = tokio::task::spawn_blocking(move || {
            let mut csv = csv::Writer::from_writer(BufWriter::new(handle));
            write_all(&mut csv, &tried.rows)
        });
        writing.await.map_err(|error| Error::Other(error.into()))??;
        Ok(FileOut { file, name: format!("dispositions-tried-{days}-days.csv"), rows })
    }
}

async fn tried(engine: &Engine, args: MapTry, rows: usize) -> Result<MapTried> {
    if !(1..=MOST_DAYS).contains(&args.days) {
        return Err(RpcError::field("days", format!("1 to {MOST_DAYS} days.")));
    }
    let now = engine.kernel.clock.now();
    let read = engine.kernel.db.read_long(move |db| {
        let of = meant(db, args.connection.as_ref())?;
        let map = match args.map {
            Some(map) => map,
            None => drafts::draft(db, &of)?.ok_or_else(no_draft)?.map,
        };
        let hold = drafts::policy(db, &of)? == UnmappedPolicy::Hold;
        try_map::try_map(db, &of, &check(&map)?, hold, now, args.days, rows)
    });
    Ok(read.await?)
}

fn no_draft() -> RpcError {
    RpcError::new(Code::Refused, "There is no draft to try.").hint("Change the map first.")
}

fn write_all<W: std::io::Write>(csv: &mut csv::Writer<W>, rows: &[TriedRow]) -> kernel::Result<()> {
    csv.write_record(["event", "contact", "code", "at", "from", "to"]).map_err(anyhow::Error::from)?;
    for row in rows {
        let at = row.at.to_string();
        let (contact, code) = (harmless(&row.contact), harmless(&row.code));
        csv.write_record([&row.event, &contact, &code, &at, &row.from, &row.to])
            .map_err(anyhow::Error::from)?;
    }
    Ok(csv.flush()?)
}

/// A spreadsheet takes `=…` for a formula and runs it.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

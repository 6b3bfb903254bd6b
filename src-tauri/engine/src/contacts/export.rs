use std::fs::File;
use std::io::{BufWriter, Write as _};

use callboard_rpc::types::{ContactSetId, FileOut, RefusedContact};

use super::store;
use crate::Engine;
use crate::kernel::{Error, Result, StoredWord, guarded};

/// Rows that are read at a time, so that memory stays bounded.
const PAGE: usize = 5000;

/// The refused rows of a set as a CSV file, to be mended and handed in again.
pub(super) async fn export(engine: &Engine, id: ContactSetId) -> Result<FileOut> {
    let wanted = id.clone();
    let set = engine.kernel.db.read(move |db| store::set(db, &wanted)).await?;
    let (file, handle) = engine.files.make()?;
    let rows = write_all(engine, &id, handle).await?;
    let stem = set.name.rsplit_once('.').map_or(set.name.as_str(), |(stem, _)| stem);
    Ok(FileOut { file, name: format!("{stem}-refused.csv"), rows })
}

async fn write_all(engine: &Engine, id: &ContactSetId, handle: File) -> Result<u64> {
    let mut writer = csv::Writer::from_writer(BufWriter::new(handle));
    writer.write_record(["line", "contact_id", "kind", "reason"]).map_err(anyhow::Error::from)?;
    let (mut after, mut rows) = (0, 0);
    loop {
        let wanted = id.clone();
        let page = engine.kernel.db.read(move |db| store::refused(db, &wanted, after, PAGE)).await?;
        let Some(last) = page.last() else { break };
        after = last.line;
        rows += page.len() as u64;
        let writing = tokio::task::spawn_blocking(move || write_page(writer, &page));
        writer = writing.await.map_err(|error| Error::Other(error.into()))??;
    }
    let inner = writer.into_inner().map_err(|error| anyhow::anyhow!("{}", error.error()))?;
    let mut inner = inner;
    inner.flush()?;
    Ok(rows)
}

type Csv = csv::Writer<BufWriter<File>>;

fn write_page(mut writer: Csv, page: &[RefusedContact]) -> Result<Csv> {
    for row in page {
        let line = row.line.to_string();
        let id = guarded(&row.contact_id);
        let record = [line.as_str(), id.as_ref(), row.kind.word(), row.reason.as_str()];
        writer.write_record(record).map_err(anyhow::Error::from)?;
    }
    Ok(writer)
}

use std::fs::File;
use std::ops::RangeInclusive;

use callboard_phone::Region;
use callboard_rpc::types::{ConnectionId, ContactSet, ContactSetId, ContactsImport, RefusedContact};
use callboard_rpc::{Caller, RpcError, Topic};
use serde_json::json;
use tokio::sync::mpsc;

use super::count::{CountOptions, Counts, count};
use super::store::{self, REFUSED};
use crate::kernel::audit::Entry;
use crate::kernel::{Error, Result};
use crate::table::Choice;
use crate::{Engine, audit, connection};

/// Refused rows that are written in one go: some 5 ms of the writer.
const SLICE: usize = 500;
/// Slices that may wait for the writer; then the reading waits too.
const WAITING: usize = 4;

/// Reads a list of the shelf into a set, and forgets the list, also where it is refused.
pub(super) async fn import(engine: &Engine, caller: &Caller, args: ContactsImport) -> Result<ContactSet> {
    let file = engine.files.take(&args.file)?;
    let row = connection_of(engine, args.connection).await?;
    let region = region(args.region.as_deref(), row.as_ref())?;
    let options = CountOptions {
        mapping: args.mapping,
        said: args.columns.unwrap_or_default(),
        region,
        choice: Choice {
            sheet: args.sheet,
            header_row: args.header_row,
            seen_only: true,
            ..Choice::default()
        },
        ..CountOptions::default()
    };
    let id = ContactSetId::from_token(&engine.kernel.chance.token());
    let (begun, name, of) = (id.clone(), args.name, row.map(|row| row.id));
    engine.kernel.db.write(move |write| store::begin(write, &begun, of.as_ref(), &name)).await?;
    let counted = count_into(engine, caller, &id, file, options).await;
    let finished = match counted {
        Ok(counts) => finish(engine, caller, &id, counts).await,
        Err(error) => Err(error),
    };
    if finished.is_err() {
        discard(engine, caller, id).await?;
    }
    finished
}

/// At the start: what an import left that did not come to its end.
pub(crate) async fn remove_unfinished(engine: &Engine) -> Result<()> {
    let before = engine.started_at;
    for id in engine.kernel.db.read(move |db| store::unfinished(db, before)).await? {
        discard(engine, &Caller::engine(), id).await?;
    }
    Ok(())
}

/// The one that is named, or the only one; a list can be read before there is any.
pub(super) async fn connection_of(
    engine: &Engine,
    named: Option<ConnectionId>,
) -> Result<Option<connection::Row>> {
    let read = engine.kernel.db.read(move |db| match named {
        Some(id) => connection::find(db, &id).map(Some),
        None => Ok(connection::all(db)?).map(|mut rows| rows.pop().filter(|_| rows.is_empty())),
    });
    read.await
}

pub(super) fn region(named: Option<&str>, row: Option<&connection::Row>) -> Result<Option<Region>> {
    let of_connection = row.and_then(|row| row.settings.default_region.as_deref());
    let Some(code) = named.filter(|code| !code.trim().is_empty()).or(of_connection) else { return Ok(None) };
    let unknown = || RpcError::field("region", format!("{code:?} is no country that has phone numbers."));
    Ok(Some(Region::new(code).ok_or_else(unknown)?))
}

/// Reads on a thread of its own, and writes what is refused while it reads.
async fn count_into(
    engine: &Engine,
    caller: &Caller,
    id: &ContactSetId,
    file: File,
    options: CountOptions,
) -> Result<Counts> {
    let (slices, mut written) = mpsc::channel::<Vec<RefusedContact>>(WAITING);
    let zones = engine.zones.clone();
    let counting = tokio::task::spawn_blocking(move || {
        let mut slice = Vec::with_capacity(SLICE);
        let counts = count(file, &options, &zones, |row| {
            slice.push(row);
            if slice.len() == SLICE {
                let full = std::mem::replace(&mut slice, Vec::with_capacity(SLICE));
                slices.blocking_send(full).map_err(|_| Error::Stopping)?;
            }
            Ok(())
        })?;
        if !slice.is_empty() {
            slices.blocking_send(slice).map_err(|_| Error::Stopping)?;
        }
        Ok(counts)
    });
    while let Some(slice) = written.recv().await {
        write_slice(engine, caller, id, slice).await?;
    }
    counting.await.map_err(|error| Error::Other(error.into()))?
}

async fn write_slice(
    engine: &Engine,
    caller: &Caller,
    id: &ContactSetId,
    slice: Vec<RefusedContact>,
) -> Result<()> {
    let (id, caller) = (id.clone(), caller.clone());
    let Some(lines) = lines(&slice) else { return Ok(()) };
    engine
        .kernel
        .db
        .write(move |write| {
            store::add_refused(write, &id, &slice)?;
            audit::seal(write, &caller, &REFUSED, id.as_str(), lines).map(drop)
        })
        .await
}

fn lines(slice: &[RefusedContact]) -> Option<RangeInclusive<i64>> {
    let line = |row: &RefusedContact| i64::try_from(row.line).ok();
    Some(line(slice.first()?)?..=line(slice.last()?)?)
}

async fn finish(engine: &Engine, caller: &Caller, id: &ContactSetId, counts: Counts) -> Result<ContactSet> {
    let (id, caller) = (id.clone(), caller.clone());
    let finished = engine.kernel.db.write(move |write| {
        let set = store::finish(write, &id, &counts)?;
        let told = json!({
            "name": set.name, "rows": set.rows, "placed": set.placed, "needs_zone": set.needs_zone,
            "invalid": set.invalid, "without_number": set.without_number, "doubled": set.doubled,
            "notes": set.notes, "groups": set.groups,
        });
        write.audit(&caller, Entry::new("contacts.import", format!("contacts/{id}")).after(&told))?;
        write.changed(Topic::Contacts);
        Ok(set)
    });
    finished.await
}

async fn discard(engine: &Engine, caller: &Caller, id: ContactSetId) -> Result<()> {
    let caller = caller.clone();
    let discarded = engine.kernel.db.write(move |write| {
        store::remove(write, &id)?;
        audit::drop_sealed(write, &caller, &REFUSED, id.as_str()).map(drop)
    });
    discarded.await
}

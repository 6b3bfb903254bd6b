//! The writing of an import: a durable task that writes its sorted numbers slice by slice, each with what was counted of it.
//!
//! Wherever it is ended, it goes on behind the last slice that was committed. While one slice is written, the next is read
//! and held against the ledger.

use callboard_phone::mask_in_text;
use callboard_rpc::types::{DncImportState, DncLookAt};
use callboard_rpc::{Caller, Code, Door, RpcError, Topic};
use serde_json::json;

use super::compare::{Counts, compare};
use super::look::{self, Place, SLICE};
use super::marks::{self, Mark};
use super::row::{self, Import};
use super::spool::Reader;
use super::{listed, refused, release, sweep};
use crate::Engine;
use crate::connection;
use crate::dnc::drain;
use crate::dnc::ledger::{self, Ledger, ListName};
use crate::dnc::reading::Entry;
use crate::kernel::audit;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Error, Result, Write};

const KIND: &str = "dnc.import";

/// An import that was let go is done from now on.
pub(super) fn soon(write: &mut Write<'_>, id: i64) -> Result<()> {
    let now = write.now();
    tasks::schedule(write, KIND, &id.to_string(), now, &())
}

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, 1, move |task| {
        let engine = this.clone();
        async move { work(&engine, &task).await }
    });
}

async fn work(engine: &Engine, task: &Task) -> Result<()> {
    let id: i64 = task.key.parse().map_err(anyhow::Error::from)?;
    let found = engine.kernel.db.read(move |db| row::find(db, id)).await?;
    let ended = match &found {
        Some(import) if import.go => go_on(engine, import).await,
        _ => Ok(true),
    };
    let ended = match (ended, &found) {
        // What a file cannot give will not be there later; what the disk or a lock refuses may be.
        (Err(Error::Said(error)), Some(import)) => {
            fail(engine, import, &error.message).await?;
            true
        }
        (ended, _) => ended?,
    };
    if ended {
        let task = task.clone();
        engine.kernel.db.write(move |write| tasks::done(write, &task)).await?;
        if let Some(import) = &found {
            Place::of(engine, import.token.as_str()).clear();
        }
    }
    Ok(())
}

/// Answers whether it is at its end; not where the program stops meanwhile.
async fn go_on(engine: &Engine, import: &Import) -> Result<bool> {
    let place = Place::of(engine, import.token.as_str());
    let mut import = import.clone();
    if import.state == DncImportState::Reading {
        read_again(engine, &import, &place).await?;
        import = again(engine, import.id).await?;
    }
    if import.state == DncImportState::Looked {
        let id = import.id;
        let path = place.reasons();
        let reading = tokio::task::spawn_blocking(move || look::reasons(&path));
        let reasons = reading.await.map_err(|error| Error::Other(error.into()))??;
        engine.kernel.db.write(move |write| begin(write, id, &reasons)).await?;
        import = again(engine, import.id).await?;
    }
    if import.state != DncImportState::Writing {
        return Ok(true);
    }
    Ok(write_refused(engine, &import, &place).await? && write_numbers(engine, import, &place).await?)
}

async fn again(engine: &Engine, id: i64) -> Result<Import> {
    let found = engine.kernel.db.read(move |db| row::find(db, id)).await?;
    found.ok_or_else(|| anyhow::anyhow!("the import {id} is gone").into())
}

/// The program ended while it was read.
async fn read_again(engine: &Engine, import: &Import, place: &Place) -> Result<()> {
    let args: DncLookAt = serde_json::from_str(&import.how)?;
    let of = import.connection.clone();
    let of = engine.kernel.db.read(move |db| connection::find(db, &of)).await?;
    let how = look::how(&of, &args, import.at, place.folder())?;
    let (facts, entries) = look::read(place.clone(), how).await?;
    let (facts, counts) = look::held_against_the_ledger(engine, import, place, facts).await?;
    let asked = args.go.unwrap_or_default().count.unwrap_or(0);
    super::expect_confirmed(&facts, &counts, asked)?;
    let id = import.id;
    engine.kernel.db.write(move |write| row::looked(write, id, &facts, &counts, entries)).await
}

/// It is being written from here on, and counts with its first slice.
fn begin(write: &mut Write<'_>, id: i64, reasons: &[String]) -> Result<()> {
    let Some(import) = row::find(write, id)?.filter(|import| import.state == DncImportState::Looked) else {
        return Ok(());
    };
    let ledger = ledger::begun(write, &import.connection)?;
    let kind = super::kind_of(import.mode);
    let list = ledger::list(write, ledger, ListName { kind, name: &import.list_name })?;
    row::begin(write, id, list)?;
    listed::add_reasons(write, id, reasons)?;
    let caller = caller(&import);
    let import = Import { list: Some(list), ..import };
    marks::mark(write, &caller, &import, (ledger, list), Mark::Begun)?;
    let after = json!({
        "connection": import.connection, "list": mask_in_text(&import.list_name), "file": mask_in_text(&import.file),
        "mode": import.mode, "push": import.pushed, "rows": import.facts.rows, "numbers": import.facts.numbers,
        "refused": import.facts.refused, "repeated": import.facts.repeated,
    });
    write.audit(&caller, audit::Entry::new("dnc.import", object(&import)).after(&after))?;
    write.changed(Topic::Dnc);
    Ok(())
}

/// Whoever let it go, for what the program does on their behalf.
pub(super) fn caller(import: &Import) -> Caller {
    Caller { actor: import.actor.clone(), door: Door::Engine }
}

pub(super) fn object(import: &Import) -> String {
    format!("dnc/{}", import.token)
}

async fn write_refused(engine: &Engine, import: &Import, place: &Place) -> Result<bool> {
    let (path, mut stored) = (place.refused(), import.refused);
    let mut from = None;
    while stored < import.facts.refused {
        if engine.kernel.shutdown.has_begun() {
            return Ok(false);
        }
        let (path, before) = (path.clone(), from.take());
        let reading = tokio::task::spawn_blocking(move || {
            let mut from = before.map_or_else(|| refused::Left::open(&path, stored), Ok)?;
            let rows = from.next()?;
            Ok::<_, Error>((from, rows))
        });
        let (left, rows) = reading.await.map_err(|error| Error::Other(error.into()))??;
        from = Some(left);
        if rows.is_empty() {
            break;
        }
        let (token, id, before) = (import.token.clone(), import.id, stored);
        stored += rows.len() as u64;
        let write = engine.kernel.db.write(move |write| {
            refused::add(write, &Caller::engine(), token.as_str(), before, &rows)?;
            row::refused_stored(write, id, before + rows.len() as u64)
        });
        write.await?;
    }
    Ok(true)
}

/// A slice that is ready to be written.
struct Ready {
    entries: Vec<Entry>,
    counts: Counts,
}

async fn write_numbers(engine: &Engine, import: Import, place: &Place) -> Result<bool> {
    let list = import.list.ok_or_else(|| anyhow::anyhow!("an import is written without its list"))?;
    let of = import.connection.clone();
    let ledger = engine.kernel.db.read(move |db| ledger::of(db, &of)).await?;
    let ledger = ledger.ok_or_else(|| anyhow::anyhow!("an import is written without its ledger"))?;
    let (sorted, from) = (place.sorted(), import.written);
    let reader = tokio::task::spawn_blocking(move || Reader::open(&sorted, from));
    let reader = reader.await.map_err(|error| Error::Other(error.into()))??;
    let target = Target { id: import.id, ledger, list };
    let (mut reader, mut ready) = next(engine, target, reader).await?;
    let (mut written, mut counts) = (import.written, import.counts);
    while !ready.entries.is_empty() {
        if engine.kernel.shutdown.has_begun() {
            return Ok(false);
        }
        let before = written;
        written += ready.entries.len() as u64;
        counts += ready.counts;
        engine.kernel.db.caught_up().await;
        let (entries, counts) = (std::mem::take(&mut ready.entries), counts);
        let writing = engine.kernel.db.write(move |write| slice(write, target, before, &entries, counts));
        let (went_on, following) = tokio::join!(writing, next(engine, target, reader));
        if !went_on? {
            return Ok(true); // a person stopped it
        }
        (reader, ready) = following?;
    }
    engine.kernel.db.write(move |write| end(write, target)).await?;
    Ok(true)
}

/// Where numbers are written to.
#[derive(Clone, Copy)]
struct Target {
    id: i64,
    ledger: Ledger,
    list: i64,
}

async fn next(engine: &Engine, target: Target, mut reader: Reader) -> Result<(Reader, Ready)> {
    let reading = tokio::task::spawn_blocking(move || {
        let entries = reader.next(SLICE)?;
        Ok::<_, Error>((reader, entries))
    });
    let (reader, entries) = reading.await.map_err(|error| Error::Other(error.into()))??;
    let read = engine.kernel.db.read_long(move |db| {
        let counts = compare(db, Some(target.ledger), Some(target.list), &entries)?;
        Ok(Ready { entries, counts })
    });
    Ok((reader, read.await?))
}

/// Answers whether it is to go on.
fn slice(
    write: &mut Write<'_>,
    target: Target,
    before: u64,
    entries: &[Entry],
    counts: Counts,
) -> Result<bool> {
    let Some(import) = row::find(write, target.id)? else { return Ok(false) };
    if import.state != DncImportState::Writing || import.written != before {
        return Ok(false);
    }
    listed::add(write, &caller(&import), (target.list, target.id), before, entries)?;
    row::written(write, target.id, before + entries.len() as u64, &counts)?;
    // What is said of a number again is not to be released.
    for number in release::among(write, target.ledger, entries)? {
        if ledger::holds(write, target.ledger, number)?.is_some() {
            release::leave(write, target.ledger, number)?;
        }
    }
    write.changed(Topic::Dnc);
    Ok(true)
}

/// All of it is written: what it takes back, or takes the place of, is looked at again, and the tenant is told where a
/// person said so.
fn end(write: &mut Write<'_>, target: Target) -> Result<()> {
    let Some(import) = row::find(write, target.id)? else { return Ok(()) };
    if import.state != DncImportState::Writing {
        return Ok(());
    }
    if import.written != import.entries {
        let words = "The file of its sorted numbers was cut short: undo it, and import the list again.";
        return Err(RpcError::new(Code::Storage, words).into());
    }
    row::set_state(write, target.id, DncImportState::Done, None)?;
    let caller = caller(&import);
    let replaced = marks::mark(write, &caller, &import, (target.ledger, target.list), Mark::Ended)?;
    for import in replaced {
        sweep::soon(write, import)?;
    }
    if import.counts.takes_back > 0 {
        sweep::soon(write, target.id)?;
    }
    let after = json!({ "written": import.written, "counts": import.counts });
    write.audit(&caller, audit::Entry::new("dnc.imported", object(&import)).after(&after))?;
    write.changed(Topic::Dnc);
    drain::soon(write, target.ledger)
}

async fn fail(engine: &Engine, import: &Import, words: &str) -> Result<()> {
    tracing::warn!(import = %import.token, words, "an import ended");
    let (id, words) = (import.id, words.to_owned());
    let failed = engine.kernel.db.write(move |write| {
        // What was written of it counts, and can be undone.
        let written = row::find(write, id)?.is_some_and(|import| import.written > 0);
        let state = if written { DncImportState::Stopped } else { DncImportState::Failed };
        row::set_state(write, id, state, Some(&words))?;
        row::set_pushed(write, id, false)?;
        write.changed(Topic::Dnc);
        Ok(())
    });
    failed.await
}

//! The commands about imports.

use callboard_rpc::types::{
    ConnectionId, DncGo, DncImport, DncImportGo, DncImportPush, DncImportRef, DncImportState, DncLook,
    DncLookAt, DncRefused, DncRefusedOf, DncRelease, FileOut, MaybeConnection, Page,
};
use callboard_rpc::{Caller, Handle, Result, Topic, command};
use serde_json::json;

use super::look::{self, Place};
use super::marks::{self, Mark};
use super::row::{self, Import};
use super::{begin, expect_confirmed, not_now, refused, shown, sweep, write};
use crate::Engine;
use crate::connection;
use crate::dnc::{drain, ledger, reading};
use crate::kernel::audit::Entry;
use crate::kernel::{self, Error, Paging, Write};

/// Rows of a page, where the caller does not say, and at most.
const PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 1000;

impl Handle<command::DncColumns> for Engine {
    async fn handle(&self, _: &Caller, args: DncLookAt) -> Result<DncLook> {
        let named = args.connection.clone();
        let of = self.kernel.db.read(move |db| connection::the_only(db, named.as_ref())).await?;
        let how = look::how(&of, &args, self.kernel.clock.now(), &self.folder.files())?;
        let file = self.files.read(&args.file)?;
        let looking = tokio::task::spawn_blocking(move || reading::look(file, &how)).await;
        let looked = looking.map_err(|error| Error::Other(error.into())).and_then(|looked| looked);
        // A refused file is not imported as it is, and people's numbers stand in it.
        if looked.is_err() {
            self.files.remove(&args.file);
        }
        Ok(looked?)
    }
}

impl Handle<command::DncLookAtCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: DncLookAt) -> Result<DncImport> {
        let (engine, caller) = (self.clone(), caller.clone());
        // Whoever asked may go away meanwhile: what was let go is done all the same.
        let looking = tokio::spawn(async move { begin::look_at(&engine, &caller, args).await });
        let looked = looking.await.map_err(|error| Error::Other(error.into()));
        Ok(looked.and_then(|looked| looked)?)
    }
}

impl Handle<command::DncImportGoCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: DncImportGo) -> Result<DncImport> {
        let actor = caller.actor.clone();
        let DncImportGo { import, go: DncGo { push, count } } = args;
        let gone = self.kernel.db.write(move |write| {
            let import = row::named(write, &import)?;
            if import.state != DncImportState::Looked {
                return Err(not_now("It is imported already, or is being read."));
            }
            expect_confirmed(&import.facts, &import.counts, count.unwrap_or(0))?;
            row::go(write, import.id, push, &actor)?;
            write::soon(write, import.id)?;
            write.changed(Topic::Dnc);
            let now = write.now();
            shown::of(write, import.id, now)
        });
        Ok(gone.await?)
    }
}

impl Handle<command::DncImportStop> for Engine {
    async fn handle(&self, caller: &Caller, args: DncImportRef) -> Result<DncImport> {
        let caller = caller.clone();
        let stopped = self.kernel.db.write(move |write| {
            let import = row::named(write, &args.import)?;
            let now = write.now();
            match import.state {
                // Nothing of it is written: it leaves nothing.
                DncImportState::Looked | DncImportState::Reading => {
                    let shown = shown::of(write, import.id, now)?;
                    if import.go {
                        write.audit(&caller, Entry::new("dnc.import_stop", write::object(&import)))?;
                    }
                    row::remove(write, import.id)?;
                    write.changed(Topic::Dnc);
                    return Ok(shown);
                }
                DncImportState::Writing => {}
                _ => return Err(not_now("It is not being written.")),
            }
            row::set_state(write, import.id, DncImportState::Stopped, None)?;
            // A person decides whether what was written is kept, and told, or undone.
            row::set_pushed(write, import.id, false)?;
            let after = json!({ "written": import.written });
            let entry = Entry::new("dnc.import_stop", write::object(&import)).after(&after);
            write.audit(&caller, entry)?;
            write.changed(Topic::Dnc);
            shown::of(write, import.id, now)
        });
        let stopped = stopped.await?;
        if stopped.state != DncImportState::Stopped {
            Place::of(self, stopped.id.as_str()).clear();
        }
        Ok(stopped)
    }
}

impl Handle<command::DncImports> for Engine {
    async fn handle(&self, _: &Caller, args: MaybeConnection) -> Result<Vec<DncImport>> {
        let now = self.kernel.clock.now();
        let read = self.kernel.db.read(move |db| {
            let of: Option<ConnectionId> = match &args.connection {
                Some(named) => Some(connection::find(db, named)?.id),
                None => None,
            };
            row::all(db, of.as_ref())?.into_iter().map(|import| shown::shown(db, import, now)).collect()
        });
        Ok(read.await?)
    }
}

impl Handle<command::DncImportShow> for Engine {
    async fn handle(&self, _: &Caller, args: DncImportRef) -> Result<DncImport> {
        let now = self.kernel.clock.now();
        let read = self
            .kernel
            .db
            .read(move |db| row::named(db, &args.import).and_then(|import| shown::shown(db, import, now)));
        Ok(read.await?)
    }
}

impl Handle<command::DncRefusedCommand> for Engine {
    async fn handle(&self, _: &Caller, args: DncRefusedOf) -> Result<Page<DncRefused>> {
        let paging = Paging::new(args.after.as_deref(), args.limit, PAGE, LARGEST_PAGE)?;
        let place = Place::of(self, args.import.as_str());
        let read = self.kernel.db.read(move |db| {
            let import = row::named(db, &args.import)?;
            let (after, limit) = (paging.after.unwrap_or(0), paging.to_read());
            let rows = if import.state == DncImportState::Looked {
                refused::waiting(&place.refused(), after, limit)?
            } else {
                refused::page(db, args.import.as_str(), after, limit)?
            };
            let rows = rows.into_iter().map(|(place, row)| DncRefused {
                place,
                line: row.line,
                cell: callboard_phone::mask_in_text(&row.cell),
                reason: row.reason,
            });
            Ok(paging.page(rows.collect(), import.facts.refused, |row: &DncRefused| row.place))
        });
        Ok(read.await?)
    }
}

impl Handle<command::DncRefusedExport> for Engine {
    async fn handle(&self, caller: &Caller, args: DncImportRef) -> Result<FileOut> {
        let (token, by) = (args.import.clone(), caller.clone());
        let audited = self.kernel.db.write(move |write| {
            let import = row::named(write, &token)?;
            if matches!(import.state, DncImportState::Looked | DncImportState::Reading) {
                return Err(not_now("Its refused rows can be taken away once it is imported."));
            }
            let after = json!({ "rows": import.refused });
            write.audit(&by, Entry::new("dnc.refused_export", write::object(&import)).after(&after))?;
            Ok(import)
        });
        let import = audited.await?;
        let (id, file) = self.files.make()?;
        let header = import.facts.header.clone();
        let name = format!("{}-refused.csv", import.file.trim_end_matches(".csv"));
        let token = args.import.clone();
        let exported = self.kernel.db.read_long(move |db| {
            let mut after = 0;
            let mut page = Vec::new().into_iter();
            let rows = std::iter::from_fn(|| {
                loop {
                    if let Some((place, row)) = page.next() {
                        after = place;
                        return Some(Ok(row));
                    }
                    match refused::page(db, token.as_str(), after, refused::SLICE) {
                        Ok(rows) if rows.is_empty() => return None,
                        Ok(rows) => page = rows.into_iter(),
                        Err(error) => return Some(Err(error)),
                    }
                }
            });
            refused::export(file, &header, rows)
        });
        if let Err(error) = exported.await {
            self.files.remove(&id);
            return Err(error.into());
        }
        Ok(FileOut { file: id, name, rows: import.refused })
    }
}

impl Handle<command::DncImportPushCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: DncImportPush) -> Result<DncImport> {
        let caller = caller.clone();
        let set = self.kernel.db.write(move |write| {
            let import = row::named(write, &args.import)?;
            if matches!(import.state, DncImportState::Undone | DncImportState::Failed) {
                return Err(not_now("Nothing of it counts."));
            }
            push(write, &caller, &import, args.push)?;
            let now = write.now();
            shown::of(write, import.id, now)
        });
        Ok(set.await?)
    }
}

/// The tenant is told of an import's numbers from now on, or not any more.
fn push(write: &mut Write<'_>, caller: &Caller, import: &Import, pushed: bool) -> kernel::Result<()> {
    row::set_pushed(write, import.id, pushed)?;
    let after = json!({ "push": pushed });
    write.audit(caller, Entry::new("dnc.import_push", write::object(import)).after(&after))?;
    write.changed(Topic::Dnc);
    match ledger::of(write, &import.connection)? {
        Some(ledger) if pushed => drain::soon(write, ledger),
        _ => Ok(()),
    }
}

/// All imports of a connection that the tenant was not told of are told.
pub(in crate::dnc) fn push_all(
    write: &mut Write<'_>,
    caller: &Caller,
    of: &ConnectionId,
) -> kernel::Result<()> {
    for import in row::all(write, Some(of))? {
        let counts = import.stands && !matches!(import.state, DncImportState::Looked);
        if counts && !import.pushed {
            push(write, caller, &import, true)?;
        }
    }
    Ok(())
}

impl Handle<command::DncUndo> for Engine {
    async fn handle(&self, caller: &Caller, args: DncImportRef) -> Result<DncImport> {
        let caller = caller.clone();
        let undone = self.kernel.db.write(move |write| {
            let import = row::named(write, &args.import)?;
            let ledger = ledger::of(write, &import.connection)?;
            let Some((ledger, list)) = ledger.zip(import.list) else {
                return Err(not_now("Nothing of it was written."));
            };
            if import.state == DncImportState::Undone {
                return Err(not_now("It was undone already."));
            }
            row::set_state(write, import.id, DncImportState::Undone, None)?;
            let changed = marks::mark(write, &caller, &import, (ledger, list), Mark::Undone)?;
            let after = json!({ "written": import.written });
            write.audit(&caller, Entry::new("dnc.undo", write::object(&import)).after(&after))?;
            for import in changed {
                sweep::soon(write, import)?;
            }
            write.changed(Topic::Dnc);
            let now = write.now();
            shown::of(write, import.id, now)
        });
        Ok(undone.await?)
    }
}

impl Handle<command::DncReleaseCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: DncRelease) -> Result<DncImport> {
        Ok(begin::release(self, caller, args).await?)
    }
}

//! The commands about imports.

use callboard_rpc::types::{
    ConnectionId, DncGo, DncImport, DncImportGo, DncImportId, DncImportMode, DncImportPush, DncImportRef,
    DncImportState, DncLook, DncLookAt, DncRefused, DncRefusedOf, DncRelease, FileOut, MaybeConnection, Page,
};
use callboard_rpc::{Caller, Code, Handle, Result, RpcError, Topic, command};
use serde_json::json;

use super::look::{self, Place};
use super::row::{self, Import, Mark, New};
use super::{expect_confirmed, refused, release, shown, sweep, write};
use crate::Engine;
use crate::connection::{self, Row};
use crate::dnc::{drain, ledger, reading};
use crate::kernel::audit::Entry;
use crate::kernel::{self, Error, Paging, Write};

/// Rows of a page, where the caller does not say, and at most.
const PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 1000;
/// Characters of the name of a list.
const LONGEST_NAME: usize = 100;

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
        let looking = tokio::spawn(async move { look_at(&engine, &caller, args).await });
        let looked = looking.await.map_err(|error| Error::Other(error.into()));
        Ok(looked.and_then(|looked| looked)?)
    }
}

async fn look_at(engine: &Engine, caller: &Caller, args: DncLookAt) -> kernel::Result<DncImport> {
    let named = args.connection.clone();
    let of = engine.kernel.db.read(move |db| connection::the_only(db, named.as_ref())).await?;
    let token = DncImportId::from_token(&engine.kernel.chance.token());
    let new = new_import(&of, &args, token.clone())?;
    let place = Place::of(engine, token.as_str());
    look::how(&of, &args, engine.kernel.clock.now(), place.folder())?;
    let by = caller.clone();
    let import = engine.kernel.db.write(move |write| {
        let id = row::insert(write, &by, &new)?;
        write.changed(Topic::Dnc);
        row::find(write, id)
    });
    let import = import.await?.ok_or_else(|| anyhow::anyhow!("an import is gone while it begins"))?;
    let handed = place.make().and_then(|()| engine.files.hand_over(&args.file, &place.list()));
    let looked = match handed {
        Ok(()) => looked(engine, &of, &import, &args, &place).await,
        Err(error) => Err(error),
    };
    if looked.is_err() {
        place.clear();
        let id = import.id;
        engine.kernel.db.write(move |write| row::remove(write, id)).await?;
    }
    looked
}

fn new_import(of: &Row, args: &DncLookAt, token: DncImportId) -> kernel::Result<New> {
    let name = |field: &str, name: &str| {
        let name = kernel::composed(name.trim()).into_owned();
        let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
        let words = format!("A name has 1 to {LONGEST_NAME} characters.");
        fits.then_some(name).ok_or_else(|| RpcError::field(field, words))
    };
    let file = name("name", &args.name)?;
    let list_name = name("list", args.list.as_deref().unwrap_or(&args.name))?;
    let mode = args.mode.unwrap_or_default();
    if mode == DncImportMode::Release {
        return Err(RpcError::field("mode", "A release is made of an import that was undone.").into());
    }
    let go = args.go.clone();
    Ok(New {
        token,
        connection: of.id.clone(),
        list_name,
        file,
        mode,
        pushed: go.as_ref().is_some_and(|go| go.push),
        go: go.is_some(),
        how: serde_json::to_string(args)?,
    })
}

async fn looked(
    engine: &Engine,
    of: &Row,
    import: &Import,
    args: &DncLookAt,
    place: &Place,
) -> kernel::Result<DncImport> {
    let (facts, entries) = look::read(place.clone(), look::how(of, args, import.at, place.folder())?).await?;
    let (facts, counts) = look::held_against_the_ledger(engine, import, place, facts).await?;
    if let Some(go) = &args.go {
        expect_confirmed(&facts, &counts, go.count.unwrap_or(0))?;
    }
    let (id, go) = (import.id, args.go.is_some());
    let now = engine.kernel.clock.now();
    let written = engine.kernel.db.write(move |write| {
        row::looked(write, id, &facts, &counts, entries)?;
        if go {
            write::soon(write, id)?;
        }
        write.changed(Topic::Dnc);
        shown_of(write, id, now)
    });
    written.await
}

fn shown_of(write: &Write<'_>, id: i64, now: jiff::Timestamp) -> kernel::Result<DncImport> {
    let import = row::find(write, id)?.ok_or_else(|| anyhow::anyhow!("the import {id} is gone"))?;
    shown::shown(write, import, now)
}

impl Handle<command::DncImportGoCommand> for Engine {
    async fn handle(&self, _: &Caller, args: DncImportGo) -> Result<DncImport> {
        let DncImportGo { import, go: DncGo { push, count } } = args;
        let gone = self.kernel.db.write(move |write| {
            let import = row::named(write, &import)?;
            if import.state != DncImportState::Looked {
                return Err(not_now("It is imported already, or is being read."));
            }
            expect_confirmed(&import.facts, &import.counts, count.unwrap_or(0))?;
            row::go(write, import.id, push)?;
            write::soon(write, import.id)?;
            write.changed(Topic::Dnc);
            let now = write.now();
            shown_of(write, import.id, now)
        });
        Ok(gone.await?)
    }
}

fn not_now(words: &str) -> Error {
    RpcError::new(Code::Conflict, words).hint("Look at the list of imports: it says how far each is.").into()
}

impl Handle<command::DncImportStop> for Engine {
    async fn handle(&self, caller: &Caller, args: DncImportRef) -> Result<DncImport> {
        let caller = caller.clone();
        let stopped = self.kernel.db.write(move |write| {
            let import = row::named(write, &args.import)?;
            let now = write.now();
            match import.state {
                DncImportState::Looked if !import.go => {
                    let shown = shown_of(write, import.id, now)?;
                    row::remove(write, import.id)?;
                    write.changed(Topic::Dnc);
                    return Ok(shown);
                }
                DncImportState::Looked | DncImportState::Reading | DncImportState::Writing => {}
                _ => return Err(not_now("It is not being written.")),
            }
            row::set_state(write, import.id, DncImportState::Stopped, None)?;
            // A person decides whether what was written is kept, and told, or undone.
            row::set_pushed(write, import.id, false)?;
            let after = json!({ "written": import.written });
            let entry = Entry::new("dnc.import_stop", write::object(&import)).after(&after);
            write.audit(&caller, entry)?;
            write.changed(Topic::Dnc);
            shown_of(write, import.id, now)
        });
        let stopped = stopped.await?;
        if stopped.state == DncImportState::Looked {
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
            shown_of(write, import.id, now)
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
            let changed = row::mark(write, &caller, &import, (ledger, list), Mark::Undone)?;
            let after = json!({ "written": import.written });
            write.audit(&caller, Entry::new("dnc.undo", write::object(&import)).after(&after))?;
            for import in changed {
                sweep::soon(write, import)?;
            }
            write.changed(Topic::Dnc);
            let now = write.now();
            shown_of(write, import.id, now)
        });
        Ok(undone.await?)
    }
}

impl Handle<command::DncReleaseCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: DncRelease) -> Result<DncImport> {
        Ok(release_of(self, caller, args).await?)
    }
}

/// A release is an import of the numbers that another left: its opt-ins are a person's own.
async fn release_of(engine: &Engine, caller: &Caller, args: DncRelease) -> kernel::Result<DncImport> {
    let token = DncImportId::from_token(&engine.kernel.chance.token());
    let place = Place::of(engine, token.as_str());
    let (of, by) = (args.import, caller.clone());
    let begun = engine.kernel.db.write(move |write| {
        let import = row::named(write, &of)?;
        let waiting = release::count(write, import.id)?;
        if waiting == 0 {
            return Err(not_now("No number of it waits to be released."));
        }
        if waiting != args.count {
            return Err(another_count(waiting, args.count));
        }
        let new = New {
            token,
            connection: import.connection.clone(),
            list_name: String::new(),
            file: import.file.clone(),
            mode: DncImportMode::Release,
            go: false,
            pushed: true,
            how: "{}".to_owned(),
        };
        let id = row::insert(write, &by, &new)?;
        Ok((import, id, write.now()))
    });
    let (import, id, now) = begun.await?;
    let sorted = sorted(engine, import.id, now, &place).await;
    let (caller, sorted) = (
        caller.clone(),
        match sorted {
            Ok(sorted) if sorted.numbers == args.count => sorted,
            other => {
                place.clear();
                engine.kernel.db.write(move |write| row::remove(write, id)).await?;
                return Err(
                    other.map_or_else(|error| error, |other| another_count(other.numbers, args.count))
                );
            }
        },
    );
    let begun = engine.kernel.db.write(move |write| {
        let facts = row::Facts {
            rows: sorted.numbers,
            numbers: sorted.numbers,
            distinct: sorted.numbers,
            ..row::Facts::default()
        };
        row::looked(write, id, &facts, &super::Counts::default(), sorted.entries)?;
        row::go(write, id, true)?;
        let after = json!({ "count": sorted.numbers });
        write.audit(&caller, Entry::new("dnc.release", write::object(&import)).after(&after))?;
        write::soon(write, id)?;
        write.changed(Topic::Dnc);
        shown_of(write, id, now)
    });
    begun.await
}

async fn sorted(
    engine: &Engine,
    import: i64,
    at: jiff::Timestamp,
    place: &Place,
) -> kernel::Result<super::spool::Sorted> {
    place.make()?;
    let to = place.sorted();
    engine.kernel.db.read_long(move |db| release::sort(db, import, at, &to)).await
}

fn another_count(waiting: u64, asked: u64) -> Error {
    let words = format!("{waiting} wait to be released, not {asked}.");
    let error = RpcError::new(Code::NeedsConfirmation, words)
        .hint(format!("Look at it, and confirm it with the count {waiting}."))
        .detail(json!({ "count": waiting }));
    error.into()
}

/// At the start: lists that were looked at before and not let go, and files that belong to no import.
pub(super) async fn forget_looks(engine: &Engine) -> kernel::Result<()> {
    // The files are listed before the rows are read, and a row is there before its files: none of a new look is taken.
    let folder = engine.folder.imports();
    let listing = tokio::task::spawn_blocking(move || Place::all(&folder));
    let places = listing.await.map_err(|error| Error::Other(error.into()))??;
    let before = engine.started_at;
    let kept = engine.kernel.db.write(move |write| {
        let mut kept = Vec::new();
        for import in row::all(write, None)? {
            let goes_on = matches!(
                import.state,
                DncImportState::Reading | DncImportState::Looked | DncImportState::Writing
            );
            if goes_on && !import.go && import.at < before {
                row::remove(write, import.id)?;
            } else if goes_on {
                kept.push(import.token.to_string());
                if import.go {
                    write::soon(write, import.id)?;
                }
            }
        }
        Ok(kept)
    });
    let kept = kept.await?;
    let clearing = tokio::task::spawn_blocking(move || {
        places.iter().filter(|place| !place.is_of(&kept)).for_each(Place::clear);
    });
    clearing.await.map_err(|error| Error::Other(error.into()))
}

//! The beginning of an import: of a file that a person hands in, and of a release; and what a start forgets.

use callboard_rpc::types::{DncImport, DncImportId, DncImportMode, DncImportState, DncLookAt, DncRelease};
use callboard_rpc::{Caller, Code, RpcError, Topic};
use serde_json::json;

use super::look::{self, Facts, Place};
use super::row::{self, Import, New};
use super::spool::Sorted;
use super::{Counts, expect_confirmed, not_now, release, shown, write};
use crate::Engine;
use crate::connection::{self, Row};
use crate::dnc::ledger::{self, Ledger};
use crate::kernel::audit::Entry;
use crate::kernel::{self, Error};

/// Characters of the name of a list.
const LONGEST_NAME: usize = 100;

/// A file is taken in, read, and held against the ledger; with `go` it is then written.
pub(super) async fn look_at(engine: &Engine, caller: &Caller, args: DncLookAt) -> kernel::Result<DncImport> {
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
    if looked.is_ok() {
        return looked;
    }
    place.clear();
    let id = import.id;
    let was_stopped = engine.kernel.db.write(move |write| {
        let is_gone = row::find(write, id)?.is_none();
        row::remove(write, id)?;
        Ok(is_gone)
    });
    if was_stopped.await? { Err(not_now("It was stopped before anything was written.")) } else { looked }
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
        shown::of(write, id, now)
    });
    written.await
}

/// A release is an import of the numbers that another left: its opt-ins are a person's own.
pub(super) async fn release(engine: &Engine, caller: &Caller, args: DncRelease) -> kernel::Result<DncImport> {
    let token = DncImportId::from_token(&engine.kernel.chance.token());
    let place = Place::of(engine, token.as_str());
    let (of, by) = (args.import, caller.clone());
    let begun = engine.kernel.db.write(move |write| {
        let import = row::named(write, &of)?;
        // What it says may speak against a release.
        if row::is_under_way(write, &import.connection)? {
            return Err(not_now("An import or a release is being written: release these numbers after it."));
        }
        let Some(ledger) = ledger::of(write, &import.connection)? else {
            return Err(not_now("No number of it waits to be released."));
        };
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
        Ok((import, ledger, id, write.now()))
    });
    let (import, ledger, id, now) = begun.await?;
    let sorted = sorted(engine, (ledger, import.id), now, &place).await;
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
        let facts = Facts {
            rows: sorted.numbers,
            numbers: sorted.numbers,
            distinct: sorted.numbers,
            ..Facts::default()
        };
        row::looked(write, id, &facts, &Counts::default(), sorted.entries)?;
        row::go(write, id, true, &caller.actor)?;
        let after = json!({ "count": sorted.numbers });
        write.audit(&caller, Entry::new("dnc.release", write::object(&import)).after(&after))?;
        write::soon(write, id)?;
        write.changed(Topic::Dnc);
        shown::of(write, id, now)
    });
    begun.await
}

async fn sorted(
    engine: &Engine,
    of: (Ledger, i64),
    at: jiff::Timestamp,
    place: &Place,
) -> kernel::Result<Sorted> {
    place.make()?;
    let to = place.sorted();
    engine.kernel.db.read_long(move |db| release::sort(db, of, at, &to)).await
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

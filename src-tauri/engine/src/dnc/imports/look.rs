//! The reading of an import: its file is read and sorted into files of its own, and held against the ledger.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use callboard_phone::Region;
use callboard_rpc::RpcError;
use callboard_rpc::types::{DncDateOrder, DncDirection, DncImportMode, DncLookAt};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::compare::{Counts, compare};
use super::listed;
use super::refused::Waiting;
use super::row::Import;
use super::spool::{Reader, Sorted, Sorter, create};
use crate::Engine;
use crate::connection;
use crate::dnc::ledger::{self, ListKind, ListName};
use crate::dnc::reading::{self, DateOrder, How, Piece};
use crate::dnc::said::Direction;
use crate::kernel::{Error, Result};

/// Entries that are held against the ledger at a time.
pub(super) const SLICE: usize = 2_500;

/// The files of an import, beside the database until it has ended.
#[derive(Clone, Debug)]
pub(super) struct Place(PathBuf);

impl Place {
    pub(super) fn of(engine: &Engine, import: &str) -> Self {
        Self(engine.folder.imports().join(import))
    }

    /// The file as it was handed in.
    pub(super) fn list(&self) -> PathBuf {
        self.0.join("list")
    }

    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    pub(super) fn sorted(&self) -> PathBuf {
        self.0.join("sorted")
    }

    pub(super) fn refused(&self) -> PathBuf {
        self.0.join("refused")
    }

    /// The different reasons that the file gives.
    pub(super) fn reasons(&self) -> PathBuf {
        self.0.join("reasons")
    }

    pub(super) fn make(&self) -> Result<()> {
        Ok(crate::kernel::DataDir::make_private(&self.0)?)
    }

    pub(super) fn clear(&self) {
        if let Err(error) = fs::remove_dir_all(&self.0)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(path = %self.0.display(), %error, "the files of an import could not be removed");
        }
    }

    /// The files of all imports.
    pub(super) fn all(folder: &Path) -> Result<Vec<Self>> {
        match fs::read_dir(folder) {
            Ok(all) => all.map(|one| Ok(Self(one?.path()))).collect(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether these are the files of one of the imports.
    pub(super) fn is_of(&self, imports: &[String]) -> bool {
        imports.iter().any(|import| self.0.file_name().is_some_and(|name| name == import.as_str()))
    }
}

/// What reading a file told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Facts {
    pub(super) rows: u64,
    pub(super) numbers: u64,
    pub(super) refused: u64,
    pub(super) repeated: u64,
    pub(super) distinct: u64,
    pub(super) lacks: u64,
    pub(super) members: u64,
    pub(super) header: String,
    pub(super) notes: Vec<String>,
}

impl Facts {
    pub(super) fn new(told: reading::Told, sorted: Sorted) -> Self {
        Self {
            rows: told.rows,
            numbers: told.numbers,
            refused: told.refused,
            repeated: sorted.repeated,
            distinct: sorted.numbers,
            lacks: 0,
            members: 0,
            header: told.header,
            notes: told.notes,
        }
    }
}

/// How the file is read, from what a person said and the connection's own settings.
pub(super) fn how(of: &connection::Row, args: &DncLookAt, start: Timestamp, folder: &Path) -> Result<How> {
    let region = args.region.as_deref().or(of.settings.default_region.as_deref());
    let region = match region.map(str::trim).filter(|code| !code.is_empty()) {
        None => None,
        Some(code) => Some(Region::new(code).ok_or_else(|| {
            RpcError::field("region", format!("{code:?} is no country that has phone numbers."))
        })?),
    };
    Ok(How {
        region,
        direction: match args.direction {
            Some(DncDirection::In) => Direction::In,
            _ => Direction::Out,
        },
        changes: args.mode == Some(DncImportMode::Changes),
        date_order: args.date_order.map(|order| match order {
            DncDateOrder::Dmy => DateOrder::DayFirst,
            DncDateOrder::Mdy => DateOrder::MonthFirst,
        }),
        sheet: args.sheet.clone(),
        folder: folder.to_owned(),
        header_row: args.header_row,
        columns: args.columns.clone().unwrap_or_default(),
        start,
        start_for_bad_dates: args.start_for_bad_dates.unwrap_or(false),
    })
}

/// Reads the file of an import and sorts what is in it; answers what it told, and how many entries are to be written.
pub(super) async fn read(place: Place, how: How) -> Result<(Facts, u64)> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let reading = tokio::task::spawn_blocking(move || {
        let file = File::open(place.list())?;
        let mut sorter = Sorter::new(&place.sorted());
        let mut refused = Waiting::create(&place.refused())?;
        let told = reading::read(file, &how, threads, &mut |piece| match piece {
            Piece::Entries(entries) => sorter.add(&entries),
            Piece::Refused(rows) => refused.add(rows),
        })?;
        refused.finish()?;
        let sorted = sorter.finish()?;
        serde_json::to_writer(create(&place.reasons())?, &told.reasons)?;
        Ok((Facts::new(told, sorted), sorted.entries))
    });
    reading.await.map_err(|error| Error::Other(error.into()))?
}

/// The different reasons of a file that was read; a release has none.
pub(super) fn reasons(path: &Path) -> Result<Vec<String>> {
    match fs::read(path) {
        Ok(json) => Ok(serde_json::from_slice(&json)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// What it would change. Read alone, as long as it takes.
pub(super) async fn held_against_the_ledger(
    engine: &Engine,
    import: &Import,
    place: &Place,
    facts: Facts,
) -> Result<(Facts, Counts)> {
    let (of, list, mode) = (import.connection.clone(), import.list_name.clone(), import.mode);
    let sorted = place.sorted();
    let read = engine.kernel.db.read_long(move |db| {
        let ledger = ledger::of(db, &of)?;
        let name = ListName { kind: ListKind::Import, name: &list };
        let list = match ledger {
            Some(ledger) => ledger::find_list(db, ledger, name)?,
            None => None,
        };
        let mut reader = Reader::open(&sorted, 0)?;
        let mut counts = Counts::default();
        loop {
            let entries = reader.next(SLICE)?;
            if entries.is_empty() {
                break;
            }
            counts += compare(db, ledger, list, &entries)?;
        }
        Ok((edition(db, list, mode, facts, counts)?, counts))
    });
    read.await
}

/// What an edition lacks of its list.
fn edition(
    db: &Connection,
    list: Option<i64>,
    mode: DncImportMode,
    mut facts: Facts,
    counts: Counts,
) -> Result<Facts> {
    if let (DncImportMode::Edition, Some(list)) = (mode, list) {
        facts.members = listed::members(db, list)?;
        facts.lacks = facts.members.saturating_sub(counts.here);
    }
    Ok(facts)
}

/// So many are to be confirmed before it is written: numbers that come off the list, or that an edition lacks where those are
/// over one in a hundred.
pub(super) fn to_confirm(facts: &Facts, counts: &Counts) -> u64 {
    let lacks = if facts.lacks * 100 > facts.members { facts.lacks } else { 0 };
    counts.lifts + lacks
}

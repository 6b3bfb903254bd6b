//! The way of the rows through the threads: one splits the file into rows, others read them, and the calling one hands on
//! what comes of it. Each line holds a few chunks, so that memory does not depend on the file.

use std::collections::hash_map::Entry as Place;
use std::fs::File;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::thread;

use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use super::plan::Plan;
use super::rows::Reader;
use super::{How, Piece, Told, sample};
use crate::kernel::{Error, Result};
use crate::table::{Row, Rows};

/// Rows that go from thread to thread at once, and their bytes; a row alone may be larger.
const ROWS: usize = 2_048;
const BYTES: usize = 256 << 10;
/// Chunks that wait in a line.
const WAITING: usize = 4;
/// Different reasons that are kept.
const REASONS: usize = 10_000;
const LONGEST_REASON: usize = 128;

/// Rows with the reason of each.
#[derive(Debug, Default)]
struct Chunk {
    rows: Rows,
    /// Empty where the list names none.
    reasons: Vec<Option<u32>>,
}

/// Reads the whole file by its plan.
pub(super) fn run(
    file: &mut File,
    sheet: Option<&str>,
    how: &How,
    plan: &Plan,
    threads: usize,
    take: &mut dyn FnMut(Piece) -> Result<()>,
) -> Result<Told> {
    let no_offset = AtomicBool::new(false);
    let (chunks, to_read) = mpsc::sync_channel(WAITING);
    let (pieces, read) = mpsc::sync_channel(WAITING);
    let (used, again) = mpsc::channel();
    let to_read = Arc::new(Mutex::new(to_read));
    thread::scope(|scope| {
        let begin = |_| {
            let (to_read, pieces, used) = (to_read.clone(), pieces.clone(), used.clone());
            let reader = Reader::new(plan, how, &no_offset);
            scope.spawn(move || read_chunks(reader, &to_read, &pieces, &used))
        };
        let readers: Vec<_> = (0..threads.max(1)).map(begin).collect();
        drop((to_read, pieces, used));
        let splitter = scope.spawn(move || Splitter::new(plan, chunks, again).run(file, sheet, how));
        let taken = take_all(&read, take);
        // Whoever waits to hand something on goes home.
        drop(read);
        let split = splitter.join().map_err(|_| fallen())?;
        readers.into_iter().try_for_each(|reader| reader.join().map_err(|_| fallen()))?;
        let mut told = taken?;
        let split = split?;
        (told.rows, told.reasons) = (split.rows, split.reasons);
        told.header.clone_from(&plan.header);
        told.notes.clone_from(&plan.notes);
        told.notes.extend(split.note);
        if no_offset.load(Ordering::Relaxed) {
            told.notes.push("Times of day without an offset are read as UTC.".to_owned());
        }
        Ok(told)
    })
}

fn take_all(read: &Receiver<Result<Piece>>, take: &mut dyn FnMut(Piece) -> Result<()>) -> Result<Told> {
    let mut told = Told::default();
    for piece in read {
        let piece = piece?;
        match &piece {
            Piece::Entries(entries) => told.numbers += entries.len() as u64,
            Piece::Refused(refused) => told.refused += refused.len() as u64,
        }
        take(piece)?;
    }
    Ok(told)
}

/// Refused rows that are handed on at once: each has its text.
const REFUSED: usize = 256;

fn read_chunks(
    mut reader: Reader<'_>,
    to_read: &Mutex<Receiver<Chunk>>,
    pieces: &SyncSender<Result<Piece>>,
    used: &Sender<Chunk>,
) {
    loop {
        let next = to_read.lock().recv();
        let Ok(chunk) = next else { return };
        for (index, row) in chunk.rows.iter().enumerate() {
            let reason = chunk.reasons.get(index).copied().flatten();
            if let Err(error) = reader.read(row, reason) {
                let _ = pieces.send(Err(error));
                return;
            }
            if reader.refused.len() >= REFUSED && !send_refused(&mut reader, pieces) {
                return;
            }
        }
        // Nobody reads on where the file has ended.
        let _ = used.send(chunk);
        let is_sent = send_entries(&mut reader, pieces) && send_refused(&mut reader, pieces);
        if !is_sent {
            return;
        }
    }
}

/// `false` where nobody takes them any more.
fn send_entries(reader: &mut Reader<'_>, pieces: &SyncSender<Result<Piece>>) -> bool {
    let room = reader.entries.len();
    let entries = std::mem::replace(&mut reader.entries, Vec::with_capacity(room));
    entries.is_empty() || pieces.send(Ok(Piece::Entries(entries))).is_ok()
}

fn send_refused(reader: &mut Reader<'_>, pieces: &SyncSender<Result<Piece>>) -> bool {
    let refused = std::mem::take(&mut reader.refused);
    refused.is_empty() || pieces.send(Ok(Piece::Refused(refused))).is_ok()
}

/// Splits the file into rows.
struct Splitter<'p> {
    plan: &'p Plan,
    chunk: Chunk,
    chunks: SyncSender<Chunk>,
    again: Receiver<Chunk>,
    rows: u64,
    reasons: FxHashMap<String, u32>,
    /// Reasons beyond those that are kept.
    is_full: bool,
}

/// What is told when the file has ended.
struct Split {
    rows: u64,
    reasons: Vec<String>,
    note: Option<String>,
}

impl<'p> Splitter<'p> {
    fn new(plan: &'p Plan, chunks: SyncSender<Chunk>, again: Receiver<Chunk>) -> Self {
        let (chunk, reasons) = (Chunk::default(), FxHashMap::default());
        Self { plan, chunk, chunks, again, rows: 0, reasons, is_full: false }
    }

    fn run(mut self, file: &mut File, sheet: Option<&str>, how: &How) -> Result<Split> {
        sample::each_row(file, sheet, how, |row| {
            if row.line() > self.plan.header_line && !row.is_blank() {
                self.add(row)?;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        self.send()?;
        let mut reasons: Vec<(u32, String)> = self.reasons.into_iter().map(|(text, at)| (at, text)).collect();
        reasons.sort_unstable();
        let note = format!("The list has more than {REASONS} different reasons; those beyond are not kept.");
        Ok(Split {
            rows: self.rows,
            reasons: reasons.into_iter().map(|(_, text)| text).collect(),
            note: self.is_full.then_some(note),
        })
    }

    fn add(&mut self, row: &Row) -> Result<()> {
        self.rows += 1;
        if let Some(column) = self.plan.columns.reason {
            let reason = self.reason(row.cell(column));
            self.chunk.reasons.push(reason);
        }
        self.chunk.rows.push(row);
        if self.chunk.rows.len() == ROWS || self.chunk.rows.bytes() >= BYTES {
            self.send()?;
        }
        Ok(())
    }

    /// Numbered in the order in which they come, so that every reading numbers them alike.
    fn reason(&mut self, cell: &[u8]) -> Option<u32> {
        let text = str::from_utf8(cell).ok().filter(|text| !text.is_empty())?;
        let kept: &str = match text.char_indices().nth(LONGEST_REASON) {
            Some((end, _)) => &text[..end],
            None => text,
        };
        if let Some(known) = self.reasons.get(kept) {
            return Some(*known);
        }
        let next = self.reasons.len();
        if next == REASONS {
            self.is_full = true;
            return None;
        }
        let next = u32::try_from(next).ok()?;
        match self.reasons.entry(kept.to_owned()) {
            Place::Vacant(place) => Some(*place.insert(next)),
            Place::Occupied(known) => Some(*known.get()),
        }
    }

    fn send(&mut self) -> Result<()> {
        if self.chunk.rows.is_empty() {
            return Ok(());
        }
        let mut next = self.again.try_recv().unwrap_or_default();
        next.rows.clear();
        next.rows.shrink_to(BYTES * 2);
        next.reasons.clear();
        let full = std::mem::replace(&mut self.chunk, next);
        // Whoever was to read it has met an error, which is told.
        self.chunks.send(full).map_err(|_| Error::Stopping)
    }
}

fn fallen() -> Error {
    Error::Other(anyhow::anyhow!("the reading of a list has fallen"))
}

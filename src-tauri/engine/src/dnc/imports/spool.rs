//! Files beside the database that hold the numbers of an import in the order in which they are written, and its refused
//! rows.
//!
//! A tree that grows in the order of its keys writes each page once: numbers are sorted before they are written, in runs
//! of what fits into memory, which are merged. The file is the same whenever it is made of the same list, so that a place
//! in it outlives a crash.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use callboard_phone::E164;
use jiff::civil::Date;

use crate::dnc::reading::Entry;
use crate::dnc::said::Listed;
use crate::kernel::Result;

/// Entries that are sorted in memory at once: 64 MB.
const RUN: usize = 2_000_000;
const BYTES: usize = 32;
type Packed = [u8; BYTES];

/// The order of the tree: number, statement, line. A line is the same as another of its number and statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Record {
    number: i64,
    said: i64,
    line: u32,
    /// One more than the index; 0: none.
    reason: u32,
    /// Days since 1970; `i32::MIN`: none.
    expiry: i32,
}

impl Record {
    fn new(entry: &Entry) -> Self {
        Self {
            number: entry.number.pack(),
            said: entry.said.packed(),
            line: entry.line,
            reason: entry.reason.map_or(0, |reason| reason + 1),
            expiry: entry.expiry.map_or(i32::MIN, days),
        }
    }

    fn entry(self) -> io::Result<Entry> {
        let read = E164::unpack(self.number).zip(Listed::unpack(self.said));
        let (number, said) = read.ok_or_else(damaged)?;
        Ok(Entry {
            number,
            said,
            line: self.line,
            reason: self.reason.checked_sub(1),
            expiry: (self.expiry != i32::MIN).then(|| date(self.expiry)),
        })
    }

    fn pack(self) -> Packed {
        let mut packed = [0; BYTES];
        packed[..8].copy_from_slice(&self.number.to_be_bytes());
        packed[8..16].copy_from_slice(&self.said.to_be_bytes());
        packed[16..20].copy_from_slice(&self.line.to_be_bytes());
        packed[20..24].copy_from_slice(&self.reason.to_be_bytes());
        packed[24..28].copy_from_slice(&self.expiry.to_be_bytes());
        packed
    }

    fn unpack(packed: &Packed) -> Self {
        let four = |at: usize| [packed[at], packed[at + 1], packed[at + 2], packed[at + 3]];
        let eight = |at: usize| {
            let (first, last) = (four(at), four(at + 4));
            [first[0], first[1], first[2], first[3], last[0], last[1], last[2], last[3]]
        };
        Self {
            number: i64::from_be_bytes(eight(0)),
            said: i64::from_be_bytes(eight(8)),
            line: u32::from_be_bytes(four(16)),
            reason: u32::from_be_bytes(four(20)),
            expiry: i32::from_be_bytes(four(24)),
        }
    }
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// Days since 1970, as an expiry is stored.
pub(super) fn days(date: Date) -> i32 {
    // A span of days between two dates of the calendar has no other unit and fits.
    date.since(EPOCH).map_or(0, |span| span.get_days())
}

pub(super) fn date(days: i32) -> Date {
    EPOCH.saturating_add(jiff::Span::new().days(days))
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the file of sorted numbers is damaged")
}

/// Takes entries in any order.
#[derive(Debug)]
pub(super) struct Sorter {
    path: PathBuf,
    run: Vec<Record>,
    most: usize,
    runs: Vec<PathBuf>,
}

/// What was left after sorting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sorted {
    pub(super) entries: u64,
    /// Different numbers among them.
    pub(super) numbers: u64,
    /// The same number with the same statement stood on a line before.
    pub(super) repeated: u64,
}

impl Sorter {
    /// Its runs stand beside `path`.
    pub(super) fn new(path: &Path) -> Self {
        Self::with_runs_of(path, RUN)
    }

    fn with_runs_of(path: &Path, most: usize) -> Self {
        Self { path: path.to_owned(), run: Vec::new(), most, runs: Vec::new() }
    }

    pub(super) fn add(&mut self, entries: &[Entry]) -> Result<()> {
        self.run.extend(entries.iter().map(Record::new));
        if self.run.len() >= self.most {
            self.end_run()?;
        }
        Ok(())
    }

    fn end_run(&mut self) -> Result<()> {
        self.run.sort_unstable();
        let path = self.path.with_extension(format!("run{}", self.runs.len()));
        let mut to = BufWriter::new(create(&path)?);
        self.runs.push(path);
        for record in self.run.drain(..) {
            to.write_all(&record.pack())?;
        }
        to.flush()?;
        Ok(())
    }

    /// Writes the file in its order, each number and statement once.
    pub(super) fn finish(mut self) -> Result<Sorted> {
        let mut sorted = Sorted::default();
        let mut to = BufWriter::new(create(&self.path)?);
        let mut last: Option<(i64, i64)> = None;
        let mut put = |record: Record| -> Result<()> {
            if last == Some((record.number, record.said)) {
                sorted.repeated += 1;
                return Ok(());
            }
            let is_new = last.is_none_or(|(number, _)| number != record.number);
            sorted.numbers += u64::from(is_new);
            last = Some((record.number, record.said));
            sorted.entries += 1;
            Ok(to.write_all(&record.pack())?)
        };
        if self.runs.is_empty() {
            self.run.sort_unstable();
            self.run.drain(..).try_for_each(&mut put)?;
        } else {
            self.end_run()?;
            merge(&self.runs, put)?;
        }
        to.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(sorted)
    }
}

impl Drop for Sorter {
    fn drop(&mut self) {
        for run in &self.runs {
            // What is left of one is removed with the folder of the import.
            let _ = fs::remove_file(run);
        }
    }
}

fn merge(runs: &[PathBuf], mut put: impl FnMut(Record) -> Result<()>) -> Result<()> {
    let mut readers = Vec::with_capacity(runs.len());
    for run in runs {
        readers.push(Reader::open(run, 0)?);
    }
    let mut heap = BinaryHeap::new();
    for (at, reader) in readers.iter_mut().enumerate() {
        heap.extend(reader.record()?.map(|record| Reverse((record, at))));
    }
    while let Some(Reverse((record, at))) = heap.pop() {
        put(record)?;
        heap.extend(readers[at].record()?.map(|record| Reverse((record, at))));
    }
    Ok(())
}

/// Reads entries in their order, from a place on.
#[derive(Debug)]
pub(super) struct Reader {
    from: BufReader<File>,
    /// Read already, and not handed out.
    ahead: Option<Record>,
}

impl Reader {
    pub(super) fn open(path: &Path, passed: u64) -> Result<Self> {
        let mut from = BufReader::with_capacity(256 << 10, File::open(path)?);
        from.seek(SeekFrom::Start(passed * BYTES as u64))?;
        Ok(Self { from, ahead: None })
    }

    fn record(&mut self) -> Result<Option<Record>> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        if io::BufRead::fill_buf(&mut self.from)?.is_empty() {
            return Ok(None);
        }
        let mut packed = [0; BYTES];
        self.from.read_exact(&mut packed)?;
        Ok(Some(Record::unpack(&packed)))
    }

    /// The next `most` entries; all of the last number, so that no number is parted. Empty at the end.
    pub(super) fn next(&mut self, most: usize) -> Result<Vec<Entry>> {
        let mut entries: Vec<Entry> = Vec::with_capacity(most);
        while let Some(record) = self.record()? {
            let begins_another = entries.last().is_none_or(|last| last.number.pack() != record.number);
            if entries.len() >= most && begins_another {
                self.ahead = Some(record);
                break;
            }
            entries.push(record.entry()?);
        }
        Ok(entries)
    }
}

/// A new file that its owner alone may read; one that is left of an earlier try is emptied.
pub(super) fn create(path: &Path) -> Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dnc::said::{Direction, Said};

    fn entry((number, minute, line): (i64, i64, u32)) -> Entry {
        let at = jiff::Timestamp::from_second(1_790_000_000 + minute * 60).unwrap();
        Entry {
            number: E164::unpack(14_155_550_000 + number).unwrap(),
            said: Said::new(Direction::Out, at, at).unwrap().into(),
            line,
            expiry: (number == 3).then(|| jiff::civil::date(2027, 3, 31)),
            reason: (number > 5).then_some(line),
        }
    }

    proptest! {
        #[test]
        fn entries_come_back_in_order_and_once_whatever_the_runs(
            all in prop::collection::vec((0..40_i64, 0..3_i64, 1..500_u32), 0..200), run in 1_usize..60,
            most in 1_usize..20, from in 0_usize..50,
        ) {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("sorted");
            let mut sorter = Sorter::with_runs_of(&path, run);
            for some in all.chunks(7) {
                sorter.add(&some.iter().copied().map(entry).collect::<Vec<_>>()).unwrap();
            }
            let sorted = sorter.finish().unwrap();
            let mut wanted = all.clone();
            wanted.sort_unstable();
            wanted.dedup_by_key(|(number, minute, _)| (*number, *minute));
            let wanted: Vec<_> = wanted.into_iter().map(entry).collect();
            prop_assert_eq!(sorted.entries, wanted.len() as u64);
            let numbers: std::collections::BTreeSet<_> = all.iter().map(|(number, ..)| number).collect();
            prop_assert_eq!(sorted.numbers, numbers.len() as u64);
            prop_assert_eq!(sorted.repeated, (all.len() - wanted.len()) as u64);
            let from = from.min(wanted.len());
            let mut reader = Reader::open(&path, from as u64).unwrap();
            let mut read: Vec<Entry> = Vec::new();
            loop {
                let some = reader.next(most).unwrap();
                let Some(first) = some.first() else { break };
                prop_assert!(read.last().is_none_or(|last| last.number != first.number), "a number is parted");
                read.extend(some);
            }
            prop_assert_eq!(&read[..], &wanted[from..]);
            prop_assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "the runs are gone");
        }
    }
}

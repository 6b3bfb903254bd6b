//! What a workbook may grow to when it is unpacked. Each part that holds texts is unpacked once and thrown away, so that
//! nothing is believed that the archive says of itself.

use std::io::{Read, Seek};

use zip::ZipArchive;

use super::{refuse, zipped};
use crate::kernel::Result;

/// Every part may have so much.
const ALWAYS: u64 = 64 << 20;
/// Beyond that, so many times what it takes up packed: texts of real lists have 5 to 40.
const RATIO: u64 = 200;
/// Texts that cells share are held in memory.
const SHARED: u64 = 512 << 20;
/// Excel's own limit is 32,767 characters.
const LONGEST_TEXT: usize = 1 << 20;
/// A cell may be of many pieces, each with the way it looks.
const LONGEST_CELL: usize = 8 << 20;
const MOST_PARTS: usize = 10_000;

/// Refuses a workbook that would grow beyond what a list needs.
pub(super) fn check<R: Read + Seek>(input: &mut R) -> Result<()> {
    check_within(input, ALWAYS)
}

/// The same where every part may have `always` bytes.
pub(super) fn check_within<R: Read + Seek>(input: &mut R, always: u64) -> Result<()> {
    let mut archive = zipped::open(input)?;
    if archive.len() > MOST_PARTS {
        return Err(refuse("This workbook has more than 10,000 parts: export the list as CSV."));
    }
    for index in 0..archive.len() {
        check_part(&mut archive, index, always)?;
    }
    Ok(())
}

fn check_part<R: Read + Seek>(archive: &mut ZipArchive<R>, index: usize, always: u64) -> Result<()> {
    let part = archive.by_index(index).map_err(zipped::unreadable)?;
    let name = part.name().map_err(zipped::unreadable)?.to_ascii_lowercase();
    let is_shared = name.ends_with("sharedstrings.xml");
    let is_text = matches!(name.rsplit('.').next(), Some("xml" | "rels"));
    if !is_text {
        return Ok(());
    }
    let packed = part.compressed_size();
    let most = (packed.saturating_mul(RATIO)).max(always).min(if is_shared { SHARED } else { u64::MAX });
    let ends: &[&[u8]] = match name.as_str() {
        _ if is_shared => &[b"si>"],
        // Cells that hold nothing have no end of their own.
        name if name.contains("worksheets/") => &[b"c>", b"/>"],
        _ => &[],
    };
    let seen = scan(part.take(most + 1), ends)?;
    if seen.bytes > most {
        let (from, to) = (packed.div_ceil(1 << 10), most >> 20);
        return Err(refuse(format!(
            "This workbook grows from {from} kB to more than {to} MB when it is opened: export the list as CSV."
        )));
    }
    if seen.longest > LONGEST_TEXT || seen.longest_cell > LONGEST_CELL {
        return Err(long_cell());
    }
    // An element has five bytes at least; whoever reads the texts makes room for as many as are said.
    if is_shared && seen.said > seen.bytes / 5 {
        return Err(refuse(
            "This workbook is damaged (it says that it has more texts than it can have): save it anew.",
        ));
    }
    Ok(())
}

/// Refuses a text that is no cell of a list.
pub(super) fn check_cell(text: &str) -> Result<()> {
    if text.len() > LONGEST_TEXT { Err(long_cell()) } else { Ok(()) }
}

fn long_cell() -> crate::kernel::Error {
    refuse("A cell of this workbook holds more than 1 MB: that is no list of contacts or codes.")
}

#[derive(Debug, Default)]
struct Seen {
    bytes: u64,
    /// The longest piece without the beginning of an element.
    longest: usize,
    /// The most between the ends of two cells.
    longest_cell: usize,
    /// Texts that it says it has.
    said: u64,
}

fn scan(mut part: impl Read, ends: &[&[u8]]) -> Result<Seen> {
    let mut seen = Seen::default();
    let mut buffer = vec![0; 64 << 10];
    let mut run = 0;
    let mut cell = 0;
    loop {
        let read = part.read(&mut buffer).map_err(|error| zipped::unreadable(error.into()))?;
        if read == 0 {
            return Ok(seen);
        }
        let piece = &buffer[..read];
        if !ends.is_empty() {
            // An end over the edge of two pieces is missed; the next one is not far, but in a cell that is too long.
            match ends_of_cells(piece, ends) {
                None => cell += read,
                Some((first, last)) => {
                    seen.longest_cell = seen.longest_cell.max(cell + first);
                    cell = read - last;
                }
            }
            seen.longest_cell = seen.longest_cell.max(cell);
        }
        if seen.bytes == 0 {
            seen.said = said(piece);
        }
        seen.bytes += read as u64;
        match memchr::memchr(b'<', piece) {
            None => run += read,
            Some(first) => {
                seen.longest = seen.longest.max(run + first);
                let last = memchr::memrchr(b'<', piece).unwrap_or(first);
                run = read - last;
            }
        }
        seen.longest = seen.longest.max(run);
        if seen.longest > LONGEST_TEXT || seen.longest_cell > LONGEST_CELL {
            return Ok(seen);
        }
    }
}

/// Where the first and the last `</si>` (or `</x:si>`) of a piece stand. In a text no `<` stands.
fn ends_of_cells(piece: &[u8], names: &[&[u8]]) -> Option<(usize, usize)> {
    const LONGEST_PREFIX: usize = 16;
    let is_end = |at: &usize| {
        let before = &piece[at.saturating_sub(LONGEST_PREFIX)..*at];
        let prefix = memchr::memmem::rfind(before, b"</").map(|open| &before[open + 2..]);
        piece[*at] == b'/'
            || prefix.is_some_and(|prefix| {
                prefix.is_empty()
                    || prefix
                        .strip_suffix(b":")
                        .is_some_and(|name| name.iter().all(u8::is_ascii_alphanumeric))
            })
    };
    let first = names.iter().filter_map(|name| memchr::memmem::find_iter(piece, name).find(is_end)).min()?;
    let last = names.iter().filter_map(|name| memchr::memmem::rfind_iter(piece, name).find(is_end)).max()?;
    Some((first, last))
}

/// `uniqueCount="12"`.
fn said(head: &[u8]) -> u64 {
    const NAME: &[u8] = b"uniqueCount=";
    let Some(at) = memchr::memmem::find(head, NAME) else { return 0 };
    let digits = head[at + NAME.len() + 1..].iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |sum: u64, byte| sum.saturating_mul(10).saturating_add(u64::from(byte - b'0')))
}

use std::borrow::Cow;
use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::row::Row;

/// How a text file is written, told from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8, or what a row shows to be Windows-1252. So many bytes are a mark.
    Utf8 { mark: usize },
    /// UTF-16, with a mark or without.
    Utf16 { little: bool, mark: usize },
}

pub(super) const UTF_16: &str = "UTF-16";
pub(super) const LEGACY: &str = "Windows-1252";

/// The encoding of a text that begins like this.
pub(super) fn of(head: &[u8]) -> Encoding {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => Encoding::Utf8 { mark: 3 },
        [0xFF, 0xFE, ..] => Encoding::Utf16 { little: true, mark: 2 },
        [0xFE, 0xFF, ..] => Encoding::Utf16 { little: false, mark: 2 },
        _ => match unmarked(head) {
            Some(little) => Encoding::Utf16 { little, mark: 0 },
            None => Encoding::Utf8 { mark: 0 },
        },
    }
}

/// Whether it is UTF-16 without a mark, and then whether the low byte comes first: every other byte of most texts is 0.
fn unmarked(head: &[u8]) -> Option<bool> {
    let (pairs, _) = head.as_chunks::<2>();
    if pairs.len() < 2 {
        return None;
    }
    let first = pairs.iter().filter(|pair| pair[0] == 0 && pair[1] != 0).count();
    let second = pairs.iter().filter(|pair| pair[1] == 0 && pair[0] != 0).count();
    let (most, few) = (pairs.len() / 2, pairs.len() / 20);
    match (first, second) {
        (first, second) if second > most && first <= few => Some(true),
        (first, second) if first > most && second <= few => Some(false),
        _ => None,
    }
}

/// The whole of a small file as UTF-8, without a mark at its beginning; `None` where it begins as UTF-16 and is none.
pub fn whole_text(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    match of(bytes) {
        Encoding::Utf8 { mark } => Some(Cow::Borrowed(&bytes[mark..])),
        Encoding::Utf16 { .. } => {
            let mut text = Vec::new();
            reader(bytes, of(bytes)).read_to_end(&mut text).ok().map(|_| Cow::Owned(text))
        }
    }
}

/// The text as UTF-8 where it is UTF-16; else as it is. Its mark is taken off.
pub(super) fn reader<'r>(mut input: impl Read + 'r, encoding: Encoding) -> Box<dyn Read + 'r> {
    let (Encoding::Utf8 { mark } | Encoding::Utf16 { mark, .. }) = encoding;
    let mut skipped = [0_u8; 3];
    // What is shorter than its mark has nothing behind it either.
    let _ = input.read_exact(&mut skipped[..mark]);
    match encoding {
        Encoding::Utf8 { .. } => Box::new(input),
        Encoding::Utf16 { little, .. } => {
            let encoding = if little { UTF_16LE } else { UTF_16BE };
            Box::new(Wide {
                input,
                decoder: encoding.new_decoder_without_bom_handling(),
                raw: vec![0; PIECE],
                at: 0,
                end: 0,
                ended: false,
                finished: false,
            })
        }
    }
}

const PIECE: usize = 64 << 10;
/// A character needs so much space in UTF-8.
const CHARACTER: usize = 4;

struct Wide<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    at: usize,
    end: usize,
    ended: bool,
    /// The decoder has said its last.
    finished: bool,
}

impl<R: Read> Read for Wide<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if to.len() < CHARACTER {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "no space for a character"));
        }
        loop {
            if self.finished {
                return Ok(0);
            }
            if self.at == self.end && !self.ended {
                (self.at, self.end) = (0, self.input.read(&mut self.raw)?);
                self.ended = self.end == 0;
            }
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(&self.raw[self.at..self.end], to, self.ended);
            self.at += read;
            match result {
                DecoderResult::Malformed(..) => {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        "This begins as UTF-16 and is none.",
                    ));
                }
                DecoderResult::InputEmpty if written == 0 && !self.ended => {}
                DecoderResult::InputEmpty => {
                    self.finished = self.ended;
                    return Ok(written);
                }
                DecoderResult::OutputFull => return Ok(written),
            }
        }
    }
}

/// Reads the cells of a row that are no UTF-8 as Windows-1252; whether there were any.
pub(super) fn to_utf8(row: &mut Row) -> bool {
    if row.bytes().is_ascii() || row.iter().all(|cell| std::str::from_utf8(cell).is_ok()) {
        return false;
    }
    row.rewrite(|cell, to| match std::str::from_utf8(cell) {
        Ok(_) => to.extend_from_slice(cell),
        Err(_) => to.extend_from_slice(WINDOWS_1252.decode_without_bom_handling(cell).0.as_bytes()),
    });
    true
}

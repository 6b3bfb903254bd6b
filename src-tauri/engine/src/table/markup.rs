//! XML piece by piece, in bounded memory. What is not well formed is read all the same: registries publish lists whose
//! elements have no end of their own and whose file has no root. (`quick-xml`, which calamine brings, holds an element
//! whole, however long it is; here it is refused.)

use std::io::{BufRead, BufReader, Read};

use super::refuse_at;
use crate::kernel::{Error, Result};

/// A tag with its attributes, or a piece of text, may be so long.
const LONGEST: usize = 64 << 10;

pub(super) struct Markup<R> {
    input: BufReader<R>,
    /// The tag that was read last, without its brackets, or a text.
    piece: Vec<u8>,
    line: u64,
}

#[derive(Debug)]
pub(super) enum Piece<'p> {
    Begin(Tag<'p>),
    End(&'p [u8]),
    /// As it is written; a long one comes in several pieces.
    Text(&'p [u8]),
}

/// `ac val='416'`
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'p> {
    pub(super) name: &'p [u8],
    attributes: &'p [u8],
    /// Nothing stands in it: `<ac val='416' />`.
    pub(super) is_empty: bool,
}

impl<R: Read> Markup<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input: BufReader::with_capacity(LONGEST, input), piece: Vec::new(), line: 1 }
    }

    /// The line on which the reading stands.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'_>>> {
        loop {
            self.piece.clear();
            match self.peek()? {
                None => return Ok(None),
                Some(b'<') => self.tag()?,
                Some(_) => {
                    self.text()?;
                    return Ok(Some(Piece::Text(&self.piece)));
                }
            }
            match self.piece.first() {
                Some(b'!' | b'?') => {}
                Some(b'/') => return Ok(Some(Piece::End(self.piece[1..].trim_ascii()))),
                _ => break,
            }
        }
        Ok(Some(Piece::Begin(Tag::of(&self.piece))))
    }

    fn peek(&mut self) -> Result<Option<u8>> {
        Ok(filled(&mut self.input)?.first().copied())
    }

    /// Reads up to the next tag, or as much as there is room for.
    fn text(&mut self) -> Result<()> {
        while self.piece.len() < LONGEST {
            let there = filled(&mut self.input)?;
            let end = memchr::memchr(b'<', there);
            let length = end.unwrap_or(there.len()).min(LONGEST - self.piece.len());
            self.piece.extend_from_slice(&there[..length]);
            self.line += memchr::memchr_iter(b'\n', &there[..length]).count() as u64;
            self.input.consume(length);
            if end.is_some() || length == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Reads a tag without its brackets; of a comment nothing is kept.
    fn tag(&mut self) -> Result<()> {
        let begun = self.line;
        self.input.consume(1);
        let mut quote = None;
        loop {
            let Some(byte) = self.peek()? else { return Ok(()) };
            self.input.consume(1);
            self.line += u64::from(byte == b'\n');
            match byte {
                b'>' if quote.is_none() => return Ok(()),
                b'"' | b'\'' if quote.is_none() && !self.is_remark() => quote = Some(byte),
                _ if quote == Some(byte) => quote = None,
                _ => {}
            }
            self.piece.push(byte);
            if self.piece == b"!--" {
                return self.comment();
            }
            if self.piece.len() > LONGEST {
                return Err(refuse_at(
                    begun,
                    "A tag opens here that does not end: this is no list of numbers.",
                ));
            }
        }
    }

    fn is_remark(&self) -> bool {
        matches!(self.piece.first(), Some(b'!' | b'?'))
    }

    fn comment(&mut self) -> Result<()> {
        let mut last = [0; 3];
        while let Some(byte) = self.peek()? {
            self.input.consume(1);
            self.line += u64::from(byte == b'\n');
            last = [last[1], last[2], byte];
            if last == *b"-->" {
                break;
            }
        }
        Ok(())
    }
}

fn filled<R: Read>(input: &mut BufReader<R>) -> Result<&[u8]> {
    input.fill_buf().map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => super::refuse(error.to_string()),
        _ => Error::from(error),
    })
}

impl<'p> Tag<'p> {
    fn of(inside: &'p [u8]) -> Self {
        let (inside, is_empty) = match inside.strip_suffix(b"/") {
            Some(rest) => (rest, true),
            None => (inside, false),
        };
        let end = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(end);
        Self { name, attributes, is_empty }
    }

    /// As it stands in the file, more or less.
    pub(super) fn bytes(&self) -> usize {
        self.name.len() + self.attributes.len() + 3
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// The value of an attribute, entities read.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.attributes()
            .find(|(one, _)| one.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, value)| plain(value))
    }

    /// Names and values as they are written, in either quotation marks.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'p [u8], &'p [u8])> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let equals = memchr::memchr(b'=', rest)?;
            let name = rest[..equals].trim_ascii();
            let value = rest[equals + 1..].trim_ascii_start();
            let (value, behind) = match value.first() {
                Some(quote @ (b'"' | b'\'')) => {
                    let end = memchr::memchr(*quote, &value[1..]).map_or(value.len(), |end| end + 1);
                    (&value[1..end], value.get(end + 1..).unwrap_or_default())
                }
                _ => value.split_at(value.iter().position(u8::is_ascii_whitespace).unwrap_or(value.len())),
            };
            rest = behind;
            Some((name, value))
        })
    }
}

/// A text with its entities read: `&amp;`, `&#10;`, `&#xA;`; one that is not known stays.
pub(super) fn plain(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let entity = rest[at + 1..].split_once(';').filter(|(name, _)| name.len() <= 8);
        let read = entity.and_then(|(name, behind)| Some((entity_of(name)?, behind)));
        rest = if let Some((c, behind)) = read {
            out.push(c);
            behind
        } else {
            out.push('&');
            &rest[at + 1..]
        };
    }
    out.push_str(rest);
    out
}

fn entity_of(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let mut markup = Markup::new(text.as_bytes());
        let mut told = Vec::new();
        while let Some(piece) = markup.next().unwrap() {
            told.push(match piece {
                Piece::Begin(tag) => {
                    let name = String::from_utf8_lossy(tag.name);
                    let values: Vec<_> = tag.attributes().map(|(_, value)| plain(value)).collect();
                    format!("{name}({}){}", values.join(","), if tag.is_empty { "/" } else { "" })
                }
                Piece::End(name) => format!("/{}", String::from_utf8_lossy(name)),
                Piece::Text(text) => plain(text).trim().to_owned(),
            });
        }
        told.retain(|one| !one.is_empty());
        told
    }

    #[test]
    fn what_is_not_well_formed_is_read_all_the_same() {
        let list = "<list type='full' val='416' /> <ac val=\"416\"> <ph val='5551234' /> </ac> </list>";
        assert_eq!(told(list), ["list(full,416)/", "ac(416)", "ph(5551234)/", "/ac", "/list"]);
        assert_eq!(
            told("<?xml version='1.0'?><!-- <a> 'x --><b c=\"1 > 0\" d=2>x &amp; y</b>"),
            ["b(1 > 0,2)", "x & y", "/b"]
        );
        assert_eq!(told("<a val='1"), ["a(1)"]);
    }

    #[test]
    fn a_tag_that_never_ends_is_refused_with_its_line() {
        let text = format!("<list>\n<ac val='{}", "4".repeat(200_000));
        let mut markup = Markup::new(text.as_bytes());
        let error = loop {
            match markup.next() {
                Ok(Some(_)) => {}
                Ok(None) => panic!("it was read"),
                Err(error) => break error.to_string(),
            }
        };
        assert!(error.starts_with("Line 2:") && error.contains("does not end"), "{error}");
    }
}

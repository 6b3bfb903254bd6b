//! The XML of a do-not-call registry: `<ac val='416'> <ph val='5551234' /> </ac>`, with or without a root and its ends.
//! Each number is a row: area code, number, and of a change file its day and its A or D.

use std::io::Read;
use std::ops::ControlFlow;

use super::choice::{Choice, Format, Shape};
use super::encoding::{self, Encoding, UTF_16};
use super::header::Header;
use super::markup::{Markup, Piece, Tag, plain};
use super::refuse;
use super::row::Row;
use crate::kernel::Result;

/// The cells of a row. Where a `ph` has no such attribute the cell is empty.
const NAMES: [&str; 4] = ["Area code", "Number", "Date", "Change"];
/// What stands around the numbers.
const KNOWN: [&str; 3] = ["list", "ac", "ph"];

pub(super) fn each_row<R: Read>(
    input: R,
    encoding: Encoding,
    choice: &Choice,
    mut visit: impl FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<Shape> {
    let mut markup = Markup::new(encoding::reader(input, encoding));
    let mut row = Row::default();
    let mut header = Header::of(&Choice { header_row: None, ..choice.clone() });
    for name in NAMES {
        row.push(name.as_bytes());
    }
    let mut flow = header.pass(&row, &mut visit)?;
    let mut area = String::new();
    let mut any = false;
    while flow.is_continue() {
        let line = markup.line();
        let Some(piece) = markup.next()? else { break };
        row.begin(line);
        match piece {
            Piece::Begin(tag) if tag.is("ac") => area = tag.get("val").unwrap_or_default(),
            Piece::Begin(tag) if tag.is("ph") => number(&area, &tag, &mut row),
            Piece::Begin(tag) if !KNOWN.iter().any(|name| tag.is(name)) && tag.get("val").is_some() => {
                row.push(&[]);
                row.push(tag.get("val").unwrap_or_default().as_bytes());
                row.spoil("An element of this list is not known, so what its number means cannot be told.");
            }
            Piece::End(name) if name.eq_ignore_ascii_case(b"ac") => area.clear(),
            Piece::Text(text) if !text.trim_ascii().is_empty() => {
                row.push(&[]);
                row.push(plain(text).trim().as_bytes());
                row.spoil("A text stands between the numbers of this list, where none belongs.");
            }
            _ => {}
        }
        if row.cells() > 0 {
            any = true;
            flow = visit(&row)?;
        }
    }
    if !any && flow.is_continue() {
        return Err(refuse("This list of a registry has no numbers."));
    }
    let encoding = matches!(encoding, Encoding::Utf16 { .. }).then_some(UTF_16);
    Ok(Shape { format: Format::Registry, encoding, ..Shape::default() })
}

/// `<ph val='5551234' date='2026-11-20' type='D' />`
fn number(area: &str, tag: &Tag<'_>, row: &mut Row) {
    let (mut day, mut change) = (String::new(), String::new());
    for (name, value) in tag.attributes() {
        let (name, value) = (name.to_ascii_lowercase(), plain(value));
        let is_change = matches!(value.trim(), "A" | "D" | "a" | "d");
        match name.as_slice() {
            b"val" => {}
            _ if is_change => change = value,
            _ if memchr::memmem::find(&name, b"date").is_some() => day = value,
            _ => {}
        }
    }
    let number = tag.get("val").unwrap_or_default();
    for cell in [area, &number, &day, &change] {
        row.push(cell.as_bytes());
    }
    if row.is_blank() {
        row.spoil("An element stands for a number and has none.");
    }
}

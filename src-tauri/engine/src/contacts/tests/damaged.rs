//! Damaged files: whatever happens to one, each row that went in is placed or refused, or the whole is refused.

use std::io::Cursor;

use callboard_rpc::types::{ColumnMapping, RefusedContact};
use proptest::prelude::*;

use crate::contacts::{CountOptions, count};
use crate::kernel::Result;
use crate::table::Choice;
use crate::zone::ZoneData;

const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
const LINE_ENDS: [&str; 3] = ["\n", "\r\n", "\r"];

/// What may stand in a cell; `%` is the separator, which is then quoted.
const CELLS: [&str; 12] = [
    "",
    "America/Chicago",
    "America/New_York",
    "EST",
    "#N/A",
    "Ann",
    "O\"Neil",
    "Main St% 12",
    "two\nlines",
    "é",
    " x ",
    "+12125552671",
];

#[derive(Clone, Debug)]
struct File {
    rows: Vec<[usize; 3]>,
    separator: usize,
    line_end: usize,
    quote_all: bool,
    mark: bool,
    ended: bool,
}

fn files() -> impl Strategy<Value = File> {
    let rows = prop::collection::vec(prop::array::uniform3(0..CELLS.len()), 1..40);
    (rows, 0..SEPARATORS.len(), 0..LINE_ENDS.len(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(rows, separator, line_end, quote_all, mark, ended)| File {
            rows,
            separator,
            line_end,
            quote_all,
            mark,
            ended,
        },
    )
}

impl File {
    /// Rows with anything in them.
    fn filled(&self) -> u64 {
        self.rows.iter().filter(|row| row.iter().any(|cell| !CELLS[*cell].is_empty())).count() as u64
    }

    fn text(&self) -> String {
        let separator = SEPARATORS[self.separator];
        let cell = |text: &str| {
            let text = text.replace('%', &separator.to_string());
            let must = text.contains([separator, '\n']);
            if must || self.quote_all { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
        };
        let line = |cells: [&str; 3]| cells.map(cell).join(&separator.to_string());
        let mut lines = vec![line(["id", "name", "zone"])];
        lines.extend(self.rows.iter().map(|row| line(row.map(|index| CELLS[index]))));
        let end = LINE_ENDS[self.line_end];
        let mark = if self.mark { "\u{FEFF}" } else { "" };
        mark.to_owned() + &lines.join(end) + if self.ended { end } else { "" }
    }
}

/// Rows, and those that were placed and refused.
fn counted(bytes: &[u8]) -> Result<(u64, u64)> {
    let mapping = ColumnMapping { id: Some(0), zone: Some(2), ..ColumnMapping::default() };
    let choice = Choice { header_row: Some(1), ..Choice::default() };
    let options = CountOptions { mapping: Some(mapping), choice, ..CountOptions::default() };
    let mut refused: Vec<RefusedContact> = Vec::new();
    let counts = count(Cursor::new(bytes), &options, &ZoneData::bundled(), |row| {
        refused.push(row);
        Ok(())
    })?;
    let lines: std::collections::BTreeSet<_> = refused.iter().map(|row| row.line).collect();
    assert_eq!(lines.len(), refused.len(), "no two refused rows have one line");
    Ok((counts.rows, counts.placed + refused.len() as u64))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_row_of_a_sound_file_is_placed_or_refused(file in files()) {
        prop_assume!(file.filled() > 0);
        let (rows, ends) = counted(file.text().as_bytes()).unwrap();
        prop_assert_eq!(rows, file.filled(), "{:?}", file.text());
        prop_assert_eq!(ends, rows);
    }

    #[test]
    fn every_row_of_a_file_in_utf_16_is_placed_or_refused(file in files(), little in any::<bool>()) {
        prop_assume!(file.filled() > 0);
        let text = file.text();
        let bytes: Vec<u8> = text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect();
        let (rows, ends) = counted(&bytes).unwrap();
        prop_assert_eq!(rows, file.filled());
        prop_assert_eq!(ends, rows);
    }

    #[test]
    fn a_quotation_mark_too_much_makes_no_row_vanish(file in files(), at in any::<prop::sample::Index>()) {
        prop_assume!(file.filled() > 0);
        let mut text: Vec<char> = file.text().chars().collect();
        let header = text.iter().position(|c| matches!(c, '\n' | '\r')).unwrap_or_default();
        let place = header + at.index(text.len() - header);
        text.insert(place, '"');
        let text: String = text.into_iter().collect();
        match counted(text.as_bytes()) {
            Err(error) => prop_assert!(error.to_string().contains("quotation mark"), "{error}: {text:?}"),
            Ok((rows, ends)) => {
                prop_assert_eq!(ends, rows);
                // A mark in a row of nothing makes it a row of something, and a row of three cells of two lines that is
                // spoiled is four.
                prop_assert!((file.filled()..=file.filled() + 3).contains(&rows), "{rows} of {}: {text:?}", file.filled());
            }
        }
    }

    #[test]
    fn two_quotation_marks_too_many_make_no_row_vanish(
        file in files(),
        spots in prop::array::uniform2(any::<prop::sample::Index>()),
    ) {
        // Where other marks and line ends stand in cells, or a row reads like a sentence, two readings can be equally good.
        let plain = |cell: usize| if CELLS[cell].contains(['"', '%', '\n', ' ']) { 5 } else { cell };
        let rows = file.rows.iter().map(|row| row.map(plain)).collect();
        let file = File { rows, quote_all: false, ..file };
        prop_assume!(file.filled() > 0);
        let mut text: Vec<char> = file.text().chars().collect();
        let header = text.iter().position(|c| matches!(c, '\n' | '\r')).unwrap_or_default();
        for spot in spots {
            let place = header + spot.index(text.len() - header);
            text.insert(place, '"');
        }
        let text: String = text.into_iter().collect();
        match counted(text.as_bytes()) {
            Err(error) => prop_assert!(error.to_string().contains("quotation mark"), "{error}: {text:?}"),
            Ok((rows, ends)) => {
                prop_assert_eq!(ends, rows);
                // An empty line between quotation marks is a row that was not there.
                prop_assert!(rows >= file.filled(), "{} of {}: {:?}", rows, file.filled(), text);
            }
        }
    }

    #[test]
    fn bytes_that_are_overwritten_make_no_row_vanish_unseen(
        file in files(),
        spots in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec![0_u8, 7, 0x80, 0xC3, 0xE9, 0xFF, b'x'])), 1..6),
    ) {
        prop_assume!(file.filled() > 0);
        let mut bytes = file.text().into_bytes();
        let header = bytes.iter().position(|c| matches!(c, b'\n' | b'\r')).unwrap_or_default();
        for (at, with) in spots {
            let place = header + at.index(bytes.len() - header);
            // Line ends, separators and quotation marks are another kind of damage: they make other rows.
            if bytes[place].is_ascii_alphanumeric() {
                bytes[place] = with;
            }
        }
        if let Ok((rows, ends)) = counted(&bytes) {
            prop_assert_eq!(ends, rows);
            prop_assert_eq!(rows, file.filled(), "{:?}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn no_bytes_at_all_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Ok((rows, ends)) = counted(&bytes) {
            prop_assert_eq!(ends, rows);
        }
    }
}

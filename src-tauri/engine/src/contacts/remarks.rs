use callboard_phone::PhoneError;
use rustc_hash::FxHashMap;

use crate::kernel::counted;

/// Cells that were passed over in rows that are placed all the same: counted, with the lines of the first ones.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    /// Numbers that cannot be dialled, beside one that can.
    numbers: FxHashMap<PhoneError, Lines>,
    /// Rows with fewer cells than the header, and those that have all.
    short: Lines,
    whole: u64,
}

#[derive(Debug, Default)]
struct Lines {
    rows: u64,
    first: Vec<u64>,
}

/// The most lines that a note names.
const NAMED: usize = 5;

impl Remarks {
    /// A number of a row that was placed by another one.
    pub(super) fn number(&mut self, line: u64, why: PhoneError) {
        self.numbers.entry(why).or_default().add(line);
    }

    pub(super) fn cells(&mut self, line: u64, cells: usize, width: usize) {
        if cells < width {
            self.short.add(line);
        } else {
            self.whole += 1;
        }
    }

    /// In sentences. In a text each row has a cell for every column, unless the program that wrote it leaves empty ones
    /// out: then most rows are short, and a torn one cannot be told. In a sheet every row ends where its cells do.
    pub(super) fn notes(self, is_text: bool) -> Vec<String> {
        let number = |(why, lines): (PhoneError, Lines)| {
            format!(
                "In {} a further number was passed over, beside one that can be dialled: {why}",
                lines.words()
            )
        };
        let mut numbers: Vec<(PhoneError, Lines)> = self.numbers.into_iter().collect();
        numbers.sort_by(|(_, one), (_, other)| one.first.cmp(&other.first));
        let mut notes: Vec<String> = numbers.into_iter().map(number).collect();
        if is_text && self.short.rows > 0 && self.short.rows < self.whole {
            notes.push(format!(
                "{} fewer cells than the header: a row may be torn in two there.",
                self.short.words_have()
            ));
        }
        notes
    }
}

impl Lines {
    fn add(&mut self, line: u64) {
        self.rows += 1;
        if self.first.len() < NAMED {
            self.first.push(line);
        }
    }

    /// `2 rows (lines 4 and 9)`
    fn words(&self) -> String {
        let rows = counted(self.rows, "row");
        let lines: Vec<String> = self.first.iter().map(u64::to_string).collect();
        let lines = match &lines[..] {
            [only] if self.rows == 1 => format!("line {only}"),
            [all @ .., last] if self.rows == self.first.len() as u64 => {
                format!("lines {} and {last}", all.join(", "))
            }
            some => format!("the first in lines {}", some.join(", ")),
        };
        format!("{rows} ({lines})")
    }

    fn words_have(&self) -> String {
        format!("{} {}", self.words(), if self.rows == 1 { "has" } else { "have" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_by_reason_with_their_first_lines() {
        let mut remarks = Remarks::default();
        (3..5).for_each(|line| remarks.number(line, PhoneError::Masked));
        (10..17).for_each(|line| remarks.number(line, PhoneError::TooShort));
        let notes = remarks.notes(true);
        assert_eq!(
            notes,
            [
                "In 2 rows (lines 3 and 4) a further number was passed over, beside one that can be dialled: Part of \
                 this number is hidden behind a mask, so it cannot be dialled.",
                "In 7 rows (the first in lines 10, 11, 12, 13, 14) a further number was passed over, beside one that \
                 can be dialled: The number has too few digits.",
            ]
        );
    }

    #[test]
    fn a_short_row_is_told_where_most_rows_are_whole() {
        let told = |short: u64, whole: u64, is_text: bool| {
            let mut remarks = Remarks::default();
            (0..short).for_each(|line| remarks.cells(line + 2, 1, 3));
            (0..whole).for_each(|line| remarks.cells(line + 100, 3, 3));
            remarks.notes(is_text)
        };
        let one = "1 row (line 2) has fewer cells than the header: a row may be torn in two there.";
        assert_eq!(told(1, 2, true), [one]);
        assert_eq!(told(2, 9, true)[0][..26], *"2 rows (lines 2 and 3) hav");
        assert!(told(3, 2, true).is_empty(), "a program that leaves empty cells out");
        assert!(told(1, 2, false).is_empty() && told(0, 2, true).is_empty());
    }
}

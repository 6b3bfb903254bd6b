use callboard_phone::{Region, is_like_phone, is_marked};

use super::super::dates;
use super::super::sample::is_number;
use super::super::words::{Word, word};
use crate::table::Rows;

/// What the cells of a column look like; so many of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    pub(super) filled: u32,
    phones: u32,
    /// Of the phones: written with a plus or with marks between, as no other number is.
    marked: u32,
    /// Phone numbers, whole or damaged.
    pub(super) numbers: u32,
    pub(super) dates: u32,
    /// Dates that can be nothing else.
    clear_dates: u32,
    /// Three digits, and seven: the parts of a North American number.
    threes: u32,
    sevens: u32,
    /// Too short for a whole number.
    short: u32,
    ins: u32,
    outs: u32,
    /// A and D.
    pub(super) adds: u32,
    pub(super) deletes: u32,
    /// Y and N.
    flags: u32,
}

impl Look {
    pub(super) fn of(rows: &Rows, column: usize, region: Option<Region>) -> Self {
        let mut look = Self::default();
        for row in rows.iter().filter(|row| row.fault().is_none()) {
            let text = row.text(column);
            if !text.is_empty() {
                look.add(text, region);
            }
        }
        look
    }

    fn add(&mut self, text: &str, region: Option<Region>) {
        let count = |is: bool| u32::from(is);
        self.filled += 1;
        let is_phone = is_like_phone(text, region);
        let is_clear = dates::is_clear(text);
        self.phones += count(is_phone && !is_clear);
        self.marked += count(is_phone && !is_clear && is_marked(text));
        self.numbers += count(!is_clear && is_number(text.as_bytes()));
        self.clear_dates += count(is_clear);
        self.dates += count(is_clear || dates::is_date(text));
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b' ' | b'(' | b')' | b'.'));
        self.threes += count(plain && digits == 3);
        self.sevens += count(plain && digits == 7);
        self.short += count(digits < 9);
        match word(text.as_bytes()) {
            Some(Word::In) => self.ins += 1,
            Some(Word::Out) => self.outs += 1,
            Some(Word::Add) => self.adds += 1,
            Some(Word::Delete) => self.deletes += 1,
            Some(Word::Yes | Word::No) => self.flags += 1,
            None => {}
        }
    }

    /// Most of its cells are phone numbers.
    pub(super) fn is_phones(&self) -> bool {
        self.phones > 0 && self.phones * 10 >= self.filled * 7
    }

    /// Enough of its cells are to be asked about.
    pub(super) fn may_be_phones(&self) -> bool {
        let is_enough = self.phones * 10 >= self.filled * 4 || self.marked * 10 >= self.filled * 2;
        self.phones > 0 && is_enough
    }

    pub(super) fn is_clear_dates(&self) -> bool {
        self.clear_dates > 0 && self.clear_dates * 10 >= self.filled * 7
    }

    pub(super) fn is_area_codes(&self) -> bool {
        self.threes > 0 && self.threes * 10 >= self.filled * 9
    }

    pub(super) fn is_seven_digits(&self) -> bool {
        self.sevens > 0 && self.sevens * 10 >= self.filled * 9
    }

    /// Most of its cells are too short for whole numbers.
    pub(super) fn is_short(&self) -> bool {
        self.short * 2 > self.filled
    }

    pub(super) fn has_directions(&self) -> bool {
        self.ins + self.outs + self.adds + self.deletes > 0
    }

    /// Nothing but directions, as far as they can be nothing else: `IN` alone is Indiana too.
    pub(super) fn is_directions(&self) -> bool {
        self.are_all_directions() && (self.outs + self.adds + self.deletes > 0)
    }

    pub(super) fn is_ins_alone(&self) -> bool {
        self.are_all_directions() && self.ins == self.filled
    }

    fn are_all_directions(&self) -> bool {
        self.filled > 0 && self.ins + self.outs + self.adds + self.deletes == self.filled
    }

    pub(super) fn is_flags(&self) -> bool {
        self.filled > 0 && self.flags == self.filled
    }
}

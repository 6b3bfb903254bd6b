use callboard_phone::Region;
pub(super) use callboard_phone::{is_like_phone as is_phone, is_marked};

use super::states::{StateCells, is_state};
use crate::table::Row;
use crate::zone::ZoneData;

/// What the cells of a column look like.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    filled: u32,
    phones: u32,
    /// Of the phones: written with a plus or with marks between, as no other number is.
    marked: u32,
    zones: u32,
    pub(super) states: StateCells,
}

impl Look {
    pub(super) fn of(rows: &[Row], column: usize, region: Option<Region>, zones: &ZoneData) -> Self {
        let mut look = Self::default();
        for row in rows.iter().filter(|row| row.fault().is_none()) {
            let text = row.text(column);
            if text.is_empty() {
                continue;
            }
            look.filled += 1;
            look.states.filled += 1;
            if is_phone(&text, region) {
                look.phones += 1;
                look.marked += u32::from(is_marked(&text));
            }
            look.zones += u32::from(is_zone(&text, zones));
            if is_state(&text) {
                look.states.add(&text);
            }
        }
        look
    }

    /// Most of its cells are phone numbers.
    pub(super) fn is_phones(&self) -> bool {
        self.phones > 0 && self.phones * 10 >= self.filled * 7
    }

    /// Enough of its cells are to be asked about.
    pub(super) fn may_be_phones(&self) -> bool {
        self.phones > 0 && (self.phones * 10 >= self.filled * 4 || self.marked * 10 >= self.filled * 2)
    }

    pub(super) fn is_zones(&self) -> bool {
        self.zones > 0 && self.zones * 10 >= self.filled * 7
    }
}

pub(super) fn is_zone(text: &str, zones: &ZoneData) -> bool {
    text.contains('/') && text.is_ascii() && zones.contact_zone(text).is_ok()
}

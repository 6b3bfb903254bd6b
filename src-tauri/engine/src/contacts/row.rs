use callboard_rpc::types::ColumnMapping;

use crate::table::Row;

/// Where the cells of a contact stand in its row.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    id: Option<usize>,
    zone: Option<usize>,
    state: Option<usize>,
    phones: Vec<usize>,
}

/// What a row says of a contact: cells in UTF-8, without white space around them; empty where it says nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells<'r> {
    pub(super) id: &'r [u8],
    pub(super) zone: &'r [u8],
    pub(super) state: &'r [u8],
    row: &'r Row,
    phones: &'r [usize],
}

impl Columns {
    pub(super) fn of(mapping: &ColumnMapping) -> Self {
        let index = |column: Option<u32>| column.map(|index| index as usize);
        let phones = mapping.phone.iter().chain(mapping.more_phones.iter().flatten());
        Self {
            id: index(mapping.id),
            zone: index(mapping.zone),
            state: index(mapping.state),
            phones: phones.map(|index| *index as usize).collect(),
        }
    }

    pub(super) fn cells<'r>(&'r self, row: &'r Row) -> Cells<'r> {
        let cell = |column: Option<usize>| column.map_or(&[][..], |index| row.cell(index));
        Cells { id: cell(self.id), zone: cell(self.zone), state: cell(self.state), row, phones: &self.phones }
    }

    pub(super) fn has_id(&self) -> bool {
        self.id.is_some()
    }

    pub(super) fn has_phone(&self) -> bool {
        !self.phones.is_empty()
    }
}

impl<'r> Cells<'r> {
    /// Every number that the row gives, the first column's first.
    pub(super) fn phones(&self) -> impl Iterator<Item = &'r [u8]> + use<'r> {
        let row = self.row;
        self.phones.iter().map(|index| row.cell(*index)).filter(|cell| !cell.is_empty())
    }
}

use callboard_rpc::types::ColumnMapping;

use crate::table::Row;

/// Where the cells of a contact stand in its row.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    id: Option<usize>,
    zone: Option<usize>,
    states: Vec<usize>,
    countries: Vec<usize>,
    phones: Vec<usize>,
}

/// What a row says of a contact: cells in UTF-8, without white space around them; empty where it says nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells<'r> {
    pub(super) id: &'r [u8],
    pub(super) zone: &'r [u8],
    row: &'r Row,
    columns: &'r Columns,
}

impl Columns {
    pub(super) fn of(mapping: &ColumnMapping) -> Self {
        let index = |column: Option<u32>| column.map(|index| index as usize);
        let all = |first: Option<u32>, more: &Option<Vec<u32>>| -> Vec<usize> {
            first.iter().chain(more.iter().flatten()).map(|index| *index as usize).collect()
        };
        Self {
            id: index(mapping.id),
            zone: index(mapping.zone),
            states: all(mapping.state, &mapping.more_states),
            countries: all(mapping.country, &mapping.more_countries),
            phones: all(mapping.phone, &mapping.more_phones),
        }
    }

    pub(super) fn cells<'r>(&'r self, row: &'r Row) -> Cells<'r> {
        let cell = |column: Option<usize>| column.map_or(&[][..], |index| row.cell(index));
        Cells { id: cell(self.id), zone: cell(self.zone), row, columns: self }
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
        self.filled(&self.columns.phones)
    }

    /// Every state that the row gives: of the address, and of any other.
    pub(super) fn states(&self) -> impl Iterator<Item = &'r [u8]> + use<'r> {
        self.filled(&self.columns.states)
    }

    pub(super) fn countries(&self) -> impl Iterator<Item = &'r [u8]> + use<'r> {
        self.filled(&self.columns.countries)
    }

    fn filled(&self, columns: &'r [usize]) -> impl Iterator<Item = &'r [u8]> + use<'r> {
        let row = self.row;
        columns.iter().map(|index| row.cell(*index)).filter(|cell| !cell.is_empty())
    }
}

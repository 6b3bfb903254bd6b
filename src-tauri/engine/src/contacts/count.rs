use std::io::{Read, Seek};
use std::ops::ControlFlow;

use callboard_phone::Region;
use callboard_rpc::RpcError;
use callboard_rpc::types::{ColumnMapping, ContactGroup, RefusedContact, RefusedKind};
use rustc_hash::FxHashMap;

use super::row::Row;
use super::{cell, columns, rows};
use crate::kernel::Result;
use crate::placing::{Key, Placer, Refusal};
use crate::zone::ZoneData;

/// How a list is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct CountOptions {
    /// Absent: by the names of the columns.
    pub mapping: Option<ColumnMapping>,
    /// Of national numbers; without it they are refused.
    pub region: Option<Region>,
}

/// What a list holds; the people are not among it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows with anything in them, the header not counted.
    pub rows: u64,
    pub placed: u64,
    pub needs_zone: u64,
    pub invalid: u64,
    /// By zone, jurisdiction and source, in that order.
    pub groups: Vec<ContactGroup>,
}

/// Counts a list, CSV or XLSX, in bounded memory; hands in every row that cannot be placed, in the file's order.
///
/// ```text
/// id,phone,zone,state
/// 1,+14155552671,America/Chicago,IL    → America/Chicago, US-CA and US-IL, by the contact
/// 2,+18505552671,,FL                   → America/Chicago|America/New_York, US-FL, by the number
/// 3,+18005552671,,                     → needs a zone: the area code belongs to no place
/// ```
pub fn count<R: Read + Seek>(
    input: R,
    options: &CountOptions,
    zones: &ZoneData,
    refused: impl FnMut(RefusedContact) -> Result<()>,
) -> Result<Counts> {
    let mut counter: Option<Counter<'_>> = None;
    let mut refused = refused;
    rows::each_row(input, |row| {
        match &mut counter {
            Some(counter) => counter.add(row, &mut refused)?,
            None => counter = Some(Counter::new(row, options, zones)?),
        }
        Ok(ControlFlow::Continue(()))
    })?;
    counter.map(Counter::finish).ok_or_else(|| rows::refuse("The file is empty."))
}

struct Counter<'z> {
    placer: Placer<'z>,
    columns: usize,
    mapping: ColumnMapping,
    counts: Counts,
    groups: FxHashMap<Key, u64>,
}

impl<'z> Counter<'z> {
    fn new(header: &Row, options: &CountOptions, zones: &'z ZoneData) -> Result<Self> {
        let mapping = mapping(header, options.mapping)?;
        Ok(Self {
            placer: Placer::new(zones, options.region),
            columns: header.cells,
            mapping,
            counts: Counts::default(),
            groups: FxHashMap::default(),
        })
    }

    fn add(&mut self, row: &Row, refused: &mut impl FnMut(RefusedContact) -> Result<()>) -> Result<()> {
        let placed = if row.cells > self.columns { self.longer(row) } else { self.place(row) };
        let refusal = match placed {
            Ok(key) => {
                self.counts.rows += 1;
                self.counts.placed += 1;
                *self.groups.entry(key).or_default() += 1;
                return Ok(());
            }
            // A spreadsheet's empty rows at the end are no contacts.
            Err(_) if row.is_blank() => return Ok(()),
            Err(refusal) => refusal,
        };
        self.counts.rows += 1;
        match refusal.kind {
            RefusedKind::NeedsZone => self.counts.needs_zone += 1,
            RefusedKind::Invalid => self.counts.invalid += 1,
        }
        let contact_id = cell::id(at(row, self.mapping.id));
        refused(RefusedContact { line: row.line, contact_id, kind: refusal.kind, reason: refusal.reason })
    }

    fn place(&mut self, row: &Row) -> std::result::Result<Key, Refusal> {
        let ColumnMapping { phone, zone, state, .. } = self.mapping;
        self.placer.place(at(row, zone), at(row, state), [at(row, phone)])
    }

    /// More cells than the header: a separator inside a text has shifted the row, and its zone may stand elsewhere.
    fn longer(&mut self, row: &Row) -> std::result::Result<Key, Refusal> {
        let (cells, columns) = (row.cells, self.columns);
        if row.iter().skip(columns).all(<[u8]>::is_empty) {
            return self.place(row);
        }
        let reason = format!(
            "The row has {cells} cells and the header {columns}: a separator inside a text may have shifted it."
        );
        Err(Refusal { kind: RefusedKind::Invalid, reason })
    }

    fn finish(self) -> Counts {
        let group = |(key, contacts): (Key, u64)| ContactGroup {
            zone: self.placer.zone_name(key).to_owned(),
            jurisdiction: self.placer.law_name(key).to_owned(),
            contacts,
            source: key.2,
        };
        let mut groups: Vec<_> = self.groups.into_iter().map(group).collect();
        groups
            .sort_by(|a, b| (&a.zone, &a.jurisdiction, a.source).cmp(&(&b.zone, &b.jurisdiction, b.source)));
        Counts { groups, ..self.counts }
    }
}

/// The cell of a column; empty where there is none.
fn at(row: &Row, column: Option<u32>) -> &[u8] {
    column.map_or(&[], |column| row.cell(column as usize))
}

/// The mapping to go by, checked against the header.
fn mapping(header: &Row, given: Option<ColumnMapping>) -> Result<ColumnMapping> {
    let names = columns::names(header);
    let mapping = given.unwrap_or_else(|| columns::recognise(names.iter().map(String::as_str)));
    let of_contact = [mapping.phone, mapping.zone, mapping.state];
    if of_contact.iter().all(Option::is_none) {
        return Err(RpcError::field("mapping", "No column says a zone, a state or a phone number.")
            .hint(format!("Say which column holds what. The first line reads: {}.", names.join(", ")))
            .into());
    }
    match of_contact.into_iter().chain([mapping.id]).flatten().find(|index| *index as usize >= header.cells) {
        Some(index) => {
            let words = format!("There is no column {} in this file; it has {}.", index + 1, header.cells);
            Err(RpcError::field("mapping", words).into())
        }
        None => Ok(mapping),
    }
}

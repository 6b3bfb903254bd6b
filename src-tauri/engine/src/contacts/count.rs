use std::io::{Read, Seek};
use std::ops::ControlFlow;

use callboard_phone::{Region, mask_in_text};
use callboard_rpc::types::{
    ColumnMapping, ColumnRole, ColumnSaid, ContactGroup, RefusedContact, RefusedKind,
};
use rustc_hash::FxHashMap;

use super::cell;
use super::columns::{self, SAMPLE, Sample, Watch};
use super::mapping::mapping;
use super::remarks::Remarks;
use super::repeated::Ids;
use super::row::Columns;
use crate::kernel::Result;
use crate::placing::{Key, Placer, Refusal};
use crate::table::{self, Choice, Format, Row};
use crate::zone::ZoneData;

/// How a list is to be read.
#[derive(Clone, Debug, Default)]
pub struct CountOptions {
    /// Whole; absent: by what is said of the columns, by their names and by their content.
    pub mapping: Option<ColumnMapping>,
    /// Columns that somebody names.
    pub said: Vec<ColumnSaid>,
    /// Of national numbers; without it they are refused.
    pub region: Option<Region>,
    /// Which sheet, and which line the header is.
    pub choice: Choice,
    pub most: Most,
}

/// How much a list may hold: what never ends is refused.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    pub rows: u64,
    /// Each of them is kept with its reason.
    pub refused: u64,
}

impl Default for Most {
    fn default() -> Self {
        Self { rows: 20_000_000, refused: 1_000_000 }
    }
}

/// What a list holds; the people are not among it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows with anything in them, the header not counted.
    pub rows: u64,
    pub placed: u64,
    pub needs_zone: u64,
    pub invalid: u64,
    /// Of the invalid: they have no number, and the list has a column for it.
    pub without_number: u64,
    /// Of the invalid: their id was counted before.
    pub doubled: u64,
    /// What a person should know of how it was read, in sentences.
    pub notes: Vec<String>,
    /// By zone, jurisdiction and source, in that order.
    pub groups: Vec<ContactGroup>,
}

/// Counts a list, CSV or XLSX, in bounded memory (and nine bytes for each id); hands in every row that cannot be placed, in the file's order.
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
    let mut refused = refused;
    let mut sample: Option<Sample> = None;
    let mut counter: Option<Counter<'_>> = None;
    let shape = table::each_row(input, &Choice { seen_only: true, ..options.choice.clone() }, |row| {
        match (&mut counter, &mut sample) {
            (Some(counter), _) => counter.add(row, &mut refused)?,
            (None, None) => {
                let header_is_said = options.choice.header_row.is_some();
                sample = Some(Sample { header: row.clone(), header_is_said, rows: Vec::new() });
            }
            (None, Some(sample)) => {
                sample.rows.push(row.clone());
                if sample.rows.len() == SAMPLE {
                    counter = Some(Counter::begin(sample, options, zones, &mut refused)?);
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    let counter = match (counter, sample) {
        (Some(counter), _) => counter,
        (None, Some(sample)) if sample.rows.iter().all(Row::is_blank) => {
            return Err(table::refuse("The file has the names of columns and no row below them."));
        }
        (None, Some(sample)) => Counter::begin(&sample, options, zones, &mut refused)?,
        (None, None) => return Err(table::refuse("The file is empty.")),
    };
    let mut counts = counter.finish(shape.format == Format::Csv)?;
    counts.notes.splice(0..0, shape.notes());
    Ok(counts)
}

struct Counter<'z> {
    placer: Placer<'z>,
    columns: Columns,
    watch: Watch,
    mapping: ColumnMapping,
    names: Vec<String>,
    width: usize,
    ids: Ids,
    remarks: Remarks,
    most: Most,
    counts: Counts,
    groups: FxHashMap<Key, u64>,
}

impl<'z> Counter<'z> {
    /// Decides what the columns hold, and counts the rows that were looked at for it.
    fn begin(
        sample: &Sample,
        options: &CountOptions,
        zones: &'z ZoneData,
        refused: &mut impl FnMut(RefusedContact) -> Result<()>,
    ) -> Result<Self> {
        let (mapping, notes) = mapping(sample, options, zones)?;
        let is_said =
            |role: ColumnRole| options.mapping.is_some() || options.said.iter().any(|one| one.role == role);
        let mut counter = Self {
            placer: Placer::new(zones, options.region),
            columns: Columns::of(&mapping),
            watch: Watch::of(sample, &mapping, options.region, zones, is_said),
            names: sample.names(),
            mapping,
            width: sample.header.cells(),
            ids: Ids::default(),
            remarks: Remarks::default(),
            most: options.most,
            counts: Counts { notes, ..Counts::default() },
            groups: FxHashMap::default(),
        };
        sample.rows.iter().try_for_each(|row| counter.add(row, refused))?;
        Ok(counter)
    }

    fn add(&mut self, row: &Row, refused: &mut impl FnMut(RefusedContact) -> Result<()>) -> Result<()> {
        if row.fault().is_none() {
            self.watch.see(row);
        }
        let placed = self.place(row);
        // A spreadsheet's empty rows at the end are no contacts.
        if placed.is_err() && row.is_blank() {
            return Ok(());
        }
        self.counts.rows += 1;
        self.remarks.cells(row.line(), row.cells(), self.width);
        let refusal = match placed {
            Ok(key) => {
                self.counts.placed += 1;
                *self.groups.entry(key).or_default() += 1;
                if let Some(why) = self.placer.passed_over() {
                    self.remarks.number(row.line(), why);
                }
                return self.check_bounds();
            }
            Err(refusal) => refusal,
        };
        match refusal.kind {
            RefusedKind::NeedsZone => self.counts.needs_zone += 1,
            RefusedKind::Invalid => self.counts.invalid += 1,
        }
        let contact_id = cell::id(self.columns.cells(row).id);
        refused(RefusedContact { line: row.line(), contact_id, kind: refusal.kind, reason: refusal.reason })?;
        self.check_bounds()
    }

    fn check_bounds(&self) -> Result<()> {
        let Most { rows, refused } = self.most;
        if self.counts.rows > rows {
            return Err(table::refuse(format!(
                "The list has more than {rows} rows: split it, and import the parts one by one."
            )));
        }
        if self.counts.needs_zone + self.counts.invalid > refused {
            return Err(table::refuse(format!(
                "More than {refused} rows of this list cannot be dialled as they are: look whether it is the right file, \
                 and whether its columns are chosen right."
            )));
        }
        Ok(())
    }

    /// Where a contact is counted: once, and only where it can be called.
    fn place(&mut self, row: &Row) -> std::result::Result<Key, Refusal> {
        self.check_shape(row)?;
        let cells = self.columns.cells(row);
        if self.columns.has_phone() && cells.phones().next().is_none() {
            self.counts.without_number += u64::from(!row.is_blank());
            return Err(invalid("The row has no phone number, so nobody can be called."));
        }
        let key = self.placer.place(cells.zone, cells.states(), cells.countries(), cells.phones())?;
        if self.columns.has_id() && !self.ids.add(cells.id) {
            self.counts.doubled += 1;
            return Err(invalid("The same id stands in the list before: a contact counts once."));
        }
        Ok(key)
    }

    /// More cells than the header: a separator inside a text has shifted the row, and its zone may stand elsewhere.
    fn check_shape(&self, row: &Row) -> std::result::Result<(), Refusal> {
        if let Some(fault) = row.fault() {
            return Err(invalid(fault));
        }
        let (cells, width) = (row.cells(), self.width);
        if cells <= width || row.iter().skip(width).all(<[u8]>::is_empty) {
            return Ok(());
        }
        Err(invalid(&format!(
            "The row has {cells} cells and the header {width}: a separator inside a text may have shifted it."
        )))
    }

    fn finish(mut self, is_text: bool) -> Result<Counts> {
        let (notes, questions) = self.watch.end();
        if !questions.is_empty() {
            return Err(columns::ask(&questions, &self.names, &self.mapping, None));
        }
        // The beginning of the file may have told it already.
        let known = &mut self.counts.notes;
        for note in notes {
            let note = mask_in_text(&note);
            if !known.contains(&note) {
                known.push(note);
            }
        }
        self.counts.notes.extend(self.placer.notes());
        self.counts.notes.extend(self.remarks.notes(is_text));
        let group = |(key, contacts): (Key, u64)| ContactGroup {
            zone: self.placer.zone_name(key).to_owned(),
            jurisdiction: self.placer.law_name(key).to_owned(),
            contacts,
            source: key.2,
        };
        let mut groups: Vec<_> = self.groups.into_iter().map(group).collect();
        groups
            .sort_by(|a, b| (&a.zone, &a.jurisdiction, a.source).cmp(&(&b.zone, &b.jurisdiction, b.source)));
        Ok(Counts { groups, ..self.counts })
    }
}

fn invalid(reason: &str) -> Refusal {
    Refusal { kind: RefusedKind::Invalid, reason: reason.to_owned() }
}

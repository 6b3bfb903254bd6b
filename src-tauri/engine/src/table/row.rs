use std::borrow::Cow;

use crate::kernel::is_unseen;

/// One row of a table: its cells one behind the other, used again for each row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    data: Vec<u8>,
    spans: Vec<(usize, usize)>,
    line: u64,
    fault: Option<String>,
}

/// Longest text of a cell that is shown or kept.
const LONGEST_SHOWN: usize = 128;

impl Row {
    /// The line in the file on which it begins, the first being 1; the row's number in a sheet.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// How many cells it has.
    pub fn cells(&self) -> usize {
        self.spans.len()
    }

    /// A cell without the white space around it, in UTF-8; empty where the row is shorter.
    pub fn cell(&self, index: usize) -> &[u8] {
        self.spans.get(index).map_or(&[], |(start, end)| self.data[*start..*end].trim_ascii())
    }

    /// The same as text.
    pub fn text(&self, index: usize) -> Cow<'_, str> {
        String::from_utf8_lossy(self.cell(index))
    }

    /// A cell as text, cut to what can be shown.
    pub fn shown(&self, index: usize) -> Cow<'_, str> {
        shown(self.cell(index))
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.cells()).map(|index| self.cell(index))
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.fault.is_none() && self.iter().all(<[u8]>::is_empty)
    }

    /// Why its cells cannot be told apart or taken as they are: such a row is refused.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    pub(super) fn begin(&mut self, line: u64) {
        self.clear();
        self.line = line;
    }

    pub(super) fn renumber(&mut self, line: u64) {
        self.line = line;
    }

    /// Keeps its line.
    pub(super) fn clear(&mut self) {
        self.data.clear();
        self.spans.clear();
        self.fault = None;
    }

    pub(super) fn push(&mut self, text: &[u8]) {
        let start = self.data.len();
        self.data.extend_from_slice(text);
        self.spans.push((start, self.data.len()));
    }

    /// Begins a cell that is written piece by piece with [`Row::add`].
    pub(super) fn open(&mut self) {
        let at = self.data.len();
        self.spans.push((at, at));
    }

    /// Adds to the cell that was begun last.
    pub(super) fn add(&mut self, text: &[u8]) {
        self.data.extend_from_slice(text);
        if let Some(last) = self.spans.last_mut() {
            last.1 = self.data.len();
        }
    }

    /// A line without quotation marks, cut at its separators.
    pub(super) fn split(&mut self, line: &[u8], separator: u8) {
        self.data.extend_from_slice(line);
        let mut start = 0;
        for at in memchr::memchr_iter(separator, line) {
            self.spans.push((start, at));
            start = at + 1;
        }
        self.spans.push((start, line.len()));
    }

    /// Its cells one behind the other, with where each stands.
    pub(super) fn parts(&self) -> (&[u8], &[(usize, usize)]) {
        (&self.data, &self.spans)
    }

    pub(super) fn spoil(&mut self, fault: impl Into<String>) {
        self.fault.get_or_insert_with(|| fault.into());
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.data
    }

    /// Each cell anew; the spaces between cells are dropped.
    pub(super) fn rewrite(&mut self, mut each: impl FnMut(&[u8], &mut Vec<u8>)) {
        let mut data = Vec::with_capacity(self.data.len());
        for span in &mut self.spans {
            let start = data.len();
            each(&self.data[span.0..span.1], &mut data);
            *span = (start, data.len());
        }
        self.data = data;
    }

    /// Takes out what nobody sees, and white space of every script around a cell.
    pub(super) fn keep_what_is_seen(&mut self) {
        if self.data.is_ascii() {
            return;
        }
        self.rewrite(|cell, to| {
            let text: String = String::from_utf8_lossy(cell).chars().filter(|c| !is_unseen(*c)).collect();
            to.extend_from_slice(text.trim().as_bytes());
        });
    }
}

pub(crate) fn shown(cell: &[u8]) -> Cow<'_, str> {
    match String::from_utf8_lossy(cell) {
        Cow::Borrowed(text) if text.len() <= LONGEST_SHOWN => Cow::Borrowed(text),
        text => Cow::Owned(text.chars().take(LONGEST_SHOWN).collect()),
    }
}

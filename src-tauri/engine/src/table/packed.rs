use super::row::Row;

/// Rows in one piece of memory, which is used again: so many of them go from thread to thread at once.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    data: Vec<u8>,
    spans: Vec<(usize, usize)>,
    places: Vec<Place>,
}

#[derive(Debug)]
struct Place {
    line: u64,
    /// Where its cells begin among the spans; they end where those of the next row begin.
    first: usize,
    fault: Option<String>,
}

impl Rows {
    pub(crate) fn clear(&mut self) {
        self.data.clear();
        self.spans.clear();
        self.places.clear();
    }

    pub(crate) fn push(&mut self, row: &Row) {
        let (data, spans) = row.parts();
        let begin = self.data.len();
        let place =
            Place { line: row.line(), first: self.spans.len(), fault: row.fault().map(str::to_owned) };
        self.places.push(place);
        self.data.extend_from_slice(data);
        self.spans.extend(spans.iter().map(|(from, to)| (begin + from, begin + to)));
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Bytes of their cells.
    pub(crate) fn bytes(&self) -> usize {
        self.data.len()
    }

    /// Gives back what one that was unusually long made room for.
    pub(crate) fn shrink_to(&mut self, bytes: usize) {
        self.data.shrink_to(bytes);
        self.spans.shrink_to(bytes);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = OneRow<'_>> {
        (0..self.places.len()).map(|index| {
            let place = &self.places[index];
            let end = self.places.get(index + 1).map_or(self.spans.len(), |next| next.first);
            OneRow {
                data: &self.data,
                spans: &self.spans[place.first..end],
                line: place.line,
                fault: place.fault.as_deref(),
            }
        })
    }
}

/// One of them, read as a [`Row`] is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OneRow<'r> {
    data: &'r [u8],
    spans: &'r [(usize, usize)],
    line: u64,
    fault: Option<&'r str>,
}

impl<'r> OneRow<'r> {
    pub(crate) fn line(self) -> u64 {
        self.line
    }

    pub(crate) fn cells(self) -> usize {
        self.spans.len()
    }

    /// Why its cells cannot be told apart.
    pub(crate) fn fault(self) -> Option<&'r str> {
        self.fault
    }

    /// Without the white space around it; empty where the row is shorter.
    pub(crate) fn cell(self, index: usize) -> &'r [u8] {
        self.spans.get(index).map_or(&[], |(from, to)| self.data[*from..*to].trim_ascii())
    }

    /// The same as text, which every cell is; what is none has a fault.
    pub(crate) fn text(self, index: usize) -> &'r str {
        str::from_utf8(self.cell(index)).unwrap_or_default()
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = &'r [u8]> {
        (0..self.cells()).map(move |index| self.cell(index))
    }
}

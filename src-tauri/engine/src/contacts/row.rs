/// One row of a list: its cells as bytes, one behind the other, used again for each row.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) data: Vec<u8>,
    pub(super) ends: Vec<usize>,
    pub(super) cells: usize,
    /// Line in the file, the first being 1.
    pub(super) line: u64,
}

impl Row {
    /// A cell without the white space around it; empty where the row is shorter.
    pub(super) fn cell(&self, index: usize) -> &[u8] {
        if index >= self.cells {
            return &[];
        }
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        self.data[start..self.ends[index]].trim_ascii()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.cells).map(|index| self.cell(index))
    }

    pub(super) fn is_blank(&self) -> bool {
        self.iter().all(<[u8]>::is_empty)
    }

    pub(super) fn begin(&mut self, line: u64) {
        self.data.clear();
        self.ends.clear();
        self.cells = 0;
        self.line = line;
    }

    pub(super) fn push(&mut self, text: &[u8]) {
        self.data.extend_from_slice(text);
        self.ends.push(self.data.len());
        self.cells += 1;
    }
}

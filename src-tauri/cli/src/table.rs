use std::fmt;

use unicode_width::UnicodeWidthStr;

/// Columns that line up. Cells of numbers stand at the right.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(head: [&'static str; N]) -> Self {
        Self { head: Vec::from(head), rows: Vec::new() }
    }

    /// Nothing where there is no row.
    pub(crate) fn unless_empty(&self) -> String {
        if self.is_empty() { String::new() } else { self.to_string() }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(Vec::from(cells));
    }

    #[must_use]
    pub(crate) fn with<T, const N: usize>(
        mut self,
        items: impl IntoIterator<Item = T>,
        cells: impl Fn(T) -> [String; N],
    ) -> Self {
        items.into_iter().for_each(|item| self.row(cells(item)));
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width());
        cells.chain([self.head[column].width()]).max().unwrap_or_default()
    }

    fn is_numeric(&self, column: usize) -> bool {
        let number = |cell: &String| cell.chars().all(|c| c.is_ascii_digit() || ",.–".contains(c));
        self.rows.iter().all(|row| row.get(column).is_some_and(number))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shapes: Vec<_> =
            (0..self.head.len()).map(|column| (self.width(column), self.is_numeric(column))).collect();
        let mut line = |cells: &mut dyn Iterator<Item = &str>| -> fmt::Result {
            let mut text = String::new();
            for (cell, (width, numeric)) in cells.zip(&shapes) {
                let padding = " ".repeat(width.saturating_sub(cell.width()));
                let (before, after) = if *numeric { (padding.as_str(), "") } else { ("", padding.as_str()) };
                text.extend([before, cell, after, "  "]);
            }
            writeln!(f, "{}", text.trim_end())
        };
        line(&mut self.head.iter().copied())?;
        self.rows.iter().try_for_each(|row| line(&mut row.iter().map(String::as_str)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_combining_characters_take_the_columns_that_a_terminal_gives_them() {
        let table = Table::new(["NAME", "STATE"])
            .with([("東京", "on"), ("Zu\u{308}rich", "on"), ("Rome", "off")], |(name, state)| {
                [name.to_owned(), state.to_owned()]
            });
        assert_eq!(table.to_string(), "NAME    STATE\n東京    on\nZu\u{308}rich  on\nRome    off\n");
    }

    #[test]
    fn columns_line_up_and_numbers_stand_at_the_right() {
        let table = Table::new(["ZONE", "CONTACTS"])
            .with([("São Paulo", 9), ("Rome", 1200)], |(zone, count)| [zone.to_owned(), count.to_string()]);
        assert_eq!(table.to_string(), "ZONE       CONTACTS\nSão Paulo         9\nRome           1200\n");
    }
}

use crate::table::OneRow;

/// An area code and the rest of its number, put together; its memory is used again.
#[derive(Debug, Default)]
pub(super) struct Joined(String);

/// A number of so many digits is whole, whatever stands in the column of area codes.
const WHOLE: usize = 10;

impl Joined {
    /// `416` and `5551234` are `4165551234`; of a registry, `+14165551234`.
    pub(super) fn of(&mut self, row: OneRow<'_>, (area, number): (usize, usize), is_registry: bool) -> &str {
        let (area, number) = (row.text(area), row.text(number));
        self.0.clear();
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        let is_whole = number.starts_with('+') || digits >= WHOLE;
        if !is_whole && !number.is_empty() {
            if is_registry {
                self.0.push_str("+1");
            }
            self.0.push_str(area);
        }
        self.0.push_str(number);
        &self.0
    }
}

/// Which of the five fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldKind {
    Minute,
    Hour,
    DayOfMonth,
    Month,
    DayOfWeek,
}

impl FieldKind {
    pub(super) const ALL: [Self; 5] =
        [Self::Minute, Self::Hour, Self::DayOfMonth, Self::Month, Self::DayOfWeek];

    /// First and last number that may be written. Day of week: 0 and 7 are both Sunday.
    pub fn bounds(self) -> (u8, u8) {
        match self {
            Self::Minute => (0, 59),
            Self::Hour => (0, 23),
            Self::DayOfMonth => (1, 31),
            Self::Month => (1, 12),
            Self::DayOfWeek => (0, 7),
        }
    }

    /// The three-letter names, the first standing for the lowest number.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Month => {
                &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
            }
            Self::DayOfWeek => &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
            _ => &[],
        }
    }

    /// The field as a sentence begins with it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Minute => "Minute",
            Self::Hour => "Hour",
            Self::DayOfMonth => "Day of month",
            Self::Month => "Month",
            Self::DayOfWeek => "Day of week",
        }
    }

    /// What may be written, for the end of a sentence.
    pub(super) fn allowed(self) -> &'static str {
        match self {
            Self::Minute => "0–59",
            Self::Hour => "0–23",
            Self::DayOfMonth => "1–31",
            Self::Month => "1–12 or JAN–DEC",
            Self::DayOfWeek => "0–7 or SUN–SAT",
        }
    }

    pub(super) fn is_day(self) -> bool {
        matches!(self, Self::DayOfMonth | Self::DayOfWeek)
    }
}

/// One field: the numbers it allows, and how it was written where that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    pub(super) kind: FieldKind,
    /// Bit n stands for the number n; day of week only 0–6.
    pub(super) numbers: u64,
    /// The text begins with `*` (or is `?`, which says the same): it follows the clock, and it does not restrict
    /// the day together with the other day field.
    pub(super) starred: bool,
}

impl Field {
    /// Which of the five it is.
    pub fn kind(&self) -> FieldKind {
        self.kind
    }

    /// Whether the field allows the number (day of week: 0 is Sunday, 6 Saturday).
    pub fn allows(&self, number: u8) -> bool {
        number < 64 && self.numbers & (1 << number) != 0
    }

    /// The allowed numbers, in order.
    pub fn numbers(&self) -> impl Iterator<Item = u8> + use<> {
        let numbers = self.numbers;
        (0..64).filter(move |n| numbers & (1 << n) != 0)
    }

    /// How many numbers are allowed.
    pub fn count(&self) -> u32 {
        self.numbers.count_ones()
    }

    /// Whether everything is allowed, however it was written.
    pub fn is_all(&self) -> bool {
        let (low, high) = self.kind.bounds();
        let high = if self.kind == FieldKind::DayOfWeek { 6 } else { high };
        self.count() == u32::from(high - low) + 1
    }

    /// Whether the text begins with `*` or is `?`.
    pub fn is_starred(&self) -> bool {
        self.starred
    }
}

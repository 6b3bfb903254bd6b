use std::ops::Range;

/// Why an expression was refused, to be shown as it is, with the place of the part at fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CronError {
    pub code: CronFault,
    /// A whole sentence, and what to write instead where there is something.
    pub message: String,
    /// Bytes of the text as it was given: where the caret goes. Empty (a position) where something is missing.
    pub at: Range<usize>,
}

impl CronError {
    pub(super) fn new(code: CronFault, at: Range<usize>, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), at }
    }
}

/// What kind of refusal it is; the words are in the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CronFault {
    Empty,
    TooLong,
    TooFewFields,
    /// Six fields: one for seconds, which a dialler has no use for.
    SixFields,
    /// Seven: seconds and years.
    SevenFields,
    TooManyFields,
    Every,
    Reboot,
    UnknownMacro,
    TimeZone,
    LastDay,
    NearestWeekday,
    NthWeekday,
    QuestionMark,
    EmptyPart,
    NotANumber,
    OutOfRange,
    BackwardsRange,
    ZeroStep,
    NeverComes,
    /// `@once` without a moment that can be read.
    NoMoment,
}

impl CronFault {
    /// The name that other programs may rely on, `backwards_range`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::TooFewFields => "too_few_fields",
            Self::SixFields => "six_fields",
            Self::SevenFields => "seven_fields",
            Self::TooManyFields => "too_many_fields",
            Self::Every => "every",
            Self::Reboot => "reboot",
            Self::UnknownMacro => "unknown_macro",
            Self::TimeZone => "time_zone",
            Self::LastDay => "last_day",
            Self::NearestWeekday => "nearest_weekday",
            Self::NthWeekday => "nth_weekday",
            Self::QuestionMark => "question_mark",
            Self::EmptyPart => "empty_part",
            Self::NotANumber => "not_a_number",
            Self::OutOfRange => "out_of_range",
            Self::BackwardsRange => "backwards_range",
            Self::ZeroStep => "zero_step",
            Self::NeverComes => "never_comes",
            Self::NoMoment => "no_moment",
        }
    }
}

use crate::progress::mix;

/// Chance that depends on nothing but the seed, the message's number and the question that is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw(u64);

/// What is drawn for a message; each question has a draw of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Question {
    Share,
    Choice,
    Distance,
    Content,
    Code,
    Detail,
}

impl Draw {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(mix(seed))
    }

    pub(crate) fn number(self, message: u64, question: Question) -> u64 {
        mix(self.0 ^ mix(message.wrapping_mul(8).wrapping_add(question as u64)))
    }

    /// In 0..`bound`; 0 where `bound` is 0.
    pub(crate) fn below(self, message: u64, question: Question, bound: u64) -> u64 {
        self.number(message, question).checked_rem(bound).unwrap_or(0)
    }

    /// In 0..1.
    #[allow(clippy::cast_precision_loss)] // cut to 53 bits
    pub(crate) fn unit(self, message: u64, question: Question) -> f64 {
        (self.number(message, question) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn one_of<T>(self, message: u64, question: Question, choices: &[T]) -> Option<&T> {
        let place = self.below(message, question, choices.len() as u64);
        choices.get(usize::try_from(place).ok()?)
    }
}

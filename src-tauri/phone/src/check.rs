use std::sync::atomic::{AtomicU64, Ordering};

use crate::E164;

/// What the second reader, the crate phonenumber, makes of a number that the first one accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CrossCheck {
    Agrees,
    /// It refuses it; mostly a range that its older metadata does not have.
    Refuses,
    /// It reads another number; the first reading holds.
    ReadsAnother,
}

/// How often the two readers were compared since the program began, and where they differed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CrossCheckCounts {
    pub agreed: u64,
    pub refused: u64,
    pub read_another: u64,
}

/// Compares the two readers and counts the outcome. Some 2 ms at worst: sample a file, never check it all.
pub fn cross_check(number: &E164) -> CrossCheck {
    second_reading(*number).0
}

/// The outcomes so far, of [`cross_check`] and of every number that was displayed.
pub fn cross_check_counts() -> CrossCheckCounts {
    CrossCheckCounts {
        agreed: AGREED.load(Ordering::Relaxed),
        refused: REFUSED.load(Ordering::Relaxed),
        read_another: READ_ANOTHER.load(Ordering::Relaxed),
    }
}

static AGREED: AtomicU64 = AtomicU64::new(0);
static REFUSED: AtomicU64 = AtomicU64::new(0);
static READ_ANOTHER: AtomicU64 = AtomicU64::new(0);

/// Reads the number again with the other crate; `Ok` from it does not mean valid, so that is asked too.
pub(crate) fn second_reading(number: E164) -> (CrossCheck, Option<phonenumber::PhoneNumber>) {
    let written = number.reveal();
    let second = phonenumber::parse(None, &written).ok();
    let (outcome, count) = match &second {
        Some(read) if read.format().to_string() != written => (CrossCheck::ReadsAnother, &READ_ANOTHER),
        Some(read) if read.is_valid() => (CrossCheck::Agrees, &AGREED),
        _ => (CrossCheck::Refuses, &REFUSED),
    };
    count.fetch_add(1, Ordering::Relaxed);
    (outcome, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_readings_and_their_differences_are_counted() {
        let before = cross_check_counts();
        assert_eq!(cross_check(&E164::from_stored("+14155552671").unwrap()), CrossCheck::Agrees);
        let newer_range = E164::from_stored("+12745552671").unwrap();
        assert_eq!(cross_check(&newer_range), CrossCheck::Refuses, "its metadata has no 274 yet");
        let after = cross_check_counts();
        assert!(after.agreed > before.agreed && after.refused > before.refused);
    }
}

//! Rows that waited longer for their signature than the signer promises: until then whoever has the database could make
//! them anew unseen. It is no fault, since a log goes on while its secret store is locked; it is said.

use std::time::Duration;

use jiff::Timestamp;

use crate::audit::{Signer, checkpoint};
use crate::kernel::Ms;
use crate::kernel::audit::Stored;

/// A burst goes on while its checkpoint is made.
const MANY: u64 = 4 * Signer::EVERY;
/// A day, and what the program takes to wake.
const LONG: Duration = Duration::from_hours(25);

/// What the pass over the chain has seen of unsigned rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Gaps {
    /// First and last row, and when the first was written, since the newest checkpoint.
    open: Option<(u64, u64, i64)>,
    worst: Option<(u64, u64)>,
}

impl Gaps {
    pub(super) fn row(&mut self, row: &Stored<'_>) {
        // The row that tells of a checkpoint stands in its transaction.
        if row.action != checkpoint::ACTION {
            let (first, _, at) = self.open.unwrap_or((row.seq, row.seq, row.at));
            self.open = Some((first, row.seq, at));
        }
    }

    /// A checkpoint that holds: the rows up to `seq` are signed at `at`.
    pub(super) fn signed(&mut self, seq: u64, at: Ms) {
        let Some((first, last, since)) = self.open.take_if(|(first, ..)| *first <= seq) else { return };
        self.note((first, last.min(seq)), since, at.0);
        // What stands behind the signed row and before the one that tells of it is not signed yet.
        if last > seq {
            self.open = Some((seq + 1, last, since));
        }
    }

    fn note(&mut self, (first, last): (u64, u64), since: i64, at: Timestamp) {
        let many = (last + 1).saturating_sub(first) > MANY;
        let waited = Ms(at).millis().saturating_sub(since);
        let long = u128::try_from(waited).is_ok_and(|waited| waited > LONG.as_millis());
        let longer = self.worst.is_none_or(|(from, to)| last.saturating_sub(first) > to - from);
        if (many || long) && longer {
            self.worst = Some((first, last));
        }
    }

    /// The longest of them, also those that wait still.
    pub(super) fn words(&self, now: Timestamp) -> Option<String> {
        let mut all = self.clone();
        if let Some((first, last, since)) = self.open {
            all.note((first, last), since, now);
        }
        let (first, last) = all.worst?;
        Some(format!(
            "Rows {first} to {last} waited longer for a signature than the {} rows or the day that are usual. Until they \
             were signed, whoever has the database could have made them anew unseen. That is so where the secret store could \
             not be used meanwhile, or the program was ended by force and not started again.",
            Signer::EVERY
        ))
    }
}

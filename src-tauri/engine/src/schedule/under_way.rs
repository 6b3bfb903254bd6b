//! A change of a schedule that has begun and is not made yet, as lists show it.

use callboard_rpc::types::ScheduleState;
use rusqlite::Connection;

use super::intent::{self, Change};
use super::store::Saved;
use crate::kernel::Result;

/// What is being done to a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnderWay {
    Nothing,
    /// It goes on as it was changed.
    Edit,
    Pause,
    Removal,
}

impl UnderWay {
    pub(super) fn of(db: &Connection, saved: &Saved) -> Result<Self> {
        let intent = if saved.held { intent::of(db, &saved.id)? } else { None };
        Ok(match intent.map(|intent| intent.change) {
            None => Self::Nothing,
            Some(Change::To { paused: false, .. }) => Self::Edit,
            Some(Change::To { paused: true, .. } | Change::Pause) => Self::Pause,
            Some(Change::Remove) => Self::Removal,
        })
    }

    /// Whether starts come once it is done.
    pub(super) fn comes(self, saved: &Saved) -> bool {
        let fires = saved.state == ScheduleState::Active && saved.moved.is_empty();
        fires && matches!(self, Self::Nothing | Self::Edit)
    }

    pub(super) fn pauses(self) -> bool {
        self == Self::Pause
    }

    pub(super) fn words(self) -> Option<String> {
        let what = match self {
            Self::Nothing => return None,
            Self::Edit => "It is being changed: what is shown is how it was",
            Self::Pause => "It is being paused",
            Self::Removal => "It is being removed",
        };
        Some(format!("{what}. Its submitted windows are withdrawn first; that goes on while Callboard runs."))
    }
}

//! Starts to come that are windows already: a window says itself when it begins and ends, whatever the schedule and the
//! rules give its start by now. A rule may have moved it, jitter did, and a person may have let it stand.

use jiff::Timestamp;
use rusqlite::Connection;

use super::fire_rows::{self, Outcome};
use super::store::Saved;
use super::{Verdict, Window};
use crate::kernel::Result;
use crate::window;

/// The windows of a schedule that have not begun.
pub(super) struct Made(Vec<Row>);

struct Row {
    window: window::Window,
    /// It is listed as the schedule gives it.
    as_given: bool,
}

/// How a start is listed that the schedule gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    /// As it is given; its window ends then.
    AsGiven { end: Option<Timestamp> },
    /// By its window, which is another one.
    ByItsWindow,
}

impl Made {
    /// Of these windows, those that starts of the schedule were made into and that are to dial.
    pub(super) fn of(
        db: &Connection,
        saved: &Saved,
        live: &[window::Window],
        now: Timestamp,
    ) -> Result<Self> {
        let mut rows = Vec::new();
        for row in live.iter().filter(|row| row.schedule.as_ref() == Some(&saved.id)) {
            let comes = !row.unwanted || row.shorten_to.is_some();
            if !comes || row.will_dial().0 <= now {
                continue;
            }
            let outcome = fire_rows::outcome(db, &saved.id, &row.zone, &row.occurrence)?;
            if outcome == Some(Outcome::Started) {
                rows.push(Row { window: row.clone(), as_given: false });
            }
        }
        Ok(Self(rows))
    }

    /// How to list a start that the schedule gives for `zone`.
    pub(super) fn lists(&mut self, zone: &str, given: &Window) -> Listed {
        let occurrence = given.occurrence.to_string();
        let its = |row: &&mut Row| row.window.zone == zone && row.window.occurrence == occurrence;
        let Some(row) = self.0.iter_mut().find(its) else { return Listed::AsGiven { end: None } };
        let (start, end) = row.window.will_dial();
        let refused = matches!(given.verdict, Verdict::Refused { .. });
        if start != given.start || (refused && row.window.in_spite.is_some()) {
            return Listed::ByItsWindow;
        }
        row.as_given |= !refused;
        Listed::AsGiven { end: Some(end) }
    }

    /// Those that are not listed as the schedule gives them.
    pub(super) fn others(self) -> impl Iterator<Item = window::Window> {
        self.0.into_iter().filter(|row| !row.as_given).map(|row| row.window)
    }
}

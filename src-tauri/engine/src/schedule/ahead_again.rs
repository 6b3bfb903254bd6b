//! The calendar was ahead and is set back: what was decided in it of starts that have not come yet is undone. They come as
//! they were confirmed.

use callboard_rpc::Caller;
use callboard_rpc::types::WindowState;
use jiff::SignedDuration;

use super::missed_rows::{self, Left, MissedRow};
use super::store::{self, Saved};
use super::{alive, fire_rows, marks, missed};
use crate::kernel::{Result, Write};
use crate::{settings, window};

/// A mark as far ahead as this lies where it belongs, give or take the time in which the calendar is looked at.
const SLACK: SignedDuration = SignedDuration::from_mins(1);

/// Starts in the tray that lie ahead again leave it, and the scheduler decides from now on.
pub(super) fn bring_back(write: &mut Write<'_>) -> Result<()> {
    let ahead = SignedDuration::try_from(settings::get(write)?.submit_ahead).unwrap_or_default();
    let latest = write.now() + ahead + SLACK;
    for saved in store::all(write, None)? {
        marks::cut(write, &saved.id, latest)?;
    }
    for row in missed_rows::open(write)? {
        let Some(saved) = store::find(write, &row.schedule)? else { continue };
        if lies_ahead_again(write, &saved, &row)? {
            fire_rows::forget(write, &row.schedule, &row.zone, &row.occurrence)?;
            missed::leave(write, &Caller::engine(), &row, Left::AheadAgain)?;
        }
    }
    alive::forget_gaps_ahead(write)
}

/// Its time had passed when it was missed, and has not come now; and nobody took its window back.
fn lies_ahead_again(write: &Write<'_>, saved: &Saved, row: &MissedRow) -> Result<bool> {
    let now = write.now();
    let was_ahead = row.made > now && row.due <= row.made && row.due > now;
    if !was_ahead || row.due <= saved.active_since {
        return Ok(false);
    }
    let id = fire_rows::window_of(write, &row.schedule, &row.zone, &row.occurrence)?;
    let made = id.map(|id| window::find(write, &id)).transpose()?.flatten();
    Ok(made.is_none_or(|window| window.state == WindowState::Failed))
}

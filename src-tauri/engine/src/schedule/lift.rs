//! Taking back what a schedule has submitted: which of it comes again, which goes to the tray, which is stopped.

use std::collections::BTreeSet;

use callboard_rpc::types::{ConnectionId, RunId, ScheduleId, WindowState};
use callboard_rpc::{Caller, NoticeLevel};
use jiff::Timestamp;
use serde_json::json;

use super::fire_rows::{self, Decided, Outcome};
use super::intent::{self, Change};
use super::lifted_rows::{self, ComesAgain};
use super::missed_rows::MissedRow;
use super::store::{self, Saved, object};
use super::{missed, missed_rows};
use crate::kernel::audit::Entry;
use crate::kernel::{NewNotice, Notices, Result, Write};
use crate::run;
use crate::window::{self, Window};

/// Withdraws the schedule's windows that have not begun; their fires may come again, as far as said. Answers all that
/// may still dial and have not begun.
pub(super) fn lift(
    write: &mut Write<'_>,
    caller: &Caller,
    saved: &Saved,
    comes_again: ComesAgain,
) -> Result<Vec<Window>> {
    let rows = not_begun(write, saved)?;
    for row in &rows {
        lifted_rows::lift(write, &saved.id, row, comes_again)?;
        window::withdraw(write, caller, row)?;
    }
    Ok(rows)
}

/// The runs of windows that are lifted and come again: what a person started and does not come again is no more, and its
/// run says so.
pub(super) fn supersede_lifted(
    write: &mut Write<'_>,
    id: &ScheduleId,
    rows: &[Window],
    what: &str,
) -> Result<()> {
    let lifted = lifted_rows::lifted(write, id)?;
    // The starts that a start by hand covered are lifted with it, and come again without it.
    let for_good = lifted_rows::lifted_for_good(write, id)?;
    let comes_again =
        |row: &&Window| lifted.contains(&row.id) && !for_good.iter().any(|fire| fire.window == row.id);
    let again: Vec<Window> = rows.iter().filter(comes_again).cloned().collect();
    supersede(write, &again, what)
}

/// The runs of windows that are taken back to be made again.
pub(super) fn supersede(write: &mut Write<'_>, rows: &[Window], what: &str) -> Result<()> {
    let runs: BTreeSet<&RunId> = rows.iter().map(|row| &row.run).collect();
    runs.into_iter().try_for_each(|run| run::supersede(write, run, what))
}

/// Fires that were lifted come again where their windows are known to be withdrawn.
pub(super) fn free_lifted(write: &mut Write<'_>, id: &ScheduleId) -> Result<()> {
    for lifted in lifted_rows::lifted(write, id)? {
        let gone = window::find(write, &lifted)?
            .is_none_or(|row| matches!(row.state, WindowState::Withdrawn | WindowState::Failed));
        if gone {
            lifted_rows::free(write, &lifted)?;
        }
    }
    lose_for_good(write, id)
}

/// What was lifted and does not come again goes to the tray, once its window is gone: a person started it, and decides
/// about it.
pub(super) fn lose_for_good(write: &mut Write<'_>, id: &ScheduleId) -> Result<()> {
    let Some(saved) = store::find(write, id)? else { return Ok(()) };
    let mut lost = Vec::new();
    for fire in lifted_rows::lifted_for_good(write, id)? {
        let row = window::find(write, &fire.window)?;
        let (outcome, reason) = match row.as_ref().map(|row| row.state) {
            None | Some(WindowState::Withdrawn | WindowState::Failed | WindowState::Refused) => {
                let reason = if fire.words.is_empty() { TAKEN_BACK } else { fire.words.as_str() };
                (Outcome::Missed, reason)
            }
            // It could not be taken back, and has dialled.
            Some(WindowState::Ended) => (Outcome::Started, ""),
            Some(_) => continue,
        };
        let (zone, occurrence, at) = (fire.zone.as_str(), fire.occurrence.as_str(), fire.at);
        let decided =
            Decided { schedule: id, zone, occurrence, at, outcome, words: reason, run: None, window: None };
        fire_rows::redecide(write, &decided)?;
        if outcome == Outcome::Missed {
            let contacts = row.map_or(0, |row| row.contacts);
            let missed = missed::row(write, &saved, zone, occurrence, at, reason.to_owned(), contacts);
            missed_rows::insert(write, &missed)?;
            lost.push(missed);
        }
    }
    tell(write, &saved, &lost)
}

/// Nobody waits for what is lost any more: it is told.
fn tell(write: &mut Write<'_>, saved: &Saved, lost: &[MissedRow]) -> Result<()> {
    let Some(last) = lost.last() else { return Ok(()) };
    let told =
        |row: &MissedRow| json!({ "zone": row.zone, "occurrence": row.occurrence, "reason": row.reason });
    let listed: Vec<_> = lost.iter().take(50).map(told).collect();
    let after = json!({ "missed_in_all": lost.len(), "missed": listed });
    write.audit(&Caller::engine(), Entry::new("schedule.fire", object(&saved.id)).after(&after))?;
    let notice = NewNotice {
        level: NoticeLevel::Attention,
        title: missed::title(&saved.draft.name, lost),
        body: last.reason.clone(),
        link: Some("/".to_owned()),
    };
    Notices::tell(write, notice)
}

/// The same for all schedules, also those that do not fire: a withdrawal may take its time.
pub(super) fn lose_what_is_gone(write: &mut Write<'_>) -> Result<()> {
    lifted_rows::schedules_with_some(write)?.iter().try_for_each(|id| lose_for_good(write, id))
}

const TAKEN_BACK: &str = "Its window was taken back before it began, because the schedule was changed or paused. \
                          The schedule does not make it again by itself.";

/// A campaign is stopped while schedules of it are being changed: what was lifted for the change does not come again with
/// its end, neither at its old time nor, since its run is stopped, on that day at another one.
pub(super) fn stop_what_is_lifted(
    write: &mut Write<'_>,
    connection: &ConnectionId,
    campaign: &str,
) -> Result<()> {
    for id in intent::all(write)? {
        let (Some(saved), Some(intent)) = (store::find(write, &id)?, intent::of(write, &id)?) else {
            continue;
        };
        let was = saved.connection == *connection && saved.draft.campaign_id == campaign;
        let will_be = match &intent.change {
            Change::To { connection: to, draft, .. } => to == connection && draft.campaign_id == campaign,
            Change::Pause | Change::Remove => false,
        };
        if was || will_be {
            lifted_rows::stop_lifted(write, &id, None)?;
        }
    }
    Ok(())
}

/// The same where one run is stopped.
pub(crate) fn stop_lifted_of(write: &Write<'_>, schedule: &ScheduleId, run: &RunId) -> Result<()> {
    match intent::of(write, schedule)? {
        Some(_) => lifted_rows::stop_lifted(write, schedule, Some(run)),
        None => Ok(()),
    }
}

fn not_begun(db: &Write<'_>, saved: &Saved) -> Result<Vec<Window>> {
    let mut rows = window::still_dialling(db, &saved.connection, &saved.draft.campaign_id)?;
    rows.retain(|row| row.schedule.as_ref() == Some(&saved.id) && is_not_begun(row, db.now()));
    Ok(rows)
}

/// Its time is still to come, or nothing of it has reached the tenant: one that starts "as soon as possible" may wait for
/// its turn long after that.
pub(super) fn is_not_begun(row: &Window, now: Timestamp) -> bool {
    row.start > now || matches!(row.state, WindowState::Planned | WindowState::Sending)
}

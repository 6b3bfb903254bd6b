//! Accepting the instants that newer zone data gives.

use callboard_rpc::Caller;
use callboard_rpc::types::{ConfirmedWindow, RunId, ScheduleId, WindowId};
use rusqlite::Connection;

use super::consider::by_clock;
use super::fire_rows::{self, Decided, Outcome};
use super::question::Question;
use super::store::{self, Saved, object};
use super::{Watermark, due, edit, lift, marks, missed, missed_rows, soon};
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};
use crate::zone::ZoneData;

/// From now on it fires by these zone data. What came due while it waited for this goes to the tray.
pub(super) fn accept(
    write: &mut Write<'_>,
    caller: &Caller,
    zones: &ZoneData,
    id: &ScheduleId,
    confirmed: &[ConfirmedWindow],
) -> Result<()> {
    let before = store::named(write, id)?;
    if before.moved.is_empty() {
        return Ok(());
    }
    let now = write.now();
    lift::free_lifted(write, id)?;
    lose_what_waited(write, &before, zones)?;
    let after = Saved {
        moved: Vec::new(),
        zone_release: zones.release().to_owned(),
        active_since: now,
        updated: now,
        ..before.clone()
    };
    soon::confirmed(write, caller, &after, zones, confirmed)?;
    store::update(write, &after)?;
    let entry = Entry::new("schedule.accept_moved", object(id))
        .before(&serde_json::json!({ "release": before.zone_release, "moved": before.moved }))
        .after(&serde_json::json!({ "release": after.zone_release }));
    write.audit(caller, entry)?;
    edit::begin_anew(write, caller, &after, zones)
}

const WAITED: &str = "It came while newer zone data waited to be accepted.";

fn lose_what_waited(write: &mut Write<'_>, saved: &Saved, zones: &ZoneData) -> Result<()> {
    let now = write.now();
    let question = Question::read(write, zones, (&saved.draft).into(), now)?;
    for (zone, groups) in by_clock(&question.groups) {
        let (_, clock) = question.mode.clock_of(groups[0].zones()).clock();
        // The mark may lie ahead: what was submitted early was withdrawn again.
        let mark = mark(write, saved, zone)?;
        let since = mark.decided_until.min(saved.updated);
        for fire in due(&question.cron, clock, Watermark { decided_until: since, ..mark }, now).fires {
            let occurrence = question.mode.occurrence(&fire).to_string();
            let decided = Decided {
                schedule: &saved.id,
                zone,
                occurrence: &occurrence,
                at: fire.at,
                outcome: Outcome::Missed,
                words: WAITED,
                run: None::<&RunId>,
                window: None::<&WindowId>,
            };
            if fire_rows::decide(write, &decided)? {
                let contacts = groups.iter().map(|group| group.contacts()).sum();
                let row = missed::row(write, saved, zone, &occurrence, fire.at, WAITED.to_owned(), contacts);
                missed_rows::insert(write, &row)?;
            }
        }
    }
    Ok(())
}

fn mark(db: &Connection, saved: &Saved, zone: &str) -> Result<Watermark> {
    Ok(marks::of(db, &saved.id, zone)?.unwrap_or_else(|| Watermark::starting(saved.active_since)))
}

//! The week calendar: windows that there are, and fires to come.

use callboard_rpc::RpcError;
use callboard_rpc::types::{CalendarArgs, NextFire, WindowState};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::shown::View;
use super::store;
use crate::kernel::Result;
use crate::window;
use crate::zone::{ZoneData, local_words};

/// A calendar shows at most two months …
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 62);
/// … and as many entries.
const MOST: usize = 20_000;

/// Windows of saved schedules and their fires to come, in the order of their starts. A fire whose window is there
/// already stands there once.
pub(super) fn between(
    db: &Connection,
    zones: &ZoneData,
    args: &CalendarArgs,
    now: Timestamp,
) -> Result<Vec<NextFire>> {
    let CalendarArgs { from, until } = *args;
    if until <= from || until.duration_since(from) > LONGEST {
        return Err(RpcError::field("until", "Choose an end after the begin, at most 62 days later.").into());
    }
    let view = View::new(db, zones, now)?;
    let mut entries = Vec::new();
    for saved in store::all(db, None)? {
        entries.extend(view.fires_between(&saved, from, until)?);
    }
    for row in window::all_between(db, from, until)? {
        let Some(schedule) = row.schedule.as_ref() else { continue };
        if matches!(row.state, WindowState::Withdrawn | WindowState::Failed) {
            continue;
        }
        let Some(saved) = store::find(db, schedule)? else { continue };
        let its_fire = |entry: &NextFire| {
            entry.schedule == saved.id
                && row.zones.split(", ").any(|zone| zone == entry.zone)
                && entry.start <= row.start
                && row.start < entry.end.max(entry.start + SignedDuration::from_secs(1))
        };
        entries.retain(|entry| !its_fire(entry));
        let clock = zones.get(&row.zone).ok();
        entries.push(NextFire {
            schedule: saved.id,
            name: saved.draft.name,
            local_start: clock.map(|clock| local_words(&clock, row.start, now)).unwrap_or_default(),
            zone: row.zone,
            start: row.start,
            end: row.end,
            contacts: row.contacts,
            verdict: row.verdict,
            rule: row.rule,
        });
    }
    entries.sort_by(|a, b| a.start.cmp(&b.start).then_with(|| a.zone.cmp(&b.zone)));
    entries.truncate(MOST);
    Ok(entries)
}

//! Windows that a person started and that are open: a change of the schedule leaves them as they began, and says so. The
//! starts that come while they are open are passed over.

use std::collections::BTreeMap;

use callboard_rpc::Caller;
use callboard_rpc::types::{Overlap, WindowState};
use jiff::Timestamp;
use rusqlite::Connection;

use super::fire_rows;
use super::pass_over::{self, Opens};
use super::question::Question;
use super::store::Saved;
use crate::kernel::{Result, Write};
use crate::run;
use crate::window::{self, Window};
use crate::zone::{ZoneData, local_words, place};

/// As many places are named in a sentence.
const NAMED: usize = 3;

/// The sentences for all windows that are open, whoever started them: of a schedule that is removed.
pub(super) fn of_all(
    db: &Connection,
    saved: &Saved,
    zones: &ZoneData,
    now: Timestamp,
) -> Result<Vec<String>> {
    let (mut by_hand, mut by_itself) = (Vec::new(), Vec::new());
    for row in open(db, saved, now)? {
        if is_by_hand(db, &row)? { by_hand.push(row) } else { by_itself.push(row) }
    }
    let told = [sentence(&by_hand, BY_HAND, zones, now), sentence(&by_itself, BY_ITSELF, zones, now)];
    Ok(told.into_iter().flatten().collect())
}

const BY_HAND: [&str; 2] = ["A window that was started by hand is", "windows that were started by hand are"];
const BY_ITSELF: [&str; 2] = ["A window is", "windows are"];

/// `A window that was started by hand is open in New York until Mon 23 Nov 13:00, and goes on as it began.`
pub(super) fn words(db: &Connection, saved: &Saved, zones: &ZoneData, now: Timestamp) -> Result<Vec<String>> {
    let mut by_run: BTreeMap<String, Vec<Window>> = BTreeMap::new();
    for row in open(db, saved, now)? {
        if is_by_hand(db, &row)? {
            by_run.entry(row.run.to_string()).or_default().push(row);
        }
    }
    Ok(by_run.values().filter_map(|rows| sentence(rows, BY_HAND, zones, now)).collect())
}

fn sentence(rows: &[Window], [one, many]: [&str; 2], zones: &ZoneData, now: Timestamp) -> Option<String> {
    let last = rows.iter().max_by_key(|row| row.end)?;
    let mut places: Vec<String> = rows.iter().map(|row| place(&row.zone)).collect();
    places.sort_unstable();
    places.dedup();
    let more = places.len().saturating_sub(NAMED);
    places.truncate(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let until = zones.get(&last.zone).map(|clock| local_words(&clock, last.end, now));
    let until = until.unwrap_or_else(|_| last.end.to_string());
    let there = places.join(", ");
    Some(match rows.len() {
        1 => format!("{one} open in {there} until {until}, and goes on as it began."),
        count => format!(
            "{count} {many} open in {there}{more} until {until} ({}) at the latest, and go \
             on as they began.",
            place(&last.zone)
        ),
    })
}

/// The schedule begins anew while windows of it are open: starts that come meanwhile are passed over now, and shown,
/// rather than silently at their time.
pub(super) fn cover_again(
    write: &mut Write<'_>,
    caller: &Caller,
    saved: &Saved,
    question: &Question,
) -> Result<()> {
    if saved.draft.overlap == Overlap::Allow || !saved.fires() {
        return Ok(());
    }
    let now = write.now();
    for row in open(write, saved, now)? {
        let same = row.connection == saved.connection && row.campaign == saved.draft.campaign_id;
        if !same {
            continue;
        }
        let by_hand = is_by_hand(write, &row)?;
        let opens = [Opens { zone: &row.zone, until: row.end, by_hand }];
        let covered = pass_over::covered(question, &opens, saved.draft.overlap, now);
        pass_over::record(write, caller, &saved.id, &row.run, std::slice::from_ref(&row), &covered)?;
    }
    Ok(())
}

/// Windows of the schedule's live runs that stand at the tenant and have begun.
fn open(db: &Connection, saved: &Saved, now: Timestamp) -> Result<Vec<Window>> {
    let mut open = Vec::new();
    for run in run::live(db)?.iter().filter(|run| run.schedule.as_ref() == Some(&saved.id)) {
        open.extend(window::of_run(db, &run.id)?);
    }
    open.retain(|row| {
        let stands = matches!(row.state, WindowState::Submitted | WindowState::Begun);
        stands && !row.unwanted && row.start <= now && now < row.end
    });
    Ok(open)
}

/// No start of the schedule became this window.
fn is_by_hand(db: &Connection, row: &Window) -> Result<bool> {
    Ok(!fire_rows::of_window(db, &row.id)?.iter().any(|fire| fire.started))
}

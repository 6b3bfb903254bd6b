//! Windows that a submission adds, and those that are sent again.

use callboard_rpc::types::{RunId, Verdict, WindowId, WindowState};
use callboard_rpc::{Caller, Topic};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::reads::{of_run, still_dialling};
use super::row::{COLUMNS, NewWindow, Window, insert, object, store, window};
use super::send;
use crate::kernel::audit::Entry;
use crate::kernel::{Ms, Result, Write};

/// Makes rows of what was decided, each with its key, and sets them going; refused ones are kept to be shown.
///
/// Where a live window of the same tenant, campaign, zone and start exists, nothing is added for it: the answer
/// holds the one that is there, so that repeating a submission doubles nothing. One of the run that failed there is
/// sent again rather than kept beside its successor, where it would wait for a decision that was taken.
pub fn add(write: &mut Write<'_>, caller: &Caller, run: &RunId, new: Vec<NewWindow>) -> Result<Vec<Window>> {
    let mut added = Vec::with_capacity(new.len());
    for window in new {
        if window.verdict != Verdict::Refused
            && let Some(there) = live(write, &window)?
        {
            added.push(there);
            continue;
        }
        if let Some(failed) = failed_before(write, run, &window)? {
            added.push(send_instead(write, caller, &failed, window)?);
            continue;
        }
        let row = fresh(write, run, window);
        insert(write, &row)?;
        if row.state == WindowState::Refused {
            let refused =
                row.rule.as_ref().map_or_else(String::new, |rule| format!("{} v{}", rule.id, rule.version));
            let entry = Entry::new("window.refuse", object(&row.id)).after(&row.told());
            write.audit(caller, entry.result(format!("refused: {refused}")))?;
        } else {
            write.audit(caller, Entry::new("window.plan", object(&row.id)).after(&row.told()))?;
            send::schedule(write, &row.id)?;
        }
        added.push(row);
    }
    write.changed(Topic::Runs);
    write.changed(Topic::Schedules);
    Ok(added)
}

/// Sends what failed of a run again, or is unknown and cannot be read: under the same key, so that a tenant
/// that did it already answers with the same window. One whose place another window has taken meanwhile stays
/// failed: sent again, it would dial beside it. Answers how many.
pub fn retry_failed(write: &mut Write<'_>, caller: &Caller, run: &RunId) -> Result<usize> {
    let mut again = of_run(write, run)?;
    again.retain(|row| matches!(row.state, WindowState::Failed | WindowState::Unknown) && !row.unwanted);
    if let Some(first) = again.first() {
        let live = still_dialling(write, &first.connection, &first.campaign)?;
        again.retain(|row| !live.iter().any(|there| takes_the_place_of(there, row)));
    }
    for row in &again {
        let state =
            if row.state == WindowState::Failed { WindowState::Planned } else { WindowState::Unknown };
        let next_try = (state == WindowState::Unknown).then(|| write.now());
        let retried = Window { state, attempts: 0, trouble: None, next_try, ..row.clone() };
        store(write, &retried)?;
        write.audit(
            caller,
            Entry::new("window.retry", object(&row.id)).before(&row.told()).after(&retried.told()),
        )?;
        send::schedule(write, &row.id)?;
    }
    Ok(again.len())
}

fn takes_the_place_of(live: &Window, failed: &Window) -> bool {
    let dials_beside = failed.asap && live.start < failed.end && failed.start < live.end;
    live.id != failed.id && live.zone == failed.zone && (live.start == failed.start || dials_beside)
}

const WAITS: &str = "It waits until the scheduled start in its place is withdrawn.";

fn fresh(write: &Write<'_>, run: &RunId, new: NewWindow) -> Window {
    let refused = new.verdict == Verdict::Refused;
    Window {
        id: WindowId::from_token(&write.chance().token()),
        run: run.clone(),
        schedule: new.schedule,
        connection: new.connection,
        campaign: new.campaign,
        zone: new.zone,
        zones: new.zones,
        occurrence: new.occurrence,
        start: Ms::cut(new.start),
        end: Ms::cut(new.end),
        asap: new.asap,
        contacts: new.contacts,
        verdict: new.verdict,
        trouble: match &new.rule {
            Some(rule) if refused => Some(rule.words.clone()),
            _ => (!new.waits_for.is_empty()).then(|| WAITS.to_owned()),
        },
        rule: new.rule,
        state: if refused { WindowState::Refused } else { WindowState::Planned },
        key: write.chance().token(),
        tenant_id: None,
        attempts: 0,
        unwanted: false,
        next_try: None,
        places: new.places,
        shorten_to: None,
        in_spite: None,
        repeated: false,
        waits_for: new.waits_for,
        people: new.people,
        gone: None,
    }
}

/// The live window of this tenant, campaign, zone and start.
fn live(db: &Connection, new: &NewWindow) -> Result<Option<Window>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM windows WHERE connection = ?1 AND campaign = ?2 AND zone = ?3 AND start = ?4
         AND state NOT IN ('ended', 'refused', 'failed', 'withdrawn')"
    );
    let key = params![new.connection.as_str(), new.campaign, new.zone, Ms(new.start)];
    Ok(db.prepare_cached(&sql)?.query_row(key, window).optional()?)
}

/// The failed window of a run whose place a new one takes: the same start, or "now" as before.
fn failed_before(db: &Connection, run: &RunId, new: &NewWindow) -> Result<Option<Window>> {
    if new.verdict == Verdict::Refused {
        return Ok(None);
    }
    let rows = of_run(db, run)?.into_iter().filter(|row| row.state == WindowState::Failed && !row.unwanted);
    let start = Ms::cut(new.start);
    let mut same = rows.filter(|row| row.zone == new.zone && (row.start == start || (row.asap && new.asap)));
    Ok(same.next())
}

/// Under its old id, and under its old key where it is the very same request.
fn send_instead(write: &mut Write<'_>, caller: &Caller, failed: &Window, new: NewWindow) -> Result<Window> {
    let same_request = (failed.start, failed.end) == (Ms::cut(new.start), Ms::cut(new.end));
    let next = fresh(write, &failed.run, new);
    let key = if same_request { failed.key.clone() } else { next.key.clone() };
    let row = Window { id: failed.id.clone(), key, ..next };
    write.prepare_cached("DELETE FROM windows WHERE id = ?1")?.execute([row.id.as_str()])?;
    insert(write, &row)?;
    let entry = Entry::new("window.retry", object(&row.id)).before(&failed.told()).after(&row.told());
    write.audit(caller, entry)?;
    send::schedule(write, &row.id)?;
    Ok(row)
}

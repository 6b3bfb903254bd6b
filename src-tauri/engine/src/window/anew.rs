//! A window that a rule left a part of, made anew once the whole is known to be gone.

use callboard_rpc::Caller;
use callboard_rpc::types::{RuleRef, Verdict, WindowId, WindowState};
use jiff::Timestamp;
use rusqlite::Connection;

use super::leave::{SHORTEST, soonest};
use super::places::Part;
use super::reads::still_dialling;
use super::row::{Window, insert, object, store};
use super::send;
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};

/// The same window with its legal part. One that had begun keeps its row, since it may have dialled, and what is left of it
/// is another.
pub(super) fn make_anew(write: &mut Write<'_>, withdrawn: Window, part: Part) -> Result<()> {
    let (now, key) = (write.now(), write.chance().token());
    let begun = withdrawn.start <= now;
    let later = part.from.filter(|from| *from > now);
    let anew = Window {
        id: if begun { WindowId::from_token(&write.chance().token()) } else { withdrawn.id.clone() },
        state: WindowState::Planned,
        start: later.unwrap_or(if begun { soonest(now) } else { withdrawn.start }),
        end: part.until,
        asap: later.is_none() && (withdrawn.asap || begun),
        key,
        tenant_id: None,
        attempts: 0,
        unwanted: false,
        repeated: false,
        in_spite: None,
        waits_for: Vec::new(),
        gone: None,
        ..withdrawn
    };
    if is_taken(write, &anew)? {
        return Ok(());
    }
    if begun {
        insert(write, &anew)?;
    } else {
        store(write, &anew)?;
    }
    write.audit(&Caller::engine(), Entry::new("window.plan", object(&anew.id)).after(&anew.told()))?;
    send::schedule(write, &anew.id)
}

/// A window that was not sent yet, and whose start a rule forbids, leaves with its legal part where a person chose that. What
/// ends too late is shortened when it leaves.
pub(super) fn begin_later(
    write: &mut Write<'_>,
    caller: &Caller,
    row: Window,
    (from, until): (Timestamp, Timestamp),
    rule: RuleRef,
) -> Result<()> {
    let (key, told) =
        (write.chance().token(), Entry::new("window.shorten", object(&row.id)).before(&row.told()));
    let later = Window {
        start: from,
        end: until,
        asap: false,
        key,
        verdict: Verdict::Clamped,
        rule: Some(rule),
        ..row
    };
    if until.duration_since(from) <= SHORTEST || is_taken(write, &later)? {
        return Ok(()); // it is refused when it leaves
    }
    store(write, &later)?;
    write.audit(caller, told.after(&later.told()))?;
    Ok(())
}

/// Whether another window of the campaign has this zone and start: a second one would dial to the same people.
fn is_taken(db: &Connection, anew: &Window) -> Result<bool> {
    let live = still_dialling(db, &anew.connection, &anew.campaign)?;
    let same = |there: &Window| (&there.zone, there.start) == (&anew.zone, anew.start) && there.id != anew.id;
    Ok(live.iter().any(same))
}

//! Schedules of a connection that is removed: they stop, and say why.

use callboard_rpc::types::{ConnectionId, DependentSchedule, Dependents, RemovalTreatment, ScheduleState};
use callboard_rpc::{Caller, Code, RpcError};
use rusqlite::Connection;

use super::edit::await_no_more;
use super::intent::{self, Change};
use super::lift::lift;
use super::lifted_rows::ComesAgain;
use super::shown::View;
use super::store::{self, Saved, object};
use crate::Engine;
use crate::connection::{self, Dependent, Settling};
use crate::kernel::audit::Entry;
use crate::kernel::{Error, Result, Write};

/// Schedules as something that depends on a connection.
pub(crate) const DEPENDENT: Dependent = Dependent { shown, end, settle };

/// Why a connection has to stay: a schedule is being changed that submits through it.
pub(crate) fn hold(db: &Connection, id: &ConnectionId) -> Result<Option<String>> {
    for schedule in intent::all(db)? {
        let (Some(saved), Some(intent)) = (store::find(db, &schedule)?, intent::of(db, &schedule)?) else {
            continue;
        };
        let goes_to = matches!(&intent.change, Change::To { connection, .. } if connection == id);
        if saved.connection == *id || goes_to {
            let name = saved.draft.name;
            return Ok(Some(format!("the schedule {name} is being changed; wait until that is done")));
        }
    }
    Ok(None)
}

/// Refuses for a schedule whose connection was removed.
pub(super) fn still_connected(db: &Connection, saved: &Saved) -> Result<()> {
    match connection::find(db, &saved.connection) {
        Err(Error::Said(_)) => {
            let words =
                format!("The connection of {} was removed, so nothing of it can be sent.", saved.draft.name);
            Err(RpcError::new(Code::Refused, words)
                .hint("Edit it and choose another connection first.")
                .into())
        }
        found => found.map(drop),
    }
}

fn shown(engine: &Engine, db: &Connection, id: &ConnectionId) -> Result<Dependents> {
    let view = View::new(db, &engine.zones, engine.kernel.clock.now())?;
    let mut schedules = Vec::new();
    for saved in store::all(db, Some(id))? {
        // One whose single moment has passed stops nothing.
        let shown = view.schedule(saved)?;
        if shown.state == ScheduleState::Active {
            schedules.push(DependentSchedule { id: shown.id, name: shown.draft.name });
        }
    }
    Ok(Dependents { schedules, windows: Vec::new() })
}

/// Active ones are paused. Where windows are withdrawn, the starts that they were made of come again once the schedule
/// has another connection.
fn end(write: &mut Write<'_>, caller: &Caller, id: &ConnectionId, treatment: RemovalTreatment) -> Result<()> {
    for before in store::all(write, Some(id))? {
        if treatment == RemovalTreatment::Withdraw {
            let active = before.state == ScheduleState::Active;
            lift(write, caller, &before, if active { ComesAgain::All } else { ComesAgain::None })?;
        }
        if before.state != ScheduleState::Active {
            continue;
        }
        let after = Saved {
            state: ScheduleState::Paused,
            paused_because: Some(format!(
                "Paused for the removal of its connection, {}.",
                connection::name(write, id)?
            )),
            moved: Vec::new(),
            updated: write.now(),
            ..before.clone()
        };
        store::update(write, &after)?;
        let entry =
            Entry::new("schedule.pause", object(&before.id)).before(&before.told()).after(&after.told());
        write.audit(caller, entry.result("its connection is being removed"))?;
        await_no_more(write, &before.id)?;
    }
    Ok(())
}

/// Their windows are waited for as windows.
fn settle<'a>(_: &'a Engine, _: &'a ConnectionId) -> Settling<'a> {
    Box::pin(async { Ok(()) })
}

//! Removing a connection: what depends on it is said first, and ended as a person chose.
//!
//! Cast: a slice whose work depends on a connection declares a [`Dependent`]. Where anything does,
//! nothing is removed without a choice. Where the choice is to withdraw, schedules stop and windows are withdrawn first;
//! the row goes once they are known to be gone. A crash in between leaves the connection, with its schedules paused.

use std::pin::Pin;

use callboard_rpc::types::{
    ConnectionId, ConnectionRemoval, ConnectionRemoved, Dependents, RemovalTreatment, WindowState,
};
use callboard_rpc::{Caller, Code, RpcError, Topic};
use rusqlite::Connection;

use super::row::{self, Row};
use super::said::{kept_by, question};
use super::save::{object, told};
use crate::Engine;
use crate::engine::SLICES;
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};
use crate::secrets::Secrets;

/// Says why a connection must stay, in words ("the source CRM belongs to it"), or nothing. A part of
/// [`crate::slice::Slice`], as are the other types here.
pub type Hold = fn(&Connection, &ConnectionId) -> Result<Option<String>>;

/// Ends what waits for a connection that is removed.
pub(crate) type Removed = fn(&mut Write<'_>, &ConnectionId) -> Result<()>;

/// A slice's part in the removal of a connection.
#[derive(Clone, Copy)]
pub(crate) struct Dependent {
    /// What of it depends on the connection.
    pub(crate) shown: fn(&Engine, &Connection, &ConnectionId) -> Result<Dependents>,
    /// Ends it as was chosen, in one transaction; what is under way at the tenant goes on.
    pub(crate) end: fn(&mut Write<'_>, &Caller, &ConnectionId, RemovalTreatment) -> Result<()>,
    /// Waits a while until it is known what came of it.
    pub(crate) settle: for<'a> fn(&'a Engine, &'a ConnectionId) -> Settling<'a>,
}

pub(crate) type Settling<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Removes the row first and the secret then: a secret without a row harms nobody, a row without one would. Answers
/// what stands at the tenant all the same.
pub(super) async fn remove(
    engine: &Engine,
    caller: &Caller,
    removal: ConnectionRemoval,
    holds: &[Hold],
) -> Result<ConnectionRemoved> {
    let ConnectionRemoval { connection, standing } = removal;
    if standing == Some(RemovalTreatment::Withdraw) {
        end_first(engine, caller, connection.clone(), holds).await?;
    }
    let (this, caller, holds) = (engine.clone(), caller.clone(), holds.to_vec());
    let removed = engine.kernel.db.write(move |write| {
        let row = free(write, &connection, &holds)?;
        let left = dependents(&this, write, &row.id)?;
        match standing {
            None if !is_empty(&left) => return Err(question(&row.settings.name, left).into()),
            Some(RemovalTreatment::Withdraw) if !is_empty(&left) => {
                return Err(kept_by(&row.settings.name, left).into());
            }
            Some(RemovalTreatment::Keep) => end(write, &caller, &row.id, RemovalTreatment::Keep)?,
            _ => {}
        }
        row::remove(write, &row.id)?;
        SLICES.iter().filter_map(|slice| slice.on_removed).try_for_each(|removed| removed(write, &row.id))?;
        for topic in [Topic::Schedules, Topic::Runs] {
            write.changed(topic);
        }
        let entry = Entry::new("connection.remove", object(&row.id)).before(&told(&row, false));
        let entry = if is_empty(&left) { entry } else { entry.after(&left) };
        write.audit(&caller, entry)?;
        Ok((row.id, left.windows))
    });
    let (id, mut kept) = removed.await?;
    engine.tenants.forget(&id);
    engine.secrets.remove(&Secrets::client_secret(&id)).await?;
    // A window that was never sent is simply withdrawn.
    kept.retain(|window| window.state != WindowState::Planned);
    Ok(ConnectionRemoved { kept })
}

/// Schedules stop, and windows are withdrawn and waited for, while there still is a connection to do so.
async fn end_first(engine: &Engine, caller: &Caller, connection: ConnectionId, holds: &[Hold]) -> Result<()> {
    let (caller, named, holds) = (caller.clone(), connection, holds.to_vec());
    let ended = engine.kernel.db.write(move |write| {
        let row = free(write, &named, &holds)?;
        end(write, &caller, &row.id, RemovalTreatment::Withdraw)?;
        Ok(row.id)
    });
    let id = ended.await?;
    for dependent in dependent_slices() {
        (dependent.settle)(engine, &id).await?;
    }
    Ok(())
}

/// The connection, where nothing holds it.
fn free(db: &Connection, named: &ConnectionId, holds: &[Hold]) -> Result<Row> {
    let row = row::find(db, named)?;
    for hold in holds {
        if let Some(why) = hold(db, &row.id)? {
            let words = format!("{} cannot be removed: {why}.", row.settings.name);
            return Err(RpcError::new(Code::Refused, words).hint("Nothing was changed.").into());
        }
    }
    Ok(row)
}

fn dependents(engine: &Engine, db: &Connection, connection: &ConnectionId) -> Result<Dependents> {
    let mut all = Dependents::default();
    for dependent in dependent_slices() {
        let found = (dependent.shown)(engine, db, connection)?;
        all.schedules.extend(found.schedules);
        all.windows.extend(found.windows);
    }
    Ok(all)
}

fn is_empty(dependents: &Dependents) -> bool {
    dependents.schedules.is_empty() && dependents.windows.is_empty()
}

fn end(
    write: &mut Write<'_>,
    caller: &Caller,
    connection: &ConnectionId,
    treatment: RemovalTreatment,
) -> Result<()> {
    dependent_slices().try_for_each(|dependent| (dependent.end)(write, caller, connection, treatment))
}

/// The parts of all slices, of those that stand on others first: schedules stop before their windows are withdrawn.
fn dependent_slices() -> impl Iterator<Item = Dependent> {
    SLICES.iter().rev().filter_map(|slice| slice.dependent)
}

use callboard_rpc::types::ConnectionId;
use callboard_rpc::{Caller, Code, RpcError, Topic};
use rusqlite::Connection;

use super::row;
use super::save::{object, told};
use crate::Engine;
use crate::engine::REMOVED;
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};
use crate::secrets::Secrets;

/// Says why a connection must stay, in words ("Spring renewals may still dial in Chicago until 17:00Z"), or
/// nothing. A slice whose work dials through a connection adds its own to `engine::HOLDS`.
pub type Hold = fn(&Connection, &ConnectionId) -> Result<Option<String>>;

/// Ends what waits for a connection that is removed. A slice whose work does adds its own to `engine::REMOVED`.
pub(crate) type Removed = fn(&mut Write<'_>, &ConnectionId) -> Result<()>;

/// Removes the row first and the secret then: a secret without a row harms nobody, a row without one would.
pub(super) async fn remove(
    engine: &Engine,
    caller: &Caller,
    id: &ConnectionId,
    holds: &'static [Hold],
) -> Result<()> {
    let (wanted, caller) = (id.clone(), caller.clone());
    let removed = engine.kernel.db.write(move |write| {
        let row = row::find(write, &wanted)?;
        for hold in holds {
            if let Some(why) = hold(write, &row.id)? {
                return Err(held(&row.settings.name, &why).into());
            }
        }
        row::remove(write, &row.id)?;
        REMOVED.iter().try_for_each(|removed| removed(write, &row.id))?;
        write.changed(Topic::Schedules);
        let entry = Entry::new("connection.remove", object(&row.id)).before(&told(&row, false));
        write.audit(&caller, entry)?;
        Ok(row.id)
    });
    let id = removed.await?;
    engine.tenants.forget(&id);
    engine.secrets.remove(&Secrets::client_secret(&id)).await
}

fn held(name: &str, why: &str) -> RpcError {
    RpcError::new(Code::Refused, format!("{name} cannot be removed: {why}."))
        .hint("Stop its campaigns first, and wait until their windows are withdrawn or over.")
}

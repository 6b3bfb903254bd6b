//! Giving up all that waits for an endpoint: decided in one write, done in as many as it takes.
//!
//! An endpoint that was turned off or removed may have tens of thousands waiting; in one write, every acknowledgement
//! of the listener would wait for them. So the decision stores up to which delivery all is given up, from when on none of
//! it is sent (see `queue.rs`), and a task of the kernel buries it, some in each write.

use callboard_rpc::types::{DeliveryId, EndpointId};
use callboard_rpc::{Caller, Topic};
use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::endpoints;
use super::tries::{Tried, object, record};
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Result, Write};

/// One task of this kind for each endpoint that has something left to give up; its id is the key.
pub(super) const KIND: &str = "delivery.bury";
/// As many become dead letters in one write.
pub(super) const SLICE: usize = 500;

/// What is given up: the number of the last delivery, and why.
#[derive(Debug, Serialize, Deserialize)]
struct Burial {
    through: i64,
    because: String,
}

/// Gives up all that waits for an endpoint now; answers how many that are. The first of them are dead letters at once,
/// the others soon.
pub(super) fn bury_waiting(write: &mut Write<'_>, endpoint: &EndpointId, because: &str) -> Result<u64> {
    let (waiting, through) = waiting(write, endpoint)?;
    let burial = Burial { through, because: because.to_owned() };
    if bury_some(write, endpoint, &burial)? {
        let now = write.now();
        endpoints::give_up_to(write, endpoint, through)?;
        tasks::schedule(write, KIND, endpoint.as_str(), now, &burial)?;
    }
    Ok(waiting)
}

/// The next of those that are given up; answers whether there may be more.
pub(super) fn go_on(write: &mut Write<'_>, task: &Task) -> Result<bool> {
    let (endpoint, burial) = (EndpointId(task.key.clone()), task.payload::<Burial>()?);
    let more = bury_some(write, &endpoint, &burial)?;
    if !more {
        endpoints::given_up(write, &endpoint, burial.through)?;
    }
    Ok(more)
}

/// Whether it was waiting until now.
pub(super) fn bury(write: &mut Write<'_>, id: &DeliveryId, because: &str) -> Result<bool> {
    let buried = write
        .prepare_cached(
            "UPDATE deliveries SET state = 'dead', next_try = NULL WHERE id = ?1 AND state = 'waiting'",
        )?
        .execute([id.as_str()])?;
    if buried > 0 {
        let entry = Entry::new("delivery.dead", object(id)).result(format!("failed: {because}"));
        write.audit(&Caller::engine(), entry)?;
        write.changed(Topic::Deliveries);
    }
    Ok(buried > 0)
}

/// How many wait that are not being given up already, and the number of the last.
fn waiting(write: &Write<'_>, endpoint: &EndpointId) -> Result<(u64, i64)> {
    let found = write
        .prepare_cached(
            "SELECT count(*), coalesce(max(number), 0) FROM deliveries
             WHERE endpoint = ?1 AND state = 'waiting' AND state <> 'delivered'
               AND number > coalesce((SELECT given_up_to FROM endpoints WHERE id = ?1), 0)",
        )?
        .query_row([endpoint.as_str()], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?)))?;
    Ok(found)
}

/// Whether there may be more.
fn bury_some(write: &mut Write<'_>, endpoint: &EndpointId, burial: &Burial) -> Result<bool> {
    let ids = next(write, endpoint, burial.through)?;
    for id in &ids {
        record(write, id, &Tried::unsent(&burial.because))?;
        bury(write, id, &burial.because)?;
    }
    Ok(ids.len() == SLICE)
}

/// Named twice, so that the index of those that are not done with is used: it has them in this order.
fn next(write: &Write<'_>, endpoint: &EndpointId, through: i64) -> Result<Vec<DeliveryId>> {
    let mut statement = write.prepare_cached(
        "SELECT id FROM deliveries
         WHERE endpoint = ?1 AND state = 'waiting' AND state <> 'delivered' AND number <= ?2
         ORDER BY number LIMIT ?3",
    )?;
    let limit = i64::try_from(SLICE).unwrap_or(i64::MAX);
    let ids =
        statement.query_map(params![endpoint.as_str(), through, limit], |row| row.get(0).map(DeliveryId))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

//! Taking effects to be tried: opt-outs and the rest each in the order in which they are due.

use callboard_rpc::types::ConnectionId;
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::stale::{BY, Stale, step_aside};
use super::versions;
use crate::kernel::{Ms, Result, Write};

/// The effects of one connection that go together: opt-outs have a lane of their own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct LaneId {
    pub(super) connection: ConnectionId,
    pub(super) urgent: bool,
}

/// How a lane stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// As many are due, counted up to [`MOST`].
    pub(super) due: usize,
    /// When the first is due that is not yet.
    pub(super) next: Option<Timestamp>,
}

/// As many of one lane are under way at once, at most.
pub(super) const MOST: usize = 32;
const MOST_COUNTED: i64 = 32;

/// One effect that was taken: it is `sending` from now on.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) event: i64,
    pub(super) lane: LaneId,
    pub(super) contact: String,
    pub(super) due: Timestamp,
    pub(super) attempts: u32,
    pub(super) look: bool,
    pub(super) key: String,
    pub(super) category: String,
    pub(super) code: String,
    /// Milliseconds.
    pub(super) happened: i64,
    pub(super) version: u32,
}

/// Takes the first `limit` that are due. Of one contact only one is written at a time: what waits behind it is taken
/// when it has ended. What does not count for its contact any more is superseded here at the latest, and not sent.
pub(super) fn claim(write: &mut Write<'_>, lane: &LaneId, limit: usize) -> Result<Vec<Job>> {
    loop {
        let (jobs, stale) = due(write, lane, limit)?;
        for (job, by) in &stale {
            let (event, attempts, contact) = (job.event, job.attempts, job.contact.as_str());
            let (connection, may_have_arrived) = (&lane.connection, job.look);
            step_aside(write, &Stale { event, connection, contact, attempts, by: *by, may_have_arrived })?;
        }
        // What stepped aside may have put off what was found beside it.
        if !stale.is_empty() {
            continue;
        }
        let mut taking = write
            .prepare_cached("UPDATE effects SET state = 'sending' WHERE event = ?1 AND kind = 'patch'")?;
        for job in &jobs {
            taking.execute([job.event])?;
        }
        drop(taking);
        return Ok(jobs);
    }
}

/// What may be sent, and what something newer has taken the place of, with the number of that.
type Due = (Vec<Job>, Vec<(Job, i64)>);

/// Those to be sent; and those that are not to be sent any more, with what counts in their place.
fn due(write: &Write<'_>, lane: &LaneId, limit: usize) -> Result<Due> {
    let mut statement = write.prepare_cached(&format!(
        "SELECT e.event, e.contact, e.due, e.attempts, e.look, e.key, d.category, d.code, d.happened,
                d.version, {BY}
         FROM effects e JOIN decisions d ON d.event = e.event
         WHERE e.connection = ?1 AND e.urgent = ?2 AND e.state = 'waiting' AND e.due <= ?3
           AND NOT EXISTS (
               SELECT 1 FROM effects s WHERE s.contact = e.contact AND s.connection = e.connection
               AND s.state = 'sending' AND s.state IN ('waiting', 'sending') AND s.kind = 'patch')
         ORDER BY e.due, e.event LIMIT ?4"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let (mut jobs, mut stale) = (Vec::new(), Vec::new());
    let mut rows = statement.query(params![lane.connection.as_str(), lane.urgent, Ms(write.now()), limit])?;
    while let Some(row) = rows.next()? {
        let job = Job {
            event: row.get(0)?,
            lane: lane.clone(),
            contact: row.get(1)?,
            due: row.get::<_, Ms>(2)?.0,
            attempts: row.get(3)?,
            look: row.get(4)?,
            key: row.get(5)?,
            category: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
            code: row.get(7)?,
            happened: row.get(8)?,
            version: row.get(9)?,
        };
        match row.get::<_, Option<i64>>(10)? {
            Some(by) => stale.push((job, by)),
            None => jobs.push(job),
        }
    }
    Ok((jobs, stale))
}

/// How every lane stands that ever had something to do.
pub(super) fn standing(db: &Connection, now: Timestamp) -> Result<Vec<(LaneId, Standing)>> {
    let mut lanes = Vec::new();
    for connection in versions::connections(db)? {
        for urgent in [true, false] {
            let lane = LaneId { connection: connection.clone(), urgent };
            let standing = of_lane(db, &lane, now)?;
            lanes.push((lane, standing));
        }
    }
    Ok(lanes)
}

fn of_lane(db: &Connection, lane: &LaneId, now: Timestamp) -> Result<Standing> {
    let due: i64 = db
        .prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM effects
             WHERE connection = ?1 AND urgent = ?2 AND state = 'waiting' AND due <= ?3 LIMIT ?4)",
        )?
        .query_row(params![lane.connection.as_str(), lane.urgent, Ms(now), MOST_COUNTED], |row| row.get(0))?;
    let next = db
        .prepare_cached(
            "SELECT min(due) FROM effects WHERE connection = ?1 AND urgent = ?2 AND state = 'waiting' AND due > ?3",
        )?
        .query_row(params![lane.connection.as_str(), lane.urgent, Ms(now)], |row| {
            row.get::<_, Option<Ms>>(0)
        })?;
    Ok(Standing { due: usize::try_from(due).unwrap_or_default(), next: next.map(|at| at.0) })
}

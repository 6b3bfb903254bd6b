//! The table of effects: what is to happen at the tenant because of an event. Each row is a durable task of its own.
//!
//! ```text
//! waiting → sending → done                superseded: a newer event of the contact came before it was sent
//!    ↑         ↓   ↘ dead                 replayed by a person: dead → waiting
//!    └─────────┘
//! ```

use callboard_rpc::types::{ConnectionId, WaitingTasks};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::pump::LANE;
use super::settle::BEFORE_READING;
use crate::kernel::{Ms, Result, Write};

/// `look` is set where an earlier try may have reached the tenant, so that it is read before anything is repeated.
/// `key` is the idempotency key of the intent, there before the first try. `rearm` is set where something else is to be
/// written for the same event while it is being sent: then that begins when this has ended. It is below 0 where nothing is
/// to be written any more: then it is not tried again.
pub(crate) const MIGRATION: &str = "
    CREATE TABLE effects (
        event      INTEGER NOT NULL,
        kind       TEXT NOT NULL CHECK (kind IN ('patch', 'suppress')),
        connection TEXT NOT NULL,
        contact    TEXT NOT NULL,
        urgent     INTEGER NOT NULL,
        state      TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'done', 'dead', 'superseded')),
        due        INTEGER NOT NULL,
        attempts   INTEGER NOT NULL DEFAULT 0,
        look       INTEGER NOT NULL DEFAULT 0,
        key        TEXT NOT NULL,
        words      TEXT,
        settled    INTEGER,
        rearm      INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (event, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX effects_due ON effects (connection, urgent, due, event) WHERE state = 'waiting';
    CREATE INDEX effects_live ON effects (contact, connection, state) WHERE state IN ('waiting', 'sending');
    CREATE INDEX effects_sending ON effects (state) WHERE state = 'sending';
    CREATE INDEX effects_dead ON effects (connection) WHERE state = 'dead';";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// Writes the category into the contact.
    Patch,
    /// Learns the contact's number and puts it on the do-not-call list.
    Suppress,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Waiting,
    Sending,
    Done,
    Dead,
    Superseded,
}

/// One effect as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Effect {
    pub(super) kind: Kind,
    pub(super) state: State,
    pub(super) due: Timestamp,
    pub(super) attempts: u32,
    pub(super) words: Option<String>,
    pub(super) settled: Option<Timestamp>,
}

/// What a newer event took the place of.
#[derive(Debug)]
pub(super) struct Superseded {
    pub(super) events: Vec<i64>,
    /// One of them may have reached the tenant, or still be on its way.
    pub(super) may_have_arrived: bool,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Suppress => "suppress",
        }
    }

    pub(super) fn of(word: &str) -> Self {
        if word == "suppress" { Self::Suppress } else { Self::Patch }
    }
}

/// Writes an effect, to be done as soon as may be: where the tenant refuses our credentials, when it is asked again. One
/// that was there begins anew as another intent, with a fresh key; where an earlier try of it may have reached the tenant,
/// it waits a moment and reads first.
pub(super) fn arm(
    write: &mut Write<'_>,
    event: i64,
    kind: Kind,
    connection: &ConnectionId,
    contact: &str,
    urgent: bool,
) -> Result<()> {
    let key = write.chance().token();
    write
        .prepare_cached(
            "INSERT INTO effects (event, kind, connection, contact, urgent, state, due, key, armed)
             VALUES (?1, ?2, ?3, ?4, ?5, 'waiting',
                 max(?6, coalesce((SELECT until FROM credentials_refused WHERE connection = ?3), 0)), ?7, ?6)
             ON CONFLICT (event, kind) DO UPDATE SET urgent = excluded.urgent, words = NULL, settled = NULL,
                 armed = excluded.armed,
                 rearm = state = 'sending',
                 state = CASE state WHEN 'sending' THEN state ELSE 'waiting' END,
                 due = CASE WHEN state = 'sending' THEN due WHEN state <> 'done' AND look = 1
                     THEN max(excluded.due, ?8) ELSE excluded.due END,
                 attempts = CASE state WHEN 'sending' THEN attempts ELSE 0 END,
                 look = CASE state WHEN 'done' THEN 0 ELSE look END,
                 key = CASE state WHEN 'sending' THEN key ELSE excluded.key END",
        )?
        .execute(params![
            event,
            kind.word(),
            connection.as_str(),
            contact,
            urgent,
            Ms(write.now()),
            key,
            Ms(write.now() + BEFORE_READING)
        ])?;
    write.wake(LANE);
    Ok(())
}

/// A newer event takes the place of what was still to be written into this contact; answers whose it was. What is under
/// way is not begun anew when it has ended. Where one of those that waited may have arrived, the newer one reads first.
pub(super) fn supersede(
    write: &mut Write<'_>,
    connection: &ConnectionId,
    contact: &str,
    by: i64,
) -> Result<Superseded> {
    write
        .prepare_cached(
            "UPDATE effects SET rearm = 0
             WHERE contact = ?1 AND connection = ?2 AND state = 'sending' AND state IN ('waiting', 'sending')
               AND kind = 'patch' AND event <> ?3",
        )?
        .execute(params![contact, connection.as_str(), by])?;
    let mut statement = write.prepare_cached(
        "UPDATE effects SET state = 'superseded', settled = ?4, words = ?5
         WHERE contact = ?1 AND connection = ?2 AND state = 'waiting' AND state IN ('waiting', 'sending')
           AND kind = 'patch' AND event <> ?3
         RETURNING event, look",
    )?;
    let words = taken_by(by);
    let rows = statement
        .query_map(params![contact, connection.as_str(), by, Ms(write.now()), words], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let found: Vec<(i64, bool)> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(Superseded {
        may_have_arrived: found.iter().any(|(_, look)| *look) || on_its_way(write, connection, contact)?,
        events: found.into_iter().map(|(event, _)| event).collect(),
    })
}

/// Whether something that was superseded a moment ago may still be on its way to this contact, also where nothing took its
/// place there. What came last is looked at.
fn on_its_way(write: &Write<'_>, connection: &ConnectionId, contact: &str) -> Result<bool> {
    let mut statement = write.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM (
             SELECT event FROM decisions WHERE contact = ?1 AND connection = ?2 ORDER BY event DESC LIMIT 16) d
         CROSS JOIN effects e ON e.event = d.event
         WHERE e.kind = 'patch' AND e.state = 'superseded' AND e.look = 1 AND e.settled > ?3)",
    )?;
    let since = Ms(write.now() - BEFORE_READING);
    Ok(statement.query_row(params![contact, connection.as_str(), since], |row| row.get(0))?)
}

/// One effect whose decision does not count any more. `attempts` are those that were made; `look` where one of them may
/// have reached the tenant.
pub(super) fn overtaken(write: &mut Write<'_>, event: i64, by: i64, attempts: u32, look: bool) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE effects SET state = 'superseded', rearm = 0, attempts = ?2, words = ?3, settled = ?4,
                 look = max(look, ?5)
             WHERE event = ?1 AND kind = 'patch'",
        )?
        .execute(params![event, attempts, taken_by(by), Ms(write.now()), look])?;
    Ok(())
}

/// Something older may still be on its way to this contact: what waits to be written into it waits a moment, and reads
/// first, so that it is the last at the tenant.
pub(super) fn look_first(
    write: &mut Write<'_>,
    connection: &ConnectionId,
    contact: &str,
    patience: std::time::Duration,
) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE effects SET look = 1, due = max(due, ?3) WHERE contact = ?1 AND connection = ?2
             AND state = 'waiting' AND state IN ('waiting', 'sending') AND kind = 'patch'",
        )?
        .execute(params![contact, connection.as_str(), Ms(write.now() + patience)])?;
    Ok(())
}

/// Before it is sent another time, it is read whether it is at the tenant.
pub(super) fn may_be_there(write: &mut Write<'_>, event: i64, kind: Kind) -> Result<()> {
    write
        .execute("UPDATE effects SET look = 1 WHERE event = ?1 AND kind = ?2", params![event, kind.word()])?;
    Ok(())
}

fn taken_by(event: i64) -> String {
    format!("evt_{event} counts more and took its place.")
}

/// The effects of one event, the written contact first.
pub(super) fn of_event(db: &Connection, event: i64) -> Result<Vec<Effect>> {
    let mut statement = db.prepare_cached(
        "SELECT kind, state, due, attempts, words, settled FROM effects WHERE event = ?1 ORDER BY kind",
    )?;
    let rows = statement.query_map([event], |row| {
        Ok(Effect {
            kind: Kind::of(row.get_ref(0)?.as_str()?),
            state: state(row.get_ref(1)?.as_str()?),
            due: row.get::<_, Ms>(2)?.0,
            attempts: row.get(3)?,
            words: row.get(4)?,
            settled: row.get::<_, Option<Ms>>(5)?.map(|at| at.0),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// It is not to be done any more, where it is not under way already; what is, is neither begun anew when it has ended nor
/// tried again ([`called_off`]).
pub(super) fn call_off(write: &mut Write<'_>, event: i64, kind: Kind) -> Result<()> {
    write.execute(
        "UPDATE effects SET rearm = -1 WHERE event = ?1 AND kind = ?2 AND state = 'sending'",
        params![event, kind.word()],
    )?;
    write.execute(
        "UPDATE effects SET state = 'superseded', settled = ?3, words = ?4
         WHERE event = ?1 AND kind = ?2 AND state IN ('waiting', 'dead')",
        params![event, kind.word(), Ms(write.now()), CALLED_OFF],
    )?;
    Ok(())
}

/// It is to be done after all, where it was called off while it was being sent.
pub(super) fn call_on(write: &mut Write<'_>, event: i64, kind: Kind) -> Result<()> {
    write.execute(
        "UPDATE effects SET rearm = 0 WHERE event = ?1 AND kind = ?2 AND state = 'sending' AND rearm < 0",
        params![event, kind.word()],
    )?;
    Ok(())
}

/// Its try failed: where it was called off meanwhile, that was its last one, and it is superseded. `look` where the try
/// may have reached the tenant. Whether it was called off.
pub(super) fn called_off(
    write: &mut Write<'_>,
    event: i64,
    kind: Kind,
    attempts: u32,
    look: bool,
) -> Result<bool> {
    let rows = write
        .prepare_cached(
            "UPDATE effects SET state = 'superseded', rearm = 0, attempts = ?3, look = max(look, ?4), settled = ?5,
                 words = ?6
             WHERE event = ?1 AND kind = ?2 AND state = 'sending' AND rearm < 0",
        )?
        .execute(params![event, kind.word(), attempts, look, Ms(write.now()), CALLED_OFF])?;
    Ok(rows > 0)
}

const CALLED_OFF: &str = "The map does not write this any more.";

/// How many are still to be done, and since when the oldest waits: an old event may have been armed anew.
pub(super) fn waiting(db: &Connection) -> Result<(u64, Option<Timestamp>)> {
    let mut statement = db.prepare_cached(
        "SELECT count(*), min(max(e.armed, (SELECT received FROM decisions d WHERE d.event = e.event))) FROM effects e
         WHERE state IN ('waiting', 'sending')",
    )?;
    let found = statement.query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<Ms>>(1)?)));
    let (count, oldest) = found.optional()?.unwrap_or_default();
    Ok((count.unsigned_abs(), oldest.map(|at| at.0)))
}

/// How the queue stands among what else waits: absent where nothing waits and nothing is dead.
pub(super) fn as_tasks(db: &Connection) -> Result<Option<WaitingTasks>> {
    let (waiting, oldest) = waiting(db)?;
    let mut dead = db.prepare_cached("SELECT count(*) FROM effects WHERE state = 'dead'")?;
    let dead: i64 = dead.query_row([], |row| row.get(0))?;
    if waiting == 0 && dead == 0 {
        return Ok(None);
    }
    let mut next = db.prepare_cached("SELECT min(due) FROM effects WHERE state = 'waiting'")?;
    let next = next.query_row([], |row| row.get::<_, Option<Ms>>(0))?;
    let mut error = db.prepare_cached(
        "SELECT words FROM effects WHERE state = 'waiting' AND attempts > 0 AND words IS NOT NULL LIMIT 1",
    )?;
    Ok(Some(WaitingTasks {
        kind: LANE.to_owned(),
        waiting,
        dead: dead.unsigned_abs(),
        oldest,
        next: next.map(|at| at.0),
        last_error: error.query_row([], |row| row.get(0)).optional()?,
    }))
}

/// It is over: `state` is done or dead. `false` where it was to begin anew when it has ended, which it does now. A
/// contact is not written anew for what does not count for it any more.
pub(super) fn over(
    write: &mut Write<'_>,
    event: i64,
    kind: Kind,
    to: State,
    attempts: u32,
    words: Option<&str>,
) -> Result<bool> {
    let rows = write
        .prepare_cached(
            "UPDATE effects SET state = ?3, attempts = ?4, words = ?5, settled = ?6, rearm = 0
             WHERE event = ?1 AND kind = ?2 AND (rearm <= 0 OR kind = 'patch' AND NOT EXISTS (
                 SELECT 1 FROM decisions d WHERE d.event = effects.event AND d.head = 1))",
        )?
        .execute(params![event, kind.word(), to.word(), attempts, words, Ms(write.now())])?;
    if rows == 0 {
        begin_anew(write, event, kind)?;
    }
    Ok(rows > 0)
}

/// As another intent, with a fresh key; what was sent until now may still be on its way, so it is read first.
pub(super) fn begin_anew(write: &mut Write<'_>, event: i64, kind: Kind) -> Result<()> {
    let key = write.chance().token();
    write.execute(
        "UPDATE effects SET state = 'waiting', rearm = 0, attempts = 0, look = 1, key = ?3, due = ?4
         WHERE event = ?1 AND kind = ?2",
        params![event, kind.word(), key, Ms(write.now() + BEFORE_READING)],
    )?;
    Ok(())
}

/// It is tried again at `due`; with `look` it is read first what became of it. Where it was to begin anew, it does.
pub(super) fn later(
    write: &mut Write<'_>,
    event: i64,
    kind: Kind,
    due: Timestamp,
    attempts: u32,
    look: bool,
    words: &str,
) -> Result<()> {
    let rows = write
        .prepare_cached(
            "UPDATE effects SET state = 'waiting', due = ?3, attempts = ?4, look = ?5, words = ?6, rearm = 0
             WHERE event = ?1 AND kind = ?2 AND rearm <= 0",
        )?
        .execute(params![event, kind.word(), Ms(due), attempts, look, words])?;
    if rows == 0 {
        begin_anew(write, event, kind)?;
    }
    Ok(())
}

impl State {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Done => "done",
            Self::Dead => "dead",
            Self::Superseded => "superseded",
        }
    }

    pub(super) fn live(self) -> bool {
        matches!(self, Self::Waiting | Self::Sending)
    }
}

fn state(word: &str) -> State {
    [State::Sending, State::Done, State::Dead, State::Superseded]
        .into_iter()
        .find(|state| state.word() == word)
        .unwrap_or(State::Waiting)
}

/// The connection was removed: nothing can be done there any more. At most `limit` of those that wait, which are
/// answered.
pub(super) fn give_up(
    write: &mut Write<'_>,
    connection: &ConnectionId,
    limit: usize,
    words: &str,
) -> Result<Vec<(i64, Kind)>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut given_up = write.prepare_cached(
        "UPDATE effects SET state = 'dead', words = ?2, settled = ?3 WHERE (event, kind) IN (
             SELECT event, kind FROM effects WHERE connection = ?1 AND state = 'waiting' LIMIT ?4)
         RETURNING event, kind",
    )?;
    let rows = given_up.query_map(params![connection.as_str(), words, Ms(write.now()), limit], |row| {
        Ok((row.get(0)?, Kind::of(row.get_ref(1)?.as_str()?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

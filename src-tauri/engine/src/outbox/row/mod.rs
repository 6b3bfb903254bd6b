//! The table of messages, the mark of what each lane may have in flight, and the only SQL that touches them.

mod count;
mod mark;
mod queue;
mod steps;
mod subject;

use callboard_cxone::Class;
use callboard_rpc::types::ConnectionId;
use jiff::Timestamp;
use rusqlite::Row as SqlRow;

use super::message::Message;
use crate::kernel::{Ms, Result, StoredWord, stored_as};

pub(crate) use count::DeadLetters;
pub(super) use count::{dead_by_cause, in_turn, last_words, last_words_of, next_of, waiting, waiting_of};
pub(super) use mark::{mark, take_marks};
pub(super) use queue::{bring_forward, end_waits, lanes, next_due, of_other_kinds, ready, some_of};
pub(super) use steps::{again, end, forget_ended, insert, keep, keep_promises, promise, renew, say};
pub(crate) use subject::State;
pub(super) use subject::{Standing, call_off, is_called_off, look_first, newer, of_subject};

/// The bell that is rung where a message was enqueued or brought forward.
pub(super) const WAKE: &str = "outbox";

/// A message that is `waiting` has a `due` while it waits for another attempt or for the time that it is promised for
/// (`not_before`), and none where it may be sent at once. `cause` is why it was given up, one word for each cause.
/// `look` is set where an earlier attempt may have reached the tenant; `called_off`, where it was not wanted any more while
/// it was in flight. One that may have arrived and whose place another took is `over` for a moment. A message that has
/// arrived has no row.
///
/// `outbox_in_flight` is the mark of a lane: the numbers, as JSON, that it may have sent since its last turn. It is committed
/// before the first of their requests.
pub(super) const TABLES: &str = "
    CREATE TABLE outbox (
        number     INTEGER PRIMARY KEY,
        kind       TEXT NOT NULL,
        connection TEXT NOT NULL,
        lane       TEXT NOT NULL,
        subject    TEXT NOT NULL,
        rank       INTEGER NOT NULL,
        key        TEXT NOT NULL,
        state      TEXT NOT NULL CHECK (state IN ('waiting', 'dead', 'resting', 'over')),
        due        INTEGER,
        not_before INTEGER,
        enqueued   INTEGER NOT NULL,
        attempts   INTEGER NOT NULL DEFAULT 0,
        look       INTEGER NOT NULL DEFAULT 0,
        called_off INTEGER NOT NULL DEFAULT 0,
        words      TEXT,
        cause      TEXT,
        ended      INTEGER,
        payload    TEXT NOT NULL
    ) STRICT;
    CREATE INDEX outbox_ready ON outbox (connection, lane, rank, number) WHERE state = 'waiting' AND due IS NULL;
    CREATE INDEX outbox_due ON outbox (due) WHERE state = 'waiting' AND due IS NOT NULL;
    CREATE INDEX outbox_subjects ON outbox (kind, subject, connection, number);
    CREATE INDEX outbox_waiting ON outbox (kind, enqueued) WHERE state = 'waiting';
    CREATE INDEX outbox_ended ON outbox (ended) WHERE state <> 'waiting';
    CREATE TABLE outbox_in_flight (
        connection TEXT NOT NULL,
        lane       TEXT NOT NULL,
        numbers    TEXT NOT NULL,
        PRIMARY KEY (connection, lane)
    ) STRICT, WITHOUT ROWID;";

/// Whether message `o` may be in flight.
const IN_FLIGHT: &str = "EXISTS (SELECT 1 FROM outbox_in_flight f, json_each(f.numbers) j
    WHERE f.connection = o.connection AND f.lane = o.lane AND j.value = o.number)";

/// The messages of one connection that are sent with permits of one class.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LaneId {
    pub(super) connection: ConnectionId,
    pub(super) class: Class,
}

/// A message that is to be sent, as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(super) number: i64,
    pub(super) kind: String,
    pub(super) lane: LaneId,
    pub(super) subject: String,
    /// The lower goes first; of equal ones, the older.
    pub(super) rank: i64,
    pub(super) key: String,
    pub(super) enqueued: Timestamp,
    pub(super) attempts: u32,
    pub(super) look: bool,
    pub(super) payload: String,
}

impl Row {
    pub(super) fn connection(&self) -> &ConnectionId {
        &self.lane.connection
    }

    pub(super) fn body<M: Message>(&self) -> Result<M::Body> {
        let read = serde_json::from_str(&self.payload);
        let named =
            |why| anyhow::anyhow!("outbox, row {}: the payload is no {}: {why}", self.number, M::KIND);
        Ok(read.map_err(named)?)
    }
}

/// What [`read`] reads of message `o`.
const COLUMNS: &str =
    "o.number, o.kind, o.connection, o.lane, o.subject, o.rank, o.key, o.enqueued, o.attempts, o.look,
    o.payload";

fn read(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        number: row.get(0)?,
        kind: row.get(1)?,
        lane: LaneId { connection: ConnectionId(row.get(2)?), class: Class::read(row, 3, ("outbox", 0))? },
        subject: row.get(4)?,
        rank: row.get(5)?,
        key: row.get(6)?,
        enqueued: row.get::<_, Ms>(7)?.0,
        attempts: row.get(8)?,
        look: row.get(9)?,
        payload: row.get(10)?,
    })
}

stored_as!(Class {
    Person => "person",
    Schedules => "schedules",
    OptOuts => "opt_outs",
    Callbacks => "callbacks",
    Polls => "polls",
    Rest => "rest",
});

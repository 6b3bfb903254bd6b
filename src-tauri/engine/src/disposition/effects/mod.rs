//! The table of effects: what is to happen at the tenant because of an event. Each row is a durable task of its own.
//!
//! ```text
//! waiting → sending → done                superseded: a newer event of the contact came before it was sent
//!    ↑         ↓   ↘ dead                 replayed by a person: dead → waiting
//!    └─────────┘
//! ```

mod aside;
mod queue;
mod steps;

use jiff::Timestamp;
use rusqlite::Connection;

use super::suppress;
use crate::kernel::{Ms, Result};

pub(super) use aside::{CALLED_OFF, call_off, called_off, give_up, look_first, overtaken, supersede};
pub(super) use queue::{as_tasks, waiting};
pub(super) use steps::{arm, begin_anew, later, may_be_there, over};

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

/// Since when each that is not over waits. What was armed before that was noted waits since its event came in.
pub(crate) const WAITING_BY_AGE: &str = "
    UPDATE effects SET armed = coalesce((SELECT received FROM decisions d WHERE d.event = effects.event), 0)
        WHERE armed = 0 AND state IN ('waiting', 'sending');
    CREATE INDEX effects_by_age ON effects (armed) WHERE state IN ('waiting', 'sending');";

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
    /// When it is tried again.
    pub(super) due: Option<Timestamp>,
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
}

/// The effects of one event, the written contact first.
pub(super) fn of_event(db: &Connection, event: i64) -> Result<Vec<Effect>> {
    let mut statement = db.prepare_cached(
        "SELECT kind, state, due, attempts, words, settled FROM effects WHERE event = ?1 AND kind = 'patch'",
    )?;
    let rows = statement.query_map([event], |row| {
        Ok(Effect {
            kind: Kind::Patch,
            state: state(row.get_ref(1)?.as_str()?),
            due: Some(row.get::<_, Ms>(2)?.0),
            attempts: row.get(3)?,
            words: row.get(4)?,
            settled: row.get::<_, Option<Ms>>(5)?.map(|at| at.0),
        })
    })?;
    let mut all: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    all.extend(suppress::of_event(db, event)?);
    Ok(all)
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

    /// How an effect stands whose outcome was called so.
    pub(super) fn of_outcome(word: &str) -> Self {
        match word {
            "done" | "stands" => Self::Done,
            "superseded" => Self::Superseded,
            _ => Self::Dead,
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

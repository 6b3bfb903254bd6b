//! What a slice does with its messages, in the write of their cause: enqueue, call off, replay.

use callboard_rpc::types::ConnectionId;
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::to_string;

use super::kind::Kind as _;
use super::message::{Message, Order};
use super::policy::BEFORE_READING;
use super::row::{self, LaneId, Row, Standing, State};
use crate::kernel::{Result, Write};

/// A message that is to be sent.
#[derive(Clone, Debug)]
pub(crate) struct New<'a, B> {
    pub(crate) connection: &'a ConnectionId,
    pub(crate) subject: &'a str,
    /// The lower goes first; of equal ones, the older.
    pub(crate) rank: i64,
    /// When it is promised for: it is not sent before then. `None`: at once.
    pub(crate) due: Option<Timestamp>,
    pub(crate) body: B,
}

/// The messages of a kind about one subject.
#[derive(Debug)]
pub(crate) struct About<'a, M> {
    kind: &'a M,
    connection: &'a ConnectionId,
    subject: &'a str,
}

impl<'a, M: Message> About<'a, M> {
    pub(crate) fn new(kind: &'a M, connection: &'a ConnectionId, subject: &'a str) -> Self {
        Self { kind, connection, subject }
    }

    fn all(
        &self,
        db: &Connection,
        states: &[State],
        which: impl Fn(&M::Body) -> bool,
    ) -> Result<Vec<(Standing, M::Body)>> {
        let mut all = Vec::new();
        for one in row::of_subject(db, self.kind.word(), self.connection, self.subject)? {
            let body = one.row.body::<M>()?;
            if states.contains(&one.state) && which(&body) {
                all.push((one, body));
            }
        }
        Ok(all)
    }
}

/// Writes a message, with the key of its intent; answers those whose place it takes, which were not sent yet. Where one of
/// those, or one before, may have arrived all the same, this one waits a moment and is looked up first.
pub(crate) fn enqueue<M: Message>(
    write: &mut Write<'_>,
    kind: &M,
    new: &New<'_, M::Body>,
) -> Result<Vec<M::Body>> {
    let lane = LaneId { connection: new.connection.clone(), class: kind.class(&new.body) };
    let row = Row {
        number: 0,
        kind: kind.word().to_owned(),
        lane,
        subject: new.subject.to_owned(),
        rank: new.rank,
        key: write.chance().token(),
        enqueued: write.now(),
        attempts: 0,
        look: false,
        payload: to_string(&new.body)?,
    };
    let (mut replaced, mut may_have_arrived) = (Vec::new(), false);
    if M::ORDER == Order::Superseding {
        for before in row::of_subject(write, kind.word(), new.connection, new.subject)? {
            match before.state {
                State::Waiting => {
                    may_have_arrived |= before.row.look;
                    row::end(write, before.row.number, before.row.look)?;
                    replaced.push(before.row.body::<M>()?);
                }
                State::Over => may_have_arrived |= is_recent(write, &before),
                State::InFlight | State::Dead | State::Resting => {}
            }
        }
    }
    let due = may_have_arrived.then(|| write.now() + BEFORE_READING);
    let number = row::insert(write, &Row { look: may_have_arrived, ..row }, due)?;
    if let Some(at) = new.due {
        row::promise(write, number, at)?;
    }
    Ok(replaced)
}

/// Messages of one subject that are not wanted any more; answers those that end with it. One in flight ends as it ends, and
/// is not tried again.
pub(crate) fn call_off<M: Message>(
    write: &mut Write<'_>,
    about: &About<'_, M>,
    which: impl Fn(&M::Body) -> bool,
) -> Result<Vec<M::Body>> {
    let mut ended = Vec::new();
    for (one, body) in about.all(write, &[State::Waiting, State::InFlight], which)? {
        if one.state == State::InFlight {
            row::call_off(write, one.row.number)?;
        } else {
            row::end(write, one.row.number, one.row.look)?;
            ended.push(body);
        }
    }
    Ok(ended)
}

/// Messages of one subject that were given up, or rest, and that nobody is to send again; answers those.
pub(crate) fn dismiss<M: Message>(
    write: &mut Write<'_>,
    about: &About<'_, M>,
    which: impl Fn(&M::Body) -> bool,
) -> Result<Vec<M::Body>> {
    let mut ended = Vec::new();
    for (one, body) in about.all(write, &[State::Dead, State::Resting], which)? {
        row::end(write, one.row.number, one.row.look)?;
        ended.push(body);
    }
    Ok(ended)
}

/// Messages of one subject that were given up, or rest, are sent again when a person says so; answers those that are. One
/// that was refused is another intent with another key, since a tenant may answer an old key with the old refusal; one that
/// may have arrived keeps its key and is looked up first.
pub(crate) fn replay<M: Message>(
    write: &mut Write<'_>,
    about: &About<'_, M>,
    which: impl Fn(&M::Body) -> bool,
) -> Result<Vec<M::Body>> {
    let mut begun = Vec::new();
    for (one, body) in about.all(write, &[State::Dead, State::Resting], which)? {
        let key = if one.row.look { one.row.key.clone() } else { write.chance().token() };
        row::end(write, one.row.number, false)?;
        row::insert(write, &Row { key, attempts: 0, enqueued: write.now(), ..one.row }, None)?;
        begun.push(body);
    }
    Ok(begun)
}

/// Whether what it was may still be on its way.
fn is_recent(write: &Write<'_>, over: &Standing) -> bool {
    over.ended.is_some_and(|ended| ended > write.now() - BEFORE_READING)
}

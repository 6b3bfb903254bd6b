//! Sending by hand, for slices' own tests: messages are taken and end as the test says.

use std::collections::BTreeSet;
use std::sync::Arc;

use callboard_cxone::Error as TenantError;
use callboard_cxone::retry::Policy;

use super::kind::{Kind, Tried, envelope, find};
use super::message::Message;
use super::relay::{InFlight, take};
use super::row::{self, Row};
use super::settle::{self, Finished};
use crate::engine::messages;
use crate::kernel::{Result, Write};

/// A message that is in flight.
#[derive(Clone)]
pub(crate) struct Taken {
    row: Arc<Row>,
    kind: &'static dyn Kind,
}

/// How it ended.
#[derive(Clone)]
pub(crate) struct Ended(Finished);

/// Takes whatever may be sent, and marks it: a crash now leaves all of it as sent.
pub(crate) fn take_all(write: &mut Write<'_>) -> Result<Vec<Taken>> {
    let mut all = Vec::new();
    for lane in row::lanes(write)? {
        let rows = take(write, messages(), &lane, 32, &InFlight::new())?;
        row::mark(write, &lane, &rows.iter().map(|row| row.number).collect())?;
        let taken = rows.into_iter().filter_map(|row| {
            let kind = find(messages(), &row.kind)?;
            Some(Taken { row: Arc::new(row), kind })
        });
        all.extend(taken);
    }
    Ok(all)
}

impl Taken {
    pub(crate) fn subject(&self) -> &str {
        &self.row.subject
    }

    pub(crate) fn arrived<M: Message<Got: Clone>>(self, kind: &'static M, got: M::Got) -> Ended {
        let message = envelope::<M>(&self.row).unwrap();
        let settle = move |write: &mut Write<'_>| kind.settle(write, &message, &got);
        self.ended(Tried::Arrived(Arc::new(settle)), 0.5)
    }

    pub(crate) fn failed(self, error: TenantError, jitter: f64) -> Ended {
        self.ended(Tried::Failed(error), jitter)
    }

    fn ended(self, tried: Tried, jitter: f64) -> Ended {
        Ended(Finished { row: self.row, kind: self.kind, tried, jitter })
    }
}

/// What one turn does with these; nothing is in flight then.
pub(crate) fn settle(write: &mut Write<'_>, ended: &[Ended], each: bool) -> Result<()> {
    let finished: Vec<_> = ended.iter().map(|one| one.0.clone()).collect();
    settle::all(write, &Policy::DURABLE, &finished, each)?;
    let lanes: BTreeSet<_> = finished.iter().map(|one| one.row.lane.clone()).collect();
    lanes.iter().try_for_each(|lane| row::mark(write, lane, &BTreeSet::new()))
}

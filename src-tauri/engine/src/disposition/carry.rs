//! Carrying out the steps that [`super::consequences`] names, in the caller's write.

use std::collections::BTreeMap;

use callboard_rpc::types::ConnectionId;

use super::effects::{self, Kind, Of};
use super::patch::{self, Patch};
use super::route::Routes;
use super::step::Step;
use super::suppress::{self, Suppress};
use super::{decisions, outcomes};
use crate::inbox;
use crate::kernel::{Result, Write};
use crate::map::versions;

/// Steps of one write, and what they add up to. [`Carrier::close`] comes last, in that write.
#[derive(Debug, Default)]
pub(super) struct Carrier {
    routes: Routes,
    /// The change in the number of events that each version has decided.
    decided: BTreeMap<(ConnectionId, u32), i64>,
}

impl Carrier {
    /// The steps for one contact.
    pub(super) fn carry_out(&mut self, write: &mut Write<'_>, of: Of<'_>, steps: Vec<Step>) -> Result<()> {
        for step in steps {
            match step {
                Step::Decide { decision, earlier } => {
                    self.count(of, decision.version, 1);
                    if let Some(earlier) = earlier {
                        self.count(of, earlier, -1);
                        decisions::update(write, &decision)?;
                    } else {
                        decisions::insert(write, &decision)?;
                    }
                }
                Step::Unseat(event) => decisions::unseat(write, event)?,
                Step::Write(body) => patch::enqueue(write, of, body)?,
                Step::Clear => patch::clear(write, of)?,
                Step::Suppress(event) => suppress::enqueue(write, of, event)?,
                Step::Messages { event, kind: Kind::Patch, act } => {
                    effects::act(write, &Patch, of, event, act)?;
                }
                Step::Messages { event, kind: Kind::Suppress, act } => {
                    effects::act(write, &Suppress, of, event, act)?;
                }
                Step::Notify(notice) => self.routes.notify(write, of, &notice)?,
                Step::Note(outcome) => outcomes::note(write, &outcome)?,
                Step::State { event, standing } => {
                    inbox::settle(write, event, standing.state, standing.words.as_deref())?;
                }
            }
        }
        Ok(())
    }

    fn count(&mut self, (connection, _): Of<'_>, version: u32, more: i64) {
        *self.decided.entry((connection.clone(), version)).or_default() += more;
    }

    pub(super) fn close(self, write: &mut Write<'_>) -> Result<()> {
        for ((connection, version), more) in self.decided {
            versions::count_decided(write, &connection, version, more)?;
        }
        self.routes.close(write)
    }
}

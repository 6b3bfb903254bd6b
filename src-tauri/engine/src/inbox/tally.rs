//! What one write of events adds up to: a seal, who is told, and counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use callboard_rpc::{Caller, Topic};
use jiff::Timestamp;

use super::arriving::Arriving;
use super::events::{EVENTS, Event, block_of, last_of_block};
use super::intake::{Arrivals, Verdict};
use super::roster::Live;
use super::sources;
use crate::audit::seal;
use crate::kernel::{Result, Write};

/// What came in one write.
#[derive(Debug, Default)]
pub(super) struct Tally {
    first: Option<i64>,
    sources: Vec<OfSource>,
    /// By who is told of them.
    events: BTreeMap<usize, Vec<Event>>,
}

/// What came from one source.
#[derive(Debug)]
struct OfSource {
    source: Arc<Live>,
    last: Timestamp,
    received: u64,
    repeated: u64,
}

impl Tally {
    pub(super) fn add(&mut self, arriving: &Arriving, verdict: Verdict) {
        let at = self.sources.iter().position(|known| known.source.id == arriving.source.id);
        let at = at.unwrap_or_else(|| {
            let (source, last) = (Arc::clone(&arriving.source), arriving.received);
            self.sources.push(OfSource { source, last, received: 0, repeated: 0 });
            self.sources.len() - 1
        });
        let of = &mut self.sources[at];
        of.last = arriving.received.max(of.last);
        match verdict {
            Verdict::Kept(number) => {
                of.received += 1;
                self.first.get_or_insert(number);
            }
            Verdict::Repeated(_) => of.repeated += 1,
            Verdict::IdUsedTwice => {}
        }
    }

    pub(super) fn tell(&mut self, told: usize, event: Event) {
        self.events.entry(told).or_default().push(event);
    }

    /// Seals the events of this write, the last of them before `end`; tells the slices that handle their kinds, and
    /// counts.
    pub(super) fn close(self, write: &mut Write<'_>, arrivals: &Arrivals, end: i64) -> Result<()> {
        if let Some(first) = self.first {
            seal_all(write, first, end)?;
        }
        for (told, events) in self.events {
            arrivals.tell(told, write, events)?;
        }
        for OfSource { source, last, received, repeated } in &self.sources {
            sources::seen(write, &source.id, *last)?;
            sources::count(write, &source.id, *received, *repeated)?;
            write.changed(Topic::Inbox);
        }
        Ok(())
    }
}

/// One audit row for each block that got events, nearly always one.
fn seal_all(write: &mut Write<'_>, first: i64, end: i64) -> Result<()> {
    let mut first = first;
    while first < end {
        let last = last_of_block(first).min(end - 1);
        seal(write, &Caller::engine(), &EVENTS, &block_of(first), first..=last)?;
        first = last + 1;
    }
    Ok(())
}

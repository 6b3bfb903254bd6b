use std::collections::VecDeque;

use callboard_rpc::types::{
    DeliveryState, Direction, EndpointId, Page, TrafficList, TrafficRow, TrafficState,
};
use rusqlite::Connection;

use super::about::{of_delivery, of_event, of_refused};
use crate::delivery::{self, Sent};
use crate::inbox::{self, Wanted, names};
use crate::kernel::{Result, Reveal, in_place, limit, no_such_place};

const USUAL: u32 = 50;
const MOST: u32 = 500;

/// Newest first, a page at a time: three streams, each walked by its own numbers and merged by time. A stream's own
/// order is kept also where its times are not in order (a clock that was set back), so that no page misses a row.
pub(super) fn list(db: &Connection, asked: &TrafficList) -> Result<Page<TrafficRow>> {
    let mut place = Place::read(asked.after.as_deref())?;
    let limit = limit(asked.limit, USUAL, MOST)?;
    let streams = Streams::of(asked);
    let wanted = wanted(asked);
    let names = names(db)?;
    let numbers = Reveal::asked(asked.reveal);
    let mut found = Heads::default();
    // All are counted once, for the first page: the others carry the figure along.
    let total = match place.total {
        Some(total) => total,
        None => count(db, asked, &wanted, streams)?,
    };
    if streams.events {
        let events = inbox::events(db, &wanted, place.events, limit + 1)?;
        found.events = events.iter().map(|event| (event.number, of_event(event, &names, numbers))).collect();
    }
    if streams.refused {
        let refused = inbox::refused(db, &wanted, place.refused, limit + 1)?;
        found.refused = refused.iter().map(|one| (one.number, of_refused(one, &names))).collect();
    }
    if streams.deliveries {
        let sent = delivery::page(db, &deliveries(asked), place.deliveries, limit + 1)?;
        found.deliveries = sent.iter().map(|(number, one)| (*number, of_delivery(one))).collect();
    }
    let mut rows = Vec::new();
    while rows.len() < limit
        && let Some(row) = found.newest(&mut place)
    {
        rows.push(row);
    }
    place.total = Some(total);
    let next = (!found.is_empty()).then(|| place.to_string());
    Ok(Page { rows, total, next })
}

fn count(db: &Connection, asked: &TrafficList, wanted: &Wanted, streams: Streams) -> Result<u64> {
    let mut total = 0;
    if streams.events {
        total += inbox::count_events(db, wanted)?;
    }
    if streams.refused {
        total += inbox::count_refused(db, wanted)?;
    }
    if streams.deliveries {
        total += delivery::count_sent(db, &deliveries(asked))?;
    }
    Ok(total)
}

/// What was read of each stream and is not on the page yet, with its numbers.
#[derive(Debug, Default)]
struct Heads {
    events: VecDeque<(i64, TrafficRow)>,
    refused: VecDeque<(i64, TrafficRow)>,
    deliveries: VecDeque<(i64, TrafficRow)>,
}

impl Heads {
    fn is_empty(&self) -> bool {
        self.events.is_empty() && self.refused.is_empty() && self.deliveries.is_empty()
    }

    /// Takes the newest of the three first rows, and moves its stream's place behind it.
    fn newest(&mut self, place: &mut Place) -> Option<TrafficRow> {
        let streams = [
            (&mut self.events, &mut place.events),
            (&mut self.refused, &mut place.refused),
            (&mut self.deliveries, &mut place.deliveries),
        ];
        let with_rows = streams.into_iter().filter(|(rows, _)| !rows.is_empty());
        let (rows, at) = with_rows.max_by_key(|(rows, _)| rows.front().map(|(_, row)| row.at))?;
        let (number, row) = rows.pop_front()?;
        *at = number;
        Some(row)
    }
}

/// Which streams may hold what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Streams {
    events: bool,
    refused: bool,
    deliveries: bool,
}

impl Streams {
    fn of(asked: &TrafficList) -> Self {
        let received = asked.direction != Some(Direction::Sent);
        let sent = asked.direction != Some(Direction::Received);
        match asked.state {
            None => Self { events: received, refused: received, deliveries: sent },
            Some(TrafficState::Refused) => Self { events: false, refused: received, deliveries: false },
            Some(TrafficState::Dead) => Self { events: received, refused: false, deliveries: sent },
            Some(TrafficState::Waiting | TrafficState::Delivered) => {
                Self { events: false, refused: false, deliveries: sent }
            }
            Some(_) => Self { events: received, refused: false, deliveries: false },
        }
    }
}

/// Where each stream goes on: below these numbers. And how many there are in all, once they were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    events: i64,
    refused: i64,
    deliveries: i64,
    total: Option<u64>,
}

impl Place {
    fn read(after: Option<&str>) -> Result<Self> {
        let Some(after) = after else {
            return Ok(Self { events: i64::MAX, refused: i64::MAX, deliveries: i64::MAX, total: None });
        };
        let numbers: Option<Vec<i64>> = after.split('.').map(in_place).collect();
        match numbers.as_deref() {
            Some(&[events, refused, deliveries]) => Ok(Self { events, refused, deliveries, total: None }),
            Some(&[events, refused, deliveries, total]) if total > 0 => {
                Ok(Self { events, refused, deliveries, total: Some(total.unsigned_abs()) })
            }
            _ => Err(no_such_place().into()),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}.{}", self.events, self.refused, self.deliveries, self.total.unwrap_or_default())
    }
}

fn wanted(asked: &TrafficList) -> Wanted {
    let q = asked.q.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(str::to_owned);
    Wanted {
        state: asked.state,
        kind: asked.kind.clone(),
        source: asked.party.clone(),
        since: asked.since,
        q,
    }
}

fn deliveries(asked: &TrafficList) -> Sent {
    Sent {
        endpoint: asked.party.as_deref().map(EndpointId::from),
        run: None,
        state: match asked.state {
            Some(TrafficState::Waiting) => Some(DeliveryState::Waiting),
            Some(TrafficState::Delivered) => Some(DeliveryState::Delivered),
            Some(TrafficState::Dead) => Some(DeliveryState::Dead),
            _ => None,
        },
        event: asked.kind.clone(),
        since: asked.since,
        q: wanted(asked).q,
    }
}

//! The consequences for a number of which something has changed: whether the tenant is to be told, and which requests have
//! their answer.

use callboard_phone::E164;
use callboard_rpc::Topic;
use callboard_rpc::types::TrafficState;

use super::held::{self, Held};
use super::ledger::{self, Ledger};
use super::queue::{self, Queued, State};
use super::requests::{self, Outcome, Stored};
use super::said::{Direction, Said};
use super::{drain, imports, push, removed};
use crate::kernel::{Result, Write};
use crate::{connection, inbox};

/// The next step for a number, from what holds, what the tenant confirmed and how it stands in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The tenant is to be told.
    Queue,
    /// A message of it is on its way; it is looked at again when that ends.
    Await,
    /// The tenant holds it so.
    Settled,
    /// The tenant refuses it, and nothing newer was said.
    Rest,
}

pub(super) fn next(holds: Option<Said>, held: Option<&Held>, queued: Option<State>, news: bool) -> Next {
    let wanted = holds.map(Said::direction);
    let known = held.filter(|held| !held.doubtful).map(|held| held.said.direction());
    match queued {
        Some(State::Sending) => Next::Await,
        _ if wanted.is_none() || wanted == known => Next::Settled,
        Some(State::Dead) if !news => Next::Rest,
        _ => Next::Queue,
    }
}

/// An event was recorded (`news`), or a message about the number has ended.
pub(super) fn follow(write: &mut Write<'_>, ledger: Ledger, number: E164, news: bool) -> Result<()> {
    if !connection::is_there(write, &ledger::connection(write, ledger)?)? {
        return removed::forget(write, ledger, number);
    }
    let holds = ledger::wanted(write, ledger, number)?;
    let held = held::find(write, ledger, number)?;
    let queued = queue::find(write, ledger, number)?;
    let next = next(holds, held.as_ref(), queued.as_ref().map(|queued| queued.state), news);
    match next {
        Next::Queue => {
            forget_dead(write, ledger, queued.as_ref())?;
            queue::wait(write, ledger, number)?;
            drain::soon(write, ledger)?;
        }
        Next::Settled => {
            forget_dead(write, ledger, queued.as_ref())?;
            queue::leave(write, ledger, number)?;
        }
        Next::Await | Next::Rest => {}
    }
    // Only what somebody says lets a number be called again: one that nothing supports waits for a person. What stands and
    // is not to be told supports it too.
    let suppressed = held.is_some_and(|held| held.doubtful || held.said.direction() == Direction::Out);
    if suppressed && ledger::holds(write, ledger, number)?.is_none() {
        imports::release::wait(write, ledger, number)?;
    } else {
        imports::release::leave(write, ledger, number)?;
    }
    for request in requests::open(write, ledger, number)? {
        if let Some((outcome, words)) = answer(&request, next, holds) {
            end(write, &request, outcome, &words)?;
        }
    }
    write.changed(Topic::Dnc);
    Ok(())
}

/// The answer that a request has now: its direction holds at the tenant, or a newer one took its place.
fn answer(request: &Stored, next: Next, holds: Option<Said>) -> Option<(Outcome, String)> {
    let (asked, masked) = (request.request.said.direction(), request.request.number.masked());
    if holds.is_some_and(|holds| holds.direction() != asked) {
        let words = format!("{masked}: something newer was said of this number before CXone confirmed it.");
        return Some((Outcome::Superseded, words));
    }
    (next == Next::Settled).then(|| {
        let words = match asked {
            Direction::Out => "CXone does not call it any more.",
            Direction::In => "CXone may call it again.",
        };
        (Outcome::Confirmed, format!("{masked}: {words}"))
    })
}

/// A request ends, and with it the event that made it.
pub(super) fn end(write: &mut Write<'_>, request: &Stored, outcome: Outcome, words: &str) -> Result<()> {
    requests::end(write, request.id, outcome, Some(words))?;
    let Some(event) = request.request.event else { return Ok(()) };
    let state = match outcome {
        Outcome::Waiting => TrafficState::Received,
        Outcome::Confirmed => TrafficState::Done,
        Outcome::Late => TrafficState::Late,
        Outcome::Superseded => TrafficState::Superseded,
        Outcome::Dead | Outcome::Removed => TrafficState::Dead,
    };
    inbox::settle(write, event, state, Some(words))
}

/// The dead letter of a number of which something newer is sent, or nothing any more.
fn forget_dead(write: &mut Write<'_>, ledger: Ledger, queued: Option<&Queued>) -> Result<()> {
    match queued {
        Some(Queued { state: State::Dead, message: Some(message), .. }) => {
            push::dismiss(write, &ledger::connection(write, ledger)?, message)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(direction: Direction, minute: i64) -> Said {
        let at = jiff::Timestamp::from_second(1_790_000_000 + minute * 60).unwrap();
        Said::new(direction, at, at).unwrap()
    }

    fn held(said: Said) -> Held {
        Held { said, at: said.at(), lists: String::new(), record: None, doubtful: false }
    }

    #[test]
    fn the_tenant_is_told_of_what_it_does_not_hold() {
        let (out, back) = (said(Direction::Out, 1), said(Direction::In, 2));
        assert_eq!(next(Some(out), None, None, true), Next::Queue);
        assert_eq!(next(Some(back), None, None, true), Next::Queue, "an opt-in is told as it is");
        assert_eq!(next(Some(back), Some(&held(out)), None, true), Next::Queue);
        assert_eq!(next(Some(said(Direction::Out, 3)), Some(&held(out)), None, true), Next::Settled);
        let doubted = Held { doubtful: true, ..held(out) };
        assert_eq!(next(Some(said(Direction::Out, 3)), Some(&doubted), None, true), Next::Queue);
        assert_eq!(
            next(None, Some(&held(out)), None, true),
            Next::Settled,
            "nothing is said: nothing is released"
        );
    }

    #[test]
    fn one_request_of_a_number_is_on_its_way_and_one_that_is_refused_rests_until_there_is_news() {
        let (out, back) = (said(Direction::Out, 1), said(Direction::In, 2));
        assert_eq!(next(Some(back), None, Some(State::Sending), true), Next::Await);
        assert_eq!(next(Some(out), None, Some(State::Dead), false), Next::Rest);
        assert_eq!(next(Some(back), None, Some(State::Dead), true), Next::Queue);
        assert_eq!(next(Some(back), Some(&held(back)), Some(State::Dead), true), Next::Settled);
    }
}

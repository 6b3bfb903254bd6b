//! Sending again what the tenant refused, when a person says so.

use callboard_rpc::types::TrafficState;
use callboard_rpc::{Caller, Topic};

use super::follow::follow;
use super::requests::{self, Outcome};
use super::{arrival, removed};
use crate::connection;
use crate::inbox;
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};

/// Sends a dead event again; where something newer is known of its number, that is what the tenant is told. Answers
/// whether anything was begun; where not, the event's words say why.
pub(crate) fn revive(write: &mut Write<'_>, caller: &Caller, number: i64) -> Result<bool> {
    let dead = inbox::event(write, number)?.filter(|event| event.state == TrafficState::Dead);
    let Some(event) = dead else { return Ok(false) };
    let mut entry = Entry::new("dnc.replay", format!("event/evt_{number}"));
    let begun = if connection::is_there(write, &event.connection)? {
        match requests::of_event(write, number)?.filter(|request| request.outcome == Outcome::Dead) {
            Some(request) => {
                requests::reopen(write, request.id)?;
                inbox::settle(write, number, TrafficState::Received, None)?;
                follow(write, request.request.ledger, request.request.number, true)?;
            }
            None => arrival::apply(write, &event)?,
        }
        inbox::stands(write, number)? != Some(TrafficState::Dead)
    } else {
        inbox::settle(write, number, TrafficState::Dead, Some(removed::WORDS))?;
        entry = entry.result(format!("failed: {}", removed::WORDS));
        false
    };
    write.audit(caller, entry)?;
    write.changed(Topic::Dnc);
    Ok(begun)
}

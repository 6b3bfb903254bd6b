//! Replaying dead events, when a person says so.

use callboard_rpc::types::TrafficState;
use callboard_rpc::{Caller, Topic};

use super::carry::Carrier;
use super::consequences::consequences;
use super::decide::decide;
use super::decisions::{self, Decision};
use super::known::at_replay;
use super::step::Now;
use super::{body, removed};
use crate::inbox;
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};
use crate::map::Maps;

/// Replays a dead event: each dead effect is sent again with all its attempts (while credentials are refused, when
/// all that wait for them are), and an event that could not be decided is decided. One audit row records it.
///
/// A refused effect is another intent with another key, since a tenant may answer an old key with the old
/// refusal; one that may have arrived keeps its key and is read first. An event whose contact has a newer one by now is not
/// written: it is superseded. Where its connection was removed, it stays dead. Answers whether anything was begun; where
/// not, the event's words say why.
pub(crate) fn revive(write: &mut Write<'_>, caller: &Caller, number: i64) -> Result<bool> {
    let dead = inbox::event(write, number)?.filter(|event| event.state == TrafficState::Dead);
    let Some(event) = dead else { return Ok(false) };
    let mut entry = Entry::new("disposition.replay", format!("event/evt_{number}"));
    if removed::is_removed(write, &event.connection)? {
        inbox::settle(write, number, TrafficState::Dead, Some(removed::WORDS))?;
        write.audit(caller, entry.result(format!("failed: {}", removed::WORDS)))?;
        return Ok(false);
    }
    let begun = match (decisions::find(write, number)?, body::read(&event)) {
        (Some(decision), _) => resend(write, decision)?,
        (None, Ok(arrived)) => {
            inbox::settle(write, number, TrafficState::Received, None)?;
            decide(write, &Maps::default(), &[arrived])?;
            true
        }
        (None, Err(why)) => {
            entry = entry.result(format!("failed: {why}"));
            false
        }
    };
    write.audit(caller, entry)?;
    write.changed(Topic::Dispositions);
    Ok(begun)
}

fn resend(write: &mut Write<'_>, decision: Decision) -> Result<bool> {
    let (event, connection, contact) =
        (decision.event, decision.connection.clone(), decision.contact.clone());
    let all = consequences(&at_replay(write, decision)?, Now::Replayed(event));
    let resend = all.resend();
    let mut carrier = Carrier::default();
    carrier.carry_out(write, (&connection, &contact), all.steps)?;
    carrier.close(write)?;
    Ok(resend)
}

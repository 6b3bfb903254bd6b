//! What a try, a person or a farewell makes of a delivery. All of it happens inside one write.

use std::time::Duration;

use callboard_rpc::types::{DeliveryId, EndpointId, RunId};
use callboard_rpc::{Caller, NoticeLevel, Topic};
use jiff::SignedDuration;
use rusqlite::{OptionalExtension as _, params};
use serde_json::json;

use super::answer::Outcome;
use super::bury::{bury, bury_waiting};
use super::tries::{Tried, last_words, object, record};
use super::{endpoints, failing, outcomes, retry};
use crate::kernel::audit::Entry;
use crate::kernel::{Ms, NewNotice, Notices, Result, Write, counted};

/// A delivery that is being tried.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub(super) id: DeliveryId,
    pub(super) endpoint: EndpointId,
    pub(super) endpoint_name: String,
    /// The address that is asked, which the endpoint may have no more when the answer comes.
    pub(super) url: String,
    pub(super) event: String,
    pub(super) run: Option<RunId>,
    /// In a row, this try not counted.
    pub(super) failures: u32,
}

/// How long until it is looked whether we can send again, where the obstacle is ours: the longer, the longer it lasts.
const OWN_PAUSE: SignedDuration = SignedDuration::from_mins(1);
pub(super) const LONGEST_OWN_PAUSE: SignedDuration = SignedDuration::from_mins(5);

/// Records a try that ended now after `took`, and what follows from it.
pub(super) fn settle(write: &mut Write<'_>, due: &Due, outcome: Outcome, took: Duration) -> Result<()> {
    match outcome {
        Outcome::Delivered { status } => {
            record(write, &due.id, &Tried::of(Some(status), None, took))?;
            delivered(write, due, status)
        }
        Outcome::Gone { words } => {
            record(write, &due.id, &Tried::of(Some(410), Some(&words), took))?;
            gone(write, due, &words)
        }
        Outcome::Failed { status, words, wish } => {
            record(write, &due.id, &Tried::of(status, Some(&words), took))?;
            failed(write, due, &words, wish)?;
            judge(write, due)
        }
        Outcome::NotSent { words } => {
            if last_words(write, &due.id)?.as_deref() != Some(&words) {
                record(write, &due.id, &Tried { took, ..Tried::unsent(&words) })?;
            }
            wait_for_ourselves(write, due, &words)
        }
    }
}

/// A dead letter waits again, at once and with all its tries, under its old id.
pub(super) fn revive(write: &mut Write<'_>, caller: &Caller, id: &DeliveryId) -> Result<()> {
    write
        .prepare_cached("UPDATE deliveries SET state = 'waiting', failures = 0, next_try = ?2 WHERE id = ?1")?
        .execute(params![id.as_str(), Ms(write.now())])?;
    write.audit(caller, Entry::new("delivery.replay", object(id)))?;
    write.changed(Topic::Deliveries);
    Ok(())
}

fn delivered(write: &mut Write<'_>, due: &Due, status: u16) -> Result<()> {
    // Also where it was given up while the request was under way: it did arrive.
    write
        .prepare_cached("UPDATE deliveries SET state = 'delivered', next_try = NULL WHERE id = ?1")?
        .execute([due.id.as_str()])?;
    endpoints::delivered(write, &due.endpoint)?;
    outcomes::arrived(write, due, status)?;
    write.changed(Topic::Deliveries);
    Ok(())
}

/// The endpoint is turned off, and with this one all that waits for it is given up. Several may be answered so at once:
/// the first turns it off. An address that it has no more says nothing of the one that it has now.
fn gone(write: &mut Write<'_>, due: &Due, words: &str) -> Result<()> {
    if endpoints::url(write, &due.endpoint)?.is_some_and(|url| url != due.url) {
        return failed(write, due, words, None);
    }
    let this = u64::from(bury(write, &due.id, words)?);
    if !endpoints::turn_off(write, &due.endpoint, words)? {
        return Ok(());
    }
    endpoints::failed(write, &due.endpoint)?;
    let others = bury_waiting(write, &due.endpoint, "The receiver answered 410 Gone to another delivery.")?;
    let given_up = this + others;
    let entry = Entry::new("endpoint.turn_off", format!("endpoint/{}", due.endpoint));
    write.audit(&Caller::engine(), entry.after(&json!({ "because": words, "given_up": given_up })))?;
    tell(
        write,
        due,
        format!("{} was turned off", due.endpoint_name),
        format!("{words} Deliveries given up: {given_up}."),
    )
}

fn failed(write: &mut Write<'_>, due: &Due, words: &str, wish: Option<Duration>) -> Result<()> {
    let failures = due.failures + 1;
    match retry::delay(failures, write.chance().unit(), wish) {
        Some(delay) => {
            let again = write.now() + delay;
            put_off(write, due, failures, again)
        }
        None if bury(write, &due.id, words)? => tell(
            write,
            due,
            format!("A webhook did not reach {}", due.endpoint_name),
            format!("{} was tried {}. {words}", due.event, counted(u64::from(failures), "time")),
        ),
        None => Ok(()),
    }
}

/// A stretch of failures is told of at its marks, and ends with the endpoint being turned off.
fn judge(write: &mut Write<'_>, due: &Due) -> Result<()> {
    let Some((since, told)) = endpoints::failed(write, &due.endpoint)? else { return Ok(()) };
    let Some(mark) = failing::mark(since, write.now(), told) else { return Ok(()) };
    endpoints::alerted(write, &due.endpoint, mark)?;
    let days = failing::LONGEST.as_hours() / 24;
    if mark < 100 {
        return tell(
            write,
            due,
            format!("{} takes no delivery", due.endpoint_name),
            format!("It has been failing for {mark} % of the {days} days after which it is turned off."),
        );
    }
    let because =
        format!("Every try failed for {days} days, since {}.", since.strftime("%Y-%m-%d %H:%M UTC"));
    if !endpoints::turn_off(write, &due.endpoint, &because)? {
        return Ok(());
    }
    let given_up = bury_waiting(write, &due.endpoint, &because)?;
    let entry = Entry::new("endpoint.turn_off", format!("endpoint/{}", due.endpoint));
    write.audit(&Caller::engine(), entry.after(&json!({ "because": because, "given_up": given_up })))?;
    tell(
        write,
        due,
        format!("{} was turned off", due.endpoint_name),
        format!("{because} Deliveries given up: {given_up}. Mend it, turn it on and replay them."),
    )
}

/// The obstacle is ours, so all that waits for this endpoint waits a little longer, and nothing is counted. Where that
/// lasts for as long as a receiver may fail, it is given up: nothing is retried for ever.
fn wait_for_ourselves(write: &mut Write<'_>, due: &Due, words: &str) -> Result<()> {
    if !waits(write, &due.id)? {
        return Ok(()); // it was given up while it was under way, and what comes then has its own time
    }
    let Some(since) = endpoints::unsent(write, &due.endpoint)? else { return Ok(()) };
    let waited = write.now().duration_since(since);
    if waited >= failing::LONGEST {
        return give_up(write, due, words);
    }
    let pause = (waited / 10).clamp(OWN_PAUSE, LONGEST_OWN_PAUSE);
    let until = write.now() + pause;
    endpoints::hold(write, &due.endpoint, until)?;
    write.changed(Topic::Deliveries);
    Ok(())
}

fn give_up(write: &mut Write<'_>, due: &Due, words: &str) -> Result<()> {
    let because =
        format!("Nothing could be sent from here for {} days. {words}", failing::LONGEST.as_hours() / 24);
    let given_up = bury_waiting(write, &due.endpoint, &because)?;
    endpoints::begin_anew(write, &due.endpoint)?;
    tell(
        write,
        due,
        format!("Nothing could be sent to {}", due.endpoint_name),
        format!("{because} Deliveries given up: {given_up}. Replay them once it is mended."),
    )
}

/// Whether it is to be sent still.
fn waits(write: &Write<'_>, id: &DeliveryId) -> Result<bool> {
    let mut statement = write.prepare_cached(
        "SELECT d.state = 'waiting' AND d.number > e.given_up_to
         FROM deliveries d JOIN endpoints e ON e.id = d.endpoint WHERE d.id = ?1",
    )?;
    Ok(statement.query_row([id.as_str()], |row| row.get(0)).optional()?.unwrap_or(false))
}

fn put_off(write: &mut Write<'_>, due: &Due, failures: u32, until: jiff::Timestamp) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE deliveries SET failures = ?2, next_try = ?3 WHERE id = ?1 AND state = 'waiting'",
        )?
        .execute(params![due.id.as_str(), failures, Ms(until)])?;
    write.changed(Topic::Deliveries);
    Ok(())
}

fn tell(write: &mut Write<'_>, due: &Due, title: String, body: String) -> Result<()> {
    let link = due.run.as_ref().map_or_else(|| "/settings".to_owned(), |run| format!("/runs/{run}"));
    Notices::tell(write, NewNotice { level: NoticeLevel::Trouble, title, body, link: Some(link) })
}

//! Applying the published map to events that were decided before: contact by contact, in slices, as a durable task.

use callboard_rpc::Topic;
use callboard_rpc::types::{ConnectionId, TrafficState};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::apply::{self, Deciding};
use super::decide::InForce;
use super::decisions::{self, Decision, instant};
use super::lookup::{Lookup, Meaning};
use super::maps::Maps;
use super::meanings::Meanings;
use super::rederive::{Scope, rederive};
use super::route::{Routed, Routes};
use super::{effects, gone, patch, settle, suppress, versions};
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Result, Write};
use crate::{Engine, inbox};

const KIND: &str = "disposition.reapply";
/// Contacts of one write.
const SLICE: u32 = 50;

/// How far it got. By which map is not part of it: whatever is published when a slice is written, so that two that run
/// at once end at the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Work {
    connection: ConnectionId,
    scope: Scope,
    /// Contacts after this one are still to be done.
    after: Option<String>,
}

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, 1, move |task| reapply(this.clone(), task));
}

/// Has these events decided anew by the published map, from now on and also after a crash.
pub(super) fn begin(write: &mut Write<'_>, connection: &ConnectionId, scope: Scope) -> Result<()> {
    let key = format!("{connection}/{}", write.chance().token());
    let now = write.now();
    tasks::schedule(write, KIND, &key, now, &Work { connection: connection.clone(), scope, after: None })
}

/// What publishing a map has decided anew: the events of the last days, and those that are held and that it knows,
/// however old they are.
pub(super) fn scopes(now: jiff::Timestamp, days: u32) -> Vec<Scope> {
    let window = (days > 0).then(|| Scope::Since(since(now, days)));
    window.into_iter().chain([Scope::Held]).collect()
}

/// How many events a scope covers; of those that are held, the ones that came in before `held_before`.
pub(super) fn count(
    db: &Connection,
    connection: &ConnectionId,
    lookup: &Lookup,
    scope: &Scope,
    held_before: i64,
) -> Result<u64> {
    let of = connection.as_str();
    let count: i64 = match scope {
        Scope::Since(since) => db.query_row(
            "SELECT count(*) FROM decisions WHERE connection = ?1 AND received >= ?2",
            params![of, since],
            |row| row.get(0),
        )?,
        Scope::Code(code) => db.query_row(
            "SELECT count(*) FROM decisions WHERE connection = ?1 AND code = ?2 AND unmapped = 1",
            params![of, code],
            |row| row.get(0),
        )?,
        Scope::Held => {
            let mut statement = db.prepare_cached(
                "SELECT code, count(*) FROM decisions
                 WHERE connection = ?1 AND unmapped = 1 AND category IS NULL AND received < ?2 GROUP BY code",
            )?;
            let rows = statement.query_map(params![of, held_before], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
            })?;
            let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
            rows.into_iter().filter(|(code, _)| lookup.mapped(code).is_some()).map(|(_, count)| count).sum()
        }
    };
    Ok(count.unsigned_abs())
}

/// The contacts that have an event in the scope, or may have, in the order of their names.
pub(super) fn contacts(
    db: &Connection,
    connection: &ConnectionId,
    scope: &Scope,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<String>> {
    let (of, after) = (connection.as_str(), after.unwrap_or_default());
    let name = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
    let found = match scope {
        Scope::Since(since) => db
            .prepare_cached(
                "SELECT DISTINCT contact FROM decisions INDEXED BY decisions_by_contact
                 WHERE connection = ?1 AND received >= ?2 AND contact > ?3 ORDER BY contact LIMIT ?4",
            )?
            .query_map(params![of, since, after, limit], name)?
            .collect::<rusqlite::Result<_>>()?,
        Scope::Code(code) => db
            .prepare_cached(
                "SELECT DISTINCT contact FROM decisions
                 WHERE connection = ?1 AND code = ?2 AND unmapped = 1 AND contact > ?3 ORDER BY contact LIMIT ?4",
            )?
            .query_map(params![of, code, after, limit], name)?
            .collect::<rusqlite::Result<_>>()?,
        Scope::Held => db
            .prepare_cached(
                "SELECT DISTINCT contact FROM decisions
                 WHERE connection = ?1 AND unmapped = 1 AND category IS NULL AND contact > ?2
                 ORDER BY contact LIMIT ?3",
            )?
            .query_map(params![of, after, limit], name)?
            .collect::<rusqlite::Result<_>>()?,
    };
    Ok(found)
}

async fn reapply(engine: Engine, task: Task) -> Result<()> {
    let stop = engine.kernel.shutdown.token();
    let mut work: Work = task.payload()?;
    while !stop.is_cancelled() {
        let asked = work.clone();
        let contacts = engine
            .kernel
            .db
            .read(move |db| {
                if gone::is_gone(db, &asked.connection)? {
                    return Ok(Vec::new());
                }
                contacts(db, &asked.connection, &asked.scope, asked.after.as_deref(), SLICE)
            })
            .await?;
        let Some(last) = contacts.last() else {
            return engine.kernel.db.write(move |write| tasks::done(write, &task)).await;
        };
        work.after = Some(last.clone());
        let (maps, doing, key) = (engine.memory.maps.clone(), work.clone(), task.key.clone());
        let written = engine.kernel.db.write(move |write| {
            slice(write, &maps, &doing, &contacts)?;
            // Where a crash comes now, it goes on behind this slice.
            write.execute(
                "UPDATE tasks SET payload = ?3 WHERE kind = ?1 AND key = ?2",
                params![KIND, key, serde_json::to_string(&doing)?],
            )?;
            Ok(())
        });
        written.await?;
    }
    Ok(())
}

fn slice(write: &mut Write<'_>, maps: &Maps, work: &Work, contacts: &[String]) -> Result<()> {
    let map = InForce::read(write, maps, &work.connection)?;
    let mut routes = Routes::default();
    let mut deciding = Deciding { lookup: &map.lookup, hold: map.hold, routes: &mut routes };
    let mut meanings = Meanings::new(&work.connection, std::sync::Arc::clone(&map.lookup));
    for contact in contacts {
        let before = decisions::of_contact(write, &work.connection, contact)?;
        let after = rederive(&before, &map.lookup, map.hold, &work.scope);
        apply_anew(write, &mut deciding, &mut meanings, &before, &after)?;
    }
    routes.close(write)?;
    write.changed(Topic::Dispositions);
    write.changed(Topic::Inbox);
    Ok(())
}

/// Stores what changed of one contact, and does what follows from it.
fn apply_anew(
    write: &mut Write<'_>,
    deciding: &mut Deciding<'_>,
    meanings: &mut Meanings,
    before: &[Decision],
    after: &[Decision],
) -> Result<()> {
    // One head at a time: those that count no more first.
    for (old, new) in before.iter().zip(after) {
        if old.head && !new.head {
            decisions::unseat(write, old.event)?;
        }
    }
    for (old, new) in before.iter().zip(after).filter(|(old, new)| old != new) {
        decisions::update(write, new)?;
        if old.version != new.version {
            versions::count_decided(write, &new.connection, old.version, -1)?;
            versions::count_decided(write, &new.connection, new.version, 1)?;
        }
    }
    let head = after.iter().find(|event| event.head);
    for (old, new) in before.iter().zip(after) {
        follow(write, deciding, meanings, (old, new), head)?;
    }
    Ok(())
}

fn follow(
    write: &mut Write<'_>,
    deciding: &mut Deciding<'_>,
    meanings: &mut Meanings,
    (old, new): (&Decision, &Decision),
    head: Option<&Decision>,
) -> Result<()> {
    let Some(is) = meanings.of(write, new)? else { return Ok(()) }; // held
    let was = meanings.of(write, old)?;
    let other = old.category != new.category;
    if new.head && (other || !old.head) {
        return reseat(write, deciding, new, &is);
    }
    let was = was.filter(|_| !other);
    if was.as_ref() != Some(&is) {
        match was {
            Some(was) if new.head => return adjust(write, deciding, new, &was, &is),
            // The list has an order of its own, so that it is told also of what does not count for the contact.
            _ => {
                suppress_as(write, new, &is)?;
                settle::finish(write, new.event)?;
            }
        }
    }
    if new.head && old.unmapped != new.unmapped {
        return ended_as(write, new);
    }
    match head {
        // It was held, and something newer counts. What counted until now is superseded by whoever took its place,
        // unless it was written already.
        Some(head) if old.held() => apply::late_anew(write, new, &is, head),
        _ => Ok(()),
    }
}

/// Whether [`follow`] has the contact's number put on the list because of this event, where it was not until now.
pub(super) fn would_suppress(
    db: &Connection,
    meanings: &mut Meanings,
    old: &Decision,
    new: &Decision,
) -> Result<bool> {
    let Some(is) = meanings.of(db, new)?.filter(|is| is.suppresses) else { return Ok(false) };
    let other = old.category != new.category;
    let was = meanings.of(db, old)?.filter(|_| !other);
    let anew = new.head && (other || !old.head) || was.as_ref() != Some(&is);
    Ok(anew && !suppress::is_wanted(db, new)?)
}

/// The same category does something else by this map: what it does more is done, what it does no more is called off,
/// and those are told of it who were not told for it before.
fn adjust(
    write: &mut Write<'_>,
    deciding: &mut Deciding<'_>,
    decision: &Decision,
    was: &Meaning,
    is: &Meaning,
) -> Result<()> {
    if is.writes && !was.writes {
        apply::write_contact(write, decision, is)?;
    }
    if !is.writes {
        patch::call_off(write, decision)?;
    }
    suppress_as(write, decision, is)?;
    settle::finish(write, decision.event)?;
    let weighs = was.severity != is.severity;
    let more = Meaning {
        notifies: is.notifies && (weighs || !was.notifies),
        delivers: is.delivers && (weighs || !was.delivers),
        ..is.clone()
    };
    deciding.routes.tell(write, &Routed::of(decision, &more))
}

/// Its contact's number goes on the list, or not any more where it is not on it yet.
fn suppress_as(write: &mut Write<'_>, decision: &Decision, meaning: &Meaning) -> Result<()> {
    if !meaning.suppresses {
        return suppress::call_off(write, decision);
    }
    if suppress::is_wanted(write, decision)? {
        return Ok(());
    }
    apply::suppress(write, decision)
}

/// It counts now, or counts for something else: written anew, and told anew.
fn reseat(
    write: &mut Write<'_>,
    deciding: &mut Deciding<'_>,
    decision: &Decision,
    meaning: &Meaning,
) -> Result<()> {
    inbox::settle(write, decision.event, TrafficState::Received, None)?;
    apply::write_contact(write, decision, meaning)?;
    if !meaning.writes {
        patch::call_off(write, decision)?;
    }
    suppress_as(write, decision, meaning)?;
    if effects::of_event(write, decision)?.iter().all(|effect| !effect.state.live()) {
        apply::settle_without_effect(write, decision)?;
    }
    deciding.routes.tell(write, &Routed::of(decision, meaning))
}

/// The same category, and mapped now (or no more): the words change, nothing at the tenant does.
fn ended_as(write: &mut Write<'_>, decision: &Decision) -> Result<()> {
    let live = effects::of_event(write, decision)?.iter().any(|effect| effect.state != effects::State::Done);
    if live {
        return Ok(());
    }
    let (state, words) = apply::ended(decision.unmapped);
    inbox::settle(write, decision.event, state, words)
}

/// When an event came, for a window of days.
pub(super) fn since(now: jiff::Timestamp, days: u32) -> i64 {
    let span = jiff::SignedDuration::from_hours(24 * i64::from(days));
    decisions::millis(now.checked_sub(span).unwrap_or(instant(0)))
}

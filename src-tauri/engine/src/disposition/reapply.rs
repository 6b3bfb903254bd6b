//! Applying the published map to events that were decided before: contact by contact, in slices, as a durable task.

use callboard_rpc::Topic;
use callboard_rpc::types::ConnectionId;
use serde::{Deserialize, Serialize};

use super::carry::Carrier;
use super::known::at_publishing;
use super::removed;
use super::scope::{self, Scope};
use crate::Engine;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Result, Write};
use crate::map::{Maps, Meanings, versions};

const KIND: &str = "disposition.reapply";
/// Contacts of one write.
const SLICE: u32 = 50;

/// The cursor of one task. The version is not part of it: a slice is decided by whatever is published when it is written,
/// so that two tasks at once end at the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Work {
    connection: ConnectionId,
    scopes: Vec<Scope>,
    /// Contacts after this one are still to be done.
    after: Option<String>,
}

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, 1, move |task| reapply(this.clone(), task));
}

/// Has the events of these scopes decided anew by the published map, from now on and also after a crash.
pub(super) fn begin(write: &mut Write<'_>, connection: &ConnectionId, scopes: Vec<Scope>) -> Result<()> {
    let key = format!("{connection}/{}", write.chance().token());
    let now = write.now();
    tasks::schedule(write, KIND, &key, now, &Work { connection: connection.clone(), scopes, after: None })
}

async fn reapply(engine: Engine, task: Task) -> Result<()> {
    let stop = engine.kernel.shutdown.token();
    let mut work: Work = task.payload()?;
    while !stop.is_cancelled() {
        let Work { connection, scopes, after } = work.clone();
        let contacts = engine.kernel.db.read(move |db| {
            if removed::is_removed(db, &connection)? {
                return Ok(Vec::new());
            }
            scope::contacts(db, &connection, &scopes, after.as_deref(), SLICE)
        });
        let contacts = contacts.await?;
        let Some(last) = contacts.last() else {
            return engine.kernel.db.write(move |write| tasks::done(write, &task)).await;
        };
        work.after = Some(last.clone());
        let (maps, doing, task) = (engine.memory.maps.clone(), work.clone(), task.clone());
        let written = engine.kernel.db.write(move |write| {
            slice(write, &maps, &doing, &contacts)?;
            // After a crash it resumes behind this slice.
            tasks::advance(write, &task, &doing)
        });
        written.await?;
    }
    Ok(())
}

fn slice(write: &mut Write<'_>, maps: &Maps, work: &Work, contacts: &[String]) -> Result<()> {
    let of = &work.connection;
    versions::ensure(write, of)?;
    let rules = maps.of(write, of)?;
    let mut meanings = Meanings::new(of, &rules.lookup);
    let mut carrier = Carrier::default();
    for contact in contacts {
        let (_, all) = at_publishing(write, &mut meanings, (of, contact), &rules, &work.scopes)?;
        carrier.carry_out(write, (of, contact), all.steps)?;
    }
    carrier.close(write)?;
    write.changed(Topic::Dispositions);
    write.changed(Topic::Inbox);
    Ok(())
}

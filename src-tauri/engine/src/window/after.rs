//! A window that takes the place of others leaves once these are gone: no two of one schedule and zone dial beside each
//! other, and a start that could not be withdrawn is not doubled.

use std::time::Duration;

use callboard_rpc::types::{WindowId, WindowState};
use jiff::Timestamp;
use rusqlite::Connection;

use super::leave::fail;
use super::reads::find;
use super::row::Window;
use crate::Engine;
use crate::kernel::Result;
use crate::kernel::tasks::{self, Task};

/// While another window is on its way back, it is looked at again after this long.
const LOOK: Duration = Duration::from_secs(1);

/// The place that a window waits for.
enum Place {
    Free,
    /// Something is still being withdrawn there; the next try to do so, where it has a date.
    NotYet(Option<Timestamp>),
    /// Something could not be withdrawn and may dial; in words.
    Taken(String),
}

/// Whether a planned window has to wait for its place, or has lost it; its task is put off or done then.
pub(super) async fn is_held_back(engine: &Engine, task: &Task, row: &Window) -> Result<bool> {
    if row.state != WindowState::Planned || row.waits_for.is_empty() {
        return Ok(false);
    }
    let (task, id) = (task.clone(), row.id.clone());
    engine
        .kernel
        .db
        .write(move |write| {
            let waits = |row: &Window| row.state == WindowState::Planned && !row.unwanted;
            let Some(row) = find(write, &id)?.filter(waits) else { return Ok(false) };
            match place(write, &row.waits_for)? {
                Place::Free => Ok(false),
                Place::NotYet(next) => {
                    let soon = write.now() + LOOK;
                    tasks::again(write, &task, next.map_or(soon, |at| at.max(soon)))?;
                    Ok(true)
                }
                Place::Taken(why) => {
                    let words = format!(
                        "Not started: the scheduled start in its place could not be withdrawn, and both would dial. {why}"
                    );
                    fail(write, row, words, "the start in its place could not be withdrawn")?;
                    tasks::done(write, &task)?;
                    Ok(true)
                }
            }
        })
        .await
}

fn place(db: &Connection, waits_for: &[WindowId]) -> Result<Place> {
    let (mut leaving, mut next) = (false, None);
    for id in waits_for {
        let Some(there) = find(db, id)? else { continue };
        let trouble = there.trouble.unwrap_or_default();
        match there.state {
            WindowState::Withdrawn | WindowState::Failed | WindowState::Refused | WindowState::Ended => {}
            WindowState::Stuck => return Ok(Place::Taken(trouble)),
            WindowState::Unknown if there.next_try.is_none() => return Ok(Place::Taken(trouble)),
            _ => {
                leaving = true;
                next = next.max(there.next_try);
            }
        }
    }
    Ok(if leaving { Place::NotYet(next) } else { Place::Free })
}

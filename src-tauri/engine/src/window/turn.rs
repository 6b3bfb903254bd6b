use std::time::Duration;

use callboard_rpc::Caller;
use callboard_rpc::types::{WindowId, WindowState};

use super::reads::{find, turned_too_early};
use super::row::{Window, object, store};
use crate::Engine;
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Result, Write};

const KIND: &str = "window.turn";

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, 8, move |task| turn(this.clone(), task));
}

/// From now on the window follows the clock: begun at its start, ended at its end.
pub(super) fn follow(write: &mut Write<'_>, row: &Window) -> Result<()> {
    tasks::schedule(write, KIND, row.id.as_str(), row.start, &())
}

/// The calendar was set back: a window whose start or end lies ahead again stands at the tenant as it did before, and can be
/// withdrawn.
pub(super) fn set_back(write: &mut Write<'_>) -> Result<()> {
    let now = write.now();
    for row in turned_too_early(write, now)? {
        let state = if row.start > now { WindowState::Submitted } else { WindowState::Begun };
        let row = Window { state, ..row };
        store(write, &row)?;
        let entry = Entry::new("window.set_back", object(&row.id)).after(&row.told());
        write.audit(&Caller::engine(), entry)?;
        follow(write, &row)?;
    }
    Ok(())
}

async fn turn(engine: Engine, task: Task) -> Result<()> {
    engine
        .kernel
        .db
        .write(move |write| {
            let Some(row) = find(write, &WindowId(task.key.clone()))? else {
                return tasks::done(write, &task);
            };
            let now = write.now();
            let state = match row.state {
                WindowState::Submitted | WindowState::Begun | WindowState::Unknown | WindowState::Stuck => {
                    if now >= row.end {
                        WindowState::Ended
                    } else if now >= row.start && row.state == WindowState::Submitted {
                        WindowState::Begun
                    } else {
                        return tasks::again(
                            write,
                            &task,
                            if now >= row.start { row.end } else { row.start },
                        );
                    }
                }
                // It is being withdrawn: looked at again at its end, since it may get stuck.
                WindowState::Withdrawing if now < row.end => return tasks::again(write, &task, row.end),
                WindowState::Withdrawing => return tasks::again(write, &task, now + Duration::from_secs(30)),
                _ => return tasks::done(write, &task),
            };
            let turned = Window { state, ..row.clone() };
            store(write, &turned)?;
            let action = if state == WindowState::Ended { "window.end" } else { "window.begin" };
            write.audit(&Caller::engine(), Entry::new(action, object(&row.id)).after(&turned.told()))?;
            if state == WindowState::Ended {
                tasks::done(write, &task)
            } else {
                tasks::again(write, &task, row.end)
            }
        })
        .await
}

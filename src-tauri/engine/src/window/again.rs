//! Windows of which nothing more was tried, looked at once more: after a start, and when their connection works again.

use callboard_rpc::types::{ConnectionId, WindowState};

use super::reads::{all_live, live_at};
use super::row::{Window, store};
use super::{send, withdraw};
use crate::Engine;
use crate::kernel::{Result, Write};

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.shutdown.spawn(async move {
        let looked = this.kernel.db.write(|write| {
            let rows = all_live(write)?;
            look_again(write, rows)
        });
        if let Err(error) = looked.await {
            tracing::warn!(%error, "windows that are unknown or stuck could not be looked at again");
        }
    });
}

/// The connection was changed, or has passed its test.
pub(crate) fn mended(write: &mut Write<'_>, connection: &ConnectionId) -> Result<()> {
    let rows = live_at(write, connection)?;
    look_again(write, rows)
}

fn look_again(write: &mut Write<'_>, rows: Vec<Window>) -> Result<()> {
    for row in rows {
        match row.state {
            WindowState::Unknown if row.next_try.is_none() => {
                let next_try = Some(write.now());
                let row = Window { attempts: 0, next_try, ..row };
                store(write, &row)?;
                send::schedule(write, &row.id)?;
            }
            // It was to be withdrawn, and that did not succeed.
            WindowState::Stuck => withdraw::begin(write, row)?,
            _ => {}
        }
    }
    Ok(())
}

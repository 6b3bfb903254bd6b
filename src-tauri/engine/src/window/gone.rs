//! Windows whose connection is removed: shown and withdrawn before, as a person chose, and let go after.

use callboard_rpc::Caller;
use callboard_rpc::types::{ConnectionId, DependentWindow, Dependents, RemovalTreatment, WindowState};
use rusqlite::Connection;

use super::reads::live_at;
use super::row::{Window, store};
use super::settle::{PATIENCE, settle_gone};
use super::withdraw::{self, never_sent};
use super::{send, turn};
use crate::Engine;
use crate::connection::{Dependent, Settling};
use crate::kernel::tasks;
use crate::kernel::{Result, Write};
use crate::zone::{place, window_words};

/// Windows as something that depends on a connection.
pub(crate) const DEPENDENT: Dependent = Dependent { shown, end, settle };

fn shown(engine: &Engine, db: &Connection, connection: &ConnectionId) -> Result<Dependents> {
    let now = engine.kernel.clock.now();
    let shown = |row: Window| {
        let zone = engine.zones.get(&row.zone);
        DependentWindow {
            words: zone.map(|zone| window_words(&zone, row.start, row.end, now)).unwrap_or_default(),
            id: row.id,
            run: row.run,
            campaign_id: row.campaign,
            place: place(&row.zone),
            zone: row.zone,
            end: row.end,
            state: row.state,
            contacts: row.contacts,
        }
    };
    let windows = live_at(db, connection)?.into_iter().map(shown).collect();
    Ok(Dependents { schedules: Vec::new(), windows })
}

fn end(
    write: &mut Write<'_>,
    caller: &Caller,
    connection: &ConnectionId,
    treatment: RemovalTreatment,
) -> Result<()> {
    if treatment == RemovalTreatment::Withdraw {
        for row in live_at(write, connection)? {
            withdraw::withdraw(write, caller, &row)?;
        }
    }
    Ok(())
}

fn settle<'a>(engine: &'a Engine, connection: &'a ConnectionId) -> Settling<'a> {
    Box::pin(async move {
        let connection = connection.clone();
        let rows = engine.kernel.db.read(move |db| live_at(db, &connection)).await?;
        settle_gone(engine, rows, PATIENCE).await.map(drop)
    })
}

/// Nothing of a removed connection can be sent, looked for or withdrawn any more: what is on its way comes to rest, and
/// what may dial says so.
pub(crate) fn removed(write: &mut Write<'_>, connection: &ConnectionId) -> Result<()> {
    for row in live_at(write, connection)? {
        for kind in [send::KIND, withdraw::KIND] {
            tasks::cancel(write, kind, row.id.as_str())?;
        }
        let words = format!(
            "Its connection was removed, so nothing here can withdraw it any more; it may dial until {}.",
            row.end
        );
        let row = Window { trouble: Some(words), next_try: None, shorten_to: None, ..row };
        match row.state {
            WindowState::Planned => never_sent(write, row)?,
            WindowState::Sending | WindowState::Unknown => {
                let row = Window { state: WindowState::Unknown, ..row };
                store(write, &row)?;
                turn::follow(write, &row)?;
            }
            WindowState::Withdrawing | WindowState::Stuck => {
                store(write, &Window { state: WindowState::Stuck, unwanted: false, ..row })?;
            }
            _ => store(write, &row)?,
        }
    }
    Ok(())
}

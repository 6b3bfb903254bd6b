//! Windows that were let stand: those of a removed connection, which nothing here can withdraw any more, and those that a
//! person kept in spite of a rule. Each dials until its end.

use std::collections::BTreeSet;

use callboard_rpc::types::{ConnectionId, FailedWindow, KeptWindow, Nothing, WindowState};
use callboard_rpc::{Caller, Handle, command};
use jiff::Timestamp;
use rusqlite::Connection;

use super::reads::all_live;
use super::row::Window;
use crate::kernel::Result;
use crate::zone::{ZoneData, place, window_words};
use crate::{Engine, connection};

impl Handle<command::WindowKept> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> callboard_rpc::Result<Vec<KeptWindow>> {
        let (zones, now) = (self.zones.clone(), self.kernel.clock.now());
        Ok(self.kernel.db.read(move |db| kept(db, &zones, now)).await?)
    }
}

fn kept(db: &Connection, zones: &ZoneData, now: Timestamp) -> Result<Vec<KeptWindow>> {
    let there: BTreeSet<_> = connection::all(db)?.into_iter().map(|row| row.id).collect();
    let mut found = Vec::new();
    for row in all_live(db)?.into_iter().filter(|row| row.end > now && row.state != WindowState::Planned) {
        let why = match &row.in_spite {
            _ if !there.contains(&row.connection) => orphan(row.trouble.as_deref()),
            // What was kept and is withdrawn after all is not left any more.
            Some(spite) if spite.kept && !row.unwanted => {
                format!("A person let it stand in spite of a rule: {}", spite.rule.words)
            }
            _ => continue,
        };
        let connection = connection::name(db, &row.connection)?;
        found.push(shown(row, connection, why, zones, now));
    }
    Ok(found)
}

/// Those of one campaign that goes through one connection, as a plan names them.
pub fn kept_of(
    db: &Connection,
    zones: &ZoneData,
    (connection, campaign): (&ConnectionId, &str),
    now: Timestamp,
) -> Result<Vec<String>> {
    let connection = connection::name(db, connection)?;
    let mut kept = kept(db, zones, now)?;
    kept.retain(|one| one.connection == connection && one.campaign_id == campaign);
    let words = |one: KeptWindow| format!("{}, {}: left as decided. {}", one.place, one.words, one.why);
    Ok(kept.into_iter().map(words).collect())
}

/// Windows of a campaign that dial on under connections that were removed: a stop cannot reach them, and says so.
pub fn of_removed(db: &Connection, campaign: &str, now: Timestamp) -> Result<Vec<FailedWindow>> {
    let there: BTreeSet<_> = connection::all(db)?.into_iter().map(|row| row.id).collect();
    let dials = |row: &Window| {
        row.campaign == campaign
            && row.end > now
            && row.state != WindowState::Planned
            && !there.contains(&row.connection)
    };
    let told = |row: Window| FailedWindow {
        window: Some(row.id),
        zone: row.zone,
        state: row.state,
        words: format!("{ORPHAN} It may dial until {}: end it in CXone.", row.end),
        next_try: None,
    };
    Ok(all_live(db)?.into_iter().filter(dials).map(told).collect())
}

pub(super) const ORPHAN: &str = "Its connection was removed, so nothing here can withdraw it any more.";

/// With what came of a try before the removal.
fn orphan(trouble: Option<&str>) -> String {
    match trouble {
        Some(trouble) if trouble.contains(ORPHAN) => trouble.to_owned(),
        Some(trouble) => format!("{ORPHAN} {trouble}"),
        None => ORPHAN.to_owned(),
    }
}

fn shown(row: Window, connection: String, why: String, zones: &ZoneData, now: Timestamp) -> KeptWindow {
    let words = zones.get(&row.zone).map(|zone| window_words(&zone, row.start, row.end, now));
    KeptWindow {
        id: row.id,
        run: row.run,
        connection,
        campaign_id: row.campaign,
        place: place(&row.zone),
        zone: row.zone,
        start: row.start,
        end: row.end,
        words: words.unwrap_or_default(),
        state: row.state,
        contacts: row.contacts,
        why,
    }
}

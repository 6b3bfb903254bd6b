use callboard_rpc::types::{
    Connection as ConnectionView, HealthState, Listener, ListenerState, Need, NeedKind, SecretStore,
};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::engine::SLICES;
use crate::kernel::Result;
use crate::zone::ZoneData;

/// What waits for a person, the oldest first.
pub(super) fn needs(db: &Connection, zones: &ZoneData, now: Timestamp) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    for lines in SLICES.iter().filter_map(|slice| slice.needs) {
        needs.extend(lines(db, zones, now)?);
    }
    needs.sort_by_key(|need| need.since);
    Ok(needs)
}

/// The listener should listen and cannot.
pub(super) fn listener(listener: &Listener, now: Timestamp) -> Option<Need> {
    (listener.state == ListenerState::Failing).then(|| Need {
        kind: NeedKind::ListenerTrouble,
        subject: "listener".to_owned(),
        title: "Events cannot come in".to_owned(),
        detail: listener.words.clone(),
        since: listener.since.unwrap_or(now),
        link: "/settings?part=listener".to_owned(),
        ids: Vec::new(),
    })
}

/// A tenant that is down, where something depends on it.
pub(super) fn connection_trouble(connection: &ConnectionView, now: Timestamp) -> Option<Need> {
    let missing = !connection.has_secret;
    if !missing && connection.health.state != HealthState::Down {
        return None;
    }
    let detail = if missing {
        "Its client secret is not in the secret store.".to_owned()
    } else {
        connection.health.words.clone()
    };
    Some(Need {
        kind: NeedKind::ConnectionTrouble,
        subject: connection.id.to_string(),
        title: format!("{} cannot be used", connection.settings.name),
        detail,
        since: now,
        link: "/settings?part=connections".to_owned(),
        ids: Vec::new(),
    })
}

pub(super) fn secret_store(store: &SecretStore, now: Timestamp) -> Option<Need> {
    (!store.usable).then(|| Need {
        kind: NeedKind::SecretStore,
        subject: "secrets".to_owned(),
        title: "Secrets cannot be stored".to_owned(),
        detail: store.words.clone(),
        since: now,
        link: "/settings?part=secrets".to_owned(),
        ids: Vec::new(),
    })
}

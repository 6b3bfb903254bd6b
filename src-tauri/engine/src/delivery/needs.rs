use callboard_rpc::types::{DeliveryList, DeliveryState, Endpoint, Need, NeedKind};
use jiff::Timestamp;
use rusqlite::Connection;

use super::{endpoints, list, with_percent};
use crate::kernel::{Result, counted};

/// Dead letters whose ids a button may replay at once.
const MOST_IDS: u32 = 200;

/// Endpoints that fail, and those with dead letters.
pub(super) fn needs(db: &Connection, now: Timestamp) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    for endpoint in with_percent(endpoints(db)?, now) {
        needs.extend(failing(&endpoint));
        needs.extend(dead(db, &endpoint)?);
    }
    Ok(needs)
}

fn failing(endpoint: &Endpoint) -> Option<Need> {
    let (title, since) = match (&endpoint.disabled_because, endpoint.failing_since) {
        (Some(_), since) => (format!("Deliveries to {} are off", endpoint.name), since?),
        (None, Some(since)) => (format!("Delivery to {} is failing", endpoint.name), since),
        (None, None) => return None,
    };
    let waiting = format!(
        "{} waiting, {} dead. {} % of the time after which it is turned off.",
        endpoint.waiting, endpoint.dead, endpoint.failing_percent
    );
    let detail = endpoint.disabled_because.as_ref().map_or(waiting.clone(), |why| format!("{why} {waiting}"));
    Some(Need {
        kind: NeedKind::FailingEndpoint,
        subject: endpoint.id.to_string(),
        title,
        detail,
        since,
        link: "/settings?part=deliveries".to_owned(),
        ids: Vec::new(),
    })
}

fn dead(db: &Connection, endpoint: &Endpoint) -> Result<Option<Need>> {
    if endpoint.dead == 0 {
        return Ok(None);
    }
    let asked = DeliveryList {
        endpoint: Some(endpoint.id.clone()),
        state: Some(DeliveryState::Dead),
        limit: Some(MOST_IDS),
        ..DeliveryList::default()
    };
    let letters = list(db, &asked)?.rows;
    let Some(oldest) = letters.last() else { return Ok(None) };
    let why = oldest.tries.last().and_then(|one| one.words.clone()).unwrap_or_default();
    Ok(Some(Need {
        kind: NeedKind::DeadDeliveries,
        subject: endpoint.id.to_string(),
        title: format!(
            "{} for {} {} given up",
            counted(endpoint.dead, "message"),
            endpoint.name,
            if endpoint.dead == 1 { "was" } else { "were" }
        ),
        detail: why,
        since: oldest.created_at,
        link: format!("/traffic?state=dead&party={}", endpoint.id),
        ids: letters.iter().map(|letter| letter.id.to_string()).collect(),
    }))
}

use std::collections::BTreeMap;

use callboard_rpc::types::{
    Connection as ConnectionView, DeliveryList, DeliveryState, Endpoint, Forbidden, HealthState, Listener,
    ListenerState, Need, NeedKind, RunState, SecretStore,
};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::kernel::Result;
use crate::run::Run;
use crate::zone::{ZoneData, counted, place};
use crate::{delivery, disposition, run, schedule, window};

/// Dead letters whose ids a button may replay at once.
const MOST_IDS: u32 = 200;

/// What waits for a person, the oldest first.
pub(super) fn needs(db: &Connection, zones: &ZoneData, now: Timestamp) -> Result<Vec<Need>> {
    let mut needs = schedule::needs(db, zones, now)?;
    for found in run::live(db)? {
        needs.extend(stalled(&found));
        needs.extend(failed_windows(db, &found)?);
    }
    needs.extend(forbidden(&window::in_spite(db, zones, now)?, now));
    for endpoint in delivery::with_percent(delivery::endpoints(db)?, now) {
        needs.extend(failing(&endpoint));
        needs.extend(dead(db, &endpoint)?);
    }
    needs.extend(disposition::needs(db)?);
    needs.sort_by_key(|need| need.since);
    Ok(needs)
}

fn stalled(found: &Run) -> Option<Need> {
    let stall = found.stall.as_ref().filter(|_| found.state == RunState::Stalled)?;
    Some(Need {
        kind: NeedKind::StalledRun,
        subject: found.id.to_string(),
        title: run::stall_title(found),
        detail: stall.words.clone(),
        since: stall.since,
        link: format!("/runs/{}", found.id),
        ids: Vec::new(),
    })
}

/// One line a run, for windows that need a decision before their end.
fn failed_windows(db: &Connection, found: &Run) -> Result<Option<Need>> {
    let windows = window::of_run(db, &found.id)?;
    let troubled: Vec<_> = windows.iter().filter(|row| window::needs_a_decision(row)).collect();
    let Some(first) = troubled.first() else { return Ok(None) };
    let places: Vec<String> = troubled.iter().map(|row| place(&row.zone)).collect();
    Ok(Some(Need {
        kind: NeedKind::FailedWindows,
        subject: found.id.to_string(),
        title: format!("{}: not submitted in {}", found.name, some(&places)),
        detail: first.trouble.clone().unwrap_or_default(),
        since: found.opened,
        link: format!("/runs/{}", found.id),
        ids: troubled.iter().map(|row| row.id.to_string()).collect(),
    }))
}

/// One line a rule, for windows that stand in spite of it.
fn forbidden(standing: &[Forbidden], now: Timestamp) -> Vec<Need> {
    let mut by_rule: BTreeMap<&str, Vec<&Forbidden>> = BTreeMap::new();
    for one in standing {
        by_rule.entry(&one.rule.id).or_default().push(one);
    }
    let line = |(rule, standing): (&str, Vec<&Forbidden>)| {
        let mut places: Vec<String> = standing.iter().map(|one| one.place.clone()).collect();
        places.sort_unstable();
        places.dedup();
        let contacts: u64 = standing.iter().map(|one| one.contacts).sum();
        let windows = match standing.len() {
            1 => "1 window is".to_owned(),
            count => format!("{count} windows are"),
        };
        let contacts = counted(contacts, "contact");
        Need {
            kind: NeedKind::ForbiddenWindows,
            subject: rule.to_owned(),
            title: format!("The rule {rule} forbids what is scheduled in CXone: {}", some(&places)),
            detail: format!(
                "{windows} still scheduled there, {contacts}: {}. {}",
                standing[0].words, standing[0].rule.words
            ),
            since: standing.iter().map(|one| one.start).min().unwrap_or(now).min(now),
            link: standing[0].run.as_ref().map_or("/runs".to_owned(), |run| format!("/runs/{run}")),
            ids: standing.iter().map(|one| one.id.clone()).collect(),
        }
    };
    by_rule.into_iter().map(line).collect()
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
    let letters = delivery::list(db, &asked)?.rows;
    let Some(oldest) = letters.last() else { return Ok(None) };
    let why = oldest.tries.last().and_then(|one| one.words.clone()).unwrap_or_default();
    Ok(Some(Need {
        kind: NeedKind::DeadDeliveries,
        subject: endpoint.id.to_string(),
        title: format!("{} messages for {} were given up", endpoint.dead, endpoint.name),
        detail: why,
        since: oldest.created_at,
        link: format!("/traffic?state=dead&party={}", endpoint.id),
        ids: letters.iter().map(|letter| letter.id.to_string()).collect(),
    }))
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

/// `Chicago, Denver and 3 more`.
fn some(places: &[String]) -> String {
    const NAMED: usize = 3;
    match places.len().checked_sub(NAMED) {
        None | Some(0) => places.join(", "),
        Some(more) => format!("{} and {more} more", places[..NAMED].join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_places_are_named_by_the_first_few() {
        let places = |names: &[&str]| some(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(places(&["Chicago"]), "Chicago");
        assert_eq!(places(&["A", "B", "C"]), "A, B, C");
        assert_eq!(places(&["A", "B", "C", "D", "E"]), "A, B, C and 2 more");
    }
}

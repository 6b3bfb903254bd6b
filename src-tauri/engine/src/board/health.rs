use callboard_rpc::types::{
    Connection as ConnectionView, Endpoint, HealthLine, HealthState, Listener, ListenerState, Trouble,
};
use rusqlite::Connection;

use crate::audit::{self, Unsigned};
use crate::delivery;
use crate::kernel::{Result, counted};

/// One line each: every tenant, the listener, the deliveries, the audit log; before them the program itself, where it
/// stands still.
pub(super) fn lines(
    db: &Connection,
    tenants: &[ConnectionView],
    listener: &Listener,
    audit_trouble: Option<Unsigned>,
    standing_still: &[Trouble],
) -> Result<Vec<HealthLine>> {
    let mut lines: Vec<HealthLine> = standing_still.iter().map(program).collect();
    lines.extend(tenants.iter().map(tenant));
    lines.push(self::listener(listener));
    lines.push(deliveries(&delivery::endpoints(db)?));
    lines.push(audit_line(db, audit_trouble)?);
    Ok(lines)
}

fn program(trouble: &Trouble) -> HealthLine {
    let since = trouble.since.strftime("%H:%MZ");
    HealthLine {
        name: "Callboard".to_owned(),
        state: HealthState::Down,
        words: format!("{} Since {since}.", trouble.what),
        link: "/settings?part=about".to_owned(),
    }
}

fn tenant(connection: &ConnectionView) -> HealthLine {
    HealthLine {
        name: connection.settings.name.clone(),
        state: connection.health.state,
        words: connection.health.words.clone(),
        link: "/settings?part=connections".to_owned(),
    }
}

fn listener(listener: &Listener) -> HealthLine {
    let sources = counted(u64::from(listener.sources), "source");
    let (state, words) = match listener.state {
        ListenerState::Off if listener.sources == 0 => (HealthState::Unknown, "nobody sends".to_owned()),
        ListenerState::Off => (HealthState::Down, format!("off, {sources}")),
        ListenerState::Failing => (HealthState::Down, "cannot listen".to_owned()),
        ListenerState::Listening => {
            let waits = listener.oldest_waiting_seconds;
            let waits = waits.map_or_else(String::new, |seconds| format!(", oldest waiting {seconds:.1} s"));
            (HealthState::Good, format!("{sources}, {} events/min{waits}", listener.events_per_minute))
        }
    };
    HealthLine { name: "Listener".to_owned(), state, words, link: "/settings?part=listener".to_owned() }
}

fn deliveries(endpoints: &[Endpoint]) -> HealthLine {
    let failing = endpoints.iter().filter(|endpoint| endpoint.failing_since.is_some()).count();
    let waiting: u64 = endpoints.iter().map(|endpoint| endpoint.waiting).sum();
    let (state, words) = match (endpoints.len(), failing) {
        (0, _) => (HealthState::Unknown, "nobody listens".to_owned()),
        (_, 0) if waiting == 0 => (HealthState::Good, "all delivered".to_owned()),
        (_, 0) => (HealthState::Good, format!("{waiting} waiting")),
        (all, failing) if failing == all => (HealthState::Down, format!("failing, {waiting} waiting")),
        (all, failing) => (HealthState::Degraded, format!("{failing} of {all} failing, {waiting} waiting")),
    };
    HealthLine { name: "Deliveries".to_owned(), state, words, link: "/settings?part=deliveries".to_owned() }
}

fn audit_line(db: &Connection, trouble: Option<Unsigned>) -> Result<HealthLine> {
    let rows = counted(audit::newest(db)?.seq, "row");
    let (state, words) = match trouble {
        None => (HealthState::Good, format!("{rows}, checkpoints signed")),
        Some(Unsigned { why, another_log: true, .. }) => (HealthState::Down, why),
        Some(Unsigned { why, .. }) => (HealthState::Degraded, format!("{rows}, no checkpoints: {why}")),
    };
    Ok(HealthLine { name: "Audit".to_owned(), state, words, link: "/audit".to_owned() })
}

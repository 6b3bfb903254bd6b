//! The listener and its sources as people see them.

use callboard_rpc::types::{
    Listener as View, ListenerReach, ListenerSettings, ListenerState, Source, SourceAuth, SourceKind,
};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::beat::gap_after;
use super::listener::Listener;
use super::looks::Now;
use super::sources::{self, Stored};
use super::wishes;
use super::{refusals, sources::counted};
use crate::connection;
use crate::kernel::{Ms, Result, StoredWord};

/// A gap is shown for so long.
const GAP_SHOWN: SignedDuration = SignedDuration::from_hours(7 * 24);

pub(crate) async fn listener(listener: &Listener) -> Result<View> {
    let now = listener.now();
    let at = listener.0.kernel.clock.now();
    let self_test = listener.last_self_test();
    listener
        .0
        .kernel
        .db
        .read(move |db| {
            let settings = wishes::get(db)?;
            let sources = sources::all(db)?;
            let reach = reach(&now, &settings);
            Ok(View {
                state: now.state,
                address: now.address.map(|address| address.to_string()),
                tls: now.tls,
                reach,
                words: words(&now, &settings, reach),
                since: now.since,
                warnings: warnings(&now, &settings, &sources),
                sources: u32::try_from(sources.iter().filter(|source| source.enabled).count())
                    .unwrap_or(u32::MAX),
                events_per_minute: within(db, at - SignedDuration::from_mins(1))?,
                oldest_waiting_seconds: oldest_waiting(db, at)?,
                refused: refusals::counted(db, None, at)?,
                settings,
                self_test,
            })
        })
        .await
}

/// One source with what came of it; `has_secret` as the secret store says.
pub(super) fn source(db: &Connection, stored: Stored, has_secret: bool, now: Timestamp) -> Result<Source> {
    let (received, repeated) = counted(db, &stored.id, now)?;
    let since = stored.made.max(now - GAP_SHOWN);
    Ok(Source {
        connection_name: connection::name(db, &stored.connection)?,
        received,
        repeated,
        refused: refusals::counted(db, Some(&stored.id), now)?,
        gap: gap_after(db, since)?.filter(|_| stored.enabled),
        path: format!("/webhook/{}", stored.path),
        id: stored.id,
        name: stored.name,
        kind: stored.kind,
        connection: stored.connection,
        auth: stored.auth,
        tolerance_seconds: stored.tolerance,
        enabled: stored.enabled,
        has_secret,
        old_secret_until: stored.old_secret_until.filter(|until| now < *until),
        created_at: stored.made,
        last_seen: stored.last_seen,
    })
}

fn reach(now: &Now, settings: &ListenerSettings) -> ListenerReach {
    let address = now.address.or_else(|| settings.address.parse().ok());
    if settings.public_url.is_some() {
        ListenerReach::PublicAddress
    } else if address.is_none_or(|address| address.ip().is_loopback()) {
        ListenerReach::ThisComputer
    } else {
        ListenerReach::ThisNetwork
    }
}

fn words(now: &Now, settings: &ListenerSettings, reach: ListenerReach) -> String {
    match (now.state, reach) {
        (ListenerState::Off, _) if settings.enabled => {
            format!("It opens at {} while Callboard runs: nothing can come in now.", settings.address)
        }
        (ListenerState::Off, _) => "It is off: nothing can come in.".to_owned(),
        (ListenerState::Failing, _) => now.trouble.clone().unwrap_or_else(|| "It cannot listen.".to_owned()),
        (_, ListenerReach::ThisComputer) => {
            "Only programs on this computer reach it. For a tenant in the cloud, let a reverse proxy or a tunnel of \
             your own hand requests on to it, and enter its address as the public address."
                .to_owned()
        }
        (_, ListenerReach::ThisNetwork) => {
            "Whoever reaches this computer over the network reaches it. A tenant in the cloud usually does not, since \
             a desktop sits behind a router: for that, use a reverse proxy or a tunnel of your own."
                .to_owned()
        }
        (_, ListenerReach::PublicAddress) => {
            let url = settings.public_url.as_deref().unwrap_or_default();
            format!("Senders reach it through {url}, as long as your reverse proxy or tunnel hands their requests on.")
        }
    }
}

fn warnings(now: &Now, settings: &ListenerSettings, sources: &[Stored]) -> Vec<String> {
    let mut warnings = Vec::new();
    let address = now.address.or_else(|| settings.address.parse().ok());
    let others = address.is_some_and(|address| !address.ip().is_loopback());
    if others {
        warnings.push(
            "It listens on an address that others reach. Take care that only senders you know do.".to_owned(),
        );
    }
    let open = sources.iter().filter(|source| source.enabled && source.auth == SourceAuth::None);
    for source in open {
        warnings.push(if others {
            format!("{} proves nothing, so what it sends is refused on this address.", source.name)
        } else if settings.public_url.is_some() {
            format!(
                "{} proves nothing, so what it sends is refused while there is a public address.",
                source.name
            )
        } else {
            format!("{} proves nothing: any program on this computer can send in its name.", source.name)
        });
    }
    if settings.enabled && sources.is_empty() {
        warnings.push("There is no source yet, so everything is refused. Add one below.".to_owned());
    }
    warnings
}

/// Events that came after `since`, by the index of their times: as long as its answer.
pub(super) fn within(db: &Connection, since: Timestamp) -> Result<u32> {
    let mut statement = db.prepare_cached("SELECT count(*) FROM events WHERE received > ?1")?;
    Ok(statement.query_row(params![Ms(since)], |row| row.get(0))?)
}

/// Seconds since the oldest event came that is not done with. One look a kind, by the index of open events, however many
/// are open.
pub(super) fn oldest_waiting(db: &Connection, now: Timestamp) -> Result<Option<f64>> {
    let mut statement = db.prepare_cached(
        "SELECT stored FROM events WHERE state = 'received' AND state NOT IN ('kept', 'done') AND kind = ?1
         ORDER BY number LIMIT 1",
    )?;
    let mut oldest: Option<Ms> = None;
    for (_, kind) in SourceKind::WORDS {
        let of_kind = statement.query_row([kind], |row| row.get::<_, Ms>(0)).optional()?;
        oldest = oldest.into_iter().chain(of_kind).min();
    }
    Ok(oldest.map(|oldest| now.duration_since(oldest.0).as_secs_f64().max(0.0)))
}

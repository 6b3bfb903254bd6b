//! Lines of the Board: messages that wait together, since their tenant refuses all of them.

use callboard_rpc::types::{Need, NeedKind};
use rusqlite::Connection;

use super::kind::{Kind, Kinds, find};
use super::paused::{self, Pause};
use super::policy::Cause;
use super::row;
use crate::connection;
use crate::kernel::Result;

/// One line for each pause of a connection or of a kind for which something waits.
pub(super) fn needs(db: &Connection, kinds: Kinds) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    for of in connection::all(db)? {
        let name = &of.settings.name;
        for Pause { kind, cause, since, words, .. } in paused::of(db, &of.id)? {
            let paused: Vec<_> = match &kind {
                Some(kind) => vec![kind.as_str()],
                None => kinds.iter().map(|kind| kind.word()).collect(),
            };
            let waiting = row::waiting_of(db, &of.id, &serde_json::to_string(&paused)?)?;
            let named = kind.as_deref().and_then(|kind| find(kinds, kind)).map(Kind::named);
            let (title, detail) = match (waiting, named) {
                (0, _) => continue,
                (_, Some(named)) => (format!("{name}: the tenant takes no {named}"), waits(waiting, &words)),
                (1, None) => (format!("{name}: one effect waits, since {}", because(cause)), words),
                (_, None) => (format!("{name}: {waiting} effects wait, since {}", because(cause)), words),
            };
            needs.push(Need {
                kind: NeedKind::ConnectionTrouble,
                subject: kind.map_or_else(|| of.id.to_string(), |kind| format!("{}/{kind}", of.id)),
                title,
                detail,
                since,
                link: "/settings?part=connections".to_owned(),
                ids: Vec::new(),
            });
        }
    }
    Ok(needs)
}

fn because(cause: Cause) -> &'static str {
    match cause {
        Cause::NoToken => "no token is granted",
        Cause::CredentialsRefused => "the tenant refuses the credentials",
        Cause::KindRefused => "the tenant refuses all of them",
    }
}

fn waits(waiting: u64, words: &str) -> String {
    match waiting {
        1 => format!("One waits, and is tried again by itself. {words}"),
        _ => format!("{waiting} wait, and are tried again by themselves. {words}"),
    }
}

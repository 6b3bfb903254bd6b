//! The draft of a map, and the policy for unmapped codes: one row each a connection.

use callboard_rpc::types::{ConnectionId, DispositionMap, DraftSeen, MapDraft, UnmappedPolicy};
use callboard_rpc::{Code, RpcError};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::kernel::{Ms, Result, Write};

pub(super) const TABLES: &str = "
    CREATE TABLE map_drafts (
        connection TEXT PRIMARY KEY,
        map        TEXT NOT NULL,
        based_on   INTEGER NOT NULL,
        changed    INTEGER NOT NULL,
        by         TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE map_policies (
        connection TEXT PRIMARY KEY,
        hold       INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

pub(crate) fn draft(db: &Connection, of: &ConnectionId) -> Result<Option<MapDraft>> {
    let mut statement =
        db.prepare_cached("SELECT map, based_on, changed, by FROM map_drafts WHERE connection = ?1")?;
    let found = statement
        .query_row([of.as_str()], |row| {
            let at: Ms = row.get(2)?;
            Ok((row.get::<_, String>(0)?, row.get(1)?, at.0, row.get(3)?))
        })
        .optional()?;
    let Some((text, based_on, changed_at, changed_by)) = found else { return Ok(None) };
    Ok(Some(MapDraft { map: serde_json::from_str(&text)?, based_on, changed_at, changed_by }))
}

/// A check that the draft is still as the caller saw it, where it says what it saw.
pub(crate) fn check_seen(
    there: Option<&MapDraft>,
    seen: Option<DraftSeen>,
) -> std::result::Result<(), RpcError> {
    let Some(seen) = seen else { return Ok(()) };
    let words = match (there, seen) {
        (None, DraftSeen::Nothing) => return Ok(()),
        (Some(draft), DraftSeen::At(at)) if draft.changed_at == Ms::cut(at) => return Ok(()),
        (Some(draft), _) => format!("{} changed the draft meanwhile.", draft.changed_by),
        (None, DraftSeen::At(_)) => "The draft was published or thrown away meanwhile.".to_owned(),
    };
    let error = RpcError::new(Code::Conflict, words)
        .hint("Look at the map as it is now, and make your change again.");
    Err(match there {
        Some(draft) => error.detail(serde_json::json!({ "changed_at": draft.changed_at })),
        None => error,
    })
}

/// Stores the draft; the version that an earlier draft was begun from stays. No two drafts have the same time, so that
/// a page can say which one it saw.
pub(crate) fn keep(
    write: &mut Write<'_>,
    of: &ConnectionId,
    map: &DispositionMap,
    current: u32,
    by: &str,
) -> Result<()> {
    write.execute(
        "INSERT INTO map_drafts (connection, map, based_on, changed, by) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (connection) DO UPDATE SET map = excluded.map, by = excluded.by,
             changed = max(excluded.changed, map_drafts.changed + 1)",
        params![of.as_str(), serde_json::to_string(map)?, current, Ms(write.now()), by],
    )?;
    Ok(())
}

/// The draft counts as begun from `version`, whose additions it has.
pub(crate) fn rebase(write: &mut Write<'_>, of: &ConnectionId, version: u32) -> Result<()> {
    write.execute(
        "UPDATE map_drafts SET based_on = ?2 WHERE connection = ?1",
        params![of.as_str(), version],
    )?;
    Ok(())
}

pub(crate) fn throw_away(write: &mut Write<'_>, of: &ConnectionId) -> Result<()> {
    write.execute("DELETE FROM map_drafts WHERE connection = ?1", [of.as_str()])?;
    Ok(())
}

pub(crate) fn policy(db: &Connection, of: &ConnectionId) -> Result<UnmappedPolicy> {
    let mut statement = db.prepare_cached("SELECT hold FROM map_policies WHERE connection = ?1")?;
    let hold = statement.query_row([of.as_str()], |row| row.get::<_, bool>(0)).optional()?;
    Ok(if hold == Some(true) { UnmappedPolicy::Hold } else { UnmappedPolicy::Write })
}

pub(crate) fn set_policy(write: &mut Write<'_>, of: &ConnectionId, policy: UnmappedPolicy) -> Result<()> {
    write.execute(
        "INSERT INTO map_policies (connection, hold) VALUES (?1, ?2)
         ON CONFLICT (connection) DO UPDATE SET hold = excluded.hold",
        params![of.as_str(), policy == UnmappedPolicy::Hold],
    )?;
    Ok(())
}

//! The map of one connection, as its page shows it.

use callboard_rpc::types::{ActionState, ConnectionId, Dispositions};
use rusqlite::Connection;

use super::unmapped;
use crate::kernel::Result;
use crate::map::{ACTIONS, Lookup, changes, drafts, unavailable, versions};

pub(super) fn shown(db: &Connection, of: &ConnectionId) -> Result<Dispositions> {
    let published = versions::current(db, of)?;
    let draft = drafts::draft(db, of)?;
    let lookup = Lookup::new(published.version.version, &published.map);
    Ok(Dispositions {
        connection: of.clone(),
        changes: draft.as_ref().map(|draft| changes(&published.map, &draft.map)).unwrap_or_default(),
        unmapped: unmapped::list(db, of, &lookup)?,
        unmapped_total: unmapped::count(db, of, &lookup)?,
        unmapped_policy: drafts::policy(db, of)?,
        actions: ACTIONS
            .into_iter()
            .map(|action| {
                let because = unavailable(action).map(str::to_owned);
                ActionState { action, available: because.is_none(), because }
            })
            .collect(),
        version: published.version,
        published: published.map,
        draft,
    })
}

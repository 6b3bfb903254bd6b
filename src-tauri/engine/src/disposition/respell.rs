//! Codes that an earlier version of the program stored as they were sent, before what a window shows as the same became
//! one code ([`super::code`]): those that wait to be mapped get their one spelling at the start, so that mapping it
//! finds them. What was mapped by its old spelling stays as it is. A code of which nothing is seen can never be mapped:
//! what is held for it is written as unclassified.

use callboard_rpc::types::ConnectionId;
use callboard_rpc::{Caller, Topic};
use rusqlite::{Connection, params};
use serde_json::json;

use super::code::{is_blank, normalise};
use super::publish::object;
use super::reapply;
use super::rederive::Scope;
use crate::Engine;
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};

/// Rows of one write: a few milliseconds of the writer.
const SLICE: u16 = 500;

/// A code in another spelling than its own.
#[derive(Clone, Debug)]
struct Odd {
    connection: ConnectionId,
    stored: String,
    code: String,
}

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.shutdown.spawn(async move {
        if let Err(error) = respell(&this).await {
            tracing::warn!(%error, "codes in old spellings are looked for at the next start");
        }
    });
}

async fn respell(engine: &Engine) -> Result<()> {
    let stop = engine.kernel.shutdown.token();
    let blank = engine.kernel.db.read(held_for_nothing).await?;
    if !blank.is_empty() {
        let begin = move |write: &mut Write<'_>| {
            blank.into_iter().try_for_each(|(of, code)| reapply::begin(write, &of, Scope::Code(code)))
        };
        engine.kernel.db.write(begin).await?;
    }
    for odd in engine.kernel.db.read(odd).await? {
        while !stop.is_cancelled() && slice(engine, &odd).await? {}
    }
    Ok(())
}

/// Whatever is plain ASCII has its own spelling already, and a code of which nothing is seen has none.
fn odd(db: &Connection) -> Result<Vec<Odd>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT connection, code FROM decisions WHERE unmapped = 1 AND code GLOB '*[^ -~]*'",
    )?;
    let rows =
        statement.query_map([], |row| Ok((row.get(0).map(ConnectionId)?, row.get::<_, String>(1)?)))?;
    let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    let odd = rows.into_iter().filter_map(|(connection, stored)| {
        let code = normalise(&stored);
        (code != stored && !code.is_empty()).then_some(Odd { connection, stored, code })
    });
    Ok(odd.collect())
}

/// Codes of which nothing is seen, and for which events are held.
fn held_for_nothing(db: &Connection) -> Result<Vec<(ConnectionId, String)>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT connection, code FROM decisions
         WHERE unmapped = 1 AND category IS NULL AND (code = '' OR code GLOB '*[^ -~]*')",
    )?;
    let rows =
        statement.query_map([], |row| Ok((row.get(0).map(ConnectionId)?, row.get::<_, String>(1)?)))?;
    let mut rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    rows.retain(|(_, code)| is_blank(code));
    Ok(rows)
}

/// Some events of one; whether there may be more. What the published map says of the code has not been done for them.
async fn slice(engine: &Engine, odd: &Odd) -> Result<bool> {
    let (maps, odd) = (engine.memory.maps.clone(), odd.clone());
    let written = engine.kernel.db.write(move |write| {
        let Odd { connection, stored, code } = &odd;
        let rows = write.execute(
            "UPDATE decisions SET code = ?3 WHERE event IN (
                 SELECT event FROM decisions WHERE connection = ?1 AND code = ?2 AND unmapped = 1 LIMIT ?4)",
            params![connection.as_str(), stored, code, SLICE],
        )?;
        if rows > 0 {
            let entry = Entry::new("disposition.respell", object(connection))
                .before(&json!({ "code": stored.escape_default().to_string() }))
                .after(&json!({ "code": code, "events": rows }));
            write.audit(&Caller::engine(), entry)?;
        }
        let more = rows == usize::from(SLICE);
        if !more && maps.of(write, connection)?.mapped(code).is_some() {
            reapply::begin(write, connection, Scope::Code(code.clone()))?;
        }
        write.changed(Topic::Dispositions);
        Ok(more)
    });
    written.await
}

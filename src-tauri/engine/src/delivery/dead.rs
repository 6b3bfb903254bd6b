//! Dead letters by what they failed for. There may be very many, so SQLite groups them.

use callboard_rpc::types::{DeliveryId, EndpointId};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::kernel::{Ms, Result};

/// Those of one endpoint that were given up for the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetters {
    pub endpoint: EndpointId,
    pub endpoint_name: String,
    /// What the last try said, without what the receiver said.
    pub cause: String,
    pub count: u64,
    pub oldest: Timestamp,
    pub newest: Timestamp,
    /// Why they cannot be replayed now.
    pub blocked: Option<String>,
}

/// The second condition lets SQLite use the index of those that are not done with.
const DEAD: &str = "d.state = 'dead' AND d.state <> 'delivered'";

/// The words of the last try; an answer differs from one letter to the next, and does not part them.
const CAUSE: &str = "
    coalesce((SELECT rtrim(CASE instr(t.words, ' It said:') WHEN 0 THEN t.words
                           ELSE substr(t.words, 1, instr(t.words, ' It said:') - 1) END)
              FROM delivery_tries t WHERE t.delivery = d.id ORDER BY t.id DESC LIMIT 1), '')";

/// Those that somebody can replay: not those of a receiver that was removed.
pub fn count_dead(db: &Connection) -> Result<u64> {
    let sql = format!("SELECT count(*) FROM endpoints e JOIN deliveries d ON d.endpoint = e.id WHERE {DEAD}");
    Ok(db.prepare_cached(&sql)?.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

pub fn dead_letters(db: &Connection) -> Result<Vec<DeadLetters>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT d.endpoint, {CAUSE} AS cause, coalesce(e.name, max(d.endpoint_name)), count(*),
                min(d.created), max(d.created), e.enabled
         FROM deliveries d LEFT JOIN endpoints e ON e.id = d.endpoint
         WHERE {DEAD} GROUP BY d.endpoint, cause"
    ))?;
    let rows = statement.query_map([], |row| {
        Ok(DeadLetters {
            endpoint: EndpointId(row.get(0)?),
            cause: row.get(1)?,
            endpoint_name: row.get(2)?,
            count: row.get::<_, i64>(3)?.unsigned_abs(),
            oldest: row.get::<_, Ms>(4)?.0,
            newest: row.get::<_, Ms>(5)?.0,
            blocked: match row.get::<_, Option<bool>>(6)? {
                Some(true) => None,
                Some(false) => Some("The receiver is turned off; turn it on first.".to_owned()),
                None => Some("The receiver was removed.".to_owned()),
            },
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The ids of those of one endpoint that were given up for this, oldest first.
pub fn dead_letters_of(db: &Connection, endpoint: &EndpointId, cause: &str) -> Result<Vec<DeliveryId>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT d.id FROM deliveries d WHERE {DEAD} AND d.endpoint = ?1 AND {CAUSE} = ?2 ORDER BY d.number"
    ))?;
    let rows = statement.query_map(params![endpoint.as_str(), cause], |row| row.get(0).map(DeliveryId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

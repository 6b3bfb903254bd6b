//! The mark of each lane: what it may have in flight.

use std::collections::BTreeSet;

use rusqlite::params;

use super::{COLUMNS, IN_FLIGHT, LaneId, Row, read};
use crate::kernel::{Result, StoredWord, Write};

/// What the lane may have in flight from this write on.
pub(in crate::outbox) fn mark(write: &mut Write<'_>, lane: &LaneId, numbers: &BTreeSet<i64>) -> Result<()> {
    let (connection, lane) = (lane.connection.as_str(), lane.class.word());
    if numbers.is_empty() {
        write
            .prepare_cached("DELETE FROM outbox_in_flight WHERE connection = ?1 AND lane = ?2")?
            .execute([connection, lane])?;
        return Ok(());
    }
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO outbox_in_flight (connection, lane, numbers) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![connection, lane, serde_json::to_string(numbers)?])?;
    Ok(())
}

/// Takes all marks away; answers the messages that may have been in flight.
pub(in crate::outbox) fn take_marks(write: &mut Write<'_>) -> Result<Vec<Row>> {
    let sent = {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbox o WHERE o.state = 'waiting' AND {IN_FLIGHT} ORDER BY o.number"
        );
        let mut statement = write.prepare_cached(&sql)?;
        let rows = statement.query_map([], read)?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    write.execute("DELETE FROM outbox_in_flight", [])?;
    Ok(sent)
}

mod map;
mod publish;
mod routes;
mod try_out;

use callboard_rpc::types::ConnectionId;
use rusqlite::Connection;

use crate::connection;
use crate::kernel::Result;

/// The connection of a command: the one that is named, or the only one.
fn meant(db: &Connection, named: Option<&ConnectionId>) -> Result<ConnectionId> {
    Ok(connection::the_only(db, named)?.id)
}

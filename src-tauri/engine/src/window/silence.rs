//! A tenant that wants silence: whose windows wait for it, and until when.

use std::collections::BTreeMap;

use callboard_rpc::types::ConnectionId;
use jiff::Timestamp;

use super::row::Window;
use crate::Engine;

/// Why nothing goes out, and when it does.
pub(super) fn silence(until: Timestamp) -> String {
    let until = until.strftime("%H:%M:%SZ");
    format!(
        "The tenant asked us to wait until {until} (Retry-After): nothing is sent before, and it goes on then, while Callboard runs."
    )
}

/// Which tenants of these windows want silence now, and until when.
pub(super) fn pauses(engine: &Engine, windows: &[Window]) -> BTreeMap<ConnectionId, Timestamp> {
    let now = engine.kernel.clock.now();
    let until = |row: &Window| {
        let until = engine.tenants.health(&row.connection)?.waiting_until?;
        (until > now).then(|| (row.connection.clone(), until))
    };
    windows.iter().filter_map(until).collect()
}

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a read shows and a write changes. A cache keeps the answer of a read until one of its topics is
/// named by a write or by [`crate::Event::Changed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    Connections,
    /// Latency, token, breaker, waiting-until: changes often, shown small.
    Health,
    Contacts,
    Schedules,
    Missed,
    Runs,
    Deliveries,
    /// The listener and its sources.
    Listener,
    /// Events that came in, and what was done with each.
    Inbox,
    /// The disposition map, its drafts and versions, and who is told.
    Dispositions,
    /// Numbers that may not be called, and how far the tenant is told of them.
    Dnc,
    Audit,
    Rules,
    Settings,
    Secrets,
    Notices,
}

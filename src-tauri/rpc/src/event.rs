use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Topic;
use crate::types::NoticeId;

/// What the engine tells by itself. Doors gather these and pass them on at most four times a second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// What was read under these topics may be old now.
    Changed { topics: Vec<Topic> },
    /// Something a person should hear of, as its reach says.
    Notice { notice: Notice },
}

/// A line behind the bell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Notice {
    pub id: NoticeId,
    #[ts(type = "string")]
    pub at: Timestamp,
    pub level: NoticeLevel,
    pub title: String,
    pub body: String,
    /// A place in the window, e.g. `/runs/run_…`.
    pub link: Option<String>,
    pub read: bool,
    pub reach: NoticeReach,
}

/// Where a notice is shown. What waits behind the bell is never of the desktop alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeReach {
    /// As a toast, behind the bell, and by the desktop as a notification.
    #[default]
    Everywhere,
    /// As a toast and behind the bell.
    InApp,
    /// By the desktop as a notification, and nowhere else.
    Desktop,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeLevel {
    /// Good news: a campaign completed.
    Done,
    /// Something waits for a decision.
    Attention,
    /// Something failed.
    Trouble,
}

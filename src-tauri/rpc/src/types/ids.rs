use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident $prefix:literal;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(pub String);

        impl $name {
            /// From 128 random bits as hex, e.g. of `Chance::token`.
            pub fn from_token(token: &str) -> Self {
                Self(format!(concat!($prefix, "_{}"), token))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }
    )+};
}

ids! {
    /// A tenant.
    ConnectionId "con";
    /// A file that was handed in, or one to be taken away.
    FileId "fil";
    /// What is kept of an imported contact list.
    ContactSetId "set";
    /// An import of a do-not-call list.
    DncImportId "imp";
    /// A saved schedule.
    ScheduleId "sch";
    /// One time that a campaign runs.
    RunId "run";
    /// One campaign, one zone, one start.
    WindowId "win";
    /// A fire that did not happen.
    MissedId "mis";
    /// A receiver of outgoing webhooks.
    EndpointId "end";
    /// One outgoing webhook; the `webhook-id` of all its tries.
    DeliveryId "msg";
    /// Who may send events here.
    SourceId "src";
    /// A line behind the bell.
    NoticeId "not";
}

/// No arguments, or nothing to say beyond "done".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

/// One page of a list, and how much there is in all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// How many rows the filter lets through, over all pages.
    pub total: u64,
    /// Hand this back as `after` for the next page; absent on the last.
    pub next: Option<String>,
}

/// A file made for the caller: `GET /files/{file}` at the HTTP door, `file.save` in the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FileOut {
    pub file: FileId,
    /// A proposed name, e.g. `audit-2026-11-23.csv`.
    pub name: String,
    pub rows: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FileSave {
    pub file: FileId,
    pub name: String,
}

/// A file that was handed in and is not needed any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FileForget {
    pub file: FileId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FileSaved {
    pub path: String,
}

/// A secret on its way to the secret store: never shown by `Debug`, never answered by a command, except once
/// where it was made here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct SecretText(pub String);

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretText(…)")
    }
}

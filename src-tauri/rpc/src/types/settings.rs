use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{SecretText, ZoneData};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Setting {
    /// E.g. `run.poll_seconds`.
    pub key: String,
    #[ts(type = "unknown")]
    pub value: serde_json::Value,
    #[ts(type = "unknown")]
    pub default: serde_json::Value,
    /// What it does, with its unit and bounds.
    pub words: String,
    pub unit: Option<String>,
    pub min: Option<f64>,
    pub max: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SettingSet {
    pub key: String,
    #[ts(type = "unknown")]
    pub value: serde_json::Value,
}

/// Where secrets are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum SecretStoreKind {
    /// Of the operating system.
    Keyring,
    /// Until the program ends.
    Session,
    /// Encrypted with a passphrase.
    File,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SecretStore {
    pub kind: SecretStoreKind,
    pub usable: bool,
    /// In words: what is in use, or why it is not usable and what to do.
    pub words: String,
}

/// Chooses the store; `file` needs the passphrase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct SecretStoreUse {
    pub kind: SecretStoreKind,
    pub passphrase: Option<SecretText>,
}

/// Health of everything, versions, and what is waiting and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Status {
    pub version: String,
    pub sqlite_version: String,
    pub data_dir: String,
    pub database_bytes: u64,
    pub zones: ZoneData,
    pub phone_release: String,
    pub rules_version: String,
    pub secret_store: SecretStore,
    pub waiting: Vec<WaitingTasks>,
    pub trouble: Vec<Trouble>,
    /// Of the troubles, what stands still in the program itself.
    #[serde(default)]
    pub standing_still: Vec<Trouble>,
    /// Address of the HTTP door, where one is open.
    pub http: Option<String>,
    /// Whose certificate authorities are trusted, in words.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub certificates: Option<String>,
    #[ts(type = "string")]
    pub started_at: Timestamp,
}

/// Durable tasks of one kind that are not done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WaitingTasks {
    pub kind: String,
    pub waiting: u64,
    pub dead: u64,
    #[ts(type = "string | null")]
    pub oldest: Option<Timestamp>,
    #[ts(type = "string | null")]
    pub next: Option<Timestamp>,
    pub last_error: Option<String>,
}

/// Something is wrong with the program itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Trouble {
    pub what: String,
    #[ts(type = "string")]
    pub since: Timestamp,
    pub to_do: String,
}

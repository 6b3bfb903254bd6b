use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a tenant may do differently without being at fault. Read at every request; set in the builder,
/// by [`crate::Running::change_settings`] or by `PATCH /_control/settings`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub keys: IdempotencyKeys,
    /// Extensions that this tenant lacks, and whether it answers 404 or 405 instead.
    pub absent: BTreeMap<Extension, u16>,
    /// Requests taken in any 60 s; 429 with `Retry-After` beyond. `null`: as many as come.
    pub rate_limit: Option<u32>,
    /// How long every answer takes.
    pub latency_ms: u64,
    /// How long a token is honoured.
    pub token_seconds: i64,
    pub expires_in: ExpiresIn,
    /// How much faster than life calls go in windows that are made from now on.
    pub speed: f64,
    /// Whether a contact that nobody listed is there as soon as it is asked for, made up from the seed
    /// and its id. `false`: only those that were listed are there.
    pub contacts_on_demand: bool,
    /// Ids that begin so are not made up, so that a demo has contacts that do not exist. Empty: every id is.
    pub missing_prefix: String,
    pub contact_update: ContactUpdate,
    pub batch_answer: BatchAnswer,
    /// 413 beyond so many contacts in a batch.
    pub batch_limit: usize,
    /// Each N-th contact of a batch is left out of the results, although it was taken; 0: none is.
    pub results_left_out: usize,
    /// Whether an upsert that names no record changes the one that is there; otherwise it is a conflict.
    pub upsert_without_id: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            keys: IdempotencyKeys::Honoured,
            absent: BTreeMap::new(),
            rate_limit: None,
            latency_ms: 0,
            token_seconds: 3600,
            expires_in: ExpiresIn::Number,
            speed: 1.0,
            contacts_on_demand: true,
            missing_prefix: "missing-".to_owned(),
            contact_update: ContactUpdate::Body,
            batch_answer: BatchAnswer::EachItem,
            batch_limit: 100,
            results_left_out: 0,
            upsert_without_id: false,
        }
    }
}

impl Settings {
    pub(crate) fn are_sound(&self) -> bool {
        let absent = self.absent.values().all(|status| matches!(status, 404 | 405));
        absent && self.speed.is_finite() && self.speed > 0.0 && self.token_seconds > 0
    }
}

/// What is done with an `Idempotency-Key` of a request that makes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdempotencyKeys {
    /// Same key and body: the same answer. Same key, other body: 409.
    Honoured,
    /// Every request makes something new.
    Ignored,
}

/// How a change of a contact is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactUpdate {
    /// 200 with id, custom fields and date.
    Body,
    /// 204.
    NoContent,
}

/// How a batch of contacts is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchAnswer {
    /// A result for each contact: what is bad keeps nothing else from being taken.
    EachItem,
    /// All of it or nothing: a bad number is 422, a known one 409, with its number where that is said.
    Whole { names_number: bool },
}

/// How the token endpoint says how long a token lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiresIn {
    Number,
    /// As a string of digits.
    Text,
    /// Not at all; the token is honoured for 300 s at most.
    Missing,
    /// 0: the token is honoured for one request.
    Zero,
}

/// An endpoint that a tenant may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Extension {
    #[serde(rename = "campaigns.list")]
    ListCampaigns,
    #[serde(rename = "schedules.list")]
    ListSchedules,
    #[serde(rename = "schedules.delete")]
    DeleteSchedule,
}

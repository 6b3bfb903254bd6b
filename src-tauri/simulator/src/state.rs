use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::campaign::{Campaign, samples};
use crate::progress::mix;
use crate::window::Window;

/// How many keys are remembered; the oldest are forgotten first.
const KEYS: usize = 10_000;

/// All that the tenant knows and keeps, but its contacts. Changed only under one lock, and written to the state file
/// before the change is answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Tenant {
    pub(crate) seed: u64,
    /// How many ids were given out.
    given_out: u64,
    pub(crate) campaigns: Vec<Campaign>,
    pub(crate) windows: Vec<Window>,
    pub(crate) keys: Keys,
}

/// What was answered to requests that carried an `Idempotency-Key`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Keys {
    answers: BTreeMap<String, Remembered>,
    order: VecDeque<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Remembered {
    /// What was asked: method, path and SHA-256 of the body.
    pub(crate) asked: String,
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Tenant {
    pub(crate) fn fresh(seed: u64) -> Self {
        Self { seed, given_out: 0, campaigns: samples(), windows: Vec::new(), keys: Keys::default() }
    }

    pub(crate) fn campaign(&self, id: &str) -> Option<&Campaign> {
        self.campaigns.iter().find(|campaign| campaign.id == id)
    }

    /// An id that this tenant never gave out before, also not before a restart.
    pub(crate) fn new_id(&mut self, kind: &str) -> String {
        self.given_out += 1;
        format!("{kind}-{}-{:08x}", self.given_out, mix(self.seed ^ mix(self.given_out)) >> 32)
    }
}

impl Keys {
    /// The oldest first.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = (&str, &Remembered)> {
        self.order.iter().filter_map(|key| Some((key.as_str(), self.answers.get(key)?)))
    }

    pub(crate) fn find(&self, key: &str) -> Option<&Remembered> {
        self.answers.get(key)
    }

    pub(crate) fn remember(&mut self, key: &str, answer: Remembered) {
        if self.answers.insert(key.to_owned(), answer).is_none() {
            self.order.push_back(key.to_owned());
        }
        while self.order.len() > KEYS {
            let oldest = self.order.pop_front();
            oldest.map(|key| self.answers.remove(&key));
        }
    }
}

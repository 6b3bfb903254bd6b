use serde::{Deserialize, Serialize};

use crate::senders::{Hidden, Kind, Target};

/// What to send. Every field but `url` has a default; an unknown field is refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    /// The source: `http(s)://HOST[:PORT]/webhook/…`. Without a path, the kind's own.
    pub url: String,
    pub kind: Kind,
    /// `whsec_…`: sign by Standard Webhooks. Not together with `bearer`; with neither, messages come
    /// without any word of who sends them.
    pub secret: Option<Hidden>,
    /// Send `Authorization: Bearer …` instead of a signature (and no id).
    pub bearer: Option<Hidden>,
    /// How many messages, 1 to 1,000,000; duplicates and wrong ones among them.
    pub count: u64,
    /// Messages begun in a second, over all connections. Missing: as fast as answers come.
    pub rate: Option<f64>,
    /// No message is begun later than so many seconds after the first; up to a day.
    pub seconds: f64,
    /// How many are on their way at once at most, each over a kept connection; 1 to 1024.
    pub connections: usize,
    /// The same seed at the same time: the same messages.
    pub seed: u64,
    /// How many different people they are about, one after another.
    pub contacts: u64,
    /// How many messages in a row are about the same person: 2 is a correction that follows at once.
    pub in_a_row: u64,
    /// Contact ids are this and six digits.
    pub contact_prefix: String,
    /// The disposition codes to choose from; repeat one to have it more often.
    pub codes: Vec<String>,
    /// The campaign of callback requests.
    pub campaign: String,
    pub shares: Shares,
    /// How often one message is sent at most, until it is answered with anything but 408, 429 or 5xx.
    pub tries: u32,
    /// Milliseconds between two tries.
    pub pause_ms: u64,
}

/// Which parts of all messages are not plain, each from 0 to 1 and together at most 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shares {
    /// An earlier message again, with the same id and body.
    pub duplicate: f64,
    /// An event of days ago, or (where it is signed) a signature of days ago.
    pub late: f64,
    /// What a listener should not take for good, every sort of it in turn.
    pub wrong: f64,
}

/// Why a plan is not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct PlanRefused {
    pub field: &'static str,
    pub reason: &'static str,
}

impl Default for Plan {
    fn default() -> Self {
        let codes = ["1001", "1002", "1003", "2001", "2002", "3001", "3002", "3003", "4001"];
        Self {
            url: String::new(),
            kind: Kind::default(),
            secret: None,
            bearer: None,
            count: 100,
            rate: None,
            seconds: 600.0,
            connections: 4,
            seed: 1,
            contacts: 1_000,
            in_a_row: 1,
            contact_prefix: "contact-".to_owned(),
            codes: codes.map(str::to_owned).to_vec(),
            campaign: "renewals".to_owned(),
            shares: Shares::default(),
            tries: 1,
            pause_ms: 500,
        }
    }
}

impl Plan {
    /// Whether every field is in its range; what comes back is where it goes.
    pub(crate) fn check(&self) -> Result<Target, PlanRefused> {
        let Shares { duplicate, late, wrong } = self.shares;
        let shares = [duplicate, late, wrong, duplicate + late + wrong];
        let rules = [
            ("count", (1..=1_000_000).contains(&self.count), "from 1 to 1,000,000"),
            ("rate", self.rate.is_none_or(|rate| (0.001..=1e6).contains(&rate)), "from 0.001 to 1,000,000"),
            ("seconds", self.seconds > 0.0 && self.seconds <= 86_400.0, "above 0, at most 86,400"),
            ("connections", (1..=1024).contains(&self.connections), "from 1 to 1024"),
            ("contacts", (1..=1_000_000).contains(&self.contacts), "from 1 to 1,000,000"),
            ("in_a_row", self.in_a_row > 0, "at least 1"),
            ("codes", !self.codes.is_empty(), "at least one"),
            ("shares", shares.iter().all(|share| (0.0..=1.0).contains(share)), "0 to 1, also together"),
            ("tries", (1..=1000).contains(&self.tries), "from 1 to 1000"),
        ];
        if let Some((field, _, reason)) = rules.into_iter().find(|(_, holds, _)| !holds) {
            return Err(PlanRefused { field, reason });
        }
        Target::new(&self.url, Some(self.kind), self.secret.as_ref(), self.bearer.as_ref())
    }

    /// A code that is none of `codes`.
    pub(crate) fn unmapped_code(&self) -> String {
        let stranger = |code: &String| !self.codes.contains(code);
        (7000_u32..=u32::MAX).map(|code| code.to_string()).find(stranger).unwrap_or_default()
    }
}

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::answer::Refusal;
use crate::test_number::test_number;

/// When contacts last changed that nobody changed yet: 2026-01-01T00:00:00Z.
const LONG_AGO: Timestamp = Timestamp::constant(1_767_225_600, 0);
const LONGEST_ID: usize = 128;

/// One person as the tenant knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// 1 to 128 characters.
    pub id: String,
    /// As the tenant has it, E.164 or not: a list may be bad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default)]
    pub custom: BTreeMap<String, String>,
    /// When it last changed.
    #[serde(default = "long_ago")]
    pub updated: Timestamp,
}

impl Contact {
    /// Without a number, of whom nothing is noted.
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), phone: None, custom: BTreeMap::new(), updated: LONG_AGO }
    }

    #[must_use]
    pub fn with_phone(mut self, phone: &str) -> Self {
        self.phone = Some(phone.to_owned());
        self
    }

    #[must_use]
    pub fn with_custom(mut self, field: &str, value: &str) -> Self {
        self.custom.insert(field.to_owned(), value.to_owned());
        self
    }

    /// The contact that is there because it was asked for; the same for the same seed and id.
    pub(crate) fn made_up(seed: u64, id: &str) -> Self {
        Self::new(id).with_phone(&test_number(seed, id))
    }

    pub(crate) fn is_sound(&self) -> bool {
        is_id(&self.id)
    }

    pub(crate) fn change(&mut self, custom: BTreeMap<String, String>, now: Timestamp) {
        self.custom.extend(custom);
        self.updated = now;
    }

    /// As `GET` answers it.
    pub(crate) fn to_json(&self) -> Value {
        let mut answer = self.changed_json();
        if let Some(phone) = &self.phone {
            answer["phone"] = json!({ "phoneNumber": phone });
        }
        answer
    }

    /// As `PATCH` answers it: without the number.
    pub(crate) fn changed_json(&self) -> Value {
        json!({ "id": self.id, "custom": self.custom, "updatedDate": self.updated })
    }
}

pub(crate) fn is_id(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.chars().count())
}

/// The custom fields that a change names, and nothing else in it.
pub(crate) fn asked_fields(body: &Map<String, Value>) -> Result<BTreeMap<String, String>, Refusal> {
    if let Some(stranger) = body.keys().find(|name| *name != "custom") {
        return Err(Refusal::field(stranger, "only custom fields can be changed"));
    }
    let Some(Value::Object(custom)) = body.get("custom").filter(|custom| **custom != json!({})) else {
        return Err(Refusal::field("custom", "custom is missing, empty or no object"));
    };
    custom
        .iter()
        .map(|(name, value)| match value {
            Value::String(text) => Ok((name.clone(), text.clone())),
            _ => Err(Refusal::field(name, "a custom field is a text")),
        })
        .collect()
}

fn long_ago() -> Timestamp {
    LONG_AGO
}

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::answer::Refusal;
use crate::state::{Keys, Remembered};

/// A number as the tenant's outbound contacts have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutboundContact {
    pub id: String,
    pub phone_number: String,
    pub do_not_call: bool,
    pub opt_out_date: Option<String>,
    pub custom_list_ids: Vec<String>,
    /// How often it was written.
    pub writes: u32,
}

/// The outbound contacts by their numbers, and the keys of the batches that brought them. In memory only.
#[derive(Debug, Default)]
pub(crate) struct Outbound {
    by_number: BTreeMap<String, OutboundContact>,
    keys: Keys,
    given_out: u64,
}

/// One contact of a batch, as it was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) number: String,
    do_not_call: bool,
    opt_out_date: Option<String>,
    custom_list_ids: Vec<String>,
    existing: Option<String>,
    upsert: bool,
}

/// Why one contact of a batch is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// What is wrong with it.
    Bad(&'static str),
    /// There is a record of this number already.
    Known { record: String },
}

impl Asked {
    /// Reads one contact; what is wrong with its number alone is [`Outbound::would_take`]'s to say.
    pub(crate) fn read(contact: &Value) -> Result<Self, Refusal> {
        let refuse = |field: &str| Refusal::field(field, "missing, or not what the contract says");
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let dnc = &contact["dnc"];
        let do_not_call = dnc["doNotCall"].as_bool().ok_or_else(|| refuse("dnc.doNotCall"))?;
        let opt_out_date = text(&dnc["optOutDate"]);
        if opt_out_date.is_some() && !do_not_call {
            return Err(refuse("dnc.optOutDate"));
        }
        let lists = contact["customListIds"].as_array().into_iter().flatten();
        Ok(Self {
            number: text(&contact["phone"]["phoneNumber"]).ok_or_else(|| refuse("phone.phoneNumber"))?,
            do_not_call,
            opt_out_date,
            custom_list_ids: lists.filter_map(text).collect(),
            existing: text(&contact["existingRecordId"]),
            upsert: contact["updateMode"] == "upsert",
        })
    }
}

impl Outbound {
    pub(crate) fn all(&self) -> Vec<OutboundContact> {
        self.by_number.values().cloned().collect()
    }

    pub(crate) fn answered(&self, key: &str) -> Option<&Remembered> {
        self.keys.find(key)
    }

    pub(crate) fn remember(&mut self, key: &str, answer: Remembered) {
        self.keys.remember(key, answer);
    }

    /// Whether it can be taken; nothing is changed.
    pub(crate) fn would_take(&self, asked: &Asked, upsert_without_id: bool) -> Result<(), NotTaken> {
        if !is_number(&asked.number) {
            return Err(NotTaken::Bad("the number is no number"));
        }
        match self.by_number.get(&asked.number) {
            None => Ok(()),
            Some(_) if asked.upsert && asked.existing.is_none() && upsert_without_id => Ok(()),
            Some(known) if asked.upsert && asked.existing.as_ref() == Some(&known.id) => Ok(()),
            Some(known) => Err(NotTaken::Known { record: known.id.clone() }),
        }
    }

    /// Takes what can be taken.
    pub(crate) fn take(&mut self, asked: &Asked) {
        let writes = self.by_number.get(&asked.number).map_or(0, |known| known.writes);
        let known = self.by_number.get(&asked.number).map(|known| known.id.clone());
        let id = known.unwrap_or_else(|| {
            self.given_out += 1;
            format!("record-{}", self.given_out)
        });
        let taken = OutboundContact {
            id,
            phone_number: asked.number.clone(),
            do_not_call: asked.do_not_call,
            opt_out_date: asked.opt_out_date.clone(),
            custom_list_ids: asked.custom_list_ids.clone(),
            writes: writes + 1,
        };
        self.by_number.insert(asked.number.clone(), taken);
    }
}

/// One item of an answer that speaks of each.
pub(crate) fn result(asked: &Asked, outcome: &Result<(), NotTaken>) -> Value {
    let mut item = Map::new();
    item.insert("phoneNumber".to_owned(), json!(asked.number));
    let (status, message) = match outcome {
        Ok(()) => (200, None),
        Err(NotTaken::Bad(why)) => (422, Some(*why)),
        Err(NotTaken::Known { record }) => {
            item.insert("existingRecordId".to_owned(), json!(record));
            (409, Some("there is a record of this number"))
        }
    };
    item.insert("status".to_owned(), json!(status));
    if let Some(message) = message {
        item.insert("message".to_owned(), json!(message));
    }
    Value::Object(item)
}

/// E.164: a plus and 8 to 15 digits, the first of them no zero.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (8..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}

//! Outbound contacts in batches (contract §2.4): numbers that may, or may not, be called.
//!
//! An answer may speak of each contact, or of the batch as a whole. A batch sets a state: after [`Error::Unknown`] it is
//! simply repeated under its key.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::mask::{Known, mask};
use crate::request::Request;
use crate::{Call, Error, IdempotencyKey, Job, Tenant};

/// One contact of a batch. Its number is a person's: it is not shown whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Push {
    /// E.164.
    pub number: String,
    pub do_not_call: bool,
    /// When the person asked, where it is an opt-out.
    pub opt_out_date: Option<Timestamp>,
    pub custom_list_ids: Vec<String>,
    /// The tenant's record of this number, which is changed then.
    pub existing: Option<String>,
    /// A record that the tenant may have is changed, whichever it is.
    pub upsert: bool,
}

/// What became of one contact of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pushed {
    Taken,
    /// The tenant has a record of this number; it is to be sent as a change of it.
    Conflict {
        existing: String,
    },
    /// The batch was refused for a conflict of another contact: nothing of it was taken.
    NotTaken,
    /// The tenant's words, masked.
    Refused {
        message: String,
    },
    /// Worth another try.
    NotNow {
        status: u16,
    },
    /// The answer says nothing of it.
    Unknown,
}

/// Sends a batch; answers what became of each contact, in their order.
pub async fn push(
    tenant: &Tenant,
    contacts: &[Push],
    key: &IdempotencyKey,
    mut call: Call,
) -> Result<Vec<Pushed>, Error> {
    let body = json!({ "contacts": contacts.iter().map(Push::body).collect::<Vec<_>>() });
    let request = Request::new(tenant.dialect(), Job::PushContacts, &[])?.json(&body)?.key(key);
    match tenant.send(&request, &mut call).await {
        Ok(answer) => Ok(read(&answer.body, contacts)),
        Err(error) => in_conflict(&error, contacts).ok_or(error),
    }
}

/// A refusal of the whole batch for a conflict that says which contact it is about: one of several by its number, or the
/// only one.
fn in_conflict(error: &Error, contacts: &[Push]) -> Option<Vec<Pushed>> {
    let Error::Conflict { existing: Some(existing), number, .. } = error else { return None };
    let named = |one: &Push| match number {
        Some(number) if contacts.len() > 1 => one.number == number.0,
        _ => contacts.len() == 1,
    };
    let conflict = Pushed::Conflict { existing: existing.clone() };
    contacts.iter().any(named).then(|| {
        contacts.iter().map(|one| if named(one) { conflict.clone() } else { Pushed::NotTaken }).collect()
    })
}

impl Push {
    fn body(&self) -> Value {
        let mut contact = json!({
            "phone": { "phoneNumber": self.number },
            "dnc": { "doNotCall": self.do_not_call },
        });
        if let Some(at) = self.opt_out_date.filter(|_| self.do_not_call) {
            contact["dnc"]["optOutDate"] = json!(at);
        }
        if !self.custom_list_ids.is_empty() {
            contact["customListIds"] = json!(self.custom_list_ids);
        }
        if let Some(existing) = &self.existing {
            contact["existingRecordId"] = json!(existing);
        }
        if self.upsert || self.existing.is_some() {
            contact["updateMode"] = json!("upsert");
        }
        contact
    }
}

impl std::fmt::Debug for Push {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Push").field("do_not_call", &self.do_not_call).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Answer {
    results: Option<Vec<Item>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    phone_number: String,
    #[serde(default)]
    status: Value,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    existing_record_id: Option<String>,
}

/// A 2xx without results has taken all of them; one whose results cannot be read says nothing of any.
fn read(body: &[u8], contacts: &[Push]) -> Vec<Pushed> {
    let results = match serde_json::from_slice::<Value>(body) {
        Ok(json) if json.get("results").is_none() => return vec![Pushed::Taken; contacts.len()],
        Err(_) if body.is_empty() => return vec![Pushed::Taken; contacts.len()],
        Ok(json) => serde_json::from_value::<Answer>(json).ok().and_then(|answer| answer.results),
        Err(_) => None,
    };
    let mut by_number: HashMap<String, Pushed> = HashMap::new();
    for item in results.unwrap_or_default() {
        let number = item.phone_number.clone();
        by_number.insert(number, item.outcome());
    }
    contacts.iter().map(|one| by_number.get(&one.number).cloned().unwrap_or(Pushed::Unknown)).collect()
}

impl Item {
    fn outcome(self) -> Pushed {
        let status = match &self.status {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        let message = || mask(self.message.as_deref().unwrap_or_default(), &Known::default());
        match (status, self.existing_record_id.clone()) {
            (Some(200..=299), _) => Pushed::Taken,
            (Some(409), Some(existing)) => Pushed::Conflict { existing },
            (Some(status @ (408 | 429 | 500..=599)), _) => {
                Pushed::NotNow { status: u16::try_from(status).unwrap_or(500) }
            }
            (Some(400..=499), _) => Pushed::Refused { message: message() },
            _ => Pushed::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::NamedNumber;

    fn contact(number: &str) -> Push {
        Push {
            number: number.into(),
            do_not_call: true,
            opt_out_date: "2026-11-23T08:00:00Z".parse().ok(),
            custom_list_ids: Vec::new(),
            existing: None,
            upsert: false,
        }
    }

    #[test]
    fn an_opt_out_carries_its_time_and_an_opt_in_none() {
        let out = contact("+14155550101").body();
        assert_eq!(
            out,
            json!({
                "phone": { "phoneNumber": "+14155550101" },
                "dnc": { "doNotCall": true, "optOutDate": "2026-11-23T08:00:00Z" },
            })
        );
        let back_in = Push { do_not_call: false, ..contact("+14155550101") };
        assert_eq!(back_in.body()["dnc"], json!({ "doNotCall": false }));
        let known = Push { existing: Some("r1".into()), custom_list_ids: vec!["l1".into()], ..back_in };
        let body = known.body();
        assert_eq!((&body["existingRecordId"], &body["updateMode"]), (&json!("r1"), &json!("upsert")));
        assert_eq!(body["customListIds"], json!(["l1"]));
        assert!(!format!("{known:?}").contains("415"), "a number is not shown by Debug");
    }

    #[test]
    fn each_contact_has_its_own_outcome_and_what_is_left_out_is_unknown() {
        let sent: Vec<_> = ["+14155550101", "+14155550102", "+14155550103", "+14155550104", "+14155550105"]
            .map(contact)
            .into();
        let body = json!({ "results": [
            { "phoneNumber": "+14155550105", "status": 503 },
            { "phoneNumber": "+14155550101", "status": "201" },
            { "phoneNumber": "+14155550102", "status": 409, "existingRecordId": "r7" },
            { "phoneNumber": "+14155550103", "status": 422, "message": "+14155550103 is bad" },
        ] });
        let read = read(body.to_string().as_bytes(), &sent);
        let expected = [
            Pushed::Taken,
            Pushed::Conflict { existing: "r7".into() },
            Pushed::Refused { message: "+•••••••••03 is bad".into() },
            Pushed::Unknown,
            Pushed::NotNow { status: 503 },
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn a_conflict_of_the_whole_batch_is_that_of_the_contact_that_it_names() {
        let sent = [contact("+14155550101"), contact("+14155550102")];
        let refused = |number: Option<&str>| Error::Conflict {
            message: String::new(),
            existing: Some("r7".into()),
            number: number.map(|number| NamedNumber(number.into())),
        };
        let conflict = Pushed::Conflict { existing: "r7".into() };
        let named = refused(Some("+14155550102"));
        assert_eq!(in_conflict(&named, &sent), Some(vec![Pushed::NotTaken, conflict.clone()]));
        assert!(!format!("{named:?} {named}").contains("415"), "a number is not shown");
        assert_eq!(in_conflict(&refused(None), &sent), None, "it may be either");
        assert_eq!(in_conflict(&refused(Some("+14155550199")), &sent), None, "it is none of these");
        assert_eq!(in_conflict(&refused(None), &sent[..1]), Some(vec![conflict]), "there is only one");
        let silent = Error::Conflict { message: String::new(), existing: None, number: None };
        assert_eq!(in_conflict(&silent, &sent[..1]), None, "no record is named");
    }

    #[test]
    fn an_answer_without_results_has_taken_all_and_one_that_cannot_be_read_says_nothing() {
        let sent = [contact("+14155550101"), contact("+14155550102")];
        for body in ["", "{}", r#"{"id":"x"}"#] {
            assert_eq!(read(body.as_bytes(), &sent), [Pushed::Taken, Pushed::Taken], "{body}");
        }
        for body in ["<html>", r#"{"results":7}"#, r#"{"results":[]}"#, r#"{"results":[{"status":200}]}"#] {
            assert_eq!(read(body.as_bytes(), &sent), [Pushed::Unknown, Pushed::Unknown], "{body}");
        }
    }
}

//! Contacts (contract §2.3): what a disposition writes into one, and the number behind it.
//!
//! After [`Error::Unknown`] from [`write`]: [`read`](read()), and look whether the same thing stands there
//! ([`Contact::says`]) before anything is repeated.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::read as read_answer;
use crate::request::Request;
use crate::{Call, Error, IdempotencyKey, Job, Tenant};

/// What is written into a contact: literally the body's `custom`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposition {
    pub disposition_category: String,
    /// `[timestamp] Disposition CODE mapped to CATEGORY`, of parsed values alone.
    pub last_audit_log: String,
}

/// A contact as the tenant keeps it. Its number is a person's: it is neither logged nor shown whole.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    pub id: String,
    #[serde(default)]
    phone: Option<Phone>,
    #[serde(default)]
    custom: Option<Map<String, Value>>,
    /// The tenant's own word; absent where it gives none.
    #[serde(default)]
    pub updated_date: Option<String>,
}

#[derive(Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Phone {
    #[serde(default)]
    phone_number: Option<String>,
}

impl Contact {
    /// As the tenant writes it; `None` where it knows none.
    pub fn phone_number(&self) -> Option<&str> {
        let number = self.phone.as_ref()?.phone_number.as_deref()?.trim();
        (!number.is_empty()).then_some(number)
    }

    /// Whether it already holds exactly this.
    pub fn says(&self, wanted: &Disposition) -> bool {
        let field = |name: &str| self.custom.as_ref()?.get(name)?.as_str();
        field("disposition_category") == Some(&wanted.disposition_category)
            && field("last_audit_log") == Some(&wanted.last_audit_log)
    }
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contact").field("id", &self.id).finish_non_exhaustive()
    }
}

/// One contact; [`Error::NotFound`] where the tenant knows none of this id.
pub async fn read(tenant: &Tenant, contact_id: &str, mut call: Call) -> Result<Contact, Error> {
    let request = Request::new(tenant.dialect(), Job::ReadContact, &[contact_id])?;
    let contact: Contact = read_answer(&tenant.send(&request, &mut call).await?)?;
    if contact.id.is_empty() {
        return Err(Error::Unreadable { message: "a contact without its id".to_owned() });
    }
    Ok(contact)
}

/// Writes a disposition into a contact. `key` is stored with the intent before the first attempt.
pub async fn write(
    tenant: &Tenant,
    contact_id: &str,
    disposition: &Disposition,
    key: &IdempotencyKey,
    mut call: Call,
) -> Result<(), Error> {
    #[derive(Serialize)]
    struct Body<'a> {
        custom: &'a Disposition,
    }
    let request = Request::new(tenant.dialect(), Job::WriteContact, &[contact_id])?;
    let request = request.json(&Body { custom: disposition })?.key(key);
    let answer = tenant.send(&request, &mut call).await?;
    if answer.status == 204 || names_it(&answer.body) {
        return Ok(());
    }
    Err(Error::Unknown { message: format!("the tenant answered {} without the contact's id", answer.status) })
}

fn names_it(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Written {
        id: String,
    }
    serde_json::from_slice::<Written>(body).is_ok_and(|written| !written.id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(json: &str) -> Contact {
        serde_json::from_str(json).expect("a contact")
    }

    fn opted_out() -> Disposition {
        Disposition {
            disposition_category: "do_not_call".into(),
            last_audit_log: "[2026-11-23T08:00:00Z] Disposition 1001 mapped to do_not_call".into(),
        }
    }

    #[test]
    fn a_contact_without_a_number_has_none() {
        for json in [
            r#"{"id":"c"}"#,
            r#"{"id":"c","phone":null,"custom":null}"#,
            r#"{"id":"c","phone":{}}"#,
            r#"{"id":"c","phone":{"phoneNumber":null}}"#,
            r#"{"id":"c","phone":{"phoneNumber":"  "}}"#,
        ] {
            assert_eq!(contact(json).phone_number(), None, "{json}");
        }
        let known = contact(r#"{"id":"c","phone":{"phoneNumber":" +14155550123 "}}"#);
        assert_eq!(known.phone_number(), Some("+14155550123"));
        assert!(!format!("{known:?}").contains("415"), "a number is not shown by Debug");
    }

    #[test]
    fn what_stands_there_is_recognised_word_for_word() {
        let custom = serde_json::to_value(opted_out()).expect("JSON");
        let there = serde_json::from_value::<Contact>(serde_json::json!({"id":"c","custom":custom}));
        assert!(there.expect("a contact").says(&opted_out()));
        let older = r#"{"id":"c","custom":{"disposition_category":"do_not_call","last_audit_log":"?"}}"#;
        assert!(!contact(older).says(&opted_out()), "the same category of another event is not this one");
        assert!(!contact(r#"{"id":"c","custom":{"disposition_category":7}}"#).says(&opted_out()));
    }

    #[test]
    fn a_200_that_does_not_name_the_contact_is_no_success() {
        assert!(names_it(br#"{"id":"c1","custom":{}}"#));
        for body in ["", "{}", r#"{"id":""}"#, r#"{"id":null}"#, "<html>"] {
            assert!(!names_it(body.as_bytes()), "{body}");
        }
    }
}

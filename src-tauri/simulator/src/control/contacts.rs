use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Here;
use crate::answer::Refusal;
use crate::contact::Contact;
use crate::stand_in::{StandIn, lock};

#[derive(Deserialize)]
struct Listed {
    contacts: Vec<Contact>,
}

pub(super) async fn contacts(State(stand_in): Here) -> Json<Value> {
    Json(json!({ "contacts": lock(&stand_in.contacts).all() }))
}

pub(super) async fn put_contacts(
    State(stand_in): Here,
    Json(body): Json<Value>,
) -> Result<Json<Value>, Refusal> {
    let asked: Listed =
        serde_json::from_value(body).map_err(|error| Refusal::field("contacts", error.to_string()))?;
    stand_in.put_contacts(asked.contacts)?;
    Ok(contacts(State(stand_in)).await)
}

impl StandIn {
    pub(crate) fn put_contacts(&self, contacts: Vec<Contact>) -> Result<(), Refusal> {
        if !contacts.iter().all(Contact::is_sound) {
            return Err(Refusal::field("contacts", "an id has 1 to 128 characters"));
        }
        lock(&self.contacts).put(contacts).map_err(|error| Refusal::not_kept(&error))
    }
}

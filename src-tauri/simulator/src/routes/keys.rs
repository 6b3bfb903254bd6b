use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::answer::Refusal;
use crate::settings::{IdempotencyKeys, Settings};
use crate::state::Remembered;

/// The `Idempotency-Key` of a request, where this tenant honours one. Keys are counted by resource.
pub(super) fn key<'a>(headers: &'a HeaderMap, settings: &Settings) -> Option<&'a str> {
    let honoured = settings.keys == IdempotencyKeys::Honoured;
    headers.get("idempotency-key").and_then(|key| key.to_str().ok()).filter(|_| honoured)
}

/// What a key stands for: the resource, the id in the path and the body, whatever the order of its fields.
pub(super) fn fingerprint(resource: &str, id: &str, body: &Map<String, Value>) -> String {
    let mut fields: Vec<_> = body.iter().map(|(name, value)| format!("{name}={value}")).collect();
    fields.sort();
    hex::encode(Sha256::digest(format!("{resource}\n{id}\n{}", fields.join("\n"))))
}

/// What was answered before, or 409 where the key was used for something else.
pub(super) fn repeated(before: &Remembered, asked: &str) -> Result<Value, Refusal> {
    if before.asked == asked {
        Ok(before.body.clone())
    } else {
        Err(Refusal::new(StatusCode::CONFLICT, "this Idempotency-Key was used for another request"))
    }
}

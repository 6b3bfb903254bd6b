use http::{HeaderMap, header};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const MASK: &str = "***";
const SECRET_FIELDS: [&str; 5] = ["client_secret", "access_token", "refresh_token", "password", "secret"];

/// Headers as the journal keeps them: names in lower case, credentials only by their scheme.
pub(crate) fn headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut kept = BTreeMap::new();
    for (name, value) in headers {
        let text = String::from_utf8_lossy(value.as_bytes());
        let text = match *name {
            header::AUTHORIZATION | header::PROXY_AUTHORIZATION => {
                format!("{} {MASK}", text.split(' ').next().unwrap_or_default())
            }
            header::COOKIE => MASK.to_owned(),
            _ => text.into_owned(),
        };
        kept.entry(name.as_str().to_owned())
            .and_modify(|before: &mut String| *before = format!("{before}, {text}"))
            .or_insert(text);
    }
    kept
}

/// A body as the journal keeps it: JSON as it is, a form as an object of texts, both without secrets.
/// Anything else only by its length, since nobody can say where in it a secret lies.
pub(crate) fn body(headers: &HeaderMap, bytes: &[u8]) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let read = if kind.starts_with("application/x-www-form-urlencoded") {
        crate::routes::form_fields(bytes).map(|fields| {
            Value::Object(fields.into_iter().map(|(name, value)| (name, Value::String(value))).collect())
        })
    } else {
        serde_json::from_slice(bytes).ok()
    };
    match read {
        Some(value @ (Value::Object(_) | Value::Array(_))) => without_secrets(value),
        _ => Value::String(format!("{} bytes that are neither JSON nor a form", bytes.len())),
    }
}

fn without_secrets(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(fields.into_iter().map(masked_field).collect::<Map<_, _>>()),
        Value::Array(items) => Value::Array(items.into_iter().map(without_secrets).collect()),
        other => other,
    }
}

fn masked_field((name, value): (String, Value)) -> (String, Value) {
    let value = if SECRET_FIELDS.contains(&name.to_ascii_lowercase().as_str()) {
        Value::String(MASK.to_owned())
    } else {
        without_secrets(value)
    };
    (name, value)
}

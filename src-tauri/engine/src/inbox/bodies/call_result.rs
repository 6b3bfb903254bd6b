use serde_json::Value;

use super::fields::Fields;
use super::{Context, Read, Unfit, contact_id};
use crate::inbox::as_seen;

const LONGEST_CODE: usize = 128;

/// `{"contactId","dispositionCode","callResult","timestamp"}`. A code is a text or a whole number, as tenants send
/// both; what a code means is decided later.
pub(super) fn read(fields: &Fields, body: &[u8], context: Context) -> Result<Read, Unfit> {
    fields.required("contactId")?;
    // A number may have more digits than one of a program holds.
    let contact = contact_id::of(body).ok_or_else(|| Unfit::Malformed(contact_id::WANTED.to_owned()))?;
    match fields.required("dispositionCode")? {
        Value::Number(code) if code.is_u64() || code.is_i64() => {}
        // White space around it is no part of it. One of which nothing is seen could never be mapped.
        Value::String(code) if !as_seen(code).is_empty() => {
            let code = code.trim();
            if code.chars().count() > LONGEST_CODE || code.contains(char::is_control) {
                let words = "dispositionCode is 1 to 128 characters, none of them a control character.";
                return Err(Unfit::Malformed(words.to_owned()));
            }
        }
        _ => {
            return Err(Unfit::Malformed("dispositionCode is neither a text nor a whole number.".to_owned()));
        }
    }
    fields.optional_text("callResult")?;
    Ok(Read { about: contact, happened: fields.happened("timestamp", context)? })
}

use serde_json::Value;

use super::fields::Fields;
use super::{Context, Read, Unfit};

/// `{"phoneNumber","eventName":"optIn"|"optOut","timestamp","metadata"?}`
///
/// A wish is kept for every number that is possible: the plan lists some only months after they are in service.
pub(super) fn read(fields: &Fields, context: Context) -> Result<Read, Unfit> {
    if !matches!(fields.text("eventName")?, "optIn" | "optOut") {
        return Err(Unfit::Malformed("eventName is neither optIn nor optOut.".to_owned()));
    }
    if !matches!(fields.optional("metadata"), None | Some(Value::Object(_))) {
        return Err(Unfit::Malformed("metadata is not an object.".to_owned()));
    }
    let number = fields.possible_number("phoneNumber", context)?;
    Ok(Read { about: number.reveal(), happened: fields.happened("timestamp", context)? })
}

use serde_json::Value;

use super::fields::Fields;
use super::{Context, Read, Unfit};

/// `{"phoneNumber","eventName":"optIn"|"optOut","timestamp","metadata"?}`
///
/// An opt-out is kept for every number that is possible: the plan lists some only months after they are in service. An
/// opt-in needs one that it lists.
pub(super) fn read(fields: &Fields, context: Context) -> Result<Read, Unfit> {
    let opts_in = match fields.text("eventName")? {
        "optIn" => true,
        "optOut" => false,
        _ => return Err(Unfit::Malformed("eventName is neither optIn nor optOut.".to_owned())),
    };
    if !matches!(fields.optional("metadata"), None | Some(Value::Object(_))) {
        return Err(Unfit::Malformed("metadata is not an object.".to_owned()));
    }
    let number = fields.possible_number("phoneNumber", context)?;
    if opts_in && callboard_phone::parse(&number.reveal(), None).is_err() {
        let words = "phoneNumber: the number plan of its country does not list this number, so nobody can opt in with it.";
        return Err(Unfit::NeverRight(words.to_owned()));
    }
    Ok(Read { about: number.reveal(), happened: fields.happened("timestamp", context)? })
}

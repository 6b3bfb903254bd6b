use serde_json::Value;

use super::fields::Fields;
use super::{Context, Read, Unfit};

/// `{"id","eventType","subscriptionId"?,"timestamp","data"}`: kept as it came.
pub(super) fn read(fields: &Fields, context: Context) -> Result<Read, Unfit> {
    fields.short("id", 128)?;
    let kind = fields.short("eventType", 128)?;
    if fields.optional("subscriptionId").is_some() {
        fields.short("subscriptionId", 128)?;
    }
    if !matches!(fields.required("data")?, Value::Object(_)) {
        return Err(Unfit::Malformed("data is not an object.".to_owned()));
    }
    Ok(Read { about: kind.to_owned(), happened: fields.happened("timestamp", context)? })
}

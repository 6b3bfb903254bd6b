use bytes::Bytes;
use serde_json::{Value, json};

use crate::senders::bodies::fields;
use crate::senders::{Kind, Shape};

/// Makes a body say something that nobody has heard of.
pub(crate) fn with_unknown_value(kind: Kind, body: &mut Value, unmapped_code: &str) {
    let [_, what, _] = fields(kind);
    match kind {
        Kind::CallResult => body[what] = json!(unmapped_code),
        Kind::DataAction => body[what] = json!("optSideways"),
        Kind::Callback => body["language"] = json!("tlh"),
        Kind::Event => body[what] = json!("moon.landed"),
    }
}

/// The bytes of a body, broken where the shape is about that.
pub(crate) fn bytes(kind: Kind, shape: Shape, mut body: Value, chance: u64) -> Bytes {
    let [whom, what, when] = fields(kind);
    match shape {
        Shape::MissingField => {
            let missing = [whom, what, when][usize::try_from(chance % 3).unwrap_or_default()];
            body.as_object_mut().map(|fields| fields.remove(missing));
        }
        Shape::BadNumber => body[whom] = json!("not-a-number"),
        Shape::BadTime => body[when] = json!("yesterday at noon"),
        _ => {}
    }
    let mut bytes = body.to_string().into_bytes();
    if shape == Shape::BrokenJson {
        bytes.truncate(bytes.len() / 2);
    }
    bytes.into()
}

//! What a request of each kind has to say, and what of it can never be right (contract §4).

mod call_result;
mod callback;
mod contact_id;
mod data_action;
mod fields;
mod subscribed;

use callboard_phone::Region;
use callboard_rpc::types::SourceKind;
use jiff::Timestamp;

use super::json;

pub(crate) use contact_id::ContactId;

/// A body that was read: what the event says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Read {
    /// The contact, the number (E.164) or the type that it is about.
    pub(super) about: String,
    pub(super) happened: Timestamp,
}

/// Why a body is not taken. The sentence goes back to the sender and repeats nothing of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// 400: it is not what this path takes.
    Malformed(String),
    /// 422: a number or a time that can never be right.
    NeverRight(String),
}

/// Against what a body is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    pub(super) now: Timestamp,
    /// For national numbers.
    pub(super) region: Option<Region>,
}

pub(super) fn read(kind: SourceKind, body: &[u8], context: Context) -> Result<Read, Unfit> {
    let fields = fields::Fields(json::object(body).map_err(Unfit::Malformed)?);
    match kind {
        SourceKind::CallResult => call_result::read(&fields, body, context),
        SourceKind::DataAction => data_action::read(&fields, context),
        SourceKind::Callback => callback::read(&fields, context),
        SourceKind::Event => subscribed::read(&fields, context),
    }
}

//! One file a resource. Each builds a request value and reads the answer; the tenant sends it.

pub mod analytics;
pub mod campaigns;
pub mod contacts;
pub mod outbound;
pub mod schedules;

use serde::de::DeserializeOwned;

use crate::Error;
use crate::wire::Answer;

/// The answer to a read. What cannot be read is never quoted: it may hold anything.
fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Error> {
    serde_json::from_slice(&answer.body).map_err(|why| Error::Unreadable {
        message: format!("not what the contract says (line {}, column {})", why.line(), why.column()),
    })
}

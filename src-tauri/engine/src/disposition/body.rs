//! The body of a call result, as the door has checked it (contract §4).

use jiff::Timestamp;
use serde::Deserialize;

use super::decisions::{Decision, millis};
use crate::inbox::{ContactId, Event};
use crate::map::Code;
use crate::zone::written_instant;

/// Most characters of a call result that are kept beside the decision.
const LONGEST_RESULT: usize = 200;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    contact_id: ContactId,
    disposition_code: Code,
    #[serde(default)]
    call_result: Option<serde_json::Value>,
    #[serde(default)]
    timestamp: Option<String>,
}

/// An event as it is before it is decided: read again, but for its time, which the door has read and stored. So whatever
/// the door takes can be decided. An error says in words that repeat nothing of the body.
pub(super) fn read(event: &Event) -> Result<Decision, String> {
    let text = event.body.as_deref().ok_or("Its body was dropped before it was decided.")?;
    let body: Body = serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        format!("Its body is not what a call result is ({place}).")
    })?;
    let call_result = body.call_result.and_then(|value| match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(short(&text)),
        other => Some(short(&other.to_string())),
    });
    Ok(Decision {
        event: event.number,
        connection: event.connection.clone(),
        contact: body.contact_id.0,
        code: body.disposition_code.0,
        call_result,
        happened: millis(event.happened),
        fine: body.timestamp.map_or(0, |at| fine(&at)),
        received: millis(event.received),
        category: None,
        severity: 0,
        opts_out: false,
        unmapped: true,
        head: false,
        version: 0,
    })
}

/// Nanoseconds of a time beyond its milliseconds.
fn fine(at: &str) -> u32 {
    let nanos = written_instant(at).map_or(0, Timestamp::subsec_nanosecond);
    // Before 1970 the door takes nothing.
    u32::try_from(nanos.rem_euclid(1_000_000)).unwrap_or_default()
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_RESULT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_of_one_millisecond_keep_their_order_however_their_fraction_is_written() {
        for (at, nanos) in [
            ("2026-11-23T14:30:00.0001234567890123Z", 123_456),
            ("2026-11-23T14:30:00,000123456Z", 123_456),
            ("2026-11-23T14:30:00.000123Z", 123_000),
            ("2026-11-23T14:30:00Z", 0),
        ] {
            assert_eq!(fine(at), nanos, "{at}");
        }
    }
}

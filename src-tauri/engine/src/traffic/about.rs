//! A row of the list out of what is stored, with no number whole.

use std::collections::HashMap;

use callboard_rpc::types::{
    Delivery, DeliveryState, Direction, SourceId, SourceKind, TrafficRow, TrafficState,
};

use crate::inbox::{Event, RefusedEvent, kind_word};

/// Sources by id; one that was removed is called by its id.
pub(super) type Names = HashMap<SourceId, String>;

pub(super) fn of_event(event: &Event, names: &Names) -> TrafficRow {
    TrafficRow {
        id: event.id(),
        direction: Direction::Received,
        at: event.received,
        kind: kind_word(event.kind).to_owned(),
        party: named(&event.source, names),
        party_id: event.source.to_string(),
        state: event.state,
        about: about(event.kind, &event.about),
        words: event.words.clone(),
    }
}

pub(super) fn of_refused(refused: &RefusedEvent, names: &Names) -> TrafficRow {
    TrafficRow {
        id: format!("ref_{}", refused.number),
        direction: Direction::Received,
        at: refused.received,
        kind: kind_word(refused.kind).to_owned(),
        party: named(&refused.source, names),
        party_id: refused.source.to_string(),
        state: TrafficState::Refused,
        about: String::new(),
        words: Some(refused.reason.clone()),
    }
}

pub(super) fn of_delivery(delivery: &Delivery) -> TrafficRow {
    let last = delivery.tries.last().and_then(|one| one.words.clone());
    TrafficRow {
        id: delivery.id.to_string(),
        direction: Direction::Sent,
        at: delivery.created_at,
        kind: delivery.event.clone(),
        party: delivery.endpoint_name.clone(),
        party_id: delivery.endpoint.to_string(),
        state: match delivery.state {
            DeliveryState::Waiting => TrafficState::Waiting,
            DeliveryState::Delivered => TrafficState::Delivered,
            DeliveryState::Dead => TrafficState::Dead,
        },
        about: delivery.run.as_ref().map(ToString::to_string).unwrap_or_default(),
        words: last.filter(|_| delivery.state != DeliveryState::Delivered),
    }
}

/// A contact or a type as it is; a number masked.
pub(super) fn about(kind: SourceKind, text: &str) -> String {
    match kind {
        SourceKind::DataAction | SourceKind::Callback if !text.is_empty() => callboard_phone::mask(text),
        SourceKind::DataAction | SourceKind::Callback => String::new(),
        // A tenant may use numbers as its contacts' ids.
        SourceKind::CallResult | SourceKind::Event => callboard_phone::mask_in_text(text),
    }
}

/// JSON as it was sent, with no number whole: also where a number's characters are written as escapes.
pub(super) fn masked_body(body: &str) -> String {
    callboard_phone::mask_in_text(&unescaped(body))
}

/// `\u00a0` and the like as the characters that they are, where these need no escape.
fn unescaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        text.push_str(before);
        let code = escape.get(2..6).filter(|_| escape.starts_with("\\u"));
        let character = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        let plain = character.filter(|one| !one.is_control() && !matches!(one, '"' | '\\'));
        let length = if let Some(character) = plain {
            text.push(character);
            6
        } else {
            // Any other escape stays, together with what it escapes.
            let length = 1 + escape.chars().nth(1).map_or(0, char::len_utf8);
            text.push_str(&escape[..length]);
            length
        };
        rest = &escape[length..];
    }
    text.push_str(rest);
    text
}

fn named(source: &SourceId, names: &Names) -> String {
    names.get(source).cloned().unwrap_or_else(|| source.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_masked_however_its_characters_are_written() {
        for body in [
            r#"{"phoneNumber":"+1\u00a0415\u00a0555\u00a00123"}"#,
            r#"{"phoneNumber":"\u002b14155550123"}"#,
            r#"{"phoneNumber":"+1415\u0035550123"}"#,
            r#"{"phoneNumber":"+1 415 555 0123"}"#,
        ] {
            let shown = masked_body(body);
            assert!(!shown.contains("0123") && shown.starts_with(r#"{"phoneNumber":"#), "{shown}");
        }
    }

    #[test]
    fn other_escapes_stay_as_they_are() {
        for body in [r#"{"a":"x\n\"y\\z\u0000"}"#, r#"{"a":"\ud83d\ude00"}"#, "cut \\", "cut \\u00"] {
            assert_eq!(unescaped(body), body);
        }
        assert_eq!(unescaped(r"caf\u00e9"), "café");
    }
}

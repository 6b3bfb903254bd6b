//! A row of the list out of what is stored, with no number whole unless that was asked for.

use std::collections::HashMap;

use callboard_rpc::types::{
    Delivery, DeliveryState, Direction, SourceId, SourceKind, TrafficRow, TrafficState,
};

use crate::inbox::{Event, RefusedEvent};
use crate::kernel::{Reveal, StoredWord};

/// Sources by id; one that was removed is called by its id.
pub(super) type Names = HashMap<SourceId, String>;

pub(super) fn of_event(event: &Event, names: &Names, numbers: Reveal) -> TrafficRow {
    TrafficRow {
        id: event.id(),
        direction: Direction::Received,
        at: event.received,
        kind: event.kind.word().to_owned(),
        party: named(&event.source, names),
        party_id: event.source.to_string(),
        state: event.state,
        about: about(event.kind, &event.about, numbers),
        words: event.words.as_deref().map(|words| numbers.in_text(words)),
    }
}

pub(super) fn of_refused(refused: &RefusedEvent, names: &Names) -> TrafficRow {
    TrafficRow {
        id: format!("ref_{}", refused.number),
        direction: Direction::Received,
        at: refused.received,
        kind: refused.kind.word().to_owned(),
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
pub(super) fn about(kind: SourceKind, text: &str, numbers: Reveal) -> String {
    match kind {
        _ if numbers == Reveal::Whole => text.to_owned(),
        SourceKind::DataAction | SourceKind::Callback if !text.is_empty() => callboard_phone::mask(text),
        SourceKind::DataAction | SourceKind::Callback => String::new(),
        // A tenant may use numbers as its contacts' ids.
        SourceKind::CallResult | SourceKind::Event => callboard_phone::mask_in_text(text),
    }
}

fn named(source: &SourceId, names: &Names) -> String {
    names.get(source).cloned().unwrap_or_else(|| source.to_string())
}

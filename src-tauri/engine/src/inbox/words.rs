//! Kinds and states as they stand in columns and paths.

use callboard_rpc::types::{SourceKind, TrafficState};

pub(super) const KINDS: [SourceKind; 4] =
    [SourceKind::CallResult, SourceKind::DataAction, SourceKind::Callback, SourceKind::Event];

pub fn kind_word(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::CallResult => "call-result",
        SourceKind::DataAction => "data-action",
        SourceKind::Callback => "callback",
        SourceKind::Event => "event",
    }
}

/// The kind of a column; only words that were written here stand there.
pub(super) fn kind(word: &str) -> SourceKind {
    KINDS.into_iter().find(|kind| kind_word(*kind) == word).unwrap_or(SourceKind::Event)
}

pub fn state_word(state: TrafficState) -> &'static str {
    match state {
        TrafficState::Received => "received",
        TrafficState::Kept => "kept",
        TrafficState::Done => "done",
        TrafficState::Unmapped => "unmapped",
        TrafficState::Held => "held",
        TrafficState::Late => "late",
        TrafficState::Superseded => "superseded",
        TrafficState::Refused => "refused",
        TrafficState::Dead => "dead",
        TrafficState::Waiting => "waiting",
        TrafficState::Delivered => "delivered",
    }
}

pub(super) fn state(word: &str) -> TrafficState {
    match word {
        "received" => TrafficState::Received,
        "done" => TrafficState::Done,
        "unmapped" => TrafficState::Unmapped,
        "held" => TrafficState::Held,
        "late" => TrafficState::Late,
        "superseded" => TrafficState::Superseded,
        "refused" => TrafficState::Refused,
        "dead" => TrafficState::Dead,
        "waiting" => TrafficState::Waiting,
        "delivered" => TrafficState::Delivered,
        _ => TrafficState::Kept,
    }
}

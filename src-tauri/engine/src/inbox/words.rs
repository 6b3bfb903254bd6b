//! Kinds, states and ways of signing, as columns and paths have them.

use callboard_rpc::types::{SourceAuth, SourceKind, TrafficState};

use crate::kernel::stored_as;

stored_as!(SourceKind {
    CallResult => "call-result",
    DataAction => "data-action",
    Callback => "callback",
    Event => "event",
});

stored_as!(TrafficState {
    Received => "received",
    Kept => "kept",
    Done => "done",
    Unmapped => "unmapped",
    Held => "held",
    Late => "late",
    Superseded => "superseded",
    Refused => "refused",
    Dead => "dead",
    Waiting => "waiting",
    Delivered => "delivered",
});

stored_as!(SourceAuth { Signature => "signature", Bearer => "bearer", None => "none" });

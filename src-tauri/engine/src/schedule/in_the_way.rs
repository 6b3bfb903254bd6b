//! Windows that stand in the way of a new one: which, and what is said of them.

use callboard_rpc::RpcError;
use callboard_rpc::types::{FailedWindow, Overlap, Verdict, WindowState};

use super::here::blocks;
use crate::window::{NewWindow, Window};
use crate::zone::place;

/// A live window that this one would double, or, unless overlapping is allowed, run into; and always one of which
/// it is not known that it does not dial.
pub(super) fn in_the_way<'a>(new: &NewWindow, live: &'a [Window], overlap: Overlap) -> Option<&'a Window> {
    if new.verdict == Verdict::Refused {
        return None;
    }
    live.iter().find(|there| blocks_or_doubles(new, there, overlap))
}

pub(super) fn blocks_or_doubles(new: &NewWindow, there: &Window, overlap: Overlap) -> bool {
    let same = there.zone == new.zone && there.start == new.start;
    let overlaps = there.zone == new.zone && there.start < new.end && new.start < there.end;
    same || (overlap == Overlap::Skip && overlaps) || blocks(there, new)
}

pub(super) fn kept_out(new: &NewWindow, there: &Window) -> FailedWindow {
    let why = match there.state {
        WindowState::Unknown => "of which it is not known whether the tenant has it, may dial",
        WindowState::Stuck => "which could not be withdrawn, may dial",
        WindowState::Withdrawing => "which is being withdrawn, may dial",
        _ if there.unwanted => "which should be gone, may dial",
        _ => "is scheduled",
    };
    let words = format!("Not submitted: another window of this campaign {why} there until {}.", there.end);
    FailedWindow { window: None, zone: new.zone.clone(), state: there.state, words, next_try: None }
}

pub(super) fn all_kept_out(held_back: &[FailedWindow]) -> RpcError {
    let words: Vec<String> =
        held_back.iter().take(3).map(|window| format!("{}: {}", place(&window.zone), window.words)).collect();
    RpcError::new(callboard_rpc::Code::Refused, format!("Nothing was submitted. {}", words.join(" ")))
        .hint("Wait for these windows to end, or stop the campaign first.")
        .detail(serde_json::json!({ "failed": held_back }))
}

/// Whether a window is the same intent once more, rather than another one that stands in its way.
pub(super) fn repeats(new: &NewWindow, there: &Window) -> bool {
    there.schedule == new.schedule && (there.start == new.start || (there.asap && new.asap))
}

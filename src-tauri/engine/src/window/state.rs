use callboard_rpc::types::WindowState;

use crate::kernel::stored_as;

stored_as!(WindowState {
    Planned => "planned",
    Sending => "sending",
    Submitted => "submitted",
    Begun => "begun",
    Ended => "ended",
    Refused => "refused",
    Failed => "failed",
    Unknown => "unknown",
    Withdrawing => "withdrawing",
    Withdrawn => "withdrawn",
    Stuck => "stuck",
});

/// Whether the tenant may dial in it: such a window blocks its place against a second one.
pub(super) fn may_dial(state: WindowState) -> bool {
    !matches!(state, WindowState::Ended | WindowState::Refused | WindowState::Failed | WindowState::Withdrawn)
}

/// Whether it is on its way somewhere, so that asking again soon will tell more.
pub(super) fn is_moving(state: WindowState) -> bool {
    matches!(state, WindowState::Planned | WindowState::Sending | WindowState::Withdrawing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::StoredWord;

    #[test]
    fn only_what_is_over_or_never_was_leaves_its_place_free() {
        let free = WindowState::WORDS.iter().filter(|(state, _)| !may_dial(*state));
        let free: Vec<_> = free.map(|(_, word)| *word).collect();
        assert_eq!(free, ["ended", "refused", "failed", "withdrawn"]);
    }
}

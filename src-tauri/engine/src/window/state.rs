use callboard_rpc::types::WindowState;

/// As it stands in the table.
pub(super) fn word(state: WindowState) -> &'static str {
    match state {
        WindowState::Planned => "planned",
        WindowState::Sending => "sending",
        WindowState::Submitted => "submitted",
        WindowState::Begun => "begun",
        WindowState::Ended => "ended",
        WindowState::Refused => "refused",
        WindowState::Failed => "failed",
        WindowState::Unknown => "unknown",
        WindowState::Withdrawing => "withdrawing",
        WindowState::Withdrawn => "withdrawn",
        WindowState::Stuck => "stuck",
    }
}

pub(super) const ALL: [WindowState; 11] = [
    WindowState::Planned,
    WindowState::Sending,
    WindowState::Submitted,
    WindowState::Begun,
    WindowState::Ended,
    WindowState::Refused,
    WindowState::Failed,
    WindowState::Unknown,
    WindowState::Withdrawing,
    WindowState::Withdrawn,
    WindowState::Stuck,
];

pub(super) fn from_word(text: &str) -> Option<WindowState> {
    ALL.into_iter().find(|state| word(*state) == text)
}

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

    #[test]
    fn every_state_is_read_as_it_was_written() {
        for state in ALL {
            assert_eq!(from_word(word(state)), Some(state));
        }
        assert_eq!(from_word("?"), None);
    }

    #[test]
    fn only_what_is_over_or_never_was_leaves_its_place_free() {
        let free: Vec<_> = ALL.into_iter().filter(|state| !may_dial(*state)).map(word).collect();
        assert_eq!(free, ["ended", "refused", "failed", "withdrawn"]);
    }
}

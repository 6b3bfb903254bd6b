use callboard_cxone::Error as TenantError;
use callboard_rpc::types::{RunFigures, StallCause};

/// What is known when a run has made no progress for too long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    pub(super) a_window_is_open: bool,
    /// Of the last poll, where it failed.
    pub(super) error: Option<&'a TenantError>,
    pub(super) went_backwards: bool,
    pub(super) figures: RunFigures,
}

/// The likely cause, the most telling first, and what to do, in words.
pub(super) fn cause(known: Known<'_>) -> (StallCause, &'static str) {
    match known.error {
        Some(TenantError::Unauthorized { .. } | TenantError::SecretUnavailable { .. }) => {
            return (
                StallCause::Credentials,
                "The tenant refuses the credentials: enter them again in Settings.",
            );
        }
        Some(TenantError::NoToken { .. }) => {
            return (
                StallCause::Credentials,
                "No token is granted, so no figures come in: look at the connection in Settings.",
            );
        }
        Some(TenantError::RateLimited { .. }) => {
            return (StallCause::Throttled, "The tenant asks us to slow down, so no figures come in.");
        }
        Some(_) => {
            return (
                StallCause::TenantUnreachable,
                "The tenant does not answer, so no figures come in; it may dial all the same.",
            );
        }
        None => {}
    }
    if !known.a_window_is_open {
        return (StallCause::OutsideHours, "No window is open: every contact is outside the calling hours.");
    }
    if known.went_backwards {
        return (
            StallCause::FiguresWentBackwards,
            "The tenant reports smaller totals than before: look at the campaign there.",
        );
    }
    match known.figures {
        RunFigures { attempted: 0, .. } => (
            StallCause::NotStartedAtTenant,
            "Not a single call was attempted: is the campaign started at the tenant?",
        ),
        RunFigures { attempted, completed, .. } if attempted > completed => (
            StallCause::NoAgents,
            "Calls were attempted and none completes any more: are agents signed in for this campaign?",
        ),
        _ => (StallCause::Unknown, "Every attempt so far is completed, and the tenant attempts no more."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known<'static> {
        let figures = RunFigures { expected: 9, completed: 3, attempted: 5, connected: 4, as_of: None };
        Known { a_window_is_open: true, error: None, went_backwards: false, figures }
    }

    #[test]
    fn the_most_telling_cause_is_named() {
        let refused = TenantError::Unauthorized { message: String::new() };
        let slow = TenantError::RateLimited { until: None };
        let no_token = TenantError::NoToken { message: String::new(), not_before: None };
        assert_eq!(cause(Known { error: Some(&no_token), ..known() }).0, StallCause::Credentials);
        assert_eq!(cause(Known { error: Some(&refused), ..known() }).0, StallCause::Credentials);
        assert_eq!(cause(Known { error: Some(&slow), ..known() }).0, StallCause::Throttled);
        assert_eq!(cause(Known { a_window_is_open: false, ..known() }).0, StallCause::OutsideHours);
        assert_eq!(cause(Known { went_backwards: true, ..known() }).0, StallCause::FiguresWentBackwards);
        assert_eq!(cause(known()).0, StallCause::NoAgents);
        let never = RunFigures { attempted: 0, completed: 0, ..known().figures };
        assert_eq!(cause(Known { figures: never, ..known() }).0, StallCause::NotStartedAtTenant);
    }
}

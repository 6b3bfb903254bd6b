use callboard_cxone::Error as TenantError;
use callboard_rpc::types::{RunFigures, StallCause};

/// What is known when a run has made no progress for too long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    /// No window may dial any more: what is missing is not progress, but the last figures.
    pub(super) over: bool,
    pub(super) a_window_is_open: bool,
    /// Of the last poll, where it failed.
    pub(super) error: Option<&'a TenantError>,
    pub(super) went_backwards: bool,
    pub(super) figures: RunFigures,
}

/// The likely cause, the most telling first, and what to do, in words.
pub(super) fn cause(known: Known<'_>) -> (StallCause, &'static str) {
    if let Some(error) = known.error {
        let cause = silence(error);
        return (cause, if known.over { after_the_end(cause) } else { inside_a_window(cause) });
    }
    if known.over {
        return (StallCause::TenantUnreachable, after_the_end(StallCause::TenantUnreachable));
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

/// Whether these words are of a run whose windows have ended.
pub(super) fn is_of_an_end(words: &str) -> bool {
    words.starts_with(ENDED)
}

/// Why the tenant told no figures.
fn silence(error: &TenantError) -> StallCause {
    match error {
        TenantError::Unauthorized { .. } | TenantError::SecretUnavailable { .. } => StallCause::Credentials,
        TenantError::RateLimited { .. } | TenantError::Paused { .. } => StallCause::Throttled,
        _ => StallCause::TenantUnreachable,
    }
}

fn inside_a_window(cause: StallCause) -> &'static str {
    match cause {
        StallCause::Credentials => "The tenant refuses the credentials: enter them again in Settings.",
        StallCause::Throttled => "The tenant asks us to slow down, so no figures come in.",
        _ => "The tenant does not answer, so no figures come in; it may dial all the same.",
    }
}

const ENDED: &str = "Its windows have ended";

fn after_the_end(cause: StallCause) -> &'static str {
    match cause {
        StallCause::Credentials => {
            "Its windows have ended, and CXone refuses the credentials, so its last figures are not known: enter \
             them again in Settings, or close the run without them."
        }
        StallCause::Throttled => {
            "Its windows have ended, and CXone asks us to slow down, so its last figures are not known yet. They are \
             asked for again by themselves."
        }
        _ => {
            "Its windows have ended, and CXone does not tell its last figures. They are asked for again and again; \
             close the run if you do not want to wait."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known<'static> {
        let figures = RunFigures { expected: 9, completed: 3, attempted: 5, connected: 4, as_of: None };
        Known { over: false, a_window_is_open: true, error: None, went_backwards: false, figures }
    }

    #[test]
    fn the_most_telling_cause_is_named() {
        let refused = TenantError::Unauthorized { message: String::new() };
        let slow = TenantError::RateLimited { until: None };
        let no_token = TenantError::NoToken { message: String::new(), not_before: None };
        let no_token = cause(Known { error: Some(&no_token), ..known() }).0;
        assert_eq!(no_token, StallCause::TenantUnreachable, "nobody has refused the credentials");
        assert_eq!(cause(Known { error: Some(&refused), ..known() }).0, StallCause::Credentials);
        assert_eq!(cause(Known { error: Some(&slow), ..known() }).0, StallCause::Throttled);
        let paused = TenantError::Paused { until: jiff::Timestamp::UNIX_EPOCH };
        assert_eq!(
            cause(Known { error: Some(&paused), ..known() }).0,
            StallCause::Throttled,
            "an earlier 429"
        );
        assert_eq!(cause(Known { a_window_is_open: false, ..known() }).0, StallCause::OutsideHours);
        assert_eq!(cause(Known { went_backwards: true, ..known() }).0, StallCause::FiguresWentBackwards);
        assert_eq!(cause(known()).0, StallCause::NoAgents);
        let never = RunFigures { attempted: 0, completed: 0, ..known().figures };
        assert_eq!(cause(Known { figures: never, ..known() }).0, StallCause::NotStartedAtTenant);
    }

    #[test]
    fn after_the_end_it_is_the_last_figures_that_are_missing() {
        let refused = TenantError::Unauthorized { message: String::new() };
        let slow = TenantError::RateLimited { until: None };
        for error in [None, Some(&refused), Some(&slow)] {
            let (_, words) = cause(Known { over: true, a_window_is_open: false, error, ..known() });
            assert!(is_of_an_end(words) && words.contains("figures"), "{words}");
        }
    }
}

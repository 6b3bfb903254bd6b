//! Words of severities and actions, in columns, files and sentences.

use callboard_rpc::types::{DispositionAction, Severity};

use crate::kernel::stored_as;

pub(crate) const SEVERITIES: [Severity; 4] =
    [Severity::Low, Severity::Medium, Severity::High, Severity::Critical];

pub(crate) const ACTIONS: [DispositionAction; 5] = [
    DispositionAction::WriteContact,
    DispositionAction::SuppressNumber,
    DispositionAction::ScheduleCallback,
    DispositionAction::Notify,
    DispositionAction::Deliver,
];

stored_as!(Severity { Low => "low", Medium => "medium", High => "high", Critical => "critical" });

stored_as!(DispositionAction {
    WriteContact => "write_contact",
    SuppressNumber => "suppress_number",
    ScheduleCallback => "schedule_callback",
    Notify => "notify",
    Deliver => "deliver",
});

/// The number of a severity, 0 low to 3 critical, so that columns sort.
pub(crate) fn rank(severity: Severity) -> u8 {
    severity as u8
}

/// The severity of a column.
pub(crate) fn ranked(rank: u8) -> Severity {
    SEVERITIES.get(usize::from(rank)).copied().unwrap_or(Severity::Critical)
}

/// The reason why an action cannot be done yet.
pub(crate) fn unavailable(action: DispositionAction) -> Option<&'static str> {
    match action {
        DispositionAction::ScheduleCallback => {
            Some("Callbacks are not part of this version of Callboard: no promise can be kept yet.")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_severitys_rank_comes_back_as_the_same_severity() {
        for severity in SEVERITIES {
            assert_eq!(ranked(rank(severity)), severity);
        }
    }
}

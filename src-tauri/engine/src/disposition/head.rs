//! The order of a contact's events, of which the greatest counts.

/// The place of an event among those of its contact: the greatest is the one that is applied.
///
/// The newest event time wins; at equal times `do_not_call`, then the higher severity, then the later
/// arrival. Fields are in the order in which they are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// The event's own time, milliseconds.
    pub(super) happened: i64,
    /// Nanoseconds beyond that.
    pub(super) fine: u32,
    pub(super) opts_out: bool,
    /// 0 is low, 3 critical.
    pub(super) severity: u8,
    /// Number of the event: grows with its arrival.
    pub(super) event: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(happened: i64, opts_out: bool, severity: u8, event: i64) -> Rank {
        Rank { happened, fine: 0, opts_out, severity, event }
    }

    #[test]
    fn the_newest_time_wins_whatever_it_says_and_whenever_it_came() {
        assert!(rank(2, false, 0, 1) > rank(1, true, 3, 9));
    }

    #[test]
    fn times_below_a_millisecond_order_too() {
        let finer = Rank { fine: 1, ..rank(1, false, 0, 1) };
        assert!(finer > rank(1, true, 3, 9), "a nanosecond later is later");
        assert!(rank(2, false, 0, 1) > Rank { fine: 999_999, ..rank(1, true, 3, 9) });
    }

    #[test]
    fn ties_go_to_do_not_call_then_to_severity_then_to_the_later_arrival() {
        assert!(rank(1, true, 0, 1) > rank(1, false, 3, 9));
        assert!(rank(1, false, 2, 1) > rank(1, false, 1, 9));
        assert!(rank(1, false, 1, 9) > rank(1, false, 1, 1));
    }
}

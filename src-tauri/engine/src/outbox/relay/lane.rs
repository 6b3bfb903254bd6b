use callboard_cxone::Error;
use callboard_cxone::retry::LONGEST_RETRY_AFTER;
use jiff::Timestamp;

use crate::outbox::kind::Tried;

/// At most so many messages of one lane are in flight at once.
pub(super) const MOST: usize = 32;

/// What the relay knows of one lane. In memory only: a restart begins with all of it anew.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) in_flight: usize,
    /// It waits for a permit.
    pub(super) asking: bool,
    /// How many may be in flight: halved when the tenant asks us to slow down, one more with each round that went well.
    limit: usize,
    /// Good outcomes of this round.
    good: usize,
    /// Passing failures in a row.
    failures: u32,
    /// The tenant named a time, perhaps where it issues its tokens: nothing is sent before.
    not_before: Option<Timestamp>,
    /// The connection could not be used: it is looked at again then.
    pub(super) unusable_until: Option<Timestamp>,
    /// All that it has to send is paused until then.
    pub(super) paused_until: Option<Timestamp>,
}

impl Default for Lane {
    fn default() -> Self {
        Self {
            in_flight: 0,
            asking: false,
            limit: MOST,
            good: 0,
            failures: 0,
            not_before: None,
            unusable_until: None,
            paused_until: None,
        }
    }
}

impl Lane {
    /// So many failures in a row mean that the tenant is down, as its breaker sees it.
    const DOWN: u32 = 5;

    pub(super) fn waiting_until(not_before: Option<Timestamp>) -> Self {
        Self { not_before, ..Self::default() }
    }

    pub(super) fn not_before(&self) -> Option<Timestamp> {
        self.not_before
    }

    pub(super) fn room(&self) -> usize {
        self.limit.saturating_sub(self.in_flight)
    }

    pub(super) fn ended(&mut self, tried: &Tried) {
        self.in_flight = self.in_flight.saturating_sub(1);
        match tried {
            Tried::Failed(Error::RateLimited { .. }) => {
                self.limit = (self.limit / 2).max(1);
                self.good = 0;
                self.failures = self.failures.saturating_add(1);
            }
            // One at a time shows whether they are taken again.
            Tried::Failed(Error::Unauthorized { .. }) => {
                self.limit = 1;
                self.good = 0;
            }
            Tried::Failed(error) if error.is_passing() || error.may_have_happened() => {
                self.failures = self.failures.saturating_add(u32::from(!error.is_held_back()));
            }
            _ => {
                self.good += 1;
                if self.good >= self.limit && self.limit < MOST {
                    self.limit += 1;
                    self.good = 0;
                }
            }
        }
    }

    /// Until when everything of this connection waits, where the tenant has named a time.
    pub(super) fn wait_for(&mut self, tried: &Tried) {
        if let Tried::Failed(Error::RateLimited { until: Some(until) } | Error::Paused { until }) = tried {
            self.not_before = self.not_before.max(Some(*until));
        }
    }

    /// When it may send again, where that is not yet. A time that lies further ahead than any tenant may ask for is of a
    /// calendar that has been set back since.
    pub(super) fn held_until(&self, now: Timestamp) -> Option<Timestamp> {
        let longest = LONGEST_RETRY_AFTER.as_secs_f64();
        let until = self.not_before.max(self.unusable_until);
        until.filter(|until| *until > now && until.duration_since(now).as_secs_f64() <= longest)
    }

    /// Whether it was down and the tenant answers again; said once.
    pub(super) fn came_back(&mut self) -> bool {
        std::mem::take(&mut self.failures) >= Self::DOWN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Tried {
        Tried::Items(Vec::new())
    }

    #[test]
    fn a_tenant_that_asks_us_to_slow_down_gets_half_at_once_and_more_again_as_it_goes_well() {
        let mut lane = Lane::default();
        let slow = || Tried::Failed(Error::RateLimited { until: None });
        (0..9).for_each(|_| lane.ended(&slow()));
        assert_eq!(lane.room(), 1, "never nothing");
        lane.ended(&good());
        assert_eq!(lane.room(), 2);
        (0..1000).for_each(|_| lane.ended(&good()));
        assert_eq!(lane.room(), MOST);
    }

    #[test]
    fn a_time_that_the_tenant_named_is_waited_for_by_the_whole_lane() {
        let mut lane = Lane::default();
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        lane.wait_for(&Tried::Failed(Error::RateLimited { until: Some(at(20)) }));
        lane.wait_for(&Tried::Failed(Error::RateLimited { until: Some(at(5)) }));
        assert_eq!(lane.held_until(at(19)), Some(at(20)));
        assert_eq!(lane.held_until(at(20)), None);
        lane.wait_for(&Tried::Failed(Error::RateLimited { until: Some(at(7220)) }));
        assert_eq!(lane.held_until(at(20)), None, "the calendar was set back by two hours");
    }

    #[test]
    fn that_a_tenant_is_back_is_said_once_after_five_failures() {
        let mut lane = Lane::default();
        let down =
            || Tried::Failed(Error::Transient { message: String::new(), status: None, not_before: None });
        (0..4).for_each(|_| lane.ended(&down()));
        assert!(!lane.came_back());
        (0..5).for_each(|_| lane.ended(&down()));
        assert!(lane.came_back() && !lane.came_back());
    }
}

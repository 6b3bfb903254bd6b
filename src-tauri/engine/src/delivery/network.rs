//! Whether it is our own network that keeps deliveries from leaving.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::time::Duration;

use callboard_rpc::types::EndpointId;

/// What a try tells of the way to its receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Somebody was there.
    Open,
    /// There was no connection; why, nobody says.
    Shut,
    /// Our own network had no way out, or no name server could be asked.
    Ours,
    /// Nothing was sent that way: the address is not listed, or there is no such name.
    NotTaken,
}

/// How far the last try of each endpoint got, and when (monotonic): where none gets anywhere, the trouble is likely ours.
#[derive(Debug, Default)]
pub(super) struct Network(Mutex<HashMap<EndpointId, (Duration, bool)>>);

/// What is older tells nothing of the network as it is now.
const RECENT: Duration = Duration::from_mins(10);

impl Network {
    /// What is added to the words of a try that ended at `now`, where it is likely not the receiver's fault.
    pub(super) fn after_try(&self, endpoint: &EndpointId, way: Way, now: Duration) -> Option<&'static str> {
        if way == Way::NotTaken {
            return None;
        }
        let mut last = self.0.lock();
        last.retain(|_, (at, _)| now.saturating_sub(*at) <= RECENT);
        last.insert(endpoint.clone(), (now, way == Way::Open));
        let all_out_of_reach = last.len() > 1 && last.values().all(|(_, is_open)| !is_open);
        match way {
            Way::Ours => Some(""), // it says so itself
            _ if all_out_of_reach => {
                Some(" No receiver can be reached now: this computer's own network may be down.")
            }
            _ => None,
        }
    }

    pub(super) fn forget(&self, endpoint: &EndpointId) {
        self.0.lock().remove(endpoint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::ZERO;

    #[test]
    fn only_where_every_receiver_is_out_of_reach_it_is_said_to_be_ours() {
        let network = Network::default();
        let (a, b) = (EndpointId::from("a"), EndpointId::from("b"));
        assert_eq!(network.after_try(&a, Way::Shut, START), None, "one receiver alone proves nothing");
        assert!(network.after_try(&b, Way::Shut, START).is_some());
        assert_eq!(network.after_try(&b, Way::Open, START), None);
        assert_eq!(network.after_try(&a, Way::Shut, START), None, "b is reached");
        network.forget(&b);
        assert_eq!(network.after_try(&a, Way::Shut, START), None);
    }

    #[test]
    fn what_is_certainly_ours_is_ours_with_one_receiver_too() {
        let network = Network::default();
        assert!(network.after_try(&"a".into(), Way::Ours, START).is_some());
    }

    #[test]
    fn what_was_ten_minutes_ago_proves_nothing_now() {
        let network = Network::default();
        let (a, b) = (EndpointId::from("a"), EndpointId::from("b"));
        network.after_try(&a, Way::Shut, START);
        assert!(network.after_try(&b, Way::Shut, RECENT).is_some(), "it is recent still");
        network.after_try(&b, Way::Shut, START + Duration::from_hours(1));
        let later = START + Duration::from_hours(2);
        assert_eq!(network.after_try(&a, Way::Shut, later), None, "b was out of reach an hour ago");
        network.after_try(&b, Way::Open, later);
        assert!(network.after_try(&"c".into(), Way::Shut, later + RECENT * 2).is_none());
        assert!(
            network.after_try(&a, Way::Shut, later + RECENT * 2).is_some(),
            "nor does it prove the contrary: b was reached too long ago"
        );
    }

    #[test]
    fn what_was_not_sent_anywhere_proves_nothing() {
        let network = Network::default();
        let (a, b) = (EndpointId::from("a"), EndpointId::from("b"));
        assert_eq!(network.after_try(&a, Way::NotTaken, START), None);
        assert_eq!(network.after_try(&b, Way::Shut, START), None, "b is the only one that was tried");
        assert_eq!(network.after_try(&a, Way::NotTaken, START), None, "also while b is out of reach");
    }
}

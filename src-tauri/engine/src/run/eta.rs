//! When a run will be done, zone by zone: work that is left in a zone is done in that zone's own windows.
//!
//! The tenant tells one figure for all zones. What is done so far is laid on the zones that were open, in proportion
//! to what was left in them; a zone that has not opened yet has all of its contacts left. Where that tells no end
//! for sure, none is promised.

use jiff::{SignedDuration, Timestamp};

/// A zone with the people to be called there, and the times when it may be dialled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ZoneWork {
    pub(super) zone: String,
    pub(super) contacts: u64,
    pub(super) open: Vec<(Timestamp, Timestamp)>,
}

/// The expected end, and the zone that is done last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Eta {
    pub(super) at: Timestamp,
    pub(super) zone: String,
}

/// What is known of a run as a whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Progress {
    pub(super) expected: u64,
    pub(super) completed: u64,
    /// Completions a minute.
    pub(super) pace: f64,
}

/// When all zones will be done at this pace. Never before the last zone with contacts opens; `None` where nothing
/// moves, or where work is left in a zone whose windows close before, so that only time ends the run.
pub(super) fn eta(zones: &[ZoneWork], progress: Progress, now: Timestamp) -> Option<Eta> {
    let mut left = Left::of(zones, progress.expected);
    left.spend_until(now, progress.completed);
    left.forecast(progress.pace / 60.0, now)
}

/// A remainder below this is of the reckoning and not of the work: less than one call.
const NOTHING: f64 = 0.5;

/// Contacts that are left in each zone.
struct Left<'a> {
    zones: Vec<(&'a ZoneWork, f64)>,
}

impl<'a> Left<'a> {
    /// A count that was named by hand is laid on the zones in proportion to their contacts.
    #[expect(clippy::cast_precision_loss, reason = "counts of contacts are far below 2^52")]
    fn of(zones: &'a [ZoneWork], expected: u64) -> Self {
        let contacts: u64 = zones.iter().map(|zone| zone.contacts).sum();
        let share = if contacts == 0 { 0.0 } else { expected as f64 / contacts as f64 };
        Self { zones: zones.iter().map(|zone| (zone, zone.contacts as f64 * share)).collect() }
    }

    /// Lays what was completed on the zones that were open before `now`, evenly over the time in which any was.
    #[expect(clippy::cast_precision_loss, reason = "counts of calls are far below 2^52")]
    fn spend_until(&mut self, now: Timestamp, completed: u64) {
        let past: Vec<_> = self
            .stretches()
            .into_iter()
            .filter_map(|(from, until)| {
                let until = until.min(now);
                (from < until && self.open_at(from).next().is_some()).then_some((from, until))
            })
            .collect();
        let seconds: f64 = past.iter().map(|(from, until)| length(*from, *until)).sum();
        if seconds <= 0.0 {
            return;
        }
        for (from, until) in past {
            self.spend(from, completed as f64 * length(from, until) / seconds);
        }
    }

    /// Works on from `now`, so many a second.
    fn forecast(mut self, each_second: f64, now: Timestamp) -> Option<Eta> {
        let mut done: Option<(Timestamp, &ZoneWork)> = None;
        for (from, until) in self.stretches() {
            let from = from.max(now);
            if from >= until {
                continue;
            }
            let here: f64 = self.open_at(from).map(|(_, left)| left).sum();
            if here < NOTHING {
                continue;
            }
            let capacity = each_second * length(from, until);
            if here - capacity >= NOTHING {
                self.spend(from, capacity);
                continue;
            }
            let needed = (here / each_second).min(length(from, until));
            let needed = SignedDuration::try_from_secs_f64(needed).ok()?;
            let last = self.open_at(from).filter(|(_, left)| *left > 0.0);
            let last = last.max_by_key(|(zone, _)| zone.contacts)?.0;
            done = Some((from.checked_add(needed).ok()?, last));
            self.spend(from, here);
        }
        let all_done = self.zones.iter().all(|(_, left)| *left < NOTHING);
        let (at, zone) = done.filter(|_| all_done)?;
        Some(Eta { at, zone: zone.zone.clone() })
    }

    /// Takes `work` from the zones that are open at `at`, in proportion to what is left in each.
    fn spend(&mut self, at: Timestamp, work: f64) {
        let here: f64 = self.open_at(at).map(|(_, left)| left).sum();
        if here <= 0.0 {
            return;
        }
        let kept = 1.0 - (work / here).min(1.0);
        for (zone, left) in &mut self.zones {
            if is_open(zone, at) {
                *left *= kept;
            }
        }
    }

    fn open_at(&self, at: Timestamp) -> impl Iterator<Item = (&'a ZoneWork, f64)> {
        self.zones.iter().copied().filter(move |(zone, _)| is_open(zone, at))
    }

    /// The time cut wherever a window opens or closes: inside each, the same zones are open.
    fn stretches(&self) -> Vec<(Timestamp, Timestamp)> {
        let windows = self.zones.iter().flat_map(|(zone, _)| &zone.open);
        let mut edges: Vec<Timestamp> = windows.flat_map(|(from, until)| [*from, *until]).collect();
        edges.sort_unstable();
        edges.dedup();
        edges.windows(2).map(|pair| (pair[0], pair[1])).collect()
    }
}

fn is_open(zone: &ZoneWork, at: Timestamp) -> bool {
    zone.open.iter().any(|(from, until)| *from <= at && at < *until)
}

fn length(from: Timestamp, until: Timestamp) -> f64 {
    until.duration_since(from).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    fn zone(name: &str, contacts: u64, open: &[(i64, i64)]) -> ZoneWork {
        let open = open.iter().map(|(from, until)| (at(*from), at(*until))).collect();
        ZoneWork { zone: name.to_owned(), contacts, open }
    }

    /// New York opens at minute 0, Honolulu five hours later, each for four hours.
    fn coast_to_coast() -> [ZoneWork; 2] {
        [zone("America/New_York", 812, &[(0, 240)]), zone("Pacific/Honolulu", 21, &[(300, 540)])]
    }

    fn ends(zones: &[ZoneWork], completed: u64, pace: f64, minute: i64) -> Option<(i64, String)> {
        let expected = zones.iter().map(|zone| zone.contacts).sum();
        let eta = eta(zones, Progress { expected, completed, pace }, at(minute))?;
        Some((eta.at.as_second() / 60, eta.zone))
    }

    #[test]
    fn no_end_is_promised_before_the_last_zone_with_contacts_opens() {
        let zones = coast_to_coast();
        // 633 are left at 20 a minute: half an hour, if all could be dialled now.
        let (minute, zone) = ends(&zones, 200, 20.0, 10).expect("both will be done in their windows");
        assert_eq!(
            (minute, zone.as_str()),
            (301, "Pacific/Honolulu"),
            "21 people there, from its opening on"
        );
        for (completed, minute) in [(0, 1), (811, 200), (812, 239), (812, 250), (830, 299)] {
            let (end, _) = ends(&zones, completed, 20.0, minute).expect("an end");
            assert!(end >= 300, "{completed} done at {minute}: {end}");
        }
    }

    #[test]
    fn an_empty_zone_that_opens_late_holds_nothing_up() {
        let zones = [zone("America/New_York", 100, &[(0, 240)]), zone("Pacific/Honolulu", 0, &[(300, 540)])];
        assert_eq!(ends(&zones, 50, 5.0, 10), Some((20, "America/New_York".to_owned())));
    }

    #[test]
    fn the_time_left_is_spent_inside_the_windows_of_each_zone() {
        let open = [(0, 30), (100, 200)];
        assert_eq!(
            ends(&[zone("Europe/Berlin", 30, &open)], 10, 1.0, 10),
            Some((30, "Europe/Berlin".into()))
        );
        let pause = ends(&[zone("Europe/Berlin", 60, &open)], 10, 1.0, 10);
        assert_eq!(pause, Some((130, "Europe/Berlin".into())), "twenty now, thirty after the pause");
        let together = [zone("Europe/Berlin", 30, &[(0, 60)]), zone("Europe/Paris", 60, &[(0, 60)])];
        assert_eq!(ends(&together, 0, 3.0, 0), Some((30, "Europe/Paris".into())), "one pace for both");
    }

    #[test]
    fn work_that_its_zone_has_no_time_for_has_no_end() {
        let zones = coast_to_coast();
        assert_eq!(ends(&zones, 0, 3.0, 10), None, "New York closes with some 120 left");
        assert_eq!(ends(&zones, 500, 20.0, 250), None, "New York has closed; Honolulu cannot make it good");
        assert_eq!(ends(&zones, 812, 0.0, 310), None, "nothing moves");
        assert_eq!(ends(&[], 0, 1.0, 0), None);
        let unknown = [zone("America/New_York", 10, &[])];
        assert_eq!(ends(&unknown, 0, 1.0, 0), None, "nobody knows when it opens");
    }

    #[test]
    fn more_calls_than_contacts_in_one_zone_are_none_of_the_next_ones() {
        let again = ends(&coast_to_coast(), 900, 20.0, 250);
        assert_eq!(again, Some((301, "Pacific/Honolulu".into())), "Honolulu's 21 are still to be called");
    }

    #[test]
    fn a_count_named_by_hand_is_laid_on_all_zones() {
        let progress = Progress { expected: 83, completed: 20, pace: 2.0 };
        let eta = eta(&coast_to_coast(), progress, at(10)).expect("an end");
        assert!(eta.at >= at(300) && eta.at < at(302), "a tenth of Honolulu too: {eta:?}");
    }
}

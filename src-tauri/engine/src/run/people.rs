//! The people whom a run calls, everybody once.
//!
//! The people are not kept, only how many live where and under which law. Windows of a zone that follow each other, as
//! those of an hourly schedule or one that starts late after its first one failed, call the same people; where a change
//! of the day has left states out, or taken them in, they call others beside them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::awaits::Awaited;
use super::progress::is_for_its_people;
use crate::window::{Counted, Window};

/// People who are called by the same windows, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Called {
    pub(super) zone: String,
    pub(super) contacts: u64,
    pub(super) open: Vec<(Timestamp, Timestamp)>,
}

/// A window that stands, stood or is to come, as far as it matters here.
struct Calls<'a> {
    zone: &'a str,
    contacts: u64,
    people: &'a [Counted],
    open: (Timestamp, Timestamp),
}

/// All who are called by windows of a run, also by those that are awaited.
pub(super) fn called(windows: &[Window], awaited: &[Awaited]) -> Vec<Called> {
    let windows = windows.iter().filter(|row| is_for_its_people(row)).map(|row| Calls {
        zone: &row.zone,
        contacts: row.contacts,
        people: &row.people,
        open: (row.start, row.end),
    });
    let awaited = awaited.iter().map(|Awaited { zone, .. }| Calls {
        zone: &zone.zone,
        contacts: zone.contacts,
        people: &zone.people,
        open: (zone.start, zone.until),
    });
    grouped(&windows.chain(awaited).collect::<Vec<_>>())
}

/// Whether some of a run's people are called by several of its windows.
pub(super) fn are_called_again(windows: &[Window]) -> bool {
    called(windows, &[]).iter().any(|called| called.open.len() > 1)
}

/// Where a window does not say who its people are, its zone is taken as a whole.
fn grouped(windows: &[Calls<'_>]) -> Vec<Called> {
    let unknown: BTreeSet<&str> =
        windows.iter().filter(|calls| calls.people.is_empty()).map(|calls| calls.zone).collect();
    let mut groups: BTreeMap<(&str, &str, &str), Called> = BTreeMap::new();
    for calls in windows {
        if unknown.contains(calls.zone) {
            take(&mut groups, (calls.zone, "", ""), calls.contacts, calls.open);
            continue;
        }
        for Counted { zones, jurisdiction, contacts } in calls.people {
            take(&mut groups, (calls.zone, zones, jurisdiction), *contacts, calls.open);
        }
    }
    groups.into_values().collect()
}

fn take<'a>(
    groups: &mut BTreeMap<(&'a str, &'a str, &'a str), Called>,
    who: (&'a str, &'a str, &'a str),
    contacts: u64,
    open: (Timestamp, Timestamp),
) {
    let there =
        groups.entry(who).or_insert_with(|| Called { zone: who.0.to_owned(), contacts: 0, open: Vec::new() });
    there.contacts = there.contacts.max(contacts);
    there.open.push(open);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3_600).unwrap()
    }

    fn people(states: &[(&str, u64)]) -> Vec<Counted> {
        let counted = |(state, contacts): &(&str, u64)| Counted {
            zones: "America/Chicago".to_owned(),
            jurisdiction: (*state).to_owned(),
            contacts: *contacts,
        };
        states.iter().map(counted).collect()
    }

    /// Each window an hour after the other, all in Chicago.
    fn counted(windows: &[Vec<Counted>]) -> Vec<(u64, usize)> {
        let calls: Vec<Calls<'_>> = (0_i64..)
            .zip(windows)
            .map(|(hour, people)| Calls {
                zone: "America/Chicago",
                contacts: people.iter().map(|count| count.contacts).sum::<u64>().max(7),
                people,
                open: (at(hour), at(hour + 1)),
            })
            .collect();
        grouped(&calls).into_iter().map(|called| (called.contacts, called.open.len())).collect()
    }

    fn all(windows: &[Vec<Counted>]) -> u64 {
        counted(windows).iter().map(|(contacts, _)| contacts).sum()
    }

    #[test]
    fn people_of_different_states_in_one_zone_are_counted_beside_each_other() {
        let windows = [people(&[("US-IL", 40), ("US-TX", 30)]), people(&[("US-AL", 50)])];
        assert_eq!(all(&windows), 120);
        assert!(counted(&windows).iter().all(|(_, windows)| *windows == 1), "nobody is called twice");
    }

    #[test]
    fn the_same_people_are_counted_once_however_often_they_are_called() {
        let windows =
            [people(&[("US-IL", 40), ("US-TX", 30)]), people(&[("US-IL", 40)]), people(&[("US-TX", 30)])];
        assert_eq!(all(&windows), 70);
        assert_eq!(counted(&windows), [(40, 2), (30, 2)]);
    }

    #[test]
    fn a_window_of_an_older_program_stands_for_its_whole_zone() {
        let windows = [people(&[("US-IL", 40)]), Vec::new(), people(&[("US-AL", 50)])];
        assert_eq!(counted(&windows), [(50, 3)], "the largest, and not their sum");
    }
}

use callboard_rpc::types::Mark;
use jiff::Timestamp;

use super::asked::Asked;
use super::group::Group;
use super::marks::marks;
use super::verdict::{Verdict, judge};
use crate::rules::Note;
use crate::schedule::fires::{Fire, fires};
use crate::schedule::occurrence::Occurrence;

/// One window of a schedule in a zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    pub occurrence: Occurrence,
    /// The fire it comes from; absent for a start that no expression gave.
    pub fire: Option<Fire>,
    pub start: Timestamp,
    /// After clamping; equal to `start` where refused.
    pub end: Timestamp,
    /// `start` and the schedule's duration, before any rule.
    pub asked_end: Timestamp,
    pub verdict: Verdict,
    /// What was not known when the rules were applied.
    pub notes: Vec<Note>,
    /// What a supervisor would not expect, in the order of the type.
    pub marks: Vec<Mark>,
}

/// The windows of a group after `asked.from`, in order, as long as the calendar goes; holidays (by the contact's
/// own calendar) are passed over. Costs about as much as is taken from it.
pub fn windows<'a>(asked: &'a Asked<'a>, group: &'a Group) -> impl Iterator<Item = Window> + 'a {
    let (_, clock) = asked.mode.clock_of(group.zones()).clock();
    fires(asked.cron, clock, asked.from)
        .take(MOST_FIRES)
        .filter(|fire| !is_holiday(asked, group, fire.at))
        .map(|fire| window_of(asked, group, &fire))
}

/// The window of one fire, as when it is due. Whether that is a holiday is asked apart ([`is_holiday`]).
pub fn window_of(asked: &Asked<'_>, group: &Group, fire: &Fire) -> Window {
    window(asked, group, asked.mode.occurrence(fire), fire.at, Some(*fire))
}

/// The window of a start that no expression gave: run now, a late start, a moved one.
pub fn window_at(asked: &Asked<'_>, group: &Group, occurrence: Occurrence, start: Timestamp) -> Window {
    window(asked, group, occurrence, start, None)
}

/// Whether a start falls on a holiday in any zone where the contacts may live.
pub fn is_holiday(asked: &Asked<'_>, group: &Group, start: Timestamp) -> bool {
    group.zones().all().any(|(_, zone)| asked.holidays.fall_on(start, zone))
}

fn window(
    asked: &Asked<'_>,
    group: &Group,
    occurrence: Occurrence,
    start: Timestamp,
    fire: Option<Fire>,
) -> Window {
    let asked_end = start.saturating_add(asked.duration).unwrap_or(Timestamp::MAX);
    let (verdict, end, notes) = judge(asked, group, start, asked_end);
    let unmarked = Window { occurrence, fire, start, end, asked_end, verdict, notes, marks: Vec::new() };
    Window { marks: marks(asked, group, &unmarked), ..unmarked }
}

/// A guard where every fire is a holiday: no preview walks a minute job to the year 2100.
const MOST_FIRES: usize = 100_000;

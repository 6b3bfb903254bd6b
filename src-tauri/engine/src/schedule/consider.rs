//! What is to be done now with the fires of one schedule: read and computed from a snapshot, changing nothing.

use std::collections::BTreeMap;

use callboard_clock::Chance;
use callboard_rpc::types::{Misfire, WindowId};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::again::{Thoughts, second_thoughts};
use super::coming::awaits;
use super::decide::For;
use super::here::Here;
use super::outlived::outlived;
use super::question::Question;
use super::store::Saved;
use super::{Group, MissedBecause, Watermark, marks, next_fire, policy};
use crate::kernel::Result;
use crate::rules::RuleBook;
use crate::run::Awaits;
use crate::window::{self, NewWindow};
use crate::zone::ZoneData;

/// What the decisions of a moment depend on, besides the schedule.
#[derive(Clone, Debug)]
pub(super) struct House {
    pub(super) zones: ZoneData,
    pub(super) rules: RuleBook,
    /// A window is submitted so long before its start.
    pub(super) ahead: SignedDuration,
    pub(super) now: Timestamp,
    pub(super) chance: Chance,
}

/// What is to be carried out, as long as the schedule's version is still this one.
#[derive(Debug, Default)]
pub(super) struct Considered {
    pub(super) zones: Vec<ConsideredZone>,
    pub(super) again: Vec<SecondThought>,
    /// What the run of a day will still get, for each occurrence of the days that are decided or awaited now.
    pub(super) awaits: Vec<Awaits>,
    /// When to look again; `None` where the calendar ends.
    pub(super) next: Option<Timestamp>,
}

/// One clock: all groups of contacts that follow it.
#[derive(Debug)]
pub(super) struct ConsideredZone {
    pub(super) zone: String,
    pub(super) clock: TimeZone,
    pub(super) mark: Watermark,
    pub(super) fires: Vec<ConsideredFire>,
    /// Slept through long ago, too many to be listed.
    pub(super) passed_over: u64,
}

#[derive(Debug)]
pub(super) struct ConsideredFire {
    pub(super) at: Timestamp,
    pub(super) occurrence: String,
    pub(super) contacts: u64,
    pub(super) what: What,
}

#[derive(Debug)]
pub(super) enum What {
    /// A window, to be sent or (by its verdict) to be kept as refused.
    Window(Box<NewWindow>),
    /// It would have been refused, and its time has passed.
    WasRefused(String),
    Missed(MissedBecause),
    /// An older window of the zone may still dial; in words.
    Blocked(String),
    /// The calendar was set back over it before it was decided.
    SetBack,
    Holiday,
}

/// A fire whose window was made and did not reach the tenant.
#[derive(Debug)]
pub(super) struct SecondThought {
    pub(super) zone: String,
    pub(super) occurrence: String,
    pub(super) at: Timestamp,
    pub(super) clock: Option<TimeZone>,
    pub(super) found: Found,
}

#[derive(Debug)]
pub(super) enum Found {
    /// It stands, or was withdrawn: nothing more to watch.
    Settled,
    /// A person stopped the run of the window that it was passed over for.
    Stopped,
    /// What it was passed over or refused for is not there.
    Uncovered {
        contacts: u64,
        reason: String,
    },
    /// The same, and its own window, which was to be withdrawn for that one, may dial after all.
    AfterAll(WindowId),
    /// Its start has passed unsent, and it starts late.
    Late(Box<NewWindow>),
    Missed {
        contacts: u64,
        because: MissedBecause,
        trouble: Option<String>,
    },
}

/// As many fires are decided in one transaction, since every other writer waits for it; the rest follow at once.
const MOST_AT_ONCE: usize = 100;
/// While a window is on its way, or a zone is blocked, it is looked at again after this long.
pub(super) const WATCH: SignedDuration = SignedDuration::from_secs(60);
/// A mark farther ahead than this comes from a calendar that was wrong; what was decided is known by its row.
pub(super) const WRONG_CALENDAR: SignedDuration = SignedDuration::from_hours(48);

pub(super) fn consider(db: &Connection, saved: &Saved, house: &House) -> Result<Considered> {
    let question = Question::read(db, &house.zones, (&saved.draft).into(), house.now)?;
    let live = window::still_dialling(db, &saved.connection, &saved.draft.campaign_id)?;
    let mut considered = Considered::default();
    let clocks = by_clock(&question.groups);
    let mut marks = BTreeMap::new();
    let (mut taken, mut held) = (0, false);
    for (zone, groups) in &clocks {
        let mark = mark_of(db, saved, zone, house.now, house.ahead)?;
        if taken >= MOST_AT_ONCE {
            considered.next = Some(house.now);
            marks.insert(*zone, mark);
            continue;
        }
        let here = Here { db, saved, house, question: &question, zone, groups, live: &live };
        let (decided, blocked) = here.consider(mark)?;
        held |= blocked;
        taken += decided.fires.len();
        marks.insert(*zone, decided.mark);
        considered.zones.push(decided);
    }
    let Thoughts { found, again } = second_thoughts(db, saved, house)?;
    considered.again = found;
    let (outlived, waiting) = outlived(db, saved, house, &question, &clocks, &live)?;
    considered.again.extend(outlived);
    considered.awaits = awaits(db, saved, house, &question, &clocks, &marks, &considered.zones)?;
    if considered.next.is_none() {
        let makes = considered.zones.iter().flat_map(|zone| &zone.fires);
        let makes = makes.into_iter().any(|fire| matches!(fire.what, What::Window(_)));
        let soon = (waiting || held || makes).then(|| house.now + WATCH);
        let soon = soon.into_iter().chain(again).min();
        let next = clocks.iter().filter_map(|(zone, groups)| {
            let (_, clock) = question.mode.clock_of(groups[0].zones()).clock();
            let fire = next_fire(&question.cron, clock, marks[zone].decided_until)?;
            fire.at.checked_sub(house.ahead).ok()
        });
        // Strictly later than now, so that a zone that is held does not spin.
        let next = next.min().map(|next| next.max(house.now + SignedDuration::from_secs(1)));
        considered.next = if held { soon } else { next.into_iter().chain(soon).min() };
    }
    Ok(considered)
}

/// Groups by the clock that the tenant is told: each has its own mark.
pub(super) fn by_clock(groups: &[Group]) -> BTreeMap<&'static str, Vec<&Group>> {
    let mut clocks: BTreeMap<&'static str, Vec<&Group>> = BTreeMap::new();
    for group in groups {
        clocks.entry(group.zones().clock().0).or_default().push(group);
    }
    clocks
}

/// Up to where a zone is decided: never less than where the schedule begins, since nobody has confirmed a start before that.
pub(super) fn mark_of(
    db: &Connection,
    saved: &Saved,
    zone: &str,
    now: Timestamp,
    ahead: SignedDuration,
) -> Result<Watermark> {
    let mark = marks::of(db, &saved.id, zone)?;
    let mark = mark.unwrap_or_else(|| Watermark::starting(saved.active_since));
    let sane = now + ahead + WRONG_CALENDAR;
    let decided_until = if mark.decided_until > sane { now } else { mark.decided_until };
    Ok(Watermark { decided_until: decided_until.max(saved.active_since), ..mark })
}

pub(super) fn whose(saved: &Saved) -> For {
    For {
        connection: saved.connection.clone(),
        campaign: saved.draft.campaign_id.clone(),
        schedule: Some(saved.id.clone()),
    }
}

pub(super) fn misfire(misfire: Misfire) -> policy::Misfire {
    match misfire {
        Misfire::Skip => policy::Misfire::Skip,
        Misfire::Late { max_age_minutes } => {
            policy::Misfire::Late { max_age: SignedDuration::from_mins(i64::from(max_age_minutes)) }
        }
    }
}

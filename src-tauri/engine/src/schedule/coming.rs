//! What the run of an occurrence will still get: zones in which its time has not come.

use std::collections::{BTreeMap, BTreeSet};

use callboard_rpc::types::Verdict as VerdictWord;
use jiff::Timestamp;
use rusqlite::Connection;

use super::consider::{ConsideredZone, House, whose};
use super::decide::one_window;
use super::question::Question;
use super::store::Saved;
use super::{Asked, Group, Occurrence, Watermark, fire_rows, instant_of, is_holiday, window_at};
use crate::kernel::Result;
use crate::run::Awaits;

/// For each occurrence that is decided now: the contacts of zones where it is legal and still to come.
pub(super) fn awaits(
    db: &Connection,
    saved: &Saved,
    house: &House,
    question: &Question,
    clocks: &BTreeMap<&'static str, Vec<&Group>>,
    marks: &BTreeMap<&'static str, Watermark>,
    zones: &[ConsideredZone],
) -> Result<BTreeMap<String, Option<Awaits>>> {
    let decided: BTreeSet<&str> =
        zones.iter().flat_map(|zone| &zone.fires).map(|fire| fire.occurrence.as_str()).collect();
    let asked = question.asked(&house.zones, &house.rules, house.now, house.now);
    let mut awaits = BTreeMap::new();
    for text in decided {
        let mut awaited: Option<Awaits> = None;
        let Ok(occurrence) = text.parse::<Occurrence>() else { continue };
        for (zone, groups) in clocks {
            let (_, clock) = question.mode.clock_of(groups[0].zones()).clock();
            let Some(at) = instant_of(&question.cron, clock, occurrence) else { continue };
            let is_past = at <= marks[zone].decided_until;
            if is_past || fire_rows::outcome(db, &saved.id, zone, text)?.is_some() {
                continue;
            }
            let more = awaited_here(&asked, groups, occurrence, at, zone, saved);
            awaited = match (awaited, more) {
                (Some(a), Some(b)) => {
                    Some(Awaits { contacts: a.contacts + b.contacts, until: a.until.max(b.until) })
                }
                (a, b) => a.or(b),
            };
        }
        awaits.insert(text.to_owned(), awaited);
    }
    Ok(awaits)
}

fn awaited_here(
    asked: &Asked<'_>,
    groups: &[&Group],
    occurrence: Occurrence,
    at: Timestamp,
    zone: &str,
    saved: &Saved,
) -> Option<Awaits> {
    let open = groups.iter().filter(|group| !is_holiday(asked, group, at));
    let judged = open.map(|group| (*group, window_at(asked, group, occurrence, at))).collect();
    let new = one_window(zone, judged, &whose(saved))?;
    (new.verdict != VerdictWord::Refused).then_some(Awaits { contacts: new.contacts, until: new.end })
}

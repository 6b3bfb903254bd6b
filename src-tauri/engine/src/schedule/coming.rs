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
use crate::run::{self, AwaitedZone, Awaits};

/// For each occurrence that is decided now, or for which a run awaits something already: the zones where it is legal
/// and still to come.
pub(super) fn awaits(
    db: &Connection,
    saved: &Saved,
    house: &House,
    question: &Question,
    clocks: &BTreeMap<&'static str, Vec<&Group>>,
    marks: &BTreeMap<&'static str, Watermark>,
    zones: &[ConsideredZone],
) -> Result<Vec<Awaits>> {
    let mut occurrences: BTreeSet<String> = run::awaited_occurrences(db, &saved.id)?.into_iter().collect();
    occurrences.extend(zones.iter().flat_map(|zone| &zone.fires).map(|fire| fire.occurrence.clone()));
    let asked = question.asked(&house.zones, &house.rules, house.now, house.now);
    let mut awaits = Vec::new();
    for text in occurrences {
        let Ok(occurrence) = text.parse::<Occurrence>() else { continue };
        let mut to_come = Vec::new();
        for (zone, groups) in clocks {
            let (_, clock) = question.mode.clock_of(groups[0].zones()).clock();
            let Some(at) = instant_of(&question.cron, clock, occurrence) else { continue };
            let is_past = at <= marks[zone].decided_until;
            if is_past || fire_rows::outcome(db, &saved.id, zone, &text)?.is_some() {
                continue;
            }
            to_come.extend(awaited_here(&asked, groups, occurrence, at, zone, saved));
        }
        awaits.push(Awaits { occurrence: text, zones: to_come });
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
) -> Option<AwaitedZone> {
    let open = groups.iter().filter(|group| !is_holiday(asked, group, at));
    let judged = open.map(|group| (*group, window_at(asked, group, occurrence, at))).collect();
    let new = one_window(zone, judged, &whose(saved))?;
    (new.verdict != VerdictWord::Refused).then_some(AwaitedZone {
        zone: new.zone,
        contacts: new.contacts,
        start: new.start,
        until: new.end,
    })
}

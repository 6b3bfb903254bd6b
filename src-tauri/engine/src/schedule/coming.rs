//! What the run of a day will still get: starts of that day that have not come, in whatever zone.

use std::collections::{BTreeMap, BTreeSet};

use callboard_rpc::types::Verdict as VerdictWord;
use jiff::Timestamp;
use rusqlite::Connection;

use super::consider::{ConsideredZone, House, What, whose};
use super::day::Day;
use super::decide::one_window;
use super::question::Question;
use super::store::Saved;
use super::{Asked, Fire, Group, Occurrence, Watermark, fire_rows, fires, is_holiday, window_at};
use crate::kernel::Result;
use crate::run::Awaits;

/// So many starts of a zone and day are looked at; with more, an earlier end is awaited.
const MOST: usize = 100;

/// For each occurrence that is decided now: what its day still brings. Contacts of a zone that has its window already
/// are counted there, and only awaited for their time.
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
    let mut known: Vec<(Day, Option<Awaits>)> = Vec::new();
    for text in decided {
        let Ok(occurrence) = text.parse::<Occurrence>() else { continue };
        let day = Day::of(&question.mode, occurrence);
        if let Some((_, awaited)) = known.iter().find(|(known, _)| *known == day) {
            awaits.insert(text.to_owned(), *awaited);
            continue;
        }
        let mut awaited: Option<Awaits> = None;
        for (zone, groups) in clocks {
            let here = Clock { db, saved, question, asked: &asked, zone, groups };
            let started_now = zones.iter().filter(|considered| considered.zone == **zone).any(|considered| {
                considered.fires.iter().any(|fire| {
                    matches!(fire.what, What::Window(_))
                        && fire.occurrence.parse().is_ok_and(|occurrence| day.holds(occurrence))
                })
            });
            awaited = both(awaited, here.awaited(day, marks[zone].decided_until, started_now)?);
        }
        known.push((day, awaited));
        awaits.insert(text.to_owned(), awaited);
    }
    Ok(awaits)
}

fn both(a: Option<Awaits>, b: Option<Awaits>) -> Option<Awaits> {
    match (a, b) {
        (Some(a), Some(b)) => Some(Awaits { contacts: a.contacts + b.contacts, until: a.until.max(b.until) }),
        (a, b) => a.or(b),
    }
}

/// One clock and the groups that follow it.
struct Clock<'a> {
    db: &'a Connection,
    saved: &'a Saved,
    question: &'a Question,
    asked: &'a Asked<'a>,
    zone: &'a str,
    groups: &'a [&'a Group],
}

impl Clock<'_> {
    /// What this zone still gets on a day.
    fn awaited(&self, day: Day, decided_until: Timestamp, started_now: bool) -> Result<Option<Awaits>> {
        let (_, clock) = self.question.mode.clock_of(self.groups[0].zones()).clock();
        let Some(eve) = day.eve(clock) else { return Ok(None) };
        let (mut awaited, mut has_a_window): (Option<Awaits>, _) = (None, started_now);
        let on_that_day = |fire: &Fire| day.holds(self.question.mode.occurrence(fire));
        for fire in fires(&self.question.cron, clock, eve).take_while(on_that_day).take(MOST) {
            let occurrence = self.question.mode.occurrence(&fire);
            let outcome = fire_rows::outcome(self.db, &self.saved.id, self.zone, &occurrence.to_string())?;
            has_a_window |= outcome == Some(fire_rows::Outcome::Started);
            if fire.at <= decided_until || outcome.is_some() {
                continue;
            }
            if let Some(more) =
                awaited_here(self.asked, self.groups, occurrence, fire.at, self.zone, self.saved)
            {
                let until = awaited.map_or(more.until, |awaited| awaited.until.max(more.until));
                let contacts = awaited.map_or(0, |awaited| awaited.contacts).max(more.contacts);
                awaited = Some(Awaits { contacts, until });
            }
        }
        Ok(awaited.map(|awaited| if has_a_window { Awaits { contacts: 0, ..awaited } } else { awaited }))
    }
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

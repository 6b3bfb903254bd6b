//! What the run of a day will still get: starts of that day that have not come, in whatever zone.

use std::collections::BTreeMap;

use callboard_rpc::types::Verdict as VerdictWord;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::consider::{ConsideredZone, House, whose};
use super::day::Day;
use super::decide::one_window;
use super::question::Question;
use super::store::Saved;
use super::{Asked, Fire, Group, Occurrence, Watermark, fire_reads, fire_rows, fires, is_holiday, window_at};
use crate::kernel::Result;
use crate::run::{self, AwaitedZone, Awaits};

/// So many starts of a zone and day are looked at; with more, an earlier end is awaited.
const MOST: usize = 100;

/// The zones that are legal and still to come, for each occurrence of the days on which something is decided now, of
/// which a run awaits something already, or whose run goes on: one that a person opened knows nothing of its day yet.
pub(super) fn awaits(
    db: &Connection,
    saved: &Saved,
    house: &House,
    question: &Question,
    clocks: &BTreeMap<&'static str, Vec<&Group>>,
    marks: &BTreeMap<&'static str, Watermark>,
    zones: &[ConsideredZone],
) -> Result<Vec<Awaits>> {
    let decided = zones.iter().flat_map(|zone| &zone.fires).map(|fire| fire.occurrence.clone());
    let awaited = run::awaited_occurrences(db, &saved.id)?;
    // Of an occurrence that is not to come any more, no zones are left.
    let mut to_come: BTreeMap<String, Vec<AwaitedZone>> =
        awaited.into_iter().chain(decided).map(|occurrence| (occurrence, Vec::new())).collect();
    let under_way = under_way(db, saved, house.now)?;
    let asked = question.asked(&house.zones, &house.rules, house.now, house.now);
    for day in days(question, to_come.keys().chain(&under_way)) {
        for (zone, groups) in clocks {
            let here = Clock { db, saved, question, asked: &asked, zone, groups };
            for (occurrence, awaited) in here.awaited(day, marks[zone].decided_until)? {
                to_come.entry(occurrence).or_default().push(awaited);
            }
        }
    }
    Ok(to_come.into_iter().map(|(occurrence, zones)| Awaits { occurrence, zones }).collect())
}

/// A day that began longer ago brings nothing more anywhere.
const OLDEST_DAY: SignedDuration = SignedDuration::from_hours(72);

/// Occurrences of runs that are not over.
fn under_way(db: &Connection, saved: &Saved, now: Timestamp) -> Result<Vec<String>> {
    let mut occurrences = Vec::new();
    for run in run::live(db)?.iter().filter(|run| run.schedule.as_ref() == Some(&saved.id)) {
        occurrences.extend(fire_reads::occurrences_of(db, &saved.id, &run.id, now - OLDEST_DAY)?);
    }
    Ok(occurrences)
}

/// The days of these occurrences, each once.
fn days<'a>(question: &Question, occurrences: impl Iterator<Item = &'a String>) -> Vec<Day> {
    let mut days = Vec::new();
    for occurrence in occurrences.filter_map(|text| text.parse::<Occurrence>().ok()) {
        let day = Day::of(&question.mode, occurrence);
        if !days.contains(&day) {
            days.push(day);
        }
    }
    days
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
    /// The windows that this zone still gets on a day, each with its occurrence.
    fn awaited(&self, day: Day, decided_until: Timestamp) -> Result<Vec<(String, AwaitedZone)>> {
        let (_, clock) = self.question.mode.clock_of(self.groups[0].zones()).clock();
        let Some(eve) = day.eve(clock) else { return Ok(Vec::new()) };
        let on_that_day = |fire: &Fire| day.holds(self.question.mode.occurrence(fire));
        let mut awaited = Vec::new();
        for fire in fires(&self.question.cron, clock, eve).take_while(on_that_day).take(MOST) {
            let occurrence = self.question.mode.occurrence(&fire);
            let text = occurrence.to_string();
            let is_past = fire.at <= decided_until;
            if is_past || fire_rows::outcome(self.db, &self.saved.id, self.zone, &text)?.is_some() {
                continue;
            }
            awaited.extend(self.window(occurrence, fire.at).map(|window| (text, window)));
        }
        Ok(awaited)
    }

    /// `None` where nobody may be called then.
    fn window(&self, occurrence: Occurrence, at: Timestamp) -> Option<AwaitedZone> {
        let open = self.groups.iter().filter(|group| !is_holiday(self.asked, group, at));
        let judged = open.map(|group| (*group, window_at(self.asked, group, occurrence, at))).collect();
        let new = one_window(self.zone, judged, &whose(self.saved))?;
        (new.verdict != VerdictWord::Refused).then_some(AwaitedZone {
            zone: new.zone,
            contacts: new.contacts,
            people: new.people,
            start: new.start,
            until: new.end,
        })
    }
}

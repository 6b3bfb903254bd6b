use std::collections::{BTreeMap, BTreeSet};

use callboard_rpc::types::{CronButtons, Preview, PreviewFire, PreviewRow, PreviewTotals, RuleRef};
use jiff::Timestamp;
use jiff::civil::DateTime;

use super::asked::{Asked, Mode};
use super::group::Group;
use super::marks::mark_words;
use super::verdict::{Cause, Verdict};
use super::window::{Window, windows};
use crate::rules::Note;
use crate::schedule::buttons::{Buttons, buttons_of};
use crate::schedule::fires::fires;
use crate::schedule::occurrence::Occurrence;
use crate::schedule::sentence::sentence;
use crate::zone::{ZoneCaution, caution, caution_for_people};
use crate::zone::{clock_words, day_words, local_iso, window_words};

/// The grid of zones and fires: `count` fires (at least 1) for each group, the rows with the earliest start first.
/// `needs_zone` contacts are only counted. A row's fire belongs under the column with its occurrence.
pub fn preview(asked: &Asked<'_>, groups: &[Group], count: usize, needs_zone: u64) -> Preview {
    let row = |group| Row { group, windows: judged(asked, group, count.max(1)) };
    let mut rows: Vec<Row<'_>> = groups.iter().map(row).collect();
    rows.sort_by(|a, b| a.first_start().cmp(&b.first_start()).then_with(|| a.name().cmp(b.name())));
    let (column_keys, columns) = columns(asked, &rows);
    Preview {
        sentence: sentence(asked.cron),
        buttons: buttons_of(asked.cron).ok().map(|buttons| buttons_words(&buttons)),
        warnings: warnings(asked, &rows),
        columns,
        column_keys,
        totals: totals(&rows, needs_zone),
        rows: rows.into_iter().map(|row| shown_row(asked, row)).collect(),
        zone_release: asked.zones.release().to_owned(),
        rules_version: asked.rules.version().to_owned(),
    }
}

/// The windows of a group. Of a zone that is no place nothing can be said: nobody is called there, as nobody is whose own
/// zone it is.
fn judged(asked: &Asked<'_>, group: &Group, count: usize) -> Vec<Window> {
    let mut windows: Vec<Window> = windows(asked, group).take(count).collect();
    if let Some(caution) = group.zones().name().split('|').find_map(caution_for_people) {
        let rule = no_place(&caution);
        for window in &mut windows {
            let by = Cause { rule: rule.clone(), part: None };
            window.verdict = Verdict::Refused { by, legal_again: None };
            window.end = window.start;
            // No law was applied, so nothing is missing of it.
            window.notes.clear();
        }
    }
    windows
}

/// The zone rule that stands behind "needs a zone", as a rule that refuses.
fn no_place(caution: &ZoneCaution) -> RuleRef {
    RuleRef {
        id: NO_PLACE.to_owned(),
        version: 1,
        source: "Callboard".to_owned(),
        words: caution.to_string(),
    }
}

/// The rule that refuses a window in a zone that is no place: it cannot be judged.
pub const NO_PLACE: &str = "zone-is-no-place";

struct Row<'a> {
    group: &'a Group,
    windows: Vec<Window>,
}

impl Row<'_> {
    fn first_start(&self) -> Option<Timestamp> {
        self.windows.first().map(|window| window.start)
    }

    fn name(&self) -> &str {
        self.group.zones().name()
    }
}

/// The occurrences of all rows in order, and what stands above each: the day alone where every fire has the same
/// time of day.
fn columns(asked: &Asked<'_>, rows: &[Row<'_>]) -> (Vec<String>, Vec<String>) {
    let windows = rows.iter().flat_map(|row| &row.windows);
    let walls: BTreeMap<Occurrence, DateTime> =
        windows.filter_map(|window| Some((window.occurrence, window.fire?.wall))).collect();
    let times: BTreeSet<_> = walls.values().map(|wall| wall.time()).collect();
    let this_year = asked.today.to_zoned(jiff::tz::TimeZone::UTC).year();
    let label = |wall: DateTime| {
        let day = day_words(wall, this_year);
        match asked.mode {
            Mode::SameMoment(anchor) => format!("{day} {} in {}", clock_words(wall), anchor.place()),
            Mode::ContactTime if times.len() == 1 => day,
            Mode::ContactTime => format!("{day} {}", clock_words(wall)),
        }
    };
    walls.into_iter().map(|(occurrence, wall)| (occurrence.to_string(), label(wall))).unzip()
}

fn totals(rows: &[Row<'_>], needs_zone: u64) -> PreviewTotals {
    let mut totals = PreviewTotals {
        legal: 0,
        clamped: 0,
        refused: 0,
        needs_zone,
        left_out: 0,
        first_start: None,
        last_start: None,
    };
    for row in rows {
        let Some(first) = row.windows.first() else { continue };
        let count = match first.verdict {
            Verdict::Legal => &mut totals.legal,
            Verdict::Clamped { .. } => &mut totals.clamped,
            Verdict::Refused { .. } => &mut totals.refused,
        };
        *count += row.group.contacts();
        if !matches!(first.verdict, Verdict::Refused { .. }) {
            totals.first_start = Some(totals.first_start.map_or(first.start, |start| start.min(first.start)));
            totals.last_start = Some(totals.last_start.map_or(first.start, |start| start.max(first.start)));
        }
    }
    totals
}

fn warnings(asked: &Asked<'_>, rows: &[Row<'_>]) -> Vec<String> {
    let mut warnings = Vec::new();
    if asked.cron.days_are_either_or() {
        warnings.push(
            "Day of month and day of week are both given, and cron takes either: it runs on those dates and also on \
             those weekdays. Put * in one of them to mean the other alone."
                .to_owned(),
        );
    }
    if rows.iter().any(|row| row.windows.windows(2).any(|pair| pair[0].end > pair[1].start)) {
        warnings.push(
            "A window is still open when the next one begins; a shorter length or fewer fires avoid it."
                .to_owned(),
        );
    }
    if rows.iter().any(|row| lost_to_holidays(asked, row)) {
        warnings.push("Fires on holidays are left out, by each contact's own calendar.".to_owned());
    }
    let mut names: Vec<&str> = rows.iter().flat_map(|row| row.name().split('|')).collect();
    names.sort_unstable();
    names.dedup();
    let notes = rows.iter().flat_map(|row| row.windows.iter().take(1)).flat_map(|window| &window.notes);
    warnings.extend(Note::sentences(notes));
    // Nobody lives on UTC's clock; a schedule may well be kept on it.
    let mut cautions: Vec<String> =
        names.into_iter().filter_map(caution_for_people).map(|caution| caution.to_string()).collect();
    if let Mode::SameMoment(anchor) = asked.mode {
        cautions.extend(caution(anchor.name()).map(|caution| caution.to_string()));
    }
    cautions.sort_unstable();
    cautions.dedup();
    warnings.extend(cautions);
    warnings
}

/// Whether fires fell on holidays before the row's last window.
fn lost_to_holidays(asked: &Asked<'_>, row: &Row<'_>) -> bool {
    let Some(last) = row.windows.last().filter(|_| !asked.holidays.is_empty()) else { return false };
    let (_, clock) = asked.mode.clock_of(row.group.zones()).clock();
    fires(asked.cron, clock, asked.from).take_while(|fire| fire.at <= last.start).count() > row.windows.len()
}

fn shown_row(asked: &Asked<'_>, row: Row<'_>) -> PreviewRow {
    let Row { group, windows } = row;
    PreviewRow {
        zone: group.zones().name().to_owned(),
        place: group.zones().place(),
        contacts: group.contacts(),
        jurisdictions: group.jurisdictions().to_vec(),
        fires: windows.into_iter().map(|window| shown_fire(asked, group, window)).collect(),
    }
}

fn shown_fire(asked: &Asked<'_>, group: &Group, window: Window) -> PreviewFire {
    let (_, zone) = group.zones().clock();
    let mark_words = window.marks.iter().map(|mark| mark_words(asked, group, &window, *mark)).collect();
    let end_shown =
        if matches!(window.verdict, Verdict::Refused { .. }) { window.asked_end } else { window.end };
    let cause = window.verdict.cause().cloned();
    PreviewFire {
        occurrence: window.occurrence.to_string(),
        start: window.start,
        end: window.end,
        local_start: local_iso(zone, window.start),
        local_end: local_iso(zone, window.end),
        words: window_words(zone, window.start, end_shown, asked.today),
        verdict: window.verdict.word(),
        caused_by: cause.as_ref().and_then(|cause| cause.part.clone()),
        rule: cause.map(|cause| cause.rule),
        federal_hours_only: window.notes.iter().any(Note::is_federal_only),
        marks: window.marks,
        mark_words,
    }
}

fn buttons_words(buttons: &Buttons) -> CronButtons {
    CronButtons {
        days: buttons.days.iter().map(|day| day.to_sunday_zero_offset().unsigned_abs()).collect(),
        times: buttons.times.iter().map(|time| time.strftime("%H:%M").to_string()).collect(),
    }
}

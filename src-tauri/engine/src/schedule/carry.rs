//! Carrying out what was considered: fires, windows, marks and the audit row, in one transaction.

use std::collections::BTreeMap;

use callboard_rpc::{Caller, NoticeLevel, Topic};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::consider::{Considered, ConsideredFire, ConsideredZone, Found, House, SecondThought, What};
use super::fire_rows::{self, Decided, Outcome};
use super::lose::{Lost, lose, reason};
use super::missed_rows::MissedRow;
use super::not_coming::{SET_BACK, STOPPED};
use super::start::{Ready, run_of, start};
use super::store::{Saved, object};
use super::{lift, marks, missed, pass_over};
use crate::kernel::audit::Entry;
use crate::kernel::{NewNotice, Notices, Result, Write};
use crate::zone::counted;
use crate::{run, window};

/// What was decided so long ago is forgotten; the marks lie far beyond it.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 40);

/// Fires, windows, marks and the audit row, in one transaction.
pub(super) fn carry_out(
    write: &mut Write<'_>,
    saved: &Saved,
    house: &House,
    considered: Considered,
) -> Result<()> {
    let Considered { zones, again, awaits, .. } = considered;
    // First, so that what comes again finds its place free.
    lift::free_lifted(write, &saved.id)?;
    let mut told = Told::default();
    let mut ready: BTreeMap<String, Vec<Ready>> = BTreeMap::new();
    for thought in again {
        think_again(write, saved, house, thought, &mut ready, &mut told)?;
    }
    for ConsideredZone { zone, clock, mark, fires, passed_over } in zones {
        told.passed_over += passed_over;
        for fire in fires {
            take(write, saved, house, &zone, &clock, fire, &mut ready, &mut told)?;
        }
        marks::set(write, &saved.id, &zone, mark)?;
    }
    let mut live = window::still_dialling(write, &saved.connection, &saved.draft.campaign_id)?;
    for (occurrence, ready) in ready {
        start(write, saved, house, &occurrence, ready, &mut live, &mut told)?;
    }
    for awaited in awaits {
        if let Some(of_day) = run_of(write, saved, &house.zones, &awaited.occurrence)? {
            run::await_more(write, &of_day.id, Some(awaited))?;
        }
    }
    fire_rows::forget_before(write, &saved.id, house.now - KEPT)?;
    tell(write, saved, house, &told)
}

#[expect(clippy::too_many_arguments, reason = "one fire with what its transaction gathers")]
fn take(
    write: &mut Write<'_>,
    saved: &Saved,
    house: &House,
    zone: &str,
    clock: &TimeZone,
    fire: ConsideredFire,
    ready: &mut BTreeMap<String, Vec<Ready>>,
    told: &mut Told,
) -> Result<()> {
    let ConsideredFire { at, occurrence, contacts, what } = fire;
    let reason = match what {
        What::Window(new) => {
            let clock = clock.clone();
            ready.entry(occurrence).or_default().push(Ready {
                zone: zone.to_owned(),
                at,
                clock,
                new: *new,
                again: false,
            });
            return Ok(());
        }
        What::Holiday => return only_note(write, saved, zone, &occurrence, at, Outcome::Holiday, ""),
        What::WasRefused(words) => {
            return only_note(write, saved, zone, &occurrence, at, Outcome::Refused, &words);
        }
        What::Missed(because) => reason(write, house, zone, clock, at, because, None)?,
        What::Blocked(words) => words,
        What::SetBack => SET_BACK.to_owned(),
    };
    lose(
        write,
        saved,
        &Lost { zone, clock, occurrence: &occurrence, at, contacts, reason, again: false },
        told,
    )
}

fn think_again(
    write: &mut Write<'_>,
    saved: &Saved,
    house: &House,
    thought: SecondThought,
    ready: &mut BTreeMap<String, Vec<Ready>>,
    told: &mut Told,
) -> Result<()> {
    let SecondThought { zone, occurrence, at, clock, found } = thought;
    let clock = clock.unwrap_or(TimeZone::UTC);
    match found {
        Found::Settled => fire_rows::settled(write, &saved.id, &zone, &occurrence),
        Found::Stopped => {
            let (zone, occurrence, outcome) = (zone.as_str(), occurrence.as_str(), Outcome::Stopped);
            let fire = Decided {
                schedule: &saved.id,
                zone,
                occurrence,
                at,
                outcome,
                words: STOPPED,
                run: None,
                window: None,
            };
            write.changed(Topic::Schedules);
            fire_rows::redecide(write, &fire)
        }
        Found::AfterAll(window) => {
            pass_over::takes_place_after_all(write, &saved.id, (&zone, &occurrence, at), &window)
        }
        Found::Late(new) => {
            ready.entry(occurrence).or_default().push(Ready { zone, at, clock, new: *new, again: true });
            Ok(())
        }
        Found::Uncovered { contacts, reason } => {
            let (zone, clock, occurrence) = (zone.as_str(), &clock, occurrence.as_str());
            lose(write, saved, &Lost { zone, clock, occurrence, at, contacts, reason, again: true }, told)
        }
        Found::Missed { contacts, because, trouble } => {
            let reason = reason(write, house, &zone, &clock, at, because, trouble)?;
            let lost = Lost {
                zone: &zone,
                clock: &clock,
                occurrence: &occurrence,
                at,
                contacts,
                reason,
                again: true,
            };
            lose(write, saved, &lost, told)
        }
    }
}

fn only_note(
    write: &Write<'_>,
    saved: &Saved,
    zone: &str,
    occurrence: &str,
    at: Timestamp,
    outcome: Outcome,
    words: &str,
) -> Result<()> {
    let fire = Decided { schedule: &saved.id, zone, occurrence, at, outcome, words, run: None, window: None };
    fire_rows::decide(write, &fire)?;
    Ok(())
}

/// What one transaction did, for its row in the audit log and for the notice.
#[derive(Default)]
pub(super) struct Told {
    pub(super) started: Vec<String>,
    pub(super) refused: Vec<String>,
    pub(super) skipped: Vec<String>,
    /// Skipped for a window that another schedule made: nobody has been told that one of them does not come.
    pub(super) kept_out: Vec<String>,
    pub(super) missed: Vec<MissedRow>,
    pub(super) passed_over: u64,
}

fn tell(write: &mut Write<'_>, saved: &Saved, house: &House, told: &Told) -> Result<()> {
    let Told { started, refused, skipped, kept_out, missed: lost, passed_over } = told;
    if started.is_empty() && refused.is_empty() && skipped.is_empty() && lost.is_empty() && *passed_over == 0
    {
        return Ok(());
    }
    let listed: Vec<_> = lost
        .iter()
        .take(50)
        .map(|row| json!({ "zone": row.zone, "occurrence": row.occurrence, "reason": row.reason }))
        .collect();
    let after = json!({
        "started": started, "refused": refused, "skipped": skipped, "missed": listed,
        "missed_in_all": lost.len(), "passed_over": passed_over, "zone_release": house.zones.release(),
        "rules": house.rules.version(),
    });
    write.audit(&Caller::engine(), Entry::new("schedule.fire", object(&saved.id)).after(&after))?;
    write.changed(Topic::Schedules);
    if !kept_out.is_empty() {
        let notice = NewNotice {
            level: NoticeLevel::Attention,
            title: format!("{} of {} passed over", counted(kept_out.len() as u64, "start"), saved.draft.name),
            body: kept_out.iter().take(3).cloned().collect::<Vec<_>>().join(" "),
            link: Some(format!("/schedules/{}", saved.id)),
        };
        Notices::tell(write, notice)?;
    }
    let Some(last) = lost.last() else { return Ok(()) };
    let older =
        if *passed_over > 0 { format!(" {passed_over} older ones are not listed.") } else { String::new() };
    let notice = NewNotice {
        level: NoticeLevel::Attention,
        title: missed::title(&saved.draft.name, lost),
        body: format!("{}{older}", last.reason),
        link: Some("/".to_owned()),
    };
    Notices::tell(write, notice)
}

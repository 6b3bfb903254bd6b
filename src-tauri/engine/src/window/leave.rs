//! The moment at which a window leaves: its start, and the rules once more.

use std::time::Duration;

use callboard_rpc::Caller;
use callboard_rpc::types::{RuleRef, ScheduleId, Verdict, WindowState};
use jiff::{SignedDuration, Timestamp};

use super::places::{Judged, judge};
use super::row::{Window, object, store};
use super::send::Taken;
use crate::engine::SLICES;
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Ms, Result, Write};
use crate::rules;
use crate::zone::ZoneData;

/// The reaction of a slice to a window of a schedule that failed for good. A part of [`crate::slice::Slice`].
pub(crate) type Failed = fn(&mut Write<'_>, &ScheduleId) -> Result<()>;

/// A start "now" lies this far ahead when it is sent, since the tenant refuses one that is not in the future.
const LEAD: Duration = Duration::from_secs(5);
/// The longest lead, where a tenant takes its time again and again.
const LONGEST_LEAD: Duration = Duration::from_mins(1);
/// No window shorter than this is sent: the tenant would only set it up.
pub(super) const SHORTEST: SignedDuration = SignedDuration::from_secs(60);

/// A window at the moment at which it leaves: "as soon as possible" gets its start, and the rules are asked once more,
/// since they may have changed after it was planned.
pub(super) fn leave(write: &mut Write<'_>, task: &Task, row: Window, zones: &ZoneData) -> Result<Taken> {
    let now = write.now();
    let row = with_a_start_ahead(row, now, &write.chance().token());
    let row = match judge(&row, &rules::current(write)?, zones, now) {
        Judged::Legal => row,
        Judged::Until(end, rule) => {
            let (key, told) = (write.chance().token(), Entry::new("window.shorten", object(&row.id)));
            let told = told.before(&row.told()).after(&serde_json::json!({ "end": end }));
            write.audit(&Caller::engine(), told)?;
            Window { end, key, verdict: Verdict::Clamped, rule: Some(rule), ..row }
        }
        // A start is never moved here: nobody has chosen another one.
        Judged::Later { rule, .. } | Judged::Never(rule) => {
            refuse(write, row, rule)?;
            tasks::done(write, task)?;
            return Ok(Taken::Nothing);
        }
    };
    if row.asap && row.end.duration_since(row.start) < SHORTEST {
        let words = format!("Its time was over at {} before it could be sent.", row.end);
        let words = row.trouble.as_ref().map_or(words.clone(), |trouble| format!("{words} {trouble}"));
        fail(write, row, words, "its time was over")?;
        tasks::done(write, task)?;
        return Ok(Taken::Nothing);
    }
    let row = Window { state: WindowState::Sending, ..row };
    store(write, &row)?;
    Ok(Taken::ToSend(row))
}

/// A rule that came after it was planned forbids it: it never leaves.
fn refuse(write: &mut Write<'_>, row: Window, rule: RuleRef) -> Result<()> {
    let result = format!("refused: {} v{}", rule.id, rule.version);
    let row = Window {
        state: WindowState::Refused,
        verdict: Verdict::Refused,
        trouble: Some(rule.words.clone()),
        rule: Some(rule),
        next_try: None,
        ..row
    };
    store(write, &row)?;
    write.audit(
        &Caller::engine(),
        Entry::new("window.refuse", object(&row.id)).after(&row.told()).result(result),
    )?;
    Ok(())
}

/// It does not take place; whose schedule made it considers that at once.
pub(super) fn fail(write: &mut Write<'_>, row: Window, words: String, result: &str) -> Result<()> {
    let row = Window { state: WindowState::Failed, trouble: Some(words), next_try: None, ..row };
    store(write, &row)?;
    let told = Entry::new("window.submit", object(&row.id)).after(&row.told());
    write.audit(&Caller::engine(), told.result(format!("failed: {result}")))?;
    let Some(schedule) = &row.schedule else { return Ok(()) };
    let mut others = SLICES.iter().filter_map(|slice| slice.on_window_failed);
    others.try_for_each(|failed| failed(write, schedule))
}

/// "As soon as possible" is computed anew at the moment of sending, in whole seconds, unless its whole lead is left.
/// Another start is another request, so it gets another key: a tenant refuses one key with two bodies.
fn with_a_start_ahead(row: Window, now: Timestamp, fresh_key: &str) -> Window {
    let lead = lead(row.attempts);
    if !row.asap || row.start >= now + lead {
        return row;
    }
    let start = ahead_by(now, lead).min(row.end);
    Window { start, key: fresh_key.to_owned(), ..row }
}

/// The lead doubles with every attempt: where an answer took longer than the lead, the next one has more.
fn lead(attempts: u32) -> Duration {
    LEAD.saturating_mul(1 << attempts.min(8)).min(LONGEST_LEAD)
}

/// The first whole second that lies far enough ahead to be sent as a start.
pub fn soonest(now: Timestamp) -> Timestamp {
    ahead_by(now, LEAD)
}

fn ahead_by(now: Timestamp, lead: Duration) -> Timestamp {
    let rounded_up = Timestamp::from_second(now.as_second() + 1).unwrap_or(now);
    Ms::cut(rounded_up + lead)
}

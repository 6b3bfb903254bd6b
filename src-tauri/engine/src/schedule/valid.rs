//! What a draft must be before it is saved, planned or submitted, at every door; each refusal names its field.

use callboard_rpc::RpcError;
use callboard_rpc::types::{FireMode, Misfire, ScheduleDraft};
use jiff::Timestamp;
use rusqlite::Connection;

use super::question::Question;
use super::{left_out, next_fire};
use crate::kernel::{Result, is_unseen};
use crate::zone::{ZoneData, counted, local_words};

const LONGEST_NAME: usize = 128;
/// Contract 2.1 names no limit; 4 says 128 for ids.
const LONGEST_CAMPAIGN: usize = 128;
const MOST_HOLIDAYS: usize = 1000;
const MOST_LEFT_OUT: usize = 5000;
/// A late start a week after its time is no late start.
const LATEST: u32 = 7 * 24 * 60;
const MOST_FAILURES: u32 = 1000;
/// More completions than any list has contacts; beyond, a run could never end.
const MOST_EXPECTED: u64 = 1_000_000_000;

/// The draft as it is stored: texts trimmed, zones as IANA writes them, and its moment, where it has only one, still
/// to come.
pub(super) fn to_save(
    db: &Connection,
    zones: &ZoneData,
    draft: ScheduleDraft,
    now: Timestamp,
) -> Result<ScheduleDraft> {
    let (draft, question) = checked(db, zones, draft, now)?;
    still_to_come(&question, now)?;
    Ok(draft)
}

/// A draft that is not saved. Its campaign stands for a name that nobody gave.
pub(super) fn to_submit(
    db: &Connection,
    zones: &ZoneData,
    draft: ScheduleDraft,
    now: Timestamp,
) -> Result<(ScheduleDraft, Question)> {
    let name = if draft.name.is_empty() { draft.campaign_id.clone() } else { draft.name };
    checked(db, zones, ScheduleDraft { name, ..draft }, now)
}

/// Refuses a single moment that has passed for some of its contacts: they would never be called, and nobody would
/// be told.
pub(super) fn still_to_come(question: &Question, now: Timestamp) -> Result<()> {
    let Some(moment) = question.cron.is_once() else { return Ok(()) };
    let refuse = |words: String| {
        let error = RpcError::field("cron", words);
        Err(error.hint("Choose a later date or time, or leave these contacts out.").into())
    };
    let when = moment.strftime("%a %-d %b %Y %H:%M");
    if question.groups.is_empty() {
        // Nowhere is it earlier than at UTC−12.
        let last = jiff::tz::Offset::constant(-12).to_timestamp(moment);
        return match last {
            Ok(last) if last > now => Ok(()),
            _ => refuse(format!("{when} has passed everywhere.")),
        };
    }
    let passed = question.groups.iter().filter(|group| {
        let (_, clock) = question.mode.clock_of(group.zones()).clock();
        next_fire(&question.cron, clock, now).is_none()
    });
    let passed: Vec<_> = passed.collect();
    let Some(first) = passed.first() else { return Ok(()) };
    let contacts: u64 = passed.iter().map(|group| group.contacts()).sum();
    let there = local_words(first.zones().clock().1, now, now);
    let more = match passed.len() - 1 {
        0 => String::new(),
        more => format!(" and {}", counted(more as u64, "more zone")),
    };
    let place = first.zones().place();
    refuse(format!(
        "{when} has passed in {place}{more}, where it is {there} ({}).",
        counted(contacts, "contact")
    ))
}

/// One check for all doors.
fn checked(
    db: &Connection,
    zones: &ZoneData,
    draft: ScheduleDraft,
    now: Timestamp,
) -> Result<(ScheduleDraft, Question)> {
    let mut draft = ScheduleDraft {
        name: draft.name.trim().to_owned(),
        campaign_id: draft.campaign_id.trim().to_owned(),
        cron: draft.cron.trim().to_owned(),
        ..draft
    };
    plain(&draft)?;
    if let FireMode::SameMoment { zone } = &mut draft.mode {
        let written = zones.written(zone).map_err(|error| RpcError::field("mode.zone", error.to_string()))?;
        written.clone_into(zone);
    }
    draft.left_out = left_out::checked(db, zones, draft.contacts.as_ref(), draft.left_out)?;
    let question = Question::read(db, zones, (&draft).into(), now)?;
    if question.cron.is_once().is_some() {
        question.cron.as_str().clone_into(&mut draft.cron);
    }
    Ok((draft, question))
}

/// What needs neither zones nor lists to be seen.
fn plain(draft: &ScheduleDraft) -> std::result::Result<(), RpcError> {
    let refuse = |field: &str, words: String| Err(RpcError::field(field, words));
    // First, since it stands for a name that nobody gave.
    campaign(&draft.campaign_id)?;
    let name = draft.name.chars().count();
    if name == 0 {
        return refuse("name", "Give the schedule a name.".to_owned());
    }
    if name > LONGEST_NAME {
        return refuse("name", format!("A name has at most {LONGEST_NAME} characters; this one has {name}."));
    }
    if draft.name.chars().any(is_unprintable) {
        return refuse("name", "A name has only characters that can be seen.".to_owned());
    }
    if draft.holidays.len() > MOST_HOLIDAYS {
        return refuse("holidays", format!("At most {MOST_HOLIDAYS} holidays."));
    }
    if draft.left_out.len() > MOST_LEFT_OUT {
        return refuse("left_out", format!("At most {MOST_LEFT_OUT} groups can be left out."));
    }
    if u64::from(draft.jitter_seconds) >= u64::from(draft.duration_minutes) * 60 && draft.jitter_seconds > 0 {
        return refuse("jitter_seconds", "The jitter must be shorter than the window.".to_owned());
    }
    if let Misfire::Late { max_age_minutes } = draft.misfire
        && !(1..=LATEST).contains(&max_age_minutes)
    {
        return refuse(
            "misfire.max_age_minutes",
            "A late start is allowed from 1 minute up to 7 days.".to_owned(),
        );
    }
    if draft.pause_after_failures > MOST_FAILURES {
        return refuse("pause_after_failures", format!("At most {MOST_FAILURES} failures; 0 means never."));
    }
    match draft.expected {
        Some(0) => refuse(
            "expected",
            "At least one completion is expected; leave it empty for all contacts.".to_owned(),
        ),
        Some(MOST_EXPECTED..) => {
            refuse("expected", "So many completions never come; leave it empty for all contacts.".to_owned())
        }
        _ => Ok(()),
    }
}

/// A campaign's id: 1 to 128 characters that can be seen. It stands in paths as one segment, where `.` and `..` would
/// lead to another address, however they are written.
pub(super) fn campaign(id: &str) -> std::result::Result<(), RpcError> {
    let refuse = |words: String| Err(RpcError::field("campaign_id", words));
    let length = id.chars().count();
    if id.trim().is_empty() {
        return refuse("Choose a campaign, or type its id.".to_owned());
    }
    if length > LONGEST_CAMPAIGN || id.chars().any(is_unprintable) {
        return refuse(format!(
            "A campaign's id has 1 to {LONGEST_CAMPAIGN} characters, all of them printable."
        ));
    }
    if id.chars().all(|c| !c.is_alphanumeric()) {
        return refuse(format!("{id:?} is no campaign's id; it has neither a letter nor a digit."));
    }
    Ok(())
}

/// Control characters, separators of lines, and characters that change how others are read without being seen.
fn is_unprintable(c: char) -> bool {
    c.is_control() || is_unseen(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

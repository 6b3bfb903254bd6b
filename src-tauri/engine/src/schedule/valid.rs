//! What a draft must be before it is saved; every refusal names its field.

use callboard_rpc::RpcError;
use callboard_rpc::types::{Misfire, ScheduleDraft};
use jiff::Timestamp;
use rusqlite::Connection;

use super::question::Question;
use crate::kernel::Result;
use crate::zone::ZoneData;

const LONGEST_NAME: usize = 128;
/// Contract 2.1 names no limit; 4 says 128 for ids.
const LONGEST_CAMPAIGN: usize = 128;
const MOST_HOLIDAYS: usize = 1000;
const MOST_LEFT_OUT: usize = 5000;
/// A late start a week after its time is no late start.
const LATEST: u32 = 7 * 24 * 60;
const MOST_FAILURES: u32 = 1000;

/// The draft with its texts trimmed, as it is stored.
pub(super) fn checked(
    db: &Connection,
    zones: &ZoneData,
    draft: ScheduleDraft,
    now: Timestamp,
) -> Result<ScheduleDraft> {
    let draft = ScheduleDraft {
        name: draft.name.trim().to_owned(),
        campaign_id: draft.campaign_id.trim().to_owned(),
        cron: draft.cron.trim().to_owned(),
        ..draft
    };
    plain(&draft)?;
    Question::read(db, zones, (&draft).into(), now)?;
    Ok(draft)
}

/// What needs neither zones nor lists to be seen.
fn plain(draft: &ScheduleDraft) -> std::result::Result<(), RpcError> {
    let refuse = |field: &str, words: String| Err(RpcError::field(field, words));
    let name = draft.name.chars().count();
    if name == 0 {
        return refuse("name", "Give the schedule a name.".to_owned());
    }
    if name > LONGEST_NAME {
        return refuse("name", format!("A name has at most {LONGEST_NAME} characters; this one has {name}."));
    }
    campaign(&draft.campaign_id)?;
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
    if draft.expected == Some(0) {
        return refuse(
            "expected",
            "At least one completion is expected; leave it empty for all contacts.".to_owned(),
        );
    }
    Ok(())
}

/// A campaign's id: 1 to 128 characters, none of them a control character.
pub(super) fn campaign(id: &str) -> std::result::Result<(), RpcError> {
    let length = id.chars().count();
    if length == 0 {
        return Err(RpcError::field("campaign_id", "Choose a campaign, or type its id."));
    }
    if length > LONGEST_CAMPAIGN || id.chars().any(char::is_control) {
        let words = format!("A campaign's id has 1 to {LONGEST_CAMPAIGN} characters, all of them printable.");
        return Err(RpcError::field("campaign_id", words));
    }
    Ok(())
}

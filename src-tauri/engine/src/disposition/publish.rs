//! Publishing: a draft, a copy of an earlier version, or one code more. Each is one write with its audit row.

use callboard_rpc::types::{ConnectionId, DispositionCode, DispositionMap, DraftSeen, MapPublished};
use callboard_rpc::{Caller, Code, RpcError, Topic};
use jiff::Timestamp;
use serde_json::json;

use super::decisions::instant;
use super::reapply;
use super::scope::{self, Scope};
use super::shown::shown;
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};
use crate::map::versions::{self, Published};
use crate::map::{Lookup, changes, check, drafts, normalise, spelled};

/// Most characters of a note.
const LONGEST_NOTE: usize = 500;

/// Publishes the draft over version `over`, and has earlier events decided anew where `days` says so. Held events whose
/// codes it knows are always applied.
pub(super) fn draft(
    write: &mut Write<'_>,
    caller: &Caller,
    of: &ConnectionId,
    note: Option<&str>,
    over: u32,
    seen: Option<DraftSeen>,
    days: u32,
) -> Result<MapPublished> {
    versions::ensure(write, of)?;
    let current = versions::current(write, of)?;
    let there = drafts::draft(write, of)?;
    if current.version.version != over {
        let hint = "Look at what your draft changes now, and publish it again.";
        return Err(changed_meanwhile(&current).hint(hint).into());
    }
    drafts::check_seen(there.as_ref(), seen)?;
    let Some(draft) = there else {
        return Err(RpcError::new(Code::Refused, "There is no draft to publish.")
            .hint("Change the map first.")
            .into());
    };
    let map = check(&draft.map)?;
    let note = noted(note)?;
    let next = new_version(write, caller, of, &current, map, note, None)?;
    drafts::throw_away(write, of)?;
    let scopes = scope::of_days(write.now(), days);
    published(write, of, &next, scopes)
}

/// Publishes a copy of an earlier version over version `over`. Only what comes from now on is decided by it.
pub(super) fn go_back(
    write: &mut Write<'_>,
    caller: &Caller,
    of: &ConnectionId,
    version: u32,
    over: u32,
) -> Result<()> {
    versions::ensure(write, of)?;
    let current = versions::current(write, of)?;
    if current.version.version != over {
        return Err(changed_meanwhile(&current).hint("Look at what counts now, and go back then.").into());
    }
    if current.version.version == version {
        let words = format!("Version {version} is the published one.");
        return Err(RpcError::new(Code::Conflict, words).into());
    }
    let earlier = versions::find(write, of, version)?;
    let note = format!("Back to version {version}.");
    let next = new_version(write, caller, of, &current, earlier.map, note, Some(version))?;
    published(write, of, &next, vec![Scope::Held]).map(drop)
}

/// Adds one unmapped code, publishes, and has its events applied.
pub(super) fn map_code(
    write: &mut Write<'_>,
    caller: &Caller,
    of: &ConnectionId,
    new: DispositionCode,
) -> Result<MapPublished> {
    versions::ensure(write, of)?;
    let current = versions::current(write, of)?;
    let new = DispositionCode { code: normalise(&new.code), ..new };
    if let Some(there) = current.map.codes.iter().find(|one| one.code == new.code) {
        let words = format!("The code `{}` is mapped to {} already.", there.code, there.category);
        return Err(RpcError::new(Code::Conflict, words).hint("Change it in the draft.").into());
    }
    let codes = current.map.codes.len();
    let map = check(&with(&current.map, &new)).map_err(|error| plain_field(error, codes))?;
    let note = format!("Mapped {} to {}.", new.code, new.category);
    let next = new_version(write, caller, of, &current, map, note, None)?;
    keep_in_draft(write, caller, of, &current, &next, &new)?;
    published(write, of, &next, vec![Scope::Code(new.code)])
}

/// The draft gets the code too: publishing it must not take the code away again. A draft that was begun from the version
/// before counts as begun from this one.
fn keep_in_draft(
    write: &mut Write<'_>,
    caller: &Caller,
    of: &ConnectionId,
    current: &Published,
    next: &Published,
    new: &DispositionCode,
) -> Result<()> {
    let Some(draft) = drafts::draft(write, of)? else { return Ok(()) };
    if !draft.map.codes.iter().any(|one| one.code == new.code) {
        let version = current.version.version;
        drafts::keep(write, of, &with(&draft.map, new), version, &caller.actor)?;
    }
    if draft.based_on == current.version.version {
        drafts::rebase(write, of, next.version.version)?;
    }
    Ok(())
}

fn with(map: &DispositionMap, new: &DispositionCode) -> DispositionMap {
    let mut map = map.clone();
    map.codes.push(new.clone());
    spelled(&map)
}

fn new_version(
    write: &mut Write<'_>,
    caller: &Caller,
    of: &ConnectionId,
    current: &Published,
    map: DispositionMap,
    note: String,
    copy_of: Option<u32>,
) -> Result<Published> {
    let changed = changes(&current.map, &map);
    let next = versions::publish(write, of, map, &caller.actor, note, copy_of)?;
    let entry = Entry::new("disposition.publish", object(of))
        .before(&json!({ "version": current.version.version }))
        .after(&json!({
            "version": next.version.version,
            "note": next.version.note,
            "copy_of": copy_of,
            "changes": changed,
        }));
    write.audit(caller, entry)?;
    write.changed(Topic::Dispositions);
    Ok(next)
}

fn published(
    write: &mut Write<'_>,
    of: &ConnectionId,
    next: &Published,
    scopes: Vec<Scope>,
) -> Result<MapPublished> {
    let lookup = Lookup::new(next.version.version, &next.map);
    let reapplied = scope::count(write, of, &lookup, &scopes)?;
    let still = scope::still_unmapped(write, of, &lookup, &scopes)?;
    if reapplied > 0 {
        reapply::begin(write, of, scopes)?;
    }
    Ok(MapPublished {
        dispositions: shown(write, of)?,
        reapplied,
        still_unmapped: still.events,
        still_unmapped_days: still.oldest.map_or(0, |oldest| days_back(write.now(), oldest)),
    })
}

/// Whole days that reach back to an instant.
fn days_back(now: Timestamp, oldest: i64) -> u32 {
    let hours = now.duration_since(instant(oldest)).as_hours();
    u32::try_from(hours / 24 + 1).unwrap_or(1)
}

pub(super) fn object(of: &ConnectionId) -> String {
    format!("disposition/{of}")
}

fn noted(note: Option<&str>) -> Result<String> {
    let note = note.unwrap_or_default().trim();
    if note.chars().count() > LONGEST_NOTE {
        return Err(RpcError::field("note", format!("A note has at most {LONGEST_NOTE} characters.")).into());
    }
    Ok(note.to_owned())
}

fn changed_meanwhile(current: &Published) -> RpcError {
    let version = &current.version;
    let words = format!("{} published version {} meanwhile.", version.by, version.version);
    RpcError::new(Code::Conflict, words).detail(json!({ "version": version.version }))
}

/// The fields of this command rather than a place in the map.
fn plain_field(error: RpcError, at: usize) -> RpcError {
    let field = error.detail.as_ref().and_then(|detail| detail["field"].as_str()).unwrap_or_default();
    let plain = field.strip_prefix(&format!("codes.{at}.")).map(str::to_owned);
    match plain {
        Some(field) => error.detail(json!({ "field": field })),
        None => error,
    }
}

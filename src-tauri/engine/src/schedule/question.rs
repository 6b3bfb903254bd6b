use std::collections::BTreeMap;

use callboard_rpc::types::{ContactGroup, ContactSetId, FireMode, JurisdictionCount, ScheduleDraft};
use callboard_rpc::{Code, RpcError};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use serde_json::json;

use super::{Asked, Cron, CronError, Group, Holidays, Mode};
use crate::kernel::{Error, Result};
use crate::rules::RuleBook;
use crate::zone::{ZoneData, ZoneError, ZoneSet};
use crate::{contacts, rules};

/// A window of a day at most, of a minute at least.
const LONGEST: u32 = 24 * 60;

/// A draft that was read: everything that its windows depend on but rules and time.
#[derive(Debug)]
pub(crate) struct Question {
    pub(super) cron: Cron,
    pub(super) mode: Mode,
    holidays: Holidays,
    duration: SignedDuration,
    pub(crate) groups: Vec<Group>,
    pub(crate) needs_zone: u64,
    /// Contacts of groups that are left out.
    pub(crate) left_out: u64,
    pub(crate) invalid: u64,
}

/// The parts of a draft that decide what it means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) cron: &'a str,
    pub(crate) mode: &'a FireMode,
    pub(crate) duration_minutes: u32,
    pub(crate) holidays: &'a [String],
    pub(crate) contacts: Option<&'a ContactSetId>,
    /// Zones that are looked at without contacts.
    pub(crate) zones: &'a [String],
    pub(crate) left_out: &'a [String],
}

impl<'a> From<&'a ScheduleDraft> for Wanted<'a> {
    fn from(draft: &'a ScheduleDraft) -> Self {
        Self {
            cron: &draft.cron,
            mode: &draft.mode,
            duration_minutes: draft.duration_minutes,
            holidays: &draft.holidays,
            contacts: draft.contacts.as_ref(),
            zones: &[],
            left_out: &draft.left_out,
        }
    }
}

impl Question {
    /// Reads what is wanted; every refusal names its field.
    pub(crate) fn read(
        db: &Connection,
        zones: &ZoneData,
        wanted: Wanted<'_>,
        now: Timestamp,
    ) -> Result<Self> {
        let cron = Cron::parse(wanted.cron).map_err(|error| cron_refused(&error))?;
        let mode =
            Mode::of(wanted.mode, zones).map_err(|error| RpcError::field("mode.zone", error.to_string()))?;
        let holidays = Holidays::read(wanted.holidays)
            .map_err(|error| RpcError::field("holidays", error.to_string()))?;
        if !(1..=LONGEST).contains(&wanted.duration_minutes) {
            return Err(RpcError::field(
                "duration_minutes",
                "A window is between 1 minute and 24 hours long.",
            )
            .into());
        }
        let mut question = Self {
            cron,
            mode,
            holidays,
            duration: SignedDuration::from_mins(i64::from(wanted.duration_minutes)),
            groups: Vec::new(),
            needs_zone: 0,
            left_out: 0,
            invalid: 0,
        };
        if let Some(id) = wanted.contacts {
            question.take_contacts(db, zones, id, wanted.left_out, now)?;
        }
        for name in wanted.zones {
            let group = looked_at(zones, name)?;
            if question.groups.iter().all(|there| there.zones().name() != group.zones().name()) {
                question.groups.push(group);
            }
        }
        Ok(question)
    }

    pub(crate) fn asked<'a>(
        &'a self,
        zones: &'a ZoneData,
        rules: &'a RuleBook,
        from: Timestamp,
        today: Timestamp,
    ) -> Asked<'a> {
        Asked {
            cron: &self.cron,
            mode: &self.mode,
            zones,
            from,
            today,
            duration: self.duration,
            holidays: &self.holidays,
            rules,
        }
    }

    /// A start at `from` that may last as long as `duration`, whatever the draft says.
    pub(super) fn asked_for<'a>(
        &'a self,
        zones: &'a ZoneData,
        rules: &'a RuleBook,
        from: Timestamp,
        duration: SignedDuration,
    ) -> Asked<'a> {
        Asked { duration, ..self.asked(zones, rules, from, from) }
    }

    fn take_contacts(
        &mut self,
        db: &Connection,
        zones: &ZoneData,
        id: &ContactSetId,
        left_out: &[String],
        now: Timestamp,
    ) -> Result<()> {
        let set = contacts::set(db, id)?;
        self.needs_zone = set.needs_zone;
        self.invalid = set.invalid;
        let counted = groups(zones, &set.groups, left_out, now)?;
        self.groups.extend(counted.groups);
        self.needs_zone += counted.nowhere;
        self.left_out += counted.left_out;
        Ok(())
    }
}

/// A list's groups, by the canonical name of their zone.
struct Counted {
    groups: Vec<Group>,
    /// Contacts whose zone is no place by the zone data of now.
    nowhere: u64,
    /// Contacts of groups that were left out.
    left_out: u64,
}

/// The counted groups of a list without those that were left out (`zone`, or `zone/jurisdiction`, in any spelling).
fn groups(
    zones: &ZoneData,
    counted: &[ContactGroup],
    left_out: &[String],
    now: Timestamp,
) -> Result<Counted> {
    let mut by_zone: BTreeMap<String, (ZoneSet, Vec<JurisdictionCount>)> = BTreeMap::new();
    let (mut nowhere, mut out) = (0, 0);
    for group in counted {
        let set = match zones.set(&group.zone, now) {
            Ok(set) => set,
            Err(ZoneError::NotAPlace(_)) => {
                nowhere += group.contacts;
                continue;
            }
            Err(error) => return Err(RpcError::field("contacts", error.to_string()).into()),
        };
        if left_out.iter().any(|name| leaves_out(zones, name, &set, &group.jurisdiction)) {
            out += group.contacts;
            continue;
        }
        let (_, parts) = by_zone.entry(set.name().to_owned()).or_insert_with(|| (set, Vec::new()));
        match parts.iter_mut().find(|part| part.jurisdiction == group.jurisdiction) {
            Some(part) => part.contacts += group.contacts,
            None => parts.push(JurisdictionCount {
                jurisdiction: group.jurisdiction.clone(),
                contacts: group.contacts,
            }),
        }
    }
    let group = |(set, parts): (ZoneSet, Vec<JurisdictionCount>)| -> Result<Group> {
        Group::new(set, parts).map_err(|error| RpcError::field("contacts", error.to_string()).into())
    };
    let groups = by_zone.into_values().map(group).collect::<Result<_>>()?;
    Ok(Counted { groups, nowhere, left_out: out })
}

fn leaves_out(zones: &ZoneData, out: &str, set: &ZoneSet, jurisdiction: &str) -> bool {
    let zone = out.strip_suffix(jurisdiction).and_then(|zone| zone.strip_suffix('/')).unwrap_or(out);
    zones.written_set(zone) == set.name()
}

/// A zone without contacts, under the law of its country.
fn looked_at(zones: &ZoneData, name: &str) -> Result<Group> {
    let set = ZoneSet::of_one(zones, name).map_err(|error| RpcError::field("zones", error.to_string()))?;
    let country =
        rules::Jurisdiction::of_zone(set.clock().0).map_or_else(|| "ZZ".to_owned(), |j| j.to_string());
    let part = JurisdictionCount { jurisdiction: country, contacts: 0 };
    Group::new(set, vec![part]).map_err(|error| RpcError::field("zones", error.to_string()).into())
}

/// With the place of the part at fault, so that the window can put the caret there.
pub(super) fn cron_refused(error: &CronError) -> Error {
    RpcError::new(Code::CronInvalid, error.message.clone())
        .detail(json!({ "field": "cron", "start": error.at.start, "end": error.at.end }))
        .into()
}

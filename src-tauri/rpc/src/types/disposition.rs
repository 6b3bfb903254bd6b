use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;

use super::{ConnectionId, EndpointId, FileId, TrafficState};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

/// What an event of a category does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DispositionAction {
    /// Writes the category into the contact at the tenant.
    WriteContact,
    /// Puts the contact's number on the do-not-call list.
    SuppressNumber,
    ScheduleCallback,
    /// Alerts people, as the routes of its severity say.
    Notify,
    /// Tells the endpoints that listen to `disposition.routed`.
    Deliver,
}

/// Code → category → severity → actions. Belongs to one connection.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct DispositionMap {
    pub categories: Vec<DispositionCategory>,
    pub codes: Vec<DispositionCode>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DispositionCategory {
    /// Lower case, digits and `_`, at most 64; as it is written into the contact.
    pub name: String,
    pub severity: Severity,
    pub actions: Vec<DispositionAction>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DispositionCode {
    /// A string as the tenant sends it, without white space around it: `1001` and `01001` are two codes, the number
    /// 1001 and ` 1001` are `1001`.
    pub code: String,
    pub category: String,
    /// What agents mean by it.
    pub meaning: String,
}

/// The map of one connection as the page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Dispositions {
    pub connection: ConnectionId,
    pub version: MapVersion,
    pub published: DispositionMap,
    pub draft: Option<MapDraft>,
    /// What the draft changes.
    pub changes: Vec<MapChange>,
    pub unmapped_policy: UnmappedPolicy,
    /// Whether each action can be done, and why not.
    pub actions: Vec<ActionState>,
    /// Codes that wait to be mapped, those with the most events first: at most 500.
    pub unmapped: Vec<UnmappedCode>,
    /// How many there are, listed or not.
    pub unmapped_total: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MapVersion {
    pub version: u32,
    #[ts(type = "string")]
    pub at: Timestamp,
    pub by: String,
    pub note: String,
    pub categories: u32,
    pub codes: u32,
    /// Events that it decided.
    pub decided: u64,
    /// The version that it is a copy of, where somebody went back.
    pub copy_of: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MapDraft {
    pub map: DispositionMap,
    /// The version it was begun from.
    pub based_on: u32,
    #[ts(type = "string")]
    pub changed_at: Timestamp,
    pub changed_by: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MapChange {
    /// `code 1001` or `category do_not_call`.
    pub what: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What happens to an event whose code is not in the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum UnmappedPolicy {
    /// Written as unclassified (low).
    Write,
    /// Held until the code is mapped.
    Hold,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ActionState {
    pub action: DispositionAction,
    pub available: bool,
    /// Why it cannot be done yet.
    pub because: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct UnmappedCode {
    pub code: String,
    pub events: u64,
    pub contacts: u64,
    /// How many of its events are held.
    pub held: u64,
    #[ts(type = "string")]
    pub first: Timestamp,
    #[ts(type = "string")]
    pub last: Timestamp,
    /// What the sender called it last.
    pub call_result: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct OfConnection {
    /// Absent: the only one.
    pub connection: Option<ConnectionId>,
}

/// Which draft a caller saw before it asked for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftSeen {
    /// There was none.
    Nothing,
    /// The one that was changed then.
    At(Timestamp),
}

impl From<Option<&MapDraft>> for DraftSeen {
    fn from(draft: Option<&MapDraft>) -> Self {
        draft.map_or(Self::Nothing, |draft| Self::At(draft.changed_at))
    }
}

/// An instant, `null` where there was no draft, and absent where nothing is said.
mod draft_seen {
    use super::{Deserialize, Deserializer, DraftSeen, Serialize, Serializer, Timestamp};

    #[allow(clippy::ref_option, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(
        seen: &Option<DraftSeen>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let at = match seen {
            Some(DraftSeen::At(at)) => Some(at),
            Some(DraftSeen::Nothing) | None => None,
        };
        at.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<DraftSeen>, D::Error> {
        let at = Option::<Timestamp>::deserialize(deserializer)?;
        Ok(Some(at.map_or(DraftSeen::Nothing, DraftSeen::At)))
    }
}

/// Keeps a draft; what cannot be published yet is refused only at publishing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct MapDraftSave {
    pub connection: Option<ConnectionId>,
    /// Absent: the draft is thrown away.
    pub map: Option<DispositionMap>,
    /// `changed_at` of the draft that this one was made of, `null` where there was none: another draft meanwhile is a
    /// conflict. Absent: nothing is checked.
    #[serde(default, with = "draft_seen", skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable, type = "string | null")]
    pub seen: Option<DraftSeen>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct MapTry {
    pub connection: Option<ConnectionId>,
    /// 1 to 3650.
    pub days: u32,
    /// Absent: the draft.
    pub map: Option<DispositionMap>,
}

/// What publishing a map would change for the events of the last days, each contact by its newest event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MapTried {
    pub days: u32,
    pub events: u64,
    pub contacts: u64,
    /// Contacts whose category or severity would change, or what is done about them.
    pub changed: u64,
    /// Of them, those whose numbers would be put on the do-not-call list, by whichever of their events.
    pub to_do_not_call: u64,
    /// Contacts that the published map calls `do_not_call` and this one does not; their numbers stay suppressed.
    pub from_do_not_call: u64,
    /// Most contacts first.
    pub by_change: Vec<TriedChange>,
    /// The first of the contacts that change; the rest by `disposition.try_export`.
    pub rows: Vec<TriedRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TriedChange {
    pub from: String,
    pub from_severity: Severity,
    pub to: String,
    pub to_severity: Severity,
    /// What one category does more and less than it did: `also suppress_number; no more notify`; and that the number goes
    /// on the do-not-call list because of an event that does not count for the contact.
    #[ts(optional = nullable)]
    pub what: Option<String>,
    pub contacts: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TriedRow {
    /// `evt_…`: the contact's newest event; where that stays as it was, the one that puts its number on the list.
    pub event: String,
    pub contact: String,
    pub code: String,
    #[ts(type = "string")]
    pub at: Timestamp,
    pub from: String,
    pub to: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct MapPublish {
    pub connection: Option<ConnectionId>,
    pub note: Option<String>,
    /// The published version that the draft was compared with; another one meanwhile is a conflict.
    pub over: u32,
    /// Applies the new map to the events of the last days too (0: only to new ones).
    pub reapply_days: u32,
    /// `changed_at` of the draft that is meant, `null` where there was none: another draft meanwhile is a conflict.
    /// Absent: nothing is checked.
    #[serde(default, with = "draft_seen", skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable, type = "string | null")]
    pub seen: Option<DraftSeen>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MapPublished {
    pub dispositions: Dispositions,
    /// Events that are applied anew.
    pub reapplied: u64,
    /// Events that stay as they were decided, as unmapped, although this version names their codes.
    #[serde(default)]
    #[ts(as = "Option<u64>", optional)]
    pub still_unmapped: u64,
    /// Days back of the oldest of them: so many have to be applied anew to take them all.
    #[serde(default)]
    #[ts(as = "Option<u32>", optional)]
    pub still_unmapped_days: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct MapVersionRef {
    pub connection: Option<ConnectionId>,
    pub version: u32,
}

/// Publishes a copy of an earlier version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct MapGoBack {
    pub connection: Option<ConnectionId>,
    pub version: u32,
    /// The published version that is to be replaced; another one meanwhile is a conflict.
    pub over: u32,
}

/// Maps one code that came without being mapped, publishes, and applies its events anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct MapCode {
    pub connection: Option<ConnectionId>,
    pub code: String,
    pub category: String,
    pub meaning: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct UnmappedPolicySet {
    pub connection: Option<ConnectionId>,
    pub policy: UnmappedPolicy,
}

/// Reads a map from a file (CSV or JSON) into the draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct MapImport {
    pub connection: Option<ConnectionId>,
    pub file: FileId,
    pub name: String,
    /// `changed_at` of the draft that the file takes the place of, `null` where there was none: another draft meanwhile
    /// is a conflict. Absent: nothing is checked.
    #[serde(default, with = "draft_seen", skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable, type = "string | null")]
    pub seen: Option<DraftSeen>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum MapFormat {
    Csv,
    Json,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct MapExport {
    pub connection: Option<ConnectionId>,
    /// Absent: the published one.
    pub version: Option<u32>,
    pub format: MapFormat,
}

/// Events as they were decided, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct DispositionFeed {
    pub connection: Option<ConnectionId>,
    pub code: Option<String>,
    pub category: Option<String>,
    pub after: Option<String>,
    pub limit: Option<u32>,
    /// Phone numbers whole; the audit log tells of it.
    pub reveal: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DispositionRow {
    /// `evt_…`
    pub event: String,
    /// The event's own time.
    #[ts(type = "string")]
    pub at: Timestamp,
    #[ts(type = "string")]
    pub received_at: Timestamp,
    pub contact: String,
    pub code: String,
    pub call_result: Option<String>,
    pub category: Option<String>,
    pub severity: Option<Severity>,
    /// The map version that decided it.
    pub version: Option<u32>,
    pub state: TrafficState,
    pub words: Option<String>,
}

/// Who is told of events of each severity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[allow(clippy::struct_excessive_bools, reason = "each is a box of its own")]
pub struct SeverityRoute {
    pub severity: Severity,
    /// A line behind the bell.
    pub in_app: bool,
    /// A notification of the desktop.
    pub desktop: bool,
    /// Endpoints that get `disposition.routed` of this severity: those that were chosen, also while they are off; or all
    /// that listen now.
    pub endpoints: Vec<EndpointId>,
    /// Nobody has chosen any: all that listen, also those that are added later.
    #[ts(as = "Option<bool>", optional = nullable)]
    pub every: bool,
    /// The stream `callboard:events:{severity}`.
    pub redis: bool,
    /// Why there is no Redis stream yet.
    pub redis_because: Option<String>,
    /// Events of this severity that nobody was told of, over the last 30 days.
    pub unheard: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct SeverityRouteSet {
    pub connection: Option<ConnectionId>,
    pub severity: Severity,
    pub in_app: bool,
    pub desktop: bool,
    /// Absent: as it is. Where all that listen are told, naming just those leaves it so, unless `every` is false.
    pub endpoints: Option<Vec<EndpointId>>,
    /// True: all that listen, also those that are added later; false: those that are named.
    pub every: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_draft_was_seen_is_told_from_nothing_was_said() {
        let read = |json: &str| serde_json::from_str::<MapDraftSave>(json).unwrap().seen;
        assert_eq!(read(r"{}"), None);
        assert_eq!(read(r#"{"seen":null}"#), Some(DraftSeen::Nothing));
        let at = "2026-11-23T08:00:00Z".parse().unwrap();
        assert_eq!(read(r#"{"seen":"2026-11-23T08:00:00Z"}"#), Some(DraftSeen::At(at)));
        for seen in [None, Some(DraftSeen::Nothing), Some(DraftSeen::At(at))] {
            let save = MapDraftSave { connection: None, map: None, seen };
            assert_eq!(read(&serde_json::to_string(&save).unwrap()), seen);
        }
    }
}

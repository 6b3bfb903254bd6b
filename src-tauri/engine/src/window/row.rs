use callboard_rpc::Topic;
use callboard_rpc::types::{ConnectionId, RuleRef, RunId, ScheduleId, Verdict, WindowId, WindowState};
use jiff::Timestamp;
use rusqlite::{Row, params};
use serde_json::json;

use super::places::{Counted, Part, Whereabouts};
use super::standing::InSpite;
use crate::kernel::{Ms, Result, StoredWord, Write, stored_as};
use crate::rules::Note;

/// A live window is unique by tenant, campaign, zone and start. `places` are where its people may be, so that the rules
/// can judge it anew, and `people` how many are where; `shorten_to` is what it is shortened to once it is taken back,
/// `in_spite` the rule in spite of which it stands, `repeated` whether its request was repeated without having been looked
/// for. The windows that it `waits_for` have to be gone before it leaves: it takes their place. `gone` is when it was known
/// to be withdrawn: one that was gone before its start never began.
pub(super) const TABLES: &str = "
    CREATE TABLE windows (
        id          TEXT PRIMARY KEY,
        run         TEXT NOT NULL,
        schedule    TEXT,
        connection  TEXT NOT NULL,
        campaign    TEXT NOT NULL,
        zone        TEXT NOT NULL,
        zones       TEXT NOT NULL,
        occurrence  TEXT NOT NULL,
        start       INTEGER NOT NULL,
        end         INTEGER NOT NULL,
        asap        INTEGER NOT NULL,
        contacts    INTEGER NOT NULL,
        verdict     TEXT NOT NULL,
        rule        TEXT,
        state       TEXT NOT NULL,
        key         TEXT NOT NULL,
        tenant_id   TEXT,
        attempts    INTEGER NOT NULL DEFAULT 0,
        unwanted    INTEGER NOT NULL DEFAULT 0,
        trouble     TEXT,
        next_try    INTEGER,
        places      TEXT NOT NULL DEFAULT '[]',
        shorten_to  INTEGER,
        in_spite    TEXT,
        repeated    INTEGER NOT NULL DEFAULT 0,
        waits_for   TEXT NOT NULL DEFAULT '[]',
        people      TEXT NOT NULL DEFAULT '[]',
        gone        INTEGER
    ) STRICT;
    CREATE INDEX windows_of_run ON windows (run);
    CREATE INDEX windows_by_time ON windows (end);
    CREATE UNIQUE INDEX windows_live ON windows (connection, campaign, zone, start)
        WHERE state NOT IN ('ended', 'refused', 'failed', 'withdrawn');";

/// What a submission decided about one zone.
#[derive(Clone, Debug)]
pub struct NewWindow {
    pub schedule: Option<ScheduleId>,
    pub connection: ConnectionId,
    pub campaign: String,
    /// The one zone that the tenant is told.
    pub zone: String,
    /// The groups in it, as in a contact list: `America/Chicago|America/New_York`, several joined by `, `.
    pub zones: String,
    pub occurrence: String,
    pub start: Timestamp,
    pub end: Timestamp,
    /// Start as soon as it can be sent: a start that has passed by then is moved, not refused.
    pub asap: bool,
    pub contacts: u64,
    pub verdict: Verdict,
    pub rule: Option<RuleRef>,
    /// Where the people in it may be.
    pub places: Vec<Whereabouts>,
    /// The same people, counted by where they may be.
    pub people: Vec<Counted>,
    /// What the verdict rests on, of all its groups; said to whoever submits, not stored.
    pub notes: Vec<Note>,
    /// Windows whose place it takes; they are withdrawn first.
    pub waits_for: Vec<WindowId>,
}

/// A window as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    pub id: WindowId,
    pub run: RunId,
    pub schedule: Option<ScheduleId>,
    pub connection: ConnectionId,
    pub campaign: String,
    pub zone: String,
    pub zones: String,
    pub occurrence: String,
    pub start: Timestamp,
    pub end: Timestamp,
    pub asap: bool,
    pub contacts: u64,
    pub verdict: Verdict,
    pub rule: Option<RuleRef>,
    pub state: WindowState,
    /// Idempotency key of the intent to make it.
    pub key: String,
    pub tenant_id: Option<String>,
    pub attempts: u32,
    /// It is to be withdrawn as soon as it is known where it stands.
    pub unwanted: bool,
    pub trouble: Option<String>,
    pub next_try: Option<Timestamp>,
    /// Where the people in it may be; empty in rows of an older program.
    pub places: Vec<Whereabouts>,
    /// Once it is taken back it is made anew with this end.
    pub shorten_to: Option<Timestamp>,
    /// A rule forbids it, and it stands all the same.
    pub in_spite: Option<InSpite>,
    /// Its request was repeated where the tenant could not be read: a second one may stand there.
    pub repeated: bool,
    /// Windows that have to be gone before it leaves.
    pub waits_for: Vec<WindowId>,
    /// The people of the window; empty where that was not stored.
    pub people: Vec<Counted>,
    /// When it was known to be withdrawn.
    pub gone: Option<Timestamp>,
}

pub(super) const COLUMNS: &str =
    "id, run, schedule, connection, campaign, zone, zones, occurrence, start, end, asap,
    contacts, verdict, rule, state, key, tenant_id, attempts, unwanted, trouble, next_try, places, shorten_to,
    in_spite, repeated, waits_for, people, gone";

impl Window {
    /// The part of it that a rule leaves, where it is being shortened to that.
    pub(super) fn left_by_the_rule(&self) -> Option<Part> {
        let from = self.in_spite.as_ref().and_then(|spite| spite.from);
        self.shorten_to.map(|until| Part { from, until })
    }

    /// From when to when it dials, or will once it is shortened.
    pub fn will_dial(&self) -> (Timestamp, Timestamp) {
        match self.left_by_the_rule() {
            Some(part) => (part.begin(self.start), part.until),
            None => (self.start, self.end),
        }
    }

    /// What the audit log says of it.
    pub(super) fn told(&self) -> serde_json::Value {
        json!({
            "run": self.run, "campaign": self.campaign, "zone": self.zone, "start": self.start,
            "end": self.end, "state": self.state, "tenant_id": self.tenant_id, "contacts": self.contacts,
            "rule": self.rule.as_ref().map(|rule| &rule.id),
        })
    }
}

pub(super) fn object(id: &WindowId) -> String {
    format!("window/{id}")
}

pub(super) fn insert(write: &Write<'_>, row: &Window) -> Result<()> {
    let sql = format!(
        "INSERT INTO windows ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
         ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)"
    );
    write.prepare_cached(&sql)?.execute(params![
        row.id.as_str(),
        row.run.as_str(),
        row.schedule.as_ref().map(ScheduleId::as_str),
        row.connection.as_str(),
        row.campaign,
        row.zone,
        row.zones,
        row.occurrence,
        Ms(row.start),
        Ms(row.end),
        row.asap,
        i64::try_from(row.contacts).unwrap_or(i64::MAX),
        row.verdict.word(),
        row.rule.as_ref().map(serde_json::to_string).transpose()?,
        row.state.word(),
        row.key,
        row.tenant_id,
        row.attempts,
        row.unwanted,
        row.trouble,
        row.next_try.map(Ms),
        serde_json::to_string(&row.places)?,
        row.shorten_to.map(Ms),
        row.in_spite.as_ref().map(serde_json::to_string).transpose()?,
        row.repeated,
        serde_json::to_string(&row.waits_for)?,
        serde_json::to_string(&row.people)?,
        row.gone.map(Ms)
    ])?;
    Ok(())
}

/// Stores what may change about a window.
pub(super) fn store(write: &mut Write<'_>, row: &Window) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE windows SET start = ?2, end = ?3, state = ?4, tenant_id = ?5, attempts = ?6, unwanted = ?7,
             trouble = ?8, next_try = ?9, key = ?10, verdict = ?11, rule = ?12, asap = ?13, shorten_to = ?14,
             in_spite = ?15, repeated = ?16, gone = ?17 WHERE id = ?1",
        )?
        .execute(params![
            row.id.as_str(),
            Ms(row.start),
            Ms(row.end),
            row.state.word(),
            row.tenant_id,
            row.attempts,
            row.unwanted,
            row.trouble,
            row.next_try.map(Ms),
            row.key,
            row.verdict.word(),
            row.rule.as_ref().map(serde_json::to_string).transpose()?,
            row.asap,
            row.shorten_to.map(Ms),
            row.in_spite.as_ref().map(serde_json::to_string).transpose()?,
            row.repeated,
            row.gone.map(Ms)
        ])?;
    write.changed(Topic::Runs);
    write.changed(Topic::Schedules);
    Ok(())
}

pub(super) fn window(row: &Row<'_>) -> rusqlite::Result<Window> {
    let wrong = |column, what: &str| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, what.to_owned().into())
    };
    let rule: Option<String> = row.get(13)?;
    Ok(Window {
        id: WindowId(row.get(0)?),
        run: RunId(row.get(1)?),
        schedule: row.get::<_, Option<String>>(2)?.map(ScheduleId),
        connection: ConnectionId(row.get(3)?),
        campaign: row.get(4)?,
        zone: row.get(5)?,
        zones: row.get(6)?,
        occurrence: row.get(7)?,
        start: row.get::<_, Ms>(8)?.0,
        end: row.get::<_, Ms>(9)?.0,
        asap: row.get(10)?,
        contacts: row.get::<_, i64>(11)?.unsigned_abs(),
        verdict: Verdict::read(row, 12, ("windows", 0))?,
        rule: rule.and_then(|rule| serde_json::from_str(&rule).ok()),
        state: WindowState::read(row, 14, ("windows", 0))?,
        key: row.get(15)?,
        tenant_id: row.get(16)?,
        attempts: row.get(17)?,
        unwanted: row.get(18)?,
        trouble: row.get(19)?,
        next_try: row.get::<_, Option<Ms>>(20)?.map(|at| at.0),
        places: serde_json::from_str(&row.get::<_, String>(21)?).map_err(|_| wrong(21, "no places"))?,
        shorten_to: row.get::<_, Option<Ms>>(22)?.map(|at| at.0),
        in_spite: row
            .get::<_, Option<String>>(23)?
            .map(|text| serde_json::from_str(&text).map_err(|_| wrong(23, "no rule")))
            .transpose()?,
        repeated: row.get(24)?,
        waits_for: serde_json::from_str(&row.get::<_, String>(25)?).map_err(|_| wrong(25, "no windows"))?,
        people: serde_json::from_str(&row.get::<_, String>(26)?).map_err(|_| wrong(26, "no people"))?,
        gone: row.get::<_, Option<Ms>>(27)?.map(|at| at.0),
    })
}

stored_as!(Verdict { Legal => "legal", Clamped => "clamped", Refused => "refused" });

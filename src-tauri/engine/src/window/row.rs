use std::sync::LazyLock;

use callboard_rpc::types::{ConnectionId, RuleRef, RunId, ScheduleId, Verdict, WindowId, WindowState};
use callboard_rpc::{Caller, Topic};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::json;

use super::places::Whereabouts;
use super::standing::InSpite;
use super::{send, state};
use crate::kernel::audit::Entry;
use crate::kernel::{Ms, Result, Write};
use crate::rules::Note;
use crate::zone::respelling;

/// A live window is unique by tenant, campaign, zone and start.
pub const MIGRATION: &str = "
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
        next_try    INTEGER
    ) STRICT;
    CREATE INDEX windows_of_run ON windows (run);
    CREATE INDEX windows_by_time ON windows (end);
    CREATE UNIQUE INDEX windows_live ON windows (connection, campaign, zone, start)
        WHERE state NOT IN ('ended', 'refused', 'failed', 'withdrawn');";

/// Windows from before zones had one spelling: what stands at the tenant as Asia/Calcutta is the window of Asia/Kolkata.
pub(crate) static ZONE_NAMES: LazyLock<String> =
    LazyLock::new(|| respelling("windows", "zone") + &respelling("windows", "zones"));

/// Where its people may be, so that the rules can judge it anew; what it is shortened to once it is taken back; the
/// rule in spite of which it stands; and whether its request was repeated without having been looked for.
pub const LAW: &str = "
    ALTER TABLE windows ADD COLUMN places TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE windows ADD COLUMN shorten_to INTEGER;
    ALTER TABLE windows ADD COLUMN in_spite TEXT;
    ALTER TABLE windows ADD COLUMN repeated INTEGER NOT NULL DEFAULT 0;";

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
    /// What the verdict rests on, of all its groups; said to whoever submits, not stored.
    pub notes: Vec<Note>,
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
}

const COLUMNS: &str = "id, run, schedule, connection, campaign, zone, zones, occurrence, start, end, asap,
    contacts, verdict, rule, state, key, tenant_id, attempts, unwanted, trouble, next_try, places, shorten_to,
    in_spite, repeated";

impl Window {
    /// What the audit log says of it.
    pub(super) fn told(&self) -> serde_json::Value {
        json!({
            "run": self.run, "campaign": self.campaign, "zone": self.zone, "start": self.start,
            "end": self.end, "state": self.state, "tenant_id": self.tenant_id, "contacts": self.contacts,
            "rule": self.rule.as_ref().map(|rule| &rule.id),
        })
    }
}

/// Makes rows of what was decided, each with its key, and sets them going; refused ones are kept to be shown.
///
/// Where a live window of the same tenant, campaign, zone and start exists, nothing is added for it: the answer
/// holds the one that is there, so that repeating a submission doubles nothing. One of the run that failed there is
/// sent again rather than kept beside its successor, where it would wait for a decision that was taken.
pub fn add(write: &mut Write<'_>, caller: &Caller, run: &RunId, new: Vec<NewWindow>) -> Result<Vec<Window>> {
    let mut added = Vec::with_capacity(new.len());
    for window in new {
        if window.verdict != Verdict::Refused
            && let Some(there) = live(write, &window)?
        {
            added.push(there);
            continue;
        }
        if let Some(failed) = failed_before(write, run, &window)? {
            added.push(send_instead(write, caller, &failed, window)?);
            continue;
        }
        let row = fresh(write, run, window);
        insert(write, &row)?;
        if row.state == WindowState::Refused {
            let refused =
                row.rule.as_ref().map_or_else(String::new, |rule| format!("{} v{}", rule.id, rule.version));
            let entry = Entry::new("window.refuse", object(&row.id)).after(&row.told());
            write.audit(caller, entry.result(format!("refused: {refused}")))?;
        } else {
            write.audit(caller, Entry::new("window.plan", object(&row.id)).after(&row.told()))?;
            send::schedule(write, &row.id)?;
        }
        added.push(row);
    }
    write.changed(Topic::Runs);
    write.changed(Topic::Schedules);
    Ok(added)
}

pub(super) fn object(id: &WindowId) -> String {
    format!("window/{id}")
}

fn fresh(write: &Write<'_>, run: &RunId, new: NewWindow) -> Window {
    let refused = new.verdict == Verdict::Refused;
    Window {
        id: WindowId::from_token(&write.chance().token()),
        run: run.clone(),
        schedule: new.schedule,
        connection: new.connection,
        campaign: new.campaign,
        zone: new.zone,
        zones: new.zones,
        occurrence: new.occurrence,
        start: Ms::cut(new.start),
        end: Ms::cut(new.end),
        asap: new.asap,
        contacts: new.contacts,
        verdict: new.verdict,
        trouble: if refused { new.rule.as_ref().map(|rule| rule.words.clone()) } else { None },
        rule: new.rule,
        state: if refused { WindowState::Refused } else { WindowState::Planned },
        key: write.chance().token(),
        tenant_id: None,
        attempts: 0,
        unwanted: false,
        next_try: None,
        places: new.places,
        shorten_to: None,
        in_spite: None,
        repeated: false,
    }
}

/// The live window of this tenant, campaign, zone and start.
fn live(db: &Connection, new: &NewWindow) -> Result<Option<Window>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM windows WHERE connection = ?1 AND campaign = ?2 AND zone = ?3 AND start = ?4
         AND state NOT IN ('ended', 'refused', 'failed', 'withdrawn')"
    );
    let key = params![new.connection.as_str(), new.campaign, new.zone, Ms(new.start)];
    Ok(db.prepare_cached(&sql)?.query_row(key, window).optional()?)
}

/// The failed window of a run whose place a new one takes: the same start, or "now" as before.
fn failed_before(db: &Connection, run: &RunId, new: &NewWindow) -> Result<Option<Window>> {
    if new.verdict == Verdict::Refused {
        return Ok(None);
    }
    let rows = of_run(db, run)?.into_iter().filter(|row| row.state == WindowState::Failed && !row.unwanted);
    let start = Ms::cut(new.start);
    let mut same = rows.filter(|row| row.zone == new.zone && (row.start == start || (row.asap && new.asap)));
    Ok(same.next())
}

/// Under its old id, and under its old key where it is the very same request.
fn send_instead(write: &mut Write<'_>, caller: &Caller, failed: &Window, new: NewWindow) -> Result<Window> {
    let same_request = (failed.start, failed.end) == (Ms::cut(new.start), Ms::cut(new.end));
    let next = fresh(write, &failed.run, new);
    let key = if same_request { failed.key.clone() } else { next.key.clone() };
    let row = Window { id: failed.id.clone(), key, ..next };
    write.prepare_cached("DELETE FROM windows WHERE id = ?1")?.execute([row.id.as_str()])?;
    insert(write, &row)?;
    let entry = Entry::new("window.retry", object(&row.id)).before(&failed.told()).after(&row.told());
    write.audit(caller, entry)?;
    send::schedule(write, &row.id)?;
    Ok(row)
}

pub(super) fn insert(write: &Write<'_>, row: &Window) -> Result<()> {
    let sql = format!(
        "INSERT INTO windows ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
         ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)"
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
        verdict_word(row.verdict),
        row.rule.as_ref().map(serde_json::to_string).transpose()?,
        state::word(row.state),
        row.key,
        row.tenant_id,
        row.attempts,
        row.unwanted,
        row.trouble,
        row.next_try.map(Ms),
        serde_json::to_string(&row.places)?,
        row.shorten_to.map(Ms),
        row.in_spite.as_ref().map(serde_json::to_string).transpose()?,
        row.repeated
    ])?;
    Ok(())
}

/// Stores what may change about a window.
pub(super) fn store(write: &mut Write<'_>, row: &Window) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE windows SET start = ?2, end = ?3, state = ?4, tenant_id = ?5, attempts = ?6, unwanted = ?7,
             trouble = ?8, next_try = ?9, key = ?10, verdict = ?11, rule = ?12, asap = ?13, shorten_to = ?14,
             in_spite = ?15, repeated = ?16 WHERE id = ?1",
        )?
        .execute(params![
            row.id.as_str(),
            Ms(row.start),
            Ms(row.end),
            state::word(row.state),
            row.tenant_id,
            row.attempts,
            row.unwanted,
            row.trouble,
            row.next_try.map(Ms),
            row.key,
            verdict_word(row.verdict),
            row.rule.as_ref().map(serde_json::to_string).transpose()?,
            row.asap,
            row.shorten_to.map(Ms),
            row.in_spite.as_ref().map(serde_json::to_string).transpose()?,
            row.repeated
        ])?;
    write.changed(Topic::Runs);
    write.changed(Topic::Schedules);
    Ok(())
}

pub fn find(db: &Connection, id: &WindowId) -> Result<Option<Window>> {
    let sql = format!("SELECT {COLUMNS} FROM windows WHERE id = ?1");
    Ok(db.prepare_cached(&sql)?.query_row([id.as_str()], window).optional()?)
}

/// All windows of a run, in the order of their starts.
pub fn of_run(db: &Connection, run: &RunId) -> Result<Vec<Window>> {
    select(db, "run = ?1 ORDER BY start, zone", params![run.as_str()])
}

/// Windows of a campaign in which the tenant may dial now or later.
pub fn still_dialling(db: &Connection, connection: &ConnectionId, campaign: &str) -> Result<Vec<Window>> {
    let live =
        "connection = ?1 AND campaign = ?2 AND state NOT IN ('ended', 'refused', 'failed', 'withdrawn')
        ORDER BY start, zone";
    select(db, live, params![connection.as_str(), campaign])
}

/// Windows in which this tenant may dial now or later, of whatever campaign.
pub fn live_at(db: &Connection, connection: &ConnectionId) -> Result<Vec<Window>> {
    let live =
        "connection = ?1 AND state NOT IN ('ended', 'refused', 'failed', 'withdrawn') ORDER BY start, zone";
    select(db, live, params![connection.as_str()])
}

/// Windows in which some tenant may dial now or later.
pub(super) fn all_live(db: &Connection) -> Result<Vec<Window>> {
    select(db, "state NOT IN ('ended', 'refused', 'failed', 'withdrawn') ORDER BY start, zone", params![])
}

/// All windows of a campaign that would not be over at an instant, whatever became of them.
pub(super) fn of_campaign(
    db: &Connection,
    connection: &ConnectionId,
    campaign: &str,
    after: Timestamp,
) -> Result<Vec<Window>> {
    let condition = "connection = ?1 AND campaign = ?2 AND end > ?3 ORDER BY start, zone";
    select(db, condition, params![connection.as_str(), campaign, Ms(after)])
}

/// Windows that touch the time between two instants, in the order of their starts.
pub fn all_between(db: &Connection, from: Timestamp, until: Timestamp) -> Result<Vec<Window>> {
    select(db, "end > ?1 AND start < ?2 ORDER BY start, zone", params![Ms(from), Ms(until)])
}

fn select(db: &Connection, condition: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<Window>> {
    let sql = format!("SELECT {COLUMNS} FROM windows WHERE {condition}");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params, window)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Sends what failed of a run again, or is unknown and cannot be read: under the same key, so that a tenant
/// that did it already answers with the same window. One whose place another window has taken meanwhile stays
/// failed: sent again, it would dial beside it. Answers how many.
pub fn retry_failed(write: &mut Write<'_>, caller: &Caller, run: &RunId) -> Result<usize> {
    let mut again = of_run(write, run)?;
    again.retain(|row| matches!(row.state, WindowState::Failed | WindowState::Unknown) && !row.unwanted);
    if let Some(first) = again.first() {
        let live = still_dialling(write, &first.connection, &first.campaign)?;
        again.retain(|row| !live.iter().any(|there| takes_the_place_of(there, row)));
    }
    for row in &again {
        let state =
            if row.state == WindowState::Failed { WindowState::Planned } else { WindowState::Unknown };
        let next_try = (state == WindowState::Unknown).then(|| write.now());
        let retried = Window { state, attempts: 0, trouble: None, next_try, ..row.clone() };
        store(write, &retried)?;
        write.audit(
            caller,
            Entry::new("window.retry", object(&row.id)).before(&row.told()).after(&retried.told()),
        )?;
        send::schedule(write, &row.id)?;
    }
    Ok(again.len())
}

fn takes_the_place_of(live: &Window, failed: &Window) -> bool {
    let dials_beside = failed.asap && live.start < failed.end && failed.start < live.end;
    live.id != failed.id && live.zone == failed.zone && (live.start == failed.start || dials_beside)
}

fn window(row: &Row<'_>) -> rusqlite::Result<Window> {
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
        verdict: verdict(&row.get::<_, String>(12)?).ok_or_else(|| wrong(12, "no verdict"))?,
        rule: rule.and_then(|rule| serde_json::from_str(&rule).ok()),
        state: state::from_word(&row.get::<_, String>(14)?).ok_or_else(|| wrong(14, "no state"))?,
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
    })
}

fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Legal => "legal",
        Verdict::Clamped => "clamped",
        Verdict::Refused => "refused",
    }
}

fn verdict(text: &str) -> Option<Verdict> {
    [Verdict::Legal, Verdict::Clamped, Verdict::Refused].into_iter().find(|v| verdict_word(*v) == text)
}

/// Whether a person has to decide: it failed for good, or is unknown or stuck and nothing more is tried.
pub fn needs_a_decision(row: &Window) -> bool {
    row.next_try.is_none()
        && matches!(row.state, WindowState::Failed | WindowState::Unknown | WindowState::Stuck)
}

/// Why a connection has to stay: a window of it may still dial.
pub fn hold(db: &Connection, connection: &ConnectionId) -> Result<Option<String>> {
    let last = live_at(db, connection)?.into_iter().max_by_key(|row| row.end);
    Ok(last.map(|row| {
        format!(
            "a window of campaign {} may still dial in {} until {}",
            row.campaign,
            crate::zone::place(&row.zone),
            row.end
        )
    }))
}

//! Alerts: notices to the bell and the desktop about routed events.
//!
//! A burst must not drown the bell. The first event of a severity makes an alert at once; those that follow within a
//! minute share one, when that minute is over (`37 contacts: do_not_call`). So a connection has one alert of a severity
//! a minute at most, and no event is left out: the row of each waits until an alert has counted it.

use std::time::Duration;

use callboard_rpc::types::ConnectionId;
use callboard_rpc::{NoticeLevel, NoticeReach};
use rusqlite::{OptionalExtension as _, params};

use super::route::{DESKTOP, IN_APP};
use crate::Engine;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Ms, NewNotice, Notices, Result, StoredWord as _, Write, counted as counted_words};
use crate::map::ranked;

pub(super) const TABLES: &str = "
    CREATE TABLE alerts_told (
        connection TEXT NOT NULL,
        severity   INTEGER NOT NULL,
        at         INTEGER NOT NULL,
        PRIMARY KEY (connection, severity)
    ) STRICT, WITHOUT ROWID;";

const KIND: &str = "disposition.alert";
/// The shortest time between two alerts of one severity.
const APART: Duration = Duration::from_mins(1);

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, 1, move |task| {
        let engine = this.clone();
        async move { engine.kernel.db.write(move |write| alert(write, &task)).await }
    });
}

/// Schedules the next alert of a severity.
pub(super) fn wake(write: &mut Write<'_>, connection: &ConnectionId, severity: u8) -> Result<()> {
    let last = write
        .prepare_cached("SELECT at FROM alerts_told WHERE connection = ?1 AND severity = ?2")?
        .query_row(params![connection.as_str(), severity], |row| row.get::<_, Ms>(0))
        .optional()?;
    let now = write.now();
    // A calendar that was set back must not silence the alerts of a day.
    let due = last.map(|at| at.0).filter(|at| *at <= now).map_or(now, |at| now.max(at + APART));
    tasks::schedule(write, KIND, &format!("{connection}/{severity}"), due, &())
}

fn alert(write: &mut Write<'_>, task: &Task) -> Result<()> {
    if let Some((connection, severity)) = task.key.rsplit_once('/')
        && let Ok(severity) = severity.parse::<u8>()
    {
        let found = Waiting::read(write, connection, severity)?;
        let (bell, desktop) = (found.count(IN_APP), found.count(DESKTOP));
        match (bell, desktop) {
            (0, 0) => {}
            (_, 0) => Notices::tell_to(write, found.notice(severity), NoticeReach::InApp)?,
            (0, _) => Notices::tell_to(write, found.notice(severity), NoticeReach::Desktop)?,
            _ => Notices::tell_to(write, found.notice(severity), NoticeReach::Everywhere)?,
        }
        if bell + desktop > 0 {
            counted(write, connection, severity)?;
        }
    }
    tasks::done(write, task)
}

/// The events that wait for an alert, by subscriber and category.
struct Waiting(Vec<Counted>);

struct Counted {
    subscriber: String,
    category: String,
    contacts: u64,
    /// One of them.
    contact: String,
}

impl Waiting {
    fn read(write: &Write<'_>, connection: &str, severity: u8) -> Result<Self> {
        let mut statement = write.prepare_cached(
            "SELECT r.subscriber, coalesce(nullif(r.category, ''), d.category, ''), count(DISTINCT d.contact),
                    min(d.contact)
             FROM routed r JOIN decisions d ON d.event = r.event
             WHERE r.connection = ?1 AND r.severity = ?2 AND r.state = 'waiting'
             GROUP BY 1, 2 ORDER BY 3 DESC, 2",
        )?;
        let rows = statement.query_map(params![connection, severity], |row| {
            Ok(Counted {
                subscriber: row.get(0)?,
                category: row.get(1)?,
                contacts: row.get::<_, i64>(2)?.unsigned_abs(),
                contact: row.get(3)?,
            })
        })?;
        Ok(Self(rows.collect::<rusqlite::Result<_>>()?))
    }

    fn count(&self, subscriber: &str) -> u64 {
        self.0.iter().filter(|one| one.subscriber == subscriber).map(|one| one.contacts).sum()
    }

    /// The notice, with the counts of the subscriber that has the most.
    fn notice(&self, severity: u8) -> NewNotice {
        let subscriber = if self.count(IN_APP) >= self.count(DESKTOP) { IN_APP } else { DESKTOP };
        let of: Vec<&Counted> = self.0.iter().filter(|one| one.subscriber == subscriber).collect();
        let all: u64 = of.iter().map(|one| one.contacts).sum();
        let severity = ranked(severity).word();
        let title = match of.as_slice() {
            [one] if one.contacts == 1 => {
                format!("{}: contact {}", one.category, callboard_phone::mask_in_text(&one.contact))
            }
            [one] => format!("{}: {}", counted_words(one.contacts, "contact"), one.category),
            _ => format!("{} with {severity} dispositions", counted_words(all, "contact")),
        };
        let parts: Vec<_> = of.iter().map(|one| format!("{} {}", one.contacts, one.category)).collect();
        let body = match of.as_slice() {
            [_] => format!("Severity {severity}."),
            _ => format!("{}.", parts.join(", ")),
        };
        NewNotice {
            level: NoticeLevel::Attention,
            title,
            body,
            link: Some("/traffic?kind=call-result".to_owned()),
        }
    }
}

fn counted(write: &mut Write<'_>, connection: &str, severity: u8) -> Result<()> {
    let now = Ms(write.now());
    write.execute(
        "UPDATE routed SET state = 'told', at = ?3 WHERE connection = ?1 AND severity = ?2 AND state = 'waiting'",
        params![connection, severity, now],
    )?;
    write.execute(
        "INSERT INTO alerts_told (connection, severity, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (connection, severity) DO UPDATE SET at = excluded.at",
        params![connection, severity, now],
    )?;
    Ok(())
}

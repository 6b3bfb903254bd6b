use std::collections::HashMap;
use std::time::Duration;

use ipnet::IpNet;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};
use serde_json::Value;

use super::known::{Kind, Known};
use super::table::TABLE;
use crate::kernel::{Kernel, Ms, Result, Write};

/// One row a changed key.
pub(super) const TABLES: &str = "
    CREATE TABLE settings (
        key     TEXT PRIMARY KEY,
        value   TEXT NOT NULL,
        changed INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// All settings, typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `run.poll_seconds`
    pub poll: Duration,
    /// `run.still_minutes`
    pub still: Duration,
    /// `run.stall_minutes`
    pub stall: Duration,
    /// `schedule.submit_ahead_minutes`
    pub submit_ahead: Duration,
    /// `delivery.allowed_subnets`
    pub allowed_subnets: Vec<IpNet>,
    /// `event.body_days`
    pub event_body_days: u32,
    /// `event.row_days`
    pub event_row_days: u32,
    /// `retry.interactive`
    pub retry_interactive: u32,
    /// `retry.durable`
    pub retry_durable: u32,
    /// `disposition.read_first`
    pub disposition_read_first: bool,
}

/// The time since which rows are kept (`event.row_days`); older ones are let go.
pub async fn rows_kept_since(kernel: &Kernel) -> Result<Timestamp> {
    let days = kernel.db.read(get).await?.event_row_days;
    Ok(kernel.clock.now() - SignedDuration::from_hours(24 * i64::from(days)))
}

/// As they stand in this snapshot.
pub fn get(db: &Connection) -> Result<Settings> {
    let values = Values(read(db)?);
    Ok(Settings {
        poll: Duration::from_secs(values.whole("run.poll_seconds")),
        still: minutes(values.whole("run.still_minutes")),
        stall: minutes(values.whole("run.stall_minutes")),
        submit_ahead: minutes(values.whole("schedule.submit_ahead_minutes")),
        allowed_subnets: values.subnets("delivery.allowed_subnets"),
        event_body_days: values.count("event.body_days"),
        event_row_days: values.count("event.row_days"),
        retry_interactive: values.count("retry.interactive"),
        retry_durable: values.count("retry.durable"),
        disposition_read_first: values.whole("disposition.read_first") == 1,
    })
}

/// Every key with its value.
pub(super) fn all(db: &Connection) -> Result<Vec<(&'static Known, Value)>> {
    let values = Values(read(db)?);
    Ok(TABLE.iter().map(|known| (known, values.of(known))).collect())
}

/// A value that equals its default leaves no row.
pub(super) fn set(write: &mut Write<'_>, known: &Known, value: &Value) -> Result<()> {
    if *value == known.default() {
        write.execute("DELETE FROM settings WHERE key = ?1", [known.key])?;
    } else {
        write.execute(
            "INSERT INTO settings (key, value, changed) VALUES (?1, ?2, ?3)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed = excluded.changed",
            params![known.key, value.to_string(), Ms(write.now())],
        )?;
    }
    Ok(())
}

pub(super) fn one(db: &Connection, known: &Known) -> Result<Value> {
    Ok(Values(read(db)?).of(known))
}

struct Values(HashMap<String, Value>);

impl Values {
    fn of(&self, known: &Known) -> Value {
        self.0.get(known.key).and_then(|value| known.check(value).ok()).unwrap_or_else(|| known.default())
    }

    fn named(&self, key: &str) -> Option<Value> {
        TABLE.iter().find(|known| known.key == key).map(|known| self.of(known))
    }

    fn whole(&self, key: &str) -> u64 {
        self.named(key).and_then(|value| value.as_u64()).unwrap_or_default()
    }

    fn count(&self, key: &str) -> u32 {
        u32::try_from(self.whole(key)).unwrap_or(u32::MAX)
    }

    fn subnets(&self, key: &str) -> Vec<IpNet> {
        let value = self.named(key).unwrap_or_default();
        let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        texts.filter_map(|text| text.parse().ok()).collect()
    }
}

fn read(db: &Connection) -> Result<HashMap<String, Value>> {
    let mut statement = db.prepare_cached("SELECT key, value FROM settings")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(rows.into_iter().filter_map(|(key, text)| Some((key, serde_json::from_str(&text).ok()?))).collect())
}

fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

impl Known {
    #[expect(clippy::cast_precision_loss, reason = "bounds are small whole numbers")]
    pub(super) fn bounds(&self) -> (Option<&'static str>, Option<f64>, Option<f64>) {
        match self.kind {
            Kind::Whole { unit, min, max, .. } => (Some(unit), Some(min as f64), Some(max as f64)),
            Kind::Subnets { .. } => (None, None, None),
        }
    }
}

//! The tries of a delivery, as they are kept.

use std::time::Duration;

use callboard_rpc::types::DeliveryId;
use rusqlite::{OptionalExtension as _, params};

use crate::kernel::{Ms, Result, Write};

/// As many tries of one delivery are kept, replayed ones included.
const TRIES_KEPT: i64 = 30;

/// How a try is kept.
#[derive(Debug)]
pub(super) struct Tried<'a> {
    pub(super) status: Option<u16>,
    pub(super) words: Option<&'a str>,
    pub(super) took: Duration,
    /// Nothing was asked of the receiver, so it is not charged with it.
    pub(super) ours: bool,
}

impl<'a> Tried<'a> {
    pub(super) fn of(status: Option<u16>, words: Option<&'a str>, took: Duration) -> Self {
        Self { status, words, took, ours: false }
    }

    pub(super) fn unsent(because: &'a str) -> Self {
        Self { status: None, words: Some(because), took: Duration::ZERO, ours: true }
    }
}

pub(super) fn record(write: &mut Write<'_>, id: &DeliveryId, tried: &Tried<'_>) -> Result<()> {
    let Tried { status, words, took, ours } = tried;
    let took = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
    write
        .prepare_cached(
            "INSERT INTO delivery_tries (delivery, at, status, words, took, ours) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![id.as_str(), Ms(write.now()), status, words, took, ours])?;
    write
        .prepare_cached(
            "DELETE FROM delivery_tries WHERE delivery = ?1 AND id NOT IN
             (SELECT id FROM delivery_tries WHERE delivery = ?1 ORDER BY id DESC LIMIT ?2)",
        )?
        .execute(params![id.as_str(), TRIES_KEPT])?;
    Ok(())
}

pub(super) fn last_words(write: &Write<'_>, id: &DeliveryId) -> Result<Option<String>> {
    let mut statement = write
        .prepare_cached("SELECT words FROM delivery_tries WHERE delivery = ?1 ORDER BY id DESC LIMIT 1")?;
    Ok(statement.query_row([id.as_str()], |row| row.get::<_, Option<String>>(0)).optional()?.flatten())
}

/// A delivery, as the audit log names it.
pub(super) fn object(id: &DeliveryId) -> String {
    format!("delivery/{id}")
}

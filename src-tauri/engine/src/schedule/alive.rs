//! When the program was running, so that a missed fire can say from when to when it was not.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{ahead_again, lift, tick};
use crate::Engine;
use crate::kernel::{Ms, Result, Write};
use crate::zone::local_words;

/// The row is written this often.
const BEAT: Duration = Duration::from_mins(1);
/// Longer without a beat, and the machine slept or the program hung.
const ASLEEP: SignedDuration = SignedDuration::from_secs(150);
/// A start sooner after the last beat than this left nothing undone.
const RESTART: SignedDuration = SignedDuration::from_secs(5);
/// So many times away are remembered.
const KEPT: u32 = 200;

/// Between two instants nobody was at work here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) gone: Timestamp,
    pub(super) back: Timestamp,
}

/// The program starts: what lies since its last sign of life is a gap.
pub(super) fn began(write: &mut Write<'_>) -> Result<()> {
    seen(write, RESTART)
}

/// A sign of life; a long time since the one before is a gap.
pub(super) fn beat(write: &mut Write<'_>) -> Result<()> {
    seen(write, ASLEEP)
}

/// Once a minute, and once more at the end. Where the calendar was set back, every schedule is considered anew: it
/// would sleep until an instant that a wrong calendar gave.
pub(super) fn keep_beating(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.shutdown.spawn(async move {
        let stop = this.stopping();
        loop {
            let goes_on = tokio::select! {
                () = stop.cancelled() => false,
                () = this.kernel.clock.sleep(BEAT) => true,
            };
            let beaten = this.kernel.db.write(|write| {
                if is_set_back(write)? {
                    ahead_again::bring_back(write)?;
                    tick::all_soon(write)?;
                }
                lift::lose_what_is_gone(write)?;
                beat(write)
            });
            if let Err(error) = beaten.await {
                tracing::warn!(%error, "the sign of life could not be stored; it is tried again");
            }
            if !goes_on {
                return;
            }
        }
    });
}

/// The gap in which an instant lies, the latest of several.
pub(super) fn gap_at(db: &Connection, at: Timestamp) -> Result<Option<Gap>> {
    let mut statement = db.prepare_cached(
        "SELECT gone, back FROM program_gaps WHERE gone <= ?1 AND back >= ?1 ORDER BY back DESC LIMIT 1",
    )?;
    let gap = statement
        .query_row([Ms(at)], |row| Ok(Gap { gone: row.get::<_, Ms>(0)?.0, back: row.get::<_, Ms>(1)?.0 }));
    Ok(gap.optional()?)
}

impl Gap {
    /// `The program was not running from 08:52 to 09:31 (Chicago).`
    pub(super) fn words(self, zone: &TimeZone, place: &str, today: Timestamp) -> String {
        let (gone, back) = (zone.to_datetime(self.gone), zone.to_datetime(self.back));
        let clock = |at: jiff::civil::DateTime| at.strftime("%H:%M").to_string();
        if gone.date() == back.date() {
            return format!("The program was not running from {} to {} ({place}).", clock(gone), clock(back));
        }
        format!(
            "The program was not running from {} to {} ({place}).",
            local_words(zone, self.gone, today),
            local_words(zone, self.back, today)
        )
    }
}

/// Times away that end in a calendar that was ahead: nothing that comes lies in them.
pub(super) fn forget_gaps_ahead(write: &Write<'_>) -> Result<()> {
    write.execute("DELETE FROM program_gaps WHERE back > ?1", [Ms(write.now())])?;
    Ok(())
}

fn is_set_back(write: &Write<'_>) -> Result<bool> {
    Ok(last(write)?.is_some_and(|last| last.duration_since(write.now()) > RESTART))
}

fn last(db: &Connection) -> Result<Option<Timestamp>> {
    let at = db.query_row("SELECT at FROM program_alive WHERE only = 1", [], |row| row.get::<_, Ms>(0));
    Ok(at.optional()?.map(|Ms(at)| at))
}

fn seen(write: &mut Write<'_>, at_most: SignedDuration) -> Result<()> {
    let now = write.now();
    if let Some(last) = last(write)?
        && now.duration_since(last) > at_most
    {
        write.execute(
            "INSERT OR IGNORE INTO program_gaps (gone, back) VALUES (?1, ?2)",
            [Ms(last), Ms(now)],
        )?;
        write.execute(
            "DELETE FROM program_gaps WHERE back < (SELECT min(back) FROM
             (SELECT back FROM program_gaps ORDER BY back DESC LIMIT ?1))",
            params![KEPT],
        )?;
    }
    write.execute(
        "INSERT INTO program_alive (only, at) VALUES (1, ?1) ON CONFLICT (only) DO UPDATE SET at = excluded.at",
        [Ms(now)],
    )?;
    Ok(())
}

//! Secrets that take each other's place.
//!
//! Each has a number and with it a name of its own, and the owner's row says which of them are in force. A new one is
//! put under a number that no row says yet; one write of the row brings it into force and the one before out of it. So
//! a kill leaves either as it was, and nothing that is in use is ever written over. What it may leave beside them is a
//! secret that nobody was shown and nobody asks for; it goes with the next that is let go ([`Secrets::keep_only`]).
//!
//! While the old one's time runs, a further rotation ends none of them: the other side was promised that time for each,
//! and may use any of them still. The old one stays, and the newest so far stays beside it (see `replaced.rs`).

use std::fmt::Write as _;

use callboard_rpc::{Code, RpcError};
use jiff::{SignedDuration, Timestamp};

use super::Secrets;
use super::replaced::{self, Replaced};
use crate::kernel::Result;

/// Which secrets of an owner its row says; the old one means something only while its time runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    pub newest: u32,
    pub old: Option<u32>,
}

impl Numbers {
    /// Where the newest is kept; `owner` as [`Secrets::of_source`] says it.
    pub fn newest_of(self, owner: &str) -> String {
        named(owner, self.newest)
    }

    /// Where the one before a rotation is kept.
    pub fn old_of(self, owner: &str) -> Option<String> {
        self.old.map(|number| named(owner, number))
    }

    /// All that is in force.
    pub fn names(self, owner: &str, with_old: bool) -> Vec<String> {
        let old = self.old_of(owner).filter(|_| with_old);
        std::iter::once(self.newest_of(owner)).chain(old).collect()
    }

    /// Another takes the place of the newest.
    #[must_use]
    pub fn replaced(self) -> Self {
        Self { newest: self.newest + 1, ..self }
    }

    /// Another takes the place of the newest, which stays beside it for a while where it is kept.
    #[must_use]
    pub fn rotated(self, keeps_old: bool) -> Self {
        Self { newest: self.newest + 1, old: keeps_old.then_some(self.newest) }
    }
}

/// What a rotation makes of an owner's secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    pub numbers: Numbers,
    /// When the last of the old ones ends; `None` where none stays.
    pub old_until: Option<Timestamp>,
    /// The newest so far, where it stays beside an older one.
    pub replaced: Option<Replaced>,
    /// Which of those that were in force are not any more, in words for the audit log.
    pub ended: Option<&'static str>,
}

/// Which secrets are taken from now on, and until when: `Taken now: the new secret; …`.
pub(crate) fn in_words(
    db: &rusqlite::Connection,
    owner: &str,
    old_until: Option<Timestamp>,
    now: Timestamp,
) -> Result<String> {
    let at = |until: Timestamp| until.strftime("%Y-%m-%d %H:%M UTC");
    let mut words = "In force now: the new secret".to_owned();
    // From the newest to the oldest, so that each can be told from the others.
    let replaced = replaced::in_force(db, owner, now)?;
    for (index, one) in replaced.iter().enumerate() {
        let which = if index == 0 { "the one before it" } else { "the one before that" };
        let _ = write!(words, "; {which} until {}", at(one.until));
    }
    let oldest = if replaced.is_empty() { "the one before it" } else { "the oldest" };
    match old_until.filter(|until| now < *until) {
        Some(until) => drop(write!(words, "; {oldest} until {}.", at(until))),
        None => words += " alone.",
    }
    Ok(words)
}

/// The name of the first has no number in it.
pub(super) fn named(owner: &str, number: u32) -> String {
    match number {
        0 => format!("{owner}/secret"),
        _ => format!("{owner}/secret_{number}"),
    }
}

impl Secrets {
    /// A rotation at `now` that keeps the newest so far for some hours. Where the time of one before it still runs, that
    /// one is kept too, for the longer of both times. No hours end all at once.
    pub async fn rotation(
        &self,
        owner: &str,
        present: Numbers,
        old_until: Option<Timestamp>,
        now: Timestamp,
        hours: u32,
    ) -> Result<Rotation> {
        if hours == 0 {
            let ended = Some("all before it");
            return Ok(Rotation { numbers: present.rotated(false), old_until: None, replaced: None, ended });
        }
        let until = now + SignedDuration::from_hours(i64::from(hours));
        let keeps = self.get(&present.newest_of(owner)).await?.is_some();
        if let Some(running) = old_until.filter(|running| now < *running)
            && let Some(old) = present.old_of(owner)
            && self.get(&old).await?.is_some()
        {
            self.one_more(owner, now).await?;
            let replaced = keeps.then_some(Replaced { number: present.newest, until });
            let old_until = Some(until.max(running));
            return Ok(Rotation { numbers: present.replaced(), old_until, replaced, ended: None });
        }
        let old_until = keeps.then_some(until);
        Ok(Rotation { numbers: present.rotated(keeps), old_until, replaced: None, ended: None })
    }

    /// Refused where as many are in force as can be: none of them may be ended without a word.
    async fn one_more(&self, owner: &str, now: Timestamp) -> Result<()> {
        let in_force = self.replaced(owner, now).await?;
        let Some(next) =
            in_force.iter().map(|one| one.until).min().filter(|_| in_force.len() >= replaced::MOST)
        else {
            return Ok(());
        };
        let words =
            format!("{} older secrets are in force already, and there can be no more.", in_force.len() + 1);
        let next = next.strftime("%Y-%m-%d %H:%M UTC");
        let hint =
            format!("The next of them ends at {next}. Keep the old ones for 0 hours to end all of them now.");
        Err(RpcError::new(Code::Refused, words).hint(hint).into())
    }

    /// Lets go of all secrets of an owner but these, and those that were replaced and are in force still.
    pub async fn keep_only(&self, owner: &str, kept: &[String]) -> Result<()> {
        let replaced = self.replaced(owner, self.now()).await?;
        let kept: Vec<_> =
            kept.iter().cloned().chain(replaced.into_iter().map(|one| one.of(owner))).collect();
        let of_owner = format!("{owner}/");
        for name in self.names().await? {
            if name.starts_with(&of_owner) && !kept.contains(&name) {
                self.remove(&name).await?;
            }
        }
        Ok(())
    }
}

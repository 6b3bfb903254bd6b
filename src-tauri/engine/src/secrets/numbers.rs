//! Secrets that take each other's place.
//!
//! Each has a number and with it a name of its own, and the owner's row says which of them are in force. A new one is
//! put under a number that no row says yet; one write of the row brings it into force and the one before out of it. So
//! a kill leaves either as it was, and nothing that is in use is ever written over. What it may leave beside them is a
//! secret that nobody was shown and nobody asks for; it goes with the next that is let go ([`Secrets::keep_only`]).
//!
//! There are two at most. While the old one's time runs, a further rotation takes the place of the newest and leaves the
//! old one: the other side was promised that time and may use it still, while the newest is the one that perhaps nobody
//! was shown (a kill between the row and the answer).

use jiff::{SignedDuration, Timestamp};

use super::Secrets;
use crate::kernel::Result;

/// Which secrets of an owner its row says; the old one means something only while its time runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    pub newest: u32,
    /// `None` also of a rotation that was made before secrets had numbers.
    pub old: Option<u32>,
}

impl Numbers {
    /// Where the newest is kept; `owner` as [`Secrets::of_source`] says it.
    pub fn newest_of(self, owner: &str) -> String {
        named(owner, self.newest)
    }

    /// Where the one before a rotation is kept.
    pub fn old_of(self, owner: &str) -> String {
        self.old.map_or_else(|| format!("{owner}/old_secret"), |number| named(owner, number))
    }

    /// All that is in force.
    pub fn names(self, owner: &str, with_old: bool) -> Vec<String> {
        let old = with_old.then(|| self.old_of(owner));
        std::iter::once(self.newest_of(owner)).chain(old).collect()
    }

    /// Another takes the place of the newest at once.
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
    /// `None` where no old one stays.
    pub old_until: Option<Timestamp>,
    /// Which of those that were in force are not any more, in words for the audit log.
    pub ended: Option<&'static str>,
}

/// The first keeps the name that it had before there were numbers.
fn named(owner: &str, number: u32) -> String {
    match number {
        0 => format!("{owner}/secret"),
        _ => format!("{owner}/secret_{number}"),
    }
}

impl Secrets {
    /// A rotation at `now` that keeps an old secret for some hours: the newest so far, or where the time of the one
    /// before it still runs, that one, for the longer of both times. No hours end all at once.
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
            return Ok(Rotation { numbers: present.rotated(false), old_until: None, ended });
        }
        let until = now + SignedDuration::from_hours(i64::from(hours));
        if let Some(running) = old_until.filter(|running| now < *running)
            && self.get(&present.old_of(owner)).await?.is_some()
        {
            let ended = Some("the newest so far; the one before it stays, its time still runs");
            return Ok(Rotation { numbers: present.replaced(), old_until: Some(until.max(running)), ended });
        }
        let keeps = self.get(&present.newest_of(owner)).await?.is_some();
        Ok(Rotation { numbers: present.rotated(keeps), old_until: keeps.then_some(until), ended: None })
    }

    /// Lets go of all secrets of an owner but these.
    pub async fn keep_only(&self, owner: &str, kept: &[String]) -> Result<()> {
        let of_owner = format!("{owner}/");
        for name in self.names().await? {
            if name.starts_with(&of_owner) && !kept.contains(&name) {
                self.remove(&name).await?;
            }
        }
        Ok(())
    }
}

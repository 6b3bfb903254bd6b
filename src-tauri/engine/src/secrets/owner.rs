//! The secrets of an owner: of a row of another slice that says which of them are in force (see `numbers.rs`).
//!
//! A secret is stored before the row that says it, and let go of once no row does: a crash in between leaves what was in
//! force as it was, and a secret that nobody asks for.

use std::future::Future;

use callboard_rpc::RpcError;
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::replaced::{self, MOST_HOURS};
use super::{Numbers, Rotation, Secrets, in_words};
use crate::kernel::{Result, Write};

/// How long an old secret stays in force where nobody says.
const USUAL_HOURS: u32 = 24;

/// The hours for which an old secret stays in force; `does` says in words what it does then.
pub(crate) fn hours(asked: Option<u32>, does: &str) -> std::result::Result<u32, RpcError> {
    let hours = asked.unwrap_or(USUAL_HOURS);
    if hours > MOST_HOURS {
        let words = format!("An old secret {does} for at most {MOST_HOURS} hours (a week).");
        return Err(RpcError::field("keep_old_hours", words));
    }
    Ok(hours)
}

impl Rotation {
    /// Stores which secrets were replaced, in the write that stores the numbers; answers which are in force now, in words,
    /// and what the audit log says of it.
    pub(crate) fn store(&self, write: &mut Write<'_>, owner: &str) -> Result<(String, Value)> {
        match self.replaced {
            Some(one) => replaced::keep(write, owner, one)?,
            None => replaced::end_all(write, owner)?,
        }
        let in_force = in_words(write, owner, self.old_until, write.now())?;
        let (until, ended) = (self.old_until, self.ended);
        let told = json!({ "old_secret_until": until, "ended_at_once": ended, "in_force": in_force });
        Ok((in_force, told))
    }
}

impl Secrets {
    /// Saves an owner with a new secret, where there is one. An owner that cannot be saved and `is_new` leaves none.
    pub(crate) async fn save_with<T>(
        &self,
        owner: &str,
        numbers: Numbers,
        secret: Option<SecretString>,
        is_new: bool,
        row: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let name = numbers.newest_of(owner);
        // Before the row: an owner without its secret could do nothing.
        if let Some(secret) = secret {
            self.set(&name, secret).await?;
        }
        let saved = row.await;
        if saved.is_err() && is_new {
            self.remove(&name).await?;
        }
        saved
    }

    /// Puts `fresh` in the place of the newest secret, which stays beside it for some hours. `row` stores the rotation.
    pub(crate) async fn rotate_with<T, F>(
        &self,
        owner: &str,
        (present, old_until): (Numbers, Option<Timestamp>),
        hours: u32,
        fresh: SecretString,
        row: impl FnOnce(Rotation) -> F,
    ) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let next = self.rotation(owner, present, old_until, self.now(), hours).await?;
        // No row says its number yet: until one does, nobody was told the new one, and all is as it was.
        self.set(&next.numbers.newest_of(owner), fresh).await?;
        row(next).await
    }

    /// Lets go of all secrets of an owner that are not in force any more; what stays is said in the log.
    pub(crate) async fn keep_in_force(&self, owner: &str, in_force: &[String]) {
        if let Err(error) = self.keep_only(owner, in_force).await {
            tracing::warn!(owner, %error, "a secret that is not in force any more stays in the secret store");
        }
    }
}

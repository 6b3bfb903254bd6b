use secrecy::SecretString;

use super::Secrets;
use crate::kernel::Result;

/// A secret that took the place of another, before the row says so: it can be taken back.
#[derive(Debug)]
pub struct Swap {
    newest: (String, Option<SecretString>),
    old: (String, Option<SecretString>),
    old_is_kept: bool,
}

impl Secrets {
    /// Puts `fresh` under the first name, and what was there under the second, where that is to be kept.
    pub async fn swap(&self, names: (String, String), fresh: SecretString, keep_old: bool) -> Result<Swap> {
        let (name, old) = names;
        let before = (self.get(&name).await?, self.get(&old).await?);
        let kept = before.0.clone().filter(|_| keep_old);
        let swap = Swap {
            old_is_kept: kept.is_some(),
            newest: (name.clone(), before.0),
            old: (old.clone(), before.1),
        };
        let done = async {
            match kept {
                Some(secret) => self.set(&old, secret).await?,
                None => self.remove(&old).await?,
            }
            self.set(&name, fresh).await
        };
        if let Err(error) = done.await {
            swap.undo(self).await;
            return Err(error);
        }
        Ok(swap)
    }
}

impl Swap {
    pub fn old_is_kept(&self) -> bool {
        self.old_is_kept
    }

    /// Both as they were; where the store refuses that, the log says so.
    pub async fn undo(self, secrets: &Secrets) {
        for (name, secret) in [self.old, self.newest] {
            let undone = match secret {
                Some(secret) => secrets.set(&name, secret).await,
                None => secrets.remove(&name).await,
            };
            if let Err(error) = undone {
                tracing::error!(%error, name, "a secret could not be put back as it was; make a new one");
            }
        }
    }
}

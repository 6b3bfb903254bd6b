use std::time::Duration;

use callboard_rpc::types::{SecretStore, Trouble};

use crate::Engine;
use crate::kernel::Result;
use crate::kernel::watchdog::Hang;

/// So long the secret store is waited for.
const LOOK: Duration = Duration::from_secs(2);

/// What is wrong with the program itself.
pub async fn trouble(engine: &Engine) -> Result<Vec<Trouble>> {
    let secrets = engine.secrets.state().await?;
    look_at_the_log(engine, &secrets).await;
    Ok(with(engine, &secrets))
}

/// Whether the log is the one that was signed is found out once after a start; whoever asks before that waits a moment
/// for it.
pub(super) async fn look_at_the_log(engine: &Engine, secrets: &SecretStore) {
    if secrets.usable {
        let looked = engine.kernel.clock.timeout(LOOK, engine.signer.look_once());
        if looked.await.is_err() {
            tracing::debug!("the secret store has not said yet which row of the audit log was signed");
        }
    }
}

/// What stands still in the program; asks nobody, so that it is told also while the database does not answer.
pub fn standing_still(engine: &Engine) -> Vec<Trouble> {
    engine.kernel.watchdog.hangs().into_iter().map(of_hang).collect()
}

/// The same where the state of the secret store is at hand.
pub(super) fn with(engine: &Engine, secrets: &SecretStore) -> Vec<Trouble> {
    let mut found = standing_still(engine);
    if !secrets.usable {
        found.push(Trouble {
            what: secrets.words.clone(),
            since: engine.started_at,
            to_do: "Choose in Settings where secrets are kept: the keyring, this session only, or an encrypted file."
                .to_owned(),
        });
    }
    for path in engine.files.strange() {
        found.push(Trouble {
            what: format!("{} is not Callboard's and was left as it is.", path.display()),
            since: engine.started_at,
            to_do: "Move it somewhere else: in that folder Callboard keeps only files of its own, for a day."
                .to_owned(),
        });
    }
    if let Some(unsigned) = engine.signer.trouble() {
        found.push(Trouble {
            what: format!("The audit log is not signed: {}", unsigned.why),
            since: engine.started_at,
            to_do: unsigned.to_do,
        });
    }
    found
}

const OF_A_PART: &str = "Nothing that was acknowledged is lost. Look whether the disk is full or slow and whether another \
                         program holds the database. If it does not pass, copy the diagnostics in Settings and restart \
                         Callboard.";
const OF_A_TASK: &str = "Nothing that was acknowledged is lost, and the rest goes on. If it does not pass, copy the \
                         diagnostics in Settings and restart Callboard: it is begun anew then.";

fn of_hang(hang: Hang) -> Trouble {
    let mut part = hang.part;
    if let Some(first) = part.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let to_do = if hang.what.is_some() { OF_A_TASK } else { OF_A_PART };
    let what = hang.what.map_or_else(|| part.clone(), |what| format!("{part} ({what})"));
    Trouble { what: format!("{what} stands still."), since: hang.since, to_do: to_do.to_owned() }
}

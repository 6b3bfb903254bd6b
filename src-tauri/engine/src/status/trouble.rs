use callboard_rpc::types::{SecretStore, Trouble};

use crate::Engine;
use crate::kernel::Result;

/// What is wrong with the program itself.
pub async fn trouble(engine: &Engine) -> Result<Vec<Trouble>> {
    Ok(with(engine, &engine.secrets.state().await?))
}

/// The same where the state of the secret store is at hand.
pub(super) fn with(engine: &Engine, secrets: &SecretStore) -> Vec<Trouble> {
    let mut found = Vec::new();
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
    if let Some(why) = engine.signer.trouble() {
        found.push(Trouble {
            what: format!("The audit log is not signed: {why}"),
            since: engine.started_at,
            to_do: "The log is kept all the same. Once the secret store works, it is signed again by itself."
                .to_owned(),
        });
    }
    found
}

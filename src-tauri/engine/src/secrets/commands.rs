use callboard_rpc::types::{Nothing, SecretStore, SecretStoreUse};
use callboard_rpc::{Caller, Handle, Result, Topic, command};
use secrecy::SecretString;

use crate::Engine;
use crate::kernel::audit::Entry;

impl Handle<command::SecretsShow> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<SecretStore> {
        Ok(self.secrets.state().await?)
    }
}

impl Handle<command::SecretsUse> for Engine {
    async fn handle(&self, caller: &Caller, args: SecretStoreUse) -> Result<SecretStore> {
        let before = self.secrets.state().await?.kind;
        let passphrase = args.passphrase.map(|text| SecretString::from(text.0));
        let outcome = self.secrets.choose(args.kind, passphrase).await;
        let result = outcome.as_ref().map_or_else(|error| format!("failed: {error}"), |()| String::new());
        let entry = Entry::new("secrets.use", "secrets").before(&before).after(&args.kind).result(result);
        let caller = caller.clone();
        self.kernel
            .db
            .write(move |write| {
                write.audit(&caller, entry)?;
                write.changed(Topic::Secrets);
                write.changed(Topic::Connections);
                Ok(())
            })
            .await?;
        outcome?;
        Ok(self.secrets.state().await?)
    }
}

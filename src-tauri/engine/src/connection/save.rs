use callboard_cxone::{ConnectionSettings, SettingsError};
use callboard_rpc::types::ConnectionId;
use callboard_rpc::{Caller, RpcError};
use secrecy::SecretString;
use serde_json::json;

use super::row::{self, Row};
use crate::Engine;
use crate::engine::mended;
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};
use crate::secrets::Secrets;

/// What is to be saved.
#[derive(Clone, Debug)]
pub struct NewConnection {
    /// Absent: a new one.
    pub id: Option<ConnectionId>,
    pub settings: ConnectionSettings,
    /// Absent keeps the one that is there.
    pub secret: Option<SecretString>,
    pub stand_in: bool,
}

/// Begins again what waits for a connection, when it was changed or has passed its test. A part of [`crate::slice::Slice`].
pub(crate) type Mended = fn(&mut Write<'_>, &ConnectionId) -> Result<()>;

/// Adds or changes a connection: the secret first, then the row, so that no row waits for a secret that never came.
pub async fn save(engine: &Engine, caller: &Caller, new: NewConnection) -> Result<Row> {
    new.settings.check().map_err(field)?;
    let row = match new.id {
        Some(id) => change(engine, caller, &id, new.settings, new.secret).await?,
        None => add(engine, caller, new).await?,
    };
    Ok(row)
}

async fn add(engine: &Engine, caller: &Caller, new: NewConnection) -> Result<Row> {
    let Some(secret) = new.secret else {
        return Err(RpcError::field("client_secret", "A new connection needs its client secret.").into());
    };
    let row = Row {
        id: ConnectionId::from_token(&engine.kernel.chance.token()),
        settings: new.settings,
        stand_in: new.stand_in,
        created: engine.kernel.clock.now(),
    };
    let name = Secrets::client_secret(&row.id);
    engine.secrets.set(&name, secret).await?;
    let (stored, caller) = (row.clone(), caller.clone());
    let written = engine.kernel.db.write(move |write| {
        row::insert(write, &stored)?;
        let entry = Entry::new("connection.save", object(&stored.id)).after(&told(&stored, true));
        write.audit(&caller, entry)?;
        Ok(())
    });
    if let Err(error) = written.await {
        // The row was refused: nobody would ever ask for its secret again.
        if let Err(left) = engine.secrets.remove(&name).await {
            tracing::warn!(%left, name, "a secret whose connection was refused could not be removed");
        }
        return Err(error);
    }
    Ok(row)
}

async fn change(
    engine: &Engine,
    caller: &Caller,
    id: &ConnectionId,
    settings: ConnectionSettings,
    secret: Option<SecretString>,
) -> Result<Row> {
    let wanted = id.clone();
    let id = engine.kernel.db.read(move |db| row::find(db, &wanted)).await?.id;
    let secret_changed = secret.is_some();
    if let Some(secret) = secret {
        engine.secrets.set(&Secrets::client_secret(&id), secret).await?;
    }
    let (wanted, caller) = (id.clone(), caller.clone());
    let written = engine.kernel.db.write(move |write| {
        let before = row::find(write, &wanted)?;
        let after = Row { settings, ..before.clone() };
        row::update(write, &after)?;
        let entry = Entry::new("connection.save", object(&wanted));
        write.audit(&caller, entry.before(&told(&before, false)).after(&told(&after, secret_changed)))?;
        let renamed = ConnectionSettings { name: after.settings.name.clone(), ..before.settings };
        let may_help = secret_changed || renamed != after.settings;
        Ok((after, may_help))
    });
    let written = written.await;
    if secret_changed {
        engine.tenants.secret_changed(&id);
    }
    let (row, may_help) = written?;
    if may_help {
        // Not in the write above: what goes on must find the new secret in use.
        engine.kernel.db.write(move |write| mended(write, &id)).await?;
    }
    Ok(row)
}

pub(super) fn object(id: &ConnectionId) -> String {
    format!("connection/{id}")
}

/// For the audit log: everything but the secret, of which it says only that there is a new one.
pub(super) fn told(row: &Row, new_secret: bool) -> serde_json::Value {
    let secret = if new_secret { "new" } else { "kept" };
    json!({ "settings": row.settings, "stand_in": row.stand_in, "client_secret": secret })
}

fn field(error: SettingsError) -> RpcError {
    let SettingsError { field, message } = error;
    RpcError::field(field, format!("{field}: {message}."))
}

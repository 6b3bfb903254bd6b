use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

use callboard_cxone::{Awaited, ConnectionSettings, Health, SecretSource, SecretUnavailable, Tenant};
use callboard_rpc::RpcError;
use callboard_rpc::types::ConnectionId;
use futures_util::future::BoxFuture;
use secrecy::SecretString;

use super::convert::same_client;
use super::{health, row};
use crate::kernel::{Error, Kernel, Result};
use crate::secrets::Secrets;

/// One live client a connection. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tenants(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kernel: Kernel,
    secrets: Secrets,
    live: Mutex<HashMap<ConnectionId, Live>>,
}

#[derive(Debug)]
struct Live {
    tenant: Tenant,
    settings: ConnectionSettings,
}

impl Tenants {
    pub(crate) fn new(kernel: Kernel, secrets: Secrets) -> Self {
        Self(Arc::new(Inner { kernel, secrets, live: Mutex::default() }))
    }

    /// The client of a connection, made where there is none yet or where its settings have changed since.
    ///
    /// Ask each time rather than keeping it: a client that was replaced knows neither the new address nor
    /// the requests that the new one counts.
    pub async fn client(&self, id: &ConnectionId) -> Result<Tenant> {
        let wanted = id.clone();
        let row = self.0.kernel.db.read(move |db| row::find(db, &wanted)).await?;
        self.of(&row)
    }

    /// The same for a row that is at hand.
    pub fn of(&self, row: &row::Row) -> Result<Tenant> {
        let mut live = self.live();
        if let Some(found) = live.get(&row.id).filter(|found| same_client(&found.settings, &row.settings)) {
            return Ok(found.tenant.clone());
        }
        let secret = StoredSecret { secrets: self.0.secrets.clone(), name: Secrets::client_secret(&row.id) };
        let (clock, chance) = (self.0.kernel.clock.clone(), self.0.kernel.chance.clone());
        let tenant = Tenant::new(&row.settings, Arc::new(secret), clock, chance)?;
        health::tell(&self.0.kernel, tenant.health_changes());
        live.insert(row.id.clone(), Live { tenant: tenant.clone(), settings: row.settings.clone() });
        Ok(tenant)
    }

    /// How the client of a connection fares, by the calendar as it is now; `None` where there is none yet.
    pub fn health(&self, id: &ConnectionId) -> Option<Health> {
        self.live().get(id).map(|live| live.tenant.health())
    }

    /// Reasons why callers of a connection wait; none where there is no client yet.
    pub fn awaited(&self, id: &ConnectionId) -> Awaited {
        self.live().get(id).map(|live| live.tenant.awaited()).unwrap_or_default()
    }

    /// The connection is gone, or stands elsewhere.
    pub fn forget(&self, id: &ConnectionId) {
        self.live().remove(id);
    }

    /// The secret is another one: the next request asks for a token with it.
    pub fn secret_changed(&self, id: &ConnectionId) {
        let tenant = self.live().get(id).map(|live| live.tenant.clone());
        if let Some(tenant) = tenant {
            tenant.forget_token();
        }
    }

    fn live(&self) -> parking_lot::MutexGuard<'_, HashMap<ConnectionId, Live>> {
        self.0.live.lock()
    }
}

/// With what to do about it.
const NONE_STORED: &str = "no client secret is stored. Enter it again in Settings, Connections";

/// Why the store does not give it, and what to do about that.
fn reason(error: Error) -> String {
    RpcError::from(error).to_string().trim_end_matches('.').to_owned()
}

/// The secret is fetched when a token must be asked for, and not kept.
struct StoredSecret {
    secrets: Secrets,
    name: String,
}

impl SecretSource for StoredSecret {
    fn client_secret(&self) -> BoxFuture<'_, std::result::Result<SecretString, SecretUnavailable>> {
        Box::pin(async {
            match self.secrets.get(&self.name).await {
                Ok(Some(secret)) => Ok(secret),
                Ok(None) => Err(SecretUnavailable { reason: NONE_STORED.to_owned() }),
                Err(error) => Err(SecretUnavailable { reason: reason(error) }),
            }
        })
    }
}

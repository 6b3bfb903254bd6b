use callboard_cxone::{Call, Error as TenantError, campaigns, retry::Policy};
use callboard_rpc::types::{
    AwaitedTenant, Campaign, Campaigns, CheckState, Connection, ConnectionRef, ConnectionRemoval,
    ConnectionRemoved, ConnectionSave, ConnectionTest, MaybeConnection, Nothing,
};
use callboard_rpc::{Caller, Handle, Result, Topic, command};
use secrecy::SecretString;
use serde_json::json;

use super::row::{self, Row};
use super::save::{NewConnection, object, save};
use super::{awaited, convert, health, remove, report};
use crate::engine::{SLICES, mended};
use crate::kernel::audit::Entry;
use crate::secrets::Secrets;
use crate::{Engine, settings};

impl Handle<command::ConnectionList> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<Vec<Connection>> {
        let rows = self.kernel.db.read(row::all).await?;
        let mut list = Vec::with_capacity(rows.len());
        for row in rows {
            list.push(shown(self, row).await?);
        }
        Ok(list)
    }
}

impl Handle<command::ConnectionAwaited> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<Vec<AwaitedTenant>> {
        let (rows, now) = (self.kernel.db.read(row::all).await?, self.kernel.clock.now());
        let told = rows.into_iter().filter_map(|row| {
            let (steps, health) = (self.waits.of(&row.id), self.tenants.health(&row.id));
            let words = awaited::told(&steps, self.tenants.awaited(&row.id), health.as_ref(), now)?;
            Some(AwaitedTenant { name: row.settings.name, words })
        });
        Ok(told.collect())
    }
}

impl Handle<command::ConnectionSaveCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: ConnectionSave) -> Result<Connection> {
        let new = NewConnection {
            id: args.id,
            settings: convert::from_door(args.settings),
            secret: args.client_secret.map(|text| SecretString::from(text.0)),
            stand_in: false,
        };
        let row = save(self, caller, new).await?;
        shown(self, row).await
    }
}

impl Handle<command::ConnectionRemove> for Engine {
    async fn handle(&self, caller: &Caller, args: ConnectionRemoval) -> Result<ConnectionRemoved> {
        let holds: Vec<_> = SLICES.iter().filter_map(|slice| slice.hold).collect();
        Ok(remove::remove(self, caller, args, &holds).await?)
    }
}

impl Handle<command::ConnectionTestCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: ConnectionRef) -> Result<ConnectionTest> {
        let row = self.kernel.db.read(move |db| row::find(db, &args.connection)).await?;
        let tenant = self.tenants.of(&row)?;
        let found = report::test(&tenant.probe(None).await, &tenant.capabilities());
        let failed = found
            .checks
            .iter()
            .filter(|check| matches!(check.state, CheckState::Failed | CheckState::Forbidden));
        let result = failed.map(|check| format!("{}: {}", check.job, check.words)).collect::<Vec<_>>();
        let result = if result.is_empty() { String::new() } else { format!("failed: {}", result.join(" ")) };
        let states: serde_json::Map<_, _> =
            found.checks.iter().map(|check| (check.job.clone(), json!(check.state))).collect();
        let entry = Entry::new("connection.test", object(&row.id)).after(&states).result(result);
        // Also where something else is missing: what waits for credentials waits for no scope.
        let (caller, works) = (caller.clone(), report::credentials_are_taken(&found));
        self.kernel
            .db
            .write(move |write| {
                write.changed(Topic::Health);
                if works {
                    mended(write, &row.id)?;
                }
                write.audit(&caller, entry)
            })
            .await?;
        Ok(found)
    }
}

impl Handle<command::CampaignList> for Engine {
    async fn handle(&self, _: &Caller, args: MaybeConnection) -> Result<Campaigns> {
        let read = self.kernel.db.read(move |db| {
            Ok((row::the_only(db, args.connection.as_ref())?, settings::get(db)?.retry_interactive))
        });
        let (row, retries) = read.await?;
        let tenant = self.tenants.of(&row)?;
        let listed = campaigns::list(&tenant, Call::with(Policy { retries, ..Policy::PERSON })).await;
        match listed {
            Ok(found) => {
                Ok(Campaigns { campaigns: found.into_iter().map(campaign).collect(), unlisted: None })
            }
            Err(TenantError::Absent { .. }) => Ok(Campaigns {
                campaigns: Vec::new(),
                unlisted: Some("This tenant does not list its campaigns: type the campaign's id.".to_owned()),
            }),
            Err(error) => Err(crate::kernel::Error::from(error).into()),
        }
    }
}

async fn shown(engine: &Engine, row: Row) -> Result<Connection> {
    let seen = engine.tenants.health(&row.id);
    Ok(Connection {
        settings: convert::to_door(&row.settings),
        stand_in: row.stand_in,
        has_secret: engine.secrets.holds(&Secrets::client_secret(&row.id)).await?,
        health: health::health(seen.as_ref(), engine.kernel.clock.now()),
        created_at: row.created,
        id: row.id,
    })
}

fn campaign(found: campaigns::Campaign) -> Campaign {
    let active = found.is_active();
    let name = if found.name.is_empty() { found.id.clone() } else { found.name };
    Campaign { id: found.id, name, state: found.state, active }
}

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use callboard_simulator::{Campaign, DEMO_CLIENT_SECRET, Running, Simulator, SimulatorError};
use tokio::sync::Mutex;

use crate::connection::Row;
use crate::kernel::{Error, Result};
use crate::secrets::Secrets;
use crate::{Engine, connection};

/// The stand-in of this program, where it runs. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct StandIn(Arc<Mutex<Option<Running>>>);

/// How much faster than life its calls go: a campaign of sample contacts takes some 20 s.
const SPEED: f64 = 7.5;

/// At the engine's start: where a stand-in was used before, it answers again.
pub(crate) fn resume(engine: &Engine) {
    let started = engine.clone();
    engine.kernel.shutdown.spawn(async move { started.answer_as_stand_in().await });
}

impl Engine {
    /// Lets the stand-in of this program answer, where one was used before and nothing runs: for a question to it.
    pub async fn answer_as_stand_in(&self) {
        if let Err(error) = start_again(self).await {
            tracing::warn!(%error, "the stand-in tenant does not answer");
        }
    }
}

async fn start_again(engine: &Engine) -> Result<()> {
    if let Some(row) = engine.kernel.db.read(connection::stand_in).await? {
        lead_there(engine, &row).await?;
    }
    Ok(())
}

/// Starts the stand-in where it does not run, and lets its connection lead there.
pub(super) async fn lead_there(engine: &Engine, row: &Row) -> Result<()> {
    let base_url = engine.stand_in.answer(engine, port(&row.settings.base_url)).await?;
    if base_url != row.settings.base_url {
        let id = row.id.clone();
        engine.kernel.db.write(move |write| connection::moved(write, &id, &base_url)).await?;
        engine.tenants.forget(&row.id);
    }
    let name = Secrets::client_secret(&row.id);
    if !engine.secrets.holds(&name).await? {
        // Kept for the session only the last time; it is no secret.
        engine.secrets.set(&name, DEMO_CLIENT_SECRET.into()).await?;
    }
    Ok(())
}

/// `http://127.0.0.1:40123` → 40123.
fn port(base_url: &str) -> u16 {
    base_url.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or_default()
}

impl StandIn {
    /// Its address; it is started where it does not run yet, on `port` where that is free.
    pub(super) async fn answer(&self, engine: &Engine, port: u16) -> Result<String> {
        let mut held = self.0.lock().await;
        if let Some(running) = &*held {
            return Ok(running.base_url());
        }
        let running = match start(engine, port).await {
            Err(SimulatorError::Listen { .. }) if port != 0 => start(engine, 0).await,
            other => other,
        };
        let running = running.map_err(|error| Error::Other(error.into()))?;
        let base_url = running.base_url();
        tracing::info!(base_url, "the stand-in tenant answers");
        *held = Some(running);
        self.stop_with(engine);
        Ok(base_url)
    }

    /// Puts a campaign beside those that are there.
    pub(super) async fn add_campaign(&self, campaign: Campaign) -> Result<()> {
        let held = self.0.lock().await;
        let running = held.as_ref().ok_or(Error::Stopping)?;
        let mut campaigns = running.campaigns();
        campaigns.push(campaign);
        if running.put_campaigns(campaigns) {
            return Ok(());
        }
        Err(Error::Other(std::io::Error::other("the stand-in's state file cannot be written").into()))
    }

    fn stop_with(&self, engine: &Engine) {
        let (held, stop) = (self.clone(), engine.kernel.shutdown.token());
        engine.kernel.shutdown.spawn(async move {
            stop.cancelled().await;
            let running = held.0.lock().await.take();
            if let Some(running) = running {
                running.stop().await;
            }
        });
    }
}

async fn start(engine: &Engine, port: u16) -> std::result::Result<Running, SimulatorError> {
    Simulator::builder()
        .clock(engine.kernel.clock.clone())
        .chance(engine.kernel.chance.clone())
        .speed(SPEED)
        .state_file(engine.folder.path().join("stand-in.json"))
        .without_control()
        .start(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .await
}

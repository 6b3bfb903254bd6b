//! The door at which webhooks come in: opened as the settings say, or as the program was started.

use parking_lot::Mutex;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use callboard_rpc::types::{ListenerState, SelfTest};
use callboard_rpc::{Code, Event, RpcError, Topic};
use tokio::net::TcpListener;
use tokio::sync::broadcast;

use super::beat;
use super::filed::{self, Unfiled};
use super::intake::{Arrivals, Desk};
use super::looks::{Looks, Now};
use super::port::bind;
use super::refusals::Refusals;
use super::roster::Roster;
use super::self_test::Nonces;
use super::wishes::{self, Listen};
use crate::kernel::{Kernel, Pace, Result};
use crate::secrets::Secrets;

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Listener(pub(super) Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) kernel: Kernel,
    pub(super) secrets: Secrets,
    pub(super) roster: Roster,
    pub(super) refusals: Refusals,
    pub(super) desk: Desk,
    pub(super) nonces: Nonces,
    pub(super) looks: Looks,
    pub(super) last_self_test: Mutex<Option<SelfTest>>,
    /// Held while the secrets of a source change places.
    rotating: tokio::sync::Mutex<()>,
    /// As the program was started, before the settings; with its port already open.
    given: Mutex<Option<Given>>,
}

#[derive(Debug)]
pub(super) struct Given {
    pub(super) listen: Listen,
    pub(super) port: Option<TcpListener>,
}

/// Where a secret cannot be read, it is asked for again after this long.
const SECRETS_AGAIN: Duration = Duration::from_secs(15);
/// How often counts of refusals are written.
const REFUSALS: Duration = Duration::from_secs(5);
/// A change of settings is waited for so long: requests that have begun may take their time.
const SETTLED: Duration = Duration::from_secs(12);

impl Listener {
    pub(crate) fn new(kernel: Kernel, secrets: Secrets, arrivals: Arrivals) -> Self {
        Self(Arc::new(Inner {
            nonces: Nonces::default(),
            kernel,
            secrets,
            roster: Roster::default(),
            refusals: Refusals::default(),
            desk: Desk { unfiled: Unfiled::default(), arrivals },
            looks: Looks::default(),
            last_self_test: Mutex::default(),
            rotating: tokio::sync::Mutex::default(),
            given: Mutex::default(),
        }))
    }

    /// Listens here for as long as the program runs, whatever the settings say; answers where (port 0: the system
    /// chooses).
    pub async fn open_at(&self, listen: Listen) -> std::result::Result<SocketAddr, RpcError> {
        listen.check()?;
        listen.tls.as_ref().map(wishes::identity).transpose()?;
        let port = bind(listen.address).await.map_err(|words| RpcError::new(Code::Unavailable, words))?;
        let address = port.local_addr().map_err(|error| {
            RpcError::new(Code::Unavailable, format!("{} cannot be opened: {error}.", listen.address))
        })?;
        let listen = Listen { address, ..listen };
        *self.given() = Some(Given { listen, port: Some(port) });
        self.0.looks.ask();
        Ok(address)
    }

    /// Where it listens now.
    pub fn address(&self) -> Option<SocketAddr> {
        self.now().address
    }

    /// Where it listens by the settings alone, once that is found out.
    pub async fn as_settled(&self) -> Option<SocketAddr> {
        self.looked(Looks::FIRST).await;
        self.address()
    }

    /// The settings were changed: returns once it is as they say, or cannot be.
    pub(super) async fn settled(&self) {
        self.looked(self.0.looks.ask()).await;
    }

    async fn looked(&self, look: u64) {
        let _ = self.0.kernel.clock.timeout(SETTLED, self.0.looks.over(look)).await;
    }

    /// Begins the loops.
    pub(crate) fn start(&self) {
        let kernel = &self.0.kernel;
        let this = self.clone();
        kernel.keep_running("the listener", move || this.clone().run());
        let this = self.clone();
        kernel.keep_running("the reading of the sources' secrets", move || this.clone().follow_secrets());
        let this = self.clone();
        kernel.keep_doing(
            "the counts of refused requests",
            Pace::after(REFUSALS).and_at_the_end(),
            move || {
                let this = this.clone();
                async move { this.0.refusals.flush(&this.0.kernel).await }
            },
        );
        let this = self.clone();
        kernel.keep_running("the listener's mark", move || beat::run(this.clone()));
        let (of, unfiled) = (kernel.clone(), self.0.desk.unfiled.clone());
        kernel.keep_running("the filing of events", move || filed::run(of.clone(), unfiled.clone()));
    }

    pub(super) async fn rotating(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.0.rotating.lock().await
    }

    /// Reads the sources and their secrets anew.
    pub(super) async fn load_sources(&self) {
        if let Err(error) = self.0.roster.load(&self.0.kernel, &self.0.secrets).await {
            tracing::warn!(%error, "the sources could not be read");
        }
    }

    /// Regions and secrets may be other ones where a connection or the secret store was changed.
    async fn follow_secrets(self) -> Result<()> {
        let mut events = self.0.kernel.bus.subscribe();
        let stop = self.0.kernel.shutdown.token();
        loop {
            let again = tokio::select! {
                () = stop.cancelled() => return Ok(()),
                event = events.recv() => match event {
                    Ok(Event::Changed { topics }) => {
                        topics.contains(&Topic::Connections) || topics.contains(&Topic::Secrets)
                    }
                    Ok(_) => false,
                    Err(broadcast::error::RecvError::Lagged(_)) => true,
                    Err(broadcast::error::RecvError::Closed) => return Ok(()),
                },
                () = self.0.kernel.clock.sleep(SECRETS_AGAIN), if self.0.roster.lacks_a_secret() => true,
            };
            if again && self.now().state == ListenerState::Listening {
                self.load_sources().await;
            }
        }
    }

    pub(super) fn last_self_test(&self) -> Option<SelfTest> {
        self.0.last_self_test.lock().clone()
    }

    pub(super) fn remember(&self, test: SelfTest) {
        *self.0.last_self_test.lock() = Some(test);
        self.0.kernel.bus.changed([Topic::Listener]);
    }

    /// How it is at this moment.
    pub(super) fn now(&self) -> Now {
        self.0.looks.now()
    }

    pub(super) fn found(&self, look: u64, now: Now) {
        if self.0.looks.end(look, now, self.0.kernel.clock.now()) {
            self.0.kernel.bus.changed([Topic::Listener, Topic::Health]);
        }
    }

    pub(super) fn given(&self) -> parking_lot::MutexGuard<'_, Option<Given>> {
        self.0.given.lock()
    }
}

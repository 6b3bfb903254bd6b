//! The door at which webhooks come in: opened as the settings say, or as the program was started.

use parking_lot::Mutex;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use callboard_http::{HostRule, Limits};
use callboard_rpc::types::{ListenerState, SelfTest};
use callboard_rpc::{Code, Event, RpcError, Topic};
use tokio::net::TcpListener;
use tokio::sync::broadcast;

use super::filed::{self, Unfiled};
use super::gate::{Gate, router};
use super::intake::{Arrivals, Desk, Intake};
use super::looks::{Looks, Now};
use super::refusals::Refusals;
use super::roster::Roster;
use super::self_test::Nonces;
use super::wishes::{self, Listen};
use super::{beat, retention};
use crate::kernel::{Kernel, Result};
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
struct Given {
    listen: Listen,
    port: Option<TcpListener>,
}

/// Where it cannot open its port, it looks again after this long.
const AGAIN: Duration = Duration::from_secs(10);
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

    /// Opens, closes and opens anew until the program stops.
    pub(crate) fn start(&self) {
        let shutdown = &self.0.kernel.shutdown;
        shutdown.spawn(self.clone().run());
        shutdown.spawn(self.clone().follow_secrets());
        shutdown.spawn(self.clone().write_refusals());
        shutdown.spawn(beat::run(self.clone()));
        shutdown.spawn(filed::run(self.0.kernel.clone(), self.0.desk.unfiled.clone()));
        let this = self.clone();
        self.0.kernel.hourly("retention of events", move || {
            let this = this.clone();
            async move { retention::tidy(&this).await }
        });
    }

    async fn run(self) {
        let stop = self.0.kernel.shutdown.token();
        let mut was_open = false;
        while !stop.is_cancelled() {
            let look = self.0.looks.asked();
            let wanted = self.wanted().await;
            let patience = match wanted {
                Ok(None) => {
                    self.found(look, Now::off());
                    if std::mem::take(&mut was_open) {
                        self.forget_the_mark().await;
                    }
                    None
                }
                Ok(Some((listen, port, host))) => match opened(&listen, port).await {
                    Ok(port) => {
                        was_open = true;
                        self.listen(look, &listen, port, host).await;
                        continue;
                    }
                    Err(words) => Some(words),
                },
                Err(error) => Some(error.to_string()),
            };
            let again = patience.is_some();
            if let Some(words) = patience {
                tracing::warn!(words, "the listener cannot listen; it is tried again");
                self.found(look, Now::failing(words));
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.0.looks.asked_after(look) => {}
                () = self.0.kernel.clock.sleep(AGAIN), if again => {}
            }
        }
        self.found(self.0.looks.asked(), Now::off());
    }

    /// One that was written while the last requests ended tells of no gap when it is turned on again.
    async fn forget_the_mark(&self) {
        if let Err(error) = self.0.kernel.db.write(beat::forget).await {
            tracing::warn!(%error, "the listener's mark could not be forgotten");
        }
    }

    /// Where to listen, with the port where it is open already, and the name by which proxies call.
    async fn wanted(&self) -> Result<Option<(Listen, Option<TcpListener>, Option<String>)>> {
        let wishes = self.0.kernel.db.read(wishes::get).await?;
        let host = wishes::public_host(&wishes);
        if let Some(given) = self.given().as_mut() {
            return Ok(Some((given.listen.clone(), given.port.take(), host)));
        }
        if !wishes.enabled {
            return Ok(None);
        }
        Ok(Some((wishes::listen(&wishes)?, None, host)))
    }

    /// Answers until something is changed or the program stops.
    async fn listen(&self, mut look: u64, listen: &Listen, port: TcpListener, host: Option<String>) {
        let identity = match listen.tls.as_ref().map(wishes::identity).transpose() {
            Ok(identity) => identity,
            Err(error) => {
                self.found(look, Now::failing(error.to_string()));
                return self.pause(look).await;
            }
        };
        let address = port.local_addr().unwrap_or(listen.address);
        let loopback = address.ip().is_loopback();
        let gate = Gate {
            kernel: self.0.kernel.clone(),
            roster: self.0.roster.clone(),
            refusals: self.0.refusals.clone(),
            intake: Intake::new(&self.0.kernel, &self.0.desk),
            hosts: Arc::new(hosts(address, host.as_deref())),
            only_here: loopback && host.is_none(),
            nonces: self.0.nonces.clone(),
        };
        // The sources first: nobody is to be told that a path is not there while they are being read.
        self.load_sources().await;
        let stop = self.0.kernel.shutdown.token();
        let close = stop.child_token();
        // In a task of its own: it goes on accepting while the settings are read.
        let mut served = tokio::spawn(callboard_http::serve(
            port,
            router(gate),
            Limits::default(),
            identity,
            self.0.kernel.clock.clone(),
            close.clone(),
        ));
        let listening = Now::listening(address, listen.tls.is_some());
        self.found(look, listening.clone());
        tracing::info!(%address, "the listener is open");
        loop {
            tokio::select! {
                ended = &mut served => return ended_in_order(ended),
                () = self.0.looks.asked_after(look) => {}
            }
            look = self.0.looks.asked();
            if self.is_wanted(listen, host.as_deref()).await {
                self.found(look, listening.clone());
                continue;
            }
            close.cancel();
            return ended_in_order(served.await);
        }
    }

    /// Whether it is to go on listening as it does: closing the port for a moment would refuse whoever knocks.
    async fn is_wanted(&self, listen: &Listen, host: Option<&str>) -> bool {
        let Ok(wishes) = self.0.kernel.db.read(wishes::get).await else { return true };
        if wishes::public_host(&wishes).as_deref() != host {
            return false;
        }
        match self.given().as_ref() {
            Some(given) => given.port.is_none() && given.listen == *listen,
            None => wishes.enabled && wishes::listen(&wishes).is_ok_and(|wanted| wanted == *listen),
        }
    }

    async fn pause(&self, look: u64) {
        let stop = self.0.kernel.shutdown.token();
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.0.looks.asked_after(look) => {}
            () = self.0.kernel.clock.sleep(AGAIN) => {}
        }
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
    async fn follow_secrets(self) {
        let mut events = self.0.kernel.bus.subscribe();
        let stop = self.0.kernel.shutdown.token();
        loop {
            let again = tokio::select! {
                () = stop.cancelled() => return,
                event = events.recv() => match event {
                    Ok(Event::Changed { topics }) => {
                        topics.contains(&Topic::Connections) || topics.contains(&Topic::Secrets)
                    }
                    Ok(_) => false,
                    Err(broadcast::error::RecvError::Lagged(_)) => true,
                    Err(broadcast::error::RecvError::Closed) => return,
                },
                () = self.0.kernel.clock.sleep(SECRETS_AGAIN), if self.0.roster.lacks_a_secret() => true,
            };
            if again && self.now().state == ListenerState::Listening {
                self.load_sources().await;
            }
        }
    }

    async fn write_refusals(self) {
        let stop = self.0.kernel.shutdown.token();
        loop {
            let stopping = tokio::select! {
                () = stop.cancelled() => true,
                () = self.0.kernel.clock.sleep(REFUSALS) => false,
            };
            if let Err(error) = self.0.refusals.flush(&self.0.kernel).await {
                tracing::warn!(%error, "the counts of refused requests could not be written");
            }
            if stopping {
                return;
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

    fn found(&self, look: u64, now: Now) {
        if self.0.looks.end(look, now, self.0.kernel.clock.now()) {
            self.0.kernel.bus.changed([Topic::Listener, Topic::Health]);
        }
    }

    fn given(&self) -> parking_lot::MutexGuard<'_, Option<Given>> {
        self.0.given.lock()
    }
}

fn ended_in_order(ended: std::result::Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "the listener panicked; it is opened anew");
    }
}

async fn opened(listen: &Listen, port: Option<TcpListener>) -> std::result::Result<TcpListener, String> {
    match port {
        Some(port) => Ok(port),
        None => bind(listen.address).await,
    }
}

async fn bind(address: SocketAddr) -> std::result::Result<TcpListener, String> {
    callboard_http::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!("{address} is taken by another program. Choose another port, or end that program.")
        }
        std::io::ErrorKind::PermissionDenied => {
            format!("{address} may not be opened by this account. Choose a port above 1023.")
        }
        _ => format!("{address} cannot be opened: {error}."),
    })
}

/// The names by which it may be called: loopback, its own address, and the public one.
fn hosts(address: SocketAddr, public: Option<&str>) -> HostRule {
    let mut rule = HostRule::loopback();
    if address.ip().is_unspecified() {
        rule = rule.and_addresses();
    }
    rule = rule.and(&address.ip().to_string());
    match public {
        Some(host) => rule.and(host),
        None => rule,
    }
}

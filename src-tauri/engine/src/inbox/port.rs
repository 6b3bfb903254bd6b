//! The port of the listener: opened, closed and opened anew as the settings say.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use callboard_http::{HostRule, Limits};
use tokio::net::TcpListener;

use super::beat;
use super::gate::{Gate, router};
use super::intake::Intake;
use super::listener::Listener;
use super::looks::Now;
use super::wishes::{self, Listen};
use crate::kernel::Result;

/// Where it cannot open its port, it looks again after this long.
const AGAIN: Duration = Duration::from_secs(10);

impl Listener {
    /// Opens, closes and opens anew until the program stops.
    pub(super) async fn run(self) -> Result<()> {
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
        Ok(())
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

pub(super) async fn bind(address: SocketAddr) -> std::result::Result<TcpListener, String> {
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

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use callboard_clock::Clock;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connection::{Door, attend};
use crate::limits::Limits;
use crate::seats::Seats;
use crate::tls::TlsIdentity;

/// Opens the port. Port 0 lets the system choose; ask `local_addr()` which it was.
pub async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// Answers on `listener` with `router` until `shutdown`, then lets what has begun finish for at most
/// [`Limits::drain`] and returns. All waiting is on `clock`.
///
/// Handlers find the peer as `ConnectInfo<SocketAddr>`. A body that is too large or too slow is answered
/// with 413 or 408 whatever the handler made of its reading error.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    tls: Option<TlsIdentity>,
    clock: Clock,
    shutdown: CancellationToken,
) {
    let door = Door {
        // Our own limit is kept while reading and can be raised for a route; axum's would cut in at 2 MB.
        router: router.layer(DefaultBodyLimit::disable()),
        limits,
        clock: clock.clone(),
        tls: tls.map(|identity| TlsAcceptor::from(identity.config())),
        closing: shutdown.clone(),
        ended: CancellationToken::new(),
    };
    let ended = door.ended.clone();
    let conversations = TaskTracker::new();
    tokio::select! {
        () = accept(listener, door, &conversations) => {}
        () = shutdown.cancelled() => {}
    }
    conversations.close();
    if clock.timeout(limits.drain, conversations.wait()).await.is_err() {
        tracing::warn!(left = conversations.len(), "requests were cut off: they did not end in time");
        ended.cancel();
        conversations.wait().await;
    }
}

async fn accept(listener: TcpListener, door: Door, conversations: &TaskTracker) {
    let seats = Seats::new(door.clock.clone(), door.limits);
    loop {
        let (socket, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file handles, or a peer that left in between: neither ends the door.
                tracing::warn!(%error, "could not accept a connection");
                door.clock.sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        if let Err(error) = socket.set_nodelay(true) {
            tracing::debug!(%error, "could not turn off Nagle's algorithm"); // slower, still right
        }
        let seat = seats.take().await;
        let door = door.clone();
        conversations.spawn(async move {
            let watch = std::sync::Arc::clone(&seat.watch);
            attend(socket, peer, door, watch).await;
            drop(seat);
        });
    }
}

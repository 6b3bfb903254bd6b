use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::watch::Watch;

/// The bare socket (below TLS), telling the watch when bytes come and when a write stands still.
#[derive(Debug)]
pub(crate) struct WatchedSocket {
    inner: TcpStream,
    watch: Arc<Watch>,
}

impl WatchedSocket {
    pub(crate) fn new(inner: TcpStream, watch: Arc<Watch>) -> Self {
        Self { inner, watch }
    }

    fn note<T>(&self, written: Poll<T>) -> Poll<T> {
        match written {
            Poll::Pending => self.watch.write_stands(),
            Poll::Ready(_) => self.watch.write_moved(),
        }
        written
    }
}

impl Drop for WatchedSocket {
    fn drop(&mut self) {
        if self.watch.is_reset() {
            // Without lingering the kernel answers with RST. Where it cannot, the peer sees an early end.
            if let Err(error) = self.inner.set_zero_linger() {
                tracing::debug!(%error, "could not reset a connection; it is closed instead");
            }
        }
    }
}

impl AsyncRead for WatchedSocket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.watch.bytes_came();
        }
        read
    }
}

impl AsyncWrite for WatchedSocket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.note(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.watch.is_reset() {
            return Poll::Ready(Ok(())); // an orderly end would come before the reset
        }
        Pin::new(&mut self.inner).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.note(written)
    }
}

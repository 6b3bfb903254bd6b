use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use callboard_clock::Clock;
use http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::body::{Allowance, MeasuredBody};
use crate::limits::Limits;
use crate::socket::WatchedSocket;
use crate::watch::Watch;

/// Put into a response's extensions: the peer gets no answer but a TCP reset. For stand-ins that act out
/// a broken network; an honest door never needs it.
#[derive(Clone, Copy, Debug)]
pub struct HangUp;

impl IntoResponse for HangUp {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(self);
        response
    }
}

const CLOSE: HeaderValue = HeaderValue::from_static("close");

/// All that the connections of one door share.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) router: Router,
    pub(crate) limits: Limits,
    pub(crate) clock: Clock,
    pub(crate) tls: Option<TlsAcceptor>,
    /// No new request is begun.
    pub(crate) closing: CancellationToken,
    /// Nothing is waited for any more.
    pub(crate) ended: CancellationToken,
}

/// Answers one peer until it leaves, is overdue, or the door closes.
pub(crate) async fn attend(socket: TcpStream, peer: SocketAddr, door: Door, watch: Arc<Watch>) {
    let ended = door.ended.clone();
    let socket = WatchedSocket::new(socket, Arc::clone(&watch));
    let conversation = async {
        match &door.tls {
            None => speak(socket, peer, &door, &watch).await,
            Some(tls) => match tls.accept(socket).await {
                Ok(socket) => speak(socket, peer, &door, &watch).await,
                Err(error) => tracing::debug!(%peer, %error, "a TLS handshake failed"),
            },
        }
    };
    // The conversation first: what it has just finished is flushed before the watch may end it.
    tokio::select! {
        biased;
        () = conversation => {}
        () = watch.overdue() => tracing::debug!(%peer, "a connection took longer than its limits and was dropped"),
        () = ended.cancelled() => {}
    }
}

async fn speak<S>(socket: S, peer: SocketAddr, door: &Door, watch: &Arc<Watch>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let service = service_fn(|request| answer(request, peer, door, watch));
    let mut talk = pin!(
        http1::Builder::new()
            .header_read_timeout(None) // the watch keeps it, on the clock that was handed in
            .max_buf_size(door.limits.header_bytes.max(8192))
            .serve_connection(TokioIo::new(socket), service)
    );
    let ended = tokio::select! {
        ended = talk.as_mut() => ended,
        () = door.closing.cancelled() => {
            watch.leave_when_at_rest();
            talk.as_mut().graceful_shutdown();
            talk.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection ended early");
    }
}

async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    door: &Door,
    watch: &Arc<Watch>,
) -> Result<Response<Answer>, HungUp> {
    watch.request_began(!hyper::body::Body::is_end_stream(request.body()));
    if !framed_once(request.headers()) {
        let refused =
            closing(StatusCode::BAD_REQUEST, "Transfer-Encoding is chunked, once, or not there".into());
        return Ok(refused.map(|inner| Answer { inner, watch: Arc::clone(watch) }));
    }
    let allowance = Allowance::of(&door.limits, Arc::clone(watch));
    let mut request =
        request.map(|body| Body::new(MeasuredBody::new(body, allowance.clone(), door.clock.clone())));
    request.extensions_mut().insert(ConnectInfo(peer));
    request.extensions_mut().insert(allowance.clone());
    let response = in_time(door.router.clone().oneshot(request), &allowance, &door.limits, &door.clock).await;
    let mut response = match allowance.refused() {
        Some(refused) => closing(refused.status(), refused.to_string()),
        None => response,
    };
    if !allowance.was_read() {
        // What is left of the body is not read, so no other request can follow: the peer must know.
        response.headers_mut().insert(header::CONNECTION, CLOSE);
    }
    if response.extensions().get::<HangUp>().is_some() {
        watch.reset();
        return Err(HungUp);
    }
    Ok(response.map(|inner| Answer { inner, watch: Arc::clone(watch) }))
}

/// Whether a body's length is said in one way (RFC 9112, 6.1): what is chunked twice, or otherwise encoded, another server
/// on the way may read as something else.
fn framed_once(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => true,
        (Some(coding), None) => {
            !headers.contains_key(header::CONTENT_LENGTH)
                && coding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked")
        }
        (Some(_), Some(_)) => false,
    }
}

/// The handler's answer, or 503 once its time is over. A route that may read longer may answer later.
async fn in_time(
    handler: impl Future<Output = Result<Response, Infallible>>,
    allowance: &Allowance,
    limits: &Limits,
    clock: &Clock,
) -> Response {
    let began = clock.monotonic();
    let mut handler = pin!(handler);
    loop {
        let allowed = limits.answer + allowance.time().saturating_sub(limits.body);
        let left = (began + allowed).saturating_sub(clock.monotonic());
        if left == Duration::ZERO {
            return closing(StatusCode::SERVICE_UNAVAILABLE, "no answer in time".to_owned());
        }
        if let Ok(Ok(response)) = clock.timeout(left, handler.as_mut()).await {
            return response;
        }
    }
}

fn closing(status: StatusCode, reason: String) -> Response {
    let mut response = (status, reason).into_response();
    response.headers_mut().insert(header::CONNECTION, CLOSE);
    response
}

#[derive(Debug)]
struct HungUp;

impl std::fmt::Display for HungUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the handler hung up")
    }
}

impl std::error::Error for HungUp {}

/// The answer's body; where it ends, the connection is at rest.
struct Answer {
    inner: Body,
    watch: Arc<Watch>,
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.watch.answer_ended();
    }
}

impl hyper::body::Body for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use bytes::Bytes;
use callboard_clock::Clock;
use http::StatusCode;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use crate::limits::Limits;
use crate::watch::Watch;

/// Lets the routes of `router` read bodies of up to `bytes`, taking up to `time`.
///
/// For the few routes that take files; everything else keeps [`Limits::body_bytes`] and
/// [`Limits::body`]. It never lowers what the door allows.
pub fn allow_body<S>(router: Router<S>, bytes: u64, time: Duration) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    router.layer(from_fn(move |request: Request, next: Next| {
        if let Some(allowance) = request.extensions().get::<Allowance>() {
            allowance.raise(bytes, time);
        }
        next.run(request)
    }))
}

/// What one request may send, and whether it sent more or was read to its end. Shared by the loop, the route and the body.
#[derive(Clone, Debug)]
pub(crate) struct Allowance(Arc<Allowed>);

#[derive(Debug)]
struct Allowed {
    bytes: AtomicU64,
    millis: AtomicU64,
    refused: AtomicU8,
    read: AtomicBool,
    watch: Arc<Watch>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyRefused {
    TooLarge = 1,
    TooSlow = 2,
}

impl std::fmt::Display for BodyRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "the body is larger than this door takes",
            Self::TooSlow => "the body did not arrive in time",
        })
    }
}

impl std::error::Error for BodyRefused {}

impl BodyRefused {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
        }
    }
}

impl Allowance {
    pub(crate) fn of(limits: &Limits, watch: Arc<Watch>) -> Self {
        Self(Arc::new(Allowed {
            watch,
            bytes: AtomicU64::new(limits.body_bytes),
            millis: AtomicU64::new(millis(limits.body)),
            refused: AtomicU8::new(0),
            read: AtomicBool::new(false),
        }))
    }

    pub(crate) fn time(&self) -> Duration {
        Duration::from_millis(self.0.millis.load(Ordering::Acquire))
    }

    pub(crate) fn refused(&self) -> Option<BodyRefused> {
        match self.0.refused.load(Ordering::Acquire) {
            1 => Some(BodyRefused::TooLarge),
            2 => Some(BodyRefused::TooSlow),
            _ => None,
        }
    }

    /// Whether the body was read to its end.
    pub(crate) fn was_read(&self) -> bool {
        self.0.read.load(Ordering::Acquire)
    }

    fn ends(&self) {
        self.0.read.store(true, Ordering::Release);
        self.0.watch.body_ended();
    }

    fn raise(&self, bytes: u64, time: Duration) {
        self.0.bytes.fetch_max(bytes, Ordering::AcqRel);
        self.0.millis.fetch_max(millis(time), Ordering::AcqRel);
    }

    fn bytes(&self) -> u64 {
        self.0.bytes.load(Ordering::Acquire)
    }

    fn refuse(&self, why: BodyRefused) -> BodyRefused {
        self.0.refused.store(why as u8, Ordering::Release);
        why
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A request's body that counts its bytes and its time while it is read.
pub(crate) struct MeasuredBody {
    inner: Incoming,
    allowance: Allowance,
    clock: Clock,
    began: Duration,
    seen: u64,
    alarm: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl MeasuredBody {
    pub(crate) fn new(inner: Incoming, allowance: Allowance, clock: Clock) -> Self {
        let began = clock.monotonic();
        if inner.is_end_stream() {
            allowance.ends();
        }
        Self { inner, allowance, clock, began, seen: 0, alarm: None }
    }

    fn over_size(&self) -> bool {
        self.seen.saturating_add(self.inner.size_hint().lower()) > self.allowance.bytes()
    }

    /// Ready once the time is over; re-armed where a route raised it meanwhile.
    fn poll_overdue(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            let spent = self.clock.monotonic().saturating_sub(self.began);
            let left = self.allowance.time().saturating_sub(spent);
            if left.is_zero() {
                return Poll::Ready(());
            }
            let clock = self.clock.clone();
            let alarm = self.alarm.get_or_insert_with(|| Box::pin(async move { clock.sleep(left).await }));
            if alarm.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.alarm = None;
        }
    }
}

impl Body for MeasuredBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.over_size() {
            let refused = self.allowance.refuse(BodyRefused::TooLarge);
            return Poll::Ready(Some(Err(axum::Error::new(refused))));
        }
        match Pin::new(&mut self.inner).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                self.seen += frame.data_ref().map_or(0, |data| data.len() as u64);
                if self.over_size() {
                    let refused = self.allowance.refuse(BodyRefused::TooLarge);
                    return Poll::Ready(Some(Err(axum::Error::new(refused))));
                }
                if self.inner.is_end_stream() {
                    self.allowance.ends();
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(axum::Error::new(error)))),
            Poll::Ready(None) => {
                self.allowance.ends();
                Poll::Ready(None)
            }
            Poll::Pending => self.poll_overdue(context).map(|()| {
                let refused = self.allowance.refuse(BodyRefused::TooSlow);
                Some(Err(axum::Error::new(refused)))
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

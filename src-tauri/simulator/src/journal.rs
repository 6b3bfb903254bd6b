use parking_lot::{Mutex, MutexGuard};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::Clock;
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::Value;
use tokio::sync::watch;

use crate::pattern::PathPattern;

/// One request as it came, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    pub seq: u64,
    /// When its head and body were here, by the tenant's calendar.
    pub at: Timestamp,
    /// The same on a clock that is never set, since the stand-in's clock began.
    #[serde(rename = "monotonic_ms", serialize_with = "as_millis")]
    pub monotonic: Duration,
    pub method: String,
    /// As it came, percent-encoded.
    pub path: String,
    pub query: String,
    /// Names in lower case; credentials masked.
    pub headers: BTreeMap<String, String>,
    /// JSON as it was, a form as an object of texts; secrets masked.
    pub body: Value,
    /// `None` while it is being answered, and for ever where it got no answer.
    pub status: Option<u16>,
    /// The name of the act of the fault that struck it.
    pub fault: Option<&'static str>,
}

impl Entry {
    /// Of this method and path (`*` one segment, `**` any rest).
    pub fn is(&self, method: &str, path: &str) -> bool {
        self.matches(method, &PathPattern::new(path))
    }

    fn matches(&self, method: &str, path: &PathPattern) -> bool {
        self.method == method && path.matches(&self.path)
    }
}

/// The last requests in the order of their arrival; the oldest go when it is full. Requests to the
/// control endpoints are not in it. Cheap to clone; clones are one journal.
#[derive(Clone, Debug)]
pub struct Journal(Arc<Book>);

#[derive(Debug)]
struct Book {
    clock: Clock,
    capacity: usize,
    entries: Mutex<VecDeque<Entry>>,
    written: watch::Sender<u64>,
}

/// What the gate knows of a request when it comes.
pub(crate) struct Arrived {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
}

impl Journal {
    pub(crate) fn new(clock: Clock, capacity: usize) -> Self {
        let (written, _) = watch::channel(0);
        Self(Arc::new(Book { clock, capacity, entries: Mutex::default(), written }))
    }

    pub fn entries(&self) -> Vec<Entry> {
        self.lock().iter().cloned().collect()
    }

    pub fn len(&self) -> usize {
        self.lock().len()
    }

    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Those after the one numbered `seq`.
    pub fn since(&self, seq: u64) -> Vec<Entry> {
        self.lock().iter().filter(|entry| entry.seq > seq).cloned().collect()
    }

    /// Those of a method and path (`*` one segment, `**` any rest).
    pub fn of(&self, method: &str, path: &str) -> Vec<Entry> {
        let pattern = PathPattern::new(path);
        let entries = self.lock();
        entries.iter().filter(|entry| entry.matches(method, &pattern)).cloned().collect()
    }

    /// The largest number of requests that came within any stretch of time of this length.
    pub fn most_within(&self, length: Duration) -> usize {
        let times: Vec<_> = self.lock().iter().map(|entry| entry.monotonic).collect();
        let mut first = 0;
        let mut most = 0;
        for (last, time) in times.iter().enumerate() {
            while time.saturating_sub(times[first]) >= length {
                first += 1;
            }
            most = most.max(last + 1 - first);
        }
        most
    }

    /// Waits until the entries are as `wanted`, and returns them. Looks anew whenever a request comes or
    /// is answered; the journal is held meanwhile, so `wanted` must not ask it anything.
    pub async fn until(&self, wanted: impl Fn(&[Entry]) -> bool) -> Vec<Entry> {
        let mut written = self.0.written.subscribe();
        loop {
            written.borrow_and_update();
            {
                let mut entries = self.lock();
                let entries = entries.make_contiguous();
                if wanted(entries) {
                    return entries.to_vec();
                }
            }
            if written.changed().await.is_err() {
                return self.entries(); // cannot be: the sender lives in this journal
            }
        }
    }

    /// Forgets the entries; numbers go on.
    pub fn clear(&self) {
        self.lock().clear();
    }

    pub(crate) fn arrived(&self, request: Arrived) -> u64 {
        let mut entries = self.lock();
        let mut seq = 0;
        self.0.written.send_modify(|count| {
            *count += 1;
            seq = *count;
        });
        if entries.len() >= self.0.capacity.max(1) {
            entries.pop_front();
        }
        entries.push_back(Entry {
            seq,
            at: self.0.clock.now(),
            monotonic: self.0.clock.monotonic(),
            method: request.method,
            path: request.path,
            query: request.query,
            headers: request.headers,
            body: request.body,
            status: None,
            fault: None,
        });
        seq
    }

    pub(crate) fn struck(&self, seq: u64, fault: &'static str) {
        self.amend(seq, |entry| entry.fault = Some(fault));
    }

    pub(crate) fn answered(&self, seq: u64, status: u16) {
        self.amend(seq, |entry| entry.status = Some(status));
    }

    fn amend(&self, seq: u64, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.lock().iter_mut().rev().find(|entry| entry.seq == seq) {
            change(entry);
        }
        self.0.written.send_modify(|_| {});
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.0.entries.lock()
    }
}

fn as_millis<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64() * 1000.0)
}

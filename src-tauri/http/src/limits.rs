use std::time::Duration;

/// What one door gives its peers. The defaults are those of contract.md §4.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the first byte of a request (or from connecting) to the end of its head.
    pub header: Duration,
    /// From the end of the head to the end of the body; [`crate::allow_body`] raises it for a route.
    pub body: Duration,
    /// How long the peer may leave a write standing without taking a single byte. An event stream may
    /// therefore stay open for days, as long as it is read.
    pub write: Duration,
    /// Between two requests on one connection.
    pub idle: Duration,
    /// From the end of the head to the handler's answer, reading the body included. 503 afterwards.
    pub answer: Duration,
    /// Connections at once. Where all are taken, the one that has rested longest makes room.
    pub connections: usize,
    /// Bytes of a request's body; 413 beyond. [`crate::allow_body`] raises it for a route.
    pub body_bytes: u64,
    /// Bytes of a request's head; 431 beyond. At least 8 KiB.
    pub header_bytes: usize,
    /// How long requests that have begun may take to finish once the door is told to close.
    pub drain: Duration,
}

impl Limits {
    /// Whatever a connection begins now is not overdue before this has passed.
    pub(crate) fn shortest(&self) -> Duration {
        self.header.min(self.idle).min(self.write)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header: Duration::from_secs(10),
            body: Duration::from_secs(10),
            write: Duration::from_secs(10),
            idle: Duration::from_mins(1),
            answer: Duration::from_mins(1),
            connections: 512,
            body_bytes: 256 * 1024,
            header_bytes: 64 * 1024,
            drain: Duration::from_secs(8), // the whole program leaves within 10 s
        }
    }
}

use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::Clock;
use callboard_simulator::senders::{Hidden, Kind, Plan, Sending};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::office::Office;
use crate::program::Program;
use crate::receiver::Receiver;

/// Call results as fast as the listener takes them, while receivers are told of each and people look at lists.
#[derive(Clone, Copy, Debug)]
pub struct Burst {
    pub connections: usize,
    pub receivers: usize,
    /// In all, over all connections.
    pub events: u64,
    /// How many read the database at once; `None`: as many as usual.
    pub readers: Option<usize>,
}

/// What came of one that drained.
#[derive(Clone, Debug)]
pub struct Drained {
    pub acknowledged: u64,
    /// Contacts that the tenant has written.
    pub written: usize,
    /// Webhooks, each counted once a receiver.
    pub delivered: usize,
    pub lists: Lists,
    pub took: Duration,
}

/// How lists were answered meanwhile.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    pub answered: u64,
    pub slowest: Duration,
}

/// Where nothing moves for so long, it stands still.
const STILL: Duration = Duration::from_mins(1);
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);
/// What six people look at.
const LISTS: [&str; 6] =
    ["board.show", "traffic.list", "disposition.feed", "delivery.list", "run.list", "audit.list"];

impl Burst {
    /// Until everything that was acknowledged has had its effects.
    ///
    /// # Errors
    /// What still waits, where nothing moved for a minute, or a list that was not answered for as long.
    ///
    /// # Panics
    /// Where the office cannot be set up.
    pub async fn drain(self) -> Result<Drained, String> {
        let office = Office::with(&[], |tenant| tenant.journal(1_000_000)).await;
        let clock = Clock::system();
        let sources: Vec<(String, String)> =
            (0..self.connections).map(|number| office.sender(number)).collect();
        let mut receivers = Vec::new();
        for _ in 0..self.receivers {
            receivers.push(office.receiver().await);
        }
        let serve = office.busy(self.readers);
        let people = People::look(&serve, &office, &clock);
        let began = clock.monotonic();
        let sendings =
            sources.into_iter().zip(1..).map(|(source, seed)| self.sending(&serve, source, seed, &clock));
        let sendings: Vec<Sending> = sendings.collect();
        let looked = self.watch(&office, &sendings, &receivers, &people, &clock).await;
        let lists = people.leave();
        let took = clock.monotonic().saturating_sub(began);
        let acknowledged = sendings.iter().map(|sending| sending.report().acknowledged).sum();
        looked?;
        if serve.stop() != Some(0) {
            return Err("the program did not end in order".to_owned());
        }
        let written = office.tenant.journal().of("PATCH", "/api/v2/contacts/*");
        let contacts: BTreeSet<&str> = written.iter().map(|entry| entry.path.as_str()).collect();
        let delivered = receivers.iter().map(|receiver| receiver.ids().len()).sum();
        Ok(Drained { acknowledged, written: contacts.len(), delivered, lists, took })
    }

    fn sending(self, serve: &Program, (path, secret): (String, String), seed: u64, clock: &Clock) -> Sending {
        let plan = Plan {
            url: format!("{}{path}", serve.listener()),
            kind: Kind::CallResult,
            secret: Some(Hidden::from(secret)),
            count: self.events / self.connections as u64,
            seed,
            contacts: 1_000_000,
            contact_prefix: format!("contact-{seed}-"),
            connections: 32,
            // What the listener turns away for a moment comes again.
            tries: 1_000,
            pause_ms: 100,
            seconds: 3_600.0,
            ..Plan::default()
        };
        Sending::start_counting(&plan, clock.clone()).expect("a plan")
    }

    /// Looks until nothing is left, or nothing moves.
    async fn watch(
        self,
        office: &Office,
        sendings: &[Sending],
        receivers: &[Receiver],
        people: &People,
        clock: &Clock,
    ) -> Result<(), String> {
        let (mut last, mut moved) = (None, clock.monotonic());
        loop {
            clock.sleep(BETWEEN_LOOKS).await;
            let acknowledged: u64 = sendings.iter().map(|sending| sending.report().acknowledged).sum();
            let left = Left::of(office.database());
            if acknowledged >= self.events && left == Left::default() {
                return Ok(());
            }
            let came: usize = receivers.iter().map(|receiver| receiver.came().len()).sum();
            let now = Some((acknowledged, left, came));
            if now != last {
                (last, moved) = (now, clock.monotonic());
            }
            let still = clock.monotonic().saturating_sub(moved) >= STILL;
            let unanswered = people.unanswered(clock);
            if still || unanswered.is_some() {
                let list = unanswered.map_or_else(String::new, |name| format!(", {name} is not answered"));
                return Err(format!("{acknowledged} of {} acknowledged, {left:?}{list}", self.events));
            }
        }
    }
}

/// What is not done yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Left {
    undecided: i64,
    effects: i64,
    deliveries: i64,
}

impl Left {
    fn of(database: PathBuf) -> Self {
        let db =
            Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("a database");
        db.busy_timeout(Duration::from_secs(5)).expect("a database");
        let count = |sql| db.query_row(sql, [], |row| row.get(0)).expect("a count");
        Self {
            undecided: count(
                "SELECT count(*) FROM events WHERE state = 'received' AND number NOT IN (SELECT event FROM decisions)",
            ),
            effects: count("SELECT count(*) FROM outbox WHERE state = 'waiting'"),
            deliveries: count("SELECT count(*) FROM deliveries WHERE state = 'waiting'"),
        }
    }
}

/// Six who look at lists again and again, as pages do.
#[derive(Debug)]
struct People {
    asking: JoinSet<()>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    lists: Lists,
    /// Since when each waits for an answer.
    waiting: [Option<Duration>; LISTS.len()],
}

impl People {
    fn look(serve: &Program, office: &Office, clock: &Clock) -> Self {
        let door = std::fs::read_to_string(office.data().join("door.json")).expect("a door");
        let door: Value = serde_json::from_str(&door).expect("a door");
        let token = door["token"].as_str().expect("a token").to_owned();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let mut asking = JoinSet::new();
        for (number, name) in LISTS.into_iter().enumerate() {
            let (url, token) = (format!("{}/rpc", serve.door()), token.clone());
            let (seen, clock) = (Arc::clone(&seen), clock.clone());
            asking.spawn(async move {
                let http = reqwest::Client::builder().no_proxy().build().expect("a client");
                loop {
                    let began = clock.monotonic();
                    lock(&seen).waiting[number] = Some(began);
                    let question = json!({ "command": name, "args": {} });
                    let answer = http.post(&url).bearer_auth(&token).json(&question).send().await;
                    let whole = answer.expect("an answer").bytes().await.expect("a whole answer");
                    assert!(!whole.is_empty(), "{name}");
                    let mut seen = lock(&seen);
                    seen.waiting[number] = None;
                    seen.lists.answered += 1;
                    seen.lists.slowest = seen.lists.slowest.max(clock.monotonic().saturating_sub(began));
                }
            });
        }
        Self { asking, seen }
    }

    /// A list that was asked for a minute ago.
    fn unanswered(&self, clock: &Clock) -> Option<&'static str> {
        let now = clock.monotonic();
        let waits = |since: &Option<Duration>| since.is_some_and(|since| now.saturating_sub(since) >= STILL);
        let seen = lock(&self.seen);
        seen.waiting.iter().position(waits).map(|number| LISTS[number])
    }

    fn leave(self) -> Lists {
        drop(self.asking);
        lock(&self.seen).lists.clone()
    }
}

fn lock(seen: &Mutex<Seen>) -> parking_lot::MutexGuard<'_, Seen> {
    seen.lock()
}

//! The scheduler alone in a real engine, on a clock that the test steps. Nothing goes to a tenant: what is told is
//! what was decided, in rows.

mod by_hand;
mod calendar;
mod clocks;
mod confirm;
mod days;
mod edits;
mod missed;
mod moved;
mod next;
mod once;
mod others;
mod outlived;
mod people;
mod refusals;
mod replace;
mod set_back;
mod spellings;
mod stopped;
mod valid;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use callboard_clock::{Chance, ManualClock};
use callboard_rpc::types::{
    AsksFor, ConfirmedWindow, ConnectionSave, ContactSetId, FireMode, Misfire, Overlap, Schedule,
    ScheduleDraft, ScheduleGo, ScheduleId, ScheduleRef, ScheduleSave, SecretStoreKind, SecretText,
};
use callboard_rpc::{Caller, Code, Command, Door, Handle, RpcError, command};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::secrets::StoreChoice;
use crate::window::Window;
use crate::{Engine, Options};

pub(super) struct House {
    pub(super) engine: Engine,
    pub(super) clock: Arc<ManualClock>,
    dir: tempfile::TempDir,
}

/// A decided fire: zone, occurrence, outcome.
pub(super) type FireRow = (String, String, String);

impl House {
    /// With one connection.
    pub(super) async fn at(now: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = ManualClock::starting_at(now.parse().unwrap());
        let house = Self { engine: start(&dir, &clock).await, clock, dir };
        let settings = serde_json::json!({
            "name": "Acme", "base_url": "http://127.0.0.1:9", "client_id": "desk", "rate_limit": 0,
        });
        let save = ConnectionSave {
            id: None,
            settings: serde_json::from_value(settings).unwrap(),
            client_secret: Some(SecretText("a secret".into())),
        };
        house.call(command::ConnectionSaveCommand, save).await.unwrap();
        house.considered().await;
        house
    }

    pub(super) async fn call<C: Command>(&self, _: C, args: C::Args) -> callboard_rpc::Result<C::Output>
    where
        Engine: Handle<C>,
    {
        Handle::<C>::handle(&self.engine, &Caller::new("maria", Door::Window), args).await
    }

    /// A counted list: (zone, jurisdiction, contacts).
    pub(super) async fn list(&self, groups: &[(&str, &str, u32)]) -> ContactSetId {
        let groups: Vec<(String, String, u32)> =
            groups.iter().map(|(zone, place, count)| ((*zone).into(), (*place).into(), *count)).collect();
        self.write(move |db| {
            let id = format!("set_{}", groups.len());
            let total: u32 = groups.iter().map(|(.., count)| count).sum();
            db.execute(
                "INSERT INTO contact_sets (id, name, rows, placed, imported, done) VALUES (?1, 'list', ?2, ?2, 0, 1)",
                rusqlite::params![id, total],
            )?;
            for (zone, place, count) in groups {
                db.execute(
                    "INSERT INTO contact_groups (set_id, zone, jurisdiction, source, contacts)
                     VALUES (?1, ?2, ?3, 'contact', ?4)",
                    rusqlite::params![id, zone, place, count],
                )?;
            }
            Ok(ContactSetId(id))
        })
        .await
    }

    pub(super) async fn save(&self, draft: ScheduleDraft) -> Schedule {
        let saved = self.save_confirmed(ScheduleSave::new(None, draft)).await;
        self.considered().await;
        saved
    }

    pub(super) async fn change(&self, id: &ScheduleId, draft: ScheduleDraft) -> Schedule {
        let saved = self
            .save_confirmed(ScheduleSave { id: Some(id.clone()), ..ScheduleSave::new(None, draft) })
            .await;
        self.considered().await;
        saved
    }

    /// As a person who lets go out whatever the question names.
    async fn save_confirmed(&self, save: ScheduleSave) -> Schedule {
        match self.call(command::ScheduleSaveCommand, save.clone()).await {
            Ok(saved) => saved,
            Err(error) => {
                let confirmed = asked_for(&error);
                self.call(command::ScheduleSaveCommand, ScheduleSave { confirmed, ..save }).await.unwrap()
            }
        }
    }

    pub(super) async fn resume(&self, id: &ScheduleId) -> Schedule {
        let go = ScheduleGo { id: id.clone(), confirmed: Vec::new() };
        let resumed = match self.call(command::ScheduleResume, go.clone()).await {
            Ok(resumed) => resumed,
            Err(error) => {
                let go = ScheduleGo { confirmed: asked_for(&error), ..go };
                self.call(command::ScheduleResume, go).await.unwrap()
            }
        };
        self.considered().await;
        resumed
    }

    pub(super) async fn show(&self, id: &ScheduleId) -> Schedule {
        self.call(command::ScheduleShow, ScheduleRef { id: id.clone() }).await.unwrap()
    }

    /// Steps to an instant, two minutes at a time, waiting each time until the scheduler has considered it. A longer
    /// step is what sleep looks like.
    pub(super) async fn step_to(&self, at: &str) {
        let at: Timestamp = at.parse().unwrap();
        loop {
            let left = Duration::try_from(at.duration_since(self.engine.clock().now()));
            let left = left.expect("a test steps forward");
            if left.is_zero() {
                return self.considered().await;
            }
            self.clock.advance(left.min(Duration::from_mins(2)));
            self.considered().await;
        }
    }

    /// Sets the calendar as a person does, and lets half a minute pass, after which everybody has looked again.
    pub(super) async fn set_calendar(&self, at: &str) {
        self.clock.set_calendar(at.parse().unwrap());
        self.clock.advance(Duration::from_secs(31));
        self.considered().await;
    }

    /// Ends without a word and starts again on the same data, at an instant.
    pub(super) async fn down_until(self, at: &str) -> Self {
        let Self { engine, clock, dir } = self;
        engine.shutdown().await;
        drop(engine);
        let at: Timestamp = at.parse().unwrap();
        let left = at.duration_since(clock.clock().now());
        clock.advance(Duration::try_from(left).expect("a test steps forward"));
        let house = Self { engine: start(&dir, &clock).await, clock, dir };
        house.considered().await;
        house
    }

    /// Ends without a word; when it starts again, the calendar was set back.
    pub(super) async fn set_back_while_down(self, at: &str) -> Self {
        let Self { engine, clock, dir } = self;
        engine.shutdown().await;
        drop(engine);
        clock.set_calendar(at.parse().unwrap());
        let house = Self { engine: start(&dir, &clock).await, clock, dir };
        house.considered().await;
        house
    }

    pub(super) async fn restart(self) -> Self {
        let now = self.engine.clock().now().to_string();
        self.down_until(&now).await
    }

    /// Waits until nothing of its schedules is due.
    pub(super) async fn considered(&self) {
        let clock = self.engine.clock();
        let mut events = self.engine.subscribe();
        for _ in 0..LOOKS {
            let now = clock.now();
            // Through the writer, so that looking waits for what is being committed.
            let quiet = self
                .write(move |db| {
                    let due: i64 = db.query_row(
                        "SELECT count(*) FROM tasks WHERE kind = 'schedule.tick' AND dead = 0 AND due <= ?1",
                        [crate::kernel::Ms(now)],
                        |row| row.get(0),
                    )?;
                    Ok(due == 0)
                })
                .await;
            if quiet {
                return;
            }
            // Whatever is settled is announced; a tick that decides nothing is not, so look again soon.
            tokio::select! {
                _ = events.recv() => {}
                () = tokio::task::yield_now() => {}
            }
        }
        let left = self
            .read(|db| {
                let mut rows =
                    db.prepare("SELECT id, kind, due, version, attempts, last_error FROM tasks")?;
                let rows = rows.query_map([], |row| {
                    let row: (i64, String, i64, i64, i64, Option<String>) =
                        (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
                    Ok(row)
                })?;
                Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
            })
            .await;
        panic!("a tick of a schedule never settles at {}: {left:?}", clock.now());
    }

    pub(super) async fn fires(&self) -> Vec<FireRow> {
        self.read(|db| {
            let mut rows = db.prepare("SELECT zone, occurrence, outcome FROM fires ORDER BY at, zone")?;
            let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Every window there is, in the order of their starts.
    pub(super) async fn windows(&self) -> Vec<Window> {
        self.read(|db| {
            let far = "2100-01-01T00:00:00Z".parse().unwrap();
            crate::window::all_between(db, Timestamp::UNIX_EPOCH, far)
        })
        .await
    }

    /// (zone, start) of every window that is to be sent.
    pub(super) async fn starts(&self) -> Vec<(String, String)> {
        let sent = self.windows().await.into_iter().filter(|row| row.start != row.end);
        sent.map(|row| (row.zone, row.start.to_string())).collect()
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> crate::kernel::Result<T> + Send + 'static,
    ) -> T {
        self.engine.kernel.db.read(work).await.unwrap()
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut crate::kernel::Write<'_>) -> crate::kernel::Result<T> + Send + 'static,
    ) -> T {
        self.engine.kernel.db.write(work).await.unwrap()
    }
}

/// Nothing goes to the tenant, so whoever waits for an outcome waits for his patience to end: let it.
pub(super) async fn impatiently<T>(house: &House, work: impl Future<Output = T>) -> T {
    tokio::pin!(work);
    for _ in 0..2_000 {
        tokio::select! {
            biased;
            output = &mut work => return output,
            () = house.read(|_| Ok(())) => house.clock.advance(Duration::from_secs(1)),
        }
    }
    panic!("the work never ended, though the clock went on");
}

/// The windows that a refusal asks to be confirmed.
pub(super) fn asked_for(error: &RpcError) -> Vec<ConfirmedWindow> {
    assert_eq!(error.code, Code::NeedsConfirmation, "{error}");
    let detail = error.detail.clone().expect("the question names its windows");
    serde_json::from_value::<AsksFor>(detail).unwrap().windows
}

/// Two starts must not draw the same ids.
static STARTS: AtomicU64 = AtomicU64::new(1);

/// A tick that fails is begun anew after a pause on the test's own clock, and so never.
const LOOKS: u32 = 20_000;

async fn start(dir: &tempfile::TempDir, clock: &Arc<ManualClock>) -> Engine {
    // The reason of a tick that does not settle stands in the log.
    let _ = tracing_subscriber::fmt().with_test_writer().with_env_filter("warn").try_init();
    let options = Options {
        secrets: StoreChoice { kind: Some(SecretStoreKind::Session), passphrase: None },
        ..Options::new(
            dir.path().to_owned(),
            clock.clock(),
            Chance::seeded(STARTS.fetch_add(1, Ordering::Relaxed)),
        )
    };
    let engine = Engine::open(options).unwrap();
    crate::schedule::begin(&engine).await.unwrap();
    crate::schedule::go_on(&engine);
    engine
}

/// At this time on every day in each contact's own time, four hours long.
pub(super) fn draft(cron: &str, contacts: &ContactSetId) -> ScheduleDraft {
    ScheduleDraft {
        name: "Spring renewals".to_owned(),
        campaign_id: "renewals".to_owned(),
        contacts: Some(contacts.clone()),
        cron: cron.to_owned(),
        mode: FireMode::ContactTime,
        duration_minutes: 240,
        overlap: Overlap::Skip,
        misfire: Misfire::Skip,
        holidays: Vec::new(),
        jitter_seconds: 0,
        pause_after_failures: 0,
        expected: None,
        left_out: Vec::new(),
    }
}

pub(super) fn same_moment(zone: &str) -> FireMode {
    FireMode::SameMoment { zone: zone.to_owned() }
}

/// As it stands in [`FireRow`].
pub(super) fn row(zone: &str, occurrence: &str, outcome: &str) -> FireRow {
    (zone.to_owned(), occurrence.to_owned(), outcome.to_owned())
}

pub(super) const NEW_YORK: (&str, &str, u32) = ("America/New_York", "US-NY", 812);
pub(super) const CHICAGO: (&str, &str, u32) = ("America/Chicago", "US-IL", 433);
pub(super) const HONOLULU: (&str, &str, u32) = ("Pacific/Honolulu", "US-HI", 21);
pub(super) const KATHMANDU: (&str, &str, u32) = ("Asia/Kathmandu", "NP", 40);

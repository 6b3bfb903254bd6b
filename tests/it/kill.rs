//! `kill -9` at any moment of a submission and of a run: no window twice, no run lost, one completion, every effect
//! with its audit row, and an audit log that holds.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::Duration;

use callboard_clock::Chance;
use callboard_simulator::{Entry, IdempotencyKeys, Running};
use callboard_tests::{Office, Receiver};
use rusqlite::{Connection, OpenFlags};

/// Some of them may be called at any hour of any day.
const ZONES: &[(&str, u64)] = &[
    ("America/New_York", 30),
    ("America/Chicago", 30),
    ("America/Sao_Paulo", 30),
    ("Europe/London", 30),
    ("Europe/Berlin", 30),
    ("Africa/Lagos", 30),
    ("Asia/Dubai", 30),
    ("Asia/Kolkata", 30),
    ("Asia/Tokyo", 30),
    ("Australia/Sydney", 30),
    ("Pacific/Auckland", 30),
    ("Pacific/Honolulu", 30),
];
const KILLS: u64 = 10;
const CREATE: (&str, &str) = ("POST", "/api/v2/outbound/campaigns/*/schedules");

#[tokio::test(flavor = "multi_thread")]
async fn ten_kills_of_a_submission_double_nothing_and_lose_nothing() {
    submissions_are_killed(IdempotencyKeys::Honoured, 20_261_123).await;
}

/// Only reading before a repeat keeps this tenant from having a window twice.
#[tokio::test(flavor = "multi_thread")]
async fn ten_kills_double_nothing_at_a_tenant_that_ignores_keys_either() {
    submissions_are_killed(IdempotencyKeys::Ignored, 7).await;
}

async fn submissions_are_killed(keys: IdempotencyKeys, seed: u64) {
    // A tenant that takes its time, so that a kill finds every stage.
    let office = Office::with(ZONES, |tenant| tenant.latency(Duration::from_millis(20))).await;
    office.tenant.change_settings(|settings| settings.keys = keys);
    office.connect();
    let list = office.list(ZONES);
    let chance = Chance::seeded(seed);
    let mut runs = BTreeSet::new();
    for round in 0..KILLS {
        // Other minutes in every round, so that each has twelve windows of its own to make.
        let cron = format!("{} 12 * * 3", round * 5);
        let submit = ["schedule", "submit", "--cron", &cron, "--duration", "4m", "--campaign", "renewals"];
        kill_on_its_way(&office, &[&submit[..], &["--contacts", &list]].concat(), &chance).await;
        let stored = ids(&office, "SELECT id FROM runs");
        assert!(runs.is_subset(&stored), "a run that was stored is gone: {runs:?}, now {stored:?}");
        runs = stored;
        every_effect_has_its_audit_row(&office);
    }
    let serve = office.serve();
    let moving = "SELECT id FROM windows WHERE state IN ('planned', 'sending', 'unknown')";
    office.until("every window is at the tenant", || ids(&office, moving).is_empty().then_some(())).await;
    assert_eq!(serve.stop(), Some(0));

    assert_eq!(ids(&office, "SELECT id FROM runs"), runs, "what was stored before a kill is there after it");
    assert_eq!(ids(&office, "SELECT id FROM windows WHERE state <> 'submitted'"), BTreeSet::new());
    let windows = ids(&office, "SELECT id FROM windows");
    assert_eq!(windows.len(), runs.len() * ZONES.len(), "each run has its windows, whenever it was killed");
    let known = ids(&office, "SELECT tenant_id FROM windows");
    assert_eq!(known, at_the_tenant(&office.tenant), "what is at the tenant is what we know of, one for one");
    every_effect_has_its_audit_row(&office);
    office.done(&["audit", "verify"]);
}

/// Starts the command and kills it: after some milliseconds, or when so many requests of it have come.
async fn kill_on_its_way(office: &Office, args: &[&str], chance: &Chance) {
    let before = creates(&office.tenant.journal().entries());
    let more = usize::try_from(chance.below(ZONES.len() as u64 + 1)).unwrap();
    let mut command = tokio::process::Command::from(office.callboard());
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    if more == 0 {
        office.let_pass(Duration::from_millis(chance.below(400))).await;
    } else {
        tokio::select! {
            _ = office.tenant.journal().until(|entries| creates(entries) >= before + more) => {}
            // It was done before, which is a moment like any other.
            ended = child.wait() => assert!(ended.is_ok()),
        }
        office.let_pass(Duration::from_millis(chance.below(30))).await;
    }
    child.kill().await.unwrap();
}

fn creates(entries: &[Entry]) -> usize {
    entries.iter().filter(|entry| entry.is(CREATE.0, CREATE.1)).count()
}

/// Ids of the tenant's windows, which differ in zone and start.
fn at_the_tenant(tenant: &Running) -> BTreeSet<String> {
    let windows = tenant.windows();
    let places: BTreeSet<_> = windows.iter().map(|window| (&window.timezone, window.start)).collect();
    assert_eq!(places.len(), windows.len(), "a window was made twice: {windows:?}");
    windows.iter().map(|window| window.id.clone()).collect()
}

fn read(office: &Office) -> Connection {
    Connection::open_with_flags(office.database(), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
}

/// The texts of the first column.
fn ids(office: &Office, sql: &str) -> BTreeSet<String> {
    let db = read(office);
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// An effect and the row that tells of it are one transaction, so no kill comes between them.
fn every_effect_has_its_audit_row(office: &Office) {
    let db = read(office);
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let told = |action: &str| {
        count(&format!("SELECT count(*) FROM audit WHERE action = '{action}' AND result = 'done'"))
    };
    for (effects, action) in [
        ("SELECT count(*) FROM runs", "run.open"),
        ("SELECT count(*) FROM windows", "window.plan"),
        ("SELECT count(*) FROM windows WHERE tenant_id IS NOT NULL", "window.submit"),
        ("SELECT count(*) FROM windows WHERE state = 'withdrawn'", "window.withdrawn"),
    ] {
        assert_eq!(count(effects), told(action), "{action} and its effects");
    }
}

/// A run whose engine is killed again and again on its way is still completed, once, and announced once.
#[tokio::test(flavor = "multi_thread")]
async fn ten_kills_of_a_run_leave_one_completion_and_one_event() {
    let office = Office::with(ZONES, |tenant| tenant.speed(8.0)).await;
    office.connect();
    office.done(&["settings", "set", "run.poll_seconds", "5"]);
    // A receiver that fails at first, so that some kills find a delivery on its way.
    let receiver = Receiver::start(&[503]).await;
    let allowed = ["--allow-subnet", "127.0.0.0/8", "delivery", "endpoint", "add", &receiver.url()];
    office.done(&[&allowed[..], &["--events", "campaign.completed"]].concat());
    let run = run_now(&office);

    let chance = Chance::seeded(11);
    for _ in 0..KILLS {
        let serve = office.serve();
        office.let_pass(Duration::from_millis(chance.below(1_500))).await;
        serve.kill();
    }
    let serve = office.serve();
    let shown = office
        .until("the run is over and announced", || {
            let shown = office.done(&["run", "show", &run]);
            let delivered =
                shown["deliveries"].as_array().unwrap().iter().all(|one| one["state"] == "delivered");
            (!shown["summary"]["ended_at"].is_null() && delivered).then_some(shown)
        })
        .await;
    assert_eq!(serve.stop(), Some(0));
    assert_eq!(shown["summary"]["state"], "completed", "{}", shown["summary"]);
    let completions = shown["marks"].as_array().unwrap().iter().filter(|mark| mark["kind"] == "completed");
    assert_eq!(completions.count(), 1, "{}", shown["marks"]);
    assert_eq!(shown["deliveries"].as_array().unwrap().len(), 1, "{}", shown["deliveries"]);
    assert_eq!(
        receiver.ids().len(),
        1,
        "one event, under one id however often it was sent: {:?}",
        receiver.came()
    );
    at_the_tenant(&office.tenant);
    office.done(&["audit", "verify"]);
}

/// A campaign that runs now wherever it is legal. It is saved as yearly, so that nothing fires by itself meanwhile.
fn run_now(office: &Office) -> String {
    let list = office.list(ZONES);
    let save = ["schedule", "save", "--cron", "@yearly", "--duration", "30m", "--campaign", "renewals"];
    let saved = office.done(&[&save[..], &["--expected", "20", "--contacts", &list]].concat());
    let id = saved["id"].as_str().unwrap();
    let started = office.ask(&["schedule", "run-now", id]);
    assert!(started.code <= 1, "it starts where it may, and names the zones where it may not: {started:?}");
    let started = started.json();
    assert!(!started["submitted"].as_array().unwrap().is_empty(), "somewhere it is day: {started}");
    started["run_id"].as_str().unwrap().to_owned()
}

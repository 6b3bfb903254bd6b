//! `kill -9` at any moment of a submission and of a run: no window twice, no run lost, one completion, every effect
//! with its audit row, and an audit log that holds.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::Duration;

use callboard_clock::{Chance, Clock};
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
    let save = ["schedule", "save", "--cron", "0 12 1 1 *", "--duration", "30m", "--campaign", "renewals"];
    let saved = office.done(&[&save[..], &["--expected", "20", "--contacts", &list]].concat());
    let id = saved["id"].as_str().unwrap();
    let started = office.ask(&["schedule", "run-now", id]);
    assert!(started.code <= 1, "it starts where it may, and names the zones where it may not: {started:?}");
    let started = started.json();
    assert!(!started["submitted"].as_array().unwrap().is_empty(), "somewhere it is day: {started}");
    started["run_id"].as_str().unwrap().to_owned()
}

/// Some of them may be called at any hour of any day, under a law that is the same every day.
const EVERY_DAY: &[(&str, u64)] = &[
    ("Pacific/Auckland", 4),
    ("Australia/Perth", 4),
    ("Asia/Kolkata", 4),
    ("Africa/Nairobi", 4),
    ("Africa/Lagos", 4),
    ("America/Sao_Paulo", 4),
    ("America/Bogota", 4),
    ("America/Tijuana", 4),
    ("Pacific/Tahiti", 4),
];

/// A start now that takes the place of submitted starts is killed while it withdraws them and while it is sent: no zone
/// has two windows that dial, and none has lost its start without a word.
#[tokio::test(flavor = "multi_thread")]
async fn kills_of_a_start_now_double_no_zone_and_lose_none() {
    let office = Office::with(EVERY_DAY, |tenant| tenant.latency(Duration::from_millis(30))).await;
    office.connect();
    let (list, chance) = (office.list(EVERY_DAY), Chance::seeded(20_261_201));
    let mut replaced = 0;
    for round in 0..6 {
        // Soon, at one moment for all, and four hours long: a start now covers it.
        let at = Clock::system().now() + Duration::from_mins(50);
        let cron = at.strftime("%M %H * * *").to_string();
        let save = [
            "schedule",
            "save",
            "--cron",
            &cron,
            "--same-moment",
            "Africa/Abidjan",
            "--campaign",
            "renewals",
        ];
        let saved = office.done(&[&save[..], &["--contacts", &list, "--go"]].concat());
        let id = saved["id"].as_str().unwrap().to_owned();
        let serve = office.serve();
        office.until("its starts stand", || is_still(&office).then_some(())).await;
        if round == 0 {
            nothing_goes_unasked(&office, &id);
        }
        let mut asking = tokio::process::Command::from(office.callboard());
        asking.args(["schedule", "run-now", &id, "--go"]);
        asking.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut asking = asking.spawn().unwrap();
        let before = office.tenant.journal().entries().len();
        let more = usize::try_from(chance.below(10)).unwrap();
        tokio::select! {
            _ = office.tenant.journal().until(|entries| entries.len() >= before + more) => {}
            ended = asking.wait() => assert!(ended.is_ok()),
        }
        office.let_pass(Duration::from_millis(chance.below(60))).await;
        serve.kill();
        let _ = asking.kill().await;
        let serve = office.serve();
        office.until("everything is settled", || is_still(&office).then_some(())).await;
        replaced += every_start_is_somewhere(&office, round);
        office.ask(&["schedule", "stop-now", "renewals"]);
        office.done(&["schedule", "remove", &id]);
        assert_eq!(serve.stop(), Some(0));
    }
    assert!(replaced > 0, "some kills came after starts were withdrawn for the one now");
    office.done(&["audit", "verify"]);
}

/// Neither a start now that withdraws nor a removal of the connection does anything before it is confirmed.
fn nothing_goes_unasked(office: &Office, schedule: &str) {
    let before = office.tenant.windows().len();
    let asked = office.ask(&["schedule", "run-now", schedule]).ended_with(1);
    assert_eq!(asked["error"]["code"], "needs_confirmation", "{asked}");
    let (message, hint) =
        (asked["error"]["message"].as_str().unwrap(), asked["error"]["hint"].as_str().unwrap());
    assert!(message.contains("is withdrawn: ") && message.contains("4 contacts"), "{message}");
    assert!(hint.starts_with("--go withdraws them"), "{hint}");
    let removed = office.ask(&["connection", "remove", "stand-in"]).ended_with(1);
    let message = removed["error"]["message"].as_str().unwrap();
    assert!(message.starts_with("stand-in has 1 active schedule, which stops: "), "{message}");
    assert!(message.contains("in CXone: "), "{message}");
    assert_eq!(office.tenant.windows().len(), before, "nothing was changed");
}

fn is_still(office: &Office) -> bool {
    let moving = "SELECT id FROM windows WHERE state IN ('planned', 'sending', 'unknown', 'withdrawing')";
    let ticked = "SELECT id FROM schedules WHERE removed IS NULL
                  AND id NOT IN (SELECT schedule FROM schedule_marks)";
    ids(office, moving).is_empty() && ids(office, ticked).is_empty()
}

/// How many starts were replaced by one now.
fn every_start_is_somewhere(office: &Office, round: u32) -> usize {
    let now = Clock::system().now();
    let open: Vec<_> = office.tenant.windows().into_iter().filter(|window| window.end > now).collect();
    for window in &open {
        let beside = open.iter().filter(|other| {
            other.timezone == window.timezone && other.start < window.end && window.start < other.end
        });
        assert_eq!(beside.count(), 1, "round {round}: two windows dial in {}: {open:?}", window.timezone);
    }
    let live = "SELECT tenant_id FROM windows WHERE state IN ('submitted', 'begun')";
    let known: BTreeSet<String> = open.iter().map(|window| window.id.clone()).collect();
    assert_eq!(ids(office, live), known, "round {round}: what is at the tenant is what we know of");
    let lost = "SELECT zone FROM fires JOIN schedules ON schedules.id = schedule WHERE removed IS NULL
                AND outcome IN ('started', 'skipped')
                AND NOT EXISTS (SELECT 1 FROM windows WHERE windows.id = fires.window
                                AND windows.state IN ('submitted', 'begun'))";
    assert_eq!(ids(office, lost), BTreeSet::new(), "round {round}: a start is neither there nor in the tray");
    ids(
        office,
        "SELECT zone FROM fires JOIN schedules ON schedules.id = schedule
                 WHERE removed IS NULL AND outcome = 'skipped'",
    )
    .len()
}

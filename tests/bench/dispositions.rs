//! What an event costs from the socket at which it comes in to the PATCH that the tenant has confirmed, beside a bare
//! client that sends each PATCH and does nothing else; and how many connections that takes.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;

use callboard_clock::Clock;
use callboard_simulator::senders::load::{Load, run};
use callboard_simulator::senders::{Hidden, Kind, Plan};
use callboard_tests::{Office, Program};
use rusqlite::{Connection, OpenFlags};
use tokio::task::JoinSet;

use crate::Finding;
use crate::cost::{least, of_process};
use crate::listener::bare_server;

const EVENTS: u64 = 20_000;
const CONNECTIONS: usize = 64;
/// All that were sent.
const TRIED: u64 = EVENTS * RUNS;
/// The least of so many is taken: what else the machine did is not their cost.
const RUNS: u64 = 3;
const LOOK: Duration = Duration::from_millis(100);

const ROLE: &str = "bare-client";
/// As many of Callboard's are under way at once.
const AT_ONCE: u64 = 32;

/// The role of the process that only sends.
pub(crate) fn role(name: &str) -> Option<fn(&[String])> {
    (name == ROLE).then_some(bare as fn(&[String]))
}

/// Each PATCH over connections that are kept, with the client that Callboard has.
fn bare(args: &[String]) {
    let [url] = args else { panic!("an address") };
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let body = r#"{"disposition_category":"qualified_lead","last_audit_log":"[2026-11-23T08:00:00Z] 3001"}"#;
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let mut senders = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (client, url) = (client.clone(), url.clone());
            senders.spawn(async move {
                for _ in 0..EVENTS / AT_ONCE {
                    let request = client.patch(&url).header("content-type", "application/json").body(body);
                    let answer = request.send().await.expect("an answer");
                    assert!(answer.status().is_success());
                    answer.bytes().await.expect("a body");
                }
            });
        }
        senders.join_all().await;
    });
}

/// CPU of a PATCH of the bare client.
fn bare_patch() -> Duration {
    let server = bare_server();
    let url = format!("{}/contacts/c-17", server.listener());
    let start = || {
        let mut command = Command::new(std::env::current_exe().expect("a file"));
        command.args([ROLE, &url]);
        command
    };
    let runs = u32::try_from(RUNS).expect("few");
    least(runs, start).0.cpu / u32::try_from(EVENTS).expect("not that many")
}

pub(crate) fn measure() -> Vec<Finding> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    // A journal of a few, so that the tenant in this process does not grow with what it is told.
    let office = runtime.block_on(Office::with(&[], |tenant| tenant.journal(64)));
    office.connect();
    let secret = office.source("call-result");
    let ours = office.listen();
    println!("\n{:<34}{:>14}{:>16}{:>14}", "effects", "CPU µs each", "all done in s", "connections");
    let mut fewest = Duration::MAX;
    let mut most_connections = 0;
    for turn in 0..RUNS {
        let plan = Plan {
            url: ours.listener(),
            kind: Kind::CallResult,
            secret: Some(Hidden::from(secret.clone())),
            count: EVENTS,
            connections: CONNECTIONS,
            seed: turn,
            // Each is about somebody else, so each is written.
            contacts: 1_000_000,
            contact_prefix: format!("run-{turn}-"),
            ..Plan::default()
        };
        let (cpu, took, connections) = runtime.block_on(once(&office, &ours, &plan, (turn + 1) * EVENTS));
        let each = cpu / u32::try_from(EVENTS).expect("not that many");
        println!(
            "{:<34}{:>14}{:>16.1}{connections:>14}",
            format!("{EVENTS} events, each a PATCH"),
            each.as_micros(),
            took.as_secs_f64()
        );
        fewest = fewest.min(each);
        most_connections = most_connections.max(connections);
    }
    let trying = tried(&office);
    assert_eq!(ours.stop(), Some(0));
    let bare = bare_patch();
    println!("{:<34}{:>14}", "a bare client, only the PATCH", bare.as_micros());
    #[allow(clippy::cast_precision_loss)]
    let each = most_connections as f64 / EVENTS as f64;
    vec![
        Finding {
            what: format!(
                "{} µs of CPU from socket to confirmed PATCH (under 70); a bare client's PATCH alone takes {}",
                fewest.as_micros(),
                bare.as_micros()
            ),
            met: fewest < Duration::from_micros(70),
        },
        Finding {
            what: format!(
                "{} ms for a map that is tried on {TRIED} stored events (under 1000)",
                trying.as_millis()
            ),
            met: trying < Duration::from_secs(1),
        },
        Finding {
            what: format!("{each:.4} connections opened for a PATCH (at most 0.01)"),
            met: each <= 0.01,
        },
    ]
}

/// How long the command takes that tries another map, from its start to its end.
fn tried(office: &Office) -> Duration {
    let mut map = office.done(&["disposition", "map", "show"]);
    for code in map["codes"].as_array_mut().expect("codes") {
        code["category"] = "wrong_number".into();
    }
    let file = office.folder().join("other-map.json");
    std::fs::write(&file, map.to_string()).expect("a file");
    let (clock, file) = (Clock::system(), file.to_string_lossy().into_owned());
    let began = clock.monotonic();
    let tried = office.done(&["disposition", "map", "try", &file]);
    let took = clock.monotonic().saturating_sub(began);
    assert_eq!(tried["events"], TRIED, "{tried}");
    took
}

/// CPU of the program, time until all was done, and connections to the tenant that were seen.
async fn once(office: &Office, ours: &Program, plan: &Plan, until: u64) -> (Duration, Duration, usize) {
    let clock = Clock::system();
    let load = Load::of(plan, &clock).expect("a plan");
    let (cpu, began) = (of_process(ours.pid()), clock.monotonic());
    let measured = run(&load, &clock).await;
    assert_eq!(measured.statuses.get(&200), Some(&plan.count), "{measured:?}");
    let mut connections = seen(office);
    while done(office) < until {
        connections.extend(seen(office));
        office.let_pass(LOOK).await;
    }
    connections.extend(seen(office));
    let cpu = of_process(ours.pid()).saturating_sub(cpu);
    (cpu, clock.monotonic().saturating_sub(began), connections.len())
}

fn done(office: &Office) -> u64 {
    let db = Connection::open_with_flags(office.database(), OpenFlags::SQLITE_OPEN_READ_WRITE)
        .expect("a database");
    let count = "SELECT count(*) FROM disposition_outcomes WHERE effect = 'patch' AND outcome = 'done'";
    db.query_row(count, [], |row| row.get::<_, i64>(0)).expect("a count").unsigned_abs()
}

/// The ports from which the tenant is called; one that was closed is listed for a minute after.
fn seen(office: &Office) -> BTreeSet<String> {
    let port = format!(":{:04X}", office.tenant.address().port());
    let all = std::fs::read_to_string("/proc/net/tcp").expect("Linux");
    let ends = all.lines().skip(1).filter_map(|line| {
        let mut fields = line.split_whitespace().skip(1);
        let (local, remote) = (fields.next()?, fields.next()?);
        remote.ends_with(&port).then(|| local.to_owned())
    });
    ends.collect()
}

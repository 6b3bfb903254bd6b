//! Events a second that are on disk before they are acknowledged, beside a bare axum handler that only answers: at 1, 8
//! and 64 connections, from the same sender, in one run. Of a kind that has no further effect: what effects cost is
//! measured for itself.

use std::process::{Command, Stdio};
use std::time::Duration;

use callboard_clock::Clock;
use callboard_simulator::senders::load::{Load, Measured, run};
use callboard_simulator::senders::{Hidden, Kind, Plan};
use callboard_tests::{Office, Program};

use crate::Finding;
use crate::cost::of_process as cpu;

/// Connections, and how many events are sent over them.
const LOADS: [(usize, u64); 3] = [(1, 2_000), (8, 16_000), (64, 40_000)];
/// Each is measured so often, the two in turn, and the best is taken: what else the machine did is not their cost.
const RUNS: usize = 3;
const ROLE: &str = "bare-listener";

/// The role of the process that only answers.
pub(crate) fn role(name: &str) -> Option<fn(&[String])> {
    (name == ROLE).then_some(bare as fn(&[String]))
}

/// Answers every request with 200 and says first where.
fn bare(_: &[String]) {
    use axum::Router;
    use axum::body::Bytes;

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("{{\"listening\":\"{}\"}}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(|_: Bytes| async { r#"{"id":"evt_1"}"# });
        axum::serve(listener, router).await.expect("it serves");
    });
}

/// A process of its own that only answers.
pub(crate) fn bare_server() -> Program {
    let mut start = Command::new(std::env::current_exe().expect("a file"));
    Program::start(start.arg(ROLE).stderr(Stdio::null()), None)
}

pub(crate) fn measure() -> Vec<Finding> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let office = runtime.block_on(Office::open());
    office.connect();
    let secret = office.source("event");
    let ours = office.listen();
    let bare = bare_server();
    println!("\n{:<34}{:>10}{:>9}{:>9}{:>12}", "events", "a second", "p50 ms", "p99 ms", "CPU µs each");
    let mut last = None;
    for (connections, count) in LOADS {
        let mut best = (Found::default(), Found::default());
        for turn in 0..RUNS {
            let plan = Plan {
                kind: Kind::Event,
                secret: Some(Hidden::from(secret.clone())),
                count,
                connections,
                seed: u64::try_from(turn * 100 + connections).expect("small"),
                ..Plan::default()
            };
            best.0 = best.0.better(runtime.block_on(found(&bare, &plan)));
            best.1 = best.1.better(runtime.block_on(found(&ours, &plan)));
        }
        say(&format!("a bare handler, {connections} connections"), &best.0);
        say(&format!("Callboard, {connections} connections"), &best.1);
        last = Some(best);
    }
    let (bare_found, ours_found) = last.expect("three loads");
    let memory = peak(&ours);
    println!("{:<34}{:>7} MB at most", "Callboard's memory", memory >> 20);
    assert_eq!(ours.stop(), Some(0));
    let share = ours_found.measured.per_second / bare_found.measured.per_second;
    vec![
        Finding {
            what: format!(
                "{share:.2} of a bare handler at 64 connections, signed, on disk, sealed (at least 0.35)"
            ),
            met: share >= 0.35,
        },
        Finding {
            what: format!(
                "{:.1} ms at the 99th percentile of 64 connections (at most 5)",
                ours_found.measured.p99_ms
            ),
            met: ours_found.measured.p99_ms <= 5.0,
        },
        Finding { what: format!("{} MB of memory (at most 40)", memory >> 20), met: memory <= 40 << 20 },
    ]
}

#[derive(Clone, Debug, Default)]
struct Found {
    measured: Measured,
    cpu: Duration,
}

impl Found {
    fn better(self, other: Self) -> Self {
        if other.measured.per_second > self.measured.per_second { other } else { self }
    }
}

async fn found(server: &Program, plan: &Plan) -> Found {
    let clock = Clock::system();
    let plan = Plan { url: server.listener(), ..plan.clone() };
    let load = Load::of(&plan, &clock).expect("a plan");
    let before = cpu(server.pid());
    let measured = run(&load, &clock).await;
    let cpu = cpu(server.pid()).saturating_sub(before);
    assert_eq!(measured.statuses.get(&200), Some(&plan.count), "{measured:?}");
    Found { measured, cpu }
}

fn say(what: &str, found: &Found) {
    let Measured { answered, per_second, p50_ms, p99_ms, .. } = &found.measured;
    let each = found.cpu / u32::try_from(*answered).expect("not that many").max(1);
    println!("{what:<34}{per_second:>10.0}{p50_ms:>9.2}{p99_ms:>9.2}{:>12}", each.as_micros());
}

fn peak(server: &Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).expect("a process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its memory");
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().expect("a number") * 1024
}

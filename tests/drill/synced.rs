//! The log of SQLite is on disk before the answer leaves: seen from outside, by strace.

use std::fs;
use std::process::Command;

use callboard_clock::Clock;
use callboard_simulator::senders::{Hidden, Kind, Target};
use callboard_tests::{Office, Program, answers_on_disk};

use crate::Finding;

const EVENTS: usize = 20;

pub(crate) fn drill() -> Vec<Finding> {
    let allowed = Command::new("strace").args(["-o", "/dev/null", "true"]).status();
    if !allowed.is_ok_and(|status| status.success()) {
        println!("left out: strace is not there, or may not trace here");
        return Vec::new();
    }
    tokio::runtime::Runtime::new().expect("a runtime").block_on(trace())
}

async fn trace() -> Vec<Finding> {
    let office = Office::open().await;
    office.connect();
    let secret = office.source("call-result");
    let log = office.folder().join("strace.log");
    let inner = office.listening("127.0.0.1:0");
    let mut traced = Command::new("strace");
    let calls = "trace=fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg,read,readv,recvfrom,recvmsg";
    traced.args(["-f", "-y", "-s", "64", "-e", calls, "-o"]).arg(&log);
    traced.arg(inner.get_program()).args(inner.get_args());
    traced.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let serve = Program::start(&mut traced, None);
    let target = Target::new(&serve.listener(), Some(Kind::CallResult), Some(&Hidden::from(secret)), None)
        .expect("a target");
    let clock = Clock::system();
    for number in 0..EVENTS {
        let body = format!(
            r#"{{"contactId":"c-{number}","dispositionCode":"1001","callResult":"x","timestamp":"{}"}}"#,
            clock.now()
        );
        let answer = target.post(&format!("msg_{number}"), body, &clock).await.expect("an answer");
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    end(&serve);
    let _ = serve.stop();
    let text = fs::read_to_string(&log).expect("a trace");
    let (answers, synced) = answers_on_disk(&text);
    println!(
        "{answers} answers with 200, {synced} of them after a write and then a sync of the log since the request came"
    );
    vec![Finding {
        what: format!("on disk before the answer: {synced} of {answers}"),
        holds: answers == EVENTS && synced == answers,
    }]
}

/// Asks the program itself to end: strace waits for it, and keeps what it is told for itself.
fn end(strace: &Program) {
    let pid = strace.pid();
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).expect("strace runs");
    for child in children.split_whitespace() {
        let asked = Command::new("kill").args(["-TERM", child]).status();
        assert!(asked.expect("kill runs").success());
    }
}

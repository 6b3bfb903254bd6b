use std::time::Duration;

use callboard_clock::Chance;
use callboard_simulator::senders::{Hidden, Kind, Plan};
use callboard_tests::{Office, Program};

/// Senders that go on whatever happens to the listener, over eight connections.
pub(crate) fn undeterred(address: &str, secret: String, rate: f64) -> Plan {
    Plan {
        url: format!("http://{address}"),
        kind: Kind::CallResult,
        secret: Some(Hidden::from(secret)),
        count: 1_000_000,
        rate: Some(rate),
        seconds: 3600.0,
        connections: 8,
        tries: 1000,
        pause_ms: 100,
        ..Plan::default()
    }
}

/// Starts the program, waits until it `works`, and kills it a moment later. It opens its secrets first, which takes its
/// time by design; a kill before that would show nothing.
pub(crate) async fn kill_at_work(office: &Office, address: &str, chance: &Chance, works: impl Fn() -> bool) {
    let serve = Program::start(&mut office.listening(address), None);
    office.until("this start works", || works().then_some(())).await;
    office.let_pass(Duration::from_millis(20 + chance.below(400))).await;
    serve.kill();
}

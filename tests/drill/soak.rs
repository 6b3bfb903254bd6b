//! Two minutes of everything that senders do: memory and descriptors stay flat.

use std::time::Duration;

use callboard_clock::Clock;
use callboard_simulator::senders::{Hidden, Kind, Plan, Sending, Shares};
use callboard_tests::Office;

use crate::Finding;

const WARM: Duration = Duration::from_secs(30);
const LOOKS: usize = 9;
const BETWEEN: Duration = Duration::from_secs(10);

pub(crate) fn drill() -> Vec<Finding> {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(soak())
}

async fn soak() -> Vec<Finding> {
    let office = Office::open().await;
    office.connect();
    let secret = office.source("call-result");
    let serve = office.listen();
    let plan = Plan {
        url: serve.listener(),
        kind: Kind::CallResult,
        secret: Some(Hidden::from(secret)),
        count: 1_000_000,
        rate: Some(500.0),
        seconds: 3600.0,
        connections: 16,
        shares: Shares { duplicate: 0.1, late: 0.05, wrong: 0.2 },
        ..Plan::default()
    };
    let mut sending = Sending::start_counting(&plan, Clock::system()).expect("a plan");
    office.let_pass(WARM).await;
    let mut looks = Vec::new();
    for _ in 0..LOOKS {
        looks.push((serve.memory(), serve.descriptors(), sending.report().acknowledged));
        office.let_pass(BETWEEN).await;
    }
    sending.stop();
    for (memory, descriptors, acknowledged) in &looks {
        println!("{:>6} kB  {descriptors:>4} descriptors  {acknowledged:>8} acknowledged", memory / 1024);
    }
    assert_eq!(serve.stop(), Some(0));
    let third = looks.len() / 3;
    let most = |part: &[(u64, usize, u64)]| {
        (
            part.iter().map(|look| look.0).max().expect("looks"),
            part.iter().map(|look| look.1).max().expect("looks"),
        )
    };
    let (begin, end) = (most(&looks[..third]), most(&looks[looks.len() - third..]));
    vec![
        Finding {
            what: format!("memory from {} to {} kB", begin.0 / 1024, end.0 / 1024),
            holds: end.0 <= begin.0 + begin.0 / 10,
        },
        Finding { what: format!("descriptors from {} to {}", begin.1, end.1), holds: end.1 <= begin.1 + 4 },
    ]
}

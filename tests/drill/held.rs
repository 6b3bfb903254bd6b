//! Another process holds the database for a minute: nothing is acknowledged that is not stored, and it goes on by
//! itself.

use std::time::Duration;

use callboard_clock::Clock;
use callboard_simulator::senders::{Hidden, Kind, Plan, Sending, Target};
use callboard_tests::Office;
use rusqlite::Connection;

use crate::Finding;
use crate::kept::compare;

const HELD: Duration = Duration::from_mins(1);

pub(crate) fn drill() -> Vec<Finding> {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(hold())
}

async fn hold() -> Vec<Finding> {
    let (office, clock) = (Office::open().await, Clock::system());
    office.connect();
    let secret = office.source("call-result");
    let serve = office.listen();
    let plan = Plan {
        url: serve.listener(),
        kind: Kind::CallResult,
        secret: Some(Hidden::from(secret.clone())),
        count: 100_000,
        rate: Some(50.0),
        seconds: 120.0,
        connections: 8,
        tries: 1000,
        pause_ms: 500,
        ..Plan::default()
    };
    let mut sending = Sending::start(&plan, clock.clone()).expect("a plan");
    office.let_pass(Duration::from_secs(3)).await;
    let other = Connection::open(office.database()).expect("a database");
    other.execute_batch("BEGIN IMMEDIATE").expect("a hold");
    office.let_pass(Duration::from_secs(1)).await;
    let before = sending.report().acknowledged;
    let target = Target::new(&serve.listener(), Some(Kind::CallResult), Some(&Hidden::from(secret)), None)
        .expect("a target");
    let body = format!(
        r#"{{"contactId":"c","dispositionCode":"1001","callResult":"x","timestamp":"{}"}}"#,
        clock.now()
    );
    let told = target.post("msg_held", body.clone(), &clock).await.expect("an answer");
    office.let_pass(HELD).await;
    let during = sending.report().acknowledged - before;
    other.execute_batch("ROLLBACK").expect("it is let go");
    let again = target.post("msg_held", body, &clock).await.expect("an answer");
    office.let_pass(Duration::from_secs(5)).await;
    let after = sending.report().acknowledged - before - during;
    sending.stop();
    let report = sending.done().await;
    assert_eq!(serve.stop(), Some(0));
    let found = compare(&office, &report);
    println!(
        "statuses {:?}; acknowledged while held {during}, in the 5 s after {after}; {found:?}",
        report.statuses
    );
    vec![
        Finding {
            what: format!("{} with Retry-After {:?} while it is held", told.status, told.retry_after),
            holds: told.status == 503 && told.retry_after.is_some() && during == 0,
        },
        Finding {
            what: format!("{} for the same id right after", again.status),
            holds: again.status == 200 && after > 0,
        },
        Finding {
            what: format!(
                "{} acknowledged in all, {} lost, {} twice",
                found.acknowledged, found.lost, found.doubled
            ),
            holds: found.lost == 0 && found.doubled == 0,
        },
    ]
}

//! `kill -9` again and again while eight connections send.

use std::cell::Cell;
use std::time::Duration;

use callboard_clock::{Chance, Clock};
use callboard_simulator::senders::{Plan, Sending, Shares};
use callboard_tests::{Office, Program};

use crate::Finding;
use crate::kept::compare;
use crate::killed::{kill_at_work, undeterred};

const KILLS: u64 = 200;

pub(crate) fn drill() -> Vec<Finding> {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(kill_again_and_again())
}

async fn kill_again_and_again() -> Vec<Finding> {
    let (office, chance) = (Office::open().await, Chance::seeded(17));
    office.connect();
    let secret = office.source("call-result");
    let address = office.free_address();
    let shares = Shares { duplicate: 0.05, ..Shares::default() };
    let plan = Plan { shares, ..undeterred(&address, secret, 600.0) };
    let mut sending = Sending::start(&plan, Clock::system()).expect("a plan");
    let mut under_load = 0;
    for _ in 0..KILLS {
        let (before, first) = (sending.report().acknowledged, Cell::new(0));
        let works = || {
            first.set(sending.report().acknowledged);
            first.get() > before
        };
        kill_at_work(&office, &address, &chance, works).await;
        under_load += u64::from(sending.report().acknowledged > first.get());
    }
    let serve = Program::start(&mut office.listening(&address), None);
    office.let_pass(Duration::from_secs(2)).await;
    sending.stop();
    let report = sending.done().await;
    let stopped = serve.stop();
    let found = compare(&office, &report);
    println!("{KILLS} kills, {under_load} of them while events were acknowledged; {found:?}");
    let verified = office.ask(&["audit", "verify"]);
    vec![
        Finding {
            what: format!("{} acknowledged events, {} lost", found.acknowledged, found.lost),
            holds: found.lost == 0 && found.acknowledged > 0,
        },
        Finding { what: format!("{} kept, {} twice", found.kept, found.doubled), holds: found.doubled == 0 },
        Finding {
            what: format!("the kills came under load: {under_load} of {KILLS}"),
            holds: under_load * 2 > KILLS,
        },
        Finding {
            what: format!("the audit log holds afterwards ({})", verified.stdout.trim()),
            holds: stopped == Some(0) && verified.code == 0,
        },
    ]
}

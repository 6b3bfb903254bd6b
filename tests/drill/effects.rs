//! `kill -9` again and again while effects are being done: what was acknowledged reaches the tenant, and no intent twice.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use callboard_clock::{Chance, Clock};
use callboard_simulator::senders::{Plan, Sending};
use callboard_tests::{Office, Program};

use crate::Finding;
use crate::killed::{kill_at_work, undeterred};

const KILLS: u64 = 100;

pub(crate) fn drill() -> Vec<Finding> {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(kill_again_and_again())
}

async fn kill_again_and_again() -> Vec<Finding> {
    // A tenant that takes its time, so that a kill finds requests on their way.
    let office =
        Office::with(&[], |tenant| tenant.latency(Duration::from_millis(15)).journal(1_000_000)).await;
    office.connect();
    let (secret, chance) = (office.source("call-result"), Chance::seeded(23));
    let address = office.free_address();
    // Each is about somebody else, so each has an effect of its own.
    let plan = Plan { contacts: 1_000_000, ..undeterred(&address, secret, 150.0) };
    let mut sending = Sending::start(&plan, Clock::system()).expect("a plan");
    let mut under_way = 0;
    for _ in 0..KILLS {
        let before = office.tenant.journal().len();
        kill_at_work(&office, &address, &chance, || office.tenant.journal().len() > before + 2).await;
        under_way += u64::from(office.left_to_do() > 0);
    }
    let serve = Program::start(&mut office.listening(&address), None);
    office.let_pass(Duration::from_secs(2)).await;
    sending.stop();
    let report = sending.done().await;
    office.until("every effect is done", || (office.left_to_do() == 0).then_some(())).await;
    let stopped = serve.stop();

    let contacts: BTreeSet<&str> = report.told.iter().map(|told| told.contact.as_str()).collect();
    let patches = office.tenant.journal().of("PATCH", "/api/v2/contacts/*");
    let taken = patches.iter().filter(|entry| entry.status == Some(200));
    let mut keys: BTreeMap<&str, u32> = BTreeMap::new();
    let mut written: BTreeSet<&str> = BTreeSet::new();
    for entry in taken {
        *keys.entry(&entry.headers["idempotency-key"]).or_default() += 1;
        written.insert(entry.path.rsplit('/').next().unwrap_or_default());
    }
    let lost = contacts.iter().filter(|contact| !written.contains(**contact)).count();
    let twice = keys.values().filter(|times| **times > 1).count();
    println!(
        "{KILLS} kills, {under_way} of them with effects under way; {} acknowledged, {} contacts written, {} PATCH",
        contacts.len(),
        written.len(),
        patches.len()
    );
    let verified = office.ask(&["audit", "verify"]);
    vec![
        Finding {
            what: format!(
                "{} acknowledged events, {lost} without their effect at the tenant",
                contacts.len()
            ),
            holds: lost == 0 && !contacts.is_empty(),
        },
        Finding { what: format!("{} idempotency keys, {twice} taken twice", keys.len()), holds: twice == 0 },
        Finding {
            what: format!("the kills came while effects ran: {under_way} of {KILLS}"),
            holds: under_way * 2 > KILLS,
        },
        Finding {
            what: format!("the audit log holds afterwards ({})", verified.stdout.trim()),
            holds: stopped == Some(0) && verified.code == 0,
        },
    ]
}

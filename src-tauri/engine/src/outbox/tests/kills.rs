//! Promise 7 and 24: killed again and again while batches are sent and chains go on, nothing is lost and nothing is done
//! twice.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use callboard_clock::{Chance, ManualClock};
use callboard_simulator::{BatchAnswer, DEMO_CLIENT_SECRET, Entry, Fault, Running, Simulator};
use rusqlite::Connection;
use secrecy::SecretString;

use super::house::{NOW, batch, connect, number, open_with};
use super::kinds::{CHAIN, KINDS, Step};
use crate::kernel::Write;
use crate::outbox::{self, New, relay};
use crate::secrets::Secrets;

/// The folder of the program that is killed, the address of its tenant, and what it has to do: so many batches and chains
/// more, or, with a `-` before the number, nothing but what is left. Two starts with one number would draw the same keys.
const FOLDER: &str = "CALLBOARD_TEST_OUTBOX_FOLDER";
const TENANT: &str = "CALLBOARD_TEST_OUTBOX_TENANT";
const START: &str = "CALLBOARD_TEST_OUTBOX_START";

const KILLS: u64 = 100;
const IN_A_BATCH: usize = 100;
const NUMBERS: &str = "/api/v2/outbound/contacts";
const CONTACTS: &str = "/api/v2/contacts/*";

/// Not a test of its own: the program that is killed by those below.
#[tokio::test]
async fn sends_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let (tenant, start) = (std::env::var(TENANT).unwrap(), std::env::var(START).unwrap());
    let clock = ManualClock::starting_at(NOW.parse().unwrap());
    let to_the_end = start.starts_with('-');
    let seed = start.parse::<i64>().unwrap().unsigned_abs();
    let engine = open_with(Path::new(&folder), &clock, Chance::seeded(seed));
    let known = engine.kernel.db.read(crate::connection::all).await.unwrap().pop();
    let connection = match known {
        Some(row) => {
            let secret = SecretString::from(DEMO_CLIENT_SECRET.to_owned());
            engine.secrets.set(&Secrets::client_secret(&row.id), secret).await.unwrap();
            row.id
        }
        None => connect(&engine, &tenant).await,
    };
    if !to_the_end {
        let of = connection.clone();
        let more = move |write: &mut Write<'_>| {
            let from: i64 = write.query_row("SELECT count(*) FROM numbers", [], |row| row.get(0))?;
            let from = usize::try_from(from).unwrap();
            let numbers: Vec<_> = (from..from + IN_A_BATCH).map(some_number).collect();
            batch(write, &of, &format!("batch-{from}"), &numbers)?;
            let chain = format!("chain{seed}");
            let body = Step { chain: chain.clone(), step: 1 };
            outbox::enqueue(
                write,
                &CHAIN,
                &New { connection: &of, subject: &chain, rank: 0, due: None, body },
            )
            .map(drop)
        };
        engine.kernel.db.write(more).await.unwrap();
    }
    relay::resume(&engine, KINDS);
    // Waits are over at once, so that a hundred starts do not take minutes.
    loop {
        let left = engine.kernel.db.read(|db| {
            Ok(db.query_row("SELECT count(*) FROM outbox WHERE state = 'waiting'", [], |row| {
                row.get::<_, i64>(0)
            })?)
        });
        if left.await.unwrap() == 0 && to_the_end {
            engine.shutdown().await;
            return;
        }
        if let Some(due) = clock.next_due() {
            clock.advance(due.min(Duration::from_secs(5)));
        }
        tokio::task::yield_now().await;
    }
}

/// Every fiftieth is no number that could be dialled.
fn some_number(at: usize) -> String {
    if at % 50 == 7 { format!("bad-{at}") } else { number(at) }
}

fn start(folder: &Path, tenant: &Running, start: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "outbox::tests::kills::sends_until_it_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .env(TENANT, tenant.base_url())
        .env(START, start)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_kills_lose_nothing_store_each_outcome_once_and_repeat_only_what_is_unknown() {
    let (folder, chance) = (tempfile::tempdir().unwrap(), Chance::seeded(7));
    let tenant = Simulator::builder()
        .latency(Duration::from_millis(3))
        .journal(1_000_000)
        .start("127.0.0.1:0".parse().unwrap())
        .await
        .unwrap();
    tenant.faults().add(Fault::cut_before_answer().on("POST", NUMBERS).share(0.05));
    // After each of these numbers of the journal came a kill.
    let mut kills = Vec::new();
    for kill in 0..KILLS {
        let whole = kill % 2 == 0;
        tenant.change_settings(|settings| {
            settings.batch_answer =
                if whole { BatchAnswer::Whole { names_number: false } } else { BatchAnswer::EachItem };
        });
        let before = tenant.journal().entries().len();
        let mut child = start(folder.path(), &tenant, &(kill + 1).to_string());
        // As many as it has to send at the least: its token, the parts of a batch, three steps.
        let more = 2 + usize::try_from(chance.below(if whole { 12 } else { 3 })).unwrap();
        tenant.journal().until(|entries| entries.len() >= before + more).await;
        child.kill().unwrap();
        child.wait().unwrap();
        kills.push(tenant.journal().entries().last().unwrap().seq);
    }
    let mut last = start(folder.path(), &tenant, &format!("-{}", KILLS + 1));
    let ended = tokio::task::spawn_blocking(move || last.wait().unwrap()).await.unwrap();
    assert!(ended.success());

    let db = Connection::open(folder.path().join("callboard.db")).unwrap();
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let (all, chains) = (count("SELECT count(*) FROM numbers"), count("SELECT count(*) FROM numbers") / 100);
    // One that was killed early, by what was still on its way from the one before, had begun nothing.
    assert!(chains >= i64::try_from(KILLS * 9 / 10).unwrap(), "{chains} batches");
    assert_eq!(count("SELECT count(*) FROM numbers WHERE times = 1"), all, "each outcome once, none lost");
    assert_eq!(count("SELECT count(*) FROM numbers WHERE outcome = 'done'"), all - all / 50);
    let refused = "SELECT count(*) FROM numbers WHERE outcome = 'dead: rejected' AND number LIKE 'bad-%'";
    assert_eq!(count(refused), all / 50);
    let there = tenant.outbound_contacts();
    assert_eq!(i64::try_from(there.len()).unwrap(), all - all / 50, "all of them are at the tenant");
    assert!(there.iter().all(|contact| contact.writes == 1), "and none was done twice");
    repeated_only_where_unknown(&tenant, &kills);

    let steps = i64::from(Step::LAST);
    assert_eq!(count("SELECT count(*) FROM chain"), chains * steps, "each step once");
    let mut done: BTreeMap<String, u32> = BTreeMap::new();
    for entry in tenant.journal().of("PATCH", CONTACTS).iter().filter(|entry| entry.status == Some(200)) {
        *done.entry(entry.path.clone()).or_default() += 1;
    }
    assert!(done.values().all(|times| *times == 1), "each step once at the tenant, too: {done:?}");
    assert_eq!(i64::try_from(done.len()).unwrap(), chains * steps);
}

/// The program is killed as each of the three steps is with the tenant: it was done and its answer is lost, or it was not
/// done. Either way the step before it is settled, and none is done twice or left out.
#[tokio::test(flavor = "multi_thread")]
async fn a_chain_that_is_killed_between_each_two_of_its_steps_does_each_step_once() {
    for (lost, attempts) in [(Fault::cut_before_answer(), 1), (Fault::reset(), 2)] {
        let folder = tempfile::tempdir().unwrap();
        let address = "127.0.0.1:0".parse().unwrap();
        let tenant = Simulator::builder().journal(100_000).start(address).await.unwrap();
        let contact = |step: u32| format!("/api/v2/contacts/chain1-{step}");
        for step in 1..=Step::LAST {
            tenant.faults().add(lost.clone().on("PATCH", &contact(step)).next(1));
        }
        let mut child = start(folder.path(), &tenant, "1");
        for step in 1..=Step::LAST {
            let asked = |entry: &Entry| entry.method == "PATCH" && entry.path == contact(step);
            tenant.journal().until(|entries| entries.iter().any(asked)).await;
            child.kill().unwrap();
            child.wait().unwrap();
            child = start(folder.path(), &tenant, &format!("-{}", step + 1));
        }
        let ended = tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap();
        assert!(ended.success());
        let db = Connection::open(folder.path().join("callboard.db")).unwrap();
        let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        let sql = "SELECT coalesce(group_concat(subject || ' ' || state || ' ' || coalesce(words, '')), '') FROM outbox";
        let left: String = db.query_row(sql, [], |row| row.get(0)).unwrap();
        let done = count("SELECT count(*) FROM chain WHERE chain = 'chain1'");
        assert_eq!(done, i64::from(Step::LAST), "left: {left}");
        for step in 1..=Step::LAST {
            let sent = tenant.journal().of("PATCH", &contact(step)).len();
            assert_eq!(sent, attempts, "step {step}: what was done is found by looking, and not repeated");
        }
    }
}

/// A key that came again: another start lies between the two, or the first was cut. What a killed program had sent may
/// arrive after it was killed, so a start is the first token that was asked for since.
fn repeated_only_where_unknown(tenant: &Running, kills: &[u64]) {
    let tokens = tenant.journal().of("POST", "/oauth/token");
    let start = |kill: &u64| tokens.iter().map(|entry| entry.seq).find(|seq| seq > kill);
    let starts: Vec<u64> = kills.iter().filter_map(start).collect();
    let mut last: BTreeMap<String, Entry> = BTreeMap::new();
    for entry in tenant.journal().of("POST", NUMBERS) {
        let (key, seq) = (entry.headers["idempotency-key"].clone(), entry.seq);
        if let Some(before) = last.insert(key, entry) {
            let killed = starts.iter().any(|start| (before.seq..seq).contains(start));
            assert!(killed || before.fault.is_some(), "{} came again as {seq} in one run", before.seq);
        }
    }
}

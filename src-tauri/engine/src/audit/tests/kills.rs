//! Promise 12: the audit entry and its effect are in one transaction.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use callboard_clock::Chance;

use super::house::{House, caller, plain_question, verified};
use super::mutations::open;
use crate::kernel::audit::Entry;

const FOLDER: &str = "CALLBOARD_TEST_KILLED_FOLDER";

/// Not a test of its own: the program that is killed by the one below.
#[tokio::test]
async fn writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let house = House::at(Path::new(&folder));
    loop {
        let writes = (0..8).map(|_| {
            house.kernel.db.write(|write| {
                write.execute("INSERT INTO effects DEFAULT VALUES", [])?;
                write.audit(&caller(), Entry::new("test.effect", "effect"))
            })
        });
        let done = futures_util::future::join_all(writes).await;
        let last = done.into_iter().map(Result::unwrap).max().unwrap();
        println!("acknowledged {last}");
        std::io::stdout().flush().unwrap();
    }
}

#[test]
fn after_any_kill_there_are_as_many_audit_rows_as_effects() {
    let dir = tempfile::tempdir().unwrap();
    let chance = Chance::seeded(12);
    for _ in 0..10 {
        let acknowledged = write_and_kill(dir.path(), 1 + chance.below(40));
        let db = open(&dir.path().join("callboard.db"));
        let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        let effects = count("SELECT count(*) FROM effects");
        assert_eq!(effects, count("SELECT count(*) FROM audit WHERE action = 'test.effect'"));
        assert!(effects >= acknowledged, "{acknowledged} were acknowledged, {effects} are there");
        let verified = verified(&db, &plain_question());
        assert!(verified.ok, "{:?}", verified.first_bad);
    }
}

/// Starts this test program as the writer, kills it after so many acknowledgements, answers the last one.
fn write_and_kill(folder: &Path, after: u64) -> i64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "audit::tests::kills::writes_until_it_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut told =
        lines.filter_map(|line| line.split_once("acknowledged ").and_then(|(_, seq)| seq.parse().ok()));
    let last = told.nth(usize::try_from(after).unwrap()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    last
}

//! Whatever is done to the audit log with a tool for SQLite, `callboard audit verify` ends with 1 and names the place.

use std::fs;
use std::path::Path;

use callboard_tests::{Answer, Office, callboard};
use rusqlite::Connection;
use serde_json::Value;

/// What is done, by its SQL, and the row that is named. The third row is `settings.set`, with a before and an after.
const DEEDS: &[(&str, u64)] = &[
    ("UPDATE audit SET seq = 1000 WHERE seq = 3", 3),
    ("UPDATE audit SET at = at + 1 WHERE seq = 3", 3),
    ("UPDATE audit SET actor = 'somebody' WHERE seq = 3", 3),
    ("UPDATE audit SET door = 'browser' WHERE seq = 3", 3),
    ("UPDATE audit SET action = 'settings.get' WHERE seq = 3", 3),
    ("UPDATE audit SET object = 'settings/other' WHERE seq = 3", 3),
    ("UPDATE audit SET before = NULL WHERE seq = 3", 3),
    ("UPDATE audit SET before = '' WHERE seq = 3", 3),
    ("UPDATE audit SET after = replace(after, '60', '61') WHERE seq = 3", 3),
    ("UPDATE audit SET result = 'refused' WHERE seq = 3", 3),
    ("UPDATE audit SET commitment = x'00' WHERE seq = 3", 3),
    ("UPDATE audit SET prev_hash = x'00' WHERE seq = 3", 3),
    ("UPDATE audit SET hash = zeroblob(32) WHERE seq = 3", 3),
    ("DELETE FROM audit WHERE seq = 3", 3),
    ("DELETE FROM audit WHERE seq = 1", 1),
    ("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", 0),
    (
        "UPDATE audit SET seq = 1000 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4;
         UPDATE audit SET seq = 4 WHERE seq = 1000",
        3,
    ),
    (
        "INSERT INTO audit SELECT 0, at, actor, door, action, object, before, after, result, commitment, prev_hash, hash
         FROM audit WHERE seq = 3",
        0,
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_deed_is_found_and_its_place_named() {
    let office = Office::open().await;
    office.connect();
    for seconds in ["60", "61", "62"] {
        office.done(&["settings", "set", "run.poll_seconds", seconds]);
    }
    let honest = office.done(&["audit", "verify"]);
    let db = Connection::open(office.database()).unwrap();
    let (action, last) = facts(&db);
    assert_eq!(action, "settings.set", "the deeds are done to this one");
    drop(db);
    assert!(honest["rows"].as_u64().unwrap() >= 5);
    for (deed, named) in DEEDS {
        let verified = after(&office, deed);
        assert_eq!(verified.code, 1, "{deed}: {verified:?}");
        let first_bad = verified.json()["first_bad"].clone();
        let named = if deed.contains("max(seq)") { last } else { *named };
        assert_eq!(first_bad["seq"], named, "{deed}: {first_bad}");
        assert!(!first_bad["words"].as_str().unwrap().is_empty());
    }
}

/// The action of the third row, and the number of the last.
fn facts(db: &Connection) -> (String, u64) {
    let action = db.query_row("SELECT action FROM audit WHERE seq = 3", [], |row| row.get(0)).unwrap();
    let last: i64 = db.query_row("SELECT max(seq) FROM audit", [], |row| row.get(0)).unwrap();
    (action, last.unsigned_abs())
}

/// `audit verify` on a copy of the data to which the deed was done.
fn after(office: &Office, deed: &str) -> Answer {
    let copy = tempfile::tempdir().unwrap();
    let data = copy.path().join("data");
    copy_files(&office.data(), &data);
    fs::copy(office.data().with_extension("passphrase"), data.with_extension("passphrase")).unwrap();
    let db = Connection::open(data.join("callboard.db")).unwrap();
    db.pragma_update(None, "foreign_keys", false).unwrap();
    db.execute_batch(deed).unwrap();
    drop(db);
    Answer::of(callboard(Some(&data)).args(["--json", "audit", "verify"]), "")
}

fn copy_files(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// What a chain alone cannot show.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_cut_with_its_head_is_found_by_an_anchor() {
    let office = Office::open().await;
    office.connect();
    office.done(&["settings", "set", "run.poll_seconds", "60"]);
    let anchor = office.done(&["audit", "anchor"]);
    let kept = office.file("anchor.txt", anchor["anchor"].as_str().unwrap());
    let db = Connection::open(office.database()).unwrap();
    db.execute_batch(
        "DELETE FROM audit WHERE seq > 1;
         UPDATE audit_head SET seq = 1, hash = (SELECT hash FROM audit WHERE seq = 1)",
    )
    .unwrap();
    drop(db);
    let verified = office.ask(&["audit", "verify", "--anchor", &kept]);
    assert_eq!(verified.code, 1, "{verified:?}");
    let words: Value = verified.json()["first_bad"]["words"].clone();
    assert!(words.as_str().unwrap().contains("missing"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_has_had_enough_does_not_turn_a_no_into_a_yes() {
    let office = callboard_tests::Office::open().await;
    office.connect();
    let db = rusqlite::Connection::open(office.database()).unwrap();
    db.execute("UPDATE audit SET actor = 'nobody' WHERE seq = 1", []).unwrap();
    drop(db);
    let mut verify = office.callboard();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = verify.args(["audit", "verify"]).stdout(writer).status().unwrap();
    assert_eq!(status.code(), Some(1), "the answer is no, whether or not anybody reads why");
}

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
    ("DROP TABLE audit", 1),
    ("DROP TABLE audit_head", 1),
    ("DROP TABLE audit_checkpoints", 1),
    ("ALTER TABLE audit RENAME COLUMN actor TO somebody", 1),
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

/// Every trace of the rows behind `last` is taken away, as somebody does who knows the tables.
fn cut(database: &Path, last: u64) {
    let db = Connection::open(database).unwrap();
    db.pragma_update(None, "foreign_keys", false).unwrap();
    db.execute_batch(&format!(
        "DELETE FROM audit WHERE seq > {last}; DELETE FROM audit_checkpoints WHERE seq > {last};
         DELETE FROM audit_private WHERE seq > {last}; DELETE FROM audit_head;
         INSERT INTO audit_head SELECT 1, seq, hash FROM audit WHERE seq = {last}"
    ))
    .unwrap();
}

/// The first row that tells of a checkpoint: up to there the log was signed with its own key.
fn first_told(database: &Path) -> u64 {
    let db = Connection::open(database).unwrap();
    let sql = "SELECT min(seq) FROM audit WHERE action = 'audit.checkpoint'";
    db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap().unsigned_abs()
}

/// Something done to the database, and its name.
type Deed<'a> = (&'static str, &'a dyn Fn(&Path));

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_not_the_one_that_was_signed_is_named_and_not_signed() {
    let office = Office::open().await;
    office.connect();
    let old = office.file("old.db", "");
    fs::copy(office.database(), &old).unwrap();
    for seconds in ["60", "61", "62"] {
        office.done(&["settings", "set", "run.poll_seconds", seconds]);
    }
    let whole = office.file("whole.db", "");
    fs::copy(office.database(), &whole).unwrap();
    assert_eq!(office.ask(&["audit", "verify", "--file", &whole]).code, 0, "a fresh copy is the signed log");
    let told = first_told(&office.database());

    let deeds: [Deed<'_>; 5] = [
        ("cut", &|database| cut(database, told)),
        ("emptied", &|database| cut(database, 0)),
        ("an old copy put back", &|database| {
            fs::copy(&old, database).unwrap();
        }),
        ("made anew behind its first checkpoint", &|database| {
            cut(database, told);
            made_anew(&office);
        }),
        ("made anew as a whole", &|database| {
            cut(database, 0);
            made_anew(&office);
        }),
    ];
    for (deed, done) in deeds {
        fs::copy(&whole, office.database()).unwrap();
        done(&office.database());
        let copy = office.file("copy.db", "");
        fs::copy(office.database(), &copy).unwrap();
        let by_itself = without_the_key(&office, &["audit", "verify", "--file", &copy]);
        assert_eq!(by_itself.code, 0, "{deed}: the chain alone shows nothing: {by_itself:?}");
        let of_copy = office.ask(&["audit", "verify", "--file", &copy]);
        assert_eq!(of_copy.code, 1, "{deed}: the store knows the log of the copy: {of_copy:?}");
        let status = office.done(&["status"]);
        let trouble = status["trouble"].to_string();
        assert!(trouble.contains("The audit log is not signed"), "{deed}: {status}");
        let verified = office.ask(&["audit", "verify"]);
        assert_eq!(verified.code, 1, "{deed}: {verified:?}");
        assert!(verified.json()["first_bad"]["words"].as_str().unwrap().contains("secret store"), "{deed}");
        office.done(&["settings", "set", "run.poll_seconds", "63"]);
        assert_eq!(office.ask(&["audit", "verify"]).code, 1, "{deed}: what came later was not signed");
    }
    office.done(&["audit", "new-key", "--why", "It was me."]);
    assert_eq!(office.ask(&["audit", "verify"]).code, 0, "a person has decided");
}

/// Rows by whoever has the database and not the key, signed with one of their own.
fn made_anew(office: &Office) {
    for seconds in ["30", "31", "32", "33", "34", "35"] {
        assert_eq!(without_the_key(office, &["settings", "set", "run.poll_seconds", seconds]).code, 0);
    }
}

/// A command with another store of secrets.
fn without_the_key(office: &Office, args: &[&str]) -> Answer {
    let mut command = callboard(None);
    command.args(["--json", "--secrets", "session", "--data-dir"]).arg(office.data());
    Answer::of(command.args(args), "")
}

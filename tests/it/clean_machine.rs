//! A machine on which nobody installed certificate authorities, and a copy of a database that is only looked at.

use std::fs;
use std::path::Path;

use callboard_tests::{Answer, callboard};
use serde_json::Value;

/// As the system has none: the folder that is named does not exist.
fn without_authorities(data: Option<&Path>) -> std::process::Command {
    let mut command = callboard(data);
    command.env("SSL_CERT_FILE", "/nonexistent/certs.pem").env("SSL_CERT_DIR", "/nonexistent");
    command
}

#[test]
fn the_main_job_is_done_where_there_are_no_certificate_authorities() {
    let answer = Answer::of(without_authorities(None).args(["demo", "--json"]), "");
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
}

#[test]
fn status_says_whose_certificate_authorities_are_trusted() {
    let dir = tempfile::tempdir().unwrap();
    let ask = |mut command: std::process::Command| {
        let answer = Answer::of(command.args(["--json", "status"]), "");
        answer.json()["certificates"].as_str().unwrap_or_default().to_owned()
    };
    let set = ["settings", "set", "run.poll_seconds", "60"];
    assert_eq!(Answer::of(without_authorities(Some(dir.path())).args(set), "").code, 0);
    assert!(ask(without_authorities(Some(dir.path()))).contains("shipped with Callboard"));
}

/// Name and bytes of everything in a folder.
fn everything(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
        .collect();
    all.sort();
    all
}

#[test]
fn a_copy_of_a_database_is_verified_without_an_engine_and_left_as_it_was() {
    let (data, copies) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let done = Answer::of(callboard(Some(data.path())).args(["audit", "anchor"]), "");
    assert_eq!(done.code, 0, "{}", done.stderr);
    let copy = copies.path().join("copy.db");
    fs::copy(data.path().join("callboard.db"), &copy).unwrap();
    let before = everything(copies.path());
    let verify =
        |file: &Path| Answer::of(callboard(None).args(["--json", "audit", "verify", "--file"]).arg(file), "");
    let answer = verify(&copy);
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    assert_eq!(answer.json()["ok"], Value::Bool(true));
    assert_eq!(everything(copies.path()), before, "not a byte was changed, and nothing lies beside it");

    let db = rusqlite::Connection::open(&copy).unwrap();
    db.execute("UPDATE audit SET actor = 'nobody' WHERE seq = 1", []).unwrap();
    drop(db);
    let forged = verify(&copy);
    assert_eq!(forged.code, 1, "{}", forged.stdout);
    let missing = verify(&copies.path().join("none.db"));
    assert_eq!(missing.code, 2, "{}", missing.stdout);
}

//! Commands of which no Callboard runs on the data folder: what they do beside their answer, and what they say of what
//! goes on when they have ended.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use callboard_simulator::Fault;
use callboard_tests::{Answer, CREATE, DELETE, Office, callboard};
use rusqlite::Connection;
use serde_json::Value;

use super::saving::soon_somewhere;
use super::{ZONES, at_noon};

/// An office without an instance, with a schedule whose window begins within the time of submission, and that is not
/// active.
async fn about_to_begin() -> (Office, String) {
    let (zone, soon) = soon_somewhere();
    let office = Office::with(&[(zone, 3)], |tenant| tenant).await;
    office.connect();
    let list = office.list(&[(zone, 3)]);
    let cron = format!("{} {} * * *", soon.minute(), soon.hour());
    let save =
        ["schedule", "save", "--cron", &cron, "--campaign", "renewals", "--contacts", &list, "--paused"];
    let saved = office.done(&save);
    let id = saved["id"].as_str().unwrap().to_owned();
    (office, id)
}

fn sent(office: &Office) -> usize {
    office.tenant.journal().of(CREATE.0, CREATE.1).len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_makes_nothing_go_out_that_is_due() {
    let (office, id) = about_to_begin().await;
    let db = Connection::open(office.database()).unwrap();
    db.execute("UPDATE schedules SET state = 'active'", []).unwrap();
    drop(db);
    for question in [
        &["status"][..],
        &["schedule", "list"],
        &["schedule", "show", &id],
        &["schedule", "missed"],
        &["run", "list"],
        &["contacts", "list"],
        &["rules", "list"],
        &["settings", "show"],
        &["connection", "list"],
        &["connection", "test", "stand-in"],
        &["connection", "campaigns"],
        &["inbox", "list"],
        &["delivery", "list"],
        &["listener", "show"],
        &["source", "list"],
        &["disposition", "map", "show"],
        &["audit", "list"],
        &["audit", "verify"],
        &["audit", "anchor"],
        &["doctor"],
    ] {
        office.done(question);
    }
    assert_eq!(sent(&office), 0, "a question is no start");
    let serve = office.serve();
    office.until("what was due goes out once Callboard runs", || (sent(&office) == 1).then_some(())).await;
    assert_eq!(serve.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_is_on_says_that_it_opens_while_callboard_runs() {
    let office = Office::open().await;
    let address = office.free_address();
    assert_eq!(office.done(&["listener", "set", "--on", "--address", &address])["state"], "listening");
    let shown = office.done(&["listener", "show"]);
    assert_eq!(shown["state"], "off");
    let words = format!("It opens at {address} while Callboard runs: nothing can come in now.");
    assert_eq!(shown["words"], Value::from(words));
}

/// Every file of a folder with its bytes and its time.
fn state_of(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let files =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()).filter(|entry| entry.path().is_file());
    files
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let time = entry.metadata().unwrap().modified().unwrap();
            (name, (fs::read(entry.path()).unwrap(), time))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_is_read_as_it_lies_there_also_with_what_a_kill_left_behind() {
    let office = Office::open().await;
    office.connect();
    let serve = office.serve();
    for seconds in ["60", "61", "62"] {
        office.done(&["settings", "set", "run.poll_seconds", seconds]);
    }
    serve.kill();
    let before = state_of(&office.data());
    assert!(before["callboard.db-wal"].0.len() > 1, "the last rows stand in the log alone");
    let list = office.done(&["audit", "list", "--action", "settings.set"]);
    assert_eq!(list["rows"].as_array().map(Vec::len), Some(3), "{list}");
    let verified = office.done(&["audit", "verify"]);
    assert_eq!(verified["ok"], true);
    let lines = office.ask(&["audit", "export", "--action", "settings.set"]);
    assert_eq!((lines.code, lines.stdout.lines().count()), (0, 3), "{lines:?}");
    let file = office.file("rows.csv", "");
    let report = office.done(&["audit", "export", "--format", "csv", "--out", &file]);
    assert_eq!(report["rows"], verified["rows"]);
    assert_eq!(fs::read_to_string(&file).unwrap().lines().next().unwrap().split(',').next(), Some("seq"));
    assert!(state_of(&office.data()) == before, "nothing in the folder changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_does_not_exist_is_no_log_of_no_rows() {
    let office = Office::open().await;
    let typo = office.folder().join("typo");
    let export = office.folder().join("rows.jsonl").to_string_lossy().into_owned();
    for args in [
        &["audit", "verify"][..],
        &["audit", "list"],
        &["audit", "export"],
        &["audit", "export", "--out", &export],
        &["audit", "anchor"],
        &["audit", "new-key", "--why", "x"],
    ] {
        let mut command = callboard(None);
        command.args(["--json", "--secrets", "session", "--data-dir"]).arg(&typo).args(args);
        let said = Answer::of(&mut command, "").refused_with(2);
        let words = format!("There is no data folder at {}.", typo.display());
        assert!(said.starts_with(&words), "{args:?}: {said}");
    }
    assert!(!typo.exists(), "and none is made");
    fs::create_dir(&typo).unwrap();
    let mut verify = callboard(None);
    verify.args(["--json", "--data-dir"]).arg(&typo).args(["audit", "verify"]);
    assert!(Answer::of(&mut verify, "").refused_with(2).contains("There is no database of Callboard in"));
    assert_eq!(fs::read_dir(&typo).unwrap().count(), 0, "and none is made");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_let_go_is_at_the_tenant_when_the_command_ends() {
    let (office, id) = about_to_begin().await;
    let resumed = office.done(&["schedule", "resume", &id, "--go"]);
    assert_eq!((resumed["state"].as_str(), resumed.get("not_sent")), (Some("active"), None), "{resumed}");
    assert_eq!(office.tenant.windows().len(), 1);
    office.done(&["schedule", "edit", &id, "--duration", "30m", "--go"]);
    let windows = office.tenant.windows();
    assert_eq!(windows.len(), 1, "{windows:?}");
    assert_eq!(
        windows[0].end.duration_since(windows[0].start).as_mins(),
        30,
        "the edit is there, not the old one"
    );
    office.done(&["schedule", "remove", &id]);
    let (list, draft) = (office.list(&[(soon_somewhere().0, 3)]), &resumed["draft"]);
    let cron = draft["cron"].as_str().unwrap();
    let save = ["schedule", "save", "--cron", cron, "--campaign", "renewals", "--contacts", &list, "--go"];
    office.done(&save);
    assert_eq!(office.tenant.windows().len(), 1, "a new one too");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_let_go_and_cannot_be_sent_yet_ends_with_1_and_says_when_it_is_sent() {
    let (office, id) = about_to_begin().await;
    office.tenant.faults().add(Fault::throttled("900").on(CREATE.0, CREATE.1));
    let resumed = office.ask(&["schedule", "resume", &id, "--go"]);
    let left = &resumed.ended_with(1)["not_sent"];
    assert_eq!(left.as_array().map(Vec::len), Some(1), "{resumed:?}");
    assert!(left[0]["next_try"].is_string(), "{left}");
    let said = "1 window is not sent yet; Callboard sends them while it runs";
    assert!(resumed.stderr.contains(said), "{resumed:?}");
    assert!(!resumed.stdout.contains("by itself"), "nothing runs now: {resumed:?}");
    office.tenant.faults().clear();
    let shown = Answer::of(office.callboard().args(["schedule", "show", &id]), "");
    assert_eq!(shown.code, 0, "{shown:?}");
    assert_eq!(sent(&office), 1, "and looking sends nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_withdrawn_yet_goes_on_while_callboard_runs() {
    let office = Office::with(ZONES, |tenant| tenant).await;
    office.connect();
    let list = office.list(ZONES);
    office.done(&at_noon(&["schedule", "submit"], &list));
    office.tenant.faults().add(Fault::throttled("900").on(DELETE.0, DELETE.1));
    let stopped = office.ask(&["schedule", "stop-now", "renewals"]);
    stopped.ended_with(1);
    let said = "2 windows are not withdrawn yet; Callboard goes on while it runs: `callboard serve`.";
    assert!(stopped.stderr.contains(said), "{stopped:?}");
    assert!(!stopped.stdout.contains("by itself"), "{stopped:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_without_an_instance_says_that_nothing_is_sent() {
    let office = Office::open().await;
    office.connect();
    let said = Answer::of(office.callboard().args(["status"]), "");
    assert!(said.stderr.contains("No Callboard runs on this data folder: nothing is sent"), "{said:?}");
    let serve = office.serve();
    let said = Answer::of(office.callboard().args(["status"]), "");
    assert!(!said.stderr.contains("No Callboard runs"), "{said:?}");
    assert_eq!(serve.stop(), Some(0));
}

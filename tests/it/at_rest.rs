//! Questions to a data folder on which no Callboard runs: the folder stays byte for byte as it was, whatever a crash left in
//! it and wherever it lies, and one that is not there is not made.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use callboard_engine::kernel::{DataDir, Quiet};
use callboard_tests::{Answer, Office, callboard};

const ZONES: &[(&str, u64)] = &[("America/New_York", 3), ("Europe/Berlin", 2)];

const QUESTIONS: &[&[&str]] = &[
    &["status"],
    &["doctor"],
    &["settings", "show"],
    &["connection", "list"],
    &["connection", "campaigns"],
    &["contacts", "list"],
    &["schedule", "list"],
    &["schedule", "missed"],
    &["schedule", "missed", "list"],
    &["schedule", "preview", "--cron", "@daily", "--zone", "Europe/Berlin"],
    &["schedule", "preview", "--cron", "@daily", "--zone", "Europe/Berlin", "--campaign", "renewals"],
    &["run", "list"],
    &["listener", "show"],
    &["source", "list"],
    &["disposition", "unmapped"],
    &["disposition", "feed"],
    &["disposition", "routes"],
    &["disposition", "map", "show"],
    &["disposition", "map", "history"],
    &["disposition", "map", "compare"],
    &["disposition", "map", "export"],
    &["dnc", "status"],
    &["dnc", "lookup", "+12125550123"],
    &["inbox", "list"],
    &["delivery", "list"],
    &["delivery", "dead"],
    &["delivery", "endpoint", "list"],
    &["rules", "list"],
    &["rules", "standing"],
    &["audit", "list"],
    &["audit", "verify"],
    &["audit", "export"],
];

/// Names and bytes of all that lies in a folder.
fn all_in(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(all_in(&path));
            found.insert(path, Vec::new());
        } else {
            let bytes = fs::read(&path).unwrap();
            found.insert(path, bytes);
        }
    }
    found
}

/// A folder with a connection, as a Callboard leaves it that ended in order.
async fn used() -> Office {
    let office = Office::with(ZONES, |tenant| tenant).await;
    office.connect();
    office
}

/// The same, left by a Callboard that was killed: what it changed last lies in the log beside the database.
async fn killed() -> Office {
    let office = used().await;
    let serve = office.serve();
    office.done(&["settings", "set", "run.poll_seconds", "61"]);
    serve.kill();
    let log = fs::metadata(office.data().join("callboard.db-wal")).unwrap();
    assert!(log.len() > 0, "a crash leaves a log");
    office
}

fn answered(answer: &Answer, question: &[&str]) {
    assert!(matches!(answer.code, 0 | 1), "{question:?}: {answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_leaves_every_byte_of_the_folder_as_it_was() {
    for office in [used().await, killed().await] {
        let before = all_in(&office.data());
        let list = office.list(ZONES);
        let plan =
            ["schedule", "plan", "--cron", "0 12 * * 3", "--campaign", "renewals", "--contacts", &list];
        for question in QUESTIONS.iter().copied().chain([&plan[..]]) {
            answered(&office.ask(question), question);
            let after = all_in(&office.data());
            let all = before.keys().chain(after.keys());
            let changed: Vec<_> = all.filter(|at| before.get(*at) != after.get(*at)).collect();
            assert!(changed.is_empty(), "{question:?} changed {changed:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_by_what_was_committed_last_before_a_crash() {
    let office = killed().await;
    let settings = office.done(&["settings", "show"]);
    let poll = settings.as_array().unwrap().iter().find(|row| row["key"] == "run.poll_seconds").unwrap();
    assert_eq!(poll["value"], 61);
}

/// In a mount namespace of its own; where the machine allows none, the test is left out and that is said.
#[expect(clippy::print_stderr, reason = "what was left out is said aloud")]
fn on_a_read_only_folder(command: &Command, data: &Path) -> Option<Command> {
    let tried = Command::new("unshare").args(["-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]).output();
    if !tried.is_ok_and(|tried| tried.status.success()) {
        eprintln!("\n*** A test of disks was left out: `unshare -rm` may not mount anything here.\n");
        return None;
    }
    let read_only = r#"mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@""#;
    let mut inside = Command::new("unshare");
    inside.args(["-rm", "sh", "-c", read_only, "sh"]).arg(data);
    inside.arg(command.get_program()).args(command.get_args());
    inside.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Some(inside)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_where_the_folder_is_read_only() {
    for office in [used().await, killed().await] {
        for question in QUESTIONS {
            let mut command = office.callboard();
            command.arg("--json").args(*question);
            let Some(mut command) = on_a_read_only_folder(&command, &office.data()) else { return };
            answered(&Answer::of(&mut command, ""), question);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistyped_folder_is_refused_by_every_question_and_not_made() {
    let office = used().await;
    let (typo, empty) = (office.folder().join("dat"), office.folder().join("empty"));
    fs::create_dir(&empty).unwrap();
    for question in QUESTIONS.iter().copied().chain([&["run", "watch", "r1"][..], &["ticket"]]) {
        for (folder, words) in [(&typo, "There is no data folder at "), (&empty, "There is no database of ")]
        {
            // Whoever goes on with what is there may find a folder in which nothing was saved.
            if question == ["run", "watch", "r1"] && folder == &empty {
                continue;
            }
            let mut command = callboard(None);
            command.arg("--json").arg("--data-dir").arg(folder).args(question);
            let said = Answer::of(&mut command, "").refused_with(2);
            assert!(said.contains(words) && said.contains("--data-dir"), "{question:?}: {said}");
        }
        assert!(!typo.exists(), "{question:?} made the folder");
    }
    assert_eq!(all_in(&empty).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_on_a_fresh_machine_says_that_nothing_was_saved_yet() {
    let office = Office::open().await;
    let home = office.folder().join("home");
    fs::create_dir(&home).unwrap();
    for question in [&["schedule", "list"][..], &["run", "list"], &["status"], &["settings", "show"]] {
        let mut command = callboard(None);
        command.args(["--json", "--secrets", "session"]).args(question).env("HOME", &home);
        command.env_remove("XDG_DATA_HOME");
        let answer = Answer::of(&mut command, "");
        assert_eq!(answer.code, 0, "{question:?}: {answer:?}");
        assert!(answer.stderr.contains("Nothing was saved yet"), "{question:?}: {answer:?}");
        assert_eq!(all_in(&home).len(), 0, "{question:?} made something");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_finds_the_folder_held_is_told_by_what() {
    let office = used().await;
    let reading = Quiet::hold(&office.data()).unwrap();
    office.done(&["run", "list"]);
    let change = ["settings", "set", "run.poll_seconds", "60"];
    let by_a_reader = std::thread::spawn({
        let mut command = office.callboard();
        command.arg("--json").args(change);
        move || Answer::of(&mut command, "").refused_with(5)
    });
    let other = used().await;
    let held = DataDir::hold_as(&other.data(), "`callboard run watch`").unwrap();
    let said = other.ask(&["run", "list"]).refused_with(5);
    assert!(said.contains(&format!("`callboard run watch` (process {})", std::process::id())), "{said}");
    drop(held);
    let said = by_a_reader.join().unwrap();
    assert!(said.contains("Another command is reading "), "{said}");
    drop(reading);
    office.done(&change);
}

//! Exit codes, and commands that meet each other.

use std::fs::{self, File};

use callboard_simulator::Fault;
use callboard_tests::{Answer, Office, callboard};

use super::connected;

#[tokio::test(flavor = "multi_thread")]
async fn wrong_arguments_end_with_2_in_json_and_in_words() {
    let office = Office::open().await;
    for wrong in
        [&["schedule", "plan", "--corn", "x"][..], &["nonsense"], &["run", "show"], &["schedule", "submit"]]
    {
        assert!(!office.ask(wrong).refused_with(2).trim().is_empty(), "{wrong:?}");
        let words = Answer::of(office.callboard().args(wrong), "");
        assert_eq!(
            (words.code, words.stdout.as_str()),
            (2, ""),
            "words of a refusal go to stderr: {words:?}"
        );
    }
    let there = fs::read_dir(office.data()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = there.filter(|name| name != "secrets.age").collect();
    assert!(left.is_empty(), "what was refused before it began leaves nothing behind: {left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_refuses_or_is_away_ends_with_3_and_says_what_to_do() {
    let office = connected().await;
    office.done(&["settings", "set", "retry.interactive", "0"]);
    office.tenant.faults().add(Fault::status(403).on("GET", "/api/v2/outbound/campaigns").next(1));
    let forbidden = office.ask(&["connection", "campaigns"]).refused_with(3);
    assert!(forbidden.contains("scope"), "{forbidden}");
    office.tenant.faults().add(Fault::reset());
    let away = office.ask(&["connection", "campaigns"]).refused_with(3);
    assert!(!away.trim().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_that_is_a_file_ends_with_4() {
    let office = Office::open().await;
    let file = office.file("data", "a file");
    let refused = office.ask(&["settings", "set", "run.poll_seconds", "60"]).refused_with(4);
    assert!(refused.contains(&file), "{refused}");
    let asked = office.ask(&["status"]).refused_with(2);
    assert!(asked.contains("is a file and no data folder"), "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_one_that_cannot_be_reached_ends_with_5() {
    let office = Office::open().await;
    office.connect();
    let lock = File::options().write(true).open(office.data().join("lock")).unwrap();
    lock.lock().unwrap();
    let held = office.ask(&["status"]).refused_with(5);
    assert!(held.contains("already running"), "{held}");
    lock.unlock().unwrap();
    office.done(&["status"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_commands_at_once_without_an_instance_wait_for_each_other() {
    let office = Office::open().await;
    let all: Vec<_> = (0..12)
        .map(|number| {
            let mut command = office.callboard();
            command.args(["--json", "settings", "set", "run.poll_seconds", &(30 + number).to_string()]);
            std::thread::spawn(move || Answer::of(&mut command, ""))
        })
        .collect();
    for one in all {
        one.join().unwrap().ended_with(0);
    }
    let changes = office.done(&["audit", "list", "--action", "settings.set"]);
    assert_eq!(changes["rows"].as_array().map(Vec::len), Some(12), "each of them did its work: {changes}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn arguments_that_are_not_text_are_refused_with_2_and_a_folder_may_be_called_so() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let office = Office::open().await;
    let odd = OsStr::from_bytes(b"a\xffb");
    for args in [&[odd][..], &[OsStr::new("schedule"), OsStr::new("show"), odd], &[OsStr::new("--log"), odd]]
    {
        let mut command = office.callboard();
        let refused = Answer::of(command.arg("--json").args(args), "").refused_with(2);
        assert!(refused.contains("UTF-8"), "{args:?}: {refused}");
        let mut command = office.callboard();
        let people = Answer::of(command.args(args), "");
        assert!(people.code == 2 && people.stderr.contains("UTF-8"), "{args:?}: {people:?}");
    }
    let mut command = callboard(None);
    command.env("CALLBOARD_DATA_DIR", office.folder().join(odd));
    command.args(["--json", "--secrets", "session", "settings", "set", "run.poll_seconds", "60"]);
    Answer::of(&mut command, "").ended_with(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_after_a_kill_asks_the_store_in_which_the_folder_keeps_its_secrets() {
    let office = Office::open().await;
    office.connect();
    office.serve().kill();
    // No keyring runs where tests do; whoever says nothing is asked for none.
    let told = office.callboard();
    let passphrase = told.get_envs().find(|(name, _)| *name == "CALLBOARD_PASSPHRASE_FILE");
    let passphrase = passphrase.and_then(|(_, path)| path).unwrap().to_owned();
    let untold = || {
        let mut command = callboard(None);
        command.arg("--data-dir").arg(office.data()).arg("--json");
        command
    };
    let test = ["connection", "test", "stand-in"];
    let works = Answer::of(untold().env("CALLBOARD_PASSPHRASE_FILE", &passphrase).args(test), "");
    assert_eq!(works.ended_with(0)["ok"], true);
    let status = Answer::of(untold().args(["status"]), "").ended_with(0);
    assert_eq!(status["secret_store"]["kind"], "file", "{status}");
    assert!(status["secret_store"]["words"].as_str().unwrap().contains("passphrase"), "{status}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_finds_no_room_ends_with_4_and_says_so() {
    use std::io::Write as _;
    use std::process::Stdio;
    let office = Office::open().await;
    office.done(&["settings", "set", "run.poll_seconds", "60"]);
    for args in [
        &["settings", "show"][..],
        &["--json", "settings", "show"],
        &["audit", "export"],
        &["phone", "normalize"],
    ] {
        let mut command = office.callboard();
        let full = File::options().write(true).open("/dev/full").unwrap();
        command.args(args).stdin(Stdio::piped()).stdout(full).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"US\t+14155552671\n").unwrap_or_default();
        let answer = Answer::from(child.wait_with_output().unwrap());
        assert_eq!(answer.code, 4, "{args:?}: {answer:?}");
        assert!(answer.stderr.contains("The disk is full"), "{args:?}: {answer:?}");
    }
}

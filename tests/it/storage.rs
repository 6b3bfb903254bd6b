//! Databases that are not to be touched, folders that cannot be written, disks that are full: a clear word, nothing
//! broken, and work goes on by itself when it can.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use callboard_clock::Clock;
use callboard_simulator::senders::{Hidden, Kind, Target};
use callboard_tests::{Answer, Office, Program};
use reqwest::Client;
use rusqlite::Connection;
use serde_json::{Value, json};

/// Every command and `serve` refuse it with exit code 4 and these words, and not a byte of it changes.
fn is_refused_untouched(office: &Office, words: &str) {
    let before = fs::read(office.database()).unwrap();
    for command in
        [&["status"][..], &["settings", "set", "run.poll_seconds", "60"], &["serve", "--http", "127.0.0.1:0"]]
    {
        let said = office.ask(command).refused_with(4);
        assert!(said.contains(words) && said.contains("callboard.db"), "{command:?}: {said}");
    }
    assert!(fs::read(office.database()).unwrap() == before, "its bytes are as they were");
}

async fn used() -> Office {
    let office = Office::open().await;
    office.connect();
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_database_is_refused_and_untouched() {
    let office = used().await;
    Connection::open(office.database()).unwrap().pragma_update(None, "user_version", 9_999).unwrap();
    is_refused_untouched(&office, "newer Callboard");
}

/// Names and bytes of all that lies in a folder.
fn all_in(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(all_in(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            found.insert(path, bytes);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_a_development_version_is_refused_and_nothing_in_it_changes() {
    // `CALL` and `CALB`, the marks of such databases.
    for mark in [0x4341_4C4C, 0x4341_4C42] {
        let office = used().await;
        Connection::open(office.database()).unwrap().pragma_update(None, "application_id", mark).unwrap();
        let before = all_in(&office.data());
        for command in [&["status"][..], &["serve", "--http", "127.0.0.1:0"]] {
            let said = office.ask(command).refused_with(4);
            let folder = office.data().display().to_string();
            assert!(said.contains("development version") && said.contains(&folder), "{command:?}: {said}");
            assert!(said.contains("move the folder away"), "{command:?}: {said}");
        }
        assert!(all_in(&office.data()) == before, "every file is as it was, and none was added");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_database_is_refused_and_untouched() {
    let office = Office::open().await;
    fs::create_dir(office.data()).unwrap();
    let db = Connection::open(office.database()).unwrap();
    db.execute_batch("PRAGMA application_id = 7; CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)")
        .unwrap();
    drop(db);
    is_refused_untouched(&office, "another program");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_refused_and_untouched() {
    let office = used().await;
    let mut bytes = fs::read(office.database()).unwrap();
    let pages = bytes.len() / 4096;
    for page in 1..pages {
        bytes[page * 4096..page * 4096 + 64].fill(0x5a);
    }
    fs::write(office.database(), &bytes).unwrap();
    is_refused_untouched(&office, "damaged");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_database_is_refused_and_untouched() {
    let office = Office::open().await;
    fs::create_dir(office.data()).unwrap();
    fs::write(office.database(), "id,phone\n".repeat(2_000)).unwrap();
    is_refused_untouched(&office, "not a database");
}

/// In a mount namespace of its own, where `prepare` may mount what it likes; `"$1"` is the data folder.
///
/// Where the machine allows no such namespaces the test is left out, and that is said.
#[expect(clippy::print_stderr, reason = "what was left out is said aloud")]
fn in_a_namespace(command: &Command, prepare: &str, data: &Path) -> Option<Command> {
    let tried = Command::new("unshare").args(["-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]).output();
    if !tried.is_ok_and(|tried| tried.status.success()) {
        eprintln!("\n*** A test of disks was left out: `unshare -rm` may not mount anything here.\n");
        return None;
    }
    let mut inside = Command::new("unshare");
    inside.args(["-rm", "sh", "-c", &format!("{prepare} && shift && exec \"$@\""), "sh"]).arg(data);
    inside.arg(command.get_program()).args(command.get_args());
    inside.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Some(inside)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_written_is_said_so() {
    let office = used().await;
    let before = fs::read(office.database()).unwrap();
    let mut command = office.callboard();
    command.args(["--json", "settings", "set", "run.poll_seconds", "60"]);
    let read_only = r#"mount --bind "$1" "$1" && mount -o remount,bind,ro "$1""#;
    let Some(mut command) = in_a_namespace(&command, read_only, &office.data()) else { return };
    let said = Answer::of(&mut command, "").refused_with(4);
    assert!(said.to_lowercase().contains("read-only"), "{said}");
    assert!(fs::read(office.database()).unwrap() == before);
    office.done(&["settings", "set", "run.poll_seconds", "60"]);
}

/// From a disk on which not even the lock has room to one on which all of it has.
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_at_the_start_is_said_so_whatever_of_it_has_room() {
    let mut ends = Vec::new();
    for pages in [1, 2, 3, 4, 6, 10, 20, 40, 80, 160, 320, 640] {
        let office = Office::open().await;
        for args in [
            &["--json", "settings", "set", "run.poll_seconds", "60"][..],
            &["--json", "settings", "set", "retry.interactive", "1"],
        ] {
            let mut command = office.callboard();
            command.args(args);
            let small = format!(r#"mkdir -p "$1" && mount -t tmpfs -o nr_blocks={pages} tmpfs "$1""#);
            let Some(mut command) = in_a_namespace(&command, &small, &office.data()) else { return };
            let answer = Answer::of(&mut command, "");
            if answer.code != 0 {
                let said = answer.refused_with(4);
                assert!(said.to_lowercase().contains("the disk is full"), "{pages} pages: {said}");
            }
            ends.push(answer.code);
        }
    }
    assert_eq!((ends.first(), ends.last()), (Some(&4), Some(&0)), "{ends:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_among_the_files_of_the_program_stops_nothing_and_is_told_of() {
    let office = used().await;
    let theirs = office.data().join("files").join("mine");
    fs::create_dir_all(&theirs).unwrap();
    let status = office.done(&["status"]);
    let told = status["trouble"].to_string();
    assert!(told.contains("files/mine is not Callboard's"), "{told}");
    assert!(theirs.is_dir());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_so_and_work_goes_on_when_there_is_room() {
    let office = Office::open().await;
    let mut command = office.callboard();
    command.args(["serve", "--http", "127.0.0.1:0"]);
    let small = r#"mkdir -p "$1" && mount -t tmpfs -o size=6m tmpfs "$1""#;
    let Some(mut command) = in_a_namespace(&command, small, &office.data()) else { return };
    let disk = SmallDisk::of(Program::start(&mut command, None), &office.data());
    assert_eq!(disk.set(30).await, (200, None));
    let filler = disk.fill();
    let (status, said) = disk.until_refused().await;
    assert_eq!(status, 503, "never a 200 for what is not stored");
    assert_eq!(said.as_deref(), Some("The disk is full, so nothing can be stored."));
    fs::remove_file(filler).unwrap();
    assert_eq!(disk.set(45).await, (200, None), "it goes on by itself");
    let verified = disk.call("audit.verify", json!({})).await.1;
    assert_eq!(verified["ok"], true, "{verified}");
}

/// Promise 16, for events: never a 200 for what is not stored, and nothing acknowledged is missing afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_takes_no_event_and_takes_them_again_when_there_is_room() {
    let office = Office::open().await;
    let command = office.listening("127.0.0.1:0");
    let small = r#"mkdir -p "$1" && mount -t tmpfs -o size=6m tmpfs "$1""#;
    let Some(mut command) = in_a_namespace(&command, small, &office.data()) else { return };
    let disk = SmallDisk::of(Program::start(&mut command, None), &office.data());
    let settings = json!({ "name": "Acme", "base_url": "http://127.0.0.1:9", "client_id": "x" });
    let (_, connection) = disk
        .call("connection.save", json!({ "settings": settings, "client_secret": "not asked for here" }))
        .await;
    let source = json!({
        "name": "Acme", "kind": "event", "connection": connection["id"], "auth": "signature", "enabled": true,
    });
    let (status, saved) = disk.call("source.save", source).await;
    assert_eq!(status, 200, "{saved}");
    let (clock, secret) = (Clock::system(), Hidden::from(saved["secret"].as_str().unwrap()));
    let target = Target::new(&disk.serve.listener(), Some(Kind::Event), Some(&secret), None).unwrap();
    let send = async |id: String| {
        let body = json!({
            "id": id, "eventType": "contact.updated", "timestamp": clock.now(), "data": { "filler": "x".repeat(2_000) },
        });
        target.post(&id, body.to_string(), &clock).await.unwrap()
    };
    assert_eq!(send("msg_first".to_owned()).await.status, 200);
    let filler = disk.fill();
    let mut acknowledged = 1;
    let mut refused = None;
    for number in 0..2_000 {
        let answer = send(format!("msg_{number}")).await;
        if answer.status != 200 {
            refused = Some((number, answer));
            break;
        }
        acknowledged += 1;
    }
    let (number, answer) = refused.expect("a full disk stores nothing");
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.retry_after.is_some(), "it says when to come again");
    fs::remove_file(filler).unwrap();
    assert_eq!(send(format!("msg_{number}")).await.status, 200, "it goes on by itself");
    let (_, page) = disk.call("traffic.list", json!({ "direction": "received", "limit": 1 })).await;
    assert_eq!(page["total"], acknowledged + 1, "all that was acknowledged, and no more");
    assert_eq!(disk.call("audit.verify", json!({})).await.1["ok"], true);
}

/// A program whose data lie on a disk of a few megabytes, seen from outside its namespace.
struct SmallDisk {
    serve: Program,
    data: PathBuf,
    token: String,
    http: Client,
}

impl SmallDisk {
    fn of(serve: Program, data: &Path) -> Self {
        let data = PathBuf::from(format!("/proc/{}/root{}", serve.pid(), data.display()));
        let door: Value = serde_json::from_slice(&fs::read(data.join("door.json")).unwrap()).unwrap();
        let token = door["token"].as_str().unwrap().to_owned();
        Self { serve, data, token, http: Client::builder().no_proxy().build().unwrap() }
    }

    async fn call(&self, command: &str, args: Value) -> (u16, Value) {
        let request = self.http.post(format!("{}/rpc", self.serve.door())).bearer_auth(&self.token);
        let answer = request.json(&json!({ "command": command, "args": args })).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// Stores something; answers the status, and the words of a refusal.
    async fn set(&self, seconds: u64) -> (u16, Option<String>) {
        let (status, answer) =
            self.call("settings.set", json!({ "key": "run.poll_seconds", "value": seconds })).await;
        (status, answer["message"].as_str().map(str::to_owned))
    }

    /// Takes all the room there is.
    fn fill(&self) -> PathBuf {
        let path = self.data.join("filler");
        let mut size = 1 << 20;
        let mut content = Vec::new();
        while size > 0 {
            let longer = [content.as_slice(), &vec![0_u8; size]].concat();
            if fs::write(&path, &longer).is_ok() { content = longer } else { size /= 2 }
        }
        assert!(fs::write(&path, &content).is_ok());
        path
    }

    /// The log of SQLite has some room of its own at first.
    async fn until_refused(&self) -> (u16, Option<String>) {
        for seconds in 100..1_000 {
            let answer = self.set(seconds).await;
            if answer.0 != 200 {
                return answer;
            }
        }
        panic!("a full disk stores nothing");
    }
}

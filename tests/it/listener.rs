//! The listener of the real program: what it takes and keeps, what it refuses, and that nobody can shut it.

use std::collections::BTreeSet;
use std::time::Duration;

use callboard_clock::{Chance, Clock};
use callboard_simulator::senders::{Hidden, Kind, Plan, Shape, Shares, Target, send};
use callboard_tests::{Answer, Office, Program};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

fn plan(serve: &Program, kind: Kind, secret: &str) -> Plan {
    Plan { url: serve.listener(), kind, secret: Some(Hidden::from(secret.to_owned())), ..Plan::default() }
}

fn target(serve: &Program, kind: Kind, secret: &str) -> Target {
    Target::new(&serve.listener(), Some(kind), Some(&Hidden::from(secret.to_owned())), None).unwrap()
}

fn call_result(contact: &str) -> String {
    json!({ "contactId": contact, "dispositionCode": "1001", "callResult": "answered", "timestamp": Clock::system().now() })
        .to_string()
}

fn kept(office: &Office, status: &[&str]) -> u64 {
    let args = [&["inbox", "list", "--limit", "1"], status].concat();
    office.done(&args)["total"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_four_kinds_are_taken_and_what_is_wrong_is_refused_each_for_its_reason() {
    let office = Office::open().await;
    office.connect();
    let kinds = [
        (Kind::CallResult, "call-result"),
        (Kind::DataAction, "data-action"),
        (Kind::Callback, "callback"),
        (Kind::Event, "event"),
    ];
    let secrets: Vec<_> = kinds.iter().map(|(_, word)| office.source(word)).collect();
    let serve = office.listen();
    let mut acknowledged = 0;
    for ((kind, word), secret) in kinds.iter().zip(&secrets) {
        let shares = Shares { duplicate: 0.1, late: 0.1, wrong: 0.3 };
        let report =
            send(&Plan { count: 150, shares, ..plan(&serve, *kind, secret) }, Clock::system()).await.unwrap();
        assert!(report.statuses.keys().all(|status| *status < 500), "{word}: {report:?}");
        assert_eq!(report.shapes[&Shape::Plain].keys().collect::<Vec<_>>(), [&200], "{word}: {report:?}");
        assert!(report.statuses.len() >= 4, "wrong ones are told apart: {report:?}");
        let ids: BTreeSet<_> = report.told.iter().map(|told| told.id.clone()).collect();
        let refused = kept(&office, &["--kind", word, "--status", "refused"]);
        assert_eq!(kept(&office, &["--kind", word]) - refused, ids.len() as u64, "{word}: one event an id");
        acknowledged += ids.len() as u64;
    }
    assert_eq!(serve.stop(), Some(0));
    let serve = office.listen();
    assert_eq!(kept(&office, &[]) - kept(&office, &["--status", "refused"]), acknowledged, "after a restart");
    assert_eq!(serve.stop(), Some(0));
    office.done(&["audit", "verify"]);
}

/// Whatever stands in a body that is signed, the answer is the sender's fault and never ours.
#[tokio::test(flavor = "multi_thread")]
async fn broken_json_is_never_an_error_of_ours() {
    let office = Office::open().await;
    office.connect();
    let secret = office.source("call-result");
    let serve = office.listen();
    let (target, clock, chance) =
        (target(&serve, Kind::CallResult, &secret), Clock::system(), Chance::seeded(5));
    let good = call_result("c-1").into_bytes();
    for number in 0..400 {
        let body = broken(&good, number, &chance);
        let answer = target.post(&format!("msg_{number}"), body.clone(), &clock).await.unwrap();
        assert!(
            matches!(answer.status, 200 | 400 | 422),
            "{} for {:?}",
            answer.status,
            String::from_utf8_lossy(&body)
        );
    }
    assert_eq!(target.post("msg_good", good, &clock).await.unwrap().status, 200, "it is there as before");
    assert_eq!(serve.stop(), Some(0));
}

/// A body that is cut, doubled, deep, of other bytes, or of odd values.
fn broken(good: &[u8], number: usize, chance: &Chance) -> Vec<u8> {
    let at = usize::try_from(chance.below(good.len() as u64)).unwrap();
    let mut body = good.to_vec();
    match number % 8 {
        0 => body.truncate(at),
        1 => body[at] = u8::try_from(chance.below(256)).unwrap(),
        2 => drop(body.splice(at..at, [0xff, 0xfe, 0x00])),
        3 => body = "[".repeat(1 + at * 40).into_bytes(),
        4 => body = format!("{{\"a\":{}1{}}}", "{\"b\":".repeat(at + 100), "}".repeat(at + 100)).into_bytes(),
        5 => body.extend_from_slice(good),
        6 => {
            let odd =
                ["1e999", "-0", "\"\\ud800\"", "nul", "0x10", "{}", "18446744073709551616", "\"\u{202e}\""];
            let text = String::from_utf8(body).unwrap().replace("\"1001\"", odd[number / 8 % odd.len()]);
            body = text.into_bytes();
        }
        _ => {
            body = String::from_utf8(body)
                .unwrap()
                .replacen("contactId", "\\u0063ontactId", 1)
                .replace('{', "{\"contactId\":1,")
                .into_bytes();
        }
    }
    body
}

/// Two thousand silent sockets and bodies that never end, and an honest request is answered while all of them stand.
#[tokio::test(flavor = "multi_thread")]
async fn silent_sockets_and_endless_bodies_shut_nobody_out() {
    let office = Office::open().await;
    office.connect();
    let secret = office.source("call-result");
    let serve = office.listen();
    let (target, clock) = (target(&serve, Kind::CallResult, &secret), Clock::system());
    assert_eq!(target.post("msg_0", call_result("c"), &clock).await.unwrap().status, 200);
    let (before, memory) = (serve.descriptors(), serve.memory());
    let address = serve.first["listening"].as_str().unwrap().to_owned();
    let mut silent = Vec::new();
    for number in 0..2_000 {
        let Ok(mut socket) = TcpStream::connect(&address).await else { continue };
        if number % 4 == 0 {
            let head = format!(
                "POST /webhook/call-result HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: 2000\r\n\r\n{{"
            );
            // One that was asked to leave meanwhile is as good as silent.
            let _ = socket.write_all(head.as_bytes()).await;
        }
        silent.push(socket);
    }
    for number in 1..=5 {
        let id = format!("msg_{number}");
        let answer = target.post(&id, call_result("c"), &clock).await.unwrap();
        assert_eq!(answer.status, 200, "while {} others hold on", silent.len());
    }
    assert!(serve.descriptors() < before + 700, "there is a limit of seats: {}", serve.descriptors());
    assert!(serve.memory() < memory + (64 << 20), "{} bytes more", serve.memory() - memory);
    drop(silent);
    office.until("the descriptors come back", || (serve.descriptors() <= before + 8).then_some(())).await;
    assert_eq!(serve.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_is_set_tested_and_turned_off_from_the_command_line() {
    let office = Office::open().await;
    office.connect();
    let serve = office.serve();
    assert_eq!(serve.first["listening"], Value::Null, "off until it is turned on");
    assert_eq!(office.ask(&["listener", "self-test"]).ended_with(1)["came_back"], false);
    let shown = office.done(&["listener", "set", "--on", "--address", "127.0.0.1:0"]);
    assert_eq!((&shown["state"], &shown["reach"]), (&json!("listening"), &json!("this_computer")), "{shown}");
    assert_eq!(office.done(&["listener", "self-test"])["came_back"], true);
    let address = shown["address"].as_str().unwrap().to_owned();
    let public = format!("http://{address}");
    office.done(&["listener", "set", "--public-url", &public]);
    let test = office.done(&["listener", "show"]);
    assert_eq!(test["reach"], "public_address");
    let open = office.ask(&["listener", "set", "--address", "0.0.0.0:8080"]).refused_with(2);
    assert!(open.contains("certificate"), "{open}");
    let off = office.done(&["listener", "set", "--off"]);
    assert_eq!((&off["state"], &off["address"]), (&json!("off"), &Value::Null));
    assert!(TcpStream::connect(&address).await.is_err(), "the port is closed");
    assert_eq!(serve.stop(), Some(0));

    let mut open = office.listening("0.0.0.0:0");
    open.arg("--json");
    let said = Answer::of(&mut open, "").refused_with(2);
    assert!(said.contains("certificate"), "{said}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut taken_too = office.listening(&taken.local_addr().unwrap().to_string());
    let said = Answer::of(taken_too.arg("--json"), "").refused_with(3);
    assert!(said.contains("taken by another program"), "{said}");
}

/// The secret goes to its sender once, and is in no file, log or answer after that; numbers are masked wherever they
/// are shown.
#[tokio::test(flavor = "multi_thread")]
async fn secrets_of_sources_and_numbers_of_events_are_shown_nowhere() {
    let office = Office::open().await;
    office.connect();
    let secret = office.source("data-action");
    let serve = office.listen();
    let (target, clock) = (target(&serve, Kind::DataAction, &secret), Clock::system());
    let body =
        json!({ "phoneNumber": "+14155550123", "eventName": "optOut", "timestamp": clock.now() }).to_string();
    let taken = target.post("msg_1", body.clone(), &clock).await.unwrap();
    assert_eq!(taken.status, 200, "{}", taken.body);
    let refused = target.post("msg_2", body.replace("optOut", "+14155550123"), &clock).await.unwrap();
    assert!(refused.status == 400 && !refused.body.contains("4155550123"), "{}", refused.body);
    office.let_pass(Duration::from_secs(6)).await;
    let id = serde_json::from_str::<Value>(&taken.body).unwrap()["id"].as_str().unwrap().to_owned();
    let mut said = String::new();
    for command in [
        &["inbox", "list"][..],
        &["inbox", "show", &id],
        &["source", "list"],
        &["listener", "show"],
        &["audit", "list"],
        &["status"],
    ] {
        said += &office.ask(command).stdout;
        said += &Answer::of(office.callboard().args(command), "").stdout;
    }
    let found = office.done(&["inbox", "list", "--q", "14155550123"]);
    assert_eq!(found["total"], 1, "it is found by its digits: {found}");
    assert_eq!(serve.stop(), Some(0));
    said += &std::fs::read_to_string(office.folder().join("serve.log")).unwrap();
    assert!(said.contains("+1 415 ***-**23") && !said.contains("4155550123"), "{said}");
    let key = secret.strip_prefix("whsec_").unwrap();
    assert!(!said.contains(key));
    for file in std::fs::read_dir(office.data()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(key.len()).any(|window| window == key.as_bytes()), "{}", path.display());
        }
    }
}

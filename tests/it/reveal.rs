//! `--reveal` of the real program: numbers whole where a command shows any, and a row of the audit log for each time.

use callboard_clock::Clock;
use callboard_simulator::senders::{Hidden, Kind, Target};
use callboard_tests::{Answer, Office};
use serde_json::{Value, json};

const NUMBER: &str = "+14155550123";

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_shown_whole_where_somebody_asks_for_it_and_the_log_tells_who() {
    let office = Office::open().await;
    office.connect();
    let secret = Hidden::from(office.source("data-action"));
    let serve = office.listen();
    let clock = Clock::system();
    let target = Target::new(&serve.listener(), Some(Kind::DataAction), Some(&secret), None).unwrap();
    let body = json!({ "phoneNumber": NUMBER, "eventName": "optOut", "timestamp": clock.now() }).to_string();
    let taken = target.post("msg_1", body, &clock).await.unwrap();
    assert_eq!(taken.status, 200, "{}", taken.body);
    let id = serde_json::from_str::<Value>(&taken.body).unwrap()["id"].as_str().unwrap().to_owned();

    for command in [&["inbox", "list"][..], &["inbox", "show", &id]] {
        let masked = office.ask(command);
        assert!(masked.code == 0 && !masked.stdout.contains("4155550123"), "{masked:?}");
        let whole = office.ask(&[&["--reveal"], command].concat());
        assert!(whole.code == 0 && whole.stdout.contains(NUMBER), "{whole:?}");
        let for_people = Answer::of(office.callboard().args([command, &["--reveal"]].concat()), "");
        assert!(for_people.stdout.contains("4155550123"), "{for_people:?}");
    }
    let nothing = office.ask(&["--reveal", "status"]);
    assert!(nothing.stderr.contains("shows no phone number"), "{nothing:?}");

    let told = office.done(&["audit", "list", "--action", "number.reveal"]);
    let told: Vec<_> = told["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            assert_eq!(row["door"], "command_line", "{row}");
            assert!(!row["actor"].as_str().unwrap().is_empty(), "{row}");
            (row["object"].as_str().unwrap().to_owned(), row["after"].clone())
        })
        .collect();
    let list = ("traffic".to_owned(), json!({ "command": "traffic.list", "rows": 1 }));
    let shown = told.iter().filter(|(_, after)| after["command"] == "traffic.show").count();
    assert_eq!((told.len(), told.iter().filter(|row| **row == list).count(), shown), (4, 2, 2), "{told:?}");
    assert!(!office.ask(&["audit", "list"]).stdout.contains("4155550123"), "the log itself holds it nowhere");
    assert_eq!(serve.stop(), Some(0));
}

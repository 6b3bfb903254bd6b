//! The same answers, whether the engine is the command's own or one that runs already.

use callboard_tests::{Answer, Office};
use serde_json::Value;

use super::{ZONES, at_noon};

/// What each command says without an engine that runs, and what with one.
#[tokio::test(flavor = "multi_thread")]
async fn forwarded_or_not_the_answer_is_the_same() {
    let office = Office::with(ZONES, |tenant| tenant).await;
    office.connect();
    let list = office.list(ZONES);
    let report = office.done(&at_noon(&["schedule", "submit"], &list));
    let set = office.ask(&["contacts", "import", &office.file("bad.csv", "id,phone\nx,1\n")]).ended_with(1);
    let (run, set) = (report["run_id"].as_str().unwrap(), set["id"].as_str().unwrap());
    office.done(&at_noon(&["schedule", "save", "--go"], &list));
    let preview = [
        "schedule",
        "preview",
        "--cron",
        "0 9 * * *",
        "--zone",
        "Asia/Tokyo",
        "--from",
        "2026-03-07T00:00:00Z",
    ];
    let plan = at_noon(&["schedule", "plan"], &list);
    let refused = ["contacts", "refused", set];
    let questions: Vec<&[&str]> = vec![
        &preview,
        &plan,
        &["connection", "campaigns"],
        &["contacts", "list"],
        &refused,
        &["schedule", "list"],
        &["schedule", "missed"],
        &["rules", "list"],
        &["settings", "show"],
        &["delivery", "endpoint", "list"],
        &["delivery", "list"],
        &["audit", "list", "--object", "window/"],
        // Refusals too.
        &["run", "show", "nothing"],
        &["schedule", "show", "nothing"],
        &["schedule", "preview", "--cron", "x", "--zone", "UTC"],
        &["settings", "set", "run.poll_seconds", "1"],
        &["contacts", "import", "/nowhere.csv"],
    ];
    let ask_all = || questions.iter().map(|args| steady(&office.ask(args))).collect::<Vec<_>>();
    let windows = || office.done(&["run", "show", run])["windows"].clone();
    let (own, own_windows) = (ask_all(), windows());
    let serve = office.serve();
    let (forwarded, forwarded_windows) = (ask_all(), windows());
    assert_eq!(serve.stop(), Some(0));
    for ((question, own), forwarded) in questions.iter().zip(own).zip(forwarded) {
        assert_eq!(own, forwarded, "{question:?}");
    }
    assert_eq!(own_windows, forwarded_windows);
}

/// Exit code and document, without what differs each time it is asked: a plan imports its list anew.
fn steady(answer: &Answer) -> (i32, Value) {
    let mut document = answer.json();
    if let Some(sets) = document.as_array_mut() {
        sets.retain(|set| set["name"] != "contacts.csv");
    }
    (answer.code, document)
}

//! Windows that stand at the tenant although something says that they should not.

use std::collections::BTreeSet;

use callboard_simulator::Fault;
use callboard_tests::{Answer, Office};
use serde_json::Value;

use super::{Staffed, ZONES, at_noon, connected};

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_forbids_what_stands_is_added_only_with_what_becomes_of_it() {
    let zones = [("America/New_York", 3)];
    let office = Office::with(&zones, |tenant| tenant).await;
    office.connect();
    let list = office.list(&zones);
    let noon = ["--cron", "0 12 * * *", "--campaign", "renewals", "--duration", "1h", "--contacts", &list];
    office.ask(&[&["schedule", "submit"][..], &noon[..]].concat()).ended_with(0);
    let rule =
        office.file("rule.json", r#"{"id":"no-us","jurisdictions":["US"],"days":[],"why":"A strike."}"#);
    let refused = office.ask(&["rules", "add", &rule]).refused_with(1);
    assert!(refused.contains("1 submitted window, 3 contacts: New York"), "{refused}");
    assert!(refused.contains("withdraw"), "it says what can be done: {refused}");
    office.done(&["rules", "add", &rule, "--keep"]);
    let standing = office.ask(&["rules", "standing"]).ended_with(1);
    assert_eq!(standing["forbidden"][0]["rule"]["id"], "no-us");
    assert_eq!(office.tenant.windows().len(), 1, "left as it was");
    office.done(&["rules", "standing", "--withdraw"]);
    assert!(office.tenant.windows().is_empty(), "withdrawn when the command is done");
}

/// A saved schedule whose windows stand at a tenant that takes none of them back; with its id.
async fn held_on_to() -> (Staffed, String) {
    let office = connected().await;
    let list = office.list(ZONES);
    let saved = office.done(&at_noon(&["schedule", "save", "--name", "Noon", "--paused"], &list));
    let id = saved["id"].as_str().unwrap().to_owned();
    office.done(&["schedule", "submit", "--schedule", &id]);
    assert_eq!(office.tenant.windows().len(), ZONES.len());
    office.tenant.faults().add(Fault::status(405).on("DELETE", "/api/v2/outbound/campaigns/*/schedules/*"));
    (office, id)
}

/// Both zones, with the words that say until when.
fn names_both(windows: &Value) {
    let windows = windows.as_array().unwrap();
    let zones: BTreeSet<&str> = windows.iter().map(|window| window["zone"].as_str().unwrap()).collect();
    assert_eq!(zones, ZONES.iter().map(|(zone, _)| *zone).collect());
    assert!(windows.iter().all(|window| window["words"].as_str().unwrap().contains("may dial until")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_leaves_windows_standing_ends_with_1_and_says_which() {
    let (office, id) = held_on_to().await;
    names_both(&office.ask(&["schedule", "pause", &id]).ended_with(1)["blocked"]);
    let said = Answer::of(office.callboard().args(["schedule", "pause", &id]), "");
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stdout.contains("Still dialling, or not known:"), "{said:?}");
    assert_eq!(said.stdout.matches("may dial until").count(), ZONES.len(), "{said:?}");
    names_both(&office.done(&["schedule", "show", &id])["blocked"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_leaves_windows_standing_ends_with_1_and_says_which() {
    let (office, id) = held_on_to().await;
    let edit = ["schedule", "edit", &id, "--campaign", "another", "--paused"];
    names_both(&office.ask(&edit).ended_with(1)["blocked"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_that_leaves_windows_standing_ends_with_1_and_says_which() {
    let (office, id) = held_on_to().await;
    let removed = office.ask(&["schedule", "remove", &id]).ended_with(1);
    names_both(&removed["still_dialling"]);
    assert_eq!(office.tenant.windows().len(), ZONES.len(), "they do stand there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_in_words_says_what_may_still_dial() {
    let (office, id) = held_on_to().await;
    let said = Answer::of(office.callboard().args(["schedule", "remove", &id]), "");
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stdout.starts_with("The schedule is removed; its runs stay."), "{said:?}");
    assert_eq!(said.stdout.matches("may dial until").count(), ZONES.len(), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_spite_of_a_rule_and_what_was_let_stand_is_in_the_status_with_its_end() {
    let zones = [("America/New_York", 3)];
    let office = Office::with(&zones, |tenant| tenant).await;
    office.connect();
    let list = office.list(&zones);
    let report = office.done(&at_noon(&["schedule", "submit"], &list));
    let end = report["submitted"][0]["end"].as_str().unwrap();
    let status = office.done(&["status"]);
    assert_eq!((&status["in_spite"], &status["kept"]), (&Value::Array(vec![]), &Value::Array(vec![])));

    let rule =
        office.file("rule.json", r#"{"id":"no-us","jurisdictions":["US"],"days":[],"why":"A strike."}"#);
    office.done(&["rules", "add", &rule, "--keep"]);
    let status = office.done(&["status"]);
    assert_eq!(
        (&status["in_spite"][0]["rule"]["id"], &status["in_spite"][0]["end"]),
        (&"no-us".into(), &end.into())
    );
    let said = Answer::of(office.callboard().args(["status"]), "");
    let shown = format!("{}Z", &end[..19]);
    assert!(said.stdout.contains("in spite of a rule") && said.stdout.contains(&shown), "{said:?}");

    // Decided: it is kept, and still told of.
    office.ask(&["rules", "standing", "--keep"]).ended_with(0);
    let status = office.done(&["status"]);
    assert_eq!(status["in_spite"], Value::Array(vec![]), "it was decided");
    assert_eq!(status["kept"][0]["end"], end, "{status}");

    let removed = office.done(&["connection", "remove", "stand-in", "--keep"]);
    assert_eq!(removed["kept"][0]["end"], end, "{removed}");
    let status = office.done(&["status"]);
    assert_eq!(
        (&status["kept"][0]["connection"], &status["kept"][0]["end"]),
        (&"stand-in".into(), &end.into())
    );
    let said = Answer::of(office.callboard().args(["status"]), "");
    assert!(said.stdout.contains("These were let stand:") && said.stdout.contains(&shown), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_of_a_connection_in_words_says_until_when_each_window_dials() {
    let office = connected().await;
    let report = office.done(&at_noon(&["schedule", "submit"], &office.list(ZONES)));
    let said = Answer::of(office.callboard().args(["connection", "remove", "stand-in", "--keep"]), "");
    assert_eq!(said.code, 0, "{said:?}");
    for window in report["submitted"].as_array().unwrap() {
        let until = format!("{}Z", &window["end"].as_str().unwrap()[..19]);
        assert!(said.stdout.contains(&until), "{until}: {said:?}");
    }
}

//! Opt-ins and opt-outs by the real program, from the webhook to the tenant's confirmation.

use std::collections::BTreeMap;

use callboard_clock::Clock;
use callboard_simulator::senders::{Hidden, Kind, Plan, Sending};
use callboard_tests::Office;
use serde_json::Value;

const PUSH: (&str, &str) = ("POST", "/api/v2/outbound/contacts");

/// What the tenant's outbound contacts say of each number.
fn at_the_tenant(office: &Office) -> BTreeMap<String, bool> {
    let all = office.tenant.outbound_contacts();
    all.into_iter().map(|contact| (contact.phone_number, contact.do_not_call)).collect()
}

/// The direction that holds by the ledger of the program, as a person looks it up.
fn holds(office: &Office, number: &str) -> Value {
    office.done(&["dnc", "lookup", number])["holds"]["direction"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_ask_for_by_webhook_is_what_the_tenant_holds() {
    let office = Office::open().await;
    office.connect();
    let secret = office.source("data-action");
    let serve = office.listen();
    let plan = Plan {
        url: serve.listener(),
        kind: Kind::DataAction,
        secret: Some(Hidden::from(secret)),
        count: 1_000,
        contacts: 300,
        in_a_row: 2,
        connections: 16,
        ..Plan::default()
    };
    let report = Sending::start(&plan, Clock::system()).unwrap().done().await;
    assert_eq!(report.acknowledged, plan.count, "{report:?}");
    let waiting = || {
        let status = office.done(&["dnc", "status"]);
        let one = &status[0];
        one["waiting"].as_u64().unwrap() + one["sending"].as_u64().unwrap()
    };
    office.until("every number is confirmed", || (waiting() == 0).then_some(())).await;
    let held = at_the_tenant(&office);
    assert_eq!(held.len(), 300, "each number once");
    for (number, do_not_call) in held.iter().step_by(29) {
        let expected = if *do_not_call { "out" } else { "in" };
        assert_eq!(holds(&office, number), expected, "the tenant holds what the ledger says");
    }
    let open = office.done(&["inbox", "list", "--status", "received"]);
    assert_eq!(open["rows"].as_array().unwrap().len(), 0, "each event has its end");
    assert_eq!(serve.stop(), Some(0));
    office.done(&["audit", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_puts_a_number_on_the_list_and_takes_it_off_again() {
    let office = Office::open().await;
    office.connect();
    let serve = office.serve();
    let number = "+14155552671";
    let added = office.done(&["dnc", "add", number, "out", "--reason", "asked on the phone"]);
    assert_eq!(
        (&added["holds"], &added["lookup"]["number"]),
        (&Value::Bool(true), &Value::from("+1 415 ***-**71"))
    );
    office.done(&["dnc", "push", "--until-empty"]);
    assert_eq!(at_the_tenant(&office).get(number), Some(&true));
    let found = office.done(&["dnc", "lookup", "+1 (415) 555-2671"]);
    let event = &found["events"][0];
    assert_eq!(
        (&found["confirmed"]["direction"], &event["outcome"]),
        (&Value::from("out"), &Value::from("confirmed"))
    );
    assert_eq!(
        (&event["source"], &event["reason"]),
        (&Value::from("person"), &Value::from("asked on the phone"))
    );
    office.done(&["dnc", "add", number, "in", "--reason", "wrote that she wants calls"]);
    office.done(&["dnc", "push", "--until-empty"]);
    assert_eq!(at_the_tenant(&office).get(number), Some(&false));
    let bodies = office.tenant.journal().of(PUSH.0, PUSH.1);
    assert!(
        bodies.last().unwrap().body["contacts"][0]["dnc"].get("optOutDate").is_none(),
        "only an opt-out has one"
    );
    let log = office.done(&["audit", "list"]).to_string();
    assert!(
        log.contains("dnc.add") && log.contains("dnc.take_off") && !log.contains("4155552671"),
        "masked: {log}"
    );
    assert_eq!(serve.stop(), Some(0));
    office.done(&["audit", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_none_is_refused_with_the_reason_and_what_to_do() {
    let office = Office::open().await;
    office.connect();
    let refused = office.ask(&["dnc", "add", "212-555-XXXX", "out", "--reason", "x"]).refused_with(2);
    assert!(refused.contains("mask"), "{refused}");
    let national = office.ask(&["dnc", "lookup", "030 123456"]).refused_with(2);
    assert!(!national.is_empty());
    office.ask(&["dnc", "add", "+14155552671", "out", "--reason", "  "]).refused_with(2);
    let unknown = office.done(&["dnc", "lookup", "+14155552671"]);
    assert_eq!((&unknown["holds"], &unknown["events"]), (&Value::Null, &serde_json::json!([])));
}

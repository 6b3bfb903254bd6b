//! What the end of a call does at the tenant, by the real program from socket to PATCH.

use std::collections::{BTreeMap, BTreeSet};

use callboard_clock::Clock;
use callboard_simulator::senders::{Hidden, Kind, Plan, Sending, Told};
use callboard_tests::Office;
use jiff::Timestamp;

const PATCH: (&str, &str) = ("PATCH", "/api/v2/contacts/*");

/// The categories that the tenant may have of each contact in the end: those of its newest events, by their own time.
fn expected(told: &[Told], categories: &BTreeMap<String, String>) -> BTreeMap<String, BTreeSet<String>> {
    let at = |one: &Told| one.timestamp.parse::<Timestamp>().unwrap();
    let mut newest: BTreeMap<&str, Timestamp> = BTreeMap::new();
    for one in told {
        let known = newest.entry(&one.contact).or_insert_with(|| at(one));
        *known = (*known).max(at(one));
    }
    let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in told.iter().filter(|one| newest[one.contact.as_str()] == at(one)) {
        expected.entry(one.contact.clone()).or_default().insert(categories[&one.code].clone());
    }
    expected
}

/// Code → category, as the map says that is published.
fn categories(office: &Office) -> BTreeMap<String, String> {
    let map = office.done(&["disposition", "map", "show"]);
    let codes = map["codes"].as_array().unwrap().iter();
    codes.map(|code| (text(&code["code"]), text(&code["category"]))).collect()
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_dispositions_in_quick_order_the_newer_is_the_last_at_the_tenant() {
    let office = Office::open().await;
    office.connect();
    let (secret, categories) = (office.source("call-result"), categories(&office));
    let serve = office.listen();
    let plan = Plan {
        url: serve.listener(),
        kind: Kind::CallResult,
        secret: Some(Hidden::from(secret)),
        count: 4_000,
        contacts: 2_000,
        in_a_row: 2,
        connections: 64,
        ..Plan::default()
    };
    let report = Sending::start(&plan, Clock::system()).unwrap().done().await;
    assert_eq!(report.acknowledged, plan.count, "{report:?}");
    let expected = expected(&report.told, &categories);
    assert_eq!(expected.len(), 2_000);
    let last = || {
        let patches = office.tenant.journal().of(PATCH.0, PATCH.1);
        let of = patches.iter().filter(|entry| entry.status == Some(200)).map(|entry| {
            let contact = entry.path.rsplit('/').next().unwrap().to_owned();
            (contact, text(&entry.body["custom"]["disposition_category"]))
        });
        of.collect::<BTreeMap<String, String>>()
    };
    office.until("every event has had its effect", || (office.left_to_do() == 0).then_some(())).await;
    for (contact, category) in last() {
        assert!(
            expected[&contact].contains(&category),
            "{contact}: {category}, not {:?}",
            expected[&contact]
        );
    }
    assert_eq!(last().len(), 2_000, "every contact is written");
    let patches = office.tenant.journal().of(PATCH.0, PATCH.1);
    let keys: BTreeSet<_> = patches.iter().map(|entry| &entry.headers["idempotency-key"]).collect();
    assert_eq!(keys.len(), patches.len(), "each intent once");
    assert_eq!(serve.stop(), Some(0));
    office.done(&["audit", "verify"]);
}

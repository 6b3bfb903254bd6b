use std::collections::{BTreeMap, BTreeSet};

use callboard_simulator::senders::{Kind, Plan, Shape, Shares, send};
use jiff::Timestamp;
use serde_json::Value;

use crate::listener::{Came, Listener};

fn fields(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn every_kind_is_sent_to_its_path_with_the_fields_of_the_contract() {
    let expected: [(Kind, &[&str]); 4] = [
        (Kind::CallResult, &["callResult", "contactId", "dispositionCode", "timestamp"]),
        (Kind::DataAction, &["eventName", "metadata", "phoneNumber", "timestamp"]),
        (Kind::Callback, &["campaignId", "language", "phoneNumber", "requestedEnd", "requestedStart"]),
        (Kind::Event, &["data", "eventType", "id", "subscriptionId", "timestamp"]),
    ];
    for (kind, names) in expected {
        let listener = Listener::open().await;
        let report = send(&Plan { kind, ..listener.plan() }, listener.clock.clock()).await.unwrap();
        assert_eq!(report.statuses, BTreeMap::from([(200, 50)]), "{kind:?}: signed and whole");
        for came in listener.came() {
            assert_eq!(
                (came.path.as_str(), came.header("content-type")),
                (&*kind.path(), "application/json")
            );
            let mut found = came.json();
            found.sort_all_objects();
            assert_eq!(fields(&found), names);
        }
        let ids: BTreeSet<_> =
            listener.came().iter().map(|came| came.header("webhook-id").to_owned()).collect();
        assert_eq!(ids.len(), 50, "each has an id of its own");
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_told_as_it_was_sent() {
    let listener = Listener::open().await;
    let report = send(&listener.plan(), listener.clock.clock()).await.unwrap();
    assert_eq!((report.told.len(), report.acknowledged), (50, 50));
    for (told, came) in report.told.iter().zip(listener.came()) {
        let body = came.json();
        assert_eq!(came.header("webhook-id"), told.id);
        assert_eq!(body["contactId"], told.contact);
        assert_eq!(body["dispositionCode"], told.code);
        assert_eq!(body["timestamp"], told.timestamp);
    }
}

#[tokio::test]
async fn of_two_events_about_one_person_the_later_sent_is_the_newer_and_none_is_ahead_of_the_clock() {
    let listener = Listener::open().await;
    let plan = Plan { contacts: 10, in_a_row: 2, count: 40, ..listener.plan() };
    let report = send(&plan, listener.clock.clock()).await.unwrap();
    assert_eq!(report.told[0].contact, report.told[1].contact, "a correction follows at once");
    let mut newest: BTreeMap<&str, Timestamp> = BTreeMap::new();
    for told in &report.told {
        let at: Timestamp = told.timestamp.parse().unwrap();
        assert!(at <= listener.clock.clock().now());
        assert!(newest.insert(&told.contact, at).is_none_or(|before| before < at), "{told:?}");
    }
    assert_eq!(newest.len(), 10);
}

#[tokio::test]
async fn the_same_seed_sends_the_same_messages_and_another_time_other_ids() {
    let sent = async |seed, later| {
        let listener = Listener::open().await;
        listener.clock.advance(std::time::Duration::from_secs(later));
        let shares = Shares { duplicate: 0.2, late: 0.2, wrong: 0.2 };
        send(&Plan { seed, shares, ..listener.plan() }, listener.clock.clock()).await.unwrap();
        listener.came()
    };
    let without_host = |mut came: Vec<Came>| {
        for came in &mut came {
            came.headers.remove("host");
        }
        came
    };
    let ids =
        |came: &[Came]| -> BTreeSet<_> { came.iter().map(|c| c.header("webhook-id").to_owned()).collect() };
    let first = without_host(sent(1, 0).await);
    assert_eq!(first, without_host(sent(1, 0).await));
    assert!(ids(&first).is_disjoint(&ids(&sent(2, 0).await)), "another seed");
    assert!(ids(&first).is_disjoint(&ids(&sent(1, 1).await)), "the same seed sent again later is new");
}

#[tokio::test]
async fn each_shape_is_wrong_in_its_own_way_and_only_in_that() {
    for kind in Kind::ALL {
        let listener = Listener::open().await;
        let shares = Shares { duplicate: 0.2, late: 0.2, wrong: 0.4 };
        let plan = Plan { kind, shares, count: 400, ..listener.plan() };
        let report = send(&plan, listener.clock.clock()).await.unwrap();
        let expected = [
            (Shape::Plain, 200),
            (Shape::Duplicate, 200),
            (Shape::LateEvent, 200),
            (Shape::StaleSignature, 401),
            (Shape::Forged, 401),
            (Shape::BrokenJson, 400),
            (Shape::UnknownValue, 200), // this listener takes whatever it is told
            (Shape::MissingField, 200),
            (Shape::BadTime, 422),
            (Shape::OtherBody, 409),
        ];
        for (shape, status) in expected {
            let statuses: Vec<_> = report.shapes[&shape].keys().copied().collect();
            assert_eq!(statuses, [status], "{kind:?} {shape:?}");
        }
        let about_a_number = matches!(kind, Kind::DataAction | Kind::Callback);
        assert_eq!(report.shapes.contains_key(&Shape::BadNumber), about_a_number, "{kind:?}");
        let days =
            |told: &str| listener.clock.clock().now().duration_since(told.parse().unwrap()).as_hours() / 24;
        for told in &report.told {
            let old = days(&told.timestamp) >= 1;
            assert_eq!(old, told.shape == Shape::LateEvent, "{told:?}");
        }
        let again = report.told.iter().filter(|told| told.shape == Shape::Duplicate);
        for told in again {
            let (id, first) = (&told.id, |shape| shape == Shape::Plain);
            let same = report.told.iter().find(|other| first(other.shape) && other.id == *id).unwrap();
            assert!(same.number < told.number && same.contact == told.contact, "{told:?} repeats {same:?}");
        }
    }
}

#[tokio::test]
async fn a_bearer_goes_without_id_and_a_wrong_one_is_refused() {
    let listener = Listener::open().await;
    let shares = Shares { wrong: 0.5, ..Shares::default() };
    let bearer = Some("open-sesame".into());
    let plan = Plan { secret: None, bearer, shares, count: 200, ..listener.plan() };
    let report = send(&plan, listener.clock.clock()).await.unwrap();
    assert_eq!(report.shapes[&Shape::Forged].keys().copied().collect::<Vec<_>>(), [401]);
    assert_eq!(report.shapes[&Shape::Plain].keys().copied().collect::<Vec<_>>(), [200]);
    assert!(!report.shapes.contains_key(&Shape::OtherBody), "there is no id to use twice");
    assert!(listener.came().iter().all(|came| came.header("webhook-id").is_empty()));
    assert!(!format!("{plan:?}").contains("open-sesame"), "no secret in a debug print");
}

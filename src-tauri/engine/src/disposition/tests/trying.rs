use std::collections::{BTreeMap, BTreeSet};

use callboard_rpc::command;
use callboard_rpc::types::{
    DispositionAction, DispositionMap, MapDraftSave, MapPublish, MapTry, OfConnection, Severity,
    TrafficState, TriedChange, UnmappedPolicy, UnmappedPolicySet,
};
use jiff::SignedDuration;

use super::house::{House, Loops, at};
use crate::map::{default_map, rank};

/// 1001 and 7 change sides, 9 stays unmapped, 4001 becomes another category, and 3001's weighs more.
fn other_map() -> DispositionMap {
    let mut map = default_map();
    map.codes[0].category = "wrong_number".into();
    map.codes.push(callboard_rpc::types::DispositionCode {
        code: "7".into(),
        category: "do_not_call".into(),
        meaning: String::new(),
    });
    let wrong = map.codes.iter_mut().find(|code| code.code == "4001").unwrap();
    wrong.category = "callback_later".into();
    let lead = map.categories.iter_mut().find(|category| category.name == "qualified_lead").unwrap();
    assert_ne!(lead.severity, Severity::Critical);
    lead.severity = Severity::Critical;
    map
}

/// Contact, category and severity.
async fn heads(house: &House) -> Vec<(String, String, u8)> {
    house
        .read(|db| {
            let mut statement = db.prepare(
                "SELECT contact, category, severity FROM decisions WHERE head = 1 ORDER BY contact",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        })
        .await
}

/// Events whose number is on the list, or is to be, with their contacts.
async fn listed(house: &House) -> BTreeMap<i64, String> {
    house
        .read(|db| {
            let mut statement = db.prepare(
                "SELECT event, contact FROM decisions
                 WHERE 'evt_' || event IN (SELECT subject FROM outbox WHERE kind = 'disposition.suppress')
                    OR event IN (SELECT event FROM disposition_outcomes WHERE effect = 'suppress')",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<BTreeMap<_, _>>>()?)
        })
        .await
}

#[tokio::test]
async fn what_trying_on_10_000_events_says_is_what_publishing_does() {
    let house = House::start(Loops::WithoutEffects).await;
    let codes = ["1001", "1002", "2001", "3001", "4001", "7", "9"];
    let mut bodies = Vec::new();
    for n in 0..10_000usize {
        let contact = format!("c{}", n * 31 % 7_000);
        // Many contacts have two events: some of one time, so that ties are decided anew too, and some whose older one
        // goes on the list while the newer one stays as it was.
        let second = n / 7_000;
        let happened = at(i64::try_from((n * 17 + second * (n % 3)) % 5).unwrap());
        let code = codes[(n * 13 + second) % codes.len()];
        let body =
            format!(r#"{{"contactId":"{contact}","dispositionCode":"{code}","timestamp":"{happened}"}}"#);
        bodies.push((contact, body, happened));
    }
    house.bodies(bodies).await;
    house.decided().await;
    let (before, listed_before) = (heads(&house).await, listed(&house).await);
    let save = MapDraftSave { connection: None, map: Some(other_map()), seen: None };
    house.call(command::DispositionDraft, save).await.unwrap();
    let asked = MapTry { connection: None, days: 30, map: None };
    let tried = house.call(command::DispositionTry, asked).await.unwrap();
    assert_eq!((tried.events, tried.contacts), (10_000, 7_000));
    let publish = MapPublish { connection: None, note: None, over: 1, reapply_days: 30, seen: None };
    let published = house.call(command::DispositionPublish, publish).await.unwrap();
    assert_eq!(published.reapplied, 10_000);
    house.decided().await;
    let after = heads(&house).await;
    let new = listed(&house).await.into_iter().filter(|(event, _)| !listed_before.contains_key(event));
    let newly: BTreeSet<String> = new.map(|(_, contact)| contact).collect();
    assert_eq!(newly.len() as u64, tried.to_do_not_call);
    let pairs = before.iter().zip(&after).filter(|(old, new)| old != new || newly.contains(&new.0));
    let pairs: Vec<_> = pairs.collect();
    assert_eq!(tried.changed, pairs.len() as u64);
    assert!(pairs.iter().any(|(old, new)| old == new), "also contacts whose newest event stays as it was");
    let counted: u64 = tried.by_change.iter().map(|change| change.contacts).sum();
    assert_eq!(counted, tried.changed);
    for change in &tried.by_change {
        let key = |one: &TriedChange| (rank(one.from_severity), rank(one.to_severity));
        let alike =
            |one: &&TriedChange| (&one.from, &one.to, key(one)) == (&change.from, &change.to, key(change));
        let said: u64 = tried.by_change.iter().filter(alike).map(|one| one.contacts).sum();
        let same = pairs
            .iter()
            .filter(|(old, new)| old.1 == change.from && new.1 == change.to && (old.2, new.2) == key(change));
        assert_eq!(same.count() as u64, said, "{} → {}", change.from, change.to);
    }
    let unchanged =
        tried.by_change.iter().find(|one| one.from == one.to && one.from_severity == one.to_severity);
    assert_eq!(unchanged.unwrap().what.as_deref(), Some("number on the do-not-call list"));
    let shown = house.call(command::DispositionVersions, OfConnection { connection: None }).await.unwrap();
    assert_eq!(shown.iter().map(|one| one.decided).collect::<Vec<_>>(), [10_000, 0]);
}

#[tokio::test]
async fn only_the_days_that_are_asked_for_are_decided_anew() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("old", "1001", 1), ("both", "1001", 1)]).await;
    house.decided().await;
    house.clock.advance(std::time::Duration::from_hours(24 * 40));
    let newer = at(1) + SignedDuration::from_hours(24 * 40);
    let body =
        |code: &str| format!(r#"{{"contactId":"both","dispositionCode":{code},"timestamp":"{newer}"}}"#);
    house.bodies(vec![("both".into(), body("4001"), newer)]).await;
    house.decided().await;
    let asked = MapTry { connection: None, days: 30, map: Some(other_map()) };
    let tried = house.call(command::DispositionTry, asked).await.unwrap();
    assert_eq!((tried.events, tried.contacts, tried.changed), (1, 1, 1));
    assert_eq!(tried.rows[0].event, "evt_3");
    assert_eq!((tried.rows[0].from.as_str(), tried.rows[0].to.as_str()), ("wrong_number", "callback_later"));
}

#[tokio::test]
async fn held_events_that_publishing_applies_are_tried_however_old_they_are() {
    let house = House::start(Loops::WithoutEffects).await;
    let hold = UnmappedPolicySet { connection: None, policy: UnmappedPolicy::Hold };
    house.call(command::DispositionUnmappedPolicy, hold).await.unwrap();
    house.events(&[("old", "7", 1), ("unknown", "8", 1)]).await;
    house.decided().await;
    house.clock.advance(std::time::Duration::from_hours(24 * 40));
    let asked = MapTry { connection: None, days: 30, map: Some(other_map()) };
    let tried = house.call(command::DispositionTry, asked).await.unwrap();
    assert_eq!((tried.events, tried.contacts, tried.changed, tried.to_do_not_call), (1, 1, 1, 1));
    let save = MapDraftSave { connection: None, map: Some(other_map()), seen: None };
    house.call(command::DispositionDraft, save).await.unwrap();
    let publish = MapPublish { connection: None, note: None, over: 1, reapply_days: 30, seen: None };
    assert_eq!(house.call(command::DispositionPublish, publish).await.unwrap().reapplied, 1);
    house.decided().await;
    assert_eq!(heads(&house).await, [("old".to_owned(), "do_not_call".to_owned(), 3)]);
}

/// `wrong_number` suppresses the number too, and tells of it as high.
fn doing_more() -> DispositionMap {
    let mut map = default_map();
    let wrong = map.categories.iter_mut().find(|category| category.name == "wrong_number").unwrap();
    wrong.severity = Severity::High;
    wrong.actions.push(DispositionAction::SuppressNumber);
    map
}

#[tokio::test]
async fn a_category_that_does_more_does_it_for_earlier_events_too_and_says_so_before() {
    let house = House::with(Loops::All, 0, |builder| {
        builder.contacts(vec![callboard_simulator::Contact::new("c").with_phone("(415) 555-2671")])
    })
    .await;
    house.events(&[("c", "4001", 1)]).await;
    house.done().await;
    let asked = MapTry { connection: None, days: 30, map: Some(doing_more()) };
    let tried = house.call(command::DispositionTry, asked).await.unwrap();
    assert_eq!((tried.changed, tried.to_do_not_call), (1, 1));
    assert_eq!(tried.by_change[0].what.as_deref(), Some("also suppress_number"));
    for over in [1, 2] {
        let save = MapDraftSave { connection: None, map: Some(doing_more()), seen: None };
        house.call(command::DispositionDraft, save).await.unwrap();
        let publish = MapPublish { connection: None, note: None, over, reapply_days: 30, seen: None };
        house.call(command::DispositionPublish, publish).await.unwrap();
        house.done().await;
        let listed = house
            .number(
                "SELECT count(*) FROM disposition_outcomes WHERE effect = 'suppress' AND outcome = 'done'",
            )
            .await;
        assert_eq!(listed, 1);
        let told = "SELECT count(*) FROM routed WHERE severity = 2 AND subscriber = 'in_app'";
        assert_eq!(house.number(told).await, 1, "those of the new severity are told, once");
        assert_eq!(house.states().await, [TrafficState::Done]);
    }
    assert_eq!(house.asked(), ["PATCH c wrong_number", "GET c"], "the contact says so already");
}

#[tokio::test]
async fn what_was_written_is_not_called_superseded_where_another_map_lets_something_else_count() {
    let house = House::start(Loops::All).await;
    house.events(&[("c", "3001", 1), ("c", "4001", 1)]).await;
    house.done().await;
    let before = house.states().await;
    assert_eq!(before[0], TrafficState::Done);
    let mut map = default_map();
    map.categories[3].severity = Severity::Critical;
    let save = MapDraftSave { connection: None, map: Some(map), seen: None };
    house.call(command::DispositionDraft, save).await.unwrap();
    let publish = MapPublish { connection: None, note: None, over: 1, reapply_days: 30, seen: None };
    house.call(command::DispositionPublish, publish).await.unwrap();
    house.done().await;
    assert_eq!(house.category("c").as_deref(), Some("wrong_number"));
    assert_eq!(house.states().await, [TrafficState::Done, TrafficState::Done]);
}

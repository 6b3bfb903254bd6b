use callboard_rpc::types::{
    NeedKind, OfConnection, Severity, StepState, TraceKind, TrafficReplay, TrafficState, UnmappedPolicy,
    UnmappedPolicySet,
};
use callboard_rpc::{Code, command};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::house::{House, Loops, at, maria};
use crate::disposition::{needs, replay, unmapped};
use crate::map::{Lookup, versions};

#[tokio::test]
async fn the_newest_event_time_counts_and_a_late_one_is_kept_and_shown_as_late() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("c", "3001", 10), ("c", "\" 4001\"", 5), ("c", "2001", 12)]).await;
    house.decided().await;
    let rows = house.feed().await;
    let told: Vec<_> = rows.iter().map(|row| (row.category.as_deref().unwrap(), row.state)).collect();
    assert_eq!(
        told,
        [
            ("qualified_lead", TrafficState::Superseded),
            ("wrong_number", TrafficState::Late),
            ("callback_later", TrafficState::Received)
        ]
    );
    let late = rows[1].words.as_deref().unwrap();
    assert!(late.contains("2026-11-23T00:10:00Z") && late.contains("not applied"), "{late}");
    assert_eq!((rows[2].version, rows[2].severity), (Some(1), Some(Severity::Medium)));
    assert_eq!(rows[1].code, "4001");
}

#[tokio::test]
async fn the_head_is_the_models_whatever_comes_in_whatever_order_and_slices() {
    let house = House::start(Loops::WithoutEffects).await;
    let codes = ["1001", "2001", "3001", "4001", "9999"];
    let event = (0usize..3, 0usize..codes.len(), 0i64..4);
    let histories = prop::collection::vec(prop::collection::vec(event, 1..6), 1..5);
    let config = ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() };
    let samples = std::cell::RefCell::new(Vec::new());
    let collect = |history| {
        samples.borrow_mut().push(history);
        Ok(())
    };
    TestRunner::new(config).run(&histories, collect).unwrap();
    for (round, slices) in samples.into_inner().into_iter().enumerate() {
        let mut all = Vec::new();
        for slice in &slices {
            let named: Vec<(String, &str, i64)> = slice
                .iter()
                .map(|(contact, code, minute)| (format!("r{round}c{contact}"), codes[*code], *minute))
                .collect();
            let sent: Vec<_> =
                named.iter().map(|(contact, code, minute)| (contact.as_str(), *code, *minute)).collect();
            let first = house.events(&sent).await;
            all.extend((first..).zip(named));
            house.decided().await;
        }
        // The rule once more: newest time, then do_not_call, then severity, then the later arrival.
        let severity = |code: &str| match code {
            "1001" => 2,
            "2001" | "3001" => 1,
            _ => 0,
        };
        for contact in (0..3).map(|contact| format!("r{round}c{contact}")) {
            let of = all.iter().filter(|(_, (named, ..))| *named == contact);
            let model = of.max_by_key(|(number, (_, code, minute))| (*minute, severity(code), *number));
            let wanted = contact.clone();
            let head = house
                .read(move |db| {
                    let mut statement =
                        db.prepare("SELECT event FROM decisions WHERE contact = ?1 AND head = 1")?;
                    let rows = statement.query_map([wanted], |row| row.get::<_, i64>(0))?;
                    Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
                })
                .await;
            assert_eq!(head.first().copied(), model.map(|(number, _)| *number), "{contact} of {all:?}");
            assert!(head.len() <= 1);
        }
    }
}

#[tokio::test]
async fn a_poison_event_is_set_aside_with_its_reason_and_others_go_on() {
    let house = House::start(Loops::WithoutEffects).await;
    let good = |contact: &str| {
        let body = format!(
            r#"{{"contactId":"{contact}","dispositionCode":1001,"timestamp":"2026-11-23T00:01:00Z"}}"#
        );
        (contact.to_owned(), body, at(1))
    };
    let poison = ("b".to_owned(), r#"{"contactId":"b","dispositionCode":{}}"#.to_owned(), at(1));
    house.bodies(vec![good("a"), poison, good("c")]).await;
    house.decided().await;
    let states = house.states().await;
    assert_eq!(states, [TrafficState::Received, TrafficState::Dead, TrafficState::Received]);
    let (told, sealed) = house
        .read(|db| {
            let told: String = db.query_row(
                "SELECT result FROM audit WHERE action = 'disposition.set_aside' AND object = 'event/evt_2'",
                [],
                |row| row.get(0),
            )?;
            Ok((
                told,
                db.query_row("SELECT count(*) FROM disposition_outcomes", [], |row| row.get::<_, i64>(0))?,
            ))
        })
        .await;
    assert!(told.contains("not what a call result is"), "{told}");
    assert_eq!(sealed, 1);
    let needs = house.read(needs).await;
    assert_eq!(needs.iter().map(|need| need.kind).collect::<Vec<_>>(), [NeedKind::DeadEvents]);
    let steps = house.trace(2).await;
    assert_eq!(
        steps.iter().map(|step| (step.kind, step.state)).collect::<Vec<_>>(),
        [(TraceKind::Decided, StepState::Failed)]
    );
    assert!(steps[0].words.contains("not what a call result is"), "{steps:?}");
    let again = TrafficReplay { ids: vec!["evt_2".into()], cause: None };
    let refused = house.call(command::TrafficReplayCommand, again).await.unwrap_err();
    assert!(refused.message.contains("not what a call result is"), "nothing was begun: {refused:?}");
    // Mended (which only a test can do), it is decided when a person replays it.
    house
        .write(|write| {
            let body = r#"{"contactId":"b","dispositionCode":2001,"timestamp":"2026-11-23T00:01:00Z"}"#;
            write.execute("UPDATE events SET body = ?1 WHERE number = 2", [body])?;
            replay::revive(write, &maria(), 2)
        })
        .await;
    assert_eq!(house.feed().await[1].category.as_deref(), Some("callback_later"));
}

#[tokio::test]
async fn an_unmapped_code_is_applied_once_it_is_mapped_in_both_settings() {
    for policy in [UnmappedPolicy::Write, UnmappedPolicy::Hold] {
        let house = House::start(Loops::WithoutEffects).await;
        let set = UnmappedPolicySet { connection: None, policy };
        house.call(command::DispositionUnmappedPolicy, set).await.unwrap();
        house
            .events(&[
                ("a", "7001", 3),
                ("b", "7001", 3),
                ("b", "2001", 9),
                ("c", "7001", 1),
                ("c", "4001", 0),
            ])
            .await;
        house.decided().await;
        let shown = house.call(command::DispositionShow, OfConnection { connection: None }).await.unwrap();
        let [code] = shown.unmapped.as_slice() else { panic!("{:?}", shown.unmapped) };
        let held = if policy == UnmappedPolicy::Hold { 3 } else { 0 };
        assert_eq!((code.code.as_str(), code.events, code.contacts, code.held), ("7001", 3, 3, held));
        assert_eq!(code.call_result.as_deref(), Some("ANSWERED"));
        let before = house.feed().await;
        let wanted = (policy == UnmappedPolicy::Write).then_some("unclassified");
        assert_eq!(before[0].category.as_deref(), wanted);
        let map = callboard_rpc::types::MapCode {
            connection: None,
            code: " 7001".into(),
            category: "do_not_call".into(),
            meaning: Some("Moved away".into()),
        };
        let published = house.call(command::DispositionMapCode, map.clone()).await.unwrap();
        assert_eq!(published.reapplied, 3);
        assert_eq!((published.dispositions.version.version, published.dispositions.unmapped.len()), (2, 0));
        house.decided().await;
        let heads = house
            .read(|db| {
                let mut statement = db.prepare(
                    "SELECT contact || ' ' || category || ' ' || version FROM decisions WHERE head = 1 ORDER BY contact",
                )?;
                let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
                Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
            })
            .await;
        assert_eq!(heads, ["a do_not_call 2", "b callback_later 1", "c do_not_call 2"], "{policy:?}");
        let suppressing =
            house.number("SELECT count(*) FROM outbox WHERE kind = 'disposition.suppress'").await;
        assert_eq!(suppressing, 3, "the late one's number is suppressed too");
        let again = house.call(command::DispositionMapCode, map).await.unwrap_err();
        assert_eq!(again.code, Code::Conflict);
        let left = house.read(|db| {
            let of = crate::connection::the_only(db, None)?.id;
            let current = versions::current(db, &of)?;
            unmapped::list(db, &of, &Lookup::new(2, &current.map))
        });
        assert_eq!(left.await, []);
        assert!(house.states().await.iter().all(|state| *state != TrafficState::Held));
    }
}

#[tokio::test]
async fn every_event_names_the_version_that_decided_it() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("a", "1001", 1), ("b", "9", 1)]).await;
    house.decided().await;
    let map = callboard_rpc::types::MapCode {
        connection: None,
        code: "9".into(),
        category: "wrong_number".into(),
        meaning: None,
    };
    house.call(command::DispositionMapCode, map).await.unwrap();
    house.events(&[("c", "1001", 1)]).await;
    house.decided().await;
    let versions: Vec<_> = house.feed().await.iter().map(|row| row.version).collect();
    assert_eq!(versions, [Some(1), Some(2), Some(2)]);
    let list = house.call(command::DispositionVersions, OfConnection { connection: None }).await.unwrap();
    let decided: Vec<_> = list.iter().map(|one| (one.version, one.decided)).collect();
    assert_eq!(decided, [(2, 2), (1, 1)]);
}

#[tokio::test]
async fn more_codes_than_are_listed_are_all_counted() {
    let house = House::start(Loops::WithoutEffects).await;
    let set = UnmappedPolicySet { connection: None, policy: UnmappedPolicy::Hold };
    house.call(command::DispositionUnmappedPolicy, set).await.unwrap();
    let codes: Vec<String> = (0..503).map(|n| format!("\"x{n}\"")).collect();
    let mut events: Vec<_> = codes.iter().map(|code| ("c", code.as_str(), 1)).collect();
    events.push(("c", "\"x502\"", 2));
    house.events(&events).await;
    house.decided().await;
    let shown = house.call(command::DispositionShow, OfConnection { connection: None }).await.unwrap();
    assert_eq!((shown.unmapped.len(), shown.unmapped_total), (500, 503));
    assert_eq!((shown.unmapped[0].code.as_str(), shown.unmapped[0].events), ("x502", 2));
    let needs = house.read(needs).await;
    let told: Vec<_> = needs.iter().map(|need| (need.title.as_str(), need.detail.as_str())).collect();
    assert_eq!(told, [("Acme: 503 codes are not in the map", "504 events are held until they are mapped.")]);
    assert_eq!((needs[0].ids.len(), needs[0].ids[0].as_str()), (500, "x502"));
    let board = house.call(command::BoardShow, callboard_rpc::types::Nothing {}).await.unwrap();
    assert_eq!(board.counts.dispositions, 503);
}

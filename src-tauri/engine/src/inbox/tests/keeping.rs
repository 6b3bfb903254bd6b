use std::collections::HashSet;
use std::time::Duration;

use callboard_rpc::command::{AuditVerifyCommand, SourceList};
use callboard_rpc::types::{AuditVerify, MaybeConnection, SourceKind};
use futures_util::future::join_all;
use rusqlite::Connection;

use super::house::{House, call_result};
use crate::inbox::{event, number_of};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_with_200_is_a_row_and_a_repetition_is_none() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let body = call_result("c-1", house.now());
    let (status, first) = house.send(&sender, "msg_1", &body).await;
    assert_eq!(status, 200, "{first}");
    let number = number_of(first["id"].as_str().unwrap()).unwrap();
    let kept = house.engine.kernel.db.read(move |db| event(db, number)).await.unwrap().unwrap();
    assert_eq!((kept.about.as_str(), kept.body.as_deref()), ("c-1", Some(body.as_str())));
    assert_eq!((kept.sender_id.as_str(), kept.received), ("msg_1", house.now()));

    let (status, again) = house.send(&sender, "msg_1", &body).await;
    assert_eq!((status.as_u16(), &again["id"], &again["repeated"]), (200, &first["id"], &true.into()));
    let (status, other) = house.send(&sender, "msg_1", &call_result("c-2", house.now())).await;
    assert_eq!((status.as_u16(), other["error"].is_string()), (409, true));
    assert_eq!(house.value("SELECT count(*) FROM events").await, 1);
    let source = house.ask(SourceList, MaybeConnection { connection: None }).await.unwrap().remove(0);
    assert_eq!((source.received, source.repeated, source.last_seen), (1, 1, Some(house.now())));
}

#[tokio::test(flavor = "multi_thread")]
async fn senders_are_let_in_while_the_settings_cannot_be_read() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let mut held = Vec::new();
    for _ in 0..crate::kernel::readers() {
        let (go, gate) = std::sync::mpsc::channel::<()>();
        let db = house.engine.kernel.db.clone();
        held.push((go, tokio::spawn(async move { db.read(move |_| Ok(gate.recv().is_ok())).await })));
    }
    // It is to look at its settings anew, which it reads behind those.
    house.engine.listener.0.looks.ask();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let (status, said) = house.send(&sender, "msg_1", &call_result("c-1", house.now())).await;
    assert_eq!(status, 200, "{said}");
    for (go, read) in held {
        go.send(()).unwrap();
        assert!(read.await.unwrap().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_at_once_of_one_id_are_one_event() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let body = call_result("c-1", house.now());
    let answers = join_all((0..50).map(|_| house.send(&sender, "msg_same", &body))).await;
    assert!(answers.iter().all(|(status, _)| *status == 200));
    let ids: HashSet<_> = answers.iter().map(|(_, said)| said["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(answers.iter().filter(|(_, said)| said["repeated"] != true).count(), 1);
    assert_eq!(house.value("SELECT count(*) FROM events").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_is_remembered_over_a_restart_and_for_thirty_days() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let body = call_result("c-1", house.now());
    let (_, first) = house.send(&sender, "msg_1", &body).await;
    let house = house.down_for(Duration::from_hours(76)).await;
    let (status, again) = house.send(&sender, "msg_1", &body).await;
    assert_eq!((status.as_u16(), &again["id"]), (200, &first["id"]), "after 76 h and a restart");
    let house = house.down_for(Duration::from_hours(30 * 24 - 77)).await;
    assert_eq!(house.send(&sender, "msg_1", &body).await.1["repeated"], true);
    let house = house.down_for(Duration::from_hours(3)).await;
    assert_eq!(house.send(&sender, "msg_1", &body).await.1["repeated"], serde_json::Value::Null);
    assert_eq!(
        house.value("SELECT count(*) FROM events").await,
        2,
        "forgotten after 30 days, it is a new one"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_one_commit_are_sealed_by_one_row_and_a_changed_one_is_named() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let before = house.value("SELECT count(*) FROM audit").await;
    let bodies: Vec<_> =
        (0..60).map(|i| (format!("msg_{i}"), call_result(&format!("c-{i}"), house.now()))).collect();
    join_all(bodies.iter().map(|(id, body)| house.send(&sender, id, body))).await;
    let seals = house.value("SELECT count(*) FROM audit").await - before;
    assert!((1..=60).contains(&seals), "{seals}");
    let verify = || house.ask(AuditVerifyCommand, AuditVerify { anchor: None });
    assert!(verify().await.unwrap().ok);

    let db = Connection::open(house.engine.folder.database()).unwrap();
    for (change, back) in [
        (
            "UPDATE events SET sender_id = 'x' || sender_id WHERE number = 7",
            "UPDATE events SET sender_id = substr(sender_id, 2) WHERE number = 7",
        ),
        (
            "UPDATE events SET body = body || ' ' WHERE number = 7",
            "UPDATE events SET body = rtrim(body) WHERE number = 7",
        ),
        (
            "UPDATE events SET received = received + 1 WHERE number = 7",
            "UPDATE events SET received = received - 1 WHERE number = 7",
        ),
    ] {
        db.execute(change, []).unwrap();
        let verified = verify().await.unwrap();
        assert!(!verified.ok && format!("{verified:?}").contains("events"), "{change}: {verified:?}");
        db.execute(back, []).unwrap();
        assert!(verify().await.unwrap().ok, "{back}");
    }
    db.execute("DELETE FROM events WHERE number = 7", []).unwrap();
    assert!(!verify().await.unwrap().ok, "one that was taken away");
}

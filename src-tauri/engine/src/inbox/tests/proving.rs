use std::time::Duration;

use callboard_rpc::command::{
    ListenerShow, SourceList, SourceRotateCommand, SourceSaveCommand, SourceSetEnabledCommand,
};
use callboard_rpc::types::{
    MaybeConnection, Nothing, Source, SourceAuth, SourceKind, SourceRotate, SourceSave, SourceSetEnabled,
};

use super::house::{House, Sender, call_result, said, set, settings};
use crate::inbox::retention::tidy;
use crate::inbox::{Listen, TlsFiles};
use crate::secrets::{Numbers, Secrets};
use crate::signature::SigningSecret;

async fn the_source(house: &House) -> Source {
    house.ask(SourceList, MaybeConnection { connection: None }).await.unwrap().remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_stale_or_altered_request_changes_nothing() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let body = call_result("c-1", house.now());
    let other = SigningSecret::make(&house.engine.kernel.chance);
    let forged = Sender { secret: other, ..sender.clone() };
    assert_eq!(house.send(&forged, "msg_1", &body).await.0, 401);
    let altered = house.signed(&sender, "msg_1", &body).body(format!("{body} "));
    assert_eq!(said(altered).await.0, 401);
    let unsigned = house.post(&sender.saved.source.path).body(body.clone());
    assert_eq!(said(unsigned).await.0, 401);
    let late = house.signed(&sender, "msg_1", &body);
    house.pass(Duration::from_secs(301)).await;
    assert_eq!(said(late).await.0, 401, "signed more than 300 s ago");
    assert_eq!(house.value("SELECT count(*) FROM events").await, 0);
    house.pass(Duration::from_secs(6)).await;
    let refused = the_source(&house).await.refused;
    assert_eq!(refused.iter().map(|one| (one.status, one.count)).max(), Some((401, 2)), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_switch_of_a_source_leaves_what_somebody_else_changed_meanwhile() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let Source { id, kind, connection, auth, .. } = sender.saved.source.clone();
    let other = SourceSave {
        id: Some(id.clone()),
        name: "Renamed".to_owned(),
        kind,
        connection,
        auth,
        tolerance_seconds: Some(600),
        enabled: true,
        secret: None,
    };
    house.ask(SourceSaveCommand, other).await.unwrap();
    let set = async |enabled| {
        house.ask(SourceSetEnabledCommand, SourceSetEnabled { id: id.clone(), enabled }).await.unwrap()
    };
    let off = set(false).await;
    assert_eq!((off.enabled, off.name.as_str(), off.tolerance_seconds), (false, "Renamed", 600));
    let body = call_result("c-1", house.now());
    assert_ne!(house.send(&sender, "msg_1", &body).await.0, 200, "nothing of it is taken");
    assert!(set(true).await.enabled && set(true).await.has_secret);
    assert_eq!(house.send(&sender, "msg_1", &body).await.0, 200);
    let told = "SELECT count(*) FROM audit WHERE action = 'source.set_enabled'";
    assert_eq!(house.value(told).await, 2, "what changes nothing is no row");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_secrets_of_a_rotation_are_taken_for_its_time() {
    let house = House::open().await;
    let old = house.sender(SourceKind::CallResult).await;
    let id = old.saved.source.id.clone();
    let rotate = SourceRotate { id: id.clone(), keep_old_hours: Some(2) };
    let saved = house.ask(SourceRotateCommand, rotate).await.unwrap();
    let new = Sender { secret: SigningSecret::parse(&saved.secret.as_ref().unwrap().0).unwrap(), saved };
    assert!(new.saved.source.old_secret_until.is_some());
    for (name, sender) in [("msg_old", &old), ("msg_new", &new)] {
        assert_eq!(house.send(sender, name, &call_result("c", house.now())).await.0, 200, "{name}");
    }
    house.pass(Duration::from_hours(2)).await;
    assert_eq!(house.send(&old, "msg_late", &call_result("c", house.now())).await.0, 401);
    assert_eq!(house.send(&new, "msg_new_2", &call_result("c", house.now())).await.0, 200);
    tidy(&house.engine.listener).await.unwrap();
    assert_eq!(the_source(&house).await.old_secret_until, None);
    let first = Numbers::default().newest_of(&Secrets::of_source(&id));
    let kept = house.engine.secrets.get(&first).await.unwrap();
    assert!(kept.is_none(), "it is taken out of the secret store");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_says_of_each_secret_that_is_still_taken_until_when() {
    let house = House::open().await;
    let id = house.sender(SourceKind::CallResult).await.saved.source.id;
    let mut said = Vec::new();
    for hours in [2, 48, 24, 0] {
        let rotate = SourceRotate { id: id.clone(), keep_old_hours: Some(hours) };
        said.push(house.ask(SourceRotateCommand, rotate).await.unwrap().in_force.unwrap());
    }
    assert_eq!(
        said,
        [
            "In force now: the new secret; the one before it until 2026-11-23 16:30 UTC.",
            "In force now: the new secret; the one before it until 2026-11-25 14:30 UTC; the oldest until \
             2026-11-25 14:30 UTC.",
            "In force now: the new secret; the one before it until 2026-11-24 14:30 UTC; the one before that until \
             2026-11-25 14:30 UTC; the oldest until 2026-11-25 14:30 UTC.",
            "In force now: the new secret alone.",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_rotation_leaves_each_secret_its_time() {
    let house = House::open().await;
    let first = house.sender(SourceKind::CallResult).await;
    let id = first.saved.source.id.clone();
    let rotated = async |hours: u32| {
        let rotate = SourceRotate { id: id.clone(), keep_old_hours: Some(hours) };
        let saved = house.ask(SourceRotateCommand, rotate).await.unwrap();
        Sender { secret: SigningSecret::parse(&saved.secret.as_ref().unwrap().0).unwrap(), saved }
    };
    let second = rotated(48).await;
    let promised = second.saved.source.old_secret_until;
    assert!(promised.is_some());
    let third = rotated(2).await;
    assert_eq!(third.saved.source.old_secret_until, promised, "no rotation makes it shorter");
    let send = async |sender: &Sender, name: &str| {
        house.send(sender, name, &call_result("c", house.now())).await.0.as_u16()
    };
    assert_eq!(send(&first, "msg_1").await, 200);
    assert_eq!(send(&second, "msg_2").await, 200, "its sender has it already, and may use it for two hours");
    assert_eq!(send(&third, "msg_3").await, 200);
    let said = third.saved.in_force.clone().unwrap();
    let words = [
        "the new secret",
        "one before it until 2026-11-23 16:30 UTC",
        "the oldest until 2026-11-25 14:30 UTC",
    ];
    assert!(words.iter().all(|words| said.contains(words)), "{said}");
    house.pass(Duration::from_hours(2)).await;
    assert_eq!(send(&second, "msg_2b").await, 401, "that time is over");
    assert_eq!(send(&first, "msg_1b").await, 200, "and that of the first is not");

    let fourth = rotated(72).await;
    assert!(fourth.saved.source.old_secret_until > promised, "but longer");
    assert_eq!(send(&third, "msg_3b").await, 200);
    house.pass(Duration::from_hours(72)).await;
    assert_eq!(send(&third, "msg_3c").await, 401);
    assert_eq!(send(&first, "msg_4").await, 401, "its time is over");
    assert_eq!(send(&fourth, "msg_5").await, 200);
    let fifth = rotated(2).await;
    assert_eq!(send(&fourth, "msg_6").await, 200, "it is the old one now");
    assert_eq!(send(&fifth, "msg_7").await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_verified_last_is_taken_after_any_number_of_rotations_until_they_are_refused() {
    let house = House::open().await;
    let mut senders = vec![house.sender(SourceKind::CallResult).await];
    let id = senders[0].saved.source.id.clone();
    let rotate = |hours| SourceRotate { id: id.clone(), keep_old_hours: Some(hours) };
    let refused = loop {
        match house.ask(SourceRotateCommand, rotate(2)).await {
            Ok(saved) => senders.push(Sender {
                secret: SigningSecret::parse(&saved.secret.as_ref().unwrap().0).unwrap(),
                saved,
            }),
            Err(refused) => break refused,
        }
        for (number, sender) in senders.iter().enumerate() {
            let name = format!("msg_{}_{number}", senders.len());
            let status = house.send(sender, &name, &call_result("c", house.now())).await.0;
            assert_eq!(status, 200, "{number} of {}", senders.len());
        }
    };
    assert_eq!(senders.len(), 8, "{refused}");
    assert!(refused.hint.unwrap().contains("0 hours"), "it says the way out");
    let saved = house.ask(SourceRotateCommand, rotate(0)).await.unwrap();
    assert!(saved.in_force.unwrap().contains("the new secret alone"));
    for (number, sender) in senders.iter().enumerate() {
        let status = house.send(sender, &format!("late_{number}"), &call_result("c", house.now())).await.0;
        assert_eq!(status, 401, "{number} ended at once");
    }
    let left = house.engine.secrets.names_of(&Secrets::of_source(&id)).await;
    assert_eq!(left.len(), 1, "{left:?}");
}

/// The process ends between the secret store and the row, and another one finds what it left.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_within_a_rotation_leaves_what_is_taken_as_it_was() {
    let house = House::open().await;
    let first = house.sender(SourceKind::CallResult).await;
    let id = first.saved.source.id.clone();
    let rotate = |keep_old_hours| SourceRotate { id: id.clone(), keep_old_hours: Some(keep_old_hours) };
    let saved = house.ask(SourceRotateCommand, rotate(48)).await.unwrap();
    let second = Sender { secret: SigningSecret::parse(&saved.secret.as_ref().unwrap().0).unwrap(), saved };
    let cut_off = Numbers { newest: 1, old: Some(0) }.rotated(true).newest_of(&Secrets::of_source(&id));
    let unknown = SigningSecret::make(&house.engine.kernel.chance);
    house.engine.secrets.set(&cut_off, unknown.text()).await.unwrap();
    let house = house.down_for(Duration::from_secs(1)).await;
    for (name, sender) in [("msg_1", &first), ("msg_2", &second)] {
        assert_eq!(house.send(sender, name, &call_result("c", house.now())).await.0, 200, "{name}");
    }
    let nobody = Sender { secret: unknown, ..second.clone() };
    assert_eq!(house.send(&nobody, "msg_3", &call_result("c", house.now())).await.0, 401);

    let saved = house.ask(SourceRotateCommand, rotate(0)).await.unwrap();
    let third = Sender { secret: SigningSecret::parse(&saved.secret.as_ref().unwrap().0).unwrap(), saved };
    assert_eq!(house.send(&third, "msg_4", &call_result("c", house.now())).await.0, 200);
    assert_eq!(house.send(&second, "msg_5", &call_result("c", house.now())).await.0, 401, "it ended at once");
    assert_eq!(house.value("SELECT secret_number FROM sources").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_could_not_be_stored_with_its_source_leaves_the_present_one() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let source = &sender.saved.source;
    let save = SourceSave {
        id: Some(source.id.clone()),
        name: source.name.clone(),
        kind: source.kind,
        connection: source.connection.clone(),
        auth: SourceAuth::Bearer,
        tolerance_seconds: None,
        enabled: true,
        secret: None,
    };
    let db = &house.engine.kernel.db;
    let shut = "CREATE TRIGGER shut BEFORE UPDATE OF auth ON sources BEGIN SELECT RAISE(ABORT, 'full'); END";
    db.write(move |write| Ok(write.execute_batch(shut)?)).await.unwrap();
    house.ask(SourceSaveCommand, save.clone()).await.unwrap_err();
    house.engine.listener.load_sources().await;
    assert_eq!(house.send(&sender, "msg_1", &call_result("c", house.now())).await.0, 200);
    db.write(|write| Ok(write.execute_batch("DROP TRIGGER shut")?)).await.unwrap();
    let token = house.ask(SourceSaveCommand, save).await.unwrap().secret.unwrap().0;
    let post = house.post(&source.path).bearer_auth(token).body(call_result("d", house.now()));
    assert_eq!(said(post).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bearer_source_takes_its_token_and_knows_a_repetition_by_its_body() {
    let house = House::open().await;
    let saved = house.source(SourceKind::DataAction, SourceAuth::Bearer).await;
    let token = saved.secret.unwrap().0;
    let body = serde_json::json!({ "phoneNumber": "(415) 555-2671", "eventName": "optOut", "timestamp": house.now() });
    let post = |token: &str| house.post("/webhook").bearer_auth(token).body(body.to_string());
    let (status, first) = said(post(&token)).await;
    assert_eq!(
        status, 200,
        "{first}: also at the short path, and a national number by the connection's region"
    );
    assert_eq!(said(post(&token)).await.1["id"], first["id"]);
    let refused = post(&format!("{token}x")).send().await.unwrap();
    assert_eq!(
        (refused.status().as_u16(), refused.headers()["www-authenticate"].to_str().unwrap()),
        (401, "Bearer")
    );
    let about: String = house
        .engine
        .kernel
        .db
        .read(|db| Ok(db.query_row("SELECT about FROM events", [], |row| row.get(0))?))
        .await
        .unwrap();
    assert_eq!(about, "+14155552671");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_proves_nothing_is_taken_on_loopback_only() {
    let house = House::open().await;
    let saved = house.source(SourceKind::CallResult, SourceAuth::None).await;
    assert!(saved.secret.is_none());
    let post = house.post(&saved.source.path).body(call_result("c", house.now()));
    assert_eq!(said(post).await.0, 200);
    let shown = house.ask(ListenerShow, Nothing {}).await.unwrap();
    assert!(shown.warnings.iter().any(|words| words.contains("proves nothing")), "{:?}", shown.warnings);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_is_turned_off_or_removed_is_not_there() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let source = &sender.saved.source;
    let save = |enabled| SourceSave {
        id: Some(source.id.clone()),
        name: source.name.clone(),
        kind: source.kind,
        connection: source.connection.clone(),
        auth: source.auth,
        tolerance_seconds: Some(60),
        enabled,
        secret: None,
    };
    let saved = house.ask(SourceSaveCommand, save(false)).await.unwrap();
    assert!(saved.secret.is_none(), "the secret stays what it was");
    assert_eq!(house.send(&sender, "msg_1", &call_result("c", house.now())).await.0, 404);
    house.ask(SourceSaveCommand, save(true)).await.unwrap();
    assert_eq!(house.send(&sender, "msg_1", &call_result("c", house.now())).await.0, 200);
    house
        .ask(callboard_rpc::command::SourceRemove, callboard_rpc::types::SourceRef { id: source.id.clone() })
        .await
        .unwrap();
    assert_eq!(house.send(&sender, "msg_2", &call_result("c", house.now())).await.0, 404);
    let secret = Numbers::default().newest_of(&Secrets::of_source(&source.id));
    assert!(house.engine.secrets.get(&secret).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_others_reach_needs_a_certificate() {
    let house = House::open().await;
    for address in ["0.0.0.0:0", "192.0.2.1:8080", "[::]:0"] {
        let open = Listen { address: address.parse().unwrap(), tls: None };
        assert!(house.engine.listener.open_at(open).await.unwrap_err().to_string().contains("certificate"));
        let asked = house.ask(callboard_rpc::command::ListenerSet, settings(address)).await.unwrap_err();
        assert_eq!(asked.detail.unwrap()["field"], "address");
    }
    let missing = Some(TlsFiles { cert: "/nowhere/cert.pem".into(), key: "/nowhere/key.pem".into() });
    let open = Listen { address: "127.0.0.1:0".parse().unwrap(), tls: missing };
    assert!(house.engine.listener.open_at(open).await.unwrap_err().to_string().contains("/nowhere/cert.pem"));
    let shown = set(&house, settings("127.0.0.1:8080")).await;
    assert!(shown.settings.enabled && shown.words.contains("this computer"), "{shown:?}");
}

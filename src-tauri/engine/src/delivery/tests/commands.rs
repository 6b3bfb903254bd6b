use callboard_rpc::types::{
    DeliveryList, DeliveryState, EndpointId, EndpointRef, EndpointSetEnabled, SecretText,
};
use callboard_rpc::{Code, Handle, command};
use secrecy::ExposeSecret as _;

use super::house::{House, SECRET, caller, newest_secret, save};
use super::receiver::{Act, Receiver};
use crate::delivery::list;
use crate::signature::SigningSecret;

#[tokio::test]
async fn a_secret_is_made_where_none_is_given_shown_once_and_in_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let mut asked = save("https://hooks.example.com/");
    asked.secret = None;
    let saved = house.save(asked).await.unwrap();
    let made = saved.secret.expect("it was made here").0;
    SigningSecret::parse(&made).expect("it is one");
    let kept = house.engine.secrets.get(&newest_secret(&saved.endpoint.id)).await.unwrap().unwrap();
    assert_eq!(kept.expose_secret(), made);

    let mut change = save("https://hooks.example.com/other");
    (change.id, change.secret) = (Some(saved.endpoint.id.clone()), None);
    let changed = house.save(change).await.unwrap();
    assert_eq!(changed.secret, None, "the old one is kept, and not shown again");
    assert_eq!(changed.endpoint.url, "https://hooks.example.com/other");

    let given = house.save(save("https://hooks.example.com/")).await.unwrap();
    assert_eq!(given.secret, None, "who gave it knows it");
    house.engine.shutdown().await;
    for file in ["callboard.db", "callboard.db-wal"] {
        let bytes = std::fs::read(dir.path().join(file)).unwrap_or_default();
        for secret in [made.as_str(), SECRET] {
            let part = &secret.as_bytes()["whsec_".len()..];
            assert!(!bytes.windows(part.len()).any(|window| window == part), "a secret stands in {file}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let mut bad_secret = save("https://hooks.example.com/");
    bad_secret.secret = Some(SecretText("whsec_short".to_owned()));
    assert_eq!(house.save(bad_secret).await.unwrap_err().code, Code::Invalid);
    assert_eq!(house.save(save("http://192.168.0.9/")).await.unwrap_err().code, Code::Refused);
    let mut unknown = save("https://hooks.example.com/");
    unknown.id = Some("end_none".into());
    assert_eq!(house.save(unknown).await.unwrap_err().code, Code::NotFound);
    assert!(house.endpoints().await.is_empty());
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE action = 'endpoint.save'").await, 0);
}

#[tokio::test]
async fn the_switch_leaves_what_somebody_else_changed_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let id = house.save(save("https://hooks.example.com/")).await.unwrap().endpoint.id;
    let set = async |id: &EndpointId, enabled| {
        let args = EndpointSetEnabled { id: id.clone(), enabled };
        Handle::<command::EndpointSetEnabledCommand>::handle(&house.engine, &caller(), args).await
    };
    let mut other = save("https://hooks.example.com/new");
    (other.id, other.secret) = (Some(id.clone()), None);
    house.save(other).await.unwrap();
    let off = set(&id, false).await.unwrap();
    assert_eq!((off.enabled, off.url.as_str()), (false, "https://hooks.example.com/new"));
    house.execute("UPDATE endpoints SET disabled_because = 'It failed.', failing_since = 1").await;
    let on = set(&id, true).await.unwrap();
    assert_eq!((on.enabled, on.disabled_because, on.failing_since), (true, None, None), "a new start");
    set(&id, true).await.unwrap();
    let told = "SELECT count(*) FROM audit WHERE action = 'endpoint.set_enabled'";
    assert_eq!(house.count(told).await, 2, "what changes nothing is no row");
    assert_eq!(set(&"end_none".into(), true).await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn with_the_endpoint_goes_its_secret_and_what_waits_becomes_dead_letters() {
    let dir = tempfile::tempdir().unwrap();
    let (house, mut receiver) = (House::at(dir.path()), Receiver::that([Act::status(500)]).await);
    let endpoint = house.endpoint(&receiver.url()).await;
    let id = house.announce("spring").await.remove(0);
    receiver.next().await;
    house.delivery_once(|one| one.tries.len() == 1).await;
    let named = EndpointRef { id: endpoint.id.clone() };
    Handle::<command::EndpointRemove>::handle(&house.engine, &caller(), named.clone()).await.unwrap();
    let delivery = house.deliveries().await.remove(0);
    assert_eq!((delivery.state, delivery.endpoint_name.as_str()), (DeliveryState::Dead, "Reports"));
    assert_eq!(delivery.tries[1].words.as_deref(), Some("The receiver was removed."));
    assert!(house.engine.secrets.get(&newest_secret(&endpoint.id)).await.unwrap().is_none());
    let refused = house.replay(&[id]).await.unwrap_err();
    assert!(refused.to_string().contains("was removed"), "{refused}");
    let again = Handle::<command::EndpointRemove>::handle(&house.engine, &caller(), named).await;
    assert_eq!(again.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn the_list_is_paged_and_filtered() {
    let dir = tempfile::tempdir().unwrap();
    let (house, receiver) = (House::at(dir.path()), Receiver::that_accepts().await);
    let endpoint = house.endpoint(&receiver.url()).await;
    for subject in ["a", "b", "c", "d", "e"] {
        house.announce(subject).await;
    }
    house.once(|all| all.iter().all(|one| one.state == DeliveryState::Delivered)).await;
    let page =
        async |asked: DeliveryList| house.engine.kernel.db.read(move |db| list(db, &asked)).await.unwrap();
    let first = page(DeliveryList { limit: Some(3), ..Default::default() }).await;
    assert_eq!((first.rows.len(), first.total, first.next.is_some()), (3, 5, true));
    let second = page(DeliveryList { limit: Some(3), after: first.next, ..Default::default() }).await;
    assert_eq!((second.rows.len(), second.total, second.next), (2, 5, None));
    assert!(first.rows.iter().all(|one| !second.rows.contains(one)));
    assert_eq!(page(DeliveryList { endpoint: Some(endpoint.id), ..Default::default() }).await.total, 5);
    assert_eq!(page(DeliveryList { run: Some("run_2".into()), ..Default::default() }).await.total, 0);
    assert_eq!(page(DeliveryList { state: Some(DeliveryState::Dead), ..Default::default() }).await.total, 0);
}

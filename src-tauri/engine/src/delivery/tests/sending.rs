use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use callboard_rpc::types::DeliveryState;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::house::{House, SECRET, save};
use super::receiver::{Act, Heard, Receiver};

#[tokio::test]
async fn a_delivery_arrives_signed_with_its_body_to_the_byte() {
    let dir = tempfile::tempdir().unwrap();
    let (house, mut receiver) = (House::at(dir.path()), Receiver::that_accepts().await);
    house.endpoint(&receiver.url()).await;
    let ids = house.announce("spring").await;
    let heard = receiver.next().await;
    assert_eq!(heard.line, "POST /hook HTTP/1.1");
    assert_eq!(heard.headers["webhook-id"], ids[0].as_str());
    assert_eq!(heard.headers["content-type"], "application/json");
    assert!(heard.headers["webhook-id"].starts_with("msg_"));
    assert_eq!(heard.headers["webhook-timestamp"], "1795420800");
    assert!(signature_holds(&heard), "the reference algorithm agrees");
    assert_eq!(
        heard.body,
        r#"{"event":"campaign.completed","timestamp":"2026-11-23T08:00:00Z","data":{"campaignId":"spring","expected":3,"runId":"run_1","totalCompleted":3}}"#
    );
    let delivery = house.delivery_once(|delivery| delivery.state == DeliveryState::Delivered).await;
    assert_eq!(delivery.body, heard.body, "what is shown is what was sent");
    assert_eq!((delivery.tries.len(), delivery.tries[0].status, delivery.next_try), (1, Some(200), None));
    let endpoint = house.endpoints().await.remove(0);
    assert_eq!(endpoint.last_delivered, Some("2026-11-23T08:00:00Z".parse().unwrap()));
    assert_eq!((endpoint.waiting, endpoint.dead, endpoint.failing_since), (0, 0, None));
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE object LIKE 'sealed/deliveries/%'").await, 1);
}

#[tokio::test]
async fn the_same_event_about_the_same_subject_is_announced_once() {
    let dir = tempfile::tempdir().unwrap();
    let (house, mut receiver) = (House::at(dir.path()), Receiver::that_accepts().await);
    house.endpoint(&receiver.url()).await;
    assert_eq!(house.announce("spring").await.len(), 1);
    assert_eq!(house.announce("spring").await.len(), 0, "it was announced before");
    assert_eq!(house.announce("autumn").await.len(), 1);
    house.once(|all| all.len() == 2 && all.iter().all(|one| one.state == DeliveryState::Delivered)).await;
    assert_eq!(receiver.heard_so_far().len(), 2);
}

#[tokio::test]
async fn nothing_is_announced_where_nobody_listens_or_the_cause_is_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let (house, receiver) = (House::at(dir.path()), Receiver::that_accepts().await);
    assert!(house.announce("nobody").await.is_empty());
    let mut off = save(&receiver.url());
    off.enabled = false;
    house.save(off).await.unwrap();
    let mut other = save(&receiver.url());
    other.events = vec!["subscription.state".to_owned()];
    house.save(other).await.unwrap();
    assert!(house.announce("off").await.is_empty());
    house.endpoint(&receiver.url()).await;
    let failed = house.engine.kernel.db.write::<(), _>(|write| {
        crate::delivery::announce(write, "campaign.completed", "x", &serde_json::json!({}), None)?;
        Err(crate::kernel::Error::Stopping)
    });
    assert!(failed.await.is_err());
    assert!(house.deliveries().await.is_empty(), "the row went with its cause");
}

#[tokio::test]
async fn a_receiver_that_hangs_delays_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let (mut healthy, mut dead) = (Receiver::that_accepts().await, Receiver::that([Act::Hang]).await);
    let hangs = house.endpoint(&dead.url()).await;
    let well = house.endpoint(&healthy.url()).await;
    for subject in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] {
        house.announce(subject).await;
    }
    for _ in 0..10 {
        healthy.next().await;
    }
    house.once(|all| all.iter().filter(|one| one.state == DeliveryState::Delivered).count() == 10).await;
    dead.next().await;
    let endpoints = house.endpoints().await;
    let waiting = |id| endpoints.iter().find(|one| one.id == id).unwrap().waiting;
    assert_eq!((waiting(hangs.id), waiting(well.id)), (10, 0), "and no clock was moved for it");
    assert!(dead.heard_so_far().len() < 4, "at most four at once knock at one door");
}

#[tokio::test]
async fn an_endpoint_that_is_turned_on_again_gets_what_waited() {
    let dir = tempfile::tempdir().unwrap();
    let (house, mut receiver) =
        (House::at(dir.path()), Receiver::that([Act::status(500), Act::status(204)]).await);
    let endpoint = house.endpoint(&receiver.url()).await;
    house.announce("spring").await;
    receiver.next().await;
    house.delivery_once(|one| one.tries.len() == 1).await;
    let change = |enabled| {
        let mut change = save(&receiver.url());
        (change.id, change.enabled, change.secret) = (Some(endpoint.id.clone()), enabled, None);
        change
    };
    house.save(change(false)).await.unwrap();
    house.to_next_try().await;
    assert_eq!(house.deliveries().await[0].tries.len(), 1, "it is off");
    house.save(change(true)).await.unwrap();
    let delivery = house.delivery_once(|one| one.state == DeliveryState::Delivered).await;
    assert_eq!(delivery.tries[1].status, Some(204));
}

/// `v1,` and HMAC-SHA256 of `id.timestamp.body` under the decoded secret, as the specification writes it.
pub(super) fn signature_holds(heard: &Heard) -> bool {
    let key = STANDARD.decode(&SECRET["whsec_".len()..]).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    let (id, at) = (&heard.headers["webhook-id"], &heard.headers["webhook-timestamp"]);
    mac.update(format!("{id}.{at}.{}", heard.body).as_bytes());
    let given = heard.headers["webhook-signature"].strip_prefix("v1,").unwrap();
    mac.verify_slice(&STANDARD.decode(given).unwrap()).is_ok()
}

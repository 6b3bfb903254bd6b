use callboard_rpc::types::DeliveryState;
use secrecy::SecretString;

use super::house::{House, SECRET, newest_secret};
use super::receiver::{Act, Receiver};

/// The process ends while the receiver has the request and we have no answer.
#[test]
fn what_was_being_sent_at_a_crash_is_sent_again_under_its_id() {
    let dir = tempfile::tempdir().unwrap();
    let outside = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let mut receiver = outside.block_on(Receiver::that([Act::Hang, Act::status(200)]));

    let first = runtime();
    let (endpoint, id) = first.block_on(async {
        let house = House::at(dir.path());
        let endpoint = house.endpoint(&receiver.url()).await;
        let id = house.announce("spring").await.remove(0);
        assert_eq!(receiver.next().await.headers["webhook-id"], id.as_str());
        (endpoint, id)
    });
    // Everything that ran in it is dropped where it stood; nothing was settled.
    drop(first);

    runtime().block_on(async {
        let house = House::at(dir.path());
        // The session's secrets ended with the process: until it has one again, nothing is sent.
        let delivery = house.delivery_once(|one| one.tries.len() == 1).await;
        assert!(
            delivery.tries[0].words.as_ref().unwrap().starts_with("Nothing was sent"),
            "{:?}",
            delivery.tries
        );
        let secret = SecretString::from(SECRET.to_owned());
        house.engine.secrets.set(&newest_secret(&endpoint.id), secret).await.unwrap();
        house.to_next_try().await;
        assert_eq!(
            receiver.next().await.headers["webhook-id"],
            id.as_str(),
            "the receiver knows it by its id"
        );
        let delivery = house.delivery_once(|one| one.state == DeliveryState::Delivered).await;
        assert_eq!(delivery.tries.len(), 2);
        assert_eq!(
            house.count("SELECT failures FROM deliveries").await,
            0,
            "what we could not send is no failure"
        );
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

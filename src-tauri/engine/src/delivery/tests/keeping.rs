//! How long deliveries and secrets are kept.

use std::time::Duration;

use callboard_rpc::Handle;
use callboard_rpc::command::EndpointRotateCommand;
use callboard_rpc::types::{Endpoint, EndpointRotate, EndpointSaved, SecretText};
use secrecy::ExposeSecret as _;

use super::house::{House, SECRET, caller, save};
use crate::delivery;
use crate::secrets::{Numbers, Secrets};
use crate::signature::SigningSecret;

#[tokio::test]
async fn what_is_done_with_goes_after_its_days_in_slices_and_looks_are_hourly() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::still(dir.path());
    house.endpoint("http://127.0.0.1:9/hook").await;
    house.announce_many(1_103).await;
    house
        .execute(
            "UPDATE endpoints SET enabled = 0;
             UPDATE deliveries SET state = CASE number % 2 WHEN 0 THEN 'delivered' ELSE 'dead' END;
             INSERT INTO delivery_tries (delivery, at, words, took) SELECT id, created, 'no', 1 FROM deliveries;
             UPDATE deliveries SET created = created - 731 * 86400000 WHERE number <= 1101;
             UPDATE deliveries SET state = 'waiting' WHERE number = 1101;",
        )
        .await;
    delivery::SLICE.begin(&house.engine);
    house.until("SELECT count(*) FROM deliveries", 3).await;
    assert_eq!(house.count("SELECT min(number) FROM deliveries").await, 1101, "what waits is not let go");
    assert_eq!(house.count("SELECT count(*) FROM delivery_tries").await, 3);
    let dropped = "SELECT count(*) FROM audit WHERE action = 'deliveries.drop'";
    assert_eq!(house.count(dropped).await, 3, "500, 500 and 100");

    house.execute("UPDATE deliveries SET state = 'dead' WHERE number = 1101").await;
    while house.manual.next_due() != Some(Duration::from_hours(1)) {
        tokio::task::yield_now().await;
    }
    house.manual.advance(Duration::from_hours(1));
    house.until("SELECT count(*) FROM deliveries", 2).await;
}

#[tokio::test]
async fn a_rotation_that_could_not_be_stored_leaves_the_secrets_as_they_were() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let endpoint = house.endpoint("http://127.0.0.1:9/hook").await;
    let shut = "CREATE TRIGGER shut BEFORE UPDATE OF old_secret_until ON endpoints
                BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
    house.execute(shut).await;
    rotate(&house, &endpoint).await.unwrap_err();
    assert_eq!(signing(&house, &endpoint).await, [SECRET]);

    house.execute("DROP TRIGGER shut").await;
    let second = rotate(&house, &endpoint).await.unwrap().secret.unwrap().0;
    house.execute(shut).await;
    rotate(&house, &endpoint).await.unwrap_err();
    assert_eq!(signing(&house, &endpoint).await, [second.as_str(), SECRET]);
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE action = 'endpoint.rotate'").await, 1);
}

/// The process ends between the secret store and the row; what it left is what another process finds.
#[tokio::test]
async fn a_kill_within_a_rotation_leaves_what_signs_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let endpoint = house.endpoint("http://127.0.0.1:9/hook").await;
    let second = rotate(&house, &endpoint).await.unwrap().secret.unwrap().0;
    let row = "SELECT secret_number FROM endpoints";
    assert_eq!(house.count(row).await, 1);
    let cut_off = Numbers { newest: 1, old: Some(0) }.rotated(true);
    let owner = Secrets::of_endpoint(&endpoint.id);
    house.engine.secrets.set(&cut_off.newest_of(&owner), "whsec_shown_to_nobody".into()).await.unwrap();
    assert_eq!(signing(&house, &endpoint).await, [second.as_str(), SECRET], "both that receivers know");

    let third = rotate(&house, &endpoint).await.unwrap().secret.unwrap().0;
    let all = [third.as_str(), second.as_str(), SECRET];
    assert_eq!(signing(&house, &endpoint).await, all, "what its receiver may use still");
    assert_eq!(house.count(row).await, 2);

    house.manual.advance(Duration::from_hours(2));
    let fourth = rotate(&house, &endpoint).await.unwrap().secret.unwrap().0;
    assert_eq!(signing(&house, &endpoint).await, [fourth.as_str(), third.as_str()], "their time was over");
    let left = house.engine.secrets.names_of(&owner).await;
    assert_eq!(left.len(), 2, "what signs no more is let go: {left:?}");
}

#[tokio::test]
async fn a_secret_that_is_entered_takes_the_place_of_the_newest_alone() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let endpoint = house.endpoint("http://127.0.0.1:9/hook").await;
    rotate(&house, &endpoint).await.unwrap();
    let entered = SigningSecret::make(&house.engine.kernel.chance).text().expose_secret().to_owned();
    let mut change = save("http://127.0.0.1:9/hook");
    (change.id, change.secret) = (Some(endpoint.id.clone()), Some(SecretText(entered.clone())));
    house
        .execute("CREATE TRIGGER shut BEFORE UPDATE ON endpoints BEGIN SELECT RAISE(ABORT, 'full'); END")
        .await;
    let before = signing(&house, &endpoint).await;
    house.save(change.clone()).await.unwrap_err();
    assert_eq!(signing(&house, &endpoint).await, before);
    house.execute("DROP TRIGGER shut").await;
    house.save(change).await.unwrap();
    assert_eq!(signing(&house, &endpoint).await, [entered.as_str(), SECRET]);
}

async fn rotate(house: &House, endpoint: &Endpoint) -> callboard_rpc::Result<EndpointSaved> {
    let asked = EndpointRotate { id: endpoint.id.clone(), keep_old_hours: Some(2) };
    Handle::<EndpointRotateCommand>::handle(&house.engine, &caller(), asked).await
}

/// What signs for an endpoint, as its lane finds it.
async fn signing(house: &House, endpoint: &Endpoint) -> Vec<String> {
    let all = house.engine.deliveries.signing(&endpoint.id).await.unwrap();
    all.iter().map(|secret| secret.text().expose_secret().to_owned()).collect()
}

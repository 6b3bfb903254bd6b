//! How long deliveries and secrets are kept.

use std::time::Duration;

use callboard_rpc::Handle;
use callboard_rpc::command::EndpointRotateCommand;
use callboard_rpc::types::EndpointRotate;
use secrecy::ExposeSecret as _;

use super::house::{House, SECRET, caller};
use crate::secrets::Secrets;

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
    house.engine.deliveries.start();
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
    let rotate = async || {
        let asked = EndpointRotate { id: endpoint.id.clone(), keep_old_hours: Some(2) };
        Handle::<EndpointRotateCommand>::handle(&house.engine, &caller(), asked).await
    };
    let kept = async |name: String| {
        let secret = house.engine.secrets.get(&name).await.unwrap();
        secret.map(|secret| secret.expose_secret().to_owned())
    };
    let (newest, old) = (Secrets::endpoint_secret(&endpoint.id), Secrets::old_endpoint_secret(&endpoint.id));
    let shut = "CREATE TRIGGER shut BEFORE UPDATE OF old_secret_until ON endpoints
                BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
    house.execute(shut).await;
    rotate().await.unwrap_err();
    assert_eq!((kept(newest.clone()).await.as_deref(), kept(old.clone()).await), (Some(SECRET), None));

    house.execute("DROP TRIGGER shut").await;
    let second = rotate().await.unwrap().secret.unwrap().0;
    house.execute(shut).await;
    rotate().await.unwrap_err();
    assert_eq!((kept(newest).await, kept(old).await.as_deref()), (Some(second), Some(SECRET)));
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE action = 'endpoint.rotate'").await, 1);
}

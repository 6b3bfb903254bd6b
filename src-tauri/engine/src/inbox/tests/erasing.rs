use std::time::Duration;

use callboard_rpc::command::AuditVerifyCommand;
use callboard_rpc::types::{AuditVerify, SourceKind};

use super::house::{House, call_result};
use crate::inbox::retention::tidy;

#[tokio::test(flavor = "multi_thread")]
async fn bodies_go_after_their_time_and_the_log_still_holds() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    house.send(&sender, "msg_old", &call_result("c", house.now())).await;
    let house = house.down_for(Duration::from_hours(89 * 24)).await;
    house.send(&sender, "msg_new", &call_result("c", house.now())).await;
    tidy(&house.engine.listener).await.unwrap();
    assert_eq!(house.value("SELECT count(*) FROM events WHERE body IS NULL").await, 0, "not before 90 days");
    // What waits for its effects keeps its body: until the newer event has taken its place, the older one does.
    house.until("SELECT count(*) FROM events WHERE number = 1 AND state = 'received'", 0).await;
    let house = house.down_for(Duration::from_hours(2 * 24)).await;
    tidy(&house.engine.listener).await.unwrap();
    assert_eq!(house.value("SELECT count(*) FROM events WHERE body IS NULL AND digest IS NULL").await, 1);
    assert_eq!(house.value("SELECT count(*) FROM events WHERE body IS NOT NULL").await, 1);
    let verified = house.ask(AuditVerifyCommand, AuditVerify { anchor: None }).await.unwrap();
    assert!(verified.ok, "{verified:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_blocks_go_after_theirs_and_the_newest_stays() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    // The next event begins another block.
    house.send(&sender, "msg_1", &call_result("c", house.now())).await;
    house
        .engine
        .kernel
        .db
        .write(|write| Ok(write.execute("UPDATE events SET number = 2047, block = '0'", [])?))
        .await
        .unwrap();
    house.send(&sender, "msg_2", &call_result("c", house.now())).await;
    let house = house.down_for(Duration::from_hours(731 * 24)).await;
    tidy(&house.engine.listener).await.unwrap();
    assert_eq!(house.value("SELECT count(*) FROM events").await, 1);
    assert_eq!(house.value("SELECT number FROM events").await, 2048, "so that numbers go on");
    let (status, said) = house.send(&sender, "msg_3", &call_result("c", house.now())).await;
    assert_eq!((status.as_u16(), said["id"].as_str()), (200, Some("evt_2049")));
}

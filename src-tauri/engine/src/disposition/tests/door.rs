//! What the door takes can be decided, and what never could be is not taken.

use callboard_rpc::types::SourceKind;
use reqwest::StatusCode;

use crate::disposition::body;
use crate::inbox;
use crate::inbox::tests::house::House;

#[tokio::test]
async fn whatever_time_the_door_takes_is_decided() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let times = [
        "2026-11-23T14:29:00Z",
        " 2026-11-23T14:29:00Z",
        "2026-11-23T14:29:00Z\\n",
        "\\t2026-11-23T14:29:00.123456789Z ",
        "\\u00a02026-11-23T15:29:00+01:00\\u2003",
    ];
    for (at, time) in times.iter().enumerate() {
        let text =
            format!(r#"{{"contactId":" c{at} ","dispositionCode":" 1001\u200b","timestamp":"{time}"}}"#);
        let (status, said) = house.send(&sender, &format!("msg_{at}"), &text).await;
        assert_eq!(status, StatusCode::OK, "{time}: {said}");
    }
    house.until("SELECT count(*) FROM decisions", 5).await;
    assert_eq!(house.value("SELECT count(*) FROM events WHERE state = 'dead'").await, 0);
    let same =
        "SELECT count(*) FROM decisions d JOIN events e ON e.number = d.event AND e.happened = d.happened";
    assert_eq!(house.value(same).await, 5, "it has the time that the door read");
    for number in 1..=5 {
        let event = house.engine.kernel.db.read(move |db| inbox::event(db, number)).await.unwrap().unwrap();
        assert!(body::read(event).is_ok());
    }
}

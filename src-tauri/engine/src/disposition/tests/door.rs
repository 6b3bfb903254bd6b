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
        assert!(body::read(&event).is_ok());
    }
}

#[tokio::test]
async fn a_code_of_which_nothing_is_seen_is_not_taken() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let body = |code: &str| {
        format!(r#"{{"contactId":"c","dispositionCode":"{code}","timestamp":"2026-11-23T14:29:00Z"}}"#)
    };
    let empty = house.send(&sender, "msg_0", &body("")).await;
    assert_eq!(empty.0, StatusCode::BAD_REQUEST);
    for (at, code) in ["\\u200b", " \\ufeff", "\u{3164}\u{2060}", "\\u3000"].iter().enumerate() {
        let said = house.send(&sender, &format!("msg_{at}_unseen"), &body(code)).await;
        assert_eq!(said.0, StatusCode::BAD_REQUEST, "{}", code.escape_unicode());
        assert_eq!(said.1["error"], empty.1["error"], "as an empty one");
    }
    assert_eq!(house.send(&sender, "msg_seen", &body("\\u200b1001")).await.0, StatusCode::OK);
}

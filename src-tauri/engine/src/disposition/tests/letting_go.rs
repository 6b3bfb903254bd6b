use std::time::Duration;

use super::house::{House, Loops};
use crate::audit::{Question, verify};
use crate::disposition::retention;

#[tokio::test]
async fn what_is_about_events_that_were_let_go_goes_too_and_the_log_says_so() {
    let house = House::start(Loops::All).await;
    house.events(&[("a", "2001", 1), ("b", "999", 1)]).await;
    house.done().await;
    house.clock.advance(Duration::from_hours(24 * 731));
    house.events(&[("c", "3001", 2)]).await;
    house.done().await;
    let rows = "SELECT (SELECT count(*) FROM decisions) * 100
                    + (SELECT count(*) FROM disposition_outcomes)";
    assert_eq!(house.number(rows).await, 303);
    // As the inbox lets them go.
    house.write(|write| Ok(write.execute("DELETE FROM events WHERE number <= 2", []).map(drop)?)).await;
    retention::tidy(&house.engine.kernel).await.unwrap();
    assert_eq!(house.number(rows).await, 101, "what is about the newest event stays");
    assert_eq!(house.number("SELECT count(*) FROM routed WHERE event <= 2").await, 0);
    retention::tidy(&house.engine.kernel).await.unwrap();
    assert_eq!(house.number(rows).await, 101);
    // The events of these tests were not sealed by the inbox.
    house.write(|write| Ok(write.execute("DELETE FROM events", []).map(drop)?)).await;
    let bad = |db: &rusqlite::Connection| {
        let now = super::house::at(0);
        Ok(verify(db, &Question::alone(now))?.first_bad)
    };
    assert_eq!(house.read(bad).await, None);
}

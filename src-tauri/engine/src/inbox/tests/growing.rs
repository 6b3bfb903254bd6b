//! What the listener's page costs does not grow with what is stored, or waits.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::house::House;
use crate::inbox::view::{oldest_waiting, within};
use crate::kernel::Ms;
use crate::kernel::steps::steps;

async fn waiting(house: &House, from: i64, upto: i64) {
    let now = Ms(house.now()).millis();
    let fill = house.engine.kernel.db.write(move |write| {
        let sql = "INSERT INTO events (number, block, source, connection, kind, sender_id, received, stored, happened,
                       bytes, commitment, about, body, state)
                   WITH RECURSIVE n(i) AS (SELECT ?1 + 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
                   SELECT i, '0', 'src', 'con', CASE i % 2 WHEN 0 THEN 'event' ELSE 'call-result' END, 'id-' || i,
                       ?3 - 9000000 + i, ?3 - 9000000 + i, 0, 9, x'00', 'c', '{}', 'received' FROM n";
        write.execute(sql, params![from, upto, now])?;
        Ok(())
    });
    fill.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oldest_that_waits_and_the_last_minute_are_found_however_many_there_are() {
    let house = House::open().await;
    let now = house.now();
    let cost = async || {
        steps(&house.engine.kernel.db, move |db| {
            let waits = oldest_waiting(db, now)?.unwrap();
            assert!((waits - 8999.999).abs() < 0.001, "{waits}");
            assert_eq!(within(db, now - SignedDuration::from_mins(1))?, 0);
            Ok(())
        })
        .await
    };
    waiting(&house, 0, 1_000).await;
    let few = cost().await;
    waiting(&house, 1_000, 20_000).await;
    let many = cost().await;
    assert!(many <= few * 2 + 100, "{few} steps of 1,000, {many} of 20,000");
    let none: Timestamp = now + SignedDuration::from_hours(1);
    assert_eq!(house.engine.kernel.db.read(move |db| within(db, none)).await.unwrap(), 0);
}

//! What a page costs does not grow with what is stored.

use callboard_rpc::types::{DeliveryList, DeliveryState, TrafficList, TrafficState};
use rusqlite::{Connection, params};

use crate::inbox::tests::house::House;
use crate::kernel::Result;
use crate::kernel::steps::steps;
use crate::traffic::list::list;
use crate::{delivery, inbox};

const FEW: i64 = 2_000;
const MANY: i64 = 20_000;
const NUMBERS: &str = "WITH RECURSIVE n(i) AS (SELECT ?1 + 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)";

/// So many events and deliveries in all: every third of another source, every hundredth of the first dead.
async fn fill(house: &House, from: i64, upto: i64) {
    let fill = house.engine.kernel.db.write(move |write| {
        let events = format!(
            "INSERT INTO events (number, block, source, connection, kind, sender_id, received, stored, happened, bytes,
                 commitment, about, body, state)
             {NUMBERS} SELECT i, i / 2048, CASE i % 3 WHEN 0 THEN 'src_b' ELSE 'src_a' END, 'con', 'call-result',
                 'id-' || i, i * 1000, i * 1000, i * 1000, 9, x'00', 'c' || i, '{{}}',
                 CASE WHEN i % 100 = 0 AND i <= 2000 THEN 'dead' ELSE 'done' END FROM n"
        );
        let deliveries = format!(
            "INSERT INTO deliveries (number, id, event, subject, endpoint, endpoint_name, url, created, body, state)
             {NUMBERS} SELECT i, 'msg_' || i, 'disposition.routed', 'evt_' || i, 'end_' || (i % 2), 'CRM', 'https://x',
                 i * 1000, '{{}}', CASE WHEN i % 100 = 0 AND i <= 2000 THEN 'dead' ELSE 'delivered' END FROM n"
        );
        for sql in [events, deliveries] {
            write.execute(&sql, params![from, upto])?;
        }
        Ok(())
    });
    fill.await.unwrap();
}

type Read = fn(&Connection) -> Result<()>;

/// Behind the newest 500, of 9,000 that were counted for the first page.
fn behind() -> TrafficList {
    TrafficList { after: Some("1500.9.1500.9000".to_owned()), limit: Some(100), ..TrafficList::default() }
}

const READS: [(&str, Read); 6] = [
    ("a later page of all traffic", |db| list(db, &behind()).map(drop)),
    ("a later page of one source", |db| {
        list(db, &TrafficList { party: Some("src_b".to_owned()), ..behind() }).map(drop)
    }),
    ("a later page of what is dead", |db| {
        list(db, &TrafficList { state: Some(TrafficState::Dead), limit: Some(5), ..behind() }).map(drop)
    }),
    ("a later page of deliveries", |db| {
        let asked =
            DeliveryList { after: Some("1500.9000".into()), limit: Some(100), ..DeliveryList::default() };
        delivery::list(db, &asked).map(drop)
    }),
    ("a later page of an endpoint's dead letters", |db| {
        let (endpoint, state) = (Some("end_0".into()), Some(DeliveryState::Dead));
        let after = Some("1500.9000".into());
        let asked = DeliveryList { endpoint, state, after, limit: Some(5), ..DeliveryList::default() };
        delivery::list(db, &asked).map(drop)
    }),
    ("the minutes of the last hour", |db| {
        inbox::by_minute(db, "2030-01-01T00:00:00Z".parse().unwrap()).map(drop)
    }),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_costs_does_not_grow_with_what_is_stored() {
    let house = House::open().await;
    fill(&house, 0, FEW).await;
    let mut few = Vec::new();
    for (_, read) in READS {
        few.push(steps(&house.engine.kernel.db, read).await);
    }
    fill(&house, FEW, MANY).await;
    for ((what, read), few) in READS.into_iter().zip(few) {
        // Where the newest are asked for there are ten times as many; the page is the same.
        let many = steps(&house.engine.kernel.db, read).await;
        assert!(many <= few * 2 + 500, "{what}: {few} steps of {FEW}, {many} of {MANY}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn later_pages_carry_the_figure_of_the_first_along() {
    let house = House::open().await;
    fill(&house, 0, FEW).await;
    let pages = house.engine.kernel.db.read(|db| {
        let first = list(db, &TrafficList { limit: Some(500), ..TrafficList::default() })?;
        let next = TrafficList { after: first.next.clone(), limit: Some(500), ..TrafficList::default() };
        let second = list(db, &next)?;
        // As it was written before pages knew how many there are.
        let old = first.next.as_deref().unwrap().rsplit_once('.').unwrap().0.to_owned();
        let again = list(db, &TrafficList { after: Some(old), ..next })?;
        assert_eq!(again.rows, second.rows);
        Ok([first.total, second.total, again.total])
    });
    assert_eq!(pages.await.unwrap(), [4_000; 3]);
}

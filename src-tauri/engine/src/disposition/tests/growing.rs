//! What a page of decisions and the length of the queue cost does not grow with what is stored.

use callboard_rpc::types::DispositionFeed;
use rusqlite::params;

use super::house::{House, Loops};
use crate::disposition::{as_tasks, feed::feed, queue};
use crate::kernel::steps::steps;

async fn fill(house: &House, from: i64, upto: i64) {
    let connection = house.connection.to_string();
    house
        .write(move |write| {
            let numbers = "WITH RECURSIVE n(i) AS (SELECT ?1 + 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)";
            for sql in [
                "INSERT INTO decisions (event, connection, contact, code, happened, received, category, severity,
                     opts_out, unmapped, head, version)
                 NUMBERS SELECT i, ?3, 'c' || i, '3001', i, i, 'qualified_lead', 1, 0, 0, 1, 1 FROM n",
                "INSERT INTO outbox (kind, connection, lane, subject, rank, key, state, enqueued, payload)
                 NUMBERS SELECT 'disposition.patch', ?3, 'rest', 'c' || i, 0, 'k', 'waiting', i, '{}' FROM n",
            ] {
                write.execute(&sql.replace("NUMBERS", numbers), params![from, upto, connection])?;
            }
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn a_later_page_of_decisions_costs_the_same_however_many_there_are() {
    let house = House::start(Loops::WithoutEffects).await;
    let page = |db: &rusqlite::Connection| {
        let asked = DispositionFeed {
            after: Some("evt_900.5000".into()),
            limit: Some(50),
            ..DispositionFeed::default()
        };
        assert_eq!(feed(db, None, &asked)?.total, 5_000, "as the first page counted them");
        Ok(())
    };
    fill(&house, 0, 1_000).await;
    let few = steps(&house.engine.kernel.db, page).await;
    fill(&house, 1_000, 20_000).await;
    let many = steps(&house.engine.kernel.db, page).await;
    assert!(many <= few + 100, "{few} steps of 1,000, {many} of 20,000");
}

/// They are counted, each once, in an index; none of them is looked up.
#[tokio::test]
async fn the_length_of_the_queue_costs_a_few_steps_for_each_that_waits() {
    const WAITING: u64 = 20_000;
    let house = House::start(Loops::WithoutEffects).await;
    fill(&house, 0, i64::try_from(WAITING).unwrap()).await;
    let found = house.read(queue).await;
    assert_eq!((found.waiting, found.oldest.unwrap().as_millisecond()), (WAITING, 1));
    let cost = steps(&house.engine.kernel.db, |db| as_tasks(db).map(drop)).await;
    assert!(cost < WAITING * 20, "{cost} steps for {WAITING}");
}

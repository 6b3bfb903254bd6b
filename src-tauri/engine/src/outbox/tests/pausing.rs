//! What the tenant would refuse of all waits together.

use std::time::Duration;

use callboard_simulator::Fault;

use super::house::{House, number};
use super::kinds::KINDS;
use crate::outbox::{self, policy::Cause};

const PATH: &str = "/api/v2/outbound/contacts";

#[tokio::test]
async fn a_refusal_of_every_batch_pauses_their_kind_alone_and_splits_and_loses_nothing() {
    for status in [403, 404, 405] {
        let house = House::start().await;
        house.tenant.faults().add(Fault::status(status).on("POST", PATH));
        for batch in 0..40 {
            house.batch(&format!("b{batch}"), (0..10).map(|at| number(batch * 10 + at)).collect()).await;
        }
        house.every("c", "x").await;
        house.send();
        for _ in 0..60 {
            house.clock.advance(Duration::from_mins(1));
            for _ in 0..20 {
                house.number("SELECT 1").await;
            }
        }
        let asked = house.asked();
        let posts = asked.iter().filter(|asked| asked.starts_with("POST")).count();
        assert!((2..60).contains(&posts), "{status}: {posts} requests in an hour");
        assert!(asked.iter().all(|asked| asked == "POST 10" || asked == "PATCH c x"), "{status}: {asked:?}");
        assert_eq!(house.told().await, ["arrived c x"], "{status}: nothing is dead, and others go on");
        assert_eq!(house.number("SELECT max(attempts) FROM outbox").await, 0, "{status}: none is charged");
        let of = house.connection.clone();
        let pauses = house.read(move |db| outbox::paused::of(db, &of)).await;
        let causes: Vec<_> = pauses.iter().map(|pause| (pause.kind.as_deref(), pause.cause)).collect();
        assert_eq!(causes, [(Some("test.numbers"), Cause::KindRefused)]);
        let lines = house.read(|db| outbox::needs::needs(db, KINDS)).await;
        let [line] = lines.as_slice() else { panic!("one line of the Board: {lines:?}") };
        assert_eq!(line.title, "Acme: the tenant takes no batches of numbers");
        assert!(line.detail.starts_with("40 wait, and are tried again by themselves. "), "{}", line.detail);
        house.tenant.faults().clear();
        let of = house.connection.clone();
        house.write(move |write| outbox::paused::mended(write, &of)).await;
        house.done().await;
        assert_eq!(
            house.number("SELECT count(*) FROM numbers WHERE outcome = 'done' AND times = 1").await,
            400
        );
    }
}

#[tokio::test]
async fn one_batch_that_is_taken_ends_the_pause_of_all() {
    let house = House::start().await;
    house.tenant.faults().add(Fault::status(403).on("POST", PATH).next(40));
    for batch in 0..60 {
        house.batch(&format!("b{batch}"), vec![number(batch)]).await;
    }
    house.send();
    house.done().await;
    assert_eq!(house.number("SELECT count(*) FROM numbers WHERE outcome = 'done' AND times = 1").await, 60);
    assert_eq!(house.number("SELECT count(*) FROM outbox_paused").await, 0);
}

#[tokio::test]
async fn what_waits_for_a_connection_that_is_removed_ends() {
    let house = House::start().await;
    house.tenant.faults().add(Fault::status(503).on("PATCH", "/api/v2/contacts/*"));
    house.every("a", "x").await;
    house.every("b", "x").await;
    house.send();
    house.until("nothing was tried", "SELECT count(*) = 2 FROM outbox WHERE attempts > 0").await;
    let of = house.connection.clone();
    house
        .write(move |write| {
            write.execute("UPDATE connections SET removed = 1 WHERE id = ?1", [of.as_str()])?;
            outbox::gone::removed(write, &of)
        })
        .await;
    house.until("something waits", "SELECT count(*) = 0 FROM outbox WHERE state = 'waiting'").await;
    let mut told = house.told().await;
    told.sort();
    assert_eq!(told, ["removed a x", "removed b x"]);
}

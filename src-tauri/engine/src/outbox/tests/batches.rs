//! Batches: answered for each item, refused as a whole, split, cut.

use std::collections::BTreeSet;

use callboard_simulator::{BatchAnswer, Fault};

use super::house::{House, number};
use crate::outbox;

const PATH: &str = "/api/v2/outbound/contacts";
const ONCE_EACH: &str = "SELECT count(*) FROM numbers WHERE times = 1";

fn numbers(count: usize, bad: &[usize]) -> Vec<String> {
    (0..count).map(|at| if bad.contains(&at) { format!("bad-{at}") } else { number(at) }).collect()
}

fn whole(house: &House) {
    house.tenant.change_settings(|settings| {
        settings.batch_answer = BatchAnswer::Whole { names_number: false };
    });
}

async fn refused(house: &House) -> Vec<i64> {
    house
        .read(|db| {
            let mut statement =
                db.prepare("SELECT id FROM numbers WHERE outcome = 'dead: rejected' ORDER BY id")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
}

#[tokio::test]
async fn each_item_has_its_own_outcome_and_a_bad_one_is_a_dead_letter_of_its_own() {
    let house = House::start().await;
    house.batch("b", numbers(100, &[3, 70])).await;
    house.send();
    house.done().await;
    assert_eq!(house.asked(), ["POST 100"]);
    assert_eq!(refused(&house).await, [4, 71]);
    assert_eq!(house.number(ONCE_EACH).await, 100, "each outcome is stored once");
    assert_eq!(house.number("SELECT count(*) FROM outbox WHERE state = 'dead'").await, 2);
    assert_eq!(house.number("SELECT count(*) FROM outbox").await, 2, "nothing else is left of it");
}

#[tokio::test]
async fn a_batch_that_is_refused_for_its_content_is_halved_until_the_bad_items_stand_alone() {
    let house = House::start().await;
    whole(&house);
    house.batch("b", numbers(100, &[3, 70])).await;
    house.send();
    house.done().await;
    assert_eq!(refused(&house).await, [4, 71], "and no other");
    assert_eq!(house.number(ONCE_EACH).await, 100, "no item was lost or had two outcomes");
    assert_eq!(house.tenant.outbound_contacts().len(), 98);
    let posts = house.tenant.journal().of("POST", PATH);
    let keys: BTreeSet<_> = posts.iter().map(|entry| &entry.headers["idempotency-key"]).collect();
    assert_eq!(keys.len(), posts.len(), "each part is another request, under a key of its own");
    assert!(posts.len() < 32, "{} requests", posts.len());
}

#[tokio::test]
async fn a_conflict_that_names_nobody_is_found_by_halves_and_changed_by_its_record() {
    let house = House::start().await;
    whole(&house);
    house.batch("first", vec![number(5)]).await;
    house.send();
    house.done().await;
    house.batch("b", numbers(8, &[])).await;
    house.done().await;
    assert_eq!(house.number("SELECT count(*) FROM numbers WHERE outcome = 'done' AND times = 1").await, 9);
    let known = house.tenant.outbound_contacts().into_iter().find(|one| one.phone_number == number(5));
    assert_eq!(known.unwrap().writes, 2, "it was changed once");
}

#[tokio::test]
async fn a_conflict_that_names_its_number_is_changed_by_its_record_and_nothing_is_split() {
    let house = House::start().await;
    house.tenant.change_settings(|settings| {
        settings.batch_answer = BatchAnswer::Whole { names_number: true };
    });
    house.batch("first", vec![number(5), number(6)]).await;
    house.send();
    house.done().await;
    house.batch("b", numbers(8, &[])).await;
    house.done().await;
    assert_eq!(
        house.number("SELECT count(*) FROM numbers WHERE outcome = 'done' AND times = 1").await,
        10,
        "no item was lost or had two outcomes"
    );
    let one_by_one = ["POST 2", "POST 8", "POST 8", "POST 8"];
    assert_eq!(house.asked(), one_by_one, "each conflict is one request more, and all stay together");
    let writes = |of: usize| {
        house
            .tenant
            .outbound_contacts()
            .into_iter()
            .find(|one| one.phone_number == number(of))
            .unwrap()
            .writes
    };
    assert_eq!((writes(5), writes(6), writes(7)), (2, 2, 1), "each was changed once");
    assert_eq!(house.number("SELECT count(*) FROM outbox").await, 0);
}

#[tokio::test]
async fn dead_letters_are_counted_by_cause() {
    let house = House::start().await;
    house.batch("b", numbers(10, &[3, 7])).await;
    house.send();
    house.done().await;
    house.tenant.faults().add(Fault::status(404).on("PATCH", "/api/v2/contacts/*").next(1));
    house.every("c", "x").await;
    house.done().await;
    let kinds = ["test.numbers", "test.every"];
    let causes = house.read(move |db| outbox::trace::dead_by_cause(db, &kinds)).await;
    let counted: Vec<_> = causes.iter().map(|one| (one.cause.as_str(), one.count)).collect();
    assert_eq!(counted, [("rejected", 2), ("not_found", 1)]);
    let listed = house.read(move |db| outbox::as_tasks(db, "test", &kinds)).await.unwrap();
    let words = listed.last_error.unwrap_or_default();
    assert_eq!(listed.dead, 3);
    assert!(words.starts_with("Given up: 2 rejected, 1 not_found. "), "{words}");
}

#[tokio::test]
async fn a_batch_that_is_too_large_is_halved_and_so_is_one_that_is_throttled_twice() {
    let house = House::start().await;
    house.tenant.change_settings(|settings| settings.batch_limit = 30);
    house.batch("b", numbers(100, &[])).await;
    house.send();
    house.done().await;
    let sizes = house.asked();
    assert_eq!(sizes.iter().filter(|asked| *asked == "POST 25").count(), 4, "{sizes:?}");
    assert_eq!(house.number(ONCE_EACH).await, 100);

    let house = House::start().await;
    house.tenant.faults().add(Fault::throttled("2").on("POST", PATH).next(2));
    house.batch("b", numbers(100, &[])).await;
    house.send();
    house.done().await;
    assert_eq!(house.asked(), ["POST 100", "POST 100", "POST 50", "POST 50"]);
    let keys: Vec<_> = house.tenant.journal().of("POST", PATH);
    let keys: Vec<_> = keys.iter().map(|entry| entry.headers["idempotency-key"].clone()).collect();
    assert_eq!(keys[0], keys[1], "the first repetition is the same request");
    assert_eq!(house.number(ONCE_EACH).await, 100);
}

#[tokio::test]
async fn what_the_tenant_leaves_out_is_unknown_and_repeated_alone() {
    let house = House::start().await;
    house.tenant.change_settings(|settings| settings.results_left_out = 10);
    house.batch("b", numbers(100, &[])).await;
    house.send();
    house.until("it is not answered", "SELECT count(*) = 90 FROM numbers WHERE times = 1").await;
    house.tenant.change_settings(|settings| settings.results_left_out = 0);
    house.done().await;
    let asked = house.asked();
    assert_eq!(asked[..2], ["POST 100", "POST 10"], "the ten that were not answered");
    assert_eq!(asked[2..], ["POST 10"], "each of them stood there, and is changed by its record");
    assert_eq!(house.number(ONCE_EACH).await, 100);
}

#[tokio::test]
async fn a_batch_whose_answer_is_cut_is_repeated_under_its_key() {
    let house = House::start().await;
    house.tenant.faults().add(Fault::cut_before_answer().on("POST", PATH).next(1));
    house.batch("b", numbers(100, &[7])).await;
    house.send();
    house.done().await;
    assert_eq!(house.asked(), ["POST 100", "POST 100"]);
    let posts = house.tenant.journal().of("POST", PATH);
    assert_eq!(posts[0].headers["idempotency-key"], posts[1].headers["idempotency-key"]);
    assert_eq!((house.number(ONCE_EACH).await, refused(&house).await), (100, vec![8]));
}

#[tokio::test]
async fn a_batch_that_is_never_answered_is_given_up_in_the_end_with_all_its_items() {
    let house = House::start().await;
    house.tenant.faults().add(Fault::reset().on("POST", PATH));
    house.batch("b", numbers(10, &[])).await;
    house.send();
    house.done().await;
    assert!(house.asked().len() < 30, "{:?}", house.asked());
    let dead = "SELECT count(*) FROM numbers WHERE outcome LIKE 'dead: %' AND times = 1";
    assert_eq!(house.number(dead).await, 10);
}

//! Numbers on their way to the tenant.

use std::collections::BTreeSet;
use std::time::Duration;

use callboard_phone::E164;
use callboard_rpc::types::{ConnectionRemoval, DncAdd, DncDirection};
use callboard_rpc::{Handle, command};
use callboard_simulator::{BatchAnswer, Entry, Fault};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::house::{House, minutes_ago, number};
use crate::audit;
use crate::dnc::{Direction, Recorded, replay, state};

fn out(at: usize) -> (E164, Direction, i64) {
    (number(at), Direction::Out, 10)
}

const PATH: &str = "/api/v2/outbound/contacts";

/// A number that the stand-in refuses: no plan has one of five digits.
fn refused() -> E164 {
    E164::from_stored("+12345").unwrap()
}

#[tokio::test]
async fn opt_outs_that_come_together_share_a_request_and_carry_their_time_and_lists() {
    let house = House::start(|tenant| tenant).await;
    house.say_all((0..150).map(out).collect()).await;
    house.send();
    house.told().await;
    let batches = house.batches();
    let sizes: Vec<_> =
        batches.iter().map(|batch| batch.body["contacts"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [100, 50]);
    let at_the_tenant = house.at_the_tenant();
    assert_eq!(at_the_tenant.len(), 150);
    let one = &at_the_tenant[&number(7).reveal()];
    assert!(one.do_not_call);
    assert_eq!(
        one.opt_out_date.as_deref(),
        Some(minutes_ago(10).to_string().as_str()),
        "when the person asked"
    );
    assert_eq!(one.custom_list_ids, ["list-7"], "those of the connection");
    assert_eq!(house.outcomes(number(7)).await, ["confirmed"]);
    let sent = "SELECT count(*) FROM dnc_requests WHERE sent >= recorded AND ended >= sent";
    assert_eq!(house.number(sent).await, 150, "the clock of each: recorded, sent, confirmed");
}

#[tokio::test]
async fn what_the_tenant_confirmed_in_this_direction_is_not_sent_again() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    house.say(number(1), Direction::Out, 10).await;
    house.told().await;
    assert_eq!(house.say(number(1), Direction::Out, 5).await, Recorded::Holds);
    house.told().await;
    assert_eq!(house.batches().len(), 1);
    assert_eq!(house.outcomes(number(1)).await, ["confirmed", "confirmed"]);
}

#[tokio::test]
async fn an_older_event_changes_nothing_at_the_tenant_in_both_orders_and_across_a_restart() {
    for late_first in [false, true] {
        let house = House::start(|tenant| tenant).await;
        house.send();
        let mut both = [(Direction::In, 2), (Direction::Out, 9)];
        if late_first {
            both.reverse();
        }
        house.say(number(1), both[0].0, both[0].1).await;
        house.told().await;
        let house = house.restart().await;
        house.send();
        house.say(number(1), both[1].0, both[1].1).await;
        house.told().await;
        assert!(!house.at_the_tenant()[&number(1).reveal()].do_not_call, "the opt-in is the newer one");
    }
}

#[tokio::test]
async fn a_cut_answer_is_repeated_under_its_key_before_anything_newer() {
    let house = House::start(|tenant| tenant).await;
    house.tenant.faults().add(Fault::cut().on("POST", PATH).next(1));
    house.send();
    house.say(number(1), Direction::Out, 10).await;
    house.say(number(1), Direction::In, 1).await;
    house.told().await;
    let batches = house.batches();
    let said: Vec<_> = batches
        .iter()
        .map(|batch| {
            (batch.headers["idempotency-key"].clone(), batch.body["contacts"][0]["dnc"]["doNotCall"].clone())
        })
        .collect();
    let keys: BTreeSet<_> = said.iter().map(|(key, _)| key).collect();
    let in_order = said.windows(2).all(|two| two[0].0 == two[1].0 || two[0].1 != two[1].1);
    assert!(in_order && keys.len() <= 2, "{said:?}");
    assert!(!house.at_the_tenant()[&number(1).reveal()].do_not_call);
}

#[tokio::test]
async fn a_conflict_costs_one_more_request_and_the_others_are_sent_as_they_are() {
    let whole = BatchAnswer::Whole { names_number: true };
    // Numbers that the tenant has already, how it answers, and how many requests that takes: all conflicts at once where it
    // speaks of each, one after the other where it names one.
    for (known, answer, requests) in [
        (vec![3], BatchAnswer::EachItem, 2),
        (vec![3], whole, 2),
        (vec![3, 40, 77], BatchAnswer::EachItem, 2),
        (vec![3, 40, 77], whole, 4),
    ] {
        let house = House::start(|tenant| tenant).await;
        house.send();
        house.say_all(known.iter().map(|at| (number(*at), Direction::In, 20)).collect()).await;
        house.told().await;
        let before = house.batches().len();
        house.tenant.change_settings(|settings| settings.batch_answer = answer);
        house.say_all((0..100).map(out).collect()).await;
        house.told().await;
        let batches = house.batches().split_off(before);
        assert_eq!(batches.len(), requests, "{known:?}, {answer:?}");
        let last = batches.last().unwrap().body["contacts"].as_array().unwrap();
        let upserts: BTreeSet<_> = batches
            .iter()
            .flat_map(|batch| batch.body["contacts"].as_array().unwrap())
            .filter(|contact| {
                contact.get("updateMode").is_some() || contact.get("existingRecordId").is_some()
            })
            .map(|contact| contact["phone"]["phoneNumber"].as_str().unwrap().to_owned())
            .collect();
        let expected: BTreeSet<_> = known.iter().map(|at| number(*at).reveal()).collect();
        assert_eq!(upserts, expected, "{answer:?}: no other is an upsert or has an id");
        let of_last = if answer == whole { 100 } else { known.len() };
        assert_eq!(last.len(), of_last, "{known:?}, {answer:?}");
        assert!(house.at_the_tenant().values().all(|contact| contact.do_not_call));
        assert_eq!(house.at_the_tenant().len(), 100);
    }
}

#[tokio::test]
async fn a_number_that_the_tenant_refuses_is_one_dead_letter_and_is_sent_again_when_a_person_says_so() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    let mut all: Vec<_> = (0..99).map(out).collect();
    all.insert(40, (refused(), Direction::Out, 10));
    house.say_all(all).await;
    house.told().await;
    assert_eq!(house.at_the_tenant().len(), 99);
    assert_eq!(house.outcomes(refused()).await, ["dead"]);
    assert_eq!(house.number("SELECT count(*) FROM outbox").await, 1, "one dead letter");
    // Something newer is said: it takes the place of the dead letter.
    house.say(refused(), Direction::In, 1).await;
    house.told().await;
    assert_eq!(house.outcomes(refused()).await, ["superseded", "dead"]);
    assert_eq!(house.number("SELECT count(*) FROM outbox").await, 1);
}

#[tokio::test]
async fn what_is_said_while_a_refused_request_is_on_its_way_is_told_all_the_same() {
    let house = House::start(|tenant| tenant).await;
    let refused = Fault::status(422).late_by(Duration::from_secs(5));
    house.tenant.faults().add(refused.on("POST", PATH).next(1));
    house.say(number(1), Direction::Out, 10).await;
    house.send();
    house.tenant.journal().until(|entries| entries.iter().any(|entry| entry.path == PATH)).await;
    house.say(number(1), Direction::In, 1).await;
    house.told().await;
    assert!(!house.at_the_tenant()[&number(1).reveal()].do_not_call, "the opt-in arrived");
    assert_eq!(house.number("SELECT count(*) FROM outbox").await, 0, "and no dead letter is left");
    assert!(house.outcomes(number(1)).await.contains(&"confirmed".to_owned()));
}

#[tokio::test]
async fn a_tenant_that_conflicts_for_ever_is_asked_a_bounded_number_of_times() {
    let house = House::start(|tenant| tenant).await;
    house
        .tenant
        .faults()
        .add(Fault::answer(409, serde_json::json!({ "message": "conflict" })).on("POST", PATH));
    house.send();
    house.say_all((0..100).map(out).collect()).await;
    house.told().await;
    assert!(house.batches().len() <= 320, "{} requests", house.batches().len());
    assert_eq!(house.number("SELECT count(*) FROM dnc_queue WHERE state = 'dead'").await, 100);
}

/// As many messages as are made at once, each of one number and asked of the tenant.
async fn four_messages(house: &House) {
    house.send();
    for at in 0..4 {
        house.say(number(at), Direction::Out, 10).await;
        house.tenant.journal().until(|entries| asked(entries) == at + 1).await;
    }
}

fn asked(entries: &[Entry]) -> usize {
    entries.iter().filter(|entry| entry.path == PATH).count()
}

#[tokio::test]
async fn what_waits_is_sent_where_all_messages_before_it_die() {
    let house = House::start(|tenant| tenant).await;
    let refused = Fault::status(422).late_by(Duration::from_secs(4));
    house.tenant.faults().add(refused.on("POST", PATH).next(4));
    four_messages(&house).await;
    house.say_all((4..8).map(out).collect()).await;
    house.told().await;
    assert_eq!(house.at_the_tenant().len(), 4, "those that waited");
    assert_eq!(house.number("SELECT count(*) FROM dnc_queue WHERE state = 'dead'").await, 4);
}

#[tokio::test]
async fn messages_that_wait_for_a_time_keep_no_other_back() {
    let house = House::start(|tenant| tenant).await;
    house.tenant.faults().add(Fault::status(503).on("POST", PATH).next(4));
    four_messages(&house).await;
    house.say(number(9), Direction::Out, 1).await;
    // The clock stands still: the four are not tried again meanwhile.
    house.tenant.journal().until(|entries| asked(entries) == 5).await;
    house.told().await;
    assert_eq!(house.at_the_tenant().len(), 5);
}

#[tokio::test]
async fn a_conflict_that_names_no_record_is_about_the_key() {
    let house = House::start(|tenant| tenant).await;
    let conflict = Fault::answer(409, serde_json::json!({ "message": "this key was used" }));
    house.tenant.faults().add(conflict.on("POST", PATH).next(1));
    house.send();
    house.say(number(1), Direction::Out, 10).await;
    house.told().await;
    let keys: BTreeSet<_> =
        house.batches().iter().map(|batch| batch.headers["idempotency-key"].clone()).collect();
    assert_eq!((house.batches().len(), keys.len()), (2, 2), "again, under another key");
    assert_eq!(house.outcomes(number(1)).await, ["confirmed"]);
}

#[tokio::test]
async fn an_opt_out_after_an_opt_in_whose_outcome_is_unknown_is_sent() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    house.say(number(1), Direction::Out, 10).await;
    house.told().await;
    // The tenant takes the opt-in, the answer is lost, and the repetition is refused.
    house.tenant.faults().add(Fault::cut_before_answer().on("POST", PATH).next(1));
    house.say(number(1), Direction::In, 5).await;
    house.tenant.journal().until(|entries| asked(entries) == 2).await;
    house.tenant.faults().add(Fault::status(422).on("POST", PATH).next(1));
    house.told().await;
    house.say(number(1), Direction::Out, 1).await;
    house.told().await;
    assert!(house.at_the_tenant()[&number(1).reveal()].do_not_call, "the newest holds");
    let said: Vec<_> = house
        .batches()
        .iter()
        .map(|batch| batch.body["contacts"][0]["dnc"]["doNotCall"].as_bool().unwrap())
        .collect();
    assert_eq!(said[..3], [true, false, false]);
    assert!(said.len() > 3 && said[3..].iter().all(|out| *out), "the opt-out was sent again: {said:?}");
}

#[tokio::test]
async fn what_is_said_for_a_removed_connection_ends_at_once() {
    let house = House::start(|tenant| tenant).await;
    let removal = ConnectionRemoval { connection: house.connection.clone(), standing: None };
    Handle::<command::ConnectionRemove>::handle(&house.engine, &House::caller(), removal).await.unwrap();
    house.send();
    house.say(number(1), Direction::Out, 10).await;
    assert_eq!(house.outcomes(number(1)).await, ["removed"]);
    assert_eq!(house.number("SELECT count(*) FROM dnc_queue").await, 0);
}

#[tokio::test]
async fn a_removed_connection_ends_what_waits() {
    let house = House::start(|tenant| tenant).await;
    house.say_all((0..150).map(out).collect()).await;
    let of = house.connection.clone();
    let removal = ConnectionRemoval { connection: of, standing: None };
    Handle::<command::ConnectionRemove>::handle(&house.engine, &House::caller(), removal).await.unwrap();
    house.send();
    house.told().await;
    assert_eq!(house.batches().len(), 0);
    assert_eq!(house.outcomes(number(3)).await, ["removed"]);
}

#[tokio::test]
async fn a_statement_that_is_repeated_after_a_refusal_is_told_anew() {
    let house = House::start(|tenant| tenant).await;
    house.tenant.faults().add(Fault::status(422).on("POST", PATH).next(1));
    house.send();
    house.say(number(1), Direction::Out, 10).await;
    house.told().await;
    assert_eq!(house.outcomes(number(1)).await, ["dead"]);
    assert_eq!(house.say(number(1), Direction::Out, 10).await, Recorded::Known);
    house.told().await;
    assert_eq!(house.outcomes(number(1)).await, ["confirmed"]);
    assert!(house.at_the_tenant()[&number(1).reveal()].do_not_call);
}

#[tokio::test]
async fn a_person_decides_over_a_sender_whose_clock_is_ahead_also_where_the_calendar_was_set_back() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    house.say(number(1), Direction::In, -4).await;
    house.clock.set_calendar(minutes_ago(180));
    let add = DncAdd {
        connection: None,
        number: number(1).reveal(),
        direction: DncDirection::Out,
        reason: "asked on the phone".to_owned(),
    };
    let added = Handle::<command::DncAddCommand>::handle(&house.engine, &House::caller(), add).await.unwrap();
    assert!(added.holds);
    house.told().await;
    assert!(house.at_the_tenant()[&number(1).reveal()].do_not_call);
}

#[tokio::test]
async fn a_row_of_the_ledger_that_was_changed_added_or_taken_away_is_found() {
    for touch in [
        "UPDATE dnc_events SET said = said - 1",
        "DELETE FROM dnc_events",
        "INSERT INTO dnc_events SELECT list, number + 1, said, request FROM dnc_events",
        "UPDATE dnc_requests SET said = said - 1",
        "INSERT INTO dnc_ledgers (connection) VALUES ('con_x'); UPDATE dnc_lists SET ledger = 2",
    ] {
        let house = House::start(|tenant| tenant).await;
        house.say(number(1), Direction::Out, 10).await;
        let now = minutes_ago(0);
        let verify = move |db: &rusqlite::Connection| audit::verify(db, &audit::Question::alone(now));
        let sound = house.engine.kernel.db.read(verify).await.unwrap();
        assert!(sound.ok, "{sound:?}");
        house.write(move |write| Ok(write.execute_batch(touch)?)).await;
        let touched = house.engine.kernel.db.read(verify).await.unwrap();
        assert!(!touched.ok && touched.first_bad.is_some(), "{touch}");
    }
}

/// (number, direction, minutes ago), in the order in which they are told; `true` before one where the program is
/// restarted first.
type History = Vec<(usize, Direction, i64, bool)>;

fn histories() -> impl Strategy<Value = (History, Vec<u16>)> {
    let direction = prop_oneof![Just(Direction::In), Just(Direction::Out)];
    let event = (0usize..6, direction, 0i64..8, prop::bool::weighted(0.05));
    let failures = prop::collection::vec(prop_oneof![Just(0), Just(429), Just(500), Just(503)], 0..6);
    (prop::collection::vec(event, 1..40), failures)
}

#[test]
fn whatever_is_said_and_however_the_tenant_fails_it_holds_what_the_model_holds() {
    let config = ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() };
    let test = |(history, failures): (History, Vec<u16>)| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut house = House::start(|tenant| tenant).await;
            for status in failures {
                let fault = match status {
                    0 => Fault::cut(),
                    status => Fault::status(status),
                };
                house.tenant.faults().add(fault.on("POST", PATH).next(1));
            }
            house.send();
            for (of, direction, ago, restart) in &history {
                if *restart {
                    house = house.restart().await;
                    house.send();
                }
                house.say(number(*of), *direction, *ago).await;
            }
            house.told().await;
            let at_the_tenant = house.at_the_tenant();
            for of in 0..6 {
                let events = history.iter().filter(|event| event.0 == of);
                let newest = events.map(|event| (-event.2, event.1)).max().map(|(_, direction)| direction);
                let held = at_the_tenant.get(&number(of).reveal()).map(|contact| contact.do_not_call);
                prop_assert_eq!(held, newest.map(|direction| direction == Direction::Out));
                let connection = house.connection.clone();
                let known = house.write(move |write| state(write, &connection, number(of))).await;
                prop_assert_eq!(known.map(|state| state.direction), newest);
            }
            Ok(())
        })
    };
    TestRunner::new(config).run(&histories(), test).unwrap();
}

#[tokio::test]
async fn replaying_what_never_died_begins_nothing() {
    let house = House::start(|tenant| tenant).await;
    let begun = house.write(|write| replay::revive(write, &House::caller(), 7)).await;
    assert!(!begun, "there is no such event");
}

use rusqlite::Connection;
use serde_json::json;

use super::{SLICE, TABLE, get};

fn db() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(SLICE.tables[0]).unwrap();
    db
}

fn known(key: &str) -> &'static super::Known {
    TABLE.iter().find(|known| known.key == key).unwrap()
}

#[test]
fn what_nobody_changed_is_the_contracts_default() {
    let settings = get(&db()).unwrap();
    assert_eq!(settings.poll.as_secs(), 30);
    assert_eq!((settings.still.as_secs(), settings.stall.as_secs()), (15 * 60, 60 * 60));
    assert_eq!(settings.submit_ahead.as_secs(), 3600);
    assert_eq!((settings.retry_interactive, settings.retry_durable), (3, 8));
    assert_eq!(settings.event_body_days, 90);
    assert!(settings.allowed_subnets.is_empty(), "no private network is reachable before someone lists it");
}

#[test]
fn every_default_is_within_its_own_bounds() {
    for known in TABLE {
        assert_eq!(known.check(&known.default()).unwrap(), known.default(), "{}", known.key);
    }
}

#[test]
fn a_value_outside_its_bounds_is_refused_with_the_bounds() {
    for bad in [json!(0), json!(4), json!(3601), json!(-1), json!(7.5), json!("x"), json!(null), json!([])] {
        let error = known("run.poll_seconds").check(&bad).unwrap_err();
        assert!(error.message.contains("from 5 to 3600"), "{bad}: {error}");
    }
    assert_eq!(
        known("run.poll_seconds").check(&json!("45")).unwrap(),
        json!(45),
        "the command line sends texts"
    );
}

#[test]
fn networks_are_written_in_one_way_and_nonsense_is_refused() {
    let subnets = known("delivery.allowed_subnets");
    assert_eq!(
        subnets.check(&json!("10.1.2.3/8, ::1")).unwrap(),
        json!(["10.0.0.0/8", "::1/128"]),
        "host bits mean nothing, one address is a network of one"
    );
    for bad in [json!(["10.0.0.0/33"]), json!(["home"]), json!([7]), json!(7)] {
        assert!(subnets.check(&bad).is_err(), "{bad}");
    }
}

#[test]
fn a_row_that_does_not_fit_counts_as_the_default() {
    let db = db();
    let insert = "INSERT INTO settings VALUES (?1, ?2, 0)";
    db.execute(insert, ["run.poll_seconds", "999999"]).unwrap();
    db.execute(insert, ["retry.durable", "not json"]).unwrap();
    db.execute(insert, ["retry.interactive", "5"]).unwrap();
    let settings = get(&db).unwrap();
    assert_eq!((settings.poll.as_secs(), settings.retry_durable, settings.retry_interactive), (30, 8, 5));
}

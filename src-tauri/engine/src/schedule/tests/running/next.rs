//! A start that is named as next comes: none that a rule, a stop or the calendar has taken, whatever its times say.

use callboard_rpc::command::MissedList;
use callboard_rpc::types::{NextFire, Nothing, PassedOver};

use super::*;

const NEW_YORK_MONDAY: &str = "2026-11-23T14:00:00Z";

/// Nine o'clock of today in New York is submitted; it is half past eight there.
async fn submitted() -> (House, Schedule) {
    let house = House::at("2026-11-23T12:30:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    house.step_to("2026-11-23T13:30:00Z").await;
    assert_eq!(first(&house, &saved).await, NEW_YORK_MONDAY, "it comes");
    (house, saved)
}

async fn first(house: &House, saved: &Schedule) -> String {
    house.show(&saved.id).await.next[0].start.to_string()
}

/// The starts of the Board within a day and a half.
async fn board(house: &House) -> Vec<NextFire> {
    let (zones, now) = (house.engine.zones.clone(), house.engine.clock().now());
    let until = now + jiff::SignedDuration::from_hours(12);
    house.read(move |db| crate::schedule::next_fires(db, &zones, now, until, 10)).await
}

async fn windows_become(house: &House, sql: &'static str) {
    house.write(move |db| Ok(db.execute(&format!("UPDATE windows SET {sql}"), [])?)).await;
}

/// Neither the schedule nor the Board names today's start; what is said of it instead.
async fn is_not_named(house: &House, saved: &Schedule) -> Vec<PassedOver> {
    let shown = house.show(&saved.id).await;
    assert_eq!(shown.next[0].start.to_string(), "2026-11-24T14:00:00Z", "{:?}", shown.next[0]);
    assert!(board(house).await.is_empty(), "nor does the Board");
    shown.passed_over
}

#[tokio::test]
async fn a_start_whose_window_a_rule_has_taken_back_is_not_named_and_says_which_rule() {
    let (house, saved) = submitted().await;
    let rule = r#"state = 'withdrawn', verdict = 'refused',
        rule = '{"id":"no-ny","version":1,"source":"house","words":"Nobody calls New York."}'"#;
    windows_become(&house, rule).await;
    let over = is_not_named(&house, &saved).await;
    assert_eq!(over[0].start.to_string(), NEW_YORK_MONDAY);
    assert!(over[0].words.contains("withdrawn for a rule: Nobody calls New York."), "{over:?}");
}

#[tokio::test]
async fn a_start_that_a_rule_refused_is_not_named_where_the_rule_is_off_again() {
    let (house, saved) = submitted().await;
    windows_become(&house, "state = 'refused', trouble = 'Nobody calls New York.'").await;
    house.write(|db| Ok(db.execute("UPDATE fires SET outcome = 'refused'", [])?)).await;
    let over = is_not_named(&house, &saved).await;
    assert!(over[0].words.starts_with("A rule forbade it when it was decided. Nobody"), "{over:?}");
    house.step_to("2026-11-23T18:30:00Z").await;
    assert_eq!(house.windows().await.len(), 1, "and it did not come");
}

#[tokio::test]
async fn a_start_that_failed_is_not_named_and_says_why() {
    let (house, saved) = submitted().await;
    windows_become(&house, "state = 'failed', trouble = 'The tenant answered 422.'").await;
    let over = is_not_named(&house, &saved).await;
    assert_eq!(over[0].words, "It could not be submitted. The tenant answered 422.");
}

#[tokio::test]
async fn a_start_that_has_taken_place_is_not_named_again_where_the_calendar_is_set_back() {
    let (house, saved) = submitted().await;
    house.step_to("2026-11-23T14:30:00Z").await;
    windows_become(&house, "state = 'ended', tenant_id = 't1'").await;
    house.set_calendar("2026-11-23T13:20:00Z").await;
    house.step_to("2026-11-23T13:24:00Z").await;
    let over = is_not_named(&house, &saved).await;
    assert!(over[0].words.contains("It has taken place"), "{over:?}");
    house.step_to("2026-11-23T14:30:00Z").await;
    assert_eq!(house.windows().await.len(), 1, "nor does it come again");
    assert!(house.call(MissedList, Nothing {}).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_start_over_which_the_calendar_is_set_back_undecided_is_in_the_tray_with_its_reason() {
    let house = House::at("2026-11-23T14:30:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    house.step_to("2026-11-23T14:32:00Z").await;
    assert!(house.fires().await.is_empty(), "nine o'clock was over when it was saved");
    house.set_calendar("2026-11-23T13:20:00Z").await;
    house.step_to("2026-11-23T13:24:00Z").await;
    is_not_named(&house, &saved).await;
    let tray = house.call(MissedList, Nothing {}).await.unwrap();
    assert_eq!(tray.len(), 1, "nobody has confirmed it, and it is not lost: {tray:?}");
    assert_eq!(tray[0].due.to_string(), NEW_YORK_MONDAY);
    assert!(tray[0].reason.starts_with("The calendar was set back"), "{}", tray[0].reason);
    house.step_to("2026-11-24T13:10:00Z").await;
    assert_eq!(house.starts().await.len(), 1, "the next day's comes as ever");
    assert_eq!(house.call(MissedList, Nothing {}).await.unwrap().len(), 1, "once");
}

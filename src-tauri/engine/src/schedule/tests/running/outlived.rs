//! Starts that were decided not to happen, and whose reason is gone: they wait in the tray with what is true now.

use callboard_rpc::command::{MissedList, RuleAdd, RuleOffCommand, RunStop, ScheduleRunNow};
use callboard_rpc::types::{HouseRule, MissedFire, Nothing, RuleOff, RunRef, WindowState};

use super::*;

async fn tray(house: &House) -> Vec<MissedFire> {
    house.call(MissedList, Nothing {}).await.unwrap()
}

const GONE: &str = "UPDATE windows SET state = 'withdrawn', unwanted = 1, gone = 0";

/// Noon in New York is passed over for a start by hand at ten past eight.
async fn covered() -> (House, Schedule) {
    let house = House::at("2026-11-23T13:10:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 12 * * *", &list)).await;
    let go = ScheduleGo { id: saved.id.clone(), confirmed: Vec::new() };
    impatiently(&house, house.call(ScheduleRunNow, go)).await.unwrap();
    let stands = "UPDATE windows SET state = 'begun', tenant_id = 't1'";
    house.write(move |db| Ok(db.execute(stands, [])?)).await;
    house.step_to("2026-11-23T13:20:00Z").await;
    (house, saved)
}

#[tokio::test]
async fn a_start_that_a_window_by_hand_covered_waits_in_the_tray_where_that_is_withdrawn() {
    let (house, saved) = covered().await;
    assert!(tray(&house).await.is_empty(), "it is open there");
    house.write(move |db| Ok(db.execute(GONE, [])?)).await;
    let words = "It was passed over for a start by hand, whose window is not there any more. It does not start by itself.";
    let told = house.show(&saved.id).await.passed_over;
    assert_eq!(told[0].words, words, "from the first moment on nothing says that a window is open there");
    house.step_to("2026-11-23T13:24:00Z").await;
    let tray = tray(&house).await;
    assert_eq!((tray.len(), tray[0].reason.as_str()), (1, words));
    assert!(house.show(&saved.id).await.passed_over.is_empty(), "it is told once");
    house.step_to("2026-11-23T17:30:00Z").await;
    assert_eq!(house.windows().await.len(), 1, "nothing starts by itself");
}

#[tokio::test]
async fn a_start_that_a_window_by_hand_covered_says_so_where_a_person_stopped_that() {
    let (house, saved) = covered().await;
    let run = house.windows().await[0].run.clone();
    let _ = impatiently(&house, house.call(RunStop, RunRef { id: run })).await;
    house.write(move |db| Ok(db.execute(GONE, [])?)).await;
    house.step_to("2026-11-23T14:40:00Z").await;
    let told = house.show(&saved.id).await.passed_over;
    assert_eq!(told[0].words, "The run of this day was stopped by hand.");
    assert!(tray(&house).await.is_empty(), "that was a decision");
}

#[tokio::test]
async fn a_start_that_another_schedules_window_kept_out_waits_in_the_tray_where_that_is_withdrawn() {
    let house = House::at("2026-11-23T13:10:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    house.save(draft("0 9 * * *", &list)).await;
    let second = ScheduleDraft { name: "Evening calls".to_owned(), ..draft("5 10 * * *", &list) };
    let saved = house.save(second).await;
    house.step_to("2026-11-23T14:10:00Z").await;
    let told = house.show(&saved.id).await.passed_over;
    assert!(told[0].words.starts_with("Spring renewals has a window of this campaign there"), "{told:?}");
    assert!(tray(&house).await.is_empty());
    house.write(move |db| Ok(db.execute(GONE, [])?)).await;
    let words = "The window that it was passed over for is not there any more. It does not start by itself.";
    assert_eq!(house.show(&saved.id).await.passed_over[0].words, words);
    house.step_to("2026-11-23T14:14:00Z").await;
    let tray = tray(&house).await;
    assert_eq!((tray.len(), tray[0].reason.as_str()), (1, words));
    assert_eq!((&tray[0].schedule, tray[0].due.to_string().as_str()), (&saved.id, "2026-11-23T15:05:00Z"));
    house.step_to("2026-11-23T15:30:00Z").await;
    let live = house.windows().await.into_iter().filter(|row| row.state != WindowState::Withdrawn).count();
    assert_eq!(live, 0, "nothing starts by itself");
}

#[tokio::test]
async fn a_start_that_a_rule_forbade_waits_in_the_tray_where_the_rule_is_off() {
    let house = House::at("2026-11-23T12:30:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let rule = HouseRule {
        id: "no-ny".to_owned(),
        jurisdictions: vec!["US-NY".to_owned()],
        days: Vec::new(),
        from: None,
        to: None,
        why: "No licence there.".to_owned(),
        standing: None,
    };
    house.call(RuleAdd, rule).await.unwrap();
    let saved = house.save(draft("0 9 * * *", &list)).await;
    house.step_to("2026-11-23T13:30:00Z").await;
    assert_eq!(house.fires().await, [row("America/New_York", "2026-11-23T09:00", "refused")]);
    let off = RuleOff { id: "no-ny".to_owned(), why: "A licence came.".to_owned(), standing: None };
    house.call(RuleOffCommand, off).await.unwrap();
    house.considered().await;
    let tray = tray(&house).await;
    assert_eq!(tray.len(), 1, "{tray:?}");
    assert!(tray[0].reason.starts_with("A rule forbade it when it was decided."), "{}", tray[0].reason);
    assert!(
        tray[0].reason.ends_with("It is allowed now, and does not start by itself."),
        "{}",
        tray[0].reason
    );
    assert!(house.show(&saved.id).await.passed_over.is_empty());
    house.step_to("2026-11-23T14:30:00Z").await;
    assert!(house.windows().await.iter().all(|row| row.state == WindowState::Refused), "nothing went out");
    house.step_to("2026-11-24T13:30:00Z").await;
    let planned = house.windows().await.into_iter().filter(|row| row.state == WindowState::Planned).count();
    assert_eq!(planned, 1, "the next day comes as ever");
}

//! A fire happens once (promise 10), whatever the program and its clock do.

use callboard_rpc::command::{RunShow, ScheduleStopNow};
use callboard_rpc::types::{RunRef, RunState, StopNow};

use super::*;

/// 09:00 on Monday 23 November is 14:00Z in New York and 19:00Z in Honolulu.
async fn begun() -> (House, Schedule) {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let list = house.list(&[NEW_YORK, HONOLULU]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    (house, saved)
}

#[tokio::test]
async fn a_window_is_made_an_hour_before_its_start_and_not_sooner() {
    let (house, _) = begun().await;
    assert!(house.fires().await.is_empty(), "14:00Z is two hours ahead");
    house.step_to("2026-11-23T12:59:59Z").await;
    assert!(house.fires().await.is_empty(), "a second is missing");
    house.step_to("2026-11-23T13:00:00Z").await;
    assert_eq!(house.starts().await, [("America/New_York".into(), "2026-11-23T14:00:00Z".into())]);
    assert_eq!(house.fires().await, [row("America/New_York", "2026-11-23T09:00", "started")]);
}

#[tokio::test]
async fn restarts_over_the_instant_make_no_second_window() {
    let (mut house, _) = begun().await;
    for at in ["13:00:01", "13:59:59", "14:00:00", "14:00:01", "14:30:00"] {
        house.step_to(&format!("2026-11-23T{at}Z")).await;
        house = house.restart().await;
    }
    assert_eq!(house.fires().await, [row("America/New_York", "2026-11-23T09:00", "started")]);
    assert_eq!(house.windows().await.len(), 1);
}

#[tokio::test]
async fn a_clock_that_is_set_back_and_forth_fires_once() {
    let (house, _) = begun().await;
    house.step_to("2026-11-23T13:10:00Z").await;
    for at in ["11:00:00", "14:05:00", "12:00:00", "13:00:00", "14:00:00"] {
        house.set_calendar(&format!("2026-11-23T{at}Z")).await;
    }
    let fires = house.fires().await;
    assert_eq!(fires, [row("America/New_York", "2026-11-23T09:00", "started")]);
    assert_eq!(house.windows().await.len(), 1);
}

#[tokio::test]
async fn a_calendar_that_was_a_year_ahead_by_mistake_silences_nothing() {
    let (house, _) = begun().await;
    house.set_calendar("2027-11-23T12:00:00Z").await;
    house.set_calendar("2026-11-23T12:10:00Z").await;
    house.step_to("2026-11-23T13:00:00Z").await;
    let fires = house.fires().await;
    let today: Vec<_> = fires.iter().filter(|(_, occurrence, _)| occurrence == "2026-11-23T09:00").collect();
    assert_eq!(today.len(), 1, "today's fire was passed over by the wrong calendar, and comes at its time");
    assert_eq!(today[0].2, "started");
}

#[tokio::test]
async fn nine_in_new_york_and_nine_in_honolulu_are_one_run_that_waits_for_both() {
    let (house, _) = begun().await;
    house.step_to("2026-11-23T13:00:00Z").await;
    let first = house.windows().await;
    let run = RunRef { id: first[0].run.clone() };
    let shown = house.call(RunShow, run.clone()).await.unwrap();
    assert_eq!(shown.summary.figures.expected, 833, "Honolulu's 21 are awaited too");
    house.step_to("2026-11-23T17:59:00Z").await;
    let shown = house.call(RunShow, run.clone()).await.unwrap();
    assert!(
        !matches!(shown.summary.state, RunState::Ended | RunState::Failed | RunState::Completed),
        "Honolulu is still to come: {:?}",
        shown.summary.state
    );
    house.step_to("2026-11-23T18:00:00Z").await;
    let windows = house.windows().await;
    assert_eq!(windows.len(), 2);
    assert_eq!(windows[0].run, windows[1].run);
}

#[tokio::test]
async fn what_was_stopped_by_hand_starts_in_no_other_zone() {
    let (house, _) = begun().await;
    house.step_to("2026-11-23T13:00:00Z").await;
    let stop = StopNow { connection: None, campaign_id: "renewals".to_owned() };
    house.call(ScheduleStopNow, stop).await.unwrap();
    house.step_to("2026-11-23T18:00:00Z").await;
    assert_eq!(
        house.fires().await,
        [
            row("America/New_York", "2026-11-23T09:00", "started"),
            row("Pacific/Honolulu", "2026-11-23T09:00", "stopped")
        ]
    );
    assert_eq!(house.windows().await.len(), 1);
    house.step_to("2026-11-24T13:00:00Z").await;
    assert_eq!(house.windows().await.len(), 2, "the next day is another matter");
}

#[tokio::test]
async fn each_decision_is_in_the_audit_log() {
    let (house, saved) = begun().await;
    house.step_to("2026-11-23T13:00:00Z").await;
    let object = format!("schedule/{}", saved.id);
    let told = house
        .read(move |db| {
            let mut rows = db.prepare("SELECT action, after FROM audit WHERE object = ?1 ORDER BY seq")?;
            let rows =
                rows.query_map([object], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        })
        .await;
    assert_eq!(
        told.iter().map(|(action, _)| action.as_str()).collect::<Vec<_>>(),
        ["schedule.save", "schedule.fire"]
    );
    assert!(told[1].1.contains("America/New_York"), "{}", told[1].1);
}

#[tokio::test]
async fn a_run_whose_windows_stand_at_the_tenant_is_not_submitting_though_nobody_looked_at_it_since() {
    let (house, _) = begun().await;
    house.step_to("2026-11-23T13:10:00Z").await;
    let state = async || {
        let run = RunRef { id: house.windows().await[0].run.clone() };
        house.call(RunShow, run).await.unwrap().summary.state
    };
    assert_eq!(state().await, RunState::Submitting, "it is on its way");
    let sql = "UPDATE windows SET state = 'submitted', tenant_id = 't1'";
    house.write(move |db| Ok(db.execute(sql, [])?)).await;
    assert_eq!(state().await, RunState::Waiting);
    house.step_to("2026-11-23T14:02:00Z").await;
    assert_eq!(state().await, RunState::Running, "its window is open");
}

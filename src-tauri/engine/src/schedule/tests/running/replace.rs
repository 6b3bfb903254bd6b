//! A start now of a saved schedule whose next start is submitted already: shown, confirmed, withdrawn, passed over.

use callboard_rpc::command::{MissedList, SchedulePause, SchedulePlan, ScheduleRunNow, ScheduleStopNow};
use callboard_rpc::types::{Nothing, Overlap, StopNow, SubmitArgs, SubmitReport, WindowState};

use super::*;

/// Nine o'clock in New York is submitted; it is eight there.
async fn submitted(change: impl FnOnce(&mut ScheduleDraft)) -> (House, Schedule) {
    let house = House::at("2026-11-23T12:30:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let mut draft = draft("0 9 * * *", &list);
    change(&mut draft);
    let saved = house.save(draft).await;
    house.step_to("2026-11-23T13:10:00Z").await;
    (house, saved)
}

fn go(saved: &Schedule, confirmed: Vec<ConfirmedWindow>) -> ScheduleGo {
    ScheduleGo { id: saved.id.clone(), confirmed }
}

async fn run_now(house: &House, saved: &Schedule) -> SubmitReport {
    let asked = house.call(ScheduleRunNow, go(saved, Vec::new())).await.unwrap_err();
    impatiently(house, house.call(ScheduleRunNow, go(saved, asked_for(&asked)))).await.unwrap()
}

async fn states(house: &House) -> Vec<(String, WindowState)> {
    let windows = house.windows().await.into_iter();
    windows.map(|row| (row.start.strftime("%H:%M").to_string(), row.state)).collect()
}

#[tokio::test]
async fn a_start_now_says_which_start_it_would_withdraw_and_changes_nothing() {
    let (house, saved) = submitted(|_| {}).await;
    let asked = house.call(ScheduleRunNow, go(&saved, Vec::new())).await.unwrap_err();
    assert_eq!(asked.code, Code::NeedsConfirmation);
    assert_eq!(asked.message, "The start at Mon 23 Nov 09:00 is withdrawn: New York, 812 contacts.");
    assert_eq!(states(&house).await, [("14:00".to_owned(), WindowState::Planned)]);
    let by_draft = SubmitArgs { connection: None, schedule: Some(saved.id.clone()), draft: None, now: true };
    let asked = house.call(command::ScheduleSubmit, by_draft.clone()).await.unwrap_err();
    assert_eq!(asked.code, Code::NeedsConfirmation, "no door lets it go unseen");
    let plan = house.call(SchedulePlan, by_draft).await.unwrap();
    assert_eq!(plan.withdraws, asked_for(&asked), "the plan shows what is to be confirmed");
    let said = plan.warnings.iter().any(|words| words.contains("is withdrawn: New York, 812 contacts"));
    assert!(said, "{:?}", plan.warnings);
}

#[tokio::test]
async fn what_is_confirmed_is_withdrawn_and_passed_over_and_does_not_come_again() {
    let (house, saved) = submitted(|_| {}).await;
    let report = run_now(&house, &saved).await;
    let [over] = report.passed_over.as_slice() else { panic!("one start: {report:?}") };
    assert!(over.words.starts_with("The start at Mon 23 Nov 09:00 is withdrawn: New York"), "{}", over.words);
    let windows = house.windows().await;
    let gone: Vec<_> = windows.iter().filter(|row| row.state == WindowState::Withdrawn).collect();
    let there: Vec<_> = windows.iter().filter(|row| row.state == WindowState::Planned).collect();
    assert_eq!((gone.len(), there.len()), (1, 1), "{windows:?}");
    assert_eq!(there[0].waits_for, [gone[0].id.clone()]);
    assert_eq!(house.fires().await, [row("America/New_York", "2026-11-23T09:00", "skipped")]);
    house.step_to("2026-11-23T18:00:00Z").await;
    assert_eq!(house.windows().await.len(), 2);
}

#[tokio::test]
async fn another_start_than_the_confirmed_one_is_asked_about_anew() {
    let (house, saved) = submitted(|_| {}).await;
    let asked = house.call(ScheduleRunNow, go(&saved, Vec::new())).await.unwrap_err();
    let mut confirmed = asked_for(&asked);
    confirmed[0].contacts -= 1;
    let again = house.call(ScheduleRunNow, go(&saved, confirmed)).await.unwrap_err();
    assert_eq!(again.code, Code::NeedsConfirmation);
    assert_eq!(states(&house).await, [("14:00".to_owned(), WindowState::Planned)]);
}

#[tokio::test]
async fn a_pause_takes_back_the_start_now_and_the_start_that_it_replaced_comes_with_the_resumption() {
    let (house, saved) = submitted(|_| {}).await;
    run_now(&house, &saved).await;
    house.call(SchedulePause, ScheduleRef { id: saved.id.clone() }).await.unwrap();
    assert!(states(&house).await.iter().all(|(_, state)| *state == WindowState::Withdrawn));
    let tray = house.call(MissedList, Nothing {}).await.unwrap();
    assert_eq!(tray.len(), 1, "the start by hand is told: {tray:?}");
    house.resume(&saved.id).await;
    let planned: Vec<_> = house.windows().await;
    let planned = planned.iter().filter(|row| row.state == WindowState::Planned);
    assert_eq!(planned.map(|row| row.start.to_string()).collect::<Vec<_>>(), ["2026-11-23T14:00:00Z"]);
}

#[tokio::test]
async fn a_stop_ends_both_and_nothing_of_that_day_comes_again() {
    let (house, saved) = submitted(|_| {}).await;
    run_now(&house, &saved).await;
    let stop = StopNow { connection: None, campaign_id: "renewals".to_owned() };
    // Nobody answers here for the tenant's own list; what was known is stopped.
    let _ = impatiently(&house, house.call(ScheduleStopNow, stop)).await;
    assert!(states(&house).await.iter().all(|(_, state)| *state == WindowState::Withdrawn));
    house.step_to("2026-11-23T18:00:00Z").await;
    assert_eq!(house.windows().await.len(), 2);
}

#[tokio::test]
async fn where_starts_may_overlap_only_the_next_one_is_replaced() {
    let (house, saved) = submitted(|draft| {
        draft.cron = "0,30 9 * * *".to_owned();
        draft.overlap = Overlap::Allow;
    })
    .await;
    house.step_to("2026-11-23T13:40:00Z").await;
    assert_eq!(house.windows().await.len(), 2, "half past nine is submitted too");
    let report = run_now(&house, &saved).await;
    assert_eq!(report.passed_over.len(), 1, "{report:?}");
    let live: Vec<_> = states(&house).await;
    let planned: Vec<_> = live.iter().filter(|(_, state)| *state == WindowState::Planned).collect();
    assert_eq!(planned.len(), 2, "half past nine is meant to run beside it: {live:?}");
    assert!(planned.iter().any(|(start, _)| start == "14:30"), "{live:?}");
}

#[tokio::test]
async fn while_a_schedule_is_being_changed_nothing_of_it_starts_by_hand() {
    let (house, saved) = submitted(|_| {}).await;
    house.write(|db| Ok(db.execute("UPDATE schedules SET held = 1", [])?)).await;
    let refused = house.call(ScheduleRunNow, go(&saved, Vec::new())).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict, "{refused}");
}

/// How many starts the runs still wait for.
async fn awaited(house: &House) -> i64 {
    house.read(|db| Ok(db.query_row("SELECT count(*) FROM run_awaited", [], |row| row.get(0))?)).await
}

#[tokio::test]
async fn a_start_that_is_passed_over_is_awaited_by_no_other_run() {
    let house = House::at("2026-11-23T12:30:00Z").await;
    let ahead = "INSERT INTO settings VALUES ('schedule.submit_ahead_minutes', '15', 0)";
    house.write(move |db| Ok(db.execute(ahead, [])?)).await;
    let list = house.list(&[NEW_YORK, CHICAGO]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    house.step_to("2026-11-23T14:10:00Z").await;
    assert_eq!((house.windows().await.len(), awaited(&house).await), (1, 1), "Chicago is to come");
    let report = impatiently(&house, house.call(ScheduleRunNow, go(&saved, Vec::new()))).await.unwrap();
    assert_eq!(report.passed_over.len(), 1, "nine o'clock in Chicago: {report:?}");
    assert_eq!(awaited(&house).await, 0, "the run of New York waits for nobody else");
}

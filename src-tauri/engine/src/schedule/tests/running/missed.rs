//! What the program slept through: a row with a reason, at most one late start, never a burst.

use callboard_rpc::command::{
    MissedList, MissedMoveCommand, MissedPlanCommand, MissedRun, MissedSkip, SchedulePause,
};
use callboard_rpc::types::{
    MissedFire, MissedMove, MissedPlan, MissedRef, Nothing, StartAt, SubmitArgs, Verdict, WallTime,
    WindowState,
};

use super::*;

async fn tray(house: &House) -> Vec<MissedFire> {
    house.call(MissedList, Nothing {}).await.unwrap()
}

fn at(instant: &str) -> StartAt {
    StartAt::Instant { instant: instant.parse().unwrap() }
}

fn in_new_york(time: &str) -> StartAt {
    StartAt::Local(WallTime { time: time.to_owned(), zone: NEW_YORK.0.to_owned() })
}

/// Down from 13:52Z to 14:31Z, which is 08:52 to 09:31 in New York.
async fn slept(change: impl FnOnce(&mut ScheduleDraft)) -> House {
    // One minute ahead only, so that nothing is at the tenant before the program goes.
    let house = House::at("2026-11-23T12:00:00Z").await;
    house
        .write(|db| {
            Ok(db.execute("INSERT INTO settings VALUES ('schedule.submit_ahead_minutes', '1', 0)", [])?)
        })
        .await;
    let list = house.list(&[NEW_YORK]).await;
    let mut draft = draft("0 9 * * *", &list);
    change(&mut draft);
    house.save(draft).await;
    house.step_to("2026-11-23T13:52:00Z").await;
    house.down_until("2026-11-23T14:31:00Z").await
}

#[tokio::test]
async fn a_missed_fire_says_from_when_to_when_the_program_was_not_running() {
    let house = slept(|_| {}).await;
    let tray = tray(&house).await;
    assert_eq!(tray.len(), 1);
    assert_eq!(tray[0].reason, "The program was not running from 08:52 to 09:31 (New York).");
    assert_eq!(tray[0].due.to_string(), "2026-11-23T14:00:00Z");
    assert_eq!(tray[0].legal_until.unwrap().to_string(), "2026-11-24T02:00:00Z", "21:00 there");
    assert!(house.windows().await.is_empty());
    let notices = house.engine.kernel.db.read(crate::kernel::Notices::list).await.unwrap();
    assert_eq!(notices[0].title, "Spring renewals 09:00 missed in New York");
}

#[tokio::test]
async fn a_late_start_is_one_inside_the_legal_window() {
    let house = slept(|draft| draft.misfire = Misfire::Late { max_age_minutes: 60 }).await;
    assert!(tray(&house).await.is_empty());
    let windows = house.windows().await;
    assert_eq!(windows.len(), 1);
    assert!(windows[0].asap && windows[0].start.to_string().starts_with("2026-11-23T14:31:0"), "{windows:?}");
    assert_eq!(windows[0].end.to_string(), "2026-11-23T18:00:00Z", "its end stays where it was");
}

#[tokio::test]
async fn a_late_start_past_its_age_is_missed_and_says_so() {
    let house = slept(|draft| draft.misfire = Misfire::Late { max_age_minutes: 10 }).await;
    assert!(tray(&house).await[0].reason.ends_with("a late start is allowed up to 10 min."));
    assert!(house.windows().await.is_empty());
}

#[tokio::test]
async fn many_fires_slept_through_start_once_at_most() {
    let change = |draft: &mut ScheduleDraft| {
        draft.cron = "*/5 9 * * *".to_owned();
        draft.misfire = Misfire::Late { max_age_minutes: 60 };
        draft.duration_minutes = 30;
    };
    let house = slept(change).await;
    let started = house.windows().await;
    assert_eq!(started.len(), 1, "09:30, the newest; 09:00 to 09:25 are rows: {started:?}");
    assert_eq!(tray(&house).await.len(), 6);
}

#[tokio::test]
async fn a_window_that_could_not_be_sent_in_time_is_missed_too() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    house.save(draft("0 9 * * *", &list)).await;
    house.step_to("2026-11-23T13:00:00Z").await;
    assert_eq!(house.windows().await.len(), 1, "made, and nobody answers at the tenant");
    let window = house.windows().await[0].id.clone();
    house
        .write(move |db| {
            let sql = "UPDATE windows SET state = 'failed', trouble = 'The start has passed.' WHERE id = ?1";
            Ok(db.execute(sql, [window.as_str()])?)
        })
        .await;
    house.step_to("2026-11-23T14:10:00Z").await;
    house.step_to("2026-11-23T14:12:00Z").await;
    let tray = tray(&house).await;
    assert_eq!(tray.len(), 1);
    assert!(tray[0].reason.contains("The start has passed."), "{}", tray[0].reason);
}

#[tokio::test]
async fn a_missed_fire_is_run_once() {
    let house = slept(|_| {}).await;
    let ids = vec![tray(&house).await[0].id.clone()];
    let report = impatiently(&house, house.call(MissedRun, MissedRef { ids: ids.clone() })).await.unwrap();
    assert_eq!(report.contacts.legal, 812);
    let windows = house.windows().await;
    assert_eq!((windows.len(), windows[0].occurrence.as_str()), (1, "2026-11-23T09:00"));
    assert!(tray(&house).await.is_empty());
    let again = house.call(MissedRun, MissedRef { ids }).await.unwrap_err();
    assert_eq!(again.code, callboard_rpc::Code::Conflict);
}

#[tokio::test]
async fn a_missed_fire_is_moved_only_to_where_it_is_legal() {
    let house = slept(|_| {}).await;
    let ids = vec![tray(&house).await[0].id.clone()];
    let night = MissedMove { ids: ids.clone(), to: at("2026-11-24T04:00:00Z") };
    let refused = house.call(MissedMoveCommand, night).await.unwrap_err();
    assert!(refused.message.contains("us-federal-hours") || refused.message.contains("21:00"), "{refused}");
    assert_eq!(tray(&house).await.len(), 1, "it stays in the tray");
    let noon = MissedMove { ids, to: at("2026-11-23T17:00:00Z") };
    impatiently(&house, house.call(MissedMoveCommand, noon)).await.unwrap();
    assert_eq!(house.windows().await[0].start.to_string(), "2026-11-23T17:00:00Z");
    assert!(tray(&house).await.is_empty());
}

#[tokio::test]
async fn a_wall_time_is_made_an_instant_and_judged_by_the_engine_before_anything_starts() {
    let house = slept(|_| {}).await;
    let ids = vec![tray(&house).await[0].id.clone()];
    let plan = async |to: StartAt| -> callboard_rpc::Result<MissedPlan> {
        house.call(MissedPlanCommand, MissedMove { ids: ids.clone(), to }).await
    };
    let noon = plan(in_new_york("2026-11-23T12:00")).await.unwrap();
    assert_eq!(noon.start.to_string(), "2026-11-23T17:00:00Z");
    assert_eq!(noon.zones.len(), 1);
    assert_eq!((noon.zones[0].verdict, noon.zones[0].contacts), (Verdict::Legal, 812));
    assert_eq!(
        noon.zones[0].words, "Mon 23 Nov 12:00–16:00 (UTC−05:00)",
        "as long as the schedule's windows"
    );
    let evening = plan(in_new_york("2026-11-23T19:00")).await.unwrap();
    assert_eq!(evening.zones[0].verdict, Verdict::Clamped, "it would last past 21:00");
    let night = plan(in_new_york("2026-11-23T23:00")).await.unwrap();
    assert_eq!(
        (night.zones[0].verdict, night.zones[0].words.as_str()),
        (Verdict::Refused, "Mon 23 Nov 23:00")
    );
    assert!(night.zones[0].rule.is_some(), "it says why");
    assert_eq!(
        plan(StartAt::In { minutes: 60 }).await.unwrap().start,
        house.engine.kernel.clock.now() + Duration::from_hours(1)
    );
    let past = plan(in_new_york("2026-11-23T09:00")).await.unwrap_err();
    assert_eq!(past.message, "Choose a time that is still to come.");
    assert_eq!(tray(&house).await.len(), 1, "nothing was started");
    assert!(house.windows().await.is_empty());
    let moved = MissedMove { ids: ids.clone(), to: in_new_york("2026-11-23T12:00") };
    impatiently(&house, house.call(MissedMoveCommand, moved)).await.unwrap();
    assert_eq!(house.windows().await[0].start, noon.start);
}

#[tokio::test]
async fn a_moved_start_whose_schedule_is_changed_or_paused_comes_back_to_the_tray() {
    for pause in [false, true] {
        let house = slept(|_| {}).await;
        let fire = tray(&house).await.remove(0);
        let to = at("2026-11-23T17:00:00Z");
        let moved = MissedMove { ids: vec![fire.id.clone()], to };
        impatiently(&house, house.call(MissedMoveCommand, moved)).await.unwrap();
        if pause {
            house.call(SchedulePause, ScheduleRef { id: fire.schedule.clone() }).await.unwrap();
        } else {
            let saved = house.show(&fire.schedule).await;
            house.change(&saved.id, ScheduleDraft { duration_minutes: 60, ..saved.draft }).await;
        }
        let back = tray(&house).await;
        assert_eq!(back.len(), 1, "never silent");
        assert_eq!((&back[0].occurrence, back[0].due), (&fire.occurrence, fire.due));
        assert!(back[0].reason.contains("was changed or paused"), "{}", back[0].reason);
        let ids = vec![back[0].id.clone()];
        let again = impatiently(&house, house.call(MissedRun, MissedRef { ids })).await.unwrap();
        assert_eq!(again.contacts.legal, 812, "a person can start it again");
    }
}

#[tokio::test]
async fn a_start_by_hand_that_a_change_takes_back_goes_to_the_tray() {
    let house = House::at("2026-11-23T15:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    let now = SubmitArgs { connection: None, schedule: Some(saved.id.clone()), draft: None, now: true };
    let submitted = house.call(command::ScheduleSubmit, now);
    tokio::pin!(submitted);
    while house.windows().await.is_empty() {
        tokio::select! {
            biased;
            _ = &mut submitted => panic!("nobody answers at the tenant"),
            () = tokio::task::yield_now() => {}
        }
    }
    house.change(&saved.id, ScheduleDraft { duration_minutes: 60, ..saved.draft.clone() }).await;
    let report = impatiently(&house, submitted).await.unwrap();
    assert_eq!(report.failed.len(), 1, "the submission says that it was withdrawn: {report:?}");
    assert_eq!(report.failed[0].state, WindowState::Withdrawn);
    assert_eq!(tray(&house).await.len(), 1);
}

#[tokio::test]
async fn the_next_start_of_a_paused_schedule_that_was_submitted_by_hand_is_not_lost_with_a_change() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    house.call(SchedulePause, ScheduleRef { id: saved.id.clone() }).await.unwrap();
    let next = SubmitArgs { connection: None, schedule: Some(saved.id.clone()), draft: None, now: false };
    impatiently(&house, house.call(command::ScheduleSubmit, next)).await.unwrap();
    assert_eq!(house.windows().await.len(), 1);
    house.change(&saved.id, ScheduleDraft { duration_minutes: 60, ..saved.draft.clone() }).await;
    let tray = tray(&house).await;
    assert_eq!((tray.len(), tray[0].due.to_string().as_str()), (1, "2026-11-23T14:00:00Z"));
}

#[tokio::test]
async fn a_skipped_one_is_gone_and_in_the_audit_log() {
    let house = slept(|_| {}).await;
    let ids = vec![tray(&house).await[0].id.clone()];
    house.call(MissedSkip, MissedRef { ids }).await.unwrap();
    assert!(tray(&house).await.is_empty());
    let skipped: i64 = house
        .read(|db| {
            Ok(db
                .query_row("SELECT count(*) FROM audit WHERE action = 'missed.skip'", [], |row| row.get(0))?)
        })
        .await;
    assert_eq!(skipped, 1);
}

/// Nine o'clock of tomorrow, submitted by hand far ahead of its time; then the schedule is paused, by itself or with a
/// change.
async fn submitted_by_hand_and_paused(with_a_change: bool) -> (House, Schedule) {
    let house = House::at("2026-11-23T16:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    let next = SubmitArgs { connection: None, schedule: Some(saved.id.clone()), draft: None, now: false };
    impatiently(&house, house.call(command::ScheduleSubmit, next)).await.unwrap();
    assert_eq!(house.starts().await, [("America/New_York".into(), "2026-11-24T14:00:00Z".into())]);
    if with_a_change {
        let changed = ScheduleDraft { duration_minutes: 60, ..saved.draft.clone() };
        let id = Some(saved.id.clone());
        let save = ScheduleSave { id, paused: true, ..ScheduleSave::new(None, changed) };
        house.call(command::ScheduleSaveCommand, save).await.unwrap();
    } else {
        house.call(SchedulePause, ScheduleRef { id: saved.id.clone() }).await.unwrap();
    }
    (house, saved)
}

#[tokio::test]
async fn a_start_by_hand_of_an_active_schedule_goes_to_the_tray_where_that_is_paused() {
    for with_a_change in [false, true] {
        let (house, saved) = submitted_by_hand_and_paused(with_a_change).await;
        let fires = tray(&house).await;
        assert_eq!((fires.len(), fires[0].due.to_string().as_str()), (1, "2026-11-24T14:00:00Z"));
        assert!(fires[0].reason.contains("was changed or paused"), "{}", fires[0].reason);
        house.resume(&saved.id).await;
        house.step_to("2026-11-24T14:30:00Z").await;
        let live = house.windows().await.into_iter().filter(|row| row.state != WindowState::Withdrawn);
        assert_eq!((live.count(), tray(&house).await.len()), (0, 1), "a person decides, and it comes once");
    }
}

#[tokio::test]
async fn a_start_of_the_scheduler_that_a_pause_withdraws_comes_again_and_is_not_in_the_tray() {
    let house = House::at("2026-11-23T13:10:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    house.call(SchedulePause, ScheduleRef { id: saved.id.clone() }).await.unwrap();
    assert_eq!(tray(&house).await, []);
    house.resume(&saved.id).await;
    let planned = house.windows().await.into_iter().filter(|row| row.state == WindowState::Planned).count();
    assert_eq!(planned, 1, "nine o'clock is still ahead");
}

#[tokio::test]
async fn a_start_by_hand_whose_withdrawal_takes_its_time_is_in_the_tray_once_that_is_done() {
    let house = House::at("2026-11-23T16:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    let next = SubmitArgs { connection: None, schedule: Some(saved.id.clone()), draft: None, now: false };
    impatiently(&house, house.call(command::ScheduleSubmit, next)).await.unwrap();
    let at_the_tenant = "UPDATE windows SET state = 'submitted', tenant_id = 't1'";
    house.write(move |db| Ok(db.execute(at_the_tenant, [])?)).await;
    impatiently(&house, house.call(SchedulePause, ScheduleRef { id: saved.id.clone() })).await.unwrap();
    assert_eq!(tray(&house).await, [], "it is not known yet whether it is gone");
    house.write(|db| Ok(db.execute("UPDATE windows SET state = 'withdrawn'", [])?)).await;
    let now = house.engine.clock().now() + Duration::from_mins(2);
    house.step_to(&now.to_string()).await;
    let mut fires = tray(&house).await;
    for _ in 0..200 {
        if !fires.is_empty() {
            break;
        }
        fires = tray(&house).await;
    }
    assert_eq!(fires.len(), 1, "the schedule is paused, and yet it is told");
}

#[tokio::test]
async fn a_start_now_that_still_waits_for_its_turn_has_not_begun_and_a_pause_takes_it_back() {
    let house = House::at("2026-11-23T15:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    let now = SubmitArgs { connection: None, schedule: Some(saved.id.clone()), draft: None, now: true };
    let report = impatiently(&house, house.call(command::ScheduleSubmit, now)).await.unwrap();
    assert_eq!(report.failed.len(), 1, "nobody sends it here: {report:?}");
    assert!(house.windows().await[0].start < house.engine.clock().now(), "its first moment has passed");
    house.call(SchedulePause, ScheduleRef { id: saved.id }).await.unwrap();
    assert_eq!(house.windows().await[0].state, WindowState::Withdrawn);
    assert_eq!(tray(&house).await.len(), 1);
}

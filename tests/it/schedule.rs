//! A saved schedule and a tenant: its fires become windows there, once, and a change takes them back first.

use std::time::Duration;

use callboard_rpc::Code;
use callboard_rpc::command::{
    MissedList, MissedRun, RunListCommand, SchedulePause, ScheduleSaveCommand, ScheduleSubmit,
};
use callboard_rpc::types::{
    MissedRef, Nothing, RunList, Schedule, ScheduleDraft, ScheduleRef, ScheduleSave, SubmitArgs,
};
use callboard_simulator::Fault;
use callboard_tests::{TestApp, draft};

const ZONES: &[(&str, u64)] = &[("America/New_York", 20), ("America/Chicago", 15)];
const MINUTE: Duration = Duration::from_mins(1);
const CREATE: (&str, &str) = ("POST", "/api/v2/outbound/campaigns/*/schedules");
const LIST: (&str, &str) = ("GET", "/api/v2/outbound/campaigns/*/schedules");

/// Half past seven in New York, on a Monday.
async fn begun(change: impl FnOnce(&mut ScheduleDraft)) -> (TestApp, Schedule) {
    let app = TestApp::at("2026-11-23T12:30:00Z").await;
    let set = app.contacts(ZONES).await;
    let mut draft = draft(&set.id);
    change(&mut draft);
    let saved = save(&app, None, draft).await;
    (app, saved)
}

async fn save(app: &TestApp, id: Option<&Schedule>, draft: ScheduleDraft) -> Schedule {
    let save = ScheduleSave { id: id.map(|saved| saved.id.clone()), ..ScheduleSave::new(None, draft) };
    app.save_confirmed(save).await
}

/// (zone, start) of what stands at the tenant; what is withdrawn before it begins is gone there.
fn standing(app: &TestApp) -> Vec<(String, String)> {
    let windows = app.tenant.windows();
    windows.into_iter().map(|window| (window.timezone, window.start.to_string())).collect()
}

async fn until_standing(app: &TestApp, count: usize) {
    let what = format!("{count} windows at the tenant");
    app.drive
        .until(&what, Duration::from_secs(20), || async { (standing(app).len() == count).then_some(()) })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_zone_is_submitted_an_hour_ahead_once_also_over_a_restart() {
    let (mut app, _) = begun(|_| {}).await;
    until_standing(&app, 1).await;
    assert_eq!(standing(&app), [("America/New_York".to_owned(), "2026-11-23T14:00:00Z".to_owned())]);
    app.restart().await;
    until_standing(&app, 2).await;
    app.restart().await;
    app.drive.over(MINUTE * 30, MINUTE).await;
    assert_eq!(app.tenant.windows().len(), 2, "nine in New York and nine in Chicago, once each");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_takes_back_at_the_tenant_what_has_not_begun() {
    let (app, saved) = begun(|_| {}).await;
    until_standing(&app, 1).await;
    let paused = app.call_on(SchedulePause, ScheduleRef { id: saved.id }).await.unwrap();
    assert!(paused.blocked.is_empty(), "{:?}", paused.blocked);
    assert!(standing(&app).is_empty());
    app.drive
        .until("its run is over", Duration::from_secs(5), || async {
            let live = RunList { live: true, ..RunList::default() };
            (app.call(RunListCommand, live).await.unwrap().total == 0).then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_withdraws_at_the_tenant_before_it_creates() {
    let (app, saved) = begun(|_| {}).await;
    until_standing(&app, 1).await;
    save(&app, Some(&saved), ScheduleDraft { cron: "15 9 * * *".to_owned(), ..saved.draft.clone() }).await;
    until_standing(&app, 1).await;
    assert_eq!(standing(&app), [("America/New_York".to_owned(), "2026-11-23T14:15:00Z".to_owned())]);
    let entries = app.tenant.journal().since(0);
    let order: Vec<_> = entries
        .iter()
        .filter(|entry| entry.path.contains("/schedules") && entry.method != "GET")
        .map(|entry| entry.method.clone())
        .collect();
    assert_eq!(order, ["POST", "DELETE", "POST"], "withdrawn, confirmed, and then made anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_of_which_nothing_is_known_blocks_its_zone_and_says_until_when() {
    let (app, saved) = begun(|_| {}).await;
    app.tenant.faults().add(Fault::cut().on(CREATE.0, CREATE.1).next(1));
    app.tenant.faults().add(Fault::status(403).on(LIST.0, LIST.1).next(1000));
    until_standing(&app, 1).await;
    app.drive.over(MINUTE, Duration::from_secs(1)).await;
    let changed =
        save(&app, Some(&saved), ScheduleDraft { cron: "15 9 * * *".to_owned(), ..saved.draft.clone() })
            .await;
    assert_eq!(changed.blocked.len(), 1, "{changed:?}");
    assert!(changed.blocked[0].words.contains("may dial until"), "{:?}", changed.blocked);
    app.drive.over(MINUTE * 20, MINUTE).await;
    assert_eq!(standing(&app).len(), 1, "nothing else is sent for New York meanwhile");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_slept_through_is_started_by_hand_within_seconds() {
    let (mut app, _) = begun(|_| {}).await;
    app.drive.during(Duration::from_millis(250), app.engine.shutdown()).await;
    app.drive.clock().advance(MINUTE * 130);
    app.begin_again();
    let missed = app
        .drive
        .until("a missed fire", Duration::from_secs(1), || async {
            let tray = app.call(MissedList, Nothing {}).await.unwrap();
            tray.into_iter().find(|fire| fire.zone == "America/New_York")
        })
        .await;
    assert!(missed.reason.starts_with("The program was not running from 07:3"), "{}", missed.reason);
    let report = app.call_on(MissedRun, MissedRef { ids: vec![missed.id] }).await.unwrap();
    assert_eq!(report.submitted.len(), 1, "{report:?}");
    assert!(standing(&app).iter().any(|(zone, _)| zone == "America/New_York"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_reaches_the_tenant_that_nobody_confirmed() {
    let app = TestApp::at("2026-11-23T13:42:00Z").await;
    let set = app.contacts(ZONES).await;
    let new = ScheduleSave::new(None, draft(&set.id));
    let asked = app.call_on(ScheduleSaveCommand, new.clone()).await.unwrap_err();
    assert_eq!(asked.code, Code::NeedsConfirmation, "{asked}");
    assert!(asked.message.contains("in 18 min: New York, 20 contacts"), "{asked}");
    app.call_on(ScheduleSaveCommand, ScheduleSave { paused: true, ..new.clone() }).await.unwrap();
    app.drive.over(MINUTE * 10, MINUTE).await;
    assert_eq!(
        app.tenant.journal().of(CREATE.0, CREATE.1).len(),
        0,
        "neither the question nor the pause sends"
    );
    save(&app, None, new.draft).await;
    until_standing(&app, 1).await;
    assert_eq!(standing(&app), [("America/New_York".to_owned(), "2026-11-23T14:00:00Z".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn run_now_passes_over_the_start_that_it_covers_and_makes_no_second_run() {
    let app = TestApp::at("2026-11-23T14:30:00Z").await;
    let set = app.contacts(&[("America/New_York", 20)]).await;
    let noon = ScheduleDraft { cron: "0 12 * * *".to_owned(), ..draft(&set.id) };
    let saved = save(&app, None, noon).await;
    let now = SubmitArgs { connection: None, schedule: Some(saved.id), draft: None, now: true };
    let report = app.call_on(ScheduleSubmit, now).await.unwrap();
    assert_eq!(report.submitted.len(), 1, "{report:?}");
    assert_eq!(report.passed_over.len(), 1, "noon lies inside the four hours from 09:30: {report:?}");
    assert!(
        report.passed_over[0].words.starts_with("The start at Mon 23 Nov 12:00 (New York) is passed over"),
        "{}",
        report.passed_over[0].words
    );
    app.drive.over(MINUTE * 60 * 5, MINUTE * 5).await;
    assert_eq!(app.tenant.journal().of(CREATE.0, CREATE.1).len(), 1, "no second window that day");
    assert_eq!(app.call(RunListCommand, RunList::default()).await.unwrap().total, 1, "and no second run");
}

#[tokio::test(flavor = "multi_thread")]
async fn run_now_of_what_is_not_saved_leaves_nothing_that_comes_again() {
    let app = TestApp::at("2026-11-23T14:30:00Z").await;
    let set = app.contacts(&[("America/New_York", 20)]).await;
    let now = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: true };
    let report = app.call_on(ScheduleSubmit, now).await.unwrap();
    assert_eq!((report.submitted.len(), report.passed_over.len()), (1, 0), "{report:?}");
    app.drive.over(MINUTE * 60 * 24, MINUTE * 10).await;
    assert_eq!(app.tenant.journal().of(CREATE.0, CREATE.1).len(), 1, "tomorrow at nine nothing fires");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_that_others_windows_keep_out_says_that_nothing_was_submitted() {
    let app = TestApp::at("2026-11-23T14:30:00Z").await;
    let set = app.contacts(&[("America/New_York", 20)]).await;
    let now = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: true };
    app.call_on(ScheduleSubmit, now).await.unwrap();
    let noon = ScheduleDraft { cron: "0 12 * * *".to_owned(), ..draft(&set.id) };
    let later = SubmitArgs { connection: None, schedule: None, draft: Some(noon), now: false };
    let refused = app.call_on(ScheduleSubmit, later).await.unwrap_err();
    assert_eq!((refused.code, refused.code.exit_code()), (Code::Refused, 1));
    assert!(refused.message.starts_with("Nothing was submitted. New York: "), "{refused}");
    assert_eq!(app.tenant.journal().of(CREATE.0, CREATE.1).len(), 1);
}

/// Half past nine in New York, started by hand; noon is passed over, and the tenant is slow to say no.
async fn covered_by_what_fails_later() -> TestApp {
    let app = TestApp::at("2026-11-23T14:30:00Z").await;
    let set = app.contacts(&[("America/New_York", 20)]).await;
    let noon = ScheduleDraft { cron: "0 12 * * *".to_owned(), ..draft(&set.id) };
    let saved = save(&app, None, noon).await;
    app.tenant.faults().add(Fault::throttled("120").on(CREATE.0, CREATE.1).next(1));
    app.tenant.faults().add(Fault::status(400).on(CREATE.0, CREATE.1));
    let now = SubmitArgs { connection: None, schedule: Some(saved.id), draft: None, now: true };
    let report = app.call_on(ScheduleSubmit, now).await.unwrap();
    assert_eq!((report.failed.len(), report.passed_over.len()), (1, 1), "{report:?}");
    assert!(report.failed[0].next_try.is_some(), "it is tried again: {report:?}");
    app
}

async fn until_noon_is_in_the_tray(app: &TestApp) {
    let tray = app
        .drive
        .until("noon is in the tray", Duration::from_secs(20), || async {
            let tray = app.call(MissedList, Nothing {}).await.unwrap();
            (!tray.is_empty()).then_some(tray)
        })
        .await;
    assert_eq!((tray.len(), tray[0].due.to_string().as_str()), (1, "2026-11-23T17:00:00Z"));
    assert!(tray[0].reason.contains("passed over for a start by hand"), "{}", tray[0].reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_was_passed_over_for_a_window_that_fails_later_goes_to_the_tray() {
    let app = covered_by_what_fails_later().await;
    until_noon_is_in_the_tray(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn also_where_it_fails_after_a_restart() {
    let mut app = covered_by_what_fails_later().await;
    app.restart().await;
    until_noon_is_in_the_tray(&app).await;
}

//! A start now of a saved schedule whose next start stands at the tenant already: that is withdrawn first, and the two
//! never dial beside each other, whatever comes in between.

use std::time::Duration;

use callboard_rpc::command::{
    MissedList, NoticeList, RuleAdd, RunListCommand, ScheduleRunNow, ScheduleSaveCommand, ScheduleStopNow,
};
use callboard_rpc::types::{
    HouseRule, MissedFire, Nothing, RuleTreatment, RunList, RunState, Schedule, ScheduleGo, ScheduleSave,
    StopNow, SubmitReport, WindowState,
};
use callboard_simulator::Fault;
use callboard_tests::{CREATE, DELETE, TICK, TestApp, asked_for};

const MINUTE: Duration = Duration::from_mins(1);

/// Nine o'clock in New York stands at the tenant; it is a little past eight there.
async fn standing() -> (TestApp, Schedule) {
    TestApp::standing("2026-11-23T13:05:00Z", &[("America/New_York", 20)]).await
}

async fn go(app: &TestApp, saved: &Schedule) -> ScheduleGo {
    let go = ScheduleGo { id: saved.id.clone(), confirmed: Vec::new() };
    let asked = app.call(ScheduleRunNow, go.clone()).await.unwrap_err();
    assert_eq!(asked.message, "The start at Mon 23 Nov 09:00 is withdrawn: New York, 20 contacts.");
    ScheduleGo { confirmed: asked_for(asked), ..go }
}

async fn run_now(app: &TestApp, saved: &Schedule) -> SubmitReport {
    let go = go(app, saved).await;
    app.call_on(ScheduleRunNow, go).await.unwrap()
}

fn sent(app: &TestApp) -> usize {
    app.tenant.journal().of(CREATE.0, CREATE.1).len()
}

/// Starts of what may dial at the tenant now or later.
fn starts(app: &TestApp) -> Vec<String> {
    let now = app.drive.clock().clock().now();
    let open = app.tenant.windows().into_iter().filter(|window| window.end > now);
    open.map(|window| window.start.to_string()).collect()
}

async fn tray(app: &TestApp) -> Vec<MissedFire> {
    app.call(MissedList, Nothing {}).await.unwrap()
}

async fn runs(app: &TestApp) -> Vec<RunState> {
    let page = app.call(RunListCommand, RunList::default()).await.unwrap();
    page.rows.into_iter().map(|run| run.state).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_submitted_start_is_withdrawn_before_the_one_now_is_sent_and_its_run_is_no_failure() {
    let (app, saved) = standing().await;
    let go = go(&app, &saved).await;
    assert_eq!(app.tenant.journal().of(DELETE.0, DELETE.1).len(), 0, "the question withdraws nothing");
    let report = app.call_on(ScheduleRunNow, go).await.unwrap();
    assert_eq!((report.submitted.len(), report.passed_over.len()), (1, 1), "{report:?}");
    let entries = app.tenant.journal().entries();
    let asked = entries.iter().filter(|entry| entry.path.contains("/schedules") && entry.method != "GET");
    let methods: Vec<_> = asked.map(|entry| entry.method.as_str()).collect();
    assert_eq!(methods, ["POST", "DELETE", "POST"]);
    app.drive.over(MINUTE * 60 * 5, MINUTE).await;
    assert_eq!(sent(&app), 2, "nine o'clock does not come again that day");
    let runs = runs(&app).await;
    assert_eq!(runs.iter().filter(|state| **state == RunState::Superseded).count(), 1, "{runs:?}");
    assert!(!runs.contains(&RunState::Stopped), "nobody stopped anything: {runs:?}");
    let notices = app.call(NoticeList, Nothing {}).await.unwrap();
    assert!(notices.iter().all(|notice| !notice.title.contains("was stopped")), "{notices:?}");
    assert_eq!(tray(&app).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_cannot_be_withdrawn_is_not_doubled_and_stands_as_before() {
    let (app, saved) = standing().await;
    app.tenant.faults().add(Fault::status(503).on(DELETE.0, DELETE.1));
    let report = run_now(&app, &saved).await;
    let [left] = report.failed.as_slice() else { panic!("it waits or has failed: {report:?}") };
    assert!(left.words.contains("withdrawn"), "{left:?}");
    app.drive.over(MINUTE * 30, MINUTE).await;
    assert_eq!((sent(&app), starts(&app)), (1, vec!["2026-11-23T14:00:00Z".to_owned()]));
    app.drive.over(MINUTE * 60 * 5, MINUTE).await;
    assert_eq!(sent(&app), 1, "nothing was sent beside it");
    assert_eq!(tray(&app).await, [], "nine o'clock took place");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_is_withdrawn_late_for_one_that_did_not_take_place_is_in_the_tray() {
    let (mut app, saved) = standing().await;
    app.tenant.faults().add(Fault::status(400).on(DELETE.0, DELETE.1));
    let report = run_now(&app, &saved).await;
    assert_eq!(report.failed.len(), 1, "{report:?}");
    app.drive.over(MINUTE * 3, MINUTE).await;
    assert_eq!(tray(&app).await, [], "it stands");
    // What is stuck is tried again with the next start of the program.
    app.tenant.faults().clear();
    app.restart().await;
    let fires = app
        .drive
        .until("the tray", Duration::from_secs(10), || async {
            let fires = tray(&app).await;
            (!fires.is_empty()).then_some(fires)
        })
        .await;
    assert_eq!((fires.len(), fires[0].due.to_string().as_str()), (1, "2026-11-23T14:00:00Z"));
    assert!(fires[0].reason.contains("for a start by hand, which did not take place"), "{}", fires[0].reason);
    assert_eq!(starts(&app), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_program_in_the_middle_loses_and_doubles_nothing() {
    let (mut app, saved) = standing().await;
    let go = go(&app, &saved).await;
    app.tenant.faults().add(Fault::delay(Duration::from_hours(9)).on(DELETE.0, DELETE.1));
    app.until_withdrawing(app.call(ScheduleRunNow, go)).await;
    app.restart().await;
    assert_eq!(sent(&app), 1, "nothing is sent before the other is gone");
    app.tenant.faults().clear();
    app.drive
        .until("the start by hand stands alone", TICK, || async {
            (sent(&app) == 2 && starts(&app).len() == 1).then_some(())
        })
        .await;
    assert_ne!(starts(&app), ["2026-11-23T14:00:00Z"]);
    app.drive.over(MINUTE * 60 * 5, MINUTE).await;
    assert_eq!((sent(&app), tray(&app).await), (2, Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_in_the_middle_ends_both() {
    let (app, saved) = standing().await;
    let go = go(&app, &saved).await;
    app.tenant.faults().add(Fault::delay(Duration::from_secs(4)).on(DELETE.0, DELETE.1));
    let started = app.call(ScheduleRunNow, go);
    tokio::pin!(started);
    app.until_withdrawing(&mut started).await;
    let stop = StopNow { connection: None, campaign_id: "renewals".to_owned() };
    let (started, stopped) =
        app.drive.during(TICK, async { tokio::join!(started, app.call(ScheduleStopNow, stop)) }).await;
    let (report, stopped) = (started.unwrap(), stopped.unwrap());
    assert_eq!(report.failed[0].state, WindowState::Withdrawn, "{report:?}");
    assert!(stopped.still_dialling.is_empty(), "{stopped:?}");
    app.drive.over(MINUTE * 60 * 5, MINUTE).await;
    assert_eq!((sent(&app), starts(&app).len()), (1, 0), "nothing dials any more that day");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_in_the_middle_leaves_the_start_by_hand_in_the_tray_and_makes_its_own() {
    let (app, saved) = standing().await;
    let go = go(&app, &saved).await;
    app.tenant.faults().add(Fault::delay(Duration::from_secs(4)).on(DELETE.0, DELETE.1));
    let started = app.call(ScheduleRunNow, go);
    tokio::pin!(started);
    app.until_withdrawing(&mut started).await;
    let mut later = saved.draft.clone();
    later.cron = "30 9 * * *".to_owned();
    let save = ScheduleSave { id: Some(saved.id.clone()), ..ScheduleSave::new(None, later) };
    // Half past nine lies beyond the time of submission, so nothing is asked.
    let both = async { tokio::join!(started, app.call(ScheduleSaveCommand, save)) };
    let (started, edited) = app.drive.during(TICK, both).await;
    assert!(started.is_ok(), "{started:?}");
    assert!(edited.is_ok(), "{edited:?}");
    app.drive.over(MINUTE * 60, MINUTE).await;
    assert_eq!(starts(&app), ["2026-11-23T14:30:00Z"], "one window, by the new draft");
    assert_eq!(tray(&app).await.len(), 1, "the start by hand was taken back, and a person decides about it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_in_the_middle_that_forbids_it_keeps_it_from_being_sent_and_tells_the_start_it_replaced() {
    let (app, saved) = standing().await;
    let go = go(&app, &saved).await;
    app.tenant.faults().add(Fault::delay(Duration::from_secs(4)).on(DELETE.0, DELETE.1));
    let started = app.call(ScheduleRunNow, go);
    tokio::pin!(started);
    app.until_withdrawing(&mut started).await;
    let rule = HouseRule {
        id: "no-us".to_owned(),
        jurisdictions: vec!["US".to_owned()],
        days: Vec::new(),
        from: None,
        to: None,
        why: "No licence there.".to_owned(),
        standing: Some(RuleTreatment::Withdraw),
    };
    let both = async { tokio::join!(started, app.call(RuleAdd, rule)) };
    let (started, added) = app.drive.during(TICK, both).await;
    assert_eq!((started.unwrap().submitted.len(), added.unwrap().still_standing.len()), (0, 0));
    app.drive.over(MINUTE * 5, MINUTE).await;
    assert_eq!((sent(&app), starts(&app).len()), (1, 0), "what is forbidden is not sent");
    let fires = tray(&app).await;
    assert_eq!(fires.len(), 1, "nine o'clock was passed over for what did not take place: {fires:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_reach_the_tenant_leaves_the_start_that_it_replaced_in_the_tray() {
    let (app, saved) = standing().await;
    app.tenant.faults().add(Fault::status(400).on(CREATE.0, CREATE.1));
    let report = run_now(&app, &saved).await;
    assert_eq!((report.submitted.len(), report.failed.len()), (0, 1), "{report:?}");
    let fires = tray(&app).await;
    assert_eq!((fires.len(), fires[0].due.to_string().as_str()), (1, "2026-11-23T14:00:00Z"));
    assert!(fires[0].reason.contains("passed over for a start by hand"), "{}", fires[0].reason);
    assert_eq!(starts(&app), Vec::<String>::new());
}

//! Figures that are true: a run ends with what the tenant told after its end, and is told to others only then.

use std::time::Duration;

use callboard_rpc::command::{
    BoardShow, ConnectionRemove, DeliveryListCommand, EndpointSaveCommand, RunListCommand, RunShow, RunStop,
    ScheduleSaveCommand, ScheduleSubmit, SettingsSet,
};
use callboard_rpc::types::{
    ConnectionRemoval, DeliveryList, EndpointSave, NeedKind, Nothing, Run, RunId, RunList, RunRef, RunState,
    RunSummary, ScheduleId, SettingSet, SubmitArgs,
};
use callboard_simulator::Fault;
use callboard_tests::{TestApp, draft};
use serde_json::{Value, json};

pub(super) const STEP: Duration = Duration::from_secs(5);
pub(super) const ANALYTICS: &str = "/api/v2/analytics/outbound/details/query";
pub(super) const HOUR: Duration = Duration::from_hours(1);

pub(super) async fn show(app: &TestApp, id: &RunId) -> Run {
    app.call(RunShow, RunRef { id: id.clone() }).await.unwrap()
}

/// A run of four hours that dials too slowly to reach its count, with somebody who wants to hear of its end.
pub(super) async fn begun(app: &TestApp) -> RunId {
    let set = app.contacts(&[("America/New_York", 80), ("America/Chicago", 40)]).await;
    dial(app, 0.1);
    let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: true };
    app.call_on(ScheduleSubmit, args).await.unwrap().run_id
}

fn dial(app: &TestApp, calls_per_minute: f64) {
    let campaigns = app.tenant.campaigns().into_iter().map(|mut campaign| {
        campaign.calls_per_minute = calls_per_minute;
        campaign
    });
    assert!(app.tenant.put_campaigns(campaigns.collect()));
}

pub(super) async fn listen(app: &TestApp) {
    let set = SettingSet { key: "delivery.allowed_subnets".to_owned(), value: json!(["127.0.0.0/8"]) };
    app.call(SettingsSet, set).await.unwrap();
    let save = EndpointSave {
        id: None,
        name: "CRM".to_owned(),
        url: "http://127.0.0.1:9/hooks".to_owned(),
        events: vec!["campaign.completed".to_owned()],
        enabled: true,
        secret: None,
    };
    app.call(EndpointSaveCommand, save).await.unwrap();
}

/// What was told of the end, to whoever listens.
pub(super) async fn told(app: &TestApp) -> Vec<Value> {
    let page = app.call(DeliveryListCommand, DeliveryList::default()).await.unwrap();
    page.rows.iter().map(|row| serde_json::from_str(&row.body).unwrap()).collect()
}

async fn until_some_completed(app: &TestApp, id: &RunId) -> u64 {
    let some = || async {
        let completed = show(app, id).await.summary.figures.completed;
        (completed > 2).then_some(completed)
    };
    app.drive.until("some calls completed", Duration::from_secs(30), some).await
}

pub(super) async fn until_over(app: &TestApp, id: &RunId) -> Run {
    let over = || async {
        let run = show(app, id).await;
        run.summary.ended_at.is_some().then_some(run)
    };
    app.drive.until("the run is over", Duration::from_secs(15), over).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_never_ends_because_its_tenant_could_not_be_asked() {
    let mut app = TestApp::init().await;
    listen(&app).await;
    let id = begun(&app).await;
    let known = until_some_completed(&app, &id).await;
    app.tenant.faults().add(Fault::status(503).on("POST", ANALYTICS));
    // The lid is closed over the end, and there is no network when it is opened.
    app.drive.clock().advance(HOUR * 8);
    app.drive.over(HOUR, STEP).await;
    let summary = show(&app, &id).await.summary;
    assert_eq!(summary.state, RunState::Stalled, "it waits, and says so: {summary:?}");
    assert!(summary.over_since.is_some() && summary.silent.is_some() && summary.ended_at.is_none());
    assert!(summary.figures.completed >= known, "the last good figures stay");
    assert!(summary.pace.is_none() && summary.eta.is_none(), "old figures have no pace");
    assert!(summary.why_not_dialling.unwrap().contains("last figures"));
    assert!(told(&app).await.is_empty(), "nobody is told what is not known");
    let board = app.call(BoardShow, Nothing {}).await.unwrap();
    let need = board.needs.iter().find(|need| need.kind == NeedKind::StalledRun).expect("it is on the board");
    assert!(need.title.ends_with("its figures are not known"), "{need:?}");

    app.restart().await;
    app.tenant.faults().clear();
    let run = until_over(&app, &id).await;
    assert_eq!(run.summary.state, RunState::Ended);
    let truth = app.tenant.figures("renewals").unwrap();
    assert_eq!(
        run.summary.figures.completed, truth.completed,
        "no call that was made while nobody asked is lost"
    );
    assert!(truth.completed > known, "calls went on while the lid was closed");
    let settled = run.summary.ended_at.unwrap().duration_since(run.summary.last_end);
    assert!(settled.as_hours() >= 5, "it ended when it was known, not before");
    app.restart().await;
    app.drive.over(HOUR, HOUR / 60).await;
    let told = told(&app).await;
    assert_eq!(told.len(), 1, "once: {told:?}");
    assert_eq!(told[0]["data"]["totalCompleted"], truth.completed);
    assert_eq!(told[0]["data"]["outcome"], "ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_tenant_never_told_anything_is_no_0() {
    let app = TestApp::init().await;
    listen(&app).await;
    app.tenant.faults().add(Fault::reset().on("POST", ANALYTICS));
    let id = begun(&app).await;
    app.drive.over(HOUR * 5, Duration::from_secs(30)).await;
    app.drive.clock().advance(HOUR * 24 * 3);
    app.drive.over(HOUR, STEP).await;
    let summary = show(&app, &id).await.summary;
    assert_eq!((summary.figures.as_of, summary.ended_at), (None, None), "after three days: {summary:?}");
    assert!(told(&app).await.is_empty());
    app.tenant.faults().clear();
    let run = until_over(&app, &id).await;
    assert_eq!(run.summary.figures.completed, app.tenant.figures("renewals").unwrap().completed);
    assert!(run.summary.figures.completed > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_closes_a_run_whose_figures_nobody_tells_and_no_receiver_hears_a_number() {
    let app = TestApp::init().await;
    listen(&app).await;
    let id = begun(&app).await;
    until_some_completed(&app, &id).await;
    app.tenant.faults().add(Fault::status(500).on("POST", ANALYTICS));
    app.drive.clock().advance(HOUR * 8);
    app.drive.over(HOUR / 4, STEP).await;
    let report = app.call_on(RunStop, RunRef { id: id.clone() }).await.unwrap();
    assert!(report.still_dialling.is_empty());
    let run = show(&app, &id).await;
    assert_eq!(run.summary.state, RunState::Stopped);
    let last = run.marks.last().unwrap();
    assert!(last.words.contains("without its last figures"), "{last:?}");
    assert!(told(&app).await.is_empty());
    let again = app.call(RunStop, RunRef { id }).await.unwrap_err();
    assert!(again.message.contains("over"), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_stopped_tells_the_figures_of_after_its_stop() {
    let app = TestApp::init().await;
    listen(&app).await;
    let id = begun(&app).await;
    until_some_completed(&app, &id).await;
    app.tenant.faults().add(Fault::status(503).on("POST", ANALYTICS));
    app.drive.over(HOUR, Duration::from_secs(30)).await;
    app.call_on(RunStop, RunRef { id: id.clone() }).await.unwrap();
    app.drive.over(HOUR / 4, STEP).await;
    assert_eq!(show(&app, &id).await.summary.ended_at, None, "what an hour of calls came to is not known");
    app.tenant.faults().clear();
    let run = until_over(&app, &id).await;
    assert_eq!(run.summary.state, RunState::Stopped);
    let truth = app.tenant.figures("renewals").unwrap().completed;
    assert_eq!(run.summary.figures.completed, truth);
    assert_eq!(told(&app).await[0]["data"]["totalCompleted"], truth);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_connection_was_removed_ends_without_a_number_that_nobody_told() {
    let app = TestApp::init().await;
    listen(&app).await;
    let id = begun(&app).await;
    app.tenant.faults().add(Fault::status(503).on("POST", ANALYTICS));
    app.drive.over(HOUR * 5, Duration::from_secs(30)).await;
    let removal = ConnectionRemoval { connection: app.connection.clone(), standing: None };
    app.call(ConnectionRemove, removal).await.unwrap();
    let run = until_over(&app, &id).await;
    assert_eq!(run.summary.state, RunState::Ended);
    assert!(run.marks.last().unwrap().words.contains("never told its figures"), "{:?}", run.marks);
    assert!(told(&app).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_of_the_next_run_are_none_of_the_run_before_whose_figures_come_late() {
    let app = TestApp::init().await;
    let first = begun(&app).await;
    app.tenant.faults().add(Fault::status(503).on("POST", ANALYTICS));
    app.drive.over(HOUR * 5, Duration::from_secs(30)).await;
    let set = app.contacts(&[("America/New_York", 80), ("America/Chicago", 40)]).await;
    dial(&app, 0.1);
    let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: true };
    let second = app.call_on(ScheduleSubmit, args).await.unwrap().run_id;
    app.drive.over(HOUR, Duration::from_secs(30)).await;
    app.tenant.faults().clear();
    let first = until_over(&app, &first).await;
    assert_eq!(first.summary.shares_figures_with, [], "one began after the other's last window had ended");
    let second = until_over(&app, &second).await;
    let both = first.summary.figures.completed + second.summary.figures.completed;
    assert!(first.summary.figures.completed > 0 && second.summary.figures.completed > 0);
    assert_eq!(both, app.tenant.figures("renewals").unwrap().completed, "each call is counted once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_asks_to_wait_at_the_end_is_waited_for() {
    let app = TestApp::init().await;
    let id = begun(&app).await;
    until_some_completed(&app, &id).await;
    app.drive.clock().advance(HOUR * 4);
    app.tenant.faults().add(Fault::throttled("900").on("POST", ANALYTICS).next(2));
    app.drive.over(HOUR / 6, STEP).await;
    let summary = show(&app, &id).await.summary;
    assert_eq!(summary.ended_at, None);
    let run = until_over(&app, &id).await;
    assert_eq!(run.summary.state, RunState::Ended);
    assert_eq!(run.summary.figures.completed, app.tenant.figures("renewals").unwrap().completed);
}

const WEST: &[(&str, u64)] = &[
    ("America/New_York", 20),
    ("America/Chicago", 15),
    ("America/Los_Angeles", 12),
    ("Pacific/Honolulu", 3),
    ("Europe/Berlin", 8),
];

/// Half past eight in New York: 09:00 is to come there, and then in the west. Answers once New York's window stands,
/// with the schedule and its run.
async fn saved(app: &TestApp) -> (ScheduleId, RunSummary) {
    let set = app.contacts(WEST).await;
    // Nothing goes out with the saving itself.
    let ahead = SettingSet { key: "schedule.submit_ahead_minutes".to_owned(), value: json!(10) };
    app.call(SettingsSet, ahead).await.unwrap();
    let save = json!({ "draft": draft(&set.id), "connection": app.connection });
    let saved = app.call_on(ScheduleSaveCommand, serde_json::from_value(save).unwrap()).await.unwrap();
    let run = || async {
        let runs = app.call(RunListCommand, RunList::default()).await.unwrap();
        runs.rows.into_iter().find(|run| run.windows.submitted > 0)
    };
    let begun = app.drive.until("New York's window is submitted", Duration::from_secs(5), run).await;
    assert_eq!(begun.figures.expected, 50, "New York now, and the west to come");
    (saved.id, begun)
}

#[tokio::test(flavor = "multi_thread")]
async fn save_and_submit_expects_everybody_once() {
    let app = TestApp::at("2026-11-23T13:30:00Z").await;
    let (schedule, begun) = saved(&app).await;
    let args = SubmitArgs { connection: None, schedule: Some(schedule), draft: None, now: false };
    for again in 0..3 {
        let report = app.call_on(ScheduleSubmit, args.clone()).await.unwrap();
        assert_eq!(report.run_id, begun.id, "it goes on with the run that is there");
        let shown = show(&app, &begun.id).await;
        assert_eq!(shown.summary.figures.expected, 58, "everybody once, Berlin's tomorrow too ({again})");
        app.drive.over(Duration::from_secs(90), Duration::from_secs(1)).await;
        assert_eq!(show(&app, &begun.id).await.summary.figures.expected, 58, "also after the next look");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_stopped_waits_for_no_zone_that_was_to_come() {
    let app = TestApp::at("2026-11-23T13:30:00Z").await;
    let (_, begun) = saved(&app).await;
    app.drive.over(Duration::from_mins(20), Duration::from_secs(15)).await;
    app.call_on(RunStop, RunRef { id: begun.id.clone() }).await.unwrap();
    app.drive.over(Duration::from_mins(5), Duration::from_secs(5)).await;
    let run = show(&app, &begun.id).await;
    assert_eq!(run.summary.state, RunState::Stopped, "Chicago's nine o'clock is none of it any more");
    assert_eq!(run.summary.figures.expected, 50, "and New York's twenty alone do not complete it");
    assert_eq!(run.summary.figures.completed, app.tenant.figures("renewals").unwrap().completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_end_is_promised_before_the_zones_to_come_have_opened() {
    let app = TestApp::at("2026-11-23T13:30:00Z").await;
    let (_, begun) = saved(&app).await;
    let eta = || async {
        let run = show(&app, &begun.id).await.summary;
        run.eta.map(|eta| (eta, run.eta_zone))
    };
    let (eta, zone) = app.drive.until("an end is expected", Duration::from_secs(15), eta).await;
    let opens = "2026-11-23T19:00:00Z".parse().unwrap();
    assert!(eta > opens, "Honolulu's three are called at nine there: {eta}");
    assert_eq!(zone.as_deref(), Some("Pacific/Honolulu"), "and the time is said in their zone");
}

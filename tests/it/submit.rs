//! Windows on their way to the tenant: all of them, none twice, whatever the tenant does.

use std::collections::BTreeSet;
use std::time::Duration;

use callboard_rpc::command::{
    ContactsImportCommand, RunRetry, RunShow, SchedulePlan, ScheduleStopNow, ScheduleSubmit,
};
use callboard_rpc::types::{
    ContactsImport, FailedWindow, PlannedAction, RunRef, StopNow, SubmitArgs, WindowState,
};
use callboard_simulator::Fault;
use callboard_tests::{TestApp, draft};

const CREATE: (&str, &str) = ("POST", "/api/v2/outbound/campaigns/*/schedules");

/// Legal at 09:00 everywhere, so that only the tenant stands in the way.
const ZONES: &[(&str, u64)] = &[
    ("America/New_York", 20),
    ("America/Chicago", 15),
    ("America/Denver", 10),
    ("America/Los_Angeles", 12),
    ("Europe/Berlin", 8),
    ("Asia/Kathmandu", 5),
    ("Australia/Sydney", 4),
    ("Pacific/Honolulu", 3),
];

async fn args(app: &TestApp) -> SubmitArgs {
    let set = app.contacts(ZONES).await;
    SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: false }
}

/// The zones that have a window at the tenant, once each.
fn zones_at(app: &TestApp) -> BTreeSet<String> {
    let windows = app.tenant.windows();
    let zones: BTreeSet<String> = windows.iter().map(|window| window.timezone.clone()).collect();
    assert_eq!(zones.len(), windows.len(), "a zone was submitted twice: {windows:?}");
    zones
}

#[tokio::test(flavor = "multi_thread")]
async fn every_zone_gets_one_window_at_its_own_nine_o_clock() {
    let app = TestApp::init().await;
    let args = args(&app).await;
    let report = app.call_on(ScheduleSubmit, args).await.unwrap();
    assert_eq!(report.submitted.len(), ZONES.len(), "{report:?}");
    assert!(report.failed.is_empty() && report.refused.is_empty());
    assert_eq!(report.contacts.legal, 77);
    let new_york = report.submitted.iter().find(|window| window.zone == "America/New_York").unwrap();
    assert_eq!(new_york.start.to_string(), "2026-11-24T14:00:00Z", "Monday's nine o'clock is over there");
    let honolulu = report.submitted.iter().find(|window| window.zone == "Pacific/Honolulu").unwrap();
    assert_eq!(honolulu.start.to_string(), "2026-11-23T19:00:00Z");
    assert_eq!(zones_at(&app).len(), ZONES.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_throttles_then_resets_then_cuts_its_answers_gets_every_zone_once() {
    let app = TestApp::init().await;
    let args = args(&app).await;
    app.tenant.faults().add(Fault::throttled("2").on(CREATE.0, CREATE.1).next(3));
    app.tenant.faults().add(Fault::reset().on(CREATE.0, CREATE.1).next(3));
    app.tenant.faults().add(Fault::cut().on(CREATE.0, CREATE.1).next(3));
    let report = app.call_on(ScheduleSubmit, args).await.unwrap();
    let run = report.run_id;
    app.drive
        .until("every window submitted", Duration::from_millis(500), || async {
            let shown = app.call(RunShow, RunRef { id: run.clone() }).await.unwrap();
            let all = shown.windows.iter().all(|window| window.state == WindowState::Submitted);
            all.then_some(())
        })
        .await;
    assert_eq!(zones_at(&app).len(), ZONES.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn windows_wait_while_no_token_is_granted_and_all_of_them_arrive() {
    for status in [403, 404, 307] {
        let app = TestApp::init().await;
        let args = args(&app).await;
        app.tenant.faults().add(Fault::status(status).on("POST", "/oauth/token"));
        let report = app.call_on(ScheduleSubmit, args).await.unwrap();
        let waits = |row: &FailedWindow| row.state == WindowState::Planned && row.next_try.is_some();
        assert!(report.submitted.is_empty() && report.failed.iter().all(waits), "{status}: {report:?}");
        app.drive.over(Duration::from_mins(20), Duration::from_secs(20)).await;
        let windows = async || app.call(RunShow, RunRef { id: report.run_id.clone() }).await.unwrap().windows;
        for window in windows().await {
            assert!(
                matches!(window.state, WindowState::Planned | WindowState::Sending),
                "{status}: it is the connection's trouble, and no window's: {window:?}"
            );
        }
        let words: Vec<_> = windows().await.into_iter().filter_map(|window| window.trouble).collect();
        assert!(words.iter().any(|words| words.starts_with("No token is granted: ")), "{words:?}");
        app.tenant.faults().clear();
        app.drive
            .until("every window submitted", Duration::from_secs(5), || async {
                windows().await.iter().all(|window| window.state == WindowState::Submitted).then_some(())
            })
            .await;
        assert_eq!(zones_at(&app).len(), ZONES.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_answers_double_nothing_at_a_tenant_that_ignores_keys_either() {
    let app = TestApp::init().await;
    app.tenant.change_settings(|settings| settings.keys = callboard_simulator::IdempotencyKeys::Ignored);
    let args = args(&app).await;
    app.tenant.faults().add(Fault::cut().on(CREATE.0, CREATE.1).next(5));
    let report = app.call_on(ScheduleSubmit, args).await.unwrap();
    app.drive
        .until("every window submitted", Duration::from_millis(500), || async {
            let shown = app.call(RunShow, RunRef { id: report.run_id.clone() }).await.unwrap();
            shown.windows.iter().all(|window| window.state == WindowState::Submitted).then_some(())
        })
        .await;
    assert_eq!(zones_at(&app).len(), ZONES.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn submitting_again_keeps_what_stands_and_adds_what_is_missing() {
    let app = TestApp::init().await;
    let args = args(&app).await;
    app.tenant.faults().add(Fault::status(422).on(CREATE.0, CREATE.1).next(2));
    let first = app.call_on(ScheduleSubmit, args.clone()).await.unwrap();
    assert_eq!((first.submitted.len(), first.failed.len()), (6, 2), "{first:?}");
    let plan = app.call(SchedulePlan, args.clone()).await.unwrap();
    let kept = plan.requests.iter().filter(|request| request.action == PlannedAction::Keep).count();
    assert_eq!(kept, 6);
    let second = app.call_on(ScheduleSubmit, args).await.unwrap();
    assert_eq!(second.run_id, first.run_id, "it is the same run that is completed");
    assert_eq!(second.submitted.len(), 8, "{second:?}");
    assert_eq!(zones_at(&app).len(), ZONES.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_tenant_refused_for_good_is_shown_and_can_be_retried_by_hand() {
    let app = TestApp::init().await;
    let args = args(&app).await;
    app.tenant.faults().add(Fault::status(422).on(CREATE.0, CREATE.1).next(8));
    let report = app.call_on(ScheduleSubmit, args).await.unwrap();
    assert_eq!(report.failed.len(), 8);
    assert!(
        report.failed.iter().all(|failed| failed.state == WindowState::Failed && !failed.words.is_empty())
    );
    assert!(app.tenant.windows().is_empty());
    let retried = app.call_on(RunRetry, RunRef { id: report.run_id }).await;
    // All windows failed, so the run may have been called failed meanwhile: then it says so.
    match retried {
        Ok(report) => assert_eq!(report.submitted.len(), 8),
        Err(error) => assert!(error.message.contains("over"), "{error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_fails_for_ever_is_asked_a_bounded_number_of_times() {
    let app = TestApp::init().await;
    let args = args(&app).await;
    app.tenant.faults().add(Fault::status(503).on(CREATE.0, CREATE.1).share(1.0));
    let report = app.call_on(ScheduleSubmit, args).await.unwrap();
    // In small steps: a request whose answer a busy machine brings late would be cut by its own time limit, and a window of
    // which nobody knows whether it was made is no window that failed.
    app.drive
        .until("every window failed", Duration::from_millis(100), || async {
            let shown = app.call(RunShow, RunRef { id: report.run_id.clone() }).await.unwrap();
            shown.windows.iter().all(|window| window.state == WindowState::Failed).then_some(())
        })
        .await;
    let asked = app.tenant.journal().of(CREATE.0, CREATE.1).len();
    assert!(asked <= ZONES.len() * 9, "{asked} requests for {} windows of 9 attempts", ZONES.len());
    let before = app.tenant.journal().entries().len();
    app.drive.over(Duration::from_hours(1), Duration::from_mins(1)).await;
    let after = app.tenant.journal().of(CREATE.0, CREATE.1).len();
    assert_eq!(after, asked, "an hour later nothing more was sent ({before} requests in all before)");
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_now_withdraws_every_window_of_the_campaign() {
    let app = TestApp::init().await;
    let args = args(&app).await;
    app.call_on(ScheduleSubmit, args).await.unwrap();
    let stop = StopNow { connection: None, campaign_id: "renewals".to_owned() };
    let report = app.call_on(ScheduleStopNow, stop).await.unwrap();
    assert_eq!(report.withdrawn.len(), ZONES.len(), "{report:?}");
    assert!(report.still_dialling.is_empty());
    let deletes = app.tenant.journal().of("DELETE", "/api/v2/outbound/campaigns/*/schedules/*").len();
    assert_eq!(deletes, ZONES.len());
    assert!(app.tenant.windows().is_empty(), "none had begun, so none is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn run_now_starts_where_it_is_legal_and_names_the_rule_where_it_is_not() {
    let app = TestApp::init().await;
    let submit = args(&app).await;
    let report = app.call_on(ScheduleSubmit, SubmitArgs { now: true, ..submit }).await.unwrap();
    // 14:30 UTC: 09:30 in New York, 06:30 in Los Angeles, 20:15 in Kathmandu.
    let zones: BTreeSet<&str> = report.submitted.iter().map(|window| window.zone.as_str()).collect();
    assert_eq!(zones, BTreeSet::from(["America/New_York", "America/Chicago", "Europe/Berlin"]), "{report:?}");
    let refused = report.refused.iter().find(|refused| refused.zone == "America/Los_Angeles").unwrap();
    assert_eq!(refused.rule.as_ref().unwrap().id, "us-federal-hours");
    assert!(refused.words.contains("08:00"), "{}", refused.words);
    assert_eq!(refused.legal_again.unwrap().to_string(), "2026-11-23T16:00:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_beside_a_run_that_is_over_opens_a_run_of_its_own() {
    let app = TestApp::init().await;
    let first = app.contacts(&[("America/New_York", 4)]).await;
    let now = |set| SubmitArgs { connection: None, schedule: None, draft: Some(draft(set)), now: true };
    let first = app.call_on(ScheduleSubmit, now(&first.id)).await.unwrap();
    over(&app, &first.run_id).await;
    let both = app.contacts(&[("America/New_York", 4), ("Europe/Berlin", 4)]).await;
    let second = app.call_on(ScheduleSubmit, now(&both.id)).await.unwrap();
    assert_ne!(second.run_id, first.run_id, "a completed run would never be looked at again");
    assert_eq!(zones_at(&app).len(), 2, "New York's window is still open and is not doubled");
    let run = app.call(RunShow, RunRef { id: second.run_id.clone() }).await.unwrap();
    assert_eq!(run.summary.figures.expected, 4, "only Berlin is this run's");
    over(&app, &second.run_id).await;
}

/// Steps until the run has completed.
async fn over(app: &TestApp, run: &callboard_rpc::types::RunId) {
    app.drive
        .until("the run completed", Duration::from_secs(5), || async {
            let shown = app.call(RunShow, RunRef { id: run.clone() }).await.unwrap();
            (shown.summary.state == callboard_rpc::types::RunState::Completed).then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn repeating_a_submission_tells_a_refused_zone_once() {
    let app = TestApp::init().await;
    let set = app.contacts(&[("America/New_York", 4), ("America/Los_Angeles", 4)]).await;
    let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: true };
    let first = app.call_on(ScheduleSubmit, args.clone()).await.unwrap();
    let again = app.call_on(ScheduleSubmit, args).await.unwrap();
    assert_eq!(again.run_id, first.run_id);
    let run = app.call(RunShow, RunRef { id: first.run_id }).await.unwrap();
    assert_eq!(run.windows.len(), 2, "{:?}", run.windows);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zone_that_failed_for_good_does_not_keep_its_run_from_completing() {
    let app = TestApp::init().await;
    let set = app.contacts(&[("America/New_York", 4), ("America/Chicago", 5)]).await;
    app.tenant.faults().add(Fault::status(422).on(CREATE.0, CREATE.1).next(1));
    let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: true };
    let report = app.call_on(ScheduleSubmit, args).await.unwrap();
    assert_eq!((report.submitted.len(), report.failed.len()), (1, 1), "{report:?}");
    over(&app, &report.run_id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn legal_says_federal_hours_only_and_of_which_states_where_it_is_confirmed() {
    let app = TestApp::init().await;
    app.contacts(&[("America/New_York", 2), ("Europe/Berlin", 1)]).await;
    let path = app.data().join("states.csv");
    std::fs::write(
        &path,
        "id,phone,zone,state\n1,+18005550101,America/New_York,GA\n2,+18005550102,America/New_York,NY\n\
         3,+18005550103,Europe/Berlin,\n4,+18005550104,America/Los_Angeles,CA\n",
    )
    .unwrap();
    let import = ContactsImport {
        file: app.engine.files.adopt(&path).unwrap(),
        name: "states.csv".to_owned(),
        connection: Some(app.connection.clone()),
        mapping: None,
        region: None,
        columns: None,
        sheet: None,
        header_row: None,
    };
    let set = app.call(ContactsImportCommand, import).await.unwrap();
    let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: false };
    let plan = app.call(SchedulePlan, args.clone()).await.unwrap();
    let federal: Vec<(&str, bool)> =
        plan.requests.iter().map(|request| (request.zone.as_str(), request.federal_hours_only)).collect();
    assert_eq!(
        federal,
        [("America/Los_Angeles", false), ("America/New_York", true), ("Europe/Berlin", false)],
        "{plan:?}"
    );
    let says = |warnings: &[String], part: &str| warnings.iter().any(|warning| warning.contains(part));
    let report = app.call_on(ScheduleSubmit, args).await.unwrap();
    for warnings in [&plan.warnings, &report.warnings] {
        assert!(
            says(warnings, "Federal hours only in Georgia") || says(warnings, "Federal hours only in US-GA"),
            "{warnings:?}"
        );
        assert!(
            says(warnings, "No law was read for DE: the hours of the house"),
            "Berlin's note is not lost: {warnings:?}"
        );
    }
}

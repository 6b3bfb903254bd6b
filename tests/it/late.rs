//! A start that the tenant does not take in time: it is to be seen at every moment, and its reason is the tenant's failure.

use std::time::Duration;

use callboard_rpc::command::{BoardShow, MissedList, RunListCommand, RunShow, ScheduleShow};
use callboard_rpc::types::{
    NeedKind, Nothing, RunList, RunRef, Schedule, ScheduleRef, ScheduleSave, WindowState,
};
use callboard_simulator::Fault;
use callboard_tests::{TestApp, draft};

const CREATE: (&str, &str) = ("POST", "/api/v2/outbound/campaigns/*/schedules");
const LIST: (&str, &str) = ("GET", "/api/v2/outbound/campaigns/*/schedules");

/// Where the start of nine o'clock is to be seen.
async fn seen(app: &TestApp, saved: &Schedule) -> Vec<&'static str> {
    let mut seen = Vec::new();
    let nine = "2026-11-23T14:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let shown = app.call(ScheduleShow, ScheduleRef { id: saved.id.clone() }).await.unwrap();
    if shown.next.iter().any(|fire| fire.start == nine) {
        seen.push("coming");
    }
    if shown.passed_over.iter().any(|fire| fire.start == nine) {
        seen.push("does not start");
    }
    for run in app.call(RunListCommand, RunList { live: true, ..RunList::default() }).await.unwrap().rows {
        let windows = app.call(RunShow, RunRef { id: run.id }).await.unwrap().windows;
        let tried = |state| {
            matches!(
                state,
                WindowState::Planned | WindowState::Sending | WindowState::Unknown | WindowState::Failed
            )
        };
        if windows.iter().any(|window| tried(window.state)) {
            seen.push("being tried");
        }
    }
    if !app.call(MissedList, Nothing {}).await.unwrap().is_empty() {
        seen.push("missed");
    }
    seen
}

async fn never_out_of_sight(app: &TestApp, saved: &Schedule) -> String {
    for _ in 0..1_200 {
        let seen = seen(app, saved).await;
        let now = app.drive.clock().clock().now();
        assert!(!seen.is_empty(), "nowhere to be seen at {now}");
        if seen.contains(&"missed") {
            let tray = app.call(MissedList, Nothing {}).await.unwrap();
            let needs = app.call(BoardShow, Nothing {}).await.unwrap().needs;
            assert!(needs.iter().any(|need| need.kind == NeedKind::MissedFires), "{needs:?}");
            let late = now.duration_since(tray[0].due).as_secs();
            assert!(late < 30, "it waits for a decision {late} s after its time");
            return tray[0].reason.clone();
        }
        app.drive.over(Duration::from_secs(1), Duration::from_millis(500)).await;
    }
    panic!("it never came to the tray");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_passes_while_the_tenant_is_down_is_missed_for_that_and_never_out_of_sight() {
    // Half a minute before nine in New York: its start passes while it is still being tried.
    let app = TestApp::at("2026-11-23T13:59:30Z").await;
    let set = app.contacts(&[("America/New_York", 5)]).await;
    app.tenant.faults().add(Fault::status(503).on(CREATE.0, CREATE.1));
    let saved = app.save_confirmed(ScheduleSave::new(None, draft(&set.id))).await;
    let reason = never_out_of_sight(&app, &saved).await;
    assert!(reason.contains("503"), "the tenant failed, and not the clock: {reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_was_given_up_before_its_time_is_missed_at_its_time_and_says_why() {
    let app = TestApp::at("2026-11-23T13:45:00Z").await;
    let set = app.contacts(&[("America/New_York", 5)]).await;
    app.tenant.faults().add(Fault::status(503).on(CREATE.0, CREATE.1));
    app.tenant.faults().add(Fault::status(503).on(LIST.0, LIST.1).next(2));
    let saved = app.save_confirmed(ScheduleSave::new(None, draft(&set.id))).await;
    let reason = never_out_of_sight(&app, &saved).await;
    assert!(reason.contains("503"), "{reason}");
}

//! Work in flight goes on after a restart, and what fell into the time without the program happens once.

use std::time::Duration;

use callboard_rpc::command::{
    DeliveryListCommand, EndpointSaveCommand, MissedList, RunShow, ScheduleSaveCommand, ScheduleSubmit,
    SettingsSet,
};
use callboard_rpc::types::{
    DeliveryList, DeliveryState, EndpointSave, Misfire, Nothing, RunId, RunRef, RunState, ScheduleDraft,
    ScheduleSave, SettingSet, SubmitArgs, WindowState,
};
use callboard_simulator::{Entry, Fault};
use callboard_tests::{Receiver, TestApp, draft};

/// Within which work in flight goes on after a restart.
const SOON: Duration = Duration::from_secs(5);
const CREATE: (&str, &str) = ("POST", "/api/v2/outbound/campaigns/*/schedules");
const ANALYTICS: (&str, &str) = ("POST", "/api/v2/analytics/outbound/details/query");
const ZONES: &[(&str, u64)] = &[("America/New_York", 20), ("America/Chicago", 15), ("Europe/Berlin", 8)];

fn creates(entries: &[Entry]) -> usize {
    entries.iter().filter(|entry| entry.is(CREATE.0, CREATE.1)).count()
}

async fn args(app: &TestApp, now: bool) -> SubmitArgs {
    let set = app.contacts(ZONES).await;
    SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now }
}

#[tokio::test(flavor = "multi_thread")]
async fn windows_on_their_way_are_at_the_tenant_soon_after_a_restart() {
    let mut app = TestApp::init().await;
    let submit = args(&app, false).await;
    // The tenant takes the requests and says nothing.
    app.tenant.faults().add(Fault::delay(Duration::from_hours(9)).on(CREATE.0, CREATE.1));
    let asked = {
        let submission = app.call(ScheduleSubmit, submit);
        tokio::pin!(submission);
        let journal = app.tenant.journal();
        tokio::select! {
            answer = &mut submission => panic!("the tenant said nothing, and yet: {answer:?}"),
            asked = journal.until(|entries| creates(entries) == ZONES.len()) => asked,
        }
    };
    assert!(!asked.is_empty() && app.tenant.windows().is_empty());
    app.restart().await;
    app.tenant.faults().clear();
    app.drive
        .within("every window is at the tenant", SOON, || async {
            (app.tenant.windows().len() == ZONES.len()).then_some(())
        })
        .await;
    let looked = app.tenant.journal().of("GET", CREATE.1).len();
    assert!(looked >= ZONES.len(), "what was on its way is looked for before it is sent again: {looked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_polled_soon_after_a_restart() {
    let mut app = TestApp::init().await;
    let submit = args(&app, true).await;
    let run = app.call_on(ScheduleSubmit, submit).await.unwrap().run_id;
    until(&app, &run, "it runs", |state| state == RunState::Running).await;
    // Longer than it waits between two polls.
    app.down_for(Duration::from_mins(2)).await;
    let before = app.tenant.journal().of(ANALYTICS.0, ANALYTICS.1).len();
    app.drive
        .within("the tenant is asked for figures", SOON, || async {
            (app.tenant.journal().of(ANALYTICS.0, ANALYTICS.1).len() > before).then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_on_its_way_is_sent_again_soon_after_a_restart_under_its_id() {
    let mut app = TestApp::init().await;
    let receiver = Receiver::start(&[]).await;
    listen(&app, &receiver).await;
    receiver.hold();
    let submit = args(&app, true).await;
    let run = app.call_on(ScheduleSubmit, submit).await.unwrap().run_id;
    until(&app, &run, "it completed", |state| state == RunState::Completed).await;
    app.drive
        .within("the webhook is on its way", Duration::ZERO, || async {
            (!receiver.came().is_empty()).then_some(())
        })
        .await;
    app.restart().await;
    receiver.release();
    let delivered = DeliveryList { state: Some(DeliveryState::Delivered), ..DeliveryList::default() };
    app.drive
        .within("the webhook is delivered", SOON, || async {
            let found = app.call(DeliveryListCommand, delivered.clone()).await.unwrap();
            (found.total == 1).then_some(())
        })
        .await;
    assert!(receiver.came().len() >= 2, "it was on its way when the program ended");
    assert_eq!(receiver.ids().len(), 1, "the same id on every try");
}

async fn until(app: &TestApp, run: &RunId, what: &str, is: impl Fn(RunState) -> bool) {
    app.drive
        .until(what, Duration::from_secs(1), || async {
            let shown = app.call(RunShow, RunRef { id: run.clone() }).await.unwrap();
            is(shown.summary.state).then_some(())
        })
        .await;
}

async fn listen(app: &TestApp, receiver: &Receiver) {
    let set =
        SettingSet { key: "delivery.allowed_subnets".to_owned(), value: serde_json::json!(["127.0.0.0/8"]) };
    app.call(SettingsSet, set).await.unwrap();
    let save = EndpointSave {
        id: None,
        name: "ours".to_owned(),
        url: receiver.url(),
        events: vec!["campaign.completed".to_owned()],
        enabled: true,
        secret: None,
    };
    app.call(EndpointSaveCommand, save).await.unwrap();
}

/// Down from 08:30 to 09:31 in New York, where it was to fire at 09:00.
async fn slept(misfire: Misfire) -> TestApp {
    let mut app = TestApp::at("2026-11-23T12:00:00Z").await;
    // Nothing is at the tenant before the program goes.
    let set = SettingSet { key: "schedule.submit_ahead_minutes".to_owned(), value: 1.into() };
    app.call(SettingsSet, set).await.unwrap();
    let contacts = app.contacts(&[("America/New_York", 20)]).await;
    let draft = ScheduleDraft { misfire, ..draft(&contacts.id) };
    let save = ScheduleSave::new(None, draft);
    app.call(ScheduleSaveCommand, save).await.unwrap();
    app.drive.over(Duration::from_mins(90), Duration::from_secs(30)).await;
    app.down_for(Duration::from_mins(61)).await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fire_that_was_slept_through_is_one_row_in_the_tray_after_any_number_of_restarts() {
    let mut app = slept(Misfire::Skip).await;
    for _ in 0..3 {
        let tray = app
            .drive
            .until("the missed fire", Duration::from_millis(250), || async {
                let tray = app.call(MissedList, Nothing {}).await.unwrap();
                (!tray.is_empty()).then_some(tray)
            })
            .await;
        assert_eq!(tray.len(), 1, "{tray:?}");
        assert_eq!(tray[0].due.to_string(), "2026-11-23T14:00:00Z");
        app.restart().await;
    }
    assert!(app.tenant.windows().is_empty(), "nobody decided to start it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_start_is_one_after_any_number_of_restarts() {
    let mut app = slept(Misfire::Late { max_age_minutes: 60 }).await;
    for _ in 0..3 {
        // It is sent with a start that lies five seconds ahead.
        app.drive
            .within("the late start", Duration::from_secs(2), || async {
                (!app.tenant.windows().is_empty()).then_some(())
            })
            .await;
        app.restart().await;
        app.drive.over(Duration::from_mins(2), Duration::from_secs(10)).await;
    }
    let windows = app.tenant.windows();
    assert_eq!(windows.len(), 1, "once, however often it is started again: {windows:?}");
    assert_eq!(app.tenant.journal().of(CREATE.0, CREATE.1).len(), 1);
    assert_eq!(app.call(MissedList, Nothing {}).await.unwrap(), Vec::new());
    let runs = app
        .call(callboard_rpc::command::RunListCommand, callboard_rpc::types::RunList::default())
        .await
        .unwrap();
    let shown = app.call(RunShow, RunRef { id: runs.rows[0].id.clone() }).await.unwrap();
    assert!(matches!(shown.windows[0].state, WindowState::Submitted | WindowState::Begun));
}

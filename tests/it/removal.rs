//! A connection that is removed while schedules and windows depend on it: said first, ended as chosen, nothing dangles.

use std::time::Duration;

use callboard_rpc::Code;
use callboard_rpc::command::{
    BoardShow, ConnectionList, ConnectionRemove, ConnectionSaveCommand, RunListCommand, RunShow, RunStop,
    SchedulePause, ScheduleResume, ScheduleSaveCommand, ScheduleShow, ScheduleStopNow, WindowKept,
};
use callboard_rpc::types::{
    ConnectionId, ConnectionRemoval, ConnectionSave, Dependents, Nothing, RemovalTreatment, RunList, RunRef,
    RunWindow, Schedule, ScheduleGo, ScheduleRef, ScheduleSave, ScheduleState, SecretText, StopNow,
    WindowState,
};
use callboard_simulator::Fault;
use callboard_tests::{CREATE, DELETE, TICK, TestApp};

const ZONES: &[(&str, u64)] = &[("America/New_York", 20), ("America/Toronto", 9)];
const MINUTE: Duration = Duration::from_mins(1);

/// Nine o'clock of both zones stands at the tenant.
async fn standing() -> (TestApp, Schedule) {
    TestApp::standing("2026-11-23T13:30:00Z", ZONES).await
}

fn removal(app: &TestApp, standing: Option<RemovalTreatment>) -> ConnectionRemoval {
    ConnectionRemoval { connection: app.connection.clone(), standing }
}

async fn shown(app: &TestApp, saved: &Schedule) -> Schedule {
    app.call(ScheduleShow, ScheduleRef { id: saved.id.clone() }).await.unwrap()
}

async fn connections(app: &TestApp) -> usize {
    app.call(ConnectionList, Nothing {}).await.unwrap().len()
}

/// A further connection to the same tenant.
async fn another(app: &TestApp) -> ConnectionId {
    let settings = serde_json::json!({
        "name": "Another", "base_url": app.tenant.base_url(), "client_id": callboard_simulator::DEMO_CLIENT_ID,
        "rate_limit": 0,
    });
    let save = ConnectionSave {
        id: None,
        settings: serde_json::from_value(settings).unwrap(),
        client_secret: Some(SecretText(callboard_simulator::DEMO_CLIENT_SECRET.to_owned())),
    };
    app.call(ConnectionSaveCommand, save).await.unwrap().id
}

async fn windows(app: &TestApp) -> Vec<RunWindow> {
    let runs = app.call(RunListCommand, RunList::default()).await.unwrap().rows;
    let Some(run) = runs.into_iter().next() else { return Vec::new() };
    app.call(RunShow, RunRef { id: run.id }).await.unwrap().windows
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_says_which_schedules_stop_and_which_windows_stand_and_changes_nothing() {
    let (app, saved) = standing().await;
    let refused = app.call(ConnectionRemove, removal(&app, None)).await.unwrap_err();
    assert_eq!(refused.code, Code::Refused);
    assert_eq!(
        refused.message,
        "Stand-in has 1 active schedule, which stops: Spring renewals. 2 windows, 29 contacts, stand in CXone: \
         New York, Toronto."
    );
    let detail: Dependents = serde_json::from_value(refused.detail.unwrap()).unwrap();
    assert_eq!((detail.schedules[0].id.clone(), detail.windows.len()), (saved.id.clone(), 2));
    assert!(detail.windows.iter().all(|window| window.state == WindowState::Submitted), "{detail:?}");
    assert_eq!((shown(&app, &saved).await.state, connections(&app).await), (ScheduleState::Active, 1));
    assert_eq!(app.tenant.journal().of(DELETE.0, DELETE.1).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawn_first_nothing_dials_and_no_schedule_dangles() {
    let (mut app, saved) = standing().await;
    app.call_on(ConnectionRemove, removal(&app, Some(RemovalTreatment::Withdraw))).await.unwrap();
    assert_eq!((app.tenant.windows().len(), connections(&app).await), (0, 0));
    let paused = shown(&app, &saved).await;
    assert_eq!(paused.state, ScheduleState::Paused);
    assert_eq!(paused.paused_because.as_deref(), Some("Paused for the removal of its connection, Stand-in."));
    let needs = app.call(BoardShow, Nothing {}).await.unwrap().needs;
    let said = needs.iter().any(|need| need.title == "Spring renewals is paused: its connection was removed");
    assert!(said, "it is not forgotten: {needs:?}");
    let sent = app.tenant.journal().of(CREATE.0, CREATE.1).len();
    app.restart().await;
    app.drive.over(MINUTE * 60 * 26, MINUTE * 5).await;
    assert_eq!(app.tenant.journal().of(CREATE.0, CREATE.1).len(), sent, "nothing is sent any more");
    let go = ScheduleGo { id: saved.id.clone(), confirmed: Vec::new() };
    let refused = app.call(ScheduleResume, go.clone()).await.unwrap_err();
    assert!(refused.message.contains("was removed"), "{refused}");

    // Another connection takes its place with an edit.
    let another = another(&app).await;
    let edit = ScheduleSave { id: Some(saved.id.clone()), ..ScheduleSave::new(None, saved.draft.clone()) };
    let edited = app.call_on(ScheduleSaveCommand, edit).await.unwrap();
    assert_eq!((edited.connection, edited.state), (another, ScheduleState::Paused));
    app.call_on(ScheduleResume, go).await.unwrap();
    app.drive
        .until("it fires again", MINUTE, || async {
            (app.tenant.journal().of(CREATE.0, CREATE.1).len() > sent).then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_they_stand_and_say_that_nothing_here_can_withdraw_them() {
    let (mut app, saved) = standing().await;
    app.call(ConnectionRemove, removal(&app, Some(RemovalTreatment::Keep))).await.unwrap();
    assert_eq!((app.tenant.windows().len(), connections(&app).await), (2, 0));
    assert_eq!(shown(&app, &saved).await.state, ScheduleState::Paused);
    let kept = windows(&app).await;
    let says = |row: &RunWindow| row.trouble.as_deref().is_some_and(|words| words.contains("was removed"));
    assert!(kept.iter().all(|row| row.state == WindowState::Submitted && says(row)), "{kept:?}");
    app.restart().await;
    app.drive
        .until("they have ended", MINUTE, || async {
            windows(&app).await.iter().all(|row| row.state == WindowState::Ended).then_some(())
        })
        .await;
    assert_eq!(app.tenant.journal().of(DELETE.0, DELETE.1).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_window_that_somebody_tries_to_withdraw_says_that_its_connection_was_removed() {
    let (app, _) = standing().await;
    app.call(ConnectionRemove, removal(&app, Some(RemovalTreatment::Keep))).await.unwrap();
    let run = windows(&app).await.remove(0);
    let run =
        app.call(WindowKept, Nothing {}).await.unwrap().into_iter().find(|one| one.id == run.id).unwrap().run;
    // Nobody can be asked for the tenant's own list: what is told of the windows is looked at.
    let _ = app.call_on(RunStop, RunRef { id: run }).await;
    let kept = app.call(WindowKept, Nothing {}).await.unwrap();
    assert_eq!(kept.len(), 2, "{kept:?}");
    for one in kept {
        assert!(
            one.why.contains("Its connection was removed, so nothing here can withdraw it any more."),
            "{one:?}"
        );
        assert!(!one.why.contains("con_"), "{one:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_names_each_kept_window_once_whether_or_not_the_tenant_lists_it() {
    let (app, saved) = standing().await;
    app.call(ConnectionRemove, removal(&app, Some(RemovalTreatment::Keep))).await.unwrap();
    another(&app).await;
    let stop = StopNow { connection: None, campaign_id: saved.draft.campaign_id.clone() };
    let said = async || {
        let report = app.call_on(ScheduleStopNow, stop.clone()).await.unwrap();
        let mut zones: Vec<_> = report.still_dialling.iter().map(|one| one.zone.clone()).collect();
        zones.sort();
        assert_eq!(zones, ["America/New_York", "America/Toronto"], "{report:?}");
        report.still_dialling
    };
    assert!(said().await.iter().all(|one| one.words.contains("was not made here")), "the tenant lists them");
    app.tenant.faults().add(Fault::status(403).on("GET", "/**"));
    assert!(said().await.iter().all(|one| one.words.contains("end it in CXone")), "nobody lists them");
    assert_eq!(app.tenant.windows().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_is_gone_keeps_its_connection_until_its_windows_are_let_stand() {
    let (app, saved) = standing().await;
    app.tenant.faults().add(Fault::status(503).on("DELETE", "/**"));
    app.tenant.faults().add(Fault::status(503).on("GET", "/**"));
    let refused =
        app.call_on(ConnectionRemove, removal(&app, Some(RemovalTreatment::Withdraw))).await.unwrap_err();
    assert_eq!(
        refused.message,
        "Stand-in was not removed: 2 windows, 29 contacts, may still dial in CXone: New York, Toronto."
    );
    assert_eq!((connections(&app).await, shown(&app, &saved).await.state), (1, ScheduleState::Paused));
    app.call(ConnectionRemove, removal(&app, Some(RemovalTreatment::Keep))).await.unwrap();
    assert_eq!(connections(&app).await, 0);
    let left = windows(&app).await;
    assert!(
        left.iter().all(|row| row.state == WindowState::Stuck),
        "what was on its way back rests: {left:?}"
    );
    assert!(
        left.iter().all(|row| row.trouble.as_deref().is_some_and(|words| words.contains("may dial until")))
    );
    // A request that waited for its turn in memory may still leave.
    app.drive.over(MINUTE * 2, Duration::from_secs(1)).await;
    let asked = app.tenant.journal().entries().len();
    app.drive.over(MINUTE * 20, MINUTE).await;
    assert_eq!(app.tenant.journal().entries().len(), asked, "nobody is asked any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_program_in_the_middle_leaves_the_connection_and_its_schedules_paused() {
    let (mut app, saved) = standing().await;
    app.tenant.faults().add(Fault::delay(Duration::from_hours(9)).on(DELETE.0, DELETE.1));
    app.until_withdrawing(app.call(ConnectionRemove, removal(&app, Some(RemovalTreatment::Withdraw)))).await;
    app.restart().await;
    app.tenant.faults().clear();
    app.until_standing(0).await;
    assert_eq!((connections(&app).await, shown(&app, &saved).await.state), (1, ScheduleState::Paused));
    app.drive
        .until("nothing depends on it any more", TICK, || async {
            app.call(ConnectionRemove, removal(&app, None)).await.ok()
        })
        .await;
    assert_eq!(connections(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_schedule_of_it_is_being_changed_a_connection_stays() {
    let (app, saved) = standing().await;
    app.tenant.faults().add(Fault::delay(Duration::from_secs(20)).on(DELETE.0, DELETE.1));
    let paused = app.call(SchedulePause, ScheduleRef { id: saved.id.clone() });
    tokio::pin!(paused);
    let journal = app.tenant.journal();
    tokio::select! {
        answer = &mut paused => panic!("the tenant said nothing, and yet: {answer:?}"),
        _ = journal.until(|entries| entries.iter().any(|entry| entry.is(DELETE.0, DELETE.1))) => {}
    }
    for standing in [None, Some(RemovalTreatment::Withdraw), Some(RemovalTreatment::Keep)] {
        let refused = app.call(ConnectionRemove, removal(&app, standing)).await.unwrap_err();
        assert!(refused.message.contains("Spring renewals is being changed"), "{refused}");
    }
    app.drive.during(TICK, paused).await.unwrap();
    assert_eq!((app.tenant.windows().len(), connections(&app).await), (0, 1));
    app.call(ConnectionRemove, removal(&app, None)).await.unwrap();
}

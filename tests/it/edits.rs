//! Changes of a schedule that the end of the program cuts off: every start that was confirmed is scheduled, in the tray
//! with its reason, or withdrawn by a person.

use std::time::Duration;

use callboard_rpc::Code;
use callboard_rpc::command::{
    MissedList, NoticeList, RunListCommand, RunStop, ScheduleList, SchedulePause, ScheduleRemove,
    ScheduleResume, ScheduleSaveCommand, ScheduleStopNow,
};
use callboard_rpc::types::{
    MaybeConnection, Nothing, RunList, RunRef, RunState, Schedule, ScheduleDraft, ScheduleGo, ScheduleRef,
    ScheduleSave, ScheduleState, StopNow, StopReport,
};
use callboard_simulator::Fault;
use callboard_tests::{DELETE, TestApp, asked_for};

const ZONES: &[(&str, u64)] = &[("America/New_York", 20), ("America/Toronto", 9), ("America/Bogota", 15)];
const MINUTE: Duration = Duration::from_mins(1);

/// Nine o'clock of all three zones stands at the tenant, and a withdrawal hangs there.
async fn standing() -> (TestApp, Schedule) {
    withdrawn_after(Duration::from_hours(9)).await
}

async fn withdrawn_after(delay: Duration) -> (TestApp, Schedule) {
    let (app, saved) = TestApp::standing("2026-11-23T13:30:00Z", ZONES).await;
    app.tenant.faults().add(Fault::delay(delay).on(DELETE.0, DELETE.1));
    (app, saved)
}

fn at_a_quarter_past(saved: &Schedule) -> ScheduleSave {
    let draft = ScheduleDraft { cron: "15 9 * * *".to_owned(), ..saved.draft.clone() };
    ScheduleSave { id: Some(saved.id.clone()), ..ScheduleSave::new(None, draft) }
}

/// The same, with the windows confirmed that it asks about.
async fn confirmed(app: &TestApp, save: ScheduleSave) -> ScheduleSave {
    let asked = app.call(ScheduleSaveCommand, save.clone()).await.unwrap_err();
    ScheduleSave { confirmed: asked_for(asked), ..save }
}

async fn the_schedule(app: &TestApp) -> Option<Schedule> {
    app.call(ScheduleList, MaybeConnection { connection: None }).await.unwrap().pop()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_in_the_middle_of_an_edit_loses_no_start() {
    let (mut app, saved) = standing().await;
    let save = confirmed(&app, at_a_quarter_past(&saved)).await;
    app.until_withdrawing(app.call(ScheduleSaveCommand, save)).await;
    app.restart().await;
    app.tenant.faults().clear();
    app.drive
        .until("every zone starts at 09:15", Duration::from_secs(5), || async {
            let windows = app.tenant.windows();
            let moved = windows.iter().filter(|window| window.start.to_string() == "2026-11-23T14:15:00Z");
            (moved.count() == ZONES.len() && windows.len() == ZONES.len()).then_some(())
        })
        .await;
    assert_eq!(the_schedule(&app).await.unwrap().draft.cron, "15 9 * * *", "what was asked for is done");
    assert!(app.call(MissedList, Nothing {}).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_passed_while_an_edit_was_cut_off_is_in_the_tray_with_its_reason() {
    let (mut app, saved) = standing().await;
    let save = confirmed(&app, at_a_quarter_past(&saved)).await;
    app.until_withdrawing(app.call(ScheduleSaveCommand, save)).await;
    app.down_for(MINUTE * 120).await;
    app.tenant.faults().clear();
    let tray = app
        .drive
        .until("the tray", Duration::from_secs(5), || async {
            let tray = app.call(MissedList, Nothing {}).await.unwrap();
            (tray.len() >= ZONES.len()).then_some(tray)
        })
        .await;
    assert_eq!(tray.len(), ZONES.len(), "one a zone: {tray:?}");
    assert!(tray.iter().all(|fire| fire.due.to_string() == "2026-11-23T14:15:00Z"), "{tray:?}");
    assert!(tray.iter().all(|fire| fire.reason.contains("was not running")), "{tray:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_was_cut_off_is_a_pause() {
    let (mut app, saved) = standing().await;
    app.until_withdrawing(app.call(SchedulePause, ScheduleRef { id: saved.id.clone() })).await;
    app.restart().await;
    app.tenant.faults().clear();
    app.until_standing(0).await;
    app.drive
        .until("it is paused", Duration::from_secs(5), || async {
            let shown = the_schedule(&app).await?;
            (shown.state == ScheduleState::Paused).then_some(())
        })
        .await;
    app.drive.over(MINUTE * 10, MINUTE).await;
    assert!(app.tenant.windows().is_empty(), "a person paused it");
    let go = ScheduleGo { id: saved.id, confirmed: Vec::new() };
    let asked = app.call(ScheduleResume, go.clone()).await;
    let confirmed = asked.map_or_else(asked_for, |_| Vec::new());
    app.call_on(ScheduleResume, ScheduleGo { confirmed, ..go }).await.unwrap();
    app.until_standing(ZONES.len()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_that_was_cut_off_is_a_removal() {
    let (mut app, saved) = standing().await;
    app.until_withdrawing(app.call(ScheduleRemove, ScheduleRef { id: saved.id.clone() })).await;
    app.restart().await;
    app.tenant.faults().clear();
    app.until_standing(0).await;
    app.drive
        .until("it is gone", Duration::from_secs(5), || async {
            the_schedule(&app).await.is_none().then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_change_of_a_schedule_at_a_time() {
    let (app, saved) = standing().await;
    app.until_withdrawing(app.call(SchedulePause, ScheduleRef { id: saved.id.clone() })).await;
    let resumed = app
        .call(ScheduleResume, ScheduleGo { id: saved.id.clone(), confirmed: Vec::new() })
        .await
        .unwrap_err();
    let edited = app.call(ScheduleSaveCommand, at_a_quarter_past(&saved)).await.unwrap_err();
    assert_eq!((resumed.code, edited.code), (Code::Conflict, Code::Conflict));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_program_left_in_the_middle_of_an_edit_comes_again() {
    let (mut app, _) = standing().await;
    let before = app.tenant.journal().of("POST", "/api/v2/outbound/campaigns/*/schedules").len();
    app.drive.ends_within("the engine stops", Duration::from_secs(10), app.engine.shutdown()).await;
    let db = rusqlite::Connection::open(app.data().join("callboard.db")).unwrap();
    db.execute_batch(
        "UPDATE schedules SET held = 1; UPDATE windows SET state = 'withdrawn', tenant_id = NULL;
         UPDATE fires SET outcome = 'lifted', watched = 0;",
    )
    .unwrap();
    drop(db);
    app.begin_again();
    app.drive
        .until("each zone is submitted again", Duration::from_secs(5), || async {
            let sent = app.tenant.journal().of("POST", "/api/v2/outbound/campaigns/*/schedules").len();
            (sent == before + ZONES.len()).then_some(())
        })
        .await;
}

/// The tenant takes its time to withdraw, and an edit waits for it, while a person stops.
async fn stopped_in_the_middle_of_an_edit(stop: impl AsyncFnOnce(&TestApp) -> StopReport) {
    let (app, saved) = withdrawn_after(Duration::from_secs(4)).await;
    let save = confirmed(&app, at_a_quarter_past(&saved)).await;
    app.until_withdrawing(app.call(ScheduleSaveCommand, save)).await;
    let posts = app.tenant.journal().of("POST", "/api/v2/outbound/campaigns/*/schedules").len();
    let stopped = app.drive.during(Duration::from_millis(250), stop(&app)).await;
    assert!(stopped.still_dialling.is_empty(), "{stopped:?}");
    app.drive
        .until("the edit is made", Duration::from_secs(5), || async {
            (the_schedule(&app).await?.draft.cron == "15 9 * * *").then_some(())
        })
        .await;
    app.drive.over(MINUTE * 50, MINUTE).await;
    let again = app.tenant.journal().of("POST", "/api/v2/outbound/campaigns/*/schedules").len();
    assert_eq!(again, posts, "nothing of that day dials any more");
    assert!(app.tenant.windows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_edit_lifted_does_not_come_again_where_the_campaign_is_stopped_meanwhile() {
    stopped_in_the_middle_of_an_edit(async |app: &TestApp| {
        let stop = StopNow { connection: None, campaign_id: "renewals".to_owned() };
        app.call(ScheduleStopNow, stop).await.unwrap()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_edit_lifted_does_not_come_again_where_its_run_is_stopped_meanwhile() {
    stopped_in_the_middle_of_an_edit(async |app: &TestApp| {
        let list = serde_json::from_value(serde_json::json!({})).unwrap();
        let run = app.call(RunListCommand, list).await.unwrap().rows.remove(0);
        app.call(RunStop, RunRef { id: run.id }).await.unwrap()
    })
    .await;
}

async fn run_states(app: &TestApp) -> Vec<RunState> {
    let page = app.call(RunListCommand, RunList::default()).await.unwrap();
    page.rows.into_iter().map(|run| run.state).collect()
}

/// Edits nine o'clock to a quarter past, to its end, and waits until its runs are what they will be.
async fn edited() -> (TestApp, Schedule, Vec<RunState>) {
    let (app, saved) = withdrawn_after(Duration::from_secs(1)).await;
    let save = confirmed(&app, at_a_quarter_past(&saved)).await;
    app.call_on(ScheduleSaveCommand, save).await.unwrap();
    app.until_standing(ZONES.len()).await;
    app.drive.over(Duration::from_secs(30), Duration::from_secs(1)).await;
    let states = run_states(&app).await;
    (app, saved, states)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_leaves_no_run_that_looks_like_a_failure() {
    let (app, _, states) = edited().await;
    assert_eq!(states, [RunState::Waiting, RunState::Superseded], "the newest first");
    let superseded = app.call(RunListCommand, RunList::default()).await.unwrap().rows.remove(1);
    let shown = app.call(callboard_rpc::command::RunShow, RunRef { id: superseded.id }).await.unwrap();
    let last = shown.marks.last().unwrap();
    assert_eq!(
        last.words,
        "Superseded by an edit of its schedule: its windows were withdrawn before any of them began."
    );
    assert!(shown.deliveries.is_empty(), "no receiver hears of an end that is none");
    let notices = app.call(NoticeList, Nothing {}).await.unwrap();
    assert!(notices.iter().all(|notice| !notice.title.contains("was stopped")), "{notices:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_a_stop_and_no_edit() {
    let (app, saved, _) = edited().await;
    app.call_on(SchedulePause, ScheduleRef { id: saved.id }).await.unwrap();
    app.drive.over(Duration::from_secs(30), Duration::from_secs(1)).await;
    assert_eq!(run_states(&app).await, [RunState::Stopped, RunState::Superseded]);
}

/// The next starts of the only schedule.
async fn next(app: &TestApp) -> Vec<(String, String)> {
    let next = the_schedule(app).await.unwrap().next;
    next.into_iter().map(|fire| (fire.zone, fire.start.to_string())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_is_under_way_names_what_comes_and_says_that_it_is_made() {
    let (app, saved) = standing().await;
    let before = next(&app).await;
    assert!(!before.is_empty());
    let save = confirmed(&app, at_a_quarter_past(&saved)).await;
    app.until_withdrawing(app.call(ScheduleSaveCommand, save)).await;
    assert_eq!(next(&app).await, before, "no start is lost from sight");
    let shown = the_schedule(&app).await.unwrap();
    assert_eq!(shown.state, ScheduleState::Active);
    assert!(shown.going_on[0].starts_with("It is being changed"), "{:?}", shown.going_on);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_is_under_way_is_a_pause() {
    let (app, saved) = standing().await;
    app.until_withdrawing(app.call(SchedulePause, ScheduleRef { id: saved.id.clone() })).await;
    let shown = the_schedule(&app).await.unwrap();
    assert_eq!((shown.state, shown.next.len()), (ScheduleState::Paused, 0));
    assert!(shown.going_on[0].starts_with("It is being paused"), "{:?}", shown.going_on);
}

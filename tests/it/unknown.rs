//! Requests whose answer says no, comes late or never comes, after the tenant did what they ask: exactly one window a
//! zone, and nothing is called gone that may still dial.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use callboard_rpc::Code;
use callboard_rpc::command::{BoardShow, RunRetry, RunShow, ScheduleStopNow, ScheduleSubmit};
use callboard_rpc::types::{
    Nothing, Run, RunId, RunRef, StopNow, StopReport, SubmitArgs, SubmitReport, WindowState,
};
use callboard_simulator::{Fault, IdempotencyKeys};
use callboard_tests::{TestApp, draft};

const CREATE: (&str, &str) = ("POST", "/api/v2/outbound/campaigns/*/schedules");
const LIST: (&str, &str) = ("GET", "/api/v2/outbound/campaigns/*/schedules");
const DELETE: (&str, &str) = ("DELETE", "/api/v2/outbound/campaigns/*/schedules/*");
const TICK: Duration = Duration::from_millis(500);

const THIRTY: [&str; 30] = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Pacific/Honolulu",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/Rome",
    "Europe/Vienna",
    "Europe/Zurich",
    "Europe/Athens",
    "Europe/Helsinki",
    "Europe/Warsaw",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Singapore",
    "Asia/Manila",
    "Asia/Bangkok",
    "Asia/Dubai",
    "Australia/Sydney",
    "Australia/Perth",
    "Pacific/Auckland",
    "Africa/Cairo",
    "Africa/Lagos",
    "Africa/Nairobi",
    "America/Bogota",
    "America/Lima",
];

async fn submit(app: &TestApp, zones: &[&str], now: bool) -> SubmitReport {
    let zones: Vec<(&str, u64)> = zones.iter().map(|zone| (*zone, 3)).collect();
    let set = app.contacts(&zones).await;
    let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now };
    app.call_on(ScheduleSubmit, args).await.unwrap()
}

async fn stop(app: &TestApp) -> StopReport {
    let stop = StopNow { connection: None, campaign_id: "renewals".to_owned() };
    app.call_on(ScheduleStopNow, stop).await.unwrap()
}

async fn show(app: &TestApp, run: &RunId) -> Run {
    app.call(RunShow, RunRef { id: run.clone() }).await.unwrap()
}

async fn until_all(app: &TestApp, run: &RunId, state: WindowState) {
    app.drive
        .until(&format!("every window is {state:?}"), TICK, || async {
            show(app, run).await.windows.iter().all(|window| window.state == state).then_some(())
        })
        .await;
}

/// How many windows each zone has at the tenant.
fn counts(app: &TestApp) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for window in app.tenant.windows() {
        *counts.entry(window.timezone).or_default() += 1;
    }
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_504_after_acceptance_makes_one_window_a_zone_also_where_keys_are_ignored() {
    let app = TestApp::init().await;
    app.tenant.change_settings(|settings| settings.keys = IdempotencyKeys::Ignored);
    app.tenant.faults().add(Fault::accepted_then(504).on(CREATE.0, CREATE.1).next(48));
    let report = submit(&app, &THIRTY, false).await;
    until_all(&app, &report.run_id, WindowState::Submitted).await;
    let counts = counts(&app);
    assert_eq!(counts.len(), THIRTY.len());
    assert!(counts.values().all(|count| *count == 1), "looked for before it is repeated: {counts:?}");
    let stopped = stop(&app).await;
    assert!(stopped.still_dialling.is_empty(), "{stopped:?}");
    assert!(app.tenant.windows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_cannot_be_read_gets_the_same_request_under_the_same_key() {
    let app = TestApp::init().await;
    app.tenant.faults().add(Fault::status(404).on(LIST.0, LIST.1));
    app.tenant.faults().add(Fault::accepted_then(504).on(CREATE.0, CREATE.1).next(2));
    let report = submit(&app, &["Europe/Berlin"], false).await;
    until_all(&app, &report.run_id, WindowState::Submitted).await;
    let sent = app.tenant.journal().of(CREATE.0, CREATE.1);
    let keys: BTreeSet<_> = sent.iter().map(|entry| entry.headers["idempotency-key"].clone()).collect();
    assert_eq!((sent.len(), keys.len()), (3, 1), "one intent, one key");
    assert_eq!(app.tenant.windows().len(), 1, "a tenant that honours keys has one");
}

/// A tenant that shows nothing and ignores keys has several windows in one zone.
async fn doubled() -> TestApp {
    let app = TestApp::init().await;
    app.tenant.change_settings(|settings| settings.keys = IdempotencyKeys::Ignored);
    app.tenant.faults().add(Fault::status(404).on(LIST.0, LIST.1));
    app.tenant.faults().add(Fault::accepted_then(504).on(CREATE.0, CREATE.1).next(2));
    let report = submit(&app, &["Europe/Berlin"], false).await;
    until_all(&app, &report.run_id, WindowState::Submitted).await;
    assert_eq!(app.tenant.windows().len(), 3);
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_now_withdraws_at_the_tenant_what_nobody_here_knew_of() {
    let app = doubled().await;
    app.tenant.faults().clear();
    let stopped = stop(&app).await;
    assert!(stopped.still_dialling.is_empty(), "{stopped:?}");
    assert!(app.tenant.windows().is_empty(), "all three, not the one whose answer came");
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_now_says_what_may_still_dial_where_the_tenant_cannot_be_read() {
    let app = doubled().await;
    let stopped = stop(&app).await;
    let [left] = stopped.still_dialling.as_slice() else { panic!("{stopped:?}") };
    assert!(left.words.contains("sent twice") && left.words.contains("Berlin"), "{}", left.words);
    assert!(!app.tenant.windows().is_empty(), "and so it is");
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_now_names_what_stands_there_and_was_not_made_here() {
    let app = TestApp::init().await;
    submit(&app, &["Europe/Berlin"], false).await;
    let body = serde_json::json!({
        "campaignId": "renewals", "startTime": "2026-11-24T10:00:00+01:00", "endTime": "2026-11-24T12:00:00+01:00",
        "timezone": "Europe/Paris", "scheduleType": "ONE_TIME",
    });
    app.tenant.place_window("renewals", &body).unwrap();
    let stopped = stop(&app).await;
    let [left] = stopped.still_dialling.as_slice() else { panic!("{stopped:?}") };
    assert!(left.words.contains("was not made here"), "{}", left.words);
    assert_eq!(app.tenant.windows().len(), 1, "another's window is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_whose_answer_is_lost_is_known_to_be_gone() {
    let app = TestApp::init().await;
    submit(&app, &["Europe/Berlin", "America/Chicago"], false).await;
    app.tenant.faults().add(Fault::cut_before_answer().on(DELETE.0, DELETE.1).next(2));
    let stopped = stop(&app).await;
    assert!(stopped.still_dialling.is_empty(), "the list that can be read lacks them: {stopped:?}");
    assert_eq!(stopped.withdrawn.len(), 2);
}

/// Methods of the requests about windows since the first withdrawal.
fn since_the_first_withdrawal(app: &TestApp) -> Vec<String> {
    let entries = app.tenant.journal().entries().into_iter();
    let about = entries.filter(|entry| entry.is(DELETE.0, DELETE.1) || entry.is(LIST.0, LIST.1));
    about.map(|entry| entry.method).skip_while(|method| method != "DELETE").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_that_was_done_and_answered_504_is_looked_for_and_not_repeated() {
    let app = TestApp::init().await;
    submit(&app, &["Europe/Berlin"], false).await;
    app.tenant.faults().add(Fault::accepted_then(504).on(DELETE.0, DELETE.1));
    let stopped = stop(&app).await;
    assert!(stopped.still_dialling.is_empty(), "{stopped:?}");
    assert!(app.tenant.windows().is_empty());
    let asked = since_the_first_withdrawal(&app);
    assert_eq!(asked.iter().filter(|method| *method == "DELETE").count(), 1, "{asked:?}");
    assert_eq!(asked[1], "GET", "its list tells that it is gone: {asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_that_was_not_done_is_looked_for_and_asked_for_again() {
    let app = TestApp::init().await;
    submit(&app, &["Europe/Berlin"], false).await;
    app.tenant.faults().add(Fault::status(504).on(DELETE.0, DELETE.1).next(1));
    let stopped = stop(&app).await;
    assert!(stopped.still_dialling.is_empty(), "{stopped:?}");
    assert!(app.tenant.windows().is_empty());
    let asked = since_the_first_withdrawal(&app);
    assert_eq!(asked[..3], ["DELETE", "GET", "DELETE"], "it stands, so it is asked for again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_of_which_nothing_can_be_read_is_asked_for_again() {
    let app = TestApp::init().await;
    let report = submit(&app, &["Europe/Berlin"], false).await;
    app.tenant.faults().add(Fault::status(504).on(DELETE.0, DELETE.1).next(1));
    app.tenant.faults().add(Fault::status(500).on(LIST.0, LIST.1));
    stop(&app).await;
    until_all(&app, &report.run_id, WindowState::Withdrawn).await;
    assert!(app.tenant.windows().is_empty(), "it does not dial on because its list fails");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_that_a_crash_cut_off_is_looked_for_first() {
    let mut app = TestApp::init().await;
    let report = submit(&app, &["Europe/Berlin"], false).await;
    app.tenant.faults().add(Fault::delay(Duration::from_hours(9)).on(DELETE.0, DELETE.1));
    let stop = StopNow { connection: None, campaign_id: "renewals".to_owned() };
    app.until_withdrawing(app.call(ScheduleStopNow, stop)).await;
    app.restart().await;
    app.tenant.faults().clear();
    until_all(&app, &report.run_id, WindowState::Withdrawn).await;
    assert!(app.tenant.windows().is_empty());
    assert_eq!(
        since_the_first_withdrawal(&app)[..2],
        ["DELETE", "GET"],
        "what may have been done is read first"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stuck_recovers_by_itself_after_a_restart() {
    let mut app = TestApp::init().await;
    let report = submit(&app, &["Europe/Berlin"], false).await;
    app.tenant.faults().add(Fault::cut_before_answer().on(DELETE.0, DELETE.1).next(1));
    app.tenant.faults().add(Fault::status(404).on(LIST.0, LIST.1));
    let stopped = stop(&app).await;
    let states: Vec<_> = stopped.still_dialling.iter().map(|left| left.state).collect();
    assert_eq!(states, [WindowState::Stuck], "nothing can be read, so it is not called gone: {stopped:?}");
    app.tenant.faults().clear();
    app.restart().await;
    until_all(&app, &report.run_id, WindowState::Withdrawn).await;
    assert!(stop(&app).await.still_dialling.is_empty(), "and stopping once more is simply done");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stuck_while_the_tenant_fails_says_when_it_is_tried_again_and_is() {
    let app = TestApp::init().await;
    let report = submit(&app, &["Europe/Berlin"], false).await;
    app.tenant.faults().add(Fault::status(500).on(DELETE.0, DELETE.1));
    app.tenant.faults().add(Fault::status(500).on(LIST.0, LIST.1));
    stop(&app).await;
    let stuck = app
        .drive
        .until("it is stuck", Duration::from_secs(10), || async {
            let row = show(&app, &report.run_id).await.windows.remove(0);
            (row.state == WindowState::Stuck).then_some(row)
        })
        .await;
    let (words, next) = (stuck.trouble.unwrap(), stuck.next_try.expect("when it is tried again"));
    assert!(words.contains(&format!("It is tried again at {next:.0}, while Callboard runs")), "{words}");
    assert_eq!(words.matches("tried again").count(), 1, "and nothing else is said of that: {words}");
    let needs = app.call(BoardShow, Nothing {}).await.unwrap().needs;
    assert!(needs.iter().any(|need| need.detail.contains("could not be withdrawn")), "{needs:?}");
    // The tenant fails on for longer than any try lasts.
    app.drive.over(Duration::from_mins(45), Duration::from_secs(30)).await;
    assert_eq!(app.tenant.windows().len(), 1);
    app.tenant.faults().clear();
    app.drive.over(Duration::from_mins(20), Duration::from_secs(30)).await;
    assert_eq!(show(&app, &report.run_id).await.windows[0].state, WindowState::Withdrawn);
    assert!(app.tenant.windows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stuck_for_good_says_that_it_is_not_tried_again_and_what_to_do() {
    let app = TestApp::init().await;
    let report = submit(&app, &["Europe/Berlin"], false).await;
    app.tenant.faults().add(Fault::status(403).on(DELETE.0, DELETE.1));
    let stopped = stop(&app).await;
    let left = &stopped.still_dialling[0];
    assert_eq!((left.state, left.next_try), (WindowState::Stuck, None));
    assert!(
        left.words
            .ends_with("It is not tried again by itself: mend that and stop it again, or end it in CXone."),
        "{}",
        left.words
    );
    let asked = app.tenant.journal().of(DELETE.0, DELETE.1).len();
    app.drive.over(Duration::from_mins(30), Duration::from_mins(1)).await;
    assert_eq!(app.tenant.journal().of(DELETE.0, DELETE.1).len(), asked, "as it says");
    app.tenant.faults().clear();
    stop(&app).await;
    assert_eq!(show(&app, &report.run_id).await.windows[0].state, WindowState::Withdrawn);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_was_given_up_does_not_say_that_it_is_tried_again() {
    let app = TestApp::init().await;
    app.tenant.faults().add(Fault::status(503).on(CREATE.0, CREATE.1));
    app.tenant.faults().add(Fault::status(503).on(LIST.0, LIST.1));
    let report = submit(&app, &["Europe/Berlin"], false).await;
    let row = app
        .drive
        .until("it is given up", Duration::from_secs(30), || async {
            let row = show(&app, &report.run_id).await.windows.remove(0);
            let rests =
                matches!(row.state, WindowState::Failed | WindowState::Unknown) && row.next_try.is_none();
            rests.then_some(row)
        })
        .await;
    let words = row.trouble.unwrap();
    assert!(!words.contains("tried again while"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stays_unknown_is_looked_for_again_after_a_restart() {
    let mut app = TestApp::init().await;
    app.tenant.faults().add(Fault::accepted_then(504).on(CREATE.0, CREATE.1).next(1));
    app.tenant.faults().add(Fault::status(403).on(LIST.0, LIST.1));
    let report = submit(&app, &["Europe/Berlin"], false).await;
    app.drive.over(Duration::from_mins(1), TICK).await;
    assert_eq!(show(&app, &report.run_id).await.windows[0].state, WindowState::Unknown);
    app.tenant.faults().clear();
    app.restart().await;
    until_all(&app, &report.run_id, WindowState::Submitted).await;
    assert_eq!(app.tenant.windows().len(), 1);
}

/// New York, Chicago and Berlin are open at 14:30 UTC.
const OPEN: [&str; 3] = ["America/New_York", "America/Chicago", "Europe/Berlin"];

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_has_passed_at_the_tenant_is_too_late_and_is_sent_once_more_with_more_lead() {
    let app = TestApp::init().await;
    // Longer than the lead of five seconds.
    app.tenant.faults().add(Fault::delay(Duration::from_secs(8)).on(CREATE.0, CREATE.1).next(6));
    let report = submit(&app, &OPEN, true).await;
    until_all(&app, &report.run_id, WindowState::Submitted).await;
    assert!(counts(&app).values().all(|count| *count == 1), "{:?}", counts(&app));
    let mut bodies: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in app.tenant.journal().of(CREATE.0, CREATE.1) {
        let key = entry.headers["idempotency-key"].clone();
        bodies.entry(key).or_default().insert(entry.body.to_string());
        let start: jiff::Timestamp = entry.body["startTime"].as_str().unwrap().parse().unwrap();
        assert!(start.duration_since(entry.at).as_secs() >= 4, "its whole lead is left when it arrives");
    }
    assert!(bodies.values().all(|bodies| bodies.len() == 1), "another start is another key: {bodies:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_waited_in_line_leaves_with_its_whole_lead() {
    let app = TestApp::init().await;
    // Its turn comes when 1.5 of its 5 seconds are left.
    app.tenant.faults().add(Fault::throttled("4").on(CREATE.0, CREATE.1).next(3));
    let report = submit(&app, &OPEN, true).await;
    until_all(&app, &report.run_id, WindowState::Submitted).await;
    let taken = app.tenant.journal().of(CREATE.0, CREATE.1).into_iter().filter(|e| e.status == Some(201));
    for entry in taken {
        let start: jiff::Timestamp = entry.body["startTime"].as_str().unwrap().parse().unwrap();
        assert!(start.duration_since(entry.at).as_secs() >= 4, "{start} was sent at {}", entry.at);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_finds_every_start_too_late_is_asked_a_bounded_number_of_times_and_the_reason_stands() {
    let app = TestApp::init().await;
    let refusal = serde_json::json!({ "message": "startTime: the start is not in the future" });
    app.tenant.faults().add(Fault::answer(422, refusal).on(CREATE.0, CREATE.1));
    let report = submit(&app, &["Europe/Berlin"], true).await;
    until_all(&app, &report.run_id, WindowState::Failed).await;
    let asked = app.tenant.journal().of(CREATE.0, CREATE.1).len();
    assert!((2..=9).contains(&asked), "asked {asked} times");
    let trouble = show(&app, &report.run_id).await.windows[0].trouble.clone().unwrap();
    assert!(trouble.contains("not in the future"), "{trouble}");
    app.tenant.faults().clear();
    if let Ok(again) = app.call_on(RunRetry, RunRef { id: report.run_id }).await {
        assert_eq!(again.submitted.len(), 1, "by hand it goes out");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_now_tells_each_window_that_it_withdrew_also_where_a_zone_had_several() {
    let app = doubled().await;
    app.tenant.faults().clear();
    let stopped = stop(&app).await;
    assert_eq!(stopped.withdrawn, ["Europe/Berlin"; 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_now_waits_for_what_is_being_looked_for() {
    let app = TestApp::init().await;
    app.tenant.faults().add(Fault::accepted_then(504).on(CREATE.0, CREATE.1));
    app.tenant.faults().add(Fault::status(503).on(LIST.0, LIST.1).next(1));
    let report = submit(&app, &["Europe/Berlin"], false).await;
    assert_eq!(report.failed[0].state, WindowState::Unknown, "{report:?}");
    app.tenant.faults().clear();
    let stopped = stop(&app).await;
    assert_eq!((stopped.withdrawn.len(), stopped.still_dialling.len()), (1, 0), "{stopped:?}");
    assert!(app.tenant.windows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_now_claims_nothing_of_a_campaign_of_which_nothing_tells() {
    let app = TestApp::init().await;
    let ask = |campaign: &str| StopNow { connection: None, campaign_id: campaign.to_owned() };
    app.tenant.faults().add(Fault::status(404).on(LIST.0, LIST.1));
    let refused = app.call_on(ScheduleStopNow, ask("spring")).await.unwrap_err();
    assert!(
        refused.message.starts_with("CXone could not be asked what stands of campaign spring"),
        "{refused}"
    );
    app.tenant.faults().clear();
    app.tenant.faults().add(Fault::status(500).on(LIST.0, LIST.1));
    let refused = app.call_on(ScheduleStopNow, ask("spring")).await.unwrap_err();
    assert!(refused.message.contains("whether anything else does is not known"), "{refused}");
    for impossible in ["..", "", "  "] {
        let refused = app.call_on(ScheduleStopNow, ask(impossible)).await.unwrap_err();
        assert_eq!(refused.code, Code::Invalid, "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_now_says_that_a_tenant_without_a_list_was_not_asked() {
    let app = TestApp::init().await;
    submit(&app, &["Europe/Berlin"], false).await;
    app.tenant.faults().add(Fault::status(404).on(LIST.0, LIST.1));
    for withdrawn in [1, 0] {
        let stopped = stop(&app).await;
        assert_eq!((stopped.withdrawn.len(), stopped.still_dialling.len()), (withdrawn, 0), "{stopped:?}");
        assert!(stopped.unread.is_some(), "what was not made here may stand");
    }
}

/// The tenant lists a window of ours by the older name of its zone.
fn place_as_calcutta(app: &TestApp, (start, end): (&str, &str)) {
    let body = serde_json::json!({
        "campaignId": "renewals", "startTime": start, "endTime": end, "timezone": "Asia/Calcutta",
        "scheduleType": "ONE_TIME",
    });
    app.tenant.place_window("renewals", &body).unwrap();
}

/// Nine to one on the next day in Kolkata, as the tenant is told.
const IN_KOLKATA: (&str, &str) = ("2026-11-24T09:00:00+05:30", "2026-11-24T13:00:00+05:30");

#[tokio::test(flavor = "multi_thread")]
async fn a_stray_window_is_ours_in_any_spelling_of_its_zone() {
    let app = TestApp::init().await;
    submit(&app, &["Asia/Kolkata"], false).await;
    let made = app.tenant.windows();
    assert_eq!((made[0].start_text.as_str(), made[0].end_text.as_str()), IN_KOLKATA);
    place_as_calcutta(&app, IN_KOLKATA);
    let stopped = stop(&app).await;
    assert!(stopped.still_dialling.is_empty(), "{stopped:?}");
    assert!(app.tenant.windows().is_empty(), "both spellings are one zone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_is_looked_for_is_found_in_any_spelling_of_its_zone() {
    let app = TestApp::init().await;
    place_as_calcutta(&app, IN_KOLKATA);
    app.tenant.faults().add(Fault::status(504).on(CREATE.0, CREATE.1).next(1));
    let report = submit(&app, &["Asia/Kolkata"], false).await;
    until_all(&app, &report.run_id, WindowState::Submitted).await;
    assert_eq!(app.tenant.windows().len(), 1, "it stands, and is not made a second time");
    assert_eq!(app.tenant.journal().of(CREATE.0, CREATE.1).len(), 1);
}

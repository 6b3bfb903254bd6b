//! Whoever waits for a tenant: told what is waited for, and answered with what is true when it is said.

use std::time::Duration;

use callboard_rpc::command::{ConnectionAwaited, ScheduleStopNow, ScheduleSubmit};
use callboard_rpc::types::{Nothing, ScheduleSave, StopNow, SubmitArgs};
use callboard_simulator::Fault;
use callboard_tests::{CREATE, DELETE, TICK, TestApp, draft};

const ZONES: &[(&str, u64)] = &[("America/New_York", 20), ("America/Toronto", 9), ("America/Bogota", 15)];
/// How a tenant that wants silence is told of.
const SILENCE: &str = "asked us to wait until";

fn stop() -> StopNow {
    StopNow { connection: None, campaign_id: "renewals".to_owned() }
}

/// The tenant takes its time over two requests, and tells the third meanwhile to wait for a quarter of an hour.
fn two_in_flight_and_then_silence(app: &TestApp, (method, path): (&str, &str)) {
    app.tenant.faults().add(Fault::delay(Duration::from_secs(4)).on(method, path).next(2));
    app.tenant.faults().add(Fault::throttled("900").on(method, path));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_that_the_tenant_throttles_waits_for_what_is_in_flight_and_says_what_is_withdrawn_and_what_stays()
 {
    let (app, _) = TestApp::standing("2026-11-23T13:30:00Z", ZONES).await;
    two_in_flight_and_then_silence(&app, DELETE);
    let began = app.drive.clock().clock().monotonic();
    let stopped = app.call_on(ScheduleStopNow, stop()).await.unwrap();
    assert_eq!(stopped.withdrawn.len(), 2, "their answers came while it waited: {stopped:?}");
    let [left] = stopped.still_dialling.as_slice() else { panic!("the one that waits: {stopped:?}") };
    assert!(left.words.contains(SILENCE) && left.next_try.is_some(), "{left:?}");
    assert!(!stopped.withdrawn.contains(&left.zone), "{stopped:?}");
    let there: Vec<_> = app.tenant.windows().into_iter().map(|window| window.timezone).collect();
    assert_eq!(there, std::slice::from_ref(&left.zone), "what is said is what stands there");
    let waited = app.drive.clock().clock().monotonic().saturating_sub(began);
    assert!(waited < Duration::from_secs(30), "for no more than that: {waited:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_says_how_many_later_starts_of_the_day_are_cancelled_with_it() {
    let zones = [("America/New_York", 20), ("America/Los_Angeles", 9), ("Pacific/Honolulu", 4)];
    let app = TestApp::at("2026-11-23T13:30:00Z").await;
    let set = app.contacts(&zones).await;
    app.save_confirmed(ScheduleSave::new(None, draft(&set.id))).await;
    app.until_standing(1).await;
    let stopped = app.call_on(ScheduleStopNow, stop()).await.unwrap();
    assert_eq!((stopped.withdrawn.len(), stopped.cancelled), (1, 2), "{stopped:?}");
    let again = app.call_on(ScheduleStopNow, stop()).await.unwrap();
    assert_eq!(again.cancelled, 0, "they are cancelled once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_that_the_tenant_throttles_waits_for_what_is_in_flight_too() {
    let app = TestApp::at("2026-11-23T13:30:00Z").await;
    let set = app.contacts(ZONES).await;
    two_in_flight_and_then_silence(&app, CREATE);
    let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: false };
    let report = app.call_on(ScheduleSubmit, args).await.unwrap();
    assert_eq!((report.submitted.len(), report.failed.len()), (2, 1), "{report:?}");
    assert!(report.failed[0].words.contains(SILENCE), "{report:?}");
    assert_eq!(app.tenant.windows().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_waited_for_can_be_asked_and_is_over_with_the_wait() {
    let (app, _) = TestApp::standing("2026-11-23T13:30:00Z", ZONES).await;
    assert_eq!(app.call(ConnectionAwaited, Nothing {}).await.unwrap(), [], "nobody waits");
    app.tenant.faults().add(Fault::delay(Duration::from_secs(8)).on(DELETE.0, DELETE.1));
    let stopped = app.call(ScheduleStopNow, stop());
    tokio::pin!(stopped);
    app.until_withdrawing(&mut stopped).await;
    let told = async {
        app.drive
            .until("how far it is, and since when there is no answer", TICK, || async {
                let waits = app.call(ConnectionAwaited, Nothing {}).await.unwrap();
                waits.into_iter().find(|wait| wait.words.contains("has not answered for 4 s"))
            })
            .await
    };
    let told = tokio::select! {
        told = told => told,
        answer = &mut stopped => panic!("the tenant said nothing, and yet: {answer:?}"),
    };
    assert_eq!(told.name, "Stand-in");
    assert_eq!(told.words, "0 of 3 windows withdrawn; it has not answered for 4 s");
    let stopped = app.drive.during(TICK, stopped).await.unwrap();
    assert_eq!(stopped.still_dialling.len(), 0, "{stopped:?}");
    assert_eq!(app.call(ConnectionAwaited, Nothing {}).await.unwrap(), [], "the wait is over");
}

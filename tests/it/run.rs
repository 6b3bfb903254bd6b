//! Runs: followed to their end, announced once, whatever happens in between.

use std::time::Duration;

use callboard_rpc::command::{DeliveryListCommand, RunListCommand, RunShow, ScheduleSubmit};
use callboard_rpc::types::{DeliveryList, RunId, RunList, RunRef, RunState, SubmitArgs};
use callboard_simulator::Fault;
use callboard_tests::{TestApp, draft};
use serde_json::json;

const STEP: Duration = Duration::from_secs(5);
const ANALYTICS: &str = "/api/v2/analytics/outbound/details/query";

async fn started(app: &TestApp) -> RunId {
    let set = app.contacts(&[("America/New_York", 80), ("America/Chicago", 40)]).await;
    let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: true };
    app.call_on(ScheduleSubmit, args).await.unwrap().run_id
}

async fn state(app: &TestApp, id: &RunId) -> RunState {
    app.call(RunShow, RunRef { id: id.clone() }).await.unwrap().summary.state
}

async fn until_over(app: &TestApp, id: &RunId) -> RunState {
    app.drive
        .until("the run is over", STEP, || async {
            let state = state(app, id).await;
            let over =
                matches!(state, RunState::Completed | RunState::Ended | RunState::Stopped | RunState::Failed);
            over.then_some(state)
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_followed_to_completion() {
    let app = TestApp::init().await;
    let id = started(&app).await;
    assert_eq!(until_over(&app, &id).await, RunState::Completed);
    let run = app.call(RunShow, RunRef { id: id.clone() }).await.unwrap();
    assert_eq!(run.summary.figures.completed, 120);
    assert_eq!(run.summary.figures.expected, 120);
    let kinds: Vec<&str> = run.marks.iter().map(|mark| mark.kind.as_str()).collect();
    assert_eq!(kinds, ["submitted", "running", "completed"], "{:?}", run.marks);
    let rising = run.points.windows(2).all(|pair| pair[0].completed <= pair[1].completed);
    assert!(rising && run.points.len() > 2, "figures over time are kept: {:?}", run.points);
    let live = app.call(RunListCommand, RunList { live: true, ..RunList::default() }).await.unwrap();
    assert_eq!(live.total, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_in_the_middle_neither_loses_the_run_nor_ends_it_twice() {
    let mut app = TestApp::init().await;
    let id = started(&app).await;
    app.drive
        .until("some calls completed", STEP, || async {
            let run = app.call(RunShow, RunRef { id: id.clone() }).await.unwrap();
            (run.summary.figures.completed > 2).then_some(())
        })
        .await;
    app.restart().await;
    assert_eq!(until_over(&app, &id).await, RunState::Completed);
    let run = app.call(RunShow, RunRef { id: id.clone() }).await.unwrap();
    let ends = run.marks.iter().filter(|mark| mark.kind == "completed").count();
    assert_eq!(ends, 1, "{:?}", run.marks);
    let deliveries = app.call(DeliveryListCommand, DeliveryList::default()).await.unwrap();
    assert_eq!(deliveries.total, 0, "nobody listens, so nothing is sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn polls_wait_while_no_token_is_granted_and_the_run_goes_on() {
    let app = TestApp::init().await;
    let id = started(&app).await;
    app.drive
        .until("some calls completed", STEP, || async {
            let run = app.call(RunShow, RunRef { id: id.clone() }).await.unwrap();
            (run.summary.figures.completed > 2).then_some(())
        })
        .await;
    app.tenant.faults().add(Fault::status(404).on("POST", "/oauth/token"));
    app.tenant.revoke_tokens();
    app.drive.over(Duration::from_mins(5), STEP).await;
    let run = app.call(RunShow, RunRef { id: id.clone() }).await.unwrap();
    assert!(matches!(run.summary.state, RunState::Running | RunState::Stalled), "{:?}", run.summary);
    let told = run.summary.flags.iter().any(|flag| flag.contains("No token is granted"));
    assert!(told, "the run's page says why: {:?}", run.summary.flags);
    app.tenant.faults().clear();
    assert_eq!(until_over(&app, &id).await, RunState::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_that_go_backwards_are_flagged_and_not_shown() {
    let app = TestApp::init().await;
    let id = started(&app).await;
    app.drive
        .until("some calls completed", STEP, || async {
            let run = app.call(RunShow, RunRef { id: id.clone() }).await.unwrap();
            (run.summary.figures.completed > 4).then_some(())
        })
        .await;
    let less = json!({"data": [{"campaignId": "renewals", "callsCompleted": 1, "callsAttempted": 2, "connected": 1}],
        "page": 1, "totalPages": 1});
    app.tenant.faults().add(Fault::answer(200, less).on("POST", ANALYTICS).next(1));
    let run = app
        .drive
        .until("the flag", STEP, || async {
            let run = app.call(RunShow, RunRef { id: id.clone() }).await.unwrap();
            (!run.summary.flags.is_empty()).then_some(run)
        })
        .await;
    assert!(run.summary.figures.completed > 4);
    assert!(run.summary.flags[0].contains("smaller"), "{:?}", run.summary.flags);
    let run = app
        .drive
        .until("the totals are no smaller any more, and the flag goes", STEP, || async {
            let run = app.call(RunShow, RunRef { id: id.clone() }).await.unwrap();
            run.summary.flags.is_empty().then_some(run)
        })
        .await;
    assert!(!matches!(run.summary.state, RunState::Completed | RunState::Ended), "long before its end");
    assert!(
        run.marks.iter().any(|mark| mark.words.contains("no smaller totals any more")),
        "{:?}",
        run.marks
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_fails_keeps_the_last_good_figures_and_says_so() {
    let app = TestApp::init().await;
    let id = started(&app).await;
    let known = app
        .drive
        .until("some calls completed", STEP, || async {
            let run = app.call(RunShow, RunRef { id: id.clone() }).await.unwrap();
            (run.summary.figures.completed > 2).then_some(run.summary.figures.completed)
        })
        .await;
    let odd = json!({"data": [{"campaignId": "renewals", "callsCompleted": -3, "callsAttempted": 2, "connected": 1}],
        "page": 1, "totalPages": 1});
    app.tenant.faults().add(Fault::answer(200, odd).on("POST", ANALYTICS).next(1));
    let run = app
        .drive
        .until("the failed poll", STEP, || async {
            let run = app.call(RunShow, RunRef { id: id.clone() }).await.unwrap();
            (!run.summary.flags.is_empty()).then_some(run)
        })
        .await;
    assert!(run.summary.figures.completed >= known);
    assert!(run.summary.flags[0].contains("negative"), "{:?}", run.summary.flags);
    assert_eq!(until_over(&app, &id).await, RunState::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_without_agents_is_called_stalled_with_its_cause() {
    let app = TestApp::init().await;
    let id = started(&app).await;
    let campaigns = app.tenant.campaigns().into_iter().map(|mut campaign| {
        campaign.calls_per_minute = 0.0;
        campaign
    });
    assert!(app.tenant.put_campaigns(campaigns.collect()));
    let run = app
        .drive
        .until("the stall", Duration::from_mins(1), || async {
            let run = app.call(RunShow, RunRef { id: id.clone() }).await.unwrap();
            (run.summary.state == RunState::Stalled).then_some(run)
        })
        .await;
    let stall = run.summary.stall.unwrap();
    assert!(stall.words.contains("attempted"), "{stall:?}");
    assert!(run.marks.iter().any(|mark| mark.kind == "stalled"));
}

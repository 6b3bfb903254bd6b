//! Whose figures a tenant tells: what names no campaign, or another one, is none of ours, and ends nothing.

use std::time::Duration;

use callboard_rpc::types::RunState;
use callboard_simulator::Fault;
use callboard_tests::TestApp;
use serde_json::{Value, json};

use crate::figures::{ANALYTICS, HOUR, STEP, begun, listen, show, told, until_over};

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_cannot_be_attributed_is_said_and_is_never_a_fresh_0() {
    let figures = json!({"callsCompleted": 90, "callsAttempted": 95, "connected": 91});
    let row = |campaign: Value| {
        let mut row = figures.clone();
        row["campaignId"] = campaign;
        row
    };
    let answer = |rows: Value, pages: u64| json!({"data": rows, "page": 1, "totalPages": pages});
    let cases = [
        (answer(json!([figures]), 1), "names no campaign"),
        (answer(json!([row(json!(4711))]), 1), "campaignId is 4711"),
        (answer(json!([row(Value::Null)]), 1), "names no campaign"),
        (answer(json!([row(json!("renewals"))]), 2), "page 1 instead of page 2"),
        (answer(json!([row(json!("renewals")), row(json!("renewals"))]), 1), "more than one row"),
        (answer(json!([row(json!("winback"))]), 1), "of campaign \"winback\", and none are of \"renewals\""),
        (answer(json!([row(json!("Renewals"))]), 1), "which is not guessed"),
        (json!({"data": [], "page": 1}), "could not be read"),
    ];
    let app = TestApp::init().await;
    let id = begun(&app).await;
    app.drive.over(Duration::from_secs(50), Duration::from_secs(1)).await;
    for (body, said) in cases {
        app.tenant.faults().add(Fault::answer(200, body).on("POST", ANALYTICS));
        let run = app
            .drive
            .until(said, STEP, || async {
                let run = show(&app, &id).await;
                run.summary.flags.iter().any(|flag| flag.contains(said)).then_some(run)
            })
            .await;
        assert!(run.summary.figures.completed < 90, "{said}: {:?}", run.summary.figures);
        assert!(run.summary.silent.is_some(), "{said}: the age of what stands there is known");
        app.tenant.faults().clear();
        let good = || async { show(&app, &id).await.summary.silent.is_none().then_some(()) };
        app.drive.until("a good poll", STEP, good).await;
        let flags = show(&app, &id).await.summary.flags;
        assert!(flags.is_empty(), "{said}: it is true no more: {flags:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_of_nobody_beside_a_good_one_is_said_and_the_good_one_counts() {
    let app = TestApp::init().await;
    let id = begun(&app).await;
    let rows = json!([
        {"campaignId": "renewals", "callsCompleted": 5, "callsAttempted": 7, "connected": 6},
        {"callsCompleted": 3, "callsAttempted": 3, "connected": 3},
    ]);
    let body = json!({"data": rows, "page": 1, "totalPages": 1});
    app.tenant.faults().add(Fault::answer(200, body).on("POST", ANALYTICS));
    let run = app
        .drive
        .until("the odd row is said", STEP, || async {
            let run = show(&app, &id).await;
            run.summary.flags.iter().any(|flag| flag.contains("counted nowhere")).then_some(run)
        })
        .await;
    assert_eq!((run.summary.figures.completed, run.summary.silent), (5, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_does_not_end_on_figures_of_other_campaigns_alone() {
    let app = TestApp::init().await;
    listen(&app).await;
    let row = json!({"campaignId": "RENEWALS", "callsCompleted": 0, "callsAttempted": 0, "connected": 0});
    let body = json!({"data": [row], "page": 1, "totalPages": 1});
    app.tenant.faults().add(Fault::answer(200, body).on("POST", ANALYTICS));
    let id = begun(&app).await;
    app.drive.over(HOUR * 5, Duration::from_secs(30)).await;
    let summary = show(&app, &id).await.summary;
    assert_eq!((summary.ended_at, summary.figures.as_of), (None, None), "{summary:?}");
    assert_eq!(summary.state, RunState::Stalled, "it waits for a person, and says so");
    let said = summary.flags.iter().any(|flag| flag.contains("\"RENEWALS\"") && flag.contains("not guessed"));
    assert!(said, "what was answered stands on its page: {:?}", summary.flags);
    assert!(told(&app).await.is_empty(), "nobody hears of a 0 that nobody told");
    app.tenant.faults().clear();
    let run = until_over(&app, &id).await;
    assert_eq!(run.summary.figures.completed, app.tenant.figures("renewals").unwrap().completed);
    assert!(run.summary.figures.completed > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_without_calls_may_have_no_row_and_its_run_ends_with_0() {
    let app = TestApp::init().await;
    listen(&app).await;
    let body = json!({"data": [], "page": 1, "totalPages": 1});
    app.tenant.faults().add(Fault::answer(200, body).on("POST", ANALYTICS));
    let id = begun(&app).await;
    app.drive.over(HOUR * 4 + HOUR / 60, Duration::from_secs(30)).await;
    let run = until_over(&app, &id).await;
    assert_eq!((run.summary.state, run.summary.figures.completed), (RunState::Ended, 0));
    let last = run.marks.last().unwrap();
    assert!(last.words.contains("without a row for this campaign"), "{last:?}");
    assert_eq!(told(&app).await[0]["data"]["totalCompleted"], 0);
}

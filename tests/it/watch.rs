//! What hangs in its own work is said, and what waits for a tenant that wants silence says until when, at once.

use std::time::Duration;

use callboard_rpc::command::{
    CampaignList, ConnectionTestCommand, ProgramTrouble, RunShow, RunStop, ScheduleSubmit, StatusShow,
};
use callboard_rpc::types::{
    CheckState, ConnectionRef, MaybeConnection, Nothing, RunRef, SubmitArgs, Trouble,
};
use callboard_rpc::{Caller, Door, Handle};
use callboard_simulator::Fault;
use callboard_tests::{Contacts, TestApp, draft};

const ANALYTICS: &str = "/api/v2/analytics/outbound/details/query";
const SCHEDULES: &str = "/api/v2/outbound/campaigns/*/schedules";
const SILENCE: &str = "The tenant asked us to wait until ";

async fn submit(app: &TestApp, zones: Contacts<'_>) -> SubmitArgs {
    let set = app.contacts(zones).await;
    SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: true }
}

/// What stands still, as soon as this does.
async fn until_said(app: &TestApp, beginning: &str) -> Trouble {
    app.drive
        .until("it is said to stand still", Duration::from_secs(5), || async {
            let said = app.call(ProgramTrouble, Nothing {}).await.unwrap();
            said.into_iter().find(|trouble| trouble.what.starts_with(beginning))
        })
        .await
}

async fn until_nothing_stands_still(app: &TestApp) {
    app.drive
        .until("it has come round again", Duration::from_secs(30), || async {
            app.call(ProgramTrouble, Nothing {}).await.unwrap().is_empty().then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_hangs_on_its_way_to_the_tenant_is_said_to_stand_still() {
    let app = TestApp::init().await;
    app.tenant.faults().add(Fault::delay(Duration::from_mins(10)).on("POST", SCHEDULES));
    let args = submit(&app, &[("America/New_York", 80)]).await;
    let engine = app.engine.clone();
    let submitting = tokio::spawn(async move {
        Handle::<ScheduleSubmit>::handle(&engine, &Caller::new("maria", Door::CommandLine), args).await
    });
    let said = until_said(&app, "A task of window.send (").await;
    assert!(said.what.ends_with(" stands still.") && said.what.contains("win_"), "{said:?}");
    let status = app.call_on(StatusShow, Nothing {}).await.unwrap();
    assert!(status.trouble.contains(&said), "{:?}", status.trouble);
    app.tenant.faults().clear();
    until_nothing_stands_still(&app).await;
    submitting.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_hangs_is_said_to_stand_still() {
    let app = TestApp::init().await;
    let args = submit(&app, &[("America/New_York", 80)]).await;
    app.tenant.faults().add(Fault::delay(Duration::from_mins(10)).on("POST", ANALYTICS));
    let run = app.call_on(ScheduleSubmit, args).await.unwrap().run_id;
    let said = until_said(&app, "A task of run.poll (").await;
    assert!(said.what.contains(run.as_str()), "{said:?}");
    app.tenant.faults().clear();
    until_nothing_stands_still(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_tenant_wants_silence_every_command_says_until_when_at_once_and_nothing_is_sent() {
    let app = TestApp::init().await;
    let args = submit(&app, &[("America/New_York", 40), ("America/Chicago", 40)]).await;
    let run = app.call_on(ScheduleSubmit, args).await.unwrap().run_id;
    app.tenant.faults().add(Fault::throttled("900").on("POST", ANALYTICS).next(1));
    app.drive
        .until("a poll hears that the tenant wants silence", Duration::from_secs(5), || async {
            let run = app.call(RunShow, RunRef { id: run.clone() }).await.unwrap();
            run.summary.flags.iter().any(|flag| flag.contains("slow down until")).then_some(())
        })
        .await;
    let began = app.drive.clock().clock().monotonic();
    let asked = app.tenant.journal().entries().len();
    let which = ConnectionRef { connection: app.connection.clone() };
    let test = app.call_on(ConnectionTestCommand, which.clone()).await.unwrap();
    assert!(!test.ok && test.checks[0].state == CheckState::Failed, "{test:?}");
    let words = &test.checks[0].words;
    assert!(words.starts_with(SILENCE) && words.contains("(Retry-After); nothing was sent"), "{words}");
    assert!(test.checks[1..].iter().all(|check| check.words.contains("asked us to wait")), "{test:?}");
    let listed = app.call_on(CampaignList, MaybeConnection { connection: None }).await.unwrap_err();
    assert!(listed.message.starts_with(SILENCE), "{listed}");
    let stopped = app.call_on(RunStop, RunRef { id: run.clone() }).await.unwrap();
    assert_eq!(stopped.still_dialling.len(), 2, "{stopped:?}");
    for window in &stopped.still_dialling {
        assert!(window.words.contains(SILENCE) && window.next_try.is_some(), "{window:?}");
    }
    let waited = app.drive.clock().clock().monotonic().saturating_sub(began);
    assert!(waited < Duration::from_secs(20), "each was told at once: {waited:?} in all");
    assert_eq!(app.tenant.journal().entries().len(), asked, "and nothing was sent");
    assert!(app.call(ProgramTrouble, Nothing {}).await.unwrap().is_empty());
    app.drive.over(Duration::from_mins(14), Duration::from_secs(10)).await;
    let hangs = app.call(ProgramTrouble, Nothing {}).await.unwrap();
    assert!(hangs.is_empty(), "who waits for the tenant does not hang: {hangs:?}");
    app.drive
        .until("the tenant listens again, and both windows are withdrawn", Duration::from_secs(5), || async {
            let entries = app.tenant.journal().entries();
            (entries.iter().filter(|entry| entry.method == "DELETE").count() == 2).then_some(())
        })
        .await;
}

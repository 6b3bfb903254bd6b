//! 500 windows to a tenant that takes 50 ms: beside a client that sends one after another; and with a limit.

use std::time::Duration;

use callboard_clock::Clock;
use callboard_engine::zone::ZoneData;
use callboard_rpc::command::{ConnectionSaveCommand, RunShow, ScheduleSubmit};
use callboard_rpc::types::{ConnectionSave, RunRef, SubmitArgs, WindowState};
use callboard_simulator::Simulator;
use callboard_tests::{TestApp, draft};

use crate::Finding;

const WINDOWS: usize = 500;
/// Ours is run so often, and the least is taken: what else the machine did meanwhile is not its cost.
const RUNS: usize = 3;
const LATENCY: Duration = Duration::from_millis(50);
const CREATE: (&str, &str) = ("POST", "/api/v2/outbound/campaigns/*/schedules");

pub(crate) fn measure() -> Vec<Finding> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let serial = runtime.block_on(serial());
    println!("{WINDOWS} requests, one after another  {:>6.2} s", serial.as_secs_f64());
    let ours = (0..RUNS).map(|_| runtime.block_on(unlimited())).min().expect("some runs");
    println!("{WINDOWS} windows, no limit of ours    {:>6.2} s", ours.as_secs_f64());
    let most = runtime.block_on(limited());
    println!("{WINDOWS} windows, limit 100           at most {most} requests in any 60 s (stepped clock)");
    let times = serial.as_secs_f64() / ours.as_secs_f64();
    vec![
        Finding {
            what: format!("{times:.0} × as fast as a serial client (at least 20)"),
            met: times >= 20.0,
        },
        Finding {
            what: format!("{most} requests at most in any 60 s, by the tenant's journal (at most 100)"),
            met: most <= 100,
        },
    ]
}

/// A client that waits for each answer before it asks again.
async fn serial() -> Duration {
    let tenant = Simulator::builder()
        .latency(LATENCY)
        .start("127.0.0.1:0".parse().expect("an address"))
        .await
        .expect("a tenant");
    let (http, clock) = (reqwest::Client::new(), Clock::system());
    let bearer = tenant.issue_token(&callboard_simulator::ALL_SCOPES.join(" "));
    let start = clock.now() + Duration::from_hours(1);
    let began = clock.monotonic();
    for window in 0..WINDOWS {
        let body = serde_json::json!({
            "campaignId": "renewals", "startTime": (start + Duration::from_secs(window as u64 * 60)).to_string(),
            "endTime": (start + Duration::from_secs(window as u64 * 60 + 30)).to_string(),
            "timezone": "UTC", "scheduleType": "ONE_TIME"
        });
        let answer = http
            .post(format!("{}/api/v2/outbound/campaigns/renewals/schedules", tenant.base_url()))
            .bearer_auth(&bearer)
            .json(&body)
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), 201, "{body}");
    }
    clock.monotonic().saturating_sub(began)
}

/// Every row stored with its key before it is sent, and its outcome and audit row after.
async fn unlimited() -> Duration {
    let app = TestApp::on_the_machines_clock(LATENCY).await;
    let args = submission(&app).await;
    let clock = Clock::system();
    let began = clock.monotonic();
    let report = app.call(ScheduleSubmit, args).await.expect("a report");
    let took = clock.monotonic().saturating_sub(began);
    assert_eq!(report.submitted.len(), WINDOWS, "{:?}", report.failed);
    assert_eq!(app.tenant.windows().len(), WINDOWS);
    took
}

async fn limited() -> usize {
    let app = TestApp::init().await;
    let connection = app.connection_settings().await;
    let save = ConnectionSave {
        id: Some(app.connection.clone()),
        settings: callboard_rpc::types::ConnectionSettings { rate_limit: Some(100), ..connection },
        client_secret: None,
    };
    app.call(ConnectionSaveCommand, save).await.expect("a connection");
    let args = submission(&app).await;
    let run = app.call_on(ScheduleSubmit, args).await.expect("a report").run_id;
    app.drive
        .until("every window submitted", Duration::from_secs(1), || async {
            let shown = app.call(RunShow, RunRef { id: run.clone() }).await.expect("a run");
            shown.windows.iter().all(|window| window.state == WindowState::Submitted).then_some(())
        })
        .await;
    assert_eq!(app.tenant.journal().of(CREATE.0, CREATE.1).len(), WINDOWS);
    app.tenant.journal().most_within(Duration::from_mins(1))
}

async fn submission(app: &TestApp) -> SubmitArgs {
    let zones = ZoneData::newest();
    let names: Vec<&str> =
        zones.names().iter().copied().filter(|name| zones.contact_zone(name).is_ok()).take(WINDOWS).collect();
    assert_eq!(names.len(), WINDOWS);
    let contacts: Vec<(&str, u64)> = names.into_iter().map(|name| (name, 1)).collect();
    let set = app.contacts(&contacts).await;
    let draft = callboard_rpc::types::ScheduleDraft {
        cron: "0 12 * * *".to_owned(),
        duration_minutes: 60,
        ..draft(&set.id)
    };
    SubmitArgs { connection: None, schedule: None, draft: Some(draft), now: false }
}

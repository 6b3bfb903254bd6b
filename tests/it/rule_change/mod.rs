//! A rule that is added or switched while windows stand at the tenant: nothing forbidden goes on unseen.

mod shortened;
mod standing;

use std::time::Duration;

use callboard_engine::zone::ZoneData;
use callboard_rpc::Code;
use callboard_rpc::command::{
    BoardShow, RuleAdd, RuleDecide, RuleEffectOf, RuleList, RuleOffCommand, RuleStanding, RunShow,
    ScheduleCalendar, ScheduleShow, ScheduleSubmit,
};
use callboard_rpc::types::{
    CalendarArgs, HouseRule, NeedKind, Nothing, RuleDecision, RuleOff, RuleTreatment, RuleTrial, RunId,
    RunRef, RunWindow, ScheduleId, ScheduleRef, SubmitArgs, Verdict, WindowState,
};
use callboard_simulator::Fault;
use callboard_tests::{TestApp, draft};

const CREATE: (&str, &str) = ("POST", "/api/v2/outbound/campaigns/*/schedules");
const ZONES: &[(&str, u64)] = &[("Asia/Kolkata", 318), ("Europe/Berlin", 8)];
const TICK: Duration = Duration::from_millis(250);

fn rule(hours: Option<(&str, &str)>, standing: Option<RuleTreatment>) -> HouseRule {
    HouseRule {
        id: "no-india".to_owned(),
        jurisdictions: vec!["IN".to_owned()],
        days: Vec::new(),
        from: hours.map(|(from, _)| from.to_owned()),
        to: hours.map(|(_, to)| to.to_owned()),
        why: "No licence there.".to_owned(),
        standing,
    }
}

/// Tomorrow's nine o'clock in both zones stands at the tenant.
async fn submitted() -> (TestApp, RunId) {
    let app = TestApp::init().await;
    let report = submit(&app).await;
    (app, report)
}

async fn submit(app: &TestApp) -> RunId {
    let set = app.contacts(ZONES).await;
    let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: false };
    app.call_on(ScheduleSubmit, args).await.unwrap().run_id
}

async fn kolkata(app: &TestApp, run: &RunId) -> RunWindow {
    let shown = app.call(RunShow, RunRef { id: run.clone() }).await.unwrap();
    shown.windows.into_iter().find(|window| window.zone == "Asia/Kolkata").unwrap()
}

async fn until_kolkata(app: &TestApp, run: &RunId, is: impl Fn(&RunWindow) -> bool) -> RunWindow {
    app.drive
        .until("Kolkata's window", TICK, || async { Some(kolkata(app, run).await).filter(|row| is(row)) })
        .await
}

fn zones_at(app: &TestApp) -> Vec<String> {
    app.tenant.windows().into_iter().map(|window| window.timezone).collect()
}

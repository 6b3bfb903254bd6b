use callboard_rpc::types::{
    ConnectionId, DemoStarted, Nothing, RefusedWindow, RefusedZone, Schedule, ScheduleId, ScheduleSave,
    SubmitArgs, SubmitReport,
};
use callboard_rpc::{Caller, Code, Handle, Result, RpcError, command};
use serde_json::json;

use super::choose::{Choice, choose};
use super::{places, sample};
use crate::kernel::audit::Entry;
use crate::{Engine, window};

impl Handle<command::DemoStart> for Engine {
    async fn handle(&self, caller: &Caller, _: Nothing) -> Result<DemoStarted> {
        sample::usable_secrets(self, caller).await?;
        let connection = sample::stand_in_connection(self, caller).await?.id;
        let choice = chosen(self).await?;
        let schedule = prepare(self, caller, &connection, &choice).await?;
        let report = run_now(self, caller, &connection, &schedule.id).await?;
        let started = DemoStarted {
            connection,
            schedule: schedule.id,
            run: report.run_id,
            zones: choice.open.iter().map(|place| place.zone.to_owned()).collect(),
            refused: report.refused.into_iter().next().map(refused),
        };
        let entry = Entry::new("demo.start", format!("run/{}", started.run)).after(&started);
        let caller = caller.clone();
        self.kernel.db.write(move |write| write.audit(&caller, entry)).await?;
        Ok(started)
    }
}

async fn chosen(engine: &Engine) -> Result<Choice> {
    let rules = engine.rules().await?;
    let start = window::soonest(engine.kernel.clock.now());
    let choice = choose(places::places(), &engine.zones, &rules, start);
    if choice.open.is_empty() {
        return Err(RpcError::new(
            Code::Refused,
            "The rules of the house let no sample contact be called now.",
        )
        .hint("Look at the rules in Settings, or try it at another time of day."));
    }
    Ok(choice)
}

/// Campaign, contacts and schedule.
async fn prepare(
    engine: &Engine,
    caller: &Caller,
    connection: &ConnectionId,
    choice: &Choice,
) -> Result<Schedule> {
    let places: Vec<_> = choice.open.iter().chain(&choice.refused).cloned().collect();
    let now = engine.kernel.clock.now();
    let campaign = format!("sample-{}", now.as_second());
    engine.stand_in.add_campaign(sample::campaign(&campaign, &places)).await?;
    let contacts = sample::contacts(engine, caller, connection, &places).await?;
    let draft = sample::schedule(&campaign, contacts.id, now);
    let save = ScheduleSave::new(Some(connection.clone()), draft);
    Handle::<command::ScheduleSaveCommand>::handle(engine, caller, save).await
}

async fn run_now(
    engine: &Engine,
    caller: &Caller,
    connection: &ConnectionId,
    schedule: &ScheduleId,
) -> Result<SubmitReport> {
    let submit = SubmitArgs {
        connection: Some(connection.clone()),
        schedule: Some(schedule.clone()),
        draft: None,
        now: true,
    };
    let report = Handle::<command::ScheduleSubmit>::handle(engine, caller, submit).await?;
    if report.submitted.is_empty() {
        let why = report.failed.first().map(|window| format!(" {}: {}", window.zone, window.words));
        let words = format!("The stand-in tenant took no window.{}", why.unwrap_or_default());
        return Err(RpcError::new(Code::TenantRefused, words)
            .hint("Each window says why on the run's page. `callboard doctor` checks what this computer offers.")
            .detail(json!({ "run": report.run_id, "failed": report.failed })));
    }
    Ok(report)
}

fn refused(window: RefusedWindow) -> RefusedZone {
    let rule = window.rule.map(|rule| rule.id).unwrap_or_default();
    RefusedZone { zone: window.zone, rule, words: window.words }
}

use callboard_rpc::command::{
    MissedList, MissedMoveCommand, MissedPlanCommand, MissedRun, MissedSkip, SchedulePlan, ScheduleRunNow,
    ScheduleStopNow, ScheduleSubmit,
};
use callboard_rpc::types::{
    FailedWindow, MissedFire, MissedMove, MissedPlan, MissedRef, Nothing, Plan, ScheduleGo, StopNow,
    StopReport, SubmitArgs, SubmitReport,
};
use callboard_rpc::{Caller, Handle, Result};

use crate::schedule::planned::plan;
use crate::schedule::submit::{Submission, now_of, submit};
use crate::schedule::{lift, missed, missed_plan, missed_start, valid};
use crate::{Engine, connection, run, window};

impl Handle<SchedulePlan> for Engine {
    async fn handle(&self, _: &Caller, args: SubmitArgs) -> Result<Plan> {
        let when = now_of(&args, self.kernel.clock.now());
        let submission = Submission::of(self, args).await?;
        Ok(plan(self, submission, when).await?)
    }
}

impl Handle<ScheduleSubmit> for Engine {
    async fn handle(&self, caller: &Caller, args: SubmitArgs) -> Result<SubmitReport> {
        let when = now_of(&args, self.kernel.clock.now());
        let submission = Submission::of(self, args).await?;
        Ok(submit(self, caller, submission, when, Vec::new()).await?)
    }
}

impl Handle<ScheduleRunNow> for Engine {
    async fn handle(
        &self,
        caller: &Caller,
        ScheduleGo { id, confirmed }: ScheduleGo,
    ) -> Result<SubmitReport> {
        let args = SubmitArgs { connection: None, schedule: Some(id), draft: None, now: true };
        let when = now_of(&args, self.kernel.clock.now());
        let submission = Submission::of(self, args).await?;
        Ok(submit(self, caller, submission, when, confirmed).await?)
    }
}

impl Handle<ScheduleStopNow> for Engine {
    async fn handle(&self, caller: &Caller, args: StopNow) -> Result<StopReport> {
        let (by, asked, campaign) = (caller.clone(), args.clone(), args.campaign_id.clone());
        let stopped = self.kernel.db.write(move |write| {
            let connection = connection::the_only(write, asked.connection.as_ref())?.id;
            valid::campaign(&asked.campaign_id)?;
            let mut runs = run::live(write)?;
            runs.retain(|run| run.connection == connection && run.campaign_id == asked.campaign_id);
            let mut cancelled = 0;
            for run in &runs {
                cancelled += run::starts_to_come(write, &run.id, write.now())?;
                run::stop_asked(write, &by, &run.id)?;
                run::await_more(write, &run.id, None)?;
            }
            // Before its runs' windows: a change that is under way would make them anew.
            lift::stop_what_is_lifted(write, &connection, &asked.campaign_id)?;
            let rows = window::still_dialling(write, &connection, &asked.campaign_id)?;
            for row in &rows {
                window::withdraw(write, &by, row)?;
            }
            Ok((runs, rows, connection, cancelled))
        });
        let (runs, rows, connection, cancelled) = stopped.await?;
        let settled = window::settle_gone(self, rows, window::PATIENCE).await?;
        // What the tenant's own list holds counts, not what is known here.
        let whose = window::Whose { connection, campaign, run: None };
        let strays = window::withdraw_strays(self, whose).await?;
        let (now, named) = (self.kernel.clock.now(), args.campaign_id);
        let left = self.kernel.db.read(move |db| window::of_removed(db, &named, now)).await?;
        if left.is_empty() {
            strays.known_with(&settled)?;
        }
        let looked = self
            .kernel
            .db
            .write(move |write| runs.iter().try_for_each(|run| run::look_again(write, &run.id)));
        looked.await?;
        let mut report = StopReport { cancelled, ..strays.added_to(&settled) };
        for left in left {
            // The tenant's own list may have named it already.
            let is_named = |one: &FailedWindow| one.window.is_none() && one.zone == left.zone;
            if !report.still_dialling.iter().any(is_named) {
                report.still_dialling.push(left);
            }
        }
        Ok(report)
    }
}

impl Handle<MissedList> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<Vec<MissedFire>> {
        let (zones, now) = (self.zones.clone(), self.kernel.clock.now());
        Ok(self.kernel.db.read(move |db| missed::list(db, &zones, now)).await?)
    }
}

impl Handle<MissedRun> for Engine {
    async fn handle(&self, caller: &Caller, args: MissedRef) -> Result<SubmitReport> {
        Ok(missed_start::start(self, caller, args.ids, None).await?)
    }
}

impl Handle<MissedPlanCommand> for Engine {
    async fn handle(&self, _: &Caller, args: MissedMove) -> Result<MissedPlan> {
        let (zones, now) = (self.zones.clone(), self.kernel.clock.now());
        let plan = self.kernel.db.read(move |db| missed_plan::plan(db, &zones, &args.ids, &args.to, now));
        Ok(plan.await?)
    }
}

impl Handle<MissedMoveCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: MissedMove) -> Result<SubmitReport> {
        Ok(missed_start::start(self, caller, args.ids, Some(args.to)).await?)
    }
}

impl Handle<MissedSkip> for Engine {
    async fn handle(&self, caller: &Caller, args: MissedRef) -> Result<Nothing> {
        let by = caller.clone();
        self.kernel.db.write(move |write| missed::skip(write, &by, &args.ids)).await?;
        Ok(Nothing {})
    }
}

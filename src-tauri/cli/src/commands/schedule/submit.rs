use std::time::Duration;

use callboard_rpc::command::{RunShow, SchedulePlan, ScheduleRunNow, ScheduleStopNow, ScheduleSubmit};
use callboard_rpc::types::{
    FailedWindow, RunRef, RunWindow, ScheduleGo, ScheduleId, StopNow, SubmitArgs, SubmitReport,
    SubmittedWindow, WindowState,
};
use clap::Args as ClapArgs;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use super::draft::{Rest, Whole};
use super::{confirm, reports};
use crate::answer::Answer;
use crate::failure::Failure;
use crate::output::note;
use crate::reach::Reach;
use crate::terminal::Terminal;
use crate::words::{counted, time};

/// A schedule that is written out, or a saved one.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// A saved schedule, instead of everything else.
    #[arg(long, value_name = "ID", conflicts_with_all = ["cron", "at", "campaign", "contacts"])]
    schedule: Option<String>,
    /// Five fields, or a name such as @daily.
    #[arg(long, value_name = "EXPR", required_unless_present_any = ["schedule", "at", "now"])]
    cron: Option<String>,
    /// The campaign's id at the tenant.
    #[arg(long, value_name = "ID", required_unless_present = "schedule")]
    campaign: Option<String>,
    /// Starts now, wherever that is legal, rather than at the next fire; needs neither --cron nor --at.
    #[arg(long, conflicts_with = "at")]
    now: bool,
    #[command(flatten)]
    rest: Rest,
}

impl Args {
    async fn asked(self, terminal: &Terminal, reach: &Reach) -> Result<SubmitArgs, Failure> {
        let draft = match (self.schedule.is_none(), self.campaign) {
            (true, Some(campaign)) => {
                if self.rest.contacts.is_none() && !self.rest.names_a_list() {
                    return Err(Failure::wrong("A list of contacts is needed: --contacts FILE.")
                        .hint("Without one there is no zone in which anybody could be called."));
                }
                Some(Whole { cron: self.cron, campaign, rest: self.rest }.draft(terminal, reach).await?)
            }
            _ => None,
        };
        Ok(SubmitArgs {
            connection: terminal.options.connection(),
            schedule: self.schedule.map(ScheduleId),
            draft,
            now: self.now,
        })
    }
}

pub(super) async fn plan(terminal: &Terminal, reach: &Reach, args: Args) -> Result<Answer, Failure> {
    let asked = args.asked(terminal, reach).await?;
    let plan = reach.ask::<SchedulePlan>(asked).await?;
    terminal.out.show(&plan, reports::plan)?;
    Ok(Answer::Yes)
}

pub(super) async fn submit(terminal: &Terminal, reach: &Reach, args: Args) -> Result<Answer, Failure> {
    let asked = args.asked(terminal, reach).await?;
    let report = reach.ask::<ScheduleSubmit>(asked).await?;
    tell(terminal, reach, report).await
}

pub(super) async fn run_now(
    terminal: &Terminal,
    reach: &Reach,
    id: &str,
    go: bool,
) -> Result<Answer, Failure> {
    let args = |confirmed| ScheduleGo { id: id.into(), confirmed };
    let (report, _) = confirm::ask::<ScheduleRunNow>(reach, go, confirm::WITHDRAWS, args).await?;
    tell(terminal, reach, report).await
}

pub(super) async fn stop_now(
    terminal: &Terminal,
    reach: &Reach,
    campaign: String,
) -> Result<Answer, Failure> {
    let asked = StopNow { connection: terminal.options.connection(), campaign_id: campaign };
    let report = reach.ask::<ScheduleStopNow>(asked).await?;
    terminal.out.show(&report, reports::stop)?;
    withdrawn_later(reach, &report.still_dialling);
    Ok(Answer::yes_if(report.still_dialling.is_empty()))
}

/// Waits for what is still on its way, then says what came of it.
pub(crate) async fn tell(
    terminal: &Terminal,
    reach: &Reach,
    report: SubmitReport,
) -> Result<Answer, Failure> {
    let waits = Waits::default();
    let report = reach.patiently_with(settled(terminal, reach, report, &waits), || waits.words()).await?;
    terminal.out.show(&report, reports::submitted)?;
    let later = report.failed.iter().filter(|window| window.next_try.is_some()).count();
    if later > 0 && reach.own().is_some() {
        note(&format!(
            "callboard: {later} of these windows are tried again while Callboard runs: `callboard serve`, or \
             `callboard run watch {}`.",
            report.run_id
        ));
    }
    Ok(Answer::yes_if(report.failed.is_empty() && report.refused.is_empty()))
}

/// Said where a command ends with an engine of ours, and what it takes back is not taken back yet.
pub(crate) fn withdrawn_later(reach: &Reach, left: &[FailedWindow]) {
    let goes_on = |window: &&FailedWindow| {
        window.next_try.is_some() || matches!(window.state, WindowState::Withdrawing | WindowState::Sending)
    };
    let later = left.iter().filter(goes_on).count() as u64;
    if later > 0 && reach.own().is_some() {
        let what = if later == 1 { "is" } else { "are" };
        note(&format!(
            "callboard: {} {what} not withdrawn yet; Callboard goes on while it runs: `callboard serve`.",
            counted(later, "window")
        ));
    }
}

/// How often the run is looked at.
pub(super) const LOOK: Duration = Duration::from_millis(300);
/// An engine of ours ends with the command: what it would try again so soon is waited for.
const SOON: SignedDuration = SignedDuration::from_mins(2);

/// The engine answers a submission after a minute at most. With many windows under a limit some are still on their
/// way then; they are followed until each has an outcome, or a date that is not worth waiting for.
async fn settled(
    terminal: &Terminal,
    reach: &Reach,
    mut report: SubmitReport,
    told: &Waits,
) -> Result<SubmitReport, Failure> {
    let own = reach.own().is_some();
    let waits = |windows: &[FailedWindow], now: Timestamp| {
        windows.iter().any(|window| is_moving(window) && is_worth_waiting(window.next_try, own, now))
    };
    let mut kept_out: Option<Vec<FailedWindow>> = None;
    let mut progress = Progress::begin(report.submitted.len(), terminal.clock.monotonic());
    while waits(&report.failed, terminal.clock.now())
        && !progress.stands_still(report.submitted.len(), terminal.clock.monotonic())
    {
        told.are(&report.failed);
        terminal.wait(LOOK).await?;
        let run = reach.ask::<RunShow>(RunRef { id: report.run_id.clone() }).await?;
        // What another window keeps out is no window of this run, and nothing to wait for.
        let of_run = |window: &FailedWindow| run.windows.iter().any(|row| row.zone == window.zone);
        kept_out
            .get_or_insert_with(|| report.failed.iter().filter(|window| !of_run(window)).cloned().collect());
        report.submitted = run.windows.iter().filter(|window| stands(window.state)).map(submitted).collect();
        report.failed = run.windows.iter().filter(|window| is_trouble(window.state)).map(failed).collect();
    }
    report.failed.extend(kept_out.unwrap_or_default());
    Ok(report)
}

/// How many windows were sent, and since when it is no more: a tenant that is down is not waited for without end, while others
/// want the folder.
#[derive(Debug)]
pub(super) struct Progress {
    sent: usize,
    since: Duration,
}

/// So long a tenant is waited for that takes none.
const STILL: Duration = Duration::from_mins(2);

impl Progress {
    pub(super) fn begin(sent: usize, now: Duration) -> Self {
        Self { sent, since: now }
    }

    pub(super) fn stands_still(&mut self, sent: usize, now: Duration) -> bool {
        if sent != self.sent {
            *self = Self::begin(sent, now);
        }
        now.saturating_sub(self.since) >= STILL
    }
}

pub(super) fn is_worth_waiting(next_try: Option<Timestamp>, own: bool, now: Timestamp) -> bool {
    next_try.is_none_or(|at| own && at.duration_since(now) < SOON)
}

/// On its way, by itself. An unknown one moves only while it is still to be read.
pub(super) fn is_moving(window: &FailedWindow) -> bool {
    match window.state {
        WindowState::Planned | WindowState::Sending => true,
        WindowState::Unknown => window.next_try.is_some(),
        _ => false,
    }
}

/// Windows that are waited for, in the words of the one that is tried next.
#[derive(Debug, Default)]
pub(super) struct Waits(Mutex<Option<String>>);

impl Waits {
    pub(super) fn are(&self, windows: &[FailedWindow]) {
        let moving = || windows.iter().filter(|window| is_moving(window));
        let next = moving().min_by_key(|window| (window.next_try.is_none(), window.next_try));
        let words = next.map(|next| {
            let again =
                next.next_try.map_or_else(String::new, |at| format!(" It is tried again at {}.", time(at)));
            format!(
                "Waiting for {}. {}: {}{again}",
                counted(moving().count() as u64, "window"),
                next.zone,
                next.words
            )
        });
        *self.0.lock() = words;
    }

    pub(super) fn words(&self) -> Option<String> {
        self.0.lock().clone()
    }
}

fn is_trouble(state: WindowState) -> bool {
    matches!(state, WindowState::Planned | WindowState::Sending | WindowState::Unknown | WindowState::Failed)
}

/// Also one that has ended meanwhile: it was submitted.
pub(super) fn stands(state: WindowState) -> bool {
    matches!(state, WindowState::Submitted | WindowState::Begun | WindowState::Ended)
}

fn submitted(window: &RunWindow) -> SubmittedWindow {
    SubmittedWindow {
        zone: window.zone.clone(),
        schedule_id: window.schedule_id.clone().unwrap_or_default(),
        start: window.start,
        end: window.end,
    }
}

pub(super) fn failed(window: &RunWindow) -> FailedWindow {
    let words = window.trouble.clone().unwrap_or_else(|| "It is on its way to the tenant.".to_owned());
    FailedWindow {
        window: Some(window.id.clone()),
        zone: window.zone.clone(),
        state: window.state,
        words,
        next_try: window.next_try,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_of_ours_waits_for_what_it_tries_again_soon() {
        let now: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let soon = Some(now + SignedDuration::from_secs(30));
        let late = Some(now + SignedDuration::from_mins(15));
        assert!(is_worth_waiting(soon, true, now), "nobody else would send it");
        assert!(!is_worth_waiting(soon, false, now), "the engine that runs goes on by itself");
        assert!(!is_worth_waiting(late, true, now));
        assert!(is_worth_waiting(None, false, now), "it has neither outcome nor date");
    }

    #[test]
    fn a_tenant_that_takes_nothing_is_not_waited_for_without_end() {
        let at = Duration::from_secs;
        let mut progress = Progress::begin(0, at(0));
        assert!(!progress.stands_still(0, at(119)));
        assert!(!progress.stands_still(1, at(119)), "one more was sent");
        assert!(!progress.stands_still(1, at(238)));
        assert!(progress.stands_still(1, at(239)));
    }
}

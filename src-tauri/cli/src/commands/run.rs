use callboard_rpc::command::{RunListCommand, RunRetry, RunShow, RunStop};
use callboard_rpc::types::{Run, RunId, RunList, RunRef, RunSummary, RunWindow};
use clap::Subcommand;
use jiff::SignedDuration;

use super::schedule::{reports, submit};
use crate::answer::Answer;
use crate::failure::Failure;
use crate::parse;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{besides, counted, maybe_time, or_nothing, parts, time, word};

mod watch;

pub(crate) use watch::{Watched, follow};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Runs, newest first.
    List {
        /// Only those that are not over.
        #[arg(long)]
        live: bool,
        /// Only those of this campaign, by the tenant's id.
        #[arg(long)]
        campaign: Option<String>,
        /// Rows a page.
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// `next` of the page before.
        #[arg(long)]
        after: Option<String>,
    },
    /// One run with its windows, figures and webhooks.
    Show { id: String },
    /// Says what changes, until the run is over.
    Watch {
        id: String,
        /// Exit 1 where it is over without having completed.
        #[arg(long)]
        until_complete: bool,
        /// Watch no longer than this (exit 1), e.g. 10m.
        #[arg(long, value_parser = parse::duration)]
        timeout: Option<SignedDuration>,
    },
    /// Sends what failed of a run again, without doubles.
    Retry { id: String },
    /// Withdraws every window of a run; closes one whose windows have ended and whose last figures nobody tells.
    Stop { id: String },
}

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    match group {
        Group::List { live, campaign, limit, after } => {
            let args = RunList {
                connection: terminal.options.connection(),
                campaign_id: campaign,
                schedule: None,
                live,
                after,
                limit: Some(limit),
            };
            list(terminal, &reach, args).await
        }
        Group::Show { id } => {
            let run = reach.ask::<RunShow>(RunRef { id: RunId(id) }).await?;
            terminal.out.show(&run, words)?;
            Ok(Answer::Yes)
        }
        Group::Watch { id, until_complete, timeout } => {
            reach.run();
            watch::watch(terminal, &reach, RunId(id), until_complete, timeout).await
        }
        Group::Retry { id } => {
            let report = reach.ask::<RunRetry>(RunRef { id: RunId(id) }).await?;
            submit::tell(terminal, &reach, report).await
        }
        Group::Stop { id } => {
            let report = reach.ask::<RunStop>(RunRef { id: RunId(id) }).await?;
            terminal.out.show(&report, reports::stop)?;
            submit::withdrawn_later(&reach, &report.still_dialling);
            Ok(Answer::yes_if(report.still_dialling.is_empty()))
        }
    }
}

async fn list(terminal: &Terminal, reach: &Reach, args: RunList) -> Result<Answer, Failure> {
    let after = args.after.clone();
    let filtered = args.live || args.campaign_id.is_some() || args.connection.is_some();
    let nothing = if filtered { "No run fits." } else { "Nothing has run yet." };
    let page = reach.ask::<RunListCommand>(args).await?;
    terminal.out.page(&page, after.as_deref(), nothing, |rows| {
        Table::new(["RUN", "NAME", "STATE", "COMPLETED", "OF", "FIRST START", "ENDED"]).with(rows, |run| {
            [
                run.id.to_string(),
                run.name.clone(),
                word(&run.state),
                run.figures.completed.to_string(),
                run.figures.expected.to_string(),
                time(run.first_start),
                maybe_time(run.ended_at),
            ]
        })
    })?;
    Ok(Answer::Yes)
}

fn words(run: &Run) -> String {
    let said = [line(&run.summary)].into_iter().chain(age(&run.summary));
    let said = said.chain(run.summary.why_not_dialling.clone());
    let said = said.chain(run.summary.flags.clone()).collect::<Vec<_>>().join("\n");
    let deliveries = Table::new(["WEBHOOK", "TO", "STATE", "TRIES"]).with(&run.deliveries, |delivery| {
        [
            delivery.id.to_string(),
            delivery.url.clone(),
            word(&delivery.state),
            delivery.tries.len().to_string(),
        ]
    });
    parts([said, windows(&run.windows).unless_empty(), deliveries.unless_empty()])
}

/// `running: 36 of 180 completed, 40 attempted, 25 connected`.
pub(crate) fn line(run: &RunSummary) -> String {
    let figures = run.figures;
    let windows = if run.over_since.is_some() { ", windows ended" } else { "" };
    format!(
        "{}{windows}: {} of {} completed, {} attempted, {} connected",
        word(&run.state),
        figures.completed,
        figures.expected,
        figures.attempted,
        figures.connected
    )
}

/// Of when the figures are, where nobody tells any since then; nothing while they come in.
pub(super) fn age(run: &RunSummary) -> Option<String> {
    let since = time(run.silent.as_ref()?.since);
    Some(match run.figures.as_of {
        Some(at) => format!("These figures are of {}: CXone has told none since {since}.", time(at)),
        None => format!("CXone has told no figures yet, and could not be asked since {since}."),
    })
}

pub(crate) fn windows(windows: &[RunWindow]) -> Table {
    Table::new(["ZONE", "WINDOW THERE", "CONTACTS", "VERDICT", "STATE", ""]).with(windows, |window| {
        let rule = window.rule.as_ref().map(|rule| rule.words.as_str());
        [
            window.zone.clone(),
            window.words.clone(),
            window.contacts.to_string(),
            word(&window.verdict),
            word(&window.state),
            or_nothing(window.trouble.as_deref().or(rule)),
        ]
    })
}

/// `9 windows, 1 refused`.
pub(crate) fn window_counts(run: &RunSummary) -> String {
    let counts = run.windows;
    let all = counts.planned + counts.submitted + counts.open + counts.ended + counts.trouble;
    let others = [
        (u64::from(counts.trouble), "in trouble"),
        (u64::from(counts.withdrawn), "withdrawn"),
        (u64::from(counts.refused), "refused"),
    ];
    counted(u64::from(all), "window") + &besides(others)
}

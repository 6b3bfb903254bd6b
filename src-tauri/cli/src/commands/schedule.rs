use callboard_clock::Clock;
use callboard_engine::schedule::next_line;
use callboard_engine::zone::ZoneData;
use clap::Subcommand;

use super::phone::each_line;
use crate::answer::Answer;
use crate::failure::Failure;
use crate::reach::Reach;
use crate::terminal::Terminal;

mod confirm;
mod draft;
pub(crate) mod missed;
pub(crate) mod preview;
pub(crate) mod reports;
mod saved;
mod sent;
pub(crate) mod submit;

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// What an expression means in each zone.
    Preview(Box<preview::Args>),
    /// Reads lines EXPR<TAB>ZONE<TAB>FROM<TAB>COUNT; writes a line each: instants in UTC, or "ERR: reason".
    Next,
    /// Every call that would be made; nothing is sent.
    Plan(Box<submit::Args>),
    /// Submits the next fire of every zone; exit 1 where a zone fails or is refused.
    Submit(Box<submit::Args>),
    /// Starts a saved schedule now, wherever that is legal; starts that are submitted and that this covers are withdrawn
    /// where --go says so.
    RunNow {
        /// As `schedule list` shows it.
        id: String,
        /// Withdraws the scheduled starts of which this one takes the place.
        #[arg(long)]
        go: bool,
    },
    /// Withdraws every window of a campaign, and says which are gone and which stay; exit 1 where any may dial.
    StopNow {
        /// The campaign's id at the tenant.
        campaign: String,
    },
    /// Saves a new schedule; where its first windows would go out at once, --go lets them and --paused does not. Exit 1
    /// where it would call nobody.
    Save(Box<saved::Save>),
    /// Changes a saved one: windows that are submitted and change are withdrawn first; --go and --paused as for save.
    Edit(Box<saved::Edit>),
    /// Saved schedules.
    List,
    /// One saved schedule.
    Show { id: String },
    /// Withdraws what has not begun, and fires no more.
    Pause { id: String },
    /// Fires again from now on.
    Resume {
        /// As `schedule list` shows it.
        id: String,
        /// Lets the first windows go out, where they begin within the time of submission.
        #[arg(long)]
        go: bool,
    },
    /// Withdraws what has not begun, and forgets the schedule; its runs stay.
    Remove { id: String },
    /// Accepts the instants that newer zone data gives.
    AcceptMoved {
        /// As `schedule list` shows it.
        id: String,
        /// Lets the first windows go out, where they begin within the time of submission.
        #[arg(long)]
        go: bool,
    },
    /// Fires that did not happen, a line a schedule; `missed list` shows each.
    Missed {
        #[command(subcommand)]
        what: Option<missed::Group>,
    },
}

/// `schedule next`: needs neither engine nor data directory. Lines that are refused are answers.
pub(crate) fn next(clock: Clock) -> Result<Answer, Failure> {
    let zones = ZoneData::newest();
    each_line(clock, |line| next_line(&zones, line))
}

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    if let Group::Next = group {
        return next(terminal.clock.clone());
    }
    let reach = Reach::open(terminal).await?;
    match group {
        Group::Next => next(terminal.clock.clone()),
        Group::Preview(args) => preview::run(terminal, &reach, *args).await,
        Group::Plan(args) => submit::plan(terminal, &reach, *args).await,
        Group::Submit(args) => submit::submit(terminal, &reach, *args).await,
        Group::RunNow { id, go } => submit::run_now(terminal, &reach, &id, go).await,
        Group::StopNow { campaign } => submit::stop_now(terminal, &reach, campaign).await,
        Group::Missed { what } => missed::run(terminal, &reach, what).await,
        group => saved::run(terminal, &reach, group).await,
    }
}

use callboard_rpc::command::{MissedList, MissedMoveCommand, MissedRun, MissedSkip};
use callboard_rpc::types::{MissedId, MissedMove, MissedRef, Nothing};
use clap::Subcommand;
use jiff::Timestamp;

use super::submit;
use crate::answer::Answer;
use crate::failure::Failure;
use crate::parse;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{counted, maybe_time, time};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Starts missed fires now, where it is legal.
    Run {
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Lets them go.
    Skip {
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Starts them at a later instant.
    Move {
        #[arg(required = true)]
        ids: Vec<String>,
        /// An instant with its offset.
        #[arg(long, value_parser = parse::instant)]
        to: Timestamp,
    },
}

pub(super) async fn run(terminal: &Terminal, reach: &Reach, what: Option<Group>) -> Result<Answer, Failure> {
    match what {
        None => list(terminal, reach).await,
        Some(Group::Run { ids }) => {
            let report = reach.ask::<MissedRun>(MissedRef { ids: named(ids) }).await?;
            submit::tell(terminal, reach, report).await
        }
        Some(Group::Skip { ids }) => {
            let count = ids.len() as u64;
            reach.ask::<MissedSkip>(MissedRef { ids: named(ids) }).await?;
            terminal.out.done(&format!("{} let go.", counted(count, "missed fire")))?;
            Ok(Answer::Yes)
        }
        Some(Group::Move { ids, to }) => {
            let report = reach.ask::<MissedMoveCommand>(MissedMove { ids: named(ids), to }).await?;
            submit::tell(terminal, reach, report).await
        }
    }
}

fn named(ids: Vec<String>) -> Vec<MissedId> {
    ids.into_iter().map(MissedId).collect()
}

async fn list(terminal: &Terminal, reach: &Reach) -> Result<Answer, Failure> {
    let missed = reach.ask::<MissedList>(Nothing {}).await?;
    terminal.out.list(&missed, "Nothing was missed.", |missed| {
        Table::new(["ID", "SCHEDULE", "ZONE", "DUE", "CONTACTS", "LEGAL UNTIL", "WHY"]).with(missed, |fire| {
            [
                fire.id.to_string(),
                fire.name.clone(),
                fire.zone.clone(),
                time(fire.due),
                fire.contacts.to_string(),
                maybe_time(fire.legal_until),
                fire.reason.clone(),
            ]
        })
    })?;
    Ok(Answer::Yes)
}

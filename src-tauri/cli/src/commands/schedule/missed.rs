use std::collections::{BTreeMap, BTreeSet};

use callboard_rpc::command::{MissedList, MissedMoveCommand, MissedRun, MissedSkip};
use callboard_rpc::types::{MissedFire, MissedId, MissedMove, MissedRef, Nothing, StartAt};
use clap::Subcommand;
use jiff::Timestamp;

use super::submit;
use crate::answer::Answer;
use crate::failure::Failure;
use crate::output::note;
use crate::parse;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{counted, maybe_time, time};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Every missed fire; of one schedule where it is named.
    List { schedule: Option<String> },
    /// Starts missed fires now, where it is legal; the newest of each zone starts for all.
    Run {
        /// Missed fires, or schedules for all of theirs.
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Lets them go.
    Skip {
        /// Missed fires, or schedules for all of theirs.
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Starts them at a later instant.
    Move {
        /// Missed fires, or schedules for all of theirs.
        #[arg(required = true)]
        ids: Vec<String>,
        /// An instant with its offset.
        #[arg(long, value_parser = parse::instant)]
        to: Timestamp,
    },
}

pub(super) async fn run(terminal: &Terminal, reach: &Reach, what: Option<Group>) -> Result<Answer, Failure> {
    if reach.own().is_some() && matches!(what, None | Some(Group::List { .. })) {
        note(
            "callboard: No Callboard runs on this data folder: what was missed since it did is found when it runs \
             (`callboard serve`).",
        );
    }
    match what {
        None => lines(terminal, reach).await,
        Some(Group::List { schedule }) => list(terminal, reach, schedule.as_deref()).await,
        Some(Group::Run { ids }) => {
            let report = reach.ask::<MissedRun>(MissedRef { ids: named(reach, ids).await? }).await?;
            submit::tell(terminal, reach, report).await
        }
        Some(Group::Skip { ids }) => {
            let ids = named(reach, ids).await?;
            let count = ids.len() as u64;
            reach.ask::<MissedSkip>(MissedRef { ids }).await?;
            terminal.out.done(&format!("{} let go.", counted(count, "missed fire")))?;
            Ok(Answer::Yes)
        }
        Some(Group::Move { ids, to }) => {
            let to = StartAt::Instant { instant: to };
            let report =
                reach.ask::<MissedMoveCommand>(MissedMove { ids: named(reach, ids).await?, to }).await?;
            submit::tell(terminal, reach, report).await
        }
    }
}

/// The missed fires that are named, one by one or by their schedule.
async fn named(reach: &Reach, ids: Vec<String>) -> Result<Vec<MissedId>, Failure> {
    let missed = reach.ask::<MissedList>(Nothing {}).await?;
    let mut named = Vec::new();
    for id in ids {
        let of_schedule =
            missed.iter().filter(|fire| fire.schedule.as_str() == id).map(|fire| fire.id.clone());
        let before = named.len();
        named.extend(of_schedule);
        if named.len() == before {
            named.push(MissedId(id));
        }
    }
    Ok(named)
}

/// A line a schedule; as JSON every missed fire.
async fn lines(terminal: &Terminal, reach: &Reach) -> Result<Answer, Failure> {
    let missed = reach.ask::<MissedList>(Nothing {}).await?;
    terminal.out.list(&missed, "Nothing was missed.", |missed| {
        let mut schedules: BTreeMap<&str, Vec<&MissedFire>> = BTreeMap::new();
        for fire in missed {
            schedules.entry(fire.schedule.as_str()).or_default().push(fire);
        }
        Table::new(["SCHEDULE", "NAME", "MISSED", "ZONES", "OLDEST", "NEWEST", "LEGAL UNTIL", "WHY"]).with(
            schedules.iter().collect::<Vec<_>>(),
            |(schedule, fires)| {
                let zones: BTreeSet<&str> = fires.iter().map(|fire| fire.zone.as_str()).collect();
                let newest = fires.iter().max_by_key(|fire| fire.due);
                [
                    (*schedule).to_owned(),
                    newest.map(|fire| fire.name.clone()).unwrap_or_default(),
                    fires.len().to_string(),
                    zones.len().to_string(),
                    maybe_time(fires.iter().map(|fire| fire.due).min()),
                    maybe_time(newest.map(|fire| fire.due)),
                    maybe_time(fires.iter().filter_map(|fire| fire.legal_until).min()),
                    newest.map(|fire| fire.reason.clone()).unwrap_or_default(),
                ]
            },
        )
    })?;
    Ok(Answer::Yes)
}

async fn list(terminal: &Terminal, reach: &Reach, schedule: Option<&str>) -> Result<Answer, Failure> {
    let mut missed = reach.ask::<MissedList>(Nothing {}).await?;
    missed.retain(|fire| schedule.is_none_or(|id| fire.schedule.as_str() == id));
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

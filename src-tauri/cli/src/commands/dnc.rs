//! Numbers that may not be called, and how far each tenant is told of them.

use std::time::Duration;

use callboard_rpc::command::{DncAddCommand, DncLookupCommand, DncPushCommand, DncStatusCommand};
use callboard_rpc::types::{
    DncAdd, DncDirection, DncEvent, DncLookup, DncNumber, DncStatus, MaybeConnection,
};
use clap::Subcommand;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::output::note;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{maybe_time, nothing, or_nothing, parts, time, word};

mod import;

pub(crate) use import::Of;

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Imports a do-not-call list. Exit 1 where rows are refused.
    Import(Box<import::Import>),
    /// Lists that were imported, newest first, and how far each is.
    Imports,
    #[command(flatten)]
    Of(import::Of),
    /// Puts a number on the do-not-call list (out), or takes it off (in).
    Add {
        number: String,
        #[arg(value_enum)]
        direction: DncDirection,
        /// Why; it is kept with the number.
        #[arg(long)]
        reason: String,
    },
    /// All that is known of a number: what holds, who said what, how far the tenant is told.
    Lookup { number: String },
    /// How far each tenant is told of people's opt-ins and opt-outs.
    Status,
    /// Tells the tenant now of what waits.
    Push {
        /// Waits until nothing waits any more; exit 1 where the tenant refuses a number, or confirms none for two minutes.
        #[arg(long)]
        until_empty: bool,
    },
}

/// How often the queue is looked at while it empties.
const LOOK: Duration = Duration::from_millis(500);
/// After so long without a confirmation nobody waits on.
const NOTHING_GOES_ON: Duration = Duration::from_mins(2);

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    let connection = terminal.options.connection();
    match group {
        Group::Import(import) => import::import(terminal, &reach, *import).await,
        Group::Imports => import::list(terminal, &reach).await,
        Group::Of(of) => import::of(terminal, &reach, of).await,
        Group::Add { number, direction, reason } => {
            let args = DncAdd { connection, number, direction, reason };
            let added = reach.ask::<DncAddCommand>(args).await?;
            terminal.out.show(&added, |added| {
                let kept = "Kept, and nothing changed: something newer is known of this number.";
                let said = if added.holds { String::new() } else { kept.to_owned() };
                parts([said, looked_up(&added.lookup)])
            })?;
            Ok(Answer::yes_if(added.holds))
        }
        Group::Lookup { number } => {
            let found = reach.ask::<DncLookupCommand>(DncNumber { connection, number }).await?;
            terminal.out.show(&found, looked_up)?;
            Ok(Answer::Yes)
        }
        Group::Status => {
            let status = reach.ask::<DncStatusCommand>(MaybeConnection { connection }).await?;
            terminal.out.show(&status, |status| table(status).to_string())?;
            Ok(Answer::yes_if(status.iter().all(|one| one.dead == 0)))
        }
        Group::Push { until_empty } => {
            push(terminal, &reach, MaybeConnection { connection }, until_empty).await
        }
    }
}

fn left_of(status: &[DncStatus]) -> u64 {
    status.iter().map(|one| one.waiting + one.sending).sum()
}

async fn push(
    terminal: &Terminal,
    reach: &Reach,
    of: MaybeConnection,
    until_empty: bool,
) -> Result<Answer, Failure> {
    let mut status = reach.ask::<DncPushCommand>(of.clone()).await?;
    let (mut left, mut since, mut said) = (left_of(&status), terminal.clock.monotonic(), None);
    while until_empty && left > 0 && terminal.clock.monotonic().saturating_sub(since) < NOTHING_GOES_ON {
        terminal.wait(LOOK).await?;
        status = reach.ask::<DncStatusCommand>(of.clone()).await?;
        let trouble = status.iter().find_map(|one| one.trouble.clone());
        if trouble.is_some() && trouble != said {
            note(&format!("callboard: CXone is asked again. {}", trouble.clone().unwrap_or_default()));
            said = trouble;
        }
        if left_of(&status) < left {
            since = terminal.clock.monotonic();
        }
        left = left_of(&status);
    }
    terminal.out.show(&status, |status| {
        let waits = "Nothing was confirmed for two minutes: the rest goes on while Callboard runs.";
        let waits = if until_empty && left > 0 { waits } else { "" };
        parts([table(status).to_string(), waits.to_owned()])
    })?;
    let told = status.iter().all(|one| one.dead == 0) && (!until_empty || left == 0);
    Ok(Answer::yes_if(told))
}

fn looked_up(found: &DncLookup) -> String {
    let is = match &found.holds {
        None if found.events.is_empty() => "Nothing was ever said of this number here.".to_owned(),
        None => "Nothing says any more what is to be with this number.".to_owned(),
        Some(holds) => match holds.direction {
            DncDirection::Out => format!("Must not be called, since {}.", time(holds.at)),
            DncDirection::In => format!("May be called, since {}.", time(holds.at)),
        },
    };
    let plan = if found.in_plan { "" } else { "The number plan of its country does not list it." };
    let confirmed = match &found.confirmed {
        None => "CXone has confirmed nothing of it.".to_owned(),
        Some(confirmed) => {
            format!("CXone confirmed {} at {}.", word(&confirmed.direction), time(confirmed.at))
        }
    };
    let push = found.push.as_ref().map_or_else(String::new, |push| {
        format!("Telling CXone: {}, since {}.", word(&push.state), time(push.since))
    });
    let head = ["DIRECTION", "AT", "FROM", "FILE", "EVENT", "RECEIVED", "SENT", "ENDED", "OUTCOME", "REASON"];
    let events = Table::new(head).with(&found.events, cells);
    parts([format!("{}  {is}", found.number), plan.to_owned(), confirmed, push, events.unless_empty()])
}

fn cells(event: &DncEvent) -> [String; 10] {
    [
        event.direction.as_ref().map_or_else(|| "taken back".to_owned(), word),
        time(event.at),
        format!("{} {}", event.source, event.who),
        or_nothing(event.file.as_deref()),
        or_nothing(event.event.as_deref()),
        time(event.received),
        maybe_time(event.sent),
        maybe_time(event.ended),
        event.outcome.clone(),
        or_nothing(event.reason.as_deref()),
    ]
}

fn table(status: &[DncStatus]) -> Table {
    let head = ["CONNECTION", "WAITING", "SENDING", "REFUSED", "OLDEST", "CONFIRMED TODAY", "MEDIAN"];
    Table::new(head).with(status, |one| {
        [
            one.connection.to_string(),
            one.waiting.to_string(),
            one.sending.to_string(),
            one.dead.to_string(),
            maybe_time(one.oldest),
            one.confirmed_today.to_string(),
            one.median_seconds.map_or_else(nothing, |seconds| format!("{seconds} s")),
        ]
    })
}

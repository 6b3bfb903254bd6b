pub(crate) mod endpoint;

pub(crate) use endpoint::state as endpoint_state;

use callboard_rpc::command::{DeliveryListCommand, RunShow, TrafficDead, TrafficReplayCommand, TrafficShow};
use callboard_rpc::types::{
    DeadCauseRef, DeliveryList, DeliveryState, Direction, Nothing, Replayed, RunId, RunRef, TrafficRef,
    TrafficReplay,
};
use clap::{ArgGroup, Args, Subcommand};

use crate::answer::Answer;
use crate::commands::inbox;
use crate::failure::Failure;
use crate::output::note;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{counted, maybe_time, nothing, time, word};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Receivers of webhooks.
    #[command(subcommand)]
    Endpoint(endpoint::Group),
    /// Outgoing webhooks, newest first.
    List(Box<List>),
    /// One delivery with all its tries, and what caused it.
    Show { id: String },
    /// Dead letters by what they failed for, of both directions.
    Dead,
    /// Sends dead letters again, under their old ids: those named, or all of a cause.
    Replay(Replay),
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").required(true).multiple(true).args(["ids", "cause", "all_dead"]))]
pub(crate) struct Replay {
    ids: Vec<String>,
    /// As `delivery dead` says it.
    #[arg(long, conflicts_with = "ids")]
    cause: Option<String>,
    /// Only those of this receiver: name or id.
    #[arg(long, conflicts_with = "ids")]
    endpoint: Option<String>,
    /// Whatever they failed for.
    #[arg(long, conflicts_with_all = ["ids", "cause"])]
    all_dead: bool,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Name or id of a receiver.
    #[arg(long)]
    endpoint: Option<String>,
    /// Only those of this run.
    #[arg(long)]
    run: Option<String>,
    /// Only those in this state.
    #[arg(long, value_enum)]
    state: Option<DeliveryState>,
    /// Rows a page.
    #[arg(long, default_value_t = 50)]
    limit: u32,
    /// `next` of the page before.
    #[arg(long)]
    after: Option<String>,
}

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    match group {
        Group::Endpoint(group) => endpoint::run(terminal, &reach, group).await,
        Group::List(list) => deliveries(terminal, &reach, *list).await,
        Group::Show { id } => {
            let trace = reach.ask::<TrafficShow>(TrafficRef { id, reveal: terminal.reveal() }).await?;
            terminal.out.show(&trace, inbox::traced)?;
            Ok(Answer::Yes)
        }
        Group::Dead => dead(terminal, &reach).await,
        Group::Replay(replay) => self::replay(terminal, &reach, replay).await,
    }
}

/// One cause after another, or those that are named; exit 1 where not all could be begun again.
async fn replay(terminal: &Terminal, reach: &Reach, replay: Replay) -> Result<Answer, Failure> {
    if !replay.ids.is_empty() {
        return inbox::replay(terminal, reach, replay.ids).await;
    }
    let endpoint = match &replay.endpoint {
        Some(named) => Some(endpoint::find(reach, named).await?.id.to_string()),
        None => None,
    };
    let causes = reach.ask::<TrafficDead>(Nothing {}).await?.into_iter().filter(|dead| {
        dead.direction == Direction::Sent
            && endpoint.as_ref().is_none_or(|endpoint| dead.party_id == *endpoint)
            && replay.cause.as_ref().is_none_or(|cause| dead.cause == *cause)
    });
    let mut told = Replayed { replayed: 0 };
    let mut whole = true;
    for dead in causes {
        if let Some(why) = &dead.blocked {
            note(&format!(
                "callboard: {} to {} stay where they are: {why}",
                counted(dead.count, "message"),
                dead.party
            ));
            whole = false;
            continue;
        }
        let cause = DeadCauseRef { direction: dead.direction, party_id: dead.party_id, cause: dead.cause };
        let done =
            reach.ask::<TrafficReplayCommand>(TrafficReplay { ids: Vec::new(), cause: Some(cause) }).await?;
        told.replayed += done.replayed;
    }
    terminal.out.show(&told, |told| format!("{} sent again.", counted(told.replayed, "delivery")))?;
    Ok(Answer::yes_if(whole && told.replayed > 0))
}

async fn dead(terminal: &Terminal, reach: &Reach) -> Result<Answer, Failure> {
    let causes = reach.ask::<TrafficDead>(Nothing {}).await?;
    terminal.out.list(&causes, "Nothing was given up.", |causes| {
        Table::new(["COUNT", "", "PARTY", "OLDEST", "NEWEST", "CAUSE", "CANNOT BE REPLAYED"]).with(
            causes,
            |dead| {
                [
                    dead.count.to_string(),
                    word(&dead.direction),
                    dead.party.clone(),
                    time(dead.oldest),
                    time(dead.newest),
                    dead.cause.clone(),
                    dead.blocked.clone().unwrap_or_else(nothing),
                ]
            },
        )
    })?;
    Ok(Answer::Yes)
}

async fn deliveries(terminal: &Terminal, reach: &Reach, list: List) -> Result<Answer, Failure> {
    let endpoint = match list.endpoint {
        Some(named) => Some(endpoint::id(reach, named).await?),
        None => None,
    };
    let run = list.run.map(RunId);
    if let Some(id) = &run {
        reach.ask::<RunShow>(RunRef { id: id.clone() }).await?;
    }
    let filtered = endpoint.is_some() || run.is_some() || list.state.is_some();
    let nothing_yet = if filtered { "No delivery fits." } else { "Nothing was sent yet." };
    let after = list.after.clone();
    let args = DeliveryList {
        endpoint,
        run,
        state: list.state,
        after: list.after,
        limit: Some(list.limit),
        reveal: terminal.reveal(),
    };
    let page = reach.ask::<DeliveryListCommand>(args).await?;
    terminal.out.page(&page, after.as_deref(), nothing_yet, |rows| {
        Table::new(["ID", "EVENT", "TO", "STATE", "TRIES", "LAST", "NEXT TRY"]).with(rows, |delivery| {
            let last = delivery.tries.last();
            let last = last.map(|attempt| match (attempt.status, &attempt.words) {
                (Some(status), None) => status.to_string(),
                (Some(status), Some(words)) => format!("{status}: {words}"),
                (None, words) => words.clone().unwrap_or_default(),
            });
            [
                delivery.id.to_string(),
                delivery.event.clone(),
                delivery.endpoint_name.clone(),
                word(&delivery.state),
                delivery.tries.len().to_string(),
                last.unwrap_or_else(nothing),
                maybe_time(delivery.next_try),
            ]
        })
    })?;
    Ok(Answer::Yes)
}

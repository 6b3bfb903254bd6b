use callboard_rpc::command::{TrafficListCommand, TrafficReplayCommand, TrafficShow};
use callboard_rpc::types::{
    Direction, SourceKind, Trace, TrafficList, TrafficRef, TrafficReplay, TrafficRow, TrafficState,
};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use crate::answer::Answer;
use crate::commands::source;
use crate::failure::Failure;
use crate::parse;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{counted, maybe_time, nothing, or_nothing, parts, time, word};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Events that came in, newest first.
    List(Box<List>),
    /// One event, from its arrival to its last effect.
    Show { id: String },
    /// Does again what failed for good.
    Replay {
        #[arg(required = true)]
        ids: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those in this state.
    #[arg(long, value_parser = state_of_event())]
    status: Option<TrafficState>,
    /// Only those of this kind.
    #[arg(long, value_enum)]
    kind: Option<SourceKind>,
    /// Name or id.
    #[arg(long)]
    source: Option<String>,
    /// Not before this instant.
    #[arg(long, value_parser = parse::instant)]
    since: Option<Timestamp>,
    /// The beginning of a contact id or of the sender's own id, or all digits of a number.
    #[arg(long)]
    q: Option<String>,
    /// Rows a page.
    #[arg(long, default_value_t = 50)]
    limit: u32,
    /// `next` of the page before.
    #[arg(long)]
    after: Option<String>,
}

/// The states of what came in; the others are those of deliveries.
fn state_of_event() -> impl TypedValueParser<Value = TrafficState> {
    let sent = |state: &&TrafficState| matches!(state, TrafficState::Waiting | TrafficState::Delivered);
    let states = TrafficState::value_variants().iter().filter(|state| !sent(state));
    PossibleValuesParser::new(states.filter_map(ValueEnum::to_possible_value))
        .try_map(|word| TrafficState::from_str(&word, false))
}

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    match group {
        Group::List(list) => self::list(terminal, &reach, *list).await,
        Group::Show { id } => {
            let trace = reach.ask::<TrafficShow>(TrafficRef { id, reveal: terminal.reveal() }).await?;
            terminal.out.show(&trace, traced)?;
            Ok(Answer::Yes)
        }
        Group::Replay { ids } => replay(terminal, &reach, ids).await,
    }
}

async fn list(terminal: &Terminal, reach: &Reach, list: List) -> Result<Answer, Failure> {
    let party = match &list.source {
        Some(named) => Some(source::find(reach, named).await?.id.to_string()),
        None => None,
    };
    let filtered = party.is_some() || list.status.is_some() || list.kind.is_some() || list.q.is_some();
    let after = list.after.clone();
    let nothing = if filtered || list.since.is_some() {
        "No event fits."
    } else {
        "No event came in yet. `callboard source list` shows who may send."
    };
    let args = TrafficList {
        direction: Some(Direction::Received),
        state: list.status,
        kind: list.kind.map(|kind| word(&kind)),
        party,
        q: list.q,
        since: list.since,
        after: list.after,
        limit: Some(list.limit),
        reveal: terminal.reveal(),
    };
    let page = reach.ask::<TrafficListCommand>(args).await?;
    terminal.out.page(&page, after.as_deref(), nothing, |rows| {
        Table::new(["ID", "AT", "KIND", "SOURCE", "ABOUT", "STATE", ""]).with(rows, cells)
    })?;
    Ok(Answer::Yes)
}

/// Those that can be done again are; exit 1 where not all are.
pub(crate) async fn replay(terminal: &Terminal, reach: &Reach, ids: Vec<String>) -> Result<Answer, Failure> {
    let asked = ids.len() as u64;
    let replayed = reach.ask::<TrafficReplayCommand>(TrafficReplay { ids, cause: None }).await?;
    terminal.out.show(&replayed, |replayed| {
        format!("{} of {} begun again.", replayed.replayed, counted(asked, "message"))
    })?;
    Ok(Answer::yes_if(replayed.replayed == asked))
}

/// An event or a delivery with all its steps.
pub(crate) fn traced(trace: &Trace) -> String {
    let row = &trace.row;
    let head = format!("{}  {}  {}  {}  {}", row.id, row.kind, row.party, row.about, word(&row.state));
    let steps = Table::new(["STEP", "STATE", "AT", ""]).with(&trace.steps, |step| {
        [word(&step.kind), word(&step.state), maybe_time(step.at), step.words.clone()]
    });
    let related =
        Table::new(["CONNECTED", "AT", "KIND", "PARTY", "ABOUT", "STATE", ""]).with(&trace.related, cells);
    let sender = trace.sender_id.as_ref().map_or_else(String::new, |id| format!("The sender calls it {id}."));
    parts([head, steps.to_string(), sender, or_nothing(trace.body.as_deref()), related.unless_empty()])
}

fn cells(row: &TrafficRow) -> [String; 7] {
    [
        row.id.clone(),
        time(row.at),
        row.kind.clone(),
        row.party.clone(),
        row.about.clone(),
        word(&row.state),
        row.words.clone().unwrap_or_else(nothing),
    ]
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        list: List,
    }

    #[test]
    fn events_are_asked_for_by_states_that_events_have() {
        let status = |word| Line::try_parse_from(["list", "--status", word]).map(|line| line.list.status);
        assert_eq!(status("held").unwrap(), Some(TrafficState::Held));
        assert!(status("delivered").is_err(), "that is a state of deliveries");
        let kind = Line::try_parse_from(["list", "--kind", "call-result"]).unwrap().list.kind;
        assert_eq!(kind, Some(SourceKind::CallResult), "as the interface spells it");
    }
}

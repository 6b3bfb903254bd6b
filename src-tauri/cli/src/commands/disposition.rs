pub(crate) mod map;
mod routes;

use callboard_rpc::command::{
    DispositionFeedCommand, DispositionMapCode, DispositionShow, DispositionUnmappedPolicy,
};
use callboard_rpc::types::{DispositionFeed, MapCode, OfConnection, UnmappedPolicy, UnmappedPolicySet};
use clap::{Args, Subcommand};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{nothing, or_nothing, time, word};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Codes that came and that the map does not know.
    Unmapped,
    /// Maps one of them, publishes, and applies its events anew.
    MapCode {
        code: String,
        /// What it means: one of the categories of the map.
        #[arg(long)]
        category: String,
        /// What agents mean by it.
        #[arg(long)]
        meaning: Option<String>,
    },
    /// What happens to events whose code is not mapped.
    Policy {
        #[arg(value_enum)]
        policy: UnmappedPolicy,
    },
    /// The map: code, category, severity, actions.
    #[command(subcommand)]
    Map(map::Group),
    /// Events as they were decided, newest first.
    Feed(Feed),
    /// Who is told of events of each severity.
    Routes,
    /// Says who is told of a severity; what is not named stays.
    Route(routes::Route),
}

#[derive(Debug, Args)]
pub(crate) struct Feed {
    /// Only this code.
    #[arg(long)]
    code: Option<String>,
    /// Only this category.
    #[arg(long)]
    category: Option<String>,
    /// Rows a page.
    #[arg(long, default_value_t = 50)]
    limit: u32,
    /// `next` of the page before.
    #[arg(long)]
    after: Option<String>,
}

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    let connection = terminal.options.connection();
    match group {
        Group::Unmapped => {
            let shown = reach.ask::<DispositionShow>(OfConnection { connection }).await?;
            terminal.out.list(&shown.unmapped, "Every code that came is in the map.", |codes| {
                Table::new(["CODE", "EVENTS", "CONTACTS", "HELD", "FIRST", "LAST", "CALLED"]).with(
                    codes,
                    |code| {
                        [
                            code.code.clone(),
                            code.events.to_string(),
                            code.contacts.to_string(),
                            code.held.to_string(),
                            time(code.first),
                            time(code.last),
                            or_nothing(code.call_result.as_deref()),
                        ]
                    },
                )
            })?;
            let listed = shown.unmapped.len() as u64;
            if shown.unmapped_total > listed {
                let total = shown.unmapped_total;
                terminal
                    .out
                    .say(&format!("These are the {listed} codes with the most events, of {total}."))?;
            }
        }
        Group::MapCode { code, category, meaning } => {
            let done =
                reach.ask::<DispositionMapCode>(MapCode { connection, code, category, meaning }).await?;
            terminal.out.show(&done, |done| map::published(done, None))?;
        }
        Group::Policy { policy } => {
            let shown =
                reach.ask::<DispositionUnmappedPolicy>(UnmappedPolicySet { connection, policy }).await?;
            terminal.out.show(&shown, |shown| match shown.unmapped_policy {
                UnmappedPolicy::Write => {
                    "Events with unmapped codes are written as unclassified (low).".to_owned()
                }
                UnmappedPolicy::Hold => {
                    "Events with unmapped codes are held until they are mapped.".to_owned()
                }
            })?;
        }
        Group::Map(group) => return map::run(terminal, &reach, group).await,
        Group::Feed(feed) => self::feed(terminal, &reach, feed).await?,
        Group::Routes => routes::list(terminal, &reach).await?,
        Group::Route(route) => routes::set(terminal, &reach, route).await?,
    }
    Ok(Answer::Yes)
}

async fn feed(terminal: &Terminal, reach: &Reach, feed: Feed) -> Result<(), Failure> {
    let after = feed.after.clone();
    let filtered = feed.code.is_some() || feed.category.is_some();
    let nothing_yet = if filtered { "No event fits." } else { "No call was dispositioned yet." };
    let args = DispositionFeed {
        connection: terminal.options.connection(),
        code: feed.code,
        category: feed.category,
        after: feed.after,
        limit: Some(feed.limit),
        reveal: terminal.reveal(),
    };
    let page = reach.ask::<DispositionFeedCommand>(args).await?;
    terminal.out.page(&page, after.as_deref(), nothing_yet, |rows| {
        Table::new(["EVENT", "AT", "CONTACT", "CODE", "CATEGORY", "SEVERITY", "VERSION", "STATE"]).with(
            rows,
            |row| {
                [
                    row.event.clone(),
                    time(row.at),
                    row.contact.clone(),
                    row.code.clone(),
                    or_nothing(row.category.as_deref()),
                    row.severity.map_or_else(nothing, |severity| word(&severity)),
                    row.version.map_or_else(nothing, |version| version.to_string()),
                    word(&row.state),
                ]
            },
        )
    })
}

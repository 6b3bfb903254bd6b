use callboard_engine::delivery::NOT_SENT_YET;
use callboard_rpc::command::{
    DeliveryListCommand, EndpointList, EndpointRemove, EndpointRotateCommand, EndpointSaveCommand,
    EndpointSetEnabledCommand,
};
use callboard_rpc::types::{
    DeliveryList, Endpoint, EndpointId, EndpointRef, EndpointRotate, EndpointSave, EndpointSaved,
    EndpointSetEnabled, Nothing,
};
use clap::Subcommand;

use crate::answer::Answer;
use crate::commands::source::hours;
use crate::failure::Failure;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::time;

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Adds a receiver; prints the secret with which it verifies what it gets, once.
    Add {
        url: String,
        /// Names of events: campaign.completed, disposition.routed; subscription.state is not sent by this version yet.
        #[arg(long, required = true, num_args = 1.., value_delimiter = ',')]
        events: Vec<String>,
        /// Default: the URL's host.
        #[arg(long)]
        name: Option<String>,
    },
    /// Who is told, of what, and how it goes.
    List,
    /// Makes a new signing secret, prints it once, and signs with the old one too for a while.
    Rotate {
        /// Name or id.
        endpoint: String,
        /// How long both sign, in whole hours; 0: the old one ends at once.
        #[arg(long, default_value = "24h", value_parser = hours)]
        keep_old: u32,
    },
    /// Sends it nothing until it is enabled again; what is announced meanwhile is not kept for it.
    Disable { endpoint: String },
    /// Sends to it again from now on.
    Enable { endpoint: String },
    /// Removes a receiver; what waits for it becomes a dead letter.
    Remove { endpoint: String },
}

pub(super) async fn run(terminal: &Terminal, reach: &Reach, group: Group) -> Result<Answer, Failure> {
    match group {
        Group::Add { url, events, name } => add(terminal, reach, url, events, name).await,
        Group::List => endpoints(terminal, reach).await,
        Group::Rotate { endpoint, keep_old } => {
            let args =
                EndpointRotate { id: find(reach, &endpoint).await?.id, keep_old_hours: Some(keep_old) };
            let saved = reach.ask::<EndpointRotateCommand>(args).await?;
            terminal.out.show(&saved, said)?;
            Ok(Answer::Yes)
        }
        Group::Disable { endpoint } => turn(terminal, reach, &endpoint, false).await,
        Group::Enable { endpoint } => turn(terminal, reach, &endpoint, true).await,
        Group::Remove { endpoint } => {
            let endpoint = find(reach, &endpoint).await?;
            reach.ask::<EndpointRemove>(EndpointRef { id: endpoint.id }).await?;
            terminal.out.done(&format!("{} is removed.", endpoint.name))?;
            Ok(Answer::Yes)
        }
    }
}

/// By name where one receiver alone has it; else it is an id, perhaps of one that was removed and got something.
pub(super) async fn id(reach: &Reach, named: String) -> Result<EndpointId, Failure> {
    let all = reach.ask::<EndpointList>(Nothing {}).await?;
    if all.iter().any(|one| one.name == named || one.id.as_str() == named) {
        return Ok(find(reach, &named).await?.id);
    }
    let removed = EndpointId(named.clone());
    let of_it = DeliveryList { endpoint: Some(removed.clone()), limit: Some(1), ..DeliveryList::default() };
    match reach.ask::<DeliveryListCommand>(of_it).await?.total {
        0 => Err(unknown(&named)),
        _ => Ok(removed),
    }
}

/// By id, or by name where one receiver alone has it.
pub(super) async fn find(reach: &Reach, named: &str) -> Result<Endpoint, Failure> {
    let all = reach.ask::<EndpointList>(Nothing {}).await?;
    let mut found: Vec<_> =
        all.into_iter().filter(|one| one.id.as_str() == named || one.name == named).collect();
    match (found.pop(), found.is_empty()) {
        (Some(endpoint), true) => Ok(endpoint),
        (Some(_), false) => Err(Failure::wrong(format!("{} receivers are called {named}.", found.len() + 1))
            .hint("Name one by its id; `callboard delivery endpoint list` shows them.")),
        (None, _) => Err(unknown(named)),
    }
}

fn unknown(named: &str) -> Failure {
    Failure::wrong(format!("There is no receiver {named}."))
        .hint("`callboard delivery endpoint list` shows those there are.")
}

async fn turn(terminal: &Terminal, reach: &Reach, named: &str, enabled: bool) -> Result<Answer, Failure> {
    let args = EndpointSetEnabled { id: find(reach, named).await?.id, enabled };
    let endpoint = reach.ask::<EndpointSetEnabledCommand>(args).await?;
    terminal.out.show(&endpoint, now)?;
    Ok(Answer::Yes)
}

async fn add(
    terminal: &Terminal,
    reach: &Reach,
    url: String,
    events: Vec<String>,
    name: Option<String>,
) -> Result<Answer, Failure> {
    let name = name.unwrap_or_else(|| host(&url));
    let args = EndpointSave { id: None, name, url, events, enabled: true, secret: None };
    let saved = reach.ask::<EndpointSaveCommand>(args).await?;
    terminal.out.show(&saved, said)?;
    Ok(Answer::Yes)
}

/// `hooks.example.com` of `https://hooks.example.com/in`.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest).to_owned()
}

fn now(endpoint: &Endpoint) -> String {
    format!("{} ({}) is {}.", endpoint.name, endpoint.id, state(endpoint))
}

fn said(saved: &EndpointSaved) -> String {
    let mut lines = vec![now(&saved.endpoint)];
    lines.extend(saved.warning.as_ref().map(|warning| format!("Warning: {warning}")));
    lines.extend(saved.in_force.clone());
    if let Some(secret) = &saved.secret {
        lines.push("It verifies what it gets with this secret, which is not shown again:".to_owned());
        lines.push(secret.0.clone());
    }
    lines.join("\n")
}

/// On, off or failing, and since when and why.
pub(crate) fn state(endpoint: &Endpoint) -> String {
    match (&endpoint.disabled_because, endpoint.enabled, endpoint.failing_since) {
        (Some(why), ..) => format!("off: {why}"),
        (None, false, _) => "off".to_owned(),
        (None, true, Some(since)) => {
            format!(
                "failing since {} ({} % of the time after which it is turned off)",
                time(since),
                endpoint.failing_percent
            )
        }
        (None, true, None) => "on".to_owned(),
    }
}

/// An event's name, and whether it is never sent.
fn listed(event: &str) -> String {
    if NOT_SENT_YET.contains(&event) { format!("{event} (not sent yet)") } else { event.to_owned() }
}

async fn endpoints(terminal: &Terminal, reach: &Reach) -> Result<Answer, Failure> {
    let endpoints = reach.ask::<EndpointList>(Nothing {}).await?;
    terminal.out.list(
        &endpoints,
        "Nobody gets webhooks. `callboard delivery endpoint add` adds a receiver.",
        |all| {
            Table::new(["ID", "NAME", "URL", "EVENTS", "STATE", "WAITING", "DEAD", "DELIVERED", "FAILED"])
                .with(all, |endpoint| {
                    [
                        endpoint.id.to_string(),
                        endpoint.name.clone(),
                        endpoint.url.clone(),
                        endpoint.events.iter().map(|event| listed(event)).collect::<Vec<_>>().join(","),
                        state(endpoint),
                        endpoint.waiting.to_string(),
                        endpoint.dead.to_string(),
                        endpoint.delivered.to_string(),
                        endpoint.failed.to_string(),
                    ]
                })
        },
    )?;
    Ok(Answer::Yes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_never_sent_is_listed_as_such() {
        assert_eq!(listed("campaign.completed"), "campaign.completed");
        assert_eq!(listed("subscription.state"), "subscription.state (not sent yet)");
    }

    #[test]
    fn a_receiver_without_a_name_is_called_by_its_host() {
        assert_eq!(host("https://hooks.example.com/in?a=b"), "hooks.example.com");
        assert_eq!(host("nonsense"), "nonsense", "the engine refuses it in its own words");
    }
}

use callboard_rpc::command::{
    ConnectionList, SourceList, SourceRemove, SourceRotateCommand, SourceSaveCommand, SourceSetEnabledCommand,
};
use callboard_rpc::types::{
    ConnectionId, MaybeConnection, Nothing, SecretText, Source, SourceAuth, SourceKind, SourceRef,
    SourceRotate, SourceSave, SourceSaved, SourceSetEnabled,
};
use clap::{Args, Subcommand};
use jiff::SignedDuration;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::input;
use crate::parse;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{counted, maybe_time, word};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Adds a source; prints its secret once, where it was made here.
    Add(Add),
    /// Who may send events, and what came.
    List,
    /// Makes a new secret, prints it once, and takes the old one for a while.
    Rotate {
        /// Name or id.
        source: String,
        /// How long the old secret is taken, in whole hours; 0: it ends at once.
        #[arg(long, default_value = "24h", value_parser = hours)]
        keep_old: u32,
    },
    /// Refuses what it sends, until it is enabled again.
    Disable { source: String },
    /// Takes what it sends again.
    Enable { source: String },
    /// Removes a source and its secret; what it sent stays.
    Remove { source: String },
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    name: String,
    /// What it sends; the path follows from it.
    #[arg(long, value_enum)]
    kind: SourceKind,
    /// `none` is taken by a loopback listener only.
    #[arg(long, value_enum, default_value = "signature")]
    auth: SourceAuth,
    /// How far a signature's time may lie from now, e.g. 300s; more for a relay that stores and forwards.
    #[arg(long, value_parser = parse::seconds)]
    tolerance: Option<u32>,
    /// Reads the secret from stdin instead of making one.
    #[arg(long)]
    secret_stdin: bool,
}

/// Far longer than any secret.
const LONGEST_SECRET: u64 = 64 * 1024;

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    match group {
        Group::Add(add) => self::add(terminal, &reach, add).await?,
        Group::List => list(terminal, &reach).await?,
        Group::Rotate { source, keep_old } => {
            let args = SourceRotate { id: find(&reach, &source).await?.id, keep_old_hours: Some(keep_old) };
            let saved = reach.ask::<SourceRotateCommand>(args).await?;
            terminal.out.show(&saved, said)?;
        }
        Group::Disable { source } => turn(terminal, &reach, &source, false).await?,
        Group::Enable { source } => turn(terminal, &reach, &source, true).await?,
        Group::Remove { source } => {
            let source = find(&reach, &source).await?;
            reach.ask::<SourceRemove>(SourceRef { id: source.id }).await?;
            terminal.out.done(&format!("{} is removed, and its secret with it.", source.name))?;
        }
    }
    Ok(Answer::Yes)
}

async fn add(terminal: &Terminal, reach: &Reach, add: Add) -> Result<(), Failure> {
    let secret = if add.secret_stdin {
        Some(SecretText(input::secret(&terminal.clock, LONGEST_SECRET, "The secret").await?))
    } else {
        None
    };
    let save = SourceSave {
        id: None,
        name: add.name,
        kind: add.kind,
        connection: connection(terminal, reach).await?,
        auth: add.auth,
        tolerance_seconds: add.tolerance,
        enabled: true,
        secret,
    };
    let saved = reach.ask::<SourceSaveCommand>(save).await?;
    terminal.out.show(&saved, said)
}

async fn turn(terminal: &Terminal, reach: &Reach, name: &str, enabled: bool) -> Result<(), Failure> {
    let args = SourceSetEnabled { id: find(reach, name).await?.id, enabled };
    let source = reach.ask::<SourceSetEnabledCommand>(args).await?;
    terminal.out.show(&source, whereabouts)
}

async fn list(terminal: &Terminal, reach: &Reach) -> Result<(), Failure> {
    let args = MaybeConnection { connection: terminal.options.connection() };
    let sources = reach.ask::<SourceList>(args).await?;
    terminal.out.list(&sources, "Nobody may send events. `callboard source add` adds a source.", |sources| {
        let head =
            ["ID", "NAME", "KIND", "PATH", "PROOF", "STATE", "LAST SEEN", "RECEIVED", "REPEATED", "REFUSED"];
        Table::new(head).with(sources, |source| {
            let refused: u64 = source.refused.iter().map(|one| one.count).sum();
            [
                source.id.to_string(),
                source.name.clone(),
                word(&source.kind),
                source.path.clone(),
                word(&source.auth),
                state(source),
                maybe_time(source.last_seen),
                source.received.to_string(),
                source.repeated.to_string(),
                refused.to_string(),
            ]
        })
    })
}

fn state(source: &Source) -> String {
    match (source.enabled, source.has_secret) {
        (false, _) => "off".to_owned(),
        (true, false) => "its secret is missing".to_owned(),
        (true, true) => "on".to_owned(),
    }
}

fn whereabouts(source: &Source) -> String {
    format!("{} ({}) sends to {}; it is {}.", source.name, source.id, source.path, state(source))
}

fn said(saved: &SourceSaved) -> String {
    let mut what = whereabouts(&saved.source);
    if let Some(in_force) = &saved.in_force {
        what.push('\n');
        what.push_str(in_force);
    }
    match &saved.secret {
        None => what,
        Some(secret) => format!("{what} Its secret is not shown again:\n{}", secret.0),
    }
}

/// By id, or by name where one source alone has it.
pub(crate) async fn find(reach: &Reach, named: &str) -> Result<Source, Failure> {
    let all = reach.ask::<SourceList>(MaybeConnection { connection: None }).await?;
    let mut found: Vec<_> =
        all.into_iter().filter(|source| source.id.as_str() == named || source.name == named).collect();
    match (found.pop(), found.is_empty()) {
        (Some(source), true) => Ok(source),
        (Some(_), false) => Err(Failure::wrong(format!("{} sources are called {named}.", found.len() + 1))
            .hint("Name one by its id; `callboard source list` shows them.")),
        (None, _) => Err(Failure::wrong(format!("There is no source {named}."))
            .hint("`callboard source list` shows those there are.")),
    }
}

/// The tenant whose source it is: the one that is named, or the only one.
async fn connection(terminal: &Terminal, reach: &Reach) -> Result<ConnectionId, Failure> {
    if let Some(named) = terminal.options.connection() {
        return Ok(named);
    }
    let mut all = reach.ask::<ConnectionList>(Nothing {}).await?;
    match (all.pop(), all.len()) {
        (Some(only), 0) => Ok(only.id),
        (Some(_), more) => {
            Err(Failure::wrong(format!("There are {}; which one sends?", counted(more as u64 + 1, "tenant")))
                .hint("Name it with --connection."))
        }
        (None, _) => Err(Failure::wrong("No tenant is set up, and a source belongs to one.")
            .hint("`callboard connection add` adds one.")),
    }
}

/// Whole hours, 0 allowed.
pub(crate) fn hours(text: &str) -> Result<u32, String> {
    if text.trim() == "0" {
        return Ok(0);
    }
    let duration: SignedDuration = parse::duration(text)?;
    if duration.as_secs() % 3600 != 0 {
        return Err("whole hours are counted".to_owned());
    }
    u32::try_from(duration.as_hours()).map_err(|_| "that is too long".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_secrets_are_kept_for_whole_hours() {
        assert_eq!((hours("24h"), hours("0"), hours("2h30m").is_err()), (Ok(24), Ok(0), true));
    }
}

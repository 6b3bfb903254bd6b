use callboard_rpc::command::{
    CampaignList, ConnectionList, ConnectionRemove, ConnectionSaveCommand, ConnectionTestCommand,
};
use callboard_rpc::types::{
    ConnectionId, ConnectionRef, ConnectionRemoval, ConnectionSave, ConnectionSettings, DependentWindow,
    MaybeConnection, Nothing, RemovalTreatment, SecretStoreKind, SecretText, TokenStyle,
};
use clap::{Args, Subcommand};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::input;
use crate::output::note;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{nothing, or_nothing, parts, time, word};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Adds a tenant; its secret comes from --secret-stdin or `CALLBOARD_CLIENT_SECRET`, never from an argument.
    Add(Box<Add>),
    /// All tenants and how they are.
    List,
    /// Asks for a token, then makes one read per job; exit 1 where one is not allowed.
    Test { name: String },
    /// Removes a tenant and its secret. Where active schedules or windows depend on it, says which, and changes nothing
    /// without --withdraw or --keep (exit 1).
    Remove {
        /// As `connection list` shows it.
        name: String,
        #[command(flatten)]
        standing: Standing,
    },
    /// The tenant's campaigns, where it can list them.
    Campaigns,
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    name: String,
    /// `https://HOST`, no path; plain http for loopback only.
    #[arg(long)]
    base_url: String,
    /// As the tenant gave it out.
    #[arg(long)]
    client_id: String,
    /// Where another host issues the token.
    #[arg(long)]
    token_url: Option<String>,
    /// Default: /oauth/token.
    #[arg(long)]
    token_path: Option<String>,
    /// How the client proves itself where tokens are issued.
    #[arg(long, value_enum, default_value = "form")]
    token_style: TokenStyle,
    /// Space-separated.
    #[arg(long)]
    scopes: Option<String>,
    /// ISO 3166, for national phone numbers.
    #[arg(long)]
    default_region: Option<String>,
    /// Requests in any 60 s; 0: no limit of ours; default: 100.
    #[arg(long)]
    rate_limit: Option<u32>,
    /// A company's HTTP proxy.
    #[arg(long)]
    proxy: Option<String>,
    /// A company's certificate authority: a PEM file.
    #[arg(long)]
    ca_file: Option<String>,
    /// Sender of confirmations.
    #[arg(long)]
    sms_from: Option<String>,
    /// Reads the client secret from stdin.
    #[arg(long)]
    secret_stdin: bool,
}

/// What becomes of its windows in CXone; its active schedules are paused.
#[derive(Clone, Copy, Debug, Args)]
#[group(multiple = false)]
pub(crate) struct Standing {
    /// Withdraws them, and removes the connection once they are gone.
    #[arg(long)]
    withdraw: bool,
    /// Leaves them as they are: they dial, and Callboard can withdraw them no more.
    #[arg(long)]
    keep: bool,
}

impl Standing {
    fn chosen(self) -> Option<RemovalTreatment> {
        match (self.withdraw, self.keep) {
            (true, _) => Some(RemovalTreatment::Withdraw),
            (_, true) => Some(RemovalTreatment::Keep),
            _ => None,
        }
    }
}

/// Where scripts put the client secret.
const CLIENT_SECRET: &str = "CALLBOARD_CLIENT_SECRET";
/// Far longer than any secret.
const LONGEST_SECRET: u64 = 64 * 1024;

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    match group {
        Group::Add(add) => self::add(terminal, &reach, *add).await,
        Group::List => list(terminal, &reach).await,
        Group::Test { name } => test(terminal, &reach, &name).await,
        Group::Remove { name, standing } => {
            let connection = ConnectionId(name.clone());
            let removal = ConnectionRemoval { connection, standing: standing.chosen() };
            let removed = reach.ask::<ConnectionRemove>(removal).await?;
            terminal.out.show(&removed, |removed| parts([is_removed(&name), kept(&removed.kept)]))?;
            Ok(Answer::Yes)
        }
        Group::Campaigns => campaigns(terminal, &reach).await,
    }
}

fn is_removed(name: &str) -> String {
    format!("{name} is removed, and its secret with it.")
}

/// Windows that stand at the tenant all the same, and until when.
fn kept(windows: &[DependentWindow]) -> String {
    if windows.is_empty() {
        return String::new();
    }
    let table =
        Table::new(["WINDOW", "CAMPAIGN", "WHERE", "WHEN", "CONTACTS", "DIALS UNTIL"]).with(windows, |one| {
            [
                one.id.to_string(),
                one.campaign_id.clone(),
                one.place.clone(),
                one.words.clone(),
                one.contacts.to_string(),
                time(one.end),
            ]
        });
    format!("Left as they are; Callboard can withdraw them no more:\n\n{table}")
}

async fn add(terminal: &Terminal, reach: &Reach, add: Add) -> Result<Answer, Failure> {
    let secret = secret(terminal, add.secret_stdin).await?;
    let settings = ConnectionSettings {
        name: add.name,
        base_url: add.base_url,
        token_url: add.token_url,
        token_path: add.token_path,
        token_style: add.token_style,
        scopes: add.scopes,
        client_id: add.client_id,
        default_region: add.default_region,
        rate_limit: add.rate_limit,
        proxy: add.proxy,
        ca_file: add.ca_file,
        sms_from: add.sms_from,
        custom_list_ids: None,
    };
    let saved = reach
        .ask::<ConnectionSaveCommand>(ConnectionSave { id: None, settings, client_secret: secret })
        .await?;
    if reach.own().is_some() && terminal.options.secrets == Some(SecretStoreKind::Session) {
        note(
            "callboard: --secrets session forgets the secret when this command ends; use keyring or file to keep it.",
        );
    }
    terminal.out.show(&saved, |saved| {
        format!("{} is added. `callboard connection test` says whether it works.", saved.settings.name)
    })?;
    Ok(Answer::Yes)
}

/// From stdin, else from the environment; one line break at the end belongs to the editor.
async fn secret(terminal: &Terminal, from_stdin: bool) -> Result<Option<SecretText>, Failure> {
    if from_stdin {
        let text = input::secret(&terminal.clock, LONGEST_SECRET, "The client secret").await?;
        return Ok(Some(SecretText(text)));
    }
    let text = match std::env::var(CLIENT_SECRET) {
        Ok(text) => text,
        Err(std::env::VarError::NotPresent) => return Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            return Err(Failure::wrong(format!("{CLIENT_SECRET} is no UTF-8 text.")));
        }
    };
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(Failure::wrong("The client secret is empty."));
    }
    Ok(Some(SecretText(text.to_owned())))
}

async fn list(terminal: &Terminal, reach: &Reach) -> Result<Answer, Failure> {
    let connections = reach.ask::<ConnectionList>(Nothing {}).await?;
    terminal.out.list(
        &connections,
        "No tenant is set up. `callboard connection add` adds one.",
        |connections| {
            Table::new(["NAME", "ADDRESS", "STATE", "SECRET", ""]).with(connections, |connection| {
                [
                    connection.settings.name.clone(),
                    connection.settings.base_url.clone(),
                    word(&connection.health.state),
                    if connection.has_secret { "stored".to_owned() } else { "missing".to_owned() },
                    connection.health.words.clone(),
                ]
            })
        },
    )?;
    Ok(Answer::Yes)
}

async fn test(terminal: &Terminal, reach: &Reach, name: &str) -> Result<Answer, Failure> {
    let test = reach.ask::<ConnectionTestCommand>(ConnectionRef { connection: name.into() }).await?;
    terminal.out.show(&test, |test| {
        Table::new(["JOB", "STATE", "MS", "", "SCOPE"])
            .with(&test.checks, |check| {
                [
                    check.job.clone(),
                    word(&check.state),
                    check.took_ms.map_or_else(nothing, |took| took.to_string()),
                    check.words.clone(),
                    or_nothing(check.scope.as_deref()),
                ]
            })
            .to_string()
    })?;
    Ok(Answer::yes_if(test.ok))
}

async fn campaigns(terminal: &Terminal, reach: &Reach) -> Result<Answer, Failure> {
    let args = MaybeConnection { connection: terminal.options.connection() };
    let found = reach.ask::<CampaignList>(args).await?;
    terminal.out.show(&found, |found| match &found.unlisted {
        Some(why) => why.clone(),
        None => Table::new(["ID", "NAME", "STATE"])
            .with(&found.campaigns, |campaign| {
                [campaign.id.clone(), campaign.name.clone(), campaign.state.clone()]
            })
            .to_string(),
    })?;
    Ok(Answer::Yes)
}

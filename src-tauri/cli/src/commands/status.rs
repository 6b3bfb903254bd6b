mod standing;

use std::time::Duration;

use callboard_rpc::Command;
use callboard_rpc::command::{
    AuditVerifyCommand, ConnectionList, ConnectionTestCommand, EndpointList, ListenerShow, RuleStanding,
    StatusShow, WindowKept,
};
use callboard_rpc::types::{
    AuditVerify, CheckState, Connection, ConnectionRef, Endpoint, Forbidden, KeptWindow, Listener,
    ListenerState, Nothing, Status,
};
use serde::Serialize;

use super::delivery::endpoint_state;
use crate::answer::Answer;
use crate::failure::Failure;
use crate::output::note;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{counted, maybe_time, or_nothing, parts, word};

/// Exit 1 where something in the program stands still.
pub(crate) async fn status(terminal: &Terminal) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    let health = Health::read(terminal, &reach).await?;
    terminal.out.show(&health, words)?;
    if reach.own().is_some() {
        note(
            "callboard: No Callboard runs on this data folder: nothing is sent and nothing comes in until one does \
             (`callboard serve`).",
        );
    }
    Ok(Answer::yes_if(health.status.standing_still.is_empty()))
}

/// An engine whose database does not answer tells its status all the same, and nothing else.
const ANSWER: Duration = Duration::from_secs(5);

/// The program, what comes in and goes out, and what stands at tenants; nothing where the database does not answer.
#[derive(Debug, Serialize)]
struct Health {
    #[serde(flatten)]
    status: Status,
    listener: Option<Listener>,
    receivers: Option<Vec<Endpoint>>,
    connections: Option<Vec<Connection>>,
    /// Windows that a rule forbids by now, and nobody decided about.
    in_spite: Option<Vec<Forbidden>>,
    /// Windows that were let stand, and until when each dials.
    kept: Option<Vec<KeptWindow>>,
}

impl Health {
    async fn read(terminal: &Terminal, reach: &Reach) -> Result<Self, Failure> {
        let status = reach.ask::<StatusShow>(Nothing {}).await?;
        let asked = Asked { terminal, reach, may_hang: !status.standing_still.is_empty() };
        Ok(Self {
            listener: asked.ask::<ListenerShow>().await?,
            receivers: asked.ask::<EndpointList>().await?,
            connections: asked.ask::<ConnectionList>().await?,
            in_spite: asked.ask::<RuleStanding>().await?.map(|effect| effect.forbidden),
            kept: asked.ask::<WindowKept>().await?,
            status,
        })
    }
}

/// Questions to an engine of which something may stand still.
struct Asked<'a> {
    terminal: &'a Terminal,
    reach: &'a Reach,
    may_hang: bool,
}

impl Asked<'_> {
    async fn ask<C: Command<Args = Nothing>>(&self) -> Result<Option<C::Output>, Failure> {
        let asked = self.reach.ask::<C>(Nothing {});
        if self.may_hang {
            return self.terminal.clock.timeout(ANSWER, asked).await.ok().transpose();
        }
        asked.await.map(Some)
    }
}

#[derive(Debug, Serialize)]
struct Diagnosis {
    ok: bool,
    checks: Vec<Check>,
    status: Health,
}

#[derive(Debug, Serialize)]
struct Check {
    name: String,
    ok: bool,
    words: String,
}

impl Check {
    fn new(name: impl Into<String>, ok: bool, words: impl Into<String>) -> Self {
        Self { name: name.into(), ok, words: words.into() }
    }
}

/// Makes every check now, which also asks every tenant.
pub(crate) async fn doctor(terminal: &Terminal) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    let status = Health::read(terminal, &reach).await?;
    let mut checks = of_status(&status.status);
    checks.extend(status.listener.as_ref().map(listener));
    checks.extend(status.receivers.iter().flatten().map(receiver));
    // Of a database that does not answer nothing else can be asked.
    if status.status.standing_still.is_empty() {
        checks.push(audit(&reach).await?);
        checks.extend(tenants(&reach).await?);
    }
    let diagnosis = Diagnosis { ok: checks.iter().all(|check| check.ok), checks, status };
    terminal.out.show(&diagnosis, diagnosed)?;
    Ok(Answer::yes_if(diagnosis.ok))
}

fn of_status(status: &Status) -> Vec<Check> {
    let store = &status.secret_store;
    let dead: u64 = status.waiting.iter().map(|waiting| waiting.dead).sum();
    let mut checks = vec![
        Check::new("secrets", store.usable, store.words.clone()),
        Check::new(
            "waiting work",
            dead == 0,
            match dead {
                0 => "Nothing was given up.".to_owned(),
                dead => format!("{dead} given up; `callboard status` says which."),
            },
        ),
    ];
    // What is wrong with the store of secrets was said above.
    let others = status.trouble.iter().filter(|trouble| !store.words.contains(&trouble.what));
    checks.extend(
        others.map(|trouble| Check::new("the program", false, format!("{} {}", trouble.what, trouble.to_do))),
    );
    checks
}

fn listener(listener: &Listener) -> Check {
    Check::new("listener", listener.state != ListenerState::Failing, listener.words.clone())
}

fn receiver(endpoint: &Endpoint) -> Check {
    // One that a person turned off is as it should be.
    let well = endpoint.disabled_because.is_none() && endpoint.failing_since.is_none() && endpoint.dead == 0;
    let state = endpoint_state(endpoint);
    let words = match endpoint.waiting + endpoint.dead {
        0 => state,
        _ => format!("{state}; {} waiting, {} given up", endpoint.waiting, endpoint.dead),
    };
    Check::new(format!("receiver {}", endpoint.name), well, words)
}

async fn audit(reach: &Reach) -> Result<Check, Failure> {
    let verified = reach.ask::<AuditVerifyCommand>(AuditVerify::default()).await?;
    let words =
        verified.first_bad.map_or_else(|| format!("{} rows hold.", verified.rows), |fault| fault.words);
    Ok(Check::new("audit log", verified.ok, words))
}

async fn tenants(reach: &Reach) -> Result<Vec<Check>, Failure> {
    let mut checks = Vec::new();
    for connection in reach.ask::<ConnectionList>(Nothing {}).await? {
        let name = format!("tenant {}", connection.settings.name);
        let test = reach.ask::<ConnectionTestCommand>(ConnectionRef { connection: connection.id }).await?;
        let bad = |state: CheckState| matches!(state, CheckState::Failed | CheckState::Forbidden);
        let first_bad = test.checks.into_iter().find(|check| bad(check.state));
        let words = first_bad.map_or_else(
            || "It answers and allows everything that is needed.".to_owned(),
            |check| format!("{}: {}", check.job, check.words),
        );
        checks.push(Check::new(name, test.ok, words));
    }
    Ok(checks)
}

fn diagnosed(diagnosis: &Diagnosis) -> String {
    let table = Table::new(["CHECK", "STATE", ""]).with(&diagnosis.checks, |check| {
        [check.name.clone(), if check.ok { "good" } else { "bad" }.to_owned(), check.words.clone()]
    });
    parts([table.to_string(), words(&diagnosis.status)])
}

fn words(health: &Health) -> String {
    let Health { status, listener, receivers, connections, in_spite, kept } = health;
    let facts = [
        ("Callboard", status.version.clone()),
        ("SQLite", status.sqlite_version.clone()),
        ("Zone data", format!("{} ({})", status.zones.release, status.zones.source)),
        ("Phone data", status.phone_release.clone()),
        ("Rules", status.rules_version.clone()),
        ("Trusts", or_nothing(status.certificates.as_deref())),
        ("Secrets", status.secret_store.words.clone()),
        ("Data folder", format!("{} ({} KiB)", status.data_dir, status.database_bytes / 1024)),
        ("HTTP door", or_nothing(status.http.as_deref())),
        ("Listener", listener.as_ref().map_or_else(not_known, listening)),
        ("Receivers", receivers.as_ref().map_or_else(not_known, |all| all.len().to_string())),
    ];
    let facts = facts.map(|(name, value)| format!("{name:<11}  {value}")).join("\n");
    let waiting =
        Table::new(["WAITING", "TASKS", "GIVEN UP", "NEXT", "LAST ERROR"]).with(&status.waiting, |waiting| {
            [
                waiting.kind.clone(),
                waiting.waiting.to_string(),
                waiting.dead.to_string(),
                maybe_time(waiting.next),
                or_nothing(waiting.last_error.as_deref()),
            ]
        });
    let tenants = Table::new(["TENANT", "STATE", ""]).with(connections.iter().flatten(), |connection| {
        let health = &connection.health;
        [connection.settings.name.clone(), word(&health.state), health.words.clone()]
    });
    let trouble = status.trouble.iter().map(|trouble| {
        let since = if status.standing_still.contains(trouble) { Some(trouble.since) } else { None };
        let since = since.map_or_else(String::new, |since| format!(" Since {}.", maybe_time(Some(since))));
        format!("{}{since} {}", trouble.what, trouble.to_do)
    });
    parts([
        facts,
        tenants.unless_empty(),
        waiting.unless_empty(),
        in_spite.as_deref().map(standing::in_spite).unwrap_or_default(),
        kept.as_deref().map(standing::kept).unwrap_or_default(),
        trouble.collect::<Vec<_>>().join("\n"),
    ])
}

fn listening(listener: &Listener) -> String {
    let at = listener.address.as_ref();
    at.map_or_else(
        || word(&listener.state),
        |at| format!("{at}, {}", counted(u64::from(listener.sources), "source")),
    )
}

fn not_known() -> String {
    "not known: the database does not answer".to_owned()
}

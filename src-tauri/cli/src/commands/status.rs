use callboard_rpc::command::{
    AuditVerifyCommand, ConnectionList, ConnectionTestCommand, EndpointList, ListenerShow, StatusShow,
};
use callboard_rpc::types::{
    AuditVerify, CheckState, Connection, ConnectionRef, Endpoint, Listener, ListenerState, Nothing, Status,
};
use serde::Serialize;

use super::delivery::endpoint_state;
use crate::answer::Answer;
use crate::failure::Failure;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{maybe_time, or_nothing, parts, word};

pub(crate) async fn status(terminal: &Terminal) -> Result<Answer, Failure> {
    terminal.out.show(&Health::read(&Reach::open(terminal).await?).await?, words)?;
    Ok(Answer::Yes)
}

/// The program, and what comes in and goes out.
#[derive(Debug, Serialize)]
struct Health {
    #[serde(flatten)]
    status: Status,
    listener: Listener,
    receivers: Vec<Endpoint>,
    connections: Vec<Connection>,
}

impl Health {
    async fn read(reach: &Reach) -> Result<Self, Failure> {
        Ok(Self {
            status: reach.ask::<StatusShow>(Nothing {}).await?,
            listener: reach.ask::<ListenerShow>(Nothing {}).await?,
            receivers: reach.ask::<EndpointList>(Nothing {}).await?,
            connections: reach.ask::<ConnectionList>(Nothing {}).await?,
        })
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
    let status = Health::read(&reach).await?;
    let mut checks = of_status(&status.status);
    checks.push(listener(&status.listener));
    checks.extend(status.receivers.iter().map(receiver));
    checks.push(audit(&reach).await?);
    checks.extend(tenants(&reach).await?);
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
    let Health { status, listener, receivers, connections } = health;
    let facts = [
        ("Callboard", status.version.clone()),
        ("SQLite", status.sqlite_version.clone()),
        ("Zone data", format!("{} ({})", status.zones.release, status.zones.source)),
        ("Phone data", status.phone_release.clone()),
        ("Rules", status.rules_version.clone()),
        ("Secrets", status.secret_store.words.clone()),
        ("Data folder", format!("{} ({} KiB)", status.data_dir, status.database_bytes / 1024)),
        ("HTTP door", or_nothing(status.http.as_deref())),
        (
            "Listener",
            listener
                .address
                .clone()
                .map_or_else(|| word(&listener.state), |at| format!("{at}, {} sources", listener.sources)),
        ),
        ("Receivers", receivers.len().to_string()),
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
    let tenants = Table::new(["TENANT", "STATE", ""]).with(connections, |connection| {
        let health = &connection.health;
        [connection.settings.name.clone(), word(&health.state), health.words.clone()]
    });
    let trouble = status.trouble.iter().map(|trouble| format!("{} {}", trouble.what, trouble.to_do));
    parts([facts, tenants.unless_empty(), waiting.unless_empty(), trouble.collect::<Vec<_>>().join("\n")])
}

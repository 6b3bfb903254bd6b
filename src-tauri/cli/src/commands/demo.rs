use std::net::Ipv4Addr;
use std::time::Duration;

use callboard_rpc::command::{
    AuditVerifyCommand, DemoStart, EndpointRemove, EndpointSaveCommand, RunShow, SettingsSet, SettingsShow,
};
use callboard_rpc::types::{
    AuditVerified, AuditVerify, DemoStarted, EndpointRef, EndpointSave, Nothing, Run, RunRef, RunState,
    SecretStoreKind, SettingSet,
};
use clap::Args;
use ipnet::IpNet;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::answer::Answer;
use crate::commands::run::{follow, line, window_counts, windows};
use crate::failure::Failure;
use crate::reach::{Reach, Start};
use crate::terminal::Terminal;
use crate::touch::Touch;
use crate::words::counted;

mod progress;
mod receiver;
mod signature;

use progress::Progress;
use receiver::{Received, Receiver};

/// The engine calls one command; everything else here is looking on: receiving its webhook, verifying it, and
/// verifying the audit log.
#[derive(Debug, Args)]
pub(crate) struct Demo {}

const EVENT: &str = "campaign.completed";
/// The campaign takes about 25 s; more than this means that something is wrong.
const LONGEST: Duration = Duration::from_mins(2);
/// From the end of the campaign to its webhook.
const WEBHOOK: Duration = Duration::from_secs(20);

pub(crate) async fn run(terminal: &Terminal, _: Demo) -> Result<Answer, Failure> {
    let began = terminal.clock.monotonic();
    let place = Place::choose(terminal)?;
    let reach = place.reach(terminal).await?;
    let before = allow_loopback(&reach).await?;
    let mut receiver = Receiver::open(terminal.clock.clone()).await?;
    let saved = reach.ask::<EndpointSaveCommand>(endpoint(&receiver)).await?;
    let secret = saved.secret.as_ref().map(|secret| secret.0.clone()).unwrap_or_default();
    let endpoint = EndpointRef { id: saved.endpoint.id };

    let outcome = watch(terminal, &reach, &mut receiver, &secret).await;

    // Whatever it came to, nothing of ours stays behind.
    reach.ask_to_the_end::<EndpointRemove>(endpoint).await?;
    if let Some(before) = before {
        reach.ask_to_the_end::<SettingsSet>(before).await?;
    }
    let seen = outcome?;
    seen.tell(terminal, &place, terminal.clock.monotonic().saturating_sub(began))?;
    Ok(Answer::yes_if(seen.is_good()))
}

/// In `--data-dir` if given, else in a temporary folder that goes with the command.
struct Place {
    temporary: Option<TempDir>,
}

impl Place {
    fn choose(terminal: &Terminal) -> Result<Self, Failure> {
        let temporary = match terminal.options.data_dir {
            Some(_) => None,
            None => Some(TempDir::with_prefix("callboard-demo-")?),
        };
        Ok(Self { temporary })
    }

    /// Where nobody says otherwise the only secrets, which open a stand-in, are kept in memory: trying the program
    /// out must not leave anything in a keyring.
    async fn reach(&self, terminal: &Terminal) -> Result<Reach, Failure> {
        let folder = match &self.temporary {
            Some(folder) => folder.path().to_owned(),
            None => terminal.data_dir()?,
        };
        let secrets = terminal.options.secrets.unwrap_or(SecretStoreKind::Session);
        let mut allow_subnets = terminal.options.allow_subnet.clone();
        allow_subnets.push(loopback());
        Reach::open_as(
            terminal,
            &Start { data_dir: folder, secrets: Some(secrets), allow_subnets, touch: Touch::Changes },
        )
        .await
    }
}

fn loopback() -> IpNet {
    IpNet::new_assert(Ipv4Addr::new(127, 0, 0, 0).into(), 8)
}

fn endpoint(receiver: &Receiver) -> EndpointSave {
    EndpointSave {
        id: None,
        name: "the demo's own receiver".to_owned(),
        url: receiver.url(),
        events: vec![EVENT.to_owned()],
        enabled: true,
        secret: None,
    }
}

/// An engine of ours was told at its start; one that runs elsewhere gets it as a setting, which is put back.
async fn allow_loopback(reach: &Reach) -> Result<Option<SettingSet>, Failure> {
    if reach.own().is_some() {
        return Ok(None);
    }
    let key = "delivery.allowed_subnets".to_owned();
    let settings = reach.ask::<SettingsShow>(Nothing {}).await?;
    let before =
        settings.into_iter().find(|setting| setting.key == key).map_or(json!([]), |setting| setting.value);
    let mut subnets: Vec<Value> = before.as_array().cloned().unwrap_or_default();
    subnets.push(json!(loopback().to_string()));
    reach.ask::<SettingsSet>(SettingSet { key: key.clone(), value: Value::Array(subnets) }).await?;
    Ok(Some(SettingSet { key, value: before }))
}

/// What the demo saw.
struct Seen {
    run: Run,
    refused: Option<String>,
    /// `Err`: why the webhook does not verify, or that none came.
    webhook: Result<Received, String>,
    audit: AuditVerified,
}

async fn watch(
    terminal: &Terminal,
    reach: &Reach,
    receiver: &mut Receiver,
    secret: &str,
) -> Result<Seen, Failure> {
    terminal.out.say("Starting a stand-in tenant and a campaign for sample contacts …")?;
    let started = reach.ask::<DemoStart>(Nothing {}).await?;
    show_windows(terminal, reach, &started).await?;
    let mut progress = Progress::new(terminal.out);
    let over = follow(terminal, reach, &started.run, Some(LONGEST), &mut progress).await?;
    progress.finish();
    let run = over.ok_or_else(|| {
        Failure::no("timed_out", format!("The campaign was not over after {} s.", LONGEST.as_secs()))
    })?;
    let webhook = webhook(terminal, receiver, secret, &started).await;
    let audit = reach.ask::<AuditVerifyCommand>(AuditVerify::default()).await?;
    Ok(Seen { run, refused: started.refused.map(|refused| refused.words), webhook, audit })
}

async fn show_windows(terminal: &Terminal, reach: &Reach, started: &DemoStarted) -> Result<(), Failure> {
    let run = reach.ask::<RunShow>(RunRef { id: started.run.clone() }).await?;
    if terminal.out.is_json() {
        terminal.out.object(&json!({ "step": "started", "demo": started }))?;
        return terminal.out.object(&json!({ "step": "windows", "windows": run.windows }));
    }
    terminal.out.say(&format!("\n{}", windows(&run.windows)))
}

async fn webhook(
    terminal: &Terminal,
    receiver: &mut Receiver,
    secret: &str,
    started: &DemoStarted,
) -> Result<Received, String> {
    let received = terminal.clock.timeout(WEBHOOK, receiver.next()).await;
    let received = received.map_err(|_| format!("No webhook came within {} s.", WEBHOOK.as_secs()))?;
    signature::verify(secret, &received, terminal.clock.now())?;
    let body: Value =
        serde_json::from_slice(&received.body).map_err(|error| format!("Its body is no JSON: {error}."))?;
    if body["event"] != EVENT || body["data"]["runId"] != started.run.as_str() {
        return Err("It tells of something else than this run.".to_owned());
    }
    Ok(received)
}

impl Seen {
    fn is_good(&self) -> bool {
        self.run.summary.state == RunState::Completed && self.webhook.is_ok() && self.audit.ok
    }

    fn tell(&self, terminal: &Terminal, place: &Place, took: Duration) -> Result<(), Failure> {
        if terminal.out.is_json() {
            return self.tell_json(terminal, took);
        }
        let summary = &self.run.summary;
        let mut lines = vec![String::new(), format!("{}; {}.", line(summary), window_counts(summary))];
        lines.extend(self.refused.iter().map(|words| format!("Refused, as it should be: {words}")));
        lines.push(match &self.webhook {
            Ok(received) => format!("Its webhook {} came, and the signature verifies.", received.id),
            Err(why) => format!("Its webhook is not as it should be. {why}"),
        });
        lines.push(match &self.audit.first_bad {
            None => format!("The audit log holds: {}.", counted(self.audit.rows, "row")),
            Some(fault) => format!("The audit log does not hold. {}", fault.words),
        });
        lines.push(match place.temporary {
            Some(_) => format!("All that took {:.0} s, and its folder is gone again.", took.as_secs_f64()),
            None => format!("All that took {:.0} s. The window on this folder shows it.", took.as_secs_f64()),
        });
        terminal.out.say(&lines.join("\n"))
    }

    fn tell_json(&self, terminal: &Terminal, took: Duration) -> Result<(), Failure> {
        let webhook = match &self.webhook {
            Ok(received) => json!({ "verified": true, "id": received.id }),
            Err(why) => json!({ "verified": false, "why": why }),
        };
        terminal.out.object(&json!({ "step": "webhook", "webhook": webhook }))?;
        terminal.out.object(&json!({ "step": "audit", "audit": self.audit }))?;
        terminal.out.object(&json!({
            "step": "done",
            "ok": self.is_good(),
            "run": self.run.summary,
            "seconds": took.as_secs_f64().round(),
        }))
    }
}

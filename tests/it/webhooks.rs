//! What goes out verifies with the reference library, under one id on every try.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use callboard_tests::{Office, Receiver, Webhook};
use serde_json::{Value, json};

/// Some of them may be called at any hour of any day.
const ZONES: &[(&str, u64)] = &[
    ("America/New_York", 30),
    ("Pacific/Honolulu", 30),
    ("Europe/Berlin", 30),
    ("Asia/Kolkata", 30),
    ("Asia/Tokyo", 30),
    ("Pacific/Auckland", 30),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_try_has_one_id_and_verifies_with_the_reference_library() {
    let office = Office::with(ZONES, |tenant| tenant.speed(60.0)).await;
    office.connect();
    office.done(&["settings", "set", "run.poll_seconds", "5"]);
    let receiver = Receiver::start(&[500]).await;
    let add = ["--allow-subnet", "127.0.0.0/8", "delivery", "endpoint", "add", &receiver.url()];
    let added = office.done(&[&add[..], &["--events", "campaign.completed"]].concat());
    let secret = added["secret"].as_str().unwrap();
    let serve = office.serve();
    let submit =
        ["schedule", "submit", "--now", "--cron", "@yearly", "--duration", "30m", "--campaign", "renewals"];
    let started =
        office.ask(&[&submit[..], &["--expected", "5", "--contacts", &office.list(ZONES)]].concat());
    let run = started.json()["run_id"].as_str().unwrap().to_owned();
    office.until("the second try", || (receiver.came().len() >= 2).then_some(())).await;
    let shown = office
        .until("the delivery is noted", || {
            let shown = office.done(&["run", "show", &run]);
            (shown["deliveries"][0]["state"] == "delivered").then_some(shown)
        })
        .await;
    assert_eq!(serve.stop(), Some(0));

    let came = receiver.came();
    assert_eq!(came.len(), 2, "a 500, then a 200");
    assert_eq!((&came[0].id, &came[0].body), (&came[1].id, &came[1].body), "one id, one body");
    let body: Value = serde_json::from_str(&came[1].body).unwrap();
    assert_eq!(body["event"], "campaign.completed");
    assert_eq!(body["data"]["runId"], run.as_str());
    assert_eq!(body["data"]["campaignId"], "renewals");
    assert!(body["data"]["totalCompleted"].as_u64().unwrap() >= 5, "{body}");
    assert_eq!(shown["deliveries"][0]["body"], came[1].body.as_str());
    verifies(secret, &came);
}

fn verifies(secret: &str, came: &[Webhook]) {
    let python = match python_with_the_library() {
        Ok(python) => python,
        Err(why) => return skipped(&why),
    };
    let mut asked: Vec<Value> = came.iter().map(|webhook| question(secret, webhook)).collect();
    let altered = Webhook { body: came[0].body.replace("renewals", "renewalz"), ..came[0].clone() };
    asked.push(question(secret, &altered));
    let renamed = Webhook { id: format!("{}x", came[0].id), ..came[0].clone() };
    asked.push(question(secret, &renamed));
    let said = ask(&python, &asked);
    assert_eq!(
        said,
        ["ok", "ok", "refused", "refused"],
        "the library takes ours and nothing that was altered"
    );
}

fn question(secret: &str, webhook: &Webhook) -> Value {
    json!({
        "secret": secret, "id": webhook.id, "timestamp": webhook.timestamp, "signature": webhook.signature,
        "body": webhook.body,
    })
}

fn ask(python: &Path, questions: &[Value]) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle/webhook.py");
    let mut child =
        Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    for question in questions {
        writeln!(stdin, "{question}").unwrap();
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the script fails");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// A Python of our own beside the build, with the reference library; made on first use.
fn python_with_the_library() -> Result<PathBuf, String> {
    let test = std::env::current_exe().map_err(|error| error.to_string())?;
    let folder = test.ancestors().nth(3).ok_or("no target folder")?.join("oracle-webhooks");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if run(Command::new(&python).args(["-c", "import standardwebhooks"])).is_ok() {
        return Ok(python);
    }
    run(Command::new(if cfg!(windows) { "python" } else { "python3" }).args(["-m", "venv"]).arg(&folder))?;
    let pip =
        ["-m", "pip", "install", "--quiet", "--retries", "1", "--timeout", "15", "standardwebhooks==1.1.0"];
    run(Command::new(&python).args(pip))?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let error = || String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned();
    if output.status.success() { Ok(()) } else { Err(error()) }
}

#[expect(clippy::print_stderr, reason = "what was left out is said aloud")]
fn skipped(why: &str) {
    assert!(std::env::var_os("CALLBOARD_REQUIRE_ORACLE").is_none(), "{why}");
    eprintln!("\n*** The comparison with PyPI standardwebhooks was left out: {why}\n");
}

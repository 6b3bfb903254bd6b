mod send;

use std::net::SocketAddr;
use std::path::PathBuf;

use callboard_simulator::{DEMO_CLIENT_ID, Faults, Simulator, SimulatorError};
use clap::{Args, Subcommand};
use jiff::SignedDuration;
use serde_json::json;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::parse;
use crate::terminal::Terminal;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Simulate {
    #[command(subcommand)]
    job: Option<Job>,
    /// A loopback address; port 0 lets the system choose.
    #[arg(long, value_name = "ADDR", required = true)]
    listen: Option<SocketAddr>,
    /// What decides how calls go: the same seed, the same figures.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What goes wrong: `{"faults":[…]}`.
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Hastens calls, not the clock.
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    speed: f64,
    /// Keeps its state here, and finds it again.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// How long every answer takes, e.g. 50ms.
    #[arg(long, value_parser = parse::duration)]
    latency: Option<SignedDuration>,
    /// Requests taken in any 60 s; 429 beyond.
    #[arg(long)]
    rate_limit: Option<u32>,
}

#[derive(Debug, Subcommand)]
enum Job {
    /// Sends events to a listener, as other systems do; bounded in count and time.
    Send(Box<send::Send>),
}

/// Answers until it is stopped. It has no data directory and no secret worth the name.
pub(crate) async fn run(terminal: &Terminal, simulate: Simulate) -> Result<Answer, Failure> {
    if let Some(Job::Send(send)) = simulate.job {
        return send::run(terminal, *send).await;
    }
    let Some(listen) = simulate.listen else { return Err(Failure::wrong("--listen says where it answers.")) };
    if !listen.ip().is_loopback() {
        return Err(Failure::wrong(format!(
            "A stand-in answers on loopback only, and {} is not.",
            listen.ip()
        ))
        .hint("Use 127.0.0.1:0; everybody knows its secret."));
    }
    let mut builder =
        Simulator::builder().seed(simulate.seed).clock(terminal.clock.clone()).speed(simulate.speed);
    if let Some(path) = &simulate.faults {
        builder =
            builder.faults(Faults::load(path).map_err(|refused| Failure::wrong(format!("{refused}.")))?);
    }
    if let Some(path) = simulate.state {
        builder = builder.state_file(path);
    }
    if let Some(latency) = simulate.latency {
        builder = builder.latency(latency.unsigned_abs());
    }
    if let Some(requests) = simulate.rate_limit {
        builder = builder.rate_limit(requests);
    }
    let running = builder.start(listen).await.map_err(|error| refused(&error))?;
    terminal.out.object(&json!({ "listening": running.address().to_string() }))?;
    tracing::info!(address = %running.address(), client_id = DEMO_CLIENT_ID, "a stand-in tenant answers");
    terminal.ending.cancelled().await;
    running.stop().await;
    Ok(Answer::Yes)
}

fn refused(error: &SimulatorError) -> Failure {
    match error {
        SimulatorError::Listen { .. } => Failure::network(format!("{error}.")),
        SimulatorError::StateFile { .. } => Failure::storage(format!("{error}.")),
        SimulatorError::Senseless => Failure::wrong(format!("{error}.")),
    }
}

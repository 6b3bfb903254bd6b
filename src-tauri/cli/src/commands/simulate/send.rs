use callboard_rpc::types::SourceKind;
use callboard_simulator::senders::{Hidden, Kind, Plan, Report, Shares};
use clap::Args;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::input;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{counted, parts};

#[derive(Debug, Args)]
pub(super) struct Send {
    /// The listener: `http://127.0.0.1:8080`, or a source's whole address.
    #[arg(long)]
    url: String,
    /// What kind of events.
    #[arg(long, value_enum, default_value = "call-result")]
    kind: SourceKind,
    /// Reads the signing secret from stdin.
    #[arg(long, conflicts_with = "bearer_stdin")]
    secret_stdin: bool,
    /// Reads a bearer token from stdin.
    #[arg(long)]
    bearer_stdin: bool,
    /// How many messages, at most 1,000,000.
    #[arg(long, default_value_t = 100)]
    count: u64,
    /// Messages a second; default: as fast as answers come.
    #[arg(long)]
    rate: Option<f64>,
    /// No message is begun later than so many seconds after the first.
    #[arg(long, default_value_t = 600.0)]
    seconds: f64,
    /// So many connections at once.
    #[arg(long, default_value_t = 4)]
    connections: usize,
    /// Part of all that is sent twice, from 0 to 1.
    #[arg(long, default_value_t = 0.0)]
    duplicates: f64,
    /// Part of all that comes days late.
    #[arg(long, default_value_t = 0.0)]
    late: f64,
    /// Part of all that should not be taken, every sort of it in turn.
    #[arg(long, default_value_t = 0.0)]
    wrong: f64,
    /// The same seed at the same time: the same messages.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Sends, and says what became of it; exit 3 where nothing was answered.
pub(super) async fn run(terminal: &Terminal, send: Send) -> Result<Answer, Failure> {
    let proof = if send.secret_stdin || send.bearer_stdin {
        Some(Hidden::from(input::secret(&terminal.clock, 64 * 1024, "The secret").await?.as_str()))
    } else {
        None
    };
    let (secret, bearer) = if send.bearer_stdin { (None, proof) } else { (proof, None) };
    let plan = Plan {
        url: send.url,
        kind: match send.kind {
            SourceKind::CallResult => Kind::CallResult,
            SourceKind::DataAction => Kind::DataAction,
            SourceKind::Callback => Kind::Callback,
            SourceKind::Event => Kind::Event,
        },
        secret,
        bearer,
        count: send.count,
        rate: send.rate,
        seconds: send.seconds,
        connections: send.connections,
        seed: send.seed,
        shares: Shares { duplicate: send.duplicates, late: send.late, wrong: send.wrong },
        ..Plan::default()
    };
    let sent = callboard_simulator::senders::send(&plan, terminal.clock.clone());
    let report = tokio::select! {
        report = sent => report.map_err(|refused| Failure::wrong(format!("{refused}.")))?,
        () = terminal.ending.cancelled() => return Err(Failure::interrupted()),
    };
    if report.statuses.is_empty() {
        let why = report.last_failure.unwrap_or_else(|| "nothing was sent in time".to_owned());
        return Err(Failure::network(format!("Nothing was answered: {why}.")));
    }
    terminal.out.show(&report, said)?;
    Ok(Answer::Yes)
}

fn said(report: &Report) -> String {
    let head = format!(
        "{} sent in {:.1} s, {} acknowledged; half of the answers within {:.1} ms, 99 of 100 within {:.1} ms.",
        counted(report.sent, "message"),
        report.seconds,
        report.acknowledged,
        report.p50_ms,
        report.p99_ms
    );
    let statuses = Table::new(["STATUS", "ANSWERS"])
        .with(&report.statuses, |(status, count)| [status.to_string(), count.to_string()]);
    parts([head, statuses.to_string()])
}

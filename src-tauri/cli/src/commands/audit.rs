use std::path::{Path, PathBuf};

use callboard_engine::audit::{Anchor, verify_file};
use callboard_engine::secrets::{StoreChoice, StoresOfFile};
use callboard_rpc::command::{
    AuditAnchorCommand, AuditExportCommand, AuditListCommand, AuditNewKeyCommand, AuditVerifyCommand,
};
use callboard_rpc::types::{
    AuditExport, AuditFilter, AuditList, AuditNewKey, AuditPage, AuditVerified, AuditVerify, ExportFormat,
    Nothing,
};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::parse;
use crate::reach::{self, Reach};
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{counted, time};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Who did what, newest first; --seals also shows what machines did.
    List {
        #[command(flatten)]
        filter: Filter,
        /// Rows a page.
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// `next` of the page before.
        #[arg(long)]
        after: Option<String>,
        /// Also seals, each of which stands for many rows that machines made at once (events, their outcomes).
        #[arg(long)]
        seals: bool,
    },
    /// Recomputes the whole chain; exit 1 names the first place that does not hold.
    Verify {
        /// A file with an anchor that was stored elsewhere.
        #[arg(long, value_name = "FILE")]
        anchor: Option<PathBuf>,
        /// A copy of a database, with its log (`-wal`) beside it where it has one: read as it lies there, by no engine,
        /// and not changed. Where this computer's keyring or file of secrets knows its log, it has to hold what was signed;
        /// `--secrets session` asks neither.
        #[arg(long, value_name = "DATABASE")]
        file: Option<PathBuf>,
    },
    /// Signs the log with a new key from now on: where it was restored from another computer.
    NewKey {
        /// The reason; it stands in the log.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// Writes the rows to stdout, or to a file.
    Export {
        #[command(flatten)]
        filter: Filter,
        /// As a list of JSON objects, one a line, or as CSV.
        #[arg(long, value_enum, default_value = "jsonl")]
        format: ExportFormat,
        /// A file, instead of the standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// A line to be stored elsewhere, which shows later whether the log before it is still the same.
    Anchor,
}

#[derive(Debug, Args)]
pub(crate) struct Filter {
    /// An object, or what it begins with: `schedule/`.
    #[arg(long)]
    object: Option<String>,
    /// An action as the list names it, e.g. `schedule.save`.
    #[arg(long)]
    action: Option<String>,
    /// Who did it.
    #[arg(long)]
    actor: Option<String>,
    /// An instant with its offset.
    #[arg(long, value_parser = parse::instant)]
    since: Option<Timestamp>,
    /// An instant with its offset.
    #[arg(long, value_parser = parse::instant)]
    until: Option<Timestamp>,
}

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    match group {
        Group::Verify { anchor, file: Some(file) } => verify_copy(terminal, anchor.as_deref(), &file).await,
        Group::Verify { anchor, file: None } => verify(terminal, anchor.as_deref()).await,
        Group::NewKey { why } => {
            Reach::open(terminal).await?.ask::<AuditNewKeyCommand>(AuditNewKey { why }).await?;
            terminal.out.done("The log is signed with a new key from now on; a row says why.")?;
            Ok(Answer::Yes)
        }
        Group::List { filter, limit, after, seals } => {
            let args = AuditList { filter: filter.into(), after, limit: Some(limit), seals: Some(seals) };
            list(&Reach::open(terminal).await?, terminal, args).await
        }
        Group::Export { filter, format, out } => {
            export(terminal, AuditExport { filter: filter.into(), format }, out).await
        }
        Group::Anchor => {
            let anchor = Reach::open(terminal).await?.ask::<AuditAnchorCommand>(Nothing {}).await?;
            terminal.out.show(&anchor, |anchor| anchor.anchor.clone())?;
            Ok(Answer::Yes)
        }
    }
}

async fn list(reach: &Reach, terminal: &Terminal, args: AuditList) -> Result<Answer, Failure> {
    let page = reach.ask::<AuditListCommand>(args).await?;
    terminal.out.show(&page, listed)?;
    Ok(Answer::Yes)
}

fn listed(page: &AuditPage) -> String {
    let table =
        Table::new(["SEQ", "TIME", "WHO", "DOOR", "ACTION", "OBJECT", "RESULT"]).with(&page.rows, |row| {
            [
                row.seq.to_string(),
                time(row.at),
                row.actor.clone(),
                row.door.clone(),
                row.action.clone(),
                row.object.clone(),
                row.result.clone(),
            ]
        });
    let rows = if table.is_empty() { "No row fits.".to_owned() } else { table.to_string() };
    match page.seals_left_out.unwrap_or_default() {
        0 => rows,
        left_out => {
            let left_out = counted(left_out, "seal");
            format!("{}\n{left_out} left out; `--seals` shows them.", rows.trim_end_matches('\n'))
        }
    }
}

async fn verify(terminal: &Terminal, anchor: Option<&Path>) -> Result<Answer, Failure> {
    let anchor = anchor.map(read_anchor).transpose()?;
    let verified = match Reach::open(terminal).await {
        Ok(reach) => reach.ask::<AuditVerifyCommand>(AuditVerify { anchor }).await?,
        Err(failure) if failure.is_storage() => {
            verify_without_engine(terminal, anchor.as_deref(), failure).await?
        }
        Err(failure) => return Err(failure),
    };
    terminal.out.show(&verified, words)?;
    Ok(Answer::yes_if(verified.ok && verified.not_compared.is_none()))
}

/// A file that somebody handed over: no engine starts, no data folder is needed. This computer's secret stores are asked
/// whether they know its log.
async fn verify_copy(terminal: &Terminal, anchor: Option<&Path>, file: &Path) -> Result<Answer, Failure> {
    let anchor = anchor.map(read_anchor).transpose()?;
    let anchor = anchor.as_deref().map(str::parse::<Anchor>).transpose()?;
    let verified = verify_file(file, anchor, &stores(terminal)?, terminal.clock.now()).await?;
    terminal.out.show(&verified, words)?;
    Ok(Answer::yes_if(verified.ok && verified.not_compared.is_none()))
}

/// The engine refuses the database (damaged, newer). Its log may still show a place that does not hold; where it
/// shows none, the engine's refusal is the answer.
async fn verify_without_engine(
    terminal: &Terminal,
    anchor: Option<&str>,
    refusal: Failure,
) -> Result<AuditVerified, Failure> {
    let anchor = anchor.map(str::parse::<Anchor>).transpose()?;
    let file = terminal.data_dir()?.join("callboard.db");
    match verify_file(&file, anchor, &stores(terminal)?, terminal.clock.now()).await {
        Ok(verified) if !verified.ok => Ok(verified),
        _ => Err(refusal),
    }
}

fn stores(terminal: &Terminal) -> Result<StoresOfFile, Failure> {
    let given = StoreChoice { kind: terminal.options.secrets, passphrase: reach::passphrase()? };
    Ok(StoresOfFile::new(terminal.clock.clone(), given, terminal.data_dir().ok()))
}

fn read_anchor(path: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::wrong(format!("The anchor {} cannot be read: {error}.", path.display())))?;
    Ok(text.trim().to_owned())
}

fn words(verified: &AuditVerified) -> String {
    let verdict = match &verified.first_bad {
        None => match &verified.not_compared {
            None => format!("The log holds: {}.", counted(verified.rows, "row")),
            Some(why) => format!(
                "The chain of {} holds, but whether it is the log that was signed could not be compared: {why}",
                counted(verified.rows, "row")
            ),
        },
        Some(fault) => format!("The log does not hold. {}", fault.words),
    };
    let checked = format!(
        "{} recomputed, {} hold.",
        counted(verified.seals, "seal"),
        counted(verified.checkpoints, "signed checkpoint")
    );
    [verdict, checked].into_iter().chain(verified.remarks.iter().cloned()).collect::<Vec<_>>().join("\n")
}

/// To stdout as it is, or to a file with a report of how many rows there are.
async fn export(terminal: &Terminal, args: AuditExport, out: Option<PathBuf>) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    let made = reach.ask::<AuditExportCommand>(args).await?;
    let Some(path) = out else {
        reach.take_away(&made.file, &mut tokio::io::stdout()).await?;
        return Ok(Answer::Yes);
    };
    let file = tokio::fs::File::create(&path).await;
    let mut file =
        file.map_err(|error| Failure::wrong(format!("{} cannot be written: {error}.", path.display())))?;
    reach.take_away(&made.file, &mut file).await?;
    file.sync_all().await?;
    let report = json!({ "file": path, "rows": made.rows });
    terminal
        .out
        .show(&report, |_| format!("{} written to {}.", counted(made.rows, "row"), path.display()))?;
    Ok(Answer::Yes)
}

impl From<Filter> for AuditFilter {
    fn from(filter: Filter) -> Self {
        let Filter { object, action, actor, since, until } = filter;
        Self { object, action, actor, text: None, since, until }
    }
}

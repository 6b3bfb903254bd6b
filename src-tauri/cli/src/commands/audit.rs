use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use callboard_engine::audit::{Anchor, LogFile, verify_at_rest, verify_file};
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
use crate::at_rest::Found;
use crate::failure::Failure;
use crate::output::{NOTHING_BEHIND, left};
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
            list(terminal, args).await
        }
        Group::Export { filter, format, out } => {
            export(terminal, AuditExport { filter: filter.into(), format }, out).await
        }
        Group::Anchor => {
            // It writes: a row tells who took it, and a log that was never signed is.
            let anchor = Reach::open(terminal).await?.ask::<AuditAnchorCommand>(Nothing {}).await?;
            terminal.out.show(&anchor, |anchor| anchor.anchor.clone())?;
            Ok(Answer::Yes)
        }
    }
}

async fn list(terminal: &Terminal, args: AuditList) -> Result<Answer, Failure> {
    let behind = args.after.is_some();
    let page = match Found::open(terminal).await? {
        Found::Running(reach) => reach.ask::<AuditListCommand>(args).await?,
        Found::AtRest { database, .. } => LogFile::open(&database)?.list(&args)?,
    };
    terminal.out.show(&page, |page| listed(page, behind))?;
    Ok(Answer::Yes)
}

fn listed(page: &AuditPage, behind: bool) -> String {
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
    let rows = match (table.is_empty(), behind) {
        (true, true) => NOTHING_BEHIND.to_owned(),
        (true, false) => "No row fits.".to_owned(),
        (false, _) => table.to_string().trim_end_matches('\n').to_owned(),
    };
    let seals = page.seals_left_out.filter(|left_out| *left_out > 0);
    let seals =
        seals.map(|left_out| format!("{} left out; `--seals` shows them.", counted(left_out, "seal")));
    let left = left(page.rows.len(), page.total, page.next.as_deref());
    [Some(rows), seals, left].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

async fn verify(terminal: &Terminal, anchor: Option<&Path>) -> Result<Answer, Failure> {
    let anchor = anchor.map(read_anchor).transpose()?;
    let verified = match Found::open(terminal).await? {
        Found::Running(reach) => reach.ask::<AuditVerifyCommand>(AuditVerify { anchor }).await?,
        Found::AtRest { database, .. } => {
            let anchor = anchor.as_deref().map(str::parse::<Anchor>).transpose()?;
            verify_at_rest(&database, anchor, &stores(terminal)?, terminal.clock.now()).await?
        }
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
    let found = Found::open(terminal).await?;
    let Some(path) = out else {
        write(&found, args, std::io::stdout()).await?;
        return Ok(Answer::Yes);
    };
    let file = std::fs::File::create(&path);
    let file =
        file.map_err(|error| Failure::wrong(format!("{} cannot be written: {error}.", path.display())))?;
    let rows = write(&found, args, file.try_clone()?).await?;
    file.sync_all()?;
    let report = json!({ "file": path, "rows": rows });
    terminal.out.show(&report, |_| format!("{} written to {}.", counted(rows, "row"), path.display()))?;
    Ok(Answer::Yes)
}

/// Answers how many rows were written.
async fn write(found: &Found, args: AuditExport, to: impl Taker) -> Result<u64, Failure> {
    match found {
        Found::Running(reach) => {
            let made = reach.ask::<AuditExportCommand>(args).await?;
            reach.take_away(&made.file, &mut to.in_turn()).await?;
            Ok(made.rows)
        }
        Found::AtRest { database, .. } => {
            let log = LogFile::open(database)?;
            let mut to = Noted { to: BufWriter::new(to), failed: None };
            let rows = log.export(&args, &mut to).and_then(|rows| Ok(to.flush().map(|()| rows)?));
            match (rows, to.failed) {
                // The reader has had enough (`| head`).
                (_, Some(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(0),
                (_, Some(error)) => Err(error.into()),
                (rows, None) => Ok(rows?),
            }
        }
    }
}

/// What takes the rows, written to in both ways.
trait Taker: Write {
    fn in_turn(self) -> impl tokio::io::AsyncWrite + Unpin;
}

impl Taker for std::io::Stdout {
    fn in_turn(self) -> impl tokio::io::AsyncWrite + Unpin {
        tokio::io::stdout()
    }
}

impl Taker for std::fs::File {
    fn in_turn(self) -> impl tokio::io::AsyncWrite + Unpin {
        tokio::fs::File::from_std(self)
    }
}

/// A writer that keeps why it failed: whoever writes into it says only that it did.
struct Noted<W> {
    to: W,
    failed: Option<std::io::Error>,
}

impl<W: Write> Write for Noted<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.to.write(bytes).inspect_err(|error| note(&mut self.failed, error))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush().inspect_err(|error| note(&mut self.failed, error))
    }
}

fn note(failed: &mut Option<std::io::Error>, error: &std::io::Error) {
    // One that was interrupted is begun anew by whoever writes.
    if error.kind() != ErrorKind::Interrupted {
        *failed = Some(error.kind().into());
    }
}

impl From<Filter> for AuditFilter {
    fn from(filter: Filter) -> Self {
        let Filter { object, action, actor, since, until } = filter;
        Self { object, action, actor, text: None, since, until }
    }
}

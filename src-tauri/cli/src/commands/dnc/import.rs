//! Do-not-call lists from a file, and what comes of them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use callboard_rpc::command::{
    DncImportPushCommand, DncImportShow, DncImportStop, DncImports, DncLookAtCommand, DncRefusedCommand,
    DncRefusedExport, DncReleaseCommand, DncUndo,
};
use callboard_rpc::types::{
    DncColumnRole, DncColumnSaid, DncDateOrder, DncDirection, DncGo, DncImport, DncImportId, DncImportMode,
    DncImportPush, DncImportRef, DncImportState, DncLookAt, DncRefusedOf, DncRelease, MaybeConnection,
};
use clap::{Args, Subcommand};

use crate::answer::Answer;
use crate::commands::contacts::column_said;
use crate::failure::Failure;
use crate::output::note;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{besides, counted, maybe_time, parts, time, word};

/// What is imported, and how it is read.
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line by itself")]
#[derive(Clone, Debug, Args)]
pub(crate) struct Import {
    /// A CSV or XLSX file, a pipe, or `-` for the standard input.
    file: PathBuf,
    /// The list that the file belongs to; default: it is called as the file.
    #[arg(long, value_name = "NAME")]
    list: Option<String>,
    /// The file is the whole list: what it lacks is taken back.
    #[arg(long, conflicts_with = "changes")]
    edition: bool,
    /// The file has changes of the list: A adds a number, D takes back what this list said of it.
    #[arg(long)]
    changes: bool,
    /// What a row says that names no direction.
    #[arg(long, value_enum, default_value = "out")]
    direction: DncDirection,
    /// ISO 3166, for national numbers in the list; default: the connection's.
    #[arg(long)]
    region: Option<String>,
    /// Which column holds what, where its name or content does not say it: phone, area-code, number, date, direction, expiry or
    /// reason, then the column's name or number (`phone="Contact Ph"`, `date=4`), or `none`.
    #[arg(long = "column", value_name = "ROLE=NAME", value_parser = column)]
    columns: Vec<DncColumnSaid>,
    /// The order of day and month in dates of numbers, where the file does not show it.
    #[arg(long, value_enum, value_name = "ORDER")]
    date_order: Option<DncDateOrder>,
    /// The sheet of a workbook, or the file of an archive.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The line of the names of the columns, the first being 1. 0: there is none.
    #[arg(long, value_name = "LINE")]
    header_row: Option<u32>,
    /// Rows with a bad date count from now and are not refused.
    #[arg(long)]
    bad_dates_from_now: bool,
    /// Says what it would change, and changes nothing.
    #[arg(long, conflicts_with_all = ["push", "count"])]
    dry_run: bool,
    /// Tells CXone of the numbers.
    #[arg(long)]
    push: bool,
    /// Confirms that so many numbers come off the list or are lacking, as the dry run says.
    #[arg(long, value_name = "N")]
    count: Option<u64>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Of {
    /// Rows of an import that were not taken, with line and reason.
    Refused {
        /// As `dnc imports` shows it.
        import: String,
        /// Writes them to a file that can be corrected and imported again; numbers stand in it whole.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Rows a page.
        #[arg(long, default_value_t = 200)]
        limit: u32,
        /// `next` of the page before.
        #[arg(long)]
        after: Option<String>,
    },
    /// Takes back everything that an import said. What CXone holds of it stays until it is released.
    Undo {
        /// As `dnc imports` shows it.
        import: String,
    },
    /// Lets numbers be called again that an import left at CXone.
    Release {
        /// As `dnc imports` shows it.
        import: String,
        /// How many: what `dnc imports` shows under TO RELEASE.
        #[arg(long, value_name = "N")]
        count: u64,
    },
    /// Holds up telling CXone of an import's numbers.
    Pause {
        /// As `dnc imports` shows it.
        import: String,
    },
    /// Goes on with telling CXone of an import's numbers.
    Resume {
        /// As `dnc imports` shows it.
        import: String,
    },
    /// Stops an import that is being written; what is written of it counts.
    Stop {
        /// As `dnc imports` shows it.
        import: String,
    },
}

fn column(text: &str) -> Result<DncColumnSaid, String> {
    const ROLES: [(&str, DncColumnRole); 7] = [
        ("phone", DncColumnRole::Phone),
        ("area-code", DncColumnRole::AreaCode),
        ("number", DncColumnRole::Number),
        ("date", DncColumnRole::Date),
        ("direction", DncColumnRole::Direction),
        ("expiry", DncColumnRole::Expiry),
        ("reason", DncColumnRole::Reason),
    ];
    column_said(text, &ROLES, |role, name| DncColumnSaid { role, name })
}

/// How often an import that is written is looked at.
const LOOK: Duration = Duration::from_millis(200);

pub(crate) async fn import(terminal: &Terminal, reach: &Reach, import: Import) -> Result<Answer, Failure> {
    let is_dry = import.dry_run;
    let looked = reach.ask::<DncLookAtCommand>(args(terminal, reach, import).await?).await?;
    let ended = if is_dry {
        reach.ask::<DncImportStop>(DncImportRef { import: looked.id.clone() }).await?;
        looked
    } else {
        written(terminal, reach, looked).await?
    };
    terminal.out.show(&ended, |import| words(import, is_dry))?;
    let whole = is_dry || ended.state == DncImportState::Done;
    Ok(Answer::yes_if(whole && ended.refused == 0))
}

async fn args(terminal: &Terminal, reach: &Reach, import: Import) -> Result<DncLookAt, Failure> {
    let mode = match (import.edition, import.changes) {
        (true, _) => DncImportMode::Edition,
        (_, true) => DncImportMode::Changes,
        _ => DncImportMode::Adds,
    };
    let go = (!import.dry_run).then_some(DncGo { push: import.push, count: import.count });
    Ok(DncLookAt {
        connection: terminal.options.connection(),
        name: name_of(&import.file),
        file: reach.hand_in(&import.file).await?,
        list: import.list,
        mode: Some(mode),
        direction: Some(import.direction),
        columns: (!import.columns.is_empty()).then_some(import.columns),
        region: import.region,
        date_order: import.date_order,
        sheet: import.sheet,
        header_row: import.header_row,
        start_for_bad_dates: Some(import.bad_dates_from_now),
        go,
    })
}

fn name_of(file: &Path) -> String {
    let name =
        if file.as_os_str() == "-" { "stdin".as_ref() } else { file.file_name().unwrap_or(file.as_os_str()) };
    name.to_string_lossy().into_owned()
}

/// Waits until an import is written, saying how far it is to whoever looks at the terminal.
async fn written(terminal: &Terminal, reach: &Reach, mut import: DncImport) -> Result<DncImport, Failure> {
    let mut told = 0;
    while matches!(import.state, DncImportState::Looked | DncImportState::Writing) {
        terminal.wait(LOOK).await?;
        import = reach.ask::<DncImportShow>(DncImportRef { import: import.id }).await?;
        let tenth = import.written * 10 / import.distinct.max(1);
        if import.state == DncImportState::Writing && tenth > told {
            told = tenth;
            note(&format!(
                "callboard: {} of {} written.",
                import.written,
                counted(import.distinct, "number")
            ));
        }
    }
    Ok(import)
}

pub(crate) async fn list(terminal: &Terminal, reach: &Reach) -> Result<Answer, Failure> {
    let connection = terminal.options.connection();
    let imports = reach.ask::<DncImports>(MaybeConnection { connection }).await?;
    terminal.out.list(&imports, "No do-not-call list was imported yet.", |imports| {
        let head = [
            "IMPORT",
            "FILE",
            "LIST",
            "AT",
            "STATE",
            "NUMBERS",
            "REFUSED",
            "CONFIRMED",
            "REFUSED BY CXONE",
            "TO RELEASE",
            "CONFIRMED BY",
        ];
        Table::new(head).with(imports, cells)
    })?;
    Ok(Answer::Yes)
}

fn cells(import: &DncImport) -> [String; 11] {
    let state = match (import.state, import.push) {
        (DncImportState::Done | DncImportState::Stopped, false) => {
            format!("{}, CXone not told", word(&import.state))
        }
        _ => word(&import.state),
    };
    [
        import.id.to_string(),
        if import.mode == DncImportMode::Release {
            format!("release of {}", import.file)
        } else {
            import.file.clone()
        },
        import.list.clone(),
        time(import.at),
        state,
        import.distinct.to_string(),
        import.refused.to_string(),
        (import.confirmed + import.known).to_string(),
        import.dead.to_string(),
        import.to_release.to_string(),
        maybe_time(import.confirmed_by),
    ]
}

pub(crate) async fn of(terminal: &Terminal, reach: &Reach, of: Of) -> Result<Answer, Failure> {
    let named = |import: String| DncImportRef { import: DncImportId(import) };
    let import = match of {
        Of::Refused { import, out: Some(out), .. } => {
            return export(terminal, reach, named(import), &out).await;
        }
        Of::Refused { import, out: None, limit, after } => {
            let args = DncRefusedOf { import: DncImportId(import), after, limit: Some(limit) };
            return refused(terminal, reach, args).await;
        }
        Of::Undo { import } => reach.ask::<DncUndo>(named(import)).await?,
        Of::Release { import, count } => {
            let args = DncRelease { import: DncImportId(import), count };
            let begun = reach.ask::<DncReleaseCommand>(args).await?;
            written(terminal, reach, begun).await?
        }
        Of::Pause { import } => push(reach, import, false).await?,
        Of::Resume { import } => push(reach, import, true).await?,
        Of::Stop { import } => reach.ask::<DncImportStop>(named(import)).await?,
    };
    // One that is stopped before it is written leaves nothing.
    let left_nothing = matches!(import.state, DncImportState::Reading | DncImportState::Looked);
    terminal.out.show(&import, |import| words(import, left_nothing))?;
    Ok(Answer::Yes)
}

async fn push(reach: &Reach, import: String, push: bool) -> Result<DncImport, Failure> {
    reach.ask::<DncImportPushCommand>(DncImportPush { import: DncImportId(import), push }).await
}

async fn refused(terminal: &Terminal, reach: &Reach, args: DncRefusedOf) -> Result<Answer, Failure> {
    let after = args.after.clone();
    let page = reach.ask::<DncRefusedCommand>(args).await?;
    terminal.out.page(&page, after.as_deref(), "No row of this import was refused.", |rows| {
        Table::new(["LINE", "CELL", "REASON"])
            .with(rows, |row| [row.line.to_string(), row.cell.clone(), row.reason.clone()])
    })?;
    Ok(Answer::Yes)
}

async fn export(
    terminal: &Terminal,
    reach: &Reach,
    import: DncImportRef,
    out: &Path,
) -> Result<Answer, Failure> {
    let unusable = |error| Failure::wrong(format!("{} cannot be written: {error}.", out.display()));
    let mut to = tokio::fs::File::create_new(out).await.map_err(unusable)?;
    let made = reach.ask::<DncRefusedExport>(import).await?;
    reach.take_away(&made.file, &mut to).await?;
    terminal.out.show(&made, |made| {
        format!("{} to {}: numbers stand in it whole.", counted(made.rows, "row"), out.display())
    })?;
    Ok(Answer::Yes)
}

/// What came of an import, or would.
fn words(import: &DncImport, is_dry: bool) -> String {
    let head = match import.state {
        _ if is_dry => format!("{}: nothing was changed.", import.file),
        DncImportState::Undone => {
            format!(
                "{}: nothing of it counts any more. What CXone holds of it stays until it is released.",
                import.file
            )
        }
        _ => format!("{}: {} ({}).", import.file, word(&import.state), import.id),
    };
    let found = format!(
        "{} in {}: {} new, {} known already{}.",
        counted(import.numbers, "number"),
        counted(import.rows, "row"),
        import.fresh,
        import.already,
        besides([
            (import.repeated, "repeated in the file"),
            (import.older, "older than what is known"),
            (import.takes_back, "taken back by the list"),
            (import.lifts, "come off the list"),
            (import.lacks, "of the list are lacking"),
            (import.refused, "refused"),
        ])
    );
    let confirm = match import.confirm {
        0 => String::new(),
        count => format!("To import it, confirm that with --count {count}."),
    };
    let refused = match import.refused {
        0 => String::new(),
        _ if is_dry => String::new(),
        _ => format!("`callboard dnc refused {}` shows what was refused, and why.", import.id),
    };
    let push = match (import.push, import.confirmed_by) {
        (true, Some(by)) => format!(
            "CXone is told while Callboard runs, and will have confirmed it by {}. `callboard dnc push --until-empty` waits for it.",
            time(by)
        ),
        (true, None) => {
            "CXone is told while Callboard runs. `callboard dnc push --until-empty` waits for it.".to_owned()
        }
        (false, _) if is_dry || import.state != DncImportState::Done => String::new(),
        (false, _) => "CXone was not told: `callboard dnc push` does that.".to_owned(),
    };
    let told = import.state != DncImportState::Undone;
    let rest = if told { vec![found, confirm, refused, push] } else { Vec::new() };
    let words = import.words.clone().unwrap_or_default();
    parts([head, words].into_iter().chain(rest).chain([import.notes.join("\n")]))
}

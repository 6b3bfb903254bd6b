use std::path::{Path, PathBuf};

use callboard_rpc::command::{ContactsImportCommand, ContactsList, ContactsRefusedCommand};
use callboard_rpc::types::{ContactSet, ContactSetId, ContactsImport, ContactsRefused, MaybeConnection};
use clap::Subcommand;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{counted, time, word};

mod reading;

pub(crate) use reading::{Reading, column_said};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Counts a CSV or XLSX file by zone and jurisdiction; the people are not kept. Exit 1 where rows are refused.
    Import {
        /// A CSV or XLSX file, a pipe, or `-` for the standard input.
        file: PathBuf,
        #[command(flatten)]
        reading: Reading,
    },
    /// Lists that were imported, newest first.
    List,
    /// Rows of a list that need a zone or are invalid.
    Refused {
        /// As `contacts list` shows it.
        set: String,
        /// Rows a page.
        #[arg(long, default_value_t = 200)]
        limit: u32,
        /// `next` of the page before.
        #[arg(long)]
        after: Option<String>,
    },
}

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    match group {
        Group::Import { file, reading } => {
            let set = import(terminal, &reach, &file, reading).await?;
            terminal.out.show(&set, words)?;
            Ok(Answer::yes_if(set.needs_zone + set.invalid == 0))
        }
        Group::List => list(terminal, &reach).await,
        Group::Refused { set, limit, after } => {
            let args = ContactsRefused { set: ContactSetId(set), after: after.clone(), limit: Some(limit) };
            let page = reach.ask::<ContactsRefusedCommand>(args).await?;
            terminal.out.page(&page, after.as_deref(), "No row of this list is refused.", |rows| {
                Table::new(["LINE", "CONTACT", "KIND", "REASON"]).with(rows, |row| {
                    [row.line.to_string(), row.contact_id.clone(), word(&row.kind), row.reason.clone()]
                })
            })?;
            Ok(Answer::Yes)
        }
    }
}

/// Hands the file to the engine, which counts it.
pub(crate) async fn import(
    terminal: &Terminal,
    reach: &Reach,
    file: &Path,
    reading: Reading,
) -> Result<ContactSet, Failure> {
    let name =
        if file.as_os_str() == "-" { "stdin".as_ref() } else { file.file_name().unwrap_or(file.as_os_str()) };
    let name = name.to_string_lossy().into_owned();
    let Reading { region, columns, sheet, header_row } = reading;
    let args = ContactsImport {
        file: reach.hand_in(file).await?,
        name,
        connection: terminal.options.connection(),
        mapping: None,
        region,
        columns: (!columns.is_empty()).then_some(columns),
        sheet,
        header_row,
    };
    reach.ask::<ContactsImportCommand>(args).await
}

/// A list that was imported before, where it is still there.
pub(crate) async fn find(reach: &Reach, id: &ContactSetId) -> Result<Option<ContactSet>, Failure> {
    let sets = reach.ask::<ContactsList>(MaybeConnection { connection: None }).await?;
    Ok(sets.into_iter().find(|set| set.id == *id))
}

/// `12 rows of list.csv are refused: …`, where any are.
pub(crate) fn refused_rows(set: &ContactSet) -> Option<String> {
    let rows = set.needs_zone + set.invalid;
    let are = if rows == 1 { "is" } else { "are" };
    (rows > 0).then(|| {
        format!(
            "{} of {} {are} refused: `callboard contacts refused {}` shows why.",
            counted(rows, "row"),
            set.name,
            set.id
        )
    })
}

async fn list(terminal: &Terminal, reach: &Reach) -> Result<Answer, Failure> {
    let args = MaybeConnection { connection: terminal.options.connection() };
    let sets = reach.ask::<ContactsList>(args).await?;
    terminal.out.list(&sets, "No list was imported yet.", |sets| {
        Table::new(["SET", "NAME", "ROWS", "PLACED", "NEED A ZONE", "INVALID", "IMPORTED"]).with(
            sets,
            |set| {
                [
                    set.id.to_string(),
                    set.name.clone(),
                    set.rows.to_string(),
                    set.placed.to_string(),
                    set.needs_zone.to_string(),
                    set.invalid.to_string(),
                    time(set.imported_at),
                ]
            },
        )
    })?;
    Ok(Answer::Yes)
}

fn words(set: &ContactSet) -> String {
    let groups = Table::new(["ZONE", "LAW", "CONTACTS", "ZONE FROM"]).with(&set.groups, |group| {
        [group.zone.clone(), group.jurisdiction.clone(), group.contacts.to_string(), word(&group.source)]
    });
    let mut invalid = Vec::new();
    for (rows, what) in
        [(set.without_number, "without a number"), (set.doubled, "whose id stands there before")]
    {
        if rows > 0 {
            invalid.push(format!("{rows} {what}"));
        }
    }
    let invalid = if invalid.is_empty() { String::new() } else { format!(" ({})", invalid.join(", ")) };
    let notes = if set.notes.is_empty() { String::new() } else { format!("\n{}", set.notes.join("\n")) };
    format!(
        "{groups}\n{}: {} placed, {} need a zone, {} invalid{invalid}. The list is {}.{notes}\n{USED_FOR}",
        counted(set.rows, "row"),
        set.placed,
        set.needs_zone,
        set.invalid,
        set.id
    )
}

/// What a list is for.
const USED_FOR: &str = "Used to count zones and hours. CXone dials the list that is loaded in the campaign.";

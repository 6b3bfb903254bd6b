use std::path::PathBuf;

use callboard_rpc::command::{
    DispositionDraft, DispositionExport, DispositionGoBack, DispositionImport, DispositionPublish,
    DispositionShow, DispositionTry, DispositionVersion, DispositionVersions,
};
use callboard_rpc::types::{
    ConnectionId, DispositionMap, Dispositions, DraftSeen, MapDraftSave, MapExport, MapFormat, MapGoBack,
    MapImport, MapPublish, MapPublished, MapTried, MapTry, MapVersionRef, OfConnection,
};
use clap::Subcommand;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::hand_in;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{counted, nothing, or_nothing, parts, time, word};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// The published map, or that of a version.
    Show {
        /// An older version; default: the one that counts.
        #[arg(long)]
        version: Option<u32>,
    },
    /// Reads a map from a CSV, XLSX or JSON file into the draft.
    Set {
        /// A CSV, XLSX or JSON file, a pipe, or `-` for the standard input.
        file: PathBuf,
    },
    /// What publishing would change for the events of the last days: the draft, or a map in a file.
    Try {
        /// A map in a file, a pipe, or `-`; default: the draft.
        file: Option<PathBuf>,
        /// Of so many days.
        #[arg(long, default_value_t = 30)]
        days: u32,
    },
    /// What the draft changes.
    Compare,
    /// Makes the draft the map that counts.
    Publish {
        /// Why, for the history.
        #[arg(long)]
        note: Option<String>,
        /// Applies it to the events of so many days too.
        #[arg(long, default_value_t = 0)]
        reapply_days: u32,
    },
    /// Throws the draft away.
    Discard,
    /// All versions, newest first.
    History,
    /// Publishes a copy of an older version.
    GoBack {
        version: u32,
        /// The published version that it is to replace; another one meanwhile is a conflict. Absent: the one that is
        /// published now.
        #[arg(long)]
        over: Option<u32>,
    },
    /// Writes the map to stdout.
    Export {
        /// An older version; default: the one that counts.
        #[arg(long)]
        version: Option<u32>,
        /// As CSV or as JSON.
        #[arg(long, value_enum, default_value = "csv")]
        format: MapFormat,
    },
}

/// The version, what it is applied to anew, and the events of codes that it names which stay as they were.
/// `changed`: contacts whose category the events that are applied anew change, where that was asked.
pub(super) fn published(done: &MapPublished, changed: Option<u64>) -> String {
    let version = done.dispositions.version.version;
    let changed = match changed {
        None => String::new(),
        Some(1) => "; 1 contact is changed by that".to_owned(),
        Some(contacts) => format!("; {contacts} contacts are changed by that"),
    };
    let anew = counted(done.reapplied, "event");
    let said = format!("Version {version} is published; {anew} applied anew{changed}.");
    if done.still_unmapped == 0 {
        return said;
    }
    let are = if done.still_unmapped == 1 { "is" } else { "are" };
    format!(
        "{said}\n{} {are} still unmapped under the old map; publish with --reapply-days {} to take them (`map export` and \
         `map set` make this version a draft again).",
        counted(done.still_unmapped, "event"),
        done.still_unmapped_days
    )
}

pub(super) async fn run(terminal: &Terminal, reach: &Reach, group: Group) -> Result<Answer, Failure> {
    let connection = terminal.options.connection();
    let show = async || reach.ask::<DispositionShow>(OfConnection { connection: connection.clone() }).await;
    match group {
        Group::Show { version: None } => terminal.out.show(&show().await?.published, map)?,
        Group::Show { version: Some(version) } => {
            let asked = MapVersionRef { connection, version };
            terminal.out.show(&reach.ask::<DispositionVersion>(asked).await?, map)?;
        }
        Group::Set { file } => {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // What somebody else begins from here on is not overwritten.
            let seen = Some(DraftSeen::from(show().await?.draft.as_ref()));
            let handed = reach.hand_in_within(&file, callboard_engine::map::LARGEST).await?;
            let args = MapImport { connection, file: handed, name, seen };
            terminal.out.show(&reach.ask::<DispositionImport>(args).await?, changes)?;
        }
        Group::Try { file, days } => {
            let map = match file {
                Some(file) => Some(read(terminal, &file, &show().await?.published).await?),
                None => None,
            };
            let tried = reach.ask::<DispositionTry>(MapTry { connection, days, map }).await?;
            terminal.out.show(&tried, self::tried)?;
        }
        Group::Compare => terminal.out.show(&show().await?, changes)?,
        Group::Publish { note, reapply_days } => {
            let shown = show().await?;
            let (over, seen) = (shown.version.version, Some(DraftSeen::from(shown.draft.as_ref())));
            // Asked before: afterwards the events are decided by the map that counts then.
            let changed = changed(reach, connection.clone(), reapply_days).await?;
            let args = MapPublish { connection, note, over, reapply_days, seen };
            let done = reach.ask::<DispositionPublish>(args).await?;
            terminal.out.show(&done, |done| published(done, changed))?;
        }
        Group::Discard => {
            let seen = Some(DraftSeen::from(show().await?.draft.as_ref()));
            reach.ask::<DispositionDraft>(MapDraftSave { connection, map: None, seen }).await?;
            terminal.out.done("The draft is thrown away.")?;
        }
        Group::History => {
            let versions = reach.ask::<DispositionVersions>(OfConnection { connection }).await?;
            terminal.out.list(&versions, "There is no version yet.", |versions| {
                Table::new(["VERSION", "AT", "BY", "CODES", "CATEGORIES", "DECIDED", "NOTE"]).with(
                    versions,
                    |one| {
                        [
                            one.version.to_string(),
                            time(one.at),
                            one.by.clone(),
                            one.codes.to_string(),
                            one.categories.to_string(),
                            one.decided.to_string(),
                            one.note.clone(),
                        ]
                    },
                )
            })?;
        }
        Group::GoBack { version, over } => {
            let over = match over {
                Some(over) => over,
                None => show().await?.version.version,
            };
            let shown = reach.ask::<DispositionGoBack>(MapGoBack { connection, version, over }).await?;
            terminal.out.show(&shown, |shown| {
                format!("Version {} is published, a copy of {version}.", shown.version.version)
            })?;
        }
        Group::Export { version, format } => {
            let made = reach.ask::<DispositionExport>(MapExport { connection, version, format }).await?;
            reach.take_away(&made.file, &mut tokio::io::stdout()).await?;
        }
    }
    Ok(Answer::Yes)
}

/// So many contacts publishing the draft would change; `None` where earlier events stay as they are.
async fn changed(reach: &Reach, connection: Option<ConnectionId>, days: u32) -> Result<Option<u64>, Failure> {
    if days == 0 {
        return Ok(None);
    }
    let tried = reach.ask::<DispositionTry>(MapTry { connection, days, map: None }).await;
    // What is wrong with the draft publishing says.
    Ok(tried.ok().map(|tried| tried.changed))
}

/// A map as `map export` writes it, CSV, XLSX or JSON; a table's categories are those of the published one.
async fn read(
    terminal: &Terminal,
    file: &std::path::Path,
    known: &DispositionMap,
) -> Result<DispositionMap, Failure> {
    let bytes = hand_in::whole(&terminal.clock, file, callboard_engine::map::LARGEST).await?;
    Ok(callboard_engine::map::read(&bytes, known)?)
}

fn map(map: &DispositionMap) -> String {
    let categories = Table::new(["CATEGORY", "SEVERITY", "ACTIONS"]).with(&map.categories, |category| {
        let actions: Vec<String> = category.actions.iter().map(word).collect();
        [category.name.clone(), word(&category.severity), actions.join(", ")]
    });
    let codes = Table::new(["CODE", "CATEGORY", "MEANING"])
        .with(&map.codes, |code| [code.code.clone(), code.category.clone(), code.meaning.clone()]);
    parts([categories.to_string(), codes.unless_empty()])
}

fn changes(shown: &Dispositions) -> String {
    if shown.draft.is_none() {
        return "There is no draft.".to_owned();
    }
    let table = Table::new(["WHAT", "BEFORE", "AFTER"]).with(&shown.changes, |change| {
        [
            change.what.clone(),
            or_nothing(change.before.as_deref()),
            change.after.clone().unwrap_or_else(nothing),
        ]
    });
    if table.is_empty() { "The draft changes nothing.".to_owned() } else { table.to_string() }
}

fn tried(tried: &MapTried) -> String {
    let head = format!(
        "Of {} ({}), {} would change, {} of them go on the do-not-call list.",
        counted(tried.contacts, "contact"),
        counted(tried.events, "event"),
        tried.changed,
        tried.to_do_not_call
    );
    let table = Table::new(["FROM", "TO", "SEVERITY", "WHAT", "CONTACTS"]).with(&tried.by_change, |one| {
        let (from, to) = (word(&one.from_severity), word(&one.to_severity));
        let severity = if from == to { to } else { format!("{from} → {to}") };
        let what = or_nothing(one.what.as_deref());
        [one.from.clone(), one.to.clone(), severity, what, one.contacts.to_string()]
    });
    parts([head, table.unless_empty()])
}

#[cfg(test)]
mod tests {
    use callboard_rpc::types::{Severity, TriedChange};

    use super::*;

    #[test]
    fn changes_between_the_same_categories_are_told_apart() {
        let change = |from_severity, to_severity, what: Option<&str>, contacts| TriedChange {
            from: "wrong_number".into(),
            from_severity,
            to: "wrong_number".into(),
            to_severity,
            what: what.map(str::to_owned),
            contacts,
        };
        let found = MapTried {
            days: 30,
            events: 9,
            contacts: 9,
            changed: 5,
            to_do_not_call: 2,
            from_do_not_call: 0,
            by_change: vec![
                change(Severity::Low, Severity::High, None, 3),
                change(Severity::Low, Severity::Low, Some("also suppress_number"), 2),
            ],
            rows: Vec::new(),
        };
        let lines = [
            "Of 9 contacts (9 events), 5 would change, 2 of them go on the do-not-call list.",
            "",
            "FROM          TO            SEVERITY    WHAT                  CONTACTS",
            "wrong_number  wrong_number  low → high  –                            3",
            "wrong_number  wrong_number  low         also suppress_number         2",
        ];
        assert_eq!(tried(&found), lines.join("\n"));
    }
}

//! Starts to come that were decided already: whether each still comes, and if not, why.

use std::collections::HashMap;

use callboard_rpc::types::{ScheduleId, WindowState};
use jiff::Timestamp;
use rusqlite::Connection;

use super::fire_reads;
use super::fire_rows::Outcome;
use crate::kernel::Result;
use crate::window::{self, Window};

/// A start that was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Its window stands or is on its way, or comes again after a change.
    Comes,
    /// A rule forbade it when it was decided; in words. It does not come where the rule allows it now either.
    Refused(String),
    /// The start does not come; the reason, where it is told nowhere else.
    Gone(Option<String>),
}

/// The fates of a schedule's starts from an instant on, by zone and occurrence.
#[derive(Debug)]
pub(super) struct Fates(HashMap<(String, String), Fate>);

impl Fates {
    pub(super) fn read(db: &Connection, schedule: &ScheduleId, from: Timestamp) -> Result<Self> {
        let mut fates = HashMap::new();
        for fire in fire_reads::decided_from(db, schedule, from)? {
            let row = fire.window.as_ref().map(|id| window::find(db, id)).transpose()?.flatten();
            fates.insert((fire.zone, fire.occurrence), fate(fire.outcome, row.as_ref(), &fire.words));
        }
        Ok(Self(fates))
    }

    pub(super) fn of(&self, zone: &str, occurrence: &str) -> Option<&Fate> {
        self.0.get(&(zone.to_owned(), occurrence.to_owned()))
    }
}

fn fate(outcome: Outcome, row: Option<&Window>, words: &str) -> Fate {
    match (outcome, row) {
        (Outcome::Lifted, _) | (Outcome::Started, None) => Fate::Comes,
        (Outcome::Started, Some(row)) => of_window(row),
        (Outcome::Refused, row) => {
            let why = row.and_then(|row| row.trouble.as_deref()).unwrap_or(words);
            Fate::Refused(forbidden(why))
        }
        // In the tray, on a holiday, or listed with its words.
        _ => Fate::Gone(None),
    }
}

/// A start that was made into a window is what became of that.
fn of_window(row: &Window) -> Fate {
    let why = match row.state {
        WindowState::Withdrawn => withdrawn(row, "Its window was withdrawn"),
        WindowState::Refused => forbidden(row.trouble.as_deref().unwrap_or_default()),
        WindowState::Failed => {
            format!("It could not be submitted. {}", row.trouble.as_deref().unwrap_or_default())
        }
        WindowState::Ended => {
            "It has taken place: its window was over before the calendar was set back.".to_owned()
        }
        // One that is made anew with an earlier end comes.
        _ if row.unwanted && row.shorten_to.is_none() => withdrawn(row, "Its window is being withdrawn"),
        _ => return Fate::Comes,
    };
    Fate::Gone(Some(why.trim_end().to_owned()))
}

fn withdrawn(row: &Window, what: &str) -> String {
    match &row.rule {
        Some(rule) if row.verdict == callboard_rpc::types::Verdict::Refused => {
            format!("{what} for a rule: {}", rule.words)
        }
        _ => format!("{what}."),
    }
}

fn forbidden(why: &str) -> String {
    format!("A rule forbade it when it was decided. {why}").trim_end().to_owned()
}

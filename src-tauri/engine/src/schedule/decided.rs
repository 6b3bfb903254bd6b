//! Starts to come that were decided already: whether each still comes, and if not, why.

use std::collections::HashMap;

use callboard_rpc::types::{ScheduleId, Verdict, WindowState};
use jiff::Timestamp;
use rusqlite::Connection;

use super::fire_reads;
use super::fire_rows::Outcome;
use crate::kernel::Result;
use crate::window::{self, Window};

/// A start that was decided.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fate {
    /// Its window stands or is on its way, or comes again after a change.
    Comes,
    /// A rule forbade it when it was decided; in words. It does not come where the rule allows it now either.
    Refused(String),
    /// Its window was withdrawn for a rule; in words. It does not come where the rule allows it now either.
    TakenBack(String),
    /// It was passed over for a window: the one that covers it, where it is known which.
    PassedOver { words: String, cover: Option<Box<Window>> },
    /// A person stopped it; in words.
    Stopped(String),
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
            fates.insert((fire.zone, fire.occurrence), fate(fire.outcome, row, fire.words));
        }
        Ok(Self(fates))
    }

    pub(super) fn of(&self, zone: &str, occurrence: &str) -> Option<&Fate> {
        self.0.get(&(zone.to_owned(), occurrence.to_owned()))
    }

    /// Zone, occurrence and fate of each, in the order of zones and times.
    pub(super) fn all(&self) -> Vec<(&str, &str, &Fate)> {
        let mut all: Vec<_> =
            self.0.iter().map(|((zone, at), fate)| (zone.as_str(), at.as_str(), fate)).collect();
        all.sort_unstable_by_key(|(zone, at, _)| (*zone, *at));
        all
    }
}

fn fate(outcome: Outcome, row: Option<Window>, words: String) -> Fate {
    match (outcome, row) {
        (Outcome::Lifted, _) | (Outcome::Started, None) => Fate::Comes,
        (Outcome::Started, Some(row)) => of_window(&row),
        (Outcome::Refused, row) => {
            let why = row.and_then(|row| row.trouble).unwrap_or(words);
            Fate::Refused(forbidden(&why))
        }
        (Outcome::Skipped, cover) if !words.is_empty() => {
            Fate::PassedOver { words, cover: cover.map(Box::new) }
        }
        (Outcome::Stopped, _) if !words.is_empty() => Fate::Stopped(words),
        // In the tray, or on a holiday.
        _ => Fate::Gone(None),
    }
}

/// A start that was made into a window is what became of that.
fn of_window(row: &Window) -> Fate {
    let trouble = row.trouble.as_deref().unwrap_or_default();
    let why = match row.state {
        WindowState::Withdrawn => return withdrawn(row, "Its window was withdrawn"),
        WindowState::Refused => return Fate::Refused(forbidden(trouble)),
        WindowState::Failed => format!("It could not be submitted. {trouble}"),
        WindowState::Ended => {
            "It has taken place: its window was over before the calendar was set back.".to_owned()
        }
        // One that is made anew with its legal part comes.
        _ if row.unwanted && row.shorten_to.is_none() => {
            return withdrawn(row, "Its window is being withdrawn");
        }
        _ => return Fate::Comes,
    };
    Fate::Gone(Some(why.trim_end().to_owned()))
}

fn withdrawn(row: &Window, what: &str) -> Fate {
    match &row.rule {
        Some(rule) if row.verdict == Verdict::Refused => {
            let words = format!("{what} for a rule: {}", rule.words);
            // What is not gone yet may still dial: nobody is asked about it before.
            let gone = row.state == WindowState::Withdrawn;
            if gone { Fate::TakenBack(words) } else { Fate::Gone(Some(words)) }
        }
        _ => Fate::Gone(Some(format!("{what}."))),
    }
}

fn forbidden(why: &str) -> String {
    format!("A rule forbade it when it was decided. {why}").trim_end().to_owned()
}

/// Said of a start for which a rule was the reason, where that rule allows it now.
pub(super) fn allowed_now(why: &str) -> String {
    format!("{why} It is allowed now, and does not start by itself.")
}

//! Windows at tenants that somebody should know of: those that a rule forbids and nobody decided about, and those that
//! were let stand.

use callboard_rpc::types::{Forbidden, KeptWindow};

use crate::commands::rules;
use crate::table::Table;
use crate::words::time;

/// Windows that a rule forbids by now: those that wait for a decision, and those that are on their way back.
pub(super) fn in_spite(windows: &[Forbidden]) -> String {
    let (open, decided): (Vec<Forbidden>, Vec<Forbidden>) =
        windows.iter().cloned().partition(|one| one.decided.is_none());
    let mut said = Vec::new();
    if !open.is_empty() {
        said.push(format!(
            "These stand in spite of a rule, and nobody decided about them; `callboard rules standing` does, with \
             --withdraw, --shorten or --keep:\n\n{}",
            rules::table_of(&open)
        ));
    }
    if !decided.is_empty() {
        said.push(format!(
            "A rule forbids these, and they are being withdrawn or shortened, as was decided:\n\n{}",
            rules::table_of(&decided)
        ));
    }
    said.join("\n")
}

/// Windows that dial although nothing here ends them.
pub(super) fn kept(windows: &[KeptWindow]) -> String {
    if windows.is_empty() {
        return String::new();
    }
    let table = Table::new(["WINDOW", "TENANT", "CAMPAIGN", "WHERE", "WHEN", "CONTACTS", "DIALS UNTIL", ""])
        .with(windows, |one| {
            [
                one.id.to_string(),
                one.connection.clone(),
                one.campaign_id.clone(),
                one.place.clone(),
                one.words.clone(),
                one.contacts.to_string(),
                time(one.end),
                one.why.clone(),
            ]
        });
    format!("These were let stand:\n\n{table}")
}

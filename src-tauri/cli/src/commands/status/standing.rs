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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kolkata(decided: Option<&str>) -> Forbidden {
        let window = json!({
            "kind": "window", "id": "win_1", "run": "run_1", "campaign_id": "renewals", "zone": "Asia/Kolkata",
            "place": "Kolkata", "start": "2026-11-24T03:30:00Z", "end": "2026-11-24T07:30:00Z", "words": "",
            "state": "withdrawing", "contacts": 318, "allowed_until": null, "decided": decided,
            "rule": { "id": "no-india", "version": 1, "source": "house", "words": "No calls." },
        });
        serde_json::from_value(window).unwrap()
    }

    #[test]
    fn what_is_being_withdrawn_is_not_called_undecided() {
        let said = in_spite(&[kolkata(Some("withdraw"))]);
        assert!(said.contains("being withdrawn or shortened, as was decided"), "{said}");
        assert!(!said.contains("nobody decided"), "{said}");
        let said = in_spite(&[kolkata(None), kolkata(Some("shorten"))]);
        assert!(said.contains("nobody decided") && said.contains("being shortened"), "{said}");
    }
}

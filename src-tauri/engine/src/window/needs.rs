use std::collections::BTreeMap;

use callboard_rpc::types::{Forbidden, Need, NeedKind};
use jiff::Timestamp;
use rusqlite::Connection;

use super::in_spite;
use crate::kernel::Result;
use crate::zone::{ZoneData, counted, some_places};

/// Windows that stand in spite of a rule. One that is being withdrawn or shortened, as a person decided, waits for nobody
/// unless that does not succeed.
pub(super) fn needs(db: &Connection, zones: &ZoneData, now: Timestamp) -> Result<Vec<Need>> {
    let mut standing = in_spite(db, zones, now)?;
    standing.retain(|one| one.decided.is_none() || one.trouble.is_some());
    Ok(forbidden(&standing, now))
}

/// One line a rule, for windows that stand in spite of it.
fn forbidden(standing: &[Forbidden], now: Timestamp) -> Vec<Need> {
    let mut by_rule: BTreeMap<&str, Vec<&Forbidden>> = BTreeMap::new();
    for one in standing {
        by_rule.entry(&one.rule.id).or_default().push(one);
    }
    let line = |(rule, standing): (&str, Vec<&Forbidden>)| {
        let mut places: Vec<String> = standing.iter().map(|one| one.place.clone()).collect();
        places.sort_unstable();
        places.dedup();
        let contacts: u64 = standing.iter().map(|one| one.contacts).sum();
        let windows = match standing.len() {
            1 => "1 window is".to_owned(),
            count => format!("{count} windows are"),
        };
        let contacts = counted(contacts, "contact");
        let trouble = standing.iter().find_map(|one| one.trouble.as_ref().filter(|_| one.decided.is_some()));
        let trouble = trouble.map(|why| format!(" It is being withdrawn, without success so far: {why}"));
        Need {
            kind: NeedKind::ForbiddenWindows,
            subject: rule.to_owned(),
            title: format!("The rule {rule} forbids what is scheduled in CXone: {}", some_places(&places)),
            detail: format!(
                "{windows} still scheduled there, {contacts}: {}. {}{}",
                standing[0].words,
                standing[0].rule.words,
                trouble.unwrap_or_default()
            ),
            since: standing.iter().map(|one| one.start).min().unwrap_or(now).min(now),
            link: standing[0].run.as_ref().map_or("/runs".to_owned(), |run| format!("/runs/{run}")),
            ids: standing.iter().map(|one| one.id.clone()).collect(),
        }
    };
    by_rule.into_iter().map(line).collect()
}
